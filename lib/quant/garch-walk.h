/* Inside lib/quant: the likelihood of GARCH(1,1) and its slopes, in one walk. */
#ifndef QUANT_GARCH_WALK_H
#define QUANT_GARCH_WALK_H

#include "quant/garch.h"

/* mu, omega, alpha, beta and, with Student's law, nu. */
#define GARCH_PARAMS 5

struct garch_series { const double *x; size_t n; double backcast; };

enum garch_want {
	WANT_VALUE,		/* loglik and next */
	WANT_SLOPES,
	WANT_PRODUCTS		/* slopes, and the sum of their products by
				 * value */
};
struct garch_walk {
	double loglik, next;
	double slope[GARCH_PARAMS];
	double products[GARCH_PARAMS][GARCH_PARAMS];
};
/* variance: n numbers, or NULL. */
void garch_walk(const struct garch_series *s, const struct garch *g,
    enum garch_law law, enum garch_want want, double *variance,
    struct garch_walk *out);

/* The log-likelihoods of so many models by the normal law: to the last bit what
 * garch_walk() finds of each. */
#define GARCH_TOGETHER 4
void garch_values(const struct garch_series *s,
    const struct garch g[GARCH_TOGETHER], double loglik[GARCH_TOGETHER]);

#endif
