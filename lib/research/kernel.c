/*
 * The run of a set: from entry to entry by masks, from fill to fill while
 * something is held, in the order of events of a bar (SIMVENUE 10).
 */
#include "research/kernelrun.h"

bool
kernel_replay(struct kernel *k, size_t bar, const char *why)
{
	if (k->stop_why == NULL) {
		k->stop_why = why;
		k->stop_bar = bar;
	}
	return false;
}

/* Equity over closes from..to-1 with what is held now. */
static void
draw(struct kernel *k, size_t from, size_t to)
{
	const struct kernel_held *h = &k->held;
	double unit = (double)dec_powers[ENTRY_MONEY_SCALE];
	double rest = (double)k->cash / unit, each;

	if (to <= from)
		return;
	if (h->side == 0) {
		curve_flat(&k->curve, to - from, rest);
		return;
	}
	each = h->side * value_number(kernel_value(k, k->factor, h->lots)) /
	    (double)dec_powers[k->value_scale];
	if (!k->spot)
		rest -= h->side * value_number(h->cost) /
		    (double)dec_powers[k->value_scale];
	curve_line(&k->curve, k->m.skipped + from, k->m.skipped + to, each,
	    rest);
	k->o->held_bars += to - from;
}

/* Columns of a bar as the side sees them. */
struct seen { int64_t open, worst, best, close; };
static struct seen
seen_at(const struct kernel *k, size_t bar)
{
	const struct candles *c = k->m.bars;
	int64_t high = price_at(k, c->high, bar), low = price_at(k, c->low,
	    bar), open = price_at(k, c->open, bar), close = price_at(k,
	    c->close, bar);

	return k->held.side > 0 ? (struct seen){ open, low, high, close } :
	    (struct seen){ -open, -high, -low, -close };
}

static void
trail_set(struct kernel *k, int64_t best)
{
	struct kernel_held *h = &k->held;

	h->best = best;
	h->trail = h->side * kernel_away(k, h->behind, h->side * best,
	    h->side < 0);
}

static void
stop_out(struct kernel *k, size_t bar, int64_t price, bool trail)
{
	int side = k->held.side;

	kernel_close(k, bar, kernel_slipped(k, side * price, side < 0),
	    &k->taker, trail ? KERNEL_TRAIL : KERNEL_STOP, -1);
}

/* Did it end in this bar? Also when it has to be replayed. */
static bool
bar_walk(struct kernel *k, size_t bar)
{
	struct kernel_held *h = &k->held;
	struct seen x = seen_at(k, bar);
	int64_t stop;
	bool trails;

	if (h->trailing && (x.open > h->best || h->trail == INT64_MIN))
		trail_set(k, x.open > h->best ? x.open : h->best);
	trails = h->trail > h->stop;
	stop = trails ? h->trail : h->stop;
	if (x.open <= h->liquid || (x.worst <= h->liquid &&
	    stop <= h->liquid)) {
		kernel_replay(k, bar, "it may be liquidated");
		return true;
	}
	if (x.open <= stop) {
		stop_out(k, bar, x.open, trails);
		return true;
	}
	if (x.open > h->target) {
		kernel_close(k, bar, h->side * h->target, &k->maker,
		    KERNEL_TARGET, -1);
		return true;
	}
	if (x.worst <= stop) {
		k->o->inside += x.best > h->target;
		stop_out(k, bar, stop, trails);
		return true;
	}
	if (x.best > h->target) {
		kernel_close(k, bar, h->side * h->target, &k->maker,
		    KERNEL_TARGET, -1);
		return true;
	}
	if (!h->trailing)
		return false;
	if (x.best > h->best)
		trail_set(k, x.best);
	if (x.close > h->trail)
		return false;
	stop_out(k, bar, h->trail, true);
	return true;
}

/* The first bar of from..to-1 in which a level may be met. */
static size_t
scan(const struct kernel *k, size_t from, size_t to)
{
	const struct kernel_held *h = &k->held;
	const struct candles *c = k->m.bars;
	int64_t down = h->stop > h->liquid ? h->stop : h->liquid, up;
	size_t i = from;

	if (h->trailing)
		return from;
	if (down == INT64_MIN && h->target == INT64_MAX)
		return to;
	/* As columns: what is met there at the latest. */
	up = h->target == INT64_MAX ? INT64_MAX : h->target / k->factor;
	down = down == INT64_MIN ? INT64_MIN / 2 : down / k->factor + 1;
	if (h->side > 0) {
		while (i < to && c->low[i] > down && c->high[i] <= up - 1)
			i++;
		return i;
	}
	up = h->target == INT64_MAX ? INT64_MIN : -up + 1;
	while (i < to && c->high[i] < -down && c->low[i] >= up)
		i++;
	return i;
}

