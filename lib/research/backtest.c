/*
 * The replay: candles into the simulated venue, a gate over it with policy and
 * breakers, a strategy that is asked at every close; then what came out.
 */
#include "research/backtest.h"

#include "research/assume.h"
#include "account/market.h"
#include "base/parallel.h"
#include "research/desk.h"
#include "research/limits.h"
#include "research/measure.h"
#include "venue/sim/venue.h"

#define LABEL "backtest"
#define SLICES 200	/* in which progress is told */

struct replayed {
	const struct backtest *b;
	struct ground world;
	struct market_given market;
	struct strategist t;
	struct account account;
	struct ledger *ledger;
	struct venue *venue;
	struct gate *gate;
	double *risks;			/* of the trades, of the strategist */
	int64_t inexact_ties;
	char data_hash[SHA256_TEXT_SIZE];	/* up to the end of the world */
	bool canceled;
};

static enum err_code
strategy_fits(const struct backtest *b, struct err *err)
{
	const struct strategy *s = b->strategy;
	char a[STAMP_TEXT_SIZE], c[STAMP_TEXT_SIZE];

	if (b->symbols_len == 0)
		return err_set(err, E_USAGE, "name a symbol to run it on");
	for (size_t i = 0; i < b->symbols_len; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(b->symbols[i], b->symbols[k]) == 0)
				return err_set(err, E_USAGE, "%s: it is named "
				    "twice", b->symbols[i]);
	if (b->from != 0 && b->to != 0 && b->to <= b->from)
		return err_set(err, E_USAGE, "--to: not after --from");
	if (s->timeframe != 0 && s->timeframe != b->timeframe)
		return err_set(err, E_USAGE, "strategy %s: its bars are of "
		    "%s, not of %s", s->name, duration_text(s->timeframe, a),
		    duration_text(b->timeframe, c));
	if (b->detail != 0 && (b->detail >= b->timeframe ||
	    b->timeframe % b->detail != 0))
		return err_set(err, E_USAGE, "--detail %s: does not cut a bar "
		    "of %s into whole ones", duration_text(b->detail, a),
		    duration_text(b->timeframe, c));
	if (dec_sign(b->capital) <= 0)
		return err_set(err, E_USAGE, "--capital: must be more than 0");
	if (!strategy_allowed(s))
		return err_set(err, E_USAGE, "strategy %s: a require of the "
		    "file refuses these parameters", s->name);
	return limits_fit(b, err);
}

static enum err_code
venue_make(struct replayed *r, struct err *err)
{
	struct sim_setup setup = { .timeframe = r->b->timeframe,
	    .settings = r->b->settings };
	struct sim_memory m = { .setup = &setup, .start = r->world.from };
	struct sim_opening *o = vec_add(&setup.openings);
	enum err_code rc = ground_setup(&r->world, &setup, err);

	TEXT_SET(setup.currency, r->b->currency);
	TEXT_SET(o->currency, r->b->currency);
	o->amount = r->b->capital;
	m.source = sim_bars_source(&r->world.source);
	if (rc == E_OK)
		rc = sim_venue_memory(&r->account, &m, &r->venue, err);
	sim_setup_release(&setup);
	return rc;
}

static const struct candles *
bars_give(void *self, const char *symbol)
{
	struct run_market *m = ground_find(self, symbol);

	return m != NULL ? &m->bars : NULL;
}

static const struct funding_rates *
rates_give(void *self, const char *symbol)
{
	struct run_market *m = ground_find(self, symbol);

	return m != NULL && m->rates.len > 0 ? &m->rates : NULL;
}

static enum err_code
gate_make(struct replayed *r, struct err *err)
{
	const struct gate_options o = { .actor = LABEL,
	    .command = "backtest run", .correlation_id = LABEL,
	    .max_age = 2 * r->b->timeframe, .given = &r->market };
	enum err_code rc = E_OK;

	r->market = (struct market_given){ bars_give, rates_give, &r->world };
	r->ledger = ledger_memory("bac4e57d");
	if (r->b->policy != NULL)
		memory_policy(r->ledger, r->b->policy);
	for (size_t i = 0; r->b->breakers != NULL &&
	    i < r->b->breakers->len && rc == E_OK; i++) {
		struct breaker fresh = r->b->breakers->at[i];

		fresh.state = BREAKER_ARMED;
		fresh.tripped_at = fresh.rearms_at = fresh.generation = 0;
		rc = memory_breaker(r->ledger, &fresh, true, err);
	}
	return rc == E_OK ? gate_wrap(r->ledger, r->venue, &o, &r->gate, err)
	    : rc;
}

