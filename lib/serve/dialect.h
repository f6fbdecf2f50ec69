/*
 * How an exchange speaks: what its dialect is given and what it answers. A
 * dialect knows routes, words and codes; it never sees a connection.
 */
#ifndef SERVE_DIALECT_H
#define SERVE_DIALECT_H

#include "serve/serve.h"

struct reply {
	int status;
	struct buf body, headers;	/* headers: whole lines with CR LF */
	int64_t code;			/* the exchange's own; 0: none */
	const char *type;		/* NULL: JSON */
};
void reply_release(struct reply *r);

/* A WebSocket of a client; what the dialect keeps of it. */
struct socket {
	void *kept;
	struct buf out;			/* frames that wait to be sent */
	bool closing;
};
/* Sends a message. */
void socket_text(struct socket *k, const char *at, size_t len);

/* What a dialect is given. */
struct served {
	struct world *world;
	struct keys keys;
	int64_t weight_limit;
	bool step;
	struct json_t *earn;		/* borrowed; NULL: nothing */
	void *state;			/* the dialect's */
	VEC(struct socket *) sockets;	/* that are open */
};

struct dialect {
	const char *name;
	void (*open)(struct served *s);
	void (*close)(struct served *s);
	void (*answer)(struct served *s, const struct http_head *h,
	    struct slice body, struct reply *out);
	/* The answer that a fault gives: 429, 418, or from 500 on. */
	void (*refuse)(struct served *s, const struct http_head *h,
	    int status, int64_t seconds, struct reply *out);
	/* Counts of rate limits begin anew, and bans end. */
	void (*forgive)(struct served *s);
	/* May a WebSocket be opened here? kept is its. */
	bool (*socket_open)(struct served *s, const struct http_head *h,
	    struct socket *k);
	void (*socket_take)(struct served *s, struct socket *k,
	    const char *at, size_t len);
	void (*socket_gone)(struct served *s, struct socket *k);
	/* Bars have passed, or something was booked: tell who listens. */
	void (*moved)(struct served *s);
	void (*booked)(struct served *s, enum booked what, size_t place);
};
extern const struct dialect binance_dialect;
extern const struct dialect *const dialects[];	/* ends with NULL */

#endif
