/*
 * Covers lib/venue/binance/act.c and orders.c: the exact requests of orders,
 * pairs, amendments and cancels, that each leaves once, and what every kind of
 * answer makes of them.
 */
#include "binanceact.h"

#define TAIL "&newClientOrderId=" ID_A "&newOrderRespType=RESULT\n"
#define LIMIT_SENT "POST /api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT" \
	"&timeInForce=GTC&quantity=0.5&price=60000.1" TAIL
#define LIMIT_SAID "\"symbol\":\"BTCUSDT\",\"orderId\":28," \
	"\"clientOrderId\":\"" ID_A "\",\"transactTime\":1709294400123," \
	"\"price\":\"60000.10\",\"origQty\":\"0.500\",\"status\":\"NEW\"," \
	"\"timeInForce\":\"GTC\",\"type\":\"LIMIT\",\"side\":\"BUY\""

static enum err_code
submit(const char *symbol, int type)
{
	struct order_request r = ask(symbol, SIDE_BUY, type);

	err.text[0] = '\0';
	return binance_submit(&b->v, &r, ID_A, &gate_guard, &answer, &err);
}

static void
a_spot_order_is_taken(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{" LIMIT_SAID "}");
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_OK);
	is_text(buf_text(&net.log), LIMIT_SENT);
	is_int(answer.result, VENUE_ACCEPTED);
	is_text(answer.venue_id, "BTC/USDT:28");
	is_int(answer.time, 1709294400123000);
	is_int(net.guards, 1);
	is_int(net.agreed, 1);
}

static void
futures_orders_go_to_two_places(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"orderId\":22542179,\"symbol\":"
	    "\"BTCUSDT\",\"status\":\"FILLED\",\"clientOrderId\":\"" ID_A "\","
	    "\"price\":\"0\",\"origQty\":\"0.5\",\"type\":\"MARKET\",\"side\":"
	    "\"BUY\",\"updateTime\":1709294400456}");
	is_int(submit(SWAP_SYMBOL, TYPE_MARKET), E_OK);
	is_text(buf_text(&net.log), "POST /fapi/v1/order?symbol=BTCUSDT"
	    "&side=BUY&type=MARKET&quantity=0.5" TAIL);
	is_int(answer.result, VENUE_ACCEPTED);
	is_text(answer.venue_id, "BTC/USDT:USDT:22542179");
	forget_net();
	will_say(HTTP_ANSWERED, 200, "{\"algoId\":2146760,\"clientAlgoId\":"
	    "\"" ID_A "\",\"orderType\":\"STOP_MARKET\",\"symbol\":\"BTCUSDT\","
	    "\"side\":\"BUY\",\"quantity\":\"0.500\",\"algoStatus\":\"NEW\","
	    "\"triggerPrice\":\"55000.0\",\"price\":\"0.0\",\"createTime\":"
	    "1709294400789}");
	is_int(submit(SWAP_SYMBOL, TYPE_STOP), E_OK);
	is_text(buf_text(&net.log), "POST /fapi/v1/algoOrder?algoType="
	    "CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP_MARKET"
	    "&quantity=0.5&triggerPrice=55000&workingType=CONTRACT_PRICE"
	    "&clientAlgoId=" ID_A "&newOrderRespType=RESULT\n");
	is_int(answer.result, VENUE_ACCEPTED);
	is_text(answer.venue_id, "BTC/USDT:USDT:a2146760");
	is_int(answer.time, 1709294400789000);
}

