/*
 * What always holds (SIMVENUE.md 9), checked at each mark, in release builds,
 * too: a sim that does not add up ends the program.
 */
#include "venue/sim/state.h"

/* Is the margin of a position settled in it below 0? */
static bool
owes(const struct sim *sim, size_t balance)
{
	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (s->quote == balance && dec_sign(s->position.margin) < 0)
			return true;
	}
	return false;
}

/* Is total opening + transfers + postings, and those the sum of the fills? In
 * whole numbers; false: no, or it has to be looked at otherwise. */
static bool
surely_adds_up(const struct sim *sim, size_t at)
{
	const struct sim_balance *b = &sim->balances.at[at];
	struct sim_total traded = { .scale = b->scale }, total = traded;

	total_add(&total, &b->opening);
	total_add(&total, &b->moved);
	total_add(&total, &b->traded);
	total_take(&total, &b->total);
	total_add(&traded, &b->traded);
	total_add(&traded, &b->fees);
	total_take(&traded, &b->insured);
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->base == at)
			total_take(&traded, &s->bought);
		if (s->quote == at)
			total_take(&traded, &s->paid);
	}
	return (total.other | traded.other) == 0 &&
	    (total.sum | traded.sum) == 0;
}

static const char *
sums_fault(struct sim *sim, size_t at)
{
	const struct sim_balance *b = &sim->balances.at[at];
	struct dec due, traded = dec_neg(b->fees);

	if (!dec_is_zero(b->insured))
		sim_add(sim, &traded, b->insured);
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->base == at)
			sim_add(sim, &traded, s->bought);
		if (s->quote == at)
			sim_add(sim, &traded, s->paid);
	}
	due = sim_sum(sim, b->opening, b->moved);
	sim_add(sim, &due, b->traded);
	if (dec_cmp(traded, b->traded) != 0)
		return "postings are not the sum of the fills";
	return dec_cmp(due, b->total) == 0 ? NULL :
	    "total is not opening + transfers + postings";
}

static const char *
balance_fault(struct sim *sim, size_t at)
{
	const struct sim_balance *b = &sim->balances.at[at];
	const char *fault = surely_adds_up(sim, at) ? NULL :
	    sums_fault(sim, at);

	if (fault != NULL)
		return fault;
	if (dec_sign(b->reserved) < 0 || dec_sign(b->insured) < 0)
		return "less than nothing is reserved or insured";
	/* What cross positions are ahead may be used, and a margin is below
	 * 0 where funding took more than it. */
	if (b->cross == 0 && (sim->held.len > 0 ? dec_sign(wallet_beside(sim,
	    at)) < 0 : dec_cmp(b->total, b->reserved) < 0))
		return "less than nothing is free";
	if (dec_sign(b->total) < 0 && b->cross == 0 && !owes(sim, at))
		return "less than nothing is there";
	return NULL;
}

static const char *
position_fault(const struct sim *sim, size_t at)
{
	const struct sim_symbol *s = &sim->symbols.at[at];
	const struct sim_position *p = &s->position;
	struct dec held = position_signed(sim, at);

	if (dec_cmp(held, s->bought) != 0)
		return "position is not the sum of its fills";
	if ((p->side == 0) != dec_is_zero(p->contracts) ||
	    dec_sign(p->contracts) < 0 || !dec_on_step(held, s->i.lot))
		return "a position off the lot";
	if (p->side == 0 && !(dec_is_zero(p->cost) && dec_is_zero(p->margin)))
		return "no position, but cost or margin";
	if (dec_sign(p->cost) < 0 || (p->mode != MARGIN_ISOLATED &&
	    !dec_is_zero(p->margin)))
		return "cost below 0, or margin of a cross position";
	return NULL;
}

