/* Prices weighed by volume, and volume by the side of the price. */
#include "quant/rows.h"
#include "quant/step.h"

#define HLCV { IN_HIGH, IN_LOW, IN_CLOSE, IN_VOLUME }

/* A sum without end, with what its rounding lost (Neumaier 1974). */
struct total { double sum, lost; };

static inline double
total_add(struct total *t, double x)
{
	double sum = t->sum + x;

	t->lost += fabs(t->sum) >= fabs(x) ? t->sum - sum + x : x - sum +
	    t->sum;
	t->sum = sum;
	return sum + t->lost;
}

struct obv { struct total total; double close; bool begun; };

static void
obv_init(const double *params, void *state)
{
	(void)params;
	(void)state;		/* zeros */
}

static size_t
obv_state(const double *params)
{
	(void)params;
	return STATE(obv, 0);
}

static inline void
obv_begin(struct obv *s)
{
	s->total.sum = s->total.lost = 0;
	s->begun = false;
}

static inline void
obv_step(struct obv *s, double *data, const double x[], double y[])
{
	bool up = !s->begun || x[0] > s->close, down = x[0] < s->close;

	(void)data;
	s->begun = true;
	s->close = x[0];
	y[0] = total_add(&s->total, up ? x[1] : down ? -x[1] : 0);
}

NEXT(obv, 2, 1)

const struct indicator indicator_obv = {
	"obv", "on-balance volume", "Granville 1963; TA_OBV",
	.inputs = { IN_CLOSE, IN_VOLUME },
	.outputs = VALUE(OF_QTY),
	.lookback = lookback_none,
	.state = obv_state, .init = obv_init, .next = obv_next
};

static inline double
typical_price(const double x[])
{
	return (x[0] + x[1] + x[2]) / 3;
}

struct vwap { struct sums money, volume; };

static void
vwap_init(const double *params, void *state)
{
	struct vwap *s = state;

	sums_init(&s->money, params[0]);
	sums_init(&s->volume, params[0]);
}

static size_t
vwap_state(const double *params)
{
	return STATE(vwap, 2 * (size_t)params[0]);
}

static inline void
vwap_begin(struct vwap *s)
{
	window_begin(&s->money.w);
	window_begin(&s->volume.w);
}

static inline void
vwap_step(struct vwap *s, double *data, const double x[], double y[])
{
	double money = sums_put(&s->money, data, typical_price(x) * x[3]);
	double volume = sums_put(&s->volume, data + s->money.w.n, x[3]);

	y[0] = volume != 0 ? money / volume : NAN;
}

NEXT(vwap, 4, 1)

const struct indicator indicator_vwap = {
	"vwap", "volume-weighted average price of a window", "Berkowitz, Logue and Noser 1988",
	.inputs = HLCV,
	.params = { PERIOD(1, 20) },
	.outputs = VALUE(OF_PRICE),
	.lookback = lookback_period,
	.state = vwap_state, .init = vwap_init, .next = vwap_next
};

static const char *const anchors[] = { "day", "week", "start", NULL };
enum { ANCHOR_DAY, ANCHOR_WEEK, ANCHOR_START };

struct vwap_from {
	struct total money, volume;
	double anchor, bucket;		/* bucket: the day or week under way */
};

static void
vwap_from_init(const double *params, void *state)
{
	struct vwap_from *s = state;

	s->anchor = params[0];
}

static size_t
vwap_from_state(const double *params)
{
	(void)params;
	return STATE(vwap_from, 0);
}

static inline void
vwap_from_begin(struct vwap_from *s)
{
	s->money.sum = s->money.lost = s->volume.sum = s->volume.lost = 0;
}

/* UTC; weeks from Monday, and 1970-01-01 was a Thursday. */
static inline double
bucket_of(double anchor, double ms)
{
	double day = floor(ms / 86400000);

	return anchor == ANCHOR_DAY ? day : anchor == ANCHOR_WEEK ?
	    floor((day + 3) / 7) : 0;
}

static inline void
vwap_from_step(struct vwap_from *s, double *data, const double x[],
    double y[])
{
	double bucket = bucket_of(s->anchor, x[4]), money, volume;

	(void)data;
	if (bucket != s->bucket)
		vwap_from_begin(s);
	s->bucket = bucket;
	money = total_add(&s->money, typical_price(x) * x[3]);
	volume = total_add(&s->volume, x[3]);
	y[0] = volume != 0 ? money / volume : NAN;
}

NEXT(vwap_from, 5, 1)

const struct indicator indicator_vwap_from = {
	"vwap_from", "volume-weighted average price since the anchor",
	"Berkowitz, Logue and Noser 1988",
	.inputs = { IN_HIGH, IN_LOW, IN_CLOSE, IN_VOLUME, IN_TIME },
	.params = { { "anchor", 0, .words = anchors,
	    .help = "where it begins anew: each UTC day or week, or nowhere" }
	    },
	.outputs = VALUE(OF_PRICE),
	.lookback = lookback_none,
	.state = vwap_from_state, .init = vwap_from_init,
	.next = vwap_from_next
};

struct mfi {
	struct sums up, down;
	double former;
	bool begun;
};

static void
mfi_init(const double *params, void *state)
{
	struct mfi *s = state;

	sums_init(&s->up, params[0]);
	sums_init(&s->down, params[0]);
}

static size_t
mfi_state(const double *params)
{
	return STATE(mfi, 2 * (size_t)params[0]);
}

static inline void
mfi_begin(struct mfi *s)
{
	window_begin(&s->up.w);
	window_begin(&s->down.w);
	s->begun = false;
}

static inline void
mfi_step(struct mfi *s, double *data, const double x[], double y[])
{
	double typical = typical_price(x), former = s->former, up, down;

	s->former = typical;
	y[0] = NAN;
	if (!s->begun) {
		s->begun = true;
		return;
	}
	up = sums_put(&s->up, data, typical > former ? typical * x[3] : 0);
	down = sums_put(&s->down, data + s->up.w.n,
	    typical < former ? typical * x[3] : 0);
	y[0] = up + down == 0 ? 0 : 100 * (up / (up + down));
}

NEXT(mfi, 4, 1)

const struct indicator indicator_mfi = {
	"mfi", "money flow index", "TA_MFI, without its threshold of 1",
	.inputs = HLCV,
	.params = { PERIOD(1, 14) },
	.outputs = VALUE(OF_POINTS),
	.lookback = lookback_change,
	.state = mfi_state, .init = mfi_init, .next = mfi_next
};
