/*
 * Volatility and regimes bar by bar:
 * - volatility is that of the methods over arrays, for every estimator
 * - in pieces of any size and after later bars are cut the same bytes
 * - a bar that is missing begins anew, as at the first bar
 * - markets made to be in a regime are in it, and nothing is said before 100
 *   widths of bands are known
 */
#include "base/mem.h"
#include "base/rng.h"
#include "quant/market.h"
#include "quant/vol.h"

#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { BARS = 900 };
static double opens[BARS], highs[BARS], lows[BARS], closes[BARS],
    volumes[BARS];

static const double *
column_of(enum indicator_input input)
{
	return input == IN_OPEN ? opens : input == IN_HIGH ? highs :
	    input == IN_LOW ? lows : input == IN_CLOSE ? closes : volumes;
}

static void
bar_make(int i, double open, double close, double reach, double volume)
{
	opens[i] = open;
	closes[i] = close;
	highs[i] = fmax(open, close) + reach;
	lows[i] = fmin(open, close) - reach;
	volumes[i] = volume;
}

static void
walk_make(uint64_t seed)
{
	double at = 100;
	struct rng r;

	rng_seed(&r, seed);
	for (int i = 0; i < BARS; i++) {
		double calm = i / 60 % 3 == 0 ? 0.02 : 0.2;
		double drift = i / 150 % 3 == 1 ? 0.3 : i / 150 % 3 == 2 ?
		    -0.3 : 0;
		double open = at + ((double)rng_below(&r, 3) - 1) * 0.01;

		at = fmax(open + ((double)rng_below(&r, 21) - 10) * calm +
		    drift, 5);
		bar_make(i, open, at, (double)rng_below(&r, 9) * 0.01,
		    (double)rng_below(&r, 100));
	}
}

static void
run(const struct indicator *row, const double *params, size_t from, size_t n,
    size_t piece, double *out)
{
	void *state = mem_alloc(indicator_state_size(row, params));

	indicator_init(row, params, state);
	for (size_t i = 0; i < n; i += piece) {
		const double *in[INDICATOR_INPUTS];
		double *to[] = { out + i };

		for (int k = 0; k < indicator_inputs(row); k++)
			in[k] = column_of(row->inputs[k]) + from + i;
		indicator_next(row, state, n - i < piece ? n - i : piece, in,
		    to);
	}
	free(state);
}

static void
volatility_is_that_of_the_methods(void)
{
	struct vol_bars bars = { opens, highs, lows, closes, BARS };

	walk_make(3);
	for (int kind = 0; kind <= VOL_YANG_ZHANG + 1; kind++)
		for (int n = 2; n < 100; n = n * 3 + 1) {
			const double params[INDICATOR_PARAMS] = { n, kind,
				8760 };
			double want[BARS], got[BARS];
			int bad = 0;

			if (kind > VOL_YANG_ZHANG)
				vol_ewma(closes, BARS, 0.94, want);
			else
				vol_variance((enum vol_kind)kind, &bars,
				    (size_t)n, want);
			run(&indicator_volatility, params, 0, BARS, BARS, got);
			for (int i = 0; i < BARS; i++)
				bad += i < n ? !isnan(got[i]) :
				    !(fabs(got[i] * got[i] - want[i] * 8760)
				    <= 1e-12 + 1e-9 * want[i] * 8760);
			if (!ok(bad == 0))
				printf("# estimator %d of %d\n", kind, n);
		}
}

static const struct { const struct indicator *row; double params[3]; }
    rows[] = { { &indicator_volatility, { 30, 0, 365 } },
	{ &indicator_volatility, { 7, 4, 8760 } },
	{ &indicator_volatility, { 20, 5, 8760 } },
	{ &indicator_regime, { 0 } }, { &indicator_regime_confidence, { 0 } }
};
enum { ROWS = sizeof(rows) / sizeof(*rows) };

