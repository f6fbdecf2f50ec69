/*
 * Order lists of spot: two orders of which one will be done.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The types that a leg may have, above and below the price. */
static const struct leg_type {
	const char *name;
	int type;
	bool post, limit, stop;
} leg_types[] = {
	{ "LIMIT_MAKER", TYPE_LIMIT, true, true, false },
	{ "STOP_LOSS", TYPE_STOP, false, false, true },
	{ "STOP_LOSS_LIMIT", TYPE_STOP_LIMIT, false, true, true },
	{ "TAKE_PROFIT", TYPE_TAKE_PROFIT, false, false, true },
	{ "TAKE_PROFIT_LIMIT", TYPE_TAKE_PROFIT_LIMIT, false, true, true }
};

static bool
wrong_prices(struct call *c)
{
	return fail(c, 400, -2010, "The relationship of the prices for the "
	    "orders is not correct.");
}

static bool
leg_asked(struct call *c, const char *prefix, struct placing *p)
{
	char names[5][40];
	static const char *const parts[] = { "Type", "Price", "StopPrice",
	    "TimeInForce", "ClientOrderId" };
	const char *type = NULL, *tif = NULL;
	const struct leg_type *t = NULL;

	for (int i = 0; i < 5; i++)
		snprintf(names[i], sizeof(names[i]), "%s%s", prefix, parts[i]);
	if (!ask_text(c, names[0], true, &type))
		return false;
	for (size_t i = 0; i < sizeof(leg_types) / sizeof(leg_types[0]); i++)
		if (strcmp(leg_types[i].name, type) == 0)
			t = &leg_types[i];
	if (t == NULL)
		return fail(c, 400, -1116, "Invalid orderType.");
	p->r.type = t->type;
	p->r.post_only = t->post;
	TEXT_SET(p->type, type);
	if ((t->limit && !ask_dec(c, names[1], true, &p->r.price)) ||
	    (t->stop && !ask_dec(c, names[2], true, &p->r.trigger_price)) ||
	    !ask_text(c, names[3], t->limit && t->stop, &tif) ||
	    !ask_client_id(c, names[4], &p->client_id))
		return false;
	if (tif != NULL && strcmp(tif, "GTC") != 0)
		return fail(c, 400, -1115, "Invalid timeInForce.");
	return true;
}

/* Above the price a buy has its stop, a sell its target. */
static bool
leg_right(struct call *c, const struct placing *p, bool above)
{
	struct dec last = world_last(c->w, p->s);
	struct dec at = dec_known(p->r.trigger_price) ? p->r.trigger_price :
	    p->r.price;
	bool stop = p->r.type == TYPE_STOP || p->r.type == TYPE_STOP_LIMIT;

	if (stop != (above == (p->r.side == SIDE_BUY)))
		return wrong_prices(c);
	return (above ? dec_cmp(at, last) > 0 : dec_cmp(at, last) < 0) ||
	    wrong_prices(c);
}

