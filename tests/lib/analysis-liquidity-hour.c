/*
 * Liquidity against the usual of the hour of the day: medians and robust
 * deviations by hand, of that hour alone and of that size alone; what is odd,
 * with its evidence; too few answers, and answers that do not differ.
 */
#include "analysis/liquidity.h"

#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <string.h>

#define DAY0 INT64_C(1709251200000000)	/* 2024-03-01T00:00Z */

static struct liquidities_said past;
static struct anomalies found;
static struct market_liquidity l;

static void
answer(int day, double hour, double spread, double depth, double slippage,
    double size)
{
	struct liquidity_said *s = vec_add(&past);

	s->time = DAY0 + day * STAMP_DAY + (int64_t)(hour * STAMP_HOUR);
	s->spread_bps = spread;
	s->bid_depth = depth / 4;
	s->ask_depth = depth * 3 / 4;
	s->slippage_bps = slippage;
	s->size = size;
}

static size_t
look(double hour, double spread, double depth, double slippage)
{
	vec_clear(&found);
	memset(&l, 0, sizeof(l));
	TEXT_SET(l.said.symbol, "A/B");
	l.said.time = DAY0 + 29 * STAMP_DAY + (int64_t)(hour * STAMP_HOUR);
	l.said.spread_bps = spread;
	l.said.bid_depth = l.said.ask_depth = depth / 2;
	l.said.slippage_bps = slippage;
	l.said.size = 1000;
	l.said.mid = 100;
	return liquidity_hour(&past, &l, &found);
}

/* At 14 h ten answers: spreads 1 to 10, depths 1000 to 10000, slippage 2 to 20;
 * beside them other hours and another size. */
static void
given_past(int n)
{
	vec_clear(&past);
	for (int i = 1; i <= n; i++) {
		answer(i, 14 + i / 11.0, i, 1000 * i, 2 * i, 1000);
		answer(i, 13.999, 500, 1, 500, 1000);
		answer(i, 15, 500, 1, 500, 1000);
	}
}

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-12 * fmax(1, fabs(b));
}

static void
tells_the_usual(void)
{
	given_past(10);
	is_int((int64_t)look(14.5, 5.5, 5500, 11), 3);
	is_int(l.hour_answers, 10);
	ok(near(l.usual_spread_bps, 5.5) && near(l.spread_deviations, 0));
	ok(near(l.usual_depth, 5500) && near(l.depth_deviations, 0));
	ok(near(l.usual_slippage_bps, 11));
	is_int((int64_t)found.len, 0);
	/* the deviations of 1 to 10 from 5.5 have the median 2.5 */
	look(14, 8, 1000, 1);
	ok(near(l.spread_deviations, 2.5 / (1.4826 * 2.5)));
	ok(near(l.depth_deviations, -4500 / (1.4826 * 2500)));
	ok(near(l.slippage_deviations, -2 / 1.4826));
	is_int((int64_t)found.len, 0);
}

static void
tells_what_is_odd(void)
{
	double most = 5.5 + 8 * 1.4826 * 2.5;

	given_past(10);
	look(14.99, most + 1e-9, 1e9, 1e-9);	/* the last two are good */
	is_int((int64_t)found.len, 1);
	is_int(found.at[0].kind, ANOMALY_SPREAD);
	is_int(found.at[0].time, l.said.time);
	ok(fabs(found.at[0].score - 8) < 1e-6);
	is_text(found.at[0].evidence, "a spread of 35.152 bps; from 14:00 to"
	    " 15:00 UTC the median of 10 answers of 30 days is 5.5: 8.0 robust"
	    " deviations above");
	look(14, most - 1e-9, 5500, 100);
	is_int((int64_t)found.len, 1);
	is_int(found.at[0].kind, ANOMALY_SLIPPAGE);
	vec_clear(&past);
	for (int i = 0; i < 20; i++)
		answer(i, 23, 1, 10000 + i, 1, 1000);
	look(23.5, 50, 10, 1);
	is_int((int64_t)found.len, 1);
	is_int(found.at[0].kind, ANOMALY_DEPTH);
	is_text(found.at[0].evidence, "a depth within 10 bps of 10 of value;"
	    " from 23:00 to 00:00 UTC the median of 20 answers of 30 days is"
	    " 10009.5: 1348.9 robust deviations below");
	/* spreads that never differed say no more than what is usual */
	ok(near(l.usual_spread_bps, 1) && isnan(l.spread_deviations));
}

static void
says_that_it_does_not_know(void)
{
	given_past(9);
	is_int((int64_t)look(14.5, 1000, 1, 1000), 0);
	is_int(l.hour_answers, 9);
	ok(isnan(l.usual_spread_bps) && isnan(l.spread_deviations) &&
	    isnan(l.usual_depth) && isnan(l.usual_slippage_bps));
	is_int((int64_t)found.len, 0);
	/* one more of another size, and without a depth */
	answer(20, 14.1, 7, NAN, 9, 5000);
	is_int((int64_t)look(14.5, 1000, 1, 1000), 1);
	ok(!isnan(l.usual_spread_bps) && isnan(l.usual_depth) &&
	    isnan(l.usual_slippage_bps));
	is_int((int64_t)found.len, 1);
	/* what is not known now is not odd */
	given_past(10);
	is_int((int64_t)look(14.5, NAN, NAN, NAN), 3);
	ok(isnan(l.spread_deviations));
	is_int((int64_t)found.len, 0);
	is_int((int64_t)look(3, 1, 1, 1), 0);
	is_int(l.hour_answers, 0);
	vec_clear(&past);
	is_int((int64_t)look(3, 1, 1, 1), 0);
}

int
main(void)
{
	TEST(tells_the_usual);
	TEST(tells_what_is_odd);
	TEST(says_that_it_does_not_know);
	vec_release(&past);
	vec_release(&found);
	return tap_done();
}
