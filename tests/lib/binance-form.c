/*
 * Covers lib/venue/binance/form.c: what every type of order is made of on spot
 * and on futures, pairs, amendments and cancels; and which answers repeat what
 * was asked.
 */
#include "binanceform.h"

#define SPOT_HEAD "symbol=BTCUSDT&side=BUY&type="
#define SPOT_TAIL "&newClientOrderId=" ID_A "&newOrderRespType=RESULT"
#define ALGO_HEAD "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type="
#define ALGO_TAIL "&workingType=CONTRACT_PRICE&clientAlgoId=" ID_A \
	"&newOrderRespType=RESULT"

static const char *
made(const char *symbol, struct order_request r, bool hedged)
{
	static struct form f;
	struct instrument i = instrument_of(symbol);

	form_order(&i, &r, ID_A, hedged, &f);
	is_int(f.algo, form_is_algo(&i, r.type));
	return sent(&f);
}

static void
every_type_of_spot(void)
{
	static const struct { int type; const char *want; } all[] = {
		{ TYPE_MARKET, "MARKET&quantity=0.5" },
		{ TYPE_LIMIT, "LIMIT&timeInForce=GTC&quantity=0.5"
		  "&price=60000.1" },
		{ TYPE_STOP, "STOP_LOSS&quantity=0.5&stopPrice=55000" },
		{ TYPE_STOP_LIMIT, "STOP_LOSS_LIMIT&timeInForce=GTC"
		  "&quantity=0.5&price=60000.1&stopPrice=55000" },
		{ TYPE_TAKE_PROFIT, "TAKE_PROFIT&quantity=0.5"
		  "&stopPrice=55000" },
		{ TYPE_TAKE_PROFIT_LIMIT, "TAKE_PROFIT_LIMIT&timeInForce=GTC"
		  "&quantity=0.5&price=60000.1&stopPrice=55000" },
		{ TYPE_TRAILING, "STOP_LOSS&quantity=0.5&trailingDelta=150" }
	};
	char want[512];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(want, sizeof(want), SPOT_HEAD "%s" SPOT_TAIL,
		    all[i].want);
		is_text(made(SPOT_SYMBOL, ask(SPOT_SYMBOL, SIDE_BUY,
		    all[i].type), false), want);
	}
}

