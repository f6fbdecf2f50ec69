/*
 * A set of parameters, read into the strategy's file and put through the array
 * kernel or the replay; what both begin with is the same to the bar.
 */
#include "research/scout.h"

#include "base/decfloat.h"
#include "research/result.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#define TRADES_FIRST 1024
/* What the sets of a thread share: so many columns, and at most so much. */
#define SHARE_COLUMNS 8
#define SHARE_BYTES ((size_t)32 << 20)

struct scout *
scout_new(struct scouting *x)
{
	struct scout *c = mem_alloc(sizeof(*c));
	size_t markets = x->ground.markets.len, axes = x->space->axes.len;

	c->x = x;
	c->warm = -1;
	c->leverage = DEC_NONE;
	c->views = mem_array(markets + 1, sizeof(*c->views));
	c->rates = mem_array(markets + 1, sizeof(*c->rates));
	c->texts = mem_array(axes + 1, sizeof(*c->texts));
	c->places = mem_array(axes + 1, sizeof(*c->places));
	for (size_t i = 0; i < axes; i++)
		vec_push(&c->params, ((struct expr_param){
		    x->space->axes.at[i].name, c->texts[i] }));
	return c;
}

void
scout_free(struct scout *c)
{
	if (c == NULL)
		return;
	kernel_free(c->kernel);
	kernel_spans_free(c->spans);
	expr_share_free(c->share);
	free(c->views);
	free(c->rates);
	free(c->texts);
	free(c->places);
	free(c->equity);
	free(c->out.trades);
	vec_release(&c->params);
	vec_release(&c->net);
	free(c);
}

static enum err_code
strategy_of(struct scout *c, int64_t set, bool unnamed,
    struct strategy **out, struct err *err)
{
	const struct space *space = c->x->space;
	struct strategy_source in = *c->x->source;

	space_places(space, set, c->places);
	for (size_t i = 0; i < space->axes.len; i++)
		axis_text(&space->axes.at[i], c->places[i], c->texts[i]);
	in.params = c->params.at;
	in.params_len = c->params.len;
	in.unnamed = unnamed;
	return unnamed ? strategy_mold_set(c->x->mold, &in, out, err) :
	    strategy_read_set(&in, out, err);
}

enum err_code
scout_strategy(struct scout *c, int64_t set, struct strategy **out,
    struct err *err)
{
	return strategy_of(c, set, false, out, err);
}

/* As it was read before, or now; *own is the caller's to free. */
static enum err_code
strategy_borrow(struct scout *c, int64_t set, struct strategy **own,
    const struct strategy **out, struct err *err)
{
	enum err_code rc;

	if (readings_find(c->x->readings, set, out))
		return E_OK;
	rc = strategy_of(c, set, true, own, err);
	*out = *own;
	if (rc == E_OK && readings_keep(c->x->readings, set, *own))
		*own = NULL;
	return rc;
}

/* What a replay of this set would have loaded: the same bars, the same rates. */
static void
views_set(struct scout *c, int64_t warm)
{
	const struct ground *w = &c->x->ground;
	int64_t from = w->from - warm, first;

	for (size_t i = 0; i < w->markets.len; i++) {
		const struct run_market *m = &w->markets.at[i];
		size_t skip = candles_until(&m->bars, from / 1000 - 1), k = 0;
		struct candles *v = &c->views[i];

		*v = m->bars;
		candles_skip(v, skip);
		first = v->len > 0 ? v->open_time_ms[0] * 1000 : 0;
		while (k < m->rates.len && m->rates.at[k].time < first)
			k++;
		c->rates[i] = m->rates;
		c->rates[i].at += k;
		c->rates[i].len -= k;
		if (i == 0)
			c->market = m->start - skip;
	}
	c->warm = warm;
}

/* As the replay takes it: asked for, the strategy's, or once. */
static struct dec
leverage_of(const struct backtest *b, const struct strategy *s)
{
	const struct strategy_rule *rule = strategy_rule(s,
	    STRATEGY_LEVERAGE);
	struct dec l = b->leverage;
	double x;

	if (!dec_known(l) && rule != NULL && expr_rule_constant(s->program,
	    rule->expr, &x) && !dec_from_double(x, 8, &l))
		l = DEC_NONE;
	return dec_known(l) ? l : dec_int(1);
}

static void
kernel_make(struct scout *c, struct dec leverage)
{
	const struct backtest *b = c->x->b;
	const struct run_market *m = &c->x->ground.markets.at[0];
	const struct kernel_market market = { .bars = &c->views[0],
	    .start = c->market, .timeframe = b->timeframe,
	    .instrument = &m->i,
	    .funding = m->rates.len > 0 ? &c->rates[0] : NULL,
	    .spans = c->spans, .skipped = m->start - c->market };
	const struct kernel_terms terms = { .capital = b->capital,
	    .leverage = leverage, .margin_mode = b->margin_mode,
	    .maker = b->maker, .taker = b->taker,
	    .slippage_bps = b->settings.slippage_bps,
	    .spread_bps = b->settings.spread_bps };
	struct err why = {0};

	kernel_free(c->kernel);
	c->kernel = NULL;
	c->leverage = leverage;
	if (kernel_new(&market, &terms, &c->kernel, &why) != E_OK)
		c->kernel = NULL;
}