static void
list_row(struct call *c, const struct served_list *l)
{
	const struct book *b = &c->w->book;
	const struct served_order *both[2] = { &b->orders.at[l->orders[0]],
	    &b->orders.at[l->orders[1]] };
	bool done = !order_works(both[0]) && !order_works(both[1]);
	const struct world_symbol *s =
	    &c->w->setup.symbols.at[both[0]->symbol];

	put_int(c->body, "orderListId", l->id);
	put_text(c->body, "contingencyType", "OCO");
	put_text(c->body, "listStatusType", done ? "ALL_DONE" :
	    "EXEC_STARTED");
	put_text(c->body, "listOrderStatus", done ? "ALL_DONE" :
	    "EXECUTING");
	put_text(c->body, "listClientOrderId", l->client_id);
	put_int(c->body, "transactionTime", told_ms(l->time));
	put_text(c->body, "symbol", s->native);
	put_begin(c->body, "orders", '[');
	for (int n = 0; n < 2; n++) {
		put_begin(c->body, NULL, '{');
		put_text(c->body, "symbol", s->native);
		put_int(c->body, "orderId", both[n]->id);
		put_text(c->body, "clientOrderId", both[n]->client_id);
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
}

static void
list_answer(struct call *c, const struct served_list *l)
{
	put_begin(c->body, NULL, '{');
	list_row(c, l);
	put_begin(c->body, "orderReports", '[');
	for (int n = 0; n < 2; n++)
		spot_row(c, &c->w->book.orders.at[l->orders[n]]);
	put_end(c->body, ']');
	put_end(c->body, '}');
}

static bool
pair_asked(struct call *c, struct placing p[2])
{
	static const char *const sides[] = { "BUY", "SELL", NULL };
	static const char *const prefixes[] = { "above", "below" };

	for (int n = 0; n < 2; n++) {
		p[n].r = order_request_empty();
		if (!ask_symbol(c, true, &p[n].s) ||
		    !ask_word(c, "side", true, sides, -1117, "Invalid side.",
		    &p[n].r.side) || !ask_dec(c, "quantity", true,
		    &p[n].r.amount) || !leg_asked(c, prefixes[n], &p[n]))
			return false;
	}
	return leg_right(c, &p[0], true) && leg_right(c, &p[1], false) &&
	    filters_pass(c, &p[0]) && filters_pass(c, &p[1]);
}

static void
pair_drop(struct book *b)
{
	book_drop(b);
	book_drop(b);
}

void
do_place_oco(struct call *c)
{
	struct sim_instruction i = { .what = SIM_DO_OCO, .margin_mode = -1,
	    .leverage = DEC_NONE, .amount = DEC_NONE, .at = c->w->now };
	struct placing p[2] = { { .test = false }, { .test = false } };
	struct book *b = &c->w->book;
	struct served_list *l;
	const char *reason, *id = NULL;

	if (!pair_asked(c, p) || !ask_client_id(c, "listClientOrderId", &id))
		return;
	for (int n = 0; n < 2; n++) {
		struct served_order *o = book_add(b, c->m,
		    world_symbol_at(c->w, p[n].s));

		p[n].place = b->orders.len - 1;
		o->list = (int64_t)b->lists.len + 1;
		placing_book(c, &p[n], o);
		book_sim_id(o->id, n == 0 ? i.id : i.second_id);
	}
	i.order = b->orders.at[p[0].place].r;
	i.second = b->orders.at[p[1].place].r;
	reason = world_act(c->w, c->m, &i);
	if (reason != NULL) {
		pair_drop(b);
		refused(c, c->m, reason);
		return;
	}
	l = vec_add(&b->lists);
	l->id = (int64_t)b->lists.len;
	l->market = c->m;
	l->orders[0] = p[0].place;
	l->orders[1] = p[1].place;
	l->time = b->orders.at[p[0].place].created;
	if (id != NULL)
		TEXT_SET(l->client_id, id);
	else
		snprintf(l->client_id, sizeof(l->client_id), "list_%" PRId64,
		    l->id);
	list_answer(c, l);
}

static const struct served_list *
list_asked(struct call *c, const char *client_id, int code)
{
	const struct book *b = &c->w->book;
	const char *name = NULL;
	int64_t id = -1;

	if (!ask_int(c, "orderListId", false, 0, INT64_MAX, &id) ||
	    !ask_text(c, client_id, false, &name))
		return NULL;
	for (size_t i = b->lists.len; i-- > 0; )
		if (id >= 0 ? b->lists.at[i].id == id : name != NULL &&
		    strcmp(b->lists.at[i].client_id, name) == 0)
			return &b->lists.at[i];
	fail(c, 400, code, code == -2011 ? "Unknown order list sent." :
	    "Order list does not exist.");
	return NULL;
}

void
do_order_list(struct call *c)
{
	const struct served_list *l = list_asked(c, "origClientOrderId",
	    -2018);

	if (l == NULL)
		return;
	put_begin(c->body, NULL, '{');
	list_row(c, l);
	put_end(c->body, '}');
}

void
do_open_lists(struct call *c)
{
	const struct book *b = &c->w->book;

	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < b->lists.len; i++) {
		const struct served_list *l = &b->lists.at[i];

		if (!order_works(&b->orders.at[l->orders[0]]) &&
		    !order_works(&b->orders.at[l->orders[1]]))
			continue;
		put_begin(c->body, NULL, '{');
		list_row(c, l);
		put_end(c->body, '}');
	}
	put_end(c->body, ']');
}

void
do_cancel_list(struct call *c)
{
	const struct world_symbol *s = NULL;
	const struct served_list *l;
	bool any = false;

	if (!ask_symbol(c, true, &s))
		return;
	l = list_asked(c, "listClientOrderId", -2011);
	if (l == NULL)
		return;
	for (int n = 0; n < 2; n++)
		if (order_works(&c->w->book.orders.at[l->orders[n]]))
			any = order_cancel_now(c, l->orders[n]) == NULL ||
			    any;
	if (any)
		list_answer(c, l);
	else
		fail(c, 400, -2011, "Unknown order list sent.");
}
