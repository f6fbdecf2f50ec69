/*
 * The book: events of the markets become orders, trades and payments.
 */
#include "serve/book.h"

#include "base/mem.h"
#include "base/record.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const market_names[] = {
	[MARKET_SPOT] = "spot", [MARKET_SWAP] = "swap"
};

void
served_book_release(struct book *b)
{
	for (size_t i = 0; i < b->orders.len; i++)
		vec_release(&b->orders.at[i].trades);
	vec_release(&b->orders);
	vec_release(&b->trades);
	vec_release(&b->incomes);
	vec_release(&b->lists);
}

struct served_order *
book_add(struct book *b, enum market m, size_t symbol)
{
	struct served_order *o = vec_add(&b->orders);

	o->id = (int64_t)b->orders.len;
	o->market = m;
	o->symbol = symbol;
	o->r = order_request_empty();
	o->amount = o->price = o->trigger = DEC_NONE;
	o->state = ORDER_SENDING;
	return o;
}

void
book_drop(struct book *b)
{
	vec_release(&b->orders.at[b->orders.len - 1].trades);
	b->orders.len--;
}

void
book_sim_id(int64_t id, char out[ID_SIZE])
{
	snprintf(out, ID_SIZE, "n%" PRId64, id);
}

struct served_order *
book_by_sim_id(struct book *b, enum market m, const char *id)
{
	int64_t n = 0;

	if (id[0] != 'n' || id[1] == '\0')
		return NULL;
	for (const char *p = id + 1; *p != '\0'; p++) {
		if (*p < '0' || *p > '9' || n > INT64_MAX / 16)
			return NULL;
		n = n * 10 + (*p - '0');
	}
	if (n < 1 || n > (int64_t)b->orders.len ||
	    b->orders.at[n - 1].market != m)
		return NULL;
	return &b->orders.at[n - 1];
}

/* One that was given to its market: not refused, not on its way. */
static bool
is_there(const struct served_order *o, enum market m, size_t symbol)
{
	return o->market == m && o->state != ORDER_SENDING &&
	    o->state != ORDER_REJECTED &&
	    (symbol == SIZE_MAX || o->symbol == symbol);
}

struct served_order *
book_order(struct book *b, enum market m, size_t symbol, int64_t id)
{
	if (id < 1 || id > (int64_t)b->orders.len ||
	    !is_there(&b->orders.at[id - 1], m, symbol))
		return NULL;
	return &b->orders.at[id - 1];
}

struct served_order *
book_client(struct book *b, enum market m, size_t symbol,
    const char *client_id)
{
	for (size_t i = b->orders.len; i-- > 0; )
		if (is_there(&b->orders.at[i], m, symbol) &&
		    strcmp(b->orders.at[i].client_id, client_id) == 0)
			return &b->orders.at[i];
	return NULL;
}

bool
order_works(const struct served_order *o)
{
	return order_state_working((enum order_state)o->state);
}

bool
trade_heard(const struct book *b, const struct served_trade *t)
{
	return b->requests >= t->heard_from;
}

struct heard
book_heard(const struct book *b, const struct served_order *o)
{
	struct heard h = { DEC_ZERO, DEC_ZERO, o->state, 0 };

	for (size_t i = 0; i < o->trades.len; i++) {
		const struct served_trade *t =
		    &b->trades.at[o->trades.at[i]];

		if (!trade_heard(b, t))
			continue;
		h.trades++;
		dec_add(h.filled, t->amount, &h.filled);
		dec_add(h.cost, t->cost, &h.cost);
	}
	if (h.state == ORDER_FILLED && h.trades < o->trades.len)
		h.state = ORDER_OPEN;
	if (h.state == ORDER_PARTIAL || h.state == ORDER_OPEN)
		h.state = dec_sign(h.filled) > 0 ? ORDER_PARTIAL :
		    ORDER_OPEN;
	return h;
}

static void
tell(struct book *b, enum booked what, size_t place)
{
	if (b->sink.booked != NULL)
		b->sink.booked(b->sink.self, what, place);
}

void
book_wait(struct book *b, size_t place, int64_t told)
{
	struct served_order *o = &b->orders.at[place];

	o->pending = true;
	b->pending++;
	o->state = ORDER_OPEN;
	o->amount = o->r.amount;
	o->price = o->r.price;
	o->trigger = o->r.trigger_price;
	o->created = o->updated = told;
}

void
book_wait_over(struct book *b, size_t place, int state, const char *reason,
    int64_t told)
{
	struct served_order *o = &b->orders.at[place];

	b->pending -= o->pending;
	o->pending = false;
	o->state = state;
	TEXT_SET(o->reason, reason);
	o->updated = told;
	if (!order_works(o))
		tell(b, BOOKED_ORDER, place);
}

