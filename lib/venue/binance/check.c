/*
 * What Binance does not have, and which steps and bounds it keeps: what can be
 * known before an order is sent is told in words, and nothing leaves.
 */
#include "venue/binance/form.h"

#include "base/stamp.h"

#include <string.h>

#define ANY (1 << KIND_SPOT | 1 << KIND_SWAP)
#define SPOT (1 << KIND_SPOT)
#define SWAP (1 << KIND_SWAP)
#define SOONEST_END (10 * STAMP_MINUTE)	/* of futures, 2026-11 */

struct ask {
	const struct instrument *i;
	const struct order_request *r;
	int64_t now;
};

static bool
asks_end(const struct ask *a)
{
	return a->r->expire_at != 0;
}

static bool
asks_end_without_price(const struct ask *a)
{
	return a->r->expire_at != 0 && !dec_known(a->r->price);
}

static bool
asks_end_soon(const struct ask *a)
{
	return a->r->expire_at != 0 &&
	    a->r->expire_at / STAMP_SECOND * STAMP_SECOND <=
	    a->now + SOONEST_END;
}

static bool
asks_end_of_maker(const struct ask *a)
{
	return a->r->expire_at != 0 && a->r->post_only;
}

static bool
asks_reduce(const struct ask *a)
{
	return a->r->reduce_only;
}

static bool
asks_quote(const struct ask *a)
{
	return dec_known(a->r->quote);
}

static bool
asks_visible(const struct ask *a)
{
	return dec_known(a->r->visible);
}

static bool
asks_trail(const struct ask *a)
{
	return a->r->type == TYPE_TRAILING;
}

static bool
asks_trail_amount(const struct ask *a)
{
	return dec_known(a->r->trail_amount);
}

static bool
asks_fine_trail(const struct ask *a)
{
	return dec_known(a->r->trail_percent) &&
	    !dec_on_step(a->r->trail_percent, dec_make(1, 2));
}

static bool
asks_far_trail(const struct ask *a)
{
	return dec_known(a->r->trail_percent) &&
	    (dec_cmp(a->r->trail_percent, dec_make(1, 1)) < 0 ||
	    dec_cmp(a->r->trail_percent, dec_int(10)) > 0);
}

static bool
asks_market_whole(const struct ask *a)
{
	return a->r->type == TYPE_MARKET &&
	    a->r->time_in_force == TIF_FOK;
}

static bool
asks_market_maker(const struct ask *a)
{
	return a->r->type != TYPE_LIMIT && a->r->time_in_force == TIF_PO;
}

/* What it does not have, by market; flag: only where the symbol says so. */
static const struct lack {
	unsigned kinds;
	bool (*asked)(const struct ask *a);
	size_t flag;		/* of order_bounds; 0: always */
	const char *why;
} lacks[] = {
#define FLAG(member) offsetof(struct order_bounds, member)
	{ SPOT, asks_end, 0, "has no orders that end at a time: --expire" },
	{ SWAP, asks_end_without_price, 0, "ends only orders with a price at "
	  "a time: --expire" },
	{ SWAP, asks_end_of_maker, 0, "has --expire or --post-only, not both" },
	{ SWAP, asks_end_soon, 0, "takes an --expire more than ten minutes "
	  "ahead" },
	{ SPOT, asks_reduce, 0, "has nothing to reduce: --reduce-only" },
	{ SWAP, asks_quote, 0, "takes an amount: --qty, not --quote" },
	{ SWAP, asks_visible, 0, "has no icebergs: --visible" },
	{ ANY, asks_trail_amount, 0, "follows by a percentage only: --trail "
	  "1%" },
	{ SPOT, asks_fine_trail, 0, "follows by whole hundredths of a percent: "
	  "--trail" },
	{ SWAP, asks_far_trail, 0, "follows by 0.1% to 10%: --trail" },
	{ ANY, asks_market_whole, 0, "has no market order that is all or "
	  "nothing: --tif fok" },
	{ ANY, asks_market_maker, 0, "has it for limit orders only: --tif po" },
	{ ANY, asks_visible, FLAG(no_iceberg), "has no icebergs here: "
	  "--visible" },
	{ ANY, asks_quote, FLAG(no_quote), "takes an amount here: --qty, not "
	  "--quote" },
	{ ANY, asks_trail, FLAG(no_trailing), "has no trailing orders here" }
};

static bool
flagged(const struct instrument *i, size_t flag)
{
	struct dec d;

	if (flag == 0)
		return true;
	memcpy(&d, (const char *)&i->bounds + flag, sizeof(d));
	return dec_sign(d) > 0;
}

static enum err_code
lacks_check(const struct ask *a, struct err *err)
{
	const struct instrument *i = a->i;

	for (size_t n = 0; n < sizeof(lacks) / sizeof(lacks[0]); n++)
		if ((lacks[n].kinds & 1U << i->kind) != 0 &&
		    lacks[n].asked(a) && flagged(i, lacks[n].flag))
			return err_set(err, E_USAGE, "%s: binance %s",
			    i->symbol, lacks[n].why);
	return E_OK;
}

static const char market_amount[] = "a market order's amount";

