/*
 * Covers lib/venue/binance: orders-read.c, find.c. Orders of spot, futures and
 * the algo service in our words, open orders of all three, one order by its
 * client id in both id spaces, and every kind of row that cannot be.
 */
#include "binanceread.h"

#define ID "0123456789abcdef0123456789abcdef"
#define SPOT "{\"symbol\":\"BTCUSDT\",\"orderId\":28,\"orderListId\":-1," \
	"\"clientOrderId\":\"" ID "\",\"price\":\"60000.00\",\"origQty\":" \
	"\"0.02\",\"executedQty\":\"0.01\",\"origQuoteOrderQty\":\"0.0\"," \
	"\"cummulativeQuoteQty\":\"599.9\",\"status\":\"PARTIALLY_FILLED\"," \
	"\"timeInForce\":\"GTC\",\"type\":\"LIMIT\",\"side\":\"BUY\"," \
	"\"stopPrice\":\"0.0\",\"icebergQty\":\"0.0\",\"time\":" \
	"1732147200456,\"updateTime\":1732147201456,\"isWorking\":true," \
	"\"selfTradePreventionMode\":\"NONE\"}"
#define SWAP "{\"orderId\":22542179,\"symbol\":\"BTCUSDT\",\"status\":" \
	"\"NEW\",\"clientOrderId\":\"" ID "\",\"price\":\"60000\"," \
	"\"avgPrice\":\"0.00\",\"origQty\":\"0.010\",\"executedQty\":\"0\"," \
	"\"cumQuote\":\"0\",\"timeInForce\":\"GTX\",\"type\":\"LIMIT\"," \
	"\"origType\":\"LIMIT\",\"reduceOnly\":true,\"closePosition\":false," \
	"\"side\":\"SELL\",\"positionSide\":\"BOTH\",\"stopPrice\":\"0\"," \
	"\"goodTillDate\":0,\"time\":1732147200456,\"updateTime\":" \
	"1732147200456}"
#define ALGO "{\"algoId\":2146760,\"clientAlgoId\":\"" ID ".sl\"," \
	"\"algoType\":\"CONDITIONAL\",\"orderType\":\"STOP_MARKET\"," \
	"\"symbol\":\"BTCUSDT\",\"side\":\"SELL\",\"positionSide\":\"BOTH\"," \
	"\"timeInForce\":\"GTC\",\"quantity\":\"0.010\",\"algoStatus\":" \
	"\"NEW\",\"triggerPrice\":\"55000.0\",\"price\":\"0.0\"," \
	"\"icebergQuantity\":null,\"workingType\":\"MARK_PRICE\"," \
	"\"closePosition\":false,\"reduceOnly\":true,\"activatePrice\":\"\"," \
	"\"callbackRate\":\"\",\"actualOrderId\":\"\",\"createTime\":" \
	"1732147200456,\"updateTime\":1732147200456,\"triggerTime\":0}"

static struct venue *v;

static void
begin(void)
{
	v = venue_ready();
	route("GET /api/v3/openOrders", 200, "[" SPOT "]");
	route("GET /fapi/v1/openOrders", 200, "[" SWAP "]");
	route("GET /fapi/v1/openAlgoOrders", 200, "[" ALGO "]");
	route("GET /api/v3/order?", 200, SPOT);
	route("GET /fapi/v1/order?", 200, SWAP);
	route("GET /fapi/v1/algoOrder?", 200, ALGO);
}