/* Sets that look at the same bars share what they make of them, from the second
 * one in a row on. */
static void
share_make(struct scout *c)
{
	size_t bytes = SHARE_COLUMNS * sizeof(double) * c->views[0].len;

	if (c->share == NULL)
		c->share = expr_share_new(bytes < SHARE_BYTES ? bytes :
		    SHARE_BYTES);
}

/* Why this set is for the replay; NULL: a kernel is ready. */
static const char *
kernel_ready(struct scout *c, const struct strategy *s)
{
	const struct ground *w = &c->x->ground;
	const struct run_market *m = &w->markets.at[0];
	const char *unfit = c->x->replay != NULL ? c->x->replay :
	    kernel_unfit(s);
	int64_t bars = expr_warmup(s->program), warm;
	struct dec leverage = leverage_of(c->x->b, s);

	if (unfit != NULL)
		return unfit;
	if (bars > w->warmup)
		return "it looks back further than the ends of the ranges";
	if (m->i.kind == KIND_SWAP && dec_known(m->i.max_leverage) &&
	    dec_cmp(leverage, m->i.max_leverage) > 0)
		return "its leverage is beyond what the venue allows";
	warm = w->from > bars * c->x->b->timeframe ? bars *
	    c->x->b->timeframe : w->from;
	if (warm != c->warm || !dec_same(leverage, c->leverage)) {
		expr_share_free(c->share);
		c->share = NULL;
		views_set(c, warm);
		if (c->spans == NULL)
			c->spans = kernel_spans_make(m->bars.close,
			    m->bars.len);
		kernel_make(c, leverage);
	} else {
		share_make(c);
	}
	return c->kernel == NULL ? "its instrument or terms are beyond the"
	    " kernel" : NULL;
}

static size_t
market_of(const struct scout *c, const char *symbol)
{
	const struct ground *w = &c->x->ground;
	size_t i = 0;

	while (symbol[0] != '\0' && i < w->markets.len &&
	    strcmp(w->markets.at[i].symbol, symbol) != 0)
		i++;
	return i;
}

static const struct candles *
bars_give(void *self, const char *symbol, int64_t timeframe)
{
	struct scout *c = self;
	size_t i = market_of(c, symbol);

	return i < c->x->ground.markets.len && timeframe ==
	    c->x->b->timeframe ? &c->views[i] : NULL;
}

static const struct funding_rates *
rates_give(void *self, const char *symbol)
{
	struct scout *c = self;
	size_t i = market_of(c, symbol);

	return i < c->x->ground.markets.len && c->rates[i].len > 0 ?
	    &c->rates[i] : NULL;
}

static void
trades_room(struct scout *c, size_t n)
{
	if (c->out.trades_cap >= n)
		return;
	c->out.trades = mem_grow(c->out.trades, n, sizeof(*c->out.trades));
	c->out.trades_cap = n;
}

/* False: it has to be replayed, or failed (rc). */
static bool
kernel_say(struct scout *c, const struct strategy *s, bool curve,
    enum err_code *rc, struct err *err)
{
	struct expr_market view = { .self = c, .bars = bars_give,
	    .funding = rates_give, .symbol = c->x->b->symbols[0],
	    .slow = c->x->b->slow };
	struct expr_rules *rules = NULL;

	c->why = kernel_ready(c, s);
	if (c->why != NULL)
		return false;
	view.share = c->share;
	*rc = expr_rules_run(s->program, &view, &rules, err);
	if (*rc != E_OK)
		return false;
	trades_room(c, TRADES_FIRST);
	c->out.equity = curve ? c->equity : NULL;
	kernel_run(c->kernel, s, rules, &c->out);
	if (c->out.trades_len > c->out.trades_cap && c->out.replay == NULL) {
		trades_room(c, c->out.trades_len);
		kernel_run(c->kernel, s, rules, &c->out);
	}
	c->run.inexact_ties = (int64_t)expr_rules_inexact(rules);
	expr_rules_free(rules);
	c->why = c->out.replay;
	if (c->why != NULL)
		return false;
	scout_measure(c);
	return true;
}

static bool
replay_goes_on(void *self, int64_t time, int64_t from, int64_t to)
{
	const struct scouting *x = self;

	(void)time;
	(void)from;
	(void)to;
	return x->stopped == NULL || !x->stopped(x->self);
}

/* One at a time: they read the store, and the rest of a replay is not for
 * several threads. */
static pthread_mutex_t replays = PTHREAD_MUTEX_INITIALIZER;

static enum err_code
replay_say(struct scout *c, const struct strategy *s, bool curve,
    struct err *err)
{
	struct backtest b = *c->x->b;
	struct run_parts parts = { .trades = { 0 } };
	enum err_code rc;

