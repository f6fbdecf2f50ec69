/*
 * Builds, signs and sends requests, and judges whether what comes back is an
 * answer, a refusal, or neither.
 */
#include "venue/binance/reads.h"

#include "crypt/sign.h"

#include <inttypes.h>
#include <stdio.h>

#define LARGE_BODY (16u << 20)

/*
 * The wallet's end points have limits of their own (12000 a minute), which no
 * run of ours comes near; they are not spot's. But the list of withdrawals
 * costs a tenth of what an account may ask in a minute (18000 of 180000 by UID,
 * 2026-11): so much of the address's budget is taken that ten of them are all
 * of it.
 */
static int
wallet_weight(const struct binance *b, enum binance_end end)
{
	return end == END_WITHDRAWALS && b->own[0] == '\0' ? 600 : 1;
}

void
binance_call_init(struct binance_call *c, struct binance *b,
    enum binance_end end)
{
	const struct binance_endpoint *e = &binance_endpoints[end];

	*c = (struct binance_call){ .b = b, .end = e, .at = end };
	c->request.kind = e->kind;
	c->request.method = e->method;
	c->request.weight = e->host == HOST_SAPI ? wallet_weight(b, end) :
	    e->weight;
	c->request.orders = e->orders;
	c->request.max_body = e->large ? LARGE_BODY : 0;
	c->request.scope = b->v.account.label;
	c->request.classify = binance_classify;
	buf_printf(&c->what, "binance%s%s: %s",
	    b->v.account.label[0] != '\0' ? ": " : "", b->v.account.label,
	    e->path);
	if (b->url[e->host] != NULL)
		buf_printf(&c->url, "%s%s", b->url[e->host], e->path);
}

void
binance_call_release(struct binance_call *c)
{
	buf_release(&c->url);
	buf_release(&c->what);
	if (c->key.at != NULL)
		secret_wipe_buf(&c->key);
	http_answers_release(&c->answer, 1);
}

static void
put_encoded(struct buf *to, const char *text, size_t len)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_.~";

	for (size_t i = 0; i < len; i++)
		if (text[i] != '\0' && strchr(plain, text[i]) != NULL)
			buf_putc(to, text[i]);
		else
			buf_printf(to, "%%%02X", (unsigned char)text[i]);
}

void
binance_text(struct binance_call *c, const char *name, const char *value)
{
	buf_printf(&c->url, "%c%s=", c->parameters ? '&' : '?', name);
	put_encoded(&c->url, value, strlen(value));
	c->parameters = true;
}

void
binance_dec(struct binance_call *c, const char *name, struct dec value)
{
	char text[DEC_TEXT_SIZE];

	binance_text(c, name, dec_text(value, text));
}

void
binance_int(struct binance_call *c, const char *name, int64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, value);
	binance_text(c, name, text);
}

void
binance_weight(struct binance_call *c, int weight)
{
	c->request.weight = weight;
}

/* Called for each try: the time of this one, and the signature under it. */
static enum err_code
sign(void *self, int64_t now, struct buf *url, struct buf *body,
    struct err *err)
{
	const struct binance_call *c = self;
	struct buf payload = {0}, signature = {0};
	const char *query;
	enum err_code rc;

	buf_printf(url, "%crecvWindow=%d&timestamp=%" PRId64,
	    c->parameters ? '&' : '?', BINANCE_WINDOW_MS, now / 1000);
	query = strchr(buf_text(url), '?');
	buf_puts(&payload, query + 1);
	buf_add(&payload, buf_text(body), body->len);
	rc = signer_sign(c->b->signer, buf_text(&payload), payload.len,
	    &signature, err);
	if (rc == E_OK) {
		buf_puts(url, "&signature=");
		put_encoded(url, buf_text(&signature), signature.len);
	}
	buf_release(&payload);
	secret_wipe_buf(&signature);
	return rc;
}

/* The time that a host's clock shows, from its answer. */
static bool
read_time(void *self, const struct http_answer *a, int64_t *time)
{
	struct json_in in = {0};
	struct json_at top;
	int64_t at = 0;

	(void)self;
	if (a->outcome != HTTP_ANSWERED || a->status != 200 ||
	    json_open(&in, buf_text(&a->body), a->body.len, NULL, "time",
	    NULL) != E_OK) {
		json_close(&in);
		return false;
	}
	top = json_top(&in);
	at = json_get_ms(&top, "serverTime");
	if (json_close(&in) != E_OK || at <= 0)
		return false;
	*time = at;
	return true;
}

