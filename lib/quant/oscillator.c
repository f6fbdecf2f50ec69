/* Where the close, or the extreme, stands in its window. */
#include "quant/rows.h"
#include "quant/step.h"

#define HLC { IN_HIGH, IN_LOW, IN_CLOSE }

/* Highest and lowest of the last n: data of 2n doubles. */
struct span { struct highest high, low; };

static inline void
span_init(struct span *s, double n)
{
	highest_init(&s->high, n);
	highest_init(&s->low, n);
}

static inline void
span_begin(struct span *s)
{
	window_begin(&s->high.w);
	window_begin(&s->low.w);
}

/* From `from` up, in percent of the span; 0 where it has no height. */
static inline double
share_of(double from, double to, double height)
{
	return height == 0 ? 0 : 100 * ((to - from) / height);
}

/* data: the span, then the sums of both averages. */
struct stoch {
	struct span span;
	struct sums k, d;
};

static void
stoch_init(const double *params, void *state)
{
	struct stoch *s = state;

	span_init(&s->span, params[0]);
	sums_init(&s->k, params[1]);
	sums_init(&s->d, params[2]);
}

static size_t
stoch_state(const double *params)
{
	return STATE(stoch, 2 * (size_t)params[0] + (size_t)params[1] +
	    (size_t)params[2]);
}

static size_t
stoch_lookback(const double *params, int output)
{
	(void)output;
	return (size_t)(params[0] + params[1] + params[2]) - 3;
}

static inline void
stoch_begin(struct stoch *s)
{
	span_begin(&s->span);
	window_begin(&s->k.w);
	window_begin(&s->d.w);
}

/* Both outputs begin together, as in TA-Lib. */
static inline void
stoch_step(struct stoch *s, double *data, const double x[], double y[])
{
	size_t n = s->span.high.w.n;
	double high = highest_put(&s->span.high, data, x[0]);
	double low = -highest_put(&s->span.low, data + n, -x[1]);
	double *sums = data + 2 * n, k, d = NAN;

	y[0] = y[1] = NAN;
	if (isnan(high))
		return;
	k = sums_put(&s->k, sums, share_of(low, x[2], high - low)) /
	    (double)s->k.w.n;
	if (!isnan(k))
		d = sums_put(&s->d, sums + s->k.w.n, k) / (double)s->d.w.n;
	y[0] = isnan(d) ? NAN : k;
	y[1] = d;
}

NEXT(stoch, 3, 2)

const struct indicator indicator_stoch = {
	"stoch", "stochastic oscillator", "TA_STOCH with SMA",
	.inputs = HLC,
	.params = { LENGTH("fastk", 1, 14, "bars of the span"),
	    LENGTH("slowk", 1, 3, "bars of the average"),
	    LENGTH("slowd", 1, 3, "bars of the average of slowk") },
	.outputs = { { "slowk", OF_POINTS }, { "slowd", OF_POINTS } },
	.lookback = stoch_lookback,
	.state = stoch_state, .init = stoch_init, .next = stoch_next
};

struct stochf {
	struct span span;
	struct sums d;
};

static void
stochf_init(const double *params, void *state)
{
	struct stochf *s = state;

	span_init(&s->span, params[0]);
	sums_init(&s->d, params[1]);
}

static size_t
stochf_state(const double *params)
{
	return STATE(stochf, 2 * (size_t)params[0] + (size_t)params[1]);
}

static size_t
stochf_lookback(const double *params, int output)
{
	(void)output;
	return (size_t)(params[0] + params[1]) - 2;
}

static inline void
stochf_begin(struct stochf *s)
{
	span_begin(&s->span);
	window_begin(&s->d.w);
}

static inline void
stochf_step(struct stochf *s, double *data, const double x[], double y[])
{
	size_t n = s->span.high.w.n;
	double high = highest_put(&s->span.high, data, x[0]);
	double low = -highest_put(&s->span.low, data + n, -x[1]);
	double k = share_of(low, x[2], high - low), d = NAN;

	if (!isnan(k))
		d = sums_put(&s->d, data + 2 * n, k) / (double)s->d.w.n;
	y[0] = isnan(d) ? NAN : k;
	y[1] = d;
}

