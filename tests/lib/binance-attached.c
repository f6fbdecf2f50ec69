/*
 * Covers lib/venue/binance/formlist.c and the entries of orders.c: the exact
 * request of an entry with its stop, its target or both on spot, and which
 * answers count.
 */
#include "binanceact.h"
#include "venue/binance/reads.h"

#define WORKING "symbol=BTCUSDT&listClientOrderId=" ID_A "_l" \
	"&workingType=LIMIT&workingSide=BUY&workingClientOrderId=" ID_A \
	"&workingPrice=60000.1&workingQuantity=0.5&workingTimeInForce=GTC" \
	"&pendingSide=SELL&pendingQuantity=0.499"
#define ENTRY_SAID "{\"symbol\":\"BTCUSDT\",\"orderId\":10," \
	"\"clientOrderId\":\"" ID_A "\",\"price\":\"60000.10\",\"origQty\":" \
	"\"0.500\",\"status\":\"NEW\",\"type\":\"LIMIT\",\"side\":\"BUY\"}"
#define STOP_SAID "{\"symbol\":\"BTCUSDT\",\"orderId\":11," \
	"\"clientOrderId\":\"" ID_A "_sl\",\"price\":\"0.00\",\"origQty\":" \
	"\"0.499\",\"status\":\"PENDING_NEW\",\"type\":\"STOP_LOSS\"," \
	"\"side\":\"SELL\",\"stopPrice\":\"58800.09\"}"
#define LIST_SAID "\"symbol\":\"BTCUSDT\",\"listClientOrderId\":\"" ID_A \
	"_l\",\"contingencyType\":\"OTO\",\"transactionTime\":" \
	"1709294400123,\"orderReports\":["

static struct order_request
entry(const char *stop, const char *target)
{
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_LIMIT);

	if (stop != NULL)
		level_parse(stop, &r.stop_loss);
	if (target != NULL)
		level_parse(target, &r.take_profit);
	return r;
}

static enum err_code
submit(struct order_request r)
{
	err.text[0] = '\0';
	return binance_submit(&b->v, &r, ID_A, &gate_guard, &answer, &err);
}

static void
a_stop_is_an_oto(void)
{
	account();
	will_say(HTTP_ANSWERED, 200, "{" LIST_SAID ENTRY_SAID "," STOP_SAID
	    "]}");
	is_int(submit(entry("2%", NULL)), E_OK);
	is_text(buf_text(&net.log), "POST /api/v3/orderList/oto?" WORKING
	    "&pendingType=STOP_LOSS&pendingClientOrderId=" ID_A "_sl"
	    "&pendingStopPrice=58800.09&newOrderRespType=RESULT\n");
	is_int(answer.result, VENUE_ACCEPTED);
	is_text(answer.venue_id, "BTC/USDT:10");
	is_int(answer.time, 1709294400123000);
	is_int(net.guards, 1);
}

static void
a_target_alone_may_take(void)
{
	account();
	submit(entry(NULL, "61000"));
	is_text(buf_text(&net.log), "POST /api/v3/orderList/oto?" WORKING
	    "&pendingType=LIMIT&pendingClientOrderId=" ID_A "_tp"
	    "&pendingPrice=61000&pendingTimeInForce=GTC"
	    "&newOrderRespType=RESULT\n");
}

static void
both_are_an_otoco(void)
{
	struct order_request r = entry(NULL, "61000");

	account();
	submit(entry("59000", "61000"));
	is_text(buf_text(&net.log), "POST /api/v3/orderList/otoco?" WORKING
	    "&pendingBelowType=STOP_LOSS&pendingBelowClientOrderId=" ID_A
	    "_sl&pendingBelowStopPrice=59000&pendingAboveType=LIMIT_MAKER"
	    "&pendingAboveClientOrderId=" ID_A "_tp&pendingAbovePrice=61000"
	    "&newOrderRespType=RESULT\n");
	account();
	level_parse("1.5%", &r.trailing_stop);
	r.post_only = true;
	submit(r);
	ok(strstr(buf_text(&net.log), "workingType=LIMIT_MAKER") != NULL);
	ok(strstr(buf_text(&net.log), "workingTimeInForce") == NULL);
	ok(strstr(buf_text(&net.log), "pendingBelowTrailingDelta=150") !=
	    NULL);
}

