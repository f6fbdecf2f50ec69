/*
 * Positions and the stops that stand behind them.
 */
#include "risk/stops.h"

#include <string.h>

#define MONEY_SCALE 8

struct stop { struct dec trigger, amount; };
struct stop_list VEC_OF(struct stop);

/* Where a trailing stop is at its worst: it moves only toward the market. */
static bool
trailing_price(const struct order *o, const struct position *p,
    struct dec *out)
{
	struct dec away = o->trail_amount;

	if (dec_known(o->activation_price))
		return false;	/* not active yet, as far as is known */
	if (!dec_known(away) && !dec_muldiv(p->mark_price, o->trail_percent,
	    dec_int(100), DEC_SCALE_MAX, ROUND_CEIL, &away))
		return false;
	return p->side == POSITION_LONG ? dec_sub(p->mark_price, away, out) :
	    dec_add(p->mark_price, away, out);
}

/* Does this order get out of the position when it triggers, and where? */
static bool
is_stop_of(const struct order *o, const struct position *p, struct stop *out)
{
	if (strcmp(o->symbol, p->symbol) != 0 ||
	    !order_state_counts((enum order_state)o->state) ||
	    (o->side == SIDE_SELL) != (p->side == POSITION_LONG) ||
	    (p->hedged == 1 && o->reduce_only != 1) ||
	    !dec_known(o->remaining))
		return false;
	out->amount = o->remaining;
	out->trigger = o->trigger_price;
	switch (o->type) {
	case TYPE_STOP:
	case TYPE_STOP_LIMIT:
		return dec_known(out->trigger);
	case TYPE_TRAILING:
		return dec_known(out->trigger) ||
		    trailing_price(o, p, &out->trigger);
	default:
		return false;
	}
}

/* By the way of a falling market: what it meets first stands first. */
static void
add_stop(struct stop_list *all, const struct stop *one, int side)
{
	size_t k = all->len;

	vec_push(all, *one);
	for (; k > 0; k--) {
		int by = dec_cmp(one->trigger, all->at[k - 1].trigger);

		if (side == POSITION_LONG ? by <= 0 : by >= 0)
			break;
		all->at[k] = all->at[k - 1];
	}
	all->at[k] = *one;
}

static bool
fee_at(const struct instrument *i, const struct risk_terms *t,
    struct dec value, struct dec *out)
{
	struct dec fee = DEC_ZERO, slip = DEC_ZERO;

	if (t->exit_fees && !fee_taken(i, DEC_NONE, value, &fee))
		return false;
	if (dec_sign(t->slippage) > 0 &&
	    !dec_mul(value, t->slippage, MONEY_SCALE, ROUND_CEIL, &slip))
		return false;
	return dec_add(fee, slip, out);
}

/* How far the mark lies before a price on the losing side; not below 0. */
static bool
away_of(const struct position *p, struct dec price, struct dec *out)
{
	if (!(p->side == POSITION_LONG ? dec_sub(p->mark_price, price, out) :
	    dec_sub(price, p->mark_price, out)))
		return false;
	*out = dec_max(*out, DEC_ZERO);
	return true;
}

/* Adds what a part loses that gets out at a price. */
static bool
add_loss(const struct instrument *i, const struct position *p,
    const struct risk_terms *t, struct dec price, struct dec part,
    struct dec *lost)
{
	struct dec away, value, costs;

	if (!away_of(p, price, &away) ||
	    !instrument_value(i, away, part, &value) ||
	    !dec_add(*lost, value, lost) ||
	    !instrument_value(i, price, part, &value) ||
	    !fee_at(i, t, value, &costs))
		return false;
	return dec_add(*lost, costs, lost);
}

static struct dec
shock_of(const struct risk_terms *t)
{
	return dec_sign(t->shock) > 0 ? t->shock : dec_make(1, 1);
}

/* What a part loses that has no stop: the shock, or what is left of it when
 * the liquidation is nearer. */
static bool
add_fall(const struct instrument *i, const struct position *p,
    const struct risk_terms *t, struct dec part, struct dec *lost)
{
	struct dec value, fall, costs, away, nearer;

	if (!instrument_value(i, p->mark_price, part, &value) ||
	    !dec_mul(value, shock_of(t), MONEY_SCALE, ROUND_CEIL, &fall))
		return false;
	if (dec_known(p->liquidation_price)) {
		if (!away_of(p, p->liquidation_price, &away) ||
		    !instrument_value(i, away, part, &nearer))
			return false;
		fall = dec_min(fall, nearer);
	}
	if (!(p->side == POSITION_LONG ? dec_sub(value, fall, &value) :
	    dec_add(value, fall, &value)) || !fee_at(i, t, value, &costs) ||
	    !dec_add(fall, costs, &fall))
		return false;
	return dec_add(*lost, fall, lost);
}

/* A stop beyond the liquidation is never reached. */
static struct dec
reached(const struct position *p, struct dec trigger)
{
	if (!dec_known(p->liquidation_price))
		return trigger;
	return p->side == POSITION_LONG ?
	    dec_max(trigger, p->liquidation_price) :
	    dec_min(trigger, p->liquidation_price);
}

static bool
in_currency(const struct snapshot *s, const struct instrument *i,
    struct dec amount, struct dec *out)
{
	return worth_of(s, i->kind == KIND_SPOT ? i->quote : i->settle,
	    amount, out, NULL) == E_OK;
}

