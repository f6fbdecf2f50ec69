/*
 * Rows as arrays: one scale for all prices, one for all volumes.
 */
#include "model/candlerows.h"

#include "base/mem.h"

/* coef × 10^up; false when it does not fit. */
static bool
scale_up(int64_t coef, int up, int64_t *out)
{
	for (; up > 0; up--)
		if (__builtin_mul_overflow(coef, INT64_C(10), &coef))
			return false;
	*out = coef;
	return true;
}

static int
column_scale(const struct candle_rows *r, enum candle_column c, int scale)
{
	for (size_t i = 0; i < r->len; i++)
		if (r->scale[c][i] != CANDLE_UNKNOWN && r->scale[c][i] > scale)
			scale = r->scale[c][i];
	return scale;
}

static bool
column_fill(const struct candle_rows *r, enum candle_column c, int scale,
    int64_t *to)
{
	bool good = true;

	for (size_t i = 0; i < r->len && good; i++)
		good = r->scale[c][i] != CANDLE_UNKNOWN &&
		    scale_up(r->coef[c][i], scale - r->scale[c][i], &to[i]);
	return good;
}

bool
candles_from_rows(const struct candle_rows *r, struct candles *out)
{
	struct candles c = { .len = r->len, .cap = r->len };
	bool good;

	c.open_time_ms = mem_array(r->len + 1, sizeof(int64_t));
	c.open = mem_array(r->len + 1, sizeof(int64_t));
	c.high = mem_array(r->len + 1, sizeof(int64_t));
	c.low = mem_array(r->len + 1, sizeof(int64_t));
	c.close = mem_array(r->len + 1, sizeof(int64_t));
	c.volume = mem_array(r->len + 1, sizeof(int64_t));
	for (int k = CANDLE_OPEN; k <= CANDLE_CLOSE; k++)
		c.price_scale = column_scale(r, (enum candle_column)k,
		    c.price_scale);
	c.volume_scale = column_scale(r, CANDLE_VOLUME, 0);
	for (size_t i = 0; i < r->len; i++)
		c.open_time_ms[i] = r->time[i];
	good = column_fill(r, CANDLE_OPEN, c.price_scale, c.open) &&
	    column_fill(r, CANDLE_HIGH, c.price_scale, c.high) &&
	    column_fill(r, CANDLE_LOW, c.price_scale, c.low) &&
	    column_fill(r, CANDLE_CLOSE, c.price_scale, c.close) &&
	    column_fill(r, CANDLE_VOLUME, c.volume_scale, c.volume);
	if (good)
		*out = c;
	else
		candles_release(&c);
	return good;
}
