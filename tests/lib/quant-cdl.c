/*
 * Candle patterns, each with a shape drawn by hand after fourteen plain bars
 * (body 1, range 2: a doji is up to 0.2, a shadow is very short below 0.2),
 * and with one that misses it by a little.
 */
#include "base/mem.h"
#include "quant/indicator.h"

#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { PLAIN = 14, SHAPE = 4, BARS = PLAIN + SHAPE };

struct shape {
	const char *name;
	double signal;
	double bar[SHAPE][4];	/* open, high, low, close; 0 ends */
	double penetration;	/* 0: as usual */
};

#define PIERCED { 103, 103.2, 99.8, 100 }
#define RISEN { 100, 103.2, 99.8, 103 }

static const struct shape shapes[] = {
	{ "cdl_doji", 100, { { 100, 101, 99, 100.1 } } },
	{ "cdl_doji", 0, { { 100, 101, 99, 100.3 } } },
	{ "cdl_dragonfly_doji", 100, { { 100, 100.1, 99, 100.1 } } },
	{ "cdl_dragonfly_doji", 0, { { 100, 100.5, 99, 100.1 } } },
	{ "cdl_gravestone_doji", 100, { { 100, 101, 100, 100.1 } } },
	{ "cdl_gravestone_doji", 0, { { 100, 101, 99.5, 100.1 } } },
	{ "cdl_spinning_top", 100, { { 100, 101.2, 99.4, 100.5 } } },
	{ "cdl_spinning_top", -100, { { 100.5, 101.2, 99.4, 100 } } },
	{ "cdl_spinning_top", 0, { { 100, 100.9, 99.4, 100.5 } } },
	{ "cdl_marubozu", 100, { { 100, 102.1, 99.9, 102 } } },
	{ "cdl_marubozu", -100, { { 102, 102.1, 99.9, 100 } } },
	{ "cdl_marubozu", 0, { { 100, 102.5, 99.9, 102 } } },
	{ "cdl_hammer", 100, { { 99.6, 99.95, 98.6, 99.9 } } },
	{ "cdl_hammer", 0, { { 100.6, 100.95, 99.6, 100.9 } } },
	{ "cdl_hanging_man", -100, { { 101.2, 101.55, 100.2, 101.5 } } },
	{ "cdl_hanging_man", 0, { { 100.2, 100.55, 99.2, 100.5 } } },
	{ "cdl_inverted_hammer", 100, { { 99.5, 100.8, 99.45, 99.8 } } },
	{ "cdl_inverted_hammer", 0, { { 100, 101.3, 99.95, 100.3 } } },
	{ "cdl_shooting_star", -100, { { 101.2, 102.5, 101.15, 101.5 } } },
	{ "cdl_shooting_star", 0, { { 100.7, 102, 100.65, 101 } } },
	{ "cdl_engulfing", -100, { { 101.5, 102, 99, 99.5 } } },
	{ "cdl_engulfing", -80, { { 101, 102, 99, 99.5 } } },
	{ "cdl_engulfing", -80, { { 101.5, 102, 99, 100 } } },
	{ "cdl_engulfing", 0, { { 101, 102, 99, 100 } } },
	{ "cdl_engulfing", 0, { { 100.9, 102, 99, 99.5 } } },
	{ "cdl_engulfing", 0, { { 99.5, 102, 99, 101.5 } } },
	{ "cdl_engulfing", 100, { { 101, 102, 99, 100 },
	    { 99.5, 102, 99, 101.5 } } },
	{ "cdl_harami", -100, { RISEN, { 102, 102.5, 101, 101.5 } } },
	{ "cdl_harami", -80, { RISEN, { 103, 103.5, 102, 102.5 } } },
	{ "cdl_harami", 0, { RISEN, { 103.2, 103.5, 102, 102.5 } } },
	{ "cdl_harami", 100, { PIERCED, { 101, 102.5, 101, 101.5 } } },
	{ "cdl_piercing", 100, { PIERCED, { 99.5, 102.5, 99, 102 } } },
	{ "cdl_piercing", 0, { PIERCED, { 99.5, 102.5, 99, 101.4 } } },
	{ "cdl_dark_cloud_cover", -100, { RISEN, { 103.5, 104, 100.5,
	    101 } } },
	{ "cdl_dark_cloud_cover", 0, { RISEN, { 103.5, 104, 100.5,
	    101.6 } } },
	{ "cdl_dark_cloud_cover", -100, { RISEN, { 103.5, 104, 100.5,
	    101.6 } }, 0.4 },
	{ "cdl_morning_star", 100, { PIERCED, { 99.5, 99.8, 99, 99.2 },
	    { 99.6, 102, 99, 101.5 } } },
	{ "cdl_morning_star", 0, { PIERCED, { 99.5, 99.8, 99, 99.2 },
	    { 99.6, 102, 99, 100.8 } } },
	{ "cdl_morning_star", 0, { PIERCED, { 100, 100.2, 99, 99.7 },
	    { 99.6, 102, 99, 101.5 } } },
	{ "cdl_evening_star", -100, { RISEN, { 103.5, 104, 103.2, 103.8 },
	    { 103.4, 104, 101, 101.5 } } },
	{ "cdl_evening_star", 0, { RISEN, { 103.5, 104, 103.2, 103.8 },
	    { 103.4, 104, 101, 102.2 } } },
	{ "cdl_3_white_soldiers", 100, { { 100, 102, 99.5, 102 },
	    { 101.5, 103.5, 101, 103.5 }, { 103, 105, 102.5, 105 } } },
	{ "cdl_3_white_soldiers", 0, { { 100, 102, 99.5, 102 },
	    { 101.5, 103.5, 101, 103.5 }, { 101.4, 105, 101, 105 } } },
	{ "cdl_3_black_crows", -100, { { 101, 101.2, 100, 100 },
	    { 100.5, 100.6, 99.5, 99.5 }, { 100, 100.1, 98.8, 98.8 } } },
	{ "cdl_3_black_crows", 0, { { 101, 101.2, 100, 100 },
	    { 100.5, 100.6, 99.5, 99.5 }, { 100.5, 100.6, 98.8, 98.8 } } }
};

