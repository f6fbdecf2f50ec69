/*
 * Where Binance is and what can be asked there: addresses, and a row for every
 * end point. Weights and order counts as documented in November 2026.
 */
#include "venue/binance/binance.h"

const struct binance_site binance_sites[] = {
	{ "live", { "https://api.binance.com", "https://fapi.binance.com",
	  "https://api.binance.com" } },
	/* Neither of them has /sapi. */
	{ "testnet", { "https://testnet.binance.vision",
	  "https://demo-fapi.binance.com", NULL } },
	{ "demo", { "https://demo-api.binance.com",
	  "https://demo-fapi.binance.com", NULL } },
	{ .name = NULL }
};

#define SPOT(path) "/api/v3/" path
#define FAPI(path) "/fapi/v1/" path
#define SAPI(path) "/sapi/v1/" path
#define EARN(path) "/sapi/v1/simple-earn/" path

#define READ(path, host, auth, ...) { "GET", path, host, auth, HTTP_READ, \
	__VA_ARGS__ }
#define ACT(method, path, host, kind, ...) { method, path, host, \
	AUTH_SIGNED, kind, __VA_ARGS__ }
#define S HOST_SPOT
#define F HOST_FUTURES
#define W HOST_SAPI
#define PUBLIC AUTH_PUBLIC
#define SIGNED AUTH_SIGNED

