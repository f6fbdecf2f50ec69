/*
 * GARCH(1,1) about a constant mean (Bollerslev 1986, METHODS 5.7), as arch has
 * it: e = x - mu, the variance of a value is omega + alpha e² + beta variance
 * of the one before, and before the first both are the backcast. x are returns
 * in percent, 100 ln(C_t / C_{t-1}), or in any other unit, finite.
 *
 * A fit looks at the whole series: it may describe it and look ahead of its
 * end, and may not feed a rule inside of it.
 */
#ifndef QUANT_GARCH_H
#define QUANT_GARCH_H

#include <stdbool.h>
#include <stddef.h>

enum garch_law {
	GARCH_NORMAL,
	GARCH_STUDENT,		/* t with nu degrees, of variance 1 */
	GARCH_LAWS
};

/* omega > 0, alpha and beta >= 0, their sum < 1; nu from 2.05 to 500. */
struct garch { double mu, omega, alpha, beta, nu; };

/* Fewer values than these are not fitted. */
#define GARCH_LEAST 10

/* Of x less its mean, over the first 75, weighted by 0.94^i. */
double garch_backcast(const double *x, size_t n);
/* variance: NULL, or n + 1 numbers; the last is that of the value to come. */
double garch_loglik(const struct garch *g, enum garch_law law,
    const double *x, size_t n, double *variance);

struct garch_fit {
	struct garch g;		/* nu is NaN with the normal law */
	double loglik;
	double first, last, next;	/* variance of those values */
	bool converged;		/* no step from here gains 1e-6 */
	int rounds;
};
/*
 * The largest likelihood: of arch's 16 starts the best (fewer than 5000
 * values: the best of each persistence), and from there BFGS with the gradient
 * itself on unbounded coordinates, in units of the sample's deviation. False:
 * fewer than GARCH_LEAST values, or they are all the same. variance: as of
 * garch_loglik() at the end of it.
 */
bool garch_fit(const double *x, size_t n, enum garch_law law,
    struct garch_fit *out, double *variance);

double garch_long_run(const struct garch *g);	/* variance */
double garch_half_life(const struct garch *g);	/* values */
/* Variance of the value so many ahead, from 1; next is that of the first. */
double garch_ahead(const struct garch *g, double next, size_t steps);
/* Mean variance of the next so many. */
double garch_term(const struct garch *g, double next, size_t steps);
/* At which the law of a standardised value has this share below it. */
double garch_quantile(const struct garch *g, enum garch_law law, double p);

#endif
