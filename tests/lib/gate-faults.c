/*
 * Covers every failure that a ledger or a venue can tell the gate, one at a
 * time: the n-th call of a story fails, for each n. The failure is the answer,
 * nothing more is asked or done after it, and no transaction ends well.
 */
#include "tests/lib/faulty.h"

static struct orders out;
static struct order after;
static struct watch w;
static bool simulated;

/*
 * Tells the story once for every call it makes, with that call failing. A
 * story returns the gate's answer; given() is all that comes before.
 */
static int
sweep(const char *name, void (*given)(void), enum err_code (*story)(void))
{
	enum err_code rc, want;
	int n = 0;

	for (;;) {
		world();
		given();
		fake.ops.simulated = simulated;
		given_faults(++n);
		err = (struct err){ .code = E_OK };
		rc = story();
		if (!faulty.failed)
			break;
		want = strncmp(faulty.at, "venue ", 6) == 0 ? E_NETWORK :
		    E_STORE;
		/* What a recall failed to say is told with the next store. */
		if (strcmp(faulty.at, "recall") == 0)
			faulty.late[0] = '\0';
		if (!ok(rc == want) || !ok(faulty.late[0] == '\0'))
			printf("# %s, call %d, %s: %d %s; late: %s\n", name,
			    n, faulty.at, (int)rc, err.text, faulty.late);
		is_text(buf_text(&fake.notices), "");
	}
	is_int(rc, E_OK);
	return n - 1;
}

static void
given_nothing(void)
{
}

static enum err_code
dry_order(void)
{
	struct order_request r = buy("1");

	gate_result_release(&got);
	return gate_order(gate, &r, true, &got, &err);
}

static void
a_verdict_needs_all_it_looks_at(void)
{
	ok(sweep("dry run", given_nothing, dry_order) > 8);
}

static void
given_a_refusing_policy(void)
{
	set_policy("max-order-notional", "1");
}

/* Refused: what matters is that it is all written down, or an error. */
static enum err_code
refused_order(void)
{
	enum err_code rc = order(buy("1"));

	/* What is not on disk is not told. */
	ok(rc == E_REFUSED || got.order.symbol[0] == '\0');
	return rc == E_REFUSED ? E_OK : rc;
}

static void
a_refusal_is_written_down_or_an_error(void)
{
	ok(sweep("refused order", given_a_refusing_policy, refused_order) >
	    12);
}

/* An unknown order, a fill, a foreign order, one of another market. */
static void
given_much_at_the_venue(void)
{
	struct order *o;

	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	if (!simulated) {
		fake.manner = BOOK_SILENT;
		is_int(order(limit(SIDE_BUY, "1", "98")), E_UNKNOWN);
		fake.manner = LOSE;
		is_int(order(limit(SIDE_BUY, "1", "97")), E_UNKNOWN);
		fake.hide_found = true;
	}
	fake.request = limit(SIDE_BUY, "2", "96");
	o = venue_order(&fake, "their-own-id", ORDER_OPEN);
	venue_tells(&fake, o);
	venue_fills(&fake, &fake.orders.at[0], "0.5");
	fake.orders.at[0].state = ORDER_CANCELED;
	venue_tells(&fake, &fake.orders.at[0]);
	fake.told_orders = fake.told_fills = 0;
}

static enum err_code
reconcile(void)
{
	size_t unknown;

	fake.hide_found = false;
	fake.now += 600 * STAMP_SECOND;
	fake.told_orders = fake.log.orders.len;
	fake.told_fills = fake.log.fills.len;
	vec_clear(&out);
	return gate_reconcile(gate, &out, &unknown, &err);
}

static void
reconciling_stops_where_it_fails(void)
{
	ok(sweep("reconcile", given_much_at_the_venue, reconcile) > 12);
}

/* A stop that was cancelled for a sale comes back where the venue failed. */
static bool
only_a_stop_was_sent(void)
{
	return !simulated && strncmp(faulty.at, "venue ", 6) == 0 &&
	    fake.request.type == TYPE_STOP;
}

/*
 * Where an order may already have left, a failure is an error, or told, or
 * made good by the next look; but nothing is sent after it.
 */
static int
sweep_orders(const char *name, void (*given)(void),
    enum err_code (*story)(void), const char *first)
{
	int n = 0;

	for (;;) {
		enum err_code rc;

		world();
		given();
		fake.ops.simulated = simulated;
		given_faults(++n);
		err = (struct err){ .code = E_OK };
		rc = story();
		if (!faulty.failed) {
			is_int(rc, E_OK);
			break;
		}
		/* A submit of which no byte left is tried again. */
		if (!ok(faulty.sent ||
		    strcmp(faulty.at, "venue submit") == 0 ||
		    strstr(faulty.late, "submit") == NULL ||
		    only_a_stop_was_sent()) ||
		    !ok(rc != E_OK || fake.notices.len > 0 ||
		    strcmp(ledger_says(first), "open 0") == 0))
			printf("# %s, call %d, %s: %d %s; late: %s\n", name,
			    n, faulty.at, (int)rc, err.text, faulty.late);
		/* Before it all is taken back; or the intent given up. */
		ok(faulty.sent || strcmp(faulty.at, "venue submit") == 0 ||
		    strcmp(faulty.at, "begin") == 0 ||
		    strstr(faulty.late, "a good end") == NULL ||
		    only_a_stop_was_sent());
		gate_close(gate);
		gate = NULL;
		/* The next one to come finds out, and all is well again. */
		fake.ops = faulty.ops;
		fake.ops.simulated = simulated;
		is_int(gate_again(), E_OK);
		ok(strncmp(ledger_says(first), "sending", 7) != 0);
		ok(strncmp(ledger_says(first), "intent", 6) != 0);
	}
	return n - 1;
}

