/*
 * The life of an order: accepted, triggered, filled, cancelled (SIMVENUE.md 4).
 * What links do to it is in links.c.
 */
#include "venue/sim/state.h"

#include <string.h>

struct dec
order_remaining(const struct sim_order *o)
{
	struct dec left = DEC_ZERO;

	dec_sub(o->amount, o->filled, &left);	/* 0 <= filled <= amount */
	return left;
}

bool
order_rests_as_limit(const struct sim_order *o)
{
	return o->type == TYPE_LIMIT ||
	    (o->type == TYPE_STOP_LIMIT && o->triggered);
}

bool
order_waits_for_trigger(const struct sim_order *o)
{
	return !o->triggered &&
	    (o->type == TYPE_STOP || o->type == TYPE_STOP_LIMIT);
}

/* Is it reached when the price falls to it? */
bool
trigger_is_below(const struct sim_order *o)
{
	return o->side == SIDE_SELL;	/* both types are stops */
}

bool
trigger_reached(const struct sim_order *o, int64_t price)
{
	return trigger_is_below(o) ? price <= o->trigger :
	    price >= o->trigger;
}

bool
limit_takes(const struct sim_order *o, int64_t price)
{
	return o->side == SIDE_BUY ? o->price >= price : o->price <= price;
}

bool
limit_passed(const struct sim *sim, const struct sim_order *o, int64_t price)
{
	if (price == o->price)
		return sim->settings.limit_touch;
	return o->side == SIDE_BUY ? price < o->price : price > o->price;
}

struct sim_order *
order_by_id(const struct sim *sim, const char *id)
{
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed &&
		    strcmp(sim->orders.at[i]->id, id) == 0)
			return sim->orders.at[i];
	return NULL;
}

/* They are in the order of their numbers. */
struct sim_order *
order_by_number(const struct sim *sim, int64_t number)
{
	size_t low = 0, high = sim->orders.len;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (sim->orders.at[mid]->number == number)
			return sim->orders.at[mid];
		if (sim->orders.at[mid]->number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool
id_taken(const struct sim *sim, const char *id)
{
	return order_by_id(sim, id) != NULL || id_set_has(&sim->closed, id) ||
	    (sim->taken != NULL && sim->taken(sim->taken_self, id));
}

void
order_changed(struct sim *sim, struct sim_order *o)
{
	reserve_update(sim, o);
	position_changed(sim);
	sim->expiry_known = false;
	sim->symbols.at[o->symbol].fences_known = false;
}

void
order_accept(struct sim *sim, struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_event e;

	o->number = ++sim->numbers;
	o->time = sim->time;
	vec_push(&sim->orders, o);
	order_changed(sim, o);
	e = event_of(sim, SIM_ACCEPTED, o);
	TEXT_SET(e.parent, o->parent);
	e.symbol = s->i.symbol;
	e.side = side_names[o->side];
	e.type = order_type_names[o->type];
	e.amount = o->amount;
	if (o->price != 0)
		e.price = price_of(s, o->price);
	if (o->trigger != 0 || o->type == TYPE_STOP)
		e.trigger_price = price_of(s, o->trigger);
	event_tell(sim, &e);
}

void
order_close(struct sim *sim, struct sim_order *o)
{
	o->closed = true;
	sim->sweep++;
	id_set_add(&sim->closed, o->id);
	order_changed(sim, o);
}

static void
order_end(struct sim *sim, struct sim_order *o, int kind, const char *reason)
{
	struct sim_event e = event_of(sim, kind, o);

	order_close(sim, o);
	e.reason = reason;
	e.remaining = order_remaining(o);
	event_tell(sim, &e);
}

void
order_cancel(struct sim *sim, struct sim_order *o, const char *reason)
{
	order_end(sim, o, SIM_CANCELED, reason);
}

void
order_expire(struct sim *sim, struct sim_order *o, const char *reason)
{
	order_end(sim, o, SIM_EXPIRED, reason);
}

/* Frees what was closed; only where nobody walks the list. */
void
orders_sweep(struct sim *sim)
{
	size_t kept = 0;

	if (sim->sweep == 0)
		return;
	for (size_t i = 0; i < sim->orders.len; i++) {
		if (sim->orders.at[i]->closed)
			free(sim->orders.at[i]);
		else
			sim->orders.at[kept++] = sim->orders.at[i];
	}
	sim->orders.len = kept;
	sim->sweep = 0;
}

void
order_trigger(struct sim *sim, struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_event e = event_of(sim, SIM_TRIGGERED, o);
	int64_t last = s->last;

	o->triggered = true;
	order_changed(sim, o);
	e.symbol = s->i.symbol;
	e.price = price_of(s, last);
	event_tell(sim, &e);
	partners_cancel(sim, o);
	entry_cancel(sim, o);
	if (o->type == TYPE_STOP || limit_takes(o, last))
		order_take(sim, o, last);
}

void
order_pass(struct sim *sim, struct sim_order *o)
{
	order_fill(sim, o, o->price, LIQUIDITY_MAKER);
}

/* At the market: base, slipped, but never beyond its own price. */
void
order_take(struct sim *sim, struct sim_order *o, int64_t base)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	int64_t price = price_slipped(sim, s, o->side, base);

	if (o->price != 0 && !limit_takes(o, price))
		price = o->price;
	order_fill(sim, o, price, LIQUIDITY_TAKER);
}
