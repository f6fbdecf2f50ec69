/*
 * What always holds (SIMVENUE.md 9), checked at each mark, in release builds,
 * too: a sim that does not add up ends the program.
 */
#include "venue/sim/state.h"

#define MUST(condition, ...) \
	do { \
		if (!(condition)) \
			bug(__VA_ARGS__); \
	} while (0)

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

static void
balance_holds(struct sim *sim, size_t at)
{
	const struct sim_balance *b = &sim->balances.at[at];
	struct dec due, traded = dec_neg(b->fees);

	traded = sim_sum(sim, traded, b->insured);
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->base == at)
			traded = sim_sum(sim, traded, s->bought);
		if (s->quote == at)
			traded = sim_sum(sim, traded, s->paid);
	}
	due = sim_sum(sim, sim_sum(sim, b->opening, b->moved), b->traded);
	if (sim->fault[0] != '\0')
		return;
	MUST(dec_cmp(traded, b->traded) == 0,
	    "sim: %s: postings are not the sum of the fills", b->currency);
	MUST(dec_cmp(due, b->total) == 0,
	    "sim: %s: total is not opening + transfers + postings",
	    b->currency);
	MUST(dec_sign(b->reserved) >= 0 && dec_sign(b->insured) >= 0,
	    "sim: %s: less than nothing is reserved or insured", b->currency);
	/* What cross positions are ahead may be used, and a margin is below
	 * 0 where funding took more than it. */
	MUST(b->cross > 0 || dec_sign(balance_wallet(sim, at)) >= 0,
	    "sim: %s: less than nothing is free", b->currency);
	MUST(b->cross > 0 || owes(sim, at) || dec_sign(b->total) >= 0,
	    "sim: %s: reserves beyond the total", b->currency);
}

static void
position_holds(struct sim *sim, size_t at)
{
	const struct sim_symbol *s = &sim->symbols.at[at];
	const struct sim_position *p = &s->position;
	struct dec held = position_signed(sim, at);
	bool flat = p->side == 0;

	MUST(dec_cmp(held, s->bought) == 0,
	    "sim: %s: position is not the sum of its fills", s->i.symbol);
	MUST(flat == dec_is_zero(p->contracts) &&
	    dec_sign(p->contracts) >= 0 && dec_on_step(held, s->i.lot),
	    "sim: %s: a position off the lot", s->i.symbol);
	MUST(!flat || (dec_is_zero(p->cost) && dec_is_zero(p->margin)),
	    "sim: %s: no position, but cost or margin", s->i.symbol);
	MUST(dec_sign(p->cost) >= 0 && (p->mode == MARGIN_ISOLATED ||
	    dec_is_zero(p->margin)), "sim: %s: cost below 0, or margin of a "
	    "cross position", s->i.symbol);
}

static void
order_holds(const struct sim *sim, const struct sim_order *o)
{
	struct sim_order *members[GROUP_MAX];
	size_t n = group_members(sim, o->group, members);
	const struct sim_order *entry;

	MUST(dec_sign(o->filled) >= 0 && dec_cmp(o->filled, o->amount) < 0,
	    "sim: order %s: works with nothing left", o->id);
	MUST(dec_on_step(o->amount, sim->symbols.at[o->symbol].i.lot),
	    "sim: order %s: off the lot", o->id);
	entry = o->entry == 0 ? NULL : order_by_number(sim, o->entry);
	MUST(entry == NULL || dec_cmp(o->amount, entry->filled) <= 0,
	    "sim: leg %s: larger than what its entry filled", o->id);
	for (size_t i = 0; o->triggered && i < n; i++)
		MUST(members[i] == o || !members[i]->triggered,
		    "sim: %s and %s: both triggered", o->id, members[i]->id);
	MUST(dec_sign(o->held) >= 0, "sim: order %s: holds less than nothing",
	    o->id);
}

static void
symbol_holds(struct sim *sim, size_t at)
{
	const struct sim_symbol *s = &sim->symbols.at[at];
	int side = dec_sign(position_signed(sim, at));

	MUST(s->reducing.len == 0 ||
	    side == (s->reducing.at[0]->side == SIDE_SELL ? 1 : -1),
	    "sim: %s: an order reduces no position", s->i.symbol);
	if (s->swap)
		position_holds(sim, at);
	MUST(dec_sign(s->budget) >= 0,
	    "sim: %s: fills beyond the share of the volume", s->i.symbol);
}

/* What every order holds, added up: too much for each mark. */
void
reserves_hold(struct sim *sim)
{
	for (size_t at = 0; at < sim->balances.len; at++) {
		const struct sim_balance *b = &sim->balances.at[at];
		struct dec held = DEC_ZERO;

		for (size_t i = 0; i < sim->orders.len; i++)
			if (reserve_balance(sim, sim->orders.at[i]) == at)
				held = sim_sum(sim, held,
				    sim->orders.at[i]->held);
		MUST(sim->fault[0] != '\0' ||
		    dec_cmp(held, b->reserved) == 0,
		    "sim: %s: reserves are not the sum of what orders hold",
		    b->currency);
	}
}

/* Nothing is at or below its maintenance; summed up here once more, without
 * what tells a check that it need not look. */
void
margins_hold(struct sim *sim)
{
	for (size_t b = 0; b < sim->balances.len && sim->changed; b++) {
		struct dec spare = balance_wallet(sim, b), own;

		for (size_t i = 0; i < sim->held.len; i++) {
			const struct sim_symbol *s =
			    &sim->symbols.at[sim->held.at[i]];

			if (s->quote != b)
				continue;
			own = sim_difference(sim, position_profit(sim, s),
			    position_maintenance(sim, s));
			if (s->position.mode == MARGIN_CROSS)
				spare = sim_sum(sim, spare, own);
			else
				MUST(dec_sign(sim_sum(sim, own,
				    s->position.margin)) > 0 ||
				    sim->fault[0] != '\0', "sim: %s: below "
				    "its maintenance", s->i.symbol);
		}
		MUST(sim->balances.at[b].cross == 0 || dec_sign(spare) > 0 ||
		    sim->fault[0] != '\0', "sim: %s: cross positions below "
		    "their maintenance", sim->balances.at[b].currency);
	}
}

/* Of the orders those that changed: what was right stays right. */
void
what_always_holds(struct sim *sim)
{
	if (sim->changed && sim->fault[0] == '\0') {
		for (size_t i = 0; i < sim->balances.len; i++)
			balance_holds(sim, i);
		for (size_t i = 0; i < sim->symbols.len; i++)
			symbol_holds(sim, i);
		for (size_t i = 0; i < sim->touched.len; i++)
			if (!sim->touched.at[i]->closed)
				order_holds(sim, sim->touched.at[i]);
		sim->changed = false;
	}
	for (size_t i = 0; i < sim->touched.len; i++)
		sim->touched.at[i]->touched = false;
	vec_clear(&sim->touched);
}
