/*
 * Prices move: the gap at an open and the walk through a bar.
 */
#include "tests/model/venuemodel/model.h"

/* A resting limit is strictly passed; `limit_fill: touch` allows =. */
bool
passed(const struct model *m, const struct order *o, struct dec price)
{
	int c = dec_cmp(price, o->want.price);

	if (o->want.side == SELL)
		c = -c;
	return c < 0 || (m->touch && c == 0);
}

/* Whether the volume budget, or an iceberg's slice, leaves anything. */
static bool
has_room(const struct model *m, const struct order *o)
{
	struct dec budget = budget_of(m, o->of), slice = slice_of(m, o);

	return (!dec_known(budget) || positive(budget)) &&
	    (!dec_known(slice) || positive(slice));
}

static bool
works_here(const struct order *o, const struct instrument *in)
{
	return working(o) && o->of == in;
}

/* The walker moves, its mark with it, trailing bests follow. */
void
last_set(struct model *m, struct instrument *in, struct dec last)
{
	in->last = last;
	in->mark = minus(last, in->basis);
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *o = m->orders.at[i];

		if (works_here(o, in) && waits_for_trigger(o) && o->active)
			o->best = o->want.side == SELL ?
			    dec_max(o->best, last) : dec_min(o->best, last);
	}
}

/* Remainders of market orders, then triggers reached, then limits passed, each
 * by age. Legs made on the way are younger than all and come last. */
static bool
gap_round(struct model *m, struct instrument *in)
{
	bool happened = false;

	for (int class = 0; class < 3; class++)
		for (size_t i = 0; i < m->orders.len; i++) {
			struct order *o = m->orders.at[i];

			if (!works_here(o, in))
				continue;
			if (class == 0 && is_remainder(o) && has_room(m, o))
				order_take(m, o, in->last);
			else if (class == 1 && waits_for_trigger(o) &&
			    order_reached(o, in->last))
				order_trigger(m, o, in->last);
			else if (class == 2 && rests(o) && has_room(m, o) &&
			    passed(m, o, in->last))
				order_rest_fill(m, o);
			else
				continue;
			happened = true;
		}
	return happened;
}

/* A round goes through all symbols before the next one begins. */
void
gap(struct model *m)
{
	bool happened = true;

	while (happened) {
		happened = false;
		for (size_t i = 0; i < m->instruments.len; i++)
			if (m->instruments.at[i].here &&
			    gap_round(m, &m->instruments.at[i]))
				happened = true;
	}
}

/* 1: long, -1: short, 0: flat. */
static int
stance(const struct model *m, const struct instrument *in)
{
	if (in->swap)
		return dec_sign(contracts_of(m, in));
	return !less(total_of(m, in->base), in->lot);
}

/* Long: low first. Flat: what would help a position that does not exist yet
 * is spent first. */
static bool
low_comes_first(const struct model *m, const struct instrument *in)
{
	bool buys = false, sells = false;

	if (stance(m, in) != 0)
		return stance(m, in) > 0;
	for (size_t i = 0; i < m->orders.len; i++) {
		const struct order *o = m->orders.at[i];

		buys = buys || (works_here(o, in) && o->want.side == BUY);
		sells = sells || (works_here(o, in) && o->want.side == SELL);
	}
	if (buys != sells)
		return sells;
	return !less(in->bar->close, in->bar->open);
}

enum goal { TO_LOW, TO_HIGH, TO_CLOSE };

static enum goal
goal(const struct model *m, const struct instrument *in, enum point phase)
{
	if (phase == AT_CLOSE)
		return TO_CLOSE;
	if (low_comes_first(m, in))
		return in->low_visited ? TO_HIGH : TO_LOW;
	return in->high_visited ? TO_LOW : TO_HIGH;
}

static struct dec
price_at(const struct bar *b, enum goal goal)
{
	return goal == TO_LOW ? b->low : goal == TO_HIGH ? b->high :
	    b->close;
}

/* The nearest thing that happens on the way: an order's event, or, without
 * order, liquidation. */
