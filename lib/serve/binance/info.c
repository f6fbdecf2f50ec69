/*
 * Which symbols there are, and their filters, as Binance lists them.
 */
#include "serve/binance/binance.h"

#include <jansson.h>
#include <string.h>

static struct dec
or_else(struct dec d, struct dec other)
{
	return dec_sign(d) > 0 ? d : other;
}

static void
filter_begin(struct buf *b, const char *type)
{
	put_begin(b, NULL, '{');
	put_text(b, "filterType", type);
}

static void
filter_steps(struct buf *b, const struct world_symbol *s, bool market)
{
	const struct order_bounds *o = &s->i.bounds;
	struct dec least = or_else(s->i.min_amount, s->i.lot);
	struct dec most = or_else(s->i.max_amount, dec_int(9000000));

	filter_begin(b, market ? "MARKET_LOT_SIZE" : "LOT_SIZE");
	put_amount(b, "minQty", s, market ? or_else(o->market_min, least) :
	    least);
	put_amount(b, "maxQty", s, market ? or_else(o->market_max, most) :
	    most);
	put_amount(b, "stepSize", s, market ? or_else(o->market_lot,
	    s->i.lot) : s->i.lot);
	put_end(b, '}');
}

static void
filter_price(struct buf *b, const struct world_symbol *s)
{
	struct dec tick = s->i.ticks[0].tick;

	filter_begin(b, "PRICE_FILTER");
	put_price(b, "minPrice", s, tick);
	put_price(b, "maxPrice", s, dec_int(1000000));
	put_price(b, "tickSize", s, tick);
	put_end(b, '}');
}

static void
spot_filters(struct buf *b, const struct world_symbol *s)
{
	struct dec up = or_else(s->i.band_up, dec_int(5));
	struct dec down = or_else(s->i.band_down, dec_make(2, 1));

	put_begin(b, "filters", '[');
	filter_price(b, s);
	filter_steps(b, s, false);
	filter_steps(b, s, true);
	filter_begin(b, "ICEBERG_PARTS");
	put_int(b, "limit", 100);
	put_end(b, '}');
	filter_begin(b, "TRAILING_DELTA");
	put_int(b, "minTrailingAboveDelta", 10);
	put_int(b, "maxTrailingAboveDelta", 2000);
	put_int(b, "minTrailingBelowDelta", 10);
	put_int(b, "maxTrailingBelowDelta", 2000);
	put_end(b, '}');
	filter_begin(b, "PERCENT_PRICE_BY_SIDE");
	put_dec(b, "bidMultiplierUp", up, 0);
	put_dec(b, "bidMultiplierDown", down, 0);
	put_dec(b, "askMultiplierUp", or_else(s->i.bounds.sell_band_up, up),
	    0);
	put_dec(b, "askMultiplierDown", or_else(s->i.bounds.sell_band_down,
	    down), 0);
	put_int(b, "avgPriceMins", 0);
	put_end(b, '}');
	filter_begin(b, "NOTIONAL");
	put_money(b, "minNotional", s->i.min_notional);
	put_flag(b, "applyMinToMarket", true);
	put_money(b, "maxNotional", or_else(s->i.max_notional,
	    dec_int(9000000)));
	put_flag(b, "applyMaxToMarket", false);
	put_int(b, "avgPriceMins", 0);
	put_end(b, '}');
	filter_begin(b, "MAX_NUM_ORDERS");
	put_int(b, "maxNumOrders", s->i.max_open_orders > 0 ?
	    s->i.max_open_orders : 200);
	put_end(b, '}');
	filter_begin(b, "MAX_NUM_ALGO_ORDERS");
	put_int(b, "maxNumAlgoOrders", filter_conditional(s));
	put_end(b, '}');
	put_end(b, ']');
}

