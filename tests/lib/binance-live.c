/*
 * Covers lib/venue/binance/live.c, priceline.c and bookline.c: where lines are,
 * that several are up as one, what each event is told as, what drops a line,
 * and markets that are not listed; a book that is read and followed, and after
 * a gap, a stale answer, a crossed book and a lost line read again.
 */
#include "binanceact.h"
#include "venue/binance/live.h"
#include "net/websocket.h"

#include <time.h>

static struct wire {
	struct websocket_spec spec[4];
	char url[4][256];
	struct buf sent;
	int opens, closes;
	bool fails;
} wire;
static struct live *l;
static struct buf heard;

static enum err_code
fake_open(const struct http_options *o, const struct websocket_spec *spec,
    struct websocket **out, struct err *e)
{
	(void)o;
	if (wire.fails)
		return err_set(e, E_USAGE, "no such address");
	TEXT_SET(wire.url[wire.opens], spec->url);
	wire.spec[wire.opens++] = *spec;
	*out = (struct websocket *)(void *)&wire;
	return E_OK;
}

static void
fake_close(struct websocket *ws)
{
	wire.closes += ws != NULL;
}

static enum err_code
fake_send(struct websocket *ws, const char *text, size_t len, struct err *e)
{
	(void)ws;
	(void)e;
	buf_add(&wire.sent, text, len);
	buf_putc(&wire.sent, '\n');
	return E_OK;
}

static const struct websocket_ops sockets = { .open = fake_open,
    .close = fake_close, .send = fake_send };

static void
say_levels(const char *what, const struct book_levels *all)
{
	char text[DEC_TEXT_SIZE];

	buf_puts(&heard, what);
	for (size_t i = 0; i < all->len; i++)
		buf_printf(&heard, ":%s", dec_text(all->at[i].price, text));
	buf_putc(&heard, ' ');
}

static void
told(void *self, const struct live_news *n)
{
	char last[DEC_TEXT_SIZE], mark[DEC_TEXT_SIZE];

	is_int(self == &wire, 1);
	switch (n->kind) {
	case LIVE_UP:
		buf_puts(&heard, "up ");
		break;
	case LIVE_DOWN:
		buf_printf(&heard, "down:%s ", n->text);
		break;
	case LIVE_LOOK:
		buf_printf(&heard, "look:%s ", n->text);
		break;
	case LIVE_CHANGES:
		buf_printf(&heard, "changes:%zu,%zu ", n->changes->orders.len,
		    n->changes->fills.len);
		break;
	case LIVE_BOOK:
		say_levels("book", n->book);
		break;
	case LIVE_SNAPSHOT:
		buf_printf(&heard, "%lld=", (long long)n->last);
		say_levels("snapshot", n->book);
		break;
	case LIVE_CHANGE:
		buf_printf(&heard, "%lld-%lld=", (long long)n->before,
		    (long long)n->last);
		say_levels("change", n->book);
		break;
	case LIVE_TRADE:
		buf_printf(&heard, "trade:%s ", dec_text(n->trade->price,
		    last));
		break;
	case LIVE_TICKER:
		buf_printf(&heard, "%s:%s,%s ", n->ticker->symbol,
		    dec_text(n->ticker->last, last),
		    dec_text(n->ticker->mark_price, mark));
		break;
	}
}

static const struct live_options options = { .sockets = &sockets,
    .told = told, .self = &wire };

static void
begin(void)
{
	live_close(l);
	l = NULL;
	account();
	buf_release(&wire.sent);
	buf_release(&heard);
	wire = (struct wire){ .opens = 0 };
}

static bool
hears(int nth, const char *text)
{
	return wire.spec[nth].message(wire.spec[nth].self, text,
	    strlen(text));
}

static void
loses(int nth, const char *why)
{
	ok(wire.spec[nth].lost(wire.spec[nth].self, why));
}

