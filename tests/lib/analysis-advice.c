/*
 * Advice of rules: the score is the mean of what can be told, a rise and a
 * weight below its target say buy, their opposites sell, both at once hold; in
 * parts of the band; without a target; too few bars.
 */
#include "analysis/advice.h"

#include "quant/market.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 300 };

static struct err err;
static int64_t times[N];
static double open[N], high[N], low[N], close_[N], volume[N];

/* Four steps of that factor, and one back. */
static struct analysis_bars
given(double step, size_t n)
{
	double p = 100;

	for (size_t i = 0; i < N; i++) {
		open[i] = p;
		p = i % 5 != 0 ? p * step : p / step;
		close_[i] = p;
		high[i] = fmax(open[i], p) + 0.01;
		low[i] = fmin(open[i], p) - 0.01;
		volume[i] = 10;
		times[i] = 1709251200000 + (int64_t)i * 60000;
	}
	return (struct analysis_bars){ .name = "A/B 1m", .timeframe = 60000000,
	    .n = n, .open_time_ms = times, .open = open, .high = high,
	    .low = low, .close = close_, .volume = volume };
}

static struct advice_said
say(double step, size_t n, int weight, int target, int band)
{
	const struct analysis_bars b = given(step, n);
	struct rebalance_weight w = { .asset = "A",
	    .weight = dec_make(weight, 2), .target = target < 0 ? DEC_NONE :
	    dec_make(target, 2), .band = target < 0 ? DEC_NONE :
	    dec_make(band, 2) };
	struct advice_said said = advice_empty(&w);

	TEXT_SET(said.symbol, "A/B");
	is_int(advice_find(&b, &w, &said, &err), E_OK);
	return said;
}

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-12;
}

static void
each_rule_counts(void)
{
	struct advice_said up = say(1.0005, N, 40, 40, 1);
	double vote = up.rsi >= 70 ? -1 : up.rsi <= 30 ? 1 : 0;

	is_text(up.asset, "A");
	is_text(up.symbol, "A/B");
	is_int(up.regime, REGIME_TRENDING_UP);
	ok(up.trend > 0);
	ok(near(up.score, (1 + vote + up.regime_confidence + 0) / 4));
	/* a point below, of a band of one; half of that; beyond it */
	ok(near(say(1.0005, N, 39, 40, 1).score, up.score + 0.25));
	ok(near(say(1.0005, N, 39, 40, 2).score, up.score + 0.125));
	ok(near(say(1.0005, N, 10, 40, 2).score, up.score + 0.25));
	ok(near(say(1.0005, N, 41, 40, 2).score, up.score - 0.125));
	ok(near(say(1.0005, N, 41, 40, 0).score, up.score - 0.25));
	/* without a target it is no part */
	ok(near(say(1.0005, N, 40, -1, 0).score, up.score * 4 / 3));
	ok(isnan(say(1.0005, N, 40, -1, 0).target));
	/* without 200 bars the trend is none */
	ok(isnan(say(1.0005, 150, 40, 40, 1).trend));
}

static void
advice_follows_the_score(void)
{
	for (int weight = 0; weight <= 80; weight += 2)
		for (int s = -1; s <= 1; s += 2) {
			struct advice_said a = say(1 + s * 0.0005, N, weight,
			    40, 40);

			is_int(a.advice, a.score >= 0.25 ? ADVICE_BUY :
			    a.score <= -0.25 ? ADVICE_SELL : ADVICE_HOLD);
			ok(a.confidence >= 0.5 && a.confidence <= 1);
			ok(strlen(a.reasons) > 20);
		}
	is_int(say(1.0005, N, 10, 40, 1).advice, ADVICE_BUY);
	is_int(say(0.9995, N, 70, 40, 1).advice, ADVICE_SELL);
	is_int(say(0.9995, N, 10, 40, 1).advice, ADVICE_HOLD);
}

static void
few_bars_say_nothing(void)
{
	const struct analysis_bars b = given(1.0005, 118);
	const struct rebalance_weight w = { .asset = "A" };
	struct advice_said said = advice_empty(&w);

	is_int(advice_find(&b, &w, &said, &err), E_DATA);
	is_text(err.text, "A/B 1m: 118 bars are too few for an advice: it"
	    " takes 119");
	is_int(said.advice, ADVICES);
	ok(isnan(said.score));
}

int
main(void)
{
	TEST(each_rule_counts);
	TEST(advice_follows_the_score);
	TEST(few_bars_say_nothing);
	return tap_done();
}
