/*
 * Regimes by rules (METHODS 4.1), from other rows. A label is kept until
 * another one holds for two bars; a breakout is one at once.
 */
#include "quant/market.h"
#include "quant/rows.h"
#include "quant/step.h"

#include "base/mem.h"
#include "base/pair.h"

#include <stdlib.h>

const char *const regime_names[REGIMES] = { "breakout", "reversal",
	"volatile", "trending_up", "trending_down", "ranging" };

/* What the rules read; volume's average is of the volume. */
enum part { ADX, PLUS, MINUS, BANDS, SLOPE, ATR, RSI, SMA20, SMA50, CHANNEL,
    VOLUME20, PARTS };
static const struct { const struct indicator *row; double period; } parts[] = {
	[ADX] = { &indicator_adx, 14 }, [PLUS] = { &indicator_plus_di, 14 },
	[MINUS] = { &indicator_minus_di, 14 },
	[BANDS] = { &indicator_bbands, 20 },
	[SLOPE] = { &indicator_linreg_slope, 20 },
	[ATR] = { &indicator_atr, 14 }, [RSI] = { &indicator_rsi, 14 },
	[SMA20] = { &indicator_sma, 20 }, [SMA50] = { &indicator_sma, 50 },
	[CHANNEL] = { &indicator_donchian, 20 },
	[VOLUME20] = { &indicator_sma, 20 }
};

enum { WIDTHS = 250, WIDTHS_LEAST = 100, SQUEEZE = 10, LABELS = 20,
    LABELS_LEAST = 5, RETURNED = 5, FADING = 3 };

/* Of one bar. */
struct seen {
	double high, low, close, volume;
	double adx, up, down, width, place, slope, atr, rsi, sma20, sma50;
	double upper, lower, volume20;
};

struct regime_state {
	_Alignas(16) size_t bars;	/* with a width; parts come behind */
	double widths[WIDTHS], places[SQUEEZE], adx[FADING];
	signed char labels[LABELS];	/* shown at bars before; -1: none */
	struct seen before;
	int shown, raw;			/* -1: none */
	int returned;			/* bars since the rsi came back */
	bool begun;			/* before is there */
};

static void
part_params(int part, double *params)
{
	indicator_defaults(parts[part].row, params);
	params[0] = parts[part].period;
}

static size_t
part_size(int part)
{
	double params[INDICATOR_PARAMS];

	part_params(part, params);
	return (indicator_state_size(parts[part].row, params) + 15) / 16 * 16;
}

static void
regime_init(const double *params, void *state)
{
	struct regime_state *s = state;
	char *at = (char *)DATA(s);

	(void)params;
	for (int p = 0; p < PARTS; p++) {
		double of[INDICATOR_PARAMS];

		part_params(p, of);
		indicator_init(parts[p].row, of, at);
		at += part_size(p);
	}
	memset(s->labels, -1, sizeof(s->labels));
	s->shown = s->raw = -1;
	s->returned = RETURNED;
}

static size_t
regime_size(const double *params)
{
	size_t size = STATE(regime_state, 0);

	(void)params;
	for (int p = 0; p < PARTS; p++)
		size += part_size(p);
	return size;
}

static size_t
regime_lookback(const double *params, int output)
{
	(void)params;
	(void)output;
	return 19 + WIDTHS_LEAST - 1;
}

/* The parts' values at the next bar. */
static void
parts_next(struct regime_state *s, struct seen *x)
{
	double v[PARTS][INDICATOR_OUTPUTS];
	char *at = (char *)DATA(s);

	for (int p = 0; p < PARTS; p++) {
		const struct indicator *row = parts[p].row;
		double bar[INDICATOR_INPUTS];

		for (int i = 0; row->inputs[i] != IN_NONE; i++)
			bar[i] = row->inputs[i] == IN_HIGH ? x->high :
			    row->inputs[i] == IN_LOW ? x->low :
			    p == VOLUME20 ? x->volume : x->close;
		indicator_step(row, at, bar, v[p]);
		at += part_size(p);
	}
	x->adx = v[ADX][0];
	x->up = v[PLUS][0];
	x->down = v[MINUS][0];
	x->width = (v[BANDS][0] - v[BANDS][2]) / v[BANDS][1];
	x->atr = v[ATR][0];
	x->slope = x->atr > 0 ? v[SLOPE][0] / x->atr : 0;
	x->rsi = v[RSI][0];
	x->sma20 = v[SMA20][0];
	x->sma50 = v[SMA50][0];
	x->upper = v[CHANNEL][0];
	x->lower = v[CHANNEL][2];
	x->volume20 = v[VOLUME20][0];
}

