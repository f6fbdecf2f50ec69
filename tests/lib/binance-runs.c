/*
 * Seeded runs of orders, amendments and cancels at the served Binance, with
 * requests that are lost before or after they are booked, come late, are
 * answered by half, by a page, by 429 and 5xx, and processes that end between
 * two of them. After order reconcile the server's book and the store agree: no
 * order is doubled, none is forgotten, and none is called absent that is there.
 * RUNS sets how many (100), SEED where they begin.
 */
#include "binanceruns.h"

#define STEPS 10
#define BARS 400

static struct venue *venue;
static const struct venue_env env = { .network = runs_network,
    .signer = runs_sign, .clock = { runs_now, NULL } };

/* Bars that go up and down by a few percent, the same for both markets. */
static void
put_bars(struct buf *to, const char *symbol)
{
	int price = 10000;

	buf_printf(to, "\"%s\":[", symbol);
	for (int i = 0; i < BARS; i++) {
		int next = 10000 + (i * 7919 % 801) - 400;
		int high = (price > next ? price : next) + 20;
		int low = (price < next ? price : next) - 20;

		buf_printf(to, "%s[%d,\"%d.%02d\",\"%d.%02d\",\"%d.%02d\","
		    "\"%d.%02d\",\"100\"]", i == 0 ? "" : ",", i * 60000,
		    price / 100, price % 100, high / 100, high % 100,
		    low / 100, low % 100, next / 100, next % 100);
		price = next;
	}
	buf_puts(to, "]");
}

static void
open_world(void)
{
	struct world_setup setup = { .timeframe = 0 };
	struct sim_opening swap = { .amount = dec_int(1000000) };
	struct buf text = { 0 };
	int64_t done;

	buf_puts(&text, scenario);
	buf_puts(&text, "\"bars\":{");
	put_bars(&text, "BTC/USDT");
	buf_puts(&text, ",");
	put_bars(&text, "BTC/USDT:USDT");
	buf_puts(&text, "}}");
	ok(world_from_scenario(&setup, buf_text(&text), text.len, "runs",
	    &err) == E_OK);
	TEXT_SET(swap.currency, "USDT");
	vec_push(&setup.balances[MARKET_SWAP], swap);
	setup.clock = CLOCK_WALL;
	runs_clock = (struct clock){ runs_now, NULL };
	if (world_open(&runs.world, &setup, runs_clock, &err) != E_OK)
		printf("# world: %s\n", err.text);
	ok(world_advance(&runs.world, 3, &done, &err) == E_OK);
	buf_release(&text);
	runs.served = (struct served){ .world = &runs.world,
	    .weight_limit = INT64_C(1) << 50 };
	TEXT_SET(runs.served.keys.key, "abcdefghabcdefgh");
	TEXT_SET(runs.served.keys.secret, "secretsecretsecret");
	binance_dialect.open(&runs.served);
}

static void
make_signer(void)
{
	static const struct crypt_ops crypt = { .hmac_sha256 = runs_hmac };
	const struct keys *k = &runs.served.keys;
	struct secret *key = secret_new(k->key, strlen(k->key));
	struct secret *secret = secret_new(k->secret, strlen(k->secret));

	ok(signer_new(&crypt, SIGN_HMAC_SHA256, key, secret, &runs_signer,
	    &err) == E_OK);
	secret_free(key);
	secret_free(secret);
}

/* As a new process: what was in memory is gone, the store is there. */
static enum err_code
process(void)
{
	struct account a;
	enum err_code rc = account_load(fake.store, "demo", &a, &err);

	gate_close(gate);
	venue_close(venue);
	gate = NULL;
	venue = NULL;
	if (rc == E_OK)
		rc = venue_open(fake.store, &a, &env, &venue, &err);
	return rc == E_OK ? gate_wrap(ledger, venue, &options, &gate, &err) :
	    rc;
}

