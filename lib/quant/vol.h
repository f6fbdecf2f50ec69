/*
 * Volatility of bars (METHODS 5): variance of one bar from a window of them,
 * as a ratio squared; × bars of a year, and its root, is annual volatility.
 * Prices must be above 0. NaN before the first value.
 */
#ifndef QUANT_VOL_H
#define QUANT_VOL_H

#include <stddef.h>

enum vol_kind {
	VOL_CLOSE,		/* deviation of log returns */
	VOL_PARKINSON,		/* 1980: high and low */
	VOL_GARMAN_KLASS,	/* 1980 */
	VOL_ROGERS_SATCHELL,	/* 1991: with drift */
	VOL_YANG_ZHANG		/* 2000: with drift and gaps */
};
extern const char *const vol_kind_names[];	/* NULL ends */

/* What an estimator does not read may be NULL. */
struct vol_bars { const double *open, *high, *low, *close; size_t n; };

/* Index of the first value. */
size_t vol_first(enum vol_kind kind, size_t window);
void vol_variance(enum vol_kind kind, const struct vol_bars *bars,
    size_t window, double *out);

/* s after the first return is its square; the value at a bar has its return
 * in it (RiskMetrics 1996). */
void vol_ewma(const double *close, size_t n, double lambda, double *out);
/* The first return meets the mean of the first 75 squares, weighted by 0.94^i,
 * as arch does: its values look ahead. */
void vol_ewma_backcast(const double *close, size_t n, double lambda,
    double *out);

#endif
