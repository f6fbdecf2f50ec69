/*
 * A symbol's filters, checked before the market is asked, in Binance's order
 * and with its codes: on spot one code and a name, on futures a code each.
 */
#include "serve/binance/binance.h"

enum broken { LOW_PRICE, HIGH_PRICE, OFF_TICK, NO_AMOUNT, LOW_AMOUNT,
    HIGH_AMOUNT, OFF_STEP, LOW_MARKET, HIGH_MARKET, OFF_MARKET,
    TOO_MANY, ABOVE_BAND, BELOW_BAND, LOW_NOTIONAL, ICEBERG,
    TRAILING, TOO_FINE };

static const struct { const char *spot; int code; const char *text; }
    breaks[] = {
	[LOW_PRICE] = { "PRICE_FILTER", -4013, "Price less than min price." },
	[HIGH_PRICE] = { "PRICE_FILTER", -4002,
	    "Price greater than max price." },
	[OFF_TICK] = { "PRICE_FILTER", -4014,
	    "Price not increased by tick size." },
	[NO_AMOUNT] = { "LOT_SIZE", -4003,
	    "Quantity less than or equal to zero." },
	[LOW_AMOUNT] = { "LOT_SIZE", -4004, "Quantity less than min quantity." },
	[HIGH_AMOUNT] = { "LOT_SIZE", -4005,
	    "Quantity greater than max quantity." },
	[OFF_STEP] = { "LOT_SIZE", -4023,
	    "Quantity not increased by step size." },
	[LOW_MARKET] = { "MARKET_LOT_SIZE", -4004,
	    "Quantity less than min quantity." },
	[HIGH_MARKET] = { "MARKET_LOT_SIZE", -4005,
	    "Quantity greater than max quantity." },
	[OFF_MARKET] = { "MARKET_LOT_SIZE", -4023,
	    "Quantity not increased by step size." },
	[TOO_MANY] = { "MAX_NUM_ALGO_ORDERS", -4045,
	    "Reach max stop order limit." },
	[ABOVE_BAND] = { "PERCENT_PRICE_BY_SIDE", -4016,
	    "Limit price can't be higher than the band allows." },
	[BELOW_BAND] = { "PERCENT_PRICE_BY_SIDE", -4024,
	    "Limit price can't be lower than the band allows." },
	[LOW_NOTIONAL] = { "NOTIONAL", -4164, "Order's notional must be no "
	    "smaller than the minimum (unless you choose reduce only)." },
	[ICEBERG] = { "ICEBERG_PARTS", -1106,
	    "Parameter 'icebergQty' sent when not required." },
	[TRAILING] = { "TRAILING_DELTA", -2007, "Invalid callback rate." },
	[TOO_FINE] = { NULL, -1111,
	    "Precision is over the maximum defined for this asset." }
};

static bool
breaks_filter(struct call *c, enum broken what)
{
	if (c->m == MARKET_SWAP)
		return fail(c, 400, breaks[what].code, "%s",
		    breaks[what].text);
	return fail(c, 400, -1013, "Filter failure: %s", breaks[what].spot);
}

/* Spot takes 8 decimals, futures those of tick and lot. */
static bool
fine_enough(struct call *c, const char *name, struct dec d, int swap)
{
	int most = c->m == MARKET_SPOT ? 8 : swap;

	if (!dec_known(d) || dec_decimals(d) <= most)
		return true;
	return c->m == MARKET_SWAP ? breaks_filter(c, TOO_FINE) :
	    fail(c, 400, -1111, "Parameter '%s' has too much precision.",
	    name);
}

static bool
price_passes(struct call *c, const struct world_symbol *s, const char *name,
    struct dec price)
{
	struct dec tick;

	if (!dec_known(price))
		return true;
	tick = instrument_tick(&s->i, price);
	if (!fine_enough(c, name, price, dec_decimals(tick)))
		return false;
	if (dec_sign(price) <= 0)
		return breaks_filter(c, LOW_PRICE);
	if (dec_cmp(price, dec_int(1000000)) > 0)
		return breaks_filter(c, HIGH_PRICE);
	return dec_on_step(price, tick) || breaks_filter(c, OFF_TICK);
}

bool
filter_lot(struct call *c, const struct placing *p, struct dec amount)
{
	const struct instrument *i = &p->s->i;

	if (!dec_known(amount))
		return true;
	if (!fine_enough(c, "quantity", amount, dec_decimals(i->lot)))
		return false;
	if (dec_sign(amount) <= 0)
		return breaks_filter(c, NO_AMOUNT);
	if (dec_sign(i->min_amount) > 0 &&
	    dec_cmp(amount, i->min_amount) < 0)
		return breaks_filter(c, LOW_AMOUNT);
	if (dec_sign(i->max_amount) > 0 &&
	    dec_cmp(amount, i->max_amount) > 0)
		return breaks_filter(c, HIGH_AMOUNT);
	return dec_on_step(amount, i->lot) || breaks_filter(c, OFF_STEP);
}

