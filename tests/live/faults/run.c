/*
 * One run: a fresh store, some twenty commands one after the other, each
 * opening its gate as a process of its own would, then peace, time, and
 * reconciling until nothing is unknown.
 */
#include "tests/live/faults/faults.h"

#include "base/file.h"
#include "base/stamp.h"
#include "crypt/sign.h"
#include "gate/gate.h"
#include "serve/keys.h"
#include "store/accounts.h"
#include "store/orders.h"
#include "store/rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
need(bool good, const char *what, const struct err *err)
{
	if (good)
		return;
	fprintf(stderr, "faults: %s%s%s\n", what, err != NULL ? ": " : "",
	    err != NULL ? err->text : "");
	exit(2);
}

void
complain(struct run *r, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "faults: seed %llu: ", (unsigned long long)r->seed);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	r->wrong++;
}

void
store_make(const char *path)
{
	static const struct { const char *rule, *value; } rows[] = {
		{ "symbols", "*" }, { "max-position-share", "off" },
		{ "max-risk-per-trade", "off" }, { "price-collar", "off" },
		{ "max-daily-notional", "off" }
	};
	struct account a = { .mode = MODE_LIVE, .active = 1,
	    .created = BEGIN };
	struct store *s;
	struct err err;

	TEXT_SET(a.label, ACCOUNT);
	TEXT_SET(a.venue, "binance");
	TEXT_SET(a.currency, "USDT");
	TEXT_SET(a.base_url, "http://127.0.0.1:1");
	unlink(path);
	need(store_open(path, STORE_CREATE, &s, &err) == E_OK, path, &err);
	need(account_add(s, &a, &err) == E_OK, "account", &err);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct policy_row p = { .time = 1 };

		TEXT_SET(p.rule, rows[i].rule);
		TEXT_SET(p.value, rows[i].value);
		need(policy_put(s, &p, false, &err) == E_OK, rows[i].rule,
		    &err);
	}
	store_close(s);
}

/* One key, one secret: the served ones, signed with as the exchange checks. */
static bool
hmac(struct bytes key, struct bytes text, unsigned char out[CRYPT_MAC_SIZE])
{
	char secret[KEY_LEN], hex[65];
	unsigned byte;

	if (key.len >= sizeof(secret))
		return false;
	memcpy(secret, key.at, key.len);
	secret[key.len] = '\0';
	hmac_sha256_text(secret, text.at, text.len, hex);
	for (int i = 0; i < CRYPT_MAC_SIZE; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return false;
		out[i] = (unsigned char)byte;
	}
	return true;
}

static const struct crypt_ops primitives = { .hmac_sha256 = hmac };

static enum err_code
give_signer(void *self, const struct account *a, const struct signer **out,
    struct err *err)
{
	static struct signer *signer;
	struct run *r = self;
	struct secret *key, *secret;
	enum err_code rc = E_OK;

	(void)a;
	if (signer == NULL) {
		const struct keys *k = &r->wire.served.keys;

		key = secret_new(k->key, strlen(k->key));
		secret = secret_new(k->secret, strlen(k->secret));
		rc = signer_new(&primitives, SIGN_HMAC_SHA256, key, secret,
		    &signer, err);
		secret_free(key);
		secret_free(secret);
	}
	*out = signer;
	return rc;
}

static enum err_code
give_network(void *self, const struct http_ops **ops, struct http **http,
    struct err *err)
{
	struct run *r = self;

	(void)err;
	*ops = &wire_ops;
	*http = (struct http *)(void *)&r->wire;
	return E_OK;
}

static void
pause_for(void *self, int64_t us)
{
	wire_pass(&((struct run *)self)->wire, us);
}

static struct gate *
gate_of(struct run *r)
{
	struct gate *g = NULL;
	struct err err;

	for (int i = 0; g == NULL && i < 50; i++)
		if (gate_open(r->store, ACCOUNT, &r->options, &g, &err) !=
		    E_OK)
			wire_pass(&r->wire, STAMP_SECOND);
	need(g != NULL, "the gate does not open", &err);
	return g;
}

static struct dec
price_near(struct run *r, bool swap, int percent)
{
	struct world *w = &r->wire.world;
	const struct world_symbol *s = world_symbol(w, swap ? MARKET_SWAP :
	    MARKET_SPOT, "BTCUSDT");
	struct dec last = world_last(w, s), out;

	need(dec_mul(last, dec_make(1000 + below(&r->wire, 2 * percent) -
	    percent, 3), 0, ROUND_DOWN, &out), "a price", NULL);
	return out;
}

