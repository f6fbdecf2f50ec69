/*
 * An account with something in each list that its history is read from.
 */
#ifndef TESTS_BINANCEHISTORY_H
#define TESTS_BINANCEHISTORY_H

#include "binanceread.h"

#define ID "0123456789abcdef0123456789abcdef"
#define T0 "1732147100000"	/* 100 s before now */
#define ORDER(id, client, status, filled) "{\"symbol\":\"BTCUSDT\"," \
	"\"orderId\":" id ",\"clientOrderId\":\"" client "\",\"price\":" \
	"\"60000\",\"origQty\":\"0.02\",\"executedQty\":\"" filled "\"," \
	"\"cummulativeQuoteQty\":\"1200\",\"status\":\"" status "\"," \
	"\"timeInForce\":\"GTC\",\"type\":\"LIMIT\",\"side\":\"BUY\"," \
	"\"time\":" T0 ",\"updateTime\":" T0 "}"
#define TRADE(id, order) "{\"symbol\":\"BTCUSDT\",\"id\":" id "," \
	"\"orderId\":" order ",\"price\":\"60000.0\",\"qty\":\"0.02\"," \
	"\"quoteQty\":\"1200\",\"commission\":\"0.00002\"," \
	"\"commissionAsset\":\"BTC\",\"time\":" T0 ",\"isBuyer\":true," \
	"\"isMaker\":false,\"isBestMatch\":true}"
#define SWAP_TRADE(id, order) "{\"symbol\":\"BTCUSDT\",\"id\":" id "," \
	"\"orderId\":" order ",\"side\":\"SELL\",\"positionSide\":\"BOTH\"," \
	"\"price\":\"55000\",\"qty\":\"0.010\",\"quoteQty\":\"550\"," \
	"\"realizedPnl\":\"-50\",\"marginAsset\":\"USDT\",\"commission\":" \
	"\"0.275\",\"commissionAsset\":\"USDT\",\"time\":" T0 ",\"buyer\":" \
	"false,\"maker\":true}"
#define INCOME "[{\"symbol\":\"BTCUSDT\",\"incomeType\":\"FUNDING_FEE\"," \
	"\"income\":\"-0.12\",\"asset\":\"USDT\",\"info\":\"\",\"time\":" T0 \
	",\"tranId\":9,\"tradeId\":\"\"},{\"symbol\":\"\",\"incomeType\":" \
	"\"TRANSFER\",\"income\":\"100\",\"asset\":\"USDT\",\"time\":" T0 "," \
	"\"tranId\":10},{\"symbol\":\"BTCUSDT\",\"incomeType\":\"NEW_KIND\"," \
	"\"income\":\"1\",\"asset\":\"USDT\",\"time\":" T0 ",\"tranId\":11}]"
#define DEPOSITS "[{\"id\":\"769800519366885376\",\"amount\":\"0.001\"," \
	"\"coin\":\"BTC\",\"network\":\"BTC\",\"status\":1,\"insertTime\":" \
	T0 "},{\"id\":\"2\",\"amount\":\"5\",\"coin\":\"BTC\",\"status\":0," \
	"\"insertTime\":" T0 "}]"
#define WITHDRAWALS "[{\"id\":\"b6ae22b3\",\"amount\":\"8.91\"," \
	"\"transactionFee\":\"0.004\",\"coin\":\"USDT\",\"status\":6," \
	"\"applyTime\":\"2024-11-20 23:58:20\"},{\"id\":\"c\",\"amount\":" \
	"\"7\",\"coin\":\"USDT\",\"status\":5,\"applyTime\":" \
	"\"2024-11-20 23:58:20\"}]"

static struct venue *v;
static struct order believed;	/* by this store; no symbol: none */

static inline enum err_code
working(void *self, int64_t since, struct orders *out,
    struct err *e)
{
	(void)since;
	(void)self;
	(void)e;
	if (believed.symbol[0] != '\0')
		vec_push(out, believed);
	return E_OK;
}

static inline enum err_code
symbols(void *self, struct binance_names *out, struct err *e)
{
	(void)self;
	(void)e;
	binance_name_add(out, "BTC/USDT");
	binance_name_add(out, "GONE/USDT");
	return E_OK;
}

static inline void
begin(void)
{
	v = venue_ready();
	((struct binance *)v)->memory = (struct binance_memory){
	    .working = working, .symbols = symbols };
	believed = order_empty();
	route("GET /", 200, "[]");
	route_lists();
	route("GET /api/v3/account", 200, "{\"balances\":[]}");
	route("GET /fapi/v1/income", 200, INCOME);
	route("GET /sapi/v1/capital/deposit/hisrec", 200, DEPOSITS);
	route("GET /sapi/v1/capital/withdraw/history", 200, WITHDRAWALS);
	route("GET /sapi/v1/asset/transfer", 200, "{\"total\":0}");
	route("GET /api/v3/allOrders", 200, "[" ORDER("28", ID, "FILLED",
	    "0.02") "]");
	route("GET /api/v3/myTrades", 200, "[" TRADE("56", "28") "]");
}

static inline enum err_code
read_changes(void)
{
	struct venue_changes c = {0};
	enum err_code rc = v->ops->changes(v, "", &c, &err);

	ok(rc == E_OK || (c.orders.len == 0 && c.fills.len == 0 &&
	    c.transfers.len == 0 && c.fundings.len == 0 &&
	    c.cursor[0] == '\0'));
	venue_changes_release(&c);
	return rc;
}

#endif
