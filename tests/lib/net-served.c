/*
 * All of it together: a WebSocket and the HTTP client in one loop, against the
 * served venue. What is subscribed comes as bars pass, and is what the bars
 * say; a venue that goes away and comes back is subscribed to again.
 */
#include "base/stamp.h"
#include "net/module/http.h"
#include "net/module/websocket.h"
#include "serve/serve.h"
#include "tap.h"
#include "venue/binance/stream.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static const char scenario[] = "{\"version\":1,\"currency\":\"USDT\","
    "\"timeframe_ms\":60000,\"balances\":{\"USDT\":\"1000\"},"
    "\"instruments\":[{\"symbol\":\"BTC/USDT\",\"kind\":\"spot\",\"base\":"
    "\"BTC\",\"quote\":\"USDT\",\"tick\":\"0.1\",\"lot\":\"0.001\",\"maker\":"
    "\"0.001\",\"taker\":\"0.001\"}],\"bars\":{\"BTC/USDT\":["
    "[1709251200000,50000,50200,49900,50100,120],"
    "[1709251260000,50100,50600,50050,50500.5,95],"
    "[1709251320000,50500,50500,44000,46000,910],"
    "[1709251380000,46000,46500,45000,46100,10]]},\"actions\":[]}";

/* A served venue with a thread of its own. */
static struct venue_thread {
	struct world world;
	struct server *server;
	int port, stop[2];
	pthread_t thread;
} venue;

static void *
venue_run(void *self)
{
	struct venue_thread *v = self;
	struct err err;

	serve_run(v->server, v->stop[0], 0, &err);
	return NULL;
}

static void
venue_start(int port)
{
	struct world_setup setup = {0};
	struct serve_options o = { .dialect = "binance", .port = port };
	struct err err = {0};

	if (!ok(world_from_scenario(&setup, scenario, strlen(scenario),
	    "scenario", &err) == E_OK && keys_draw(&o.keys, &err) == E_OK))
		printf("# %s\n", err.text), exit(1);
	setup.clock = CLOCK_BARS;
	if (!ok(world_open(&venue.world, &setup, clock_system(), &err) ==
	    E_OK && serve_open(&venue.world, &o, &venue.server, &err) ==
	    E_OK && pipe(venue.stop) == 0))
		printf("# %s\n", err.text), exit(1);
	venue.port = serve_port(venue.server);
	pthread_create(&venue.thread, NULL, venue_run, &venue);
}

static void
venue_stop(void)
{
	ok(write(venue.stop[1], "x", 1) == 1);
	pthread_join(venue.thread, NULL);
	serve_free(venue.server);
	world_release(&venue.world);
	close(venue.stop[0]);
	close(venue.stop[1]);
}

static struct binance b;
static struct loop *loop;
static struct http *http;
static struct websocket *ws;
static struct err err;
static int openings, losses, subscribed, tickers, trades, candles;
static struct binance_news last_ticker, last_trade, last_candle;

static void
on_opened(void *self, struct websocket *w)
{
	static const enum binance_stream wanted[] = { STREAM_BEST,
	    STREAM_TRADES, STREAM_CANDLES };
	const struct binance_symbol *s = binance_by_symbol(&b.symbols,
	    "BTC/USDT");
	struct buf names[3] = { {0}, {0}, {0} }, out = {0};
	const char *all[3];

	(void)self;
	openings++;
	for (int i = 0; i < 3; i++) {
		is_int(binance_stream_name(s, wanted[i], STAMP_MINUTE,
		    &names[i], &err), E_OK);
		all[i] = buf_text(&names[i]);
	}
	binance_subscribe(all, 3, openings, &out);
	is_int(websocket_ops.send(w, out.at, out.len, &err), E_OK);
	for (int i = 0; i < 3; i++)
		buf_release(&names[i]);
	buf_release(&out);
}

static void
on_news(void *self, const struct binance_news *n)
{
	(void)self;
	subscribed += n->kind == NEWS_SUBSCRIBED;
	if (n->kind == NEWS_TICKER)
		last_ticker = *n, tickers++;
	else if (n->kind == NEWS_TRADE)
		last_trade = *n, trades++;
	else if (n->kind == NEWS_CANDLE)
		last_candle = *n, candles++;
}