static void
the_mode_of_positions_is_asked_once(void)
{
	account();
	b->sides = 0;
	will_say(HTTP_ANSWERED, 200, "{\"dualSidePosition\":true}");
	is_int(submit(SWAP_SYMBOL, TYPE_MARKET), E_NETWORK);
	ok(strncmp(buf_text(&net.log), "GET /fapi/v1/accountConfig\n"
	    "POST /fapi/v1/order?symbol=BTCUSDT&side=BUY&type=MARKET"
	    "&positionSide=LONG&", 80) == 0);
	is_int(answer.result, VENUE_NOT_SENT);
	forget_net();
	is_int(submit(SWAP_SYMBOL, TYPE_MARKET), E_NETWORK);
	ok(strstr(buf_text(&net.log), "accountConfig") == NULL);
	/* Another mode than was known: it is asked for again. */
	forget_net();
	will_say(HTTP_ANSWERED, 400, "{\"code\":-4061,\"msg\":\"Order's "
	    "position side does not match user's setting.\"}");
	will_say(HTTP_ANSWERED, 200, "{\"dualSidePosition\":false}");
	is_int(submit(SWAP_SYMBOL, TYPE_MARKET), E_OK);
	is_int(answer.result, VENUE_REJECTED);
	is_text(answer.reason, "position_side");
	is_int(submit(SWAP_SYMBOL, TYPE_MARKET), E_NETWORK);
	ok(strstr(buf_text(&net.log), "accountConfig") != NULL);
	ok(strstr(strstr(buf_text(&net.log), "accountConfig"),
	    "positionSide") == NULL);
	/* What cannot be told is no reason to send. */
	account();
	b->sides = 0;
	will_say(HTTP_ANSWERED, 200, "{}");
	is_int(submit(SWAP_SYMBOL, TYPE_MARKET), E_DATA);
	is_int(answer.result, VENUE_NOT_SENT);
	ok(strstr(buf_text(&net.log), "/order") == NULL);
}

/* Whatever does not repeat the order, or says nothing clear, is unknown. */
static void
every_kind_of_answer(void)
{
	static const struct {
		enum http_outcome outcome;
		int status;
		const char *body;
		enum venue_result want;
		const char *reason;
	} all[] = {
		{ HTTP_ANSWERED, 200, "{" LIMIT_SAID ",\"more\":1}",
		  VENUE_ACCEPTED, "" },
		{ HTTP_ANSWERED, 200, "", VENUE_UNKNOWN,
		  "unreadable_answer" },
		{ HTTP_ANSWERED, 200, "{", VENUE_UNKNOWN,
		  "unreadable_answer" },
		{ HTTP_ANSWERED, 200, "{" LIMIT_SAID, VENUE_UNKNOWN,
		  "unreadable_answer" },
		{ HTTP_ANSWERED, 200, "<html>ok</html>", VENUE_UNKNOWN,
		  "unreadable_answer" },
		{ HTTP_ANSWERED, 200, "{}", VENUE_UNKNOWN,
		  "symbol: \"\", not BTCUSDT" },
		{ HTTP_ANSWERED, 200, "[]", VENUE_UNKNOWN,
		  "unreadable_answer" },
		{ HTTP_ANSWERED, 200, "{\"symbol\":\"ETHUSDT\"}",
		  VENUE_UNKNOWN, "symbol: \"ETHUSDT\", not BTCUSDT" },
		{ HTTP_ANSWERED, 200, "{\"code\":-2010,\"msg\":\"no\"}",
		  VENUE_UNKNOWN, "symbol: \"\", not BTCUSDT" },
		{ HTTP_ANSWERED, 200, "{" LIMIT_SAID ",\"status\":\"NEW\"}",
		  VENUE_UNKNOWN, "unreadable_answer" },
		{ HTTP_ANSWERED, 301, "", VENUE_UNKNOWN, "http_301" },
		{ HTTP_ANSWERED, 403, "<html>blocked</html>", VENUE_UNKNOWN,
		  "http_403" },
		{ HTTP_ANSWERED, 404, "", VENUE_UNKNOWN, "http_404" },
		{ HTTP_ANSWERED, 408, "{\"code\":-1121,\"msg\":\"x\"}",
		  VENUE_UNKNOWN, "-1121 x" },
		{ HTTP_ANSWERED, 500, "{\"code\":-1121,\"msg\":\"x\"}",
		  VENUE_UNKNOWN, "-1121 x" },
		{ HTTP_ANSWERED, 502, "<html>bad gateway</html>",
		  VENUE_UNKNOWN, "http_502" },
		{ HTTP_ANSWERED, 503, "", VENUE_UNKNOWN, "http_503" },
		{ HTTP_ANSWERED, 504, "{\"code\":-1007,\"msg\":\"Timeout\"}",
		  VENUE_UNKNOWN, "-1007 Timeout" },
		{ HTTP_ANSWERED, 400, "{\"code\":-31337,\"msg\":\"new\"}",
		  VENUE_UNKNOWN, "-31337 new" },
		{ HTTP_ANSWERED, 400, "{\"code\":\"-2010\"", VENUE_UNKNOWN,
		  "http_400" },
		{ HTTP_ANSWERED, 400, "{\"code\":-2010,\"msg\":\"Account has "
		  "insufficient balance for requested action.\"}",
		  VENUE_REJECTED, "insufficient_funds" },
		{ HTTP_ANSWERED, 400, "{\"code\":-1013,\"msg\":\"Filter "
		  "failure: PERCENT_PRICE_BY_SIDE\"}", VENUE_REJECTED,
		  "price_band" },
		{ HTTP_ANSWERED, 429, "{\"code\":-1015,\"msg\":\"Too many new "
		  "orders\"}", VENUE_REJECTED, "too_many_orders" },
		{ HTTP_ANSWERED, 400, "{\"code\":-2010,\"msg\":\"Duplicate "
		  "order sent.\"}", VENUE_UNKNOWN,
		  "-2010 Duplicate order sent." },
		{ HTTP_AMBIGUOUS, 0, NULL, VENUE_UNKNOWN, "timed out" },
		{ HTTP_AMBIGUOUS, 200, "{" LIMIT_SAID "}", VENUE_UNKNOWN,
		  "timed out" }
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		account();
		will_say(all[i].outcome, all[i].status, all[i].body);
		is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_OK);
		is_int(answer.result, all[i].want);
		is_text(answer.reason, all[i].reason);
		is_text(buf_text(&net.log), LIMIT_SENT);
		is_int(net.agreed, 1);
	}
}