/* How many of a whole window are at most this one, two at a time: true is -1 in
 * each half. WIDTHS is even. */
static size_t
places_below(const double *widths, double width)
{
	const pair bound = { width, width };
	pair_bits sum = { 0, 0 };

	for (size_t i = 0; i < WIDTHS; i += 2)
		sum -= pair_at(widths + i) <= bound;
	return (size_t)(sum[0] + sum[1]);
}

/* Share of the last widths that is at most this one; NaN while they are few. */
static double
width_place(struct regime_state *s, double width)
{
	size_t n, most = 0;

	s->widths[s->bars++ % WIDTHS] = width;
	if (s->bars >= WIDTHS)
		return (double)places_below(s->widths, width) / WIDTHS;
	n = s->bars;
	for (size_t i = 0; i < n; i++)
		most += s->widths[i] <= width;
	return n < WIDTHS_LEAST ? (double)NAN : (double)most / (double)n;
}

static bool
inside(double rsi)
{
	return rsi >= 30 && rsi <= 70;
}

static bool
is_breakout(const struct regime_state *s, const struct seen *x)
{
	double least = NAN;

	for (int i = 0; i < SQUEEZE; i++)	/* the first ones may be NaN */
		if (!(s->places[i] >= least))
			least = isnan(s->places[i]) ? least : s->places[i];
	return least <= 0.2 && (x->close > s->before.upper ||
	    x->close < s->before.lower) && x->width > s->before.width &&
	    x->volume20 > 0 && x->volume >= 1.5 * x->volume20;
}

static bool
is_reversal(const struct regime_state *s, const struct seen *x)
{
	const struct seen *b = &s->before;
	int up = 0, down = 0;

	for (int i = 0; i < LABELS; i++) {
		up += s->labels[i] == REGIME_TRENDING_UP;
		down += s->labels[i] == REGIME_TRENDING_DOWN;
	}
	return ((up >= LABELS_LEAST && b->close >= b->sma20 &&
	    x->close < x->sma20) || (down >= LABELS_LEAST &&
	    b->close <= b->sma20 && x->close > x->sma20)) &&
	    s->returned < RETURNED && x->adx < s->adx[FADING - 1];
}

static enum regime
regime_raw(const struct regime_state *s, const struct seen *x)
{
	bool trending = s->shown == REGIME_TRENDING_UP ||
	    s->shown == REGIME_TRENDING_DOWN;

	if (is_breakout(s, x))
		return REGIME_BREAKOUT;
	if (is_reversal(s, x))
		return REGIME_REVERSAL;
	if (x->place >= 0.9 && x->adx < 25)
		return REGIME_VOLATILE;
	if (x->adx >= (trending ? 20 : 25) && fabs(x->slope) >= 0.05) {
		if (x->up > x->down && x->slope > 0 && x->close > x->sma50)
			return REGIME_TRENDING_UP;
		if (x->up < x->down && x->slope < 0 && x->close < x->sma50)
			return REGIME_TRENDING_DOWN;
	}
	return REGIME_RANGING;
}

static double
margin(double x)
{
	return x > 1 ? 1 : x > 0 ? x : 0;	/* NaN: none */
}

static double
confidence(const struct regime_state *s, const struct seen *x)
{
	double out = larger(x->close - s->before.upper,
	    s->before.lower - x->close);

	switch (s->shown) {
	case REGIME_BREAKOUT:
		return (margin((x->volume / x->volume20 - 1.5) / 1.5) +
		    margin(out / x->atr)) / 2;
	case REGIME_VOLATILE:
		return margin((x->place - 0.9) / 0.1);
	case REGIME_TRENDING_UP:
	case REGIME_TRENDING_DOWN:
		return (margin((x->adx - 25) / 25) +
		    margin(fabs(x->slope) / 0.2) +
		    margin(fabs(x->up - x->down) / 30)) / 3;
	case REGIME_RANGING:
		return (margin((25 - x->adx) / 15) +
		    margin((0.5 - fabs(x->place - 0.5)) * 2)) / 2;
	default:
		return 0;
	}
}

