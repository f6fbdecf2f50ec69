/*
 * Covers lib/research/reshape.c and space-near.c: bars that come back
 * as they were from their own moves, moves that stay as they were elsewhere,
 * marks that go, prices that cannot be held; values around a strategy's own.
 */
#include "base/column.h"
#include "base/mem.h"
#include "base/rng.h"
#include "research/ground.h"
#include "research/rerun.h"
#include "research/space.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BARS 500

static void
bars_make(struct candles *c)
{
	struct rng r;
	int64_t price = 3000000;

	*c = (struct candles){ .len = BARS, .cap = BARS, .price_scale = 2,
	    .volume_scale = 3 };
	int64_t **all[] = { &c->open_time_ms, &c->open, &c->high, &c->low,
	    &c->close, &c->volume };
	for (size_t k = 0; k < 6; k++)
		*all[k] = mem_array(BARS, sizeof(int64_t));
	rng_seed(&r, 5);
	for (size_t i = 0; i < BARS; i++) {
		int64_t gap = (int64_t)rng_below(&r, 2001) - 1000;

		c->open_time_ms[i] = (int64_t)i * 3600000;
		c->open[i] = price + gap;
		price = c->open[i] + (int64_t)rng_below(&r, 60001) - 30000;
		c->close[i] = price;
		c->high[i] = (c->open[i] > price ? c->open[i] : price) +
		    (int64_t)rng_below(&r, 9000);
		c->low[i] = (c->open[i] < price ? c->open[i] : price) -
		    (int64_t)rng_below(&r, 9000);
		c->volume[i] = (int64_t)rng_below(&r, 1000000);
	}
}

static void
ground_make(struct ground *w, size_t start)
{
	static const struct backtest b = { .timeframe = 3600000000 };
	struct run_market *m;

	*w = (struct ground){ .b = &b };
	m = vec_add(&w->markets);
	m->symbol = "BTC/USDT";
	m->start = start;
	bars_make(&m->bars);
	bars_make(&m->marks);
	vec_push(&m->rates, ((struct funding_rate){ .time = 1,
	    .mark_price = dec_int(5) }));
}

static bool
same(const struct candles *a, const struct candles *b)
{
	size_t n = BARS * sizeof(int64_t);

	return memcmp(a->open, b->open, n) == 0 && memcmp(a->high, b->high,
	    n) == 0 && memcmp(a->low, b->low, n) == 0 && memcmp(a->close,
	    b->close, n) == 0 && memcmp(a->volume, b->volume, n) == 0;
}

static void
own_moves_give_the_same_bars(void)
{
	for (size_t start = 0; start < 40; start += 39) {
		struct reshaping r = { .wanted = true };
		struct ground w;
		struct candles was;

		bars_make(&was);
		ground_make(&w, start);
		reshape(&r, &w);
		is_int(r.len, BARS - start);
		is_int(w.markets.at[0].marks.len, 0);
		ok(!dec_known(w.markets.at[0].rates.at[0].mark_price));
		ok(same(&w.markets.at[0].bars, &was));
		r.from = mem_array(r.len, sizeof(*r.from));
		for (size_t i = 0; i < r.len; i++)
			r.from[i] = i;
		reshape(&r, &w);
		ok(same(&w.markets.at[0].bars, &was));
		reshaping_release(&r);
		ground_release(&w);
		candles_release(&was);
	}
}

static bool
is_near(int64_t is, int64_t was, double scale)
{
	return fabs((double)is - (double)was * scale) < 0.6 || is == 1;
}

