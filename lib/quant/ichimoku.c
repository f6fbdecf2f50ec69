/*
 * Ichimoku's lines (METHODS 2.19), without chikou, which is made of later
 * bars. Both senkou are plotted ahead: at a bar stands what was worked out
 * `displacement` bars before.
 */
#include "quant/rows.h"
#include "quant/step.h"

struct middle { struct highest high, low; };

/* data: 2n doubles of each window in this order, then of both delays. */
struct ichimoku {
	struct middle tenkan, kijun, senkou_b;
	struct window ahead_a, ahead_b;
};

static void
middle_init(struct middle *m, double n)
{
	highest_init(&m->high, n);
	highest_init(&m->low, n);
}

static void
ichimoku_init(const double *params, void *state)
{
	struct ichimoku *s = state;

	middle_init(&s->tenkan, params[0]);
	middle_init(&s->kijun, params[1]);
	middle_init(&s->senkou_b, params[2]);
	s->ahead_a.n = s->ahead_b.n = (size_t)params[3];
}

static size_t
ichimoku_state(const double *params)
{
	return STATE(ichimoku, 2 * (size_t)(params[0] + params[1] +
	    params[2] + params[3]));
}

static size_t
ichimoku_lookback(const double *params, int output)
{
	double both = params[0] > params[1] ? params[0] : params[1];

	return (size_t)(output == 0 ? params[0] : output == 1 ? params[1] :
	    params[3] + (output == 2 ? both : params[2])) - 1;
}

static inline void
middle_begin(struct middle *m)
{
	window_begin(&m->high.w);
	window_begin(&m->low.w);
}

static inline void
ichimoku_begin(struct ichimoku *s)
{
	middle_begin(&s->tenkan);
	middle_begin(&s->kijun);
	middle_begin(&s->senkou_b);
	window_begin(&s->ahead_a);
	window_begin(&s->ahead_b);
}

/* *data moves behind what this window uses. */
static inline double
middle_put(struct middle *m, double **data, const double x[])
{
	size_t n = m->high.w.n;
	double high = highest_put(&m->high, *data, x[0]);
	double low = -highest_put(&m->low, *data + n, -x[1]);

	*data += 2 * n;
	return (high + low) / 2;
}

static inline void
ichimoku_step(struct ichimoku *s, double *data, const double x[], double y[])
{
	y[0] = middle_put(&s->tenkan, &data, x);
	y[1] = middle_put(&s->kijun, &data, x);
	y[3] = middle_put(&s->senkou_b, &data, x);
	y[2] = delay_put(&s->ahead_a, data, (y[0] + y[1]) / 2);
	y[3] = delay_put(&s->ahead_b, data + s->ahead_a.n, y[3]);
}

NEXT(ichimoku, 2, 4)

const struct indicator indicator_ichimoku = {
	"ichimoku", "Ichimoku lines, without chikou",
	"pandas-ta ichimoku",
	.inputs = { IN_HIGH, IN_LOW },
	.params = { LENGTH("tenkan", 1, 9, "bars of tenkan"),
	    LENGTH("kijun", 1, 26, "bars of kijun"),
	    LENGTH("senkou_b", 1, 52, "bars of senkou_b"),
	    LENGTH("displacement", 1, 26, "bars that senkou stand ahead") },
	.outputs = { { "tenkan", OF_PRICE }, { "kijun", OF_PRICE },
	    { "senkou_a", OF_PRICE }, { "senkou_b", OF_PRICE } },
	.lookback = ichimoku_lookback,
	.state = ichimoku_state, .init = ichimoku_init, .next = ichimoku_next
};