struct event { bool found; struct order *order; int class; struct dec at; };

/* Keeps the nearer of two; at one place the lower class, then the elder. */
static void
event_offer(const struct instrument *in, struct event *best, struct event e)
{
	int c;

	e.found = true;
	if (!best->found) {
		*best = e;
		return;
	}
	c = dec_cmp(dec_abs(minus(e.at, in->last)),
	    dec_abs(minus(best->at, in->last)));
	if (c < 0 || (c == 0 && e.class < best->class))
		*best = e;
}

/* Whether mark(p) = p - basis is at or beyond LP on the way. */
static void
liquidation_offer(const struct model *m, const struct instrument *in,
    struct dec to, struct event *best)
{
	bool longs = dec_sign(contracts_of(m, in)) > 0, now, then;
	struct event e = { .class = 0 };
	struct dec lp, at;

	if (!liquidation_price(m, in, &lp))
		return;
	at = plus(lp, in->basis);
	now = longs ? !less(at, in->last) : !less(in->last, at);
	then = longs ? !less(at, to) : !less(to, at);
	e.at = now ? in->last : at;
	if (now || then)
		event_offer(in, best, e);
}

/* What holds already happens where the walker stands. */
static void
order_offer(const struct model *m, struct order *o, struct dec to,
    struct event *best)
{
	struct event e = { .order = o };
	bool now, then;

	if (o->guarded || is_remainder(o) || (rests(o) && !has_room(m, o)))
		return;
	if (rests(o)) {
		e.class = 3;
		e.at = o->want.price;
		now = passed(m, o, o->of->last);
		then = passed(m, o, to);
	} else {
		e.class = is_take_profit(o->want.type) ||
		    (o->want.type == TRAILING && !o->active) ? 2 : 1;
		e.at = trigger_of(o);
		now = order_reached(o, o->of->last);
		then = order_reached(o, to);
	}
	if (now)
		e.at = o->of->last;
	if (now || then)
		event_offer(o->of, best, e);
}

static struct event
next_event(const struct model *m, const struct instrument *in, struct dec to)
{
	struct event best = { .found = false };

	liquidation_offer(m, in, to, &best);
	for (size_t i = 0; i < m->orders.len; i++)
		if (works_here(m->orders.at[i], in))
			order_offer(m, m->orders.at[i], to, &best);
	return best;
}

static void
event_apply(struct model *m, struct instrument *in, const struct event *e)
{
	last_set(m, in, e->at);
	if (e->order == NULL) {
		/* On a walk the cross check follows a cross position's. */
		liquidate(m, in, in->mark);
		if (!in->isolated)
			cross_check(m, in->settle);
	} else if (rests(e->order)) {
		order_rest_fill(m, e->order);
	} else {
		order_trigger(m, e->order, e->at);
	}
}

/* At the goal the mark is that of the mark bar; without one it is last. */
static void
arrive(struct model *m, struct instrument *in, enum goal to)
{
	last_set(m, in, price_at(in->bar, to));
	if (in->mark_bar != NULL)
		in->mark = price_at(in->mark_bar, to);
	in->low_visited = in->low_visited || to == TO_LOW;
	in->high_visited = in->high_visited || to == TO_HIGH;
}

/* One phase: on until the goal is reached, choosing anew after each event. */
void
walk(struct model *m, struct instrument *in, enum point phase)
{
	struct event e;
	enum goal to;

	in->basis = minus(in->last, in->mark);
	m->walking = true;
	for (;;) {
		to = goal(m, in, phase);
		e = next_event(m, in, price_at(in->bar, to));
		if (!e.found)
			break;
		event_apply(m, in, &e);
	}
	m->walking = false;
	arrive(m, in, to);
}

/* Guarded targets meet the close, and nothing else of their bar. */
void
guarded_match(struct model *m, struct instrument *in)
{
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *o = m->orders.at[i];

		if (!o->guarded || o->of != in)
			continue;
		o->guarded = false;
		if (working(o) && has_room(m, o) && passed(m, o, in->last))
			order_rest_fill(m, o);
	}
}
