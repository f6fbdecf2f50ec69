/*
 * What closes add to the sums of a curve, from the sums up to where they begin
 * and end: no bar is looked at. The third of the terms that are left out is
 * below what a double holds, and so is what a float loses of the second.
 */
#include "research/kernelrun.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* So many bars, 32 MB; of more, none is made. */
#define BARS_MOST ((size_t)1 << 20)
/* Further than this from its middle, no close of a span is told. */
#define AWAY_MOST 0x1p30
/* Of a move in parts of equity: two terms are all that a double holds. */
#define FLAT 0x1p-26

/* With a move d from close m + x: sums of d², d x and 2 d² x over the bars of
 * the span before this one; how far closes went over these, and over the
 * others, from the middle. */
struct flat_bar {
	double squares;
	float cross, third;
	int32_t low, high, low_on, high_on;
};

/* A whole span, and the closes before it and at its end. */
struct flat_span {
	double middle, before, after;
	double squares, cross, third;
	double least, most;
};

struct flats {
	const int64_t *close;
	size_t spans;
	pthread_mutex_t lock;
	atomic_bool made;
	void *room;
	struct flat_bar *bars;		/* in it; NULL: too many */
	struct flat_span *all;
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
	free(f->all);
	free(f);
}

static void
reach_make(struct flat_bar *to, const int64_t *close, int64_t middle)
{
	int32_t low = INT32_MAX, high = INT32_MIN;

	for (int i = 0; i < SPAN; i++) {
		int32_t x = (int32_t)(close[i] - middle);

		to[i].low = low;
		to[i].high = high;
		low = x < low ? x : low;
		high = x > high ? x : high;
	}
	low = INT32_MAX;
	high = INT32_MIN;
	for (int i = SPAN; i-- > 0; ) {
		int32_t x = (int32_t)(close[i] - middle);

		to[i].low_on = low = x < low ? x : low;
		to[i].high_on = high = x > high ? x : high;
	}
}

static void
span_make(struct flats *f, const struct curve_spans *s, size_t at)
{
	const int64_t *close = f->close + at * SPAN;
	struct flat_span *to = &f->all[at];
	struct flat_bar *bar = f->bars + at * SPAN;

	*to = (struct flat_span){ .middle = s->middle[at],
	    .before = (double)close[-1], .after = (double)close[SPAN - 1],
	    .least = s->least[at], .most = s->most[at] };
	reach_make(bar, close, (int64_t)to->middle);
	for (int i = 0; i < SPAN; i++) {
		double move = (double)(close[i] - close[i - 1]);
		double x = (double)close[i - 1] - to->middle;

		bar[i].squares = to->squares;
		bar[i].cross = (float)to->cross;
		bar[i].third = (float)to->third;
		to->squares += move * move;
		to->cross += move * x;
		to->third += 2 * move * move * x;
	}
}

/* Behind the last there is one of nothing. */
static void
flats_make(struct flats *f, const struct curve_spans *s)
{
	size_t n = f->spans;
	double end = (double)f->close[n * SPAN - 1];

	if (n * SPAN > BARS_MOST)
		return;
	f->room = mem_array(n * SPAN + 2, sizeof(*f->bars));
	mem_large(f->room, (n * SPAN + 2) * sizeof(*f->bars));
	/* none of them in two lines of the cache */
	f->bars = (struct flat_bar *)(((uintptr_t)f->room + sizeof(*f->bars) -
	    1) / sizeof(*f->bars) * sizeof(*f->bars));
	f->all = mem_array(n + 1, sizeof(*f->all));
	for (size_t i = 1; i < n; i++)
		span_make(f, s, i);
	f->bars[n * SPAN].low = INT32_MAX;
	f->bars[n * SPAN].high = INT32_MIN;
	f->all[n] = (struct flat_span){ .middle = end, .before = end };
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
flats_fit(const struct curve_spans *s, double each, double rest)
{
	double q = rest / each, low = s->low + q, high = s->high + q;

	return s->furthest < AWAY_MOST && (low > 0) == (high > 0) &&
	    s->furthest < FLAT * fabs(low) && s->furthest < FLAT * fabs(high);
}

/* Of some bars of a span: moves, their products with x, and squares. */
static inline void
part_add(struct span_sums *to, double y, double moves, double cross,
    double squares, double third)
{
	to->sum += y * (moves - y * cross);
	to->squares += y * y * (squares - y * third);
}

static inline void
reach_add(struct span_sums *to, double low, double high)
{
	to->least = low < to->least ? low : to->least;
	to->most = high > to->most ? high : to->most;
}

/* Of one span. */
static void
inside(const struct flats *f, size_t from, size_t to, double q,
    struct span_sums *out)
{
	const struct flat_span *s = &f->all[from / SPAN];
	const struct flat_bar *a = &f->bars[from], *b = &f->bars[to];
	int64_t low = f->close[from], high = low;

	for (size_t i = from + 1; i < to; i++) {
		int64_t x = f->close[i];

		low = x < low ? x : low;
		high = x > high ? x : high;
	}
	part_add(out, 1 / (s->middle + q), (double)(f->close[to - 1] -
	    f->close[from - 1]), (double)b->cross - (double)a->cross,
	    b->squares - a->squares, (double)b->third - (double)a->third);
	reach_add(out, (double)low, (double)high);
}

/* The end of one, some whole, and the beginning of one. */
static void
across(const struct flats *f, size_t from, size_t to, double q,
    struct span_sums *out)
{
	const struct flat_span *s = &f->all[from / SPAN];
	const struct flat_span *last = &f->all[to / SPAN];
	const struct flat_bar *a = &f->bars[from], *b = &f->bars[to];

	part_add(out, 1 / (s->middle + q), s->after -
	    (double)f->close[from - 1], s->cross - (double)a->cross,
	    s->squares - a->squares, s->third - (double)a->third);
	reach_add(out, s->middle + a->low_on, s->middle + a->high_on);
	while (++s < last) {
		part_add(out, 1 / (s->middle + q), s->after - s->before,
		    s->cross, s->squares, s->third);
		reach_add(out, s->least, s->most);
	}
	part_add(out, 1 / (s->middle + q), (double)f->close[to - 1] -
	    s->before, (double)b->cross, b->squares, (double)b->third);
	reach_add(out, s->middle + b->low, s->middle + b->high);
}

/* It is about to be where closes begin or end. */
void
flats_fetch(const struct curve_spans *s, size_t bar)
{
	const struct flats *f = s->flats;

	if (atomic_load_explicit(&f->made, memory_order_acquire) &&
	    f->bars != NULL && bar <= f->spans * SPAN)
		__builtin_prefetch(&f->bars[bar]);
}

bool
flats_sum(const struct curve_spans *s, size_t from, size_t to, double each,
    double rest, struct span_sums *out)
{
	struct span_sums of = { .least = INFINITY, .most = -INFINITY };
	double q = rest / each;

	if (!flats_fit(s, each, rest) || !flats_there(s->flats, s))
		return false;
	if (from / SPAN == to / SPAN)
		inside(s->flats, from, to, q, &of);
	else
		across(s->flats, from, to, q, &of);
	*out = (struct span_sums){ of.sum, of.squares,
	    (each > 0 ? of.least : of.most) * each + rest,
	    (each > 0 ? of.most : of.least) * each + rest };
	return isfinite(of.squares);
}
