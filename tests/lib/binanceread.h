/*
 * A Binance made of canned answers, for tests of what is read there. A route
 * answers every request whose method, path and query begin with its text; the
 * last one that fits wins. What was asked is logged, a line each, as it would
 * have left: signed, without the address.
 */
#ifndef TESTS_BINANCEREAD_H
#define TESTS_BINANCEREAD_H

#include "base/sha256.h"
#include "crypt/sign.h"
#include "tap.h"
#include "venue/binance/reads.h"
#include "venue/binance/venue.h"

#include <stdlib.h>

#define NOW (INT64_C(1732147200) * 1000000)	/* 2024-11-21 */
#define D(text) dec_of(text)

static inline struct dec
dec_of(const char *text)
{
	struct dec d = DEC_NONE;

	dec_parse_text(text, &d);
	return d;
}

#define is_dec(got, want) is_text(dec_text((got), \
    (char [DEC_TEXT_SIZE]){0}), (want))

struct route {
	const char *begin;	/* "GET /api/v3/time" */
	int status;
	const char *body;
	enum http_outcome outcome;
};

static struct {
	struct route routes[64];
	size_t n, asked, runs;
	struct buf log;
	size_t piece;		/* of bodies that are taken by a sink */
	int networks, signers;
	const char *headers;	/* of every answer */
} net;

static inline void
route(const char *begin, int status, const char *body)
{
	net.routes[net.n++] = (struct route){ begin, status, body,
	    HTTP_ANSWERED };
}

static inline void
route_fails(const char *begin, enum http_outcome outcome)
{
	net.routes[net.n++] = (struct route){ begin, 0, "", outcome };
}

static inline void
net_clear(void)
{
	buf_release(&net.log);
	net.n = net.asked = net.runs = 0;
	net.networks = net.signers = 0;
	net.headers = "";
	net.piece = 7;
}

