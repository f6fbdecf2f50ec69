/*
 * What a market without other people quotes: a book around the last price, a
 * day's numbers, candles of longer intervals; all from the bars.
 */
#include "serve/binance/binance.h"

#include "base/stamp.h"
#include "model/candlerows.h"

#include <string.h>

struct dec
dec_quotient(struct dec a, struct dec b, int scale)
{
	struct dec out = DEC_ZERO;

	if (dec_is_zero(b) || !dec_div(a, b, scale, ROUND_HALF_EVEN, &out))
		return DEC_ZERO;
	return out;
}

struct dec
volume_of(const struct candles *c, size_t i)
{
	return dec_make(c->volume[i], c->volume_scale);
}

/* How far a taker is from the last price, as a ratio. */
static struct dec
half_spread(const struct world *w)
{
	const struct sim_settings *s = &w->setup.settings;
	struct dec half = DEC_ZERO, all = DEC_ZERO, ratio = DEC_ZERO;

	if (dec_known(s->spread_bps))
		dec_muldiv(s->spread_bps, dec_int(1), dec_int(2), 8, ROUND_UP,
		    &half);
	if (!dec_known(s->slippage_bps) ||
	    !dec_add(half, s->slippage_bps, &all))
		all = half;
	dec_div(all, dec_int(10000), 12, ROUND_UP, &ratio);
	return ratio;
}

/* Never at the last price itself: what rests there would take. */
struct quote
quote_now(const struct world *w, const struct world_symbol *s)
{
	struct quote q = { DEC_ZERO, DEC_ZERO, s->i.lot };
	struct dec last = world_last(w, s), away, tick;
	size_t n = world_bars(w, s);

	if (!dec_known(last))
		return q;
	tick = instrument_tick(&s->i, last);
	if (!dec_mul(last, half_spread(w), 18, ROUND_UP, &away) ||
	    dec_cmp(away, tick) < 0)
		away = tick;
	dec_sub(last, away, &q.bid);
	dec_add(last, away, &q.ask);
	instrument_round_price(&s->i, q.bid, ROUND_FLOOR, &q.bid);
	instrument_round_price(&s->i, q.ask, ROUND_CEIL, &q.ask);
	if (dec_sign(q.bid) <= 0)
		q.bid = last;
	if (n > 0 && dec_div(volume_of(&s->bars, n - 1), dec_int(20), 8,
	    ROUND_DOWN, &q.amount))
		dec_step(q.amount, s->i.lot, ROUND_DOWN, &q.amount);
	if (dec_sign(q.amount) <= 0)
		q.amount = s->i.lot;
	return q;
}

struct day
day_now(const struct world *w, const struct world_symbol *s)
{
	struct day d = { DEC_ZERO, DEC_ZERO, DEC_ZERO, DEC_ZERO, DEC_ZERO,
	    DEC_ZERO, 0, 0 };
	const struct candles *c = &s->bars;
	size_t n = world_bars(w, s);

	for (size_t i = n; i-- > 0; ) {
		struct dec high = candles_price(c, c->high[i]), value;
		struct dec low = candles_price(c, c->low[i]);

		if (c->open_time_ms[i] * 1000 < w->now - STAMP_DAY)
			break;
		if (d.count == 0)
			d.last = candles_price(c, c->close[i]);
		d.open = candles_price(c, c->open[i]);
		d.high = d.count == 0 ? high : dec_max(d.high, high);
		d.low = d.count == 0 ? low : dec_min(d.low, low);
		dec_add(d.volume, volume_of(c, i), &d.volume);
		if (dec_mul(volume_of(c, i), candles_price(c, c->close[i]), 8,
		    ROUND_HALF_EVEN, &value))
			dec_add(d.value, value, &d.value);
		d.from = c->open_time_ms[i];
		d.count++;
	}
	return d;
}

static const struct { const char *word; int64_t ms; } intervals[] = {
	{ "1s", 1000 }, { "1m", 60000 }, { "3m", 180000 }, { "5m", 300000 },
	{ "15m", 900000 }, { "30m", 1800000 }, { "1h", 3600000 },
	{ "2h", 7200000 }, { "4h", 14400000 }, { "6h", 21600000 },
	{ "8h", 28800000 }, { "12h", 43200000 }, { "1d", 86400000 },
	{ "3d", 259200000 }, { "1w", 604800000 }
};

int64_t
interval_ms(const char *word)
{
	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++)
		if (strcmp(intervals[i].word, word) == 0)
			return intervals[i].ms;
	return 0;
}

int64_t
interval_start(int64_t told, int64_t interval)
{
	int64_t since = told - timeframe_origin_ms(interval);
	int64_t in = since % interval;

	return told - (in < 0 ? in + interval : in);
}

void
kline_begin(const struct candles *c, size_t i, struct candle *k)
{
	*k = candle_empty();
	k->open = candles_price(c, c->open[i]);
	k->high = k->low = k->open;
	k->volume = k->quote_volume = DEC_ZERO;
	k->trades = 0;
	kline_more(c, i, k);
}

void
kline_more(const struct candles *c, size_t i, struct candle *k)
{
	struct dec value;

	k->high = dec_max(k->high, candles_price(c, c->high[i]));
	k->low = dec_min(k->low, candles_price(c, c->low[i]));
	k->close = candles_price(c, c->close[i]);
	if (c->volume == NULL)
		return;
	dec_add(k->volume, volume_of(c, i), &k->volume);
	if (dec_mul(volume_of(c, i), k->close, 8, ROUND_HALF_EVEN, &value))
		dec_add(k->quote_volume, value, &k->quote_volume);
	k->trades += c->volume[i] > 0 ? 4 : 0;
}
