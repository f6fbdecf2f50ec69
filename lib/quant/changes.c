/* Change points: segments of least cost, and CUSUM. */
#include "quant/changes.h"

#include "base/mem.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>

#define VARIANCE_LEAST 1e-12
#define LN_2PI 1.8378770664093454836

/* A segment that begins at `from` and grows: its mean and its squares about
 * it by Welford, so that one without change has none. */
struct piece {
	size_t from;
	double n, mean, squares;
	size_t dropped;	/* at this end; 0: it may still be the best */
};

static void
piece_add(struct piece *p, double x)
{
	double d = x - p->mean;

	p->n++;
	p->mean += d / p->n;
	p->squares += d * (x - p->mean);
}

static double
piece_cost(const struct piece *p)
{
	return p->n * (LN_2PI + log(fmax(p->squares / p->n, VARIANCE_LEAST)) +
	    1);
}

/* Whether no segment can be as even as the least variance: then the cost of a
 * segment is never less than that of its parts, and those that have lost may
 * be dropped. A segment's squares are at least those of any window in it. */
static bool
may_drop(const double *x, size_t n, size_t least)
{
	for (size_t i = 0; i + least <= n; i++) {
		struct piece window = { 0 };

		for (size_t k = i; k < i + least; k++)
			piece_add(&window, x[k]);
		if (!(window.squares > (double)n * VARIANCE_LEAST))
			return false;
	}
	return true;
}

double
changes_penalty(size_t n)
{
	return 4 * log((double)n);
}

/* What is best for the first `end` values; last[end]: where its last segment
 * begins. A piece is dropped when what is best up to here and a new segment
 * costs no more than it; the new one must be long enough first. */
static void
best_at(struct piece *p, size_t *live, size_t end, const struct changes *how,
    double *best, size_t *last, bool drop)
{
	size_t kept = 0;

	best[end] = HUGE_VAL;
	for (size_t i = 0; i < *live; i++) {
		double total = p[i].n >= (double)how->least ?
		    best[p[i].from] + piece_cost(&p[i]) +
		    (p[i].from > 0 ? how->penalty : 0) : HUGE_VAL;

		if (total < best[end]) {
			best[end] = total;
			last[end] = p[i].from;
		}
	}
	for (size_t i = 0; i < *live; i++) {
		if (drop && p[i].dropped == 0 && p[i].n >= (double)how->least &&
		    best[p[i].from] + piece_cost(&p[i]) +
		    (p[i].from > 0 ? how->penalty : 0) >=
		    best[end] + how->penalty)
			p[i].dropped = end;
		if (p[i].dropped == 0 || end + 1 < p[i].dropped + how->least)
			p[kept++] = p[i];
	}
	*live = kept;
}

double
changes_find(const double *x, size_t n, const struct changes *how, size_t *at,
    size_t *found)
{
	struct piece *p = mem_array(n + 1, sizeof(*p));
	double *best = mem_array(n + 1, sizeof(*best)), total;
	size_t *last = mem_array(n + 1, sizeof(*last)), live = 0, count = 0;
	bool drop = may_drop(x, n, how->least);

	for (size_t end = 1; end <= n; end++) {
		if (end == 1 || isfinite(best[end - 1]))
			p[live++] = (struct piece){ .from = end - 1 };
		for (size_t i = 0; i < live; i++)
			piece_add(&p[i], x[end - 1]);
		best_at(p, &live, end, how, best, last, drop);
	}
	total = n >= how->least && n > 0 ? best[n] : (double)NAN;
	for (size_t end = n; !isnan(total) && end > 0; end = last[end])
		if (last[end] > 0)
			at[count++] = last[end];
	for (size_t i = 0; i < count / 2; i++) {
		size_t other = at[i];

		at[i] = at[count - 1 - i];
		at[count - 1 - i] = other;
	}
	*found = count;
	free(p);
	free(best);
	free(last);
	return total;
}

bool
cusum_alarms(const double *x, size_t n, const struct cusum *how,
    struct alarm *out, size_t *found)
{
	double mean = stat_mean(x, how->baseline);
	double deviation = stat_deviation(x, how->baseline), up = 0, down = 0;

	*found = 0;
	if (!(deviation > 0))
		return false;
	for (size_t t = how->baseline; t < n; t++) {
		double z = (x[t] - mean) / deviation;

		up = fmax(0, up + z - how->k);
		down = fmax(0, down - z - how->k);
		if (up <= how->h && down <= how->h)
			continue;
		out[(*found)++] = (struct alarm){ t, up > how->h ? 1 : -1 };
		if (how->reset)
			up = down = 0;
	}
	return true;
}
