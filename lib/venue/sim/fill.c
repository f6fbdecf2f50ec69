/*
 * One fill: how much of an order, and its money on a spot symbol: value, fee,
 * postings (perpetuals: swap.c). A fill that would leave less than nothing free
 * is not made; the rest of its order is cancelled.
 */
#include "venue/sim/state.h"

/* What one fill changes; each number already rounded against the account. */
struct posting {
	struct dec value, base, quote, fee;
	size_t fee_balance;
};

static struct posting
posting_of(struct sim *sim, const struct sim_order *o, int64_t price,
    struct dec amount, enum liquidity how)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	int base_scale = sim->balances.at[s->base].scale;
	int quote_scale = sim->balances.at[s->quote].scale;
	bool buy = o->side == SIDE_BUY;
	bool in_base = buy && sim->settings.fee_received;
	struct dec rate = fee_rate(sim, s, how);
	struct posting p = { .value = value_at(sim, s, price, amount) };

	p.base = sim_rounded(sim, buy ? amount : dec_neg(amount), base_scale,
	    ROUND_FLOOR);
	p.quote = sim_rounded(sim, buy ? dec_neg(p.value) : p.value,
	    quote_scale, ROUND_FLOOR);
	p.fee = sim_product(sim, in_base ? amount : p.value, rate,
	    in_base ? base_scale : quote_scale, ROUND_CEIL);
	p.fee_balance = in_base ? s->base : s->quote;
	return p;
}

/* What a fill sets free of what the order, or its group, holds. One that is
 * linked to none holds just its own. */
static struct dec
reserve_freed(struct sim *sim, const struct sim_order *o, struct dec amount)
{
	struct dec before = o->group == 0 ? o->held :
	    linked_reserve(sim, o, DEC_ZERO);

	if (o->group == 0 && dec_same(amount, order_remaining(o)))
		return before;
	return sim_difference(sim, before, linked_reserve(sim, o, amount));
}

/* Would anything be free that is less than 0? Reserves are those after it. */
static bool
affordable(struct sim *sim, const struct sim_order *o, struct dec amount,
    const struct posting *p)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	size_t held = reserve_balance(sim, o);
	struct dec base = balance_free(sim, s->base);
	struct dec quote = balance_free(sim, s->quote);
	struct dec freed = reserve_freed(sim, o, amount);

	sim_add(sim, &base, p->base);
	sim_add(sim, &quote, p->quote);
	if (held == s->base)
		sim_add(sim, &base, freed);
	else
		sim_add(sim, &quote, freed);
	if (p->fee_balance == s->base)
		base = sim_difference(sim, base, p->fee);
	else
		quote = sim_difference(sim, quote, p->fee);
	return dec_sign(base) >= 0 && dec_sign(quote) >= 0;
}

static void
post(struct sim *sim, size_t balance, struct dec change)
{
	struct sim_balance *b = &sim->balances.at[balance];

	sim_add(sim, &b->total, change);
	sim_add(sim, &b->traded, change);
}

void
average_move(struct sim *sim, struct sim_symbol *s, int side,
    struct dec amount, struct dec value)
{
	int scale = sim->balances.at[s->quote].scale;
	struct dec part = dec_min(amount, s->held), share = DEC_ZERO, gain =
	    DEC_ZERO;

	if (side == SIDE_BUY) {
		sim_add(sim, &s->held, amount);
		sim_add(sim, &s->cost, value);
		return;
	}
	if (dec_sign(part) <= 0)
		return;		/* not bought here: nothing is known of it */
	/* All of it, as it often is, needs no division. */
	if (dec_same(part, s->held))
		share = s->cost;
	else if (dec_muldiv(s->cost, part, s->held, DEC_SCALE_MAX,
	    ROUND_HALF_EVEN, &share))
		share = dec_trim(share);
	else
		sim_fault(sim, "an average price");
	if (dec_same(part, amount))
		gain = sim_rounded(sim, value, scale, ROUND_FLOOR);
	else if (!dec_muldiv(value, part, amount, scale, ROUND_FLOOR, &gain))
		sim_fault(sim, "an average price");
	s->held = sim_difference(sim, s->held, part);
	s->cost = dec_sign(s->held) > 0 ? sim_difference(sim, s->cost,
	    share) : (struct dec){ 0, value.scale };
	sim_add(sim, &s->realized, sim_difference(sim, gain,
	    sim_rounded(sim, share, scale, ROUND_CEIL)));
}

/* What is left of an iceberg's slice in this bar; of others all that is left
 * of them. */
struct dec
slice_left(const struct sim *sim, const struct sim_order *o)
{
	struct dec left = order_remaining(o), shown = DEC_ZERO;

	if (dec_sign(o->visible) <= 0)
		return left;
	if (o->shown_in == sim->symbols.at[o->symbol].bars)
		shown = o->shown;
	dec_sub(o->visible, shown, &shown);	/* 0 <= shown <= visible */
	return dec_min(left, shown);
}

