/*
 * Refusals, in the order in which they are checked (SIMVENUE.md 5), which
 * checks_run() has. An amendment is checked like a new order.
 */
#include "venue/sim/state.h"

#include <stdio.h>
#include <string.h>

/* An order as it would be, made by the checks that read what was asked. */
struct check {
	struct sim *sim;
	const struct sim_symbol *s;
	const struct order_request *r;	/* of an amendment: what changes */
	const struct sim_order *old;	/* which it amends; NULL: it is new */
	bool paired;			/* one of two that are linked */
	const char *beside;		/* the order that comes with it */
	struct sim_order *o;
};

/* Limit price, else trigger, else the price at arrival. */
static int64_t
reference_price(const struct check *c)
{
	return order_has_price(c->o) ? c->o->price :
	    order_has_trigger(c->o) ? c->o->trigger : c->s->last;
}

/* Is it filled as soon as it comes? A trailing order never is. */
static bool
takes(const struct check *c)
{
	const struct sim_order *o = c->o;
	int64_t last = c->s->last;

	if (o->type == TYPE_TRAILING || (order_waits_for_trigger(o) &&
	    !trigger_reached(o, last)))
		return false;
	return o->price == 0 || limit_takes(o, price_met(c->s, o->side));
}

static int64_t
taking_price(const struct check *c)
{
	struct dec amount = order_remaining(c->o);
	int64_t price;

	if (c->o->type == TYPE_MARKET && dec_known(c->r->quote))
		return c->o->arrival;
	if (dec_sign(c->sim->settings.volume_share) > 0 &&
	    dec_sign(c->s->budget) > 0)
		amount = dec_min(amount, c->s->budget);
	if (c->s->booked)
		amount = dec_min(amount, book_holds(c->s, c->o->side,
		    c->o->price));
	price = price_slipped(c->sim, c->s, c->o->side, c->s->last, amount);
	return c->o->price != 0 && !limit_takes(c->o, price) ? c->o->price :
	    price;
}

/* A price that must be more than 0 and on its tick; it may not be given. */
static bool
price_good(const struct check *c, struct dec price, int64_t *out)
{
	return !dec_known(price) || (price_read(c->s, price, out) &&
	    *out > 0 && price_on_tick(c->s, *out));
}

static bool
percentage_good(struct level l)
{
	return l.kind != LEVEL_PERCENT || (dec_sign(l.value) > 0 &&
	    dec_cmp(l.value, dec_int(100)) < 0);
}

/* A distance that is an amount of price. */
static bool
amount_behind_good(struct level l)
{
	return (l.kind != LEVEL_PRICE && l.kind != LEVEL_DISTANCE) ||
	    dec_sign(l.value) > 0;
}

static bool
prices_good(struct check *c)
{
	const struct order_request *r = c->r;
	struct dec none = DEC_NONE;
	struct sim_order *o = c->o;
	int64_t link;

	return price_good(c, r->price, &o->price) &&
	    price_good(c, r->trigger_price, &o->trigger) &&
	    price_good(c, r->activation_price, &o->activation) &&
	    price_good(c, r->trailing_activation, &o->trailing_activation) &&
	    price_good(c, r->stop_loss.kind == LEVEL_PRICE ?
	    r->stop_loss.value : none, &link) &&
	    price_good(c, r->take_profit.kind == LEVEL_PRICE ?
	    r->take_profit.value : none, &link) &&
	    percentage_good(o->distance) && amount_behind_good(o->distance) &&
	    amount_behind_good(o->trailing_stop) &&
	    amount_behind_good(o->stop_loss) &&
	    amount_behind_good(o->take_profit);
}

/* floor_lot(quote / (price × (1 + fee))); a swap's is contracts, its fee is
 * not part of it. */
static struct dec
amount_for(struct sim *sim, const struct sim_symbol *s,
    const struct order_request *r, struct dec taker, int64_t price)
{
	struct dec each = price_of(s, price), amount = DEC_ZERO;
	struct dec one = { dec_powers[taker.scale], taker.scale };
	bool fee = r->side == SIDE_BUY && !s->swap &&
	    !sim->settings.fee_received;
	int64_t steps;

	if (!dec_times(each, fee ? sim_sum(sim, one, taker) :
	    s->i.contract_size, &each))
		sim_fault(sim, "a price with its fee");
	if (sim_steps(r->quote, each, s->lot.scale, &steps) &&
	    dec_is_short(s->lot))
		return (struct dec){ steps - steps % (int64_t)s->lot.coef,
		    s->lot.scale };
	if (!dec_div(r->quote, each, dec_decimals(s->i.lot), ROUND_FLOOR,
	    &amount) || !dec_step(amount, s->i.lot, ROUND_FLOOR, &amount))
		sim_fault(sim, "an amount");
	return amount;
}

