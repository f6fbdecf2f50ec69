/*
 * Slopes of the likelihood, four values at once. The variance and its slopes
 * by the parameters follow recursions of one kind, y = in + beta y; four steps
 * of one are a sum of what came in, by powers of beta, so that nothing waits
 * for more than one step in four. What is left has no order to keep.
 * Logarithms are of products, whose exponents are counted beside them.
 */
#include "quant/garch-walk.h"

#include "base/pair.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define LAST(x) __builtin_shufflevector(x, x, 3, 3, 3, 3)
/* What was one value and two values before; nothing before the first. */
#define BEFORE(x) __builtin_shufflevector(none, x, 0, 4, 5, 6)
#define TWO_BEFORE(x) __builtin_shufflevector(none, x, 0, 1, 4, 5)

#define PRODUCTS (GARCH_PARAMS * (GARCH_PARAMS + 1) / 2)

struct model {
	quad mu, omega, alpha, beta, square, fourth;	/* powers of beta */
	quad powers;			/* 1, beta, beta², beta³ */
	quad less, weight, level;	/* 1 / (nu - 2), (nu + 1) of it */
};

/* A product of many: of what is from 1 to 2, and of two so many times. */
struct factors { quad rest; quad_words twos; };

/* s: of the variance; slope: of the variance, by parameter. All four alike. */
struct stride {
	quad s, slope[4];
	struct factors scale, tails;	/* of s; of s + e² / (nu - 2) */
	quad squares;			/* of z², or of u / (1 + u) */
	quad sum[4], products[PRODUCTS];
};

INLINE void
multiply(struct factors *f, const quad *by)
{
	const quad_words fraction = EVEN(0x000fffffffffffff);
	const quad_words one = EVEN(0x3ff0000000000000);
	quad_words bits = (quad_words)(f->rest * *by);

	f->twos += bits >> 52;
	f->rest = (quad)((bits & fraction) | one);
}

/* Of n factors in all. */
static double
log_of(const struct factors *f, size_t n)
{
	double sum = 0, twos = 0;

	for (int k = 0; k < 4; k++) {
		sum += log(f->rest[k]);
		twos += (double)f->twos[k];
	}
	return sum + (twos - 1023 * (double)n) * M_LN2;
}

/* ln x for x from 1 on: of what is near 1, by atanh, and of twos. */
INLINE void
logs_of(const quad *x, quad *out)
{
	const quad_words half = EVEN(0x3fe6a09e667f3bcd);	/* √½ */
	const quad_words magic = EVEN(0x4330000000000000);	/* 2^52 */
	const quad even = EVEN(0x1p52), one = EVEN(1), two = EVEN(2);
	quad_words twos = ((quad_words)*x - half) >> 52;
	quad near = (quad)((quad_words)*x - (twos << 52));
	quad t = (near - one) / (near + one), q = t * t, sum = EVEN(1 / 17.0);

	for (int k = 15; k > 0; k -= 2)
		sum = sum * q + 1.0 / k;
	*out = two * t * sum + ((quad)(twos | magic) - even) * M_LN2;
}

/* What y was before each of four steps, each of which adds in and has the rest
 * by beta; y goes on to what it is after them. */
INLINE void
recur(const struct model *m, const quad *in, quad *y, quad *was)
{
	const quad none = EVEN(0);
	quad come = BEFORE(*in), all;

	come += m->beta * BEFORE(come);
	come += m->square * TWO_BEFORE(come);
	*was = come + m->powers * *y;
	all = *in + m->beta * come;
	*y = LAST(all) + m->fourth * *y;
}

/* Four values; those that are not on, the last ones, are nothing. */
INLINE void
four(struct stride *t, const struct model *m, const quad *x, const quad *on,
    bool student, bool products)
{
	const quad ones = EVEN(1);
	quad e = *x - m->mu, square = e * e, moved, s, slope[4];
	quad inverse, pull, by_s, one[GARCH_PARAMS];

	moved = m->omega + m->alpha * square;
	recur(m, &moved, &t->s, &s);
	moved = -2.0 * m->alpha * e;
	recur(m, &moved, &t->slope[0], &slope[0]);
	recur(m, &ones, &t->slope[1], &slope[1]);
	recur(m, &square, &t->slope[2], &slope[2]);
	recur(m, &s, &t->slope[3], &slope[3]);
	if (on != NULL)
		s = s * *on + (ones - *on);
	multiply(&t->scale, &s);
	if (student) {
		quad tail = s + square * m->less, both = ones / (s * tail);
		quad share = square * m->less * (s * both);

		multiply(&t->tails, &tail);
		t->squares += share;
		inverse = tail * both;
		pull = m->weight * (s * both);
		if (products) {
			quad ratio = tail * inverse, logs;

			logs_of(&ratio, &logs);
			one[4] = m->level - 0.5 * logs + 0.5 * m->weight *
			    share;
		}
	} else {
		inverse = ones / s;
		t->squares += square * inverse;
		pull = inverse;
	}
	by_s = 0.5 * (pull * square - ones) * inverse;
	if (on != NULL) {
		by_s *= *on;
		if (student && products)
			one[4] *= *on;
	}
	one[0] = by_s * slope[0] + pull * e;
	for (int i = 1; i < 4; i++)
		one[i] = by_s * slope[i];
	for (int i = 0; i < 4; i++)
		t->sum[i] += one[i];
	for (int i = 0, at = 0; products && i < (student ? 5 : 4); i++)
		for (int k = 0; k <= i; k++, at++)
			t->products[at] += one[i] * one[k];
}

