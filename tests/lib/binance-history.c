/*
 * Covers lib/venue/binance: history.c, history-orders.c, history-ours.c,
 * money.c. What happened since a cursor: windows, pages, which symbols are asked
 * for, orders that are no longer open, conditional orders and what they became, funding,
 * deposits and withdrawals, and every kind of row that cannot be.
 */
#include "binancehistory.h"

static void
everything_since_the_account_was_added(void)
{
	struct venue_changes c = {0};

	begin();
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_text(err.text, "");
	is_text(c.cursor, "1:1732147200123");
	ok(!c.more);
	is_int(c.orders.len, 1);
	is_text(c.orders.at[0].venue_id, "BTC/USDT:28");
	is_int(c.orders.at[0].state, ORDER_FILLED);
	is_int(c.fills.len, 1);
	is_text(c.fills.at[0].id, "BTC/USDT:56");
	is_text(c.fills.at[0].order_id, "BTC/USDT:28");
	is_text(c.fills.at[0].symbol, "BTC/USDT");
	is_int(c.fills.at[0].side, SIDE_BUY);
	is_int(c.fills.at[0].taker_or_maker, LIQUIDITY_TAKER);
	is_dec(c.fills.at[0].price, "60000");
	is_dec(c.fills.at[0].cost, "1200");
	is_dec(c.fills.at[0].fee, "0.00002");
	is_text(c.fills.at[0].fee_currency, "BTC");
	is_int(c.fundings.len, 1);
	is_text(c.fundings.at[0].id, "BTC/USDT:USDT:9");
	is_dec(c.fundings.at[0].amount, "-0.12");
	is_text(c.fundings.at[0].symbol, "BTC/USDT:USDT");
	ok(!dec_known(c.fundings.at[0].rate));
	is_int(c.transfers.len, 4);
	is_text(c.transfers.at[0].id, "futures:10");
	is_dec(c.transfers.at[0].amount, "100");
	is_text(c.transfers.at[1].id, "spot:10");
	is_dec(c.transfers.at[1].amount, "-100");
	is_int(c.transfers.at[1].kind, TRANSFER_INTERNAL);
	is_text(c.transfers.at[2].id, "deposit:769800519366885376");
	is_dec(c.transfers.at[2].amount, "0.001");
	is_text(c.transfers.at[2].account, "main");
	is_text(c.transfers.at[3].id, "withdrawal:b6ae22b3");
	is_dec(c.transfers.at[3].amount, "-8.91");
	is_dec(c.transfers.at[3].fee, "0.004");
	ok(c.transfers.at[3].time == INT64_C(1732147100000000));
	/* from when it was added, an hour ago; income named the swap */
	ok(strstr(buf_text(&net.log), "GET /api/v3/myTrades?symbol=BTCUSDT"
	    "&startTime=1732143600000&endTime=1732147200123&limit=1000&") !=
	    NULL);
	ok(strstr(buf_text(&net.log), "GET /fapi/v1/userTrades?symbol=BTCUSDT"
	    "&startTime=1732143600000&endTime=1732147200123&limit=1000&") !=
	    NULL);
	ok(strstr(buf_text(&net.log), "GET /fapi/v1/allAlgoOrders?symbol="
	    "BTCUSDT&") != NULL);
	venue_changes_release(&c);
	venue_close(v);
}

/* A day at most in one call, with some of what was told before. */
static void
the_cursor_goes_on_by_days(void)
{
	struct venue_changes c = {0};

	begin();
	v->account.created = NOW - 3 * STAMP_DAY;
	is_int(v->ops->changes(v, "1:1732000000000", &c, &err), E_OK);
	is_text(c.cursor, "1:1732085800000");
	ok(c.more);
	ok(strstr(buf_text(&net.log), "GET /api/v3/allOrders?symbol=BTCUSDT"
	    "&startTime=1731999400000&endTime=1732085800000&limit=1000&") !=
	    NULL);
	venue_changes_release(&c);
	c = (struct venue_changes){0};
	is_int(v->ops->changes(v, "1:1732085800000", &c, &err), E_OK);
	is_text(c.cursor, "1:1732147200123");
	ok(!c.more);
	venue_changes_release(&c);
	venue_close(v);
}

