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
	struct dec rate = how == LIQUIDITY_MAKER ? s->i.maker : s->i.taker;
	struct posting p = { .value = value_at(sim, s, price, amount) };

	p.base = sim_product(sim, buy ? amount : dec_neg(amount), dec_int(1),
	    base_scale, ROUND_FLOOR);
	p.quote = sim_product(sim, buy ? dec_neg(p.value) : p.value, dec_int(1),
	    quote_scale, ROUND_FLOOR);
	p.fee = sim_product(sim, in_base ? amount : p.value, rate,
	    in_base ? base_scale : quote_scale, ROUND_CEIL);
	p.fee_balance = in_base ? s->base : s->quote;
	return p;
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
	struct dec freed = sim_difference(sim, linked_reserve(sim, o, DEC_ZERO),
	    linked_reserve(sim, o, amount));

	base = sim_sum(sim, base, p->base);
	quote = sim_sum(sim, quote, p->quote);
	if (held == s->base)
		base = sim_sum(sim, base, freed);
	else
		quote = sim_sum(sim, quote, freed);
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

	b->total = sim_sum(sim, b->total, change);
	b->traded = sim_sum(sim, b->traded, change);
}

/* The average price of what is held: not computed with, only shown. */
static void
average_move(struct sim *sim, struct sim_symbol *s, int side,
    struct dec amount, struct dec value)
{
	int scale = sim->balances.at[s->quote].scale;
	struct dec part = dec_min(amount, s->held), share = DEC_ZERO, gain;

	if (side == SIDE_BUY) {
		s->held = sim_sum(sim, s->held, amount);
		s->cost = sim_sum(sim, s->cost, value);
		return;
	}
	if (dec_sign(part) <= 0)
		return;		/* not bought here: nothing is known of it */
	if (!dec_muldiv(s->cost, part, s->held, DEC_SCALE_MAX,
	    ROUND_HALF_EVEN, &share) ||
	    !dec_muldiv(value, part, amount, scale, ROUND_FLOOR, &gain)) {
		sim_fault(sim, "an average price");
		return;
	}
	s->held = sim_difference(sim, s->held, part);
	s->cost = dec_sign(s->held) > 0 ?
	    sim_difference(sim, s->cost, dec_trim(share)) : DEC_ZERO;
	s->realized = sim_sum(sim, s->realized, sim_product(sim,
	    sim_difference(sim, gain, dec_trim(share)), dec_int(1), scale,
	    ROUND_FLOOR));
}

static void
tell_fill(struct sim *sim, const struct sim_order *o, const struct sim_fill *f)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_event e = event_of(sim, SIM_FILLED, o);

	e.symbol = s->i.symbol;
	e.side = side_names[o->side];
	e.amount = f->amount;
	e.price = price_of(s, f->price);
	e.cost = f->value;
	e.taker_or_maker = liquidity_names[f->how];
	e.fee = f->fee;
	e.fee_currency = sim->balances.at[f->fee_balance].currency;
	e.realized_pnl = f->pnl;
	e.remaining = order_remaining(o);
	event_tell(sim, &e);
}

void
fill_count(struct sim *sim, struct sim_order *o, const struct sim_fill *f)
{
	if (f->fee_balance == sim->symbols.at[o->symbol].base)
		o->base_fees = sim_sum(sim, o->base_fees, f->fee);
	o->filled = sim_sum(sim, o->filled, f->amount);
	if (o->first_price == 0)
		o->first_price = f->price;
	order_changed(sim, o);
	tell_fill(sim, o, f);
	if (dec_sign(order_remaining(o)) <= 0)
		order_close(sim, o);
	links_after_fill(sim, o, f->amount);
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
	sim->balances.at[p.fee_balance].fees = sim_sum(sim,
	    sim->balances.at[p.fee_balance].fees, p.fee);
	s->bought = sim_sum(sim, s->bought, p.base);
	s->paid = sim_sum(sim, s->paid, p.quote);
	average_move(sim, s, o->side, amount, p.value);
	fill_count(sim, o, &f);
	return true;
}

void
order_fill(struct sim *sim, struct sim_order *o, int64_t price,
    enum liquidity how)
{
	struct dec amount = order_remaining(o);

	if (o->price != 0 && (o->side == SIDE_BUY ? price > o->price :
	    price < o->price))
		bug("sim: order %s: filled beyond its price", o->id);
	if (sim->symbols.at[o->symbol].swap ?
	    swap_fill(sim, o, amount, price, how) :
	    spot_fill(sim, o, amount, price, how))
		legs_after_fill(sim, o, how);
}
