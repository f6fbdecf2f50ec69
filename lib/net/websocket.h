/*
 * A WebSocket that stays: connected, kept alive, and made anew whenever it is
 * lost, in the event loop that HTTP shares (loop_turn() makes it move). What
 * was subscribed is gone with a connection; opened() is called after each new
 * one and asks for it again:
 *
 *	options.loop = loop;
 *	rc = ops->open(&options, &spec, &ws, err);
 *	while (rc == E_OK && !done)
 *		rc = loop_turn(loop, -1, err);
 *	ops->close(ws);
 *
 * wss is checked as https is; ws goes to loopback addresses only. Frames and
 * openings are read by net/frame.h and net/handshake.h; the bytes go through
 * libcurl, so that trust, proxies and limits are the HTTP client's own.
 */
#ifndef NET_WEBSOCKET_H
#define NET_WEBSOCKET_H

#include "net/http.h"
#include "net/loop.h"

struct websocket;

struct websocket_spec {
	const char *url;		/* wss://…; ws:// only to loopback */
	const char *const *headers;	/* "Name: value", NULL at the end; or
					 * NULL */
	int weight;			/* what a connection costs the host */
	size_t max_message;		/* 0: 1 MiB */
	/* Connected: subscribe here, after every reconnection, too. */
	void (*opened)(void *self, struct websocket *ws);
	/* A whole message, text or binary. False: this connection is of no
	 * more use (a gap, nonsense); it is dropped and made anew. */
	bool (*message)(void *self, const char *at, size_t len);
	/* A connection ended, or could not be made. False: that was the last
	 * try. NULL: it goes on trying. */
	bool (*lost)(void *self, const char *why);
	void *self;
	/* µs, 0 for the usual: silence until a ping (20 s), until the peer is
	 * dead (30 s), bounds of the back-off with full jitter (1 s, 30 s),
	 * time for the opening (10 s). */
	int64_t ping_after, dead_after, back_least, back_most, open_limit;
};

enum websocket_state {
	WEBSOCKET_WAITING,		/* for the next try */
	WEBSOCKET_CONNECTING,
	WEBSOCKET_OPEN,
	WEBSOCKET_ENDED			/* lost() did not want another try */
};

struct websocket_ops {
	/* The first try begins in the loop's next turn. spec and its texts are
	 * copied; options need a loop. E_USAGE: a URL that is not asked. */
	enum err_code (*open)(const struct http_options *o,
	    const struct websocket_spec *spec, struct websocket **out,
	    struct err *err);
	/* Says goodbye and frees. Not from a callback; NULL is fine. */
	void (*close)(struct websocket *ws);
	/* A text message. E_NETWORK while it is not open, or the peer has left
	 * more than 1 MiB unread. */
	enum err_code (*send)(struct websocket *ws, const char *text,
	    size_t len, struct err *err);
	enum websocket_state (*state)(const struct websocket *ws);
	/* Stops reading, so that the peer has to wait; and goes on. */
	void (*pause)(struct websocket *ws, bool stop);
};

#endif
