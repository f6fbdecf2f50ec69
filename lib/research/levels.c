/*
 * Where stops and targets stand: at the decision, and as closes move them.
 */
#include "research/desk.h"

#include "base/decfloat.h"
#include "research/entry.h"

#include <math.h>
#include <stdio.h>

/* A distance as of this bar, in price; the level that says it to the venue. */
static bool
distance_find(struct desk *d, int rule, double price, struct plan_level *out)
{
	double x = desk_number(d, rule);
	bool ratio = expr_rule_unit(d->t->s->program, rule) == UNIT_RATIO;

	if (!(x > 0) || isinf(x))
		return false;
	out->there = true;
	out->distance = ratio ? x * price : x;
	out->level = entry_distance(x, ratio ? UNIT_RATIO : UNIT_PRICE);
	return out->level.kind != LEVEL_NONE;
}

static bool
price_set(const struct desk *d, double x, bool above, struct dec *out)
{
	struct level l = entry_price(x, above, &d->market->i);

	*out = l.value;
	return l.kind != LEVEL_NONE;
}

static bool
at_find(struct desk *d, int rule, const struct entry_plan *p, bool above,
    struct plan_level *out)
{
	double x = desk_number(d, rule);

	if (!(x > 0) || above != (x > p->price))
		return false;
	out->there = true;
	out->distance = fabs(x - p->price);
	out->at = x;
	out->level.kind = LEVEL_PRICE;
	return price_set(d, x, above, &out->level.value);
}

/* The nearest of a kind's rules for the side. */
static bool
nearest_find(struct desk *d, enum strategy_kind kind, struct entry_plan *p,
    struct plan_level *out)
{
	const struct strategy_rules *all = &d->t->s->rules;
	bool above = (kind == STRATEGY_TARGET) == (p->side > 0);

	for (size_t i = 0; i < all->len; i++) {
		const struct strategy_rule *r = &all->at[i];
		struct plan_level l = { .there = false };

		if (r->kind != kind || !side_meets(r->side, p->side))
			continue;
		if (r->form == FORM_LEVEL ? !at_find(d, r->expr, p, above,
		    &l) : !distance_find(d, r->expr, p->price, &l))
			return false;
		if (!out->there || l.distance < out->distance)
			*out = l;
	}
	return true;
}

bool
plan_levels(struct desk *d, struct entry_plan *p)
{
	const struct strategy_rule *r = strategy_rule(d->t->s,
	    STRATEGY_TRAIL);
	struct plan_level after = { .there = false };

	if (!nearest_find(d, STRATEGY_STOP, p, &p->stop) ||
	    !nearest_find(d, STRATEGY_TARGET, p, &p->target))
		return false;
	d->trail_from = NAN;
	if (r == NULL)
		return true;
	if (!distance_find(d, r->expr, p->price, &p->trail) ||
	    (r->second >= 0 && !distance_find(d, r->second, p->price,
	    &after)))
		return false;
	if (r->second >= 0) {
		d->trail_from = after.distance;
	} else if (d->t->follows && (!p->stop.there ||
	    p->trail.distance < p->stop.distance)) {
		p->stop = p->trail;	/* until it moves */
	}
	return true;
}

/* Of the position: its average entry, and the best price since. */
static double
price_entered(const struct desk *d)
{
	const struct open_trade *o = &d->trade;

	return o->side > 0 ? dec_to_double(o->paid) / dec_to_double(o->bought)
	    : dec_to_double(o->got) / dec_to_double(o->sold);
}

static void
peak_follow(struct desk *d)
{
	const struct candles *c = &d->market->bars;
	double x = dec_to_double(candles_price(c, d->side > 0 ?
	    c->high[d->bar] : c->low[d->bar]));

	/* The bar in which it was bought inside may be older than it. */
	if (d->trade.inside && bars_since(d, d->trade.time) == 0)
		return;
	if (d->side > 0 ? x > d->peak : x < d->peak)
		d->peak = x;
}

/* Where the trail stands at this close; NaN: nowhere yet. */
static double
trail_level(struct desk *d)
{
	const struct strategy_rule *r = strategy_rule(d->t->s,
	    STRATEGY_TRAIL);
	struct plan_level l = { .there = false };
	double entry = price_entered(d) / (d->spot ? 1 :
	    fmax(dec_to_double(d->market->i.contract_size), 1e-18));

	if (r == NULL || !d->t->follows)
		return NAN;
	peak_follow(d);
	d->trail_on |= isnan(d->trail_from) || d->side * (d->peak - entry) >=
	    d->trail_from;
	return d->trail_on && distance_find(d, r->expr, d->peak, &l) ?
	    d->peak - d->side * l.distance : NAN;
}