static void
pieces_and_cuts_change_no_byte(void)
{
	static const size_t pieces[] = { 1, 7, 64, 333 };

	walk_make(9);
	for (int k = 0; k < ROWS; k++) {
		double params[INDICATOR_PARAMS] = { rows[k].params[0],
			rows[k].params[1], rows[k].params[2] };
		double all[BARS], some[BARS];

		run(rows[k].row, params, 0, BARS, BARS, all);
		for (int p = 0; p < 4; p++) {
			run(rows[k].row, params, 0, BARS, pieces[p], some);
			ok(memcmp(all, some, sizeof(all)) == 0);
		}
		for (size_t cut = 1; cut < BARS; cut += 97) {
			run(rows[k].row, params, 0, cut, BARS, some);
			ok(memcmp(all, some, cut * sizeof(*all)) == 0);
		}
	}
}

static void
what_is_missing_begins_anew(void)
{
	for (int k = 0; k < ROWS; k++) {
		double params[INDICATOR_PARAMS] = { rows[k].params[0],
			rows[k].params[1], rows[k].params[2] };
		double all[BARS], later[BARS];

		walk_make(9);
		highs[400] = NAN;
		run(rows[k].row, params, 0, BARS, BARS, all);
		run(rows[k].row, params, 401, BARS - 401, BARS, later);
		ok(isnan(all[400]) && !isnan(all[399]) && !isnan(all[899]));
		ok(memcmp(all + 401, later, (BARS - 401) *
		    sizeof(*all)) == 0);
	}
}

/* Share of the bars from..to-1 that are said to be so. */
static double
share(enum regime is, int from, int to)
{
	double got[BARS], n = 0;
	const double none[INDICATOR_PARAMS] = { 0 };

	run(&indicator_regime, none, 0, BARS, BARS, got);
	for (int i = from; i < to; i++)
		n += got[i] == is;
	return n / (to - from);
}

static void
markets_are_what_they_were_made_to_be(void)
{
	const double none[INDICATOR_PARAMS] = { 0 };
	double sure[BARS], label[BARS];
	double at = 1000;

	for (int i = 0; i < BARS; i++) {
		double open = at;

		at += i < 450 ? 2 + i % 3 : -2 - i % 3;
		bar_make(i, open, at, 1, 100);
	}
	run(&indicator_regime, none, 0, BARS, BARS, label);
	run(&indicator_regime_confidence, none, 0, BARS, BARS, sure);
	for (int i = 0; i < BARS; i++)
		ok(i < 118 ? isnan(label[i]) && isnan(sure[i]) :
		    sure[i] >= 0.5 && sure[i] <= 1);
	ok(share(REGIME_TRENDING_UP, 118, 450) > 0.9);
	ok(share(REGIME_TRENDING_DOWN, 520, BARS) > 0.9);
	ok(sure[440] > 0.9);

	/* up and down about a level, by turns wide and narrow */
	for (int i = 0; i < BARS; i++) {
		double swing = i < 600 ? 2 + i % 7 * 0.1 : 30;

		bar_make(i, 1000, 1000 + (i % 2 ? swing : -swing), 1, 100);
	}
	ok(share(REGIME_RANGING, 118, 600) > 0.5);
	ok(share(REGIME_VOLATILE, 605, 625) > 0.9);

	/* quiet, then out of the channel on volume: at once */
	for (int i = 0; i < BARS; i++) {
		double swing = i % 300 < 200 ? 9 : 1;

		bar_make(i, 1000, 1000 + (i % 2 ? swing : -swing), 1, 100);
	}
	bar_make(850, 1000, 1030, 1, 900);
	run(&indicator_regime, none, 0, BARS, BARS, label);
	ok(label[849] != REGIME_BREAKOUT && label[850] == REGIME_BREAKOUT);
	volumes[850] = 100;
	run(&indicator_regime, none, 0, BARS, BARS, label);
	ok(label[850] != REGIME_BREAKOUT);
}

int
main(void)
{
	TEST(volatility_is_that_of_the_methods);
	TEST(pieces_and_cuts_change_no_byte);
	TEST(what_is_missing_begins_anew);
	TEST(markets_are_what_they_were_made_to_be);
	return tap_done();
}
