/*
 * Covers lib/venue/binance/history.c where it looks for one thing: orders and
 * trades of one symbol, day after day until now, under the ids that all reads
 * give, a conditional order and what it became as one.
 */
#include "binanceact.h"
#include "venue/binance/reads.h"

static struct venue_changes seen;

static enum err_code
history(const char *symbol, int64_t since)
{
	venue_changes_release(&seen);
	seen = (struct venue_changes){ 0 };
	return binance_history(&b->v, symbol, since, &seen, &err);
}

#define TIME_SAID "{\"serverTime\":1709294400000}"
#define TRADE "[{\"symbol\":\"BTCUSDT\",\"id\":56,\"orderId\":28," \
	"\"price\":\"100\",\"qty\":\"0.5\",\"quoteQty\":\"50\"," \
	"\"commission\":\"0.1\",\"commissionAsset\":\"USDT\"," \
	"\"time\":1709290800000,\"isBuyer\":true,\"isMaker\":false," \
	"\"buyer\":true,\"maker\":false,\"realizedPnl\":\"0\"}]"
#define ORDER_ "[{\"symbol\":\"BTCUSDT\",\"orderId\":28," \
	"\"clientOrderId\":\"" ID_A "\",\"price\":\"0\",\"origQty\":\"0.5\"," \
	"\"executedQty\":\"0.5\",\"cummulativeQuoteQty\":\"50\"," \
	"\"status\":\"FILLED\",\"timeInForce\":\"GTC\",\"type\":\"MARKET\"," \
	"\"side\":\"BUY\",\"time\":1709290800000," \
	"\"updateTime\":1709290800000}]"

static void
a_symbol_of_spot(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, TIME_SAID);
	will_say(HTTP_ANSWERED, 200, TRADE);
	will_say(HTTP_ANSWERED, 200, ORDER_);
	is_int(history(SPOT_SYMBOL, NOW - 2 * STAMP_HOUR), E_OK);
	is_text(buf_text(&net.log), "GET /api/v3/time\n"
	    "GET /api/v3/myTrades?symbol=BTCUSDT&startTime=1709287200000"
	    "&endTime=1709294400000&limit=1000\n"
	    "GET /api/v3/allOrders?symbol=BTCUSDT&startTime=1709287200000"
	    "&endTime=1709294400000&limit=1000\n");
	is_int((long long)seen.orders.len, 1);
	is_int((long long)seen.fills.len, 1);
	if (seen.orders.len != 1 || seen.fills.len != 1)
		return;
	is_text(seen.orders.at[0].client_order_id, ID_A);
	is_int(seen.orders.at[0].state, ORDER_FILLED);
	is_text(seen.fills.at[0].order_id, "BTC/USDT:28");
	/* The look at the clock is kept: orders ask for it. */
	ok(b->clock_seen);
	is_int(b->clock_off, 0);
}

static void
day_after_day(void)
{
	int days = 0;

	account();
	will_say(HTTP_ANSWERED, 200, TIME_SAID);
	for (int i = 0; i < 6; i++)
		will_say(HTTP_ANSWERED, 200, "[]");
	is_int(history(SPOT_SYMBOL, NOW - 60 * STAMP_HOUR), E_OK);
	for (const char *at = buf_text(&net.log);
	    (at = strstr(at, "myTrades")) != NULL; at++)
		days++;
	is_int(days, 3);
	ok(strstr(buf_text(&net.log), "endTime=1709294400000") != NULL);
	is_int((long long)seen.orders.len, 0);
}

static void
a_conditional_order_and_what_it_became(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, TIME_SAID);
	will_say(HTTP_ANSWERED, 200, TRADE);
	will_say(HTTP_ANSWERED, 200, ORDER_);
	will_say(HTTP_ANSWERED, 200, "[{\"algoId\":9,\"clientAlgoId\":\"" ID_B
	    "\",\"orderType\":\"STOP_MARKET\",\"symbol\":\"BTCUSDT\","
	    "\"side\":\"BUY\",\"quantity\":\"0.5\",\"algoStatus\":"
	    "\"FINISHED\",\"triggerPrice\":\"99\",\"price\":\"0\","
	    "\"actualOrderId\":\"28\",\"createTime\":1709290800000}]");
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\",\"orderId\":28,"
	    "\"clientOrderId\":\"x\",\"price\":\"0\",\"origQty\":\"0.5\","
	    "\"executedQty\":\"0.5\",\"status\":\"FILLED\",\"type\":"
	    "\"MARKET\",\"side\":\"BUY\",\"updateTime\":1709290800000}");
	is_int(history(SWAP_SYMBOL, NOW - 2 * STAMP_HOUR), E_OK);
	is_int((long long)seen.orders.len, 1);
	is_int((long long)seen.fills.len, 1);
	if (seen.orders.len != 1 || seen.fills.len != 1)
		return;
	is_text(seen.orders.at[0].client_order_id, ID_B);
	is_text(seen.orders.at[0].venue_id, "BTC/USDT:USDT:a9");
	is_int(seen.orders.at[0].state, ORDER_FILLED);
	is_text(seen.fills.at[0].order_id, "BTC/USDT:USDT:a9");
}

/* Half of what was asked for is nothing. */
static void
what_cannot_be_read_is_no_history(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, TIME_SAID);
	will_say(HTTP_ANSWERED, 200, TRADE);
	will_say(HTTP_ANSWERED, 200, "<html>");
	is_int(history(SPOT_SYMBOL, NOW - STAMP_HOUR), E_DATA);
	is_int((long long)seen.fills.len, 0);
	account();
	will_say(HTTP_ANSWERED, 200, TIME_SAID);
	will_say(HTTP_ANSWERED, 200, TRADE);
	is_int(history(SPOT_SYMBOL, NOW - STAMP_HOUR), E_NETWORK);
	account();
	is_int(history("DOGE/USDT", NOW - STAMP_HOUR), E_USAGE);
}

int
main(void)
{
	(void)answer;
	(void)gate_guard;
	TEST(a_symbol_of_spot);
	TEST(day_after_day);
	TEST(a_conditional_order_and_what_it_became);
	TEST(what_cannot_be_read_is_no_history);
	venue_changes_release(&seen);
	account_end();
	return tap_done();
}
