/*
 * What happens when inside a bar: the gap at its open, and the walk to its two
 * extremes and its close, adverse first (SIMVENUE.md 3).
 */
#include "venue/sim/state.h"

static struct sim_order *
first_trigger(const struct sim *sim, size_t symbol, int64_t price)
{
	for (size_t i = 0; i < sim->orders.len; i++) {
		struct sim_order *o = sim->orders.at[i];

		if (!o->closed && o->symbol == symbol &&
		    order_waits_for_trigger(o) && trigger_reached(o, price))
			return o;
	}
	return NULL;
}

static struct sim_order *
first_passed(const struct sim *sim, size_t symbol, int64_t price,
    bool guarded)
{
	for (size_t i = 0; i < sim->orders.len; i++) {
		struct sim_order *o = sim->orders.at[i];

		if (!o->closed && o->symbol == symbol &&
		    o->guarded == guarded && order_rests_as_limit(o) &&
		    limit_passed(sim, o, price))
			return o;
	}
	return NULL;
}

/* Between which prices no order of a symbol is met, and on which sides there
 * are some. */
static void
fences_set(const struct sim *sim, size_t symbol, struct sim_symbol *s)
{
	s->fence_low = INT64_MIN;
	s->fence_high = INT64_MAX;
	s->buys = s->sells = false;
	for (size_t i = 0; i < sim->orders.len; i++) {
		const struct sim_order *o = sim->orders.at[i];
		bool trigger = order_waits_for_trigger(o);
		bool below = trigger ? trigger_is_below(o) :
		    o->side == SIDE_BUY;
		int64_t at = trigger ? o->trigger : o->price;

		if (o->closed || o->symbol != symbol)
			continue;
		s->buys = s->buys || o->side == SIDE_BUY;
		s->sells = s->sells || o->side == SIDE_SELL;
		if (below && at > s->fence_low)
			s->fence_low = at;
		if (!below && at < s->fence_high)
			s->fence_high = at;
	}
	s->fences_known = true;
}

static bool
fenced(struct sim *sim, size_t symbol, int64_t low, int64_t high)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];

	if (!s->fences_known)
		fences_set(sim, symbol, s);
	return low > s->fence_low && high < s->fence_high;
}

/* One round at one open: triggers that the gap reached, then limits that it
 * passed, each by age. */
static bool
gap_round(struct sim *sim, size_t symbol)
{
	int64_t last = sim->symbols.at[symbol].last;
	struct sim_order *o;
	bool happened = false;

	if (fenced(sim, symbol, last, last))
		return false;
	for (; (o = first_trigger(sim, symbol, last)) != NULL; happened = true)
		order_trigger(sim, o);
	for (; (o = first_passed(sim, symbol, last, false)) != NULL;
	    happened = true)
		order_pass(sim, o);
	return happened;
}

void
walk_gap(struct sim *sim)
{
	bool happened = sim->orders.len > 0;

	while (happened) {
		happened = false;
		for (size_t i = 0; i < sim->symbols.len; i++)
			if (sim->symbols.at[i].here && gap_round(sim, i))
				happened = true;
	}
}

/* Does the walk first go where it hurts a position, or, without one, spend
 * what would help before it can? */
static bool
low_first(struct sim *sim, size_t symbol)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];

	int held = dec_sign(position_signed(sim, symbol));

	if (held != 0)
		return held > 0;
	if (!s->fences_known)
		fences_set(sim, symbol, s);
	if (s->buys != s->sells)
		return s->sells;
	return s->bar.close >= s->bar.open;
}

enum goal { GOAL_LOW, GOAL_HIGH, GOAL_CLOSE };

static enum goal
goal_choose(struct sim *sim, size_t symbol, int point)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	if (point == SIM_CLOSE)
		return GOAL_CLOSE;
	if (s->low_seen)
		return GOAL_HIGH;
	if (s->high_seen)
		return GOAL_LOW;
	return low_first(sim, symbol) ? GOAL_LOW : GOAL_HIGH;
}

static int64_t
goal_price(const struct sim_bar *bar, enum goal goal)
{
	return goal == GOAL_LOW ? bar->low : goal == GOAL_HIGH ? bar->high :
	    bar->close;
}

enum rank { RANK_LIQUIDATION, RANK_STOP, RANK_LIMIT };	/* at one price */

/* Something that waits on the way to a goal. */
struct meeting {
	bool met;
	struct sim_order *o;	/* NULL: a liquidation */
	int64_t price, distance;
	enum rank rank;
};