/* What perpetuals are held with: asked for, the strategy's, or once. */
static enum err_code
leverage_make(struct replayed *r, struct err *err)
{
	const struct strategy_rule *rule = strategy_rule(r->b->strategy,
	    STRATEGY_LEVERAGE);
	struct dec leverage = r->b->leverage;
	struct leverage now;
	char text[DEC_TEXT_SIZE];
	double x;
	enum err_code rc = E_OK;

	if (!dec_known(leverage) && rule != NULL &&
	    expr_rule_constant(r->b->strategy->program, rule->expr, &x))
		leverage = dec_near(x, 8, ROUND_DOWN);
	if (!dec_known(leverage))
		leverage = dec_int(1);
	for (size_t i = 0; i < r->world.markets.len && rc == E_OK; i++) {
		struct run_market *m = &r->world.markets.at[i];

		if (m->i.kind != KIND_SWAP)
			continue;
		rc = gate_leverage(r->gate, m->symbol, leverage,
		    r->b->margin_mode, &now, err);
		if (rc == E_OK)
			m->i.leverage = now.leverage;
		else if (rc == E_REJECTED)
			rc = err_set(err, E_USAGE, "%s: its venue gives less"
			    " leverage than %s", m->symbol,
			    dec_text(leverage, text));
	}
	return rc;
}

/* In slices, so that it can be told how far it is, and stopped. */
static enum err_code
replay_run(struct replayed *r, struct err *err)
{
	const struct backtest *b = r->b;
	struct trader trader = strategist_trader(&r->t);
	int64_t from = r->world.from, to = r->world.to, at = from;
	int64_t slice = (to - from) / SLICES;
	enum err_code rc = E_OK;

	slice = b->progress == NULL ? to - from : slice - slice %
	    b->timeframe + b->timeframe;
	while (at < to && rc == E_OK && !r->canceled) {
		struct replay one;

		at = to - at > slice ? at + slice : to;
		rc = gate_replay(r->gate, &trader, at, &one, err);
		watch_release(&one.advance.watch);
		if (rc == E_PARTIAL) {
			r->canceled = true;
			rc = E_OK;
		}
		if (rc == E_OK && b->progress != NULL &&
		    !b->progress(b->progress_self, at, from, to))
			r->canceled = true;
	}
	return rc;
}

/* Beside the replay goes the hash of what it reads. */
static enum err_code
replay_work(void *self, unsigned worker, size_t item, struct err *err)
{
	struct replayed *r = self;

	(void)worker;
	if (item == 0)
		return replay_run(r, err);
	ground_hash(&r->world, r->world.to, r->data_hash);
	return E_OK;
}

static void
orders_take(struct replayed *r, struct run_parts *parts)
{
	size_t n = memory_orders(r->ledger);

	vec_reserve(&parts->orders, n);
	for (size_t i = 0; i < n; i++) {
		const struct order *o = memory_order(r->ledger, i);
		struct run_order *to = vec_add(&parts->orders);

		to->symbol = arena_text(&parts->texts, o->symbol);
		to->tag = arena_text(&parts->texts, o->tag);
		to->reason = arena_text(&parts->texts, o->reason);
		to->parent = arena_text(&parts->texts, o->parent);
		to->number = (int64_t)i + 1;
		to->side = o->side;
		to->type = o->type;
		to->state = o->state;
		to->amount = o->amount;
		to->price = o->price;
		to->trigger_price = o->trigger_price;
		to->filled = o->filled;
		to->average = o->average;
		to->fee = o->fee;
		to->time = o->time;
		to->last_update_time = o->last_update_time;
	}
}

