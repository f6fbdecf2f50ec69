/*
 * One walk through a series: variances and log-likelihood. The one logarithm
 * is of a product, whose exponent is counted beside it after each eight
 * factors, so that a value costs little more than the recursion's own two
 * operations.
 */
#include "quant/garch-walk.h"

#include "base/pair.h"

#include <math.h>
#include <string.h>

#define TOGETHER 8
#define INLINE static inline __attribute__((always_inline))

/* A product: of what is from 1 to 2 and of two so many times; odd: logarithms
 * of what is none. */
struct factors { double rest, odd; int64_t twos; };

/* What the walk goes on with. */
struct stride {
	double s, squares;		/* squares: sum of z² */
	struct factors scale, tails;	/* of s; of 1 + u */
};

INLINE void
multiply(struct factors *f, double by)
{
	double all = f->rest * by;
	uint64_t bits;

	if (!isnormal(all)) {
		f->odd += log(by);
		return;
	}
	memcpy(&bits, &all, sizeof(bits));
	f->twos += (int64_t)(bits >> 52) - 1023;
	bits = (bits & 0x000fffffffffffff) | 0x3ff0000000000000;
	memcpy(&f->rest, &bits, sizeof(bits));
}

static double
log_of(const struct factors *f)
{
	return log(f->rest) + (double)f->twos * M_LN2 + f->odd;
}

/* Up to TOGETHER values from x on. */
INLINE void
some(struct stride *t, const struct garch *g, const double *x, size_t n,
    bool student, double *variance)
{
	const double less = student ? 1 / (g->nu - 2) : 0;
	double factors = 1, tails = 1;

	for (size_t i = 0; i < n; i++) {
		double e = x[i] - g->mu, square = e * e;
		double z2 = square * (1 / t->s);

		if (variance != NULL)
			variance[i] = t->s;
		factors *= t->s;
		if (student)
			tails *= 1 + z2 * less;
		else
			t->squares += z2;
		t->s = g->omega + g->alpha * square + g->beta * t->s;
	}
	multiply(&t->scale, factors);
	if (student)
		multiply(&t->tails, tails);
}

double
garch_level(double nu)
{
	int sign;

	return lgamma_r((nu + 1) / 2, &sign) - lgamma_r(nu / 2, &sign) -
	    0.5 * log(M_PI * (nu - 2));
}

INLINE void
walk(const struct garch_series *s, const struct garch *g, bool student,
    double *variance, struct garch_walk *out)
{
	const double n = (double)s->n;
	struct stride t = { .s = g->omega + (g->alpha + g->beta) * s->backcast,
	    .scale.rest = 1, .tails.rest = 1 };

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < s->n; i += TOGETHER)
		some(&t, g, s->x + i, s->n - i < TOGETHER ? s->n - i :
		    TOGETHER, student, variance != NULL ? variance + i : NULL);
	out->next = t.s;
	out->loglik = student ? n * garch_level(g->nu) - 0.5 *
	    log_of(&t.scale) - 0.5 * (g->nu + 1) * log_of(&t.tails) :
	    -0.5 * (n * log(2 * M_PI) + log_of(&t.scale) + t.squares);
}

void
garch_walk(const struct garch_series *s, const struct garch *g,
    enum garch_law law, double *variance, struct garch_walk *out)
{
	if (law == GARCH_STUDENT)
		walk(s, g, true, variance, out);
	else if (variance == NULL)
		walk(s, g, false, NULL, out);
	else
		walk(s, g, false, variance, out);
}

/* A walk of several models waits for none of them: some() of the normal law, a
 * model a lane. twos: with 1023 of each eight values. */
struct together {
	quad mu, omega, alpha, beta, s, squares, rest;
	quad_words twos;
};

WIDE static void
go_together(struct together *t, const double *x, size_t n)
{
	const quad_words fraction = EVEN(0x000fffffffffffff);
	const quad_words one = EVEN(0x3ff0000000000000);
	struct together w = *t;

	for (size_t i = 0; i < n; i += TOGETHER) {
		size_t end = n - i < TOGETHER ? n : i + TOGETHER;
		quad factors = EVEN(1);
		quad_words bits;

		for (size_t k = i; k < end; k++) {
			quad e = x[k] - w.mu, square = e * e;

			factors *= w.s;
			w.squares += square * (1 / w.s);
			w.s = w.omega + w.alpha * square + w.beta * w.s;
		}
		bits = (quad_words)(factors * w.rest);
		w.twos += bits >> 52;
		w.rest = (quad)((bits & fraction) | one);
	}
	*t = w;
}

void
garch_values(const struct garch_series *s,
    const struct garch g[GARCH_TOGETHER], double loglik[GARCH_TOGETHER])
{
	const int64_t steps = (int64_t)((s->n + TOGETHER - 1) / TOGETHER);
	struct together t = { .squares = EVEN(0), .rest = EVEN(1) };

	for (int k = 0; k < GARCH_TOGETHER; k++) {
		t.mu[k] = g[k].mu;
		t.omega[k] = g[k].omega;
		t.alpha[k] = g[k].alpha;
		t.beta[k] = g[k].beta;
		t.s[k] = g[k].omega + (g[k].alpha + g[k].beta) * s->backcast;
	}
	go_together(&t, s->x, s->n);
	for (int k = 0; k < GARCH_TOGETHER; k++) {
		const struct factors scale = { t.rest[k], 0,
		    (int64_t)t.twos[k] - 1023 * steps };

		loglik[k] = -0.5 * ((double)s->n * log(2 * M_PI) +
		    log_of(&scale) + t.squares[k]);
	}
}