static struct served_income *
income_add(struct book *b, int kind, enum market m, size_t symbol,
    const char *asset, struct dec amount, int64_t time)
{
	struct served_income *i = vec_add(&b->incomes);

	i->id = (int64_t)b->incomes.len;
	i->kind = kind;
	i->market = m;
	i->symbol = symbol;
	i->amount = amount;
	i->rate = i->mark = DEC_NONE;
	i->time = time;
	TEXT_SET(i->asset, asset == NULL ? "" : asset);
	return i;
}

static void
trade_book(struct book *b, size_t place, const struct sim_event *e,
    const char *asset, int64_t told)
{
	struct served_order *o = &b->orders.at[place];
	struct served_trade *t = vec_add(&b->trades);

	t->id = (int64_t)b->trades.len;
	t->order = place;
	t->market = o->market;
	t->symbol = o->symbol;
	t->side = o->r.side;
	t->price = e->price;
	t->amount = e->amount;
	t->cost = e->cost;
	t->fee = e->fee;
	t->realized = e->realized_pnl;
	TEXT_SET(t->fee_currency, asset);
	t->maker = e->taker_or_maker != NULL &&
	    strcmp(e->taker_or_maker, "maker") == 0;
	t->time = told;
	t->heard_from = b->late == 0 ? 0 : b->requests + b->late;
	t->twice = b->twice;
	vec_push(&o->trades, b->trades.len - 1);
	dec_add(o->filled, t->amount, &o->filled);
	if (o->market == MARKET_SWAP) {
		if (dec_known(t->realized) && !dec_is_zero(t->realized))
			income_add(b, INCOME_REALIZED, o->market, o->symbol,
			    asset, t->realized, told)->trade = t->id;
		income_add(b, INCOME_COMMISSION, o->market, o->symbol, asset,
		    dec_neg(t->fee), told)->trade = t->id;
	}
}

/* What became of an order, by the kind of the event. */
static int
state_after(const struct served_order *o, const struct sim_event *e)
{
	switch (e->event) {
	case SIM_ACCEPTED: return ORDER_OPEN;
	case SIM_FILLED: return dec_sign(e->remaining) > 0 ? ORDER_PARTIAL :
	    ORDER_FILLED;
	case SIM_CANCELED: return ORDER_CANCELED;
	case SIM_EXPIRED: return ORDER_EXPIRED;
	default: return o->state;
	}
}

static void
order_event(struct book *b, struct served_order *o,
    const struct sim_event *e, int64_t told)
{
	size_t place = (size_t)(o - b->orders.at);

	o->updated = told;
	if (e->event == SIM_ACCEPTED) {
		if (o->created == 0)
			o->created = told;
		o->amount = e->amount;
		o->price = e->price;
		o->trigger = e->trigger_price;
	} else if (e->event == SIM_AMENDED) {
		o->amount = e->amount;
		if (dec_known(e->price))
			o->price = e->price;
		if (dec_known(e->trigger_price))
			o->trigger = e->trigger_price;
	} else if (e->event == SIM_TRIGGERED) {
		o->triggered = told;
	}
	o->state = state_after(o, e);
	if (e->reason != NULL)
		TEXT_SET(o->reason, e->reason);
	/* One for the whole position was as large as that was. */
	if (o->state == ORDER_CANCELED && o->close_position &&
	    dec_sign(o->filled) > 0) {
		o->amount = o->filled;
		o->state = ORDER_FILLED;
	}
	if (e->event == SIM_FILLED) {
		trade_book(b, place, e, e->fee_currency, told);
		tell(b, BOOKED_TRADE, b->trades.len - 1);
	} else {
		tell(b, BOOKED_ORDER, place);
	}
}

/* The venue's own order that closed a position. */
static void
liquidation_book(struct book *b, enum market m, size_t symbol, int held,
    const struct sim_event *e, int64_t told)
{
	struct served_order *o = book_add(b, m, symbol);
	size_t place = b->orders.len - 1;
	bool was_long = e->side != NULL && strcmp(e->side, "long") == 0;

	o->held = held;
	o->r.side = was_long ? SIDE_SELL : SIDE_BUY;
	o->r.type = TYPE_LIMIT;
	o->r.reduce_only = true;
	o->r.time_in_force = TIF_IOC;
	o->amount = e->amount;
	o->price = e->price;
	o->state = ORDER_FILLED;
	o->created = o->updated = told;
	o->foreign = true;
	TEXT_SET(o->type, "LIMIT");
	TEXT_SET(o->tif, "IOC");
	snprintf(o->client_id, sizeof(o->client_id), "autoclose-%" PRId64,
	    o->id);
	trade_book(b, place, e, e->currency == NULL ? "" : e->currency, told);
	tell(b, BOOKED_ORDER, place);
	tell(b, BOOKED_TRADE, b->trades.len - 1);
}

