/*
 * The run of a set: from entry to entry by masks, from fill to fill while
 * something is held, in the order of events of a bar (SIMVENUE 10).
 */
#include "research/kernelfill.h"

bool
kernel_replay(struct kernel *k, size_t bar, const char *why)
{
	if (k->stop_why == NULL) {
		k->stop_why = why;
		k->stop_bar = bar;
	}
	return false;
}

/* Equity over closes from..to-1 with nothing held. */
INLINE void
draw_flat(struct kernel *k, size_t from, size_t to)
{
	curve_flat(&k->curve, to - from, (double)k->cash / money_unit);
}

/* As expr_mask_next(), of four words at a time: which of them has the bit is
 * counted, for a branch on it could not be foretold. */
INLINE size_t
mask_next(const uint64_t *mask, size_t bars, size_t from)
{
	size_t w = from / 64, at;
	uint64_t x[KERNEL_BEYOND], two, three;

	if (from >= bars)
		return bars;
	memcpy(x, mask + w, sizeof(x));
	x[0] = x[0] >> from % 64 << from % 64;
	while ((two = x[0] | x[1], three = two | x[2], three | x[3]) == 0) {
		w += KERNEL_BEYOND;
		if (w * 64 >= bars)
			return bars;
		memcpy(x, mask + w, sizeof(x));
	}
	at = (size_t)(x[0] == 0) + (two == 0) + (three == 0);
	return (w + at) * 64 + (size_t)__builtin_ctzll(x[at]);
}

/* A close that decides: it, the open after it, and what the curve knows there
 * are asked of memory, which is slower than the stretches between fills. */
INLINE void
fetch(const struct kernel *k, size_t bar, size_t then)
{
	__builtin_prefetch(&k->close[bar]);
	__builtin_prefetch(&k->open[bar + 1]);
	if (k->flats != NULL)
		__builtin_prefetch(&k->flats[then]);
}

/* One more trade that comes, as far as the rules say it. */
INLINE void
look_ahead(struct kernel *k, const bool plain)
{
	struct kernel_coming *to = &k->coming[k->first++ % KERNEL_AHEAD];
	size_t n = k->n, in = mask_next(k->entry, n, k->ahead), out;
	int side = plain || kernel_bit(k->enter[0], in) ? 1 : -1;

	to->from = k->ahead;
	to->in = in;
	to->out = n;
	to->side = side;
	k->ahead = SIZE_MAX;
	if (in == n)
		return;
	fetch(k, in, in + 2);
	to->out = out = mask_next(k->leave[side < 0], n, in + 1);
	if (out == n)
		return;
	fetch(k, out, out + 1);
	k->ahead = out + 1;
}

/* With levels, each bar is looked at in between. */
INLINE void
look_begin(struct kernel *k, const bool plain)
{
	k->ahead = k->levels ? SIZE_MAX : k->m.start;
	k->first = 0;
	for (int i = 0; i < KERNEL_AHEAD; i++)
		look_ahead(k, plain);
}

INLINE size_t
entry_next(struct kernel *k, size_t bar, const bool plain)
{
	const struct kernel_coming *c = &k->coming[k->first % KERNEL_AHEAD];

	for (; c->from < bar; c = &k->coming[k->first % KERNEL_AHEAD])
		look_ahead(k, plain);
	return c->from == bar ? c->in : mask_next(k->entry, k->n, bar);
}

INLINE size_t
leave_next(const struct kernel *k, size_t from, int side)
{
	const struct kernel_coming *c = &k->coming[k->first % KERNEL_AHEAD];

	return c->in + 1 == from && c->side == side ? c->out :
	    mask_next(k->leave[side < 0], k->n, from);
}

/* Holds until a close decides to leave: that close; or, when it ended before
 * or the bars did, SIZE_MAX. */