static void
spot_symbol(struct buf *b, const struct world_symbol *s)
{
	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_text(b, "status", "TRADING");
	put_text(b, "baseAsset", s->i.base);
	put_int(b, "baseAssetPrecision", 8);
	put_text(b, "quoteAsset", s->i.quote);
	put_int(b, "quotePrecision", 8);
	put_int(b, "quoteAssetPrecision", 8);
	put_int(b, "baseCommissionPrecision", 8);
	put_int(b, "quoteCommissionPrecision", 8);
	put_raw(b, "orderTypes", "[\"LIMIT\",\"LIMIT_MAKER\",\"MARKET\","
	    "\"STOP_LOSS\",\"STOP_LOSS_LIMIT\",\"TAKE_PROFIT\","
	    "\"TAKE_PROFIT_LIMIT\"]");
	put_flag(b, "icebergAllowed", true);
	put_flag(b, "ocoAllowed", true);
	put_flag(b, "otoAllowed", true);
	put_flag(b, "quoteOrderQtyMarketAllowed", true);
	put_flag(b, "allowTrailingStop", true);
	put_flag(b, "cancelReplaceAllowed", true);
	put_flag(b, "amendAllowed", true);
	put_flag(b, "isSpotTradingAllowed", true);
	put_flag(b, "isMarginTradingAllowed", false);
	spot_filters(b, s);
	put_raw(b, "permissions", "[]");
	put_raw(b, "permissionSets", "[[\"SPOT\"]]");
	put_text(b, "defaultSelfTradePreventionMode", "EXPIRE_MAKER");
	put_raw(b, "allowedSelfTradePreventionModes",
	    "[\"EXPIRE_TAKER\",\"EXPIRE_MAKER\",\"EXPIRE_BOTH\",\"DECREMENT\"]");
	put_end(b, '}');
}

static void
limit_put(struct buf *b, const char *type, const char *interval, int64_t num,
    int64_t limit)
{
	put_begin(b, NULL, '{');
	put_text(b, "rateLimitType", type);
	put_text(b, "interval", interval);
	put_int(b, "intervalNum", num);
	put_int(b, "limit", limit);
	put_end(b, '}');
}

static void
info_begin(struct call *c)
{
	int64_t own = c->s->weight_limit;

	put_begin(c->body, NULL, '{');
	put_text(c->body, "timezone", "UTC");
	put_int(c->body, "serverTime", c->now);
	put_begin(c->body, "rateLimits", '[');
	limit_put(c->body, "REQUEST_WEIGHT", "MINUTE", 1, own > 0 ? own :
	    c->m == MARKET_SPOT ? 6000 : 2400);
	limit_put(c->body, "ORDERS", "SECOND", 10, c->m == MARKET_SPOT ? 100 :
	    300);
	if (c->m == MARKET_SPOT)
		limit_put(c->body, "ORDERS", "DAY", 1, 200000);
	else
		limit_put(c->body, "ORDERS", "MINUTE", 1, 1200);
	put_end(c->body, ']');
	put_raw(c->body, "exchangeFilters", "[]");
}

/* symbol, symbols=["A","B"], or all. */
static bool
is_asked(struct call *c, const json_t *list, const struct world_symbol *s)
{
	const char *one = params_get(&c->params, "symbol");

	if (s->market != c->m)
		return false;
	if (list == NULL)
		return one == NULL || strcmp(one, s->native) == 0;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(json_string_value(json_array_get(list, i)),
		    s->native) == 0)
			return true;
	return false;
}

static bool
list_read(struct call *c, json_t **list)
{
	const char *text = params_get(&c->params, "symbols");
	bool good;

	*list = NULL;
	if (text == NULL)
		return true;
	*list = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	good = json_is_array(*list);
	for (size_t i = 0; good && i < json_array_size(*list); i++)
		good = json_is_string(json_array_get(*list, i)) &&
		    (world_symbol(c->w, c->m, json_string_value(
		    json_array_get(*list, i))) != NULL ||
		    fail(c, 400, -1121, "Invalid symbol."));
	if (!good && !failed(c))
		fail(c, 400, -1100, "Illegal characters found in parameter "
		    "'symbols'; legal range is '^\\\\[(\"[A-Z0-9-_.]{1,20}\""
		    "(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\\\]$'.");
	if (!good) {
		json_decref(*list);
		*list = NULL;
	}
	return good;
}

