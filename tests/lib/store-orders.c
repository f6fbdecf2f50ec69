/*
 * Covers: intents and their ids, keys, events that step an order, events that
 * cannot happen, fills (sums, repeats, late ones, fees in two currencies),
 * amendments, adopted orders, loads by every filter, the log, and that what
 * was derived on the way equals what is rebuilt.
 */
#include "base/rng.h"
#include "store/orders.h"
#include "storetest.h"

static struct order
an_order(const char *account, const char *amount, const char *key)
{
	struct order o = order_empty();

	TEXT_SET(o.account, account);
	TEXT_SET(o.venue, "sim");
	TEXT_SET(o.symbol, "BTC/USDT");
	TEXT_SET(o.key, key);
	TEXT_SET(o.strategy, "manual");
	o.type = TYPE_LIMIT;
	o.side = SIDE_BUY;
	o.price = d("60000");
	o.amount = d(amount);
	o.stop_loss = (struct level){ LEVEL_PERCENT, d("2") };
	o.take_profit = (struct level){ LEVEL_PRICE, d("66000.5") };
	o.state = ORDER_INTENT;
	o.time = 1000;
	return o;
}

static struct order_change
change_of(enum order_event event, int64_t time)
{
	return (struct order_change){ .event = event, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE, .time = time };
}

static void
apply(struct store *s, const char *id, enum order_event event, int64_t time)
{
	struct order_change c = change_of(event, time);

	ok(order_apply(s, id, &c, NULL, &err) == E_OK);
}

static bool
fill(struct store *s, const struct order *o, const char *id,
    const char *price, const char *amount, const char *fee,
    const char *currency)
{
	struct fill f = { .side = o->side, .price = d(price),
	    .amount = d(amount), .fee = d(fee), .realized_pnl = DEC_NONE,
	    .time = 3000 };
	bool added = false;

	TEXT_SET(f.id, id);
	TEXT_SET(f.order_id, o->id);
	TEXT_SET(f.account, o->account);
	TEXT_SET(f.venue, o->venue);
	TEXT_SET(f.symbol, o->symbol);
	TEXT_SET(f.fee_currency, currency);
	ok(dec_times(f.price, f.amount, &f.cost));
	ok(fill_add(s, &f, &added, &err) == E_OK);
	return added;
}

static void
is_dec(struct dec value, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(value, text), want);
}

/* Every derived table is what its ledgers add up to. */
static enum err_code
all_ok(void *self, const struct store_finding *f, struct err *e)
{
	(void)self;
	(void)e;
	if (!ok(f->ok))
		printf("# %s: %s\n", f->check, f->detail);
	return E_OK;
}

static void
follows_an_order_through_its_life(void)
{
	struct store *s = store_new();
	struct order o, after;
	struct order_change c;

	given_account(s, "demo");
	o = an_order("demo", "0.5", "k1");
	ok(intent_add(s, &o, "buy 0.5", &err) == E_OK);
	is_text(o.id, "1");
	is_int(strlen(o.client_order_id), 32);
	ok(strncmp(o.client_order_id, store_tag(s), 8) == 0);
	is_dec(o.remaining, "0.5");
	is_dec(o.filled, "0");
	is_dec(o.average, "");
	is_text(o.status, "");
	is_dec(o.take_profit_price, "66000.5");
	is_dec(o.stop_loss_price, "");

	apply(s, o.id, EV_SEND, 1500);
	c = change_of(EV_ACCEPT, 2000);
	c.venue_id = "v9";
	c.price = d("59999.9");
	ok(order_apply(s, o.id, &c, &after, &err) == E_OK);
	is_int(after.state, ORDER_OPEN);
	is_text(after.status, "open");
	is_text(after.venue_id, "v9");
	is_dec(after.price, "59999.9");

	ok(fill(s, &o, "t1", "59999.9", "0.2", "1.1", "USDT"));
	ok(!fill(s, &o, "t1", "59999.9", "0.2", "1.1", "USDT"));
	ok(fill(s, &o, "t2", "59990", "0.1", "0.4", "USDT"));
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_int(o.state, ORDER_PARTIAL);
	is_dec(o.filled, "0.3");
	is_dec(o.remaining, "0.2");
	is_dec(o.cost, "17998.98");		/* 11999.98 + 5999 */
	is_dec(o.average, "59996.6");
	is_dec(o.fee, "1.5");
	is_text(o.fee_currency, "USDT");
	is_int(o.last_update_time, 3000);

	ok(fill(s, &o, "t3", "60000", "0.2", "0.0001", "BTC"));
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_int(o.state, ORDER_FILLED);
	is_text(o.status, "closed");
	is_dec(o.remaining, "0");
	is_dec(o.fee, "");
	is_text(o.fee_currency, "");
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	store_close(s);
}