/* HMAC-SHA256 (RFC 2104) over the library's SHA-256, for signers. */
static inline bool
hmac(struct bytes key, struct bytes text, unsigned char out[CRYPT_MAC_SIZE])
{
	unsigned char pad[64] = {0}, inner[SHA256_SIZE];
	struct sha256 h;

	memcpy(pad, key.at, key.len);
	for (size_t i = 0; i < 64; i++)
		pad[i] ^= 0x36;
	sha256_init(&h);
	sha256_update(&h, pad, 64);
	sha256_update(&h, text.at, text.len);
	sha256_final(&h, inner);
	for (size_t i = 0; i < 64; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha256_init(&h);
	sha256_update(&h, pad, 64);
	sha256_update(&h, inner, sizeof(inner));
	sha256_final(&h, out);
	return true;
}

#define OFFICIAL_KEY \
	"vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
#define OFFICIAL_SECRET \
	"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"

static const struct crypt_ops crypt = { .hmac_sha256 = hmac };
static struct signer *the_signer;
static int64_t the_time = NOW;
static struct err err;

static inline void
answer_one(const struct http_request *r, struct http_answer *a)
{
	struct buf url = {0}, body = {0}, line = {0};
	const struct route *found = NULL;
	const char *path;

	buf_puts(&url, r->url);
	if (r->prepare != NULL)
		r->prepare(r->self, the_time, &url, &body, NULL);
	path = strchr(strstr(buf_text(&url), "//") + 2, '/');
	buf_printf(&line, "%s %s", r->method, path);
	buf_printf(&net.log, "%s\n", buf_text(&line));
	net.asked++;
	for (size_t i = 0; i < net.n; i++)
		if (strncmp(buf_text(&line), net.routes[i].begin,
		    strlen(net.routes[i].begin)) == 0)
			found = &net.routes[i];
	*a = (struct http_answer){ .tries = 1, .received = the_time };
	if (found == NULL) {
		a->outcome = HTTP_NOT_SENT;
		a->class = HTTP_CLASS_NOT_SENT;
		snprintf(a->why, sizeof(a->why), "no route");
	} else {
		a->outcome = found->outcome;
		a->status = found->status;
		a->class = found->outcome == HTTP_ANSWERED ?
		    http_class_of_status(found->status) :
		    HTTP_CLASS_AMBIGUOUS;
		http_head_add(&a->head, net.headers, strlen(net.headers));
		if (r->sink != NULL && found->status == 200) {
			size_t len = strlen(found->body);

			for (size_t i = 0; i < len; i += net.piece)
				if (!r->sink(r->self, found->body + i,
				    len - i < net.piece ? len - i :
				    net.piece))
					break;
		} else
			buf_puts(&a->body, found->body);
	}
	buf_release(&url);
	buf_release(&body);
	buf_release(&line);
}

static inline enum err_code
fake_run(struct http *h, const struct http_request *ask,
    struct http_answer *said, size_t n, struct err *e)
{
	(void)h;
	(void)e;
	net.runs++;
	for (size_t i = 0; i < n; i++)
		answer_one(&ask[i], &said[i]);
	return E_OK;
}

static const struct http_ops fake_http = { .run = fake_run };

static inline enum err_code
fake_network(void *self, const struct http_ops **ops, struct http **http,
    struct err *e)
{
	(void)self;
	(void)e;
	net.networks++;
	*ops = &fake_http;
	*http = (struct http *)&net;
	return E_OK;
}

static inline enum err_code
fake_signer(void *self, const struct account *a, const struct signer **out,
    struct err *e)
{
	struct secret *key, *secret;

	(void)self;
	(void)a;
	net.signers++;
	if (the_signer == NULL) {
		key = secret_new(OFFICIAL_KEY, strlen(OFFICIAL_KEY));
		secret = secret_new(OFFICIAL_SECRET, strlen(OFFICIAL_SECRET));
		signer_new(&crypt, SIGN_HMAC_SHA256, key, secret,
		    &the_signer, e);
		secret_free(key);
		secret_free(secret);
	}
	*out = the_signer;
	return the_signer != NULL ? E_OK : E_LOCKED;
}

static struct venue_env env = { .network = fake_network,
    .signer = fake_signer };

/* One symbol of each market, and a dated future. */
#define SPOT_LIST "{\"timezone\":\"UTC\",\"serverTime\":1732147200123," \
	"\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"limit\":" \
	"6000}],\"symbols\":[{\"symbol\":\"BTCUSDT\",\"status\":\"TRADING\"," \
	"\"baseAsset\":\"BTC\",\"quoteAsset\":\"USDT\",\"orderTypes\":" \
	"[\"LIMIT\"],\"filters\":[{\"filterType\":\"PRICE_FILTER\"," \
	"\"minPrice\":\"0.01\",\"maxPrice\":\"1000000.00\",\"tickSize\":" \
	"\"0.01\"},{\"filterType\":\"LOT_SIZE\",\"minQty\":\"0.00001\"," \
	"\"maxQty\":\"9000.0\",\"stepSize\":\"0.00001\"},{\"filterType\":" \
	"\"NOTIONAL\",\"minNotional\":\"5.0\",\"maxNotional\":\"9000000.0\"}," \
	"{\"filterType\":\"PERCENT_PRICE_BY_SIDE\",\"bidMultiplierUp\":\"5\"," \
	"\"bidMultiplierDown\":\"0.2\",\"askMultiplierUp\":\"6\"," \
	"\"askMultiplierDown\":\"0.3\",\"avgPriceMins\":5},{\"filterType\":" \
	"\"MAX_NUM_ORDERS\",\"maxNumOrders\":200},{\"filterType\":" \
	"\"NEW_KIND\",\"x\":1}]},{\"symbol\":\"ETHUSDT\",\"status\":" \
	"\"BREAK\",\"baseAsset\":\"ETH\",\"quoteAsset\":\"USDT\"," \
	"\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"tickSize\":" \
	"\"0.01\"},{\"filterType\":\"LOT_SIZE\",\"minQty\":\"0.0001\"," \
	"\"maxQty\":\"9000.0\",\"stepSize\":\"0.0001\"}]}]}"
#define FUTURES_LIST "{\"symbols\":[{\"symbol\":\"BTCUSDT\"," \
	"\"pair\":\"BTCUSDT\",\"contractType\":\"PERPETUAL\",\"status\":" \
	"\"TRADING\",\"deliveryDate\":4133404800000,\"baseAsset\":\"BTC\"," \
	"\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"liquidationFee\":" \
	"\"0.0125\",\"filters\":[{\"filterType\":\"PRICE_FILTER\"," \
	"\"tickSize\":\"0.10\"},{\"filterType\":\"LOT_SIZE\",\"minQty\":" \
	"\"0.001\",\"maxQty\":\"1000\",\"stepSize\":\"0.001\"}," \
	"{\"filterType\":\"MIN_NOTIONAL\",\"notional\":\"100\"}," \
	"{\"filterType\":\"MAX_NUM_ORDERS\",\"limit\":200},{\"filterType\":" \
	"\"PERCENT_PRICE\",\"multiplierUp\":\"1.05\",\"multiplierDown\":" \
	"\"0.95\",\"multiplierDecimal\":\"4\"}]},{\"symbol\":" \
	"\"BTCUSDT_260327\",\"contractType\":\"CURRENT_QUARTER\",\"status\":" \
	"\"TRADING\",\"deliveryDate\":1774598400000,\"baseAsset\":\"BTC\"," \
	"\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"filters\":[" \
	"{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0.1\"}," \
	"{\"filterType\":\"LOT_SIZE\",\"minQty\":\"0.001\",\"maxQty\":" \
	"\"1000\",\"stepSize\":\"0.001\"}]}]}"
#define BRACKETS "[{\"symbol\":\"BTCUSDT\",\"brackets\":[{\"bracket\":1," \
	"\"initialLeverage\":125,\"notionalCap\":50000,\"notionalFloor\":0," \
	"\"maintMarginRatio\":0.004,\"cum\":0.0},{\"bracket\":2," \
	"\"initialLeverage\":100,\"notionalCap\":600000,\"notionalFloor\":" \
	"50000,\"maintMarginRatio\":0.005,\"cum\":50.0}]}]"
#define CONFIGS "[{\"symbol\":\"BTCUSDT\",\"marginType\":\"ISOLATED\"," \
	"\"isAutoAddMargin\":false,\"leverage\":20,\"maxNotionalValue\":" \
	"\"1000000\"}]"

static inline void
route_lists(void)
{
	route("GET /api/v3/time", 200, "{\"serverTime\":1732147200123}");
	route("GET /fapi/v1/time", 200, "{\"serverTime\":1732147200123}");
	route("GET /api/v3/exchangeInfo", 200, SPOT_LIST);
	route("GET /fapi/v1/exchangeInfo", 200, FUTURES_LIST);
	route("GET /fapi/v1/leverageBracket", 200, BRACKETS);
	route("GET /fapi/v1/symbolConfig", 200, CONFIGS);
}

/* A live account with the lists; what is asked for them is forgotten. */
static inline struct venue *
venue_with(const char *label, const char *base_url)
{
	struct account a = { .mode = MODE_LIVE };
	struct venue *v = NULL;

	net_clear();
	err = (struct err){0};
	TEXT_SET(a.label, label);
	TEXT_SET(a.venue, "binance");
	TEXT_SET(a.base_url, base_url);
	a.created = NOW - STAMP_HOUR;
	env.clock = clock_fixed(&the_time);
	ok(binance_venue_open(NULL, &a, &env, &v, &err) == E_OK);
	route_lists();
	return v;
}

static inline struct venue *
venue_ready(void)
{
	struct venue *v = venue_with("main", "");

	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	buf_clear(&net.log);
	net.asked = net.runs = 0;
	return v;
}

/* text with the first `from` in it replaced; good for sixteen calls. */
static inline const char *
with(const char *text, const char *from, const char *to)
{
	static struct buf all[16];
	static size_t turn;
	struct buf *out = &all[turn++ % 16];
	const char *at = strstr(text, from);

	ok(at != NULL);
	if (at == NULL)
		return text;
	buf_clear(out);
	buf_add(out, text, (size_t)(at - text));
	buf_puts(out, to);
	buf_puts(out, at + strlen(from));
	return buf_text(out);
}

/* What every private read is given that is no answer, and what it says. */
static const struct {
	int status;
	const char *body;
	enum err_code want;
} nonsense[] = {
	{ 200, "", E_DATA }, { 200, "{", E_DATA }, { 200, "[", E_DATA },
	{ 200, "null", E_DATA }, { 200, "\"x\"", E_DATA }, { 200, "1", E_DATA },
	{ 200, "<html><body>hello</body></html>", E_DATA },
	{ 200, "{\"a\":1,\"a\":2}", E_DATA }, { 200, "[1,2,3]", E_DATA },
	{ 200, "[{}]", E_DATA }, { 200, "[NaN]", E_DATA },
	{ 200, "\x1b[2J", E_DATA }, { 200, "{\"x\":\"\xff\"}", E_DATA },
	{ 502, "{\"a\":1}", E_NETWORK }, { 502, "<html>", E_NETWORK },
	{ 500, "{\"code\":-1000,\"msg\":\"internal\"}", E_NETWORK },
	{ 200, "{\"code\":-1021,\"msg\":\"time\"}", E_NETWORK },
	{ 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", E_REJECTED },
	{ 401, "{\"code\":-2014,\"msg\":\"API-key format invalid.\"}",
	  E_LOCKED },
	{ 400, "{\"code\":-9876,\"msg\":\"new\"}", E_REJECTED },
	{ 429, "{\"code\":-1003,\"msg\":\"slow down\"}", E_LIMITED },
	{ 302, "", E_NETWORK }, { 404, "", E_REJECTED },
};
#define NONSENSE (sizeof(nonsense) / sizeof(nonsense[0]))

/*
 * Puts every answer that is none at this end point, and the good one cut at
 * each of its bytes, and sees the read fail with the code it should (cuts:
 * E_DATA). read() also sees to it that nothing was read.
 */
static inline void
refuses_nonsense(const char *begin, const char *good,
    enum err_code (*read)(void))
{
	struct buf cut = {0};
	size_t n = net.n, bad = 0;

	for (size_t i = 0; i < NONSENSE; i++) {
		enum err_code rc;

		route(begin, nonsense[i].status, nonsense[i].body);
		rc = read();
		/* What is streamed with a 200 is not read as a refusal. */
		if (rc != nonsense[i].want && !(rc == E_DATA &&
		    strstr(begin, "exchangeInfo") != NULL)) {
			printf("# %s: status %d, %s: %d: %s\n", begin,
			    nonsense[i].status, nonsense[i].body, (int)rc,
			    err.text);
			bad++;
		}
		net.n = n;
	}
	for (size_t len = 0; len < strlen(good); len++) {
		buf_clear(&cut);
		buf_add(&cut, good, len);
		route(begin, 200, buf_text(&cut));
		bad += read() != E_DATA;
		net.n = n;
	}
	is_int(bad, 0);
	buf_release(&cut);
}

/* One place of a good answer changed: must it be refused? */
struct change { const char *from, *to; enum err_code want; };

static inline void
changes_are_judged(const char *begin, const char *good,
    const struct change *all, size_t len, enum err_code (*read)(void))
{
	size_t n = net.n;

	for (size_t i = 0; i < len; i++) {
		enum err_code rc;

		route(begin, 200, with(good, all[i].from, all[i].to));
		rc = read();
		if (rc != all[i].want) {
			printf("# %s: %s for %s: %d: %s\n", begin, all[i].to,
			    all[i].from, (int)rc, err.text);
			tap_bad = 1;
		}
		net.n = n;
	}
}
#define CHANGES(begin, good, all, read) changes_are_judged((begin), (good), \
    (all), sizeof(all) / sizeof((all)[0]), (read))

#endif
