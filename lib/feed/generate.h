/*
 * A market made from a seed, for demos and tests. The same plan gives the same
 * bytes on every machine: only additions, products, quotients and square
 * roots are used, which IEEE 754 rounds alike everywhere.
 *
 * Process. Time is cut into regimes (feed_regimes): which one follows is drawn
 * by weight, how long it lasts between half and one and a half times its mean
 * length, or both are given ("trend-up:500,crash:20", repeated). Each bar is
 * six steps; a step multiplies the price by
 *	1 + s/√6 · (drift/√6 + w·vol·z + pull)
 * where s is the volatility of one bar (the yearly one × √(timeframe/365 d)),
 * z the scaled sum of four uniform numbers (variance 1), w a slow random
 * factor between 0.4 and 3 that gives quiet and wild spells, and pull draws
 * a range back to the price it began at. The bar is the open, extremes and
 * last of its steps, each rounded to the tick. Volume grows with the regime
 * and with the size of the move. A crash at a time takes `depth` off the price
 * at its beginning, in a straight line with noise, and then stays wild.
 */
#ifndef FEED_GENERATE_H
#define FEED_GENERATE_H

#include "feed/feed.h"

struct feed_regime {
	const char *name, *help;
	double drift, volatility, pull;	/* per bar, in bar volatilities */
	double volume;
	int bars, weight;		/* mean length; how often */
};
extern const struct feed_regime feed_regimes[];	/* ends with a NULL name */

struct market_plan {
	uint64_t seed;
	int64_t bars, timeframe, from;	/* µs */
	struct dec start_price, tick, lot;
	struct dec volatility;		/* a year's, a ratio */
	struct dec volume;		/* of a common bar, base units */
	const char *regimes;		/* NULL: all, drawn */
	int64_t crash_at;		/* µs; 0: none of its own */
	struct dec crash_depth;		/* a ratio */
	int64_t crash_bars;
};

/* E_USAGE names what the plan says wrongly. Calls sink->rows in order. */
enum err_code market_generate(const struct market_plan *plan,
    const struct candle_sink *sink, struct err *err);

#endif
