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

/* The same with what the rules saw, for who is to be told why. NaN: not known
 * yet. */
struct regime_bar {
	int label;		/* enum regime; -1: none yet */
	double confidence;
	double adx, rsi;
	double slope;		/* of 20 closes, in average true ranges a bar */
	double width_rank;	/* of Bollinger's bands in the last 250 */
	int side;		/* 1: above the average of 50 closes and rising,
				 * -1: below and falling, 0: neither */
};
/* in: high, low, close, volume. */
void regime_bars(size_t n, const double *const in[], struct regime_bar *out);
/* Bars that it takes to tell the first label. */
#define REGIME_BARS_LEAST 119

#endif