static void
open_orders_of_all_three(void)
{
	struct orders all = {0};
	const struct order *o;

	begin();
	is_int(v->ops->open_orders(v, &all, &err), E_OK);
	is_int(net.runs, 1);
	is_int(all.len, 3);
	o = &all.at[0];
	is_text(o->symbol, "BTC/USDT");
	is_text(o->venue_id, "BTC/USDT:28");
	is_text(o->client_order_id, ID);
	is_int(o->type, TYPE_LIMIT);
	is_int(o->side, SIDE_BUY);
	is_int(o->time_in_force, TIF_GTC);
	is_int(o->state, ORDER_PARTIAL);
	is_text(o->status, "open");
	is_dec(o->price, "60000");
	is_dec(o->amount, "0.02");
	is_dec(o->filled, "0.01");
	is_dec(o->remaining, "0.01");
	is_dec(o->cost, "599.9");
	is_dec(o->average, "59990");
	ok(!dec_known(o->trigger_price) && !dec_known(o->visible) &&
	    !dec_known(o->fee));
	is_int(o->reduce_only, 0);
	ok(o->time == INT64_C(1732147200456000));
	ok(o->last_update_time == INT64_C(1732147201456000));
	is_text(o->tag, "");
	o = &all.at[1];
	is_text(o->symbol, "BTC/USDT:USDT");
	is_text(o->venue_id, "BTC/USDT:USDT:22542179");
	is_int(o->time_in_force, TIF_PO);
	is_int(o->post_only, 1);
	is_int(o->reduce_only, 1);
	is_int(o->state, ORDER_OPEN);
	is_dec(o->filled, "0");
	ok(!dec_known(o->average));
	is_dec(o->cost, "0");
	o = &all.at[2];
	is_text(o->venue_id, "BTC/USDT:USDT:a2146760");
	is_text(o->client_order_id, ID ".sl");
	is_int(o->type, TYPE_STOP);
	is_dec(o->trigger_price, "55000");
	ok(!dec_known(o->price) && !dec_known(o->trail_percent));
	is_dec(o->remaining, "0.01");
	vec_release(&all);
	venue_close(v);
}

/* What one field of an order becomes. */
struct word {
	enum binance_shape shape;
	const char *from, *to;
	int type, state;
	const char *reason, *tag;
};