static const char *
order_fault(const struct sim *sim, const struct sim_order *o)
{
	struct sim_order *members[GROUP_MAX];
	size_t n = group_members(sim, o->group, members);
	const struct sim_order *entry = o->entry == 0 ? NULL :
	    order_by_number(sim, o->entry);

	if (dec_sign(o->filled) < 0 || dec_cmp(o->filled, o->amount) >= 0)
		return "works with nothing left";
	if (!dec_on_step(o->amount, sim->symbols.at[o->symbol].i.lot))
		return "is off the lot";
	if (entry != NULL && dec_cmp(o->amount, entry->filled) > 0)
		return "is larger than what its entry filled";
	if (o->reduce_only && dec_sign(fill_closes(sim, o)) <= 0)
		return "reduces no position";
	if (dec_sign(o->held) < 0)
		return "holds less than nothing";
	for (size_t i = 0; o->triggered && i < n; i++)
		if (members[i] != o && members[i]->triggered)
			return "is triggered, as one that it is linked to";
	return NULL;
}

static const char *
symbol_fault(const struct sim *sim, size_t at)
{
	const struct sim_symbol *s = &sim->symbols.at[at];

	if (s->reducing.len > 0 && dec_sign(position_signed(sim, at)) !=
	    (s->reducing.at[0]->side == SIDE_SELL ? 1 : -1))
		return "an order reduces no position";
	if (dec_sign(s->budget) < 0)
		return "fills beyond the share of the volume";
	return s->swap ? position_fault(sim, at) : NULL;
}

/* What every order holds, added up: too much for each mark. */
static const char *
reserve_fault(struct sim *sim, size_t at)
{
	struct dec held = DEC_ZERO;

	for (size_t i = 0; i < sim->orders.len; i++)
		if (reserve_balance(sim, sim->orders.at[i]) == at)
			sim_add(sim, &held, sim->orders.at[i]->held);
	return dec_cmp(held, sim->balances.at[at].reserved) == 0 ? NULL :
	    "reserves are not the sum of what orders hold";
}

/* Is anything at or below its maintenance? Summed up here once more, without
 * what tells a check that it need not look. */
static const char *
margin_fault(struct sim *sim, size_t balance)
{
	struct dec spare = balance_wallet(sim, balance), own;

	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (s->quote != balance)
			continue;
		own = sim_difference(sim, position_profit(sim, s),
		    position_maintenance(sim, s));
		if (s->position.mode == MARGIN_CROSS)
			sim_add(sim, &spare, own);
		else if (dec_sign(sim_sum(sim, own, s->position.margin)) <= 0)
			return "a position below its maintenance";
	}
	return sim->balances.at[balance].cross > 0 && dec_sign(spare) <= 0 ?
	    "cross positions below their maintenance" : NULL;
}

/* After an overflow nothing adds up any more, and the run is over. */
static void
must_hold(const struct sim *sim, const char *what, const char *fault)
{
	if (fault != NULL && sim->fault[0] == '\0')
		bug("sim: %s: %s", what, fault);
}

void
reserves_hold(struct sim *sim)
{
	for (size_t i = 0; i < sim->balances.len; i++)
		must_hold(sim, sim->balances.at[i].currency,
		    reserve_fault(sim, i));
}

void
margins_hold(struct sim *sim)
{
	for (size_t i = 0; i < sim->balances.len && sim->changed; i++)
		must_hold(sim, sim->balances.at[i].currency,
		    margin_fault(sim, i));
}

/* Of the orders those that changed: what was right stays right. */
void
what_always_holds(struct sim *sim)
{
	for (size_t i = 0; i < sim->balances.len && sim->changed; i++)
		must_hold(sim, sim->balances.at[i].currency,
		    balance_fault(sim, i));
	for (size_t i = 0; i < sim->symbols.len && sim->changed; i++)
		must_hold(sim, sim->symbols.at[i].i.symbol,
		    symbol_fault(sim, i));
	for (size_t i = 0; i < sim->touched.len; i++) {
		struct sim_order *o = sim->touched.at[i];

		if (!o->closed)
			must_hold(sim, o->id, order_fault(sim, o));
		o->touched = false;
	}
	vec_clear(&sim->touched);
	sim->changed = false;
}

bool
state_holds(struct sim *sim)
{
	for (size_t i = 0; i < sim->balances.len; i++)
		if (balance_fault(sim, i) != NULL ||
		    reserve_fault(sim, i) != NULL ||
		    margin_fault(sim, i) != NULL)
			return false;
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (symbol_fault(sim, i) != NULL)
			return false;
	for (size_t i = 0; i < sim->orders.len; i++)
		if (order_fault(sim, sim->orders.at[i]) != NULL)
			return false;
	return true;
}
