/* Volume by price, and the levels where a price turned. */
#include "analysis/profile.h"

#include "base/stamp.h"
#include "out/chart.h"
#include "quant/average.h"
#include "quant/chart.h"
#include "quant/stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RANGE_BARS 14		/* of the average true range */
#define OLD 200.0		/* bars after which 1/e of a level is left */

/* As it is written: a multiple of 0.1 is not 0.30000000000000004. */
static double
tidy(double price)
{
	char text[40];

	snprintf(text, sizeof(text), "%.12g", price);
	return strtod(text, NULL);
}

static double
width_of(const struct profile_ask *ask, double low, double high)
{
	return ask->width > 0 ? ask->width : tidy(tick_step(high - low,
	    (int)ask->bins));
}

static enum err_code
too_many(const char *name, double width, struct err *err)
{
	return err_set(err, E_DATA, "%s: bins of %g are more than %d; make"
	    " them wider", name, width, PROFILE_BINS_MOST);
}

static void
bins_tell(const struct profile *p, const double *volume, double width,
    struct volume_profile *out, struct profile_bins *bins)
{
	int node[PROFILE_BINS_MOST];

	profile_nodes(volume, p->bins, node);
	for (size_t i = 0; i < p->bins; i++) {
		struct profile_bin *b = vec_add(bins);
		double low = (p->first + (double)i) * width;

		TEXT_SET(b->symbol, out->symbol);
		b->timeframe = out->timeframe;
		b->low = tidy(low);
		b->high = tidy(low + width);
		b->volume = volume[i];
		b->share = volume[i] / p->total;
		b->in_area = low >= p->low - width / 2 &&
		    low + width <= p->high + width / 2;
		b->node = low == p->poc ? NODE_POC : node[i] > 0 ? NODE_HIGH :
		    node[i] < 0 ? NODE_LOW : NODE_NONE;
		out->high_nodes += node[i] > 0;
		out->low_nodes += node[i] < 0;
	}
}

static void
profile_tell(const struct profile *p, double width,
    struct volume_profile *out)
{
	out->width = width;
	out->bins = (int64_t)p->bins;
	out->volume = p->total;
	out->poc = tidy(p->poc + width / 2);
	out->area_low = tidy(p->low);
	out->area_high = tidy(p->high);
	out->area = p->area;
	out->area_share = p->area / p->total;
	out->place = out->close > out->area_high ? PROFILE_ABOVE :
	    out->close < out->area_low ? PROFILE_BELOW : PROFILE_INSIDE;
}

static double
tolerance_of(const struct analysis_bars *b, const struct profile_ask *ask)
{
	struct atr a;
	double range = NAN;

	if (!isnan(ask->tolerance))
		return ask->tolerance;
	atr_init(&a, RANGE_BARS);
	for (size_t i = 0; i < b->n; i++)
		range = atr_put(&a, b->high[i], b->low[i], b->close[i]);
	return 0.5 * range / b->close[b->n - 1];
}

/* Touches that last, more of them and with more volume than other bars have. */
static double
strength_of(const struct analysis_bars *b, const struct level *l,
    const struct touch *touches, const double *sorted)
{
	double rank = 0, age = (double)(b->n - 1 - l->last);

	for (size_t i = l->first; i < l->first + l->touches; i++) {
		size_t below = 0;

		while (below < b->n &&
		    sorted[below] <= b->volume[touches[i].at])
			below++;
		rank += (double)below / (double)b->n;
	}
	return (double)l->touches * exp(-age / OLD) *
	    (1 + rank / (double)l->touches);
}

static void
level_tell(const struct analysis_bars *b, const struct level *l,
    double strength, struct volume_profile *out, struct price_levels *levels)
{
	struct price_level *to = vec_add(levels);

	TEXT_SET(to->symbol, out->symbol);
	to->timeframe = out->timeframe;
	to->price = tidy(l->price);
	to->kind = l->price <= out->close ? LEVEL_SUPPORT : LEVEL_RESISTANCE;
	to->distance = l->price / out->close - 1;
	to->touches = (int64_t)l->touches;
	to->strength = strength;
	to->last_touch = b->open_time_ms[l->last] * 1000;
	/* They come from the lowest price up. */
	if (to->kind == LEVEL_SUPPORT)
		out->support = to->price;
	else if (isnan(out->resistance))
		out->resistance = to->price;
	out->levels++;
}

