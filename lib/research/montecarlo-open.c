/* What the paths of a Monte Carlo run are drawn from. */
#include "research/rerun.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/overfit.h"
#include "quant/stats.h"
#include "research/digest.h"
#include "research/measure.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FEW 30			/* steps that say little */

/* Of the trades in the order in which they closed, each against what there was
 * then. What is open at the end has come to nothing yet. */
static size_t
growth_of_trades(const struct run *base, const struct run_trades *all,
    struct montecarlo_work *w)
{
	double equity = dec_to_double(base->capital);
	size_t n = 0;

	for (size_t i = 0; i < all->len && equity > 0; i++) {
		const struct run_trade *t = &all->at[i];
		double profit = dec_to_double(t->profit);
		double share = dec_to_double(t->amount) / equity;

		if (t->exit_time == 0)
			continue;
		w->growth[n] = fmax(0, 1 + profit / equity);
		w->entry[n] = share * dec_to_double(t->entry_price);
		w->exit[n++] = share * dec_to_double(t->exit_price);
		equity += profit;
	}
	return n;
}

static size_t
growth_of_bars(const struct curve *c, double *growth)
{
	struct curve_walk walk = { 0 };
	struct equity_point p;
	double before = NAN, now;
	size_t n = 0;

	for (; curve_next(c, &walk, &p); before = now) {
		now = dec_to_double(p.equity);
		if (before > 0)
			growth[n++] = fmax(0, now / before);
	}
	return n;
}

/* What is known of a run that is asked about. */
static void
base_take(const struct run *base, struct run *r)
{
	TEXT_SET(r->strategy, base->strategy);
	TEXT_SET(r->strategy_path, base->strategy_path);
	TEXT_SET(r->strategy_hash, base->strategy_hash);
	TEXT_SET(r->venue, base->venue);
	TEXT_SET(r->symbols, base->symbols);
	TEXT_SET(r->currency, base->currency);
	TEXT_SET(r->assumptions, base->assumptions);
	r->timeframe = base->timeframe;
	r->from = base->from;
	r->to = base->to;
	r->capital = base->capital;
}

/* What is not known of such a run is null. */
static void
run_begin(const struct montecarlo *m, struct run *r)
{
	*r = (struct run){ .kind = RUN_MONTECARLO, .timeframe = m->timeframe,
	    .capital = m->capital, .annual_return = NAN, .volatility = NAN,
	    .max_drawdown_days = NAN, .sortino = NAN, .calmar = NAN,
	    .omega = NAN, .ulcer = NAN, .psr = NAN, .sqn = NAN,
	    .win_rate = NAN, .profit_factor = NAN, .payoff = NAN,
	    .expectancy = DEC_NONE, .exposure = NAN, .fees = DEC_NONE,
	    .funding = DEC_NONE, .final_equity = DEC_NONE };
	TEXT_SET(r->strategy, "returns");
	if (m->path != NULL)
		TEXT_SET(r->strategy_path, m->path);
	if (m->about != NULL)
		base_take(m->about, r);
	r->seed = m->seed;
}

static enum err_code
base_load(struct store *s, const char *id, unsigned part, struct run *base,
    struct run_parts *parts, struct err *err)
{
	enum err_code rc = run_load(s, id, base, NULL, err);

	if (rc == E_OK && base->kind == RUN_MONTECARLO)
		rc = err_set(err, E_USAGE, "run %s is of montecarlo; ask about"
		    " one that has traded", id);
	if (rc == E_OK && base->status == RUN_CANCELED)
		rc = err_set(err, E_USAGE, "run %s was interrupted: it is not"
		    " whole", id);
	return rc == E_OK ? run_parts_load(s, id, part, parts, err) : rc;
}