NEXT(stochf, 3, 2)

const struct indicator indicator_stochf = {
	"stochf", "fast stochastic oscillator",
	"TA_STOCHF with SMA",
	.inputs = HLC,
	.params = { LENGTH("fastk", 1, 14, "bars of the span"),
	    LENGTH("fastd", 1, 3, "bars of the average") },
	.outputs = { { "fastk", OF_POINTS }, { "fastd", OF_POINTS } },
	.lookback = stochf_lookback,
	.state = stochf_state, .init = stochf_init, .next = stochf_next
};

struct willr { struct span span; };

static void
willr_init(const double *params, void *state)
{
	struct willr *s = state;

	span_init(&s->span, params[0]);
}

static size_t
willr_state(const double *params)
{
	return STATE(willr, 2 * (size_t)params[0]);
}

static inline void
willr_begin(struct willr *s)
{
	span_begin(&s->span);
}

static inline void
willr_step(struct willr *s, double *data, const double x[], double y[])
{
	double high = highest_put(&s->span.high, data, x[0]);
	double low = -highest_put(&s->span.low, data + s->span.high.w.n,
	    -x[1]);

	y[0] = share_of(high, x[2], high - low);
}

NEXT(willr, 3, 1)

const struct indicator indicator_willr = {
	"willr", "Williams %R: from -100 to 0", "TA_WILLR",
	.inputs = HLC,
	.params = { PERIOD(1, 14) },
	.outputs = VALUE(OF_POINTS),
	.lookback = lookback_period,
	.state = willr_state, .init = willr_init, .next = willr_next
};

/*
 * The largest and its place; of equals the latest. Like struct highest, with
 * data of n values and n places.
 */
struct latest { struct window w; double beginning; size_t place; };

static inline void
latest_turn(double *data, size_t n)
{
	double *place = data + n;

	place[n - 1] = (double)(n - 1);
	for (size_t i = n - 1; i-- > 0; ) {
		bool newer = data[i + 1] >= data[i];

		place[i] = newer ? place[i + 1] : (double)i;
		data[i] = newer ? data[i + 1] : data[i];
	}
}

/* Bars since it; NaN while there are fewer than n. */
static inline double
latest_put(struct latest *l, double *data, double x)
{
	size_t n = l->w.n, at = l->w.at;
	double age;

	if (at == 0 || x >= l->beginning) {
		l->beginning = x;
		l->place = at;
	}
	data[at] = x;
	age = (double)(at - l->place);
	l->w.at = ++at;
	if (at < n && !l->w.former)
		return NAN;
	if (at < n)
		return l->beginning >= data[at] ? age :
		    (double)(at - 1 + n) - data[n + at];
	latest_turn(data, n);
	l->w.at = 0;
	l->w.former = true;
	return age;
}

struct aroon { struct latest low, high; };

static void
aroon_init(const double *params, void *state)
{
	struct aroon *s = state;

	s->low.w.n = s->high.w.n = (size_t)params[0] + 1;
}

static size_t
aroon_state(const double *params)
{
	return STATE(aroon, 4 * ((size_t)params[0] + 1));
}

static inline void
aroon_begin(struct aroon *s)
{
	window_begin(&s->low.w);
	window_begin(&s->high.w);
}

static inline void
aroon_step(struct aroon *s, double *data, const double x[], double y[])
{
	size_t n = s->low.w.n;
	double bars = (double)(n - 1);

	y[0] = 100 * ((bars - latest_put(&s->low, data, -x[1])) / bars);
	y[1] = 100 * ((bars - latest_put(&s->high, data + 2 * n, x[0])) /
	    bars);
}

NEXT(aroon, 2, 2)

const struct indicator indicator_aroon = {
	"aroon", "age of the extremes of period + 1 bars",
	"Chande 1995; TA_AROON",
	.inputs = { IN_HIGH, IN_LOW },
	.params = { PERIOD(1, 25) },
	.outputs = { { "down", OF_POINTS }, { "up", OF_POINTS } },
	.lookback = lookback_change,
	.state = aroon_state, .init = aroon_init, .next = aroon_next
};
