/*
 * Covers lib/venue/binance: request.c, errors.c, endpoints.c, venue.c. Exact
 * bytes of requests and their signature, encoding, addresses, rate budgets,
 * that nothing is opened before it is needed, what answers and refusals mean
 * by market, and ids.
 */
#include "binanceread.h"

static void
the_documents_example_is_signed_alike(void)
{
	struct venue *v = venue_with("main", "");
	struct binance *b = (struct binance *)v;
	struct binance_call c;

	the_time = INT64_C(1499827319559) * 1000;
	binance_call_init(&c, b, END_SPOT_SUBMIT);
	binance_text(&c, "symbol", "LTCBTC");
	binance_text(&c, "side", "BUY");
	binance_text(&c, "type", "LIMIT");
	binance_text(&c, "timeInForce", "GTC");
	binance_dec(&c, "quantity", D("1"));
	binance_dec(&c, "price", D("0.1"));
	is_int(binance_run(b, &c, 1, &err), E_OK);
	is_text(buf_text(&net.log), "POST /api/v3/order?symbol=LTCBTC&side=BUY"
	    "&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
	    "&timestamp=1499827319559&signature=c8db56825ae71d6d79447849e617"
	    "115f4a920fa2acdcab2b053c4b2838bd6b71\n");
	is_text(c.request.headers[0], "X-MBX-APIKEY: " OFFICIAL_KEY);
	ok(c.request.headers[1] == NULL);
	is_int(c.request.kind, HTTP_SUBMIT);
	is_int(c.request.orders, 1);
	is_text(c.request.scope, "main");
	ok(c.request.sync != NULL);
	is_text(c.request.sync->ask->url,
	    "https://api.binance.com/api/v3/time");
	binance_call_release(&c);
	venue_close(v);
	the_time = NOW;
}

static void
values_are_encoded(void)
{
	struct venue *v = venue_with("main", "");
	struct binance_call c;

	binance_call_init(&c, (struct binance *)v, END_FUTURES_ORDER);
	binance_text(&c, "a", "1&b=2 +%/\xc3\xa9~-_.");
	binance_int(&c, "n", -12);
	binance_dec(&c, "d", D("0.000000010"));
	is_text(buf_text(&c.url), "https://fapi.binance.com/fapi/v1/order"
	    "?a=1%26b%3D2%20%2B%25%2F%C3%A9~-_.&n=-12&d=0.00000001");
	binance_call_release(&c);
	venue_close(v);
}

static void
nothing_is_opened_before_it_is_needed(void)
{
	struct venue *v = venue_with("main", "");
	int64_t now = 0;

	is_int(net.networks, 0);
	is_int(v->ops->time(v, &now, &err), E_OK);
	is_int(now, INT64_C(1732147200123000));
	is_int(net.networks, 1);
	is_int(net.signers, 0);
	is_int(v->ops->time(v, &now, &err), E_OK);
	is_int(net.networks, 1);
	ok(!v->ops->simulated && v->ops->window == 5000000);
	venue_close(v);
}

static void
without_network_or_key_nothing_is_asked(void)
{
	struct account a = { .mode = MODE_LIVE };
	struct venue_env bare = { .network = fake_network };
	struct balances out = {0};
	struct venue *v = NULL;
	int64_t now;

	TEXT_SET(a.venue, "binance");
	is_int(binance_venue_open(NULL, &a, NULL, &v, &err), E_OK);
	is_int(v->ops->time(v, &now, &err), E_USAGE);
	venue_close(v);
	is_int(binance_venue_open(NULL, &a, &bare, &v, &err), E_OK);
	is_int(v->ops->balances(v, &out, &err), E_LOCKED);
	is_int(out.len, 0);
	venue_close(v);
}

