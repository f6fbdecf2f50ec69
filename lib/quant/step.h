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

#include "base/pair.h"
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

/* How many of the next values come before one that is missing. */
size_t given_count(const double *x, size_t n);

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

/* data[i] becomes the sum of data[i..n-1]: by fours from the end, so that one
 * addition in four waits for the former. */
static inline void
sums_turn(double *data, size_t n)
{
	double end = 0;
	size_t i = n;

	for (; i >= 4; i -= 4) {
		double *d = data + i - 4, two = d[2] + d[3];
		double three = d[1] + two, four = (d[0] + d[1]) + two;

		d[3] += end;
		d[2] = two + end;
		d[1] = three + end;
		d[0] = end = four + end;
	}
	while (i-- > 0)
		data[i] = end += data[i];
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

/* The largest of the last n: data of n doubles. What is smallest is found
 * among the negative values. */
struct highest { struct window w; double beginning; };

static inline void
highest_init(struct highest *h, double n)
{
	*h = (struct highest){ .w = { .n = (size_t)n } };
}

static inline void
highest_turn(double *data, size_t n)
{
	double end = data[n - 1];

	for (size_t i = n - 1; i-- > 0; )
		data[i] = end = larger(data[i], end);
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
