/*
 * A slow trader for the tests of the array kernel: at every close it asks every
 * rule of a strategy, one by one, and gives its orders to the simulated venue.
 * Nothing in it knows masks, stretches or what the kernel skips.
 */
#ifndef TESTS_KERNELTRADER_H
#define TESTS_KERNELTRADER_H

#include "tests/lib/kernelworld.h"

static inline bool
slow_meets(const struct strategy_rule *r, int side)
{
	return r->side == SIDE_BOTH || (r->side == SIDE_LONG) == (side > 0);
}

static inline bool
slow_says(struct slow *w, enum strategy_kind kind, int side)
{
	for (size_t i = 0; i < w->s->rules.len; i++) {
		const struct strategy_rule *r = &w->s->rules.at[i];

		if (r->kind == kind && r->expr >= 0 && slow_meets(r, side) &&
		    expr_rules_truth(w->rules, r->expr, w->bar, NULL) ==
		    TRUTH_TRUE)
			return true;
	}
	return false;
}

static inline double
slow_number(struct slow *w, int rule)
{
	return expr_rules_number(w->rules, rule, w->bar, NULL);
}

static inline int64_t
slow_now(const struct slow *w)
{
	return w->m->bars->open_time_ms[w->bar] * 1000 + w->m->timeframe;
}

/* Have so many bars closed, or as many as last so long? */
static inline bool
slow_passed(struct slow *w, int rule, size_t bars)
{
	double x;

	expr_rule_constant(w->s->program, rule, &x);
	if (expr_rule_base(w->s->program, rule) == EXPR_DURATION)
		return (int64_t)bars * w->m->timeframe >= (int64_t)x;
	return bars >= (size_t)x;
}

static inline double
slow_close(const struct slow *w)
{
	return (double)w->m->bars->close[w->bar] /
	    (double)dec_powers[w->m->bars->price_scale];
}

/* A distance in price at this bar, or NaN; the level of it. */
static inline double
slow_distance(struct slow *w, int rule, double price, struct level *l)
{
	enum unit unit = expr_rule_unit(w->s->program, rule);
	double x = slow_number(w, rule);

	*l = entry_distance(x, unit);
	return l->kind == LEVEL_NONE ? NAN : unit == UNIT_RATIO ? x * price :
	    x;
}

/* Whether levels move, as the words of the file say. */
static inline bool
slow_follows(const struct slow *w)
{
	double x;

	for (size_t i = 0; i < w->s->rules.len; i++) {
		const struct strategy_rule *r = &w->s->rules.at[i];

		if ((r->kind == STRATEGY_STOP && r->form == FORM_LEVEL) ||
		    (r->kind == STRATEGY_TRAIL && (r->second >= 0 ||
		    !expr_rule_constant(w->s->program, r->expr, &x))))
			return true;
	}
	return false;
}

/* The nearest stop or target; NaN and *there: not available. */
static inline double
slow_nearest(struct slow *w, enum strategy_kind kind, int side, bool *there,
    struct level *out)
{
	double best = NAN, close = slow_close(w);
	bool above = (kind == STRATEGY_TARGET) == (side > 0);

	for (size_t i = 0; i < w->s->rules.len; i++) {
		const struct strategy_rule *r = &w->s->rules.at[i];
		struct level l;
		double d;

		if (r->kind != kind || !slow_meets(r, side))
			continue;
		*there = true;
		if (r->form == FORM_LEVEL) {
			d = slow_number(w, r->expr);
			l = entry_price(d, above, w->m->instrument);
			if (!(d > 0) || above != (d > close))
				return NAN;
			d = fabs(d - close);
		} else {
			d = slow_distance(w, r->expr, close, &l);
		}
		if (l.kind == LEVEL_NONE)
			return NAN;
		if (isnan(best) || d < best) {
			best = d;
			*out = l;
		}
	}
	return best;
}

