/*
 * Which orders there are: what each type takes, and what does not go together
 * (SIMVENUE.md 4, and "unsupported" in 5).
 */
#include "venue/sim/state.h"

static const struct shape {
	bool price, trigger, trail;
} shapes[ORDER_TYPES] = {
	[TYPE_MARKET] = { 0 },
	[TYPE_LIMIT] = { .price = true },
	[TYPE_STOP] = { .trigger = true },
	[TYPE_STOP_LIMIT] = { .price = true, .trigger = true },
	[TYPE_TAKE_PROFIT] = { .trigger = true },
	[TYPE_TAKE_PROFIT_LIMIT] = { .price = true, .trigger = true },
	[TYPE_TRAILING] = { .trail = true }
};

bool
request_has_links(const struct order_request *r)
{
	return r->stop_loss.kind != LEVEL_NONE ||
	    r->take_profit.kind != LEVEL_NONE ||
	    r->trailing_stop.kind != LEVEL_NONE;
}

bool
request_is_post_only(const struct order_request *r)
{
	return r->post_only || r->time_in_force == TIF_PO;
}

static bool
at_once(const struct order_request *r)
{
	return r->time_in_force == TIF_IOC || r->time_in_force == TIF_FOK;
}

/* The fields that its type takes, all of them and no others. */
static bool
fields_fit(const struct order_request *r)
{
	const struct shape *shape = &shapes[r->type];
	bool percent = dec_known(r->trail_percent);
	bool amount = dec_known(r->trail_amount);

	if (dec_known(r->price) != shape->price ||
	    dec_known(r->trigger_price) != shape->trigger)
		return false;
	if (shape->trail ? percent == amount : percent || amount ||
	    dec_known(r->activation_price))
		return false;
	if (dec_known(r->amount) == dec_known(r->quote) ||
	    (dec_known(r->quote) && r->type != TYPE_MARKET))
		return false;
	return r->trailing_stop.kind != LEVEL_NONE ||
	    !dec_known(r->trailing_activation);
}

static bool
goes_together(const struct order_request *r)
{
	bool limit = r->type == TYPE_LIMIT, visible = dec_known(r->visible);

	if (at_once(r) && ((!limit && r->type != TYPE_MARKET) || visible ||
	    r->expire_at != 0 || request_is_post_only(r)))
		return false;
	if (!limit && (request_is_post_only(r) || visible))
		return false;
	if (r->type == TYPE_MARKET && r->expire_at != 0)
		return false;
	return !(r->reduce_only && request_has_links(r));
}

static bool
pairs(const struct order_request *r)
{
	return r->type != TYPE_MARKET && !at_once(r) &&
	    !request_has_links(r) && !dec_known(r->visible);
}

bool
request_supported(const struct order_request *r, bool paired)
{
	return r->type >= 0 && r->type < ORDER_TYPES && fields_fit(r) &&
	    goes_together(r) && (!paired || pairs(r));
}

bool
spot_supported(const struct order_request *r)
{
	return !r->reduce_only &&
	    !(r->side == SIDE_SELL && request_has_links(r));
}

bool
amend_supported(const struct sim_order *o, const struct order_request *terms)
{
	bool waits = order_waits_for_trigger(o);

	if (!waits && !order_rests_as_limit(o))
		return false;		/* what is left of a market order */
	return !(dec_known(terms->amount) && o->group != 0) &&
	    !(dec_known(terms->price) && !order_has_price(o)) &&
	    !(dec_known(terms->trigger_price) &&
	    !(order_has_trigger(o) && waits));
}
