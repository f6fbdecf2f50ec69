/*
 * The server's own routes: what tests and rehearsals steer it with.
 */
#include "serve/server.h"

#include "base/record.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <string.h>

static const char *
symbol_name(void *self, size_t place)
{
	const struct world *w = self;

	return place < w->setup.symbols.len ?
	    w->setup.symbols.at[place].i.symbol : "";
}

static void
state_write(struct server *s, struct reply *out)
{
	const struct world *w = s->served.world;
	char at[STAMP_TEXT_SIZE], told[STAMP_TEXT_SIZE], end[STAMP_TEXT_SIZE];

	buf_printf(&out->body, "{\"bars_time\":\"%s\",\"time\":\"%s\","
	    "\"bars_end\":\"%s\",\"requests\":%" PRId64 ",\"orders\":%zu,"
	    "\"trades\":%zu}\n", stamp_text(w->now, at),
	    stamp_text(world_time(w), told), stamp_text(w->end, end),
	    w->book.requests, w->book.orders.len, w->book.trades.len);
}

static void
refuse(struct reply *out, const char *why)
{
	out->status = 400;
	buf_puts(&out->body, "{\"error\":");
	json_quote(&out->body, why, strlen(why));
	buf_puts(&out->body, "}\n");
}

static void
advance(struct server *s, const struct params *p, struct reply *out)
{
	const char *bars = params_get(p, "bars"), *ms = params_get(p, "ms");
	int64_t n = bars == NULL && ms == NULL ? 1 : 0, by = 0, done;
	struct err err;

	if ((bars != NULL && !number_read(bars, 0, 10000000, &n)) ||
	    (ms != NULL && !number_read(ms, -INT64_C(864000000000),
	    INT64_C(864000000000), &by))) {
		refuse(out, "bars and ms are whole numbers");
		return;
	}
	s->served.world->skew += by * 1000;
	if (world_advance(s->served.world, n, &done, &err) != E_OK)
		refuse(out, err.text);
	else
		state_write(s, out);
}

static void
transfer(struct server *s, const struct params *p, struct reply *out)
{
	struct sim_instruction i = { .what = SIM_DO_DEPOSIT };
	const char *market = params_get(p, "market");
	const char *asset = params_get(p, "asset");
	const char *amount = params_get(p, "amount"), *why;
	enum market m = market != NULL && strcmp(market, "swap") == 0 ?
	    MARKET_SWAP : MARKET_SPOT;

	if (asset == NULL || amount == NULL || !asset_valid(asset) ||
	    !dec_parse_text(amount, &i.amount) || (market != NULL &&
	    strcmp(market, market_names[m]) != 0)) {
		refuse(out, "give market (spot, swap), asset and amount");
		return;
	}
	if (dec_sign(i.amount) < 0) {
		i.what = SIM_DO_WITHDRAW;
		i.amount = dec_neg(i.amount);
	}
	i.order = order_request_empty();
	memcpy(i.currency, asset, strlen(asset) + 1);
	why = world_act(s->served.world, m, &i);
	if (why != NULL)
		refuse(out, why);
	else
		state_write(s, out);
}

bool
control_path(const struct http_head *h)
{
	return h->path.len >= 7 && memcmp(h->path.at, "/etrms/", 7) == 0;
}

bool
control_answer(struct server *s, const struct http_head *h,
    struct slice body, struct reply *out)
{
	struct params p = { 0 };
	bool post = slice_is(h->method, "POST");
	bool get = slice_is(h->method, "GET");

	if (!control_path(h))
		return false;
	out->status = 200;
	if (!params_read(&p, h->query) || !params_read(&p, body)) {
		refuse(out, "the parameters cannot be read");
	} else if (get && slice_is(h->path, "/etrms/state")) {
		state_write(s, out);
	} else if (get && slice_is(h->path, "/etrms/ledger")) {
		out->type = "application/x-ndjson";
		book_tell(&s->served.world->book, symbol_name,
		    s->served.world, &out->body);
	} else if (post && slice_is(h->path, "/etrms/advance")) {
		advance(s, &p, out);
	} else if (post && slice_is(h->path, "/etrms/transfer")) {
		transfer(s, &p, out);
	} else if (post && slice_is(h->path, "/etrms/forgive")) {
		s->dialect->forgive(&s->served);
		state_write(s, out);
	} else {
		refuse(out, "there is no such route");
		out->status = 404;
	}
	params_release(&p);
	return true;
}
