/* Sums, moments, quantiles, ranks: what the other statistics are made of. */
#include "quant/stats.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

double
stat_sum(const double *x, size_t n)
{
	double sum = 0, lost = 0;

	for (size_t i = 0; i < n; i++) {
		double t = sum + x[i];

		lost += fabs(sum) >= fabs(x[i]) ? (sum - t) + x[i] :
		    (x[i] - t) + sum;
		sum = t;
	}
	return sum + lost;
}

double
stat_mean(const double *x, size_t n)
{
	return n == 0 ? NAN : stat_sum(x, n) / (double)n;
}

static bool
constant(const double *x, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (x[i] != x[0])
			return false;
	return true;
}

/* Σ (x - mean)², less what the mean's own rounding adds; exactly 0 where all
 * are equal. */
static double
squares(const double *x, size_t n, double mean)
{
	double sum = 0, off = 0;

	if (constant(x, n))
		return 0;
	for (size_t i = 0; i < n; i++) {
		double d = x[i] - mean;

		sum += d * d;
		off += d;
	}
	return sum - off * off / (double)n;
}

double
stat_variance(const double *x, size_t n)
{
	return n < 2 ? NAN : squares(x, n, stat_mean(x, n)) / (double)(n - 1);
}

double
stat_deviation(const double *x, size_t n)
{
	return sqrt(stat_variance(x, n));
}

struct moments4
stat_moments(const double *x, size_t n)
{
	struct moments4 m = { stat_mean(x, n), NAN, NAN, NAN, NAN };
	double two, three = 0, four = 0;

	if (n == 0)
		return m;
	m.squares = squares(x, n, m.mean);
	two = m.squares / (double)n;
	for (size_t i = 0; i < n; i++) {
		double d = x[i] - m.mean;

		three += d * d * d;
		four += d * d * d * d;
	}
	m.deviation = sqrt(two);
	if (two > 0) {
		m.skew = three / (double)n / (two * m.deviation);
		m.kurtosis = four / (double)n / (two * two);
	}
	return m;
}

double
stat_covariance(const double *x, const double *y, size_t n)
{
	double mx = stat_mean(x, n), my = stat_mean(y, n), sum = 0;

	if (n < 2)
		return NAN;
	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mx) * (y[i] - my);
	return sum / (double)(n - 1);
}

struct line
stat_line(const double *x, const double *y, size_t n)
{
	struct line l = { NAN, NAN, NAN, NAN, NAN };
	double xx = stat_variance(x, n), yy = stat_variance(y, n);
	double xy = stat_covariance(x, y, n), r;

	if (n < 2 || !(xx > 0))
		return l;
	l.slope = xy / xx;
	l.intercept = stat_mean(y, n) - l.slope * stat_mean(x, n);
	if (!(yy > 0))
		return l;
	r = xy / sqrt(xx * yy);
	l.r2 = r * r;
	if (n > 2) {
		l.stderr = sqrt((1 - l.r2) * yy / xx / (double)(n - 2));
		l.t = l.stderr > 0 ? l.slope / l.stderr : NAN;
	}
	return l;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void
stat_sort(double *x, size_t n)
{
	if (n > 1)
		qsort(x, n, sizeof(*x), ascending);
}

double
stat_between(double a, double b, double w)
{
	double x = a + w * (b - a);

	return isnan(x) && (a == b || !isinf(b) || w == 0) ? a : x;
}

double
stat_quantile(const double *sorted, size_t n, double q)
{
	double h, low;
	size_t i;

	if (n == 0 || !(q >= 0 && q <= 1))
		return NAN;
	h = (double)(n - 1) * q;
	low = floor(h);
	i = (size_t)low;
	if (i + 1 >= n)
		return sorted[n - 1];
	return stat_between(sorted[i], sorted[i + 1], h - low);
}

double
stat_robust_deviation(double *sorted, size_t n)
{
	double median = stat_quantile(sorted, n, 0.5);

	for (size_t i = 0; i < n; i++)
		sorted[i] = fabs(sorted[i] - median);
	stat_sort(sorted, n);
	return 1.4826 * stat_quantile(sorted, n, 0.5);
}

static int
by_value(const void *a, const void *b, void *values)
{
	const double *x = values;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;

	if (x[i] != x[j])
		return x[i] < x[j] ? -1 : 1;
	return (i > j) - (i < j);
}

void
stat_order(const double *x, size_t n, size_t *order)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n > 1)
		qsort_r(order, n, sizeof(*order), by_value,
		    (void *)(uintptr_t)x);
}

void
stat_ranks(const double *x, size_t n, double *rank, size_t *scratch)
{
	stat_order(x, n, scratch);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && x[scratch[end]] ==
		    x[scratch[i]]; )
			end++;
		for (size_t k = i; k < end; k++)
			rank[scratch[k]] = (double)(i + 1 + end) / 2;
	}
}