static void
a_cursor_that_is_none(void)
{
	static const char *const all[] = { "x", "1:", "1:-5", "1:5x", "2:5",
	    "1732000000000" };
	struct venue_changes c = {0};

	begin();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		is_int(v->ops->changes(v, all[i], &c, &err), E_STORE);
	/* Told up to a time that Binance has not come to. */
	is_int(v->ops->changes(v, "1:9732147200123", &c, &err), E_NETWORK);
	is_int(c.orders.len, 0);
	venue_close(v);
}

/* A page of 1000 trades is followed by the next, by id. */
static void
every_page_is_read(void)
{
	struct venue_changes c = {0};
	struct buf page = {0}, orders = {0};
	char row[512];

	begin();
	buf_putc(&page, '[');
	buf_putc(&orders, '[');
	for (int i = 0; i < 1000; i++) {
		const char *comma = i > 0 ? "," : "";

		snprintf(row, sizeof(row), "%s{\"symbol\":\"BTCUSDT\",\"id\":"
		    "%d,\"orderId\":1,\"price\":\"1\",\"qty\":\"1\","
		    "\"quoteQty\":\"1\",\"commission\":\"0\","
		    "\"commissionAsset\":\"BTC\",\"time\":" T0 ",\"isBuyer\":"
		    "true,\"isMaker\":true}", comma, i > 0 ? i : 1);
		buf_puts(&page, row);
		snprintf(row, sizeof(row), "%s{\"symbol\":\"BTCUSDT\","
		    "\"orderId\":%d,\"clientOrderId\":\"c%d\",\"price\":\"1\","
		    "\"origQty\":\"1\",\"executedQty\":\"0\",\"status\":"
		    "\"CANCELED\",\"type\":\"LIMIT\",\"side\":\"BUY\","
		    "\"timeInForce\":\"GTC\",\"time\":" T0 "}", comma, i + 1,
		    i + 1);
		buf_puts(&orders, row);
	}
	buf_putc(&page, ']');
	buf_putc(&orders, ']');
	route("GET /api/v3/myTrades?symbol=BTCUSDT&startTime", 200,
	    buf_text(&page));
	route("GET /api/v3/myTrades?symbol=BTCUSDT&fromId=1000&", 200,
	    "[" TRADE("1000", "28") "]");
	route("GET /api/v3/allOrders?symbol=BTCUSDT&startTime", 200,
	    buf_text(&orders));
	route("GET /api/v3/allOrders?symbol=BTCUSDT&orderId=1001&", 200,
	    "[" ORDER("1001", ID, "FILLED", "0.02") "]");
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	/* one of them was told twice, in a page that is full */
	is_int(c.fills.len, 1000);
	is_int(c.orders.len, 1001);
	venue_changes_release(&c);
	/* A page that cannot be read is no end. */
	c = (struct venue_changes){0};
	route("GET /api/v3/myTrades?symbol=BTCUSDT&fromId=1000&", 502, "");
	is_int(v->ops->changes(v, "", &c, &err), E_NETWORK);
	is_int(c.fills.len, 0);
	buf_release(&page);
	buf_release(&orders);
	venue_close(v);
}

