/*
 * What an entry asks for at its decision, and where its levels are once it was
 * filled; how closes move them.
 */
#include "research/kernelrun.h"

static double
number_at(struct kernel *k, int rule, size_t bar)
{
	return expr_rules_number(k->rules, rule, bar, NULL);
}

static bool
side_meets(enum strategy_side rule, int side)
{
	return rule == SIDE_BOTH || (rule == SIDE_LONG) == (side > 0);
}

/* One level of a file at the decision: how it is told, and how far from the
 * close it is. */
struct found { bool there; double distance; struct level level; };

/* As entry_distance() says it, or, of a distance in price, already rounded up
 * as kernel_away() would, where a double is sure which way that is. */
static struct level
distance_level(struct kernel *k, double x, enum unit unit)
{
	double steps = x * (double)dec_powers[k->price_scale];
	double up = ceil(steps);
	const double sure = 1e-3;	/* of numbers below 2^40 */

	if (unit != UNIT_RATIO && steps > 0 && steps < 0x1p40 &&
	    up - steps > sure && up - steps < 1 - sure)
		return (struct level){ LEVEL_DISTANCE,
		    dec_make((int64_t)up, k->price_scale) };
	if (k->told_unit != unit || !(k->told_distance <= x &&
	    k->told_distance >= x)) {
		k->told = entry_distance(x, unit);
		k->told_distance = x;
		k->told_unit = unit;
	}
	return k->told;
}

static bool
distance_find(struct kernel *k, int rule, size_t bar, double price,
    struct found *out)
{
	enum unit unit = expr_rule_unit(k->s->program, rule);
	double x = number_at(k, rule, bar);

	out->there = true;
	out->distance = unit == UNIT_RATIO ? x * price : x;
	out->level = distance_level(k, x, unit);
	return out->level.kind != LEVEL_NONE;
}

static bool
price_find(struct kernel *k, int rule, size_t bar, double price, bool above,
    struct found *out)
{
	double x = number_at(k, rule, bar);

	if (!(x > 0) || above != (x > price))
		return false;
	out->there = true;
	out->distance = fabs(x - price);
	out->level = entry_price(x, above, k->m.instrument);
	return out->level.kind != LEVEL_NONE;
}

/* The nearest of a kind for the side. */
static bool
nearest_find(struct kernel *k, enum strategy_kind kind, size_t bar, int side,
    double price, struct found *out)
{
	bool above = (kind == STRATEGY_TARGET) == (side > 0);

	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];
		struct found l = { .there = false };

		if (r->kind != kind || !side_meets(r->side, side))
			continue;
		if (r->form == FORM_LEVEL ? !price_find(k, r->expr, bar, price,
		    above, &l) : !distance_find(k, r->expr, bar, price, &l))
			return false;
		if (!out->there || l.distance < out->distance)
			*out = l;
	}
	return true;
}

static bool
trail_find(struct kernel *k, size_t bar, double price, struct found *stop,
    struct found *trail, struct kernel_plan *out)
{
	const struct strategy_rule *r = k->trail;
	struct found after = { .there = false };

	out->trail_from = NAN;
	if (r == NULL)
		return true;
	if (!distance_find(k, r->expr, bar, price, trail) ||
	    (r->second >= 0 && !distance_find(k, r->second, bar, price,
	    &after)))
		return false;
	if (r->second >= 0)
		out->trail_from = after.distance;
	else if (k->follows && (!stop->there ||
	    trail->distance < stop->distance))
		*stop = *trail;		/* until it moves */
	return true;
}

/* Levels of an entry, and how far from the close its stop is, or its trail;
 * NaN: it has neither. */
static bool
levels_find(struct kernel *k, size_t bar, int side, double price,
    struct kernel_plan *out, double *distance)
{
	struct found stop = { .there = false }, target = stop, trail = stop;

	if (!nearest_find(k, STRATEGY_STOP, bar, side, price, &stop) ||
	    !nearest_find(k, STRATEGY_TARGET, bar, side, price, &target) ||
	    !trail_find(k, bar, price, &stop, &trail, out))
		return false;
	*distance = stop.there ? stop.distance : trail.there ?
	    trail.distance : NAN;
	out->stop = stop.level;
	out->target = target.level;
	out->trail = k->follows ? (struct level){ LEVEL_NONE } : trail.level;
	return true;
}

bool
kernel_plan(struct kernel *k, size_t bar, int side, bool reverses,
    struct kernel_plan *out)
{
	int64_t close = price_at(k, k->m.bars->close, bar);
	struct entry_state at = { .side = side, .cap = 1,
	    .reverses = reverses, .value = k->size_value, .distance = NAN };

	at.price = price_number(k, k->m.bars->close[bar]);
	if (k->levels && !levels_find(k, bar, side, at.price, out,
	    &at.distance))
		return false;
	if (k->sizes)		/* nothing else is held, or it reverses */
		at.free = at.equity = kernel_equity(k, close);
	if (isinf(at.value))
		at.value = number_at(k, k->size->expr, bar);
	if (k->size->second >= 0)
		at.cap = number_at(k, k->size->second, bar);
	if (k->size->form == SIZE_VOLATILITY)
		at.sigma = kernel_sigma(k)[bar];
	out->size = entry_size(&k->terms, &at);
	return out->size.money > 0 || out->size.lots > 0;
}