static void
refuses_what_cannot_happen(void)
{
	struct store *s = store_new();
	struct order_change c = change_of(EV_CANCEL, 2000);
	struct order o;

	given_account(s, "demo");
	o = an_order("demo", "1", "");
	ok(intent_add(s, &o, NULL, &err) == E_OK);
	is_int(order_apply(s, o.id, &c, NULL, &err), E_BUG);
	is_text(err.text, "order 1: cancel cannot happen to an order that is"
	    " intent");
	is_int(number_of(s, "SELECT count(*) FROM venue_event"), 0);
	is_int(order_apply(s, "77", &c, NULL, &err), E_USAGE);
	is_text(err.text, "order 77: there is none");
	is_int(order_load(s, "x' OR '1'='1", &o, &err), E_USAGE);
	o = an_order("nobody", "1", "");
	is_int(intent_add(s, &o, NULL, &err), E_BUG);
	store_close(s);
}

static void
knows_a_key_again(void)
{
	struct store *s = store_new();
	struct buf request = {0};
	struct order o, found;
	bool is_there = true;

	given_account(s, "demo");
	given_account(s, "other");
	ok(intent_by_key(s, "demo", "k", &is_there, &found, &request,
	    &err) == E_OK);
	ok(!is_there);
	o = an_order("demo", "1", "k");
	ok(intent_add(s, &o, "the request", &err) == E_OK);
	ok(intent_by_key(s, "demo", "k", &is_there, &found, &request,
	    &err) == E_OK);
	ok(is_there);
	is_text(found.id, o.id);
	is_text(buf_text(&request), "the request");
	ok(intent_by_key(s, "other", "k", &is_there, &found, &request,
	    &err) == E_OK);
	ok(!is_there);
	ok(intent_by_key(s, "demo", "", &is_there, &found, &request,
	    &err) == E_OK);
	ok(!is_there);

	/* Held by the one, until that is known never to have arrived. */
	o = an_order("demo", "1", "k");
	is_int(intent_add(s, &o, "the request", &err), E_BUG);
	is_int(number_of(s, "SELECT count(*) FROM intent"), 1);
	apply(s, found.id[0] ? "1" : "", EV_ABANDON, 2000);
	ok(intent_by_key(s, "demo", "k", &is_there, &found, &request,
	    &err) == E_OK);
	ok(!is_there);
	ok(intent_add(s, &o, "the request", &err) == E_OK);
	is_text(o.id, "2");
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	buf_release(&request);
	store_close(s);
}

static void
takes_late_fills(void)
{
	struct store *s = store_new();
	struct order o;

	given_account(s, "demo");
	o = an_order("demo", "1", "");
	ok(intent_add(s, &o, NULL, &err) == E_OK);
	apply(s, o.id, EV_SEND, 1100);
	apply(s, o.id, EV_TIMEOUT, 1200);
	apply(s, o.id, EV_CANCEL, 1300);
	ok(fill(s, &o, "t1", "10", "0.4", "0", "USDT"));
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_int(o.state, ORDER_CANCELED);
	is_dec(o.filled, "0.4");
	ok(fill(s, &o, "t2", "10", "0.6", "0", "USDT"));
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_int(o.state, ORDER_FILLED);
	/* More than was ordered is recorded too: the venue said it. */
	ok(fill(s, &o, "t3", "10", "0.1", "0", "USDT"));
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_dec(o.filled, "1.1");
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	store_close(s);
}

