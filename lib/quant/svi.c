/* The raw SVI smile. */
#include "quant/option.h"

#include "quant/linear.h"

#include <math.h>
#include <stdlib.h>

/* w = a + d y + c sqrt(1 + y²) with y = (k - m) / sigma: b = c / sigma, rho =
 * d / c. */
struct inner { double a, d, c, squares; };
struct smile { const double *k, *w, *weight; size_t n; };

#define RHO_MOST 0.9999999999

double
svi_variance(const struct svi *s, double k)
{
	double y = k - s->m;

	return s->a + s->b * (s->rho * y + hypot(y, s->sigma));
}

double
svi_least(const struct svi *s)
{
	return s->a + s->b * s->sigma * sqrt(1 - s->rho * s->rho);
}

double
svi_density(const struct svi *s, double k)
{
	double y = k - s->m, root = hypot(y, s->sigma);
	double w = svi_variance(s, k), slope = s->b * (s->rho + y / root);
	double bend = s->b * s->sigma * s->sigma / (root * root * root);
	double part = 1 - k * slope / (2 * w);

	return part * part - slope * slope / 4 * (1 / w + 0.25) + bend / 2;
}

static double
squares_of(const struct smile *s, double m, double sigma,
    const struct inner *in)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		double y = (s->k[i] - m) / sigma;
		double off = in->a + in->d * y + in->c * sqrt(1 + y * y) -
		    s->w[i];

		sum += (s->weight != NULL ? s->weight[i] : 1) * off * off;
	}
	return sum;
}

/*
 * Least squares over the first n of a constant and two columns: sides 0 has y
 * and sqrt(1 + y²), 1 and -1 have their sum and difference alone, 2 only the
 * constant. Answers all three.
 */
static bool
least_squares(const struct smile *s, double m, double sigma, int sides,
    struct inner *out)
{
	const size_t n = sides == 0 ? 3 : sides == 2 ? 1 : 2;
	double a[9] = { 0 }, b[3] = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		double y = (s->k[i] - m) / sigma, root = sqrt(1 + y * y);
		double weight = s->weight != NULL ? s->weight[i] : 1;
		double row[3] = { 1, sides == 0 ? y : root + sides * y, root };

		for (size_t p = 0; p < n; p++) {
			for (size_t q = 0; q < n; q++)
				a[p * n + q] += weight * row[p] * row[q];
			b[p] += weight * row[p] * s->w[i];
		}
	}
	if (!linear_solve(a, b, n, 1))
		return false;
	*out = sides == 0 ? (struct inner){ b[0], b[1], b[2], 0 } :
	    (struct inner){ b[0], sides == 2 ? 0 : sides * b[1],
	    sides == 2 ? 0 : b[1], 0 };
	return true;
}

static bool
allowed(const struct inner *in)
{
	return in->c >= 0 && fabs(in->d) <= in->c * RHO_MOST &&
	    in->a + sqrt(in->c * in->c - in->d * in->d) >= 0;
}

/* The least variance is 0: a curve by its slant, and its size by least
 * squares. */
static struct inner
touching(const struct smile *s, double m, double sigma, double slant)
{
	double over = 0, under = 0, root = sqrt(1 + slant * slant);
	struct inner in;

	for (size_t i = 0; i < s->n; i++) {
		double y = (s->k[i] - m) / sigma;
		double one = root * sqrt(1 + y * y) + slant * y - 1;
		double weight = s->weight != NULL ? s->weight[i] : 1;

		over += weight * one * s->w[i];
		under += weight * one * one;
	}
	in.c = under > 0 ? fmax(over / under, 0) : 0;
	in = (struct inner){ -in.c, in.c * slant, in.c * root, 0 };
	in.squares = squares_of(s, m, sigma, &in);
	return in;
}

/* The slant by golden sections of its range. */
static struct inner
touching_best(const struct smile *s, double m, double sigma)
{
	const double share = 0.6180339887498949;
	double low = -50, high = 50;

	while (high - low > 1e-9 * (1 + fabs(low))) {
		double x = high - share * (high - low);
		double y = low + share * (high - low);

		if (touching(s, m, sigma, x).squares <
		    touching(s, m, sigma, y).squares)
			high = y;
		else
			low = x;
	}
	return touching(s, m, sigma, (low + high) / 2);
}

