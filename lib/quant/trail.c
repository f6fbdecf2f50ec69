/* True range, and stops that trail the price. */
#include "quant/average.h"
#include "quant/rows.h"

#define HLC { IN_HIGH, IN_LOW, IN_CLOSE }

struct range { struct atr atr; };

static void
range_init(const double *params, void *state)
{
	struct range *s = state;

	atr_init(&s->atr, params[0]);
}

static size_t
range_state(const double *params)
{
	(void)params;
	return STATE(range, 0);
}

static inline void
range_begin(struct range *s)
{
	atr_begin(&s->atr);
}

static inline void
atr_step(struct range *s, double *data, const double x[], double y[])
{
	(void)data;
	y[0] = atr_put(&s->atr, x[0], x[1], x[2]);
}

static inline void
natr_step(struct range *s, double *data, const double x[], double y[])
{
	double range = atr_put(&s->atr, x[0], x[1], x[2]);

	(void)data;
	y[0] = x[2] != 0 ? 100 * range / x[2] : NAN;
}

NEXT_OF(range, atr, 3, 1)
NEXT_OF(range, natr, 3, 1)

const struct indicator indicator_atr = {
	"atr", "average true range", "Wilder 1978; TA_ATR",
	.inputs = HLC,
	.params = { PERIOD(1, 14) },
	.outputs = VALUE(OF_PRICE),
	.lookback = lookback_change,
	.state = range_state, .init = range_init, .next = atr_next
};

const struct indicator indicator_natr = {
	"natr", "average true range in percent of the close",
	"TA_NATR",
	.inputs = HLC,
	.params = { PERIOD(1, 14) },
	.outputs = VALUE(OF_POINTS),
	.lookback = lookback_change,
	.state = range_state, .init = range_init, .next = natr_next
};

struct supertrend {
	struct atr atr;
	double mult, upper, lower, close;
	bool begun, up;
};

static void
supertrend_init(const double *params, void *state)
{
	struct supertrend *s = state;

	atr_init(&s->atr, params[0]);
	s->mult = params[1];
}

static size_t
supertrend_state(const double *params)
{
	(void)params;
	return STATE(supertrend, 0);
}

static inline void
supertrend_begin(struct supertrend *s)
{
	atr_begin(&s->atr);
	s->begun = s->up = false;
}

/* The bands only close in, until the close before has left them. */
static inline void
supertrend_step(struct supertrend *s, double *data, const double x[],
    double y[])
{
	double width = s->mult * atr_put(&s->atr, x[0], x[1], x[2]);
	double middle = (x[0] + x[1]) / 2, before = s->close;
	double upper = middle + width, lower = middle - width;

	(void)data;
	s->close = x[2];
	y[0] = y[1] = NAN;
	if (isnan(width))
		return;
	if (!s->begun || lower > s->lower || before < s->lower)
		s->lower = lower;
	if (!s->begun || upper < s->upper || before > s->upper)
		s->upper = upper;
	if (s->begun)
		s->up = s->up ? !(x[2] < s->lower) : x[2] > s->upper;
	s->begun = true;
	y[0] = s->up ? s->lower : s->upper;
	y[1] = s->up ? 1 : -1;
}

NEXT(supertrend, 3, 2)

const struct indicator indicator_supertrend = {
	"supertrend", "trailing band of true range, and its side",
	"Pine ta.supertrend with TA_ATR",
	.inputs = HLC,
	.params = { LENGTH("atr", 1, 10, "bars of the average true range"),
	    FACTOR("mult", 3, "average true ranges from the middle to a"
	    " band") },
	.outputs = { { "line", OF_PRICE }, { "direction", OF_PLAIN } },
	.lookback = lookback_change,
	.state = supertrend_state, .init = supertrend_init,
	.next = supertrend_next
};

struct sar {
	double first, most;		/* acceleration */
	double high, low;		/* of the bar before */
	double extreme, acceleration, stop;
	size_t seen;
	bool up;
};

static void
sar_init(const double *params, void *state)
{
	struct sar *s = state;

	s->first = smaller(params[0], params[1]);
	s->most = params[1];
}

static size_t
sar_state(const double *params)
{
	(void)params;
	return STATE(sar, 0);
}

static size_t
sar_lookback(const double *params, int output)
{
	(void)params;
	(void)output;
	return 1;
}

static inline void
sar_begin(struct sar *s)
{
	s->seen = 0;
}

/* Bar 1 chooses the side, and is its own former bar. */
static inline void
sar_choose(struct sar *s, double high, double low)
{
	double down = s->low - low;

	s->up = !(down > 0 && down > high - s->high);
	s->extreme = s->up ? high : low;
	s->stop = s->up ? s->low : s->high;
	s->acceleration = s->first;
	s->high = high;
	s->low = low;
}

/* Over downward prices the same happens to the negative prices, so there is
 * one direction here: high and low as if the side were up. */
static inline double
sar_follow(struct sar *s, double high, double low, double former_high,
    double former_low, double *stop, double *extreme)
{
	double value = *stop;

	if (low <= *stop) {
		value = larger(larger(*extreme, former_high), high);
		s->up = !s->up;
		s->acceleration = s->first;
		*extreme = low;
		*stop = larger(larger(value + s->acceleration *
		    (low - value), former_high), high);
		return value;
	}
	if (high > *extreme) {
		*extreme = high;
		s->acceleration = smaller(s->acceleration + s->first,
		    s->most);
	}
	*stop = smaller(smaller(value + s->acceleration * (*extreme - value),
	    former_low), low);
	return value;
}

static inline void
sar_step(struct sar *s, double *data, const double x[], double y[])
{
	double side, stop, extreme;

	(void)data;
	if (s->seen < 2 && s->seen++ == 0) {
		s->high = x[0];
		s->low = x[1];
		y[0] = NAN;
		return;
	}
	if (s->seen == 2)
		sar_choose(s, x[0], x[1]);
	s->seen = 3;
	side = s->up ? 1 : -1;
	stop = side * s->stop;
	extreme = side * s->extreme;
	if (s->up)
		y[0] = sar_follow(s, x[0], x[1], s->high, s->low, &stop,
		    &extreme);
	else
		y[0] = -sar_follow(s, -x[1], -x[0], -s->low, -s->high, &stop,
		    &extreme);
	s->stop = side * stop;
	s->extreme = side * extreme;
	s->high = x[0];
	s->low = x[1];
}

NEXT(sar, 2, 1)

const struct indicator indicator_sar = {
	"sar", "parabolic stop and reverse", "Wilder 1978; TA_SAR",
	.inputs = { IN_HIGH, IN_LOW },
	.params = { FACTOR("acceleration", 0.02, "of the stop with each new"
	    " extreme"), FACTOR("maximum", 0.2, "of the acceleration") },
	.outputs = VALUE(OF_PRICE),
	.lookback = sar_lookback,
	.state = sar_state, .init = sar_init, .next = sar_next
};