INLINE size_t
hold_until(struct kernel *k, int *rule, enum kernel_exit *why,
    const bool plain)
{
	int side = plain ? 1 : k->held.side;
	size_t from = k->held.trade.entry_bar, age = k->age[side < 0];
	size_t aged = age == SIZE_MAX ? SIZE_MAX : from + age - 1;
	size_t leave = leave_next(k, from, side), next;

	*rule = k->age_rule[side < 0];
	/* What is over by age has no contrary entry looked at. */
	*why = leave < aged || (leave == aged && leave < k->n &&
	    kernel_bit(k->out[side < 0], leave)) ? KERNEL_RULE : KERNEL_AFTER;
	leave = leave < aged ? leave : aged;
	next = leave < k->n ? leave + 1 : k->n;
	if (plain)
		kernel_draw(k, from, next, true);
	else if (!kernel_rest(k, from, next, leave))
		return SIZE_MAX;
	k->at = next;
	return leave < k->n ? leave : SIZE_MAX;
}

/* What an entry at this close asks for; false: it is refused. */
INLINE bool
plan(struct kernel *k, size_t bar, int side, bool reverses,
    struct kernel_plan *out)
{
	if (!k->is_fixed)
		return kernel_plan(k, bar, side, reverses, out);
	out->size = k->fixed;
	return true;
}

/* What was decided at a close: filled at the next open; false: nothing was. */
INLINE bool
enter(struct kernel *k, size_t bar, int side, const struct kernel_plan *p,
    const bool plain)
{
	int64_t price = kernel_slipped(k, price_at(k, k->open, bar), side > 0);
	int64_t lots = p->size.money > 0 ? kernel_lots(k, p->size.money,
	    price, side > 0) : p->size.lots;

	if (plain && lots > k->narrow) {
		k->wide = true;
		return false;
	}
	k->held.side = side;
	if (!kernel_open(k, bar, lots, price, plain) ||
	    (!plain && !kernel_levels(k, p)))
		return false;
	k->held.trade.entry_rule = kernel_rule_true(&k->entries[side < 0],
	    bar - 1);
	return true;
}

/* Out at the open after the close that decided so, and maybe about. */
INLINE bool
leave(struct kernel *k, size_t decided, int rule, enum kernel_exit why,
    const bool plain)
{
	int side = plain ? 1 : k->held.side, said = why == KERNEL_RULE ?
	    kernel_rule_true(&k->exits[side < 0], decided) : rule;
	size_t bar = decided + 1;
	struct kernel_plan p;
	bool turns;

	if (why == KERNEL_RULE && said < 0)
		why = KERNEL_OPPOSITE;
	turns = !plain && why == KERNEL_OPPOSITE && k->reverses &&
	    kernel_is_time(k, decided);
	if (turns && !plan(k, decided, -side, true, &p)) {
		k->o->not_available++;
		turns = false;
	}
	if (bar == k->n) {
		k->at = k->n;	/* there is no open any more */
		return false;
	}
	if (!plain && !kernel_funded(k, bar))
		return false;
	kernel_close(k, bar, kernel_slipped(k, price_at(k, k->open, bar),
	    side < 0), &k->taker, why, said, plain);
	k->cool_until = bar + k->cooldown;
	k->at = bar;
	return k->stop_why == NULL && turns && enter(k, bar, -side, &p, plain);
}

/* From an entry until nothing is held. */
INLINE void
trade(struct kernel *k, const bool plain)
{
	enum kernel_exit why = KERNEL_HELD;
	size_t decided;
	int rule = -1;

	do
		decided = hold_until(k, &rule, &why, plain);
	while (decided != SIZE_MAX && leave(k, decided, rule, why, plain));
}

static void
set_begin(struct kernel *k, const struct strategy *s,
    struct expr_rules *rules, const struct curve_spans *spans,
    struct kernel_out *out)
{
	const struct strategy_rule *o = strategy_rule(s, STRATEGY_OPPOSITE);
	enum strategy_form opposite = o != NULL ? o->form : OPPOSITE_REVERSE;
	double x;

