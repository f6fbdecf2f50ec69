/* Moving averages, and the line that fits a window. */
#include "quant/average.h"
#include "quant/rows.h"

struct sma { struct sums sums; };

static void
sma_init(const double *params, void *state)
{
	struct sma *s = state;

	sums_init(&s->sums, params[0]);
}

static size_t
sma_state(const double *params)
{
	return STATE(sma, (size_t)params[0]);
}

static inline void
sma_begin(struct sma *s)
{
	window_begin(&s->sums.w);
}

static inline void
sma_step(struct sma *s, double *data, const double x[], double y[])
{
	y[0] = sums_put(&s->sums, data, x[0]) / (double)s->sums.w.n;
}

NEXT(sma, 1, 1)

const struct indicator indicator_sma = {
	"sma", "simple moving average", "TA_SMA; METHODS 2.1",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = sma_state, .init = sma_init, .next = sma_next
};

/*
 * The newest weighs n. Of a stretch of bars two sums are known: plain, and
 * with its oldest bar at place 1; the second of two stretches moves up by the
 * bars of the first. data: plain sums, then weighted sums of the ends.
 */
struct wma { struct sums plain; double weighted, divisor; };

static void
wma_init(const double *params, void *state)
{
	struct wma *s = state;

	sums_init(&s->plain, params[0]);
	s->divisor = params[0] * (params[0] + 1) / 2;
}

static size_t
wma_state(const double *params)
{
	return STATE(wma, 2 * (size_t)params[0]);
}

static inline void
wma_begin(struct wma *s)
{
	window_begin(&s->plain.w);
}

/* Weighted ends; data has the plain ones by now. */
static inline void
wma_turn(double *data, size_t n)
{
	double *weighted = data + n;

	weighted[n - 1] = data[n - 1];
	for (size_t i = n - 1; i-- > 0; )
		weighted[i] = data[i] + weighted[i + 1];
}

static inline void
wma_step(struct wma *s, double *data, const double x[], double y[])
{
	size_t n = s->plain.w.n, at = s->plain.w.at + 1;
	double total;

	s->weighted = at == 1 ? x[0] : s->weighted + x[0] * (double)at;
	total = sums_put(&s->plain, data, x[0]);
	if (at == n) {
		total = s->weighted;
		wma_turn(data, n);
	} else if (!isnan(total)) {
		total = data[n + at] + (s->weighted + (double)(n - at) *
		    s->plain.beginning);
	}
	y[0] = total / s->divisor;
}

NEXT(wma, 1, 1)

const struct indicator indicator_wma = {
	"wma", "linearly weighted moving average", "TA_WMA; METHODS 2.3",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = wma_state, .init = wma_init, .next = wma_next
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
	"ema", "exponential moving average", "TA_EMA; METHODS 2.2",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20), { "seed", 0, .words = seeds,
	    .help = "begins with the mean of the first period or the first"
	    " value" } },
	.outputs = VALUE(OF_X),
	.lookback = ema_row_lookback,
	.state = ema_row_state, .init = ema_row_init, .next = ema_row_next
};

/*
 * Slope of the least-squares line over bars 0..n-1: of a stretch of bars the
 * mean, and the sum of products of distances from the means of bar and value,
 * are known and joined as in struct moments, so that a flat window has slope
 * 0 and large prices cost no digits. data: means, products of the ends.
 */
struct linreg { struct window w; double mean, products, divisor; };

static void
linreg_init(const double *params, void *state)
{
	struct linreg *s = state;
	double n = params[0];

	s->w.n = (size_t)n;
	s->divisor = n * (n * n - 1) / 12;
}

static size_t
linreg_state(const double *params)
{
	return STATE(linreg, 2 * (size_t)params[0]);
}

static inline void
linreg_begin(struct linreg *s)
{
	window_begin(&s->w);
}

/* What joining `older` bars and `newer` ones, whose means are d apart, adds:
 * d × the distance of their mean bars × older × newer / bars. */
static inline double
linreg_joined(double d, size_t older, size_t newer)
{
	return d * ((double)older * (double)newer / 2);
}

static inline void
linreg_turn(double *data, size_t n)
{
	double *products = data + n;

	products[n - 1] = 0;
	for (size_t i = n - 1; i-- > 0; ) {
		size_t newer = n - 1 - i;
		double d = data[i + 1] - data[i];

		products[i] = products[i + 1] + linreg_joined(d, 1, newer);
		data[i] += d * ((double)newer / (double)(newer + 1));
	}
}

static inline void
linreg_step(struct linreg *s, double *data, const double x[], double y[])
{
	size_t n = s->w.n, at = s->w.at;
	double d = x[0] - s->mean, products;

	if (at == 0) {
		s->mean = x[0];
		s->products = 0;
	} else {
		s->products += linreg_joined(d, at, 1);
		s->mean += d / (double)(at + 1);
	}
	data[at++] = x[0];
	products = s->products;
	if (at == n)
		linreg_turn(data, n);
	else if (s->w.former)
		products += data[n + at] + linreg_joined(s->mean - data[at],
		    n - at, at);
	else
		products = NAN;
	s->w.former |= at == n;
	s->w.at = at == n ? 0 : at;
	y[0] = products / s->divisor;
}

NEXT(linreg, 1, 1)

const struct indicator indicator_linreg_slope = {
	"linreg_slope", "slope of the least-squares line, a bar",
	"TA_LINEARREG_SLOPE; METHODS 2.17",
	.inputs = { IN_X },
	.params = { PERIOD(2, 14) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = linreg_state, .init = linreg_init, .next = linreg_next
};
