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

/* n points from a time on: the equity of v, which moves along by a stride. */
static void
tile_add(struct tile *t, int64_t time, int scale,
    const struct curve_value *v, size_t stride, size_t n)
{
	for (size_t i = 0, end; i < n; i = end) {
		int64_t at = time + (int64_t)i * t->step;

		if (t->n == TILE || at != t->next || scale != t->scale)
			tile_empty(t);
		if (t->n == 0) {
			t->time = at;
			t->scale = scale;
		}
		end = n - i < TILE - t->n ? n : i + TILE - t->n;
		t->next = at + (int64_t)(end - i) * t->step;
		for (; i < end; i++, v += stride)
			t->values[t->n++] = (struct curve_value){ v->equity,
			    v->equity, v->equity };
	}
}

/* One equity at n closes. */
static void
tile_stay(struct tile *t, int64_t time, struct dec equity, size_t n)
{
	const struct curve_value v = { .equity = (int64_t)equity.coef };

	if (dec_is_short(equity)) {
		tile_add(t, time, equity.scale, &v, 0, n);
		return;
	}
	tile_empty(t);
	for (size_t i = 0; i < n; i++)
		point_add(t, time + (int64_t)i * t->step, equity);
}

/* How many of n bars, from one on, open one step after the other. */
static size_t
evenly(const int64_t *open_time_ms, size_t n, int64_t step)
{
	size_t i = 1;

	while (i < n && open_time_ms[i] - open_time_ms[i - 1] == step / 1000)
		i++;
	return i < n ? i : n;
}

/* How many of the next points stand at closes, from one on, one at each. */
static size_t
at_closes(const struct curve *c, struct curve_walk *w, int64_t close,
    int64_t step, size_t most)
{
	const struct curve_part *p = curve_next_part(c, w);
	size_t n;

	if (p == NULL || p->scale < 0 || p->step != step ||
	    p->like.time + (int64_t)(w->at - p->first) * step != close)
		return 0;
	n = curve_part_end(c, p) - w->at;
	return n < most ? n : most;
}

/* Passes what was before a close and at it; returns at how many closes from
 * there, of n, nothing was new. */
static size_t
pass(const struct curve *c, struct curve_walk *w, int64_t close, int64_t step,
    size_t n, struct dec *equity)
{
	struct curve_walk ahead = *w;
	struct dec next;
	int64_t time;

	while (curve_next_equity(c, &ahead, &time, &next)) {
		if (time > close) {
			size_t still = (size_t)((time - close - 1) / step) + 1;

			return still < n ? still : n;
		}
		*equity = next;
		*w = ahead;
	}
	return n;
}

void
run_equity(const struct curve *in, const struct candles *bars,
    const struct equity_span *span, struct curve *out)
{
	struct tile t = { .curve = out, .units = span->capital,
	    .step = span->timeframe };
	struct curve_walk walk = { 0 };
	struct dec equity = span->capital;
	size_t n;

	vec_reserve(&out->values, bars->len + 1);
	tile_stay(&t, span->from, equity, 1);
	for (size_t i = 0; i < bars->len; i += n) {
		const int64_t *open = &bars->open_time_ms[i];
		int64_t close = *open * 1000 + t.step;
		size_t most;

		if (close > span->until)
			break;
		most = (size_t)((span->until - close) / t.step) + 1;
		most = most < bars->len - i ? most : bars->len - i;
		n = at_closes(in, &walk, close, t.step, most);
		if (n > 0) {
			const struct curve_value *v = &in->values.at[walk.at];
			int scale = in->parts.at[walk.part].scale;

			n = evenly(open, n, t.step);
			tile_add(&t, close, scale, v, 1, n);
			equity = (struct dec){ v[n - 1].equity, scale };
			walk.at += n;
		} else {
			n = evenly(open, pass(in, &walk, close, t.step, most,
			    &equity), t.step);
			tile_stay(&t, close, equity, n);
		}
	}
	tile_empty(&t);
}
