/*
 * What happens when inside a bar: the gap at its open, and the walk to its two
 * extremes and its close, adverse first (SIMVENUE.md 3).
 */
#include "venue/sim/state.h"

void
last_set(struct sim *sim, struct sim_symbol *s, int64_t last)
{
	s->last = last;
	if (s->trails[SIDE_BUY].len + s->trails[SIDE_SELL].len > 0)
		trail_follow(sim, s);
}

/* May our fills have more of the bar's volume? */
static bool
has_budget(const struct sim *sim, const struct sim_symbol *s)
{
	return dec_sign(sim->settings.volume_share) <= 0 ||
	    dec_sign(s->budget) > 0;
}

static bool
has_working(const struct sim_symbol *s)
{
	return (s->working[SIDE_BUY] | s->working[SIDE_SELL]) != 0;
}

/* Is no order met while the price stays between the two? */
static bool
fenced(const struct sim_symbol *s, int64_t low, int64_t high)
{
	const struct sim_order *o;

	if (!has_working(s))
		return true;
	o = waiting_first(s, TRIGGERS_BELOW);
	if (o != NULL && o->at >= low)
		return false;
	o = waiting_first(s, LIMITS_BELOW);
	if (o != NULL && o->at >= low)
		return false;
	o = waiting_first(s, TRIGGERS_ABOVE);
	if (o != NULL && o->at <= high)
		return false;
	o = waiting_first(s, LIMITS_ABOVE);
	return o == NULL || o->at > high;
}

/* What is left of market orders goes on, by age. */
static bool
gap_rests(struct sim *sim, struct sim_symbol *s)
{
	struct sim_order *o;
	bool happened = false;

	while (has_budget(sim, s) &&
	    (o = waiting_first(s, SHELF_MARKET)) != NULL) {
		order_take(sim, o, s->last, 0);
		happened = true;
	}
	return happened;
}

/* Triggers that the gap reached. What happens to one may end another, but
 * makes none that is older. */
static bool
gap_triggers(struct sim *sim, struct sim_symbol *s)
{
	struct order_heap met = { 0 };
	bool happened = false;

	for (;;) {
		waiting_reached(sim, s, TRIGGERS_BELOW, TRIGGERS_ABOVE, s->last,
		    &met);
		if (met.len == 0)
			break;
		for (size_t i = 0; i < met.len; i++)
			if (!met.at[i]->closed)
				order_trigger(sim, met.at[i]);
		happened = true;
	}
	vec_release(&met);
	return happened;
}

/* Limits that the gap passed. */
static bool
gap_limits(struct sim *sim, struct sim_symbol *s)
{
	struct order_heap met = { 0 };
	bool happened = false;

	while (has_budget(sim, s)) {
		waiting_reached(sim, s, LIMITS_BELOW, LIMITS_ABOVE, s->last,
		    &met);
		if (met.len == 0)
			break;
		for (size_t i = 0; i < met.len && has_budget(sim, s); i++)
			if (!met.at[i]->closed)
				order_pass(sim, met.at[i]);
		happened = true;
	}
	vec_release(&met);
	return happened;
}

/* One round at one open, each by age. */
static bool
gap_round(struct sim *sim, struct sim_symbol *s)
{
	bool happened = gap_rests(sim, s);

	if (fenced(s, s->last, s->last))
		return happened;
	happened = gap_triggers(sim, s) || happened;
	return gap_limits(sim, s) || happened;
}

void
walk_gap(struct sim *sim)
{
	bool happened = sim->orders.len > 0;

	while (happened) {
		happened = false;
		for (size_t i = 0; i < sim->symbols.len; i++)
			if (sim->symbols.at[i].here &&
			    has_working(&sim->symbols.at[i]) &&
			    gap_round(sim, &sim->symbols.at[i]))
				happened = true;
	}
}

int
walk_way(const struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	int held = dec_sign(position_signed(sim, symbol));
	bool buys = s->working[SIDE_BUY] > 0;
	bool sells = s->working[SIDE_SELL] > 0;

	return held != 0 ? held : sells - buys;
}

/* Does the walk first go where it hurts a position, or, without one, spend
 * what would help before it can? */
static bool
walk_low_first(const struct sim *sim, const struct sim_bar *bar)
{
	int way = walk_way(sim, bar->symbol);

	return way != 0 ? way > 0 : bar->close >= bar->open;
}

bool
walk_fences(const struct sim_symbol *s, int64_t *low, int64_t *high)
{
	static const enum sim_shelf below[] = { TRIGGERS_BELOW, LIMITS_BELOW };
	static const enum sim_shelf above[] = { TRIGGERS_ABOVE, LIMITS_ABOVE };
	const struct sim_order *o;

	*low = 1;
	*high = INT64_MAX;
	if (!has_working(s))
		return true;
	for (int i = 0; i < 2; i++) {
		o = waiting_first(s, below[i]);
		if (o != NULL && o->at >= *low)
			*low = o->at < INT64_MAX ? o->at + 1 : o->at;
		o = waiting_first(s, above[i]);
		if (o != NULL && o->at <= *high)
			*high = o->at - 1;
	}
	return s->trails[SIDE_BUY].len + s->trails[SIDE_SELL].len == 0 &&
	    s->shelves[SHELF_MARKET].len == 0 &&
	    s->shelves[SHELF_SPENT].len == 0 &&
	    s->shelves[SHELF_GUARDED].len == 0;
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
	return walk_low_first(sim, &s->bar) ? GOAL_LOW : GOAL_HIGH;
}

