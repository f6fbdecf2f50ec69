/*
 * One request, from its head to the bytes that go back: its fault, the
 * dialect's answer, and the line in the record.
 */
#include "serve/server.h"

#include "base/record.h"
#include "base/stamp.h"
#include "net/handshake.h"

#include <inttypes.h>
#include <string.h>

static void
head_write(struct conn *c, const struct reply *r, bool chunked)
{
	buf_printf(&c->out, "HTTP/1.1 %d %s\r\n", r->status,
	    status_text(r->status));
	buf_printf(&c->out, "Content-Type: %s\r\n", r->type != NULL ? r->type :
	    "application/json;charset=UTF-8");
	if (chunked)
		buf_puts(&c->out, "Transfer-Encoding: chunked\r\n");
	else
		buf_printf(&c->out, "Content-Length: %zu\r\n", r->body.len);
	if (c->close)
		buf_puts(&c->out, "Connection: close\r\n");
	buf_add(&c->out, buf_text(&r->headers), r->headers.len);
	buf_puts(&c->out, "\r\n");
}

static void
reply_write(struct conn *c, const struct reply *r)
{
	head_write(c, r, false);
	buf_add(&c->out, buf_text(&r->body), r->body.len);
}

/* What is no request gets no more than a status. */
void
request_refuse(struct conn *c, int status)
{
	struct reply r = { .status = status, .type = "text/plain" };

	buf_printf(&r.body, "%d %s\n", status, status_text(status));
	c->close = true;
	c->state = CONN_WRITING;
	reply_write(c, &r);
	reply_release(&r);
}

static void
endless_begin(struct conn *c)
{
	struct reply r = { .status = 200 };

	c->close = c->endless = true;
	head_write(c, &r, true);
	buf_puts(&c->out, "1\r\n[\r\n");
	reply_release(&r);
}

static void
garbage_write(struct conn *c)
{
	struct reply r = { .status = 200, .type = "text/html" };

	buf_puts(&r.body, "<html><head><title>Just a moment...</title></head>"
	    "<body>Checking your browser</body></html>\n");
	reply_write(c, &r);
	reply_release(&r);
}

/* Half of all its bytes, then nothing more. */
static void
half_write(struct conn *c, const struct reply *r)
{
	size_t before = c->out.len;

	reply_write(c, r);
	buf_cut(&c->out, before + (c->out.len - before) / 2);
	c->close = true;
}

/* Faults that leave nothing booked. True: the request is done with. */
static bool
fault_before(struct server *s, struct conn *c, const struct http_head *h,
    struct reply *r)
{
	struct book *book = &s->served.world->book;

	switch (c->fault.kind) {
	case FAULT_DROP_BEFORE:
		c->gone = true;
		return true;
	case FAULT_LIMIT:
	case FAULT_BAN:
		s->dialect->refuse(&s->served, h, c->fault.kind ==
		    FAULT_LIMIT ? 429 : 418, c->fault.argument, r);
		reply_write(c, r);
		return true;
	case FAULT_BEFORE:
		s->dialect->refuse(&s->served, h, (int)c->fault.argument, 0,
		    r);
		reply_write(c, r);
		return true;
	case FAULT_CLOCK:
		s->served.world->skew = c->fault.argument * 1000;
		return false;
	case FAULT_TWICE:
		book->twice = true;
		return false;
	case FAULT_LATE:
		book->late = c->fault.argument;
		return false;
	default:
		return false;
	}
}

static void
fault_after(struct server *s, struct conn *c, const struct http_head *h,
    struct reply *r)
{
	struct reply instead = { 0 };

	switch (c->fault.kind) {
	case FAULT_DROP_AFTER:
		c->gone = true;
		break;
	case FAULT_HALF:
		half_write(c, r);
		break;
	case FAULT_GARBAGE:
		garbage_write(c);
		break;
	case FAULT_ENDLESS:
		endless_begin(c);
		break;
	case FAULT_AFTER:
		s->dialect->refuse(&s->served, h, (int)c->fault.argument, 1,
		    &instead);
		reply_write(c, &instead);
		r->status = instead.status;
		r->code = instead.code;
		break;
	default:
		c->slow = c->fault.kind == FAULT_SLOW;
		reply_write(c, r);
		break;
	}
	reply_release(&instead);
}

