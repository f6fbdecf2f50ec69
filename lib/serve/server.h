/* The server behind its connections; for the files of this folder alone. */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "net/frame.h"
#include "serve/dialect.h"

#define CONNECTIONS_MAX 256
#define MESSAGE_MAX ((size_t)64 << 10)	/* of a WebSocket */

enum conn_state { CONN_READING, CONN_HELD, CONN_WRITING, CONN_SOCKET };

struct conn {
	int fd;
	enum conn_state state;
	struct buf in, out;
	size_t out_at;
	int64_t wake;		/* held, or written byte by byte; monotonic */
	int64_t idle_since;
	struct fault fault;
	bool close, slow, endless, gone;
	struct socket socket;
	struct frames frames;	/* of a socket */
};

struct server {
	struct served served;
	const struct dialect *dialect;
	struct serve_options o;
	struct faults faults;
	FILE *record;
	int listener, port;
	char address[64];
	VEC(struct conn *) conns;
	char failed[200];	/* why it cannot go on */
};

/* conn.c: what is there is read, answered, written. */
void conn_read(struct server *s, struct conn *c);
void conn_write(struct conn *c);
void conn_wake(struct server *s, struct conn *c);
/* Frames that the dialect made go out. */
void conn_push(struct conn *c);
void conn_free(struct server *s, struct conn *c);

/* request.c: one request, from its head to what is written. */
void request_answer(struct server *s, struct conn *c,
    const struct http_head *h, struct slice body);
void request_refuse(struct conn *c, int status);

/* control.c: /etrms/…, which neither faults nor the record know of. */
bool control_path(const struct http_head *h);
bool control_answer(struct server *s, const struct http_head *h,
    struct slice body, struct reply *out);

#endif