/* The best of what is allowed, for this m and sigma. */
static struct inner
solve(const struct smile *s, double m, double sigma)
{
	static const int sides[] = { 1, -1, 2 };
	struct inner best = { .squares = HUGE_VAL }, in;

	if (least_squares(s, m, sigma, 0, &in) && allowed(&in)) {
		in.squares = squares_of(s, m, sigma, &in);
		return in;
	}
	for (size_t i = 0; i < 3; i++)
		if (least_squares(s, m, sigma, sides[i], &in)) {
			in.d *= RHO_MOST;
			if (!allowed(&in))
				continue;
			in.squares = squares_of(s, m, sigma, &in);
			if (in.squares < best.squares)
				best = in;
		}
	in = touching_best(s, m, sigma);
	return in.squares < best.squares && allowed(&(struct inner){ 1, in.d,
	    in.c, 0 }) ? in : best;
}

/* A corner of the simplex: m, ln sigma. */
struct corner { double at[2], value; };

static struct corner
corner_at(const struct smile *s, double m, double ln)
{
	return (struct corner){ { m, ln }, ln > 12 || ln < -25 ||
	    fabs(m) > 50 ? HUGE_VAL : solve(s, m, exp(ln)).squares };
}

static struct corner
beyond(const struct smile *s, const struct corner c[3], double times)
{
	double x[2];

	for (int i = 0; i < 2; i++) {
		double middle = (c[0].at[i] + c[1].at[i]) / 2;

		x[i] = middle + times * (middle - c[2].at[i]);
	}
	return corner_at(s, x[0], x[1]);
}

static int
by_value(const void *a, const void *b)
{
	double x = ((const struct corner *)a)->value;
	double y = ((const struct corner *)b)->value;

	return (x > y) - (x < y);
}

/* Nelder and Mead 1965, begun anew in smaller from where it ends. */
static struct corner
descend(const struct smile *s, struct corner from, double size)
{
	struct corner c[3] = { from,
		corner_at(s, from.at[0] + size, from.at[1]),
		corner_at(s, from.at[0], from.at[1] + size) };

	for (int i = 0; i < 500; i++) {
		struct corner next, far;

		qsort(c, 3, sizeof(*c), by_value);
		if (fabs(c[2].at[0] - c[0].at[0]) + fabs(c[2].at[1] -
		    c[0].at[1]) < 1e-13)
			break;
		next = beyond(s, c, 1);
		if (next.value < c[0].value) {
			far = beyond(s, c, 2);
			c[2] = far.value < next.value ? far : next;
		} else if (next.value < c[1].value)
			c[2] = next;
		else {
			far = beyond(s, c, next.value < c[2].value ? 0.5 :
			    -0.5);
			if (far.value < fmin(next.value, c[2].value)) {
				c[2] = far;
				continue;
			}
			for (int k = 1; k < 3; k++)
				c[k] = corner_at(s, (c[0].at[0] + c[k].at[0]) /
				    2, (c[0].at[1] + c[k].at[1]) / 2);
		}
	}
	qsort(c, 3, sizeof(*c), by_value);
	return c[0];
}

/* How many are different, up to SVI_LEAST. */
static size_t
different(const double *k, size_t n, double *low, double *high)
{
	size_t count = 0;

	*low = HUGE_VAL;
	*high = -HUGE_VAL;
	for (size_t i = 0; i < n; i++) {
		size_t j = count < SVI_LEAST ? 0 : i + 1;

		while (j < i && k[j] != k[i])
			j++;
		count += j == i;
		*low = fmin(*low, k[i]);
		*high = fmax(*high, k[i]);
	}
	return count;
}

bool
svi_fit(const double *k, const double *w, const double *weight, size_t n,
    struct svi *out)
{
	const struct smile s = { k, w, weight, n };
	struct corner best = { .value = HUGE_VAL };
	double low, high, sigma;
	struct inner in;

	if (different(k, n, &low, &high) < SVI_LEAST)
		return false;
	for (int i = 0; i <= 12; i++)
		for (int j = 0; j <= 12; j++) {
			struct corner c = corner_at(&s, low + (high - low) *
			    (i - 2) / 8, log((high - low) * exp2(j - 9)));

			if (c.value < best.value)
				best = c;
		}
	for (double size = 0.3; size > 1e-5; size /= 4)
		best = descend(&s, best, size);
	sigma = exp(best.at[1]);
	in = solve(&s, best.at[0], sigma);
	*out = (struct svi){ in.a, in.c / sigma, in.c > 0 ? in.d / in.c : 0,
	    best.at[0], sigma };
	return true;
}
