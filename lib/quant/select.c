/*
 * Quantiles of values that nobody sorts: a few places are found by parting the
 * values again and again, all places at once.
 */
#include "quant/stats.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

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

/*
 * Many values are first counted in buckets of equal width, and only those of
 * the few buckets that hold a place are parted further. Wherever most share a
 * bucket, that is parting after all.
 */
#define MANY 2048
#define BUCKETS 1024

struct buckets {
	double low, scale;
	size_t count[BUCKETS], to[BUCKETS];	/* to: in the scratch */
	bool wanted[BUCKETS];
};

static size_t
bucket_of(const struct buckets *b, double x)
{
	return (size_t)((x - b->low) * b->scale);
}

/* Four ends at once, none of which waits for another. */
static void
ends_find(const double *x, size_t n, double *low, double *high)
{
	double least[4] = { x[0], x[0], x[0], x[0] };
	double most[4] = { x[0], x[0], x[0], x[0] };
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (size_t k = 0; k < 4; k++) {
			least[k] = x[i + k] < least[k] ? x[i + k] : least[k];
			most[k] = x[i + k] > most[k] ? x[i + k] : most[k];
		}
	for (; i < n; i++) {
		least[0] = x[i] < least[0] ? x[i] : least[0];
		most[0] = x[i] > most[0] ? x[i] : most[0];
	}
	*low = fmin(fmin(least[0], least[1]), fmin(least[2], least[3]));
	*high = fmax(fmax(most[0], most[1]), fmax(most[2], most[3]));
}

/* False: they have no width, or one that is not a number's. */
static bool
buckets_count(struct buckets *b, const double *x, size_t n)
{
	double low, high;

	ends_find(x, n, &low, &high);
	if (!(high > low) || !isfinite((high - low) / BUCKETS) ||
	    !isfinite((BUCKETS - 1) / (high - low)))
		return false;
	*b = (struct buckets){ .low = low,
	    .scale = (BUCKETS - 1) / (high - low) };
	for (size_t i = 0; i < n; i++)
		b->count[bucket_of(b, x[i])]++;
	return true;
}

/* The values at these places (ascending) to out; false: parting is the way. */
static bool
places_by_buckets(const double *x, size_t n, const size_t *place,
    size_t places, double *out)
{
	struct buckets b;
	size_t held = 0, k = 0;
	double *few;

	if (n < MANY || !buckets_count(&b, x, n))
		return false;
	for (size_t i = 0, from = 0; i < BUCKETS; from += b.count[i++]) {
		size_t was = k;

		while (k < places && place[k] < from + b.count[i])
			k++;
		b.wanted[i] = k > was;
		b.to[i] = held;
		held += k > was ? b.count[i] : 0;
	}
	/* The last one is where what nobody wants goes. */
	few = mem_array(held + 1, sizeof(*few));
	for (size_t i = 0; i < BUCKETS; i++)
		b.to[i] = b.wanted[i] ? b.to[i] : held;
	for (size_t i = 0; i < n; i++) {
		size_t at = bucket_of(&b, x[i]);

		few[b.to[at]] = x[i];
		b.to[at] += b.wanted[at];
	}
	k = 0;
	for (size_t i = 0, from = 0, at = 0; i < BUCKETS;
	    from += b.count[i++]) {
		size_t first = k, local[2 * STAT_QUANTILES];

		if (!b.wanted[i])
			continue;
		for (; k < places && place[k] < from + b.count[i]; k++)
			local[k - first] = place[k] - from;
		select_places(few + at, b.count[i], 0, local, k - first);
		for (size_t j = first; j < k; j++)
			out[j] = few[at + local[j - first]];
		at += b.count[i];
	}
	free(few);
	return true;
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
	double value[2 * STAT_QUANTILES];

	for (size_t i = 0; i < len; i++)
		out[i] = NAN;
	if (n == 0)
		return;
	for (size_t i = 0; i < len; i++) {
		size_t low = (size_t)floor((double)(n - 1) * q[i]);

		add_place(place, 2 * i, low);
		add_place(place, 2 * i + 1, low + (low + 1 < n));
	}
	if (!places_by_buckets(x, n, place, 2 * len, value)) {
		select_places(x, n, 0, place, 2 * len);
		for (size_t i = 0; i < 2 * len; i++)
			value[i] = x[place[i]];
	}
	for (size_t i = 0; i < len; i++) {
		double h = (double)(n - 1) * q[i];
		size_t low = (size_t)floor(h), k = 0;
		double a;

		while (place[k] != low)
			k++;
		a = value[k];
		while (place[k] != low + (low + 1 < n))
			k++;
		out[i] = stat_between(a, value[k], h - floor(h));
	}
}