static bool
take_piece(void *self, const char *at, size_t len)
{
	struct binance_call *c = self;

	return c->sink(c->sink_self, at, len);
}

static enum err_code
need_network(struct binance *b, struct err *err)
{
	enum err_code rc;
	bool told;

	if (b->http != NULL)
		return E_OK;
	if (b->env == NULL || b->env->network == NULL)
		return err_set(err, E_USAGE, "%s: this command does not use "
		    "the network", b->v.account.label[0] != '\0' ?
		    b->v.account.label : "binance");
	told = b->env->limits != NULL;
	rc = told ? binance_limits(b, NULL, 0, err) : E_OK;
	if (rc == E_OK)
		rc = b->env->network(b->env->self, &b->ops, &b->http, err);
	if (rc == E_OK && !told)
		rc = binance_limits(b, NULL, 0, err);
	if (rc != E_OK)
		b->http = NULL;
	return rc;
}

static enum err_code
need_signer(struct binance *b, struct err *err)
{
	enum err_code rc = E_OK;

	if (b->signer != NULL || b->env == NULL)
		return E_OK;
	if (b->env->signer != NULL)
		rc = b->env->signer(b->env->self, &b->v.account, &b->signer,
		    err);
	if (rc == E_OK && b->signer == NULL)
		return err_set(err, E_LOCKED, "%s: no key to ask Binance "
		    "with", b->v.account.label[0] != '\0' ?
		    b->v.account.label : "binance");
	return rc;
}

/* How the host's clock is asked: one request per host, kept with the venue. */
static void
set_sync(struct binance_call *c)
{
	struct binance *b = c->b;
	enum binance_host host = c->end->host == HOST_FUTURES ?
	    HOST_FUTURES : HOST_SPOT;
	struct binance_clock *k = &b->clocks[host];

	if (k->url.len == 0)
		buf_printf(&k->url, "%s%s", b->url[host], binance_endpoints[
		    host == HOST_SPOT ? END_SPOT_TIME : END_FUTURES_TIME]
		    .path);
	k->ask = (struct http_request){ .kind = HTTP_READ, .method = "GET",
	    .url = buf_text(&k->url), .weight = 1 };
	k->sync = (struct http_sync){ .ask = &k->ask, .read = read_time };
	c->request.sync = &k->sync;
}

enum err_code
binance_ready(struct binance_call *c, struct err *err)
{
	struct binance *b = c->b;
	enum err_code rc = E_OK;

	/* What is done changes what was read. */
	if (c->end->kind != HTTP_READ)
		b->configs_at = 0;
	if (b->url[c->end->host] == NULL)
		return err_set(err, E_USAGE, "%s: there is none at %s",
		    buf_text(&c->what), b->url[HOST_SPOT]);
	if (c->end->auth != AUTH_PUBLIC)
		rc = need_signer(b, err);
	if (rc == E_OK)
		rc = need_network(b, err);
	if (rc != E_OK)
		return rc;
	if (c->end->auth != AUTH_PUBLIC && c->key.len == 0) {
		buf_puts(&c->key, "X-MBX-APIKEY: ");
		secret_put(signer_key(b->signer), &c->key);
	}
	c->headers[0] = c->key.len > 0 ? buf_text(&c->key) : NULL;
	c->request.headers = c->headers;
	if (c->end->auth == AUTH_SIGNED) {
		c->request.prepare = sign;
		set_sync(c);
	}
	if (c->sink != NULL)
		c->request.sink = take_piece;
	c->request.url = buf_text(&c->url);
	c->request.self = c;
	return E_OK;
}

enum err_code
binance_run(struct binance *b, struct binance_call *calls, size_t n,
    struct err *err)
{
	struct http_request *ask = mem_array(n, sizeof(*ask));
	struct http_answer *said = mem_array(n, sizeof(*said));
	enum err_code rc = E_OK;

