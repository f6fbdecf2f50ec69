/*
 * The routes: what can be asked, who may ask it, what it weighs. A new one is
 * a row here and a handler.
 */
#include "serve/binance/binance.h"

#include <stdlib.h>

/* Weights that grow with what is asked for. */
static int64_t
limit_of(const struct call *c, int64_t standard)
{
	const char *text = params_get(&c->params, "limit");

	return text == NULL ? standard : strtoll(text, NULL, 10);
}

static int
weigh_spot_depth(const struct call *c)
{
	int64_t n = limit_of(c, 100);

	return n <= 100 ? 5 : n <= 500 ? 25 : n <= 1000 ? 50 : 250;
}

static int
weigh_swap_depth(const struct call *c)
{
	int64_t n = limit_of(c, 500);

	return n <= 50 ? 2 : n <= 100 ? 5 : n <= 500 ? 10 : 20;
}

static int
weigh_swap_klines(const struct call *c)
{
	int64_t n = limit_of(c, 500);

	return n < 100 ? 1 : n < 500 ? 2 : n <= 1000 ? 5 : 10;
}

static int
weigh_day(const struct call *c)
{
	return params_get(&c->params, "symbol") != NULL ? 2 :
	    params_get(&c->params, "symbols") != NULL ? 40 : 80;
}

static int
weigh_trades_mine(const struct call *c)
{
	return params_get(&c->params, "orderId") != NULL ? 5 : 20;
}

#define ORDER_NAMES "symbol side type timeInForce quantity quoteOrderQty " \
    "price newClientOrderId strategyId strategyType stopPrice " \
    "trailingDelta icebergQty newOrderRespType selfTradePreventionMode"
#define LEG(n) n "Type " n "Price " n "StopPrice " n "TimeInForce " \
    n "ClientOrderId " n "TrailingDelta"
#define ENTRY "symbol listClientOrderId newOrderRespType " \
    "selfTradePreventionMode pendingSide pendingQuantity workingSide " \
    "workingQuantity " LEG("working")