/* An order that is held for open and is not: it is asked for by its id. */
static void
what_became_of_an_order(void)
{
	struct venue_changes c = {0};

	begin();
	route("GET /api/v3/allOrders", 200, "[]");
	route("GET /api/v3/myTrades", 200, "[]");
	believed.state = ORDER_OPEN;
	believed.amount = D("0.02");
	TEXT_SET(believed.symbol, "BTC/USDT");
	TEXT_SET(believed.client_order_id, ID);
	TEXT_SET(believed.venue_id, "BTC/USDT:28");
	believed.type = TYPE_LIMIT;
	route("GET /api/v3/order?", 200, ORDER("28", ID, "CANCELED", "0"));
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_int(c.orders.len, 1);
	is_int(c.orders.at[0].state, ORDER_CANCELED);
	is_text(c.orders.at[0].reason, "user");
	venue_changes_release(&c);
	/* Binance forgets what was cancelled unfilled. */
	c = (struct venue_changes){0};
	route("GET /api/v3/order?", 400, "{\"code\":-2013,\"msg\":\"no\"}");
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_int(c.orders.len, 1);
	is_int(c.orders.at[0].state, ORDER_CANCELED);
	is_text(c.orders.at[0].reason, "not_kept");
	venue_changes_release(&c);
	/* But not what was filled in part, nor what it cannot tell. */
	c = (struct venue_changes){0};
	believed.filled = D("0.01");
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_int(c.orders.len, 0);
	venue_changes_release(&c);
	c = (struct venue_changes){0};
	route("GET /api/v3/order?", 500, "{\"code\":-2013,\"msg\":\"no\"}");
	is_int(v->ops->changes(v, "", &c, &err), E_NETWORK);
	/* One that is open is not asked for. */
	route("GET /api/v3/openOrders", 200, "[" ORDER("28", ID, "NEW", "0")
	    "]");
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_int(c.orders.len, 1);
	is_int(c.orders.at[0].state, ORDER_OPEN);
	venue_changes_release(&c);
	venue_close(v);
}

/* A stop that has triggered: its fills are its own, and it is one order. */
static void
a_stop_that_has_triggered(void)
{
	struct venue_changes c = {0};

	begin();
	route("GET /api/v3/allOrders", 200, "[]");
	route("GET /api/v3/myTrades", 200, "[]");
	route("GET /fapi/v1/allAlgoOrders", 200, "[{\"algoId\":7,"
	    "\"clientAlgoId\":\"" ID ".sl\",\"orderType\":\"STOP_MARKET\","
	    "\"symbol\":\"BTCUSDT\",\"side\":\"SELL\",\"quantity\":\"0.010\","
	    "\"algoStatus\":\"FINISHED\",\"triggerPrice\":\"55000\","
	    "\"actualOrderId\":\"99\",\"createTime\":" T0 "}]");
	route("GET /fapi/v1/allOrders", 200, "[{\"orderId\":99,\"symbol\":"
	    "\"BTCUSDT\",\"status\":\"FILLED\",\"clientOrderId\":\"x\","
	    "\"price\":\"0\",\"origQty\":\"0.010\",\"executedQty\":\"0.010\","
	    "\"type\":\"MARKET\",\"side\":\"SELL\",\"time\":" T0 "}]");
	route("GET /fapi/v1/order?symbol=BTCUSDT&orderId=99&", 200,
	    "{\"orderId\":99,\"symbol\":\"BTCUSDT\",\"status\":\"FILLED\","
	    "\"clientOrderId\":\"x\",\"price\":\"0\",\"origQty\":\"0.010\","
	    "\"executedQty\":\"0.010\",\"avgPrice\":\"55000\",\"cumQuote\":"
	    "\"550\",\"type\":\"MARKET\",\"side\":\"SELL\",\"time\":" T0 "}");
	route("GET /fapi/v1/userTrades", 200, "[" SWAP_TRADE("5", "99") "]");
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_int(c.orders.len, 1);
	is_text(c.orders.at[0].venue_id, "BTC/USDT:USDT:a7");
	is_text(c.orders.at[0].client_order_id, ID ".sl");
	is_int(c.orders.at[0].state, ORDER_FILLED);
	is_dec(c.orders.at[0].average, "55000");
	is_int(c.fills.len, 1);
	is_text(c.fills.at[0].order_id, "BTC/USDT:USDT:a7");
	is_int(c.fills.at[0].side, SIDE_SELL);
	is_int(c.fills.at[0].taker_or_maker, LIQUIDITY_MAKER);
	is_dec(c.fills.at[0].realized_pnl, "-50");
	venue_changes_release(&c);
	venue_close(v);
}