static enum err_code
of_run(struct store *s, struct montecarlo_work *w, struct err *err)
{
	const struct montecarlo *m = w->m;
	bool bars = m->method == PATH_BLOCKS;
	struct run base;
	struct run_parts parts = { 0 };
	enum err_code rc = base_load(s, m->run, m->method >= PATH_METHODS ?
	    0 : bars ? RUN_PART_EQUITY : RUN_PART_TRADES, &base, &parts, err);

	if (rc != E_OK)
		return rc;
	base_take(&base, &w->run);
	if (m->method >= PATH_METHODS) {
		run_parts_release(&parts);
		return rerun_open(s, &base, w, err);
	}
	w->growth = mem_array(curve_len(&parts.equity) + parts.trades.len + 1,
	    sizeof(*w->growth));
	w->entry = mem_array(parts.trades.len + 1, sizeof(*w->entry));
	w->exit = mem_array(parts.trades.len + 1, sizeof(*w->exit));
	w->plan.pool = bars ? growth_of_bars(&parts.equity, w->growth) :
	    growth_of_trades(&base, &parts.trades, w);
	w->ppy = bars ? run_periods(base.timeframe) : (double)w->plan.pool *
	    (double)STAMP_YEAR / (double)(base.to - base.from);
	run_parts_release(&parts);
	if (w->plan.pool < 2)
		return err_set(err, E_USAGE, "run %s has %zu closed %s; at"
		    " least 2 are needed", m->run, w->plan.pool, bars ? "bars" :
		    w->plan.pool == 1 ? "trade" : "trades");
	return E_OK;
}

static enum err_code
of_returns(struct montecarlo_work *w, struct err *err)
{
	const struct run_returns *all = w->m->returns;

	if (w->m->method >= PATH_FILLS)
		return err_set(err, E_USAGE, "--method %s: only of a run;"
		    " returns do not say what was traded",
		    path_method_names[w->m->method]);
	if (all->len < 2)
		return err_set(err, E_DATA, "%s: %zu return%s; at least 2 are"
		    " needed", w->m->path, all->len, all->len == 1 ? "" :
		    "s");
	w->growth = mem_array(all->len, sizeof(*w->growth));
	for (size_t i = 0; i < all->len; i++)
		w->growth[i] = fmax(0, 1 + all->at[i].ret);
	w->plan.pool = all->len;
	w->ppy = run_periods(w->m->timeframe);
	return E_OK;
}

static void
doubts(struct montecarlo_work *w)
{
	const double *g = w->growth;
	size_t i = 1;

	while (i < w->plan.pool && g[i] == g[0])
		i++;
	if (i == w->plan.pool)
		run_say(&w->run, "all returns are the same: so are all paths");
	if (w->plan.pool < FEW)
		run_say(&w->run, "%zu steps say little", w->plan.pool);
}

/* Drawn from what, and how: a run is repeated from this and its params. */
static void
inputs_hash(struct montecarlo_work *w)
{
	struct digest d;

	digest_init(&d);
	digest_text(&d, "montecarlo 1");
	digest_text(&d, w->run.strategy_hash);
	digest_dec(&d, w->run.capital);
	digest_numbers(&d, (const int64_t *)(const void *)w->growth,
	    w->plan.pool);
	if (w->m->method == PATH_FILLS) {
		digest_numbers(&d, (const int64_t *)(const void *)w->entry,
		    w->plan.pool);
		digest_numbers(&d, (const int64_t *)(const void *)w->exit,
		    w->plan.pool);
	}
	digest_final(&d, w->run.data_hash);
}

static void
marks_place(struct montecarlo_work *w)
{
	size_t most = w->rerun != NULL ? MONTECARLO_MARKS / 2 :
	    MONTECARLO_MARKS, len = w->plan.len, n = len < most ? len : most;

	w->marks = mem_array(n, sizeof(*w->marks));
	for (size_t i = 0; i < n; i++)
		w->marks[i] = (size_t)((double)len * (double)(i + 1) /
		    (double)n);
	w->plan.marks = w->marks;
	w->plan.marks_len = n;
}

/* What only some methods have. */
static void
method_put(const struct montecarlo_work *w, struct buf *to)
{
	char a[DOUBLE_TEXT_SIZE], b[DOUBLE_TEXT_SIZE], c[DOUBLE_TEXT_SIZE];

	if (w->m->horizon > 0)
		buf_printf(to, ";horizon=%zu", w->m->horizon);
	if (w->m->method == PATH_BLOCKS || w->m->method == PATH_CANDLES)
		buf_printf(to, ";block=%s", double_text(w->plan.block, a));
	if (w->m->method == PATH_JITTER)
		buf_printf(to, ";jitter=%s", double_text(w->m->jitter, a));
	if (w->m->method == PATH_FILLS)
		buf_printf(to, ";missed=%s;slippage=%s;extra_fee=%s",
		    double_text(w->m->missed, a),
		    double_text(w->m->slippage, b),
		    double_text(w->m->fee, c));
}

