/*
 * The gate, a store and the Binance venue against the served venue, all in one
 * process: what the client sends is answered by the server's dialect, or meets
 * a fault that a seed draws. The server's book is the truth.
 */
#ifndef TESTS_BINANCERUNS_H
#define TESTS_BINANCERUNS_H

#include "gate.h"

#include "base/rng.h"
#include "crypt/sign.h"
#include "net/http.h"
#include "venue/binance/venue.h"
#include "venue/sim/scenario.h"

/* The gate knows another book, of positions. */
#define book served_book
#include "serve/dialect.h"
#undef book

static const char scenario[] = "{\"version\":1,\"currency\":\"USDT\","
    "\"timeframe_ms\":60000,\"scales\":{\"USDT\":8},"
    "\"balances\":{\"USDT\":\"1000000\"},"
    "\"settings\":{\"limit_fill\":\"through\"},\"instruments\":["
    "{\"symbol\":\"BTC/USDT\",\"kind\":\"spot\",\"base\":\"BTC\","
    "\"quote\":\"USDT\",\"tick\":\"0.01\",\"lot\":\"0.001\","
    "\"min_notional\":\"5\",\"maker\":\"0.001\",\"taker\":\"0.001\"},"
    "{\"symbol\":\"BTC/USDT:USDT\",\"kind\":\"swap\",\"base\":\"BTC\","
    "\"quote\":\"USDT\",\"settle\":\"USDT\",\"tick\":\"0.01\","
    "\"lot\":\"0.001\",\"min_notional\":\"5\",\"maker\":\"0.0002\","
    "\"taker\":\"0.0005\",\"liquidation_fee\":\"0.0125\",\"tiers\":["
    "{\"floor\":\"0\",\"mmr\":\"0.004\",\"max_leverage\":\"50\"}]}],";

enum meets { MEETS_NOTHING, MEETS_NO_LINE, MEETS_DROP_BEFORE,
    MEETS_DROP_AFTER, MEETS_LATE, MEETS_502_BEFORE, MEETS_502_AFTER,
    MEETS_HTML, MEETS_HALF, MEETS_429, MEETS };

struct late { char *text; int64_t at; };

static struct runs {
	struct rng rng;
	int faulty;			/* of a hundred requests; 0: none */
	int64_t now;
	struct world world;
	struct served served;
	VEC(struct late) late;
	long long requests, submits, met[MEETS];
} runs;
static struct signer *runs_signer;
static struct clock runs_clock;

static int64_t
runs_now(void *self)
{
	(void)self;
	return runs.now;
}

static int64_t
draw(int64_t n)
{
	return (int64_t)(rng_next(&runs.rng) % (uint64_t)n);
}

/* What the server makes of a request's bytes. */
static void
serve_bytes(const char *text, struct reply *out)
{
	struct http_head h = { .len = 0 };
	int status = 400;

	*out = (struct reply){ .status = 200 };
	runs.world.served_book.requests++;
	if (head_read(text, strlen(text), &h, &status) != HEAD_READY)
		out->status = status;
	else
		binance_dialect.answer(&runs.served, &h,
		    (struct slice){ "", 0 }, out);
}

/* What was on its way arrives. */
static void
serve_late(void)
{
	struct reply r;

	for (size_t i = 0; i < runs.late.len;) {
		struct late l = runs.late.at[i];

		if (l.at > runs.now) {
			i++;
			continue;
		}
		runs.late.at[i] = runs.late.at[--runs.late.len];
		serve_bytes(l.text, &r);
		reply_release(&r);
		free(l.text);
	}
}

static void
let_pass(int64_t us)
{
	runs.now += us;
	serve_late();
}

static char *
request_text(const struct http_request *r)
{
	struct buf url = { 0 }, body = { 0 }, text = { 0 };
	const char *path;

	buf_puts(&url, r->url);
	if (r->prepare != NULL && r->prepare(r->self, runs.now, &url, &body,
	    NULL) != E_OK)
		printf("# a request cannot be signed\n");
	path = strchr(strstr(buf_text(&url), "//") + 2, '/');
	buf_printf(&text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", r->method,
	    path);
	for (size_t i = 0; r->headers != NULL && r->headers[i] != NULL; i++)
		buf_printf(&text, "%s\r\n", r->headers[i]);
	buf_puts(&text, "\r\n");
	buf_release(&url);
	buf_release(&body);
	return buf_take(&text);
}

static enum meets
draw_meeting(const struct http_request *r)
{
	enum meets m;

	/* Many reads go before each order: else none would be sent. */
	if (draw(100) >= (r->kind == HTTP_READ ? runs.faulty / 25 :
	    runs.faulty))
		return MEETS_NOTHING;
	m = (enum meets)(1 + draw(MEETS - 1));
	/* A read or a cancel that comes late is a read, or another fault. */
	return m == MEETS_LATE && r->kind != HTTP_SUBMIT ? MEETS_NO_LINE : m;
}