/* The last columns: weight, orders counted, long answers. */
const struct binance_endpoint binance_endpoints[BINANCE_ENDS] = {
	[END_SPOT_TIME] = READ(SPOT("time"), S, PUBLIC, 1),
	[END_SPOT_INFO] = READ(SPOT("exchangeInfo"), S, PUBLIC, 20, 0, true),
	[END_SPOT_BOOK] = READ(SPOT("depth"), S, PUBLIC, 5, 0, true),
	[END_SPOT_TRADES] = READ(SPOT("trades"), S, PUBLIC, 25, 0, true),
	[END_SPOT_KLINES] = READ(SPOT("klines"), S, PUBLIC, 2, 0, true),
	[END_SPOT_DAY] = READ(SPOT("ticker/24hr"), S, PUBLIC, 2, 0, true),
	[END_SPOT_PRICES] = READ(SPOT("ticker/price"), S, PUBLIC, 4, 0,
	    true),
	[END_SPOT_BEST] = READ(SPOT("ticker/bookTicker"), S, PUBLIC, 4, 0,
	    true),
	[END_SPOT_AVERAGE] = READ(SPOT("avgPrice"), S, PUBLIC, 2),
	[END_FUTURES_TIME] = READ(FAPI("time"), F, PUBLIC, 1),
	[END_FUTURES_INFO] = READ(FAPI("exchangeInfo"), F, PUBLIC, 1, 0,
	    true),
	[END_FUTURES_BOOK] = READ(FAPI("depth"), F, PUBLIC, 2, 0, true),
	[END_FUTURES_TRADES] = READ(FAPI("trades"), F, PUBLIC, 5, 0, true),
	[END_FUTURES_KLINES] = READ(FAPI("klines"), F, PUBLIC, 1, 0, true),
	[END_FUTURES_MARK_KLINES] = READ(FAPI("markPriceKlines"), F, PUBLIC,
	    1, 0, true),
	[END_FUTURES_DAY] = READ(FAPI("ticker/24hr"), F, PUBLIC, 1, 0, true),
	[END_FUTURES_PRICES] = READ("/fapi/v2/ticker/price", F, PUBLIC, 2, 0,
	    true),
	[END_FUTURES_BEST] = READ(FAPI("ticker/bookTicker"), F, PUBLIC, 5, 0,
	    true),
	[END_FUTURES_PREMIUM] = READ(FAPI("premiumIndex"), F, PUBLIC, 10, 0,
	    true),
	[END_FUTURES_FUNDING] = READ(FAPI("fundingRate"), F, PUBLIC, 1, 0,
	    true),

	[END_SPOT_ACCOUNT] = READ(SPOT("account"), S, SIGNED, 20),
	[END_SPOT_ORDER] = READ(SPOT("order"), S, SIGNED, 4),
	[END_SPOT_OPEN_ORDERS] = READ(SPOT("openOrders"), S, SIGNED, 80),
	[END_SPOT_ALL_ORDERS] = READ(SPOT("allOrders"), S, SIGNED, 20),
	[END_SPOT_MY_TRADES] = READ(SPOT("myTrades"), S, SIGNED, 20),
	[END_FUTURES_BALANCE] = READ("/fapi/v3/balance", F, SIGNED, 5),
	[END_FUTURES_ACCOUNT_CONFIG] = READ(FAPI("accountConfig"), F, SIGNED,
	    5),
	[END_FUTURES_SYMBOL_CONFIG] = READ(FAPI("symbolConfig"), F, SIGNED,
	    5),
	[END_FUTURES_POSITIONS] = READ("/fapi/v3/positionRisk", F, SIGNED,
	    5),
	[END_FUTURES_BRACKETS] = READ(FAPI("leverageBracket"), F, SIGNED, 1,
	    0, true),
	[END_FUTURES_ORDER] = READ(FAPI("order"), F, SIGNED, 1),
	[END_FUTURES_OPEN_ORDERS] = READ(FAPI("openOrders"), F, SIGNED, 40),
	[END_FUTURES_ALL_ORDERS] = READ(FAPI("allOrders"), F, SIGNED, 5),
	[END_FUTURES_MY_TRADES] = READ(FAPI("userTrades"), F, SIGNED, 5),
	[END_FUTURES_INCOME] = READ(FAPI("income"), F, SIGNED, 30),
	[END_ALGO_ORDER] = READ(FAPI("algoOrder"), F, SIGNED, 1),
	[END_ALGO_OPEN_ORDERS] = READ(FAPI("openAlgoOrders"), F, SIGNED, 40),
	[END_ALGO_ALL_ORDERS] = READ(FAPI("allAlgoOrders"), F, SIGNED, 5),
	[END_FUTURES_FEE] = READ(FAPI("commissionRate"), F, SIGNED, 20),
	[END_SPOT_FEES] = READ(SAPI("asset/tradeFee"), W, SIGNED, 1),
	[END_RIGHTS] = READ(SAPI("account/apiRestrictions"), W, SIGNED, 1),
	[END_DEPOSITS] = READ(SAPI("capital/deposit/hisrec"), W, SIGNED, 1),
	[END_WITHDRAWALS] = READ(SAPI("capital/withdraw/history"), W, SIGNED,
	    1),
	[END_MOVES] = READ(SAPI("asset/transfer"), W, SIGNED, 1),
	[END_EARN_FLEXIBLE] = READ(EARN("flexible/list"), W, SIGNED, 150),
	[END_EARN_LOCKED] = READ(EARN("locked/list"), W, SIGNED, 150),
	[END_EARN_FLEXIBLE_HELD] = READ(EARN("flexible/position"), W, SIGNED,
	    150),
	[END_EARN_LOCKED_HELD] = READ(EARN("locked/position"), W, SIGNED,
	    150),

	[END_SPOT_SUBMIT] = ACT("POST", SPOT("order"), S, HTTP_SUBMIT, 1, 1),
	[END_SPOT_CANCEL] = ACT("DELETE", SPOT("order"), S, HTTP_CANCEL, 1),
	[END_SPOT_CANCEL_REPLACE] = ACT("POST", SPOT("order/cancelReplace"),
	    S, HTTP_SUBMIT, 1, 1),
	[END_SPOT_REDUCE] = ACT("PUT", SPOT("order/amend/keepPriority"), S,
	    HTTP_SUBMIT, 4),
	[END_SPOT_OCO] = ACT("POST", SPOT("orderList/oco"), S, HTTP_SUBMIT,
	    1, 2),
	[END_SPOT_OTO] = ACT("POST", SPOT("orderList/oto"), S, HTTP_SUBMIT,
	    1, 2),
	[END_SPOT_OTOCO] = ACT("POST", SPOT("orderList/otoco"), S,
	    HTTP_SUBMIT, 1, 3),
	[END_SPOT_CANCEL_LIST] = ACT("DELETE", SPOT("orderList"), S,
	    HTTP_CANCEL, 1),
	[END_SPOT_CANCEL_ALL] = ACT("DELETE", SPOT("openOrders"), S,
	    HTTP_CANCEL, 1),
	[END_FUTURES_SUBMIT] = ACT("POST", FAPI("order"), F, HTTP_SUBMIT, 0,
	    1),
	[END_FUTURES_AMEND] = ACT("PUT", FAPI("order"), F, HTTP_SUBMIT, 0,
	    1),
	[END_FUTURES_CANCEL] = ACT("DELETE", FAPI("order"), F, HTTP_CANCEL,
	    1),
	[END_FUTURES_CANCEL_ALL] = ACT("DELETE", FAPI("allOpenOrders"), F,
	    HTTP_CANCEL, 1),
	/* Setting the same again changes nothing: they may be repeated. */
	[END_FUTURES_LEVERAGE] = ACT("POST", FAPI("leverage"), F,
	    HTTP_CANCEL, 1),
	[END_FUTURES_MARGIN_MODE] = ACT("POST", FAPI("marginType"), F,
	    HTTP_CANCEL, 1),
	[END_FUTURES_SIDES] = ACT("POST", FAPI("positionSide/dual"), F,
	    HTTP_CANCEL, 1),
	[END_FUTURES_MARGIN] = ACT("POST", FAPI("positionMargin"), F,
	    HTTP_SUBMIT, 1),
	[END_ALGO_SUBMIT] = ACT("POST", FAPI("algoOrder"), F, HTTP_SUBMIT, 0,
	    1),
	[END_ALGO_CANCEL] = ACT("DELETE", FAPI("algoOrder"), F, HTTP_CANCEL,
	    1),
	[END_ALGO_CANCEL_ALL] = ACT("DELETE", FAPI("algoOpenOrders"), F,
	    HTTP_CANCEL, 1),
	/* Asking again gives the same key, so they may be repeated. */
	[END_LISTEN_KEY] = { "POST", FAPI("listenKey"), F, AUTH_KEYED,
	    HTTP_CANCEL, 1 },
	[END_LISTEN_KEEP] = { "PUT", FAPI("listenKey"), F, AUTH_KEYED,
	    HTTP_CANCEL, 1 }
};

enum binance_market
binance_end_market(enum binance_end end)
{
	return binance_endpoints[end].host == HOST_FUTURES ?
	    BINANCE_FUTURES : BINANCE_SPOT;
}