static inline void
slow_enter(struct slow *w, int side, double equity, bool reverses)
{
	const struct strategy_rule *size = strategy_rule(w->s, STRATEGY_SIZE),
	    *trail = strategy_rule(w->s, STRATEGY_TRAIL);
	const struct instrument *i = w->m->instrument;
	struct sim_instruction in = slow_order(w);
	struct order_request *r = &in.order;
	bool stops = false, aims = false;
	double stop = slow_nearest(w, STRATEGY_STOP, side, &stops,
	    &r->stop_loss), away = NAN, after = NAN;
	double target = slow_nearest(w, STRATEGY_TARGET, side, &aims,
	    &r->take_profit);
	struct level l = { LEVEL_NONE }, none;
	double taker = dec_to_double(dec_known(w->t->taker) ? w->t->taker :
	    i->taker);
	struct entry_terms terms = { size->form, i, taker,
	    (dec_to_double(w->t->slippage_bps) +
	    dec_to_double(w->t->spread_bps) / 2) / 10000,
	    i->kind == KIND_SPOT ? 1 : dec_to_double(w->t->leverage) };
	struct entry_state at = { slow_number(w, size->expr),
	    size->second < 0 ? 1 : slow_number(w, size->second), equity,
	    equity, slow_close(w), stop, side, reverses,
	    w->sigma[w->bar] };
	struct entry_size n;

	if ((stops && isnan(stop)) || (aims && isnan(target)))
		return;
	if (trail != NULL) {
		away = slow_distance(w, trail->expr, slow_close(w), &l);
		if (trail->second >= 0)
			after = slow_distance(w, trail->second,
			    slow_close(w), &none);
		if (isnan(away) || (trail->second >= 0 && isnan(after)))
			return;
		if (!stops)
			at.distance = away;
		if (slow_follows(w) && trail->second < 0 &&
		    (!stops || away < stop)) {
			r->stop_loss = l;
			at.distance = away;
		} else if (!slow_follows(w)) {
			r->trailing_stop = l;
			if (l.kind == LEVEL_DISTANCE)
				r->trailing_stop.kind = LEVEL_PRICE;
		}
	}
	n = entry_size(&terms, &at);
	if (n.money <= 0 && n.lots <= 0)
		return;
	r->side = side > 0 ? SIDE_BUY : SIDE_SELL;
	r->type = TYPE_MARKET;
	if (n.money > 0)
		r->quote = dec_make(n.money, ENTRY_MONEY_SCALE);
	else
		dec_times(dec_int(n.lots), i->lot, &r->amount);
	w->trail_from = after;
	TEXT_SET(w->entry, in.id);
	slow_give(w, &in);
}

static inline void
slow_leave(struct slow *w)
{
	static const char *const legs[] = { "sl", "tp", "ts" };
	bool spot = w->m->instrument->kind == KIND_SPOT;
	struct sim_instruction in;

	for (int i = 0; spot && i < 3; i++) {
		in = slow_order(w);
		in.what = SIM_DO_CANCEL;
		snprintf(in.id, sizeof(in.id), "%.20s.%s", w->entry, legs[i]);
		slow_give(w, &in);
	}
	if (spot && w->guarded) {
		in = slow_order(w);
		in.what = SIM_DO_CANCEL;
		snprintf(in.id, sizeof(in.id), "%.20sg", w->entry);
		slow_give(w, &in);
	}
	in = slow_order(w);
	in.order.side = slow_side(w) > 0 ? SIDE_SELL : SIDE_BUY;
	in.order.type = TYPE_MARKET;
	in.order.amount = dec_abs(w->held);
	in.order.reduce_only = !spot;
	TEXT_SET(w->exit, in.id);
	slow_give(w, &in);
}

static inline double
slow_level(struct slow *w)
{
	const struct strategy_rule *t = strategy_rule(w->s, STRATEGY_TRAIL);
	const struct candles *c = w->m->bars;
	int side = slow_side(w);
	double best = NAN, x, unit = (double)dec_powers[c->price_scale];
	struct level l;

	for (size_t i = 0; i < w->s->rules.len; i++) {
		const struct strategy_rule *r = &w->s->rules.at[i];

		if (r->kind != STRATEGY_STOP || r->form != FORM_LEVEL ||
		    !slow_meets(r, side))
			continue;
		x = slow_number(w, r->expr);
		if (x > 0 && !(side * (x - best) <= 0))
			best = x;
	}
	if (t == NULL)
		return best;
	x = (double)(side > 0 ? c->high[w->bar] : c->low[w->bar]) / unit;
	if (side * (x - w->peak) > 0)
		w->peak = x;
	if (isnan(w->trail_from) ||
	    side * (w->peak - w->entry_price) >= w->trail_from)
		w->trailed = true;
	if (!w->trailed)
		return best;
	x = slow_distance(w, t->expr, w->peak, &l);
	x = w->peak - side * x;
	return !isnan(x) && !(side * (x - best) <= 0) ? x : best;
}

