/*
 * Breakers that need not be asked. A breaker that has said no tells how far
 * equity or prices may move before it could say anything else (risk/breaker.h);
 * until then, and until something happens at the venue, its no stands.
 */
#include "gate/gatedata.h"

#include "venue/sim/venue.h"

static bool
within(struct dec value, struct dec low, struct dec high)
{
	if (value.scale == low.scale && value.scale == high.scale)
		return value.coef >= low.coef && value.coef <= high.coef;
	return dec_cmp(value, low) >= 0 && dec_cmp(value, high) <= 0;
}

static bool
moved_money(const struct calm *c, const struct sim_mark *mark)
{
	struct dec transferred;

	return !dec_sub(mark->equity, mark->net_equity, &transferred) ||
	    !dec_same(transferred, c->transferred);
}

/* In one scale, so that the bands are compared as whole numbers. */
static void
same_scale(struct dec equity, struct dec *d, enum round r)
{
	struct dec whole, zero = { 0, equity.scale };

	if (d->scale > equity.scale)
		dec_round(*d, equity.scale, r, d);
	if (d->scale < equity.scale && dec_add(*d, zero, &whole))
		*d = whole;
}

/* What holds for all of them together. */
static void
merge(struct gate *g, struct calm *c, struct dec equity)
{
	c->sure = true;
	c->told = TOLD_NOTHING;
	c->equity = c->prices = false;
	c->armed = 0;
	c->wake = INT64_MAX;
	for (size_t i = 0; i < g->plans.len; i++) {
		const struct plan *p = g->plans.at[i];

		if (p->breaker.state == BREAKER_COOLING &&
		    p->breaker.rearms_at < c->wake)
			c->wake = p->breaker.rearms_at;
		if (p->breaker.state == BREAKER_TRIPPED)
			c->sure &= p->taken == p->breaker.generation;
		if (p->breaker.state != BREAKER_ARMED)
			continue;
		c->armed++;
		c->sure &= p->calm.kind != CALM_NOT;
		c->prices |= p->calm.kind == CALM_PRICES;
		if (p->calm.kind != CALM_EQUITY)
			continue;
		c->low = c->equity ? dec_max(c->low, p->calm.low) :
		    p->calm.low;
		c->high = c->equity ? dec_min(c->high, p->calm.high) :
		    p->calm.high;
		c->equity = true;
	}
	if (c->equity) {
		same_scale(equity, &c->low, ROUND_CEIL);
		same_scale(equity, &c->high, ROUND_FLOOR);
	}
}

/* Some that prices moved are found anew, or still; nothing else has changed. */
static void
merge_prices(struct calm *c, bool some)
{
	c->sure = true;
	c->told = TOLD_NOTHING;
	c->prices = some;
}

/* Drops what no longer stands. */
static void
sort_out(struct gate *g, struct calm *c, const struct sim_mark *mark)
{
	bool same = sim_venue_events(g->venue) == c->events;
	bool money = !same && moved_money(c, mark);
	bool prices = same && sim_venue_holds(g->venue);
	bool lost = false, priced = false;
	bool flat = sim_venue_flat(g->venue);

	/* Of those over equity the narrowest band speaks for all. */
	c->merged = c->sure && !money && (!c->equity ||
	    within(mark->equity, c->low, c->high));
	for (size_t i = 0; i < g->plans.len; i++) {
		struct plan *one = g->plans.at[i];
		struct breaker_calm *p = &one->calm;
		enum calm_kind stood = p->kind;

		if (stood == CALM_EQUITY ? c->merged || (!money &&
		    within(mark->equity, p->low, p->high)) :
		    stood == CALM_STILL ? same :
		    stood == CALM_PRICES && prices) {
			priced |= stood == CALM_PRICES;
			continue;
		}
		/* One that says no to whatever the account has come to, as
		 * that holds nothing it could be about, needs no look. */
		p->kind = one->breaker.state == BREAKER_ARMED &&
		    mark->time != 0 && breaker_idle(one->compiled, flat,
		    sim_venue_symbols(g->venue)) ? CALM_STILL : CALM_NOT;
		lost |= stood != CALM_NOT && p->kind == CALM_NOT;
	}
	/* They are asked, and merged then. */
	if (lost) {
		c->sure = false;
		c->prices &= prices;
		return;
	}
	if (c->merged)
		merge_prices(c, priced);
	else
		merge(g, c, mark->equity);
	if (c->sure)
		c->events = sim_venue_events(g->venue);
}