INLINE void
go(struct stride *to, const struct model *m, const struct garch_series *s,
    bool student, bool products)
{
	struct stride t = *to;
	size_t i = 0;

	for (; i + 4 <= s->n; i += 4) {
		quad x;

		memcpy(&x, s->x + i, sizeof(x));
		four(&t, m, &x, NULL, student, products);
	}
	if (i < s->n) {
		quad x = m->mu, on = EVEN(0);

		memcpy(&x, s->x + i, (s->n - i) * sizeof(*s->x));
		for (size_t k = 0; i + k < s->n; k++)
			on[k] = 1;
		four(&t, m, &x, &on, student, products);
	}
	*to = t;
}

WIDE static void
go_normal(struct stride *t, const struct model *m,
    const struct garch_series *s)
{
	go(t, m, s, false, false);
}

WIDE static void
go_student(struct stride *t, const struct model *m,
    const struct garch_series *s)
{
	go(t, m, s, true, false);
}

WIDE static void
go_products(struct stride *t, const struct model *m,
    const struct garch_series *s, bool student)
{
	if (student)
		go(t, m, s, true, true);
	else
		go(t, m, s, false, true);
}

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

static double
sum_of(const quad *q)
{
	return ((*q)[0] + (*q)[1]) + ((*q)[2] + (*q)[3]);
}

static struct model
model_of(const struct garch *g, bool student, double level)
{
	const double b = g->beta, less = student ? 1 / (g->nu - 2) : 0;

	return (struct model){ .mu = EVEN(g->mu), .omega = EVEN(g->omega),
	    .alpha = EVEN(g->alpha), .beta = EVEN(b), .square = EVEN(b * b),
	    .fourth = EVEN(b * b * (b * b)),
	    .powers = { 1, b, b * b, b * b * b }, .less = EVEN(less),
	    .weight = EVEN((g->nu + 1) * less), .level = EVEN(level) };
}

void
garch_slopes(const struct garch_series *s, const struct garch *g,
    enum garch_law law, bool products, struct garch_slopes *out)
{
	const bool student = law == GARCH_STUDENT;
	const double n = (double)s->n, nu = g->nu, back = s->backcast;
	const double level = student ? 0.5 * (digamma((nu + 1) / 2) -
	    digamma(nu / 2) - 1 / (nu - 2)) : 0;
	const struct model m = model_of(g, student, level);
	struct stride t = { .s = EVEN(g->omega + (g->alpha + g->beta) * back),
	    .slope = { EVEN(0), EVEN(1), EVEN(back), EVEN(back) },
	    .scale.rest = EVEN(1), .tails.rest = EVEN(1) };
	size_t factors = (s->n + 3) / 4 * 4;
	double scale, tails;

	if (products)
		go_products(&t, &m, s, student);
	else if (student)
		go_student(&t, &m, s);
	else
		go_normal(&t, &m, s);
	memset(out, 0, sizeof(*out));
	for (int i = 0; i < 4; i++)
		out->slope[i] = sum_of(&t.sum[i]);
	for (int a = 0, at = 0; products && a < GARCH_PARAMS; a++)
		for (int b = 0; b <= a; b++, at++)
			out->products[a][b] = out->products[b][a] =
			    sum_of(&t.products[at]);
	/* Exponents of what is no number are none. */
	scale = isfinite(t.s[0]) ? log_of(&t.scale, factors) : NAN;
	if (!student) {
		out->loglik = -0.5 * (n * log(2 * M_PI) + scale +
		    sum_of(&t.squares));
		return;
	}
	tails = log_of(&t.tails, factors) - scale;
	out->loglik = n * garch_level(nu) - 0.5 * scale - 0.5 * (nu + 1) *
	    tails;
	out->slope[4] = n * level - 0.5 * tails + 0.5 * m.weight[0] *
	    sum_of(&t.squares);
}