/* A level from a price, on its tick, away from it; 0: out of reach. */
int64_t
kernel_away(const struct kernel *k, struct level l, int64_t from, bool above)
{
	struct dec part;
	__int128 exact, by = dec_powers[DEC_SCALE_MAX];
	int64_t steps;

	switch (l.kind) {
	case LEVEL_PRICE:
		return dec_steps(l.value, dec_make(1, k->price_scale),
		    &steps) ? steps : 0;
	case LEVEL_DISTANCE:
		if (!dec_round(l.value, k->price_scale, ROUND_CEIL, &part) ||
		    !dec_steps(part, dec_make(1, k->price_scale), &steps) ||
		    steps >= INT64_C(1) << 61 || (!above && steps >= from))
			return 0;
		return kernel_tick(k, above ? from + steps : from - steps,
		    above);
	default:
		if (!dec_div(l.value, dec_int(100), DEC_SCALE_MAX, ROUND_UP,
		    &part) || !dec_round(part, DEC_SCALE_MAX, ROUND_UP,
		    &part) || part.coef >= by)
			return 0;
		exact = from * (above ? by + part.coef : by - part.coef);
		steps = (int64_t)(exact / by);
		return kernel_tick(k, steps + (above && exact % by != 0),
		    above);
	}
}

/* × side. A venue refuses a price that the market is not on the right side of.
 * ahead: of a target. */
static bool
level_set(struct kernel *k, struct level l, bool ahead, int64_t open,
    int64_t *out)
{
	struct kernel_held *h = &k->held;
	int64_t at, way;

	if (l.kind == LEVEL_NONE)
		return true;
	at = kernel_away(k, l, h->trade.entry_price, ahead == (h->side > 0));
	*out = h->side * at;
	way = l.kind == LEVEL_PRICE ? *out - h->side * open : ahead ? 1 : -1;
	return (at > 0 && (ahead ? way > 0 : way < 0)) ||
	    kernel_replay(k, h->trade.entry_bar, "a stop or target is not "
	    "beyond the price");
}

bool
kernel_levels(struct kernel *k, const struct kernel_plan *p)
{
	struct kernel_held *h = &k->held;
	int64_t open;

	h->stop = h->trail = INT64_MIN;
	h->target = INT64_MAX;
	h->trailing = h->trailed = false;
	if (!k->levels)
		return true;
	open = price_at(k, k->m.bars->open, h->trade.entry_bar);
	h->trail_from = p->trail_from;
	h->trailing = p->trail.kind != LEVEL_NONE;
	h->behind = p->trail;
	h->best = h->side * open;
	h->peak = (double)h->trade.entry_price /
	    (double)dec_powers[k->price_scale];
	if (h->trailing && kernel_away(k, p->trail, open, h->side < 0) == 0)
		return kernel_replay(k, h->trade.entry_bar, "its trail is out"
		    " of reach");
	return level_set(k, p->stop, false, open, &h->stop) &&
	    level_set(k, p->target, true, open, &h->target);
}

/* The tightest of `stop at` at this close; NaN: none. */
static double
at_level(struct kernel *k, size_t bar)
{
	int side = k->held.side;
	double best = NAN;

	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];
		double x;

		if (r->kind != STRATEGY_STOP || r->form != FORM_LEVEL ||
		    !side_meets(r->side, side))
			continue;
		x = number_at(k, r->expr, bar);
		if (x > 0 && (isnan(best) || side * (x - best) > 0))
			best = x;
	}
	return best;
}

/* Where a trail that closes move stands; NaN: nowhere yet. */
static double
trail_level(struct kernel *k, size_t bar)
{
	struct kernel_held *h = &k->held;
	double entry = (double)h->trade.entry_price /
	    (double)dec_powers[k->price_scale], x;
	struct found l = { .there = false };

	if (k->trail == NULL)
		return NAN;
	x = price_number(k, h->side > 0 ? k->m.bars->high[bar] :
	    k->m.bars->low[bar]);
	if (h->side > 0 ? x > h->peak : x < h->peak)
		h->peak = x;
	h->trailed |= isnan(h->trail_from) ||
	    h->side * (h->peak - entry) >= h->trail_from;
	return h->trailed && distance_find(k, k->trail->expr, bar, h->peak,
	    &l) ? h->peak - h->side * l.distance : NAN;
}

void
kernel_follow(struct kernel *k, size_t bar)
{
	struct kernel_held *h = &k->held;
	double at = at_level(k, bar), trail = trail_level(k, bar);
	struct level l;
	int64_t stop;

	if (!isnan(trail) && (isnan(at) || h->side * (trail - at) > 0))
		at = trail;
	if (isnan(at))
		return;
	l = entry_price(at, h->side < 0, k->m.instrument);
	if (l.kind == LEVEL_NONE)
		return;
	stop = h->side * kernel_away(k, l, 0, false);
	if (stop > h->stop)
		h->stop = stop;
}