/* Where on the way from last to goal the order is met; false: nowhere. */
static bool
meet(const struct sim *sim, struct sim_order *o, int64_t last, int64_t goal,
    struct meeting *m)
{
	bool trigger = order_waits_for_trigger(o), now, then;
	int64_t at = trigger ? o->trigger : o->price;

	if (trigger) {
		now = trigger_reached(o, last);
		then = trigger_reached(o, goal);
	} else if (order_rests_as_limit(o) && !o->guarded) {
		now = limit_passed(sim, o, last);
		then = limit_passed(sim, o, goal);
	} else {
		return false;
	}
	if (!now && !then)
		return false;
	m->met = true;
	m->o = o;
	m->price = now ? last : at;
	m->distance = m->price > last ? m->price - last : last - m->price;
	m->rank = trigger ? RANK_STOP : RANK_LIMIT;
	return true;
}

/* The price at which the mark is where the position is liquidated: the mark
 * keeps its distance from the price along a way. */
static int64_t
liquidation_at(struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	int64_t at = position_liquidation(sim, symbol), price;

	if (at == INT64_MIN || at == INT64_MAX ||
	    __builtin_add_overflow(at, s->last - s->mark, &price))
		return at;
	return price;
}

static struct meeting
meet_liquidation(struct sim *sim, size_t symbol, int64_t goal)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	struct meeting m = { 0 };
	bool now, then, down = s->position.side > 0;
	int64_t at;

	if (s->position.side == 0)
		return m;
	at = liquidation_at(sim, symbol);
	now = down ? s->last <= at : s->last >= at;
	then = down ? goal <= at : goal >= at;
	m.met = now || then;
	m.price = now ? s->last : at;
	if (m.met)
		m.distance = m.price > s->last ? m.price - s->last :
		    s->last - m.price;
	m.rank = RANK_LIQUIDATION;
	return m;
}

/* Is the position safe wherever the price goes in its bar? */
static bool
liquidation_far(struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	if (s->position.side > 0)
		return s->bar.low > liquidation_at(sim, symbol);
	return s->position.side == 0 ||
	    s->bar.high < liquidation_at(sim, symbol);
}

/* Nearest first; at one price liquidation, stops, limits; then by age. */
static struct meeting
meet_first(struct sim *sim, size_t symbol, int64_t goal)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	struct meeting best = meet_liquidation(sim, symbol, goal), m;

	for (size_t i = 0; i < sim->orders.len; i++) {
		struct sim_order *o = sim->orders.at[i];

		if (o->closed || o->symbol != symbol ||
		    !meet(sim, o, s->last, goal, &m))
			continue;
		if (!best.met || m.distance < best.distance ||
		    (m.distance == best.distance && m.rank < best.rank))
			best = m;
	}
	return best;
}

static void
walk(struct sim *sim, size_t symbol, int point)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];
	struct meeting m;
	enum goal goal;

	if (s->swap && sim->balances.at[s->quote].cross > 1)
		sim->changes++;		/* the marks of others have moved */
	for (;;) {
		goal = goal_choose(sim, symbol, point);
		if (fenced(sim, symbol, s->bar.low, s->bar.high) &&
		    (!s->swap || liquidation_far(sim, symbol)))
			break;
		m = meet_first(sim, symbol, goal_price(&s->bar, goal));
		if (!m.met)
			break;
		s->mark += m.price - s->last;
		s->last = m.price;
		if (m.rank == RANK_LIQUIDATION)
			liquidation_meet(sim, symbol);
		else if (m.rank == RANK_STOP)
			order_trigger(sim, m.o);
		else
			order_pass(sim, m.o);
	}
	s->last = goal_price(&s->bar, goal);
	s->mark = s->marked ? goal_price(&s->mark_bar, goal) : s->last;
	s->low_seen = s->low_seen || goal == GOAL_LOW;
	s->high_seen = s->high_seen || goal == GOAL_HIGH;
}

/* Targets that may be older than the extremes of the bar. */
static void
guarded_match(struct sim *sim, size_t symbol)
{
	int64_t last = sim->symbols.at[symbol].last;
	struct sim_order *o;

	while ((o = first_passed(sim, symbol, last, true)) != NULL)
		order_pass(sim, o);
}

void
walk_phase(struct sim *sim, int point)
{
	sim->walking = true;
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (sim->symbols.at[i].here)
			walk(sim, i, point);
	sim->walking = false;
	if (point != SIM_CLOSE || !sim->guards)
		return;
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (sim->symbols.at[i].here)
			guarded_match(sim, i);
	for (size_t i = 0; i < sim->orders.len; i++)
		sim->orders.at[i]->guarded = false;
	sim->guards = false;
}