static enum err_code
entry(void)
{
	return order(limit(SIDE_BUY, "1", "99"));
}

static void
an_order_is_not_sent_after_a_failure(void)
{
	ok(sweep_orders("order", given_nothing, entry, "1") > 20);
}

static void
given_a_holding_with_a_stop(void)
{
	struct order_request r = limit(SIDE_SELL, "2", "90");

	fake.btc = fake.btc_free = D("2");
	r.type = TYPE_STOP;
	r.trigger_price = r.price;
	r.price = DEC_NONE;
	is_int(order(r), E_OK);
	fake.btc_free = DEC_ZERO;
}

static enum err_code
reduce(void)
{
	enum err_code rc;
	size_t stops = 0;

	vec_clear(&out);
	rc = gate_reduce(gate, "BTC/USDT", D("0.5"), "k", "why", &out, &err);
	for (size_t i = 0; i < fake.orders.len; i++)
		stops += fake.orders.at[i].type == TYPE_STOP &&
		    fake.orders.at[i].state == ORDER_OPEN;
	/* Without its stop only what is on its way, or told. */
	ok(stops > 0 || simulated || faulty.sent || rc == E_STORE ||
	    strstr(err.text, "stop 1 of BTC/USDT may be cancelled") != NULL ||
	    strstr(err.text, "1 of 1 stops that were cancelled for it could "
	    "not be put back") != NULL);
	return rc;
}

static void
a_reduction_sells_nothing_after_a_failure(void)
{
	ok(sweep_orders("reduce", given_a_holding_with_a_stop, reduce, "2") >
	    40);
}

static void
given_a_working_order(void)
{
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
}

static enum err_code
cancel(void)
{
	return gate_cancel(gate, "1", &after, &err);
}

static void
a_cancel_stops_where_it_fails(void)
{
	ok(sweep("cancel", given_a_working_order, cancel) > 8);
}

static enum err_code
cancel_all(void)
{
	vec_clear(&out);
	return gate_cancel_all(gate, NULL, &out, &err);
}

static void
cancelling_all_of_one_order_too(void)
{
	ok(sweep("cancel-all", given_a_working_order, cancel_all) > 8);
}

static enum err_code
deposit(void)
{
	struct transfer t;

	return gate_transfer(gate, "USDT", D("5"), &t, &err);
}

static void
a_transfer_stops_where_it_fails(void)
{
	ok(sweep("transfer", given_nothing, deposit) > 4);
}

static void
given_breaker(const char *when, const char *act, int64_t cooldown)
{
	struct breaker b = { .enabled = 1, .cooldown = cooldown };

	fake.btc = fake.btc_free = D("2");
	TEXT_SET(b.name, "b");
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, act);
	ok(breaker_put(fake.store, &b, true, "me", NOW, &err) == E_OK);
}

static enum err_code
watch(void)
{
	watch_release(&w);
	return gate_watch(gate, &w, &err);
}

static void
given_a_quiet_breaker(void)
{
	given_breaker("drawdown(1d) > 50% and stops_hit(1d) > 9 and "
	    "trades(1d) > 9 and position.gain < -50% or "
	    "(equity < 5 for 10m)", "halt", 0);
}

static void
a_quiet_watch_stops_where_it_fails(void)
{
	ok(sweep("quiet watch", given_a_quiet_breaker, watch) > 10);
}

static void
given_a_cooling_trip(void)
{
	given_breaker("equity < 20000", "block-entries", STAMP_MINUTE);
}

static void
a_tripping_watch_stops_where_it_fails(void)
{
	ok(sweep("trip", given_a_cooling_trip, watch) > 20);
}

static void
both(void (*story)(void))
{
	simulated = false;
	story();
	simulated = true;
	story();
}

#define BOTH(f) static void f##_at_any_venue(void) { both(f); }
BOTH(a_verdict_needs_all_it_looks_at)
BOTH(a_refusal_is_written_down_or_an_error)
BOTH(reconciling_stops_where_it_fails)
BOTH(an_order_is_not_sent_after_a_failure)
BOTH(a_reduction_sells_nothing_after_a_failure)
BOTH(a_cancel_stops_where_it_fails)
BOTH(cancelling_all_of_one_order_too)
BOTH(a_transfer_stops_where_it_fails)
BOTH(a_quiet_watch_stops_where_it_fails)
BOTH(a_tripping_watch_stops_where_it_fails)

int
main(void)
{
	TEST(a_verdict_needs_all_it_looks_at_at_any_venue);
	TEST(a_refusal_is_written_down_or_an_error_at_any_venue);
	TEST(reconciling_stops_where_it_fails_at_any_venue);
	TEST(an_order_is_not_sent_after_a_failure_at_any_venue);
	TEST(a_reduction_sells_nothing_after_a_failure_at_any_venue);
	TEST(a_cancel_stops_where_it_fails_at_any_venue);
	TEST(cancelling_all_of_one_order_too_at_any_venue);
	TEST(a_transfer_stops_where_it_fails_at_any_venue);
	TEST(a_quiet_watch_stops_where_it_fails_at_any_venue);
	TEST(a_tripping_watch_stops_where_it_fails_at_any_venue);
	vec_release(&out);
	watch_release(&w);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
