/*
 * What each type of order needs and takes, as tables, and how it is given to
 * the simulated market.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <string.h>

enum need { NO, MAY, MUST };

struct terms {
	const char *name;
	int type;
	enum need price, stop, tif, quote, iceberg;
	bool post;
};

static const struct terms spot_types[] = {
	{ "LIMIT", TYPE_LIMIT, MUST, NO, MUST, NO, MAY, false },
	{ "MARKET", TYPE_MARKET, NO, NO, NO, MAY, NO, false },
	{ "STOP_LOSS", TYPE_STOP, NO, MUST, NO, NO, NO, false },
	{ "STOP_LOSS_LIMIT", TYPE_STOP_LIMIT, MUST, MUST, MUST, NO, NO,
	    false },
	{ "TAKE_PROFIT", TYPE_TAKE_PROFIT, NO, MUST, NO, NO, NO, false },
	{ "TAKE_PROFIT_LIMIT", TYPE_TAKE_PROFIT_LIMIT, MUST, MUST, MUST, NO,
	    NO, false },
	{ "LIMIT_MAKER", TYPE_LIMIT, MUST, NO, NO, NO, MAY, true },
	{ .name = NULL }
};

static const struct terms swap_types[] = {
	{ "LIMIT", TYPE_LIMIT, MUST, NO, MUST, NO, NO, false },
	{ "MARKET", TYPE_MARKET, NO, NO, NO, NO, NO, false },
	{ .name = NULL }
};

static const struct terms algo_types[] = {
	{ "STOP", TYPE_STOP_LIMIT, MUST, MUST, MAY, NO, NO, false },
	{ "STOP_MARKET", TYPE_STOP, NO, MUST, MAY, NO, NO, false },
	{ "TAKE_PROFIT", TYPE_TAKE_PROFIT_LIMIT, MUST, MUST, MAY, NO, NO,
	    false },
	{ "TAKE_PROFIT_MARKET", TYPE_TAKE_PROFIT, NO, MUST, MAY, NO, NO,
	    false },
	{ "TRAILING_STOP_MARKET", TYPE_TRAILING, NO, NO, MAY, NO, NO, false },
	{ .name = NULL }
};

static const struct terms *
type_named(const struct terms *list, const char *name)
{
	for (; list->name != NULL; list++)
		if (strcmp(list->name, name) == 0)
			return list;
	return NULL;
}

/* Sent when it may be, and only then. */
static bool
dec_asked(struct call *c, const char *name, enum need need, struct dec *out)
{
	if (need == NO && params_get(&c->params, name) != NULL)
		return fail(c, 400, -1106, "Parameter '%s' sent when not "
		    "required.", name);
	return ask_dec(c, name, need == MUST, out);
}

static bool
side_asked(struct call *c, struct placing *p)
{
	static const char *const sides[] = { "BUY", "SELL", NULL };

	return ask_word(c, "side", true, sides, -1117, "Invalid side.",
	    &p->r.side);
}

static bool
tif_asked(struct call *c, const struct terms *t, const char *const *words,
    const int *values, struct placing *p)
{
	int at = -1;

	if (t->tif == NO && params_get(&c->params, "timeInForce") != NULL)
		return fail(c, 400, -1106, "Parameter 'timeInForce' sent when "
		    "not required.");
	if (!ask_word(c, "timeInForce", t->tif == MUST, words, -1115,
	    "Invalid timeInForce.", &at))
		return false;
	p->r.time_in_force = at < 0 ? TIF_GTC : values[at];
	TEXT_SET(p->tif, at < 0 ? "GTC" : words[at]);
	/* The simulated market knows ioc and fok of plain orders only. */
	if (p->r.time_in_force != TIF_GTC && t->type != TYPE_LIMIT)
		return fail(c, 400, -1128, "Combination of optional "
		    "parameters invalid.");
	return true;
}

static bool
response_asked(struct call *c, int standard, struct placing *p)
{
	static const char *const words[] = { "ACK", "RESULT", "FULL", NULL };

	p->response = standard;
	return ask_word(c, "newOrderRespType", false, words, -1130, NULL,
	    &p->response);
}

static bool
wrong_together(struct call *c)
{
	return fail(c, 400, -1128, "Combination of optional parameters "
	    "invalid.");
}

/* A distance in basis points makes a stop a trailing one; its stop price is
 * where it begins to trail. */
static bool
delta_asked(struct call *c, struct placing *p)
{
	int64_t delta = 0;

	if (!ask_int(c, "trailingDelta", false, 1, 100000, &delta))
		return false;
	if (delta == 0)
		return true;
	if (p->r.type != TYPE_STOP)
		return wrong_together(c);
	p->r.type = TYPE_TRAILING;
	p->r.trail_percent = dec_make(delta, 2);
	p->r.activation_price = p->r.trigger_price;
	p->r.trigger_price = DEC_NONE;
	return true;
}