/* Trades of symbols that only the wallet tells of. */
static void
what_is_held_is_asked_for(void)
{
	struct venue_changes c = {0};

	begin();
	route("GET /api/v3/account", 200, "{\"balances\":[{\"asset\":\"ETH\","
	    "\"free\":\"1\",\"locked\":\"0\"}]}");
	route("GET /api/v3/allOrders?symbol=ETHUSDT", 200, "[]");
	route("GET /api/v3/myTrades?symbol=ETHUSDT", 200, "[]");
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	ok(strstr(buf_text(&net.log), "myTrades?symbol=ETHUSDT") != NULL);
	ok(strstr(buf_text(&net.log), "GONE") == NULL);
	venue_changes_release(&c);
	venue_close(v);
}

/* A moment after everything was read only our own orders are looked at. */
static void
soon_after_only_our_orders_are_read(void)
{
	struct venue_changes c = {0};

	begin();
	believed.state = ORDER_OPEN;
	believed.amount = D("0.02");
	TEXT_SET(believed.symbol, "BTC/USDT");
	TEXT_SET(believed.client_order_id, ID);
	believed.type = TYPE_MARKET;
	route("GET /api/v3/order?", 200, ORDER("28", ID, "FILLED", "0.02"));
	is_int(v->ops->changes(v, "1:1732147190000", &c, &err), E_OK);
	is_text(c.cursor, "1:1732147190000");
	ok(!c.more);
	is_int(c.orders.len, 1);
	is_int(c.orders.at[0].state, ORDER_FILLED);
	is_int(c.fills.len, 1);
	is_text(c.fills.at[0].order_id, "BTC/USDT:28");
	is_int(net.asked, 4);	/* time, open orders, order, its trades */
	ok(strstr(buf_text(&net.log), "GET /api/v3/openOrders?symbol=BTCUSDT&")
	    != NULL);
	ok(strstr(buf_text(&net.log), "GET /api/v3/myTrades?symbol=BTCUSDT"
	    "&orderId=28&limit=1000&") != NULL);
	venue_changes_release(&c);
	/* What it has filled is known: its trades are, too. */
	c = (struct venue_changes){0};
	net.asked = 0;
	believed.filled = D("0.02");
	believed.state = ORDER_PARTIAL;
	is_int(v->ops->changes(v, "1:1732147190000", &c, &err), E_OK);
	is_int(c.fills.len, 0);
	is_int(net.asked, 3);
	venue_changes_release(&c);
	/* While one is in doubt everything is read, and after a while. */
	c = (struct venue_changes){0};
	believed.state = ORDER_UNKNOWN;
	is_int(v->ops->changes(v, "1:1732147190000", &c, &err), E_OK);
	is_text(c.cursor, "1:1732147200123");
	venue_changes_release(&c);
	c = (struct venue_changes){0};
	believed.state = ORDER_PARTIAL;
	is_int(v->ops->changes(v, "1:1732147180000", &c, &err), E_OK);
	is_text(c.cursor, "1:1732147200123");
	venue_changes_release(&c);
	c = (struct venue_changes){0};
	route("GET /api/v3/order?", 502, "<html>");
	is_int(v->ops->changes(v, "1:1732147190000", &c, &err), E_NETWORK);
	is_int(c.orders.len, 0);
	venue_close(v);
}

