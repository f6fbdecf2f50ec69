/* Connections of the user streams. */
#include "venue/binance/userline.h"

#include "venue/binance/live.h"

#include "crypt/sign.h"

#include <inttypes.h>
#include <stdio.h>

#define KEY_KEPT (30 * STAMP_MINUTE)	/* of 60, 2026-11 */
#define FUTURES_EVENTS "&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE/" \
	"ALGO_UPDATE/MARGIN_CALL/ACCOUNT_CONFIG_UPDATE"

struct binance_line {
	struct binance *b;
	enum binance_market market;
	struct binance_line_options o;
	struct websocket *ws;
	struct buf url, key;		/* key: of a futures stream */
	int64_t key_at;			/* monotonic */
	bool ended;			/* it needs another key */
	struct err why;			/* what was wrong with a message */
};

static enum err_code
need_key(struct binance_line *l, struct err *err)
{
	struct binance_call c;
	struct json_in in;
	struct json_at top;
	enum err_code rc;

	binance_call_init(&c, l->b, END_LISTEN_KEY);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK) {
		top = json_top(&in);
		buf_clear(&l->key);
		buf_puts(&l->key, json_get_text(&top, "listenKey"));
		if (json_fine(&top) && l->key.len == 0)
			json_wrong(&top, "no key");
		rc = json_close(&in);
	}
	l->key_at = clock_monotonic();
	binance_call_release(&c);
	return rc;
}

static void
tell_look(struct binance_line *l)
{
	const struct binance_event look = { .told = TOLD_LOOK };

	l->o.told(l->o.self, &look);
}

/* The request that spot takes: its parameters signed in the order of their
 * names. */
static enum err_code
put_subscription(struct binance_line *l, struct buf *out, struct err *err)
{
	const struct binance *b = l->b;
	int64_t ms = (clock_now(&b->clock) + b->clock_off) / 1000;
	struct buf key = { 0 }, payload = { 0 }, signature = { 0 };
	enum err_code rc;

	secret_put(signer_key(b->signer), &key);
	buf_printf(&payload, "apiKey=%s&recvWindow=%d&timestamp=%" PRId64,
	    buf_text(&key), BINANCE_WINDOW_MS, ms);
	rc = signer_sign(b->signer, buf_text(&payload), payload.len,
	    &signature, err);
	buf_printf(out, "{\"id\":1,\"method\":\"userDataStream.subscribe."
	    "signature\",\"params\":{\"apiKey\":\"%s\",\"recvWindow\":%d,"
	    "\"timestamp\":%" PRId64 ",\"signature\":\"%s\"}}",
	    buf_text(&key), BINANCE_WINDOW_MS, ms, buf_text(&signature));
	secret_wipe_buf(&key);
	secret_wipe_buf(&payload);
	secret_wipe_buf(&signature);
	return rc;
}

/* What cannot be sent now is sent when the line is made anew. */
static void
opened(void *self, struct websocket *ws)
{
	struct binance_line *l = self;
	struct buf text = { 0 };

	if (l->market == BINANCE_FUTURES) {
		tell_look(l);
		return;
	}
	if (put_subscription(l, &text, NULL) == E_OK)
		l->o.sockets->send(ws, buf_text(&text), text.len, NULL);
	secret_wipe_buf(&text);
}

/* False: the line is dropped and made anew. */
static bool
message(void *self, const char *at, size_t len)
{
	struct binance_line *l = self;
	struct binance_event e = { .told = TOLD_NOTHING };
	enum err_code rc = binance_event_read(l->b, l->market, at, len, &e,
	    &l->why);
	bool good = rc == E_OK && e.told != TOLD_ENDED &&
	    e.told != TOLD_REFUSED;

	if (rc == E_OK && e.told == TOLD_SUBSCRIBED)
		tell_look(l);
	else if (rc == E_OK && e.told != TOLD_NOTHING)
		l->o.told(l->o.self, &e);
	if (rc == E_OK && e.told == TOLD_REFUSED)
		err_set(&l->why, E_REJECTED, "refused: %d %s", e.code,
		    e.message);
	l->ended |= rc == E_OK && strcmp(e.kind, "listenKeyExpired") == 0;
	binance_event_release(&e);
	return good;
}

/* The key of a line that was lost may have ended meanwhile: it is looked at
 * soon. */
static bool
lost(void *self, const char *why)
{
	struct binance_line *l = self;

	if (l->o.lost != NULL)
		l->o.lost(l->o.self, l->why.code != E_OK ? l->why.text : why);
	l->why = (struct err){ .code = E_OK };
	l->key_at = clock_monotonic() - KEY_KEPT;
	return true;
}

static enum err_code
connect_line(struct binance_line *l, struct err *err)
{
	struct websocket_spec spec = { .opened = opened, .message = message,
	    .lost = lost, .weight = l->market == BINANCE_SPOT ? 2 : 0, .self = l };
	enum err_code rc = E_OK;

	buf_clear(&l->url);
	binance_line_url(l->b, l->market, LINE_USER, &l->url);
	if (l->market == BINANCE_FUTURES) {
		rc = need_key(l, err);
		buf_printf(&l->url, "/private/ws?listenKey=%s"
		    FUTURES_EVENTS, buf_text(&l->key));
	}
	spec.url = buf_text(&l->url);
	l->ended = false;
	return rc == E_OK ? l->o.sockets->open(l->o.http, &spec, &l->ws,
	    err) : rc;
}

enum err_code
binance_line_open(struct binance *b, enum binance_market market,
    const struct binance_line_options *o, struct binance_line **out,
    struct err *err)
{
	struct binance_line *l = mem_alloc(sizeof(*l));
	struct binance_call c;
	enum err_code rc;

	*l = (struct binance_line){ .b = b, .market = market, .o = *o };
	/* Network and signer are there when any signed call is ready. */
	binance_call_init(&c, b, END_SPOT_ACCOUNT);
	rc = binance_ready(&c, err);
	binance_call_release(&c);
	if (rc == E_OK)
		rc = connect_line(l, err);
	if (rc == E_OK)
		*out = l;
	else
		binance_line_close(l);
	return rc;
}

/* -1125: the key is gone; a line with it would never be opened again. */
static enum err_code
keep_key(struct binance_line *l, struct err *err)
{
	struct binance_call c;
	struct json_in in;
	enum err_code rc;

	if (clock_monotonic() - l->key_at < KEY_KEPT)
		return E_OK;
	binance_call_init(&c, l->b, END_LISTEN_KEEP);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK) {
		json_close(&in);
		l->key_at = clock_monotonic();
	} else if (c.code == -1125) {
		l->ended = true;
		rc = E_OK;
	}
	binance_call_release(&c);
	return rc;
}

enum err_code
binance_line_tend(struct binance_line *l, struct err *err)
{
	enum err_code rc = l->market == BINANCE_FUTURES && !l->ended ?
	    keep_key(l, err) : E_OK;

	if (rc != E_OK || !l->ended)
		return rc;
	l->o.sockets->close(l->ws);
	l->ws = NULL;
	rc = connect_line(l, err);
	l->ended = rc != E_OK;		/* tried again next time */
	return rc;
}

void
binance_line_close(struct binance_line *l)
{
	if (l == NULL)
		return;
	if (l->ws != NULL)
		l->o.sockets->close(l->ws);
	buf_release(&l->url);
	if (l->key.at != NULL)
		secret_wipe_buf(&l->key);
	free(l);
}
