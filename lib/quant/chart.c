/* Smooth lines, extrema, pivots, levels, trends. */
#include "quant/chart.h"

#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double
kernel(size_t a, size_t b, double h)
{
	double x = (double)a - (double)b;

	return exp(-x * x / (2 * h * h));
}

void
kernel_smooth(const double *x, size_t n, double h, double *out)
{
	for (size_t t = 0; t < n; t++) {
		double top = 0, bottom = 0;

		for (size_t s = 0; s < n; s++) {
			top += kernel(t, s, h) * x[s];
			bottom += kernel(t, s, h);
		}
		out[t] = top / bottom;
	}
}

double
kernel_error(const double *x, size_t n, double h)
{
	double sum = 0;

	for (size_t t = 0; t < n; t++) {
		double top = 0, bottom = 0, d;

		for (size_t s = 0; s < n; s++) {
			double weight = s != t ? kernel(t, s, h) : 0;

			top += weight * x[s];
			bottom += weight;
		}
		d = x[t] - top / bottom;
		sum += d * d;
	}
	return sum / (double)n;
}

/* 1, -1 or 0. */
static int
turn_at(const double *m, size_t t)
{
	if (m[t] > m[t - 1] && m[t + 1] <= m[t])
		return 1;
	return m[t] < m[t - 1] && m[t + 1] >= m[t] ? -1 : 0;
}

size_t
extrema_find(const double *x, const double *smooth, size_t n,
    struct extremum *out)
{
	size_t len = 0;

	for (size_t t = 1; t + 1 < n; t++) {
		int kind = turn_at(smooth, t);
		struct extremum e = { t - 1, kind, x[t - 1] };

		if (kind == 0)
			continue;
		for (size_t s = t; s <= t + 1; s++)
			if (kind * (x[s] - e.price) > 0) {
				e.at = s;
				e.price = x[s];
			}
		if (len == 0 || out[len - 1].kind != kind)
			out[len++] = e;
		else if (kind * (e.price - out[len - 1].price) > 0)
			out[len - 1] = e;
	}
	return len;
}

size_t
pivots_find(const double *x, size_t n, size_t k, int sign, size_t *index)
{
	size_t len = 0;

	for (size_t i = k; i + k < n; i++) {
		bool good = true;

		for (size_t s = 1; s <= k && good; s++)
			good = sign * (x[i] - x[i - s]) > 0 &&
			    sign * (x[i] - x[i + s]) >= 0;
		if (good)
			index[len++] = i;
	}
	return len;
}

static int
by_price(const void *a, const void *b)
{
	const struct touch *x = a, *y = b;

	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

size_t
levels_find(struct touch *touches, size_t n, double tolerance, size_t least,
    struct level *out)
{
	size_t len = 0;

	if (n > 1)
		qsort(touches, n, sizeof(*touches), by_price);
	for (size_t i = 0, end; i < n; i = end) {
		double sum = touches[i].price;
		size_t last = touches[i].at;

		for (end = i + 1; end < n && touches[end].price <=
		    sum / (double)(end - i) * (1 + tolerance); end++) {
			sum += touches[end].price;
			last = touches[end].at > last ? touches[end].at :
			    last;
		}
		if (end - i >= least)
			out[len++] = (struct level){ sum / (double)(end - i),
			    end - i, last, i };
	}
	return len;
}

struct trend
trend_theil_sen(const double *y, size_t n, double *slopes, double *sorted)
{
	struct trend t = { NAN, NAN };
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			slopes[len++] = (y[k] - y[i]) / (double)(k - i);
	if (len == 0)
		return t;
	stat_sort(slopes, len);
	memcpy(sorted, y, n * sizeof(*sorted));
	stat_sort(sorted, n);
	t.slope = stat_quantile(slopes, len, 0.5);
	t.intercept = stat_quantile(sorted, n, 0.5) - t.slope *
	    (double)(n - 1) / 2;
	return t;
}

double
variance_ratio(const double *y, size_t n, size_t q)
{
	double bars = (double)(n - 1), steps = (double)q, mu, one = 0, far = 0;

	if (n < 2 || q >= n - 1)
		return NAN;
	mu = (y[n - 1] - y[0]) / bars;
	for (size_t t = 1; t < n; t++) {
		double d = y[t] - y[t - 1] - mu;

		one += d * d;
	}
	for (size_t t = q; t < n; t++) {
		double d = y[t] - y[t - q] - steps * mu;

		far += d * d;
	}
	one /= bars - 1;
	far /= steps * (bars - steps + 1) * (1 - steps / bars);
	return one > 0 ? far / one : NAN;
}
