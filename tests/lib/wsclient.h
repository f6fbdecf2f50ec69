/*
 * What the tests of WebSockets share: one of them, its peer, and what came.
 */
#ifndef TESTS_WSCLIENT_H
#define TESTS_WSCLIENT_H

#include "base/mem.h"
#include "base/stamp.h"
#include "net/module/websocket.h"

#include "wspeer.h"

#include <curl/curl.h>
#include <signal.h>

#define MS INT64_C(1000)

static struct wspeer peer;
static struct loop *loop;
static struct websocket *ws;
static struct http_options options;
static struct websocket_spec spec;
static struct err err;
static struct buf heard;		/* "hello;" for each message */
static struct buf whys;			/* each loss, a line */
static int openings, losses, losses_most;
static char first_message[64];		/* sent when opened, or "" */
static const char *no_use;		/* message to answer false to */

static inline void
on_opened(void *self, struct websocket *w)
{
	char text[80];

	ok(self == &peer);
	openings++;
	if (first_message[0] == '\0')
		return;
	snprintf(text, sizeof(text), "%s %d", first_message, openings);
	is_int(websocket_ops.send(w, text, strlen(text), &err), E_OK);
}

static inline bool
on_message(void *self, const char *at, size_t len)
{
	(void)self;
	if (len > 100)
		buf_printf(&heard, "%zu*%c;", len, *at);
	else
		buf_printf(&heard, "%.*s;", (int)len, at);
	return no_use == NULL || strncmp(at, no_use, len) != 0;
}

static inline bool
on_lost(void *self, const char *why)
{
	(void)self;
	buf_printf(&whys, "%s\n", why);
	return ++losses < losses_most;
}

static inline void
set_up(void (*serve)(struct wsline *l, int nth))
{
	static char url[64];

	openings = losses = 0;
	losses_most = 1;
	first_message[0] = '\0';
	no_use = NULL;
	buf_clear(&heard);
	buf_clear(&whys);
	err = (struct err){0};
	peer.serve = serve;
	wspeer_start(&peer);
	snprintf(url, sizeof(url), "%s:%d/ws/a", peer.tls != NULL ?
	    "wss://localhost" : "ws://127.0.0.1", peer.port);
	loop = loop_open();
	options = (struct http_options){ .clock = clock_system(),
	    .loop = loop, .seed = 7 };
	spec = (struct websocket_spec){ .url = url, .opened = on_opened,
	    .message = on_message, .lost = on_lost, .self = &peer,
	    .back_least = 5 * MS, .back_most = 20 * MS };
}

static inline void
begin(void)
{
	if (!ok(websocket_ops.open(&options, &spec, &ws, &err) == E_OK))
		exit(1);
}

/* Turns the loop until losses_most is reached, or for that long. */
static inline void
run(int64_t us)
{
	int64_t end = clock_monotonic() + us, now;

	while ((now = clock_monotonic()) < end && losses < losses_most)
		if (!ok(loop_turn(loop, end - now, &err) == E_OK))
			break;
}

static inline void
until_heard(const char *want)
{
	int64_t end = clock_monotonic() + 5000 * MS;

	while (clock_monotonic() < end && losses < losses_most &&
	    strcmp(buf_text(&heard), want) != 0)
		loop_turn(loop, 20 * MS, &err);
	is_text(buf_text(&heard), want);
}

static inline void
tear_down(void)
{
	websocket_ops.close(ws);
	ws = NULL;
	loop_free(loop);
	wspeer_stop(&peer);
}

/* Answers each text with itself, pings with pongs, until it is closed. */
static inline void
echo(struct wsline *l, int nth)
{
	const char *at;
	size_t len;
	enum frame_kind kind;

	(void)nth;
	if (!ws_accept(l))
		return;
	while ((kind = ws_next(l, &at, &len)) >= 0) {
		struct buf out = {0};

		if (kind == FRAME_PING)
			kind = FRAME_PONG;
		frame_write(&out, kind, at, len, NULL);
		if (!ws_raw(l, out.at, out.len))
			kind = FRAME_CLOSE;
		buf_release(&out);
		if (kind == FRAME_CLOSE)
			return;
	}
}

static inline void
ws_tests_begin(void)
{
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_ALL);
}

static inline int
ws_tests_end(void)
{
	buf_release(&heard);
	buf_release(&whys);
	curl_global_cleanup();
	return tap_done();
}

#endif