static void
words_of_theirs_become_ours(void)
{
	static const struct word all[] = {
		{ SHAPE_SPOT, "\"LIMIT\"", "\"LIMIT_MAKER\"", TYPE_LIMIT,
		  ORDER_PARTIAL, "", "" },
		{ SHAPE_SPOT, "\"LIMIT\"", "\"STOP_LOSS_LIMIT\"",
		  TYPE_STOP_LIMIT, ORDER_PARTIAL, "", "" },
		{ SHAPE_SPOT, "\"LIMIT\"", "\"TAKE_PROFIT\"",
		  TYPE_TAKE_PROFIT, ORDER_PARTIAL, "", "" },
		{ SHAPE_SPOT, "\"LIMIT\"", "\"PEGGED\"", TYPE_LIMIT,
		  ORDER_PARTIAL, "", "type=PEGGED" },
		{ SHAPE_SPOT, "\"LIMIT\",\"side\"",
		  "\"STOP_LOSS\",\"trailingDelta\":25,\"side\"",
		  TYPE_TRAILING, ORDER_PARTIAL, "", "" },
		{ SHAPE_SPOT, "\"PARTIALLY_FILLED\"", "\"CANCELED\"",
		  TYPE_LIMIT, ORDER_CANCELED, "user", "" },
		{ SHAPE_SPOT, "\"PARTIALLY_FILLED\"", "\"EXPIRED\"",
		  TYPE_LIMIT, ORDER_EXPIRED, "time", "" },
		{ SHAPE_SPOT, "\"PARTIALLY_FILLED\"", "\"EXPIRED\","
		  "\"expiryReason\":\"PRICE_RANGE\"", TYPE_LIMIT,
		  ORDER_EXPIRED, "price_range", "" },
		{ SHAPE_SPOT, "\"PARTIALLY_FILLED\"", "\"EXPIRED_IN_MATCH\"",
		  TYPE_LIMIT, ORDER_EXPIRED, "self_trade", "" },
		{ SHAPE_SPOT, "\"PARTIALLY_FILLED\"", "\"SLEEPING\"",
		  TYPE_LIMIT, ORDER_PARTIAL, "", "status=SLEEPING" },
		{ SHAPE_SPOT, "\"PARTIALLY_FILLED\"", "\"PENDING_NEW\"",
		  TYPE_LIMIT, ORDER_PARTIAL, "", "" },
		{ SHAPE_FUTURES, "\"NEW\"", "\"SLEEPING\"", TYPE_LIMIT,
		  ORDER_OPEN, "", "status=SLEEPING" },
		{ SHAPE_FUTURES, "\"GTX\"", "\"XYZ\"", TYPE_LIMIT,
		  ORDER_OPEN, "", "time_in_force=XYZ" },
		{ SHAPE_FUTURES, "\"LIMIT\"", "\"TAKE_PROFIT\"",
		  TYPE_TAKE_PROFIT_LIMIT, ORDER_OPEN, "", "" },
		{ SHAPE_FUTURES, "\"" ID "\"", "\"autoclose-1\"",
		  TYPE_LIMIT, ORDER_OPEN, "liquidation", "liquidation" },
		{ SHAPE_ALGO, "\"STOP_MARKET\"", "\"TAKE_PROFIT_MARKET\"",
		  TYPE_TAKE_PROFIT, ORDER_OPEN, "", "" },
		{ SHAPE_ALGO, "\"STOP_MARKET\"", "\"TRAILING_STOP_MARKET\"",
		  TYPE_TRAILING, ORDER_OPEN, "", "" },
		{ SHAPE_ALGO, "\"algoStatus\":\"NEW\"",
		  "\"algoStatus\":\"TRIGGERING\"", TYPE_STOP, ORDER_OPEN, "",
		  "" },
		{ SHAPE_ALGO, "\"algoStatus\":\"NEW\"",
		  "\"algoStatus\":\"EXPIRED\"", TYPE_STOP, ORDER_EXPIRED,
		  "time", "" },
	};
	static const char *const texts[] = { SPOT, SWAP, ALGO };

	v = venue_ready();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *text = with(texts[all[i].shape], all[i].from,
		    all[i].to);
		struct json_in in = {0};
		struct order o = order_empty();
		struct json_at top;

		is_int(json_open(&in, text, strlen(text), NULL, "order",
		    &err), E_OK);
		top = json_top(&in);
		ok(binance_order_read((struct binance *)v, &top,
		    all[i].shape, &o));
		is_int(json_close(&in), E_OK);
		is_int(o.type, all[i].type);
		is_int(o.state, all[i].state);
		is_text(o.reason, all[i].reason);
		is_text(o.tag, all[i].tag);
		if (o.type == TYPE_TRAILING && all[i].shape == SHAPE_SPOT)
			is_dec(o.trail_percent, "0.25");
	}
	venue_close(v);
}

