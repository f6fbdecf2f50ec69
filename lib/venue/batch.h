/*
 * Reads of several accounts in one run of the HTTP client: each venue puts its
 * requests into the batch, and is handed their answers when all have ended.
 */
#ifndef VENUE_BATCH_H
#define VENUE_BATCH_H

#include "base/vec.h"
#include "net/http.h"

/* Where an answer goes: taken over whole, *a is empty afterwards. */
struct http_asked {
	void (*answered)(void *self, struct http_answer *a);
	void *self;
};
struct http_batch {
	const struct http_ops *ops;	/* of the first venue that asked */
	struct http *http;
	VEC(struct http_request) requests;
	VEC(struct http_asked) asked;	/* beside each request */
};
void http_batch_add(struct http_batch *b, const struct http_request *request,
    void (*answered)(void *self, struct http_answer *a), void *self);
/* Sends all and hands the answers out; empty afterwards. An error is given to
 * all as an answer that was not sent. */
enum err_code http_batch_run(struct http_batch *b, struct err *err);
void http_batch_release(struct http_batch *b);

#endif