static void
addresses_follow_the_account(void)
{
	static const struct {
		const char *base;
		int testnet;
		const char *spot, *futures, *sapi;
	} all[] = {
		{ "", 0, "https://api.binance.com",
		  "https://fapi.binance.com", "https://api.binance.com" },
		{ "", 1, "https://testnet.binance.vision",
		  "https://demo-fapi.binance.com", NULL },
		{ "https://demo-api.binance.com", 0,
		  "https://demo-api.binance.com",
		  "https://demo-fapi.binance.com", NULL },
		{ "http://127.0.0.1:8080/", 0, "http://127.0.0.1:8080",
		  "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct account a = { .testnet = (signed char)all[i].testnet };
		struct venue *v = NULL;
		struct binance *b;

		TEXT_SET(a.base_url, all[i].base);
		is_int(binance_venue_open(NULL, &a, &env, &v, &err), E_OK);
		b = (struct binance *)v;
		is_text(b->url[HOST_SPOT], all[i].spot);
		is_text(b->url[HOST_FUTURES], all[i].futures);
		is_text(b->url[HOST_SAPI], all[i].sapi);
		venue_close(v);
	}
}

static struct buf defined;

static enum err_code
note_budget(void *self, const struct budget *b, struct err *e)
{
	(void)self;
	(void)e;
	buf_printf(&defined, "%s %s %d %lld %lld%s\n", b->host, b->scope,
	    (int)b->kind, (long long)(b->window / STAMP_SECOND),
	    (long long)b->limit, b->assumed ? " assumed" : "");
	return E_OK;
}

static enum err_code
note_begin(void *self, struct err *e)
{
	(void)self;
	(void)e;
	return E_OK;
}

static enum err_code
note_end(void *self, enum err_code rc, struct err *e)
{
	(void)self;
	(void)e;
	return rc;
}

static const struct net_limits noting = { .define = note_budget,
    .begin = note_begin, .end = note_end };

static void
budgets_are_told_before_the_first_request(void)
{
	struct venue *v = venue_with("main", "");
	int64_t now;

	env.limits = &noting;
	is_int(v->ops->time(v, &now, &err), E_OK);
	is_text(buf_text(&defined),
	    "api.binance.com  0 60 6000 assumed\n"
	    "api.binance.com main 1 10 100 assumed\n"
	    "api.binance.com main 1 86400 200000 assumed\n"
	    "fapi.binance.com  0 60 2400 assumed\n"
	    "fapi.binance.com main 1 10 300 assumed\n"
	    "fapi.binance.com main 1 60 1200 assumed\n");
	buf_release(&defined);
	env.limits = NULL;
	venue_close(v);
}

/* The lists say what holds; one address keeps the smaller of two. */
static void
budgets_are_what_the_lists_say(void)
{
	struct venue *v = venue_with("main", "http://127.0.0.1:8080");

	env.limits = &noting;
	route("GET /api/v3/exchangeInfo", 200, with(SPOT_LIST,
	    "\"limit\":6000}", "\"interval\":\"MINUTE\",\"intervalNum\":1,"
	    "\"limit\":1200},{\"rateLimitType\":\"ORDERS\",\"interval\":"
	    "\"SECOND\",\"intervalNum\":10,\"limit\":50},{\"rateLimitType\":"
	    "\"RAW_REQUESTS\",\"interval\":\"MINUTE\",\"intervalNum\":5,"
	    "\"limit\":9},{\"rateLimitType\":\"ORDERS\",\"interval\":"
	    "\"FORTNIGHT\",\"intervalNum\":1,\"limit\":50}"));
	route("GET /fapi/v1/exchangeInfo", 200, with(FUTURES_LIST,
	    "{\"symbols\"", "{\"rateLimits\":[{\"rateLimitType\":"
	    "\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,"
	    "\"limit\":2400}],\"symbols\""));
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	ok(strstr(buf_text(&defined), "127.0.0.1:8080  0 60 1200\n"
	    "127.0.0.1:8080 main 1 10 50\n"
	    "127.0.0.1:8080  0 60 1200\n") != NULL);
	ok(strncmp(buf_text(&defined), "127.0.0.1:8080  0 60 2400 assumed\n", 34) ==
	    0);
	buf_release(&defined);
	env.limits = NULL;
	venue_close(v);
}

/* The wallet's weights are not taken from spot's budget. */
static void
wallets_count_apart(void)
{
	struct venue *v = venue_with("main", "");
	struct binance *b = (struct binance *)v;
	struct binance_call c;

	binance_call_init(&c, b, END_EARN_LOCKED);
	is_int(c.request.weight, 1);
	binance_call_release(&c);
	binance_call_init(&c, b, END_SPOT_ACCOUNT);
	is_int(c.request.weight, 20);
	binance_weight(&c, 3);
	is_int(c.request.weight, 3);
	/* but for the list that ten times a minute is all of it */
	binance_call_release(&c);
	b->own[0] = '\0';
	binance_call_init(&c, b, END_WITHDRAWALS);
	is_int(c.request.weight, 600);
	binance_call_release(&c);
	TEXT_SET(b->own, "http://127.0.0.1:1");
	binance_call_init(&c, b, END_WITHDRAWALS);
	is_int(c.request.weight, 1);
	binance_call_release(&c);
	venue_close(v);
}

static void
there_is_a_row_for_every_end_point(void)
{
	for (int i = 0; i < BINANCE_ENDS; i++) {
		const struct binance_endpoint *e = &binance_endpoints[i];

		ok(e->method != NULL && e->path != NULL && e->path[0] == '/');
		ok(e->kind == HTTP_READ ? strcmp(e->method, "GET") == 0 :
		    e->auth != AUTH_PUBLIC);
		ok((strncmp(e->path, "/fapi/", 6) == 0) ==
		    (e->host == HOST_FUTURES));
		ok((strncmp(e->path, "/sapi/", 6) == 0) ==
		    (e->host == HOST_SAPI));
		ok(!(e->large && e->auth != AUTH_PUBLIC &&
		    i != END_FUTURES_BRACKETS));
	}
}

static void
codes_mean_what_their_market_says(void)
{
	ok(binance_code(BINANCE_SPOT, -2022)->reason[0] == 'r');
	is_text(binance_code(BINANCE_SPOT, -2022)->reason, "replace_failed");
	is_text(binance_code(BINANCE_FUTURES, -2022)->reason, "reduce_only");
	is_text(binance_code(BINANCE_FUTURES, -2021)->reason,
	    "would_trigger");
	is_int(binance_code(BINANCE_SPOT, -2021)->result, VENUE_UNKNOWN);
	is_int(binance_code(BINANCE_SPOT, -1007)->result, VENUE_UNKNOWN);
	is_int(binance_code(BINANCE_SPOT, -1007)->class,
	    HTTP_CLASS_AMBIGUOUS);
	is_int(binance_code(BINANCE_SPOT, -1003)->class, HTTP_CLASS_LIMITED);
	is_int(binance_code(BINANCE_FUTURES, -1021)->class,
	    HTTP_CLASS_CLOCK);
	is_int(binance_code(BINANCE_FUTURES, -2015)->class, HTTP_CLASS_AUTH);
	is_int(binance_code(BINANCE_SPOT, -4164)->code, 0);
	is_int(binance_code(BINANCE_SPOT, -7777)->result, VENUE_REJECTED);
}

static void
reasons_come_from_code_and_text(void)
{
	static const struct { int code; const char *text, *want; } all[] = {
		{ -2010, "Account has insufficient balance for requested "
		  "action.", "insufficient_funds" },
		{ -2010, "Order would immediately match and take.",
		  "post_only" },
		{ -2010, "Duplicate order sent.", "duplicate_id" },
		{ -2010, "Order would trigger immediately.",
		  "would_trigger" },
		{ -2010, "something new", "refused" },
		{ -1013, "Filter failure: PRICE_FILTER", "bad_price" },
		{ -1013, "Filter failure: PERCENT_PRICE_BY_SIDE",
		  "price_band" },
		{ -1013, "Filter failure: LOT_SIZE", "bad_amount" },
		{ -1013, "Filter failure: NOTIONAL", "min_notional" },
		{ -1013, "Filter failure: MAX_NUM_ALGO_ORDERS",
		  "too_many_orders" },
		{ -1013, "Filter failure: NEW_ONE", "filter" },
		{ -7777, "", "binance_-7777" }
	};
	char reason[REASON_SIZE];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		binance_reason(BINANCE_SPOT, all[i].code, all[i].text,
		    reason);
		is_text(reason, all[i].want);
	}
}