/* Would it be reached where the price is? */
static bool
triggers_now(const struct call *c, const struct placing *p)
{
	struct dec last = world_last(c->w, p->s);
	bool stop = p->r.type == TYPE_STOP || p->r.type == TYPE_STOP_LIMIT;
	int to;

	if (!dec_known(p->r.trigger_price) || !dec_known(last))
		return false;
	to = dec_cmp(last, p->r.trigger_price);
	return stop == (p->r.side == SIDE_BUY) ? to >= 0 : to <= 0;
}

static bool
spot_extras(struct call *c, struct placing *p)
{
	static const char *const modes[] = { "NONE", "EXPIRE_TAKER",
	    "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "TRANSFER", NULL };
	int mode = 0;
	bool limit = p->r.type == TYPE_LIMIT || p->r.type == TYPE_MARKET;

	return response_asked(c, limit ? 2 : 0, p) &&
	    ask_word(c, "selfTradePreventionMode", false, modes, -1130, NULL,
	    &mode) && ask_client_id(c, "newClientOrderId", &p->client_id);
}

bool
spot_terms(struct call *c, struct placing *p)
{
	static const char *const words[] = { "GTC", "IOC", "FOK", NULL };
	static const int values[] = { TIF_GTC, TIF_IOC, TIF_FOK };
	const struct terms *t;
	const char *type = NULL;
	bool delta = params_get(&c->params, "trailingDelta") != NULL;

	p->r = order_request_empty();
	if (!ask_symbol(c, true, &p->s) || !side_asked(c, p) ||
	    !ask_text(c, "type", true, &type))
		return false;
	t = type_named(spot_types, type);
	if (t == NULL)
		return fail(c, 400, -1116, "Invalid orderType.");
	p->r.type = t->type;
	p->r.post_only = t->post;
	TEXT_SET(p->type, type);
	if (!tif_asked(c, t, words, values, p) ||
	    !dec_asked(c, "quoteOrderQty", t->quote, &p->r.quote) ||
	    !dec_asked(c, "quantity", dec_known(p->r.quote) ? NO : MUST,
	    &p->r.amount) ||
	    !dec_asked(c, "price", t->price, &p->r.price) ||
	    !dec_asked(c, "stopPrice", t->stop == MUST && delta ? MAY :
	    t->stop, &p->r.trigger_price) ||
	    !dec_asked(c, "icebergQty", t->iceberg, &p->r.visible) ||
	    !delta_asked(c, p) || !spot_extras(c, p))
		return false;
	if (dec_known(p->r.visible) && p->r.time_in_force != TIF_GTC)
		return wrong_together(c);
	return !triggers_now(c, p) || fail(c, 400, -2010,
	    "Order would trigger immediately.");
}

/* Where long and short are held apart, what is against its side can only make
 * it smaller, and nothing else says so. */
static bool
held_asked(struct call *c, struct placing *p)
{
	if (!ask_held(c, &p->held))
		return false;
	if (p->held == HELD_BOTH)
		return true;
	if (params_get(&c->params, "reduceOnly") != NULL)
		return fail(c, 400, -1106, "Parameter 'reduceonly' sent when "
		    "not required.");
	p->r.reduce_only = (p->held == HELD_LONG) == (p->r.side == SIDE_SELL);
	return true;
}

static bool
good_till(struct call *c, struct placing *p)
{
	int64_t until = 0;

	if (!ask_int(c, "goodTillDate", strcmp(p->tif, "GTD") == 0, 0,
	    INT64_MAX / 2000, &until))
		return false;
	if (strcmp(p->tif, "GTD") != 0)
		return true;
	if (until < c->now + 600000)
		return fail(c, 400, -1130, "Data sent for parameter "
		    "'goodTillDate' is not valid.");
	p->r.expire_at = until * 1000 - world_shift(c->w);
	return true;
}

static bool
swap_extras(struct call *c, struct placing *p)
{
	static const char *const modes[] = { "NONE", "EXPIRE_TAKER",
	    "EXPIRE_MAKER", "EXPIRE_BOTH", NULL };
	static const char *const prices[] = { "CONTRACT_PRICE", "MARK_PRICE",
	    NULL };
	static const char *const matches[] = { "NONE", NULL };
	int mode = 0, working = 0, match = 0;

	if (!ask_flag(c, "reduceOnly", false, &p->r.reduce_only) ||
	    !ask_flag(c, "priceProtect", false, &p->price_protect) ||
	    !ask_word(c, "selfTradePreventionMode", false, modes, -1130,
	    NULL, &mode) || !ask_word(c, "priceMatch", false, matches, -1130,
	    NULL, &match) || !ask_word(c, "workingType", false, prices, -1130,
	    NULL, &working) || !response_asked(c, 0, p))
		return false;
	TEXT_SET(p->working, prices[working]);
	return true;
}

bool
swap_terms(struct call *c, struct placing *p)
{
	static const char *const words[] = { "GTC", "IOC", "FOK", "GTX", "GTD",
	    NULL };
	static const int values[] = { TIF_GTC, TIF_IOC, TIF_FOK, TIF_GTC,
	    TIF_GTC };
	const struct terms *t;
	const char *type = NULL;

	p->r = order_request_empty();
	if (!ask_symbol(c, true, &p->s) || !side_asked(c, p) ||
	    !ask_text(c, "type", true, &type))
		return false;
	if (type_named(algo_types, type) != NULL)
		return fail(c, 400, -4120, "Order type not supported for this "
		    "endpoint. Please use the Algo Order API endpoints "
		    "instead.");
	t = type_named(swap_types, type);
	if (t == NULL)
		return fail(c, 400, -1116, "Invalid orderType.");
	p->r.type = t->type;
	TEXT_SET(p->type, type);
	if (!tif_asked(c, t, words, values, p) ||
	    !ask_dec(c, "quantity", true, &p->r.amount) ||
	    !dec_asked(c, "price", t->price, &p->r.price) ||
	    !good_till(c, p) || !swap_extras(c, p) || !held_asked(c, p) ||
	    !ask_client_id(c, "newClientOrderId", &p->client_id))
		return false;
	p->r.post_only = strcmp(p->tif, "GTX") == 0;
	return true;
}

static bool
close_flag(struct call *c, const struct terms *t, struct placing *p)
{
	if (!ask_flag(c, "closePosition", false, &p->close_position))
		return false;
	if (!p->close_position)
		return true;
	if (t->type != TYPE_STOP && t->type != TYPE_TAKE_PROFIT)
		return fail(c, 400, -4136, "Target strategy invalid for "
		    "orderType %s,closePosition true", t->name);
	if (params_get(&c->params, "quantity") != NULL || p->r.reduce_only)
		return fail(c, 400, -4137, "Quantity must be zero with "
		    "closePosition equals true");
	return true;
}

/* The whole position, whatever it is by then: what is too much is cut. */
static bool
close_asked(struct call *c, struct placing *p)
{
	struct positions all = { 0 };
	const struct position *is;
	struct err err;

	if (!p->close_position)
		return ask_dec(c, "quantity", true, &p->r.amount);
	p->r.reduce_only = true;
	p->r.amount = p->s->i.max_amount;
	if (dec_is_zero(p->r.amount) &&
	    sim_positions(c->w->markets[c->m].sim, &all, &err) == E_OK &&
	    (is = world_position(&all, p->s, p->held)) != NULL)
		p->r.amount = is->contracts;
	vec_release(&all);
	return dec_sign(p->r.amount) > 0 || fail(c, 400, -2022,
	    "ReduceOnly Order is rejected.");
}

bool
algo_terms(struct call *c, struct placing *p)
{
	static const char *const kinds[] = { "CONDITIONAL", NULL };
	static const char *const words[] = { "GTC", "IOC", "FOK", "GTX",
	    NULL };
	static const int values[] = { TIF_GTC, TIF_IOC, TIF_FOK, TIF_GTC };
	const struct terms *t;
	const char *type = NULL;
	int kind = 0;

	p->r = order_request_empty();
	p->conditional = true;
	if (!ask_word(c, "algoType", true, kinds, -1130, NULL, &kind) ||
	    !ask_symbol(c, true, &p->s) || !side_asked(c, p) ||
	    !ask_text(c, "type", true, &type))
		return false;
	t = type_named(algo_types, type);
	if (t == NULL)
		return fail(c, 400, -1116, "Invalid orderType.");
	p->r.type = t->type;
	TEXT_SET(p->type, type);
	if (!tif_asked(c, t, words, values, p) ||
	    !dec_asked(c, "price", t->price, &p->r.price) ||
	    !dec_asked(c, "triggerPrice", t->stop, &p->r.trigger_price) ||
	    !swap_extras(c, p) || !close_flag(c, t, p) || !held_asked(c, p) ||
	    !close_asked(c, p) ||
	    !ask_client_id(c, "clientAlgoId", &p->client_id))
		return false;
	if (t->type == TYPE_TRAILING && (!ask_dec(c, "callbackRate", true,
	    &p->r.trail_percent) || !ask_dec(c, "activatePrice", false,
	    &p->r.activation_price) || !ask_dec(c, "activationPrice", false,
	    &p->r.activation_price)))
		return false;
	return !triggers_now(c, p) || fail(c, 400, -2021,
	    "Order would immediately trigger.");
}
