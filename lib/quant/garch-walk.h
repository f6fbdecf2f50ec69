/* Inside lib/quant: the likelihood of GARCH(1,1), and its slopes. */
#ifndef QUANT_GARCH_WALK_H
#define QUANT_GARCH_WALK_H

#include "quant/garch.h"

/* mu, omega, alpha, beta and, with Student's law, nu. */
#define GARCH_PARAMS 5

struct garch_series { const double *x; size_t n; double backcast; };

/* next: the variance of the value to come. variance: n numbers, or NULL. */
struct garch_walk { double loglik, next; };
void garch_walk(const struct garch_series *s, const struct garch *g,
    enum garch_law law, double *variance, struct garch_walk *out);

/* loglik differs from that of garch_walk() by what rounding is; products: sums
 * of the products of single values' slopes, when they are asked for. */
struct garch_slopes {
	double loglik, slope[GARCH_PARAMS];
	double products[GARCH_PARAMS][GARCH_PARAMS];
};
void garch_slopes(const struct garch_series *s, const struct garch *g,
    enum garch_law law, bool products, struct garch_slopes *out);

/* Of Student's law, what a value's log-likelihood has whatever it is. */
double garch_level(double nu);

/* The log-likelihoods of so many models by the normal law: to the last bit what
 * garch_walk() finds of each. */
#define GARCH_TOGETHER 4
void garch_values(const struct garch_series *s,
    const struct garch g[GARCH_TOGETHER], double loglik[GARCH_TOGETHER]);

#endif
