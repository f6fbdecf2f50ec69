/*
 * Reads a scenario. What is not a spot scenario as the page writes it is a bad
 * file. Strings are borrowed from the parsed document.
 */
#include "tests/model/spotmodel/model.h"

#include "base/stamp.h"

#include <stdio.h>

void
keys_check(const json_t *object, const char *const *keys, const char *what)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		bad_file("%s: not an object", what);
	json_object_foreach((json_t *)(uintptr_t)object, key, value) {
		size_t i = 0;

		while (keys[i] != NULL && strcmp(keys[i], key) != 0)
			i++;
		if (keys[i] == NULL)
			bad_file("%s: unknown key %s", what, key);
	}
}

/* Text, an integer, or a number of up to 15 digits, which a double keeps. */
struct dec
number_read(const json_t *value, const char *what)
{
	char text[64];
	struct dec out;

	if (json_is_string(value))
		snprintf(text, sizeof(text), "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(text, sizeof(text), "%lld",
		    (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(text, sizeof(text), "%.15g", json_real_value(value));
	else
		bad_file("%s: not a number", what);
	if (!dec_parse_loose(text, strlen(text), &out))
		bad_file("%s: not a number: %s", what, text);
	return out;
}

/* DEC_NONE when absent or null. */
struct dec
number_get(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return value == NULL || json_is_null(value) ? DEC_NONE :
	    number_read(value, key);
}

const char *
text_get(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (text == NULL)
		bad_file("%s: missing", key);
	return text;
}

int64_t
time_read(const json_t *value, const char *what)
{
	if (!json_is_integer(value))
		bad_file("%s: not a time", what);
	return json_integer_value(value) * 1000;
}

static struct dec
limit_get(const json_t *object, const char *key)
{
	struct dec out = number_get(object, key);

	return dec_known(out) ? out : DEC_ZERO;
}

static void
ticks_read(struct instrument *in, const json_t *tick)
{
	size_t i;
	json_t *row;

	if (!json_is_array(tick)) {
		vec_add(&in->ticks)->tick = number_read(tick, "tick");
		return;
	}
	json_array_foreach(tick, i, row) {
		struct tick t;

		t.from = number_read(json_array_get(row, 0), "tick");
		t.tick = number_read(json_array_get(row, 1), "tick");
		vec_push(&in->ticks, t);
	}
}

static void
instrument_read(struct model *m, const json_t *object)
{
	static const char *const keys[] = { "symbol", "kind", "base", "quote",
		"tick", "lot", "min_amount", "max_amount", "min_notional",
		"max_notional", "band_up", "band_down", "maker", "taker",
		"max_open_orders", NULL };
	struct instrument in = { .last = DEC_NONE };

	keys_check(object, keys, "instrument");
	in.symbol = text_get(object, "symbol");
	in.base = text_get(object, "base");
	in.quote = text_get(object, "quote");
	if (strcmp(text_get(object, "kind"), "spot") != 0)
		bad_file("%s: not spot", in.symbol);
	ticks_read(&in, json_object_get(object, "tick"));
	in.lot = number_read(json_object_get(object, "lot"), "lot");
	in.min_amount = limit_get(object, "min_amount");
	in.max_amount = limit_get(object, "max_amount");
	in.min_notional = limit_get(object, "min_notional");
	in.max_notional = limit_get(object, "max_notional");
	in.band_up = limit_get(object, "band_up");
	in.band_down = limit_get(object, "band_down");
	in.maker = limit_get(object, "maker");
	in.taker = limit_get(object, "taker");
	in.max_open_orders = limit_get(object, "max_open_orders");
	for (size_t i = 0; i < in.ticks.len; i++)
		if (dec_decimals(in.ticks.at[i].tick) +
		    dec_decimals(in.lot) > DEC_SCALE_MAX)
			bad_file("%s: too many decimals", in.symbol);
	vec_push(&m->instruments, in);
}

static void
bar_check(const struct model *m, const struct instrument *in,
    const struct bar *b)
{
	const struct bar *before = in->bars.len == 0 ? NULL :
	    &in->bars.at[in->bars.len - 1];

	if (before != NULL && b->t < before->t + m->bar_length)
		bad_file("%s: bars overlap or are unsorted", in->symbol);
	if (less(b->high, dec_max(b->open, b->close)) ||
	    less(dec_min(b->open, b->close), b->low) ||
	    dec_sign(b->low) <= 0)
		bad_file("%s: an impossible bar", in->symbol);
}

static void
bars_read(struct model *m, json_t *bars)
{
	const char *symbol;
	json_t *rows, *row;
	size_t i;

	json_object_foreach(bars, symbol, rows) {
		struct instrument *in = instrument_of(m, symbol);

		if (in == NULL)
			bad_file("bars of unknown %s", symbol);
		json_array_foreach(rows, i, row) {
			struct bar b;

			b.t = time_read(json_array_get(row, 0), "bar");
			b.open = number_read(json_array_get(row, 1), "open");
			b.high = number_read(json_array_get(row, 2), "high");
			b.low = number_read(json_array_get(row, 3), "low");
			b.close = number_read(json_array_get(row, 4), "close");
			bar_check(m, in, &b);
			vec_push(&in->bars, b);
		}
	}
}

static void
currency_add(struct model *m, const char *currency)
{
	size_t at = 0;

	while (at < m->currencies.len &&
	    strcmp(m->currencies.at[at], currency) < 0)
		at++;
	if (at < m->currencies.len &&
	    strcmp(m->currencies.at[at], currency) == 0)
		return;
	vec_push(&m->currencies, currency);
	for (size_t i = m->currencies.len - 1; i > at; i--)
		m->currencies.at[i] = m->currencies.at[i - 1];
	m->currencies.at[at] = currency;
}

static void
settings_read(struct model *m, const json_t *settings, int64_t *latency)
{
	static const char *const keys[] = { "limit_fill", "volume_share",
		"latency_ms", "fee_in", "slippage", "fee_tiers", NULL };
	static const char *const slips[] = { "bps", "spread_bps",
		"impact_bps", NULL };
	const json_t *slip = json_object_get(settings, "slippage");
	const json_t *value;
	struct dec s = DEC_ZERO;

	if (settings != NULL)
		keys_check(settings, keys, "settings");
	if ((value = json_object_get(settings, "limit_fill")) != NULL)
		m->touch = strcmp(json_string_value(value), "touch") == 0;
	if ((value = json_object_get(settings, "fee_in")) != NULL)
		m->fee_received =
		    strcmp(json_string_value(value), "received") == 0;
	if ((value = json_object_get(settings, "latency_ms")) != NULL)
		*latency = time_read(value, "latency_ms");
	if (slip != NULL) {
		keys_check(slip, slips, "slippage");
		s = plus(limit_get(slip, "bps"),
		    times(limit_get(slip, "spread_bps"), dec_make(5, 1)));
	}
	m->slip = times(s, dec_make(1, 4));
}

static void
balances_read(struct model *m, const json_t *root)
{
	const char *currency;
	json_t *value;

	json_object_foreach(json_object_get(root, "scales"), currency, value) {
		struct scale s = { currency, (int)json_integer_value(value) };

		vec_push(&m->scales, s);
	}
	json_object_foreach(json_object_get(root, "balances"), currency,
	    value) {
		struct money b = { currency, number_read(value, currency) };

		vec_push(&m->opening, b);
		currency_add(m, currency);
	}
}

void
model_read(struct model *m, const json_t *root)
{
	static const char *const keys[] = { "version", "currency",
		"timeframe_ms", "detail_ms", "scales", "balances", "settings",
		"instruments", "bars", "detail", "marks", "funding",
		"actions", NULL };
	int64_t latency = 0;
	json_t *row;
	size_t i;

	keys_check(root, keys, "scenario");
	m->currency = text_get(root, "currency");
	m->bar_length = time_read(json_object_get(root, "timeframe_ms"),
	    "timeframe_ms");
	settings_read(m, json_object_get(root, "settings"), &latency);
	balances_read(m, root);
	currency_add(m, m->currency);
	json_array_foreach(json_object_get(root, "instruments"), i, row) {
		instrument_read(m, row);
		currency_add(m, m->instruments.at[i].base);
		currency_add(m, m->instruments.at[i].quote);
	}
	bars_read(m, json_object_get(root, "bars"));
	json_array_foreach(json_object_get(root, "actions"), i, row) {
		struct instruction *in;

		instruction_read(m, row);
		in = &m->instructions.at[i];
		in->effective = in->at;
		if (in->mark == NO_POINT)
			in->effective += latency;
	}
}