static void
open_store(void)
{
	struct account a = { .mode = MODE_LIVE, .active = 1,
	    .ip_restricted = BOOL_NONE, .created = runs.now };

	TEXT_SET(a.label, "demo");
	TEXT_SET(a.venue, "binance");
	TEXT_SET(a.currency, "USDT");
	TEXT_SET(a.base_url, "http://127.0.0.1:1");
	ok(store_open(":memory:", STORE_CREATE, &fake.store, &err) == E_OK);
	ok(account_add(fake.store, &a, &err) == E_OK);
	ledger = ledger_store(fake.store);
	set_policy("symbols", "BTC/*");
	set_policy("max-risk-per-trade", "off");
	set_policy("max-position-share", "off");
	set_policy("max-order-notional", "1000000");
	options = (struct gate_options){ .actor = "tester",
	    .command = "test", .clock = &runs_clock, .pause = runs_pause };
}

static void
run_begin(uint64_t seed)
{
	runs.now = NOW;
	runs.faulty = 0;
	rng_seed(&runs.rng, seed);
	open_world();
	make_signer();
	open_store();
	if (process() != E_OK) {
		printf("# the first process: %s\n", err.text);
		ok(false);
	}
}

static void
run_end(void)
{
	gate_close(gate);
	gate = NULL;
	venue_close(venue);
	venue = NULL;
	for (size_t i = 0; i < runs.late.len; i++)
		free(runs.late.at[i].text);
	vec_release(&runs.late);
	world_end();
	binance_dialect.close(&runs.served);
	world_release(&runs.world);
	signer_free(runs_signer);
	runs_signer = NULL;
}

/* One working order of the store, if there is one. */
static bool
pick(struct order *out)
{
	struct order_filter f = { .state = -1, .counting = true };
	struct orders all = { 0 };
	bool some;

	ok(orders_load(fake.store, &f, &all, &err) == E_OK);
	some = all.len > 0;
	if (some)
		*out = all.at[draw((int64_t)all.len)];
	vec_release(&all);
	return some;
}

static void
place_one(void)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, draw(2) == 0 ? "BTC/USDT" : "BTC/USDT:USDT");
	r.side = draw(3) == 0 ? SIDE_SELL : SIDE_BUY;
	r.amount = dec_make(100 + draw(400), 3);
	switch (draw(4)) {
	case 0:
		r.type = TYPE_MARKET;
		break;
	case 1:
		r.type = TYPE_STOP;
		r.trigger_price = dec_int(r.side == SIDE_BUY ? 103 : 97);
		break;
	default:
		r.type = TYPE_LIMIT;
		r.price = dec_make((r.side == SIDE_BUY ? 9700 : 10000) +
		    draw(300), 2);
	}
	order(r);
}

static void
amend_one(void)
{
	struct order_terms c = TERMS_NONE;
	struct gate_result out;
	struct order o;

	if (!pick(&o))
		return;
	if (strcmp(o.symbol, "BTC/USDT") == 0)
		c.amount = dec_make(50 + draw(200), 3);
	else
		c.price = dec_make(9600 + draw(800), 2);
	gate_amend(gate, o.id, &c, false, &out, &err);
	gate_result_release(&out);
}

static void
cancel_one(void)
{
	struct order o, out;

	if (pick(&o))
		gate_cancel(gate, o.id, &out, &err);
}

static void
one_step(void)
{
	int64_t done;

	/* A process that cannot begin is tried again by its user. */
	for (int i = 0; gate == NULL && i < 20; i++)
		process();
	if (gate == NULL)
		return;
	switch (draw(8)) {
	case 0:
		amend_one();
		break;
	case 1:
		cancel_one();
		break;
	case 2:
		ok(world_advance(&runs.world, 1, &done, &err) == E_OK);
		let_pass(60 * STAMP_SECOND);
		break;
	default:
		place_one();
	}
	if (draw(3) == 0)
		process();
}

/* At once, while orders may still be on their way, and then again; what has
 * been called absent must not arrive after that. */
static bool
settle(void)
{
	size_t unknown = 1;

	runs.faulty = 0;
	for (int i = 0; i < 10 && unknown > 0; i++) {
		if ((gate == NULL && process() != E_OK) ||
		    gate_reconcile(gate, NULL, &unknown, &err) != E_OK) {
			printf("# reconcile: %s\n", err.text);
			return false;
		}
		let_pass(2 * STAMP_SECOND);
	}
	let_pass(10 * STAMP_SECOND);
	if (process() != E_OK || gate_reconcile(gate, NULL, &unknown, &err) !=
	    E_OK) {
		printf("# reconcile: %s\n", err.text);
		return false;
	}
	return unknown == 0;
}