/* A stop, a target or both on what is not a stop itself; on futures on what
 * does not rest. Of the targets some are met already, and refused. */
static void
legs_attach(struct run *r, struct order_request *q, bool swap)
{
	struct wire *w = &r->wire;

	if (q->type != TYPE_MARKET && q->type != TYPE_LIMIT)
		return;
	if (swap && q->type == TYPE_LIMIT) {
		q->time_in_force = TIF_IOC;
		q->post_only = false;
	}
	if (chance(w, 70))
		q->stop_loss = (struct level){ LEVEL_PERCENT,
		    dec_make(5 + below(w, 20), 1) };
	else if (chance(w, 50))
		q->trailing_stop = (struct level){ LEVEL_PERCENT,
		    dec_make(1 + below(w, 20), 1) };
	if (chance(w, 50))
		q->take_profit = chance(w, 70) ? (struct level){
		    LEVEL_PERCENT, dec_make(5 + below(w, 20), 1) } :
		    (struct level){ LEVEL_PRICE, price_near(r, swap, 20) };
}

static struct order_request
request_make(struct run *r)
{
	struct wire *w = &r->wire;
	struct order_request q = order_request_empty();
	bool swap = chance(w, 50);
	struct dec last = price_near(r, swap, 1), away;

	TEXT_SET(q.symbol, swap ? SWAP : SPOT);
	q.side = chance(w, 50) ? SIDE_BUY : SIDE_SELL;
	q.amount = dec_make(1 + below(w, 40), 3);
	switch (below(w, 6)) {
	case 0:
		q.type = TYPE_MARKET;
		break;
	case 1:
		q.type = TYPE_STOP;
		away = price_near(r, swap, 20);
		q.trigger_price = q.side == SIDE_BUY ?
		    dec_max(away, last) : dec_min(away, last);
		q.reduce_only = swap && chance(w, 30);
		break;
	case 2:
		q.type = TYPE_STOP_LIMIT;
		q.trigger_price = price_near(r, swap, 20);
		q.price = price_near(r, swap, 20);
		break;
	case 3:
		q.type = TYPE_TAKE_PROFIT;
		q.trigger_price = price_near(r, swap, 20);
		break;
	default:
		q.type = TYPE_LIMIT;
		q.price = price_near(r, swap, 15);
		q.post_only = chance(w, 20);
		break;
	}
	if (chance(w, 35))
		legs_attach(r, &q, swap);
	if (chance(w, 40))
		snprintf(q.key, sizeof(q.key), "key-%d", (int)below(w, 6));
	return q;
}

static void
place(struct run *r)
{
	struct order_request q = request_make(r);
	struct gate *g = gate_of(r);
	struct gate_result out = { .order = order_empty() };
	struct err err;
	enum err_code rc = gate_order(g, &q, false, &out, &err);

	answer_check(r, "order", rc, &out.order);
	gate_result_release(&out);
	gate_close(g);
}

static void
place_pair(struct run *r)
{
	struct order_request q[2];
	struct gate *g = gate_of(r);
	struct gate_result out[2] = { { .order = order_empty() },
	    { .order = order_empty() } };
	struct err err;
	enum err_code rc;

	q[0] = order_request_empty();
	TEXT_SET(q[0].symbol, SPOT);
	q[0].side = SIDE_SELL;
	q[0].amount = dec_make(1 + below(&r->wire, 20), 3);
	q[1] = q[0];
	q[0].type = TYPE_LIMIT;
	q[0].price = dec_max(price_near(r, false, 20),
	    price_near(r, false, 1));
	q[1].type = TYPE_STOP;
	q[1].trigger_price = dec_min(price_near(r, false, 20),
	    price_near(r, false, 1));
	rc = gate_order_pair(g, q, false, out, &err);
	answer_check(r, "pair", rc, &out[0].order);
	answer_check(r, "pair", rc, &out[1].order);
	gate_result_release(&out[0]);
	gate_result_release(&out[1]);
	gate_close(g);
}

/* Any of the orders that work, as far as the store knows. */
static bool
order_pick(struct run *r, struct order *out)
{
	const struct order_filter f = { .account = ACCOUNT, .state = -1,
	    .counting = true };
	struct orders all = { 0 };
	struct err err;

	need(orders_load(r->store, &f, &all, &err) == E_OK, "orders", &err);
	if (all.len > 0)
		*out = all.at[below(&r->wire, (int64_t)all.len)];
	vec_release(&all);
	return out->id[0] != '\0';
}

