/*
 * Amendments: checked like a new order, and one that fails leaves the old one
 * as it was. What is amended is younger than all others (SIMVENUE.md 4).
 */
#include "venue/sim/state.h"

static void
amended_tell(struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_event e = event_of(sim, SIM_AMENDED, o);

	e.amount = o->amount;
	if (order_has_price(o))
		e.price = price_of(s, o->price);
	if (order_has_trigger(o))
		e.trigger_price = price_of(s, o->trigger);
	event_tell(sim, &e);
}

void
amend_apply(struct sim *sim, const struct sim_instruction *i)
{
	struct sim_order *o = order_by_id(sim, i->id), made;
	const char *reason;

	if (o == NULL)
		reason = id_taken(sim, i->id) ?
		    "order_closed" : "unknown_order";
	else
		reason = amend_check(sim, o, &i->order, &made);
	if (reason != NULL) {
		instruction_reject(sim, i, reason);
		return;
	}
	waiting_remove(sim, o);
	o->amount = made.amount;
	o->price = made.price;
	o->trigger = made.trigger;
	o->arrival = made.arrival;
	o->taker = made.taker;
	o->age = ++sim->numbers;
	order_changed(sim, o);
	amended_tell(sim, o);
	order_arrive(sim, o, 0);
}
