/*
 * Covers GARCH(1,1): what is fitted from a series that was made by one is near
 * it, and no neighbour is likelier; units and short series; what has no
 * deviation; the forecast against the recursion; quantiles of either law; four
 * models in one walk against each alone, to the bit; slopes against differences
 * of the likelihood, and their products against one value after the other;
 * likelihoods that are no numbers.
 */
#include "quant/garch.h"

#include "base/rng.h"
#include "quant/garch-walk.h"
#include "quant/normal.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <string.h>

enum { N = 4000 };
static const struct garch made = { 0.05, 0.1, 0.1, 0.85, 8 };

/* Made by the normal law. */
static void
series(double x[], size_t n)
{
	double variance = 2;
	struct rng r;

	rng_seed(&r, 11);
	for (size_t i = 0; i < n; i++) {
		double e = sqrt(variance) * normal_quantile(rng_unit(&r));

		x[i] = made.mu + e;
		variance = made.omega + made.alpha * e * e +
		    made.beta * variance;
	}
}

static void
what_made_it_is_found(void)
{
	double x[N];
	struct garch_fit f;

	series(x, N);
	ok(garch_fit(x, N, GARCH_NORMAL, &f, NULL));
	ok(f.converged);
	ok(fabs(f.g.mu - made.mu) < 0.06);
	ok(fabs(f.g.alpha - made.alpha) < 0.03);
	ok(fabs(f.g.beta - made.beta) < 0.05);
	ok(isnan(f.g.nu));
	ok(garch_fit(x, N, GARCH_STUDENT, &f, NULL));
	ok(f.converged);
	ok(f.g.nu > 25);
}

static void
no_neighbour_is_likelier(void)
{
	double fitted[N + 1], again[N + 1];
	double x[N];

	series(x, N);
	x[7] += 40;	/* tails, for nu to be inside its range */
	x[999] -= 30;
	for (int law = 0; law < GARCH_LAWS; law++) {
		struct garch_fit f;

		ok(garch_fit(x, N, (enum garch_law)law, &f, fitted));
		ok(f.converged);
		ok(fabs(garch_loglik(&f.g, (enum garch_law)law, x, N, again) -
		    f.loglik) < 1e-9);
		ok(memcmp(fitted, again, sizeof(again)) == 0);
		for (int k = 0; k < (law == GARCH_STUDENT ? 5 : 4); k++)
			for (int side = -1; side <= 1; side += 2) {
				struct garch g = f.g;
				double *part[] = { &g.mu, &g.omega, &g.alpha,
				    &g.beta, &g.nu };

				*part[k] *= 1 + side * 1e-3;
				ok(garch_loglik(&g, (enum garch_law)law, x, N,
				    NULL) < f.loglik + 1e-7);
			}
	}
}

static void
units_change_nothing(void)
{
	double x[N], y[N];
	struct garch_fit a, b;

	series(x, N);
	for (size_t i = 0; i < N; i++)
		y[i] = x[i] * 1e-4;
	ok(garch_fit(x, N, GARCH_NORMAL, &a, NULL));
	ok(garch_fit(y, N, GARCH_NORMAL, &b, NULL));
	ok(fabs(a.g.alpha - b.g.alpha) < 1e-6);
	ok(fabs(a.g.omega * 1e-8 / b.g.omega - 1) < 1e-5);
	ok(fabs(a.loglik - N * log(1e-4) - b.loglik) < 1e-6);
}

static void
what_does_not_move_is_refused(void)
{
	double x[GARCH_LEAST + 1];
	struct garch_fit f;

	for (size_t i = 0; i <= GARCH_LEAST; i++)
		x[i] = 0.1;
	ok(!garch_fit(x, GARCH_LEAST, GARCH_NORMAL, &f, NULL));
	x[3] = 0.2;
	ok(garch_fit(x, GARCH_LEAST, GARCH_NORMAL, &f, NULL));
	ok(isfinite(f.loglik));
	ok(!garch_fit(x, GARCH_LEAST - 1, GARCH_NORMAL, &f, NULL));
}

static void
the_forecast_is_the_recursion(void)
{
	double variance = 5, sum = 0;

	for (size_t i = 1; i <= 30; i++) {
		ok(fabs(garch_ahead(&made, 5, i) - variance) < 1e-12);
		sum += variance;
		ok(fabs(garch_term(&made, 5, i) - sum / (double)i) < 1e-12);
		variance = made.omega + (made.alpha + made.beta) * variance;
	}
	ok(fabs(garch_long_run(&made) - 2) < 1e-12);
	ok(fabs(pow(0.95, garch_half_life(&made)) - 0.5) < 1e-12);
}

