/*
 * Orders that are linked: what a trigger or a fill of one does to the others,
 * and the legs of an entry (SIMVENUE.md 6).
 */
#include "venue/sim/state.h"

#include <stdio.h>

void
partners_cancel(struct sim *sim, const struct sim_order *o)
{
	for (size_t i = 0; o->group != 0 && i < sim->orders.len; i++) {
		struct sim_order *m = sim->orders.at[i];

		if (m != o && !m->closed && m->group == o->group)
			order_cancel(sim, m, "linked");
	}
}

static void
partners_reduce(struct sim *sim, const struct sim_order *o,
    struct dec amount)
{
	for (size_t i = 0; o->group != 0 && i < sim->orders.len; i++) {
		struct sim_order *m = sim->orders.at[i];

		if (m == o || m->closed || m->group != o->group)
			continue;
		if (dec_cmp(order_remaining(m), amount) <= 0) {
			order_cancel(sim, m, "linked");
			continue;
		}
		m->amount = sim_difference(sim, m->amount, amount);
		order_changed(sim, m);
	}
}

void
entry_cancel(struct sim *sim, const struct sim_order *leg)
{
	struct sim_order *entry = leg->entry == 0 ? NULL :
	    order_by_number(sim, leg->entry);

	if (entry != NULL && !entry->closed)
		order_cancel(sim, entry, "linked");
}

/* The price of a link, given as such or as a percentage of the entry. */
static int64_t
link_price(struct sim *sim, const struct sim_order *entry, struct level l,
    bool above)
{
	const struct sim_symbol *s = &sim->symbols.at[entry->symbol];
	int64_t price = 0;

	if (l.kind == LEVEL_PRICE)
		price_read(s, l.value, &price);	/* was checked */
	else
		price = price_percent(sim, s, entry->first_price, l.value,
		    above);
	return price;
}

static void
leg_make(struct sim *sim, const struct sim_order *entry, enum sim_role role,
    struct dec amount, bool guarded)
{
	bool target = role == ROLE_TARGET_LEG;
	struct sim_order *leg = mem_alloc(sizeof(*leg));
	int64_t price = link_price(sim, entry,
	    target ? entry->take_profit : entry->stop_loss,
	    target == (entry->side == SIDE_BUY));

	snprintf(leg->id, sizeof(leg->id), "%.60s%s", entry->id,
	    target ? ".tp" : ".sl");
	TEXT_SET(leg->parent, entry->id);
	leg->symbol = entry->symbol;
	leg->side = entry->side == SIDE_BUY ? SIDE_SELL : SIDE_BUY;
	leg->reduce_only = sim->symbols.at[entry->symbol].swap;
	leg->type = target ? TYPE_LIMIT : TYPE_STOP;
	leg->role = (int)role;
	*(target ? &leg->price : &leg->trigger) = price;
	leg->amount = amount;
	leg->entry = leg->group = entry->number;
	leg->guarded = target && guarded;
	sim->guards = sim->guards || leg->guarded;
	order_accept(sim, leg);
}

/* Legs have what the entry filled, less fees that were taken from it. */
static void
legs_update(struct sim *sim, struct sim_order *entry, bool guarded)
{
	const struct sim_symbol *s = &sim->symbols.at[entry->symbol];
	struct dec amount = sim_difference(sim, entry->filled,
	    dec_max(entry->base_fees, DEC_ZERO));

	if (!dec_step(amount, s->i.lot, ROUND_FLOOR, &amount))
		sim_fault(sim, "the amount of a leg");
	if (dec_sign(amount) <= 0)
		return;
	for (size_t i = 0; entry->legs_made && i < sim->orders.len; i++) {
		struct sim_order *m = sim->orders.at[i];

		if (m->closed || m->entry != entry->number)
			continue;
		m->amount = amount;
		order_changed(sim, m);
	}
	if (entry->legs_made)
		return;
	entry->legs_made = true;
	if (entry->stop_loss.kind != LEVEL_NONE)
		leg_make(sim, entry, ROLE_STOP_LEG, amount, guarded);
	if (entry->take_profit.kind != LEVEL_NONE)
		leg_make(sim, entry, ROLE_TARGET_LEG, amount, guarded);
}

void
links_after_fill(struct sim *sim, struct sim_order *o, struct dec amount)
{
	if (o->closed)
		partners_cancel(sim, o);
	else
		partners_reduce(sim, o, amount);
	entry_cancel(sim, o);
}

/* The extremes of the bar may be older than an entry that rested. */
void
legs_after_fill(struct sim *sim, struct sim_order *o, enum liquidity how)
{
	if (o->stop_loss.kind != LEVEL_NONE ||
	    o->take_profit.kind != LEVEL_NONE)
		legs_update(sim, o, sim->walking && how == LIQUIDITY_MAKER);
}