static int64_t
goal_price(const struct sim_bar *bar, enum goal goal)
{
	return goal == GOAL_LOW ? bar->low : goal == GOAL_HIGH ? bar->high :
	    bar->close;
}

/* Something that waits on the way to a goal. */
struct meeting {
	bool met;
	struct sim_order *o;	/* NULL: a liquidation */
	int64_t price, distance;
	enum sim_rank rank;
};

/* Where on the way from last to goal the order is met; false: nowhere. */
static bool
meet(const struct sim *sim, struct sim_order *o, int64_t last, int64_t goal,
    struct meeting *m)
{
	bool now = order_met_at(sim, o, last);

	if (!now && !order_met_at(sim, o, goal))
		return false;
	m->met = true;
	m->o = o;
	m->price = now ? last : o->at;
	m->distance = m->price > last ? m->price - last : last - m->price;
	m->rank = o->rank;
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
	int64_t low, high;

	return s->position.side == 0 ||
	    (!__builtin_sub_overflow(s->bar.low, s->last - s->mark, &low) &&
	    !__builtin_sub_overflow(s->bar.high, s->last - s->mark, &high) &&
	    position_far(sim, symbol, low, high));
}

/* Nearest first; at one price by rank, then by age. */
static bool
meets_before(const struct meeting *a, const struct meeting *b)
{
	if (a->distance != b->distance)
		return a->distance < b->distance;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	return a->o->age < b->o->age;
}

/* The first of a shelf is met first, unless the walker already stands beyond
 * it: then all that were passed are met here. */
static void
meet_from(const struct sim *sim, const struct order_heap *h, size_t i,
    int64_t last, int64_t goal, struct meeting *best)
{
	struct meeting m;

	if (i >= h->len || !meet(sim, h->at[i], last, goal, &m))
		return;
	if (!best->met || meets_before(&m, best))
		*best = m;
	if (m.price == m.o->at)
		return;
	meet_from(sim, h, 2 * i + 1, last, goal, best);
	meet_from(sim, h, 2 * i + 2, last, goal, best);
}

static struct meeting
meet_first(struct sim *sim, size_t symbol, int64_t goal)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	enum sim_shelf end = has_budget(sim, s) ? LIMITS_ABOVE :
	    TRIGGERS_ABOVE;
	struct meeting best = meet_liquidation(sim, symbol, goal);

	for (enum sim_shelf n = TRIGGERS_BELOW; n <= end; n++)
		meet_from(sim, &s->shelves[n], 0, s->last, goal, &best);
	return best;
}

static void
walk(struct sim *sim, size_t symbol, int point)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];
	struct meeting m;
	enum goal goal;

	if (s->swap && sim->balances.at[s->quote].cross > 1)
		s->position.known_at = 0;	/* others' marks have moved */
	for (;;) {
		goal = goal_choose(sim, symbol, point);
		if (fenced(s, s->bar.low, s->bar.high) &&
		    (!s->swap || liquidation_far(sim, symbol)))
			break;
		m = meet_first(sim, symbol, goal_price(&s->bar, goal));
		if (!m.met)
			break;
		s->mark += m.price - s->last;
		last_set(sim, s, m.price);
		if (m.rank == RANK_LIQUIDATION)
			liquidation_meet(sim, symbol);
		else if (m.rank != RANK_LIMIT)
			order_trigger(sim, m.o);
		else
			order_pass(sim, m.o);
	}
	last_set(sim, s, goal_price(&s->bar, goal));
	s->mark = s->marked ? goal_price(&s->mark_bar, goal) : s->last;
	s->low_seen = s->low_seen || goal == GOAL_LOW;
	s->high_seen = s->high_seen || goal == GOAL_HIGH;
}

/* Targets that may be older than the extremes of the bar, by age. */
static void
guarded_match(struct sim *sim, struct sim_symbol *s)
{
	struct order_heap all = { 0 };

	for (size_t i = 0; i < s->shelves[SHELF_GUARDED].len; i++)
		vec_push(&all, s->shelves[SHELF_GUARDED].at[i]);
	orders_by_age(&all);
	for (size_t i = 0; i < all.len; i++) {
		all.at[i]->guarded = false;
		waiting_update(sim, all.at[i]);
		if (!all.at[i]->closed && limit_passed(sim, all.at[i], s->last))
			order_pass(sim, all.at[i]);
	}
	vec_release(&all);
}

void
walk_phase(struct sim *sim, int point)
{
	sim->walking = true;
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (sim->symbols.at[i].here)
			walk(sim, i, point);
	sim->walking = false;
	if (point != SIM_CLOSE)
		return;
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (sim->symbols.at[i].shelves[SHELF_GUARDED].len > 0)
			guarded_match(sim, &sim->symbols.at[i]);
}
