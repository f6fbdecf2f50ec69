/*
 * What an order would do, in numbers: its worth, the position and exposure
 * after it, and what it loses if its stop is hit.
 */
#include "risk/judge.h"

#include <string.h>

#define FEE_SCALE 8

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
	struct dec per_unit;

	if (dec_known(j->r->amount)) {
		*out = j->r->amount;
		return true;
	}
	if (!instrument_value(i, j->effect.reference, dec_int(1), &per_unit) ||
	    !dec_div(j->r->quote, per_unit, DEC_SCALE_MAX, ROUND_DOWN, out))
		return false;
	return dec_sign(i->lot) <= 0 || dec_step(*out, i->lot, ROUND_DOWN, out);
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

/* Does it make the position smaller, and cannot turn it round? */
static bool
reduces(const struct judge *j)
{
	const struct position *p = position_of(j);
	bool closing;

	if (j->instrument->kind != KIND_SPOT && j->r->reduce_only)
		return true;
	if (p == NULL || !dec_known(p->contracts) ||
	    (j->instrument->kind == KIND_SPOT && !order_only_reduces(
	    j->instrument, j->r->side, false, j->s->currency)))
		return false;
	closing = (p->side == POSITION_LONG) == (j->r->side == SIDE_SELL);
	return closing && dec_cmp(j->effect.amount, p->contracts) <= 0;
}

static bool
fee_of(const struct judge *j, struct dec value, struct dec *out)
{
	struct dec rate = dec_known(j->instrument->taker) ?
	    j->instrument->taker : j->rules->fee_rate;

	if (dec_sign(rate) <= 0) {
		*out = DEC_ZERO;
		return true;
	}
	return dec_mul(value, rate, FEE_SCALE, ROUND_CEIL, out);
}

/* The entry's price at its worst, for the distance to the stop. */
static struct dec
entry_price(const struct judge *j)
{
	if (j->r->side == SIDE_BUY)
		return j->effect.reference;
	if (dec_known(j->r->price))
		return j->r->price;
	if (dec_known(j->r->trigger_price))
		return dec_min(j->r->trigger_price, j->price->last);
	return j->price->last;
}

/* Where the attached stop triggers; false when it does not fit. */
static bool
stop_price(const struct judge *j, struct dec entry, struct dec *out)
{
	struct dec part;
	bool buy = j->r->side == SIDE_BUY;

	if (j->r->stop_loss.kind == LEVEL_PRICE) {
		*out = j->r->stop_loss.value;
		return true;
	}
	if (!dec_sub(dec_int(100), buy ? j->r->stop_loss.value :
	    dec_neg(j->r->stop_loss.value), &part) ||
	    !dec_muldiv(entry, part, dec_int(100), DEC_SCALE_MAX,
	    buy ? ROUND_FLOOR : ROUND_CEIL, out))
		return false;
	/* Triggers from percentages lie on the tick away from the market. */
	return instrument_round_price(j->instrument, *out,
	    buy ? ROUND_FLOOR : ROUND_CEIL, out);
}

/*
 * METHODS 8.8: amount × |entry - stop| and the fees of both. An entry without
 * a stop, or with one on the wrong side, risks its whole notional.
 */
static enum err_code
risk_of(const struct judge *j, struct dec *out, struct err *err)
{
	const struct instrument *i = j->instrument;
	struct dec entry = entry_price(j), stop, in, away, loss, fee_in, fee_out;

	*out = j->effect.notional;
	if (j->r->stop_loss.kind == LEVEL_NONE)
		return E_OK;
	if (!stop_price(j, entry, &stop))
		return overflow(j, err);
	if (dec_sign(stop) <= 0 || (j->r->side == SIDE_BUY ?
	    dec_cmp(stop, entry) >= 0 : dec_cmp(stop, entry) <= 0))
		return E_OK;
	if (!instrument_value(i, entry, j->effect.amount, &in) ||
	    !instrument_value(i, stop, j->effect.amount, &away) ||
	    !dec_sub(in, away, &loss) ||
	    !fee_of(j, in, &fee_in) || !fee_of(j, away, &fee_out) ||
	    !dec_add(dec_abs(loss), fee_in, &loss) ||
	    !dec_add(loss, fee_out, &loss))
		return overflow(j, err);
	return worth_of(j->s, i->kind == KIND_SPOT ? i->quote : i->settle,
	    loss, out, err);
}

/* Exposure with this order and every other one that is on its way. */
static enum err_code
exposure_after(struct judge *j, struct err *err)
{
	struct stakes stakes = {0};
	struct stake *mine;
	struct order_effect *e = &j->effect;
	enum err_code rc = stakes_load(j->s, &stakes, err);
	bool fits = true;

	if (rc != E_OK)
		goto out;
	j->pending = DEC_ZERO;
	for (size_t i = 0; i < stakes.len; i++)
		fits = fits &&
		    dec_add(j->pending, stakes.at[i].buys, &j->pending) &&
		    dec_add(j->pending, stakes.at[i].sells, &j->pending);
	mine = stake_of(&stakes, j->instrument);
	if (!e->reduces) {
		struct dec *to = j->r->side == SIDE_BUY || mine->spot ?
		    &mine->buys : &mine->sells;

		fits = fits && dec_add(*to, e->notional, to);
	}
	fits = fits && stake_after(mine, &e->position_after) &&
	    stakes_after(&stakes, &e->gross_after);
	if (!fits)
		rc = overflow(j, err);
out:
	stakes_release(&stakes);
	return rc;
}

static enum err_code
day_after(struct judge *j, struct err *err)
{
	struct order_effect *e = &j->effect;

	if (!dec_known(j->s->day_notional))
		return err_set(err, E_DATA, "the turnover of the day is not"
		    " known");
	if (!dec_add(j->s->day_notional, e->notional, &e->day_after) ||
	    !dec_add(e->day_after, j->pending, &e->day_after))
		return overflow(j, err);
	return E_OK;
}

struct order_effect
effect_unknown(void)
{
	return (struct order_effect){ .reference = DEC_NONE,
	    .amount = DEC_NONE, .notional = DEC_NONE,
	    .position_after = DEC_NONE, .gross_after = DEC_NONE,
	    .share_after = DEC_NONE, .leverage_after = DEC_NONE,
	    .risk = DEC_NONE, .day_after = DEC_NONE };
}

enum err_code
effect_load(struct judge *j, struct err *err)
{
	const struct order_request *r = j->r;
	const struct instrument *i = j->instrument;
	struct order_effect *e = &j->effect;
	enum err_code rc;

	*e = effect_unknown();
	e->reference = order_reference(r->side, r->price, r->trigger_price,
	    j->price->last);
	if (!amount_of(j, &e->amount))
		return overflow(j, err);
	e->reduces = reduces(j);
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
	e->share_after = share_of(e->position_after, j->s->equity);
	e->leverage_after = share_of(e->gross_after, j->s->equity);
	return rc;
}