/* The tightest of `stop at` (the nearest of `target at`) now; NaN: none. */
static double
at_level(struct desk *d, enum strategy_kind kind)
{
	const struct strategy_rules *all = &d->t->s->rules;
	double best = NAN;
	int sign = d->side * (kind == STRATEGY_STOP ? 1 : -1);

	for (size_t i = 0; i < all->len; i++) {
		const struct strategy_rule *r = &all->at[i];
		double x;

		if (r->kind != kind || r->form != FORM_LEVEL ||
		    !side_meets(r->side, d->side))
			continue;
		x = desk_number(d, r->expr);
		if (x > 0 && (isnan(best) || sign * (x - best) > 0))
			best = x;
	}
	return best;
}

static const struct order *
leg_find(struct desk *d, const struct entry_order *e, const char *suffix)
{
	const struct order *o = NULL;
	char id[CLIENT_ID_SIZE];

	snprintf(id, sizeof(id), "%.*s%s", (int)(sizeof(id) - 4), e->client,
	    suffix);
	if (LEDGER(d->t->ledger, find, gate_account(d->t->gate)->label, id,
	    "", &o, &d->t->err) != E_OK || o == NULL ||
	    !order_state_working((enum order_state)o->state))
		return NULL;
	return o;
}

static void
amend(struct desk *d, struct decisions *out, const char *id,
    struct order_terms terms)
{
	struct decision *n = wish_add(d, out, DECIDE_AMEND, WISH_OTHER);

	TEXT_SET(n->order_id, id);
	n->terms = terms;
}

static bool
tighter(const struct desk *d, struct dec a, struct dec b)
{
	return d->side > 0 ? dec_cmp(a, b) > 0 : dec_cmp(a, b) < 0;
}

/* The tightest stop that any entry has. */
static struct dec
stop_tightest(struct desk *d, struct dec stop)
{
	for (size_t i = 0; i < d->entries.len; i++) {
		const struct order *o = leg_find(d, &d->entries.at[i], ".sl");

		if (o != NULL && (!dec_known(stop) ||
		    tighter(d, o->trigger_price, stop)))
			stop = o->trigger_price;
	}
	return stop;
}

/* A stop of its own, where no entry brought one along. */
static void
guard(struct desk *d, struct decisions *out, struct dec stop)
{
	const struct order *o = d->guard_id[0] == '\0' ? NULL :
	    order_find(d->t, d->guard_id);
	struct order_request *r;
	struct dec amount;

	if (!dec_step(d->held, d->market->i.lot, ROUND_DOWN, &amount))
		return;
	if (o != NULL && order_state_working((enum order_state)o->state)) {
		struct order_terms terms = TERMS_NONE;

		if (tighter(d, stop, o->trigger_price))
			terms.trigger_price = stop;
		if (dec_cmp(amount, o->amount) != 0)
			terms.amount = amount;
		if (dec_known(terms.trigger_price) || dec_known(terms.amount))
			amend(d, out, d->guard_id, terms);
		return;
	}
	r = &wish_add(d, out, DECIDE_ORDER, WISH_GUARD)->order;
	r->side = d->side > 0 ? SIDE_SELL : SIDE_BUY;
	r->type = TYPE_STOP;
	r->amount = amount;
	r->trigger_price = stop;
	r->reduce_only = !d->spot;
	TEXT_SET(r->tag, "trail");
}

static void
stops_follow(struct desk *d, struct decisions *out)
{
	double at = at_level(d, STRATEGY_STOP), trail = trail_level(d);
	bool trails = !isnan(trail) && (isnan(at) ||
	    d->side * (trail - at) > 0), legs = false;
	struct dec stop = DEC_NONE;

	if (!isnan(trails ? trail : at) &&
	    !price_set(d, trails ? trail : at, d->side < 0, &stop))
		stop = DEC_NONE;
	stop = stop_tightest(d, stop);
	for (size_t i = 0; i < d->entries.len && dec_known(stop); i++) {
		struct entry_order *e = &d->entries.at[i];
		const struct order *o = leg_find(d, e, ".sl");
		struct order_terms terms = TERMS_NONE;

		legs |= o != NULL;
		if (o == NULL || !tighter(d, stop, o->trigger_price))
			continue;
		e->trailed = trails;
		terms.trigger_price = stop;
		amend(d, out, o->id, terms);
	}
	if (!legs && dec_known(stop))
		guard(d, out, stop);
}

static void
targets_follow(struct desk *d, struct decisions *out)
{
	double at = at_level(d, STRATEGY_TARGET);
	struct dec price;

	if (isnan(at) || !price_set(d, at, d->side > 0, &price))
		return;
	for (size_t i = 0; i < d->entries.len; i++) {
		const struct order *o = leg_find(d, &d->entries.at[i], ".tp");
		struct order_terms terms = TERMS_NONE;

		if (o == NULL || dec_cmp(o->price, price) == 0)
			continue;
		terms.price = price;
		amend(d, out, o->id, terms);
	}
}

void
levels_follow(struct desk *d, struct decisions *out)
{
	if (!d->t->follows && d->entries.len < 2)
		return;
	stops_follow(d, out);
	targets_follow(d, out);
}