/* Spot means orders of that type, futures all that become one. */
static bool
market_lot_passes(struct call *c, const struct placing *p)
{
	const struct order_bounds *b = &p->s->i.bounds;
	struct dec amount = p->r.amount;

	if (!dec_known(amount) || (c->m == MARKET_SPOT ?
	    p->r.type != TYPE_MARKET : dec_known(p->r.price)))
		return true;
	if (dec_sign(b->market_min) > 0 && dec_cmp(amount, b->market_min) < 0)
		return breaks_filter(c, LOW_MARKET);
	if (dec_sign(b->market_max) > 0 && dec_cmp(amount, b->market_max) > 0)
		return breaks_filter(c, HIGH_MARKET);
	return dec_sign(b->market_lot) <= 0 ||
	    dec_on_step(amount, b->market_lot) || breaks_filter(c, OFF_MARKET);
}

int64_t
filter_conditional(const struct world_symbol *s)
{
	int64_t most = 0;

	if (dec_steps(s->i.bounds.max_conditional, dec_int(1), &most) &&
	    most > 0)
		return most;
	return s->i.max_open_orders > 0 ? s->i.max_open_orders : 200;
}

static bool
waits(const struct order_request *r)
{
	return r->type != TYPE_MARKET && r->type != TYPE_LIMIT;
}

/* Those that wait for their price, or for the entry of their list. */
static bool
count_passes(struct call *c, const struct placing *p)
{
	const struct book *b = &c->w->book;
	int64_t n = 0;

	if (!waits(&p->r))
		return true;
	for (size_t i = 0; i < b->orders.len; i++) {
		const struct served_order *o = &b->orders.at[i];

		n += o->market == c->m && o->symbol == world_symbol_at(c->w,
		    p->s) && order_works(o) && waits(&o->r) &&
		    o->triggered == 0;
	}
	return n < filter_conditional(p->s) || breaks_filter(c, TOO_MANY);
}

/* Of futures a buy is bound from above only, a sell from below. */
static bool
band_passes(struct call *c, const struct placing *p)
{
	const struct instrument *i = &p->s->i;
	struct dec last = c->m == MARKET_SWAP ? world_mark(c->w, p->s) :
	    world_last(c->w, p->s), bound;

	bool sells = p->r.side == SIDE_SELL, spot = c->m == MARKET_SPOT;
	struct dec up = i->band_up, down = i->band_down;

	if (spot && sells && dec_sign(i->bounds.sell_band_up) > 0)
		up = i->bounds.sell_band_up;
	if (spot && sells && dec_sign(i->bounds.sell_band_down) > 0)
		down = i->bounds.sell_band_down;
	if (!dec_known(p->r.price) || !dec_known(last))
		return true;
	if ((spot || !sells) && dec_sign(up) > 0 &&
	    dec_times(last, up, &bound) && dec_cmp(p->r.price, bound) > 0)
		return breaks_filter(c, ABOVE_BAND);
	if ((spot || sells) && dec_sign(down) > 0 &&
	    dec_times(last, down, &bound) && dec_cmp(p->r.price, bound) < 0)
		return breaks_filter(c, BELOW_BAND);
	return true;
}

static bool
notional_passes(struct call *c, const struct placing *p)
{
	struct dec price = dec_known(p->r.price) ? p->r.price :
	    dec_known(p->r.trigger_price) ? p->r.trigger_price :
	    world_last(c->w, p->s), value;

	if (p->r.reduce_only || !dec_known(price))
		return true;
	if (dec_known(p->r.quote))
		value = p->r.quote;
	else if (!instrument_value(&p->s->i, price, p->r.amount, &value))
		return true;
	return dec_cmp(value, p->s->i.min_notional) >= 0 ||
	    breaks_filter(c, LOW_NOTIONAL);
}

static bool
parts_pass(struct call *c, const struct placing *p)
{
	struct dec parts;

	if (!dec_known(p->r.visible))
		return true;
	if (!filter_lot(c, p, p->r.visible))
		return false;
	return (dec_div(p->r.amount, p->r.visible, 0, ROUND_CEIL, &parts) &&
	    dec_cmp(parts, dec_int(100)) <= 0) || breaks_filter(c, ICEBERG);
}

/* trail_percent: from 0.1 to 20 on spot, to 10 on futures. */
static bool
trail_passes(struct call *c, const struct placing *p)
{
	int most = c->m == MARKET_SPOT ? 20 : 10;

	return !dec_known(p->r.trail_percent) ||
	    (dec_cmp(p->r.trail_percent, dec_make(1, 1)) >= 0 &&
	    dec_cmp(p->r.trail_percent, dec_int(most)) <= 0) ||
	    breaks_filter(c, TRAILING);
}

bool
filters_pass(struct call *c, const struct placing *p)
{
	return price_passes(c, p->s, "price", p->r.price) &&
	    price_passes(c, p->s, "stopPrice", p->r.trigger_price) &&
	    price_passes(c, p->s, "stopPrice", p->r.activation_price) &&
	    band_passes(c, p) &&
	    (p->close_position || (filter_lot(c, p, p->r.amount) &&
	    market_lot_passes(c, p))) && count_passes(c, p) &&
	    fine_enough(c, "quoteOrderQty", p->r.quote, 8) &&
	    (p->close_position || notional_passes(c, p)) &&
	    parts_pass(c, p) && trail_passes(c, p);
}
