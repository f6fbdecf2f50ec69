/*
 * What an order would do, in numbers: its worth, the position and exposure
 * after it, and what it loses if its stop is hit.
 */
#include "risk/judge.h"

#include <string.h>

static enum err_code
overflow(const struct judge *j, struct err *err)
{
	return err_set(err, E_DATA, "the numbers of an order in %s do not fit",
	    j->r->symbol);
}

/* The amount of an order that only says what to spend. */
static bool
amount_of(const struct judge *j, struct dec *out)
{
	const struct instrument *i = j->instrument;
	bool lots = dec_sign(i->lot) > 0;
	struct dec per_unit;

	if (dec_known(j->r->amount)) {
		*out = j->r->amount;
		return true;
	}
	/* Rounded down to the decimals of a lot it has as many whole ones. */
	if (!instrument_value(i, j->effect->reference, dec_int(1), &per_unit) ||
	    !dec_div(j->r->quote, per_unit, lots ? i->lot.scale :
	    DEC_SCALE_MAX, ROUND_DOWN, out))
		return false;
	return !lots || dec_step(*out, i->lot, ROUND_DOWN, out);
}

/* What the order trades in: on spot the coins, whatever they are quoted in. */
static const struct position *
position_of(const struct judge *j)
{
	for (size_t n = 0; n < j->s->positions.len &&
	    j->instrument->kind == KIND_SPOT; n++) {
		const struct instrument *i = snapshot_instrument(j->s,
		    j->s->positions.at[n].symbol);

		if (i != NULL && i->kind == KIND_SPOT &&
		    strcmp(i->base, j->instrument->base) == 0)
			return &j->s->positions.at[n];
	}
	return snapshot_position(j->s, j->r->symbol);
}

/* An order that fills now or never: nothing else comes before it. */
static bool
is_immediate(const struct order_request *r)
{
	return r->type == TYPE_MARKET || r->time_in_force == TIF_IOC ||
	    r->time_in_force == TIF_FOK;
}

/*
 * How much of a swap's position is left for this order to close: what other
 * orders of its side may close before it is gone by then. False: nothing.
 */
static bool
closable(const struct judge *j, struct dec *out)
{
	const struct order_request *r = j->r;
	const struct position *p = snapshot_position_on(j->s, r->symbol,
	    r->side == SIDE_BUY ? POSITION_SHORT : POSITION_LONG);

	if (p == NULL || p->hedged == 1 || !dec_known(p->contracts))
		return false;
	*out = p->contracts;
	for (size_t n = 0; n < j->s->orders.len; n++) {
		const struct order *o = &j->s->orders.at[n];

		if (o->side != r->side || strcmp(o->symbol, r->symbol) != 0 ||
		    !order_state_counts((enum order_state)o->state) ||
		    (o->reduce_only == 1 && is_immediate(r)) ||
		    order_shadowed(j->s, o))
			continue;
		if (!dec_sub(*out, order_open_amount(o), out))
			return false;
	}
	return dec_sign(*out) > 0;
}

/*
 * Does it make the position smaller, and cannot turn it round? opens is the
 * part of it that would not.
 */
static bool
reduces(const struct judge *j, struct dec *opens)
{
	const struct position *p;
	struct dec left;

	*opens = j->effect->amount;
	if (j->instrument->kind != KIND_SPOT) {
		if (j->r->reduce_only)
			return true;
		if (!closable(j, &left))
			return false;
		if (dec_cmp(j->effect->amount, left) <= 0)
			return true;
		if (!dec_sub(j->effect->amount, left, opens))
			*opens = j->effect->amount;
		return false;
	}
	p = position_of(j);
	return p != NULL && dec_known(p->contracts) &&
	    order_only_reduces(j->instrument, j->r->side, false,
	    j->s->currency) && dec_cmp(j->effect->amount, p->contracts) <= 0;
}