/* What a call that came back like this means for an order. */
static enum venue_result
meaning(enum binance_end end, int status, const char *body)
{
	struct venue *v = venue_with("main", "");
	struct binance_call c;
	enum venue_result r;

	binance_call_init(&c, (struct binance *)v, end);
	c.answer.outcome = HTTP_ANSWERED;
	c.answer.status = status;
	buf_puts(&c.answer.body, body);
	ok(binance_refused(&c));
	r = binance_meaning(&c)->result;
	binance_call_release(&c);
	venue_close(v);
	return r;
}

static void
status_and_text_weigh_in(void)
{
	const char *funds = "{\"code\":-2010,\"msg\":\"insufficient\"}";

	is_int(meaning(END_SPOT_SUBMIT, 400, funds), VENUE_REJECTED);
	is_int(meaning(END_SPOT_SUBMIT, 500, funds), VENUE_UNKNOWN);
	is_int(meaning(END_SPOT_SUBMIT, 400,
	    "{\"code\":-2010,\"msg\":\"Duplicate order sent.\"}"),
	    VENUE_UNKNOWN);
	is_int(meaning(END_FUTURES_SUBMIT, 503, "{\"code\":-1000,\"msg\":"
	    "\"Unknown error, please check your request or try again "
	    "later.\"}"), VENUE_UNKNOWN);
	is_int(meaning(END_FUTURES_SUBMIT, 503,
	    "{\"code\":-1000,\"msg\":\"Service Unavailable.\"}"),
	    VENUE_REJECTED);
	is_int(meaning(END_FUTURES_SUBMIT, 503, "{\"code\":-1008,\"msg\":"
	    "\"Request throttled\"}"), VENUE_REJECTED);
}

