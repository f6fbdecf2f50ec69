/*
 * Wilder's directional movement (1978; METHODS 2.6). One state makes all rows:
 * his sums begin as plain sums of bars 1 to n-1; from bar n on a share of 1/n
 * leaves them with every bar.
 */
#include "quant/average.h"
#include "quant/rows.h"

/* Pairs are of up and down: which of them moves nobody can guess, so it is
 * chosen by masks, without a jump. */
struct movement {
	pair place;		/* high, and low with its sign turned */
	pair moves;
	double keep, close, range, dx;
	size_t n, seen;		/* bars, up to n + 1 */
};

static inline void
movement_init(struct movement *m, double n)
{
	*m = (struct movement){ .keep = 1 - 1 / n, .n = (size_t)n };
}

static inline void
movement_begin(struct movement *m)
{
	m->seen = 0;
	m->moves = (pair){ 0, 0 };
	m->range = m->dx = 0;
}

/* Takes high, low, close; true once there are values. */
static inline bool
movement_put(struct movement *m, const double x[])
{
	pair place = { x[0], -x[1] }, move = place - m->place;
	pair_bits larger_one = (move > (pair){ move[1], move[0] }) &
	    (move > (pair){ 0, 0 });
	double range = true_range(x[0], x[1], m->close);
	double keep = m->keep;

	m->place = place;
	m->close = x[2];
	if (__builtin_expect(m->seen <= m->n, 0)) {
		if (m->seen++ == 0)
			return false;
		keep = m->seen <= m->n ? 1 : keep;
	}
	m->moves = m->moves * keep + (pair)((pair_bits)move & larger_one);
	m->range = m->range * keep + range;
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
	double up = m->moves[0], down = m->moves[1], both = up + down;

	if (both > 1e-16 * m->range + 1e-290)
		m->dx = 100 * fabs(up - down) / both;
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
	y[0] = movement_put(&s->m, x) ? movement_di(&s->m, s->m.moves[0]) : NAN;
}

static inline void
minus_di_step(struct di *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = movement_put(&s->m, x) ? movement_di(&s->m, s->m.moves[1]) : NAN;
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
	"Wilder 1978; TA_PLUS_DI", DIRECTIONAL,
	.lookback = lookback_change,
	.state = di_state, .init = di_init, .next = plus_di_next
};

const struct indicator indicator_minus_di = {
	"minus_di", "directional indicator, down",
	"Wilder 1978; TA_MINUS_DI", DIRECTIONAL,
	.lookback = lookback_change,
	.state = di_state, .init = di_init, .next = minus_di_next
};

const struct indicator indicator_dx = {
	"dx", "directional index: how far apart plus_di and minus_di are",
	"Wilder 1978; TA_DX", DIRECTIONAL,
	.lookback = lookback_change,
	.state = di_state, .init = di_init, .next = dx_next
};

struct adx { struct movement m; struct wilder average; };

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
	wilder_begin(&s->average);
}

static inline void
adx_step(struct adx *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = movement_put(&s->m, x) ? wilder_put(&s->average,
	    movement_dx(&s->m)) : NAN;
}

NEXT(adx, 3, 1)

const struct indicator indicator_adx = {
	"adx", "average directional index",
	"Wilder 1978; TA_ADX", DIRECTIONAL,
	.lookback = adx_lookback,
	.state = adx_state, .init = adx_init, .next = adx_next
};