/* What is sold for a quote may be nothing at the price at arrival and a lot at
 * the slipped one: the slipped one counts. */
struct dec
quote_amount(struct sim *sim, const struct sim_symbol *s,
    const struct order_request *r, struct dec taker, int64_t *price)
{
	int64_t met = price_met(s, r->side);
	struct dec amount;

	/* Less than nothing buys nothing, at whatever price. */
	*price = met;
	if (dec_sign(r->quote) <= 0)
		return DEC_ZERO;
	amount = amount_for(sim, s, r, taker, met);
	*price = price_slipped(sim, s, r->side, met, amount);
	return *price == met ? amount : amount_for(sim, s, r, taker, *price);
}

bool
amount_on_lot(const struct sim_symbol *s, struct dec *amount)
{
	struct dec lot = s->lot, a = *amount;
	int64_t cut = a.scale > lot.scale ? dec_powers[a.scale - lot.scale] : 1;
	int64_t whole;

	if (!dec_is_short(lot) || !dec_is_short(a) ||
	    (int64_t)a.coef % cut != 0 || __builtin_mul_overflow(
	    (int64_t)a.coef / cut, a.scale < lot.scale ?
	    dec_powers[lot.scale - a.scale] : 1, &whole))
		return dec_on_step(a, lot);
	*amount = (struct dec){ whole, lot.scale };
	return whole % (int64_t)lot.coef == 0;
}

static bool
amount_good(struct check *c)
{
	const struct instrument *i = &c->s->i;
	struct sim_order *o = c->o;

	o->arrival = c->s->last;
	if (dec_known(c->r->quote))
		o->amount = quote_amount(c->sim, c->s, c->r, o->taker,
		    &o->arrival);
	else if (dec_known(c->r->amount))
		o->amount = c->r->amount;
	if (dec_known(c->r->visible))
		o->visible = c->r->visible;
	if (!amount_on_lot(c->s, &o->amount))
		return false;
	if (dec_is_zero(o->filled))
		o->filled.scale = o->amount.scale;	/* what is left of it */
	if (dec_cmp(o->amount, o->filled) <= 0 ||
	    (!dec_is_zero(i->min_amount) &&
	    dec_cmp(o->amount, i->min_amount) < 0) ||
	    (!dec_is_zero(i->max_amount) &&
	    dec_cmp(o->amount, i->max_amount) > 0))
		return false;
	if (o->type == TYPE_MARKET)
		o->arrival = taking_price(c);
	return !dec_known(c->r->visible) || (dec_sign(o->visible) > 0 &&
	    dec_on_step(o->visible, i->lot));
}

static bool
notional_enough(struct check *c)
{
	return c->o->reduce_only || dec_cmp(value_at(c->sim, c->s,
	    reference_price(c), c->o->amount), c->s->least_value) >= 0;
}

/* Spot: of the order; a swap's is the position after it, if it opens any. */
static bool
notional_within(struct check *c)
{
	struct dec amount = c->o->amount;

	if (dec_is_zero(c->s->i.max_notional))
		return true;
	if (c->s->swap)
		amount = dec_sign(amount_opening(c->sim, c->o)) > 0 ?
		    amount_after(c->sim, c->o) : DEC_ZERO;
	return dec_cmp(value_at(c->sim, c->s, reference_price(c), amount),
	    c->s->i.max_notional) <= 0;
}

static bool
in_band(struct check *c)
{
	const struct instrument *i = &c->s->i;
	struct dec last = price_of(c->s, c->s->last), bound;
	struct dec price = price_of(c->s, c->o->price);

	if (c->o->price == 0)
		return true;
	return !(!dec_is_zero(i->band_up) &&
	    dec_times(last, i->band_up, &bound) &&
	    dec_cmp(price, bound) > 0) &&
	    !(!dec_is_zero(i->band_down) &&
	    dec_times(last, i->band_down, &bound) &&
	    dec_cmp(price, bound) < 0);
}