static void
parts_take(struct replayed *r, struct run_parts *parts)
{
	const struct violations *refusals = memory_violations(r->ledger);
	const struct breaker_events *events =
	    memory_breaker_events(r->ledger);
	struct run_trades empty = { 0 };

	parts->trades = r->t.trades;
	r->t.trades = empty;
	orders_take(r, parts);
	for (size_t i = 0; i < refusals->len; i++)
		vec_push(&parts->refusals, refusals->at[i]);
	for (size_t i = 0; i < events->len; i++)
		vec_push(&parts->events, events->at[i]);
}

static void
sums_take(const struct replayed *r, struct run *run)
{
	const struct ledger_past *past = &r->t.past;
	struct dec fee;

	run->fees = run->funding = DEC_ZERO;
	for (size_t i = 0; i < past->fills->len; i++) {
		const struct fill *f = &past->fills->at[i];

		fee = f->fee;
		/* A fee in coins is worth what they were bought for. */
		if (dec_known(fee) && strcmp(f->fee_currency,
		    r->b->currency) != 0 && !dec_mul(fee, f->price, 8,
		    ROUND_CEIL, &fee))
			fee = DEC_NONE;
		if (!dec_add(run->fees, fee, &run->fees))
			run->fees = DEC_NONE;
	}
	for (size_t i = 0; i < past->fundings->len; i++)
		if (!dec_add(run->funding, past->fundings->at[i].amount,
		    &run->funding))
			run->funding = DEC_NONE;
	run->gaps = r->world.gaps;
	run->conflicts = r->t.conflicts;
	run->inexact_ties = r->inexact_ties;
}

static int64_t
ties_count(const struct strategist *t)
{
	int64_t n = 0;

	for (size_t i = 0; i < t->desks.len; i++)
		n += (int64_t)expr_rules_inexact(t->desks.at[i].rules);
	return n;
}

/* Interrupted: what was read, and counted, is what is read up to there, as
 * when the run is repeated. Rules are computed over all bars before any is
 * replayed. */
static enum err_code
ground_cut(struct replayed *r, int64_t until, struct err *err)
{
	struct backtest cut = *r->b;
	struct ground seen = { .s = r->world.s, .b = &cut,
	    .warmup = r->world.warmup };
	struct strategist t = { .b = &cut, .s = cut.strategy,
	    .world = &seen };
	enum err_code rc;

	r->inexact_ties = ties_count(&r->t);
	if (!r->canceled || until >= r->world.to)
		return E_OK;
	cut.from = r->world.from;
	cut.to = until;
	cut.cut = true;
	rc = ground_load(&seen, err);
	if (rc == E_OK)
		rc = strategist_open(&t, err);
	if (rc == E_OK)
		r->inexact_ties = ties_count(&t);
	r->world.gaps = seen.gaps;
	r->world.missing = seen.missing;
	r->world.silent = seen.silent;
	strategist_close(&t);
	ground_release(&seen);
	return rc;
}

static enum err_code
record_fill(const struct replayed *r, int64_t until, struct run *run,
    struct err *err)
{
	const struct backtest *b = r->b;
	struct run_source source = { .strategy = { 0 } };
	char terms[SHA256_TEXT_SIZE];
	enum err_code rc;

	rc = assume_write(b, run, &source, err);
	run_source_release(&source);
	ground_hash_instruments(&r->world, until, terms);
	if (rc == E_OK)
		rc = assume_instruments(run, terms, err);
	run->from = r->world.from;
	run->to = until;
	if (until == r->world.to)
		TEXT_SET(run->data_hash, r->data_hash);
	else
		ground_hash(&r->world, until, run->data_hash);
	run->status = r->canceled || b->cut ? RUN_CANCELED : r->t.bankrupt ?
	    RUN_BANKRUPT : RUN_DONE;
	return rc;
}

/* Nothing trades any more: room for what is told of it. */
static void
played_close(struct replayed *r)
{
	gate_close(r->gate);
	venue_close(r->venue);
	r->gate = NULL;
	r->venue = NULL;
	ground_drop_prices(&r->world);
}

/* What is told of a run when it has been played. */
struct told {
	struct replayed *r;
	struct run *run;
	struct run_parts *parts;
	int64_t until;
	double *returns;
	size_t n;
};

