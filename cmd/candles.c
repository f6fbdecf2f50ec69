/*
 * Helpers of the candles commands: what names a series, which fields it has.
 */
#include "cmd/candles.h"

#include "base/buf.h"
#include "base/stamp.h"

#include <stdio.h>
#include <string.h>

const char *const candles_conflict_names[] = { "refuse", "keep", "replace",
    NULL };

enum err_code
candles_series_check(const char *venue, const char *symbol, int64_t timeframe,
    struct err *err)
{
	char frame[STAMP_TEXT_SIZE];

	if (venue != NULL && (!label_valid(venue) ||
	    strlen(venue) >= VENUE_SIZE))
		return err_set(err, E_USAGE, "venue '%s': not 1 to 16 of"
		    " a-z 0-9 . _ -", venue);
	if (symbol != NULL && !symbol_valid(symbol))
		return err_set(err, E_USAGE, "symbol '%s': not a symbol such"
		    " as BTC/USDT or BTC/USDT:USDT", symbol);
	if (timeframe % STAMP_SECOND != 0)
		return err_set(err, E_USAGE, "timeframe %s: not whole seconds",
		    duration_text(timeframe, frame));
	return E_OK;
}

enum err_code
candles_audit(struct session *s, const char *action, const char *venue,
    const char *symbol, int64_t timeframe, int price, int64_t added,
    const char *from, struct err *err)
{
	char frame[STAMP_TEXT_SIZE], id[ID_SIZE], detail[200];

	snprintf(id, sizeof(id), "%s %s %s%s", venue, symbol,
	    duration_text(timeframe, frame),
	    price == PRICE_MARK ? " mark" : "");
	snprintf(detail, sizeof(detail), "%lld new bars from %.150s",
	    (long long)added, from);
	return session_audit(s, "series", id, action, detail, err);
}

char *
candles_fields(const bool has[CANDLE_COLUMNS])
{
	static const char *const names[CANDLE_COLUMNS] = {
		[CANDLE_QUOTE_VOLUME] = "quote_volume",
		[CANDLE_TRADES] = "trades",
		[CANDLE_TAKER_VOLUME] = "taker_buy_volume",
		[CANDLE_TAKER_QUOTE] = "taker_buy_quote_volume"
	};
	struct buf b = {0};

	buf_puts(&b, "open_time_ms,open,high,low,close,volume");
	for (int c = CANDLE_OPTIONAL; c < CANDLE_COLUMNS; c++)
		if (has[c])
			buf_printf(&b, ",%s", names[c]);
	return buf_take(&b);
}
