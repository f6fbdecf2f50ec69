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
	struct dec due, traded = dec_neg(b->fees), held = DEC_ZERO;

	traded = sim_sum(sim, traded, b->insured);
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->base == at)
			traded = sim_sum(sim, traded, s->bought);
		if (s->quote == at)
			traded = sim_sum(sim, traded, s->paid);
	}
	for (size_t i = 0; i < sim->orders.len; i++)
		if (reserve_balance(sim, sim->orders.at[i]) == at)
			held = sim_sum(sim, held, sim->orders.at[i]->held);
	due = sim_sum(sim, sim_sum(sim, b->opening, b->moved), b->traded);
	if (sim->fault[0] != '\0')
		return;
	MUST(dec_cmp(traded, b->traded) == 0,
	    "sim: %s: postings are not the sum of the fills", b->currency);
	MUST(dec_cmp(due, b->total) == 0,
	    "sim: %s: total is not opening + transfers + postings",
	    b->currency);
	MUST(dec_cmp(held, b->reserved) == 0,
	    "sim: %s: reserves are not the sum of what orders hold",
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
	const struct sim_order *entry;

	MUST(dec_sign(o->filled) >= 0 && dec_cmp(o->filled, o->amount) < 0,
	    "sim: order %s: works with nothing left", o->id);
	MUST(dec_on_step(o->amount, sim->symbols.at[o->symbol].i.lot),
	    "sim: order %s: off the lot", o->id);
	entry = o->entry == 0 ? NULL : order_by_number(sim, o->entry);
	MUST(entry == NULL || dec_cmp(o->amount, entry->filled) <= 0,
	    "sim: leg %s: larger than what its entry filled", o->id);
	for (size_t i = 0; o->triggered && i < sim->orders.len; i++) {
		const struct sim_order *m = sim->orders.at[i];

		MUST(m == o || m->closed || o->group == 0 ||
		    m->group != o->group || !m->triggered,
		    "sim: %s and %s: both triggered", o->id, m->id);
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

void
what_always_holds(struct sim *sim)
{
	if (!sim->changed || sim->fault[0] != '\0')
		return;
	for (size_t i = 0; i < sim->balances.len; i++)
		balance_holds(sim, i);
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (sim->symbols.at[i].swap)
			position_holds(sim, i);
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed)
			order_holds(sim, sim->orders.at[i]);
	sim->changed = false;
}
