/*
 * Answers of Binance to an order, a pair, an amendment, a cancel and a change
 * of leverage: whatever comes, the outcome is one of three, and only an answer
 * that repeats the order is a yes. Bytes: which request, the status, the body.
 */
#include "crypt/sign.h"
#include "model/instrument.h"
#include "venue/binance/act.h"

#include <stdint.h>
#include <stdlib.h>

#define ID "0123456789abcdef0123456789abcdef"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *body;
static size_t body_len;
static int status;

static enum err_code
run(struct http *h, const struct http_request *ask, struct http_answer *said,
    size_t n, struct err *err)
{
	(void)h;
	(void)err;
	for (size_t i = 0; i < n; i++) {
		said[i] = (struct http_answer){ .outcome = HTTP_ANSWERED,
		    .status = status, .tries = 1 };
		if (ask[i].guard != NULL &&
		    !ask[i].guard->sending(ask[i].guard->self))
			abort();
		buf_add(&said[i].body, body, body_len);
		said[i].class = http_class_of_status(status);
	}
	return E_OK;
}

static const struct http_ops http = { .run = run };

static enum err_code
network(void *self, const struct http_ops **ops, struct http **out,
    struct err *err)
{
	(void)self;
	(void)err;
	*ops = &http;
	*out = (struct http *)(void *)&body;
	return E_OK;
}

static struct signer *made;

static enum err_code
signer(void *self, const struct account *a, const struct signer **out,
    struct err *err)
{
	(void)self;
	(void)a;
	(void)err;
	*out = made;
	return E_OK;
}

static void
add_symbol(struct binance *b, const char *symbol, enum binance_market market)
{
	struct binance_symbol s = { .market = market };

	TEXT_SET(s.symbol, symbol);
	TEXT_SET(s.i.symbol, symbol);
	TEXT_SET(s.native, "BTCUSDT");
	TEXT_SET(s.i.venue_symbol, "BTCUSDT");
	instrument_set_tick(&s.i, "0.01", NULL);
	s.i.lot = dec_make(1, 3);
	if (instrument_check(&s.i, NULL) != E_OK)
		abort();
	binance_symbols_add(&b->symbols, &s);
}

static struct binance *
account(void)
{
	static const struct crypt_ops crypt;
	static const int64_t now = INT64_C(1709294400000000);
	static const struct venue_env env = { .network = network,
	    .signer = signer };
	static struct binance b;
	struct secret *key = secret_new("abcdefghabcdefgh", 16);

	if (b.env == NULL && signer_new(&crypt, SIGN_HMAC_SHA256, key, key,
	    &made, NULL) == E_OK) {
		b.env = &env;
		b.clock = clock_fixed(&now);
		b.url[HOST_SPOT] = b.url[HOST_FUTURES] = "https://localhost";
		b.sides = 1;
		b.tiers_asked = true;
		b.symbols.taken = 1;
		add_symbol(&b, "BTC/USDT", BINANCE_SPOT);
		add_symbol(&b, "BTC/USDT:USDT", BINANCE_FUTURES);
	}
	secret_free(key);
	return &b;
}

static bool
has(const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= body_len; i++)
		if (memcmp(body + i, word, n) == 0)
			return true;
	return false;
}

static bool
yes(void *self)
{
	(void)self;
	return true;
}

static const struct send_guard guard = { yes, NULL };

static struct order_request
request(bool swap, int type)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, swap ? "BTC/USDT:USDT" : "BTC/USDT");
	r.amount = dec_make(5, 1);
	r.type = type;
	if (type == TYPE_LIMIT)
		r.price = dec_int(100);
	else
		r.trigger_price = dec_int(90);
	return r;
}

static enum err_code
act(struct binance *b, int what, struct venue_answer a[2])
{
	static const char *const ids[2] = { ID, ID "_" };
	struct order_request r[2] = { request(what > 1, what == 2 ?
	    TYPE_STOP : TYPE_LIMIT), request(false, TYPE_STOP) };
	struct order_terms c = { dec_make(3, 1), DEC_NONE, DEC_NONE };
	struct order o = order_empty();

	r[0].side = r[1].side = SIDE_SELL;
	order_from_request(&o, &r[0]);
	TEXT_SET(o.client_order_id, ID);
	switch (what) {
	case 0:
	case 2:
	case 3:
		return binance_submit(&b->v, &r[0], ID, &guard, a, NULL);
	case 1:
		return binance_submit_pair(&b->v, r, ids, &guard, a, NULL);
	case 4:
	case 5:
		return binance_amend(&b->v, &o, &c, a, NULL);
	case 6:
		return binance_cancel(&b->v, &o, a, NULL);
	default:
		return binance_leverage(&b->v, "BTC/USDT:USDT", dec_int(5), -1,
		    a, NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[8] = { 200, 200, 200, 400, 429, 500, 503,
	    408 };
	struct venue_answer a[2] = { { .result = VENUE_UNKNOWN },
	    { .result = VENUE_UNKNOWN } };
	int what;

	if (size < 2)
		return 0;
	what = data[0] & 7;
	status = statuses[data[1] & 7];
	body = (const char *)data + 2;
	body_len = size - 2;
	if (act(account(), what, a) != E_OK)
		abort();
	for (int i = 0; i < 2; i++) {
		if (a[i].result == VENUE_NOT_SENT ||
		    (a[i].result == VENUE_ACCEPTED && (status != 200 ||
		    !has(what == 7 ? "BTCUSDT" : ID))))
			abort();
		if (a[i].result == VENUE_REJECTED && a[i].reason[0] == '\0')
			abort();
	}
	return 0;
}
