/*
 * Orders on their way into a market, and what its refusals are called.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *reason;
	int spot;
	const char *spot_text;
	int swap;
	const char *swap_text;
} refusals[] = {
	{ "insufficient_funds", -2010,
	    "Account has insufficient balance for requested action.", -2018,
	    "Balance is insufficient." },
	{ "insufficient_margin", -2010,
	    "Account has insufficient balance for requested action.", -2019,
	    "Margin is insufficient." },
	{ "bad_price", -1013, "Filter failure: PRICE_FILTER", -4014,
	    "Price not increased by tick size." },
	{ "bad_amount", -1013, "Filter failure: LOT_SIZE", -4003,
	    "Quantity less than or equal to zero." },
	{ "min_notional", -1013, "Filter failure: NOTIONAL", -4164,
	    "Order's notional must be no smaller than the minimum (unless "
	    "you choose reduce only)." },
	{ "max_notional", -1013, "Filter failure: NOTIONAL", -2027,
	    "Exceeded the maximum allowable position at current leverage." },
	{ "price_band", -1013, "Filter failure: PERCENT_PRICE_BY_SIDE",
	    -4016, "Limit price can't be higher than the band allows." },
	{ "too_many_orders", -1013, "Filter failure: MAX_NUM_ORDERS", -2025,
	    "Reach max open order limit." },
	{ "reduce_only", -1106, "Parameter 'reduceOnly' sent when not "
	    "required.", -2022, "ReduceOnly Order is rejected." },
	{ "post_only", -2010, "Order would immediately match and take.",
	    -5022, "Due to the order could not be executed as maker, the Post "
	    "Only order will be rejected. The order will not be recorded in "
	    "the order history." },
	{ "leverage_tier", -2010, "This action is disabled on this account.",
	    -2027,
	    "Exceeded the maximum allowable position at current leverage." },
	{ "duplicate_id", -2010, "Duplicate order sent.", -4116,
	    "ClientOrderId is duplicated." },
	{ "no_price", -2010, "Market is closed.", -1112,
	    "No orders on book for symbol." },
	{ "unknown_symbol", -1121, "Invalid symbol.", -1121,
	    "Invalid symbol." },
	{ "unknown_order", -2011, "Unknown order sent.", -2011,
	    "Unknown order sent." },
	{ "order_closed", -2011, "Unknown order sent.", -2011,
	    "Unknown order sent." },
	{ "linked", -2010, "The relationship of the prices for the orders is "
	    "not correct.", -2010, "New order rejected" },
	{ "fault", -1000, "An unknown error occurred while processing the "
	    "request.", -1000, "An unknown error occurred while processing "
	    "the request." }
};

bool
refused(struct call *c, enum market m, const char *reason)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (strcmp(refusals[i].reason, reason) == 0)
			return m == MARKET_SPOT ? fail(c, 400,
			    refusals[i].spot, "%s", refusals[i].spot_text) :
			    fail(c, 400, refusals[i].swap, "%s",
			    refusals[i].swap_text);
	return fail(c, 400, -1128, "Combination of optional parameters "
	    "invalid.");
}

/* A name that nobody gave. */
static void
client_id_make(struct served_order *o)
{
	snprintf(o->client_id, sizeof(o->client_id), "%s_%" PRId64,
	    o->market == MARKET_SPOT ? "web" : "web_swap", o->id);
}

void
placing_book(struct call *c, const struct placing *p, struct served_order *o)
{
	o->r = p->r;
	TEXT_SET(o->r.symbol, world_sim_name(p->s, p->held));
	o->held = p->held;
	TEXT_SET(o->type, p->type);
	TEXT_SET(o->tif, p->tif[0] == '\0' ? "GTC" : p->tif);
	TEXT_SET(o->working, p->working);
	o->conditional = p->conditional;
	o->close_position = p->close_position;
	o->price_protect = p->price_protect;
	if (p->client_id != NULL)
		TEXT_SET(o->client_id, p->client_id);
	else
		client_id_make(o);
	TEXT_SET(o->stp, params_get(&c->params, "selfTradePreventionMode") ==
	    NULL ? c->m == MARKET_SPOT ? "EXPIRE_MAKER" : "NONE" :
	    params_get(&c->params, "selfTradePreventionMode"));
}