/* To half a unit of the price, whatever the order. */
static void
moves_stay_elsewhere(void)
{
	struct reshaping r = { .wanted = true };
	struct ground w;
	const struct candles *c, *was = &r.was;
	struct rng rng;

	ground_make(&w, 20);
	c = &w.markets.at[0].bars;
	reshape(&r, &w);
	r.from = mem_array(r.len, sizeof(*r.from));
	rng_seed(&rng, 2);
	for (int times = 0; times < 3; times++) {
		for (size_t i = 0; i < r.len; i++)
			r.from[i] = (size_t)rng_below(&rng, r.len);
		reshape(&r, &w);
		is_int(c->most, column_most(c->high, c->len));
		for (size_t i = 0; i < r.len; i++) {
			size_t at = 20 + i, of = 20 + r.from[i];
			double scale = (double)c->close[at - 1] /
			    (double)was->close[of - 1];

			ok(c->high[at] >= c->open[at] && c->high[at] >=
			    c->close[at] && c->low[at] <= c->open[at] &&
			    c->low[at] <= c->close[at] && c->low[at] > 0);
			ok(is_near(c->open[at], was->open[of], scale));
			ok(is_near(c->high[at], was->high[of], scale));
			ok(is_near(c->low[at], was->low[of], scale));
			ok(is_near(c->close[at], was->close[of], scale));
			is_int(c->volume[at], was->volume[of]);
			is_int(c->open_time_ms[at], was->open_time_ms[at]);
		}
		ok(!r.beyond);
	}
	reshaping_release(&r);
	ground_release(&w);
}

static void
what_cannot_be_held_is_said(void)
{
	struct reshaping r = { .wanted = true };
	struct ground w;

	ground_make(&w, 20);
	w.markets.at[0].bars.close[30] = w.markets.at[0].bars.high[30] =
	    w.markets.at[0].bars.close[29] * 20;
	reshape(&r, &w);
	r.from = mem_array(r.len, sizeof(*r.from));
	for (size_t i = 0; i < r.len; i++)
		r.from[i] = 10;
	reshape(&r, &w);
	ok(r.beyond);
	reshaping_release(&r);
	ground_release(&w);
}

/* What is not asked for is only looked at. */
static void
bars_may_stay(void)
{
	struct reshaping r = { .wanted = false };
	struct ground w;

	ground_make(&w, 3);
	reshape(&r, &w);
	is_int(w.markets.at[0].marks.len, BARS);
	is_int(r.len, BARS - 3);
	reshaping_release(&r);
	ground_release(&w);
}

static void
axis_is(const char *lines, const char *share, const char *want)
{
	struct buf file = {0}, text = {0};
	struct strategy_source in = { .label = "test" };
	struct expr_findings findings = {0};
	struct strategy *s = NULL;
	struct space space;
	struct err err;
	struct dec d;

	buf_printf(&file, "strategy test\n%slong when close > 1\nsize 10%% of"
	    " equity\n", lines);
	in.text = buf_text(&file);
	in.len = file.len;
	is_int(strategy_read(&in, &s, &findings, &err), E_OK);
	ok(dec_parse_text(share, &d));
	is_int(space_near(s, d, &space, &err), E_OK);
	space_text(&space, &text);
	is_text(buf_text(&text), want);
	space_release(&space);
	strategy_free(s);
	vec_release(&findings);
	buf_release(&text);
	buf_release(&file);
}

static void
values_near_its_own(void)
{
	axis_is("param n = 10 in 3..60 step 1\n", "0.1", "n=5..15/1");
	axis_is("param n = 10 in 3..60 step 1\n", "0.0001", "n=9..11/1");
	axis_is("param n = 10 in 3..60 step 1\n", "0", "n=10");
	axis_is("param n = 5 in 3..60 step 1\n", "0.1", "n=3..10/1");
	axis_is("param n = 60 in 3..60 step 1\n", "1", "n=3..60/1");
	axis_is("param n = 10\n", "0.1", "n=10");
	axis_is("param n = 10 in 3..60\n", "0.1", "n=10");
	axis_is("param p = 2% in 1%..5% step 0.5%\n", "0.2",
	    "p=1.5%..2.5%/0.5%");
	axis_is("param a = 2 in 0..4 step 1\nparam b = 7 in (7, 9)\n", "0.3",
	    "a=1..3/1;b=7");
}

int
main(void)
{
	TEST(own_moves_give_the_same_bars);
	TEST(moves_stay_elsewhere);
	TEST(what_cannot_be_held_is_said);
	TEST(bars_may_stay);
	TEST(values_near_its_own);
	return tap_done();
}
