/*
 * Covers lib/gate/reconcile.c: what an earlier process left behind, unknown
 * orders, and the proof of absence.
 */
#include "gate.h"

#define WINDOW (120 * STAMP_SECOND)
#define MARGIN (5 * STAMP_SECOND)

static size_t unknown;
static struct orders changed;

static enum err_code
reconcile(void)
{
	vec_clear(&changed);
	return gate_reconcile(gate, &changed, &unknown, &err);
}

static void
given_intent(int state)
{
	struct order o = order_empty();
	struct order_request r = buy("1");

	order_from_request(&o, &r);
	TEXT_SET(o.account, "demo");
	TEXT_SET(o.venue, "sim");
	o.state = ORDER_INTENT;
	o.time = NOW;
	ok(intent_add(fake.store, &o, "text", &err) == E_OK);
	if (state == ORDER_SENDING) {
		struct order_change c = { .event = EV_SEND,
		    .amount = DEC_NONE, .price = DEC_NONE,
		    .trigger_price = DEC_NONE, .time = NOW };

		ok(order_apply(fake.store, o.id, &c, &o, &err) == E_OK);
	}
}

static void
an_intent_found_later_was_never_sent(void)
{
	world();
	given_intent(ORDER_INTENT);
	is_int(gate_again(), E_OK);
	is_text(ledger_says("1"), "abandoned 0");
}

static void
sending_found_later_is_unknown(void)
{
	world();
	given_intent(ORDER_SENDING);
	is_int(gate_again(), E_OK);
	is_text(ledger_says("1"), "unknown 0");
	is_int(fake.submits, 0);
}

static void
an_unknown_order_that_arrived_is_found(void)
{
	world();
	fake.manner = BOOK_FILL_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	is_int(reconcile(), E_OK);
	is_int(unknown, 0);
	is_text(ledger_says("1"), "filled 1");
	is_int(changed.len, 1);
	is_text(changed.at[0].id, "1");
	is_int(changed.at[0].state, ORDER_FILLED);
}

static void
each_order_is_told_once_as_it_ended(void)
{
	world();
	fake.manner = BOOK_FILL_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	is_int(order(buy("2")), E_UNKNOWN);
	fake.changes_calls = 0;
	is_int(reconcile(), E_OK);
	is_int(changed.len, 2);
	is_text(changed.at[0].id, "1");
	is_int(changed.at[0].state, ORDER_FILLED);
	is_text(changed.at[1].id, "2");
	is_int(changed.at[1].state, ORDER_FILLED);
	is_dec(changed.at[1].filled, "2");
	/* Where nothing was unknown the venue is asked but once. */
	fake.changes_calls = 0;
	is_int(reconcile(), E_OK);
	is_int(changed.len, 0);
	is_int(fake.changes_calls, 1);
}

/* Its changes tell nothing; the look-up does. */
static void
a_look_up_is_enough(void)
{
	world();
	fake.manner = BOOK_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.told_orders = 0;
	is_int(reconcile(), E_OK);
	is_int(unknown, 0);
	is_text(ledger_says("1"), "open 0");
	is_int(changed.len, 1);
}

static void
absence_needs_the_window(void)
{
	world();
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.now = NOW + WINDOW + MARGIN;
	is_int(reconcile(), E_OK);
	is_int(unknown, 1);
	is_text(ledger_says("1"), "unknown 0");
	is_int(fake.paused, 0);
	fake.now++;
	fake.lookups = 0;
	is_int(reconcile(), E_OK);
	is_int(unknown, 0);
	is_text(ledger_says("1"), "absent 0");
	is_int(fake.lookups, 2);
	is_int(fake.paused, 2 * STAMP_SECOND);
}

static void
a_venue_may_name_a_shorter_window(void)
{
	world();
	fake.ops.window = 5 * STAMP_SECOND;
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.now = NOW + 10 * STAMP_SECOND;
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "unknown 0");
	fake.now++;
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "absent 0");
}

