/* Moving averages. */
#include "quant/rows.h"
#include "quant/step.h"

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
	sums_begin(&s->sums);
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
