/*
 * The sums up to each bar, and how far closes of spans went, for kernelflat.h:
 * made once for all sets.
 */
#include "research/kernelflat.h"

#include <stdlib.h>

/* So many bars, 32 MB; of more, none is made. */
#define BARS_MOST ((size_t)1 << 20)
/* Closes further from each other are not told, */
#define RANGE_MOST (INT64_C(1) << 30)
/* nor are squares that a double does not add up as whole numbers. */
#define SQUARES_MOST 0x1p53

static const struct flat_reach nowhere = { INT32_MAX, INT32_MIN };

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

	while (levels < FLATS_LEVELS && n >> levels > 0)
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

void
flats_begin(struct flats *f, const struct curve_spans *s)
{
	pthread_mutex_lock(&f->lock);
	if (!atomic_load(&f->made))
		flats_make(f, s);
	atomic_store_explicit(&f->made, true, memory_order_release);
	pthread_mutex_unlock(&f->lock);
}

const struct flat_bar *
flats_bars(const struct curve_spans *s)
{
	const struct flats *f = s->flats;

	return atomic_load_explicit(&f->made, memory_order_acquire) ?
	    f->bars : NULL;
}