static void
an_account_is_up_when_both_are(void)
{
	begin();
	will_say(HTTP_ANSWERED, 200, "{\"listenKey\":\"k\"}");
	is_int(binance_account_live(&b->v, &options, &l, &err), E_OK);
	is_int(wire.opens, 2);
	ok(!l->up);
	ok(hears(0, "{\"id\":1,\"status\":200,\"result\":{}}"));
	is_text(buf_text(&heard), "look: ");
	wire.spec[1].opened(wire.spec[1].self, NULL);
	is_text(buf_text(&heard), "look: up ");
	ok(l->up);
	buf_clear(&heard);
	loses(1, "gone");
	loses(0, "gone, too");
	ok(!l->up);
	is_text(buf_text(&heard), "down:gone ");
	buf_clear(&heard);
	wire.spec[1].opened(wire.spec[1].self, NULL);
	ok(hears(0, "{\"id\":1,\"status\":200,\"result\":{}}"));
	is_text(buf_text(&heard), "look: up ");
	buf_clear(&heard);
	ok(hears(0, "{\"event\":{\"e\":\"balanceUpdate\"}}"));
	ok(hears(0, "{\"event\":{\"e\":\"outboundAccountPosition\",\"E\":1,"
	    "\"B\":[]}}"));
	is_text(buf_text(&heard), "look:balanceUpdate changes:0,0 ");
}

static void
one_market_alone(void)
{
	begin();
	b->no_futures = true;
	is_int(binance_account_live(&b->v, &options, &l, &err), E_OK);
	is_int(wire.opens, 1);
	ok(hears(0, "{\"id\":1,\"status\":200,\"result\":{}}"));
	is_text(buf_text(&heard), "up ");
	is_int(live_tend(l, &err), E_OK);
	is_text(buf_text(&net.log), "");
	/* A line that cannot be made leaves nothing behind. */
	begin();
	is_int(binance_account_live(&b->v, &options, &l, &err), E_NETWORK);
	ok(l == NULL);
	is_int(wire.opens, wire.closes);
}

static enum err_code
markets(const char *one, const char *two)
{
	const char *const symbols[] = { one, two, NULL };

	return binance_markets_live(&b->v, &options, symbols, &l, &err);
}

static void
markets_of_both(void)
{
	begin();
	is_int(markets("BTC/USDT", "BTC/USDT:USDT"), E_OK);
	is_int(wire.opens, 2);
	is_text(wire.url[0], "wss://stream.binance.com:9443/ws");
	is_text(wire.url[1], "wss://fstream.binance.com/market/ws");
	wire.spec[0].opened(wire.spec[0].self, NULL);
	wire.spec[1].opened(wire.spec[1].self, NULL);
	is_text(buf_text(&wire.sent), "{\"method\":\"SUBSCRIBE\",\"params\":["
	    "\"btcusdt@trade\"],\"id\":1}\n"
	    "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@aggTrade\","
	    "\"btcusdt@markPrice@1s\"],\"id\":1}\n");
	ok(hears(0, "{\"result\":null,\"id\":1}"));
	ok(hears(1, "{\"result\":null,\"id\":1}"));
	is_text(buf_text(&heard), "look: up ");
	buf_clear(&heard);
	ok(hears(0, "{\"e\":\"trade\",\"E\":1,\"s\":\"BTCUSDT\",\"t\":1,\"p\":"
	    "\"60000.5\",\"q\":\"0.02\",\"T\":1732147200120,\"m\":true}"));
	ok(hears(1, "{\"e\":\"markPriceUpdate\",\"E\":1,\"s\":\"BTCUSDT\","
	    "\"p\":\"60001.25\",\"i\":\"60000\",\"r\":\"0.0001\",\"T\":1}"));
	is_text(buf_text(&heard), "BTC/USDT:60000.5, "
	    "BTC/USDT:USDT:,60001.25 ");
}

