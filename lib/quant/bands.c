/* Bands around a middle. */
#include "quant/average.h"
#include "quant/moments.h"
#include "quant/rows.h"

struct bbands {
	double dev;
	struct moments moments;
};

static void
bbands_init(const double *params, void *state)
{
	struct bbands *s = state;

	s->dev = params[1];
	moments_init(&s->moments, params[0]);
}

static size_t
bbands_state(const double *params)
{
	return STATE(bbands, 2 * (size_t)params[0]);
}

/* The next values up to the end of a block, or one that is missing: how many,
 * their means, and their squared deviations. */
static size_t
deviations(struct moments *m, double *data, const double *x, size_t n,
    double *mean, double *squares)
{
	size_t left = m->m.w.n - m->m.w.at;
	size_t some = given_count(x, n < left ? n : left);

	if (some > 0)
		return moments_put(m, data, x, some, mean, squares);
	moments_begin(m);
	mean[0] = squares[0] = NAN;
	return 1;
}

static void
bbands_next(void *state, size_t n, const double *const in[],
    double *const out[])
{
	struct bbands *s = state;
	double dev = s->dev;

	for (size_t i = 0; i < n; ) {
		double *restrict upper = out[0] + i;
		double *restrict middle = out[1] + i;
		double *restrict lower = out[2] + i;
		size_t some = deviations(&s->moments, DATA(s), in[0] + i,
		    n - i, middle, lower);

		for (size_t k = 0; k < some; k++) {
			double width = dev * sqrt(lower[k]);

			upper[k] = middle[k] + width;
			lower[k] = middle[k] - width;
		}
		i += some;
	}
}

const struct indicator indicator_bbands = {
	"bbands", "Bollinger bands: deviations of the population around sma",
	"TA_BBANDS",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20), FACTOR("dev", 2,
	    "deviations from the middle to a band") },
	.outputs = BANDS(OF_X),
	.lookback = lookback_period,
	.state = bbands_state, .init = bbands_init, .next = bbands_next
};

struct stddev { struct moments moments; };

static void
stddev_init(const double *params, void *state)
{
	struct stddev *s = state;

	moments_init(&s->moments, params[0]);
}

static size_t
stddev_state(const double *params)
{
	return STATE(stddev, 2 * (size_t)params[0]);
}

static void
stddev_next(void *state, size_t n, const double *const in[],
    double *const out[])
{
	enum { SOME = 256 };
	struct stddev *s = state;
	double means[SOME];

	for (size_t i = 0; i < n; ) {
		size_t some = deviations(&s->moments, DATA(s), in[0] + i,
		    n - i < SOME ? n - i : SOME, means, out[0] + i);

		for (size_t k = i; k < i + some; k++)
			out[0][k] = sqrt(out[0][k]);
		i += some;
	}
}

const struct indicator indicator_stddev = {
	"stddev", "standard deviation of the population",
	"TA_STDDEV",
	.inputs = { IN_X },
	.params = { PERIOD(1, 5) },
	.outputs = VALUE(OF_X),
	.lookback = lookback_period,
	.state = stddev_state, .init = stddev_init, .next = stddev_next
};

struct donchian { struct highest high, low; };

static void
donchian_init(const double *params, void *state)
{
	struct donchian *s = state;

	highest_init(&s->high, params[0]);
	highest_init(&s->low, params[0]);
}

static size_t
donchian_state(const double *params)
{
	return STATE(donchian, 2 * (size_t)params[0]);
}

static inline void
donchian_begin(struct donchian *s)
{
	window_begin(&s->high.w);
	window_begin(&s->low.w);
}

static inline void
donchian_step(struct donchian *s, double *data, const double x[], double y[])
{
	y[0] = highest_put(&s->high, data, x[0]);
	y[2] = -highest_put(&s->low, data + s->high.w.n, -x[1]);
	y[1] = (y[0] + y[2]) / 2;
}

NEXT(donchian, 2, 3)

const struct indicator indicator_donchian = {
	"donchian", "channel of the highest high and the lowest low",
	"Faith 2003, The Original Turtle Trading Rules",
	.inputs = { IN_HIGH, IN_LOW },
	.params = { PERIOD(1, 20) },
	.outputs = BANDS(OF_PRICE),
	.lookback = lookback_period,
	.state = donchian_state, .init = donchian_init, .next = donchian_next
};

struct keltner {
	double mult;
	struct ema middle;
	struct atr atr;
};

static void
keltner_init(const double *params, void *state)
{
	struct keltner *s = state;

	ema_init(&s->middle, params[0]);
	atr_init(&s->atr, params[1]);
	s->mult = params[2];
}

static size_t
keltner_state(const double *params)
{
	(void)params;
	return STATE(keltner, 0);
}

static size_t
keltner_lookback(const double *params, int output)
{
	(void)output;
	return (size_t)larger(params[0] - 1, params[1]);
}

static inline void
keltner_begin(struct keltner *s)
{
	ema_begin(&s->middle);
	atr_begin(&s->atr);
}

static inline void
keltner_step(struct keltner *s, double *data, const double x[], double y[])
{
	double middle = ema_put(&s->middle, x[2]);
	double width = s->mult * atr_put(&s->atr, x[0], x[1], x[2]);

	(void)data;
	y[0] = middle + width;
	y[1] = isnan(width) ? NAN : middle;
	y[2] = middle - width;
}

NEXT(keltner, 3, 3)

const struct indicator indicator_keltner = {
	"keltner", "average true ranges around the ema of the close",
	"Keltner 1960, with Wilder's range",
	.inputs = { IN_HIGH, IN_LOW, IN_CLOSE },
	.params = { LENGTH("ema", 1, 20, "bars of the middle"),
	    LENGTH("atr", 1, 10, "bars of the average true range"),
	    FACTOR("mult", 2, "average true ranges from the middle to a"
	    " band") },
	.outputs = BANDS(OF_PRICE),
	.lookback = keltner_lookback,
	.state = keltner_state, .init = keltner_init, .next = keltner_next
};
