/*
 * Asking for orders and trades.
 */
#include "serve/binance/binance.h"

#include "base/stamp.h"

#include <string.h>

static void
row_put(struct call *c, const struct served_order *o, bool algo)
{
	if (algo)
		algo_row(c, o);
	else if (c->m == MARKET_SPOT)
		spot_row(c, o);
	else
		swap_row(c, o);
}

void
do_order(struct call *c)
{
	const struct world_symbol *s = NULL;
	size_t place;

	if (ask_symbol(c, true, &s) && ask_order(c, s, "orderId",
	    "origClientOrderId", -2013, &place))
		row_put(c, &c->w->book.orders.at[place], false);
}

void
do_open_order(struct call *c)
{
	const struct world_symbol *s = NULL;
	const struct served_order *o;
	size_t place;

	if (!ask_symbol(c, true, &s) || !ask_order(c, s, "orderId",
	    "origClientOrderId", -2013, &place))
		return;
	o = &c->w->book.orders.at[place];
	if (order_state_closed((enum order_state)book_heard(&c->w->book,
	    o).state))
		fail(c, 400, -2013, "Order does not exist.");
	else
		row_put(c, o, false);
}

void
do_algo_order(struct call *c)
{
	size_t place;

	if (ask_order(c, NULL, "algoId", "clientAlgoId", -2013, &place))
		algo_row(c, &c->w->book.orders.at[place]);
}

/* Those that work, as far as anybody has heard. */
static void
open_put(struct call *c, bool algo)
{
	const struct world_symbol *s = NULL;
	const struct book *b = &c->w->book;

	if (!ask_symbol(c, false, &s))
		return;
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < b->orders.len; i++) {
		const struct served_order *o = &b->orders.at[i];
		int state = book_heard(b, o).state;

		if (o->market == c->m && (s == NULL ||
		    o->symbol == world_symbol_at(c->w, s)) &&
		    order_state_working((enum order_state)state) &&
		    (c->m == MARKET_SPOT || is_algo(o) == algo))
			row_put(c, o, algo);
	}
	put_end(c->body, ']');
}

void
do_open_orders(struct call *c)
{
	open_put(c, false);
}

void
do_open_algo_orders(struct call *c)
{
	open_put(c, true);
}

/* Times as they were told, and not the bars'. */
struct page { int64_t from, to, limit, first; };

static bool
page_asked(struct call *c, const char *first, int64_t widest,
    struct page *p)
{
	*p = (struct page){ INT64_MIN, INT64_MAX, 500, -1 };
	if (!ask_int(c, "startTime", false, 0, INT64_MAX, &p->from) ||
	    !ask_int(c, "endTime", false, 0, INT64_MAX, &p->to) ||
	    !ask_int(c, "limit", false, 1, INT64_MAX, &p->limit) ||
	    !ask_int(c, first, false, 0, INT64_MAX, &p->first))
		return false;
	if (p->limit > 1000)
		p->limit = 1000;
	if (p->from != INT64_MIN && p->to != INT64_MAX &&
	    (p->to < p->from || p->to - p->from > widest))
		return fail(c, 400, c->m == MARKET_SPOT ? -1127 : -4166,
		    c->m == MARKET_SPOT ? "More than 24 hours between "
		    "startTime and endTime." : "Search window is restricted "
		    "to recent 7 days only.");
	if (p->from != INT64_MIN && p->to == INT64_MAX)
		p->to = p->from > INT64_MAX - widest ? INT64_MAX :
		    p->from + widest;
	return true;
}

static int64_t
widest_of(const struct call *c)
{
	return (c->m == MARKET_SPOT ? STAMP_DAY : 7 * STAMP_DAY) / 1000;
}

static bool
order_matches(const struct call *c, const struct served_order *o,
    const struct world_symbol *s, const struct page *p, bool algo)
{
	int64_t at = told_ms(o->created);
	int64_t id = o->id + (algo ? ALGO_IDS : 0);

	return o->market == c->m && o->state != ORDER_SENDING &&
	    o->state != ORDER_REJECTED &&
	    (s == NULL || o->symbol == world_symbol_at(c->w, s)) &&
	    (algo ? o->conditional : !is_algo(o) || c->m == MARKET_SPOT) &&
	    id >= p->first && at >= p->from && at <= p->to;
}

/* From an id or a time on they rise from there; else the latest ones. */
static void
all_put(struct call *c, bool algo)
{
	const struct world_symbol *s = NULL;
	const struct book *b = &c->w->book;
	struct page p;
	int64_t matching = 0, skip = 0;

	if (!ask_symbol(c, true, &s) || !page_asked(c, algo ? "algoId" :
	    "orderId", widest_of(c), &p))
		return;
	for (size_t i = 0; i < b->orders.len; i++)
		matching += order_matches(c, &b->orders.at[i], s, &p, algo);
	if (p.first < 0 && p.from == INT64_MIN && matching > p.limit)
		skip = matching - p.limit;
	put_begin(c->body, NULL, '[');
	matching = 0;
	for (size_t i = 0; i < b->orders.len; i++) {
		if (!order_matches(c, &b->orders.at[i], s, &p, algo) ||
		    matching++ < skip)
			continue;
		if (matching > skip + p.limit)
			break;
		row_put(c, &b->orders.at[i], algo);
	}
	put_end(c->body, ']');
}

void
do_all_orders(struct call *c)
{
	all_put(c, false);
}

void
do_all_algo_orders(struct call *c)
{
	all_put(c, true);
}

static bool
trade_matches(const struct call *c, const struct served_trade *t,
    const struct world_symbol *s, const struct page *p, int64_t order)
{
	int64_t at = told_ms(t->time);

	return t->market == c->m && trade_heard(&c->w->book, t) &&
	    (s == NULL || t->symbol == world_symbol_at(c->w, s)) &&
	    (order < 0 || c->w->book.orders.at[t->order].id == order) &&
	    t->id >= p->first && at >= p->from && at <= p->to;
}

static void
trade_put(struct call *c, const struct served_trade *t)
{
	if (c->m == MARKET_SPOT)
		spot_trade_row(c, t);
	else
		swap_trade_row(c, t);
}

void
do_trades_mine(struct call *c)
{
	const struct world_symbol *s = NULL;
	const struct book *b = &c->w->book;
	struct page p;
	int64_t order = -1, matching = 0, skip = 0;

	if (!ask_symbol(c, true, &s) || !page_asked(c, "fromId",
	    widest_of(c), &p) || !ask_int(c, "orderId", false, 0, INT64_MAX,
	    &order))
		return;
	for (size_t i = 0; i < b->trades.len; i++)
		matching += trade_matches(c, &b->trades.at[i], s, &p, order);
	if (p.first < 0 && p.from == INT64_MIN && matching > p.limit)
		skip = matching - p.limit;
	put_begin(c->body, NULL, '[');
	matching = 0;
	for (size_t i = 0; i < b->trades.len; i++) {
		const struct served_trade *t = &b->trades.at[i];

		if (!trade_matches(c, t, s, &p, order) || matching++ < skip)
			continue;
		if (matching > skip + p.limit)
			break;
		trade_put(c, t);
		if (t->twice)
			trade_put(c, t);
	}
	put_end(c->body, ']');
}