	b.strategy = s;
	b.progress = replay_goes_on;
	b.progress_self = c->x;
	pthread_mutex_lock(&replays);
	rc = backtest_run(c->x->store, &b, &c->run, &parts, err);
	pthread_mutex_unlock(&replays);
	if (rc == E_OK && c->run.status == RUN_CANCELED) {
		rc = err_set(err, E_PARTIAL, "interrupted");
	} else if (rc == E_OK) {
		struct curve_walk w = {0};
		struct equity_point p;

		curve_next(&parts.equity, &w, &p);
		for (c->bars = 0; curve && curve_next(&parts.equity, &w, &p);)
			c->equity[c->bars++] = dec_to_double(p.equity);
	}
	run_parts_release(&parts);
	return rc;
}

static enum err_code
judge(struct scout *c, struct err *err)
{
	const struct objective *o = c->x->objective;
	const struct expr_source source = { .self = &c->run,
	    .value = run_field_give };
	struct expr_value v = {0};
	enum truth met = TRUTH_TRUE;
	enum err_code rc = E_OK;

	c->objective = NAN;
	if (o->field != NULL) {
		const void *at = (const char *)&c->run + o->field->offset;

		c->objective = o->field->type == FIELD_DEC ?
		    dec_to_double(*(const struct dec *)at) :
		    *(const double *)at;
	} else {
		rc = expr_evaluate(o->expr, &source, &v, err);
		if (rc == E_OK && v.known)
			c->objective = dec_to_double(v.num) /
			    dec_to_double(v.den);
	}
	if (!isfinite(c->objective))
		c->objective = NAN;
	if (rc == E_OK && c->x->constraint != NULL)
		rc = expr_truth(c->x->constraint, &source, &met, NULL, err);
	c->met = met == TRUTH_TRUE;
	return rc;
}

static void
run_empty(struct run *r, const struct backtest *b)
{
	*r = (struct run){ .timeframe = b->timeframe, .capital = b->capital,
	    .total_return = NAN, .annual_return = NAN, .volatility = NAN,
	    .max_drawdown = NAN, .max_drawdown_days = NAN, .sharpe = NAN,
	    .sortino = NAN, .calmar = NAN, .omega = NAN, .ulcer = NAN,
	    .psr = NAN, .sqn = NAN, .win_rate = NAN, .profit_factor = NAN,
	    .payoff = NAN, .expectancy = DEC_NONE, .exposure = NAN,
	    .fees = DEC_NONE, .funding = DEC_NONE,
	    .final_equity = DEC_NONE };
}

enum err_code
scout_set(struct scout *c, int64_t set, bool curve, struct err *err)
{
	const struct run_market *m = &c->x->ground.markets.at[0];
	const struct strategy *s = NULL;
	struct strategy *own = NULL;
	struct buf text = {0};
	enum err_code rc;

	curve |= c->x->curves;
	if (curve && c->equity == NULL)
		c->equity = mem_array(m->bars.len - m->start,
		    sizeof(*c->equity));
	run_empty(&c->run, c->x->b);
	c->engine = TRIAL_SKIPPED;
	c->why = NULL;
	c->objective = NAN;
	c->met = false;
	rc = strategy_borrow(c, set, &own, &s, err);
	if (rc != E_OK || s == NULL)
		return rc;
	c->engine = TRIAL_KERNEL;
	if (!kernel_say(c, s, curve, &rc, err) && rc == E_OK) {
		c->engine = TRIAL_REPLAY;
		rc = replay_say(c, s, curve, err);
	}
	if (rc == E_OK)
		rc = judge(c, err);
	if (rc != E_OK && rc != E_PARTIAL) {
		space_set_text(c->x->space, set, &text);
		rc = err_prefix(err, "%s", buf_text(&text));
		buf_release(&text);
	}
	strategy_free(own);
	return rc;
}

static double
plain(double x)
{
	return isnan(x) ? NAN : x == 0 ? 0 : x;
}

void
trial_plain(struct trial *t)
{
	double *const all[] = { &t->objective, &t->total_return,
	    &t->annual_return, &t->volatility, &t->max_drawdown, &t->sharpe,
	    &t->sortino, &t->calmar, &t->win_rate, &t->profit_factor,
	    &t->payoff, &t->exposure };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		*all[i] = plain(*all[i]);
}

void
scout_trial(const struct scout *c, struct trial *t)
{
	const struct run *r = &c->run;

	t->engine = c->engine;
	t->met = c->met;
	t->objective = c->objective;
	t->total_return = r->total_return;
	t->annual_return = r->annual_return;
	t->volatility = r->volatility;
	t->max_drawdown = r->max_drawdown;
	t->sharpe = r->sharpe;
	t->sortino = r->sortino;
	t->calmar = r->calmar;
	t->win_rate = r->win_rate;
	t->profit_factor = r->profit_factor;
	t->payoff = r->payoff;
	t->exposure = r->exposure;
	t->expectancy = r->expectancy;
	t->trades = r->trades;
	trial_plain(t);
}

void
scout_forget(struct scout *c)
{
	kernel_spans_free(c->spans);
	c->spans = NULL;
	c->warm = -1;
}
