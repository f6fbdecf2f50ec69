/*
 * Refusals, in the order in which they are checked (SIMVENUE.md 5): one
 * function per group, each returns the reason or NULL.
 */
#include "venue/sim/state.h"

#include <stdio.h>
#include <string.h>

/* Which prices the types of this version take. */
static const struct shape {
	bool known, price, trigger;
} shapes[ORDER_TYPES] = {
	[TYPE_MARKET] = { true, false, false },
	[TYPE_LIMIT] = { true, true, false },
	[TYPE_STOP] = { true, false, true },
	[TYPE_STOP_LIMIT] = { true, true, true }
};

static bool
has_links(const struct order_request *r)
{
	return r->stop_loss.kind != LEVEL_NONE ||
	    r->take_profit.kind != LEVEL_NONE;
}

static bool
is_post_only(const struct order_request *r)
{
	return r->post_only || r->time_in_force == TIF_PO;
}

/* Types and combinations that do not exist. */
static bool
supported(const struct sim_instruction *i)
{
	const struct order_request *r = &i->order;
	bool at_once = r->time_in_force == TIF_IOC ||
	    r->time_in_force == TIF_FOK;
	const struct shape *shape;

	if (i->unsupported || r->type < 0 || r->type >= ORDER_TYPES)
		return false;
	shape = &shapes[r->type];
	if (!shape->known || dec_known(r->price) != shape->price ||
	    dec_known(r->trigger_price) != shape->trigger)
		return false;
	if (dec_known(r->trail_percent) || dec_known(r->trail_amount) ||
	    dec_known(r->activation_price) || dec_known(r->visible))
		return false;
	if (at_once && (shape->trigger || r->expire_at != 0 ||
	    is_post_only(r)))
		return false;
	if (is_post_only(r) && r->type != TYPE_LIMIT)
		return false;
	if (r->type == TYPE_MARKET && r->expire_at != 0)
		return false;
	if (dec_known(r->amount) == dec_known(r->quote) ||
	    (dec_known(r->quote) && r->type != TYPE_MARKET))
		return false;
	return !(r->reduce_only && has_links(r));
}

/* What spot symbols do not know. */
static bool
spot_supported(const struct order_request *r)
{
	return !r->reduce_only && !(r->side == SIDE_SELL && has_links(r));
}

/* An id, and those that its legs will have. */
static bool
ids_free(const struct sim *sim, const struct sim_instruction *i)
{
	char leg[ID_SIZE];
	bool sl = i->order.stop_loss.kind != LEVEL_NONE;
	bool tp = i->order.take_profit.kind != LEVEL_NONE;

	if (id_taken(sim, i->id))
		return false;
	snprintf(leg, sizeof(leg), "%.60s.sl", i->id);
	if (sl && id_taken(sim, leg))
		return false;
	snprintf(leg, sizeof(leg), "%.60s.tp", i->id);
	if (tp && id_taken(sim, leg))
		return false;
	/* an entry that has not filled yet will want it */
	for (size_t n = 0; n < sim->orders.len; n++) {
		const struct sim_order *o = sim->orders.at[n];
		size_t len = strlen(o->id);

		if (!o->closed && strncmp(i->id, o->id, len) == 0 &&
		    ((o->stop_loss.kind != LEVEL_NONE &&
		    strcmp(i->id + len, ".sl") == 0) ||
		    (o->take_profit.kind != LEVEL_NONE &&
		    strcmp(i->id + len, ".tp") == 0)))
			return false;
	}
	return true;
}

/* Reads a price that must be more than 0 and on its tick. */
static bool
price_good(const struct sim_symbol *s, struct dec price, int64_t *out)
{
	return price_read(s, price, out) && *out > 0 &&
	    price_on_tick(s, *out);
}

static bool
prices_good(const struct sim_symbol *s, const struct order_request *r,
    struct sim_order *o)
{
	int64_t link;

	return (!dec_known(r->price) || price_good(s, r->price, &o->price)) &&
	    (!dec_known(r->trigger_price) ||
	    price_good(s, r->trigger_price, &o->trigger)) &&
	    (r->stop_loss.kind != LEVEL_PRICE ||
	    price_good(s, r->stop_loss.value, &link)) &&
	    (r->take_profit.kind != LEVEL_PRICE ||
	    price_good(s, r->take_profit.value, &link));
}

/* floor_lot(quote / (price × (1 + fee))); a swap's is contracts, its fee is
 * not part of it. */
static struct dec
amount_for(struct sim *sim, const struct sim_symbol *s, struct dec quote,
    int64_t price, int side)
{
	struct dec each = price_of(s, price), amount = DEC_ZERO;
	struct dec rate = sim_sum(sim, dec_int(1), s->i.taker);

	if (s->swap ? !dec_times(each, s->i.contract_size, &each) :
	    side == SIDE_BUY && !sim->settings.fee_received &&
	    !dec_times(each, rate, &each))
		sim_fault(sim, "a price with its fee");
	if (!dec_div(quote, each, dec_decimals(s->i.lot), ROUND_FLOOR,
	    &amount) ||
	    !dec_step(amount, s->i.lot, ROUND_FLOOR, &amount))
		sim_fault(sim, "an amount");
	return amount;
}

static bool
amount_good(struct sim *sim, const struct sim_symbol *s,
    const struct order_request *r, struct sim_order *o)
{
	/* What is sold for a quote may be nothing at the price at arrival and
	 * a lot at the slipped one: the slipped one counts. */
	o->amount = dec_known(r->quote) ? amount_for(sim, s, r->quote,
	    price_slipped(sim, s, o->side, s->last, DEC_ZERO),
	    o->side) : r->amount;
	return dec_sign(o->amount) > 0 && dec_on_step(o->amount, s->i.lot) &&
	    (dec_is_zero(s->i.min_amount) ||
	    dec_cmp(o->amount, s->i.min_amount) >= 0) &&
	    (dec_is_zero(s->i.max_amount) ||
	    dec_cmp(o->amount, s->i.max_amount) <= 0);
}

