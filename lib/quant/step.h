/*
 * Inside lib/quant: how a step over one bar becomes a row's .next, and the
 * windows that steps are made of.
 *
 *	struct ema { struct length length; … };
 *
 *	static inline void
 *	ema_step(struct ema *s, double *data, const double x[], double y[])
 *
 * s is what a step changes at every bar. .next keeps it in registers while it
 * runs (nothing may keep its address); data is the memory behind it in the
 * state, for windows. x has the bar's inputs, all of them numbers; y takes the
 * outputs. ema_begin(s) puts s where a run of bars begins and leaves alone
 * what the parameters fixed.
 */
#ifndef QUANT_STEP_H
#define QUANT_STEP_H

#include "quant/indicator.h"

#include <math.h>

/* The memory of a state behind its struct. */
#define DATA(s) ((double *)(void *)((s) + 1))
#define STATE(type, doubles) (sizeof(struct type) + (doubles) * sizeof(double))

static inline bool
is_given(double x)
{
	return fabs(x) <= INDICATOR_MOST;	/* not where x is NaN */
}

/*
 * Defines NAME_next() from NAME_step() and NAME_begin(): ins inputs, outs
 * outputs. A bar with an input that is missing has no values, and ends the
 * run. The loops over inputs and outputs are gone after unrolling. With
 * NEXT_OF(), several steps share a struct TYPE and its TYPE_begin().
 */
#define NEXT(name, ins, outs) NEXT_OF(name, name, ins, outs)
#define NEXT_OF(type, name, ins, outs) \
static void \
name##_next(void *state, size_t n, const double *const in[], \
    double *const out[]) \
{ \
	struct type *kept = state, s = *kept; \
	double *data = DATA(kept); \
\
	for (size_t i = 0; i < n; i++) { \
		double x[ins], y[outs]; \
		bool given = true; \
\
		for (int k = 0; k < (ins); k++) { \
			x[k] = in[k][i]; \
			given &= is_given(x[k]); \
		} \
		if (__builtin_expect(given, 1)) { \
			name##_step(&s, data, x, y); \
		} else { \
			type##_begin(&s); \
			for (int k = 0; k < (outs); k++) \
				y[k] = NAN; \
		} \
		for (int k = 0; k < (outs); k++) \
			out[k][i] = y[k]; \
	} \
	*kept = s; \
}

/*
 * A window of the last n values, cut by the place in the run: blocks of n, so
 * that every window is the end of one block joined to the beginning of the
 * next. Whatever is summed costs three additions a bar for any n, in an order
 * that the place alone fixes, and keeps no noise of former values
 * (METHODS 1.1). Where a block ends, one pass backwards makes its ends.
 */
struct window {
	size_t n, at;		/* at: place in the block */
	bool former;		/* there is a block before this one */
};

static inline void
window_begin(struct window *w)
{
	w->at = 0;
	w->former = false;
}

/* Sums: data of n doubles. */
struct sums { struct window w; double beginning; };

static inline void
sums_init(struct sums *s, double n)
{
	*s = (struct sums){ .w = { .n = (size_t)n } };
}

/* data[i] becomes the sum of data[i..n-1]. */
static inline void
sums_turn(double *data, size_t n)
{
	for (size_t i = n - 1; i-- > 0; )
		data[i] += data[i + 1];
}

/* The sum of the last n; NaN while there are fewer. */
static inline double
sums_put(struct sums *s, double *data, double x)
{
	s->beginning = s->w.at == 0 ? x : s->beginning + x;
	data[s->w.at++] = x;
	if (s->w.at < s->w.n)
		return s->w.former ? data[s->w.at] + s->beginning : NAN;
	sums_turn(data, s->w.n);
	s->w.at = 0;
	s->w.former = true;
	return s->beginning;
}

/*
 * Means and the sum of squares around them, joined as by Chan, Golub and
 * LeVeque (1983): no cancellation, and exactly 0 where all are equal. data:
 * MOMENTS(n) doubles: of each end its mean and squares; shares of the newer
 * part at three kinds of joins.
 */
#define MOMENTS(n) (5 * (n))
struct moments { struct window w; double mean, squares; };

static inline void
moments_init(struct moments *m, double *data, double length)
{
	size_t n = (size_t)length;
	double *append = data + 2 * n, *prepend = append + n,
	    *both = prepend + n;

	*m = (struct moments){ .w = { .n = n } };
	for (size_t i = 0; i < n; i++) {
		append[i] = 1 / (double)(i + 1);
		prepend[i] = (double)i / (double)(i + 1);
		both[i] = (double)(i + 1) / (double)n;
	}
}

static inline void
moments_turn(double *data, size_t n)
{
	double *squares = data + n;
	const double *prepend = data + 3 * n;

	squares[n - 1] = 0;
	for (size_t i = n - 1; i-- > 0; ) {
		double share = prepend[n - 1 - i], d = data[i + 1] - data[i];

		data[i] += d * share;
		squares[i] = squares[i + 1] + d * d * share;
	}
}

/* Mean of squared distances from the mean, of the last n; NaN while there are
 * fewer. */
static inline double
moments_put(struct moments *m, double *data, double x)
{
	size_t n = m->w.n, at = m->w.at;
	const double *append = data + 2 * n, *both = data + 4 * n;

	if (at == 0) {
		m->mean = x;
		m->squares = 0;
	} else {
		double d = x - m->mean, moved = d * append[at];

		m->mean += moved;
		m->squares += d * moved * (double)at;
	}
	data[at] = x;
	m->w.at = ++at;
	if (at < n) {
		double d = m->mean - data[at], share = both[at - 1];

		if (!m->w.former)
			return NAN;
		return (data[n + at] + m->squares +
		    d * d * ((double)(n - at) * share)) / (double)n;
	}
	moments_turn(data, n);
	m->w.at = 0;
	m->w.former = true;
	return m->squares / (double)n;
}

/* The largest of the last n: data of n doubles. What is smallest is found
 * among the negative values. */
struct highest { struct window w; double beginning; };

static inline void
highest_init(struct highest *h, double n)
{
	*h = (struct highest){ .w = { .n = (size_t)n } };
}

static inline double
larger(double a, double b)
{
	return a > b ? a : b;
}

static inline double
smaller(double a, double b)
{
	return a < b ? a : b;
}

static inline void
highest_turn(double *data, size_t n)
{
	for (size_t i = n - 1; i-- > 0; )
		data[i] = larger(data[i], data[i + 1]);
}

/* NaN while there are fewer than n. */
static inline double
highest_put(struct highest *h, double *data, double x)
{
	h->beginning = h->w.at == 0 ? x : larger(h->beginning, x);
	data[h->w.at++] = x;
	if (h->w.at < h->w.n)
		return h->w.former ? larger(data[h->w.at], h->beginning) : NAN;
	highest_turn(data, h->w.n);
	h->w.at = 0;
	h->w.former = true;
	return h->beginning;
}

/* The value of n bars ago: data of n doubles. NaN while there is none. */
static inline double
delay_put(struct window *w, double *data, double x)
{
	double old = w->former ? data[w->at] : NAN;

	data[w->at] = x;
	if (++w->at == w->n) {
		w->at = 0;
		w->former = true;
	}
	return old;
}

#endif
