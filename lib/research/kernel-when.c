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

/* Bits of all rules of a kind that concern a side: 0 long, 1 short. */
static void
gather(struct kernel *k, enum strategy_kind kind, int side, uint64_t *to)
{
	size_t words = (k->n + 63) / 64;
	bool any = false;

	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];
		const uint64_t *from;

		if (r->kind != kind || r->expr < 0 ||
		    !side_meets(r->side, side))
			continue;
		from = expr_rules_must(k->rules, r->expr);
		if (!any)
			memcpy(to, from, words * sizeof(*to));
		else
			for (size_t w = 0; w < words; w++)
				to[w] |= from[w];
		any = true;
	}
	if (!any)
		memset(to, 0, words * sizeof(*to));
}

/* Long and short of one close are neither; an exit is no entry of its side; a
 * contrary entry is an exit. */
void
kernel_masks(struct kernel *k, enum strategy_form opposite)
{
	size_t words = (k->n + 63) / 64;

	for (int side = 0; side < 2; side++) {
		gather(k, STRATEGY_ENTRY, side, k->raw[side]);
		gather(k, STRATEGY_EXIT, side, k->out[side]);
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

/* Within hours and weekdays? */
bool
kernel_is_time(const struct kernel *k, size_t bar)
{
	const struct strategy_rule *h = strategy_rule(k->s, STRATEGY_HOURS),
	    *w = strategy_rule(k->s, STRATEGY_WEEKDAYS);
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

/* The close from which on an entry may follow what ended in this bar. */
size_t
kernel_cooled(const struct kernel *k, size_t bar)
{
	const struct strategy_rule *c = strategy_rule(k->s,
	    STRATEGY_COOLDOWN);

	return c == NULL ? bar : bar + bars_of(k, c->span);
}

/* The close at which what was opened in this bar has been held for long
 * enough. */
size_t
kernel_aged(const struct kernel *k, size_t bar, int side, int *rule)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];
		size_t at;

		if (r->kind != STRATEGY_EXIT || r->span < 0 ||
		    !side_meets(r->side, side < 0))
			continue;
		at = bar + bars_of(k, r->span) - 1;
		if (at < first) {
			first = at;
			*rule = (int)i;
		}
	}
	return first;
}

int
kernel_rule_true(struct kernel *k, enum strategy_kind kind, int side, size_t bar)
{
	for (size_t i = 0; i < k->s->rules.len; i++) {
		const struct strategy_rule *r = &k->s->rules.at[i];

		if (r->kind == kind && r->expr >= 0 &&
		    side_meets(r->side, side < 0) &&
		    kernel_bit(expr_rules_must(k->rules, r->expr), bar))
			return (int)i;
	}
	return -1;
}
