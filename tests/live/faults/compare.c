/*
 * The oracle: what the exchange booked, against what was answered at the time
 * and what the store says at the end.
 */
#include "tests/live/faults/faults.h"

#include "store/orders.h"

#include <string.h>

/* Spot has no '.' in an id. */
static bool
same_id(const char *ours, const char *theirs)
{
	return strcmp(ours, theirs) == 0 || (strlen(ours) > 33 &&
	    strncmp(ours, theirs, 32) == 0 && theirs[32] == '_' &&
	    strcmp(ours + 33, theirs + 33) == 0);
}

static const struct served_order *
booked(const struct run *r, const char *client_id, size_t *times)
{
	const struct book *b = &r->wire.world.book;
	const struct served_order *found = NULL;

	*times = 0;
	for (size_t i = 0; i < b->orders.len; i++)
		if (same_id(client_id, b->orders.at[i].client_id)) {
			found = &b->orders.at[i];
			++*times;
		}
	return found;
}

/* How much of an entry's stops was ever taken in; both ids of legs. */
static struct dec
stops_booked(const struct run *r, const char *client_id, bool *any)
{
	const struct book *b = &r->wire.world.book;
	struct dec sum = DEC_ZERO;

	*any = false;
	for (size_t i = 0; i < b->orders.len; i++) {
		const struct served_order *o = &b->orders.at[i];
		const char *id = o->client_id;

		if (strncmp(id, client_id, 32) != 0 || strlen(id) < 35 ||
		    (strncmp(id + 33, "sl", 2) != 0 &&
		    strncmp(id + 33, "ts", 2) != 0))
			continue;
		*any = true;
		dec_add(sum, o->amount, &sum);
	}
	return sum;
}

static bool
wants_stop(const struct order *o)
{
	return o->external != 1 && o->parent[0] == '\0' &&
	    dec_sign(o->filled) > 0 &&
	    (o->stop_loss.kind != LEVEL_NONE ||
	    o->trailing_stop.kind != LEVEL_NONE);
}

/* An exit code that says something about the order says the truth. */
void
answer_check(struct run *r, const char *what, enum err_code rc,
    const struct order *o)
{
	const struct served_order *s;
	size_t times;
	bool stopped;

	r->unknown += rc == E_UNKNOWN;
	if (o->client_order_id[0] == '\0' || rc == E_UNKNOWN)
		return;
	s = booked(r, o->client_order_id, &times);
	if (times > 1)
		complain(r, "%s %s: booked %zu times", what, o->id, times);
	if (rc == E_OK && s == NULL)
		complain(r, "%s %s: exit 0, and it was never booked", what,
		    o->id);
	stops_booked(r, o->client_order_id, &stopped);
	if (rc == E_OK && wants_stop(o) && !stopped)
		complain(r, "%s %s: exit 0, and its stop was never booked",
		    what, o->id);
	if (rc == E_PARTIAL && s == NULL)
		complain(r, "%s %s: exit 13, and it was never booked", what,
		    o->id);
	if (rc != E_OK && rc != E_PARTIAL && s != NULL && (order_works(s) ||
	    dec_sign(s->filled) > 0))
		complain(r, "%s %s: exit %d, and it was booked", what, o->id,
		    (int)rc);
}

static bool
never_there(int state)
{
	return state == ORDER_REFUSED || state == ORDER_ABANDONED ||
	    state == ORDER_REJECTED || state == ORDER_ABSENT;
}

static void
compare_dec(struct run *r, const struct order *o, const char *what,
    struct dec ours, struct dec theirs)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	if (!dec_same(ours, theirs))
		complain(r, "order %s: %s %s here, %s there", o->id, what,
		    dec_text(ours, a), dec_text(theirs, b));
}

/* One of two that is not done any more is cancelled there and, as Binance
 * says it, expired here. */
static bool
ended(int state)
{
	return state == ORDER_CANCELED || state == ORDER_EXPIRED;
}

static void
compare_order(struct run *r, const struct order *o)
{
	size_t times;
	const struct served_order *s = booked(r, o->client_order_id, &times);

	if (times > 1)
		complain(r, "order %s: booked %zu times", o->id, times);
	if (s == NULL && !never_there(o->state))
		complain(r, "order %s: %s here, not there", o->id,
		    order_state_names[o->state]);
	if (s == NULL)
		return;
	if (o->state != s->state && !(ended(o->state) && ended(s->state)))
		complain(r, "order %s: %s here, %s there", o->id,
		    order_state_names[o->state],
		    order_state_names[s->state]);
	compare_dec(r, o, "filled", o->filled, s->filled);
	if (dec_known(o->amount))
		compare_dec(r, o, "amount", o->amount, s->amount);
	if (dec_known(o->price))
		compare_dec(r, o, "price", o->price, s->price);
}

