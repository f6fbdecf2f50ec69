/*
 * When something may be done: masks of closes out of the rules, hours, and
 * spans of bars or of time.
 */
#include "research/kernelrun.h"

#include "base/pair.h"
#include "base/stamp.h"

#include <string.h>

static bool
side_meets(enum strategy_side rule, int side)
{
	return rule == SIDE_BOTH || (rule == SIDE_LONG) == (side == 0);
}

/* The rules of a kind that concern a side, and the bits of all of them: none,
 * of the one that there is, or in a mask that is made of them. */
static const uint64_t *
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
	if (out->len == 1)
		return out->at[0].at;
	if (out->len == 0)
		return k->none;
	memset(to, 0, words * sizeof(*to));
	for (size_t i = 0; i < out->len; i++)
		for (size_t w = 0; w < words; w++)
			to[w] |= out->at[i].at[w];
	return to;
}

/* What the rules say of two sides; contrary: an entry is an exit of the other
 * side; shorts: there are such. All ones, or 0. */
struct said {
	const uint64_t *in[2], *out[2];
	uint64_t contrary, shorts;
};

/* Long and short of one close are neither; an exit is no entry of its side. */
WIDE static void
masks_join(const struct said *s, size_t words, uint64_t *restrict enter_long,
    uint64_t *restrict enter_short, uint64_t *restrict leave_long,
    uint64_t *restrict leave_short, uint64_t *restrict enter)
{
	const uint64_t *in = s->in[0], *in_short = s->in[1];
	const uint64_t *out = s->out[0], *out_short = s->out[1];
	uint64_t contrary = s->contrary, shorts = s->shorts;

	for (size_t w = 0; w < words; w++) {
		uint64_t both = in[w] & in_short[w];
		uint64_t l = in[w] & ~(both | out[w]);
		uint64_t h = in_short[w] & ~(both | out_short[w]);

		enter_long[w] = l;
		enter_short[w] = h;
		leave_long[w] = out[w] | (h & contrary);
		leave_short[w] = out_short[w] | (l & contrary);
		enter[w] = l | (h & shorts);
	}
}

static void
masks_make(struct kernel *k, enum strategy_form opposite)
{
	struct said s = { .shorts = k->spot ? 0 : ~UINT64_C(0),
	    .contrary = opposite == OPPOSITE_IGNORE ? 0 : ~UINT64_C(0) };

	for (int side = 0; side < 2; side++) {
		s.in[side] = gather(k, STRATEGY_ENTRY, side,
		    &k->entries[side], k->any[side][0]);
		s.out[side] = k->out[side] = gather(k, STRATEGY_EXIT, side,
		    &k->exits[side], k->any[side][1]);
	}
	masks_join(&s, (k->n + 63) / 64, k->enter[0], k->enter[1],
	    k->leave[0], k->leave[1], k->entry);
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

bool
kernel_is_hour(const struct kernel *k, size_t bar)
{
	const struct strategy_rule *h = k->hours, *w = k->weekdays;
	struct stamp_parts at;

	at = stamp_split(k->m.bars->open_time_ms[bar] * 1000 +
	    k->m.timeframe);
	if (h != NULL && (h->from < h->to ? at.hour < h->from ||
	    at.hour >= h->to : at.hour < h->from && at.hour >= h->to))
		return false;
	return w == NULL || (at.weekday >= w->from && at.weekday <= w->to);
}
