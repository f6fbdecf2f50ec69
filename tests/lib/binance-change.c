/*
 * Covers lib/venue/binance/orders.c, settings.c and errors.c: amendments,
 * cancels of both kinds of orders, leverage, margin mode and margin, each with
 * every kind of answer; and what every code of Binance makes of an order.
 */
#include "binanceact.h"

static struct order
resting(const char *symbol, int type)
{
	struct order_request r = ask(symbol, SIDE_BUY, type);
	struct order o = order_empty();

	order_from_request(&o, &r);
	TEXT_SET(o.id, "7");
	TEXT_SET(o.client_order_id, ID_A);
	return o;
}

static enum err_code
amend(const char *symbol, const char *amount, const char *price)
{
	struct order o = resting(symbol, TYPE_LIMIT);
	struct order_terms c = TERMS_NONE;

	if (amount != NULL)
		c.amount = D(amount);
	if (price != NULL)
		c.price = D(price);
	return binance_amend(&b->v, &o, &c, &answer, &err);
}

static void
spot_makes_it_smaller(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"transactTime\":1709294400123,"
	    "\"executionId\":75,\"amendedOrder\":{\"symbol\":\"BTCUSDT\","
	    "\"orderId\":33,\"origClientOrderId\":\"" ID_A "\","
	    "\"clientOrderId\":\"" ID_A "\",\"qty\":\"0.30000000\","
	    "\"status\":\"NEW\"}}");
	is_int(amend(SPOT_SYMBOL, "0.3", NULL), E_OK);
	is_text(buf_text(&net.log), "PUT /api/v3/order/amend/keepPriority"
	    "?symbol=BTCUSDT&origClientOrderId=" ID_A "&newQty=0.3"
	    "&newClientOrderId=" ID_A "\n");
	is_int(answer.result, VENUE_ACCEPTED);
	is_int(answer.time, 1709294400123000);
	is_int(net.guards, 1);
}

static void
futures_change_price_and_amount(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"orderId\":5,\"symbol\":\"BTCUSDT\","
	    "\"clientOrderId\":\"" ID_A "\",\"side\":\"BUY\",\"origQty\":"
	    "\"0.5\",\"price\":\"61000\",\"status\":\"NEW\",\"updateTime\":"
	    "1709294400123}");
	is_int(amend(SWAP_SYMBOL, NULL, "61000"), E_OK);
	is_text(buf_text(&net.log), "PUT /fapi/v1/order?symbol=BTCUSDT"
	    "&origClientOrderId=" ID_A "&side=BUY&quantity=0.5&price=61000"
	    "\n");
	is_int(answer.result, VENUE_ACCEPTED);
}

static void
answers_to_amendments(void)
{
	static const struct {
		enum http_outcome outcome;
		int status;
		const char *body;
		enum venue_result want;
		const char *reason;
	} all[] = {
		{ HTTP_ANSWERED, 200, "{}", VENUE_UNKNOWN,
		  "symbol" },
		{ HTTP_ANSWERED, 200, "{\"orderId\":5,\"clientOrderId\":\""
		  ID_A "\",\"side\":\"BUY\",\"origQty\":\"0.5\",\"price\":"
		  "\"60000.1\"}", VENUE_UNKNOWN, "price" },
		{ HTTP_ANSWERED, 400, "{\"code\":-5027,\"msg\":\"No need to "
		  "modify the order.\"}", VENUE_REJECTED, "no_change" },
		{ HTTP_ANSWERED, 400, "{\"code\":-2013,\"msg\":\"Order does "
		  "not exist.\"}", VENUE_REJECTED, "unknown_order" },
		{ HTTP_ANSWERED, 503, "{\"code\":-1000,\"msg\":\"Unknown "
		  "error, please check your request or try again later.\"}",
		  VENUE_UNKNOWN, "-1000" },
		{ HTTP_ANSWERED, 503, "{\"code\":-1001,\"msg\":\"Service "
		  "Unavailable.\"}", VENUE_REJECTED, "disconnected" },
		{ HTTP_AMBIGUOUS, 0, NULL, VENUE_UNKNOWN, "timed out" }
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		account();
		will_say(all[i].outcome, all[i].status, all[i].body);
		is_int(amend(SWAP_SYMBOL, NULL, "61000"), E_OK);
		is_int(answer.result, all[i].want);
		if (all[i].want == VENUE_UNKNOWN && i < 2)
			ok(answer.reason[0] != '\0');
		else
			ok(strstr(answer.reason, all[i].reason) != NULL);
	}
	account();
	is_int(amend(SWAP_SYMBOL, NULL, "61000"), E_NETWORK);
	is_int(answer.result, VENUE_NOT_SENT);
	is_int(amend(SPOT_SYMBOL, NULL, "61000"), E_USAGE);
	is_int(answer.result, VENUE_NOT_SENT);
}