static enum http_class
class_of(enum binance_end end, int status, const char *body)
{
	struct binance_call c = { .at = end };
	struct http_answer a = { .outcome = HTTP_ANSWERED,
	    .status = status };
	enum http_class class;

	buf_puts(&a.body, body);
	class = binance_classify(&c, &a);
	buf_release(&a.body);
	return class;
}

static void
retries_follow_the_code_where_there_is_one(void)
{
	is_int(class_of(END_SPOT_ACCOUNT, 400, "{\"code\":-1021}"),
	    HTTP_CLASS_CLOCK);
	is_int(class_of(END_SPOT_ACCOUNT, 418, "<html>"), HTTP_CLASS_NONE);
	is_int(class_of(END_SPOT_ACCOUNT, 200, "{\"code\":200}"),
	    HTTP_CLASS_NONE);
	is_int(class_of(END_SPOT_ACCOUNT, 200, "[]"), HTTP_CLASS_NONE);
	is_int(class_of(END_ALGO_CANCEL, 200, "{\"code\":\"200\",\"msg\":"
	    "\"success\"}"), HTTP_CLASS_NONE);
	is_int(class_of(END_SPOT_ACCOUNT, 400, "{\"code\":-99999999999}"),
	    HTTP_CLASS_NONE);
	is_int(class_of(END_SPOT_SUBMIT, 400, "{\"code\":-1013}"),
	    HTTP_CLASS_REJECTED);
}

static void
refusals_name_account_end_point_and_code(void)
{
	struct venue *v = venue_with("main", "");
	int64_t now = 7;

	route("GET /api/v3/time", 400,
	    "{\"code\":-1003,\"msg\":\"Too many requests.\"}");
	is_int(v->ops->time(v, &now, &err), E_LIMITED);
	is_text(err.text, "binance: main: /api/v3/time: Too many requests. "
	    "(-1003)");
	is_text(err.venue_code, "-1003");
	route_fails("GET /api/v3/time", HTTP_AMBIGUOUS);
	is_int(v->ops->time(v, &now, &err), E_NETWORK);
	route("GET /api/v3/time", 200, "{\"serverTime\":\"soon\"}");
	is_int(v->ops->time(v, &now, &err), E_DATA);
	route("GET /api/v3/time", 200, "{\"serverTime\":-5}");
	is_int(v->ops->time(v, &now, &err), E_DATA);
	is_int(now, 7);
	venue_close(v);
}

static void
ids_go_out_and_come_back(void)
{
	char id[ID_SIZE], out[CLIENT_ID_SIZE], in[CLIENT_ID_SIZE];
	bool algo;

	binance_client_out(BINANCE_SPOT,
	    "0123456789abcdef0123456789abcdef.sl", out);
	is_text(out, "0123456789abcdef0123456789abcdef_sl");
	binance_client_in(out, in);
	is_text(in, "0123456789abcdef0123456789abcdef.sl");
	binance_client_out(BINANCE_FUTURES,
	    "0123456789abcdef0123456789abcdef.tp", out);
	is_text(out, "0123456789abcdef0123456789abcdef.tp");
	binance_client_in("web_0123", in);
	is_text(in, "web_0123");
	ok(binance_id_make("BTC/USDT:USDT", true, "2146760", id));
	is_text(id, "BTC/USDT:USDT:a2146760");
	is_text(binance_id_native(id, &algo), "2146760");
	ok(algo);
	ok(binance_id_make("BTC/USDT", false, "28", id));
	is_text(binance_id_native(id, &algo), "28");
	ok(!algo);
	ok(!binance_id_make("BTC/USDT", false, "1234567890123456789012345678"
	    "901234567890123456789012345678901234567890", id));
}

int
main(void)
{
	TEST(the_documents_example_is_signed_alike);
	TEST(values_are_encoded);
	TEST(nothing_is_opened_before_it_is_needed);
	TEST(without_network_or_key_nothing_is_asked);
	TEST(addresses_follow_the_account);
	TEST(budgets_are_told_before_the_first_request);
	TEST(budgets_are_what_the_lists_say);
	TEST(wallets_count_apart);
	TEST(there_is_a_row_for_every_end_point);
	TEST(codes_mean_what_their_market_says);
	TEST(reasons_come_from_code_and_text);
	TEST(status_and_text_weigh_in);
	TEST(retries_follow_the_code_where_there_is_one);
	TEST(refusals_name_account_end_point_and_code);
	TEST(ids_go_out_and_come_back);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