static void
a_refused_status_is_a_no(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\",\"orderId\":28,"
	    "\"clientOrderId\":\"" ID_A "\",\"price\":\"60000.10\","
	    "\"origQty\":\"0.5\",\"status\":\"REJECTED\",\"type\":\"LIMIT\","
	    "\"side\":\"BUY\"}");
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_OK);
	is_int(answer.result, VENUE_REJECTED);
}

static void
nothing_leaves_without_the_guard(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{" LIMIT_SAID "}");
	guard_says = false;
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_OK);
	guard_says = true;
	is_int(answer.result, VENUE_NOT_SENT);
	is_int(net.guards, 1);
	is_int(net.agreed, 0);
	/* libcurl sends again by itself: the second call is a no. */
	account();
	net.again = true;
	will_say(HTTP_ANSWERED, 200, "{" LIMIT_SAID "}");
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_OK);
	is_int(net.agreed, 1);
	/* No connection: the reason is told, and nothing was sent. */
	account();
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_NETWORK);
	is_int(answer.result, VENUE_NOT_SENT);
	is_int(net.guards, 0);
	ok(strstr(err.text, "no answer was prepared") != NULL);
}

static void
what_it_cannot_take_never_leaves(void)
{
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_LIMIT);

	account();
	r.price = D("60000.001");
	is_int(binance_submit(&b->v, &r, ID_A, &gate_guard, &answer, &err),
	    E_USAGE);
	is_int(answer.result, VENUE_NOT_SENT);
	is_text(buf_text(&net.log), "");
	TEXT_SET(r.symbol, "DOGE/USDT");
	is_int(binance_submit(&b->v, &r, ID_A, &gate_guard, &answer, &err),
	    E_USAGE);
	is_text(buf_text(&net.log), "");
}

static void
a_clock_that_is_off_sends_nothing(void)
{
	account();
	b->clock_seen = true;
	b->clock_off = -2500000;
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_REFUSED);
	is_text(err.text, "live: the clock here and Binance's differ by "
	    "2.500 s: no orders are sent");
	is_int(answer.result, VENUE_NOT_SENT);
	is_text(buf_text(&net.log), "");
	b->clock_off = 1000000;
	will_say(HTTP_ANSWERED, 200, "{" LIMIT_SAID "}");
	is_int(submit(SPOT_SYMBOL, TYPE_LIMIT), E_OK);
}

