/*
 * One walk through a series: variances, log-likelihood, and its slopes, which
 * follow the same recursion as the variance does (Fiorentini, Calzolari and
 * Panattoni 1996). Logarithms are of the product of eight factors, so that a
 * value costs little more than the recursion's own two operations.
 */
#include "quant/garch-walk.h"

#include "base/pair.h"

#include <math.h>
#include <string.h>

#define TOGETHER 8
#define INLINE static inline __attribute__((always_inline))

/* The derivative of lgamma, for x > 0: upwards to where its asymptotic series
 * (Abramowitz and Stegun 6.3.18) has 1e-15. */
static double
digamma(double x)
{
	double sum = 0, r;

	for (; x < 12; x++)
		sum -= 1 / x;
	r = 1 / (x * x);
	return sum + log(x) - 0.5 / x - r * (1.0 / 12 - r * (1.0 / 120 -
	    r * (1.0 / 252 - r * (1.0 / 240 - r / 132))));
}

/* What the walk goes on with. slope: of the variance, by parameter. */
struct stride {
	double s, slope[4];
	double squares, bent;	/* sums: of z², or of u / (1 + u) */
	double logs, tails;	/* of ln s; of ln(1 + u) */
};

/* Slopes of one value's log-likelihood; du: that by nu, less its constant. */
INLINE void
add_slopes(const struct stride *t, double e, double inverse, double z2,
    double weight, double rest, bool products, int n, struct garch_walk *out)
{
	double by_s = 0.5 * (weight * z2 - 1) * inverse;
	double one[GARCH_PARAMS] = { by_s * t->slope[0] + weight * e * inverse,
	    by_s * t->slope[1], by_s * t->slope[2], by_s * t->slope[3], rest };

	for (int i = 0; i < 4; i++)
		out->slope[i] += one[i];
	for (int i = 0; products && i < n; i++)
		for (int k = 0; k <= i; k++)
			out->products[i][k] += one[i] * one[k];
}

INLINE void
advance(struct stride *t, const struct garch *g, double e, bool slopes)
{
	const double square = e * e;

	if (slopes) {
		t->slope[0] = g->beta * t->slope[0] - 2 * g->alpha * e;
		t->slope[1] = g->beta * t->slope[1] + 1;
		t->slope[2] = g->beta * t->slope[2] + square;
		t->slope[3] = g->beta * t->slope[3] + t->s;
	}
	t->s = g->omega + g->alpha * square + g->beta * t->s;
}

/* Up to TOGETHER values from x on. level: slope of the constant by nu. */
INLINE void
some(struct stride *t, const struct garch *g, const double *x, size_t n,
    double level, bool student, enum garch_want want, double *variance,
    struct garch_walk *out)
{
	const double nu = g->nu, less = student ? 1 / (nu - 2) : 0;
	double factors = 1, tails = 1;

	for (size_t i = 0; i < n; i++) {
		double e = x[i] - g->mu, inverse = 1 / t->s;
		double z2 = e * e * inverse, u = z2 * less, weight = 1;
		double rest = 0;

		if (variance != NULL)
			variance[i] = t->s;
		factors *= t->s;
		if (student) {
			double share = 1 / (1 + u);

			tails *= 1 + u;
			t->bent += u * share;
			weight = (nu + 1) * less * share;
			if (want == WANT_PRODUCTS)
				rest = level - 0.5 * log1p(u) + 0.5 * (nu + 1) *
				    less * u * share;
		} else
			t->squares += z2;
		if (want != WANT_VALUE)
			add_slopes(t, e, inverse, z2, weight, rest,
			    want == WANT_PRODUCTS, student ? 5 : 4, out);
		advance(t, g, e, want != WANT_VALUE);
	}
	t->logs += log(factors);
	if (student)
		t->tails += log(tails);
}