/* Steps over closes from..to-1 with levels at rest; false: it ended there. */
static bool
hold(struct kernel *k, size_t from, size_t to)
{
	while (from < to) {
		size_t met = scan(k, from, to);

		draw(k, from, met);
		if (met == to)
			break;
		if (bar_walk(k, met)) {
			k->cool_until = met + k->cooldown;
			k->at = met;
			return false;
		}
		draw(k, met, met + 1);
		from = met + 1;
	}
	return true;
}

static size_t
funding_next(struct kernel *k, size_t from)
{
	while (k->funding_at < k->fundings_len &&
	    k->fundings[k->funding_at].bar < from)
		k->funding_at++;
	return k->funding_at < k->fundings_len ?
	    k->fundings[k->funding_at].bar : SIZE_MAX;
}

static bool
fund(struct kernel *k, size_t bar)
{
	while (k->funding_at < k->fundings_len &&
	    k->fundings[k->funding_at].bar == bar)
		if (!kernel_fund(k, &k->fundings[k->funding_at++]))
			return false;
	return true;
}

/* A close that decides: it, the open after it, and what the curve knows there
 * are asked of memory, which is slower than the stretches between fills. */
static void
fetch(const struct kernel *k, size_t bar, size_t then)
{
	__builtin_prefetch(&k->m.bars->close[bar]);
	if (bar + 1 >= k->n)
		return;
	__builtin_prefetch(&k->m.bars->open[bar + 1]);
	if (k->curve.spans != NULL)
		flats_fetch(k->curve.spans, k->m.skipped + then);
}

/* One more trade that comes, as far as the rules say it. */
static void
look_ahead(struct kernel *k)
{
	struct kernel_coming *to = &k->coming[k->first++ % KERNEL_AHEAD];

	*to = (struct kernel_coming){ .from = k->ahead, .out = k->n,
	    .in = expr_mask_next(k->entry, k->n, k->ahead) };
	k->ahead = SIZE_MAX;
	if (to->in == k->n)
		return;
	to->side = kernel_bit(k->enter[0], to->in) ? 1 : -1;
	to->out = expr_mask_next(k->leave[to->side < 0], k->n, to->in + 1);
	fetch(k, to->in, to->in + 2);
	if (to->out == k->n)
		return;
	fetch(k, to->out, to->out + 1);
	k->ahead = to->out + 1;
}

/* With levels, each bar is looked at in between. */
static void
look_begin(struct kernel *k)
{
	k->ahead = k->levels ? SIZE_MAX : k->m.start;
	k->first = 0;
	for (int i = 0; i < KERNEL_AHEAD; i++)
		look_ahead(k);
}

static size_t
entry_next(struct kernel *k, size_t bar)
{
	const struct kernel_coming *c = &k->coming[k->first % KERNEL_AHEAD];

	for (; c->from < bar; c = &k->coming[k->first % KERNEL_AHEAD])
		look_ahead(k);
	return c->from == bar ? c->in : expr_mask_next(k->entry, k->n, bar);
}

static size_t
leave_next(const struct kernel *k, size_t from)
{
	const struct kernel_coming *c = &k->coming[k->first % KERNEL_AHEAD];

	return c->in + 1 == from && c->side == k->held.side ? c->out :
	    expr_mask_next(k->leave[k->held.side < 0], k->n, from);
}

/* Holds until a close decides to leave: that close; or, when it ended before
 * or the bars did, SIZE_MAX. */
static size_t
hold_until(struct kernel *k, int *rule, enum kernel_exit *why)
{
	struct kernel_held *h = &k->held;
	size_t from = h->trade.entry_bar, age = k->age[h->side < 0];
	size_t aged = age == SIZE_MAX ? SIZE_MAX : from + age - 1;
	size_t leave = leave_next(k, from);
	size_t fund_at = funding_next(k, from + 1), next, to;

	*rule = k->age_rule[h->side < 0];
	/* What is over by age has no contrary entry looked at. */
	*why = leave < aged || (leave == aged && leave < k->n &&
	    kernel_bit(k->out[h->side < 0], leave)) ? KERNEL_RULE : KERNEL_AFTER;
	leave = leave < aged ? leave : aged;
	next = leave < k->n ? leave + 1 : k->n;
	for (; from < next; from = to) {
		to = k->follows ? from + 1 : next;
		if (to > next)
			to = next;
		if (fund_at < to && fund_at > from)
			to = fund_at;
		if (!hold(k, from, to))
			return SIZE_MAX;
		if (k->follows && to <= leave)
			kernel_follow(k, to - 1);
		if (to == fund_at && to < next) {
			if (!fund(k, to))
				return SIZE_MAX;
			fund_at = funding_next(k, to + 1);
		}
	}
	k->at = next;
	return leave < k->n ? leave : SIZE_MAX;
}