/* Is anything of the entry's side held there in the end? */
static bool
is_held(const struct run *r, const struct order *o)
{
	struct sim *sim = r->wire.world.markets[MARKET_SWAP].sim;
	struct positions all = { 0 };
	bool found = false;
	struct err err;

	if (strchr(o->symbol, ':') == NULL)
		return true;
	need(sim_positions(sim, &all, &err) == E_OK, "positions", &err);
	for (size_t i = 0; i < all.len; i++)
		found |= dec_sign(all.at[i].contracts) > 0 &&
		    all.at[i].side == (o->side == SIDE_BUY ? POSITION_LONG :
		    POSITION_SHORT);
	vec_release(&all);
	return found;
}

/* A stop that was refused stays in the store as such. */
static bool
refused_stop(const struct orders *all, const struct order *entry)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].parent, entry->id) == 0 &&
		    (all->at[i].state == ORDER_REJECTED ||
		    all->at[i].state == ORDER_REFUSED))
			return true;
	return false;
}

/* The stop that an entry was to have is there once, or was refused. */
static void
compare_stop(struct run *r, const struct order *o, const struct orders *all)
{
	struct dec booked;
	bool any;

	if (!wants_stop(o))
		return;
	booked = stops_booked(r, o->client_order_id, &any);
	if (dec_cmp(booked, dec_known(o->amount) ? o->amount : o->filled) > 0)
		complain(r, "order %s: more stops than it has filled",
		    o->id);
	if (!any && is_held(r, o) && !refused_stop(all, o))
		complain(r, "order %s: no stop, and nobody was told", o->id);
}

static void
compare_fills(struct run *r, const struct order *o, const struct fills *all)
{
	const struct book *b = &r->wire.world.book;
	size_t times, ours = 0;
	const struct served_order *s = booked(r, o->client_order_id, &times);
	struct dec fee = DEC_ZERO, cost = DEC_ZERO, their_fee = DEC_ZERO,
	    their_cost = DEC_ZERO;

	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].order_id, o->id) == 0) {
			ours++;
			dec_add(fee, all->at[i].fee, &fee);
			dec_add(cost, all->at[i].cost, &cost);
		}
	for (size_t i = 0; s != NULL && i < s->trades.len; i++) {
		dec_add(their_fee, b->trades.at[s->trades.at[i]].fee,
		    &their_fee);
		dec_add(their_cost, b->trades.at[s->trades.at[i]].cost,
		    &their_cost);
	}
	if (ours != (s != NULL ? s->trades.len : 0))
		complain(r, "order %s: %zu fills here, %zu there", o->id,
		    ours, s != NULL ? s->trades.len : 0);
	compare_dec(r, o, "fees", fee, their_fee);
	compare_dec(r, o, "cost", cost, their_cost);
}

void
history_tell(struct run *r)
{
	const struct book *b = &r->wire.world.book;
	char text[DEC_TEXT_SIZE];

	for (size_t i = 0; i < b->orders.len; i++) {
		const struct served_order *o = &b->orders.at[i];

		buf_printf(&r->told, "%s %s %s %s %lld",
		    market_names[o->market], side_names[o->r.side], o->type,
		    order_state_names[o->state], (long long)o->updated);
		buf_printf(&r->told, " %s", dec_text(o->amount, text));
		buf_printf(&r->told, " %s\n", dec_text(o->filled, text));
	}
	for (size_t i = 0; i < b->trades.len; i++) {
		const struct served_trade *t = &b->trades.at[i];

		buf_printf(&r->told, "%zu %lld", t->order,
		    (long long)t->time);
		buf_printf(&r->told, " %s", dec_text(t->price, text));
		buf_printf(&r->told, " %s\n", dec_text(t->amount, text));
	}
}

void
books_compare(struct run *r)
{
	const struct order_filter all = { .account = ACCOUNT, .state = -1 };
	const struct book *b = &r->wire.world.book;
	struct orders orders = { 0 };
	struct fills fills = { 0 };
	struct err err;

	need(orders_load(r->store, &all, &orders, &err) == E_OK &&
	    fills_load(r->store, &all, &fills, &err) == E_OK, "the store",
	    &err);
	for (size_t i = 0; i < orders.len; i++) {
		compare_order(r, &orders.at[i]);
		compare_stop(r, &orders.at[i], &orders);
		compare_fills(r, &orders.at[i], &fills);
	}
	for (size_t i = 0; i < b->orders.len; i++) {
		bool found = false;

		for (size_t j = 0; j < orders.len && !found; j++)
			found = same_id(orders.at[j].client_order_id,
			    b->orders.at[i].client_id);
		if (!found && !b->orders.at[i].foreign)
			complain(r, "%s is there and not here",
			    b->orders.at[i].client_id);
	}
	vec_release(&orders);
	vec_release(&fills);
}