static void
change(struct run *r, bool cancel)
{
	struct order o = order_empty(), after = order_empty();
	struct gate_result out = { .order = order_empty() };
	struct order_terms t = TERMS_NONE;
	struct gate *g;
	struct err err;

	if (!order_pick(r, &o))
		return;
	g = gate_of(r);
	if (cancel) {
		gate_cancel(g, o.id, &after, &err);
	} else {
		if (dec_known(o.price) && chance(&r->wire, 60))
			t.price = price_near(r, strcmp(o.symbol, SWAP) == 0,
			    15);
		else
			t.amount = dec_make(1 + below(&r->wire, 40), 3);
		gate_amend(g, o.id, &t, false, &out, &err);
		gate_result_release(&out);
	}
	gate_close(g);
}

static void
bars_pass(struct run *r)
{
	int64_t n = 1 + below(&r->wire, 3), done;
	struct err err;

	wire_pass(&r->wire, n * STAMP_MINUTE);
	need(world_advance(&r->wire.world, n, &done, &err) == E_OK, "bars",
	    &err);
}

/* As a user does who has just read that an outcome is unknown. */
static void
look_for_them(struct run *r)
{
	size_t unknown;
	struct gate *g = gate_of(r);
	struct err err;

	gate_reconcile(g, NULL, &unknown, &err);
	gate_close(g);
}

static void
act(struct run *r)
{
	int64_t n = below(&r->wire, 100);

	r->actions++;
	if (n < 35)
		place(r);
	else if (n < 45)
		look_for_them(r);
	else if (n < 52)
		place_pair(r);
	else if (n < 68)
		change(r, false);
	else if (n < 84)
		change(r, true);
	else
		bars_pass(r);
	if (chance(&r->wire, 25))
		look_for_them(r);
	wire_pass(&r->wire, below(&r->wire, 3 * STAMP_SECOND));
}

static void
settle(struct run *r)
{
	size_t unknown = 1;
	struct err err;

	r->wire.calm = true;
	for (int i = 0; i < 5 && unknown > 0; i++) {
		struct gate *g;
		enum err_code rc;

		wire_pass(&r->wire, 20 * STAMP_SECOND);
		g = gate_of(r);
		/* A stop that was refused is told each time. */
		rc = gate_reconcile(g, NULL, &unknown, &err);
		need(rc == E_OK || rc == E_PARTIAL, "reconcile", &err);
		gate_close(g);
	}
	if (unknown > 0)
		complain(r, "%zu orders are still unknown", unknown);
}

/* A run that ended early left its journal beside the file. */
static void
file_copy(const char *from, const char *to)
{
	static const char *const rests[] = { "-wal", "-shm", "-journal" };
	char rest[512];
	struct buf b = { 0 };
	struct err err;
	FILE *f;

	for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++) {
		snprintf(rest, sizeof(rest), "%s%s", to, rests[i]);
		unlink(rest);
	}

	need(file_read(from, 64 << 20, &b, &err) == E_OK, from, &err);
	f = fopen(to, "wb");
	need(f != NULL && fwrite(b.at, 1, b.len, f) == b.len &&
	    fclose(f) == 0, to, NULL);
	buf_release(&b);
}

bool
run_whole(struct run *r, uint64_t seed, const char *store)
{
	char path[512];
	struct err err;

	*r = (struct run){ .seed = seed };
	snprintf(path, sizeof(path), "%s.run", store);
	file_copy(store, path);
	rng_seed(&r->wire.rng, seed);
	exchange_open(&r->wire);
	r->env = (struct venue_env){ .self = r, .network = give_network,
	    .signer = give_signer, .clock = r->wire.world.clock };
	r->options = (struct gate_options){ .actor = "test",
	    .command = "faults", .correlation_id = "faults",
	    .clock = &r->env.clock, .env = &r->env, .pause = pause_for,
	    .self = r };
	need(store_open(path, STORE_WRITE, &r->store, &err) == E_OK, path,
	    &err);
	for (int64_t n = 8 + below(&r->wire, 12); n > 0; n--)
		act(r);
	settle(r);
	books_compare(r);
	history_tell(r);
	return r->wrong == 0;
}

void
run_release(struct run *r)
{
	store_close(r->store);
	wire_release(&r->wire);
	buf_release(&r->told);
}
