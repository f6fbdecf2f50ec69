/*
 * Orders taken off and changed.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct sim_instruction
instruction_for(const struct call *c, int what, const struct served_order *o)
{
	struct sim_instruction i = { .what = what, .margin_mode = -1,
	    .leverage = DEC_NONE, .amount = DEC_NONE, .at = c->w->now };

	i.order = order_request_empty();
	i.second = order_request_empty();
	book_sim_id(o->id, i.id);
	return i;
}

const char *
order_cancel_now(struct call *c, size_t place)
{
	struct sim_instruction i;

	if (c->w->book.orders.at[place].pending) {
		book_wait_over(&c->w->book, place, ORDER_CANCELED, "user",
		    world_time(c->w));
		return NULL;
	}
	i = instruction_for(c, SIM_DO_CANCEL, &c->w->book.orders.at[place]);
	return world_act(c->w, c->m, &i);
}

/* All of a list go, whichever was named. */
static const char *
cancel_with_list(struct call *c, size_t place)
{
	int64_t list = c->w->book.orders.at[place].list;
	const char *reason = order_cancel_now(c, place);

	for (int n = 0; reason == NULL && list > 0 &&
	    n < c->w->book.lists.at[list - 1].n; n++) {
		size_t other = c->w->book.lists.at[list - 1].orders[n];

		if (order_works(&c->w->book.orders.at[other]))
			order_cancel_now(c, other);
	}
	return reason;
}

/* The answer names the request, which has an id of its own. */
static void
canceled_row(struct call *c, size_t place)
{
	struct served_order copy = c->w->book.orders.at[place];
	size_t before = c->body->len;
	const char *id = params_get(&c->params, "newClientOrderId");
	char made[ID_SIZE];
	struct buf row = { 0 };
	char *at;

	if (c->m == MARKET_SWAP) {
		swap_row(c, &copy);
		return;
	}
	snprintf(made, sizeof(made), "cancel_%" PRId64, copy.id);
	TEXT_SET(copy.client_id, id != NULL ? id : made);
	spot_row(c, &copy);
	/* After the opening brace: the order's own id. */
	buf_puts(&row, c->body->at + before);
	buf_cut(c->body, before);
	at = strchr(buf_text(&row), '{');
	buf_add(c->body, row.at, (size_t)(at - row.at) + 1);
	put_text(c->body, "origClientOrderId",
	    c->w->book.orders.at[place].client_id);
	put_int(c->body, "transactTime", told_ms(copy.updated));
	buf_putc(c->body, ',');
	buf_puts(c->body, at + 1);
	buf_release(&row);
}

void
do_cancel(struct call *c)
{
	static const char *const limits[] = { "ONLY_NEW",
	    "ONLY_PARTIALLY_FILLED", NULL };
	const struct world_symbol *s = NULL;
	int only = -1;
	size_t place;
	const char *reason;

	if (!ask_symbol(c, true, &s) || !ask_word(c, "cancelRestrictions",
	    false, limits, -1145, "Invalid cancelRestrictions", &only) ||
	    !ask_order(c, s, "orderId", "origClientOrderId", -2011, &place))
		return;
	if (only >= 0 && c->w->book.orders.at[place].state !=
	    (only == 0 ? ORDER_OPEN : ORDER_PARTIAL)) {
		fail(c, 400, -2011, "Order was not canceled due to cancel "
		    "restrictions.");
		return;
	}
	reason = cancel_with_list(c, place);
	if (reason != NULL)
		refused(c, c->m, reason);
	else
		canceled_row(c, place);
}

void
do_cancel_algo(struct call *c)
{
	const char *reason;
	size_t place;

	if (!ask_order(c, NULL, "algoId", "clientAlgoId", -2011, &place))
		return;
	/* Once triggered it is an order like others. */
	reason = is_algo(&c->w->book.orders.at[place]) ?
	    order_cancel_now(c, place) : "order_closed";
	if (reason != NULL) {
		refused(c, c->m, reason);
		return;
	}
	put_begin(c->body, NULL, '{');
	put_int(c->body, "algoId", c->w->book.orders.at[place].id + ALGO_IDS);
	put_text(c->body, "clientAlgoId",
	    c->w->book.orders.at[place].client_id);
	put_text(c->body, "code", "200");
	put_text(c->body, "msg", "success");
	put_end(c->body, '}');
}