static void
what_is_no_news_drops_the_line(void)
{
	begin();
	is_int(markets("BTC/USDT", NULL), E_OK);
	is_int(wire.opens, 1);
	ok(hears(0, "{\"result\":null,\"id\":1}"));
	ok(!hears(0, "<html>"));
	loses(0, "of no use");
	ok(strstr(buf_text(&heard), "down:binance: stream") != NULL);
	buf_clear(&heard);
	ok(hears(0, "{\"result\":null,\"id\":1}"));
	ok(!hears(0, "{\"error\":{\"code\":2,\"msg\":\"too many\"}}"));
	loses(0, "of no use");
	is_text(buf_text(&heard), "up down:refused: 2 too many ");
	ok(!hears(0, "{\"e\":\"serverShutdown\",\"E\":1}"));
	is_int(live_tend(l, &err), E_OK);
}

static void
addresses_and_symbols_of_their_own(void)
{
	begin();
	b->url[HOST_SPOT] = "http://127.0.0.1:8080";
	is_int(markets("BTC/USDT:USDT", "BTC/USDT"), E_OK);
	is_text(wire.url[0], "ws://127.0.0.1:8080/ws");
	is_text(wire.url[1], "ws://127.0.0.1:8080/market/ws");
	begin();
	is_int(markets("XYZ/USDT", NULL), E_USAGE);
	ok(l == NULL);
	is_int(wire.opens, 0);
	begin();
	wire.fails = true;
	is_int(markets("BTC/USDT", NULL), E_USAGE);
	ok(l == NULL);
}

#define BOOK(id, bid, ask) "{\"lastUpdateId\":" id ",\"bids\":[[\"" bid "\"," \
	"\"1\"]],\"asks\":[[\"" ask "\",\"1\"]]}"
#define CHANGE(first, last, bid, ask) "{\"e\":\"depthUpdate\",\"E\":1," \
	"\"s\":\"BTCUSDT\",\"U\":" first ",\"u\":" last ",\"b\":[" bid \
	"],\"a\":[" ask "]}"
#define ACK "{\"result\":null,\"id\":1}"

static void
books(const char *body)
{
	will_say(HTTP_ANSWERED, 200, body);
}

/* Tended when the next read may be. */
static void
tends(void)
{
	struct timespec second = { .tv_sec = 1, .tv_nsec = 50000000 };

	nanosleep(&second, NULL);
	ok(live_tend(l, &err) == E_OK);
}

static void
begin_book(void)
{
	begin();
	is_int(binance_book_live(&b->v, &options, "BTC/USDT", 2, &l, &err),
	    E_OK);
	is_int(wire.opens, 1);
	wire.spec[0].opened(wire.spec[0].self, (struct websocket *)&wire);
	is_text(buf_text(&wire.sent), "{\"method\":\"SUBSCRIBE\",\"params\":["
	    "\"btcusdt@depth@100ms\"],\"id\":1}\n");
	/* nothing is read before the line stands */
	ok(live_tend(l, &err) == E_OK);
	is_int(net.at, 0);
	ok(hears(0, ACK));
}

static void
a_book_is_read_once_and_followed(void)
{
	begin_book();
	ok(hears(0, CHANGE("11", "12", "[\"99\",\"1\"]", "")));
	books(BOOK("11", "98", "101"));
	ok(live_tend(l, &err) == E_OK);
	is_text(buf_text(&heard), "up book:99:98:101 ");
	buf_clear(&heard);
	ok(hears(0, CHANGE("13", "13", "", "[\"101\",\"0\"],"
	    "[\"100\",\"2\"]")));
	is_text(buf_text(&heard), "book:99:98:100 ");
	ok(l->up);
	ok(live_tend(l, &err) == E_OK);
	is_int(net.at, 1);
}

