/*
 * Candles. A series is venue + symbol + timeframe, and of which price. On disk
 * and in memory its columns are scaled integers: value = column / 10^scale, one
 * scale for prices and one for volumes per series piece, so that prices stay
 * exact.
 */
#ifndef MODEL_CANDLE_H
#define MODEL_CANDLE_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"

struct candle {
	int64_t open_time_ms;
	struct dec open, high, low, close, volume;
	struct dec quote_volume;	/* DEC_NONE when not known */
	int64_t trades;			/* INT_NONE when not known */
	struct dec taker_buy_volume, taker_buy_quote_volume;
};
extern const struct record candle_record;
struct candle candle_empty(void);

/* A piece of a series as arrays: the form that kernels and venues read. */
struct candles {
	size_t len, cap;
	int price_scale, volume_scale;
	int64_t *open_time_ms;
	int64_t *open, *high, *low, *close;	/* × 10^price_scale */
	int64_t *volume;			/* × 10^volume_scale */
	int64_t most;		/* candles_know(); 0: nothing is known */
};
void candles_release(struct candles *c);
void candles_drop_prices(struct candles *c);	/* and volumes: times stay */
/* For who has filled or changed them: is each bar later than the one before?
 * Then no price is above `most`, which views of them keep, and whoever needs to
 * know either looks there instead of at all bars again. */
void candles_know(struct candles *c);
struct dec candles_price(const struct candles *c, int64_t scaled);
/* A view that leaves out so many of the first; not to be released. */
void candles_skip(struct candles *c, size_t n);
/* How many open at a time (ms) or before it. */
size_t candles_until(const struct candles *c, int64_t time_ms);

/* What a bar's prices are of: trades, or the price a venue marks to. */
enum candle_price { PRICE_LAST, PRICE_MARK, CANDLE_PRICES };
extern const char *const candle_price_names[];	/* ends with NULL */

struct series {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t timeframe;		/* µs */
	int price;			/* enum candle_price */
	int64_t from, to;		/* open of the first, close of the last */
	int64_t rows, gaps, missing;
	char hash[65];			/* SHA-256 of the canonical rows */
};
struct serieses VEC_OF(struct series);
extern const struct record series_record;

#endif