static size_t
cancel_each(struct call *c, const struct world_symbol *s, bool algo,
    bool rows)
{
	struct book *b = &c->w->book;
	size_t n = 0, symbol = world_symbol_at(c->w, s);

	for (size_t i = 0; i < b->orders.len; i++) {
		if (b->orders.at[i].market != c->m ||
		    b->orders.at[i].symbol != symbol ||
		    !order_works(&b->orders.at[i]) ||
		    (c->m == MARKET_SWAP &&
		    is_algo(&b->orders.at[i]) != algo) ||
		    order_cancel_now(c, i) != NULL)
			continue;
		n++;
		if (rows)
			canceled_row(c, i);
	}
	return n;
}

static void
all_done(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_int(c->body, "code", 200);
	put_text(c->body, "msg",
	    "The operation of cancel all open order is done.");
	put_end(c->body, '}');
}

void
do_cancel_all(struct call *c)
{
	const struct world_symbol *s = NULL;

	if (!ask_symbol(c, true, &s))
		return;
	if (c->m == MARKET_SWAP) {
		cancel_each(c, s, false, false);
		all_done(c);
		return;
	}
	put_begin(c->body, NULL, '[');
	if (cancel_each(c, s, false, true) == 0)
		fail(c, 400, -2011, "Unknown order sent.");
	else
		put_end(c->body, ']');
}

void
do_cancel_all_algo(struct call *c)
{
	const struct world_symbol *s = NULL;

	if (!ask_symbol(c, true, &s))
		return;
	cancel_each(c, s, true, false);
	all_done(c);
}

/* What is at the mark where it stands: cancelled, then placed. */
void
do_cancel_replace(struct call *c)
{
	static const char *const modes[] = { "STOP_ON_FAILURE",
	    "ALLOW_FAILURE", NULL };
	struct placing p = { .test = false };
	struct buf canceled = { 0 }, placed = { 0 };
	int mode = 0;
	size_t place = 0;
	bool gone, made = false;

	if (!ask_word(c, "cancelReplaceMode", true, modes, -1130, NULL,
	    &mode) || !spot_terms(c, &p))
		return;
	gone = ask_order(c, p.s, "cancelOrderId", "cancelOrigClientOrderId",
	    -2011, &place);
	if (gone && cancel_with_list(c, place) != NULL)
		gone = fail(c, 400, -2011, "Unknown order sent.");
	if (gone)
		canceled_row(c, place);
	buf_add(&canceled, buf_text(c->body), c->body->len);
	buf_clear(c->body);
	c->out->code = 0;
	if (gone || mode == 1) {
		made = place_order(c, &p);
		if (made)
			spot_answer(c, &p);
		buf_add(&placed, buf_text(c->body), c->body->len);
		buf_clear(c->body);
	}
	c->out->status = gone && made ? 200 : gone || made ? 409 : 400;
	c->out->code = gone && made ? 0 : gone || made ? -2021 : -2022;
	put_begin(c->body, NULL, '{');
	if (c->out->code != 0) {
		put_int(c->body, "code", c->out->code);
		put_text(c->body, "msg", gone || made ?
		    "Order cancel-replace partially failed." :
		    "Order cancel-replace failed.");
		put_begin(c->body, "data", '{');
	}
	put_text(c->body, "cancelResult", gone ? "SUCCESS" : "FAILURE");
	put_text(c->body, "newOrderResult", made ? "SUCCESS" :
	    placed.len > 0 ? "FAILURE" : "NOT_ATTEMPTED");
	put_raw(c->body, "cancelResponse", buf_text(&canceled));
	put_raw(c->body, "newOrderResponse", placed.len > 0 ?
	    buf_text(&placed) : "null");
	if (c->out->code != 0)
		put_end(c->body, '}');
	put_end(c->body, '}');
	buf_release(&canceled);
	buf_release(&placed);
}