static void
adopts_orders_of_others(void)
{
	struct store *s = store_new();
	struct order o, found;
	bool is_there = false;

	given_account(s, "demo");
	o = an_order("demo", "1", "");
	o.external = 1;
	o.state = ORDER_OPEN;
	TEXT_SET(o.venue_id, "777");
	ok(order_adopt(s, &o, &err) == E_OK);
	o = an_order("demo", "2", "");
	o.external = 1;
	o.state = ORDER_FILLED;
	ok(order_adopt(s, &o, &err) == E_OK);
	ok(fill(s, &o, "t1", "10", "2", "0", "USDT"));
	ok(order_by_venue_id(s, "demo", "777", &is_there, &found,
	    &err) == E_OK);
	ok(is_there);
	is_text(found.id, "1");
	is_int(found.external, 1);
	ok(order_by_venue_id(s, "demo", "778", &is_there, &found,
	    &err) == E_OK);
	ok(!is_there);
	ok(order_by_client_id(s, "demo", "", &is_there, &found,
	    &err) == E_OK);
	ok(!is_there);
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	store_close(s);
}

static size_t
count(struct store *s, struct order_filter f)
{
	struct orders rows = {0};
	size_t n;

	ok(orders_load(s, &f, &rows, &err) == E_OK);
	n = rows.len;
	vec_release(&rows);
	return n;
}

static void
loads_by_filter(void)
{
	struct order_filter any = { .state = -1 };
	struct store *s = store_new();
	struct orders rows = {0};
	struct fills fills = {0};
	struct order_log log = {0};
	struct order_filter f;
	struct order o;

	given_account(s, "demo");
	given_account(s, "other");
	store_correlate(s, "c0ffee");
	for (int i = 0; i < 4; i++) {
		o = an_order(i == 3 ? "other" : "demo", "1", "");
		o.time = 1000 + i;
		if (i == 2)
			TEXT_SET(o.symbol, "ETH/USDT");
		if (i == 1)
			o.state = ORDER_REFUSED;
		ok(intent_add(s, &o, NULL, &err) == E_OK);
	}
	apply(s, "4", EV_SEND, 1900);
	ok(order_load(s, "4", &o, &err) == E_OK);
	ok(fill(s, &o, "t1", "10", "1", "0", "USDT"));

	is_int(count(s, any), 4);
	f = any, f.account = "demo";
	is_int(count(s, f), 3);
	f.counting = true;
	is_int(count(s, f), 2);
	f.symbol = "ETH/USDT";
	is_int(count(s, f), 1);
	f = any, f.counting = true;
	is_int(count(s, f), 2);
	f = any, f.state = ORDER_REFUSED;
	is_int(count(s, f), 1);
	f = any, f.since = 1001, f.until = 1003;
	is_int(count(s, f), 2);
	f = any, f.id = "3";
	is_int(count(s, f), 1);
	f = any, f.limit = 2;
	ok(orders_load(s, &f, &rows, &err) == E_OK);
	is_int(rows.len, 2);
	is_text(rows.at[0].id, "4");

	ok(fills_load(s, &any, &fills, &err) == E_OK);
	is_int(fills.len, 1);
	is_text(fills.at[0].order_id, "4");
	f = any, f.account = "demo";
	ok(fills_load(s, &f, &fills, &err) == E_OK);
	is_int(fills.len, 0);

	f = any, f.id = "4";
	ok(order_log_load(s, &f, &log, &err) == E_OK);
	is_int(log.len, 3);
	is_int(log.at[0].event, -1);
	is_int(log.at[0].state, ORDER_INTENT);
	is_int(log.at[1].event, EV_SEND);
	is_text(log.at[1].correlation_id, "c0ffee");
	is_int(log.at[2].event, EV_FILL_ALL);
	is_int(log.at[2].state, ORDER_FILLED);
	f.limit = 1;
	ok(order_log_load(s, &f, &log, &err) == E_OK);
	is_int(log.len, 1);
	is_int(log.at[0].event, EV_FILL_ALL);
	vec_release(&rows);
	vec_release(&fills);
	vec_release(&log);
	store_close(s);
}

static void
rebuilds_what_was_lost(void)
{
	struct store *s = store_new();
	struct order o;

	given_account(s, "demo");
	o = an_order("demo", "1", "k");
	ok(intent_add(s, &o, NULL, &err) == E_OK);
	apply(s, o.id, EV_SEND, 1100);
	ok(fill(s, &o, "t1", "10", "0.25", "0.01", "USDT"));
	is_text(said(s, "UPDATE orders SET filled = '9', state = 'open'"), "");
	ok(store_rebuild(s, NULL, &err) == E_OK);
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_int(o.state, ORDER_PARTIAL);
	is_dec(o.filled, "0.25");
	is_text(said(s, "DELETE FROM orders"), "");
	ok(store_rebuild(s, NULL, &err) == E_OK);
	ok(order_load(s, o.id, &o, &err) == E_OK);
	is_dec(o.cost, "2.5");
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	store_close(s);
}