static enum err_code
bound_error(const struct instrument *i, const char *what, struct dec value,
    const char *bound, struct dec limit, struct err *err)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	return err_set(err, E_USAGE, "%s: %s %s %s %s%s", i->symbol, what,
	    dec_text(value, a), bound, dec_text(limit, b),
	    what == market_amount ? " (MARKET_LOT_SIZE)" : "");
}

/* A bound of 0 is none. */
static enum err_code
range_check(const struct instrument *i, const char *what, struct dec value,
    struct dec least, struct dec most, struct err *err)
{
	if (dec_sign(least) > 0 && dec_cmp(value, least) < 0)
		return bound_error(i, what, value, "is below the least of",
		    least, err);
	if (dec_sign(most) > 0 && dec_cmp(value, most) > 0)
		return bound_error(i, what, value, "is above the most of",
		    most, err);
	return E_OK;
}

static enum err_code
price_check(const struct instrument *i, const char *what, struct dec price,
    struct err *err)
{
	struct dec tick;

	if (!dec_known(price))
		return E_OK;
	tick = instrument_tick(i, price);
	if (!dec_on_step(price, tick))
		return bound_error(i, what, price, "is no multiple of the "
		    "tick", tick, err);
	return range_check(i, what, price, i->bounds.min_price,
	    i->bounds.max_price, err);
}

enum err_code
form_check_prices(const struct instrument *i, const struct order_request *r,
    struct err *err)
{
	enum err_code rc = price_check(i, "price", r->price, err);

	if (rc == E_OK)
		rc = price_check(i, "trigger", r->trigger_price, err);
	if (rc == E_OK)
		rc = price_check(i, "activation", r->activation_price, err);
	return rc;
}

static enum err_code
lot_check(const struct instrument *i, const char *what, struct dec amount,
    struct dec lot, struct err *err)
{
	if (dec_sign(lot) > 0 && !dec_on_step(amount, lot))
		return bound_error(i, what, amount, "is no multiple of the "
		    "lot", lot, err);
	return E_OK;
}

static enum err_code
amount_check(const struct instrument *i, struct dec amount, bool market,
    struct err *err)
{
	const struct order_bounds *b = &i->bounds;
	enum err_code rc = lot_check(i, "amount", amount, i->lot, err);

	if (rc == E_OK)
		rc = range_check(i, "amount", amount, i->min_amount,
		    i->max_amount, err);
	if (rc == E_OK && market)
		rc = lot_check(i, market_amount, amount, b->market_lot, err);
	if (rc == E_OK && market)
		rc = range_check(i, market_amount, amount, b->market_min,
		    b->market_max, err);
	return rc;
}

static enum err_code
visible_check(const struct ask *a, struct err *err)
{
	const struct instrument *i = a->i;
	struct dec parts;
	enum err_code rc;

	if (!dec_known(a->r->visible))
		return E_OK;
	rc = lot_check(i, "visible", a->r->visible, i->lot, err);
	if (rc == E_OK && dec_sign(i->bounds.iceberg_parts) > 0 &&
	    dec_div(a->r->amount, a->r->visible, 0, ROUND_UP, &parts) &&
	    dec_cmp(parts, i->bounds.iceberg_parts) > 0)
		rc = bound_error(i, "an iceberg of", parts, "parts is above "
		    "the most of", i->bounds.iceberg_parts, err);
	return rc;
}

/* Sells above the price and buys below it are triggered from above. */
static enum err_code
trail_check(const struct ask *a, struct err *err)
{
	const struct order_bounds *b = &a->i->bounds;
	bool activated = dec_known(a->r->activation_price);
	bool above = (a->r->side == SIDE_BUY) != activated;

	if (a->i->kind != KIND_SPOT || !dec_known(a->r->trail_percent))
		return E_OK;
	return range_check(a->i, "trail", a->r->trail_percent,
	    above ? b->trail_above_min : b->trail_below_min,
	    above ? b->trail_above_max : b->trail_below_max, err);
}

/* The value of a price that is known; of what takes at the market's price it
 * is Binance that knows. Futures let a small rest be closed. */
static enum err_code
value_check(const struct instrument *i, struct dec price, struct dec amount,
    bool reduces, struct err *err)
{
	struct dec value;

	if (!dec_known(price) || !dec_known(amount))
		return E_OK;
	if (!instrument_value(i, price, amount, &value))
		return err_set(err, E_USAGE, "%s: the value of the order does "
		    "not fit", i->symbol);
	return range_check(i, "the value", value, reduces ? DEC_ZERO :
	    i->min_notional, i->kind == KIND_SPOT ? i->max_notional :
	    DEC_ZERO, err);
}

static enum err_code
quote_check(const struct ask *a, struct err *err)
{
	const struct instrument *i = a->i;
	const struct order_bounds *b = &i->bounds;

	if (!dec_known(a->r->quote))
		return E_OK;
	if (dec_decimals(a->r->quote) > 8)
		return bound_error(i, "quote", a->r->quote, "is no multiple "
		    "of", dec_make(1, 8), err);
	return range_check(i, "quote", a->r->quote,
	    dec_sign(b->market_min_notional) > 0 ? i->min_notional : DEC_ZERO,
	    dec_sign(b->market_max_notional) > 0 ? i->max_notional : DEC_ZERO,
	    err);
}

