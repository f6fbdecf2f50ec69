/*
 * A Binance account without a network: what would be sent is written down, and
 * a test says what comes back. The signature is made by a fake library.
 */
#ifndef TESTS_BINANCEACT_H
#define TESTS_BINANCEACT_H

#include "binanceform.h"
#include "crypt/sign.h"
#include "venue/binance/act.h"

#define SIGNED "recvWindow=5000&timestamp=1709294400000&signature="

struct said {
	enum http_outcome outcome;
	int status;
	const char *body;
};

static struct fake_net {
	struct said said[8];
	size_t len, at;
	struct buf log;		/* "POST /api/v3/order?…\n" */
	int guards, agreed;
	bool again;		/* asks the guard a second time */
} net;
static struct binance *b;
static struct signer *fake_signer;

static inline bool
fake_mac(struct bytes key, struct bytes text,
    unsigned char out[CRYPT_MAC_SIZE])
{
	(void)key;
	(void)text;
	memset(out, 0xab, CRYPT_MAC_SIZE);
	return true;
}

static inline enum err_code
fake_network(void *self, const struct http_ops **ops, struct http **http,
    struct err *e);

static inline bool
ask_guard(const struct http_request *r)
{
	bool yes;

	if (r->guard == NULL)
		return true;
	net.guards++;
	yes = r->guard->sending(r->guard->self);
	net.agreed += yes;
	if (net.again && r->guard->sending(r->guard->self))
		net.agreed++;
	return yes;
}

static inline enum err_code
fake_run(struct http *h, const struct http_request *ask_,
    struct http_answer *said, size_t n, struct err *e)
{
	(void)h;
	for (size_t i = 0; i < n; i++) {
		const struct http_request *r = &ask_[i];
		struct said *s = &net.said[net.at];
		struct buf url = { 0 }, body = { 0 };
		const char *path, *tail;

		buf_puts(&url, r->url);
		buf_add(&body, r->body == NULL ? "" : r->body, r->body_len);
		ok(r->prepare == NULL || r->prepare(r->self, NOW, &url, &body,
		    e) == E_OK);
		is_int((long long)body.len, 0);
		path = strchr(strstr(buf_text(&url), "//") + 2, '/');
		tail = strstr(path, SIGNED);
		buf_printf(&net.log, "%s %.*s\n", r->method,
		    tail == NULL ? (int)strlen(path) : (int)(tail - path - 1),
		    path);
		ok(r->prepare == NULL || (tail != NULL &&
		    strlen(tail) == strlen(SIGNED) + 64));
		buf_release(&url);
		buf_release(&body);
		said[i] = (struct http_answer){ .outcome = HTTP_NOT_SENT,
		    .tries = 1 };
		if (net.at == net.len || !ask_guard(r)) {
			snprintf(said[i].why, sizeof(said[i].why),
			    "no answer was prepared");
			continue;
		}
		net.at++;
		said[i].outcome = s->outcome;
		said[i].status = s->status;
		said[i].sent = said[i].received = NOW;
		buf_puts(&said[i].body, s->body == NULL ? "" : s->body);
		said[i].class = s->outcome != HTTP_ANSWERED ?
		    HTTP_CLASS_AMBIGUOUS : r->classify(r->self, &said[i]);
		if (said[i].class == HTTP_CLASS_NONE)
			said[i].class = http_class_of_status(s->status);
		if (s->outcome == HTTP_AMBIGUOUS)
			snprintf(said[i].why, sizeof(said[i].why),
			    "timed out");
	}
	return E_OK;
}

static const struct http_ops fake_http = { .run = fake_run };

static inline enum err_code
fake_network(void *self, const struct http_ops **ops, struct http **http,
    struct err *e)
{
	static int there;

	(void)self;
	(void)e;
	*ops = &fake_http;
	*http = (struct http *)(void *)&there;
	return E_OK;
}

static inline enum err_code
fake_sign(void *self, const struct account *a, const struct signer **out,
    struct err *e)
{
	(void)self;
	(void)a;
	(void)e;
	*out = fake_signer;
	return E_OK;
}

static const struct venue_env fake_env = { .network = fake_network,
    .signer = fake_sign };

/* The next answer, to be given in turn. */
static inline void
will_say(enum http_outcome outcome, int status, const char *body)
{
	net.said[net.len++] = (struct said){ outcome, status, body };
}

static inline void
given_symbol(const char *symbol)
{
	struct binance_symbol s = { .i = instrument_of(symbol) };

	s.market = s.i.kind == KIND_SPOT ? BINANCE_SPOT : BINANCE_FUTURES;
	TEXT_SET(s.symbol, symbol);
	TEXT_SET(s.native, s.i.venue_symbol);
	TEXT_SET(s.i.status, "trading");
	binance_symbols_add(&b->symbols, &s);
}

static int64_t
fake_clock(void *self)
{
	(void)self;
	return NOW;
}

static inline void
forget_net(void)
{
	buf_release(&net.log);
	memset(&net, 0, sizeof(net));
}

static inline void
account_end(void)
{
	if (b != NULL)
		binance_symbols_release(&b->symbols);
	for (int i = 0; b != NULL && i < BINANCE_HOSTS; i++)
		buf_release(&b->clocks[i].url);
	free(b);
	b = NULL;
	signer_free(fake_signer);
	fake_signer = NULL;
	forget_net();
}

/* An account with one spot symbol and one swap; one way. */
static inline void
account(void)
{
	static const struct crypt_ops crypt = { .hmac_sha256 = fake_mac };
	struct secret *key = secret_new("abcdefghabcdefgh", 16);
	struct secret *secret = secret_new("secretsecretsecret", 18);

	account_end();
	b = mem_alloc(sizeof(*b));
	b->env = &fake_env;
	b->clock = (struct clock){ .now = fake_clock };
	b->url[HOST_SPOT] = b->url[HOST_SAPI] = "https://api.binance.com";
	b->url[HOST_FUTURES] = "https://fapi.binance.com";
	b->symbols.taken = NOW;
	b->sides = 1;
	b->tiers_asked = true;
	TEXT_SET(b->v.account.label, "live");
	TEXT_SET(b->v.account.venue, "binance");
	ok(signer_new(&crypt, SIGN_HMAC_SHA256, key, secret, &fake_signer,
	    &err) == E_OK);
	secret_free(key);
	secret_free(secret);
	given_symbol(SPOT_SYMBOL);
	given_symbol(SWAP_SYMBOL);
}

/* The gate's guard. */
static bool guard_says = true;

static inline bool
fake_sending(void *self)
{
	(void)self;
	return guard_says;
}

static const struct send_guard gate_guard = { fake_sending, NULL };
static struct venue_answer answer;

#endif
