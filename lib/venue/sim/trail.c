/*
 * Trailing stops: the best price since they became active, and the trigger that
 * follows it at a distance, rounded away from the market (SIMVENUE.md 1, 3, 4).
 */
#include "venue/sim/state.h"

static int64_t
trigger_behind(struct sim *sim, const struct sim_symbol *s,
    const struct sim_order *o)
{
	bool above = o->side == SIDE_BUY;

	return o->distance.kind == LEVEL_PERCENT ?
	    price_percent(sim, s, o->best, o->distance.value, above) :
	    price_away(s, o->best, o->distance.value, above);
}

static void
best_set(struct sim *sim, struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];

	o->best = s->last;
	o->trigger = trigger_behind(sim, s, o);
}

void
trail_start(struct sim *sim, struct sim_order *o)
{
	best_set(sim, o);
	waiting_update(sim, o);
}

/* Active at once, unless the market has yet to reach the activation price. */
void
trail_arrive(struct sim *sim, struct sim_order *o)
{
	int64_t last = sim->symbols.at[o->symbol].last;

	if (order_is_asleep(o) &&
	    (o->activation == 0 || trigger_reached(o, last)))
		trail_start(sim, o);
}

/* Those whose best the price has passed are the top of the heap. When all of
 * them have the same best they still are one. */
static void
follow_from(struct sim *sim, const struct order_heap *h, size_t i,
    int64_t last)
{
	struct sim_order *o;

	if (i >= h->len)
		return;
	o = h->at[i];
	if (o->side == SIDE_SELL ? o->best >= last : o->best <= last)
		return;
	follow_from(sim, h, 2 * i + 1, last);
	follow_from(sim, h, 2 * i + 2, last);
	best_set(sim, o);
	waiting_follow(sim, o);
}

void
trail_follow(struct sim *sim, struct sim_symbol *s)
{
	follow_from(sim, &s->trails[SIDE_SELL], 0, s->last);
	follow_from(sim, &s->trails[SIDE_BUY], 0, s->last);
}