/* Spot means orders of that type, futures all that become one. */
static bool
takes_market(const struct instrument *i, const struct order_request *r)
{
	return i->kind == KIND_SPOT ? r->type == TYPE_MARKET :
	    !dec_known(r->price);
}

static enum err_code
steps_check(const struct ask *a, struct err *err)
{
	const struct order_request *r = a->r;
	enum err_code rc = form_check_prices(a->i, r, err);

	if (rc == E_OK && dec_known(r->amount))
		rc = amount_check(a->i, r->amount, takes_market(a->i, r),
		    err);
	if (rc == E_OK)
		rc = quote_check(a, err);
	if (rc == E_OK)
		rc = visible_check(a, err);
	if (rc == E_OK)
		rc = trail_check(a, err);
	if (rc == E_OK)
		rc = value_check(a->i, r->price, r->amount, r->reduce_only,
		    err);
	return rc;
}

enum err_code
form_check(const struct instrument *i, const struct order_request *r,
    int64_t now, struct err *err)
{
	const struct ask a = { i, r, now };
	enum err_code rc = lacks_check(&a, err);

	if (rc == E_OK)
		rc = steps_check(&a, err);
	return rc == E_OK ? form_check_legs(i, r, err) : rc;
}

static bool
is_stop(int type)
{
	return type == TYPE_STOP || type == TYPE_STOP_LIMIT ||
	    type == TYPE_TRAILING;
}

enum err_code
form_check_pair(const struct instrument *i, const struct order_request r[2],
    struct err *err)
{
	enum err_code rc = E_OK;

	if (i->kind != KIND_SPOT || flagged(i, FLAG(no_oco)))
		return err_set(err, E_USAGE, "%s: binance has no pair of which"
		    " one is done here: oco", i->symbol);
	if (is_stop(r[0].type) == is_stop(r[1].type))
		return err_set(err, E_USAGE, "%s: binance pairs a stop or "
		    "trailing order with a limit or take profit", i->symbol);
	for (int n = 0; n < 2 && rc == E_OK; n++) {
		if (dec_known(r[n].activation_price))
			return err_set(err, E_USAGE, "%s: binance lets a "
			    "trailing order of a pair follow at once: "
			    "--activation", i->symbol);
		rc = form_check(i, &r[n], 0, err);
	}
	return rc;
}

/* What is left of it would be this much; and it must be more than filled. */
static enum err_code
smaller_check(const struct instrument *i, const struct order *o,
    struct dec amount, struct err *err)
{
	if (dec_known(o->amount) && dec_cmp(amount, o->amount) >= 0)
		return err_set(err, E_USAGE, "order %s: binance spot only "
		    "makes an order smaller: cancel it, and place another",
		    o->id);
	return amount_check(i, amount, false, err);
}

enum err_code
form_check_amend(const struct instrument *i, const struct order *o,
    const struct order_terms *c, struct err *err)
{
	struct order_terms to = order_terms_after(o, c);
	bool spot = i->kind == KIND_SPOT;
	bool reprices = dec_known(c->price) && (!dec_known(o->price) ||
	    dec_cmp(c->price, o->price) != 0);
	enum err_code rc;

	if (form_is_algo(i, o->type) || (!spot && o->type != TYPE_LIMIT))
		return err_set(err, E_USAGE, "order %s: binance cannot change "
		    "a %s order: cancel it, and place another", o->id,
		    order_type_names[o->type]);
	if (spot && (o->stop_loss.kind != LEVEL_NONE ||
	    o->take_profit.kind != LEVEL_NONE ||
	    o->trailing_stop.kind != LEVEL_NONE))
		return err_set(err, E_USAGE, "order %s: binance cannot change "
		    "an entry with a stop or target attached: cancel it, and "
		    "place another", o->id);
	if (dec_known(c->trigger_price) && (!dec_known(o->trigger_price) ||
	    dec_cmp(c->trigger_price, o->trigger_price) != 0))
		return err_set(err, E_USAGE, "order %s: binance cannot change "
		    "a trigger: cancel it, and place another", o->id);
	if (spot && (reprices || flagged(i, FLAG(no_amend))))
		return err_set(err, E_USAGE, "order %s: binance spot %s: "
		    "cancel it, and place another", o->id, reprices ?
		    "cannot change a price" : "cannot change orders here");
	if (!dec_known(to.amount))
		return err_set(err, E_USAGE, "order %s: its amount is not "
		    "known", o->id);
	/* Futures would cancel it, and call that a success. */
	if (dec_cmp(to.amount, o->filled) <= 0)
		return err_set(err, E_USAGE, "order %s: the amount must be "
		    "more than what has filled", o->id);
	if (spot)
		return smaller_check(i, o, to.amount, err);
	rc = price_check(i, "price", to.price, err);
	if (rc == E_OK)
		rc = amount_check(i, to.amount, false, err);
	return rc == E_OK ? value_check(i, to.price, to.amount,
	    o->reduce_only == 1, err) : rc;
}
