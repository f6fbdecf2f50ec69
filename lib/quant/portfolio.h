/*
 * What a portfolio should be made of (METHODS 6.7): weights of n assets from
 * their covariance, their mean returns or their returns themselves. All of one
 * bar: covariance and mean of returns per bar as ratios; what is annual is that
 * times the bars of a year. Matrices are n × n, row by row; weights are parts
 * of the whole, and 0.25 is a quarter. Everything is the caller's.
 */
#ifndef QUANT_PORTFOLIO_H
#define QUANT_PORTFOLIO_H

#include "quant/panel.h"

#include <math.h>
#include <stdbool.h>

/* What weights must obey, and what it costs to come to them. */
struct opt_limits {
	size_t n;
	double sum;			/* of all weights: 1 less the cash */
	const double *low, *high;	/* of each weight; finite */
	size_t groups;
	const double *member;		/* groups × n: 1 of it, else 0 */
	const double *least, *most;	/* of each group's sum */
	const double *now;		/* weights held; NULL: none */
	double turnover;		/* ½ Σ |w - now| at most; HUGE_VAL */
	const double *cost;		/* of a unit of each that is bought or
					 * sold, per bar; NULL: none */
};

enum opt_end {
	OPT_FOUND,
	OPT_NONE,	/* no weights obey all limits */
	OPT_FLAT,	/* the covariance is singular */
	OPT_LOSS,	/* nothing earns more than the rate */
	OPT_ENDLESS	/* rounding kept it from an end */
};

/* If the covariance is singular, adds 1e-8 of its mean variance to its
 * diagonal, and says how much; else 0. */
double opt_ridge(double *cov, size_t n);

/*
 * Some weights within the limits (OPT_NONE: there are none), and of these those
 * with the most value'w less costs; value NULL: any. price: 1 + groups numbers,
 * or NULL: where there are none, what of sum and groups contradicts is not 0.
 */
enum opt_end opt_linear(const struct opt_limits *l, const double *value,
    double *w, double *price);
/* The smallest turnover that comes within the other limits; NaN: none does. */
double opt_turnover_least(const struct opt_limits *l);
/* ½ Σ |w - now|, and Σ cost |w - now| */
double opt_turnover(const struct opt_limits *l, const double *w);
double opt_cost(const struct opt_limits *l, const double *w);

/* The least of ½ aversion w'Sw - mean'w + costs (Markowitz 1952); mean NULL:
 * zeros. residual: as qp_solve(), of the last program, or NULL. */
enum opt_end opt_mean_variance(const double *cov, const double *mean,
    double aversion, const struct opt_limits *l, double *w,
    double *residual);
/* The most (mean'w - costs) / √w'Sw; mean: above the rate, per bar. OPT_LOSS:
 * no weights have it above 0. */
enum opt_end opt_max_sharpe(const double *cov, const double *mean,
    const struct opt_limits *l, double *w);
/* The weights within the limits that are nearest to w, by squares; in place. */
enum opt_end opt_nearest(const struct opt_limits *l, double *w);

/* Each asset brings budget[i] of the variance (Spinu 2013); budgets are above
 * 0; NULL: all the same. False: a variance that is not above 0. */
bool opt_risk_parity(const double *cov, const double *budget, size_t n,
    double *w);
/* What each brings: w_i (Sw)_i / w'Sw. */
void opt_contributions(const double *cov, const double *w, size_t n,
    double *out);
/* Weights by the inverse of each deviation. False: as above. */
bool opt_inverse_volatility(const double *cov, size_t n, double *w);

enum opt_linkage { LINK_SINGLE, LINK_COMPLETE, LINK_AVERAGE, LINK_WARD,
    OPT_LINKAGES };
extern const char *const opt_linkage_names[];	/* NULL ends */
/* Hierarchical risk parity (Lopez de Prado 2016), clusters by the distance
 * √((1 - correlation) / 2) itself; order: the leaves, or NULL. False: as
 * above. */
bool opt_hrp(const double *cov, size_t n, enum opt_linkage linkage, double *w,
    size_t *order);

/* The least mean loss of the worst 1 - beta of all bars (Rockafellar and
 * Uryasev 2000), costs included, as a linear program, exactly. */
enum opt_end opt_min_cvar(const struct panel *returns, double beta,
    const struct opt_limits *l, double *w);
/* Of the weights over the bars; losses are above 0. var: the smallest loss that
 * beta of all bars are no worse than. */
struct opt_tail { double var, cvar; };
struct opt_tail opt_tail(const struct panel *returns, const double *w,
    double beta);

/* Views of Black and Litterman: each row of p, n numbers, earns q. */
struct opt_views {
	size_t len;
	const double *p, *q;	/* q: in the unit of the covariance */
	const double *omega;	/* len × len: how unsure they are; NULL:
				 * diag(tau P S P') */
};
/*
 * He and Litterman 1999: prior delta S market; posterior mean and covariance
 * by the views. prior, posterior: n; cov_out: n × n, or NULL. False: views
 * that contradict each other or say nothing.
 */
bool opt_black_litterman(const double *cov, size_t n, const double *market,
    double delta, double tau, const struct opt_views *views, double *prior,
    double *posterior, double *cov_out);
/* (delta S)^-1 mean, divided by its sum. False: S is singular, or it is 0. */
bool opt_reverse(const double *cov, const double *mean, size_t n, double *w);

#endif
