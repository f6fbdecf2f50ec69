/*
 * The line on which Binance tells of an account by itself: opened, subscribed
 * on, kept, and made anew when it is lost. It moves in the caller's event loop
 * (net/loop.h). After each connection the first event is TOLD_LOOK, for what
 * happened in between was not told; it has no kind.
 */
#ifndef VENUE_BINANCE_USERLINE_H
#define VENUE_BINANCE_USERLINE_H

#include "net/websocket.h"
#include "venue/binance/userstream.h"

struct binance_line;

struct binance_line_options {
	const struct websocket_ops *sockets;
	const struct http_options *http;	/* its loop is used */
	void (*told)(void *self, const struct binance_event *e);
	/* It is down until the next TOLD_LOOK without a kind; may be NULL. */
	void (*lost)(void *self, const char *why);
	void *self;
};

/* b must outlive it. Asks futures for a key first. */
enum err_code binance_line_open(struct binance *b,
    enum binance_market market, const struct binance_line_options *o,
    struct binance_line **out, struct err *err);
/* To be called at least every ten minutes, not from told(): keeps the key
 * alive, and begins anew with another one where that has ended. */
enum err_code binance_line_tend(struct binance_line *l, struct err *err);
void binance_line_close(struct binance_line *l);	/* NULL is fine */

#endif
