/*
 * The wire: carries a request to the served exchange and its answer back, or
 * not. Which tries follow one that failed is the program's own table
 * (net/retry.h).
 */
#include "tests/live/faults/faults.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "net/retry.h"

#include <stdlib.h>
#include <string.h>

#define PATIENCE (15 * STAMP_SECOND)
#define TIMEOUT (15 * STAMP_SECOND)
#define SOON 200000	/* µs: the connection is reset */

/* What becomes of one try, and how often, of 1000 that change something; of
 * reads, of which a command makes dozens, a tenth of that. */
enum fate { FINE, NO_ROUTE, LOST_BEFORE, LOST_AFTER, LATE, CUT, GARBAGE,
    BROKEN_BEFORE, BROKEN_AFTER, LIMITED, FATES };
static const int odds[FATES] = { [NO_ROUTE] = 40, [LOST_BEFORE] = 50,
    [LOST_AFTER] = 70, [LATE] = 100, [CUT] = 40, [GARBAGE] = 30,
    [BROKEN_BEFORE] = 40, [BROKEN_AFTER] = 50, [LIMITED] = 20 };

int64_t
below(struct wire *w, int64_t n)
{
	return (int64_t)rng_below(&w->rng, (uint64_t)n);
}

bool
chance(struct wire *w, int percent)
{
	return below(w, 100) < percent;
}

static enum fate
draw(struct wire *w, enum http_kind kind)
{
	int64_t n = below(w, kind == HTTP_READ ? 10000 : 1000);

	for (int f = 1; f < FATES && !w->calm; f++)
		if ((n -= odds[f]) < 0) {
			w->faults++;
			return (enum fate)f;
		}
	return FINE;
}

/* The bytes of the request as they would be sent. */
static char *
request_text(const struct http_request *r, const char *url, struct buf *body)
{
	const char *path = strchr(strstr(url, "//") + 2, '/');
	struct buf out = { 0 };

	buf_printf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", r->method,
	    path);
	for (size_t i = 0; r->headers != NULL && r->headers[i] != NULL; i++)
		buf_printf(&out, "%s\r\n", r->headers[i]);
	if (body->len > 0)
		buf_printf(&out, "Content-Length: %zu\r\n", body->len);
	buf_puts(&out, "\r\n");
	buf_add(&out, buf_text(body), body->len);
	return buf_take(&out);
}

/* It has arrived. */
static void
arrive(struct wire *w, const char *text, struct reply *reply)
{
	struct http_head head = { .len = 0 };
	size_t len = strlen(text);
	int status;

	if (head_read(text, len, &head, &status) != HEAD_READY)
		need(false, "a request that the exchange cannot read", NULL);
	w->world.book.requests++;
	reply->status = 200;
	w->dialect->answer(&w->served, &head, (struct slice){
	    text + head.len, head.body_len }, reply);
}

void
wire_pass(struct wire *w, int64_t us)
{
	int64_t until = w->now + us;

	for (size_t i = 0; i < w->stragglers.len;) {
		struct straggler s = w->stragglers.at[i];
		struct reply nobody = { .status = 0 };

		if (s.due > until) {
			i++;
			continue;
		}
		w->stragglers.at[i] = w->stragglers.at[--w->stragglers.len];
		if (s.due > w->now)
			w->now = s.due;
		arrive(w, s.text, &nobody);
		reply_release(&nobody);
		free(s.text);
	}
	w->now = until;
}

static void
heads_take(struct http_answer *a, const struct buf *headers)
{
	const char *at = buf_text(headers), *end;

	for (; (end = strstr(at, "\r\n")) != NULL; at = end + 2)
		http_head_add(&a->head, at, (size_t)(end - at));
}

static void
ends(struct http_answer *a, enum http_outcome outcome,
    enum http_class class, const char *why)
{
	a->outcome = outcome;
	a->class = class;
	TEXT_SET(a->why, why);
}

static void
say(struct http_answer *a, int status, const char *body)
{
	a->status = status;
	buf_puts(&a->body, body);
}

/* What the answer is once it is back. */
static void
receive(struct wire *w, const struct http_request *r, enum fate fate,
    const struct reply *reply, struct http_answer *a)
{
	if (fate == BROKEN_BEFORE || fate == BROKEN_AFTER) {
		say(a, 502 + (int)below(w, 3), "<html>Bad gateway</html>");
	} else if (fate == GARBAGE) {
		say(a, 200, "<html>Just a moment...</html>");
	} else if (fate == LIMITED) {
		say(a, 429, "{\"code\":-1003,\"msg\":\"Too many requests.\"}");
		a->retry_at = w->now + STAMP_SECOND;
	} else {
		heads_take(a, &reply->headers);
		a->status = reply->status;
		if (r->sink != NULL && reply->status == 200)
			r->sink(r->self, buf_text(&reply->body),
			    reply->body.len);
		else
			buf_add(&a->body, buf_text(&reply->body),
			    reply->body.len);
	}
	a->outcome = HTTP_ANSWERED;
	a->class = r->classify != NULL ? r->classify(r->self, a) :
	    HTTP_CLASS_NONE;
	if (a->class == HTTP_CLASS_NONE)
		a->class = http_class_of_status(a->status);
}