static bool
measure(const struct snapshot *s, const struct position *p,
    const struct instrument *i, const struct risk_terms *t,
    const struct stop_list *stops, struct protection *out)
{
	struct dec bare = p->contracts, lost = DEC_ZERO, value, part;

	for (size_t n = 0; n < stops->len; n++) {
		part = dec_min(stops->at[n].amount, bare);
		if (!add_loss(i, p, t, reached(p, stops->at[n].trigger), part,
		    &lost) || !dec_sub(bare, part, &bare))
			return false;
	}
	out->nearest = stops->len > 0 ? stops->at[0].trigger : DEC_NONE;
	if (!dec_sub(p->contracts, bare, &out->covered) ||
	    !instrument_value(i, p->mark_price, out->covered, &value) ||
	    !in_currency(s, i, value, &out->covered_value) ||
	    !instrument_value(i, p->mark_price, p->contracts, &value) ||
	    !in_currency(s, i, value, &out->value))
		return false;
	return add_fall(i, p, t, bare, &lost) &&
	    in_currency(s, i, lost, &out->loss);
}

bool
protection_of(const struct snapshot *s, const struct position *p,
    const struct risk_terms *t, struct protection *out)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	struct stop_list stops = {0};
	struct stop one;
	bool known;

	if (i == NULL || !dec_known(p->contracts) || !dec_known(p->mark_price))
		return false;
	for (size_t n = 0; n < s->orders.len; n++)
		if (is_stop_of(&s->orders.at[n], p, &one))
			add_stop(&stops, &one, p->side);
	known = measure(s, p, i, t, &stops, out);
	vec_release(&stops);
	return known;
}

/* The part of a working order that would open something. */
static bool
opens(const struct snapshot *s, const struct order *o,
    const struct instrument *i, struct dec *amount)
{
	const struct position *p = i->kind == KIND_SPOT ? NULL :
	    snapshot_position_on(s, o->symbol, o->side == SIDE_BUY ?
	    POSITION_SHORT : POSITION_LONG);

	if (p == NULL || p->hedged == 1 || !dec_known(*amount))
		return true;
	return dec_sub(*amount, p->contracts, amount) && dec_sign(*amount) > 0;
}

static enum err_code
add_entry(const struct snapshot *s, const struct risk_terms *t,
    const struct entry *e, struct dec *sum, struct err *err)
{
	const char *money = e->i->kind == KIND_SPOT ? e->i->quote :
	    e->i->settle;
	struct dec worst = order_worst(e->side, e->price, e->trigger, e->last);
	struct dec loss, value, costs;
	enum err_code rc;

	if (!entry_loss(e, &loss))
		goto overflow;
	if (!dec_known(loss) && (!dec_known(worst) ||
	    !instrument_value(e->i, worst, e->amount, &value) ||
	    !dec_mul(value, shock_of(t), MONEY_SCALE, ROUND_CEIL, &loss) ||
	    !fee_at(e->i, t, value, &costs) || !dec_add(loss, costs, &loss)))
		goto overflow;
	rc = worth_of(s, money, loss, &loss, err);
	if (rc != E_OK)
		return rc;
	if (dec_add(*sum, loss, sum))
		return E_OK;
overflow:
	return err_set(err, E_DATA, "the risk of an order in %s is not known",
	    e->i->symbol);
}

static enum err_code
add_working(const struct snapshot *s, const struct risk_terms *t,
    struct dec fee_rate, const struct order *o, struct dec *sum,
    struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, o->symbol);
	const struct price *p = snapshot_price(s, o->symbol);
	struct entry e;
	struct dec units;

	if (i == NULL || !order_state_counts((enum order_state)o->state) ||
	    order_only_reduces(i, o->side, o->reduce_only == 1, s->currency) ||
	    order_shadowed(s, o))
		return E_OK;
	e = entry_of_order(o, i, p != NULL ? p->last : DEC_NONE, fee_rate);
	if (!dec_known(e.amount) && dec_known(o->quote) &&
	    (!instrument_value(i, order_worst(e.side, e.price, e.trigger,
	    e.last), dec_int(1), &units) || !dec_div(o->quote, units,
	    MONEY_SCALE, ROUND_CEIL, &e.amount)))
		e.amount = DEC_NONE;
	if (!opens(s, o, i, &e.amount))
		return E_OK;
	return add_entry(s, t, &e, sum, err);
}

enum err_code
total_risk(const struct snapshot *s, const struct risk_terms *t,
    struct dec fee_rate, const struct entry *order, struct dec *out,
    struct err *err)
{
	struct dec sum = DEC_ZERO;
	struct protection held;
	enum err_code rc = E_OK;

	for (size_t n = 0; n < s->positions.len; n++)
		if (position_counts(s, &s->positions.at[n]) &&
		    (!protection_of(s, &s->positions.at[n], t, &held) ||
		    !dec_add(sum, held.loss, &sum)))
			return err_set(err, E_DATA, "what %s would lose is not"
			    " known", s->positions.at[n].symbol);
	for (size_t n = 0; n < s->orders.len && rc == E_OK; n++)
		rc = add_working(s, t, fee_rate, &s->orders.at[n], &sum, err);
	if (rc == E_OK && order != NULL)
		rc = add_entry(s, t, order, &sum, err);
	if (rc == E_OK)
		*out = sum;
	return rc;
}
