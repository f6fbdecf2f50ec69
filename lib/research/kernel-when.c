/*
 * When something may be done: masks of closes out of the rules, hours, and
 * spans of bars or of time.
 */
#include "research/kernelrun.h"

#include "base/stamp.h"

#include <string.h>

static bool
side_meets(enum strategy_side rule, int side)
{
	return rule == SIDE_BOTH || (rule == SIDE_LONG) == (side == 0);
}

/* The rules of a kind that concern a side, and the bits of all of them. */
static void
gather(struct kernel *k, enum strategy_kind kind, int side,
    struct kernel_whens *out, uint64_t *to)
{
	size_t words = (k->n + 63) / 64;

	vec_clear(out);
	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];

		if (r->kind == kind && r->expr >= 0 &&
		    side_meets(r->side, side))
			vec_push(out, ((struct kernel_when){ (int)i,
			    expr_rules_must(k->rules, r->expr) }));
	}
	if (out->len == 0)
		memset(to, 0, words * sizeof(*to));
	else
		memcpy(to, out->at[0].at, words * sizeof(*to));
	for (size_t i = 1; i < out->len; i++)
		for (size_t w = 0; w < words; w++)
			to[w] |= out->at[i].at[w];
}

/* Long and short of one close are neither; an exit is no entry of its side; a
 * contrary entry is an exit. */
static void
masks_make(struct kernel *k, enum strategy_form opposite)
{
	size_t words = (k->n + 63) / 64;

	for (int side = 0; side < 2; side++) {
		gather(k, STRATEGY_ENTRY, side, &k->entries[side],
		    k->raw[side]);
		gather(k, STRATEGY_EXIT, side, &k->exits[side], k->out[side]);
	}
	for (size_t w = 0; w < words; w++) {
		uint64_t both = k->raw[0][w] & k->raw[1][w];

		for (int side = 0; side < 2; side++)
			k->enter[side][w] = k->raw[side][w] & ~both &
			    ~k->out[side][w];
		for (int side = 0; side < 2; side++)
			k->leave[side][w] = k->out[side][w] |
			    (opposite == OPPOSITE_IGNORE ? 0 :
			    k->enter[!side][w]);
		/* raw is free now: where something may be entered */
		k->raw[0][w] = k->enter[0][w] |
		    (k->spot ? 0 : k->enter[1][w]);
	}
}

/* Bars until a span is over. */
static size_t
bars_of(const struct kernel *k, int rule)
{
	double span;

	if (!expr_rule_constant(k->s->program, rule, &span))
		return SIZE_MAX / 2;
	if (expr_rule_base(k->s->program, rule) == EXPR_DURATION)
		span /= (double)k->m.timeframe;
	return span < (double)k->n ? (size_t)ceil(span) : k->n;
}

/* How long a side is held at most, and by which rule. */
static void
age_set(struct kernel *k, int side)
{
	k->age[side] = SIZE_MAX;
	k->age_rule[side] = -1;
	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];
		size_t bars;

		if (r->kind != STRATEGY_EXIT || r->span < 0 ||
		    !side_meets(r->side, side))
			continue;
		bars = bars_of(k, r->span);
		if (bars < k->age[side]) {
			k->age[side] = bars;
			k->age_rule[side] = (int)i;
		}
	}
}

void
kernel_whens(struct kernel *k, enum strategy_form opposite)
{
	const struct strategy_rule *c = strategy_rule(k->s,
	    STRATEGY_COOLDOWN);

	masks_make(k, opposite);
	age_set(k, 0);
	age_set(k, 1);
	k->cooldown = c == NULL ? 0 : bars_of(k, c->span);
	k->hours = strategy_rule(k->s, STRATEGY_HOURS);
	k->weekdays = strategy_rule(k->s, STRATEGY_WEEKDAYS);
}

/* Within hours and weekdays? */
bool
kernel_is_time(const struct kernel *k, size_t bar)
{
	const struct strategy_rule *h = k->hours, *w = k->weekdays;
	struct stamp_parts at;

	if (h == NULL && w == NULL)
		return true;
	at = stamp_split(k->m.bars->open_time_ms[bar] * 1000 +
	    k->m.timeframe);
	if (h != NULL && (h->from < h->to ? at.hour < h->from ||
	    at.hour >= h->to : at.hour < h->from && at.hour >= h->to))
		return false;
	return w == NULL || (at.weekday >= w->from && at.weekday <= w->to);
}

int
kernel_rule_true(const struct kernel_whens *of, size_t bar)
{
	for (size_t i = 0; i < of->len; i++)
		if (kernel_bit(of->at[i].at, bar))
			return of->at[i].rule;
	return -1;
}