/* What was decided at a close: filled at the next open; false: nothing was. */
static bool
enter(struct kernel *k, size_t bar, int side, const struct kernel_plan *p)
{
	int64_t price = kernel_slipped(k, price_at(k, k->m.bars->open, bar),
	    side > 0);
	int64_t lots = p->size.money > 0 ? kernel_lots(k, p->size.money,
	    price, side > 0) : p->size.lots;

	k->held.side = side;
	if (!kernel_open(k, bar, lots, price) || !kernel_levels(k, p))
		return false;
	k->held.trade.entry_rule = kernel_rule_true(&k->entries[side < 0],
	    bar - 1);
	return true;
}

/* Out at the open after the close that decided so, and maybe about. */
static bool
leave(struct kernel *k, size_t decided, int rule, enum kernel_exit why)
{
	int side = k->held.side, said = why == KERNEL_RULE ?
	    kernel_rule_true(&k->exits[side < 0], decided) : rule;
	size_t bar = decided + 1;
	struct kernel_plan p;
	bool turns;

	if (why == KERNEL_RULE && said < 0)
		why = KERNEL_OPPOSITE;
	turns = why == KERNEL_OPPOSITE && k->reverses && kernel_is_time(k, decided);
	if (turns && !kernel_plan(k, decided, -side, true, &p)) {
		k->o->not_available++;
		turns = false;
	}
	if (bar == k->n) {
		k->at = k->n;	/* there is no open any more */
		return false;
	}
	if (funding_next(k, bar) == bar && !fund(k, bar))
		return false;
	kernel_close(k, bar, kernel_slipped(k, price_at(k, k->m.bars->open,
	    bar), side < 0), &k->taker, why, said);
	k->cool_until = bar + k->cooldown;
	k->at = bar;
	return k->stop_why == NULL && turns && enter(k, bar, -side, &p);
}

/* From one entry until nothing is held. */
static void
hold_all(struct kernel *k)
{
	enum kernel_exit why = KERNEL_HELD;
	size_t decided;
	int rule = -1;

	do {
		rule = -1;
		decided = hold_until(k, &rule, &why);
	} while (decided != SIZE_MAX && leave(k, decided, rule, why));
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
	k->follows = k->trail != NULL && (k->trail->second >= 0 ||
	    !expr_rule_constant(s->program, k->trail->expr, &x));
	for (size_t i = 0; i < s->rules.len; i++)
		k->follows |= s->rules.at[i].kind == STRATEGY_STOP &&
		    s->rules.at[i].form == FORM_LEVEL;
	kernel_whens(k, opposite);
	k->curve.close = k->m.bars->close - k->m.skipped;
	k->curve.spans = spans;
	curve_begin(&k->curve, (double)k->cash /
	    (double)dec_powers[ENTRY_MONEY_SCALE], out->equity);
}

static void
set_run(struct kernel *k)
{
	size_t drawn = k->m.start, bar = drawn;
	struct kernel_plan p;

	look_begin(k);
	while (k->stop_why == NULL) {
		if (bar < k->cool_until)
			bar = k->cool_until;
		bar = bar >= k->n ? k->n : entry_next(k, bar);
		if (bar + 1 >= k->n)
			break;
		if (!kernel_is_time(k, bar) || !kernel_plan(k, bar,
		    kernel_bit(k->enter[0], bar) ? 1 : -1, false, &p)) {
			bar++;
			continue;
		}
		draw(k, drawn, bar + 1);
		if (!enter(k, bar + 1, kernel_bit(k->enter[0], bar) ? 1 : -1, &p))
			return;
		hold_all(k);
		if (k->stop_why != NULL || k->held.side != 0)
			return;
		drawn = bar = k->at;
	}
	draw(k, drawn, k->n);
}

/* False: again, and without spans. */
static bool
set_try(struct kernel *k, const struct strategy *s, struct expr_rules *rules,
    const struct curve_spans *spans, struct kernel_out *out)
{
	*out = (struct kernel_out){ .trades = out->trades,
	    .trades_cap = out->trades_cap, .equity = out->equity,
	    .price_scale = k->price_scale, .bars = k->n - k->m.start };
	set_begin(k, s, rules, spans, out);
	set_run(k);
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

	if (unfit != NULL)
		*out = (struct kernel_out){ .trades = out->trades,
		    .trades_cap = out->trades_cap, .equity = out->equity,
		    .price_scale = k->price_scale,
		    .bars = k->n - k->m.start, .replay = unfit };
	else if (!set_try(k, s, rules, k->m.spans, out))
		(void)set_try(k, s, rules, NULL, out);
}
