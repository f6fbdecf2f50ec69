/*
 * What Binance's refusals mean, by market and code: for retries, for an order
 * that was on its way, and in the words that all venues share. And ids, as
 * Binance has them and as we keep them.
 */
#include "venue/binance/binance.h"

#include <stdio.h>

#define S (1u << BINANCE_SPOT)
#define F (1u << BINANCE_FUTURES)
#define NO HTTP_CLASS_REJECTED, VENUE_REJECTED, E_REJECTED
#define KEY HTTP_CLASS_AUTH, VENUE_REJECTED, E_LOCKED
#define WAIT HTTP_CLASS_LIMITED, VENUE_REJECTED, E_LIMITED
#define TIME HTTP_CLASS_CLOCK, VENUE_REJECTED, E_NETWORK
#define MAYBE HTTP_CLASS_AMBIGUOUS, VENUE_UNKNOWN, E_NETWORK

static const struct binance_code codes[] = {
	{ -1000, S | F, MAYBE, "internal" },
	{ -1001, S | F, MAYBE, "disconnected" },
	{ -1002, S | F, KEY, "unauthorized" },
	{ -1003, S | F, WAIT, "rate_limit" },
	{ -1006, S | F, MAYBE, "unexpected_response" },
	{ -1007, S | F, MAYBE, "timeout" },
	/* Overloaded: refused before it is booked; a read is tried again. */
	{ -1008, S | F, HTTP_CLASS_AMBIGUOUS, VENUE_REJECTED, E_NETWORK,
	  "overloaded" },
	{ -1013, S | F, NO, "filter" },
	{ -1015, S | F, WAIT, "too_many_orders" },
	{ -1016, S | F, NO, "closed" },
	{ -1021, S | F, TIME, "clock" },
	{ -1022, S | F, KEY, "signature" },
	{ -1100, S | F, NO, "bad_parameter" },
	{ -1101, S | F, NO, "bad_parameter" },
	{ -1102, S | F, NO, "bad_parameter" },
	{ -1103, S | F, NO, "bad_parameter" },
	{ -1104, S | F, NO, "bad_parameter" },
	{ -1105, S | F, NO, "bad_parameter" },
	{ -1106, S | F, NO, "bad_parameter" },
	{ -1111, S | F, NO, "bad_amount" },
	{ -1116, S | F, NO, "unsupported" },
	{ -1121, S | F, NO, "unknown_symbol" },
	{ -1125, S | F, NO, "listen_key" },
	{ -1130, S | F, NO, "bad_parameter" },
	{ -2010, S | F, NO, "refused" },
	{ -2011, S | F, NO, "unknown_order" },
	{ -2013, S | F, NO, "unknown_order" },
	{ -2014, S | F, KEY, "key_format" },
	{ -2015, S | F, KEY, "key_refused" },
	{ -2018, F, NO, "insufficient_funds" },
	{ -2019, F, NO, "insufficient_margin" },
	{ -2020, F, NO, "no_price" },
	/* Of the two parts one failed: it must be looked at. */
	{ -2021, S, HTTP_CLASS_REJECTED, VENUE_UNKNOWN, E_REJECTED,
	  "replace_partly" },
	{ -2021, F, NO, "would_trigger" },
	{ -2022, S, NO, "replace_failed" },
	{ -2022, F, NO, "reduce_only" },
	{ -2023, F, NO, "liquidation" },
	{ -2024, F, NO, "position_too_small" },
	{ -2025, F, NO, "too_many_orders" },
	{ -2026, S, NO, "order_archived" },
	{ -2026, F, NO, "reduce_only" },
	{ -2027, F, NO, "leverage_tier" },
	{ -2028, F, NO, "leverage_too_low" },
	{ -2038, S, NO, "amend_refused" },
	{ -2039, S, NO, "unknown_order" },
	{ -4003, F, NO, "bad_amount" },
	{ -4004, F, NO, "bad_amount" },
	{ -4005, F, NO, "bad_amount" },
	{ -4014, F, NO, "bad_price" },
	{ -4016, F, NO, "price_band" },
	{ -4023, F, NO, "bad_amount" },
	{ -4024, F, NO, "price_band" },
	{ -4028, F, NO, "bad_leverage" },
	{ -4045, F, NO, "too_many_orders" },
	{ -4046, F, NO, "no_change" },
	{ -4047, F, NO, "orders_open" },
	{ -4048, F, NO, "position_open" },
	{ -4059, F, NO, "no_change" },
	{ -4061, F, NO, "position_side" },
	{ -4067, F, NO, "orders_open" },
	{ -4068, F, NO, "position_open" },
	/* An order of this id is open there, whichever try made it. */
	{ -4116, F, HTTP_CLASS_REJECTED, VENUE_UNKNOWN, E_REJECTED,
	  "duplicate_id" },
	{ -4118, F, NO, "reduce_only" },
	{ -4120, F, NO, "unsupported" },
	{ -4131, F, NO, "price_band" },
	{ -4142, F, NO, "would_trigger" },
	{ -4161, F, NO, "position_open" },
	{ -4164, F, NO, "min_notional" },
	{ -4192, F, NO, "cooling_off" },
	{ -4400, F, NO, "reduce_only" },
	{ -5021, F, NO, "fok" },
	{ -5022, F, NO, "post_only" },
	{ -5025, F, NO, "unsupported" },
	{ -5026, F, NO, "too_many_amendments" },
	{ -5027, F, NO, "no_change" },
	{ -5028, F, TIME, "clock" },
	{ -5043, F, NO, "amend_pending" },
	{ -5047, F, NO, "reduce_only" },
};

