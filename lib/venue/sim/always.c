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

static void
balance_holds(struct sim *sim, size_t at)
{
	const struct sim_balance *b = &sim->balances.at[at];
	struct dec due, traded = dec_neg(b->fees), held = DEC_ZERO;

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
	MUST(dec_sign(b->total) >= 0 && dec_sign(b->reserved) >= 0 &&
	    dec_cmp(b->reserved, b->total) <= 0,
	    "sim: %s: reserves beyond the total", b->currency);
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

void
what_always_holds(struct sim *sim)
{
	if (!sim->changed || sim->fault[0] != '\0')
		return;
	for (size_t i = 0; i < sim->balances.len; i++)
		balance_holds(sim, i);
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed)
			order_holds(sim, sim->orders.at[i]);
	sim->changed = false;
}
