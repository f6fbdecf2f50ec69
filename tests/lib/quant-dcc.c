/*
 * Dynamic conditional correlation: its likelihood of two series by the formula
 * of a bivariate normal; the fit finds no worse point than the usual one, than
 * any around, and the weights that made a long panel; the edges of where they
 * may be; singular panels.
 */
#include "quant/dcc.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

#include <math.h>

enum { N = 4000, P = 3 };

static double x[P][N];
static const double *rows[P] = { x[0], x[1], x[2] };

static double
normal(struct rng *r)
{
	double u = rng_unit(r), v = rng_unit(r);

	return sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
}

/* Of unit variance that does not move, so that volatility is flat by a lambda of
 * 1; the first bar is 1 for all. */
static struct panel
made(size_t p, size_t n, double a, double b)
{
	struct rng r;
	double q[P][P], usual = 0.4, l[P][P];

	rng_seed(&r, 7);
	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < p; k++)
			q[i][k] = i == k ? 1 : usual;
	for (size_t i = 0; i < p; i++)
		x[i][0] = 1;
	for (size_t t = 1; t < n; t++) {
		double z[P];

		for (size_t i = 0; i < p; i++)
			z[i] = normal(&r);
		for (size_t i = 0; i < p; i++)
			for (size_t k = 0; k <= i; k++) {
				double sum = q[i][k] / sqrt(q[i][i] * q[k][k]);

				for (size_t m = 0; m < k; m++)
					sum -= l[i][m] * l[k][m];
				l[i][k] = i == k ? sqrt(sum) : sum / l[k][k];
			}
		for (size_t i = 0; i < p; i++) {
			x[i][t] = 0;
			for (size_t k = 0; k <= i; k++)
				x[i][t] += l[i][k] * z[k];
		}
		for (size_t i = 0; i < p; i++)
			for (size_t k = 0; k < p; k++)
				q[i][k] = (1 - a - b) * (i == k ? 1 : usual) +
				    a * x[i][t] * x[k][t] + b * q[i][k];
	}
	return (struct panel){ rows, p, n };
}

/* -½ Σ (ln(1 - c²) + (u² - 2cuv + v²) / (1 - c²)) */
static double
by_formula(const struct panel *s, double a, double b)
{
	double uu = 0, vv = 0, uv = 0, sum = 0, n = (double)s->n - 1;
	double q[3];

	for (size_t t = 1; t < s->n; t++) {
		uu += x[0][t] * x[0][t] / n;
		vv += x[1][t] * x[1][t] / n;
		uv += x[0][t] * x[1][t] / n;
	}
	q[0] = uu;
	q[1] = vv;
	q[2] = uv;
	for (size_t t = 1; t < s->n; t++) {
		double u = x[0][t], v = x[1][t], c = q[2] / sqrt(q[0] * q[1]);

		sum -= (log(1 - c * c) + (u * u - 2 * c * u * v + v * v) /
		    (1 - c * c)) / 2;
		q[0] = (1 - a - b) * uu + a * u * u + b * q[0];
		q[1] = (1 - a - b) * vv + a * v * v + b * q[1];
		q[2] = (1 - a - b) * uv + a * u * v + b * q[2];
	}
	return sum;
}

static void
is_as_likely_as_the_formula_says(void)
{
	struct panel s = made(2, 500, 0.05, 0.9);
	static const double at[][2] = { { 0.03, 0.95 }, { 0, 0 }, { 0.2, 0.5 },
	    { 0, 0.999 }, { 0.999, 0 } };

	for (size_t i = 0; i < 5; i++) {
		double want = by_formula(&s, at[i][0], at[i][1]);

		ok(fabs(dcc_loglik(&s, 1, at[i][0], at[i][1]) - want) < 1e-9 *
		    fabs(want));
	}
	ok(isnan(dcc_loglik(&s, 1, -0.01, 0.5)));
	ok(isnan(dcc_loglik(&s, 1, 0.1, 0.9)));
}

static void
finds_what_it_was_made_with(void)
{
	struct panel s = made(P, N, 0.05, 0.9);
	struct dcc_fit f;

	ok(dcc_fit(&s, 1, &f));
	ok(fabs(f.a - 0.05) < 0.015);
	ok(fabs(f.b - 0.9) < 0.04);
	ok(f.loglik > f.usual_loglik);
	ok(fabs(f.usual_loglik - dcc_loglik(&s, 1, DCC_A, DCC_B)) < 1e-9);
	ok(fabs(f.loglik - dcc_loglik(&s, 1, f.a, f.b)) < 1e-9);
	for (int i = -1; i <= 1; i++)
		for (int k = -1; k <= 1; k++)
			ok(i == 0 && k == 0 ? true : dcc_loglik(&s, 1, f.a +
			    i * 1e-3, f.b + k * 1e-3) < f.loglik);
}

/* Nothing moves, or it never comes back. */
static void
stays_within_its_bounds(void)
{
	struct panel s = made(2, 1000, 0, 0);
	struct dcc_fit f;

	ok(dcc_fit(&s, 1, &f));
	ok(f.a >= 0 && f.b >= 0 && f.a + f.b <= DCC_SUM && f.a < 0.05);
	for (size_t t = 1; t < s.n; t++)
		x[1][t] = t < 500 ? x[0][t] + x[1][t] : x[1][t] - 2 * x[0][t];
	ok(dcc_fit(&s, 1, &f));
	ok(f.a > 0 && f.a + f.b <= DCC_SUM && f.a + f.b > 0.9);
}

static void
refuses_what_is_singular(void)
{
	struct panel s = made(2, 200, 0.05, 0.9);
	struct dcc_fit f;

	rows[1] = x[0];
	ok(!dcc_fit(&s, 1, &f));
	ok(isnan(dcc_loglik(&s, 1, 0.03, 0.95)));
	rows[1] = x[1];
	x[1][0] = 0;
	ok(!dcc_fit(&s, 0.94, &f));
}

int
main(void)
{
	TEST(is_as_likely_as_the_formula_says);
	TEST(finds_what_it_was_made_with);
	TEST(stays_within_its_bounds);
	TEST(refuses_what_is_singular);
	return tap_done();
}