static enum err_code
cancel(const char *symbol, int type, const char *venue_id)
{
	struct order o = resting(symbol, type);

	TEXT_SET(o.venue_id, venue_id);
	return binance_cancel(&b->v, &o, &answer, &err);
}

static void
orders_are_cancelled_by_our_id(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\",\"orderId\":28,"
	    "\"origClientOrderId\":\"" ID_A "\",\"clientOrderId\":\"x\","
	    "\"status\":\"CANCELED\",\"transactTime\":1709294400123}");
	is_int(cancel(SPOT_SYMBOL, TYPE_STOP, "BTC/USDT:28"), E_OK);
	is_text(buf_text(&net.log), "DELETE /api/v3/order?symbol=BTCUSDT"
	    "&origClientOrderId=" ID_A "\n");
	is_int(answer.result, VENUE_ACCEPTED);
	account();
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\",\"orderId\":28,"
	    "\"clientOrderId\":\"" ID_A "\",\"status\":\"CANCELED\"}");
	is_int(cancel(SWAP_SYMBOL, TYPE_LIMIT, ""), E_OK);
	is_text(buf_text(&net.log), "DELETE /fapi/v1/order?symbol=BTCUSDT"
	    "&origClientOrderId=" ID_A "\n");
	is_int(answer.result, VENUE_ACCEPTED);
	account();
	will_say(HTTP_ANSWERED, 200, "{\"algoId\":9,\"clientAlgoId\":\"" ID_A
	    "\",\"code\":\"200\",\"msg\":\"success\"}");
	is_int(cancel(SWAP_SYMBOL, TYPE_STOP, "BTC/USDT:USDT:a9"), E_OK);
	is_text(buf_text(&net.log), "DELETE /fapi/v1/algoOrder?clientAlgoId="
	    ID_A "\n");
	is_int(answer.result, VENUE_ACCEPTED);
	/* Not yet known there: its type says where it lives. */
	account();
	is_int(cancel(SWAP_SYMBOL, TYPE_TRAILING, ""), E_NETWORK);
	is_text(buf_text(&net.log), "DELETE /fapi/v1/algoOrder?clientAlgoId="
	    ID_A "\n");
	is_int(answer.result, VENUE_NOT_SENT);
}

static void
foreign_orders_by_their_number(void)
{
	struct order o = resting(SPOT_SYMBOL, TYPE_LIMIT);

	account();
	o.client_order_id[0] = '\0';
	TEXT_SET(o.venue_id, "BTC/USDT:28");
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\",\"orderId\":28,"
	    "\"status\":\"CANCELED\"}");
	is_int(binance_cancel(&b->v, &o, &answer, &err), E_OK);
	is_text(buf_text(&net.log), "DELETE /api/v3/order?symbol=BTCUSDT"
	    "&orderId=28\n");
	is_int(answer.result, VENUE_ACCEPTED);
	o.venue_id[0] = '\0';
	is_int(binance_cancel(&b->v, &o, &answer, &err), E_USAGE);
}

static void
what_was_triggered_is_cancelled_where_it_is_now(void)
{
	account();
	will_say(HTTP_ANSWERED, 400, "{\"code\":-2011,\"msg\":\"Unknown order "
	    "sent.\"}");
	will_say(HTTP_ANSWERED, 200, "{\"algoId\":9,\"clientAlgoId\":\"" ID_A
	    "\",\"actualOrderId\":\"77\",\"algoStatus\":\"TRIGGERED\"}");
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\",\"orderId\":77,"
	    "\"status\":\"CANCELED\"}");
	is_int(cancel(SWAP_SYMBOL, TYPE_STOP_LIMIT, "BTC/USDT:USDT:a9"), E_OK);
	is_text(buf_text(&net.log), "DELETE /fapi/v1/algoOrder?clientAlgoId="
	    ID_A "\nGET /fapi/v1/algoOrder?clientAlgoId=" ID_A
	    "\nDELETE /fapi/v1/order?symbol=BTCUSDT&orderId=77\n");
	is_int(answer.result, VENUE_ACCEPTED);
	/* It was not: the first no stands. */
	account();
	will_say(HTTP_ANSWERED, 400, "{\"code\":-2011,\"msg\":\"Unknown order "
	    "sent.\"}");
	will_say(HTTP_ANSWERED, 200, "{\"algoId\":9,\"clientAlgoId\":\"" ID_A
	    "\",\"actualOrderId\":\"\",\"algoStatus\":\"CANCELED\"}");
	is_int(cancel(SWAP_SYMBOL, TYPE_STOP, "BTC/USDT:USDT:a9"), E_OK);
	is_int(answer.result, VENUE_REJECTED);
	is_text(answer.reason, "unknown_order");
}

