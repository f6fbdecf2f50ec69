/*
 * Reads a scenario. What is not as the page writes it is a bad file. Strings are borrowed from the parsed document.
 */
#include "tests/model/venuemodel/model.h"

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

struct dec
number_or_zero(const json_t *object, const char *key)
{
	struct dec out = number_get(object, key);

	return dec_known(out) ? out : DEC_ZERO;
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
fee_tiers_read(struct model *m, const json_t *rows)
{
	static const char *const keys[] = { "volume", "maker", "taker", NULL };
	json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) {
		struct fee_tier *t = vec_add(&m->fee_tiers);

		keys_check(row, keys, "fee tier");
		t->volume = number_or_zero(row, "volume");
		t->maker = number_or_zero(row, "maker");
		t->taker = number_or_zero(row, "taker");
	}
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

	m->slip_bps = m->impact_bps = DEC_ZERO;
	m->volume_share = DEC_NONE;
	if (settings == NULL)
		return;
	keys_check(settings, keys, "settings");
	if ((value = json_object_get(settings, "limit_fill")) != NULL)
		m->touch = strcmp(json_string_value(value), "touch") == 0;
	if ((value = json_object_get(settings, "fee_in")) != NULL)
		m->fee_received =
		    strcmp(json_string_value(value), "received") == 0;
	if ((value = json_object_get(settings, "latency_ms")) != NULL)
		*latency = time_read(value, "latency_ms");
	m->volume_share = number_get(settings, "volume_share");
	fee_tiers_read(m, json_object_get(settings, "fee_tiers"));
	if (slip == NULL)
		return;
	keys_check(slip, slips, "slippage");
	m->slip_bps = plus(number_or_zero(slip, "bps"),
	    times(number_or_zero(slip, "spread_bps"), dec_make(5, 1)));
	m->impact_bps = number_or_zero(slip, "impact_bps");
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
	if (json_object_get(root, "detail_ms") != NULL)
		m->detail_length = time_read(json_object_get(root,
		    "detail_ms"), "detail_ms");
	if (m->detail_length != 0 && m->bar_length % m->detail_length != 0)
		bad_file("detail_ms: not a part of timeframe_ms");
	settings_read(m, json_object_get(root, "settings"), &latency);
	balances_read(m, root);
	currency_add(m, m->currency);
	market_read(m, root);
	for (i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		/* A swap moves its settle currency only. */
		currency_add(m, in->settle);
		if (!in->swap)
			currency_add(m, in->base);
	}
	json_array_foreach(json_object_get(root, "actions"), i, row) {
		struct instruction *in;

		instruction_read(m, row);
		in = &m->instructions.at[i];
		in->effective = in->at;
		if (in->mark == NO_POINT)
			in->effective += latency;
	}
}
