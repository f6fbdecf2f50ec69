/*
 * What simple published rules say of an asset that is held or is to be: buy,
 * sell or hold, how sure that is, and why. Each rule says a number from -1
 * (sell) to 1 (buy); the advice is their mean, of those that can say anything:
 *
 * - trend: the close is above its average of 200 bars or below (Faber 2007, A
 *   quantitative approach to tactical asset allocation);
 * - the relative strength index of 14 bars is 30 or less, or 70 or more (Wilder
 *   1978, New concepts in technical trading systems);
 * - the regime by rules (METHODS 4.1) trends, as far as that is sure;
 * - the weight is below its target or above, in parts of its band (METHODS
 *   6.8).
 *
 * A mean of at least 1/4 is an advice to buy, of -1/4 to sell. Confidence is
 * from 0.5, where another advice begins, to 1.
 */
#ifndef ANALYSIS_ADVICE_H
#define ANALYSIS_ADVICE_H

#include "analysis/analysis.h"
#include "model/rebalance.h"

enum advice { ADVICE_BUY, ADVICE_SELL, ADVICE_HOLD, ADVICES };
extern const char *const advice_names[ADVICES];

#define ADVICE_LEAST 119		/* bars: what a regime takes */
#define ADVICE_BARS 1000		/* that are looked at */
#define ADVICE_REASONS_SIZE 1024

/* Where it is not known an advice is ADVICES, a regime REGIMES, a number NaN or
 * INT_NONE. */
struct advice_said {
	char asset[ASSET_SIZE], symbol[SYMBOL_SIZE];
	int advice;
	double confidence, score;
	double weight, target;		/* parts of one */
	double trend;			/* close / average of 200 - 1 */
	double rsi;
	int regime;			/* enum regime */
	double regime_confidence;
	int64_t timeframe, bars, last;
	char reasons[ADVICE_REASONS_SIZE];
};
extern const struct record advice_record;

/* Of an asset of a plan, before its bars are known: no advice. */
struct advice_said advice_empty(const struct rebalance_weight *of);
/* The same by its bars. E_DATA: too few of them. symbol stays as it is in
 * out. */
enum err_code advice_find(const struct analysis_bars *b,
    const struct rebalance_weight *of, struct advice_said *out,
    struct err *err);

#endif