static void
rows_that_cannot_be_fail(void)
{
	static const struct change trades[] = {
		{ "\"qty\":\"0.02\"", "\"qty\":\"0\"", E_DATA },
		{ "\"qty\":\"0.02\"", "\"qty\":null", E_DATA },
		{ "\"price\":\"60000.0\"", "\"price\":\"-1\"", E_DATA },
		{ "\"price\":\"60000.0\"", "\"price\":\"NaN\"", E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":\"ETHUSDT\"",
		  E_DATA },
		{ "\"id\":56", "\"id\":\"x\"", E_DATA },
		{ "\"orderId\":28", "\"x\":28", E_DATA },
		{ "\"isBuyer\":true", "\"isBuyer\":1", E_DATA },
		{ "\"commission\":\"0.00002\"", "\"x\":1", E_DATA },
		{ "\"time\":" T0, "\"time\":0", E_DATA },
		{ "\"isBestMatch\":true", "\"new\":{}", E_OK },
	};
	static const struct change income[] = {
		{ "\"-0.12\"", "\"x\"", E_DATA },
		{ "\"-0.12\"", "null", E_DATA },
		{ "\"tranId\":9", "\"x\":9", E_DATA },
		{ "\"asset\":\"USDT\"", "\"asset\":1", E_DATA },
		{ "\"incomeType\"", "\"x\"", E_DATA },
		{ "\"time\":" T0, "\"time\":null", E_DATA },
		{ "\"info\":\"\"", "\"info\":{\"a\":1}", E_OK },
	};
	static const struct change in[] = {
		{ "\"0.001\"", "\"0\"", E_DATA },
		{ "\"0.001\"", "\"-1\"", E_DATA },
		{ "\"status\":1", "\"status\":\"ok\"", E_DATA },
		{ "\"status\":1", "\"status\":77", E_OK },
		{ "\"coin\":\"BTC\"", "\"coin\":\"\"", E_DATA },
		{ "\"id\":\"769800519366885376\"", "\"x\":1", E_DATA },
	};
	static const struct change away[] = {
		{ "2024-11-20 23:58:20", "yesterday", E_DATA },
		{ "2024-11-20 23:58:20", "2024-11-20 23:58:20.000000000000",
		  E_DATA },
		{ "\"0.004\"", "\"-1\"", E_DATA },
		{ "\"8.91\"", "null", E_DATA },
	};
	static const struct change orders[] = {
		{ "\"executedQty\":\"0.02\"", "\"executedQty\":\"0.03\"",
		  E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":\"ETHUSDT\"",
		  E_DATA },
		{ "\"orderId\":28", "\"orderId\":\"28x\"", E_DATA },
	};

	begin();
	CHANGES("GET /api/v3/myTrades", "[" TRADE("56", "28") "]", trades,
	    read_changes);
	CHANGES("GET /fapi/v1/income", INCOME, income, read_changes);
	CHANGES("GET /sapi/v1/capital/deposit", DEPOSITS, in, read_changes);
	CHANGES("GET /sapi/v1/capital/withdraw", WITHDRAWALS, away,
	    read_changes);
	CHANGES("GET /api/v3/allOrders", "[" ORDER("28", ID, "FILLED",
	    "0.02") "]", orders, read_changes);
	/* Trades under one id that differ, or out of order. */
	route("GET /api/v3/myTrades", 200, "[" TRADE("56", "28") ","
	    TRADE("56", "29") "]");
	is_int(read_changes(), E_DATA);
	route("GET /api/v3/myTrades", 200, "[" TRADE("56", "28") ","
	    TRADE("55", "28") "]");
	is_int(read_changes(), E_DATA);
	route("GET /api/v3/myTrades", 200, "[" TRADE("-1", "28") "]");
	is_int(read_changes(), E_DATA);
	route("GET /api/v3/myTrades", 200, "[]");
	refuses_nonsense("GET /api/v3/myTrades", "[" TRADE("56", "28") "]",
	    read_changes);
	refuses_nonsense("GET /api/v3/allOrders", "[" ORDER("28", ID,
	    "FILLED", "0.02") "]", read_changes);
	refuses_nonsense("GET /fapi/v1/income", INCOME, read_changes);
	refuses_nonsense("GET /sapi/v1/capital/deposit", DEPOSITS,
	    read_changes);
	refuses_nonsense("GET /sapi/v1/capital/withdraw", WITHDRAWALS,
	    read_changes);
	venue_close(v);
}

int
main(void)
{
	TEST(everything_since_the_account_was_added);
	TEST(the_cursor_goes_on_by_days);
	TEST(a_cursor_that_is_none);
	TEST(every_page_is_read);
	TEST(what_became_of_an_order);
	TEST(a_stop_that_has_triggered);
	TEST(what_is_held_is_asked_for);
	TEST(soon_after_only_our_orders_are_read);
	TEST(rows_that_cannot_be_fail);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