const struct route binance_routes[] = {
	{ "GET", "/api/v3/ping", do_ping, NONE, 1, .takes = "" },
	{ "GET", "/api/v3/time", do_time, NONE, 1, .takes = "" },
	{ "GET", "/api/v3/exchangeInfo", do_spot_info, NONE, 20,
	  .takes = "symbol symbols permissions showPermissionSets "
	  "symbolStatus" },
	{ "GET", "/api/v3/depth", do_depth, NONE, .weigh = weigh_spot_depth,
	  .takes = "symbol limit" },
	{ "GET", "/api/v3/trades", do_trades, NONE, 25,
	  .takes = "symbol limit" },
	{ "GET", "/api/v3/historicalTrades", do_trades, NONE, 25,
	  .takes = "symbol limit fromId" },
	{ "GET", "/api/v3/aggTrades", do_agg_trades, NONE, 4,
	  .takes = "symbol fromId startTime endTime limit" },
	{ "GET", "/api/v3/klines", do_klines, NONE, 2,
	  .takes = "symbol interval startTime endTime timeZone limit" },
	{ "GET", "/api/v3/uiKlines", do_klines, NONE, 2,
	  .takes = "symbol interval startTime endTime timeZone limit" },
	{ "GET", "/api/v3/avgPrice", do_avg_price, NONE, 2,
	  .takes = "symbol" },
	{ "GET", "/api/v3/ticker/24hr", do_day, NONE, .weigh = weigh_day,
	  .takes = "symbol symbols type" },
	{ "GET", "/api/v3/ticker/price", do_price, NONE, 2, 4,
	  .takes = "symbol symbols" },
	{ "GET", "/api/v3/ticker/bookTicker", do_book_ticker, NONE, 2, 4,
	  .takes = "symbol symbols" },
	{ "GET", "/api/v3/account", do_spot_account, SIGNED, 20,
	  .takes = "omitZeroBalances" },
	{ "GET", "/api/v3/account/commission", do_spot_commission, SIGNED, 20,
	  .takes = "symbol" },
	{ "GET", "/api/v3/rateLimit/order", do_order_counts, SIGNED, 40,
	  .takes = "" },
	{ "POST", "/api/v3/order", do_place, SIGNED, 1, .orders = 1,
	  .takes = ORDER_NAMES },
	{ "POST", "/api/v3/order/test", do_place_test, SIGNED, 1,
	  .takes = ORDER_NAMES " computeCommissionRates" },
	{ "GET", "/api/v3/order", do_order, SIGNED, 4,
	  .takes = "symbol orderId origClientOrderId" },
	{ "DELETE", "/api/v3/order", do_cancel, SIGNED, 1,
	  .takes = "symbol orderId origClientOrderId newClientOrderId "
	  "cancelRestrictions" },
	{ "GET", "/api/v3/openOrders", do_open_orders, SIGNED, 6, 80,
	  .takes = "symbol" },
	{ "DELETE", "/api/v3/openOrders", do_cancel_all, SIGNED, 1,
	  .takes = "symbol" },
	{ "POST", "/api/v3/order/cancelReplace", do_cancel_replace, SIGNED, 1,
	  .orders = 1, .takes = ORDER_NAMES " cancelReplaceMode "
	  "cancelOrderId cancelOrigClientOrderId cancelNewClientOrderId "
	  "cancelRestrictions" },
	{ "PUT", "/api/v3/order/amend/keepPriority", do_amend_spot, SIGNED, 4,
	  .takes = "symbol orderId origClientOrderId newClientOrderId "
	  "newQty" },
	{ "GET", "/api/v3/allOrders", do_all_orders, SIGNED, 20,
	  .takes = "symbol orderId startTime endTime limit" },
	{ "GET", "/api/v3/myTrades", do_trades_mine, SIGNED,
	  .weigh = weigh_trades_mine,
	  .takes = "symbol orderId startTime endTime fromId limit" },
	{ "POST", "/api/v3/orderList/oco", do_place_oco, SIGNED, 1,
	  .orders = 2, .takes = "symbol side quantity listClientOrderId "
	  LEG("above") " " LEG("below") " newOrderRespType "
	  "selfTradePreventionMode" },
	{ "POST", "/api/v3/orderList/oto", do_place_oto, SIGNED, 1,
	  .orders = 2, .takes = ENTRY " " LEG("pending") },
	{ "POST", "/api/v3/orderList/otoco", do_place_otoco, SIGNED, 1,
	  .orders = 3, .takes = ENTRY " " LEG("pendingAbove") " "
	  LEG("pendingBelow") },
	{ "GET", "/api/v3/orderList", do_order_list, SIGNED, 4,
	  .takes = "orderListId origClientOrderId" },
	{ "DELETE", "/api/v3/orderList", do_cancel_list, SIGNED, 1,
	  .takes = "symbol orderListId listClientOrderId newClientOrderId" },
	{ "GET", "/api/v3/openOrderList", do_open_lists, SIGNED, 6,
	  .takes = "" },

	{ "GET", "/fapi/v1/ping", do_ping, NONE, 1 },
	{ "GET", "/fapi/v1/time", do_time, NONE, 1 },
	{ "GET", "/fapi/v1/exchangeInfo", do_swap_info, NONE, 1 },
	{ "GET", "/fapi/v1/depth", do_depth, NONE,
	  .weigh = weigh_swap_depth },
	{ "GET", "/fapi/v1/trades", do_trades, NONE, 5 },
	{ "GET", "/fapi/v1/aggTrades", do_agg_trades, NONE, 20 },
	{ "GET", "/fapi/v1/klines", do_klines, NONE,
	  .weigh = weigh_swap_klines },
	{ "GET", "/fapi/v1/markPriceKlines", do_mark_klines, NONE,
	  .weigh = weigh_swap_klines },
	{ "GET", "/fapi/v1/premiumIndex", do_premium, NONE, 1, 10 },
	{ "GET", "/fapi/v1/fundingRate", do_funding_rates, NONE, 0 },
	{ "GET", "/fapi/v1/fundingInfo", do_nothing_listed, NONE, 0 },
	{ "GET", "/fapi/v1/ticker/24hr", do_day, NONE, 1, 40 },
	{ "GET", "/fapi/v1/ticker/price", do_price, NONE, 1, 2 },
	{ "GET", "/fapi/v2/ticker/price", do_price, NONE, 1, 2 },
	{ "GET", "/fapi/v1/ticker/bookTicker", do_book_ticker, NONE, 2, 5 },
	{ "GET", "/fapi/v1/openInterest", do_open_interest, NONE, 1 },
	{ "GET", "/fapi/v2/balance", do_swap_balance, SIGNED, 5 },
	{ "GET", "/fapi/v3/balance", do_swap_balance, SIGNED, 5 },
	{ "GET", "/fapi/v2/account", do_swap_account, SIGNED, 5 },
	{ "GET", "/fapi/v3/account", do_swap_account, SIGNED, 5 },
	{ "GET", "/fapi/v2/positionRisk", do_positions, SIGNED, 5 },
	{ "GET", "/fapi/v3/positionRisk", do_positions, SIGNED, 5 },
	{ "GET", "/fapi/v1/symbolConfig", do_symbol_config, SIGNED, 5 },
	{ "GET", "/fapi/v1/accountConfig", do_account_config, SIGNED, 5 },
	{ "GET", "/fapi/v1/leverageBracket", do_brackets, SIGNED, 1 },
	{ "GET", "/fapi/v1/commissionRate", do_swap_commission, SIGNED, 20 },
	{ "POST", "/fapi/v1/leverage", do_leverage, SIGNED, 1 },
	{ "POST", "/fapi/v1/marginType", do_margin_type, SIGNED, 1 },
	{ "POST", "/fapi/v1/positionMargin", do_position_margin, SIGNED, 1 },
	{ "GET", "/fapi/v1/positionSide/dual", do_dual, SIGNED, 30 },
	{ "POST", "/fapi/v1/positionSide/dual", do_set_dual, SIGNED, 1 },
	{ "GET", "/fapi/v1/multiAssetsMargin", do_multi, SIGNED, 30 },
	{ "POST", "/fapi/v1/order", do_place, SIGNED, 0, .orders = 1 },
	{ "POST", "/fapi/v1/order/test", do_place_test, SIGNED, 0 },
	{ "POST", "/fapi/v1/batchOrders", do_place_batch, SIGNED, 5,
	  .orders = 5 },
	{ "PUT", "/fapi/v1/order", do_amend_swap, SIGNED, 0, .orders = 1 },
	{ "GET", "/fapi/v1/order", do_order, SIGNED, 1 },
	{ "DELETE", "/fapi/v1/order", do_cancel, SIGNED, 1 },
	{ "GET", "/fapi/v1/openOrder", do_open_order, SIGNED, 1 },
	{ "GET", "/fapi/v1/openOrders", do_open_orders, SIGNED, 1, 40 },
	{ "DELETE", "/fapi/v1/allOpenOrders", do_cancel_all, SIGNED, 1 },
	{ "GET", "/fapi/v1/allOrders", do_all_orders, SIGNED, 5 },
	{ "GET", "/fapi/v1/userTrades", do_trades_mine, SIGNED, 5 },
	{ "GET", "/fapi/v1/income", do_income, SIGNED, 30 },
	{ "POST", "/fapi/v1/algoOrder", do_place_algo, SIGNED, 0,
	  .orders = 1 },
	{ "GET", "/fapi/v1/algoOrder", do_algo_order, SIGNED, 1 },
	{ "DELETE", "/fapi/v1/algoOrder", do_cancel_algo, SIGNED, 1 },
	{ "DELETE", "/fapi/v1/algoOpenOrders", do_cancel_all_algo, SIGNED,
	  1 },
	{ "GET", "/fapi/v1/openAlgoOrders", do_open_algo_orders, SIGNED, 1,
	  40 },
	{ "GET", "/fapi/v1/allAlgoOrders", do_all_algo_orders, SIGNED, 5 },
	{ "POST", "/fapi/v1/listenKey", do_listen_key, KEYED, 1 },
	{ "PUT", "/fapi/v1/listenKey", do_listen_key, KEYED, 1 },
	{ "DELETE", "/fapi/v1/listenKey", do_listen_key_end, KEYED, 1 },

	{ "GET", "/sapi/v1/account/apiRestrictions", do_restrictions, SIGNED,
	  1 },
	{ "GET", "/sapi/v1/capital/config/getall", do_coins, SIGNED, 10 },
	{ "GET", "/sapi/v1/margin/allAssets", do_nothing_listed, KEYED, 1 },
	{ "GET", "/sapi/v1/margin/allPairs", do_nothing_listed, KEYED, 1 },
	{ "GET", "/sapi/v1/margin/isolated/allPairs", do_nothing_listed,
	  SIGNED, 10 },
	{ "GET", "/sapi/v1/capital/deposit/hisrec", do_transfers, SIGNED, 1 },
	{ "GET", "/sapi/v1/capital/withdraw/history", do_withdrawals, SIGNED,
	  1 },
	{ "GET", "/sapi/v1/asset/tradeFee", do_trade_fees, SIGNED, 1,
	  .takes = "symbol" },
	{ "GET", "/sapi/v1/asset/transfer", do_moves, SIGNED, 1 },
	{ "POST", "/sapi/v1/asset/transfer", do_transfer, SIGNED, 1 },
	{ "GET", "/sapi/v1/simple-earn/flexible/list", do_earn_list, SIGNED,
	  150 },
	{ "GET", "/sapi/v1/simple-earn/locked/list", do_earn_list, SIGNED,
	  150 },
	{ "GET", "/sapi/v1/simple-earn/flexible/position", do_earn_list,
	  SIGNED, 150 },
	{ "GET", "/sapi/v1/simple-earn/locked/position", do_earn_list, SIGNED,
	  150 },
	{ "GET", "/sapi/v1/simple-earn/account", do_earn_account, SIGNED,
	  150 },
	{ .method = NULL }
};
