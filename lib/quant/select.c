/*
 * Quantiles of values that nobody sorts: a few places are found by parting the
 * values again and again, all places at once.
 */
#include "quant/stats.h"

#include <math.h>

#define FEW 24

static void
sort_few(double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		double v = x[i];
		size_t k = i;

		for (; k > 0 && x[k - 1] > v; k--)
			x[k] = x[k - 1];
		x[k] = v;
	}
}

static double
middle(double a, double b, double c)
{
	return a < b ? b < c ? b : a < c ? c : a : a < c ? a : b < c ? c : b;
}

/* The middle of three middles, from all over. */
static double
pivot(const double *x, size_t n)
{
	const double *y = x + n / 2, *z = x + n - 1;
	size_t e = n / 8;

	return middle(middle(x[0], x[e], x[2 * e]),
	    middle(y[0], *(y - e), y[e]), middle(z[0], *(z - e),
	    *(z - 2 * e)));
}

/* Those below p to the front; how many. Without a branch on a value. */
static size_t
part_below(double *x, size_t n, double p)
{
	size_t below = 0;

	for (size_t i = 0; i < n; i++) {
		double v = x[i];

		x[i] = x[below];
		x[below] = v;
		below += v < p;
	}
	return below;
}

static size_t
part_equal(double *x, size_t n, double p)
{
	size_t equal = 0;

	for (size_t i = 0; i < n; i++) {
		double v = x[i];

		x[i] = x[equal];
		x[equal] = v;
		equal += v <= p;
	}
	return equal;
}

/* place[0..places-1], ascending, of the whole array, where x is its values
 * from `first` on: each value comes to the place it has in order. */
static void
select_places(double *x, size_t n, size_t first, const size_t *place,
    size_t places)
{
	while (places > 0 && n > FEW) {
		double p = pivot(x, n);
		size_t below = part_below(x, n, p);
		size_t same = part_equal(x + below, n - below, p);
		size_t left = 0, right;

		while (left < places && place[left] < first + below)
			left++;
		for (right = left; right < places &&
		    place[right] < first + below + same;)
			right++;
		select_places(x, below, first, place, left);
		x += below + same;
		n -= below + same;
		first += below + same;
		place += right;
		places -= right;
	}
	if (places > 0)
		sort_few(x, n);
}

/* Into a list that ascends. */
static void
add_place(size_t *place, size_t len, size_t new)
{
	for (; len > 0 && place[len - 1] > new; len--)
		place[len] = place[len - 1];
	place[len] = new;
}

void
stat_quantiles(double *x, size_t n, const double *q, size_t len, double *out)
{
	size_t place[2 * STAT_QUANTILES] = { 0 };

	for (size_t i = 0; i < len; i++)
		out[i] = NAN;
	if (n == 0)
		return;
	for (size_t i = 0; i < len; i++) {
		size_t low = (size_t)floor((double)(n - 1) * q[i]);

		add_place(place, 2 * i, low);
		add_place(place, 2 * i + 1, low + (low + 1 < n));
	}
	select_places(x, n, 0, place, 2 * len);
	for (size_t i = 0; i < len; i++) {
		double h = (double)(n - 1) * q[i];
		size_t low = (size_t)floor(h);

		out[i] = x[low] + (h - floor(h)) *
		    (x[low + (low + 1 < n)] - x[low]);
	}
}
