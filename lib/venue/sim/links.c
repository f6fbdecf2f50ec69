/*
 * Orders that are linked: what a trigger or a fill of one does to the others,
 * and the legs of an entry (SIMVENUE.md 6).
 */
#include "venue/sim/state.h"

#include <string.h>

size_t
group_members(const struct sim *sim, int64_t group,
    struct sim_order *out[GROUP_MAX])
{
	size_t n = 0;

	for (int64_t k = 0; group != 0 && k < GROUP_MAX; k++) {
		struct sim_order *m = order_by_number(sim, group + k);
		size_t at;

		if (m == NULL || m->closed || m->group != group)
			continue;
		for (at = n++; at > 0 && out[at - 1]->age > m->age; at--)
			out[at] = out[at - 1];
		out[at] = m;
	}
	return n;
}

void
partners_cancel(struct sim *sim, const struct sim_order *o)
{
	struct sim_order *members[GROUP_MAX];
	size_t n = group_members(sim, o->group, members);

	for (size_t i = 0; i < n; i++)
		if (members[i] != o)
			order_cancel(sim, members[i], "linked");
}

static void
partners_reduce(struct sim *sim, const struct sim_order *o,
    struct dec amount)
{
	struct sim_order *members[GROUP_MAX];
	size_t n = group_members(sim, o->group, members);

	for (size_t i = 0; i < n; i++) {
		struct sim_order *m = members[i];

		if (m == o)
			continue;
		if (dec_cmp(order_remaining(m), amount) <= 0) {
			order_cancel(sim, m, "linked");
			continue;
		}
		m->amount = sim_difference(sim, m->amount, amount);
		order_changed(sim, m);
		event_resized(sim, m);
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

/* The price of a link, given as such or by the entry's first fill. */
static int64_t
link_price(struct sim *sim, const struct sim_order *entry, struct level l,
    bool above)
{
	const struct sim_symbol *s = &sim->symbols.at[entry->symbol];
	int64_t price = 0;

	if (l.kind == LEVEL_PRICE)
		price_read(s, l.value, &price);	/* was checked */
	else if (l.kind == LEVEL_DISTANCE)
		price = price_away(s, entry->first_price, l.value, above);
	else
		price = price_percent(sim, s, entry->first_price, l.value,
		    above);
	return price;
}

static const struct {
	const char *suffix;
	int type;
} legs[SIM_ROLES] = {
	[ROLE_STOP_LEG] = { ".sl", TYPE_STOP },
	[ROLE_TARGET_LEG] = { ".tp", TYPE_LIMIT },
	[ROLE_TRAIL_LEG] = { ".ts", TYPE_TRAILING }
};

const char *
leg_suffix(enum sim_role role)
{
	return legs[role].suffix;
}

void
leg_id(const char *entry, enum sim_role role, char out[ID_SIZE])
{
	size_t len = strnlen(entry, 60);

	memcpy(out, entry, len);
	text_set(out + len, ID_SIZE - len, legs[role].suffix);
}

struct level
entry_link(const struct sim_order *entry, enum sim_role role)
{
	return role == ROLE_STOP_LEG ? entry->stop_loss :
	    role == ROLE_TARGET_LEG ? entry->take_profit :
	    role == ROLE_TRAIL_LEG ? entry->trailing_stop :
	    (struct level){ LEVEL_NONE };
}

bool
order_has_links(const struct sim_order *o)
{
	return o->stop_loss.kind != LEVEL_NONE ||
	    o->take_profit.kind != LEVEL_NONE ||
	    o->trailing_stop.kind != LEVEL_NONE;
}

static void
leg_make(struct sim *sim, const struct sim_order *entry, enum sim_role role,
    struct dec amount, bool guarded)
{
	struct sim_order *leg = mem_alloc(sizeof(*leg));
	bool target = role == ROLE_TARGET_LEG;
	bool above = target == (entry->side == SIDE_BUY);

	leg_id(entry->id, role, leg->id);
	TEXT_SET(leg->parent, entry->id);
	leg->symbol = entry->symbol;
	leg->side = entry->side == SIDE_BUY ? SIDE_SELL : SIDE_BUY;
	leg->reduce_only = sim->symbols.at[entry->symbol].swap;
	leg->type = legs[role].type;
	leg->role = (int)role;
	leg->amount = amount;
	leg->entry = entry->number;
	leg->group = entry->legs;
	leg->guarded = target && guarded;
	if (role == ROLE_TRAIL_LEG) {
		leg->distance = entry->trailing_stop;
		leg->activation = entry->trailing_activation;
	} else {
		*(target ? &leg->price : &leg->trigger) = link_price(sim,
		    entry, entry_link(entry, role), above);
	}
	order_accept(sim, leg);
	/* an activation price is met as all legs are: not before step 6 */
	if (role == ROLE_TRAIL_LEG && leg->activation == 0)
		trail_start(sim, leg);
}

static void
legs_grow(struct sim *sim, const struct sim_order *entry, struct dec amount)
{
	struct sim_order *members[GROUP_MAX];
	size_t n = group_members(sim, entry->legs, members);

	for (size_t i = 0; i < n; i++) {
		members[i]->amount = amount;
		order_changed(sim, members[i]);
		event_resized(sim, members[i]);
	}
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
	if (entry->legs != 0) {
		legs_grow(sim, entry, amount);
		return;
	}
	entry->legs = sim->numbers + 1;
	for (int role = ROLE_PLAIN + 1; role < SIM_ROLES; role++)
		if (entry_link(entry, (enum sim_role)role).kind != LEVEL_NONE)
			leg_make(sim, entry, (enum sim_role)role, amount,
			    guarded);
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
	if (order_has_links(o))
		legs_update(sim, o, sim->walking && how == LIQUIDITY_MAKER);
}

void
reduce_only_end(struct sim *sim, struct sim_symbol *s, struct sim_order *own)
{
	struct sim_order *o;

	if (own->reduce_only && !own->closed)
		order_cancel(sim, own, "reduce_only");
	while (s->reducing.len > 0) {
		o = s->reducing.at[0];
		order_cancel(sim, o, "reduce_only");
	}
}
