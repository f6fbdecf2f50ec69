/* Candles from NDJSON: keys are the fields of the candle record. */
#include "feed/jsonline.h"

#include "base/jsonread.h"

/* An answer of false has its cause in why. */
static bool
amount_read(const json_t *object, const char *name, bool needed,
    struct dec *out, char *why, size_t size)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL || json_is_null(value)) {
		snprintf(why, size, "%s is missing", name);
		return !needed;
	}
	snprintf(why, size, "%s is not a number that fits", name);
	return json_exact_dec(value, out);
}

static bool
candle_read(const json_t *object, bool without_volume, struct candle *c,
    char *why, size_t size)
{
	const struct { const char *name; struct dec *at; bool needed; } is[] = {
		{ "open", &c->open, true }, { "high", &c->high, true },
		{ "low", &c->low, true }, { "close", &c->close, true },
		{ "volume", &c->volume, true },
		{ "quote_volume", &c->quote_volume, false },
		{ "taker_buy_volume", &c->taker_buy_volume, false },
		{ "taker_buy_quote_volume", &c->taker_buy_quote_volume,
		    false }
	};
	const json_t *trades = json_object_get(object, "trades");

	const json_t *time = json_object_get(object, "open_time_ms");

	if (time == NULL)
		time = json_object_get(object, "timestamp");
	snprintf(why, size, "open_time_ms is not whole milliseconds");
	if (!json_exact_int(time, &c->open_time_ms))
		return false;
	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++)
		if (!(without_volume && is[i].at == &c->volume) &&
		    !amount_read(object, is[i].name, is[i].needed, is[i].at,
		    why, size))
			return false;
	if (without_volume)
		c->volume = dec_make(0, 0);
	snprintf(why, size, "trades is not whole");
	return trades == NULL || json_is_null(trades) ||
	    json_exact_int(trades, &c->trades);
}

bool
jsonline_scan(const char *line, const char *end, int64_t number,
    bool without_volume, struct candle_rows *rows, char *why, size_t size)
{
	struct candle c = candle_empty();
	json_t *root = NULL;
	struct err err;
	bool good;

	if (json_load_exact(line, (size_t)(end - line), NULL, "JSON", &root,
	    &err) != E_OK) {
		snprintf(why, size, "%s", err.text);
		return false;
	}
	snprintf(why, size, "is not an object");
	good = json_is_object(root) &&
	    candle_read(root, without_volume, &c, why, size);
	if (good && !candle_rows_add(rows, &c, number)) {
		snprintf(why, size, "a number has more than 18 digits");
		good = false;
	}
	json_decref(root);
	return good;
}
