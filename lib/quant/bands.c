/* Bands around a middle. */
#include "quant/rows.h"
#include "quant/step.h"

struct bbands {
	double dev;
	struct sums sums;
	struct moments moments;
};

static void
bbands_init(const double *params, void *state)
{
	struct bbands *s = state;

	s->dev = params[1];
	sums_init(&s->sums, params[0]);
	moments_init(&s->moments, DATA(s) + s->sums.w.n, params[0]);
}

static size_t
bbands_state(const double *params)
{
	size_t n = (size_t)params[0];

	return STATE(bbands, n + MOMENTS(n));
}

static inline void
bbands_begin(struct bbands *s)
{
	sums_begin(&s->sums);
	moments_begin(&s->moments);
}

/* The middle is summed apart, so that it is sma's to the last bit. */
static inline void
bbands_step(struct bbands *s, double *data, const double x[], double y[])
{
	size_t n = s->sums.w.n;
	double middle = sums_put(&s->sums, data, x[0]) / (double)n;
	double width = s->dev * sqrt(moments_put(&s->moments, data + n,
	    x[0]));

	y[0] = middle + width;
	y[1] = middle;
	y[2] = middle - width;
}

NEXT(bbands, 1, 3)

const struct indicator indicator_bbands = {
	"bbands", "Bollinger bands: deviations of the population around sma",
	"TA_BBANDS; METHODS 2.7",
	.inputs = { IN_X },
	.params = { PERIOD(1, 20), { "dev", 2, 0, 100, false,
	    .help = "deviations from the middle to a band" } },
	.outputs = { { "upper", OF_X }, { "middle", OF_X },
	    { "lower", OF_X } },
	.lookback = lookback_period,
	.state = bbands_state, .init = bbands_init, .next = bbands_next
};