static bool
is_there(int state)
{
	return state != ORDER_SENDING && state != ORDER_REJECTED;
}

/* How often the server has booked an order of this name. */
static size_t
booked_as(const char *client_id, const struct served_order **out)
{
	const struct served_book *k = &runs.world.served_book;
	size_t n = 0;

	for (size_t i = 0; i < k->orders.len; i++)
		if (is_there(k->orders.at[i].state) && strcmp(client_id,
		    k->orders.at[i].client_id) == 0) {
			*out = &k->orders.at[i];
			n++;
		}
	return n;
}

static bool
same_order(const struct order *ours, const struct served_order *theirs)
{
	bool works = order_state_working((enum order_state)ours->state);

	return works == order_state_working((enum order_state)theirs->state) &&
	    (works || ours->state == theirs->state) &&
	    dec_cmp(ours->filled, theirs->filled) == 0 &&
	    dec_cmp(ours->amount, theirs->amount) == 0 &&
	    (!dec_known(theirs->price) ||
	    dec_cmp(ours->price, theirs->price) == 0);
}

static bool
complain(uint64_t seed, const struct order *o,
    const struct served_order *s, const char *what)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	printf("# seed %llu: order %s %s %s (%s, %s filled): %s",
	    (unsigned long long)seed, o->id, o->symbol,
	    order_type_names[o->type], order_state_names[o->state],
	    dec_text(o->filled, a), what);
	if (s != NULL)
		printf(": %s, %s filled", order_state_names[s->state],
		    dec_text(s->filled, b));
	printf("\n");
	return false;
}

static bool
agree_on(uint64_t seed, const struct order *o)
{
	const struct served_order *theirs = NULL;
	size_t n = booked_as(o->client_order_id, &theirs);

	if (n > 1)
		return complain(seed, o, theirs, "it is there twice");
	switch ((enum order_state)o->state) {
	case ORDER_ABSENT:
	case ORDER_ABANDONED:
	case ORDER_REFUSED:
	case ORDER_REJECTED:
		return n == 0 || complain(seed, o, theirs, "it is there");
	case ORDER_INTENT:
	case ORDER_SENDING:
	case ORDER_UNKNOWN:
		return complain(seed, o, theirs, "nobody knows");
	default:
		break;
	}
	if (n == 0)
		return complain(seed, o, NULL, "it is not there");
	return same_order(o, theirs) || complain(seed, o, theirs, "differs");
}

/* The server's book and the store, order by order. */
static bool
agree(uint64_t seed)
{
	struct order_filter f = { .state = -1 };
	const struct served_book *k = &runs.world.served_book;
	struct orders all = { 0 };
	bool good = orders_load(fake.store, &f, &all, &err) == E_OK;

	for (size_t i = 0; i < all.len; i++)
		good &= agree_on(seed, &all.at[i]);
	for (size_t i = 0; i < k->orders.len; i++) {
		bool known = !is_there(k->orders.at[i].state);

		for (size_t n = 0; n < all.len && !known; n++)
			known = strcmp(all.at[n].client_order_id,
			    k->orders.at[i].client_id) == 0;
		if (!known)
			printf("# seed %llu: the store lacks %s\n",
			    (unsigned long long)seed,
			    k->orders.at[i].client_id);
		good &= known;
	}
	vec_release(&all);
	return good;
}

static void
the_book_and_the_store_agree(void)
{
	const char *n = getenv("RUNS"), *first = getenv("SEED");
	uint64_t begin = first == NULL ? 1 : strtoull(first, NULL, 10);
	uint64_t count = n == NULL ? 100 : strtoull(n, NULL, 10);
	size_t bad = 0;

	for (uint64_t seed = begin; seed < begin + count; seed++) {
		run_begin(seed);
		runs.faulty = 50;
		for (int i = 0; i < STEPS; i++)
			one_step();
		if (!settle() || !agree(seed))
			bad++;
		run_end();
		if (bad > 5)
			break;
	}
	is_int((long long)bad, 0);
	/* All that can happen has happened. */
	for (int m = 0; m < MEETS && count >= 100; m++)
		ok(runs.met[m] > 0);
	printf("# %lld requests, %lld of them submits\n", runs.requests,
	    runs.submits);
}

int
main(void)
{
	TEST(the_book_and_the_store_agree);
	gate_result_release(&got);
	return tap_done();
}