void
do_spot_info(struct call *c)
{
	const struct world_symbol *one = NULL;
	json_t *list;

	if (!ask_symbol(c, false, &one) || !list_read(c, &list))
		return;
	info_begin(c);
	put_begin(c->body, "symbols", '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++)
		if (is_asked(c, list, &c->w->setup.symbols.at[i]))
			spot_symbol(c->body, &c->w->setup.symbols.at[i]);
	put_end(c->body, ']');
	put_end(c->body, '}');
	json_decref(list);
}

static void
swap_symbol(struct buf *b, const struct world_symbol *s)
{
	int64_t most = s->i.max_open_orders > 0 ? s->i.max_open_orders : 200;

	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_text(b, "pair", s->native);
	put_text(b, "contractType", "PERPETUAL");
	put_int(b, "deliveryDate", INT64_C(4133404800000));
	put_int(b, "onboardDate", 0);
	put_text(b, "status", "TRADING");
	put_text(b, "maintMarginPercent", "2.5000");
	put_text(b, "requiredMarginPercent", "5.0000");
	put_text(b, "baseAsset", s->i.base);
	put_text(b, "quoteAsset", s->i.quote);
	put_text(b, "marginAsset", s->i.settle);
	put_int(b, "pricePrecision", dec_decimals(s->i.ticks[0].tick));
	put_int(b, "quantityPrecision", dec_decimals(s->i.lot));
	put_int(b, "baseAssetPrecision", 8);
	put_int(b, "quotePrecision", 8);
	put_text(b, "underlyingType", "COIN");
	put_raw(b, "underlyingSubType", "[]");
	put_text(b, "triggerProtect", "0.0500");
	put_dec(b, "liquidationFee", s->i.liquidation_fee, 6);
	put_text(b, "marketTakeBound", "0.05");
	put_raw(b, "orderTypes", "[\"LIMIT\",\"MARKET\",\"STOP\","
	    "\"STOP_MARKET\",\"TAKE_PROFIT\",\"TAKE_PROFIT_MARKET\","
	    "\"TRAILING_STOP_MARKET\"]");
	put_raw(b, "timeInForce", "[\"GTC\",\"IOC\",\"FOK\",\"GTX\",\"GTD\"]");
	put_begin(b, "filters", '[');
	filter_price(b, s);
	filter_steps(b, s, false);
	filter_steps(b, s, true);
	filter_begin(b, "MAX_NUM_ORDERS");
	put_int(b, "limit", most);
	put_end(b, '}');
	filter_begin(b, "MAX_NUM_ALGO_ORDERS");
	put_int(b, "limit", filter_conditional(s));
	put_end(b, '}');
	filter_begin(b, "MIN_NOTIONAL");
	put_dec(b, "notional", s->i.min_notional, 0);
	put_end(b, '}');
	filter_begin(b, "PERCENT_PRICE");
	put_dec(b, "multiplierUp", or_else(s->i.band_up, dec_int(5)), 4);
	put_dec(b, "multiplierDown", or_else(s->i.band_down, dec_make(2, 1)),
	    4);
	put_text(b, "multiplierDecimal", "4");
	put_end(b, '}');
	put_end(b, ']');
	put_end(b, '}');
}

void
do_swap_info(struct call *c)
{
	struct buf *b = c->body;

	info_begin(c);
	put_begin(b, "assets", '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++) {
		const struct world_symbol *s = &c->w->setup.symbols.at[i];
		bool told = s->market != MARKET_SWAP;

		for (size_t k = 0; k < i && !told; k++)
			told = c->w->setup.symbols.at[k].market ==
			    MARKET_SWAP && strcmp(s->i.settle,
			    c->w->setup.symbols.at[k].i.settle) == 0;
		if (told)
			continue;
		put_begin(b, NULL, '{');
		put_text(b, "asset", s->i.settle);
		put_flag(b, "marginAvailable", true);
		put_text(b, "autoAssetExchange", "-10000");
		put_end(b, '}');
	}
	put_end(b, ']');
	put_begin(b, "symbols", '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++)
		if (c->w->setup.symbols.at[i].market == MARKET_SWAP)
			swap_symbol(b, &c->w->setup.symbols.at[i]);
	put_end(b, ']');
	put_end(b, '}');
}
