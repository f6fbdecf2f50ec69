/* Inside lib/quant: averages that carry on, and what several rows build on. */
#ifndef QUANT_AVERAGE_H
#define QUANT_AVERAGE_H

#include "quant/step.h"

/*
 * E += share × (x - E), begun by the mean of the first `length` values
 * (METHODS 2.2). NaN before. Where all values are equal it is that value: the
 * first mean, too, is made of distances from the first.
 *
 * Two values after the seed go together: with d = a - E, first E + share × d,
 * then E + share × (b - a) + share × (2 - share) × d. It is the same, and the
 * second need not wait for the first.
 */
struct ema {
	double share, both, value, distance, former;
	size_t length, seen;
	bool half;		/* the first of two is in distance and former */
};

static inline void
ema_init(struct ema *e, double n)
{
	double share = 2 / (n + 1);

	*e = (struct ema){ .share = share, .both = share * (2 - share),
	    .length = (size_t)n };
}

static inline void
ema_begin(struct ema *e)
{
	e->seen = 0;
	e->half = false;
}

/* While it is begun, former is the first value, and value a sum of distances
 * from it. */
static inline double
ema_seed(struct ema *e, double x)
{
	if (e->seen == 0) {
		e->former = x;
		e->value = 0;
	}
	e->value += x - e->former;
	if (++e->seen < e->length)
		return NAN;
	return e->value = e->former + e->value / (double)e->length;
}

/* The plain way, value by value: where several averages run side by side they
 * wait for each other anyway. Of one average take this or ema_put(). */
static inline double
ema_put_plain(struct ema *e, double x)
{
	if (__builtin_expect(e->seen < e->length, 0))
		return ema_seed(e, x);
	return e->value += e->share * (x - e->value);
}

static inline double
ema_put(struct ema *e, double x)
{
	if (__builtin_expect(e->seen < e->length, 0))
		return ema_seed(e, x);
	e->half = !e->half;
	if (e->half) {
		e->distance = x - e->value;
		e->former = x;
		return e->value + e->share * e->distance;
	}
	return e->value = (e->value + e->share * (x - e->former)) +
	    e->both * e->distance;
}

/*
 * Wilder's: ((n - 1) E + x) / n, begun likewise. A product and a sum, which is
 * faster: nothing is a tie between two of these.
 */
struct wilder {
	double keep, share, value;
	size_t length, seen;
};

static inline void
wilder_init(struct wilder *w, double n)
{
	double keep = 1 - 1 / n;

	*w = (struct wilder){ .keep = keep, .share = 1 - keep,
	    .length = (size_t)n };
}

static inline void
wilder_begin(struct wilder *w)
{
	w->seen = 0;
}

static inline double
wilder_put(struct wilder *w, double x)
{
	if (__builtin_expect(w->seen >= w->length, 1))
		return w->value = w->value * w->keep + x * w->share;
	w->value = w->seen == 0 ? x : w->value + x;
	if (++w->seen < w->length)
		return NAN;
	return w->value /= (double)w->length;
}

/* Average true range (METHODS 2.5): the first bar has none. */
struct atr { struct wilder average; double close; bool begun; };

static inline void
atr_init(struct atr *a, double n)
{
	*a = (struct atr){0};
	wilder_init(&a->average, n);
}

static inline void
atr_begin(struct atr *a)
{
	wilder_begin(&a->average);
	a->begun = false;
}

/* max(H - L, |H - C'|, |L - C'|) is the span of H, L and the close before. */
static inline double
true_range(double high, double low, double before)
{
	return larger(high, before) - smaller(low, before);
}

static inline double
atr_put(struct atr *a, double high, double low, double close)
{
	double before = a->close;

	a->close = close;
	if (__builtin_expect(!a->begun, 0)) {
		a->begun = true;
		return NAN;
	}
	return wilder_put(&a->average, true_range(high, low, before));
}

#endif
