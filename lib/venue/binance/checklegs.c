/*
 * Which stops and targets can be attached to which entries: with the request
 * as an order list of spot, or as orders of their own once an entry that does
 * not rest has filled. Nobody but this program would place those of an entry
 * that rests, and it may not be running then.
 */
#include "venue/binance/form.h"

#include "model/legs.h"

/* What cannot be attached to it, in words; NULL: nothing. */
static const char *
cannot(const struct instrument *i, const struct order_request *r)
{
	bool spot = i->kind == KIND_SPOT;
	bool rests = r->type == TYPE_LIMIT && (r->time_in_force == TIF_GTC ||
	    r->time_in_force == TIF_PO);

	if (r->type != TYPE_MARKET && r->type != TYPE_LIMIT)
		return "attaches stops and targets to market and limit orders "
		    "only";
	if (spot && r->side == SIDE_SELL)
		return "spot attaches stops and targets to what is bought "
		    "only";
	if (!spot && rests)
		return "futures keep no stop or target for an entry that "
		    "rests: --tif ioc or a market order, or place them once "
		    "it has filled";
	if (r->stop_loss.kind != LEVEL_NONE &&
	    r->trailing_stop.kind != LEVEL_NONE)
		return "attaches one stop: --stop-loss or --trailing-stop";
	if (r->trailing_stop.kind == LEVEL_PRICE)
		return "follows by a percentage only: --trailing-stop 1%";
	if (spot && dec_known(r->trailing_activation))
		return "lets an attached stop follow at once: "
		    "--trailing-activation";
	if (dec_known(r->visible))
		return "attaches nothing to an iceberg: --visible";
	if (spot && order_has_both(r) && dec_sign(i->bounds.no_oco) > 0)
		return "attaches a stop or a target here, not both";
	if (form_attaches(i, r) && dec_sign(i->bounds.no_oto) > 0)
		return "attaches no stop or target to an entry that rests "
		    "here";
	return NULL;
}

/* Those whose price is known now, as orders of their own. */
static enum err_code
steps_of(const struct instrument *i, const struct order_request *entry,
    struct err *err)
{
	struct order_request r = *entry;
	struct order_leg legs[LEGS];
	size_t n;
	enum err_code rc;

	if (!dec_known(r.price) && r.stop_loss.kind != LEVEL_PRICE)
		r.stop_loss = (struct level){ LEVEL_NONE, DEC_NONE };
	if (!dec_known(r.price) && r.take_profit.kind != LEVEL_PRICE)
		r.take_profit = (struct level){ LEVEL_NONE, DEC_NONE };
	rc = order_legs(i, &r, r.price, r.amount, legs, &n, err);
	/* How much is bought for so much money is not known yet. */
	for (size_t k = 0; k < n && rc == E_OK; k++)
		rc = dec_known(r.amount) ? form_check(i, &legs[k].r, 0, err) :
		    form_check_prices(i, &legs[k].r, err);
	return rc;
}

enum err_code
form_check_legs(const struct instrument *i, const struct order_request *r,
    struct err *err)
{
	struct form list, orders[FORM_ORDERS];
	const char *why;
	size_t n;
	enum err_code rc;

	if (!order_has_legs(r))
		return E_OK;
	if ((why = cannot(i, r)) != NULL)
		return err_set(err, E_USAGE, "%s: binance %s", i->symbol,
		    why);
	rc = steps_of(i, r, err);
	if (rc == E_OK && form_attaches(i, r))
		rc = form_entry(i, r, "", &list, orders, &n, err);
	return rc;
}