/* A query without what must not be kept. */
static void
record_query(struct buf *out, const char *name, struct slice text)
{
	struct buf bare = { 0 };

	params_without(text, "signature", &bare);
	buf_printf(out, ",\"%s\":", name);
	json_quote(out, buf_text(&bare), bare.len);
	buf_release(&bare);
}

static void
record(struct server *s, const struct conn *c, const struct http_head *h,
    struct slice body, const struct reply *r, size_t orders, size_t trades)
{
	struct book *b = &s->served.world->book;
	char at[STAMP_TEXT_SIZE];
	struct buf line = { 0 };

	if (s->record == NULL)
		return;
	buf_printf(&line, "{\"request\":%" PRId64 ",\"time\":\"%s\","
	    "\"method\":\"%.*s\",\"path\":", b->requests,
	    stamp_text(world_time(s->served.world), at), (int)h->method.len,
	    h->method.at);
	json_quote(&line, h->path.at, h->path.len);
	record_query(&line, "query", h->query);
	record_query(&line, "body", body);
	buf_printf(&line, ",\"fault\":%s%s%s,\"status\":%d,\"code\":%" PRId64,
	    c->fault.name == NULL ? "null" : "\"", c->fault.name == NULL ?
	    "" : c->fault.name, c->fault.name == NULL ? "" : "\"", r->status,
	    r->code);
	buf_printf(&line, ",\"trades\":%zu,\"orders\":[",
	    b->trades.len - trades);
	for (size_t i = orders; i < b->orders.len; i++) {
		const struct served_order *o = &b->orders.at[i];

		buf_printf(&line, "%s{\"id\":\"%" PRId64
		    "\",\"client_order_id\":", i > orders ? "," : "", o->id);
		json_quote(&line, o->client_id, strlen(o->client_id));
		buf_puts(&line, "}");
	}
	buf_puts(&line, "]}\n");
	/* In the kernel before the answer is: a killed client cannot know of
	 * what is not in the record. */
	if (fwrite(line.at, 1, line.len, s->record) != line.len ||
	    fflush(s->record) != 0)
		TEXT_SET(s->failed, "the record cannot be written");
	buf_release(&line);
}

static void
handshake(struct server *s, struct conn *c, const struct http_head *h)
{
	struct slice sent = head_value(h, "Sec-WebSocket-Key");
	char key[HANDSHAKE_KEY_SIZE] = "", answer[HANDSHAKE_ACCEPT_SIZE];

	if (!slice_is(h->method, "GET") || sent.len != 24 ||
	    !slice_is(head_value(h, "Sec-WebSocket-Version"), "13")) {
		request_refuse(c, 400);
		return;
	}
	if (!s->dialect->socket_open(&s->served, h, &c->socket)) {
		request_refuse(c, 404);
		return;
	}
	memcpy(key, sent.at, sent.len);
	handshake_accept(key, answer);
	buf_printf(&c->out, "HTTP/1.1 101 Switching Protocols\r\n"
	    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
	    "Sec-WebSocket-Accept: %s\r\n\r\n", answer);
	c->state = CONN_SOCKET;
	c->frames.masked = true;
	c->frames.max = MESSAGE_MAX;
	vec_push(&s->served.sockets, &c->socket);
}

void
request_answer(struct server *s, struct conn *c, const struct http_head *h,
    struct slice body)
{
	struct book *b = &s->served.world->book;
	size_t orders = b->orders.len, trades = b->trades.len;
	int64_t before = s->served.world->now;
	struct reply r = { .status = 200 };

	if (h->upgrade) {
		handshake(s, c, h);
		return;
	}
	if (control_answer(s, h, body, &r)) {
		reply_write(c, &r);
	} else {
		bool done = fault_before(s, c, h, &r);

		if (!done)
			s->dialect->answer(&s->served, h, body, &r);
		record(s, c, h, body, &r, orders, trades);
		if (!done)
			fault_after(s, c, h, &r);
		b->twice = false;
		b->late = 0;
	}
	if (s->served.world->now != before)
		s->dialect->moved(&s->served);
	reply_release(&r);
}
