/* How likely dynamic correlations are, and the likeliest ones. */
#include "quant/dcc.h"

#include "base/mem.h"
#include "quant/matrix.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 200
#define CLOSE 1e-7		/* corners that are no farther apart end it */

struct likely {
	size_t p, n;		/* rows of z, from the second return on */
	double *z;		/* n × p */
	double *usual;		/* p × p: mean of their products */
	double *q, *r, *x;	/* of one row */
	double *room;		/* that all of these are in */
};

static void
likely_make(const struct panel *s, double lambda, struct likely *l)
{
	size_t p = s->p, n = s->n - 1, cells = p * p;
	double *one = mem_array(s->n, sizeof(*one));

	l->p = p;
	l->n = n;
	l->room = mem_array(p, (n + 3 * p + 1) * sizeof(*l->room));
	l->z = l->room;
	l->usual = l->z + n * p;
	l->q = l->usual + cells;
	l->r = l->q + cells;
	l->x = l->r + cells;
	for (size_t i = 0; i < p; i++) {
		panel_standardise(s->x[i], s->n, lambda, one);
		for (size_t t = 0; t < n; t++)
			l->z[t * p + i] = one[t + 1];
	}
	for (size_t t = 0; t < n; t++)
		for (size_t i = 0; i < p; i++)
			for (size_t k = 0; k <= i; k++)
				l->usual[i * p + k] += l->z[t * p + i] *
				    l->z[t * p + k] / (double)n;
	free(one);
}

/* Minus infinity outside of where a and b may be, or where correlations are
 * singular. Only the lower parts of the matrices are used. */
static double
value(const struct likely *l, double a, double b)
{
	size_t p = l->p;
	double sum = 0;

	if (!(a >= 0 && b >= 0 && a + b <= DCC_SUM))
		return -INFINITY;
	for (size_t i = 0; i < p * p; i++)
		l->q[i] = l->usual[i];
	for (size_t t = 0; t < l->n; t++) {
		const double *z = l->z + t * p;

		for (size_t i = 0; i < p; i++)
			for (size_t k = 0; k <= i; k++)
				l->r[i * p + k] = l->q[i * p + k] /
				    sqrt(l->q[i * p + i] * l->q[k * p + k]);
		if (!matrix_factor(l->r, p))
			return -INFINITY;
		for (size_t i = 0; i < p; i++) {
			l->x[i] = z[i];
			sum += 2 * log(l->r[i * p + i]);
		}
		matrix_forward(l->r, p, l->x);
		sum += matrix_dot(l->x, l->x, p);
		for (size_t i = 0; i < p; i++)
			for (size_t k = 0; k <= i; k++)
				l->q[i * p + k] = (1 - a - b) *
				    l->usual[i * p + k] + a * z[i] * z[k] +
				    b * l->q[i * p + k];
	}
	return isfinite(sum) ? -sum / 2 : -INFINITY;
}

struct corner { double a, b, value; };

static struct corner
corner_at(const struct likely *l, double a, double b)
{
	return (struct corner){ a, b, value(l, a, b) };
}

/* The best of some, and the usual one. */
static struct corner
grid(const struct likely *l, struct corner usual)
{
	static const double as[] = { 0, 0.01, 0.03, 0.06, 0.12, 0.25 },
	    bs[] = { 0, 0.5, 0.8, 0.9, 0.95, 0.98 };
	struct corner best = usual;

	for (size_t i = 0; i < sizeof(as) / sizeof(*as); i++)
		for (size_t k = 0; k < sizeof(bs) / sizeof(*bs); k++) {
			struct corner c = corner_at(l, as[i], bs[k]);

			if (c.value > best.value)
				best = c;
		}
	return best;
}

static void
swap(struct corner *a, struct corner *b)
{
	struct corner c = *a;

	*a = *b;
	*b = c;
}

/* Best first. */
static void
sort(struct corner c[3])
{
	if (c[1].value > c[0].value)
		swap(&c[0], &c[1]);
	if (c[2].value > c[1].value)
		swap(&c[1], &c[2]);
	if (c[1].value > c[0].value)
		swap(&c[0], &c[1]);
}

/* The worst corner, moved through the middle of the others by so much of its
 * way to there: 1 reflects it. */
static struct corner
move(const struct likely *l, const struct corner c[3], double far)
{
	double a = (c[0].a + c[1].a) / 2, b = (c[0].b + c[1].b) / 2;

	return corner_at(l, a + far * (a - c[2].a), b + far * (b - c[2].b));
}

static void
shrink(const struct likely *l, struct corner c[3])
{
	for (int i = 1; i < 3; i++)
		c[i] = corner_at(l, (c[0].a + c[i].a) / 2,
		    (c[0].b + c[i].b) / 2);
}

static struct corner
climb(const struct likely *l, struct corner from)
{
	/* Inwards, where there is room. */
	double a = from.a + from.b + 0.01 <= DCC_SUM ? 0.01 :
	    from.a > 0.005 ? -0.005 : 0.0005;
	double b = from.b >= 0.02 ? -0.02 : 0.02;
	struct corner c[3] = { from, corner_at(l, from.a + a, from.b),
	    corner_at(l, from.a, from.b + b) };

	for (int round = 0; round < ROUNDS; round++) {
		struct corner next, more;

		sort(c);
		if (fabs(c[0].a - c[2].a) + fabs(c[0].b - c[2].b) +
		    fabs(c[0].a - c[1].a) + fabs(c[0].b - c[1].b) < CLOSE)
			break;
		next = move(l, c, 1);
		if (next.value > c[0].value) {
			more = move(l, c, 2);
			c[2] = more.value > next.value ? more : next;
		} else if (next.value > c[1].value) {
			c[2] = next;
		} else {
			more = move(l, c, next.value > c[2].value ? 0.5 :
			    -0.5);
			if (more.value > c[2].value &&
			    more.value >= next.value)
				c[2] = more;
			else
				shrink(l, c);
		}
	}
	sort(c);
	return c[0];
}

double
dcc_loglik(const struct panel *s, double lambda, double a, double b)
{
	struct likely l = {0};
	double found;

	likely_make(s, lambda, &l);
	found = value(&l, a, b);
	free(l.room);
	return isfinite(found) ? found : (double)NAN;
}

bool
dcc_fit(const struct panel *s, double lambda, struct dcc_fit *out)
{
	struct likely l = {0};
	struct corner usual, best;

	likely_make(s, lambda, &l);
	usual = corner_at(&l, DCC_A, DCC_B);
	best = grid(&l, usual);
	if (isfinite(best.value))
		best = climb(&l, best);
	free(l.room);
	out->a = best.a;
	out->b = best.b;
	out->loglik = best.value;
	out->usual_loglik = isfinite(usual.value) ? usual.value : (double)NAN;
	return isfinite(best.value);
}