static void
levels_tell(const struct analysis_bars *b, const struct profile_ask *ask,
    struct volume_profile *out, struct price_levels *levels)
{
	size_t *index = mem_array(b->n, sizeof(*index)), n = 0;
	struct touch *touches = mem_array(2 * b->n, sizeof(*touches));
	struct level *found = mem_array(2 * b->n, sizeof(*found));
	double *sorted = mem_array(b->n, sizeof(*sorted));

	for (int sign = 1; sign >= -1; sign -= 2) {
		const double *x = sign > 0 ? b->high : b->low;
		size_t len = pivots_find(x, b->n, (size_t)ask->pivot, sign,
		    index);

		for (size_t i = 0; i < len; i++)
			touches[n++] = (struct touch){ x[index[i]], index[i] };
	}
	n = levels_find(touches, n, tolerance_of(b, ask),
	    (size_t)ask->touches, found);
	memcpy(sorted, b->volume, b->n * sizeof(*sorted));
	stat_sort(sorted, b->n);
	for (size_t i = 0; i < n; i++)
		level_tell(b, &found[i], strength_of(b, &found[i], touches,
		    sorted), out, levels);
	free(index);
	free(touches);
	free(found);
	free(sorted);
}

static void
span(const double *low, const double *high, size_t n, double *least,
    double *most)
{
	*least = INFINITY;
	*most = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		*least = fmin(*least, low[i]);
		*most = fmax(*most, high[i]);
	}
}

enum err_code
profile_find(const struct analysis_bars *b, const char *symbol,
    const struct profile_ask *ask, struct volume_profile *out,
    struct profile_bins *bins, struct price_levels *levels, struct err *err)
{
	const struct ranges ranges = { b->low, b->high, b->volume, b->n };
	struct volume_profile v = { .timeframe = b->timeframe,
	    .support = NAN, .resistance = NAN, .bars = (int64_t)b->n,
	    .trades = INT_NONE, .gaps = b->gaps, .missing = b->missing };
	double volume[PROFILE_BINS_MOST], low, high, width;
	struct profile p;
	enum err_code rc = analysis_bars_need(b, PROFILE_LEAST, "a profile",
	    err);

	if (rc != E_OK)
		return rc;
	span(b->low, b->high, b->n, &low, &high);
	if (!(high > low))
		return err_set(err, E_DATA, "%s: the price stands still: all"
		    " volume is at %g", b->name, low);
	if (!(stat_sum(b->volume, b->n) > 0))
		return err_set(err, E_DATA, "%s: no bar has a volume",
		    b->name);
	width = width_of(ask, low, high);
	if (!bars_profile(&ranges, width, ask->area, volume,
	    PROFILE_BINS_MOST, &p))
		return too_many(b->name, width, err);
	TEXT_SET(v.symbol, symbol);
	v.first = b->open_time_ms[0] * 1000;
	v.last = b->open_time_ms[b->n - 1] * 1000;
	v.close = b->close[b->n - 1];
	profile_tell(&p, width, &v);
	bins_tell(&p, volume, width, &v, bins);
	levels_tell(b, ask, &v, levels);
	*out = v;
	return E_OK;
}

enum err_code
profile_find_trades(const struct tape *t, const char *symbol,
    const char *what, const struct profile_ask *ask,
    struct volume_profile *out, struct profile_bins *bins, struct err *err)
{
	struct volume_profile v = { .support = NAN, .resistance = NAN,
	    .levels = INT_NONE, .bars = INT_NONE, .gaps = INT_NONE,
	    .missing = INT_NONE, .trades = (int64_t)t->n };
	double volume[PROFILE_BINS_MOST], low, high, width;
	struct profile p;

	if (t->n < PROFILE_LEAST)
		return err_set(err, E_DATA, "%s: %zu trades are too few for a"
		    " profile: it takes %d", what, t->n, PROFILE_LEAST);
	span(t->price, t->price, t->n, &low, &high);
	if (!(high > low))
		return err_set(err, E_DATA, "%s: the price stands still: all"
		    " volume is at %g", what, low);
	width = width_of(ask, low, high);
	if (!tape_profile(t, width, ask->area, volume, PROFILE_BINS_MOST, &p))
		return too_many(what, width, err);
	TEXT_SET(v.symbol, symbol);
	v.first = (int64_t)t->time[0] * 1000;
	v.last = (int64_t)t->time[t->n - 1] * 1000;
	v.close = t->price[t->n - 1];
	profile_tell(&p, width, &v);
	bins_tell(&p, volume, width, &v, bins);
	*out = v;
	return E_OK;
}