/* Spot: the amount, downwards, and nothing else. */
void
do_amend_spot(struct call *c)
{
	const struct world_symbol *s = NULL;
	struct sim_instruction i;
	struct placing p = { .test = false };
	const char *reason, *id = NULL;
	char old[ID_SIZE];
	struct served_order *o;
	struct dec amount = DEC_NONE;
	size_t place;

	if (!ask_symbol(c, true, &s) || !ask_dec(c, "newQty", true, &amount) ||
	    !ask_client_id(c, "newClientOrderId", &id) ||
	    !ask_order(c, s, "orderId", "origClientOrderId", -2013, &place))
		return;
	p.s = s;
	o = &c->w->book.orders.at[place];
	if (!filter_lot(c, &p, amount))
		return;
	if (!order_works(o) || dec_cmp(amount, o->amount) >= 0 ||
	    dec_cmp(amount, o->filled) <= 0) {
		fail(c, 400, -2038, !order_works(o) ? "Order has been "
		    "finished." : dec_cmp(amount, o->amount) == 0 ?
		    "The requested action would change no state; rejecting." :
		    "Order amend (quantity increase) is not supported.");
		return;
	}
	i = instruction_for(c, SIM_DO_AMEND, o);
	i.order.type = ORDER_TYPES;
	i.order.amount = amount;
	reason = world_act(c->w, c->m, &i);
	if (reason != NULL) {
		refused(c, c->m, reason);
		return;
	}
	o = &c->w->book.orders.at[place];
	TEXT_SET(old, o->client_id);
	if (id != NULL)
		TEXT_SET(o->client_id, id);
	put_begin(c->body, NULL, '{');
	put_int(c->body, "transactTime", told_ms(o->updated));
	put_int(c->body, "executionId", c->w->book.requests);
	put_begin(c->body, "amendedOrder", '{');
	put_text(c->body, "symbol", s->native);
	put_int(c->body, "orderId", o->id);
	put_int(c->body, "orderListId", o->list > 0 ? o->list : -1);
	put_text(c->body, "origClientOrderId", old);
	put_text(c->body, "clientOrderId", o->client_id);
	put_price(c->body, "price", s, o->price);
	put_amount(c->body, "qty", s, o->amount);
	put_amount(c->body, "executedQty", s, o->filled);
	put_amount(c->body, "preventedQty", s, DEC_ZERO);
	put_dec(c->body, "quoteOrderQty", DEC_ZERO, 8);
	put_dec(c->body, "cumulativeQuoteQty", book_heard(&c->w->book,
	    o).cost, 8);
	put_text(c->body, "status", status_word(o, o->state));
	put_text(c->body, "timeInForce", o->tif);
	put_text(c->body, "type", o->type);
	put_text(c->body, "side", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	put_int(c->body, "workingTime", told_ms(o->created));
	put_text(c->body, "selfTradePreventionMode", o->stp);
	put_end(c->body, '}');
	put_end(c->body, '}');
}

/* Futures: amount and price of a limit order; an amount that was filled
 * already, or a price at which a post-only order would take, ends it. */
void
do_amend_swap(struct call *c)
{
	static const char *const sides[] = { "BUY", "SELL", NULL };
	struct placing p = { .test = false };
	struct sim_instruction i;
	struct served_order *o;
	const char *reason = NULL;
	int side = -1;
	size_t place;

	p.r = order_request_empty();
	if (!ask_symbol(c, true, &p.s) || !ask_word(c, "side", true, sides,
	    -1117, "Invalid side.", &side) ||
	    !ask_dec(c, "quantity", true, &p.r.amount) ||
	    !ask_dec(c, "price", true, &p.r.price) ||
	    !ask_order(c, p.s, "orderId", "origClientOrderId", -2013, &place))
		return;
	o = &c->w->book.orders.at[place];
	p.r.reduce_only = o->r.reduce_only;
	if (!order_works(o)) {
		fail(c, 400, -2013, "Order does not exist.");
	} else if (strcmp(actual_type(o), "LIMIT") != 0) {
		fail(c, 400, -5025, "Only support for LIMIT order.");
	} else if (side != o->r.side) {
		fail(c, 400, -1130, "Data sent for parameter 'side' is not "
		    "valid.");
	} else if (dec_same(p.r.amount, o->amount) &&
	    dec_same(p.r.price, o->price)) {
		fail(c, 400, -5027, "No need to modify the order.");
	} else if (filters_pass(c, &p)) {
		i = instruction_for(c, SIM_DO_AMEND, o);
		i.order.type = ORDER_TYPES;
		if (!dec_same(p.r.amount, o->amount))
			i.order.amount = p.r.amount;
		if (!dec_same(p.r.price, o->price))
			i.order.price = p.r.price;
		reason = dec_sign(o->filled) > 0 && dec_cmp(p.r.amount,
		    o->filled) <= 0 ? "post_only" : world_act(c->w, c->m, &i);
		if (reason != NULL && strcmp(reason, "post_only") == 0)
			reason = order_cancel_now(c, place);
		if (reason != NULL)
			refused(c, c->m, reason);
		else
			swap_row(c, &c->w->book.orders.at[place]);
	}
}