/* Unique among those that work; of futures conditional ones are apart. */
bool
name_free(struct call *c, const struct placing *p)
{
	struct book *b = &c->w->book;

	for (size_t i = b->orders.len; p->client_id != NULL && i-- > 0; )
		if (b->orders.at[i].market == c->m &&
		    order_works(&b->orders.at[i]) &&
		    b->orders.at[i].symbol == world_symbol_at(c->w, p->s) &&
		    b->orders.at[i].conditional == p->conditional &&
		    strcmp(b->orders.at[i].client_id, p->client_id) == 0)
			return refused(c, c->m, "duplicate_id");
	return true;
}

bool
place_order(struct call *c, struct placing *p)
{
	struct sim_instruction i = { .what = SIM_DO_ORDER, .margin_mode = -1,
	    .leverage = DEC_NONE, .amount = DEC_NONE };
	struct served_order *o;
	const char *reason;

	if (!filters_pass(c, p) || !name_free(c, p))
		return false;
	if (p->test)
		return true;
	o = book_add(&c->w->book, c->m, world_symbol_at(c->w, p->s));
	p->place = c->w->book.orders.len - 1;
	placing_book(c, p, o);
	book_sim_id(o->id, i.id);
	i.order = o->r;
	i.second = order_request_empty();
	i.at = c->w->now;
	reason = world_act(c->w, c->m, &i);
	if (reason != NULL) {
		book_drop(&c->w->book);
		return refused(c, c->m, reason);
	}
	/* Futures keep no record of one that had to be filled at once. */
	o = &c->w->book.orders.at[p->place];
	if (c->m == MARKET_SWAP && o->state == ORDER_EXPIRED &&
	    strcmp(o->reason, "fok") == 0) {
		o->state = ORDER_REJECTED;
		return fail(c, 400, -5021, "Due to the order could not be "
		    "filled immediately, the FOK order has been rejected. The "
		    "order will not be recorded in the order history.");
	}
	return true;
}

static void
place(struct call *c, bool test)
{
	struct placing p = { .test = test };

	if (!(c->m == MARKET_SPOT ? spot_terms(c, &p) : swap_terms(c, &p)) ||
	    !place_order(c, &p))
		return;
	if (test) {
		put_begin(c->body, NULL, '{');
		put_end(c->body, '}');
	} else if (c->m == MARKET_SPOT) {
		spot_answer(c, &p);
	} else {
		struct served_order *o = &c->w->book.orders.at[p.place];
		struct served_order as_new = *o;

		/* An acknowledgement tells nothing of what it became. */
		if (p.response == 0) {
			as_new.state = ORDER_OPEN;
			as_new.trades.len = 0;
		}
		swap_row(c, &as_new);
	}
}

void
do_place(struct call *c)
{
	place(c, false);
}

void
do_place_test(struct call *c)
{
	place(c, true);
}

void
do_place_algo(struct call *c)
{
	struct placing p = { .test = false };

	if (algo_terms(c, &p) && place_order(c, &p))
		algo_row(c, &c->w->book.orders.at[p.place]);
}

/* Each element is placed like a request of its own. */
static void
batch_one(struct call *c, const json_t *order)
{
	struct call one = *c;
	struct reply reply = { .status = 200 };
	const char *name;
	json_t *value;

	one.params = (struct params){ .list = { .len = 0 } };
	one.out = &reply;
	one.body = &reply.body;
	json_object_foreach((json_t *)order, name, value) {
		struct param *p = vec_add(&one.params.list);

		p->name = name;
		p->value = json_is_string(value) ? json_string_value(value) :
		    json_is_true(value) ? "true" : json_is_false(value) ?
		    "false" : "";
	}
	do_place(&one);
	put_raw(c->body, NULL, buf_text(&reply.body));
	params_release(&one.params);
	reply_release(&reply);
}

void
do_place_batch(struct call *c)
{
	const char *text = NULL;
	json_t *list;

	if (!ask_text(c, "batchOrders", true, &text))
		return;
	list = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_array(list) || json_array_size(list) == 0 ||
	    json_array_size(list) > 5) {
		fail(c, 400, -1130, "Data sent for parameter 'batchOrders' is "
		    "not valid.");
	} else {
		put_begin(c->body, NULL, '[');
		for (size_t i = 0; i < json_array_size(list); i++)
			batch_one(c, json_array_get(list, i));
		put_end(c->body, ']');
	}
	json_decref(list);
}