static void
a_listed_order_is_not_absent(void)
{
	world();
	fake.manner = BOOK_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.told_orders = 0;
	fake.hide_found = true;
	fake.now = NOW + STAMP_DAY;
	is_int(reconcile(), E_OK);
	is_int(unknown, 1);
	is_text(ledger_says("1"), "unknown 0");
	fake.hide_open = true;
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "absent 0");
}

/* What the venue's history of a symbol has is not absent, though neither its
 * changes nor its look-ups tell of it. */
static int64_t history_since;
static bool history_fails;

static enum err_code
history(struct venue *v, const char *symbol, int64_t since,
    struct venue_changes *out, struct err *e)
{
	struct fake *f = of(v);

	is_text(symbol, "BTC/USDT");
	history_since = since;
	if (history_fails)
		return err_set(e, E_NETWORK, "no history");
	for (size_t i = 0; i < f->log.orders.len; i++)
		vec_push(&out->orders, f->log.orders.at[i]);
	for (size_t i = 0; i < f->log.fills.len; i++)
		vec_push(&out->fills, f->log.fills.at[i]);
	return E_OK;
}

static void
an_order_in_the_history_is_not_absent(void)
{
	world();
	fake.ops.history = history;
	fake.manner = BOOK_FILL_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.told_orders = fake.told_fills = 0;
	fake.hide_found = fake.hide_open = true;
	fake.now = NOW + STAMP_DAY;
	history_fails = true;
	is_int(reconcile(), E_NETWORK);
	is_text(ledger_says("1"), "unknown 0");
	history_fails = false;
	is_int(reconcile(), E_OK);
	is_int(unknown, 0);
	is_text(ledger_says("1"), "filled 1");
	ok(history_since < NOW && history_since > NOW - STAMP_HOUR);
}

static void
opening_a_gate_does_not_wait(void)
{
	world();
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.now = NOW + STAMP_DAY;
	is_int(gate_again(), E_OK);
	is_int(fake.paused, 0);
	is_text(ledger_says("1"), "unknown 0");
}

static void
the_simulated_venue_knows_at_once(void)
{
	world();
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.ops.simulated = true;
	is_int(gate_again(), E_OK);
	is_int(fake.paused, 0);
	is_text(ledger_says("1"), "absent 0");
}

static void
a_failed_look_up_proves_nothing(void)
{
	world();
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.now = NOW + STAMP_DAY;
	fake.fail_find = E_NETWORK;
	is_int(reconcile(), E_NETWORK);
	is_text(ledger_says("1"), "unknown 0");
	fake.fail_find = 0;
	fake.fail_changes = E_LIMITED;
	is_int(reconcile(), E_LIMITED);
	is_text(ledger_says("1"), "unknown 0");
}

static void
a_key_of_an_absent_order_is_a_new_intent(void)
{
	struct order_request r = buy("1");

	world();
	TEXT_SET(r.key, "k");
	fake.manner = LOSE;
	is_int(order(r), E_UNKNOWN);
	fake.now = NOW + STAMP_DAY;
	is_int(reconcile(), E_OK);
	fake.manner = BOOK;
	is_int(order(r), E_OK);
	is_text(got.order.id, "2");
	ok(!got.repeated);
	ok(strcmp(got.order.client_order_id, "") != 0);
	is_int(fake.submits, 2);
}

int
main(void)
{
	TEST(an_intent_found_later_was_never_sent);
	TEST(sending_found_later_is_unknown);
	TEST(an_unknown_order_that_arrived_is_found);
	TEST(each_order_is_told_once_as_it_ended);
	TEST(a_look_up_is_enough);
	TEST(absence_needs_the_window);
	TEST(a_venue_may_name_a_shorter_window);
	TEST(a_listed_order_is_not_absent);
	TEST(an_order_in_the_history_is_not_absent);
	TEST(opening_a_gate_does_not_wait);
	TEST(the_simulated_venue_knows_at_once);
	TEST(a_failed_look_up_proves_nothing);
	TEST(a_key_of_an_absent_order_is_a_new_intent);
	vec_release(&changed);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
