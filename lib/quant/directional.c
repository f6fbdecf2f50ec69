/*
 * Wilder's directional movement (1978; METHODS 2.6). One state makes all rows:
 * his sums begin as plain sums of bars 1 to n-1; from bar n on a share of 1/n
 * leaves them with every bar.
 */
#include "quant/average.h"
#include "quant/rows.h"

struct movement {
	double share, high, low, close, plus, minus, range, dx;
	size_t n, seen;		/* bars, up to n + 1 */
};

static inline void
movement_init(struct movement *m, double n)
{
	*m = (struct movement){ .share = 1 / n, .n = (size_t)n };
}

static inline void
movement_begin(struct movement *m)
{
	m->seen = 0;
	m->plus = m->minus = m->range = m->dx = 0;
}

/* Takes high, low, close; true once there are values. */
static inline bool
movement_put(struct movement *m, const double x[])
{
	double up = x[0] - m->high, down = m->low - x[1];
	double range = true_range(x[0], x[1], m->close);
	double share = m->share;

	m->high = x[0];
	m->low = x[1];
	m->close = x[2];
	if (__builtin_expect(m->seen <= m->n, 0)) {
		if (m->seen++ == 0)
			return false;
		share = m->seen <= m->n ? 0 : share;
	}
	m->plus += (up > 0 && up > down ? up : 0) - m->plus * share;
	m->minus += (down > 0 && down > up ? down : 0) - m->minus * share;
	m->range += range - m->range * share;
	return m->seen > m->n;
}

/* What has decayed as far as this comes from no move. */
static inline double
movement_di(const struct movement *m, double moves)
{
	return m->range > 1e-290 ? 100 * moves / m->range : 0;
}

/* Where nothing moves the former value stays. */
static inline double
movement_dx(struct movement *m)
{
	double both = m->plus + m->minus;

	if (m->range > 1e-290 && both > 1e-16 * m->range)
		m->dx = 100 * fabs(m->plus - m->minus) / both;
	return m->dx;
}

struct di { struct movement m; };

static void
di_init(const double *params, void *state)
{
	struct di *s = state;

	movement_init(&s->m, params[0]);
}

static size_t
di_state(const double *params)
{
	(void)params;
	return STATE(di, 0);
}

static inline void
di_begin(struct di *s)
{
	movement_begin(&s->m);
}

static inline void
plus_di_step(struct di *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = movement_put(&s->m, x) ? movement_di(&s->m, s->m.plus) : NAN;
}

static inline void
minus_di_step(struct di *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = movement_put(&s->m, x) ? movement_di(&s->m, s->m.minus) : NAN;
}

static inline void
dx_step(struct di *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = movement_put(&s->m, x) ? movement_dx(&s->m) : NAN;
}

NEXT_OF(di, plus_di, 3, 1)
NEXT_OF(di, minus_di, 3, 1)
NEXT_OF(di, dx, 3, 1)

#define DIRECTIONAL \
	.inputs = { IN_HIGH, IN_LOW, IN_CLOSE }, \
	.params = { PERIOD(2, 14) }, \
	.outputs = VALUE(OF_POINTS)

const struct indicator indicator_plus_di = {
	"plus_di", "directional indicator, up",
	"Wilder 1978; TA_PLUS_DI; METHODS 2.6", DIRECTIONAL,
	.lookback = lookback_change,
	.state = di_state, .init = di_init, .next = plus_di_next
};

const struct indicator indicator_minus_di = {
	"minus_di", "directional indicator, down",
	"Wilder 1978; TA_MINUS_DI; METHODS 2.6", DIRECTIONAL,
	.lookback = lookback_change,
	.state = di_state, .init = di_init, .next = minus_di_next
};

const struct indicator indicator_dx = {
	"dx", "directional index: how far apart plus_di and minus_di are",
	"Wilder 1978; TA_DX; METHODS 2.6", DIRECTIONAL,
	.lookback = lookback_change,
	.state = di_state, .init = di_init, .next = dx_next
};

struct adx { struct movement m; struct ema average; };

static void
adx_init(const double *params, void *state)
{
	struct adx *s = state;

	movement_init(&s->m, params[0]);
	wilder_init(&s->average, params[0]);
}

static size_t
adx_state(const double *params)
{
	(void)params;
	return STATE(adx, 0);
}

static size_t
adx_lookback(const double *params, int output)
{
	(void)output;
	return 2 * (size_t)params[0] - 1;
}

static inline void
adx_begin(struct adx *s)
{
	movement_begin(&s->m);
	ema_begin(&s->average);
}

static inline void
adx_step(struct adx *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = movement_put(&s->m, x) ? ema_put(&s->average,
	    movement_dx(&s->m)) : NAN;
}

NEXT(adx, 3, 1)

const struct indicator indicator_adx = {
	"adx", "average directional index",
	"Wilder 1978; TA_ADX; METHODS 2.6", DIRECTIONAL,
	.lookback = adx_lookback,
	.state = adx_state, .init = adx_init, .next = adx_next
};