/* From here on the request may arrive. */
static void
carry(struct wire *w, const struct http_request *r, enum fate fate,
    char *text, struct http_answer *a)
{
	struct reply reply = { .status = 0 };
	struct straggler late = { w->now + below(w, 7 * STAMP_SECOND), text };

	a->sent = w->now;
	wire_pass(w, 1000 + below(w, chance(w, 10) ? 150000 : 10000));
	if (fate == LATE) {
		vec_push(&w->stragglers, late);
		wire_pass(w, below(w, chance(w, 60) ? SOON : TIMEOUT));
		ends(a, HTTP_AMBIGUOUS, HTTP_CLASS_AMBIGUOUS, "no answer");
		return;
	}
	if (fate != LOST_BEFORE && fate != BROKEN_BEFORE && fate != LIMITED)
		arrive(w, text, &reply);
	wire_pass(w, 1000 + below(w, chance(w, 10) ? 150000 : 10000));
	a->received = w->now;
	if (fate == LOST_BEFORE || fate == LOST_AFTER || fate == CUT)
		ends(a, HTTP_AMBIGUOUS, HTTP_CLASS_AMBIGUOUS, "cut off");
	else
		receive(w, r, fate, &reply, a);
	reply_release(&reply);
	free(text);
}

static enum err_code
try(struct wire *w, const struct http_request *r, struct http_answer *a,
    bool *guarded, struct err *err)
{
	enum fate fate = draw(w, r->kind);
	struct buf url = { 0 }, body = { 0 };
	int tries = a->tries + 1;
	enum err_code rc = E_OK;

	http_answers_release(a, 1);
	a->tries = tries;
	w->requests++;
	buf_puts(&url, r->url);
	buf_add(&body, r->body, r->body_len);
	if (r->prepare != NULL)
		rc = r->prepare(r->self, w->now + w->offset, &url, &body,
		    err);
	if (rc == E_OK && fate == NO_ROUTE) {
		ends(a, HTTP_NOT_SENT, HTTP_CLASS_NOT_SENT, "no route");
	} else if (rc == E_OK && r->guard != NULL && (*guarded = true) &&
	    !r->guard->sending(r->guard->self)) {
		ends(a, HTTP_NOT_SENT, HTTP_CLASS_NOT_SENT, "held back");
	} else if (rc == E_OK) {
		carry(w, r, fate, request_text(r, url.at, &body), a);
	}
	buf_release(&url);
	buf_release(&body);
	return rc;
}

static enum err_code ask_all(struct wire *w, const struct http_request *r,
    struct http_answer *a, struct err *err);

/* Asks the host for its time, as a request that met CLOCK wants it. */
static bool
mend_clock(struct wire *w, const struct http_sync *s, struct err *err)
{
	struct http_answer a = { 0 };
	int64_t time;
	bool good = ask_all(w, s->ask, &a, err) == E_OK &&
	    a.class == HTTP_CLASS_DONE && s->read(s->self, &a, &time);

	if (good)
		w->offset = http_clock_offset(&a, time);
	http_answers_release(&a, 1);
	return good;
}

static enum err_code
ask_all(struct wire *w, const struct http_request *r, struct http_answer *a,
    struct err *err)
{
	struct retry retry = { .began = w->now };
	bool guarded = false;
	enum err_code rc = E_OK;

	for (;;) {
		enum retry_step next;
		int64_t wait;

		rc = try(w, r, a, &guarded, err);
		if (rc != E_OK || guarded)
			return rc;
		next = retry_next(&retry, r->kind, a->class, w->now,
		    a->retry_at > w->now ? a->retry_at - w->now : -1,
		    r->patience != 0 ? r->patience : PATIENCE, &w->rng,
		    &wait);
		if (next == RETRY_SYNC && (r->sync == NULL ||
		    !mend_clock(w, r->sync, err)))
			next = RETRY_END;
		if (next == RETRY_END)
			return E_OK;
		if (next == RETRY_WAIT)
			wire_pass(w, wait);
	}
}

static enum err_code
wire_run(struct http *h, const struct http_request *ask,
    struct http_answer *said, size_t n, struct err *err)
{
	enum err_code rc = E_OK;

	http_answers_release(said, n);
	for (size_t i = 0; i < n && rc == E_OK; i++)
		rc = ask_all((struct wire *)(void *)h, &ask[i], &said[i],
		    err);
	return rc;
}

const struct http_ops wire_ops = { .run = wire_run };

void
wire_release(struct wire *w)
{
	for (size_t i = 0; i < w->stragglers.len; i++)
		free(w->stragglers.at[i].text);
	vec_release(&w->stragglers);
	w->dialect->close(&w->served);
	world_release(&w->world);
}