/* Half a percent, as no list has it: 0.0025 of 0.5 are taken. */
static void
the_accounts_own_fee_is_left(void)
{
	static const char said[] = "[{\"symbol\":\"BTCUSDT\","
	    "\"makerCommission\":\"0.005\",\"takerCommission\":\"0.001\"}]";
	struct json_in in = {0};

	account();
	is_int(json_open(&in, said, strlen(said), NULL, "fees", &err), E_OK);
	is_int(binance_spot_fees_parse(b, &in), E_OK);
	b->fees.taken[BINANCE_SPOT] = clock_now(&b->clock);
	submit(entry("2%", NULL));
	ok(strstr(buf_text(&net.log), "&workingQuantity=0.5&") != NULL);
	ok(strstr(buf_text(&net.log), "&pendingQuantity=0.497&") != NULL);
	binance_fees_release(&b->fees);
	b->fees = (struct binance_fees){0};
}

/* The stop is as much a part of what was asked as the entry. */
static void
every_kind_of_answer(void)
{
	static const struct {
		int status;
		const char *body;
		enum venue_result want;
		const char *reason;
	} all[] = {
		{ 200, "{" LIST_SAID ENTRY_SAID "]}", VENUE_UNKNOWN,
		  "not_in_answer" },
		{ 200, "{" LIST_SAID STOP_SAID "]}", VENUE_UNKNOWN,
		  "not_in_answer" },
		{ 200, "{" LIST_SAID ENTRY_SAID ",{\"clientOrderId\":\"" ID_A
		  "_sl\",\"side\":\"SELL\",\"type\":\"STOP_LOSS\",\"origQty\":"
		  "\"0.498\"}]}", VENUE_UNKNOWN,
		  "origQty: \"0.498\", not 0.499" },
		{ 200, "{" LIST_SAID ENTRY_SAID "," STOP_SAID "]",
		  VENUE_UNKNOWN, "unreadable_answer" },
		{ 200, "{\"symbol\":\"ETHUSDT\",\"orderReports\":[]}",
		  VENUE_UNKNOWN, "symbol: \"ETHUSDT\", not BTCUSDT" },
		{ 400, "{\"code\":-2010,\"msg\":\"Account has insufficient "
		  "balance for requested action.\"}", VENUE_REJECTED,
		  "insufficient_funds" },
		{ 503, "{}", VENUE_UNKNOWN, "http_503" }
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		account();
		will_say(HTTP_ANSWERED, all[i].status, all[i].body);
		is_int(submit(entry("2%", NULL)), E_OK);
		is_int(answer.result, all[i].want);
		is_text(answer.reason, all[i].reason);
	}
}

static void
what_rests_takes_them_with_it(void)
{
	struct order_request r = entry("2%", NULL);

	account();
	ok(binance_attaches(&b->v, &r));
	r.time_in_force = TIF_IOC;
	ok(!binance_attaches(&b->v, &r));
	r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_MARKET);
	ok(!binance_attaches(&b->v, &r));
	r = ask(SWAP_SYMBOL, SIDE_BUY, TYPE_LIMIT);
	ok(!binance_attaches(&b->v, &r));
}

static void
nothing_is_left_for_a_stop(void)
{
	struct order_request r = entry("2%", NULL);

	account();
	r.amount = D("0.001");
	is_int(submit(r), E_USAGE);
	is_text(err.text, "BTC/USDT: less than a lot is left of it for a stop "
	    "or target once its fee is taken");
	is_int(answer.result, VENUE_NOT_SENT);
	is_text(buf_text(&net.log), "");
}

int
main(void)
{
	TEST(a_stop_is_an_oto);
	TEST(a_target_alone_may_take);
	TEST(both_are_an_otoco);
	TEST(the_accounts_own_fee_is_left);
	TEST(every_kind_of_answer);
	TEST(what_rests_takes_them_with_it);
	TEST(nothing_is_left_for_a_stop);
	account_end();
	return tap_done();
}
