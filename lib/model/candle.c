/*
 * Candles and series: their records, the defects a bar can have, and the
 * array form.
 */
#include "model/candle.h"

#include "base/column.h"

#include <stdlib.h>

static const struct field candle_fields[] = {
	{ "open_time_ms", FIELD_INT, FIELD_AT(struct candle, open_time_ms),
	  .help = "open time, milliseconds since 1970" },
	{ "open", FIELD_DEC, FIELD_AT(struct candle, open),
	  .help = "first price", .unit = UNIT_PRICE },
	{ "high", FIELD_DEC, FIELD_AT(struct candle, high),
	  .help = "highest price", .unit = UNIT_PRICE },
	{ "low", FIELD_DEC, FIELD_AT(struct candle, low),
	  .help = "lowest price", .unit = UNIT_PRICE },
	{ "close", FIELD_DEC, FIELD_AT(struct candle, close),
	  .help = "last price", .unit = UNIT_PRICE },
	{ "volume", FIELD_DEC, FIELD_AT(struct candle, volume),
	  .help = "base units traded", .unit = UNIT_QTY },
	{ "quote_volume", FIELD_DEC, FIELD_AT(struct candle, quote_volume),
	  .help = "the same in quote currency", .unit = UNIT_MONEY },
	{ "trades", FIELD_INT, FIELD_AT(struct candle, trades),
	  .help = "number of trades" },
	{ "taker_buy_volume", FIELD_DEC,
	  FIELD_AT(struct candle, taker_buy_volume),
	  .help = "base units bought by takers", .unit = UNIT_QTY },
	{ "taker_buy_quote_volume", FIELD_DEC,
	  FIELD_AT(struct candle, taker_buy_quote_volume),
	  .help = "the same in quote currency", .unit = UNIT_MONEY },
	{ .name = NULL }
};
const struct record candle_record = {
	"candle", "one bar of a series", candle_fields
};

const char *const candle_price_names[] = { "last", "mark", NULL };

static const struct field series_fields[] = {
	{ "venue", FIELD_CHARS, FIELD_AT(struct series, venue),
	  .help = "where the prices are from" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct series, symbol),
	  .help = "unified symbol" },
	{ "timeframe", FIELD_DURATION, FIELD_AT(struct series, timeframe),
	  .help = "length of a bar" },
	{ "from", FIELD_STAMP, FIELD_AT(struct series, from),
	  .help = "open of the first bar" },
	{ "to", FIELD_STAMP, FIELD_AT(struct series, to),
	  .help = "close of the last bar" },
	{ "rows", FIELD_INT, FIELD_AT(struct series, rows),
	  .help = "bars stored" },
	{ "gaps", FIELD_INT, FIELD_AT(struct series, gaps),
	  .help = "places where bars are missing" },
	{ "missing", FIELD_INT, FIELD_AT(struct series, missing),
	  .help = "bars missing in them" },
	{ "hash", FIELD_CHARS, FIELD_AT(struct series, hash),
	  .help = "SHA-256 of the canonical rows", .flags = FIELD_WIDE },
	{ "price", FIELD_ENUM, FIELD_AT(struct series, price),
	  .help = "of trades (last), or what a venue marks to",
	  .names = candle_price_names, .names_len = CANDLE_PRICES },
	{ .name = NULL }
};
const struct record series_record = {
	"series", "venue, symbol and timeframe of stored candles",
	series_fields
};

struct candle
candle_empty(void)
{
	struct candle c = { .open = DEC_NONE, .high = DEC_NONE,
	    .low = DEC_NONE, .close = DEC_NONE, .volume = DEC_NONE,
	    .quote_volume = DEC_NONE, .trades = INT_NONE,
	    .taker_buy_volume = DEC_NONE,
	    .taker_buy_quote_volume = DEC_NONE };

	return c;
}

void
candles_skip(struct candles *c, size_t n)
{
	c->len -= n;
	c->open_time_ms += n;
	c->open += n;
	c->high += n;
	c->low += n;
	c->close += n;
	c->volume += n;
}

void
candles_know(struct candles *c)
{
	c->most = c->len > 0 &&
	    column_falls(c->open_time_ms, c->len) == c->len ?
	    column_most(c->high, c->len) : 0;
}

void
candles_drop_prices(struct candles *c)
{
	free(c->open);
	free(c->high);
	free(c->low);
	free(c->close);
	free(c->volume);
	c->open = c->high = c->low = c->close = c->volume = NULL;
}

void
candles_release(struct candles *c)
{
	candles_drop_prices(c);
	free(c->open_time_ms);
	*c = (struct candles){ 0 };
}

struct dec
candles_price(const struct candles *c, int64_t scaled)
{
	return dec_make(scaled, c->price_scale);
}

size_t
candles_until(const struct candles *c, int64_t time_ms)
{
	size_t low = 0, high = c->len;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c->open_time_ms[mid] <= time_ms)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
