/* Levels of an entry as orders. */
#include "model/legs.h"

#include <string.h>

bool
order_has_legs(const struct order_request *entry)
{
	return entry->stop_loss.kind != LEVEL_NONE ||
	    entry->take_profit.kind != LEVEL_NONE ||
	    entry->trailing_stop.kind != LEVEL_NONE;
}

bool
order_has_both(const struct order_request *entry)
{
	return entry->take_profit.kind != LEVEL_NONE &&
	    (entry->stop_loss.kind != LEVEL_NONE ||
	    entry->trailing_stop.kind != LEVEL_NONE);
}

/* A percentage or a distance away from the reference, rounded away from it. */
static enum err_code
level_price(const struct instrument *i, struct level l, struct dec reference,
    bool above, struct dec *out, struct err *err)
{
	struct dec part;

	if (l.kind == LEVEL_PRICE) {
		*out = l.value;
		return E_OK;
	}
	if ((l.kind == LEVEL_DISTANCE ?
	    dec_add(reference, above ? l.value : dec_neg(l.value), &part) :
	    dec_add(dec_int(100), above ? l.value : dec_neg(l.value),
	    &part) && dec_times(part, dec_make(1, 2), &part) &&
	    dec_times(part, reference, &part)) &&
	    instrument_round_price(i, part, above ? ROUND_CEIL : ROUND_FLOOR,
	    out) && dec_sign(*out) > 0)
		return E_OK;
	return err_set(err, E_DATA, "%s: a level that is no price",
	    i->symbol);
}

static struct order_leg *
leg_add(const struct instrument *i, const struct order_request *entry,
    struct dec amount, const char *suffix, struct order_leg *leg)
{
	leg->suffix = suffix;
	leg->r = order_request_empty();
	TEXT_SET(leg->r.account, entry->account);
	TEXT_SET(leg->r.symbol, entry->symbol);
	TEXT_SET(leg->r.strategy, entry->strategy);
	TEXT_SET(leg->r.tag, entry->tag);
	leg->r.side = entry->side == SIDE_BUY ? SIDE_SELL : SIDE_BUY;
	leg->r.reduce_only = i->kind == KIND_SWAP;
	leg->r.amount = amount;
	return leg;
}

enum err_code
order_legs(const struct instrument *i, const struct order_request *entry,
    struct dec reference, struct dec amount, struct order_leg out[LEGS],
    size_t *n, struct err *err)
{
	bool up = entry->side == SIDE_BUY;
	struct order_leg *leg;
	enum err_code rc = E_OK;

	*n = 0;
	if (entry->stop_loss.kind != LEVEL_NONE) {
		leg = leg_add(i, entry, amount, ".sl", &out[(*n)++]);
		leg->r.type = TYPE_STOP;
		rc = level_price(i, entry->stop_loss, reference, !up,
		    &leg->r.trigger_price, err);
	} else if (entry->trailing_stop.kind != LEVEL_NONE) {
		leg = leg_add(i, entry, amount, ".ts", &out[(*n)++]);
		leg->r.type = TYPE_TRAILING;
		*(entry->trailing_stop.kind == LEVEL_PERCENT ?
		    &leg->r.trail_percent : &leg->r.trail_amount) =
		    entry->trailing_stop.value;
		leg->r.activation_price = entry->trailing_activation;
	}
	if (rc == E_OK && entry->take_profit.kind != LEVEL_NONE) {
		/* Two limit orders that reduce would be too much for one
		 * position on futures: there a target waits, too. */
		leg = leg_add(i, entry, amount, ".tp", &out[(*n)++]);
		leg->r.type = i->kind == KIND_SPOT ? TYPE_LIMIT :
		    TYPE_TAKE_PROFIT;
		rc = level_price(i, entry->take_profit, reference, up,
		    i->kind == KIND_SPOT ? &leg->r.price :
		    &leg->r.trigger_price, err);
	}
	return rc;
}

struct dec
order_legs_amount(const struct instrument *i, struct dec filled,
    struct dec fee, const char *fee_currency)
{
	struct dec left = filled;

	if (i->kind == KIND_SPOT && dec_known(fee) && dec_sign(fee) > 0 &&
	    strcmp(fee_currency, i->base) == 0 &&
	    !dec_sub(filled, fee, &left))
		return DEC_ZERO;
	if (!dec_step(left, i->lot, ROUND_FLOOR, &left))
		return DEC_ZERO;
	return dec_max(left, DEC_ZERO);
}
