/*
 * The life of an order: accepted, triggered, filled, cancelled (SIMVENUE.md 4).
 * What links do to it is in links.c.
 */
#include "venue/sim/state.h"

/* What waits for a trigger, and what becomes of it when that is reached. */
static const struct kind {
	bool waits, limit;	/* limit: when it was reached or never waited */
	bool profit;		/* the trigger is on the profit side */
} kinds[ORDER_TYPES] = {
	[TYPE_LIMIT] = { .limit = true },
	[TYPE_STOP] = { .waits = true },
	[TYPE_STOP_LIMIT] = { .waits = true, .limit = true },
	[TYPE_TAKE_PROFIT] = { .waits = true, .profit = true },
	[TYPE_TAKE_PROFIT_LIMIT] = { .waits = true, .limit = true,
	    .profit = true },
	[TYPE_TRAILING] = { .waits = true }
};

bool
order_has_price(const struct sim_order *o)
{
	return kinds[o->type].limit;
}

bool
order_waits_for_trigger(const struct sim_order *o)
{
	return kinds[o->type].waits && !o->triggered;
}

bool
order_rests_as_limit(const struct sim_order *o)
{
	return kinds[o->type].limit && !order_waits_for_trigger(o);
}

/* Not active yet: it waits for its activation price, which is no trigger. */
bool
order_is_asleep(const struct sim_order *o)
{
	return o->type == TYPE_TRAILING && o->best == 0;
}

bool
order_is_stop_kind(const struct sim_order *o)
{
	return !kinds[o->type].profit && !order_is_asleep(o);
}

/* Is it reached when the price falls to it? */
bool
trigger_is_below(const struct sim_order *o)
{
	return (o->side == SIDE_SELL) == order_is_stop_kind(o);
}

int64_t
order_meets_at(const struct sim_order *o)
{
	if (!order_waits_for_trigger(o))
		return o->price;
	return order_is_asleep(o) ? o->activation : o->trigger;
}

bool
trigger_reached(const struct sim_order *o, int64_t price)
{
	return trigger_is_below(o) ? price <= order_meets_at(o) :
	    price >= order_meets_at(o);
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

bool
order_met_at(const struct sim *sim, const struct sim_order *o, int64_t price)
{
	return order_waits_for_trigger(o) ? trigger_reached(o, price) :
	    limit_passed(sim, o, price);
}

struct dec
order_remaining_any(const struct sim_order *o)
{
	struct dec left = DEC_ZERO;

	dec_sub(o->amount, o->filled, &left);
	return left;
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

struct sim_order *
order_new(struct sim *sim)
{
	struct sim_order *o = sim->spare_order;

	sim->spare_order = NULL;
	if (o == NULL)
		return mem_alloc(sizeof(*o));
	memset(o, 0, sizeof(*o));
	return o;
}

void
order_drop(struct sim *sim, struct sim_order *o)
{
	free(sim->spare_order);
	sim->spare_order = o;
}

void
order_changed(struct sim *sim, struct sim_order *o)
{
	reserve_update(sim, o);
	waiting_update(sim, o);
	position_changed(sim);
	if (!o->touched)
		vec_push(&sim->touched, o);
	o->touched = true;
}

void
order_enter(struct sim *sim, struct sim_order *o)
{
	order_ids_add(sim, o);
	sim->symbols.at[o->symbol].working[o->side]++;
}

void
order_come(struct sim *sim, struct sim_order *o)
{
	o->number = o->age = ++sim->numbers;
	o->time = sim->time;
	o->held.scale = sim->balances.at[reserve_balance(sim, o)].scale;
	vec_push(&sim->orders, o);
	sim->symbols.at[o->symbol].working[o->side]++;
	order_tell(sim, SIM_ACCEPTED, o, NULL, NULL);
}

void
order_accept(struct sim *sim, struct sim_order *o)
{
	order_come(sim, o);
	order_ids_add(sim, o);
	order_changed(sim, o);
}

void
order_close(struct sim *sim, struct sim_order *o)
{
	o->closed = true;
	sim->sweep++;
	id_set_add(&sim->closed, o->id);
	order_ids_remove(sim, o);
	sim->symbols.at[o->symbol].working[o->side]--;
	order_changed(sim, o);
}

static void
order_end(struct sim *sim, struct sim_order *o, int kind, const char *reason)
{
	order_close(sim, o);
	order_tell(sim, kind, o, NULL, reason);
}

/* Is there a trigger that was given? A trailing one follows the market. */
bool
order_has_trigger(const struct sim_order *o)
{
	return kinds[o->type].waits && o->type != TYPE_TRAILING;
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

/* Frees what was closed, when it is the larger part; only where nobody holds
 * on to an order. */
void
orders_sweep(struct sim *sim)
{
	size_t kept = 0;

	if (sim->sweep * 2 <= sim->orders.len)
		return;
	for (size_t i = 0; i < sim->orders.len; i++) {
		if (sim->orders.at[i]->closed)
			order_drop(sim, sim->orders.at[i]);
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

	if (order_is_asleep(o)) {
		trail_start(sim, o);
		return;
	}
	o->triggered = true;
	order_changed(sim, o);
	e.symbol = s->i.symbol;
	e.price = price_of(s, last);
	event_tell(sim, &e);
	partners_cancel(sim, o);
	entry_cancel(sim, o);
	if (!order_rests_as_limit(o) || limit_takes(o, price_met(s, o->side)))
		order_take(sim, o, last, 0);
}

void
order_pass(struct sim *sim, struct sim_order *o)
{
	struct dec amount = fill_room(sim, o, LIQUIDITY_MAKER);

	if (dec_sign(amount) > 0)
		order_fill(sim, o, amount, o->price, LIQUIDITY_MAKER);
}

/* So much at the market: base, slipped, but never beyond its own price. */
static void
part_take(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t base)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	int64_t price = price_slipped(sim, s, o->side, base, amount);

	if (o->price != 0 && !limit_takes(o, price))
		price = o->price;
	order_fill(sim, o, amount, price, LIQUIDITY_TAKER);
}

/* What closes a position and what opens one are two fills, each with its own
 * slippage; the first of a quote's is at the price it was reckoned at. */
void
order_take(struct sim *sim, struct sim_order *o, int64_t base, int64_t first)
{
	struct dec amount = fill_room(sim, o, LIQUIDITY_TAKER);
	struct dec part = amount, closes = fill_closes(sim, o);

	if (dec_sign(closes) > 0)
		part = dec_min(amount, closes);
	if (dec_sign(part) <= 0)
		return;
	if (first != 0)
		order_fill(sim, o, part, first, LIQUIDITY_TAKER);
	else
		part_take(sim, o, part, base);
	amount = sim_difference(sim, amount, part);
	if (!o->closed && dec_sign(amount) > 0)
		part_take(sim, o, amount, base);
}
