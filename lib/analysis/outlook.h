/*
 * A market at a glance, and what follows from it by rules that are written
 * here: how much smaller to trade, with what kind of strategy and order, and
 * how much tighter limits should be.
 *
 * - size_factor (METHODS 4.1): a half where the volatility of 30 bars is above
 *   1.5 times that of 90, 1.2 where it is below 0.7 times, else 1;
 * - stop_factor: stops 1.5 times tighter in the first case, else 1;
 * - limit_factor: the size factor, but never above 1, and at most a half in a
 *   volatile market and three quarters in one that reverses: a limit that is
 *   multiplied by it is only ever tighter;
 * - strategy: trends are followed, breakouts are traded, ranges and reversals
 *   revert to their mean, and a volatile market is stood aside from;
 * - order: slices where the market is thin, that is one bar in twenty has no
 *   volume, or Amihud's measure (7.5) of the last 30 bars is at the ninth
 *   tenth of what it was; else at the market in breakouts and trends, else
 *   limits.
 */
#ifndef ANALYSIS_OUTLOOK_H
#define ANALYSIS_OUTLOOK_H

#include "analysis/analysis.h"
#include "base/record.h"

enum outlook_strategy { OUTLOOK_TREND, OUTLOOK_BREAKOUT, OUTLOOK_REVERSION,
    OUTLOOK_ASIDE, OUTLOOK_STRATEGIES };
enum outlook_order { OUTLOOK_MARKET, OUTLOOK_LIMIT, OUTLOOK_SLICES,
    OUTLOOK_ORDERS };

#define OUTLOOK_LEAST 119	/* bars: what a regime by rules takes */
#define OUTLOOK_MOST 100000

struct outlook {
	char symbol[SYMBOL_SIZE], venue[VENUE_SIZE];
	int64_t timeframe, last;
	double close;
	int regime;			/* enum regime, by rules */
	double confidence;
	int64_t bars_in_regime;
	double volatility, volatility_long;	/* annual, of 30 and 90 bars */
	double amihud, amihud_rank, turnover;	/* NaN: no volume */
	double size_factor, stop_factor, limit_factor;
	int strategy, order;
	int64_t bars, gaps, missing, empty;	/* empty: without volume */
};
extern const struct record outlook_record;

/* All but symbol and venue. E_DATA: too few bars, a price that stands still. */
enum err_code outlook_find(const struct analysis_bars *b, struct outlook *out,
    struct err *err);

#endif