static enum err_code
read_open(void)
{
	struct orders all = {0};
	enum err_code rc = v->ops->open_orders(v, &all, &err);

	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
orders_that_cannot_be_fail(void)
{
	static const struct change spot[] = {
		{ "\"executedQty\":\"0.01\"", "\"executedQty\":\"0.03\"",
		  E_DATA },
		{ "\"executedQty\":\"0.01\"", "\"executedQty\":\"-1\"",
		  E_DATA },
		{ "\"executedQty\":\"0.01\"", "\"executedQty\":null",
		  E_DATA },
		{ "\"executedQty\":\"0.01\"", "\"executedQty\":\"NaN\"",
		  E_DATA },
		{ "\"origQty\":\"0.02\"", "\"origQty\":\"0\"", E_DATA },
		{ "\"origQty\":\"0.02\"", "\"origQty\":\"-1\"", E_DATA },
		{ "\"origQty\":\"0.02\"", "\"x\":\"0.02\"", E_DATA },
		{ "\"PARTIALLY_FILLED\"", "\"FILLED\"", E_DATA },
		{ "\"PARTIALLY_FILLED\"", "7", E_DATA },
		{ "\"side\":\"BUY\"", "\"side\":\"HOLD\"", E_DATA },
		{ "\"side\":\"BUY\"", "\"x\":\"BUY\"", E_DATA },
		{ "\"orderId\":28", "\"orderId\":null", E_DATA },
		{ "\"orderId\":28", "\"orderId\":1.5", E_DATA },
		{ "\"price\":\"60000.00\"", "\"price\":\"-1\"", E_DATA },
		{ "\"price\":\"60000.00\"", "\"price\":\"1e999\"", E_DATA },
		{ "\"clientOrderId\":\"0", "\"clientOrderId\":\"0123456789"
		  "012345678901234567890123456789", E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":[]", E_DATA },
		{ "\"time\":1732147200456", "\"time\":\"late\"", E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":\"NEWUSDT\"", E_OK },
		{ "\"cummulativeQuoteQty\":\"599.9\"",
		  "\"cummulativeQuoteQty\":\"-1\"", E_OK },
		{ "\"isWorking\":true", "\"new\":{\"deep\":[1,2]}", E_OK },
		{ "\"orderId\":28", "\"orderId\":\"28\"", E_OK },
	};

	begin();
	CHANGES("GET /api/v3/openOrders", "[" SPOT "]", spot, read_open);
	route("GET /api/v3/openOrders", 200, "[" SPOT "," SPOT "]");
	is_int(read_open(), E_DATA);
	route("GET /api/v3/openOrders", 200, "[" SPOT "]");
	refuses_nonsense("GET /api/v3/openOrders", "[" SPOT "]", read_open);
	refuses_nonsense("GET /fapi/v1/openOrders", "[" SWAP "]", read_open);
	refuses_nonsense("GET /fapi/v1/openAlgoOrders", "[" ALGO "]",
	    read_open);
	venue_close(v);
}

static struct order asked;

static enum err_code
find(bool *found, struct order *out)
{
	*found = false;
	*out = order_empty();
	return v->ops->find_order(v, &asked, found, out, &err);
}

static void
ask_for(const char *symbol, const char *client, int type)
{
	asked = order_empty();
	TEXT_SET(asked.symbol, symbol);
	TEXT_SET(asked.client_order_id, client);
	asked.type = type;
}

#define NO_SUCH "{\"code\":-2013,\"msg\":\"Order does not exist.\"}"

static void
one_order_by_its_client_id(void)
{
	struct order o;
	bool found;

	begin();
	ask_for("BTC/USDT", ID, TYPE_LIMIT);
	is_int(find(&found, &o), E_OK);
	ok(found);
	is_text(o.venue_id, "BTC/USDT:28");
	ok(strstr(buf_text(&net.log), "GET /api/v3/order?symbol=BTCUSDT"
	    "&origClientOrderId=" ID "&recvWindow=5000") != NULL);
	buf_clear(&net.log);
	ask_for("BTC/USDT:USDT", ID ".sl", TYPE_STOP);
	is_int(find(&found, &o), E_OK);
	ok(found);
	is_text(o.venue_id, "BTC/USDT:USDT:a2146760");
	is_int(net.runs, 2);
	ok(strstr(buf_text(&net.log),
	    "GET /fapi/v1/algoOrder?clientAlgoId=" ID ".sl&") != NULL);
	venue_close(v);
}

/* On spot a leg's id has no dot. */
static void
a_leg_on_spot(void)
{
	struct order o;
	bool found;

	begin();
	route("GET /api/v3/order?", 200, with(SPOT, "\"" ID "\"",
	    "\"" ID "_tp\""));
	ask_for("BTC/USDT", ID ".tp", TYPE_TAKE_PROFIT);
	is_int(find(&found, &o), E_OK);
	ok(found);
	is_text(o.client_order_id, ID ".tp");
	ok(strstr(buf_text(&net.log), "origClientOrderId=" ID "_tp&") !=
	    NULL);
	venue_close(v);
}

static void
both_id_spaces_are_asked_before_it_is_no(void)
{
	struct order o;
	bool found;

	begin();
	route("GET /fapi/v1/order?", 400, NO_SUCH);
	route("GET /fapi/v1/algoOrder?", 400, NO_SUCH);
	route("GET /api/v3/order?", 400, NO_SUCH);
	ask_for("BTC/USDT:USDT", ID, TYPE_LIMIT);
	is_int(find(&found, &o), E_OK);
	ok(!found);
	is_int(net.asked, 2);
	is_text(err.text, "");
	ask_for("BTC/USDT", ID, TYPE_LIMIT);
	is_int(find(&found, &o), E_OK);
	ok(!found);
	is_int(net.asked, 3);
	/* It is in the other one after all. */
	route("GET /fapi/v1/algoOrder?", 200, with(ALGO, ID ".sl", ID));
	ask_for("BTC/USDT:USDT", ID, TYPE_LIMIT);
	is_int(find(&found, &o), E_OK);
	ok(found);
	/* What could not be found out is no "no". */
	route("GET /fapi/v1/order?", 500, NO_SUCH);
	is_int(find(&found, &o), E_NETWORK);
	ok(!found);
	route("GET /fapi/v1/order?", 400, NO_SUCH);
	route("GET /fapi/v1/algoOrder?", 502, "<html>");
	is_int(find(&found, &o), E_NETWORK);
	ok(!found);
	route("GET /api/v3/order?", 400,
	    "{\"code\":-2026,\"msg\":\"Order was archived.\"}");
	ask_for("BTC/USDT", ID, TYPE_LIMIT);
	is_int(find(&found, &o), E_REJECTED);
	ok(!found);
	venue_close(v);
}

static void
an_answer_for_another_order_is_none(void)
{
	struct order o;
	bool found;

	begin();
	route("GET /api/v3/order?", 200, with(SPOT, ID, "web_1"));
	ask_for("BTC/USDT", ID, TYPE_LIMIT);
	is_int(find(&found, &o), E_DATA);
	ok(!found);
	ok(strstr(err.text, "web_1") != NULL);
	route("GET /api/v3/order?", 200, with(SPOT, "BTCUSDT", "ETHUSDT"));
	is_int(find(&found, &o), E_DATA);
	ok(!found);
	route("GET /api/v3/order?", 200, "{}");
	is_int(find(&found, &o), E_DATA);
	route("GET /api/v3/order?", 200, "[" SPOT "]");
	is_int(find(&found, &o), E_DATA);
	ok(!found);
	venue_close(v);
}

/* A conditional order that has triggered is what its normal order is. */
static void
what_a_trigger_has_made(void)
{
	struct order o;
	bool found;

	begin();
	route("GET /fapi/v1/algoOrder?", 200, with(ALGO,
	    "\"actualOrderId\":\"\"", "\"actualOrderId\":\"22542179\""));
	route("GET /fapi/v1/order?", 200, with(with(SWAP, "\"NEW\"",
	    "\"FILLED\""), "\"executedQty\":\"0\"",
	    "\"executedQty\":\"0.010\",\"x\":1"));
	ask_for("BTC/USDT:USDT", ID ".sl", TYPE_STOP);
	is_int(find(&found, &o), E_OK);
	ok(found);
	is_text(o.venue_id, "BTC/USDT:USDT:a2146760");
	is_text(o.client_order_id, ID ".sl");
	is_int(o.state, ORDER_FILLED);
	is_dec(o.filled, "0.01");
	ok(strstr(buf_text(&net.log), "GET /fapi/v1/order?symbol=BTCUSDT"
	    "&orderId=22542179&") != NULL);
	route("GET /fapi/v1/order?", 200, with(SWAP, "22542179", "7"));
	is_int(find(&found, &o), E_DATA);
	ok(!found);
	venue_close(v);
}

int
main(void)
{
	TEST(open_orders_of_all_three);
	TEST(words_of_theirs_become_ours);
	TEST(orders_that_cannot_be_fail);
	TEST(one_order_by_its_client_id);
	TEST(a_leg_on_spot);
	TEST(both_id_spaces_are_asked_before_it_is_no);
	TEST(an_answer_for_another_order_is_none);
	TEST(what_a_trigger_has_made);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
