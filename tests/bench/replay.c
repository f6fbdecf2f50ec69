/*
 * The replay of a strategy through the gate, in memory: a million one-minute
 * bars made from a seed, 40 000 orders of 1 000 each on a capital of 10^9, four
 * breakers asked at every mark, the default policy. Processor time beyond
 * making the bars, against a bare loop over the same arrays.
 *
 *	replay [BARS [VARIANT [RUNS]]]
 *
 * Variants: "market" buys and sells 20 000 times; "stop" buys with a stop-loss
 * attached, and sells what was not stopped out; "rest" places 20 000 stops that
 * rest above the market, each with a stop-loss. Prints a line for each; the
 * exit code is 1 when the first takes more than 100 ms.
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "gate/memory.h"
#include "gate/trader.h"
#include "venue/sim/bars.h"
#include "venue/sim/venue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define START_MS INT64_C(1672531200000)		/* 2023-01-01 */
#define LIMIT_MS 100.0
#define SYMBOL "BTC/USDT"

static struct err err;

static void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "replay: %s\n", what);
	exit(2);
}

static double
processor_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A walk in cents around 50 000, some 0.05 % a minute. */
static void
bars_make(struct candles *c, size_t n)
{
	int64_t **columns[] = { &c->open_time_ms, &c->open, &c->high, &c->low,
	    &c->close, &c->volume };
	struct rng r;
	int64_t at = 5000000;

	rng_seed(&r, 7);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		*columns[i] = mem_array(n, sizeof(int64_t));
	c->len = c->cap = n;
	c->price_scale = 2;
	for (size_t i = 0; i < n; i++) {
		int64_t open = at, high, low;

		at += (int64_t)rng_below(&r, 5001) - 2500 +
		    (at < 5000000 ? 5 : -5);
		high = (open > at ? open : at) + (int64_t)rng_below(&r, 1500);
		low = (open < at ? open : at) - (int64_t)rng_below(&r, 1500);
		c->open_time_ms[i] = START_MS + (int64_t)i * 60000;
		c->open[i] = open;
		c->high[i] = high;
		c->low[i] = low;
		c->close[i] = at;
		c->volume[i] = 1;
	}
}

/* The least that any replay has to do: touch each bar. */
static double
bare_loop(const struct candles *c)
{
	double start = processor_ms();
	volatile int64_t sum;
	int64_t all = 0, most = 0, least = INT64_MAX;

	for (size_t i = 0; i < c->len; i++) {
		most = c->high[i] > most ? c->high[i] : most;
		least = c->low[i] < least ? c->low[i] : least;
		all += (c->close[i] > c->open[i]) + (most - least) +
		    c->open_time_ms[i];
	}
	sum = all;
	(void)sum;
	return processor_ms() - start;
}

enum variant { MARKET, STOP, REST, VARIANTS };
static const char *const variant_names[] = { "market", "stop", "rest" };

struct plan {
	enum variant variant;
	int64_t every, close;		/* bars a round trip; how many so far */
	const struct candles *bars;
};

static void
enter(const struct plan *p, struct decisions *out)
{
	struct order_request *r = &decision_add(out, DECIDE_ORDER)->order;

	TEXT_SET(r->symbol, SYMBOL);
	r->side = SIDE_BUY;
	if (p->variant != MARKET)
		r->stop_loss = (struct level){ LEVEL_PERCENT,
		    p->variant == STOP ? dec_make(5, 1) : dec_make(1, 1) };
	if (p->variant != REST) {
		r->type = TYPE_MARKET;
		r->quote = dec_int(1000);
		return;
	}
	r->type = TYPE_STOP;
	r->amount = dec_make(2, 2);
	r->trigger_price = dec_make(p->bars->close[p->close] + 2000, 2);
}

/* Sells what is held, after the stop that holds it is gone. */
static enum err_code
leave(const struct plan *p, const struct moment *m, struct decisions *out,
    struct err *e)
{
	const struct snapshot *s;
	const struct position *held;
	struct decision *d;
	enum err_code rc = gate_view(m->gate, &s, e);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < s->orders.len; i++) {
		d = decision_add(out, DECIDE_CANCEL);
		TEXT_SET(d->order_id, s->orders.at[i].id);
	}
	held = snapshot_position(s, SYMBOL);
	if (held == NULL)
		return E_OK;
	d = decision_add(out, DECIDE_ORDER);
	TEXT_SET(d->order.symbol, SYMBOL);
	d->order.side = SIDE_SELL;
	d->order.type = TYPE_MARKET;
	d->order.amount = held->contracts;
	(void)p;
	return E_OK;
}

static enum err_code
decide(void *self, const struct moment *m, struct decisions *out,
    struct err *e)
{
	struct plan *p = self;
	int64_t phase = ++p->close % p->every;

	if (phase == 0)
		enter(p, out);
	else if (phase == p->every / 2)
		return leave(p, m, out, e);
	return E_OK;
}

