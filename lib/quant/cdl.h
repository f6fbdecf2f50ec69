/*
 * Inside lib/quant: candle patterns (METHODS 3.1). A pattern is a function of
 * the last bars, which answers 0 or its signal; CDL() makes it a row of the
 * table of indicators. Averages are of the bars before the one they are asked
 * at, each time summed anew, so that no noise of former bars decides.
 */
#ifndef QUANT_CDL_H
#define QUANT_CDL_H

#include "quant/rows.h"
#include "quant/step.h"

#define CDL_BARS 16		/* kept: 3 of a shape, and 10 before them */
#define CDL_FIELDS 4

/* The bars up to the last one; at(b, 0) is that, at(b, 1) the one before. */
struct bars { const double *data; size_t last; double penetration; };
enum { CDL_OPEN, CDL_HIGH, CDL_LOW, CDL_CLOSE };

static inline double
field_of(struct bars b, size_t ago, int field)
{
	return b.data[((b.last - ago) % CDL_BARS) * CDL_FIELDS +
	    (size_t)field];
}
#define O(ago) field_of(b, ago, CDL_OPEN)
#define H(ago) field_of(b, ago, CDL_HIGH)
#define L(ago) field_of(b, ago, CDL_LOW)
#define C(ago) field_of(b, ago, CDL_CLOSE)

static inline double
cdl_top(struct bars b, size_t ago)
{
	return fmax(O(ago), C(ago));
}

static inline double
cdl_bottom(struct bars b, size_t ago)
{
	return fmin(O(ago), C(ago));
}

static inline double
cdl_body(struct bars b, size_t ago)
{
	return fabs(C(ago) - O(ago));
}

static inline double
cdl_upper(struct bars b, size_t ago)
{
	return H(ago) - cdl_top(b, ago);
}

static inline double
cdl_lower(struct bars b, size_t ago)
{
	return cdl_bottom(b, ago) - L(ago);
}

static inline double
cdl_range(struct bars b, size_t ago)
{
	return H(ago) - L(ago);
}

static inline bool
cdl_white(struct bars b, size_t ago)
{
	return C(ago) >= O(ago);
}

/* +1 white, -1 black. */
static inline double
cdl_colour(struct bars b, size_t ago)
{
	return cdl_white(b, ago) ? 1 : -1;
}

/* Bodies that do not meet: a wholly above, below the bar before it. */
static inline bool
cdl_gap_up(struct bars b, size_t ago)
{
	return cdl_bottom(b, ago) > cdl_top(b, ago + 1);
}

static inline bool
cdl_gap_down(struct bars b, size_t ago)
{
	return cdl_top(b, ago) < cdl_bottom(b, ago + 1);
}

static inline double
cdl_mean(struct bars b, size_t ago, size_t period,
    double (*measure)(struct bars, size_t))
{
	double sum = 0;

	for (size_t i = period; i > 0; i--)
		sum += measure(b, ago + i);
	return sum / (double)period;
}

/* The settings of METHODS 3.1, at the bar that is meant. */
static inline double
body_usual(struct bars b, size_t ago)	/* BodyLong, BodyShort */
{
	return cdl_mean(b, ago, 10, cdl_body);
}

static inline double
body_doji(struct bars b, size_t ago)
{
	return 0.1 * cdl_mean(b, ago, 10, cdl_range);
}

static inline double
shadow_very_short(struct bars b, size_t ago)
{
	return 0.1 * cdl_mean(b, ago, 10, cdl_range);
}

static inline double
near(struct bars b, size_t ago)
{
	return 0.2 * cdl_mean(b, ago, 5, cdl_range);
}

static inline double
far(struct bars b, size_t ago)
{
	return 0.6 * cdl_mean(b, ago, 5, cdl_range);
}

#define CDL_PENETRATION(usual) .params = { { "penetration", usual, 0, 10, \
	.help = "share of a body that the last close must reach into" } }

/* A row cdl_ID: its first value at bar `before`, its signal by shape(). */
#define CDL(id, title, reference, before, shape, ...) \
struct cdl_##id { size_t seen; double penetration; }; \
\
static size_t \
cdl_##id##_lookback(const double *params, int output) \
{ \
	(void)params; \
	(void)output; \
	return before; \
} \
\
static size_t \
cdl_##id##_state(const double *params) \
{ \
	(void)params; \
	return STATE(cdl_##id, CDL_BARS * CDL_FIELDS); \
} \
\
static void \
cdl_##id##_init(const double *params, void *state) \
{ \
	struct cdl_##id *s = state; \
\
	s->penetration = params[0]; \
} \
\
static inline void \
cdl_##id##_begin(struct cdl_##id *s) \
{ \
	s->seen = 0; \
} \
\
static inline void \
cdl_##id##_step(struct cdl_##id *s, double *data, const double x[], \
    double y[]) \
{ \
	struct bars b = { data, s->seen, s->penetration }; \
\
	for (int k = 0; k < CDL_FIELDS; k++) \
		data[s->seen % CDL_BARS * CDL_FIELDS + (size_t)k] = x[k]; \
	y[0] = s->seen < (before) ? NAN : shape(b); \
	s->seen++; \
} \
\
NEXT(cdl_##id, 4, 1) \
\
const struct indicator indicator_cdl_##id = { \
	"cdl_" #id, title, reference "; METHODS 3.2", \
	.inputs = { IN_OPEN, IN_HIGH, IN_LOW, IN_CLOSE }, \
	.outputs = { { "signal", OF_POINTS } }, \
	.lookback = cdl_##id##_lookback, .state = cdl_##id##_state, \
	.init = cdl_##id##_init, .next = cdl_##id##_next, __VA_ARGS__ \
}

#endif