static bool
not_too_many(struct check *c)
{
	int64_t working = c->s->working[SIDE_BUY] +
	    c->s->working[SIDE_SELL] + (c->beside != NULL) - (c->old != NULL);

	return c->s->i.max_open_orders == 0 ||
	    working < c->s->i.max_open_orders;
}

static bool
link_good(struct level l, struct dec reference, int sign)
{
	if (l.kind == LEVEL_DISTANCE)
		return sign > 0 || dec_cmp(l.value, reference) < 0;
	return l.kind == LEVEL_PRICE ? dec_cmp(l.value, reference) == sign :
	    percentage_good(l);
}

/* Of a long entry: stop_loss < reference < take_profit; of a short the
 * reverse. Once something is filled the legs are there. */
static bool
links_good(struct check *c)
{
	struct dec reference;
	int up = c->o->side == SIDE_BUY ? 1 : -1;

	if (!order_has_links(c->o) || dec_sign(c->o->filled) > 0)
		return true;
	reference = price_of(c->s, reference_price(c));
	return (link_good(c->o->stop_loss, reference, -up) &&
	    link_good(c->o->take_profit, reference, up) &&
	    percentage_good(c->o->trailing_stop));
}

static bool
reduces(struct check *c)
{
	return !c->o->reduce_only ||
	    dec_sign(position_signed(c->sim, c->o->symbol)) ==
	    (c->o->side == SIDE_SELL ? 1 : -1);
}

static bool
only_posts(struct check *c)
{
	return !c->o->post_only || !limit_takes(c->o,
	    price_met(c->s, c->o->side));
}

static bool
tier_good(struct check *c)
{
	return !c->s->swap || dec_sign(amount_opening(c->sim, c->o)) <= 0 ||
	    tier_check(c->sim, c->o, reference_price(c)) == NULL;
}

/* What it would hold by itself; a limit is paid for at its own price. What a
 * bar's volume leaves of a take profit is held at its trigger, which for a buy
 * is the dearer price. */
static struct dec
funds_needed(const struct check *c)
{
	int64_t price = reserve_price(c->o);

	/* What a market order takes at is known already. */
	if (c->o->type != TYPE_MARKET && c->o->price == 0 && takes(c)) {
		price = taking_price(c);
		if (order_has_trigger(c->o) && c->o->trigger > price)
			price = c->o->trigger;
	}
	return order_reserve(c->sim, c->o, order_remaining(c->o), price);
}

/* What an amended order, with those it is linked to, has reserved is free for
 * it; of a pair both together are looked at later. */
static bool
funds_good(struct check *c)
{
	struct sim_order *members[GROUP_MAX];
	struct dec need, free;
	size_t n;

	if (c->s->swap || c->paired)
		return true;
	need = funds_needed(c);
	free = balance_free(c->sim, reserve_balance(c->sim, c->o));
	if (c->old != NULL) {
		n = group_members(c->sim, c->old->group, members);
		free = sim_sum(c->sim, free,
		    linked_reserve(c->sim, c->old, DEC_ZERO));
		for (size_t i = 0; i < n; i++)
			if (members[i] != c->old)
				need = dec_max(need, own_reserve(c->sim,
				    members[i], DEC_ZERO));
	}
	return dec_cmp(need, free) <= 0;
}

static bool
margin_good(struct check *c)
{
	return !c->s->swap || dec_sign(amount_opening(c->sim, c->o)) <= 0 ||
	    margin_check(c->sim, c->o, takes(c) ? taking_price(c) :
	    reference_price(c), c->o->taker) == NULL;
}

/* Before them: unsupported, unknown_symbol, duplicate_id, no_price. */
static const char *
checks_run(struct check *c)
{
	c->o->taker = fee_rate(c->sim, c->s, LIQUIDITY_TAKER);
	return !prices_good(c) ? "bad_price" :
	    !amount_good(c) ? "bad_amount" :
	    !notional_enough(c) ? "min_notional" :
	    !notional_within(c) ? "max_notional" :
	    !in_band(c) ? "price_band" :
	    !not_too_many(c) ? "too_many_orders" :
	    !links_good(c) ? "bad_linked" :
	    !reduces(c) ? "reduce_only" :
	    !only_posts(c) ? "post_only" :
	    !tier_good(c) ? "leverage_tier" :
	    !funds_good(c) ? "insufficient_funds" :
	    !margin_good(c) ? "insufficient_margin" : NULL;
}

