/*
 * Several series of equal length, and how they move together (METHODS 6).
 * x[k][0..n-1] is one series, usually simple returns per bar; matrices are
 * p × p, row by row, of the caller. NaN: a series without deviation, or too
 * few bars.
 */
#ifndef QUANT_PANEL_H
#define QUANT_PANEL_H

#include <stddef.h>

struct panel { const double *const *x; size_t p, n; };

double corr_pearson(const double *x, const double *y, size_t n);
/* rank: 2 n numbers, scratch: n indices of the caller. */
double corr_spearman(const double *x, const double *y, size_t n,
    double *rank, size_t *scratch);
/* Tau-b (Kendall 1945), in n log n as Knight 1966. order: stat_order() of x;
 * scratch: 2 n numbers of the caller. NaN must not be among them. */
double corr_kendall(const double *x, const double *y, size_t n,
    const size_t *order, double *scratch);
/* Sums of products about the means; of a series without deviation exactly 0. */
void panel_products(const struct panel *s, double *out);
void panel_pearson(const struct panel *s, double *out);
/* by: 1 for n-1, 0 for n. */
void panel_covariance(const struct panel *s, int by, double *out);
/* out may be cov. */
void covariance_correlation(const double *cov, size_t p, double *out);

/* Zero mean, beginning with the first bar's products. */
void panel_ewma(const struct panel *s, double lambda, double *out);
/* Returns over the volatility that was known before them, by EWMA from the first
 * one on; z[0] is left. */
void panel_standardise(const double *r, size_t n, double lambda, double *z);
/* Engle 2002 with volatility by EWMA: correlation of the next bar. z: p × n,
 * q: p × p numbers of the caller. */
void panel_dcc(const struct panel *s, double a, double b, double lambda,
    double *z, double *q, double *out);
/* Ledoit and Wolf 2004: the share of the target, which is the mean variance
 * on the diagonal (a), constant correlation (b); covariance by n. */
double panel_shrink_identity(const struct panel *s, double *out);
double panel_shrink_constant(const struct panel *s, double *out);

/* Of a symmetric matrix, descending, by Jacobi's rotations; a is used up. */
void eigenvalues(double *a, size_t p, double *out);

struct diversification { double ratio, pairs, bets, absorbed; };
/* weights: p of them; work: p² numbers of the caller; eigen: p, descending. */
struct diversification covariance_diversification(const double *cov, size_t p,
    const double *weights, double *work, double *eigen);
/* The same of a panel's; work: 2 p² numbers of the caller; eigen: p. */
struct diversification panel_diversification(const struct panel *s,
    const double *weights, double *work, double *eigen);

#endif
