/*
 * What closes add to the sums of a curve, from the sums up to where they begin
 * and end: no bar is looked at. Returns x of closes multiply to what equity is
 * at the last of them, in parts of what it was before the first: with 1 + u the
 * logarithms of both sides say that they come to u - u²/2 + u³/3 and half of
 * their squares, but for terms that a double does not hold. A square is that
 * of a move d in parts of equity, which from close m to m + x makes it smaller
 * by 2 x parts.
 */
#include "research/kernelrun.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* So many bars, 32 MB; of more, none is made. */
#define BARS_MOST ((size_t)1 << 20)
/* Closes further from each other are not told, */
#define RANGE_MOST (INT64_C(1) << 30)
/* nor are squares that a double does not add up as whole numbers. */
#define SQUARES_MOST 0x1p53
/* How far apart closes are at most, in parts of equity: all of them, and those
 * that are added up. */
#define RANGE 0x1p-19
#define NEAR 0x1p-23

/* How far closes of some spans went. */
struct flat_reach { int32_t low, high; };
static const struct flat_reach nowhere = { INT32_MAX, INT32_MIN };

enum { LEVELS = 16 };		/* 2^level spans, as long as there are */

struct flats {
	const int64_t *close;
	size_t spans;
	pthread_mutex_t lock;
	atomic_bool made;
	double middle;
	void *room;
	struct flat_bar *bars;		/* in it; NULL: too many, or too far */
	struct flat_reach *reach[LEVELS];	/* from a span on */
};

struct flats *
flats_new(const int64_t *close, size_t spans)
{
	struct flats *f = mem_alloc(sizeof(*f));

	f->close = close;
	f->spans = spans;
	pthread_mutex_init(&f->lock, NULL);
	return f;
}

void
flats_free(struct flats *f)
{
	if (f == NULL)
		return;
	pthread_mutex_destroy(&f->lock);
	free(f->room);
	free(f->reach[0]);
	free(f);
}

static inline struct flat_reach
reach_join(struct flat_reach a, struct flat_reach b)
{
	return (struct flat_reach){ a.low < b.low ? a.low : b.low,
	    a.high > b.high ? a.high : b.high };
}

/* Of a span. */
static struct flat_reach
reach_make(struct flat_bar *to, const int64_t *close, int64_t middle)
{
	struct flat_reach all = nowhere;

	for (int i = 0; i < SPAN; i++) {
		int32_t x = (int32_t)(close[i] - middle);

		to[i].low = all.low;
		to[i].high = all.high;
		all = reach_join(all, (struct flat_reach){ x, x });
	}
	all = nowhere;
	for (int i = SPAN; i-- > 0; ) {
		int32_t x = (int32_t)(close[i] - middle);

		all = reach_join(all, (struct flat_reach){ x, x });
		to[i].low_on = all.low;
		to[i].high_on = all.high;
	}
	return all;
}

/* False: squares are too large. */
static bool
squares_make(struct flats *f)
{
	size_t end = f->spans * SPAN;
	double squares = 0, third = 0;

	for (size_t i = SPAN; i < end; i++) {
		double move = (double)(f->close[i] - f->close[i - 1]);

		f->bars[i].squares = squares;
		f->bars[i].third = third;
		squares += move * move;
		third += 2 * move * move * ((double)f->close[i - 1] -
		    f->middle);
	}
	f->bars[end] = (struct flat_bar){ .squares = squares,
	    .third = third, .low = INT32_MAX, .high = INT32_MIN };
	return squares < SQUARES_MOST;
}

static void
reaches_make(struct flats *f)
{
	size_t n = f->spans, levels = 1;
	struct flat_reach *to;

	while (levels < LEVELS && n >> levels > 0)
		levels++;
	to = mem_array(levels * n, sizeof(*to));
	for (size_t i = 1; i < n; i++)
		to[i] = reach_make(f->bars + i * SPAN, f->close + i * SPAN,
		    (int64_t)f->middle);
	f->reach[0] = to;
	for (size_t k = 1; k < levels; k++, to += n) {
		size_t half = (size_t)1 << (k - 1);

		f->reach[k] = to + n;
		for (size_t i = 1; i + 2 * half <= n; i++)
			f->reach[k][i] = reach_join(to[i], to[i + half]);
	}
}

/* The first span has no close before it, and stays empty; so does what is
 * behind the last of them. */
static void
flats_make(struct flats *f, const struct curve_spans *s)
{
	size_t bars = (f->spans + 1) * SPAN + 1;

	if (bars > BARS_MOST || f->spans < 2 || !(s->high - s->low <
	    (double)RANGE_MOST))
		return;
	f->middle = floor((s->low + s->high) / 2);
	f->room = mem_array(bars + 1, sizeof(*f->bars));
	mem_large(f->room, (bars + 1) * sizeof(*f->bars));
	/* none of them in two lines of the cache */
	f->bars = (struct flat_bar *)(((uintptr_t)f->room + sizeof(*f->bars) -
	    1) / sizeof(*f->bars) * sizeof(*f->bars));
	if (squares_make(f))
		reaches_make(f);
	else
		f->bars = NULL;
}

static bool
flats_there(struct flats *f, const struct curve_spans *s)
{
	if (!atomic_load_explicit(&f->made, memory_order_acquire)) {
		pthread_mutex_lock(&f->lock);
		if (!atomic_load(&f->made))
			flats_make(f, s);
		atomic_store_explicit(&f->made, true, memory_order_release);
		pthread_mutex_unlock(&f->lock);
	}
	return f->bars != NULL;
}

bool
flats_fit(const struct curve_spans *s, double each, double equity)
{
	return (s->high - s->low) * fabs(each) < RANGE * equity;
}

/* Closes of one span. */
static struct flat_reach
inside(const struct flats *f, size_t from, size_t to)
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
static struct flat_reach
across(const struct flats *f, size_t from, size_t to)
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

const struct flat_bar *
flats_bars(const struct curve_spans *s)
{
	const struct flats *f = s->flats;

	return atomic_load_explicit(&f->made, memory_order_acquire) ?
	    f->bars : NULL;
}

bool
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
	of = from / SPAN == to / SPAN ? inside(f, from, to) :
	    across(f, from, to);
	low = f->middle + of.low;
	high = f->middle + of.high;
	near = NEAR * equity;
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
