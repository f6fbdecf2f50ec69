/*
 * The dialect's door: finds the route, lets the request in or not, and keeps
 * what Binance keeps of its clients.
 */
#include "serve/binance/binance.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool
fail(struct call *c, int status, int code, const char *fmt, ...)
{
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	c->out->status = status;
	c->out->code = code;
	buf_clear(c->body);
	put_begin(c->body, NULL, '{');
	put_int(c->body, "code", code);
	put_text(c->body, "msg", buf_text(&text));
	put_end(c->body, '}');
	buf_release(&text);
	return false;
}

bool
failed(const struct call *c)
{
	return c->out->code != 0;
}

static void
binance_open(struct served *s)
{
	s->state = mem_alloc(sizeof(struct binance));
	depth_remember(s);
}

static void
binance_close(struct served *s)
{
	vec_release(&((struct binance *)s->state)->depths);
	free(s->state);
	s->state = NULL;
}

static enum host
host_of(struct slice path)
{
	if (path.len >= 6 && memcmp(path.at, "/fapi/", 6) == 0)
		return HOST_FAPI;
	return path.len >= 6 && memcmp(path.at, "/sapi/", 6) == 0 ?
	    HOST_SAPI : HOST_API;
}

static struct call
call_begin(struct served *s, const struct http_head *h, struct reply *out)
{
	struct call c = { .s = s, .w = s->world, .b = s->state, .out = out,
	    .body = &out->body, .host = host_of(h->path),
	    .now = told_ms(world_time(s->world)) };

	c.m = c.host == HOST_FAPI ? MARKET_SWAP : MARKET_SPOT;
	return c;
}

static const struct route *
route_find(const struct http_head *h, bool *path_known)
{
	*path_known = false;
	for (const struct route *r = binance_routes; r->method != NULL; r++) {
		if (!slice_is(h->path, r->path))
			continue;
		*path_known = true;
		if (slice_is(h->method, r->method))
			return r;
	}
	return NULL;
}

static void
nowhere(struct call *c, const struct http_head *h, bool path_known)
{
	if (c->host == HOST_FAPI || path_known)
		fail(c, path_known ? 405 : 404, -5000, "Path %.*s, Method "
		    "%.*s is invalid", (int)h->path.len, h->path.at,
		    (int)h->method.len, h->method.at);
	else
		fail(c, 404, -1020, "This operation is not supported.");
}

static void
answer(struct served *s, const struct http_head *h, struct slice body,
    struct reply *out)
{
	struct call c = call_begin(s, h, out);
	bool path_known;

	out->status = 200;
	c.route = route_find(h, &path_known);
	if (c.route == NULL) {
		nowhere(&c, h, path_known);
	} else if (!params_read(&c.params, h->query) ||
	    !params_read(&c.params, body)) {
		fail(&c, 400, -1100, "Illegal characters found in a "
		    "parameter.");
	} else if (admit(&c, h, body)) {
		int64_t done;
		struct err err;

		if (s->step && c.route->security == SIGNED)
			world_advance(s->world, 1, &done, &err);
		if (c.route->orders > 0)
			orders_count(&c, c.route->orders);
		c.now = told_ms(world_time(s->world));
		c.route->handle(&c);
		/* Orders that were taken cost spot no weight. */
		if (c.route->orders > 0 && c.host == HOST_API && !failed(&c))
			c.b->weight[c.host].used -= c.route->weight;
	}
	headers_add(&c);
	params_release(&c.params);
}

static void
refuse(struct served *s, const struct http_head *h, int status,
    int64_t seconds, struct reply *out)
{
	struct call c = call_begin(s, h, out);

	if (status == 429) {
		fail(&c, 429, -1003, "Too many requests; please use the "
		    "websocket for live updates.");
		buf_printf(&out->headers, "Retry-After: %" PRId64 "\r\n",
		    seconds);
	} else if (status == 418) {
		fail(&c, 418, -1003, "Way too many requests; IP banned until "
		    "%" PRId64 ".", c.now + seconds * 1000);
		buf_printf(&out->headers, "Retry-After: %" PRId64 "\r\n",
		    seconds);
	} else if (status == 504) {
		fail(&c, 504, -1007, "Timeout waiting for response from "
		    "backend server. Send status unknown; execution status "
		    "unknown.");
	} else if (status == 503 && seconds == 0) {
		/* What surely was not done is told in other words. */
		fail(&c, 503, -1000, "Service Unavailable.");
	} else if (status == 503) {
		fail(&c, 503, -1000, "Unknown error, please check your "
		    "request or try again later.");
	} else if (status == 502) {
		out->status = 502;
		out->type = "text/html";
		buf_puts(&out->body, "<html><body><h1>502 Bad Gateway</h1>"
		    "</body></html>\n");
	} else {
		fail(&c, status, -1000, "An unknown error occurred while "
		    "processing the request.");
	}
	headers_add(&c);
}

static void
forgive(struct served *s)
{
	struct binance *b = s->state;

	memset(b->weight, 0, sizeof(b->weight));
	memset(b->orders10s, 0, sizeof(b->orders10s));
	b->orders1m = b->orders1d = (struct window){ 0 };
	b->limited = b->banned = b->over = 0;
}

const struct dialect binance_dialect = {
	.name = "binance",
	.open = binance_open,
	.close = binance_close,
	.answer = answer,
	.refuse = refuse,
	.forgive = forgive,
	.socket_open = stream_open,
	.socket_take = stream_take,
	.socket_gone = stream_gone,
	.moved = stream_moved,
	.booked = stream_booked
};
