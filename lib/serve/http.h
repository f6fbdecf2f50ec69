/*
 * HTTP/1.1 as the served venue reads it: the head of a request, strictly, and
 * the parameters in a query or a form. Pure; nothing is kept of what came in
 * but what is copied here.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

#define HEAD_MAX ((size_t)16 << 10)
#define BODY_MAX ((size_t)64 << 10)
#define HEADERS_MAX 64

/* A piece of what came in; not NUL-terminated. */
struct slice { const char *at; size_t len; };
bool slice_is(struct slice s, const char *text);
bool slice_is_nocase(struct slice s, const char *text);

/* Everything points into the bytes that were read. */
struct http_head {
	struct slice method, path, query;
	struct { struct slice name, value; } headers[HEADERS_MAX];
	size_t headers_len;
	size_t len;		/* of the head, its blank line included */
	size_t body_len;
	bool close;		/* the connection ends after the answer */
	bool upgrade;		/* asks for a WebSocket */
};

enum head_state { HEAD_MORE, HEAD_READY, HEAD_BAD };
/* Reads the head at the beginning of what has come. HEAD_BAD: *status says
 * with which status to refuse it. */
enum head_state head_read(const char *at, size_t len, struct http_head *out,
    int *status);
/* Empty when there is none. */
struct slice head_value(const struct http_head *h, const char *name);

struct param { const char *name, *value; };
/* Those of a query and of a form, in the order in which they came. */
struct params {
	VEC(struct param) list;
	struct arena text;
};
void params_release(struct params *p);
/* Adds the pairs of name=value&…, decoded. False: the encoding is broken, or
 * there are too many. */
bool params_read(struct params *p, struct slice text);
/* NULL when it was not sent. */
const char *params_get(const struct params *p, const char *name);
/* How often it was sent. */
size_t params_count(const struct params *p, const char *name);

/* The bytes of a query or form without one parameter: what was signed. */
void params_without(struct slice text, const char *name, struct buf *out);

/* A whole number in decimal digits, within bounds of at most twelve. */
bool number_read(const char *text, int64_t least, int64_t most, int64_t *out);

/* "OK" for 200; "Status" for what has no name here. */
const char *status_text(int status);

#endif
