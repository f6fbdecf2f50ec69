/*
 * What this version lacks: combinations that no order may ask for.
 */
#include "tests/model/venuemodel/model.h"

static bool
links(const struct request *w)
{
	return w->stop_loss.given || w->take_profit.given || w->trails;
}

/* The price fields that a type takes, it needs; others it must not have. */
static bool
wrong_fields(const struct request *w)
{
	static const struct { bool price, trigger; } takes[] = {
		[MARKET] = { false, false }, [LIMIT] = { true, false },
		[STOP] = { false, true }, [STOP_LIMIT] = { true, true },
		[TAKE_PROFIT] = { false, true },
		[TAKE_PROFIT_LIMIT] = { true, true },
		[TRAILING] = { false, false },
	};
	int distances = dec_known(w->trail_percent) +
	    dec_known(w->trail_amount);

	return dec_known(w->price) != takes[w->type].price ||
	    dec_known(w->trigger) != takes[w->type].trigger ||
	    distances != (w->type == TRAILING) ||
	    (dec_known(w->activation) && w->type != TRAILING) ||
	    (w->trails && dec_known(w->ts_percent) +
	    dec_known(w->ts_amount) != 1);
}

static bool
wrong_time(const struct request *w)
{
	bool limit = w->type == LIMIT;

	if (w->tif != GTC && ((w->type != MARKET && !limit) ||
	    w->expire_at != 0 || w->post_only || dec_known(w->visible)))
		return true;
	return (w->post_only && !limit) || (dec_known(w->visible) && !limit) ||
	    (w->expire_at != 0 && w->type == MARKET);
}

static bool
wrong_pair(const struct request *w)
{
	return w->type == MARKET || w->tif != GTC || links(w) ||
	    dec_known(w->visible);
}

/* What is asked of spot only is not asked of an unknown symbol. An amended
 * order was asked when it came. */
bool
unsupported(const struct arrival *a)
{
	const struct request *w = a->want;
	bool swap = a->in == NULL || a->in->swap;

	if (a->self != NULL)
		return false;
	if (w->type == TYPE_OTHER || w->hedged || wrong_fields(w) ||
	    wrong_time(w) || (a->oco && wrong_pair(w)))
		return true;
	if (dec_known(w->amount) == dec_known(w->quote) ||
	    (dec_known(w->quote) && w->type != MARKET))
		return true;
	return (w->reduce_only && (!swap || links(w))) ||
	    (links(w) && w->side == SELL && !swap);
}