static inline void
slow_follow(struct slow *w)
{
	struct sim_instruction in;
	int side = slow_side(w);
	struct level l;

	if (!slow_follows(w))
		return;
	l = entry_price(slow_level(w), side < 0, w->m->instrument);
	if (l.kind == LEVEL_NONE || (dec_known(w->stop) &&
	    dec_cmp(l.value, w->stop) * side <= 0))
		return;
	in = slow_order(w);
	snprintf(in.id, sizeof(in.id), "%.20s%s", w->entry,
	    w->guarded || !dec_known(w->stop) ? "g" : ".sl");
	if (dec_known(w->stop)) {
		in.what = SIM_DO_AMEND;
		in.order = order_request_empty();
		in.order.type = ORDER_TYPES;
	} else {
		in.order.side = side > 0 ? SIDE_SELL : SIDE_BUY;
		in.order.type = TYPE_STOP;
		in.order.amount = dec_abs(w->held);
		in.order.reduce_only = w->m->instrument->kind == KIND_SWAP;
		w->guarded = true;
	}
	in.order.trigger_price = w->stop = l.value;
	slow_give(w, &in);
}

static inline bool
slow_time(struct slow *w)
{
	const struct strategy_rule *h = strategy_rule(w->s, STRATEGY_HOURS),
	    *d = strategy_rule(w->s, STRATEGY_WEEKDAYS),
	    *c = strategy_rule(w->s, STRATEGY_COOLDOWN);
	struct stamp_parts at = stamp_split(slow_now(w));
	bool day = d == NULL || (at.weekday >= d->from && at.weekday <= d->to);
	bool hour = h == NULL || (h->from < h->to ? at.hour >= h->from &&
	    at.hour < h->to : at.hour >= h->from || at.hour < h->to);

	return day && hour && (c == NULL || w->closed == 0 ||
	    slow_passed(w, c->span, w->bar - w->closed));
}

static inline void
slow_decide(struct slow *w, double equity)
{
	const struct strategy_rule *o = strategy_rule(w->s,
	    STRATEGY_OPPOSITE);
	bool up = slow_says(w, STRATEGY_ENTRY, 1);
	bool down = slow_says(w, STRATEGY_ENTRY, -1);
	bool spot = w->m->instrument->kind == KIND_SPOT;
	int want = up == down ? 0 : up ? 1 : -1, side = slow_side(w);

	if (want != 0 && slow_says(w, STRATEGY_EXIT, want))
		want = 0;
	if (side == 0) {
		if (want != 0 && !(spot && want < 0) && slow_time(w))
			slow_enter(w, want, equity, false);
		return;
	}
	for (size_t i = 0; i < w->s->rules.len; i++) {
		const struct strategy_rule *r = &w->s->rules.at[i];

		if (r->kind == STRATEGY_EXIT && slow_meets(r, side) &&
		    (r->span >= 0 ? slow_passed(w, r->span,
		    w->bar - w->opened + 1) :
		    expr_rules_truth(w->rules, r->expr, w->bar, NULL) ==
		    TRUTH_TRUE)) {
			slow_leave(w);
			return;
		}
	}
	slow_follow(w);
	if (want == 0 || want == side || (o && o->form == OPPOSITE_IGNORE))
		return;
	slow_leave(w);
	if ((!o || o->form == OPPOSITE_REVERSE) && !spot && slow_time(w) &&
	    !strategy_rule(w->s, STRATEGY_COOLDOWN))
		slow_enter(w, want, equity, true);
}

/* Trades and equity of the whole; bad: the venue refused something. */
static inline void
slow_run(struct slow *w)
{
	struct sim_source source = { slow_next, w };
	struct sim_mark mark;
	size_t n = w->m->bars->len;

	w->held = DEC_ZERO;
	w->fundings = mem_array(w->m->funding ? w->m->funding->len + 1 : 1,
	    sizeof(*w->fundings));
	w->sigma = mem_array(n, sizeof(double));
	entry_sigma(w->m->bars, w->m->timeframe, w->sigma);
	slow_setup(w);
	while (sim_next(w->sim, &source, INT64_MAX, &mark, &w->err) == E_OK &&
	    mark.point != SIM_NONE) {
		double equity = dec_to_double(mark.equity);

		/* fills at the open are told before its mark */
		if (mark.point != SIM_CLOSE)
			continue;
		w->bar++;
		vec_push(&w->equity, equity);
		w->bad |= equity <= 0;
		slow_decide(w, equity);
	}
	ok(w->bar + 1 == n);
}

static inline void
slow_release(struct slow *w)
{
	vec_release(&w->trades);
	vec_release(&w->equity);
	free(w->fundings);
	free(w->sigma);
	sim_free(w->sim);
}

#endif