	k->s = s;
	k->rules = rules;
	k->o = out;
	k->stop_why = NULL;
	k->cash = k->capital;
	k->held = (struct kernel_held){ 0 };
	k->funding_at = 0;
	k->cool_until = 0;
	k->size = strategy_rule(s, STRATEGY_SIZE);
	k->trail = strategy_rule(s, STRATEGY_TRAIL);
	k->terms.form = k->size->form;
	k->sizes = k->size->form != SIZE_NOTIONAL &&
	    k->size->form != SIZE_QUANTITY;
	if (!expr_rule_constant(s->program, k->size->expr, &k->size_value))
		k->size_value = INFINITY;
	k->fixed = (struct entry_size){ 0 };
	if (!k->sizes && k->size->second < 0 && isfinite(k->size_value))
		k->fixed = entry_size(&k->terms, &(struct entry_state){
		    .value = k->size_value, .cap = 1 });
	k->reverses = opposite == OPPOSITE_REVERSE && !k->spot &&
	    strategy_rule(s, STRATEGY_COOLDOWN) == NULL;
	k->levels = k->trail != NULL || strategy_rule(s, STRATEGY_STOP) ||
	    strategy_rule(s, STRATEGY_TARGET);
	k->is_fixed = !k->levels && (k->fixed.money > 0 || k->fixed.lots > 0);
	k->follows = k->trail != NULL && (k->trail->second >= 0 ||
	    !expr_rule_constant(s->program, k->trail->expr, &x));
	for (size_t i = 0; i < s->rules.len; i++)
		k->follows |= s->rules.at[i].kind == STRATEGY_STOP &&
		    s->rules.at[i].form == FORM_LEVEL;
	kernel_whens(k, opposite);
	k->curve.close = k->m.bars->close - k->m.skipped;
	k->curve.spans = spans;
	k->flats = spans != NULL ? flats_bars(spans) : NULL;
	if (k->flats != NULL)
		k->flats += k->m.skipped;
	curve_begin(&k->curve, (double)k->cash / money_unit, out->equity);
}

INLINE void
set_go(struct kernel *k, const bool plain)
{
	size_t drawn = k->m.start, bar = drawn;
	struct kernel_plan p;
	int side = 1;

	look_begin(k, plain);
	while (k->stop_why == NULL) {
		if (bar < k->cool_until)
			bar = k->cool_until;
		bar = bar >= k->n ? k->n : entry_next(k, bar, plain);
		if (bar + 1 >= k->n)
			break;
		if (!plain)
			side = kernel_bit(k->enter[0], bar) ? 1 : -1;
		if (!kernel_is_time(k, bar) || !plan(k, bar, side, false,
		    &p)) {
			bar++;
			continue;
		}
		draw_flat(k, drawn, bar + 1);
		if (!enter(k, bar + 1, side, &p, plain))
			return;
		trade(k, plain);
		if (k->stop_why != NULL || k->held.side != 0)
			return;
		drawn = bar = k->at;
	}
	draw_flat(k, drawn, k->n);
}

/* False: it would be plain, but has lots for more than 64 bits. */
static bool
set_run(struct kernel *k)
{
	if (!k->spot || k->levels || k->wide) {
		set_go(k, false);
		return true;
	}
	set_go(k, true);
	return !k->wide;
}

/* False: again, as wide, or without spans. */
static bool
set_try(struct kernel *k, const struct strategy *s, struct expr_rules *rules,
    const struct curve_spans *spans, struct kernel_out *out)
{
	*out = (struct kernel_out){ .trades = out->trades,
	    .trades_cap = out->trades_cap, .equity = out->equity,
	    .price_scale = k->price_scale, .bars = k->n - k->m.start };
	set_begin(k, s, rules, spans, out);
	if (!set_run(k))
		return false;
	if (k->stop_why != NULL) {
		out->replay = k->stop_why;
		out->replay_bar = k->stop_bar;
		return true;
	}
	if (k->held.side != 0) {
		k->held.trade.exit = KERNEL_HELD;
		k->held.trade.exit_bar = k->n;
		k->held.trade.net = 0;
		kernel_keep(k);
	}
	return curve_end(&k->curve, out);
}

void
kernel_run(struct kernel *k, const struct strategy *s,
    struct expr_rules *rules, struct kernel_out *out)
{
	const char *unfit = kernel_unfit(s);
	const struct curve_spans *spans = k->m.spans;

	if (unfit != NULL) {
		*out = (struct kernel_out){ .trades = out->trades,
		    .trades_cap = out->trades_cap, .equity = out->equity,
		    .price_scale = k->price_scale,
		    .bars = k->n - k->m.start, .replay = unfit };
		return;
	}
	k->wide = false;
	if (!set_try(k, s, rules, spans, out) &&
	    (!k->wide || !set_try(k, s, rules, spans, out)))
		(void)set_try(k, s, rules, NULL, out);
}
