/*
 * Prices move: the gap at an open and the walk through a bar.
 */
#include "tests/model/spotmodel/model.h"

/* A resting limit is strictly passed; `limit_fill: touch` allows =. */
bool
passed(const struct model *m, const struct order *o, struct dec price)
{
	int c = dec_cmp(price, o->want.price);

	if (o->want.side == SELL)
		c = -c;
	return c < 0 || (m->touch && c == 0);
}

static bool
works_here(const struct order *o, const struct instrument *in)
{
	return working(o) && o->of == in;
}

/* Triggers reached, then limits passed, each by age. Legs made on the way are
 * younger than all and come last in their class. */
static bool
gap_round(struct model *m, struct instrument *in)
{
	bool happened = false;

	for (size_t i = 0; i < m->orders.len; i++)
		if (works_here(&m->orders.at[i], in) &&
		    waits_for_trigger(&m->orders.at[i]) &&
		    reached(&m->orders.at[i].want, in->last)) {
			order_trigger(m, i, in->last);
			happened = true;
		}
	for (size_t i = 0; i < m->orders.len; i++)
		if (works_here(&m->orders.at[i], in) &&
		    !waits_for_trigger(&m->orders.at[i]) &&
		    passed(m, &m->orders.at[i], in->last)) {
			order_fill(m, i, m->orders.at[i].want.price, false);
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
			if (m->instruments.at[i].bar != NULL &&
			    gap_round(m, &m->instruments.at[i]))
				happened = true;
	}
}

/* Long: low first. Flat: what would help a position that does not exist yet
 * is spent first. */
static bool
low_comes_first(const struct model *m, const struct instrument *in)
{
	bool buys = false, sells = false;

	if (!less(total_of(m, in->base), in->lot))
		return true;
	for (size_t i = 0; i < m->orders.len; i++) {
		const struct order *o = &m->orders.at[i];

		buys = buys || (works_here(o, in) && o->want.side == BUY);
		sells = sells || (works_here(o, in) && o->want.side == SELL);
	}
	if (buys != sells)
		return sells;
	return !less(in->bar->close, in->bar->open);
}

static struct dec
goal(const struct model *m, const struct instrument *in, enum point phase)
{
	bool low_first = low_comes_first(m, in);

	if (phase == AT_CLOSE || (in->low_visited && in->high_visited))
		return in->bar->close;
	if (low_first)
		return in->low_visited ? in->bar->high : in->bar->low;
	return in->high_visited ? in->bar->low : in->bar->high;
}

/* Whether the order's event lies between where the walker stands and `to`,
 * both included, and where. What holds already happens there. */
static bool
event_on_way(const struct model *m, const struct order *o, struct dec to,
    struct dec *at)
{
	bool trigger = waits_for_trigger(o);
	bool now, then;

	if (o->guarded)
		return false;
	now = trigger ? reached(&o->want, o->of->last) :
	    passed(m, o, o->of->last);
	then = trigger ? reached(&o->want, to) : passed(m, o, to);
	*at = now ? o->of->last : trigger ? o->want.trigger : o->want.price;
	return now || then;
}

/* The nearest event; at one price triggers before limits, then by age. */
static bool
next_event(const struct model *m, const struct instrument *in, struct dec to,
    size_t *order, struct dec *at)
{
	bool found = false, trigger = false;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < m->orders.len; i++) {
			const struct order *o = &m->orders.at[i];
			struct dec here;

			trigger = pass == 0;
			if (!works_here(o, in) ||
			    waits_for_trigger(o) != trigger ||
			    !event_on_way(m, o, to, &here))
				continue;
			if (found && !less(dec_abs(minus(here, in->last)),
			    dec_abs(minus(*at, in->last))))
				continue;
			found = true;
			*order = i;
			*at = here;
		}
	return found;
}

static void
event_apply(struct model *m, size_t order, struct dec at)
{
	struct order *o = &m->orders.at[order];

	if (waits_for_trigger(o))
		order_trigger(m, order, at);
	else
		order_fill(m, order, o->want.price, false);
}

/* One phase: on until the goal is reached, choosing anew after each event. */
void
walk(struct model *m, struct instrument *in, enum point phase)
{
	struct dec to = goal(m, in, phase), at;
	bool to_low, to_high;
	size_t order;

	m->walking = true;
	while (next_event(m, in, to, &order, &at)) {
		in->last = at;
		event_apply(m, order, at);
		to = goal(m, in, phase);
	}
	m->walking = false;
	in->last = to;
	/* The goal again, by which one it was: low and high may be equal. */
	to_low = phase != AT_CLOSE && !in->low_visited &&
	    (in->high_visited || low_comes_first(m, in));
	to_high = phase != AT_CLOSE && !to_low;
	in->low_visited = in->low_visited || to_low;
	in->high_visited = in->high_visited || to_high;
}

/* Guarded targets meet the close, and nothing else of their bar. */
void
guarded_match(struct model *m, struct instrument *in)
{
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *o = &m->orders.at[i];

		if (!o->guarded || o->of != in)
			continue;
		o->guarded = false;
		if (working(o) && passed(m, o, in->last))
			order_fill(m, i, o->want.price, false);
	}
}
