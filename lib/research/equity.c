/*
 * The equity curve of a run: a point at every close, also where the replay left
 * none since nothing was held. Points go in by tiles, as nearly all of them
 * stand at one distance and in one scale.
 */
#include "research/measure.h"

#include "model/candle.h"

#define TILE 256

/* Points at one distance and in one scale, on their way into the curve. */
struct tile {
	struct curve *curve;
	struct dec units;
	int64_t step, time, next;	/* of the first, and behind the last */
	int scale;
	size_t n;
	struct curve_value values[TILE];
};

static void
point_add(struct tile *t, int64_t time, struct dec equity)
{
	const struct equity_point p = { .time = time, .equity = equity,
	    .high = equity, .low = equity, .transferred = DEC_ZERO,
	    .units = t->units };

	curve_add(t->curve, &p);
}

static void
tile_empty(struct tile *t)
{
	if (t->n > 0 && !curve_go_on(t->curve, t->time, t->step, t->scale,
	    t->values, t->n))
		for (size_t i = 0; i < t->n; i++)
			point_add(t, t->time + (int64_t)i * t->step,
			    (struct dec){ t->values[i].equity, t->scale });
	t->n = 0;
}

/* One that does not simply go on: it begins a tile, or stands alone. */
static void
tile_turn(struct tile *t, int64_t time, struct dec equity)
{
	int64_t amount = (int64_t)equity.coef;

	tile_empty(t);
	if (!dec_is_short(equity)) {
		point_add(t, time, equity);
		return;
	}
	t->time = time;
	t->next = time + t->step;
	t->scale = equity.scale;
	t->values[t->n++] = (struct curve_value){ amount, amount, amount };
}

static inline void
tile_add(struct tile *t, int64_t time, const struct dec *equity)
{
	int64_t amount = (int64_t)equity->coef;

	if (t->n == 0 || t->n == TILE || time != t->next ||
	    equity->scale != t->scale || equity->coef != amount) {
		tile_turn(t, time, *equity);
		return;
	}
	t->next += t->step;
	t->values[t->n++] = (struct curve_value){ amount, amount, amount };
}

void
run_equity(const struct curve *in, const struct candles *bars,
    const struct equity_span *span, struct curve *out)
{
	struct tile t = { .curve = out, .units = span->capital,
	    .step = span->timeframe };
	struct curve_walk walk = { 0 };
	struct dec equity = span->capital, next;
	int64_t time = 0;
	bool more = curve_next_equity(in, &walk, &time, &next);

	vec_reserve(&out->values, bars->len + 1);
	tile_add(&t, span->from, &equity);
	for (size_t i = 0; i < bars->len; i++) {
		int64_t close = bars->open_time_ms[i] * 1000 + span->timeframe;

		if (close > span->until)
			break;
		for (; more && time <= close;
		    more = curve_next_equity(in, &walk, &time, &next))
			equity = next;
		tile_add(&t, close, &equity);
	}
	tile_empty(&t);
}
