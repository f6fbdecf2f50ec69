/*
 * Inside the room: what closes add to the sums of a curve, from the sums up to
 * where they begin and end: no bar is looked at. Returns of closes multiply to
 * what equity is at the last of them, 1 + u times that before the first: the
 * logarithms of both say that they add up to u - u²/2 + u³/3 and half of their
 * squares. A square is that of a move d in parts of equity, which grows by x
 * with a close that is x higher: d² (1 - 2 x). What is left out of either is
 * less than 2^-44 of it, closes being near to each other.
 */
#ifndef RESEARCH_KERNELFLAT_H
#define RESEARCH_KERNELFLAT_H

#include "research/kernelrun.h"

#include <pthread.h>
#include <stdatomic.h>

/* How far apart closes are at most, in parts of equity: all of them, and those
 * that are added up. */
#define FLATS_RANGE 0x1p-19
#define FLATS_NEAR 0x1p-23

/* How far closes of some spans went. */
struct flat_reach { int32_t low, high; };
enum { FLATS_LEVELS = 16 };		/* 2^level spans, as long as there are */

struct flats {
	const int64_t *close;
	size_t spans;
	pthread_mutex_t lock;
	atomic_bool made;
	double middle;
	void *room;
	struct flat_bar *bars;		/* in it; NULL: too many, or too far */
	struct flat_reach *reach[FLATS_LEVELS];	/* from a span on */
};

void flats_begin(struct flats *f, const struct curve_spans *s);

static inline bool
flats_there(struct flats *f, const struct curve_spans *s)
{
	if (!atomic_load_explicit(&f->made, memory_order_acquire))
		flats_begin(f, s);
	return f->bars != NULL;
}

/* Are they for it, with such equity at some close? To be asked first. */
static inline bool
flats_fit(const struct curve_spans *s, double each, double equity)
{
	return (s->high - s->low) * fabs(each) < FLATS_RANGE * equity;
}

static inline struct flat_reach
reach_join(struct flat_reach a, struct flat_reach b)
{
	return (struct flat_reach){ a.low < b.low ? a.low : b.low,
	    a.high > b.high ? a.high : b.high };
}

/* Closes of one span. */
static inline struct flat_reach
flats_inside(const struct flats *f, size_t from, size_t to)
{
	int64_t low = f->close[from], high = low, m = (int64_t)f->middle;

	for (size_t i = from + 1; i < to; i++) {
		int64_t x = f->close[i];

		low = x < low ? x : low;
		high = x > high ? x : high;
	}
	return (struct flat_reach){ (int32_t)(low - m), (int32_t)(high - m) };
}

/* The end of a span, some whole, and the beginning of one: of 2^level spans
 * from the first on, and of as many up to the last. */
static inline struct flat_reach
flats_across(const struct flats *f, size_t from, size_t to)
{
	const struct flat_bar *a = &f->bars[from], *b = &f->bars[to];
	struct flat_reach of = reach_join((struct flat_reach){ a->low_on,
	    a->high_on }, (struct flat_reach){ b->low, b->high });
	size_t first = from / SPAN + 1, end = to / SPAN, level;

	if (first == end)
		return of;
	level = 63 - (size_t)__builtin_clzll(end - first);
	of = reach_join(of, f->reach[level][first]);
	return reach_join(of, f->reach[level][end - ((size_t)1 << level)]);
}

/* False: these closes are too far from each other, or none were made. */
static inline bool
flats_sum(const struct curve_spans *s, size_t from, size_t to, double each,
    double rest, struct span_sums *out)
{
	const struct flats *f = s->flats;
	const struct flat_bar *a, *b;
	struct flat_reach of;
	double before, equity, near, y, u, low, high, squares, third;

	if (!flats_there(s->flats, s))
		return false;
	a = &f->bars[from];
	b = &f->bars[to];
	before = (double)f->close[from - 1];
	equity = before * each + rest;
	of = from / SPAN == to / SPAN ? flats_inside(f, from, to) :
	    flats_across(f, from, to);
	low = f->middle + of.low;
	high = f->middle + of.high;
	near = FLATS_NEAR * equity;
	if (!((high - before) * fabs(each) < near &&
	    (before - low) * fabs(each) < near))
		return false;
	y = each / equity;
	u = ((double)f->close[to - 1] - before) * y;
	squares = b->squares - a->squares;
	third = b->third - a->third - 2 * (before - f->middle) * squares;
	out->squares = y * y * (squares - y * third);
	out->sum = u - u * u * (0.5 - u * (1.0 / 3)) + out->squares / 2;
	out->least = (each > 0 ? low : high) * each + rest;
	out->most = (each > 0 ? high : low) * each + rest;
	return true;
}

#endif
