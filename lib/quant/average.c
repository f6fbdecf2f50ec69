/* Moving averages, and the line that fits a window. */
#include "quant/average.h"
#include "quant/moments.h"
#include "quant/rows.h"

struct sma { struct means means; };

static void
sma_init(const double *params, void *state)
{
	struct sma *s = state;

	means_init(&s->means, params[0]);
}

static size_t
sma_state(const double *params)
{
	return STATE(sma, (size_t)params[0]);
}

static void
sma_next(void *state, size_t n, const double *const in[],
    double *const out[])
{
	struct sma *s = state;

	for (size_t i = 0; i < n; ) {
		size_t left = s->means.w.n - s->means.w.at;
		size_t some = given_count(in[0] + i,
		    n - i < left ? n - i : left);

		if (some == 0) {
			means_begin(&s->means);
			out[0][i++] = NAN;
		} else {
			i += means_put(&s->means, DATA(s), in[0] + i, some,
			    out[0] + i);
		}
	}
}

const struct indicator indicator_sma = {
	"sma", "simple moving average", "TA_SMA",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = sma_state, .init = sma_init, .next = sma_next
};

struct ema_row { struct ema ema; };
static const char *const seeds[] = { "sma", "first", NULL };

/* Seeded with the first value it has a value at once. */
static void
ema_row_init(const double *params, void *state)
{
	struct ema_row *s = state;

	ema_init(&s->ema, params[0]);
	if (params[1] != 0)
		s->ema.length = 1;
}

static size_t
ema_row_state(const double *params)
{
	(void)params;
	return STATE(ema_row, 0);
}

static size_t
ema_row_lookback(const double *params, int output)
{
	return params[1] != 0 ? 0 : lookback_period(params, output);
}

static inline void
ema_row_begin(struct ema_row *s)
{
	ema_begin(&s->ema);
}

static inline void
ema_row_step(struct ema_row *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = ema_put(&s->ema, x[0]);
}

NEXT(ema_row, 1, 1)

const struct indicator indicator_ema = {
	"ema", "exponential moving average", "TA_EMA",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20), { "seed", 0, .words = seeds,
	    .help = "begins with the mean of the first period or the first"
	    " value" } },
	.outputs = VALUE(OF_X),
	.lookback = ema_row_lookback,
	.state = ema_row_state, .init = ema_row_init, .next = ema_row_next
};

/*
 * The line through a window: its mean, and the sum of products of distances
 * from the means of bar and value. Both are known of every beginning and end,
 * and joined as by Chan, Golub and LeVeque (1983), so that a flat window is flat to the last
 * bit and large prices cost no digits. data: means, products of the ends.
 */
struct line { struct window w; double mean, products, share, divisor; };

static size_t
line_state(const double *params)
{
	return STATE(line, 2 * (size_t)params[0]);
}

static inline void
line_begin(struct line *s)
{
	window_begin(&s->w);
}

/* What joining `older` bars and `newer` ones, whose means are d apart, adds:
 * d × the distance of their mean bars × older × newer / bars. */
static inline double
line_joined(double d, size_t older, size_t newer)
{
	return d * ((double)older * (double)newer / 2);
}

static inline void
line_turn(double *data, size_t n)
{
	double mean = data[n - 1], products = 0;

	data[n + n - 1] = 0;
	for (size_t i = n - 1; i-- > 0; ) {
		size_t newer = n - 1 - i;
		double d = mean - data[i];

		data[n + i] = products += line_joined(d, 1, newer);
		data[i] = mean = data[i] + d * ((double)newer /
		    (double)(newer + 1));
	}
}

/* The window's products, and its mean. NaN while there are fewer bars. */
static inline double
line_put(struct line *s, double *data, double x, double *mean)
{
	size_t n = s->w.n, at = s->w.at;
	double d = x - s->mean, products;

	if (at == 0) {
		s->mean = x;
		s->products = 0;
	} else {
		s->products += line_joined(d, at, 1);
		s->mean += d / (double)(at + 1);
	}
	data[at++] = x;
	*mean = s->mean;
	products = s->products;
	if (at == n) {
		line_turn(data, n);
	} else if (s->w.former) {
		d = s->mean - data[at];
		products += data[n + at] + line_joined(d, n - at, at);
		*mean -= d * ((double)(n - at) * s->share);
	} else {
		products = *mean = NAN;
	}
	s->w.former |= at == n;
	s->w.at = at == n ? 0 : at;
	return products;
}

static void
slope_init(const double *params, void *state)
{
	struct line *s = state;
	double n = params[0];

	s->w.n = (size_t)n;
	s->share = 1 / n;
	s->divisor = n * (n * n - 1) / 12;
}

static inline void
slope_step(struct line *s, double *data, const double x[], double y[])
{
	double mean;

	y[0] = line_put(s, data, x[0], &mean) / s->divisor;
}

NEXT_OF(line, slope, 1, 1)

const struct indicator indicator_linreg_slope = {
	"linreg_slope", "slope of the least-squares line, a bar",
	"TA_LINEARREG_SLOPE",
	.inputs = { IN_X },
	.params = { PERIOD(2, 14) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = line_state, .init = slope_init, .next = slope_next
};

/* Weights 1 to n are their mean (n + 1) / 2 and the distances from it. */
static void
wma_init(const double *params, void *state)
{
	struct line *s = state;

	slope_init(params, state);
	s->divisor = params[0] * (params[0] + 1) / 2;
}

static inline void
wma_step(struct line *s, double *data, const double x[], double y[])
{
	double mean, products = line_put(s, data, x[0], &mean);

	y[0] = mean + products / s->divisor;
}

NEXT_OF(line, wma, 1, 1)

const struct indicator indicator_wma = {
	"wma", "linearly weighted moving average", "TA_WMA",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = line_state, .init = wma_init, .next = wma_next
};