static bool
on_message(void *self, const char *at, size_t len)
{
	if (!ok(binance_news_read(&b, BINANCE_SPOT, at, len, on_news, self,
	    &err) == E_OK))
		printf("# %s: %.*s\n", err.text, (int)len, at);
	return true;
}

static bool
on_lost(void *self, const char *why)
{
	(void)self;
	(void)why;
	losses++;
	return true;
}

static void
until(const int *count, int least)
{
	int64_t end = clock_monotonic() + 5 * STAMP_SECOND;

	while (*count < least && clock_monotonic() < end)
		loop_turn(loop, 20000, &err);
	ok(*count >= least);
}

/* The HTTP client turns the same loop meanwhile. */
static void
advance(int bars)
{
	struct http_answer said = {0};
	char url[128];
	struct http_request ask = { .kind = HTTP_READ, .method = "POST",
	    .url = url };

	snprintf(url, sizeof(url), "http://127.0.0.1:%d/etrms/advance?bars=%d",
	    venue.port, bars);
	is_int(http_client.run(http, &ask, &said, 1, &err), E_OK);
	is_int(said.status, 200);
	http_answers_release(&said, 1);
}

static void
is_dec(struct dec got, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(got, text), want);
}

static void
what_is_subscribed_comes(void)
{
	until(&subscribed, 1);
	advance(1);
	until(&candles, 1);
	until(&trades, 1);
	until(&tickers, 1);
	is_text(last_candle.symbol, "BTC/USDT");
	is_int(last_candle.timeframe, STAMP_MINUTE);
	ok(last_candle.closed);
	is_int(last_candle.candle.open_time_ms, INT64_C(1709251260000));
	is_dec(last_candle.candle.open, "50100");
	is_dec(last_candle.candle.high, "50600");
	is_dec(last_candle.candle.low, "50050");
	is_dec(last_candle.candle.close, "50500.5");
	is_dec(last_candle.candle.volume, "95");
	ok(dec_cmp(last_ticker.ticker.bid, last_ticker.ticker.ask) < 0);
	ok(dec_cmp(last_ticker.ticker.bid, dec_int(50000)) > 0);
	ok(dec_cmp(last_trade.trade.price, dec_int(50050)) >= 0);
	ok(dec_cmp(last_trade.trade.price, dec_int(50600)) <= 0);
	is_int(losses, 0);
}

static void
what_went_away_comes_back(void)
{
	int port = venue.port, before = candles;

	venue_stop();
	until(&losses, 1);
	venue_start(port);
	until(&openings, 2);
	until(&subscribed, 2);
	advance(2);
	until(&candles, before + 1);
	is_int(last_candle.candle.open_time_ms, INT64_C(1709251320000));
	is_dec(last_candle.candle.low, "44000");
}

int
main(void)
{
	struct binance_symbol s = { .market = BINANCE_SPOT,
	    .symbol = "BTC/USDT", .native = "BTCUSDT" };
	struct http_options o = { .clock = clock_system(), .seed = 3 };
	char url[64];
	struct websocket_spec spec = { .url = url, .opened = on_opened,
	    .message = on_message, .lost = on_lost, .back_least = 5000,
	    .back_most = 50000 };

	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_ALL);
	binance_symbols_add(&b.symbols, &s);
	venue_start(0);
	loop = o.loop = loop_open();
	snprintf(url, sizeof(url), "ws://127.0.0.1:%d/ws", venue.port);
	if (!ok(http_client.open(&o, &http, &err) == E_OK &&
	    websocket_ops.open(&o, &spec, &ws, &err) == E_OK))
		return 1;
	TEST(what_is_subscribed_comes);
	TEST(what_went_away_comes_back);
	websocket_ops.close(ws);
	http_client.close(http);
	loop_free(loop);
	venue_stop();
	binance_symbols_release(&b.symbols);
	curl_global_cleanup();
	return tap_done();
}