/* Takes the bar; its label, -1 while there is none. *sure: how sure. */
static int
regime_put(struct regime_state *s, struct seen *x, double *sure)
{
	int raw;

	*sure = NAN;
	parts_next(s, x);
	x->place = isnan(x->width) ? (double)NAN : width_place(s, x->width);
	if (s->begun && inside(x->rsi) && !isnan(s->before.rsi) &&
	    !inside(s->before.rsi))
		s->returned = 0;
	else if (s->returned < RETURNED)
		s->returned++;
	if (s->begun && !isnan(x->place) && !isnan(x->adx)) {
		raw = (int)regime_raw(s, x);
		if (s->shown < 0 || raw == REGIME_BREAKOUT || raw == s->raw)
			s->shown = raw;
		s->raw = raw;
		*sure = 0.5 + 0.5 * confidence(s, x);
	}
	memmove(s->labels + 1, s->labels, LABELS - 1);
	s->labels[0] = (signed char)s->shown;
	memmove(s->places + 1, s->places, sizeof(s->places) -
	    sizeof(*s->places));
	s->places[0] = x->place;
	memmove(s->adx + 1, s->adx, sizeof(s->adx) - sizeof(*s->adx));
	s->adx[0] = x->adx;
	s->before = *x;
	s->begun = true;
	return isnan(*sure) ? -1 : s->shown;
}

/* Takes bar i of in (high, low, close, volume); one with a part missing begins
 * anew. */
static int
regime_step(struct regime_state *s, const double *const in[], size_t i,
    struct seen *x, double *sure)
{
	*x = (struct seen){ .high = in[0][i], .low = in[1][i],
	    .close = in[2][i], .volume = in[3][i], .adx = NAN, .rsi = NAN,
	    .atr = NAN, .place = NAN };
	*sure = NAN;
	if (is_given(x->high) && is_given(x->low) && is_given(x->close) &&
	    is_given(x->volume))
		return regime_put(s, x, sure);
	indicator_init(&indicator_regime, NULL, s);
	return -1;
}

static void
regime_run(struct regime_state *s, size_t n, const double *const in[],
    double *label, double *sure)
{
	for (size_t i = 0; i < n; i++) {
		struct seen x;
		double how;
		int is = regime_step(s, in, i, &x, &how);

		if (label)
			label[i] = is < 0 ? (double)NAN : is;
		if (sure)
			sure[i] = how;
	}
}

void
regime_bars(size_t n, const double *const in[], struct regime_bar *out)
{
	struct regime_state *s = mem_alloc(regime_size(NULL));

	indicator_init(&indicator_regime, NULL, s);
	for (size_t i = 0; i < n; i++) {
		struct regime_bar *b = &out[i];
		struct seen x;

		b->label = regime_step(s, in, i, &x, &b->confidence);
		b->adx = x.adx;
		b->rsi = x.rsi;
		b->slope = isnan(x.atr) ? (double)NAN : x.slope;
		b->width_rank = x.place;
		b->side = x.close > x.sma50 && x.slope > 0 ? 1 :
		    x.close < x.sma50 && x.slope < 0 ? -1 : 0;
	}
	free(s);
}

static void
regime_next(void *state, size_t n, const double *const in[],
    double *const out[])
{
	regime_run(state, n, in, out[0], NULL);
}

static void
regime_confidence_next(void *state, size_t n, const double *const in[],
    double *const out[])
{
	regime_run(state, n, in, NULL, out[0]);
}

#define OF_BARS .inputs = { IN_HIGH, IN_LOW, IN_CLOSE, IN_VOLUME }, \
	.outputs = VALUE(OF_PLAIN), .lookback = regime_lookback, \
	.state = regime_size, .init = regime_init
const struct indicator indicator_regime = {
	"regime", "regime of the market, by rules", "METHODS 4.1",
	OF_BARS, .next = regime_next
};
const struct indicator indicator_regime_confidence = {
	"regime_confidence", "how sure the regime is", "METHODS 4.1",
	OF_BARS, .next = regime_confidence_next
};