static void
a_gap_is_told_and_the_book_is_read_again(void)
{
	begin_book();
	books(BOOK("11", "98", "101"));
	ok(live_tend(l, &err) == E_OK);
	buf_clear(&heard);
	ok(hears(0, CHANGE("14", "14", "[\"97\",\"1\"]", "")));
	is_text(buf_text(&heard), "down:changes of the book are missing ");
	ok(!l->up);
	/* too soon; then an answer that is older than what is kept */
	ok(live_tend(l, &err) == E_OK);
	is_int(net.at, 1);
	books(BOOK("11", "98", "101"));
	tends();
	is_int(net.at, 2);
	ok(!l->up);
	books(BOOK("13", "96", "101"));
	tends();
	is_text(buf_text(&heard), "down:changes of the book are missing "
	    "up book:97:96:101 ");
}

static void
a_crossed_book_is_none(void)
{
	begin_book();
	books(BOOK("11", "98", "101"));
	ok(live_tend(l, &err) == E_OK);
	buf_clear(&heard);
	ok(hears(0, CHANGE("12", "12", "[\"101\",\"1\"]", "")));
	is_text(buf_text(&heard), "down:changes of the book are missing ");
	ok(!l->up);
}

static void
a_line_that_is_lost_begins_again(void)
{
	begin_book();
	books(BOOK("11", "98", "101"));
	ok(live_tend(l, &err) == E_OK);
	buf_clear(&heard);
	loses(0, "gone");
	loses(0, "gone again");
	is_text(buf_text(&heard), "down:gone ");
	tends();
	is_int(net.at, 1);
	wire.spec[0].opened(wire.spec[0].self, (struct websocket *)&wire);
	ok(hears(0, ACK));
	books(BOOK("40", "88", "91"));
	ok(live_tend(l, &err) == E_OK);
	is_text(buf_text(&heard), "down:gone up book:88:91 ");
}

#define TRADE "{\"e\":\"trade\",\"E\":1732147200123,\"s\":\"BTCUSDT\"," \
	"\"t\":7,\"p\":\"99.5\",\"q\":\"1\",\"T\":1732147200120,\"m\":false}"

/* What a book is made of, whole: nothing is told before both lines stand, and
 * no trade while a change may be missing. */
static void
a_raw_book_is_told_as_it_comes(void)
{
	struct live_options raw = options;

	raw.raw = true;
	begin();
	is_int(binance_book_live(&b->v, &raw, "BTC/USDT", 2, &l, &err), E_OK);
	is_int(wire.opens, 2);
	for (int i = 0; i < 2; i++)
		wire.spec[i].opened(wire.spec[i].self,
		    (struct websocket *)&wire);
	ok(hears(0, ACK));
	ok(live_tend(l, &err) == E_OK);
	is_int(net.at, 0);
	ok(hears(1, ACK));
	ok(hears(1, TRADE));
	books(BOOK("11", "98", "101"));
	ok(live_tend(l, &err) == E_OK);
	is_text(buf_text(&heard), "up 11=snapshot:98:101 ");
	buf_clear(&heard);
	ok(hears(0, CHANGE("12", "13", "", "[\"101\",\"0\"],"
	    "[\"100\",\"2\"]")));
	ok(hears(1, TRADE));
	is_text(buf_text(&heard), "11-13=change:101:100 trade:99.5 ");
	buf_clear(&heard);
	loses(1, "gone");
	ok(hears(0, CHANGE("14", "14", "[\"97\",\"1\"]", "")));
	ok(hears(1, TRADE));
	is_text(buf_text(&heard), "down:gone ");
}

int
main(void)
{
	(void)answer;
	(void)gate_guard;
	TEST(an_account_is_up_when_both_are);
	TEST(one_market_alone);
	TEST(markets_of_both);
	TEST(what_is_no_news_drops_the_line);
	TEST(addresses_and_symbols_of_their_own);
	TEST(a_book_is_read_once_and_followed);
	TEST(a_gap_is_told_and_the_book_is_read_again);
	TEST(a_crossed_book_is_none);
	TEST(a_line_that_is_lost_begins_again);
	TEST(a_raw_book_is_told_as_it_comes);
	live_close(l);
	buf_release(&wire.sent);
	buf_release(&heard);
	account_end();
	return tap_done();
}