/* An entry without a stop risks its whole notional. */
static enum err_code
risk_of(const struct judge *j, struct dec *out, struct err *err)
{
	const struct instrument *i = j->instrument;
	struct dec loss, value;

	if (!entry_loss(&j->entry, &loss))
		return overflow(j, err);
	if (!dec_known(loss)) {
		if (dec_cmp(j->entry.amount, j->effect->amount) == 0) {
			*out = j->effect->notional;
			return E_OK;
		}
		if (!instrument_value(i, j->effect->reference, j->entry.amount,
		    &value))
			return overflow(j, err);
		loss = value;
	}
	return worth_of(j->s, i->kind == KIND_SPOT ? i->quote : i->settle,
	    loss, out, err);
}

static void
entry_load(struct judge *j, struct dec opens)
{
	const struct order_request *r = j->r;

	j->entry = (struct entry){ .i = j->instrument, .side = r->side,
	    .type = r->type, .amount = opens, .price = r->price,
	    .trigger = r->trigger_price, .last = j->price->last,
	    .stop_loss = r->stop_loss, .trailing_stop = r->trailing_stop,
	    .trailing_activation = r->trailing_activation,
	    .fee_rate = j->rules->fee_rate };
}

/* Exposure with this order and every other one that is on its way. */
static enum err_code
exposure_after(struct judge *j, struct err *err)
{
	struct stakes own = {0}, *stakes = j->rules->room != NULL ?
	    j->rules->room : &own;
	struct stake *mine;
	struct order_effect *e = j->effect;
	enum err_code rc;
	bool fits = true;

	vec_clear(stakes);
	rc = stakes_load(j->s, stakes, err);
	if (rc != E_OK)
		goto out;
	j->pending = DEC_ZERO;
	for (size_t i = 0; i < stakes->len; i++)
		fits = fits &&
		    dec_add(j->pending, stakes->at[i].buys, &j->pending) &&
		    dec_add(j->pending, stakes->at[i].sells, &j->pending);
	mine = stake_of(stakes, j->s, j->instrument, j->r->side == SIDE_BUY ?
	    POSITION_LONG : POSITION_SHORT);
	if (!e->reduces) {
		struct dec *to = j->r->side == SIDE_BUY || mine->spot ?
		    &mine->buys : &mine->sells;

		fits = fits && dec_add(*to, e->notional, to);
	}
	fits = fits && stakes_after(stakes, mine, &e->position_after,
	    &e->gross_after);
	if (!fits)
		rc = overflow(j, err);
out:
	stakes_release(&own);
	return rc;
}

static enum err_code
day_after(struct judge *j, struct err *err)
{
	struct order_effect *e = j->effect;

	if (!dec_known(j->s->day_notional))
		return err_set(err, E_DATA, "the turnover of the day is not"
		    " known");
	if (!dec_add(j->s->day_notional, e->notional, &e->day_after) ||
	    !dec_add(e->day_after, j->pending, &e->day_after))
		return overflow(j, err);
	return E_OK;
}

void
effect_unknown(struct order_effect *e)
{
	e->reduces = false;
	e->reference = e->amount = e->notional = e->position_after =
	    e->gross_after = e->risk = e->day_after = e->margin_after =
	    e->maintenance_after = e->liquidation_after =
	    e->total_risk_after = DEC_NONE;
}

enum err_code
effect_load(struct judge *j, struct err *err)
{
	const struct order_request *r = j->r;
	const struct instrument *i = j->instrument;
	struct order_effect *e = j->effect;
	struct dec opens;
	enum err_code rc;

	e->reference = order_reference(r->side, r->price, r->trigger_price,
	    j->price->last);
	if (!amount_of(j, &e->amount))
		return overflow(j, err);
	e->reduces = reduces(j, &opens);
	if (e->reduces && j->rules->brief)
		return E_OK;
	entry_load(j, opens);
	rc = dec_known(r->amount) ?
	    notional_of(j->s, i, e->reference, e->amount, &e->notional, err) :
	    worth_of(j->s, i->kind == KIND_SPOT ? i->quote : i->settle,
	    r->quote, &e->notional, err);
	if (rc == E_OK)
		rc = exposure_after(j, err);
	if (rc == E_OK)
		rc = day_after(j, err);
	if (rc == E_OK) {
		e->risk = DEC_ZERO;
		if (!e->reduces)
			rc = risk_of(j, &e->risk, err);
	}
	return rc;
}
