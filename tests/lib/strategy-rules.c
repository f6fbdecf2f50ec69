/*
 * Shipped strategies over bars: every rule of each at every bar, with a
 * position and without; the same in tiles of any size, after later bars are
 * cut and after they are changed; at the edges of prices and without volume;
 * what looks at the position is asked for with it, what is missing acts
 * nowhere.
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "tests/lib/shipped.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BARS = 900, KEPT = 610 };

static int64_t *
column_of(int n)
{
	return mem_array((size_t)n, sizeof(int64_t));
}

static void
candles_make(struct candles *c, uint64_t seed, int64_t timeframe,
    int64_t price, int64_t step, int scale)
{
	struct rng r;

	rng_seed(&r, seed);
	*c = (struct candles){ .len = BARS, .cap = BARS, .price_scale = scale,
	    .volume_scale = 2, .open_time_ms = column_of(BARS),
	    .open = column_of(BARS), .high = column_of(BARS),
	    .low = column_of(BARS), .close = column_of(BARS),
	    .volume = column_of(BARS) };
	for (int i = 0; i < BARS; i++) {
		int64_t move = ((int64_t)rng_below(&r, 9) - 4) * step;

		c->open_time_ms[i] = INT64_C(1704067200000) +
		    i * (timeframe / 1000);
		c->open[i] = price;
		price = price + move > step ? price + move : step;
		c->close[i] = price;
		c->high[i] = (price > c->open[i] ? price : c->open[i]) +
		    (int64_t)rng_below(&r, 3) * step;
		c->low[i] = price < c->open[i] ? price : c->open[i];
		c->volume[i] = (int64_t)rng_below(&r, 50);
	}
}

/* What every rule is at every bar, as bytes. */
struct trace { double *at; size_t len, rules, acts; };

static struct trace
trace_of(const struct strategy *s, struct world *w, size_t tile)
{
	struct expr_market m = { .self = w, .bars = bars_of,
	    .symbol = "BTC/USDT", .tile = tile };
	struct trace t = { .rules = s->rules.len };
	struct expr_rules *r = NULL;
	struct err err = {0};
	int64_t gain = 0;
	struct expr_source path = { .self = &gain, .value = gain_give };

	if (!ok(expr_rules_run(s->program, &m, &r, &err) == E_OK)) {
		printf("# %s: %s\n", s->name, err.text);
		return t;
	}
	t.len = expr_rules_bars(r);
	t.at = mem_array(t.len * t.rules, sizeof(double));
	for (size_t bar = 0; bar < t.len; bar++) {
		gain = (int64_t)(bar * 7 % 40) - 20;
		for (size_t i = 0; i < t.rules; i++) {
			const struct strategy_rule *rule = &s->rules.at[i];
			double *to = &t.at[bar * t.rules + i];

			if (rule->expr < 0)
				continue;
			if (expr_rule_base(s->program, rule->expr) !=
			    EXPR_CONDITION) {
				*to = expr_rules_number(r, rule->expr, bar,
				    &path);
				continue;
			}
			*to = expr_rules_truth(r, rule->expr, bar, &path);
			t.acts += rule->kind == STRATEGY_ENTRY &&
			    *to == TRUTH_TRUE;
		}
	}
	expr_rules_free(r);
	return t;
}

static void
same_to(const char *name, const char *how, const struct trace *a,
    const struct trace *b, size_t bars)
{
	size_t n = bars * a->rules;
	bool equal = a->at && b->at && a->len >= bars && b->len >= bars &&
	    memcmp(a->at, b->at, n * sizeof(double)) == 0;

	if (!ok(equal))
		printf("# %s: %s\n", name, how);
}

static void
world_make(struct world *w, const struct strategy *s, int64_t price,
    int64_t step, int scale)
{
	int64_t tf = s->timeframe ? s->timeframe : STAMP_HOUR;

	candles_make(&w->main, 11, tf, price, step, scale);
	candles_make(&w->other, 12, tf, price, step, scale);
	/* Tied to the first, and straying from it now and then. */
	for (int i = 0; i < BARS; i++)
		w->other.close[i] = w->main.close[i] +
		    (i / 40 % 5 == 0 ? step * (i % 3) : 0);
}

static void
world_release(struct world *w)
{
	candles_release(&w->main);
	candles_release(&w->other);
}