static const struct binance_code other = { 0, S | F, NO, "refused" };
static const struct binance_code unclear = { 0, S | F, MAYBE, "internal" };
static const struct binance_code duplicate = { -2010, S,
    HTTP_CLASS_REJECTED, VENUE_UNKNOWN, E_REJECTED, "duplicate_id" };
static const struct binance_code failed = { 0, S | F,
    HTTP_CLASS_AMBIGUOUS, VENUE_REJECTED, E_NETWORK, "unavailable" };

const struct binance_code *
binance_code(enum binance_market market, int code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code &&
		    (codes[i].markets & 1u << market) != 0)
			return &codes[i];
	return &other;
}

/* Futures answer 503 in three ways; two of them say that it failed. */
static bool
said_failed(const char *message)
{
	static const char *const texts[] = { "Service Unavailable.",
	    "Internal error; unable to process your request. Please try "
	    "again." };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(message, texts[i]) == 0)
			return true;
	return false;
}

const struct binance_code *
binance_meaning(const struct binance_call *c)
{
	enum binance_market market = binance_end_market(c->at);
	const struct binance_code *m = binance_code(market, c->code);

	if (c->answer.status == 503 && market == BINANCE_FUTURES &&
	    said_failed(c->message))
		return &failed;
	if (c->answer.status >= 500 && m->code != -1008)
		return m->result == VENUE_UNKNOWN ? m : &unclear;
	/* Then it is there: this one or one that was sent before. */
	if (c->code == -2010 && strstr(c->message, "Duplicate order") != NULL)
		return &duplicate;
	return m;
}

struct wording { const char *part, *reason; };

/* What -1013 and -2010 say in their text; the first that fits. */
static const struct wording filters[] = {
	{ "PERCENT_PRICE", "price_band" }, { "PRICE_FILTER", "bad_price" },
	{ "LOT_SIZE", "bad_amount" }, { "NOTIONAL", "min_notional" },
	{ "ICEBERG_PARTS", "bad_amount" },
	{ "TRAILING_DELTA", "bad_price" },
	{ "MAX_POSITION", "max_position" }, { "MAX_NUM", "too_many_orders" },
	{ NULL, NULL }
};
static const struct wording refusals[] = {
	{ "insufficient balance", "insufficient_funds" },
	{ "immediately match and take", "post_only" },
	{ "Duplicate order", "duplicate_id" },
	{ "Market is closed", "closed" },
	{ "trigger immediately", "would_trigger" },
	{ NULL, NULL }
};

void
binance_reason(enum binance_market market, int code, const char *message,
    char out[REASON_SIZE])
{
	const struct binance_code *m = binance_code(market, code);
	const struct wording *w = code == -1013 ? filters :
	    code == -2010 ? refusals : NULL;

	if (m == &other)
		snprintf(out, REASON_SIZE, "binance_%d", code);
	else
		text_set(out, REASON_SIZE, m->reason);
	for (; w != NULL && w->part != NULL; w++)
		if (strstr(message, w->part) != NULL) {
			text_set(out, REASON_SIZE, w->reason);
			return;
		}
}

#define OWN_ID_LEN 32	/* of a client id of ours, before a leg's .sl */

/* A second one for the same entry is .sl2. */
static bool
own_leg(const char *id, char dot)
{
	size_t len = strlen(id);

	return (len == OWN_ID_LEN + 3 || (len == OWN_ID_LEN + 4 &&
	    id[len - 1] >= '2' && id[len - 1] <= '9')) &&
	    id[OWN_ID_LEN] == dot &&
	    strspn(id, "0123456789abcdef") == OWN_ID_LEN;
}

void
binance_client_out(enum binance_market market, const char *client_id,
    char out[CLIENT_ID_SIZE])
{
	text_set(out, CLIENT_ID_SIZE, client_id);
	if (market == BINANCE_SPOT && own_leg(out, '.'))
		out[OWN_ID_LEN] = '_';
}

void
binance_client_in(const char *native, char out[CLIENT_ID_SIZE])
{
	text_set(out, CLIENT_ID_SIZE, native);
	if (own_leg(out, '_'))
		out[OWN_ID_LEN] = '.';
}

bool
binance_id_make(const char *symbol, bool algo, const char *native,
    char out[ID_SIZE])
{
	int n = snprintf(out, ID_SIZE, "%s:%s%s", symbol, algo ? "a" : "",
	    native);

	return n > 0 && n < ID_SIZE;
}

const char *
binance_id_native(const char *id, bool *algo)
{
	const char *colon = strrchr(id, ':');
	const char *native = colon != NULL ? colon + 1 : id;

	*algo = native[0] == 'a';
	return *algo ? native + 1 : native;
}
