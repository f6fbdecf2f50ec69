/*
 * What a market is like, bar by bar: how much it moves and which regime it is
 * in, as rows that run like those of the table of indicators. They are for
 * expressions: one wants the bars of a year, the other is a word.
 */
#ifndef QUANT_MARKET_H
#define QUANT_MARKET_H

#include "quant/indicator.h"

/* Annual volatility (METHODS 5): bars, estimator, bars of a year. */
extern const struct indicator indicator_volatility;

/*
 * Rules, one label a bar (METHODS 4.1). The value of the first row is an enum
 * regime, of the second how sure it is, 0.5 to 1. Reversals have no margin of
 * their own, and 0.5.
 */
enum regime { REGIME_BREAKOUT, REGIME_REVERSAL, REGIME_VOLATILE,
    REGIME_TRENDING_UP, REGIME_TRENDING_DOWN, REGIME_RANGING, REGIMES };
extern const char *const regime_names[REGIMES];
extern const struct indicator indicator_regime, indicator_regime_confidence;

#endif