static void
say(struct http_answer *a, int status, const char *body, size_t len)
{
	a->outcome = HTTP_ANSWERED;
	a->status = status;
	buf_clear(&a->body);
	buf_add(&a->body, body, len);
}

/* One try. False: the guard said no. */
static void
try_once(const struct http_request *r, struct http_answer *a)
{
	enum meets m = draw_meeting(r);
	struct reply reply = { 0 };
	char *text;

	let_pass(1000 * (1 + draw(runs.faulty > 0 ? 100 : 10)));
	a->tries++;
	a->outcome = HTTP_NOT_SENT;
	runs.requests++;
	runs.met[m]++;
	if (m == MEETS_NO_LINE || (r->guard != NULL &&
	    !r->guard->sending(r->guard->self)))
		return;
	a->outcome = HTTP_AMBIGUOUS;
	runs.submits += r->kind == HTTP_SUBMIT;
	text = request_text(r);
	a->sent = runs.now;
	let_pass(1000 * draw(runs.faulty > 0 ? 100 : 10));
	if (m == MEETS_LATE) {
		vec_push(&runs.late, ((struct late){ text,
		    runs.now + 1000 * draw(7000) }));
		return;
	}
	if (m == MEETS_429)
		say(a, 429, "{\"code\":-1003,\"msg\":\"Too many requests.\"}",
		    41);
	else if (m == MEETS_502_BEFORE)
		say(a, 502, "<html>bad gateway</html>", 24);
	else if (m != MEETS_DROP_BEFORE)
		serve_bytes(text, &reply);
	if (m == MEETS_NOTHING)
		say(a, reply.status, buf_text(&reply.body), reply.body.len);
	else if (m == MEETS_502_AFTER)
		say(a, 503, "{\"code\":-1007,\"msg\":\"Timeout\"}", 31);
	else if (m == MEETS_HTML)
		say(a, 200, "<html>wait</html>", 17);
	else if (m == MEETS_HALF)
		say(a, 200, buf_text(&reply.body), reply.body.len / 2);
	a->received = runs.now;
	reply_release(&reply);
	free(text);
}

static enum err_code
runs_run(struct http *h, const struct http_request *ask,
    struct http_answer *said, size_t n, struct err *e)
{
	(void)h;
	(void)e;
	for (size_t i = 0; i < n; i++) {
		const struct http_request *r = &ask[i];
		struct http_answer *a = &said[i];

		*a = (struct http_answer){ .outcome = HTTP_NOT_SENT };
		for (int t = 0; t < 3; t++) {
			try_once(r, a);
			a->class = a->outcome != HTTP_ANSWERED ?
			    HTTP_CLASS_AMBIGUOUS : r->classify == NULL ?
			    HTTP_CLASS_NONE : r->classify(r->self, a);
			if (a->class == HTTP_CLASS_NONE)
				a->class = http_class_of_status(a->status);
			if (r->kind == HTTP_SUBMIT ||
			    a->class != HTTP_CLASS_AMBIGUOUS)
				break;
		}
		if (a->outcome == HTTP_NOT_SENT)
			a->class = HTTP_CLASS_NOT_SENT;
		if (r->sink == NULL || a->outcome != HTTP_ANSWERED ||
		    a->status != 200)
			continue;
		if (!r->sink(r->self, buf_text(&a->body), a->body.len))
			a->outcome = HTTP_AMBIGUOUS;
		buf_clear(&a->body);
	}
	return E_OK;
}

static const struct http_ops runs_http = { .run = runs_run };

static enum err_code
runs_network(void *self, const struct http_ops **ops, struct http **http,
    struct err *e)
{
	(void)self;
	(void)e;
	*ops = &runs_http;
	*http = (struct http *)(void *)&runs;
	return E_OK;
}

static enum err_code
runs_sign(void *self, const struct account *a, const struct signer **out,
    struct err *e)
{
	(void)self;
	(void)a;
	(void)e;
	*out = runs_signer;
	return E_OK;
}

static bool
runs_hmac(struct bytes key, struct bytes text,
    unsigned char out[CRYPT_MAC_SIZE])
{
	char secret[KEY_LEN], hex[65];
	unsigned byte;

	snprintf(secret, sizeof(secret), "%.*s", (int)key.len,
	    (const char *)key.at);
	hmac_sha256_text(secret, text.at, text.len, hex);
	for (int i = 0; i < CRYPT_MAC_SIZE; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return false;
		out[i] = (unsigned char)byte;
	}
	return true;
}

static void
runs_pause(void *self, int64_t us)
{
	(void)self;
	let_pass(us);
}

#endif