	for (size_t i = 0; i < n && rc == E_OK; i++)
		if ((rc = binance_ready(&calls[i], err)) == E_OK)
			ask[i] = calls[i].request;
	if (rc == E_OK && n > 0)
		rc = b->ops->run(b->http, ask, said, n, err);
	for (size_t i = 0; i < n; i++) {
		http_answers_release(&calls[i].answer, 1);
		calls[i].answer = said[i];
	}
	free(ask);
	free(said);
	return rc;
}

/* {"code":-1121,"msg":"…"}, whatever else is there. Success has codes, too:
 * 200 as a number or as text. */
static bool
read_refusal(const struct http_answer *a, int *code, char *message,
    size_t size)
{
	struct json_in in = {0};
	struct json_at top;
	int64_t n = 0;

	if (json_open(&in, buf_text(&a->body), a->body.len, NULL, "refusal",
	    NULL) == E_OK) {
		top = json_top(&in);
		if (json_is_object(top.value) && json_has(&top, "code")) {
			struct json_at at = json_member(&top, "code");

			n = json_int_loose(&at);
			text_set(message, size, json_opt_text(&top, "msg",
			    ""));
		}
	}
	if (json_close(&in) != E_OK || n >= 0 || n < -99999)
		return false;
	*code = (int)n;
	return true;
}

bool
binance_refused(struct binance_call *c)
{
	return c->answer.outcome == HTTP_ANSWERED && c->answer.body.len > 0 &&
	    read_refusal(&c->answer, &c->code, c->message,
	    sizeof(c->message));
}

/* A 200 that is nothing of Binance's: a page of whatever lies between. */
static bool
is_page(const struct binance_call *c, const struct http_answer *a)
{
	const char *text = buf_text(&a->body);

	text += strspn(text, " \t\r\n");
	return a->status / 100 == 2 && c->sink == NULL && *text != '{' &&
	    *text != '[';
}

enum http_class
binance_classify(void *call, const struct http_answer *a)
{
	const struct binance_call *c = call;
	char message[TEXT_SIZE];
	int code;

	if (a->outcome == HTTP_ANSWERED && is_page(c, a))
		return HTTP_CLASS_AMBIGUOUS;
	/* What is long is no refusal: it is not read twice. */
	if (a->outcome != HTTP_ANSWERED || (a->status / 100 == 2 &&
	    a->body.len > 512) || !read_refusal(a, &code, message,
	    sizeof(message)))
		return HTTP_CLASS_NONE;
	return binance_code(binance_end_market(c->at), code)->class;
}

static enum err_code
refusal(const struct binance_call *c, struct err *err)
{
	const struct binance_code *m = binance_meaning(c);
	char code[32];

	snprintf(code, sizeof(code), "%d", c->code);
	err_set(err, m->read, "%s: %s (%s)", buf_text(&c->what),
	    c->message[0] != '\0' ? c->message : "refused", code);
	return err_venue(err, code);
}

enum err_code
binance_open_answer(struct binance_call *c, struct json_in *in,
    struct err *err)
{
	const struct http_answer *a = &c->answer;
	const struct json_limits large = { .size = LARGE_BODY,
	    .values = 2000000 };

	*in = (struct json_in){0};
	if (a->outcome == HTTP_ANSWERED && (a->status / 100 != 2 ||
	    a->body.len <= 512) && binance_refused(c))
		return refusal(c, err);
	if (a->outcome != HTTP_ANSWERED || a->status / 100 != 2) {
		enum err_code rc = http_failed(a, buf_text(&c->what), err);

		return rc != E_OK ? rc : err_set(err, E_NETWORK, "%s: "
		    "answered with status %d", buf_text(&c->what), a->status);
	}
	if (json_open(in, buf_text(&a->body), a->body.len,
	    c->end->large ? &large : NULL, buf_text(&c->what), err) == E_OK)
		return E_OK;
	json_close(in);
	*in = (struct json_in){0};
	return E_DATA;
}

enum err_code
binance_read(struct binance_call *c, struct json_in *in, struct err *err)
{
	enum err_code rc = binance_run(c->b, c, 1, err);

	return rc == E_OK ? binance_open_answer(c, in, err) : rc;
}