INLINE void
walk(const struct garch_series *s, const struct garch *g, bool student,
    enum garch_want want, double *variance, struct garch_walk *out)
{
	const double n = (double)s->n, nu = g->nu;
	struct stride t = { .s = g->omega + (g->alpha + g->beta) * s->backcast,
	    .slope = { 0, 1, s->backcast, s->backcast } };
	double level = !student || want == WANT_VALUE ? 0 :
	    0.5 * (digamma((nu + 1) / 2) - digamma(nu / 2) - 1 / (nu - 2));
	size_t i = 0;
	int sign;

	memset(out, 0, sizeof(*out));
	for (; i + TOGETHER <= s->n; i += TOGETHER)
		some(&t, g, s->x + i, TOGETHER, level, student, want,
		    variance != NULL ? variance + i : NULL, out);
	if (i < s->n)
		some(&t, g, s->x + i, s->n - i, level, student, want,
		    variance != NULL ? variance + i : NULL, out);
	for (int a = 1; a < GARCH_PARAMS; a++)
		for (int b = 0; b < a; b++)
			out->products[b][a] = out->products[a][b];
	out->next = t.s;
	if (!student) {
		out->loglik = -0.5 * (n * log(2 * M_PI) + t.logs + t.squares);
		return;
	}
	out->loglik = n * (lgamma_r((nu + 1) / 2, &sign) -
	    lgamma_r(nu / 2, &sign) - 0.5 * log(M_PI * (nu - 2))) -
	    0.5 * t.logs - 0.5 * (nu + 1) * t.tails;
	out->slope[4] = n * level - 0.5 * t.tails +
	    0.5 * (nu + 1) / (nu - 2) * t.bent;
}

void
garch_walk(const struct garch_series *s, const struct garch *g,
    enum garch_law law, enum garch_want want, double *variance,
    struct garch_walk *out)
{
	bool student = law == GARCH_STUDENT;

	if (want == WANT_PRODUCTS)
		walk(s, g, student, WANT_PRODUCTS, variance, out);
	else if (want == WANT_SLOPES && student)
		walk(s, g, true, WANT_SLOPES, NULL, out);
	else if (want == WANT_SLOPES)
		walk(s, g, false, WANT_SLOPES, NULL, out);
	else if (variance == NULL && !student)
		walk(s, g, false, WANT_VALUE, NULL, out);
	else
		walk(s, g, student, WANT_VALUE, variance, out);
}

/* A walk of several models waits for none of them: some() of the normal law and
 * WANT_VALUE, a model a lane. logs, squares: as in struct stride. */
struct together { quad mu, omega, alpha, beta, s, squares, logs; };

WIDE static void
go_together(struct together *t, const double *x, size_t n)
{
	struct together w = *t;

	for (size_t i = 0; i < n; i += TOGETHER) {
		size_t end = n - i < TOGETHER ? n : i + TOGETHER;
		quad factors = { 1, 1, 1, 1 };

		for (size_t k = i; k < end; k++) {
			quad e = x[k] - w.mu, square = e * e;

			factors *= w.s;
			w.squares += square * (1 / w.s);
			w.s = w.omega + w.alpha * square + w.beta * w.s;
		}
		for (int k = 0; k < GARCH_TOGETHER; k++)
			w.logs[k] += log(factors[k]);
	}
	*t = w;
}

void
garch_values(const struct garch_series *s,
    const struct garch g[GARCH_TOGETHER], double loglik[GARCH_TOGETHER])
{
	struct together t = { .squares = { 0 } };

	for (int k = 0; k < GARCH_TOGETHER; k++) {
		t.mu[k] = g[k].mu;
		t.omega[k] = g[k].omega;
		t.alpha[k] = g[k].alpha;
		t.beta[k] = g[k].beta;
		t.s[k] = g[k].omega + (g[k].alpha + g[k].beta) * s->backcast;
	}
	go_together(&t, s->x, s->n);
	for (int k = 0; k < GARCH_TOGETHER; k++)
		loglik[k] = -0.5 * ((double)s->n * log(2 * M_PI) + t.logs[k] +
		    t.squares[k]);
}
