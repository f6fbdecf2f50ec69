/*
 * Order lists of spot: two orders of which one will be done; an entry that
 * makes an order, or two of which one will be done, once it is full.
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
	{ "TAKE_PROFIT_LIMIT", TYPE_TAKE_PROFIT_LIMIT, false, true, true },
	/* of an entry, or what it makes alone */
	{ "LIMIT", TYPE_LIMIT, false, true, false }
};

static bool
wrong_prices(struct call *c)
{
	return fail(c, 400, -2010, "The relationship of the prices for the "
	    "orders is not correct.");
}

enum part { PART_TYPE, PART_PRICE, PART_STOP, PART_TIF, PART_ID, PART_DELTA,
    PARTS };

static const struct leg_type *
leg_type_named(const char *name)
{
	for (size_t i = 0; i < sizeof(leg_types) / sizeof(leg_types[0]); i++)
		if (strcmp(leg_types[i].name, name) == 0)
			return &leg_types[i];
	return NULL;
}

/* A distance makes of a stop one that follows. */
static bool
leg_delta(struct call *c, const char *name, struct placing *p)
{
	int64_t delta = 0;

	if (!ask_int(c, name, false, 1, 100000, &delta))
		return false;
	if (delta == 0)
		return true;
	if (p->r.type != TYPE_STOP)
		return fail(c, 400, -1128, "Combination of optional "
		    "parameters invalid.");
	p->r.type = TYPE_TRAILING;
	p->r.trail_percent = dec_make(delta, 2);
	p->r.activation_price = p->r.trigger_price;
	p->r.trigger_price = DEC_NONE;
	return true;
}

static bool
leg_asked(struct call *c, const char *prefix, bool alone, struct placing *p)
{
	char names[PARTS][40];
	static const char *const parts[PARTS] = { "Type", "Price",
	    "StopPrice", "TimeInForce", "ClientOrderId", "TrailingDelta" };
	const char *type = NULL, *tif = NULL;
	const struct leg_type *t;
	bool trails;

	for (int i = 0; i < PARTS; i++)
		snprintf(names[i], sizeof(names[i]), "%s%s", prefix, parts[i]);
	if (!ask_text(c, names[PART_TYPE], true, &type))
		return false;
	t = leg_type_named(type);
	if (t == NULL || (!alone && strcmp(type, "LIMIT") == 0))
		return fail(c, 400, -1116, "Invalid orderType.");
	trails = params_get(&c->params, names[PART_DELTA]) != NULL;
	p->r.type = t->type;
	p->r.post_only = t->post;
	TEXT_SET(p->type, type);
	if ((t->limit && !ask_dec(c, names[PART_PRICE], true,
	    &p->r.price)) || (t->stop && !ask_dec(c, names[PART_STOP],
	    !trails, &p->r.trigger_price)) ||
	    !ask_text(c, names[PART_TIF], t->limit && !t->post, &tif) ||
	    !ask_client_id(c, names[PART_ID], &p->client_id) ||
	    !leg_delta(c, names[PART_DELTA], p))
		return false;
	if (tif != NULL && strcmp(tif, "GTC") != 0)
		return fail(c, 400, -1115, "Invalid timeInForce.");
	return true;
}

static bool
is_stop(const struct placing *p)
{
	return p->r.type == TYPE_STOP || p->r.type == TYPE_STOP_LIMIT ||
	    p->r.type == TYPE_TRAILING;
}

/* Above the price a buy has its stop, a sell its target. */
static bool
leg_right(struct call *c, const struct placing *p, bool above)
{
	struct dec last = world_last(c->w, p->s);
	struct dec at = dec_known(p->r.trigger_price) ? p->r.trigger_price :
	    p->r.price;
	bool stop = is_stop(p);

	if (stop != (above == (p->r.side == SIDE_BUY)))
		return wrong_prices(c);
	/* One that follows begins wherever the price is. */
	if (!dec_known(at))
		return true;
	return (above ? dec_cmp(at, last) > 0 : dec_cmp(at, last) < 0) ||
	    wrong_prices(c);
}

static bool
list_works(const struct book *b, const struct served_list *l)
{
	for (int n = 0; n < l->n; n++)
		if (order_works(&b->orders.at[l->orders[n]]))
			return true;
	return false;
}

static void
list_row(struct call *c, const struct served_list *l)
{
	const struct book *b = &c->w->book;
	bool done = !list_works(b, l);
	const struct world_symbol *s = &c->w->setup.symbols.at[
	    b->orders.at[l->orders[0]].symbol];

	put_int(c->body, "orderListId", l->id);
	put_text(c->body, "contingencyType", l->entry ? "OTO" : "OCO");
	put_text(c->body, "listStatusType", done ? "ALL_DONE" :
	    "EXEC_STARTED");
	put_text(c->body, "listOrderStatus", done ? "ALL_DONE" :
	    "EXECUTING");
	put_text(c->body, "listClientOrderId", l->client_id);
	put_int(c->body, "transactionTime", told_ms(l->time));
	put_text(c->body, "symbol", s->native);
	put_begin(c->body, "orders", '[');
	for (int n = 0; n < l->n; n++) {
		const struct served_order *o = &b->orders.at[l->orders[n]];

		put_begin(c->body, NULL, '{');
		put_text(c->body, "symbol", s->native);
		put_int(c->body, "orderId", o->id);
		put_text(c->body, "clientOrderId", o->client_id);
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
	for (int n = 0; n < l->n; n++)
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
		    &p[n].r.amount) || !leg_asked(c, prefixes[n], false,
		    &p[n]))
			return false;
	}
	return leg_right(c, &p[0], true) && leg_right(c, &p[1], false) &&
	    filters_pass(c, &p[0]) && filters_pass(c, &p[1]);
}

