/*
 * An order that opens something, and the stop that comes with it.
 */
#include "risk/stops.h"

struct entry
entry_of_order(const struct order *o, const struct instrument *i,
    struct dec last, struct dec fee_rate)
{
	return (struct entry){ .i = i, .side = o->side, .type = o->type,
	    .amount = order_open_amount(o), .price = o->price,
	    .trigger = o->trigger_price, .last = last,
	    .stop_loss = o->stop_loss, .trailing_stop = o->trailing_stop,
	    .trailing_activation = o->trailing_activation,
	    .fee_rate = fee_rate };
}

struct dec
entry_expected(const struct entry *e)
{
	bool buy = e->side == SIDE_BUY;
	bool target = e->type == TYPE_TAKE_PROFIT ||
	    e->type == TYPE_TAKE_PROFIT_LIMIT;
	struct dec at = e->last;

	if (dec_known(e->trigger))
		at = buy != target ? dec_max(at, e->trigger) :
		    dec_min(at, e->trigger);
	if (dec_known(e->price))
		at = buy ? dec_min(at, e->price) : dec_max(at, e->price);
	return at;
}

bool
entry_has_stop(const struct entry *e)
{
	return e->stop_loss.kind != LEVEL_NONE ||
	    (e->trailing_stop.kind != LEVEL_NONE &&
	    !dec_known(e->trailing_activation));
}

/* A part of the price, on the tick away from the market. */
static bool
part_of(const struct entry *e, struct dec fill, struct dec percent,
    struct dec *out)
{
	bool buy = e->side == SIDE_BUY;
	struct dec part;

	return dec_sub(dec_int(100), buy ? percent : dec_neg(percent),
	    &part) && dec_muldiv(fill, part, dec_int(100), DEC_SCALE_MAX,
	    buy ? ROUND_FLOOR : ROUND_CEIL, out);
}

bool
entry_stop(const struct entry *e, struct dec fill, struct dec *out)
{
	bool buy = e->side == SIDE_BUY;
	const struct level *l = &e->stop_loss;
	bool good;

	if (l->kind == LEVEL_PRICE) {
		*out = l->value;
		return true;
	}
	if (l->kind == LEVEL_NONE)
		l = &e->trailing_stop;
	if (l->kind == LEVEL_PRICE || l->kind == LEVEL_DISTANCE)
		good = buy ? dec_sub(fill, l->value, out) :
		    dec_add(fill, l->value, out);
	else
		good = part_of(e, fill, l->value, out);
	if (!good)
		return false;
	return instrument_round_price(e->i, *out,
	    buy ? ROUND_FLOOR : ROUND_CEIL, out);
}

bool
entry_loss(const struct entry *e, struct dec *out)
{
	struct dec fill = order_worst(e->side, e->price, e->trigger, e->last);
	struct dec stop, in, away, loss, fee_in, fee_out;

	*out = DEC_NONE;
	if (!entry_has_stop(e))
		return true;
	if (!entry_stop(e, fill, &stop))
		return false;
	if (dec_sign(stop) <= 0 || (e->side == SIDE_BUY ?
	    dec_cmp(stop, fill) >= 0 : dec_cmp(stop, fill) <= 0))
		return true;
	if (!instrument_value(e->i, fill, e->amount, &in) ||
	    !instrument_value(e->i, stop, e->amount, &away) ||
	    !dec_sub(in, away, &loss) ||
	    !fee_taken(e->i, e->fee_rate, in, &fee_in) ||
	    !fee_taken(e->i, e->fee_rate, away, &fee_out) ||
	    !dec_add(dec_abs(loss), fee_in, &loss))
		return false;
	return dec_add(loss, fee_out, out);
}