struct dec
fill_room(const struct sim *sim, const struct sim_order *o,
    enum liquidity how)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct dec room = how == LIQUIDITY_MAKER ? slice_left(sim, o) :
	    order_remaining(o);

	if (dec_sign(sim->settings.volume_share) > 0)
		room = dec_min(room, sim->symbols.at[o->symbol].budget);
	if (how == LIQUIDITY_TAKER && s->booked)
		room = dec_min(room, book_holds(s, o->side, o->price));
	if (o->reduce_only)
		room = dec_min(room, fill_closes(sim, o));
	return room;
}

void
budget_set(struct sim *sim, struct sim_symbol *s)
{
	struct dec share = sim->settings.volume_share;

	s->bars++;
	if (s->shelves[SHELF_SPENT].len > 0)
		waiting_clear_shelf(sim, s, SHELF_SPENT);
	if (dec_sign(share) > 0 && (!dec_mul(share,
	    dec_make(s->bar.volume, s->bar.volume_scale),
	    dec_decimals(s->i.lot), ROUND_FLOOR, &s->budget) ||
	    !dec_step(s->budget, s->i.lot, ROUND_FLOOR, &s->budget)))
		sim_fault(sim, "a share of the volume");
}

/* What the fill takes of the bar's volume, and of the slice it shows. */
static void
room_use(struct sim *sim, struct sim_symbol *s, struct sim_order *o,
    const struct sim_fill *f)
{
	if (dec_sign(sim->settings.volume_share) > 0)
		s->budget = sim_difference(sim, s->budget, f->amount);
	if (f->how == LIQUIDITY_TAKER && s->booked)
		book_use(sim, s, o->side, f->amount);
	if (dec_sign(o->visible) <= 0 || f->how != LIQUIDITY_MAKER)
		return;
	if (o->shown_in != s->bars)
		o->shown = DEC_ZERO;
	sim_add(sim, &o->shown, f->amount);
	o->shown_in = s->bars;
}

void
fill_count(struct sim *sim, struct sim_order *o, const struct sim_fill *f)
{
	struct sim_symbol *s = &sim->symbols.at[o->symbol];

	if (f->fee_balance == s->base)
		sim_add(sim, &o->base_fees, f->fee);
	if (o->first_price == 0)
		o->first_price = f->price;
	sim_add(sim, &o->filled, f->amount);
	room_use(sim, s, o, f);
	fee_volume_add(sim, s, f->value);
	if (dec_sign(order_remaining(o)) > 0) {
		order_changed(sim, o);
		order_tell(sim, SIM_FILLED, o, f, NULL);
	} else {
		order_tell(sim, SIM_FILLED, o, f, NULL);
		order_close(sim, o);
	}
	links_after_fill(sim, o, f->amount);
	if (s->swap && dec_is_zero(position_signed(sim, o->symbol)))
		reduce_only_end(sim, s, o);
}

/* A fill of a spot symbol; false: it was not paid for, the rest is gone. */
static bool
spot_fill(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how)
{
	struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct posting p = posting_of(sim, o, price, amount, how);
	struct sim_fill f = { .amount = amount, .value = p.value, .fee = p.fee,
	    .pnl = DEC_NONE, .fee_balance = p.fee_balance, .price = price,
	    .how = how };

	if (!affordable(sim, o, amount, &p)) {
		order_cancel(sim, o, "insufficient_funds");
		return false;
	}
	post(sim, s->base, p.base);
	post(sim, s->quote, p.quote);
	post(sim, p.fee_balance, dec_neg(p.fee));
	sim_add(sim, &sim->balances.at[p.fee_balance].fees, p.fee);
	sim_add(sim, &s->bought, p.base);
	sim_add(sim, &s->paid, p.quote);
	average_move(sim, s, o->side, o->side == SIDE_BUY ? p.base :
	    dec_neg(p.base), p.value);
	fill_count(sim, o, &f);
	return true;
}

struct dec
fill_closes(const struct sim *sim, const struct sim_order *o)
{
	struct dec held;

	if (!sim->symbols.at[o->symbol].swap)
		return DEC_ZERO;
	held = position_signed(sim, o->symbol);
	return dec_sign(held) == (o->side == SIDE_SELL ? 1 : -1) ?
	    dec_abs(held) : DEC_ZERO;
}

void
order_fill(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how)
{
	bool opened;

	if (o->price != 0 && (o->side == SIDE_BUY ? price > o->price :
	    price < o->price))
		bug("sim: order %s: filled beyond its price", o->id);
	opened = sim->symbols.at[o->symbol].swap ?
	    swap_fill(sim, o, amount, price, how) :
	    spot_fill(sim, o, amount, price, how);
	if (opened || o->legs != 0)
		legs_after_fill(sim, o, how);
}