/* Room for each in the book; the market has not seen them yet. */
static void
list_book(struct call *c, struct placing *p, int n)
{
	struct book *b = &c->w->book;

	for (int k = 0; k < n; k++) {
		struct served_order *o = book_add(b, c->m,
		    world_symbol_at(c->w, p[k].s));

		p[k].place = b->orders.len - 1;
		o->list = (int64_t)b->lists.len + 1;
		placing_book(c, &p[k], o);
	}
}

static void
list_drop(struct book *b, int n)
{
	while (n-- > 0)
		book_drop(b);
}

static struct served_list *
list_add(struct call *c, const struct placing *p, int n, const char *id)
{
	struct book *b = &c->w->book;
	struct served_list *l = vec_add(&b->lists);

	l->id = (int64_t)b->lists.len;
	l->market = c->m;
	l->n = n;
	for (int k = 0; k < n; k++)
		l->orders[k] = p[k].place;
	l->time = world_time(c->w);
	if (id != NULL)
		TEXT_SET(l->client_id, id);
	else
		snprintf(l->client_id, sizeof(l->client_id), "list_%" PRId64,
		    l->id);
	return l;
}

void
do_place_oco(struct call *c)
{
	struct sim_instruction i = { .what = SIM_DO_OCO, .margin_mode = -1,
	    .leverage = DEC_NONE, .amount = DEC_NONE, .at = c->w->now };
	struct placing p[2] = { { .test = false }, { .test = false } };
	struct book *b = &c->w->book;
	const char *reason, *id = NULL;

	if (!pair_asked(c, p) || !ask_client_id(c, "listClientOrderId", &id))
		return;
	list_book(c, p, 2);
	book_sim_id(b->orders.at[p[0].place].id, i.id);
	book_sim_id(b->orders.at[p[1].place].id, i.second_id);
	i.order = b->orders.at[p[0].place].r;
	i.second = b->orders.at[p[1].place].r;
	reason = world_act(c->w, c->m, &i);
	if (reason != NULL) {
		list_drop(b, 2);
		refused(c, c->m, reason);
		return;
	}
	list_answer(c, list_add(c, p, 2, id));
}

/* An entry and what it makes; n counts both. */
static bool
entry_asked(struct call *c, struct placing *p, int n)
{
	static const char *const sides[] = { "BUY", "SELL", NULL };
	static const char *const alone[] = { "working", "pending" };
	static const char *const pair[] = { "working", "pendingAbove",
	    "pendingBelow" };

	for (int k = 0; k < n; k++) {
		p[k].r = order_request_empty();
		if (!ask_symbol(c, true, &p[k].s) || !ask_word(c, k == 0 ?
		    "workingSide" : "pendingSide", true, sides, -1117,
		    "Invalid side.", &p[k].r.side) || !ask_dec(c, k == 0 ?
		    "workingQuantity" : "pendingQuantity", true,
		    &p[k].r.amount) || !leg_asked(c, n == 2 ? alone[k] :
		    pair[k], n == 2 || k == 0, &p[k]))
			return false;
	}
	if (p[0].r.type != TYPE_LIMIT)
		return fail(c, 400, -1116, "Invalid orderType.");
	if (n == 3 && (is_stop(&p[1]) != (p[1].r.side == SIDE_BUY) ||
	    is_stop(&p[1]) == is_stop(&p[2])))
		return wrong_prices(c);
	for (int k = 0; k < n; k++)
		if (!filters_pass(c, &p[k]) || !name_free(c, &p[k]))
			return false;
	return true;
}

/* What it makes is there before the entry, which may be full at once. */
static void
place_entry(struct call *c, int n)
{
	struct sim_instruction i = { .what = SIM_DO_ORDER, .margin_mode = -1,
	    .leverage = DEC_NONE, .amount = DEC_NONE, .at = c->w->now };
	struct placing p[LIST_ORDERS] = { { .test = false } };
	struct book *b = &c->w->book;
	struct served_list *l;
	const char *reason, *id = NULL;

	if (!entry_asked(c, p, n) ||
	    !ask_client_id(c, "listClientOrderId", &id))
		return;
	list_book(c, p, n);
	l = list_add(c, p, n, id);
	l->entry = true;
	for (int k = 1; k < n; k++)
		book_wait(b, p[k].place, world_time(c->w));
	book_sim_id(b->orders.at[p[0].place].id, i.id);
	i.order = b->orders.at[p[0].place].r;
	i.second = order_request_empty();
	reason = world_act(c->w, c->m, &i);
	if (reason != NULL) {
		b->lists.len--;
		b->pending -= (size_t)n - 1;
		list_drop(b, n);
		refused(c, c->m, reason);
		return;
	}
	list_answer(c, &b->lists.at[b->lists.len - 1]);
}

void
do_place_oto(struct call *c)
{
	place_entry(c, 2);
}

void
do_place_otoco(struct call *c)
{
	place_entry(c, 3);
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

		if (!list_works(b, l))
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
	for (int n = 0; n < l->n; n++)
		if (order_works(&c->w->book.orders.at[l->orders[n]]))
			any = order_cancel_now(c, l->orders[n]) == NULL ||
			    any;
	if (any)
		list_answer(c, l);
	else
		fail(c, 400, -2011, "Unknown order list sent.");
}
