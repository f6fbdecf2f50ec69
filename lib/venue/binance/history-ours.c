/*
 * What our own orders have done since everything was read a moment ago: a
 * command that follows another costs a tenth of the rate limits this way.
 */
#include "venue/binance/history.h"

static const struct { enum binance_end end; enum binance_shape shape;
    enum binance_market market; int weight; } lists[] = {
	{ END_SPOT_OPEN_ORDERS, SHAPE_SPOT, BINANCE_SPOT, 6 },
	{ END_FUTURES_OPEN_ORDERS, SHAPE_FUTURES, BINANCE_FUTURES, 1 },
	{ END_ALGO_OPEN_ORDERS, SHAPE_ALGO, BINANCE_FUTURES, 1 },
};

static enum err_code
open_of(struct history *h, const struct binance_symbol *s, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) &&
	    rc == E_OK; i++) {
		struct binance_call c;
		struct json_in in = {0};

		if (lists[i].market != s->market)
			continue;
		binance_call_init(&c, h->b, lists[i].end);
		binance_text(&c, "symbol", s->native);
		binance_weight(&c, lists[i].weight);
		rc = binance_read(&c, &in, err);
		if (rc == E_OK)
			rc = binance_orders_parse(h->b, &in, lists[i].shape,
			    &h->open);
		binance_call_release(&c);
	}
	return rc;
}

/* The venue id of the normal order that does the trading. */
static const char *
trading_id(const struct history *h, const struct order *o)
{
	for (size_t i = 0; i < h->links.len; i++)
		if (strcmp(h->links.at[i].algo, o->venue_id) == 0)
			return h->links.at[i].actual;
	return o->venue_id;
}

/* Every trade of one order; a thousand at a time, by their ids. */
static enum err_code
trades_of(struct history *h, const struct order *o, struct err *err)
{
	const struct binance_symbol *s = binance_by_symbol(&h->b->symbols,
	    o->symbol);
	bool spot = s != NULL && s->market == BINANCE_SPOT, algo;
	const char *native = binance_id_native(trading_id(h, o), &algo);
	int64_t last = 0;
	size_t rows = 0;
	enum err_code rc = E_OK;

	if (s == NULL || algo)
		return E_OK;
	do {
		struct binance_call c;
		struct json_in in = {0};

		binance_call_init(&c, h->b, spot ? END_SPOT_MY_TRADES :
		    END_FUTURES_MY_TRADES);
		binance_text(&c, "symbol", s->native);
		binance_text(&c, "orderId", native);
		if (last > 0)
			binance_int(&c, "fromId", last + 1);
		binance_int(&c, "limit", HISTORY_PAGE);
		binance_weight(&c, 5);
		rc = binance_read(&c, &in, err);
		if (rc == E_OK)
			rc = binance_fills_parse(h->b, &in, s->market,
			    s->symbol, s->native, &h->out->fills, &last,
			    &rows);
		binance_call_release(&c);
	} while (rc == E_OK && rows == HISTORY_PAGE);
	return rc;
}

/* Has it filled more than we know of? */
static bool
has_news(const struct history *h, const struct order *seen)
{
	for (size_t i = 0; i < h->ours.len; i++)
		if (strcmp(h->ours.at[i].client_order_id,
		    seen->client_order_id) == 0)
			return dec_cmp(seen->filled, h->ours.at[i].filled) >
			    0;
	return dec_sign(seen->filled) > 0;
}

enum err_code
history_ours(struct history *h, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < h->ours.len && rc == E_OK; i++) {
		const struct binance_symbol *s = binance_by_symbol(
		    &h->b->symbols, h->ours.at[i].symbol);
		size_t n = h->names.len;

		binance_name_add(&h->names, h->ours.at[i].symbol);
		if (s != NULL && h->names.len > n)
			rc = open_of(h, s, err);
	}
	if (rc == E_OK)
		rc = history_working(h, err);
	for (size_t i = 0; i < h->out->orders.len && rc == E_OK; i++)
		if (has_news(h, &h->out->orders.at[i]))
			rc = trades_of(h, &h->out->orders.at[i], err);
	return rc;
}