static size_t
draw(const struct shape *s, double bars[4][BARS])
{
	static const double plain[4] = { 100, 101.5, 99.5, 101 };
	size_t n = PLAIN;

	for (size_t i = 0; i < PLAIN; i++)
		for (int k = 0; k < 4; k++)
			bars[k][i] = plain[k];
	for (size_t i = 0; i < SHAPE && s->bar[i][0] != 0; i++, n++)
		for (int k = 0; k < 4; k++)
			bars[k][n] = s->bar[i][k];
	return n;
}

static double
signal_of(const struct shape *s)
{
	const struct indicator *row = indicator_find(s->name);
	double bars[4][BARS], out[BARS], params[INDICATOR_PARAMS];
	size_t n = draw(s, bars);
	void *state;

	if (row == NULL)
		return NAN;
	indicator_defaults(row, params);
	if (s->penetration != 0)
		params[0] = s->penetration;
	state = mem_alloc(indicator_state_size(row, params));
	indicator_run(row, params, state, n, (const double *[]){ bars[0],
	    bars[1], bars[2], bars[3] }, (double *[]){ out });
	free(state);
	return out[n - 1];
}

static void
patterns_are_as_drawn(void)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		double got = signal_of(&shapes[i]);

		if (!ok(got == shapes[i].signal))
			printf("# %s (%zu): %g, want %g\n", shapes[i].name, i,
			    got, shapes[i].signal);
	}
}

static void
first_bars_are_those_of_the_rule(void)
{
	static const struct { const char *name; size_t first; } firsts[] = {
		{ "cdl_doji", 10 }, { "cdl_marubozu", 10 },
		{ "cdl_hammer", 11 }, { "cdl_shooting_star", 11 },
		{ "cdl_engulfing", 2 }, { "cdl_harami", 11 },
		{ "cdl_evening_star", 12 }, { "cdl_3_white_soldiers", 12 },
		{ "cdl_3_black_crows", 13 }
	};

	for (size_t i = 0; i < sizeof(firsts) / sizeof(*firsts); i++)
		is_int(indicator_lookback(indicator_find(firsts[i].name),
		    (double[INDICATOR_PARAMS]){ 0.3 }, 0), firsts[i].first);
}

int
main(void)
{
	TEST(patterns_are_as_drawn);
	TEST(first_bars_are_those_of_the_rule);
	return tap_done();
}
