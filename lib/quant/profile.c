/* Volume by price. */
#include "quant/book.h"

#include "quant/stats.h"

#include <math.h>

static double
bin_of(double price, double width)
{
	return floor(price / width + 1e-9);
}

/* The bin with most; of equals the one nearest to the middle, then the
 * lower. */
static size_t
peak_of(const double *volume, size_t n)
{
	double middle = (double)(n - 1) / 2;
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (volume[i] > volume[best] || (volume[i] == volume[best] &&
		    fabs((double)i - middle) < fabs((double)best - middle)))
			best = i;
	return best;
}

/* From the peak outwards, two bins at a time, the larger pair first. */
static void
value_area(const double *volume, size_t n, size_t peak, double wanted,
    size_t *low, size_t *high, double *area)
{
	*low = *high = peak;
	*area = volume[peak];
	while (*area < wanted && (*low > 0 || *high + 1 < n)) {
		double above = -1, below = -1;

		if (*high + 1 < n)
			above = volume[*high + 1] + (*high + 2 < n ?
			    volume[*high + 2] : 0);
		if (*low > 0)
			below = volume[*low - 1] + (*low > 1 ?
			    volume[*low - 2] : 0);
		if (above >= below) {
			*high += *high + 2 < n ? 2 : 1;
			*area += above;
		} else {
			*low -= *low > 1 ? 2 : 1;
			*area += below;
		}
	}
}

/* Of volume by bin: where its centre is, and what is around that. */
static void
measure(const double *volume, double width, double share, struct profile *p)
{
	size_t peak = peak_of(volume, p->bins), low, high;

	value_area(volume, p->bins, peak, share * p->total, &low, &high,
	    &p->area);
	p->peak = volume[peak];
	p->poc = (p->first + (double)peak) * width;
	p->low = (p->first + (double)low) * width;
	p->high = (p->first + (double)high + 1) * width;
}

/* Empty bins from first to last; false: there is no room for them. */
static bool
bins_open(double first, double last, double *volume, size_t most,
    struct profile *p)
{
	if (!(last - first < (double)most))
		return false;
	*p = (struct profile){ .first = first,
	    .bins = (size_t)(last - first) + 1 };
	for (size_t i = 0; i < p->bins; i++)
		volume[i] = 0;
	return true;
}

bool
tape_profile(const struct tape *t, double width, double share,
    double *volume, size_t most, struct profile *out)
{
	double first = INFINITY, last = -INFINITY;

	for (size_t i = 0; i < t->n; i++) {
		first = fmin(first, bin_of(t->price[i], width));
		last = fmax(last, bin_of(t->price[i], width));
	}
	if (!bins_open(first, last, volume, most, out))
		return false;
	out->total = stat_sum(t->qty, t->n);
	for (size_t i = 0; i < t->n; i++)
		volume[(size_t)(bin_of(t->price[i], width) - first)] +=
		    t->qty[i];
	measure(volume, width, share, out);
	return true;
}

/* A bar that ends where a bin begins has nothing of that bin. */
static double
last_bin(double low, double high, double width)
{
	return fmax(bin_of(low, width), ceil(high / width - 1e-9) - 1);
}

static void
spread_bar(double low, double high, double qty, double width, double first,
    double *volume)
{
	double from = bin_of(low, width), to = last_bin(low, high, width);

	for (double k = from; k <= to; k++) {
		double left = fmax(low, k * width);
		double right = fmin(high, (k + 1) * width);

		volume[(size_t)(k - first)] += from == to ? qty :
		    qty * fmax(right - left, 0) / (high - low);
	}
}

bool
bars_profile(const struct ranges *b, double width, double share,
    double *volume, size_t most, struct profile *out)
{
	double first = INFINITY, last = -INFINITY;

	for (size_t i = 0; i < b->n; i++) {
		first = fmin(first, bin_of(b->low[i], width));
		last = fmax(last, last_bin(b->low[i], b->high[i], width));
	}
	if (!bins_open(first, last, volume, most, out))
		return false;
	out->total = stat_sum(b->volume, b->n);
	for (size_t i = 0; i < b->n; i++)
		spread_bar(b->low[i], b->high[i], b->volume[i], width, first,
		    volume);
	measure(volume, width, share, out);
	return true;
}

/* Of a bin and its neighbours, where it has them. */
static double
smooth_at(const double *volume, size_t n, size_t i)
{
	size_t from = i > 0 ? i - 1 : 0, to = i + 1 < n ? i + 1 : i;

	return stat_mean(volume + from, to - from + 1);
}

void
profile_nodes(const double *volume, size_t n, int *node)
{
	double mean = stat_mean(volume, n);

	for (size_t i = 0; i < n; i++) {
		double at = smooth_at(volume, n, i);
		double before = i > 0 ? smooth_at(volume, n, i - 1) : 0;
		double after = i + 1 < n ? smooth_at(volume, n, i + 1) : 0;

		node[i] = 0;
		if (at > before && at >= after && at > 1.5 * mean)
			node[i] = 1;
		else if (at < before && at <= after && at < 0.5 * mean)
			node[i] = -1;
	}
}