#define LEG(id, type, more) "{\"symbol\":\"BTCUSDT\",\"orderId\":1" more "," \
	"\"clientOrderId\":\"" id "\",\"type\":\"" type "\",\"side\":" \
	"\"SELL\",\"origQty\":\"0.5\""
#define LIST "{\"orderListId\":1,\"listClientOrderId\":\"" ID_A "_l\"," \
	"\"transactionTime\":1709294400123,\"symbol\":\"BTCUSDT\"," \
	"\"orderReports\":["

static struct venue_answer answers[2];

static enum err_code
submit_pair(void)
{
	struct order_request r[2] = { ask(SPOT_SYMBOL, SIDE_SELL, TYPE_LIMIT),
	    ask(SPOT_SYMBOL, SIDE_SELL, TYPE_STOP) };
	const char *const ids[2] = { ID_A, ID_B };

	return binance_submit_pair(&b->v, r, ids, &gate_guard, answers, &err);
}

static void
a_pair_is_two_orders_in_one(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, LIST
	    LEG(ID_B, "STOP_LOSS", "1") ",\"stopPrice\":\"55000.0\"},"
	    LEG(ID_A, "LIMIT_MAKER", "0") ",\"price\":\"60000.1\"}]}");
	is_int(submit_pair(), E_OK);
	is_text(buf_text(&net.log), "POST /api/v3/orderList/oco?symbol=BTCUSDT"
	    "&listClientOrderId=" ID_A "_l&side=SELL&quantity=0.5"
	    "&aboveType=LIMIT_MAKER&aboveClientOrderId=" ID_A
	    "&abovePrice=60000.1&belowType=STOP_LOSS&belowClientOrderId=" ID_B
	    "&belowStopPrice=55000&newOrderRespType=RESULT\n");
	is_int(answers[0].result, VENUE_ACCEPTED);
	is_text(answers[0].venue_id, "BTC/USDT:10");
	is_int(answers[1].result, VENUE_ACCEPTED);
	is_text(answers[1].venue_id, "BTC/USDT:11");
	is_int(answers[1].time, 1709294400123000);
	is_int(net.guards, 1);
}

static void
half_a_pair_is_unknown(void)
{
	static const struct {
		int status;
		const char *body;
		enum venue_result first, second;
	} all[] = {
		{ 200, LIST LEG(ID_A, "LIMIT_MAKER", "0")
		  ",\"price\":\"60000.1\"}]}", VENUE_ACCEPTED,
		  VENUE_UNKNOWN },
		{ 200, LIST "]}", VENUE_UNKNOWN, VENUE_UNKNOWN },
		{ 200, "{}", VENUE_UNKNOWN, VENUE_UNKNOWN },
		{ 200, LIST LEG(ID_A, "LIMIT_MAKER", "0")
		  ",\"price\":\"60000.1\"}", VENUE_UNKNOWN, VENUE_UNKNOWN },
		{ 502, "", VENUE_UNKNOWN, VENUE_UNKNOWN },
		{ 400, "{\"code\":-2010,\"msg\":\"Account has insufficient "
		  "balance for requested action.\"}", VENUE_REJECTED,
		  VENUE_REJECTED }
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		account();
		will_say(HTTP_ANSWERED, all[i].status, all[i].body);
		is_int(submit_pair(), E_OK);
		is_int(answers[0].result, all[i].first);
		is_int(answers[1].result, all[i].second);
	}
	is_text(answers[0].reason, "insufficient_funds");
	is_text(answers[1].reason, "linked");
	account();
	is_int(submit_pair(), E_NETWORK);
	is_int(answers[0].result, VENUE_NOT_SENT);
	is_int(answers[1].result, VENUE_NOT_SENT);
}

int
main(void)
{
	TEST(a_spot_order_is_taken);
	TEST(futures_orders_go_to_two_places);
	TEST(the_mode_of_positions_is_asked_once);
	TEST(every_kind_of_answer);
	TEST(a_refused_status_is_a_no);
	TEST(nothing_leaves_without_the_guard);
	TEST(what_it_cannot_take_never_leaves);
	TEST(a_clock_that_is_off_sends_nothing);
	TEST(a_pair_is_two_orders_in_one);
	TEST(half_a_pair_is_unknown);
	account_end();
	return tap_done();
}