static const char *
limits_check(struct sim *sim, const struct sim_symbol *s,
    const struct sim_order *o)
{
	struct dec last = price_of(s, s->last), value, bound;
	int64_t reference = reserve_price(o) != 0 ? reserve_price(o) : s->last;
	int64_t working = 0;

	value = value_at(sim, s, reference, o->amount);
	if (!o->reduce_only && dec_cmp(value, s->i.min_notional) < 0)
		return "min_notional";
	if (s->swap)	/* the position after it, if it opens anything */
		value = dec_sign(amount_opening(sim, o)) > 0 ? value_at(sim,
		    s, reference, amount_after(sim, o)) : DEC_ZERO;
	if (!dec_is_zero(s->i.max_notional) &&
	    dec_cmp(value, s->i.max_notional) > 0)
		return "max_notional";
	if (o->price != 0 && !dec_is_zero(s->i.band_up) &&
	    dec_times(last, s->i.band_up, &bound) &&
	    dec_cmp(price_of(s, o->price), bound) > 0)
		return "price_band";
	if (o->price != 0 && !dec_is_zero(s->i.band_down) &&
	    dec_times(last, s->i.band_down, &bound) &&
	    dec_cmp(price_of(s, o->price), bound) < 0)
		return "price_band";
	for (size_t i = 0; i < sim->orders.len; i++)
		working += !sim->orders.at[i]->closed &&
		    sim->orders.at[i]->symbol == o->symbol;
	if (s->i.max_open_orders != 0 && working >= s->i.max_open_orders)
		return "too_many_orders";
	return NULL;
}

/* Of a long entry: stop_loss < reference < take_profit; of a short the
 * reverse. */
static bool
link_good(struct level l, struct dec reference, int sign)
{
	if (l.kind == LEVEL_PERCENT)
		return dec_sign(l.value) > 0 &&
		    dec_cmp(l.value, dec_int(100)) < 0;
	return l.kind == LEVEL_NONE || dec_cmp(l.value, reference) == sign;
}

static bool
funds_suffice(struct sim *sim, const struct sim_symbol *s,
    const struct sim_order *o)
{
	bool at_market = o->price == 0 &&
	    (o->trigger == 0 || trigger_reached(o, s->last));
	int64_t price = at_market ?
	    price_slipped(sim, s, o->side, s->last, o->amount) : reserve_price(o);
	struct dec need = order_reserve(sim, o, o->amount, price);

	return dec_cmp(need, balance_free(sim, reserve_balance(sim, o))) <= 0;
}

/* Of what an order would open in a perpetual. A limit that takes is never
 * filled beyond its price. */
static const char *
opening_check(struct sim *sim, const struct sim_symbol *s,
    const struct sim_order *o)
{
	int64_t reference = reserve_price(o) != 0 ? reserve_price(o) : s->last;
	bool takes = order_waits_for_trigger(o) ?
	    trigger_reached(o, s->last) : true;
	int64_t price = price_slipped(sim, s, o->side, s->last, o->amount);
	const char *reason;

	if (dec_sign(amount_opening(sim, o)) <= 0)
		return NULL;
	if ((reason = tier_check(sim, o, reference)) != NULL)
		return reason;
	if (o->price != 0 && !limit_takes(o, s->last))
		takes = false;
	if (o->price != 0 && takes && !limit_takes(o, price))
		price = o->price;
	return margin_check(sim, o, takes ? price : reference, s->i.taker);
}

const char *
order_check(struct sim *sim, const struct sim_instruction *i,
    struct sim_order *o)
{
	const struct order_request *r = &i->order;
	const struct sim_symbol *s = NULL;
	struct dec reference;
	bool up = r->side == SIDE_BUY;
	const char *reason;

	if (!supported(i))
		return "unsupported";
	for (size_t n = 0; n < sim->symbols.len && s == NULL; n++)
		if (strcmp(sim->symbols.at[n].i.symbol, r->symbol) == 0) {
			o->symbol = n;
			s = &sim->symbols.at[n];
		}
	if (s == NULL)
		return "unknown_symbol";
	if (!s->swap && !spot_supported(r))
		return "unsupported";
	if (!ids_free(sim, i))
		return "duplicate_id";
	if (s->last == 0)
		return "no_price";
	TEXT_SET(o->id, i->id);
	o->side = r->side;
	o->type = r->type;
	o->time_in_force = r->time_in_force == TIF_PO ? TIF_GTC :
	    r->time_in_force;
	o->post_only = is_post_only(r);
	o->reduce_only = r->reduce_only;
	o->stop_loss = r->stop_loss;
	o->take_profit = r->take_profit;
	o->expire_at = r->expire_at;
	if (!prices_good(s, r, o))
		return "bad_price";
	if (!amount_good(sim, s, r, o))
		return "bad_amount";
	if ((reason = limits_check(sim, s, o)) != NULL)
		return reason;
	reference = price_of(s, reserve_price(o) != 0 ? reserve_price(o) :
	    s->last);
	if (!link_good(o->stop_loss, reference, up ? -1 : 1) ||
	    !link_good(o->take_profit, reference, up ? 1 : -1))
		return "bad_linked";
	if (o->reduce_only &&
	    dec_sign(position_signed(sim, o->symbol)) != (up ? -1 : 1))
		return "reduce_only";
	if (o->post_only && limit_takes(o, s->last))
		return "post_only";
	if (s->swap)
		return opening_check(sim, s, o);
	return funds_suffice(sim, s, o) ? NULL : "insufficient_funds";
}