static bool
stands(const struct gate *g, const struct calm *c,
    const struct sim_mark *mark)
{
	return c->sure && mark->time < c->wake &&
	    sim_venue_events(g->venue) == c->events &&
	    (!c->equity || within(mark->equity, c->low, c->high)) &&
	    (!c->prices || sim_venue_holds(g->venue));
}

bool
calm_at(struct gate *g, struct look *l, const struct sim_mark *mark)
{
	struct calm *c = &l->calm;

	if (stands(g, c, mark))
		return true;
	sort_out(g, c, mark);
	return c->sure && mark->time < c->wake;
}

bool
calm_gains(const struct gate *g)
{
	bool some = false;

	for (size_t i = 0; i < g->plans.len; i++) {
		const struct plan *p = g->plans.at[i];

		if (p->breaker.state != BREAKER_ARMED ||
		    p->calm.kind != CALM_NOT)
			continue;
		if (!breaker_gains(p->compiled))
			return false;
		some = true;
	}
	return some;
}

bool
calm_of_gains(struct gate *g, struct look *l, const struct sim_mark *mark)
{
	const struct risk_history h = look_history(g, l);
	struct calm *c = &l->calm;
	unsigned shift = 0;

	for (size_t i = 0; i < g->plans.len; i++) {
		struct plan *p = g->plans.at[i];

		if (p->breaker.state != BREAKER_ARMED ||
		    p->calm.kind != CALM_NOT)
			continue;
		if (!breaker_calm_gain(p->compiled, &l->sums, &l->snapshot,
		    &h, mark->time, g->options.max_age,
		    sim_venue_scale(g->venue), &p->calm))
			return false;
		shift = p->calm.shift > shift ? p->calm.shift : shift;
	}
	sim_venue_hold(g->venue, shift, c->prices);
	c->events = sim_venue_events(g->venue);
	if (c->merged)
		merge_prices(c, true);
	else
		merge(g, c, mark->equity);
	return c->sure && mark->time < c->wake;
}

void
calm_find(struct gate *g, struct look *l, int64_t now)
{
	const struct risk_history h = look_history(g, l);
	struct calm *c = &l->calm;
	unsigned shift = 0;

	for (size_t i = 0; i < g->plans.len; i++) {
		struct plan *p = g->plans.at[i];

		if (p->breaker.state != BREAKER_ARMED ||
		    p->calm.kind != CALM_NOT)
			continue;
		breaker_calm(p->compiled, &l->snapshot, &h, now,
		    g->options.max_age, sim_venue_scale(g->venue), &p->calm);
		if (p->calm.kind == CALM_PRICES && p->calm.shift > shift)
			shift = p->calm.shift;
		if (p->calm.kind == CALM_EQUITY) {
			same_scale(l->snapshot.equity, &p->calm.low,
			    ROUND_CEIL);
			same_scale(l->snapshot.equity, &p->calm.high,
			    ROUND_FLOOR);
		}
	}
	if (shift > 0)
		sim_venue_hold(g->venue, shift, c->prices);
	c->events = sim_venue_events(g->venue);
	c->transferred = l->snapshot.transferred;
	merge(g, c, l->snapshot.equity);
}

/* The venue hears once within what nobody need be asked. */
static void
content_tell(struct gate *g, struct calm *c, bool bound)
{
	bool equity = bound && c->equity;

	sim_venue_content(g->venue, equity ? c->low : DEC_NONE,
	    equity ? c->high : DEC_NONE, bound && c->prices);
	c->told = bound ? TOLD_BANDS : TOLD_ANYTHING;
}

int
calm_bar(struct gate *g, struct look *l, int64_t until,
    struct sim_mark *mark)
{
	struct calm *c = &l->calm;

	/* While it is sure the breakers are as they were. */
	if (c->sure && sim_venue_events(g->venue) == c->events) {
		if (c->told != TOLD_BANDS)
			content_tell(g, c, true);
		/* All marks of the bar come before a cool-down ends. */
		return sim_venue_quiet(g->venue,
		    until >= c->wake ? c->wake - 1 : until, mark);
	}
	if (look_needed(g))
		return 0;
	c->armed = 0;
	if (c->told != TOLD_ANYTHING)
		content_tell(g, c, false);
	return sim_venue_quiet(g->venue, until, mark);
}