static void
set_breaker(struct ledger *l, const char *name, const char *when)
{
	struct breaker b = { .enabled = 1 };

	TEXT_SET(b.name, name);
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, "close");
	need(memory_breaker(l, &b, true, &err) == E_OK, err.text);
}

static void
instrument_make(struct sim_instrument *i)
{
	TEXT_SET(i->i.venue, "sim");
	TEXT_SET(i->i.symbol, SYMBOL);
	i->price_scale = 2;
	i->i.lot = dec_make(1, 5);
	i->i.min_notional = dec_int(5);
	i->i.maker = i->i.taker = dec_make(1, 3);
	need(instrument_set_tick(&i->i, "0.01", &err) == E_OK &&
	    instrument_check(&i->i, &err) == E_OK, err.text);
}

struct world {
	struct ledger *ledger;
	struct venue *venue;
	struct gate *gate;
	struct sim_bars bars;
};

static void
world_make(struct world *w, const struct candles *c)
{
	static const struct gate_options options = { .actor = "bench",
	    .command = "bench replay", .correlation_id = "bench" };
	struct account account = { .mode = MODE_PAPER, .active = 1,
	    .timeframe = STAMP_MINUTE };
	struct sim_setup setup = { .timeframe = STAMP_MINUTE };
	struct sim_memory m = { .setup = &setup };
	struct sim_opening *o = vec_add(&setup.openings);

	TEXT_SET(account.label, "bench");
	TEXT_SET(account.venue, "sim");
	TEXT_SET(account.currency, "USDT");
	TEXT_SET(setup.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = dec_int(1000000000);
	instrument_make(vec_add(&setup.instruments));
	need(sim_bars_add(&w->bars, 0, c, 2, &err) == E_OK, err.text);
	m.source = sim_bars_source(&w->bars);
	w->ledger = ledger_memory("be0c4000");
	set_breaker(w->ledger, "all", "drawdown(30d) > 20%");
	set_breaker(w->ledger, "day", "drawdown(1d) > 5%");
	set_breaker(w->ledger, "many", "open_positions > 3");
	set_breaker(w->ledger, "gain", "position.gain < -50%");
	need(sim_venue_memory(&account, &m, &w->venue, &err) == E_OK,
	    err.text);
	need(gate_wrap(w->ledger, w->venue, &options, &w->gate, &err) ==
	    E_OK, err.text);
	sim_setup_release(&setup);
}

static void
world_end(struct world *w)
{
	gate_close(w->gate);
	venue_close(w->venue);
	ledger_close(w->ledger);
	sim_bars_release(&w->bars);
	memset(w, 0, sizeof(*w));
}

static double
replay(const struct candles *c, enum variant v, struct replay *out,
    size_t *orders)
{
	struct world w = { 0 };
	struct plan p = { .variant = v, .bars = c, .every =
	    (int64_t)(c->len / 20000 > 2 ? c->len / 20000 : 2) };
	struct trader t = { decide, NULL, &p };
	double start;

	world_make(&w, c);
	start = processor_ms();
	need(gate_replay(w.gate, &t, INT64_MAX, out, &err) == E_OK, err.text);
	start = processor_ms() - start;
	need(out->decided.refused + out->decided.rejected == 0,
	    "an order was turned down");
	*orders = memory_orders(w.ledger);
	watch_release(&out->advance.watch);
	world_end(&w);
	return start;
}

int
main(int argc, char **argv)
{
	struct candles c = { 0 };
	size_t n = argc > 1 ? (size_t)atol(argv[1]) : 1000000;
	int runs = argc > 3 ? atoi(argv[3]) : 3, missed = 0;
	double bare = 1e9;

	need(n > 10 && runs > 0, "usage: replay [BARS [VARIANT [RUNS]]]");
	bars_make(&c, n);
	for (int i = 0; i < 5; i++) {
		double t = bare_loop(&c);

		bare = t < bare ? t : bare;
	}
	for (int v = 0; v < VARIANTS; v++) {
		struct replay r = { 0 };
		double best = 1e9;
		size_t orders = 0;

		if (argc > 2 && strcmp(argv[2], variant_names[v]) != 0 &&
		    strcmp(argv[2], "all") != 0)
			continue;
		for (int i = 0; i < runs; i++) {
			double t = replay(&c, (enum variant)v, &r, &orders);

			best = t < best ? t : best;
		}
		if (v == MARKET)
			missed = best > LIMIT_MS;
		printf("replay of %zu bars : %-8s %9.3f ms  bare loop %6.3f "
		    "ms  ratio %6.1f  %6.1f ns a bar  %zu orders%s\n", n,
		    variant_names[v], best, bare, best / bare, best * 1e6 /
		    (double)n, orders, v > MARKET ? "" : missed ?
		    "  limit 100 ms  MISSED" : "  limit 100 ms  held");
	}
	candles_release(&c);
	return missed;
}
