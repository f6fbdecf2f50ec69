/*
 * Kendall's tau-b in n log n: W. R. Knight, "A Computer Method for Calculating
 * Kendall's Tau with Ungrouped Data", Journal of the American Statistical
 * Association 61 (1966), 436-439. In the order of x, pairs that disagree are
 * what a merge sort of y has to exchange.
 */
#include "quant/panel.h"

#include "quant/stats.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static int64_t
pairs_of(size_t n)
{
	return (int64_t)(n * (n - (n > 0)) / 2);
}

/* Pairs of equal values among sorted ones. */
static int64_t
tied_pairs(const double *sorted, size_t n)
{
	int64_t tied = 0;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && sorted[end] == sorted[i]; )
			end++;
		tied += pairs_of(end - i);
	}
	return tied;
}

/* Two sorted runs into one; how far what comes first in the second one had to
 * go. */
static int64_t
merge(const double *from, size_t half, size_t n, double *to)
{
	size_t i = 0, k = half;
	int64_t exchanged = 0;

	for (size_t at = 0; at < n; at++) {
		bool second = i == half || (k < n && from[k] < from[i]);

		exchanged += second ? (int64_t)(half - i) : 0;
		to[at] = second ? from[k++] : from[i++];
	}
	return exchanged;
}

/* Leaves y sorted. */
static int64_t
exchanges(double *y, size_t n, double *scratch)
{
	double *from = y, *to = scratch, *swap;
	int64_t sum = 0;

	for (size_t half = 1; half < n; half *= 2) {
		for (size_t i = 0; i < n; i += 2 * half) {
			size_t left = n - i;

			sum += merge(from + i, half < left ? half : left,
			    2 * half < left ? 2 * half : left, to + i);
		}
		swap = from;
		from = to;
		to = swap;
	}
	if (from != y)
		memcpy(y, from, n * sizeof(*y));
	return sum;
}

double
corr_kendall(const double *x, const double *y, size_t n, const size_t *order,
    double *scratch)
{
	double *sorted = scratch;
	int64_t all = pairs_of(n), tied_x = 0, tied_y, tied_both = 0, apart;
	double pairs_x, pairs_y;

	for (size_t i = 0, end; i < n; i = end) {
		sorted[i] = y[order[i]];
		for (end = i + 1; end < n && x[order[end]] == x[order[i]];
		    end++)
			sorted[end] = y[order[end]];
		tied_x += pairs_of(end - i);
		stat_sort(sorted + i, end - i);
		tied_both += tied_pairs(sorted + i, end - i);
	}
	apart = exchanges(sorted, n, scratch + n);
	tied_y = tied_pairs(sorted, n);
	pairs_x = (double)(all - tied_x);
	pairs_y = (double)(all - tied_y);
	return pairs_x > 0 && pairs_y > 0 ? (double)(all - tied_x - tied_y +
	    tied_both - 2 * apart) / sqrt(pairs_x) / sqrt(pairs_y) : NAN;
}