/* Its equity beside all else: each writes its own. */
static enum err_code
told_work(void *self, unsigned worker, size_t item, struct err *err)
{
	struct told *t = self;
	struct replayed *r = t->r;

	(void)worker;
	(void)err;
	if (item == 0) {
		run_equity(r->t.past.curve, &r->world.markets.at[0].view,
		    &(struct equity_span){ r->world.from, t->until,
		    r->b->timeframe, r->b->capital }, &t->parts->equity);
		t->returns = run_returns_new(&t->parts->equity, &t->n);
	} else {
		parts_take(r, t->parts);
		sums_take(r, t->run);
	}
	return E_OK;
}

/* And what its returns say. */
static enum err_code
told_measure(void *self, unsigned worker, size_t item, struct err *err)
{
	const struct told *t = self;

	(void)worker;
	(void)err;
	if (item == 0)
		run_measure_spread(t->run, t->returns, t->n);
	else
		run_measure_falls(t->run, t->returns, t->n);
	return E_OK;
}

#define FEW 10000		/* returns that are not worth a thread */

static enum err_code
told_all(struct told *t, struct err *err)
{
	struct parallel p = { .items = 2, .work = told_work, .self = t };
	enum err_code rc = parallel_run(&p, NULL, err);

	p.work = told_measure;
	p.jobs = t->n < FEW ? 1 : 2;
	rc = rc == E_OK ? parallel_run(&p, NULL, err) : rc;
	run_measure_end(t->run, &t->parts->equity);
	free(t->returns);
	return rc;
}

static enum err_code
replayed_run(struct replayed *r, struct run *run, struct run_parts *parts,
    struct err *err)
{
	const struct parallel played = { .items = 2, .work = replay_work,
	    .self = r };
	struct told told = { .r = r, .run = run, .parts = parts };
	enum err_code rc = ground_load(&r->world, err);

	if (rc == E_OK)
		rc = venue_make(r, err);
	if (rc == E_OK)
		rc = gate_make(r, err);
	if (rc == E_OK)
		rc = leverage_make(r, err);
	r->t.ledger = r->ledger;
	r->t.venue = r->venue;
	r->t.gate = r->gate;
	if (rc == E_OK)
		rc = strategist_open(&r->t, err);
	if (rc == E_OK)
		rc = parallel_run(&played, NULL, err);
	if (rc == E_OK)
		rc = gate_now(r->gate, &told.until, err);
	if (rc == E_OK)
		rc = strategist_end(&r->t, told.until, err);
	if (rc == E_OK)
		rc = ground_cut(r, told.until, err);
	if (rc == E_OK)
		rc = record_fill(r, told.until, run, err);
	if (rc != E_OK)
		return rc;
	played_close(r);
	rc = told_all(&told, err);
	/* Behind the opening a point at each close. */
	run->bars = (int64_t)curve_len(&parts->equity) - 1;
	run_warn(run, parts, &r->t);
	r->risks = r->t.risks.at;
	r->t.risks.at = NULL;
	return rc;
}

enum err_code
backtest_run(struct store *s, const struct backtest *b, struct run *run,
    struct run_parts *parts, struct err *err)
{
	struct replayed r = { .b = b, .world = { .s = s, .b = b } };
	struct run made = { 0 };
	struct run_parts had = { 0 };
	enum err_code rc = strategy_fits(b, err);

	r.account = (struct account){ .mode = MODE_PAPER, .active = 1,
	    .timeframe = b->timeframe };
	TEXT_SET(r.account.label, LABEL);
	TEXT_SET(r.account.venue, "sim");
	TEXT_SET(r.account.currency, b->currency);
	TEXT_SET(r.account.prices, b->venue);
	r.world.warmup = limits_warmup(b);
	r.t.b = b;
	r.t.s = b->strategy;
	r.t.world = &r.world;
	r.t.texts = &had.texts;
	if (rc == E_OK)
		rc = replayed_run(&r, &made, &had, err);
	strategist_close(&r.t);
	gate_close(r.gate);
	venue_close(r.venue);
	ledger_close(r.ledger);
	ground_release(&r.world);
	if (rc == E_OK) {
		run_measure_parts(&made, &had, r.risks);
		run_doubt(&made, &had);
	}
	free(r.risks);
	if (rc != E_OK) {
		run_parts_release(&had);
		return rc;
	}
	*run = made;
	*parts = had;
	return E_OK;
}