static void
quantiles_of_either_law(void)
{
	struct garch g = { .nu = 8 };
	double q = garch_quantile(&g, GARCH_STUDENT, 0.975);

	/* t(8) at 97.5 % is 2.306004135 (tables) */
	ok(fabs(q - 2.306004135 * sqrt(0.75)) < 1e-8);
	ok(fabs(garch_quantile(&g, GARCH_STUDENT, 0.025) + q) < 1e-8);
	ok(fabs(garch_quantile(&g, GARCH_NORMAL, 0.975) - 1.959963985) < 1e-8);
}

static void
models_together_are_each_alone(void)
{
	static const struct garch g[GARCH_TOGETHER] = {
	    { 0.05, 0.1, 0.1, 0.85, 8 }, { 0, 0.02, 0.01, 0.97, 12 },
	    { -0.1, 0.5, 0.2, 0.3, 12 }, { 0, 1e-9, 0.3, 0.69, 12 } };
	double x[N];

	series(x, N);
	for (size_t n = N - 17; n <= N; n++) {
		const struct garch_series s = { x, n, garch_backcast(x, n) };
		double loglik[GARCH_TOGETHER];

		garch_values(&s, g, loglik);
		for (int k = 0; k < GARCH_TOGETHER; k++) {
			struct garch_walk w;

			garch_walk(&s, &g[k], GARCH_NORMAL, NULL, &w);
			ok(memcmp(&w.loglik, &loglik[k],
			    sizeof(w.loglik)) == 0);
		}
	}
}

static double *
parameter(struct garch *g, int k)
{
	double *const at[GARCH_PARAMS] = { &g->mu, &g->omega, &g->alpha,
	    &g->beta, &g->nu };

	return at[k];
}

static double
difference(const struct garch_series *s, const struct garch *g,
    enum garch_law law, int k)
{
	struct garch more = *g, less = *g;
	struct garch_walk up, down;
	double by = 1e-5 * fabs(*parameter(&more, k));

	*parameter(&more, k) += by;
	*parameter(&less, k) -= by;
	garch_walk(s, &more, law, NULL, &up);
	garch_walk(s, &less, law, NULL, &down);
	return (up.loglik - down.loglik) / (2 * by);
}

static void
slopes_are_differences(void)
{
	double x[N];

	series(x, N);
	for (size_t n = N - 9; n <= N; n++) {
		const struct garch_series s = { x, n, garch_backcast(x, n) };

		for (int law = 0; law < GARCH_LAWS; law++) {
			struct garch_slopes d;
			struct garch_walk w;

			garch_walk(&s, &made, (enum garch_law)law, NULL, &w);
			garch_slopes(&s, &made, (enum garch_law)law, false,
			    &d);
			ok(fabs(d.loglik - w.loglik) < 1e-8);
			for (int k = 0; k < (law == GARCH_STUDENT ? 5 : 4);
			    k++) {
				double slope = difference(&s, &made,
				    (enum garch_law)law, k);

				ok(fabs(d.slope[k] - slope) <
				    1e-4 * (1 + fabs(slope)));
			}
		}
	}
}

static void
products_are_of_single_values(void)
{
	double x[N], sum[GARCH_PARAMS][GARCH_PARAMS] = { { 0 } };
	struct garch_slopes before = { 0 }, d;

	series(x, N);
	for (size_t n = 1; n <= 41; n++) {
		const struct garch_series s = { x, n, 2 };

		garch_slopes(&s, &made, GARCH_STUDENT, true, &d);
		for (int a = 0; a < GARCH_PARAMS; a++)
			for (int b = 0; b < GARCH_PARAMS; b++) {
				sum[a][b] += (d.slope[a] - before.slope[a]) *
				    (d.slope[b] - before.slope[b]);
				ok(fabs(d.products[a][b] - sum[a][b]) <
				    1e-9 * (1 + fabs(sum[a][b])));
			}
		before = d;
	}
}

static void
what_is_no_likelihood_is_none(void)
{
	double x[N];

	series(x, N);
	x[9] = 1e200;
	for (int law = 0; law < GARCH_LAWS; law++) {
		const struct garch_series s = { x, N, 2 };
		struct garch_slopes d;
		struct garch_walk w;

		garch_walk(&s, &made, (enum garch_law)law, NULL, &w);
		ok(!isfinite(w.loglik));
		garch_slopes(&s, &made, (enum garch_law)law, false, &d);
		ok(!isfinite(d.loglik));
	}
}

int
main(void)
{
	TEST(what_made_it_is_found);
	TEST(no_neighbour_is_likelier);
	TEST(units_change_nothing);
	TEST(what_does_not_move_is_refused);
	TEST(the_forecast_is_the_recursion);
	TEST(quantiles_of_either_law);
	TEST(models_together_are_each_alone);
	TEST(slopes_are_differences);
	TEST(products_are_of_single_values);
	TEST(what_is_no_likelihood_is_none);
	return tap_done();
}