void
montecarlo_params(const struct montecarlo_work *w, size_t paths,
    char out[RUN_PARAMS_SIZE])
{
	char level[DOUBLE_TEXT_SIZE];
	struct buf text = { 0 };

	buf_printf(&text, "method=%s;paths=%zu;ruin_level=%s",
	    path_method_names[w->m->method], paths,
	    double_text(w->m->ruin_level, level));
	method_put(w, &text);
	if (w->m->run != NULL)
		buf_printf(&text, ";run=%s", w->m->run);
	text_set(out, RUN_PARAMS_SIZE, buf_text(&text));
	buf_release(&text);
}

/* What shards have to share: not the level of ruin, which is asked after. */
static void
settings_put(struct montecarlo_work *w)
{
	struct buf text = { 0 };

	buf_printf(&text, "method=%s;seed=%" PRId64,
	    path_method_names[w->m->method], w->m->seed);
	method_put(w, &text);
	text_set(w->settings, sizeof(w->settings), buf_text(&text));
	buf_release(&text);
}

/* What follows upon each other is first of all how far prices move, which the
 * returns themselves do not show. */
static double
block_of(const struct montecarlo_work *w)
{
	size_t n = w->plan.pool;
	double *x, length;

	if (w->m->block != MONTECARLO_AUTO)
		return w->m->block > 0 ? w->m->block : cbrt((double)n);
	x = mem_array(n, sizeof(*x));
	for (size_t i = 0; i < n; i++)
		x[i] = w->growth[i] - 1;
	length = bootstrap_block(x, n);
	for (size_t i = 0; i < n; i++)
		x[i] *= x[i];
	length = fmax(length, bootstrap_block(x, n));
	free(x);
	return length;
}

enum err_code
montecarlo_open(struct store *s, const struct montecarlo *m,
    struct montecarlo_work *w, struct err *err)
{
	enum err_code rc;

	*w = (struct montecarlo_work){ .m = m, .total = 1 };
	run_begin(m, &w->run);
	rc = m->run != NULL ? of_run(s, w, err) : of_returns(w, err);
	if (rc != E_OK)
		return rc;
	w->plan.method = m->method;
	w->plan.growth = w->growth;
	w->plan.entry = w->entry;
	w->plan.exit = w->exit;
	w->plan.missed = m->missed;
	w->plan.slippage = m->slippage;
	w->plan.fee = m->fee;
	w->plan.seed = (uint64_t)m->seed;
	w->plan.block = block_of(w);
	w->plan.len = m->horizon > 0 ? m->horizon : w->plan.pool;
	for (size_t i = 0; i < w->plan.pool; i++)
		w->total *= w->growth[i];
	w->sharpe = stat_sharpe(w->growth, w->plan.pool, 1);
	doubts(w);
	if (w->rerun == NULL)
		inputs_hash(w);
	settings_put(w);
	marks_place(w);
	w->ends = mem_array(m->paths + PATH_LANES, sizeof(*w->ends));
	w->fan_paths = m->paths < CHANCE_FAN ? m->paths : CHANCE_FAN;
	w->fan = mem_array(w->fan_paths + PATH_LANES, w->plan.marks_len *
	    sizeof(*w->fan));
	mem_large(w->ends, (m->paths + PATH_LANES) * sizeof(*w->ends));
	mem_large(w->fan, (w->fan_paths + PATH_LANES) * w->plan.marks_len *
	    sizeof(*w->fan));
	return E_OK;
}

void
montecarlo_release(struct montecarlo_work *w)
{
	rerun_release(w->rerun);
	free(w->growth);
	free(w->entry);
	free(w->exit);
	free(w->marks);
	free(w->ends);
	free(w->fan);
}