static void
answers_to_cancels(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"symbol\":\"BTCUSDT\","
	    "\"origClientOrderId\":\"" ID_B "\"}");
	is_int(cancel(SPOT_SYMBOL, TYPE_LIMIT, ""), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	account();
	will_say(HTTP_ANSWERED, 200, "cut");
	is_int(cancel(SPOT_SYMBOL, TYPE_LIMIT, ""), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	account();
	will_say(HTTP_ANSWERED, 400, "{\"code\":-2011,\"msg\":\"Unknown order "
	    "sent.\"}");
	is_int(cancel(SPOT_SYMBOL, TYPE_LIMIT, ""), E_OK);
	is_int(answer.result, VENUE_REJECTED);
	is_text(answer.reason, "unknown_order");
	account();
	will_say(HTTP_AMBIGUOUS, 0, NULL);
	is_int(cancel(SPOT_SYMBOL, TYPE_LIMIT, ""), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
}

static enum err_code
lever(const char *leverage, int mode)
{
	return binance_leverage(&b->v, SWAP_SYMBOL, leverage == NULL ?
	    DEC_NONE : D(leverage), mode, &answer, &err);
}

#define LEVER_SENT "POST /fapi/v1/leverage?symbol=BTCUSDT&leverage=20\n"
#define MODE_SENT "POST /fapi/v1/marginType?symbol=BTCUSDT&marginType="
#define LEVER_SAID "{\"leverage\":20,\"maxNotionalValue\":\"1000000\"," \
	"\"symbol\":\"BTCUSDT\"}"
#define DONE "{\"code\":200,\"msg\":\"success\"}"

static void
leverage_and_mode(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, LEVER_SAID);
	is_int(lever("20", -1), E_OK);
	is_text(buf_text(&net.log), LEVER_SENT);
	is_int(answer.result, VENUE_ACCEPTED);
	account();
	will_say(HTTP_ANSWERED, 200, DONE);
	is_int(lever(NULL, MARGIN_ISOLATED), E_OK);
	is_text(buf_text(&net.log), MODE_SENT "ISOLATED\n");
	is_int(answer.result, VENUE_ACCEPTED);
	account();
	will_say(HTTP_ANSWERED, 400, "{\"code\":-4046,\"msg\":\"No need to "
	    "change margin type.\"}");
	will_say(HTTP_ANSWERED, 200, LEVER_SAID);
	is_int(lever("20", MARGIN_CROSS), E_OK);
	is_text(buf_text(&net.log), MODE_SENT "CROSSED\n" LEVER_SENT);
	is_int(answer.result, VENUE_ACCEPTED);
}

static void
answers_to_leverage(void)
{
	account();
	will_say(HTTP_ANSWERED, 400, "{\"code\":-4048,\"msg\":\"Margin type "
	    "cannot be changed if there exists position.\"}");
	is_int(lever("20", MARGIN_CROSS), E_OK);
	is_int(answer.result, VENUE_REJECTED);
	is_text(answer.reason, "position_open");
	/* One of two is done. */
	account();
	will_say(HTTP_ANSWERED, 200, DONE);
	will_say(HTTP_ANSWERED, 400, "{\"code\":-4028,\"msg\":\"Leverage 20 "
	    "is not valid\"}");
	is_int(lever("20", MARGIN_CROSS), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	account();
	will_say(HTTP_ANSWERED, 200, DONE);
	is_int(lever("20", MARGIN_CROSS), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	/* Not what was asked. */
	account();
	will_say(HTTP_ANSWERED, 200, "{\"leverage\":10,\"symbol\":"
	    "\"BTCUSDT\"}");
	is_int(lever("20", -1), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	account();
	will_say(HTTP_ANSWERED, 200, "{\"leverage\":20,\"symbol\":"
	    "\"ETHUSDT\"}");
	is_int(lever("20", -1), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	account();
	will_say(HTTP_ANSWERED, 200, "{\"code\":201}");
	is_int(lever(NULL, MARGIN_CROSS), E_OK);
	is_int(answer.result, VENUE_UNKNOWN);
	/* Never sent. */
	account();
	is_int(lever("20", -1), E_NETWORK);
	is_int(answer.result, VENUE_NOT_SENT);
	is_int(lever("2.5", -1), E_USAGE);
	is_int(lever("126", -1), E_USAGE);
	is_int(binance_leverage(&b->v, SPOT_SYMBOL, D("2"), -1, &answer,
	    &err), E_USAGE);
	is_text(buf_text(&net.log), LEVER_SENT);
}

static void
margin_is_added_and_taken(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{\"amount\":100.5,\"code\":200,\"msg\":"
	    "\"Successfully modify position margin.\",\"type\":1}");
	is_int(binance_margin(&b->v, SWAP_SYMBOL, D("100.5"), &answer, &err),
	    E_OK);
	is_text(buf_text(&net.log), "POST /fapi/v1/positionMargin"
	    "?symbol=BTCUSDT&amount=100.5&type=1\n");
	is_int(answer.result, VENUE_ACCEPTED);
	is_int(net.guards, 1);
	account();
	will_say(HTTP_ANSWERED, 502, "");
	is_int(binance_margin(&b->v, SWAP_SYMBOL, D("-3"), &answer, &err),
	    E_OK);
	is_text(buf_text(&net.log), "POST /fapi/v1/positionMargin"
	    "?symbol=BTCUSDT&amount=3&type=2\n");
	is_int(answer.result, VENUE_UNKNOWN);
}

/* From the documentation, by market: what each code makes of an order. */
static void
every_code(void)
{
	static const int unknown[2][8] = {
		{ -1000, -1001, -1006, -1007 },
		{ -1000, -1001, -1006, -1007, -4116 }
	};
	static const int no[2][64] = {
		{ -1003, -1008, -1013, -1015, -1021, -1022, -1100, -1101,
		  -1102, -1103, -1104, -1105, -1106, -1111, -1116, -1121,
		  -1130, -2010, -2011, -2013, -2014, -2015, -2022, -2026,
		  -2038, -2039 },
		{ -1003, -1008, -1015, -1021, -1022, -1100, -1106, -1111,
		  -1116, -1121, -1130, -2013, -2014, -2015, -2018, -2019,
		  -2020, -2021, -2022, -2023, -2024, -2025, -2026, -2027,
		  -2028, -4003, -4004, -4005, -4014, -4016, -4023, -4024,
		  -4028, -4045, -4061, -4118, -4120, -4131, -4142, -4164,
		  -4192, -4400, -5021, -5022, -5028 }
	};
	char body[80];

	for (int m = 0; m < 2; m++)
		for (int n = 0; n < 128; n++) {
			bool is_no = n < 64;
			int code = is_no ? no[m][n] : n < 72 ?
			    unknown[m][n - 64] : 0;
			struct order_request r = ask(m == 0 ? SPOT_SYMBOL :
			    SWAP_SYMBOL, SIDE_BUY, TYPE_LIMIT);

			if (code == 0)
				continue;
			snprintf(body, sizeof(body),
			    "{\"code\":%d,\"msg\":\"text\"}", code);
			account();
			will_say(HTTP_ANSWERED, 400, body);
			is_int(binance_submit(&b->v, &r, ID_A, &gate_guard,
			    &answer, &err), E_OK);
			if (answer.result != (is_no ? VENUE_REJECTED :
			    VENUE_UNKNOWN))
				printf("# %s %d: %s\n", r.symbol, code,
				    answer.reason);
			is_int(answer.result, is_no ? VENUE_REJECTED :
			    VENUE_UNKNOWN);
			ok(answer.reason[0] != '\0');
		}
}

int
main(void)
{
	TEST(spot_makes_it_smaller);
	TEST(futures_change_price_and_amount);
	TEST(answers_to_amendments);
	TEST(orders_are_cancelled_by_our_id);
	TEST(foreign_orders_by_their_number);
	TEST(what_was_triggered_is_cancelled_where_it_is_now);
	TEST(answers_to_cancels);
	TEST(leverage_and_mode);
	TEST(answers_to_leverage);
	TEST(margin_is_added_and_taken);
	TEST(every_code);
	account_end();
	return tap_done();
}
