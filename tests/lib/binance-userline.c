/*
 * Covers lib/venue/binance/userline.c: addresses, the subscription of spot and
 * the key of futures, that every connection begins with a look, what drops a
 * line, and a key that has ended.
 */
#include "binanceact.h"
#include "venue/binance/userline.h"

static struct line_net {
	struct websocket_spec spec;
	char url[256];
	struct buf sent;
	int opens, closes;
	bool fails;
} line;
static struct binance_line *l;
static struct buf heard;

static enum err_code
fake_open(const struct http_options *o, const struct websocket_spec *spec,
    struct websocket **out, struct err *e)
{
	(void)o;
	line.opens++;
	if (line.fails)
		return err_set(e, E_USAGE, "no such address");
	line.spec = *spec;
	TEXT_SET(line.url, spec->url);
	*out = (struct websocket *)(void *)&line;
	return E_OK;
}

static void
fake_close(struct websocket *ws)
{
	line.closes += ws != NULL;
}

static enum err_code
fake_send(struct websocket *ws, const char *text, size_t len, struct err *e)
{
	(void)ws;
	(void)e;
	buf_add(&line.sent, text, len);
	return E_OK;
}

static const struct websocket_ops sockets = { .open = fake_open,
    .close = fake_close, .send = fake_send };

static void
told(void *self, const struct binance_event *e)
{
	(void)self;
	buf_printf(&heard, "%d ", (int)e->told);
}

static void
lost(void *self, const char *why)
{
	(void)self;
	buf_printf(&heard, "%s ", why);
}

static enum err_code
open_line(enum binance_market market)
{
	const struct binance_line_options o = { .sockets = &sockets,
	    .told = told, .lost = lost };

	return binance_line_open(b, market, &o, &l, &err);
}

static void
begin(void)
{
	binance_line_close(l);
	l = NULL;
	account();
	buf_release(&line.sent);
	buf_release(&heard);
	line = (struct line_net){ .opens = 0 };
}

static bool
message(const char *text)
{
	return line.spec.message(line.spec.self, text, strlen(text));
}

#define HEX "abababababababababababababababab"

static void
spot_subscribes_by_signature(void)
{
	begin();
	b->clock_off = 2000;
	is_int(open_line(BINANCE_SPOT), E_OK);
	is_text(line.url, "wss://ws-api.binance.com:443/ws-api/v3");
	line.spec.opened(line.spec.self, NULL);
	is_text(buf_text(&line.sent), "{\"id\":1,\"method\":\"userDataStream."
	    "subscribe.signature\",\"params\":{\"apiKey\":\"abcdefghabcdefgh\","
	    "\"recvWindow\":5000,\"timestamp\":1709294400002,\"signature\":\""
	    HEX HEX "\"}}");
	is_text(buf_text(&heard), "");
	ok(message("{\"id\":1,\"status\":200,\"result\":{}}"));
	is_text(buf_text(&heard), "2 ");
	/* Again after each connection. */
	buf_clear(&line.sent);
	line.spec.opened(line.spec.self, NULL);
	ok(line.sent.len > 0);
}

static void
what_drops_a_line(void)
{
	begin();
	is_int(open_line(BINANCE_SPOT), E_OK);
	ok(!message("{\"id\":1,\"status\":400,\"error\":{\"code\":-1021,"
	    "\"msg\":\"late\"}}"));
	buf_clear(&heard);
	ok(line.spec.lost(line.spec.self, "of no use"));
	is_text(buf_text(&heard), "refused: -1021 late ");
	ok(!message("nonsense"));
	ok(!message("{\"event\":{\"e\":\"serverShutdown\"}}"));
	ok(message("{\"event\":{\"e\":\"somethingNew\"}}"));
	ok(message("{\"event\":{\"e\":\"balanceUpdate\"}}"));
}

#define KEY_SAID "{\"listenKey\":\"pqia91ma19a5s61cv6a81va65sdf19v8a65\"}"

static void
futures_have_a_key(void)
{
	begin();
	will_say(HTTP_ANSWERED, 200, KEY_SAID);
	is_int(open_line(BINANCE_FUTURES), E_OK);
	is_text(buf_text(&net.log), "POST /fapi/v1/listenKey\n");
	is_text(line.url, "wss://fstream.binance.com/private/ws?listenKey="
	    "pqia91ma19a5s61cv6a81va65sdf19v8a65&events=ORDER_TRADE_UPDATE/"
	    "ACCOUNT_UPDATE/ALGO_UPDATE/MARGIN_CALL/ACCOUNT_CONFIG_UPDATE");
	line.spec.opened(line.spec.self, NULL);
	is_text(buf_text(&heard), "2 ");
	is_text(buf_text(&line.sent), "");
	is_int(binance_line_tend(l, &err), E_OK);
	is_int(line.opens, 1);
	/* Lost: is its key still one? */
	ok(line.spec.lost(line.spec.self, "gone"));
	is_text(buf_text(&heard), "2 gone ");
	buf_clear(&net.log);
	will_say(HTTP_ANSWERED, 200, "{}");
	is_int(binance_line_tend(l, &err), E_OK);
	is_text(buf_text(&net.log), "PUT /fapi/v1/listenKey\n");
	is_int(line.opens, 1);
	/* It has ended: another one, and another line. */
	ok(!message("{\"e\":\"listenKeyExpired\",\"E\":1}"));
	is_int(binance_line_tend(l, &err), E_NETWORK);
	will_say(HTTP_ANSWERED, 200, KEY_SAID);
	is_int(binance_line_tend(l, &err), E_OK);
	is_int(line.opens, 2);
	is_int(line.closes, 1);
	is_int(binance_line_tend(l, &err), E_OK);
	is_int(line.opens, 2);
}

static void
addresses_of_the_accounts_own(void)
{
	begin();
	b->url[HOST_SPOT] = b->url[HOST_FUTURES] = "http://127.0.0.1:8080";
	is_int(open_line(BINANCE_SPOT), E_OK);
	is_text(line.url, "ws://127.0.0.1:8080/ws-api/v3");
	begin();
	b->url[HOST_SPOT] = b->url[HOST_FUTURES] = "http://127.0.0.1:8080";
	will_say(HTTP_ANSWERED, 200, "{\"listenKey\":\"k\"}");
	is_int(open_line(BINANCE_FUTURES), E_OK);
	ok(strncmp(line.url, "ws://127.0.0.1:8080/private/ws?listenKey=k&",
	    43) == 0);
}

static void
what_cannot_be_opened(void)
{
	begin();
	will_say(HTTP_ANSWERED, 200, "{\"listenKey\":\"\"}");
	is_int(open_line(BINANCE_FUTURES), E_DATA);
	is_int(line.opens, 0);
	begin();
	line.fails = true;
	is_int(open_line(BINANCE_SPOT), E_USAGE);
	ok(l == NULL);
}

int
main(void)
{
	(void)answer;
	(void)gate_guard;
	TEST(spot_subscribes_by_signature);
	TEST(what_drops_a_line);
	TEST(futures_have_a_key);
	TEST(addresses_of_the_accounts_own);
	TEST(what_cannot_be_opened);
	binance_line_close(l);
	buf_release(&line.sent);
	buf_release(&heard);
	account_end();
	return tap_done();
}