/* Whatever happens in whatever order: what was derived on the way is what the
 * ledgers add up to, and a step that cannot happen leaves no trace. */
static void
derives_what_it_rebuilds(void)
{
	struct store *s = store_new();
	struct order_change c;
	struct order o, after;
	struct fill f = { .account = "demo", .venue = "sim",
	    .symbol = "BTC/USDT", .realized_pnl = DEC_NONE };
	int64_t refused = 0, fills = 0;
	struct rng rng;
	bool added;

	rng_seed(&rng, 42);
	given_account(s, "demo");
	ok(store_begin(s, &err) == E_OK);
	for (int64_t n = 0; n < 600; n++) {
		char id[ID_SIZE];

		if (n % 30 == 0) {
			o = an_order("demo", "1", "");
			ok(intent_add(s, &o, NULL, &err) == E_OK);
		}
		snprintf(id, sizeof(id), "%d", 1 + (int)rng_below(&rng,
		    (uint64_t)n / 30 + 1));
		c = change_of((enum order_event)rng_below(&rng,
		    ORDER_EVENTS), 5000 + n);
		if (rng_below(&rng, 4) == 0)
			c.price = dec_int((int64_t)rng_below(&rng, 100) + 1);
		ok(order_load(s, id, &o, &err) == E_OK);
		if (c.event == EV_FILL || c.event == EV_FILL_ALL) {
			TEXT_SET(f.order_id, id);
			snprintf(f.id, sizeof(f.id), "t%lld", (long long)n);
			f.price = dec_make((int64_t)rng_below(&rng, 9999) + 1,
			    2);
			f.amount = dec_make((int64_t)rng_below(&rng, 5) + 1,
			    1);
			f.fee = dec_make((int64_t)rng_below(&rng, 9), 4);
			TEXT_SET(f.fee_currency, rng_below(&rng, 8) == 0 ?
			    "BTC" : "USDT");
			ok(dec_times(f.price, f.amount, &f.cost));
			f.time = c.time;
			if (o.state == ORDER_INTENT)
				continue;
			ok(fill_add(s, &f, &added, &err) == E_OK && added);
			fills++;
		} else if (order_step((enum order_state)o.state, c.event,
		    &(enum order_state){ 0 })) {
			ok(order_apply(s, id, &c, &after, &err) == E_OK);
		} else {
			refused++;
		}
	}
	ok(store_end(s, E_OK, &err) == E_OK);
	ok(fills > 20 && refused > 100);
	ok(number_of(s, "SELECT count(*) FROM venue_event") > 60);
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	is_text(said(s, "DELETE FROM orders"), "");
	ok(store_rebuild(s, NULL, &err) == E_OK);
	ok(store_check(s, all_ok, NULL, &err) == E_OK);
	store_close(s);
}

static void
costs_one_commit_a_step(void)
{
	struct store *s = store_new();
	struct order o;
	int64_t before;

	given_account(s, "demo");
	before = store_commits(s);
	o = an_order("demo", "1", "k");
	ok(intent_add(s, &o, NULL, &err) == E_OK);
	is_int(store_commits(s), before + 1);
	apply(s, o.id, EV_SEND, 1100);
	is_int(store_commits(s), before + 2);
	ok(store_begin(s, &err) == E_OK);
	apply(s, o.id, EV_ACCEPT, 1200);
	ok(fill(s, &o, "t1", "10", "0.25", "0.01", "USDT"));
	ok(fill(s, &o, "t2", "10", "0.75", "0.01", "USDT"));
	ok(store_end(s, E_OK, &err) == E_OK);
	is_int(store_commits(s), before + 3);
	store_close(s);
}

int
main(void)
{
	TEST(follows_an_order_through_its_life);
	TEST(refuses_what_cannot_happen);
	TEST(knows_a_key_again);
	TEST(takes_late_fills);
	TEST(adopts_orders_of_others);
	TEST(loads_by_filter);
	TEST(rebuilds_what_was_lost);
	TEST(derives_what_it_rebuilds);
	TEST(costs_one_commit_a_step);
	store_away();
	return tap_done();
}
