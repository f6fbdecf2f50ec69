/* Strength and speed of moves. */
#include "quant/average.h"
#include "quant/rows.h"

struct rsi {
	struct wilder gain, loss;
	double former;
	bool begun;
};

static void
rsi_init(const double *params, void *state)
{
	struct rsi *s = state;

	wilder_init(&s->gain, params[0]);
	wilder_init(&s->loss, params[0]);
}

static size_t
rsi_state(const double *params)
{
	(void)params;
	return STATE(rsi, 0);
}

static inline void
rsi_begin(struct rsi *s)
{
	wilder_begin(&s->gain);
	wilder_begin(&s->loss);
	s->begun = false;
}

/* Without moves it is 0, as in TA-Lib, not 50. */
static inline void
rsi_step(struct rsi *s, double *data, const double x[], double y[])
{
	double change = x[0] - s->former, gain, both;

	(void)data;
	s->former = x[0];
	y[0] = NAN;
	if (__builtin_expect(!s->begun, 0)) {
		s->begun = true;
		return;
	}
	gain = wilder_put(&s->gain, larger(change, 0));
	both = gain + wilder_put(&s->loss, larger(-change, 0));
	y[0] = both < 1e-14 ? 0 : 100 * gain / both;
}

NEXT(rsi, 1, 1)

const struct indicator indicator_rsi = {
	"rsi", "relative strength index", "Wilder 1978; TA_RSI",
	.inputs = { IN_X },
	.params = { PERIOD(2, 14) },
	.outputs = VALUE(OF_POINTS),
	.lookback = lookback_change,
	.state = rsi_state, .init = rsi_init, .next = rsi_next
};

/* The seeds of both averages end on the same bar: the fast one begins `late`
 * bars after the slow one. */
struct macd {
	struct ema fast, slow, signal;
	size_t late, seen;
};

static void
macd_init(const double *params, void *state)
{
	struct macd *s = state;

	ema_init(&s->fast, params[0]);
	ema_init(&s->slow, params[1]);
	ema_init(&s->signal, params[2]);
	s->late = s->slow.length - s->fast.length;
}

static size_t
macd_state(const double *params)
{
	(void)params;
	return STATE(macd, 0);
}

static enum err_code
macd_check(const double *params, struct err *err)
{
	if (params[0] < params[1])
		return E_OK;
	return err_set(err, E_USAGE, "macd: fast must be less than slow, not "
	    "%.10g and %.10g", params[0], params[1]);
}

static size_t
macd_lookback(const double *params, int output)
{
	(void)output;
	return (size_t)(params[1] + params[2]) - 2;
}

static inline void
macd_begin(struct macd *s)
{
	ema_begin(&s->fast);
	ema_begin(&s->slow);
	ema_begin(&s->signal);
	s->seen = 0;
}

static inline void
macd_step(struct macd *s, double *data, const double x[], double y[])
{
	double slow = ema_put_plain(&s->slow, x[0]), signal = NAN, difference;

	(void)data;
	if (__builtin_expect(s->seen < s->late, 0)) {
		s->seen++;
		y[0] = y[1] = y[2] = NAN;
		return;
	}
	difference = ema_put_plain(&s->fast, x[0]) - slow;
	if (!isnan(difference))
		signal = ema_put_plain(&s->signal, difference);
	y[0] = isnan(signal) ? NAN : difference;
	y[1] = signal;
	y[2] = difference - signal;
}

NEXT(macd, 1, 3)

const struct indicator indicator_macd = {
	"macd", "difference of two exponential averages, and its average",
	"Appel 2005; TA_MACD",
	.inputs = { IN_X },
	.params = { LENGTH("fast", 1, 12, "bars of the fast average"),
	    LENGTH("slow", 2, 26, "bars of the slow average"),
	    LENGTH("signal", 1, 9, "bars of the average of the difference") },
	.outputs = { { "macd", OF_X }, { "signal", OF_X }, { "hist", OF_X } },
	.lookback = macd_lookback, .check = macd_check,
	.state = macd_state, .init = macd_init, .next = macd_next
};

struct roc { struct window former; };

static void
roc_init(const double *params, void *state)
{
	struct roc *s = state;

	s->former.n = (size_t)params[0];
}

static size_t
roc_state(const double *params)
{
	return STATE(roc, (size_t)params[0]);
}

static inline void
roc_begin(struct roc *s)
{
	window_begin(&s->former);
}

static inline void
roc_step(struct roc *s, double *data, const double x[], double y[])
{
	double former = delay_put(&s->former, data, x[0]);

	y[0] = former == 0 ? 0 : 100 * (x[0] / former - 1);
}

NEXT(roc, 1, 1)

const struct indicator indicator_roc = {
	"roc", "rate of change in percent", "TA_ROC",
	.inputs = { IN_X },
	.params = { PERIOD(1, 10) },
	.outputs = VALUE(OF_POINTS),
	.lookback = lookback_change,
	.state = roc_state, .init = roc_init, .next = roc_next
};

/* data: the last n typical prices, their sums, and twice their extremes. */
struct cci {
	struct window last;
	struct sums sums;
	struct highest high, low;
};

static void
cci_init(const double *params, void *state)
{
	struct cci *s = state;

	s->last.n = (size_t)params[0];
	sums_init(&s->sums, params[0]);
	highest_init(&s->high, params[0]);
	highest_init(&s->low, params[0]);
}

static size_t
cci_state(const double *params)
{
	return STATE(cci, 4 * (size_t)params[0]);
}

static inline void
cci_begin(struct cci *s)
{
	window_begin(&s->last);
	window_begin(&s->sums.w);
	window_begin(&s->high.w);
	window_begin(&s->low.w);
}

/* Mean distance from the mean, in four sums that do not wait for each other. */
static inline double
mean_distance(const double *data, size_t n, double mean)
{
	double sum[4] = {0};
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (int k = 0; k < 4; k++)
			sum[k] += fabs(data[i + (size_t)k] - mean);
	for (; i < n; i++)
		sum[0] += fabs(data[i] - mean);
	return (sum[0] + sum[1] + (sum[2] + sum[3])) / (double)n;
}

static inline void
cci_step(struct cci *s, double *data, const double x[], double y[])
{
	size_t n = s->last.n;
	double typical = (x[0] + x[1] + x[2]) / 3;
	double mean = sums_put(&s->sums, data + n, typical) / (double)n;
	double high = highest_put(&s->high, data + 2 * n, typical);
	double low = -highest_put(&s->low, data + 3 * n, -typical);

	(void)delay_put(&s->last, data, typical);
	if (isnan(mean))
		y[0] = NAN;
	else if (high - low <= 1e-9 * high)	/* as good as constant */
		y[0] = 0;
	else
		y[0] = (typical - mean) / (0.015 * mean_distance(data, n,
		    mean));
}

NEXT(cci, 3, 1)

const struct indicator indicator_cci = {
	"cci", "commodity channel index", "Lambert 1980; TA_CCI",
	.inputs = { IN_HIGH, IN_LOW, IN_CLOSE },
	.params = { PERIOD(1, 20) },
	.outputs = VALUE(OF_POINTS),
	.lookback = lookback_period,
	.state = cci_state, .init = cci_init, .next = cci_next
};