void
book_moved(struct book *b, size_t first, bool done)
{
	int64_t id = done ? (int64_t)b->incomes.len : -1;

	for (size_t i = first; i < b->incomes.len; i++)
		if (b->incomes.at[i].kind == INCOME_TRANSFER)
			b->incomes.at[i].move = id;
}

void
book_event(struct book *b, enum market m, size_t symbol, int held,
    const struct sim_event *e, int64_t told)
{
	struct served_order *o = e->id[0] == '\0' ? NULL :
	    book_by_sim_id(b, m, e->id);
	struct served_income *i;

	if (o != NULL && e->event != SIM_REJECTED) {
		order_event(b, o, e, told);
		return;
	}
	switch (e->event) {
	case SIM_LIQUIDATED:
		liquidation_book(b, m, symbol, held, e, told);
		return;
	case SIM_FUNDING:
		i = income_add(b, INCOME_FUNDING, m, symbol, e->currency,
		    e->amount, told);
		i->rate = e->rate;
		i->mark = e->mark_price;
		break;
	case SIM_TRANSFER:
		income_add(b, INCOME_TRANSFER, m, SIZE_MAX, e->currency,
		    e->amount, told);
		tell(b, BOOKED_TRANSFER, b->incomes.len - 1);
		return;
	case SIM_INSURANCE:
		income_add(b, INCOME_INSURANCE, m, SIZE_MAX, e->currency,
		    e->amount, told);
		break;
	case SIM_LEVERAGE:
		tell(b, BOOKED_LEVERAGE, symbol);
		return;
	default:
		return;
	}
	tell(b, BOOKED_FUNDING, b->incomes.len - 1);
}

static void
put_text(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, ",\"%s\":", name);
	if (value[0] == '\0')
		buf_puts(out, "null");
	else
		json_quote(out, value, strlen(value));
}

static void
put_dec(struct buf *out, const char *name, struct dec d)
{
	char text[DEC_TEXT_SIZE];

	buf_printf(out, ",\"%s\":%s", name,
	    dec_known(d) ? dec_text(d, text) : "null");
}

static void
put_stamp(struct buf *out, const char *name, int64_t at)
{
	char text[STAMP_TEXT_SIZE];

	put_text(out, name, stamp_text(at, text));
}

void
book_tell(const struct book *b, const char *(*symbol)(void *self,
    size_t place), void *self, struct buf *out)
{
	for (size_t i = 0; i < b->orders.len; i++) {
		const struct served_order *o = &b->orders.at[i];

		if (o->state == ORDER_SENDING || o->state == ORDER_REJECTED)
			continue;
		buf_printf(out, "{\"booked\":\"order\",\"id\":\"%" PRId64
		    "\"", o->id);
		put_text(out, "client_order_id", o->client_id);
		put_text(out, "market", market_names[o->market]);
		put_text(out, "symbol", symbol(self, o->symbol));
		put_text(out, "side", side_names[o->r.side]);
		put_text(out, "type", o->type);
		put_text(out, "state", order_state_names[o->state]);
		put_text(out, "reason", o->reason);
		put_dec(out, "price", o->price);
		put_dec(out, "trigger_price", o->trigger);
		put_dec(out, "amount", o->amount);
		put_dec(out, "filled", o->filled);
		put_stamp(out, "time", o->created);
		put_stamp(out, "last_update_time", o->updated);
		buf_puts(out, "}\n");
	}
	for (size_t i = 0; i < b->trades.len; i++) {
		const struct served_trade *t = &b->trades.at[i];

		buf_printf(out, "{\"booked\":\"trade\",\"id\":\"%" PRId64
		    "\",\"order_id\":\"%" PRId64 "\"", t->id,
		    b->orders.at[t->order].id);
		put_text(out, "client_order_id",
		    b->orders.at[t->order].client_id);
		put_text(out, "market", market_names[t->market]);
		put_text(out, "symbol", symbol(self, t->symbol));
		put_text(out, "side", side_names[t->side]);
		put_dec(out, "price", t->price);
		put_dec(out, "amount", t->amount);
		put_dec(out, "cost", t->cost);
		put_dec(out, "fee", t->fee);
		put_text(out, "fee_currency", t->fee_currency);
		put_dec(out, "realized_pnl", t->realized);
		put_stamp(out, "time", t->time);
		buf_puts(out, "}\n");
	}
}