static void
past_is_past(void)
{
	static const size_t tiles[] = { 1, 7, 64, 333 };

	for (int i = 0; i < NAMES; i++) {
		struct strategy *s = shipped(names[i]);
		struct world w, cut;
		struct trace whole, other;

		if (s == NULL)
			continue;
		world_make(&w, s, 10000, 20, 2);
		whole = trace_of(s, &w, 0);
		if (!ok(whole.acts > 0))
			printf("# %s never enters\n", names[i]);
		for (int k = 0; k < 4; k++) {
			other = trace_of(s, &w, tiles[k]);
			same_to(names[i], "in tiles", &whole, &other, BARS);
			free(other.at);
		}
		cut = w;
		cut.main.len = cut.other.len = KEPT;
		other = trace_of(s, &cut, 0);
		same_to(names[i], "cut", &whole, &other, KEPT);
		free(other.at);
		for (int t = KEPT; t < BARS; t++) {
			w.main.close[t] = w.main.high[t] = 90000 + t;
			w.other.close[t] = w.other.low[t] = t - KEPT + 1;
		}
		other = trace_of(s, &w, 0);
		same_to(names[i], "changed", &whole, &other, KEPT);
		free(other.at);
		free(whole.at);
		world_release(&w);
		strategy_free(s);
	}
}

/* Prices of 1e-8 and 1e6, bars that do not move, no volume: every number is
 * finite or na. */
static void
edges_are_answers(void)
{
	static const struct { int64_t price, step; int scale; } edges[] = {
		{ 3, 1, 8 }, { 100000000, 5000, 2 }, { 500, 0, 2 }
	};

	for (int i = 0; i < NAMES * 3; i++) {
		struct strategy *s = shipped(names[i % NAMES]);
		struct world w;
		struct trace t;
		int bad = 0;

		if (s == NULL)
			continue;
		world_make(&w, s, edges[i / NAMES].price,
		    edges[i / NAMES].step, edges[i / NAMES].scale);
		memset(w.main.volume, 0, BARS * sizeof(int64_t));
		t = trace_of(s, &w, 0);
		for (size_t k = 0; k < t.len * t.rules; k++)
			bad += isinf(t.at[k]) != 0;
		is_int(bad, 0);
		free(t.at);
		world_release(&w);
		strategy_free(s);
	}
}

static void
positions_are_asked_for(void)
{
	static const char text[] = "strategy s\nlong when close > 0\n"
	    "exit when position.gain < -5% and close > 0\n"
	    "exit when position.gain > 5% or close < 0\n"
	    "exit when position.entry > 0\nsize 1% of equity\n";
	struct strategy_source in = { .label = "s", .text = text,
	    .len = sizeof(text) - 1 };
	struct expr_findings all = {0};
	struct strategy *s = NULL;
	struct world w;
	struct expr_market m = { .self = &w, .bars = bars_of };
	struct expr_rules *r = NULL;
	int64_t gain = -6;
	struct expr_source path = { .self = &gain, .value = gain_give };
	const struct strategy_rule *exits;

	if (!ok(strategy_read(&in, &s, &all, NULL) == E_OK))
		return;
	world_make(&w, s, 10000, 20, 2);
	exits = strategy_rule(s, STRATEGY_EXIT);
	ok(expr_rule_path(s->program, exits[0].expr));
	if (ok(expr_rules_run(s->program, &m, &r, NULL) == E_OK)) {
		is_int(expr_rules_truth(r, exits[0].expr, 5, &path),
		    TRUTH_TRUE);
		is_int(expr_rules_truth(r, exits[1].expr, 5, &path),
		    TRUTH_FALSE);
		gain = 6;
		is_int(expr_rules_truth(r, exits[0].expr, 5, &path),
		    TRUTH_FALSE);
		is_int(expr_rules_truth(r, exits[1].expr, 5, &path),
		    TRUTH_TRUE);
		is_int(expr_rules_truth(r, exits[2].expr, 5, &path),
		    TRUTH_UNKNOWN);
		is_int(expr_rules_truth(r, exits[0].expr, 5, NULL),
		    TRUTH_UNKNOWN);
		is_int(expr_rules_truth(r, s->rules.at[0].expr, 5, NULL),
		    TRUTH_TRUE);
	}
	expr_rules_free(r);
	world_release(&w);
	strategy_free(s);
	vec_release(&all);
}

int
main(void)
{
	TEST(past_is_past);
	TEST(edges_are_answers);
	TEST(positions_are_asked_for);
	return tap_done();
}
