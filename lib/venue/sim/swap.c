/*
 * Fills of perpetuals: what closes, what opens, and what both do to a position
 * (SIMVENUE.md 8). An order larger than the opposite position makes two fills:
 * it closes, then it opens; only the second needs margin.
 */
#include "venue/sim/state.h"

#include <string.h>

/* The contracts held changed. */
static void
size_set(struct sim *sim, struct sim_symbol *s, struct sim_position *p,
    struct dec contracts)
{
	p->contracts = contracts;
	if (!dec_times(contracts, s->i.contract_size, &p->size))
		sim_fault(sim, "the size of a position");
	p->size = dec_trim(p->size);
}

static void
held_add(struct sim *sim, size_t symbol)
{
	size_t at = sim->held.len;

	vec_push(&sim->held, symbol);
	for (; at > 0 && sim->held.at[at - 1] > symbol; at--)
		sim->held.at[at] = sim->held.at[at - 1];
	sim->held.at[at] = symbol;
}

static void
held_drop(struct sim *sim, size_t symbol)
{
	size_t at = 0;

	while (sim->held.at[at] != symbol)
		at++;
	sim->held.len--;
	memmove(&sim->held.at[at], &sim->held.at[at + 1],
	    (sim->held.len - at) * sizeof(*sim->held.at));
}

void
position_count(struct sim *sim, size_t symbol, int change)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	if (change > 0)
		held_add(sim, symbol);
	else
		held_drop(sim, symbol);
	if (s->position.mode == MARGIN_CROSS)
		sim->balances.at[s->quote].cross += change;
}

bool
position_restore(struct sim *sim, size_t symbol)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];
	struct sim_position *p = &s->position;

	if (!s->swap || (p->side == 0) != dec_is_zero(p->contracts) ||
	    dec_sign(p->contracts) < 0 || dec_sign(p->cost) < 0 ||
	    !dec_on_step(p->contracts, s->i.lot) ||
	    dec_cmp(p->leverage, dec_int(1)) < 0 ||
	    (p->side != 0 && s->last <= 0) ||
	    (!dec_is_zero(p->margin) &&
	    (p->side == 0 || p->mode != MARGIN_ISOLATED)))
		return false;
	size_set(sim, s, p, p->contracts);
	position_prepare(sim, s, p);
	if (p->side != 0)
		position_count(sim, symbol, 1);
	return true;
}

void
position_changed(struct sim *sim)
{
	sim->changed = true;
	sim->changes++;
}

void
swap_post(struct sim *sim, struct sim_symbol *s, struct dec change)
{
	struct sim_balance *b = &sim->balances.at[s->quote];

	b->total = sim_sum(sim, b->total, change);
	b->traded = sim_sum(sim, b->traded, change);
	s->paid = sim_sum(sim, s->paid, change);
	position_changed(sim);
}

/* What a part of the position cost: the account never has a share too low. */
static struct dec
cost_share(struct sim *sim, const struct sim_symbol *s, struct dec amount)
{
	const struct sim_position *p = &s->position;
	struct dec share = p->cost;

	if (dec_cmp(amount, p->contracts) < 0 &&
	    !dec_muldiv(p->cost, amount, p->contracts,
	    sim->balances.at[s->quote].scale,
	    p->side > 0 ? ROUND_CEIL : ROUND_FLOOR, &share))
		sim_fault(sim, "a share of cost");
	return dec_min(share, p->cost);
}

struct dec
position_close(struct sim *sim, size_t symbol, struct dec amount,
    struct dec value)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];
	struct sim_position *p = &s->position;
	struct dec share = cost_share(sim, s, amount), pnl;
	struct dec left = sim_difference(sim, p->contracts, amount);
	int scale = sim->balances.at[s->quote].scale;

	pnl = p->side > 0 ? sim_difference(sim, value, share) :
	    sim_difference(sim, share, value);
	if (!dec_round(pnl, scale, ROUND_FLOOR, &pnl) ||
	    (p->mode == MARGIN_ISOLATED && !dec_muldiv(p->margin, left,
	    p->contracts, scale, ROUND_CEIL, &p->margin)))
		sim_fault(sim, "a profit");
	s->bought = p->side > 0 ? sim_difference(sim, s->bought, amount) :
	    sim_sum(sim, s->bought, amount);
	s->realized = sim_sum(sim, s->realized, pnl);
	p->realized = sim_sum(sim, p->realized, pnl);
	p->cost = sim_difference(sim, p->cost, share);
	size_set(sim, s, p, left);
	position_prepare(sim, s, p);
	swap_post(sim, s, pnl);
	if (dec_sign(left) <= 0) {
		position_count(sim, symbol, -1);
		*p = (struct sim_position){ .mode = p->mode,
		    .leverage = p->leverage };
	}
	return pnl;
}

/* What the position would be with so much more. */
static struct sim_position
position_with(struct sim *sim, struct sim_symbol *s, int side,
    struct dec amount, struct dec value)
{
	struct sim_position p = s->position;

	p.side = side == SIDE_BUY ? 1 : -1;
	p.cost = sim_sum(sim, p.cost, value);
	if (p.mode == MARGIN_ISOLATED)
		p.margin = sim_sum(sim, p.margin, margin_for(sim, s, value));
	size_set(sim, s, &p, sim_sum(sim, p.contracts, amount));
	position_prepare(sim, s, &p);
	return p;
}

static void
fee_post(struct sim *sim, const struct sim_symbol *s, struct dec fee)
{
	struct sim_balance *b = &sim->balances.at[s->quote];

	b->total = sim_difference(sim, b->total, fee);
	b->traded = sim_difference(sim, b->traded, fee);
	b->fees = sim_sum(sim, b->fees, fee);
	position_changed(sim);
}

static struct sim_fill
fill_of(struct sim *sim, const struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_fill f = { .amount = amount, .price = price, .how = how,
	    .pnl = DEC_NONE, .fee_balance = s->quote };

	f.value = value_at(sim, s, price, amount);
	f.fee = sim_product(sim, f.value, fee_rate(sim, s, how),
	    sim->balances.at[s->quote].scale, ROUND_CEIL);
	return f;
}

static void
fill_close(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how)
{
	struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_fill f = fill_of(sim, o, amount, price, how);

	f.pnl = position_close(sim, o->symbol, amount, f.value);
	fee_post(sim, s, f.fee);
	fill_count(sim, o, &f);
	insurance_pay(sim, s->quote);
}

static bool
fill_open(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how)
{
	struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_fill f = fill_of(sim, o, amount, price, how);
	struct sim_position after = position_with(sim, s, o->side, amount,
	    f.value);
	bool flat = s->position.side == 0;

	if (!margin_allows(sim, s, &after, f.value, f.fee)) {
		order_cancel(sim, o, "insufficient_margin");
		return false;
	}
	s->position = after;
	s->bought = o->side == SIDE_BUY ? sim_sum(sim, s->bought, amount) :
	    sim_difference(sim, s->bought, amount);
	if (flat)
		position_count(sim, o->symbol, 1);
	fee_post(sim, s, f.fee);
	fill_count(sim, o, &f);
	return true;
}

bool
swap_fill(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	bool closes = s->position.side != 0 &&
	    (o->side == SIDE_BUY) != (s->position.side > 0);
	struct dec part = closes ? dec_min(amount, s->position.contracts) :
	    DEC_ZERO;

	if (dec_sign(part) > 0)
		fill_close(sim, o, part, price, how);
	amount = sim_difference(sim, amount, part);
	return dec_sign(amount) > 0 && !o->closed &&
	    fill_open(sim, o, amount, price, how);
}
