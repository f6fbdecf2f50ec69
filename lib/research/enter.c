/*
 * Into a position: when entries are taken, how they are placed, and which are
 * left out.
 */
#include "research/desk.h"

#include "base/decfloat.h"

#include <math.h>

/* Within its hours and weekdays, and not too soon after the last exit? */
static bool
is_time(const struct desk *d)
{
	const struct strategy *s = d->t->s;
	const struct strategy_rule *h = strategy_rule(s, STRATEGY_HOURS),
	    *w = strategy_rule(s, STRATEGY_WEEKDAYS),
	    *c = strategy_rule(s, STRATEGY_COOLDOWN);
	struct stamp_parts at = stamp_split(d->t->now);

	if (h != NULL && (h->from < h->to ? at.hour < h->from ||
	    at.hour >= h->to : at.hour < h->from && at.hour >= h->to))
		return false;
	if (w != NULL && (at.weekday < w->from || at.weekday > w->to))
		return false;
	return c == NULL || (d->side == 0 && (d->left_at == 0 ||
	    desk_span_over(d, c->span, bars_since(d, d->left_at))));
}

static bool
is_room(const struct desk *d)
{
	const struct strategist *t = d->t;
	int64_t n = 0;

	if (t->max_positions == 0 || d->side != 0)
		return true;
	for (size_t i = 0; i < t->desks.len; i++)
		n += t->desks.at[i].side != 0 || desk_waits(&t->desks.at[i]) > 0;
	for (size_t i = t->answered; i < t->asked.len; i++)
		n += t->asked.at[i].wish == WISH_OPEN;
	return n < t->max_positions;
}

/* Was this entry refused on the bar before, and nothing has changed since? */
static bool
stands_refused(struct desk *d, int side)
{
	size_t *said = &d->said[side < 0];

	if (*said == 0 || *said != d->bar ||
	    d->said_rules[side < 0] != d->t->ledger->ops->rules(d->t->ledger))
		return false;
	*said = d->bar + 1;
	return true;
}

void
desk_refused(struct desk *d, int side, size_t next)
{
	d->said[side < 0] = next;
	d->said_rules[side < 0] = d->t->ledger->ops->rules(d->t->ledger);
}

/* How an entry is placed: at the next open, or where it waits. */
static bool
enter_set(struct desk *d, struct entry_plan *p, struct order_request *r)
{
	const struct strategy_rule *e = strategy_rule(d->t->s,
	    STRATEGY_ENTER);
	bool limit = e != NULL && e->form == ENTER_LIMIT;
	struct dec price;
	double x;

	p->price = desk_close(d);
	if (e == NULL || e->form == ENTER_MARKET)
		return true;
	x = desk_number(d, e->expr);
	if (!(x > 0) || !dec_known(price = dec_near(x, DEC_SCALE_MAX,
	    ROUND_HALF_EVEN)) || !instrument_round_price(&d->market->i, price,
	    limit == (p->side > 0) ? ROUND_FLOOR : ROUND_CEIL, &price) ||
	    dec_sign(price) <= 0)
		return false;
	p->price = dec_to_double(price);
	r->type = limit ? TYPE_LIMIT : TYPE_STOP;
	*(limit ? &r->price : &r->trigger_price) = price;
	if (!expr_rule_constant(d->t->s->program, e->span, &x))
		return false;
	r->expire_at = d->t->now + (int64_t)(expr_rule_base(d->t->s->program,
	    e->span) == EXPR_DURATION ? x : x * (double)d->t->b->timeframe);
	return true;
}

/* The order of a hedge, as large as r × the notional of the entry. */
static bool
hedge_find(struct desk *d, const struct entry_plan *p,
    struct order_request *r)
{
	const struct strategy_rule *rule = strategy_rule(d->t->s,
	    STRATEGY_HEDGE);
	const struct candles *c = &d->hedge->market->bars;
	const struct instrument *i = &d->hedge->market->i;
	double ratio = desk_number(d, rule->expr), notional, price = NAN;
	double contract = dec_to_double(i->contract_size);
	size_t n = candles_until(c, d->t->open / 1000);

	if (n > 0 && c->open_time_ms[n - 1] * 1000 == d->t->open)
		price = dec_to_double(candles_price(c, c->close[n - 1]));
	notional = dec_known(p->quote) ? dec_to_double(p->quote) :
	    dec_to_double(p->amount) * p->price;
	*r = order_request_empty();
	TEXT_SET(r->symbol, d->hedge->market->symbol);
	TEXT_SET(r->strategy, d->t->s->name);
	TEXT_SET(r->account, gate_account(d->t->gate)->label);
	TEXT_SET(r->tag, "hedge");
	r->side = p->side > 0 ? SIDE_SELL : SIDE_BUY;
	if (!(ratio > 0) || !(price > 0))
		return false;
	r->amount = dec_near(ratio * notional / (price * (contract > 0 ?
	    contract : 1)), DEC_SCALE_MAX, ROUND_DOWN);
	return dec_step(r->amount, i->lot, ROUND_DOWN, &r->amount) &&
	    dec_sign(r->amount) > 0;
}

