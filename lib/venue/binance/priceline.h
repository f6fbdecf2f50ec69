/*
 * The line on which Binance tells of markets: opened, subscribed on, kept, and
 * made anew when it is lost. It moves in the caller's event loop.
 */
#ifndef VENUE_BINANCE_PRICELINE_H
#define VENUE_BINANCE_PRICELINE_H

#include "net/websocket.h"
#include "venue/binance/stream.h"

struct binance_price_line;

struct binance_price_options {
	const struct websocket_ops *sockets;
	const struct http_options *http;	/* its loop is used */
	enum binance_stream of;	/* futures part them by kind */
	/* NEWS_SUBSCRIBED is told after each connection. */
	void (*told)(void *self, const struct binance_news *news);
	/* It is down until the next NEWS_SUBSCRIBED. */
	void (*lost)(void *self, const char *why);
	void *self;
};

/* names: of binance_stream_name(), all of one market; copied. b must outlive
 * it. */
struct binance_streams { VEC(char *) names; };
void binance_streams_release(struct binance_streams *s);
enum err_code binance_price_line_open(struct binance *b,
    enum binance_market market, const struct binance_streams *streams,
    const struct binance_price_options *o, struct binance_price_line **out,
    struct err *err);
void binance_price_line_close(struct binance_price_line *l);	/* NULL is fine */

#endif