/* An id, and those that its legs will have; nor one that the legs of an entry
 * that has not filled yet will have. */
static bool
ids_free(struct sim *sim, const char *id, struct sim_order *o)
{
	char text[ID_SIZE];
	size_t len = strlen(id);
	bool pointed = memchr(id, '.', len) != NULL;	/* as all suffixes */

	if (id_taken(sim, id))
		return false;
	if (!pointed && !order_has_links(o))
		return true;
	for (int n = ROLE_PLAIN + 1; n < SIM_ROLES; n++) {
		enum sim_role role = (enum sim_role)n;
		const char *suffix = leg_suffix(role);
		const struct sim_order *entry;

		if (entry_link(o, role).kind != LEVEL_NONE) {
			leg_id(id, role, text);
			if (id_taken(sim, text))
				return false;
		}
		if (!pointed || len < strlen(suffix) ||
		    strcmp(id + len - strlen(suffix), suffix) != 0)
			continue;
		snprintf(text, sizeof(text), "%.*s",
		    (int)(len - strlen(suffix)), id);
		entry = order_by_id(sim, text);
		if (entry != NULL && entry_link(entry, role).kind != LEVEL_NONE)
			return false;
	}
	return true;
}

struct sim_symbol *
symbol_find(const struct sim *sim, const char *symbol, size_t *at)
{
	for (size_t n = 0; n < sim->symbols.len; n++)
		if (strcmp(sim->symbols.at[n].i.symbol, symbol) == 0) {
			*at = n;
			return &sim->symbols.at[n];
		}
	return NULL;
}

static void
request_read(const struct order_request *r, struct sim_order *o)
{
	o->side = r->side;
	o->type = r->type;
	o->time_in_force = r->time_in_force == TIF_PO ? TIF_GTC :
	    r->time_in_force;
	o->post_only = request_is_post_only(r);
	o->reduce_only = r->reduce_only;
	o->stop_loss = r->stop_loss;
	o->take_profit = r->take_profit;
	o->trailing_stop = r->trailing_stop;
	o->expire_at = r->expire_at;
	if (dec_known(r->trail_percent))
		o->distance = (struct level){ LEVEL_PERCENT,
		    r->trail_percent };
	else if (dec_known(r->trail_amount))
		o->distance = (struct level){ LEVEL_PRICE, r->trail_amount };
}

const char *
order_check(struct sim *sim, const struct asked *a, struct sim_order *o)
{
	struct check c = { .sim = sim, .r = a->r, .paired = a->paired,
	    .beside = a->beside, .o = o };

	if (a->unsupported || !request_supported(a->r, a->paired))
		return "unsupported";
	c.s = symbol_find(sim, a->r->symbol, &o->symbol);
	if (c.s == NULL)
		return "unknown_symbol";
	if (!c.s->swap && !spot_supported(a->r))
		return "unsupported";
	request_read(a->r, o);
	if (!ids_free(sim, a->id, o) || (a->beside != NULL &&
	    strcmp(a->id, a->beside) == 0))
		return "duplicate_id";
	text_copy(o->id, sizeof(o->id), a->id);
	if (c.s->last == 0)
		return "no_price";
	return checks_run(&c);
}

const char *
amend_check(struct sim *sim, const struct sim_order *old,
    const struct order_request *terms, struct sim_order *o)
{
	struct check c = { .sim = sim, .s = &sim->symbols.at[old->symbol],
	    .r = terms, .old = old, .o = o };

	*o = *old;
	return amend_supported(old, terms) ? checks_run(&c) : "unsupported";
}

bool
pair_affordable(struct sim *sim, struct sim_order *const pair[2])
{
	struct dec need = DEC_ZERO;

	if (sim->symbols.at[pair[0]->symbol].swap)
		return true;		/* margin was looked at for each */
	for (int n = 0; n < 2; n++) {
		struct check c = { .sim = sim, .o = pair[n],
		    .s = &sim->symbols.at[pair[n]->symbol] };

		need = dec_max(need, funds_needed(&c));
	}
	return dec_cmp(need,
	    balance_free(sim, reserve_balance(sim, pair[0]))) <= 0;
}