static bool
is_allowed(struct strategist *t, const struct order_request *r)
{
	struct gate_result result;
	struct err err = { 0 };
	enum err_code rc = gate_order(t->gate, r, true, &result, &err);

	gate_result_release(&result);
	return rc == E_OK;
}

static void
enter(struct desk *d, struct decisions *out, int side, const char *reason,
    bool reverses)
{
	struct strategist *t = d->t;
	struct entry_plan p = { .side = side };
	struct order_request r = order_request_empty(), other;
	struct decision *n;

	if (!enter_set(d, &p, &r) || !plan_levels(d, &p) ||
	    !size_find(d, &p, reverses)) {
		t->left_out++;
		return;
	}
	TEXT_SET(r.account, gate_account(t->gate)->label);
	TEXT_SET(r.symbol, d->market->symbol);
	TEXT_SET(r.strategy, t->s->name);
	TEXT_SET(r.tag, reason);
	r.side = side > 0 ? SIDE_BUY : SIDE_SELL;
	r.amount = p.amount;
	r.quote = p.quote;
	r.stop_loss = p.stop.level;
	r.take_profit = p.target.level;
	if (p.trail.there && !t->follows)
		r.trailing_stop = p.trail.level;
	if (r.trailing_stop.kind == LEVEL_DISTANCE)
		r.trailing_stop.kind = LEVEL_PRICE;	/* an amount behind */
	/* Both legs or none. */
	if (d->hedge != NULL && (!hedge_find(d, &p, &other) ||
	    !is_allowed(t, &other) || !is_allowed(t, &r))) {
		t->left_out++;
		return;
	}
	d->reason = reason;
	d->stop_away = p.stop.there ? p.stop.distance : NAN;
	n = wish_add(d, out, DECIDE_ORDER, WISH_OPEN);
	n->order = r;
	if (d->hedge != NULL)
		wish_add(d, out, DECIDE_ORDER, WISH_HEDGE)->order = other;
}

/* An entry on top of what is held. */
static bool
may_add(struct desk *d)
{
	const struct strategy_rule *r = strategy_rule(d->t->s,
	    STRATEGY_PYRAMID);
	double every, close = desk_close(d);

	if (r == NULL || (int64_t)d->entries.len >= d->t->pyramid ||
	    desk_waits(d) > 0)
		return false;
	if (r->second < 0)
		return true;
	every = desk_number(d, r->second);
	if (expr_rule_unit(d->t->s->program, r->second) == UNIT_RATIO)
		every *= d->last_price;
	return every > 0 && d->side * (close - d->last_price) >= every;
}

/* What the rules say of entries at this close: 1, -1, 0. */
static int
entry_side(struct desk *d, const char **reason)
{
	const char *up = NULL, *down = NULL, *unused;
	bool rises = desk_says(d, STRATEGY_ENTRY, 1, &up);
	bool falls = desk_says(d, STRATEGY_ENTRY, -1, &down);
	int side = rises ? 1 : -1;

	if (rises && falls)
		d->t->conflicts++;
	if (rises == falls || desk_says(d, STRATEGY_EXIT, side, &unused))
		return 0;
	*reason = rises ? up : down;
	return side;
}

void
desk_enter_flat(struct desk *d, struct decisions *out)
{
	const char *reason = NULL;
	int side = entry_side(d, &reason);

	if (side == 0 || (d->spot && side < 0) || desk_waits(d) > 0 ||
	    !is_time(d) || !is_room(d) || stands_refused(d, side))
		return;
	enter(d, out, side, reason, false);
}

void
desk_enter_held(struct desk *d, struct decisions *out)
{
	const char *reason = NULL;
	int side = entry_side(d, &reason);

	if (side == d->side) {
		if (may_add(d) && is_time(d) && !stands_refused(d, side))
			enter(d, out, side, reason, false);
		return;
	}
	if (side == 0 || d->t->opposite == OPPOSITE_IGNORE)
		return;
	desk_leave(d, out, "opposite");
	if (d->t->opposite == OPPOSITE_REVERSE && !d->spot && is_time(d) &&
	    !d->t->cools)
		enter(d, out, side, reason, true);
}