static void
what_an_order_may_add_on_spot(void)
{
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_MARKET);

	r.amount = DEC_NONE;
	r.quote = D("500.5");
	is_text(made(SPOT_SYMBOL, r, false), SPOT_HEAD
	    "MARKET&quoteOrderQty=500.5" SPOT_TAIL);
	r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_LIMIT);
	r.time_in_force = TIF_FOK;
	is_text(made(SPOT_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT&timeInForce=FOK&quantity=0.5&price=60000.1" SPOT_TAIL);
	r.time_in_force = TIF_IOC;
	is_text(made(SPOT_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT&timeInForce=IOC&quantity=0.5&price=60000.1" SPOT_TAIL);
	r.time_in_force = TIF_PO;
	is_text(made(SPOT_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT_MAKER&quantity=0.5&price=60000.1" SPOT_TAIL);
	r.time_in_force = TIF_GTC;
	r.post_only = true;
	is_text(made(SPOT_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT_MAKER&quantity=0.5&price=60000.1" SPOT_TAIL);
	r.post_only = false;
	r.visible = D("0.05");
	is_text(made(SPOT_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT&timeInForce=GTC&quantity=0.5&price=60000.1"
	    "&icebergQty=0.05" SPOT_TAIL);
	r = ask(SPOT_SYMBOL, SIDE_SELL, TYPE_TRAILING);
	r.activation_price = D("65000");
	is_text(made(SPOT_SYMBOL, r, false), "symbol=BTCUSDT&side=SELL"
	    "&type=TAKE_PROFIT&quantity=0.5&stopPrice=65000"
	    "&trailingDelta=150" SPOT_TAIL);
}

static void
every_type_of_futures(void)
{
	static const struct { int type; const char *want; } all[] = {
		{ TYPE_MARKET, SPOT_HEAD "MARKET&quantity=0.5" SPOT_TAIL },
		{ TYPE_LIMIT, SPOT_HEAD "LIMIT&timeInForce=GTC&quantity=0.5"
		  "&price=60000.1" SPOT_TAIL },
		{ TYPE_STOP, ALGO_HEAD "STOP_MARKET&quantity=0.5"
		  "&triggerPrice=55000" ALGO_TAIL },
		{ TYPE_STOP_LIMIT, ALGO_HEAD "STOP&timeInForce=GTC"
		  "&quantity=0.5&price=60000.1&triggerPrice=55000"
		  ALGO_TAIL },
		{ TYPE_TAKE_PROFIT, ALGO_HEAD "TAKE_PROFIT_MARKET"
		  "&quantity=0.5&triggerPrice=55000" ALGO_TAIL },
		{ TYPE_TAKE_PROFIT_LIMIT, ALGO_HEAD "TAKE_PROFIT"
		  "&timeInForce=GTC&quantity=0.5&price=60000.1"
		  "&triggerPrice=55000" ALGO_TAIL },
		{ TYPE_TRAILING, ALGO_HEAD "TRAILING_STOP_MARKET"
		  "&quantity=0.5&callbackRate=1.5" ALGO_TAIL }
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		is_text(made(SWAP_SYMBOL, ask(SWAP_SYMBOL, SIDE_BUY,
		    all[i].type), false), all[i].want);
}

static void
what_an_order_may_add_on_futures(void)
{
	struct order_request r = ask(SWAP_SYMBOL, SIDE_BUY, TYPE_LIMIT);

	r.post_only = true;
	is_text(made(SWAP_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT&timeInForce=GTX&quantity=0.5&price=60000.1" SPOT_TAIL);
	r.post_only = false;
	r.reduce_only = true;
	is_text(made(SWAP_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT&reduceOnly=true&timeInForce=GTC&quantity=0.5"
	    "&price=60000.1" SPOT_TAIL);
	r.reduce_only = false;
	r.expire_at = NOW + STAMP_HOUR + 999;
	is_text(made(SWAP_SYMBOL, r, false), SPOT_HEAD
	    "LIMIT&timeInForce=GTD&quantity=0.5&price=60000.1"
	    "&goodTillDate=1709298000000" SPOT_TAIL);
	r = ask(SWAP_SYMBOL, SIDE_BUY, TYPE_TRAILING);
	r.activation_price = D("58000");
	r.reduce_only = true;
	is_text(made(SWAP_SYMBOL, r, false), ALGO_HEAD
	    "TRAILING_STOP_MARKET&reduceOnly=true&quantity=0.5"
	    "&callbackRate=1.5&activatePrice=58000" ALGO_TAIL);
}

/* Where both sides are held apart the side of the position is named, and what
 * reduces belongs to the other one. */
static void
both_sides_held_apart(void)
{
	static const struct { int side; bool reduces; const char *want; }
	all[] = {
		{ SIDE_BUY, false, "LONG" }, { SIDE_BUY, true, "SHORT" },
		{ SIDE_SELL, false, "SHORT" }, { SIDE_SELL, true, "LONG" }
	};
	char want[64];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct order_request r = ask(SWAP_SYMBOL, all[i].side,
		    TYPE_MARKET);
		const char *text;

		r.reduce_only = all[i].reduces;
		text = made(SWAP_SYMBOL, r, true);
		snprintf(want, sizeof(want), "&positionSide=%s&",
		    all[i].want);
		ok(strstr(text, want) != NULL);
		ok(strstr(text, "reduceOnly") == NULL);
	}
}

static void
pairs_know_above_from_below(void)
{
	struct instrument i = instrument_of(SPOT_SYMBOL);
	const char *const ids[2] = { ID_A, ID_B };
	struct order_request r[2] = { ask(SPOT_SYMBOL, SIDE_SELL, TYPE_LIMIT),
	    ask(SPOT_SYMBOL, SIDE_SELL, TYPE_STOP_LIMIT) };
	struct form f, legs[2];

	r[1].price = D("54900");
	form_pair(&i, r, ids, &f, legs);
	is_text(sent(&f), "symbol=BTCUSDT&listClientOrderId=" ID_A "_l"
	    "&side=SELL&quantity=0.5&aboveType=LIMIT_MAKER"
	    "&aboveClientOrderId=" ID_A "&abovePrice=60000.1"
	    "&belowType=STOP_LOSS_LIMIT&belowClientOrderId=" ID_B
	    "&belowPrice=54900&belowStopPrice=55000&belowTimeInForce=GTC"
	    "&newOrderRespType=RESULT");
	is_text(legs[0].at[0].value, ID_A);
	is_text(legs[1].at[0].value, ID_B);
	/* A buy's stop lies above, whichever is named first. */
	r[0] = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_TAKE_PROFIT);
	r[1] = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_TRAILING);
	form_pair(&i, r, ids, &f, legs);
	is_text(sent(&f), "symbol=BTCUSDT&listClientOrderId=" ID_A "_l"
	    "&side=BUY&quantity=0.5&aboveType=STOP_LOSS"
	    "&aboveClientOrderId=" ID_B "&aboveTrailingDelta=150"
	    "&belowType=TAKE_PROFIT&belowClientOrderId=" ID_A
	    "&belowStopPrice=55000&newOrderRespType=RESULT");
}

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

static void
amendments(void)
{
	struct instrument spot = instrument_of(SPOT_SYMBOL);
	struct instrument swap = instrument_of(SWAP_SYMBOL);
	struct order o = resting(SPOT_SYMBOL, TYPE_LIMIT);
	struct order_terms c = { D("0.3"), DEC_NONE, DEC_NONE };
	struct form f;

	form_amend(&spot, &o, &c, &f);
	is_text(sent(&f), "symbol=BTCUSDT&origClientOrderId=" ID_A
	    "&newQty=0.3&newClientOrderId=" ID_A);
	o = resting(SWAP_SYMBOL, TYPE_LIMIT);
	c = (struct order_terms){ DEC_NONE, D("61000"), DEC_NONE };
	form_amend(&swap, &o, &c, &f);
	is_text(sent(&f), "symbol=BTCUSDT&origClientOrderId=" ID_A
	    "&side=BUY&quantity=0.5&price=61000");
}

static void
cancels(void)
{
	struct instrument spot = instrument_of(SPOT_SYMBOL);
	struct instrument swap = instrument_of(SWAP_SYMBOL);
	struct order o = resting(SPOT_SYMBOL, TYPE_LIMIT);
	struct form f;

	form_cancel(&spot, &o, "28", false, &f);
	is_text(sent(&f), "symbol=BTCUSDT&origClientOrderId=" ID_A);
	/* A leg's id, as spot takes it. */
	TEXT_SET(o.client_order_id, ID_A ".sl");
	form_cancel(&spot, &o, "28", false, &f);
	is_text(sent(&f), "symbol=BTCUSDT&origClientOrderId=" ID_A "_sl");
	o.client_order_id[0] = '\0';
	form_cancel(&swap, &o, "28", false, &f);
	is_text(sent(&f), "symbol=BTCUSDT&orderId=28");
	form_cancel(&swap, &o, "9", true, &f);
	is_text(sent(&f), "algoId=9");
	TEXT_SET(o.client_order_id, ID_A);
	form_cancel(&swap, &o, "9", true, &f);
	is_text(sent(&f), "clientAlgoId=" ID_A);
}

static bool
echoes(const struct form *f, const char *text)
{
	static struct buf why;
	struct json_in in = { 0 };
	struct json_at top;
	bool yes;

	buf_clear(&why);
	if (json_open(&in, text, strlen(text), NULL, "answer", &err) !=
	    E_OK) {
		printf("# %s\n", err.text);
		return json_close(&in) == E_OK;
	}
	top = json_top(&in);
	yes = form_echoed(f, &top, &why);
	ok(yes == (why.len == 0));
	json_close(&in);
	buf_release(&why);
	return yes;
}

#define SAME "\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\"," \
	"\"origQty\":\"0.50000000\",\"price\":60000.10,"

static void
an_answer_must_repeat_the_order(void)
{
	static const char *const other[] = {
		"{}", "[]", "{\"clientOrderId\":\"" ID_A "\"}",
		"{" SAME "\"clientOrderId\":\"" ID_B "\"}",
		"{" SAME "\"clientOrderId\":null}",
		"{" SAME "\"clientOrderId\":{}}",
		"{" SAME "\"clientOrderId\":\"" ID_A "\","
		"\"timeInForce\":\"IOC\"}",
		"{\"symbol\":\"ETHUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\","
		"\"origQty\":\"0.5\",\"price\":\"60000.1\","
		"\"clientOrderId\":\"" ID_A "\"}",
		"{\"symbol\":\"BTCUSDT\",\"side\":\"SELL\",\"type\":\"LIMIT\","
		"\"origQty\":\"0.5\",\"price\":\"60000.1\","
		"\"clientOrderId\":\"" ID_A "\"}",
		"{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"MARKET\","
		"\"origQty\":\"0.5\",\"price\":\"60000.1\","
		"\"clientOrderId\":\"" ID_A "\"}",
		"{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\","
		"\"origQty\":\"0.5000000000000001\",\"price\":\"60000.1\","
		"\"clientOrderId\":\"" ID_A "\"}",
		"{\"symbol\":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\","
		"\"origQty\":\"0.5\",\"price\":\"abc\","
		"\"clientOrderId\":\"" ID_A "\"}",
	};
	struct instrument i = instrument_of(SPOT_SYMBOL);
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_LIMIT);
	struct form f;

	form_order(&i, &r, ID_A, false, &f);
	ok(echoes(&f, "{" SAME "\"clientOrderId\":\"" ID_A "\"}"));
	ok(echoes(&f, "{" SAME "\"clientOrderId\":\"" ID_A "\","
	    "\"timeInForce\":\"GTC\",\"later\":[1,{}]}"));
	for (size_t n = 0; n < sizeof(other) / sizeof(other[0]); n++)
		if (echoes(&f, other[n])) {
			printf("# taken: %s\n", other[n]);
			ok(false);
		}
}

static void
a_conditional_order_is_repeated_with_its_trigger(void)
{
	struct instrument i = instrument_of(SWAP_SYMBOL);
	struct order_request r = ask(SWAP_SYMBOL, SIDE_BUY, TYPE_TRAILING);
	struct form f;
#define TRAILING "\"clientAlgoId\":\"" ID_A "\",\"symbol\":\"BTCUSDT\"," \
	"\"side\":\"BUY\",\"orderType\":\"TRAILING_STOP_MARKET\"," \
	"\"quantity\":\"0.5\",\"callbackRate\":\"1.5\""

	r.activation_price = D("58000");
	r.reduce_only = true;
	form_order(&i, &r, ID_A, false, &f);
	ok(echoes(&f, "{" TRAILING ",\"activatePrice\":\"58000.0\"}"));
	/* The other name of the parameter would have been passed over. */
	ok(!echoes(&f, "{" TRAILING ",\"activatePrice\":\"\"}"));
	ok(!echoes(&f, "{" TRAILING "}"));
	ok(!echoes(&f, "{" TRAILING ",\"activatePrice\":\"58000\","
	    "\"reduceOnly\":false}"));
}

int
main(void)
{
	TEST(every_type_of_spot);
	TEST(what_an_order_may_add_on_spot);
	TEST(every_type_of_futures);
	TEST(what_an_order_may_add_on_futures);
	TEST(both_sides_held_apart);
	TEST(pairs_know_above_from_below);
	TEST(amendments);
	TEST(cancels);
	TEST(an_answer_must_repeat_the_order);
	TEST(a_conditional_order_is_repeated_with_its_trigger);
	return tap_done();
}
