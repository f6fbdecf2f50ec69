/*
 * A WebSocket inside the module. websocket.c lives its life, websocket-open.c
 * makes and frees it.
 */
#ifndef NET_MODULE_WEBSOCKET_H
#define NET_MODULE_WEBSOCKET_H

#include "base/rng.h"
#include "base/vec.h"
#include "net/frame.h"
#include "net/handshake.h"
#include "net/module/line.h"
#include "net/websocket.h"

#define WEBSOCKET_WHY 200

struct websocket {
	struct websocket_spec spec;
	struct http_options options;
	char *url, *asked;		/* wss://…, and as https://… */
	char *proxy, *ca_file;
	VEC(char *) headers;		/* NULL at the end */
	char host[HOST_SIZE];
	struct line *line;
	struct loop_timer timer;
	enum websocket_state state;
	bool greeted;			/* the request for the opening is out */
	bool ending;			/* lose it in the timer */
	bool pinged, paused, calling;
	char key[HANDSHAKE_KEY_SIZE];
	struct buf head;		/* of the answer to the opening */
	struct frames frames;
	struct rng rng;
	int failures;			/* in a row */
	int64_t heard, opened_at, taken_at, not_before;
	char why[WEBSOCKET_WHY];
};

enum err_code websocket_open(const struct http_options *o,
    const struct websocket_spec *spec, struct websocket **out,
    struct err *err);
void websocket_free(struct websocket *w);
/* The timer: whatever the state waits for is due. */
void websocket_next(void *self);

extern const struct websocket_ops websocket_ops;

#endif
