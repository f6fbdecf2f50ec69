/*
 * Covers lib/gate/send.c and order.c: what each answer of a venue makes of an
 * order and of the exit code; that SENDING is stored before the first byte and
 * once only; keys; refusals and their violations; stores that fail.
 */
#include "gate.h"

static void
accepted(void)
{
	world();
	fake.manner = BOOK;
	is_int(order(buy("1")), E_OK);
	is_text(ledger_says(got.order.id), "open 0");
	is_text(got.order.venue_id, "v1");
	is_int(fake.submits, 1);
	is_int(fake.agreed, 1);
	ok(!got.repeated);
	is_text(got.order.correlation_id, "c0ffee");
	is_int(strlen(got.order.client_order_id), 32);
	ok(strncmp(got.order.client_order_id, store_tag(fake.store), 8) == 0);
}

static void
accepted_and_filled(void)
{
	world();
	fake.manner = BOOK_FILL;
	is_int(order(buy("1.5")), E_OK);
	is_text(ledger_says(got.order.id), "filled 1.5");
	is_int(got.order.state, ORDER_FILLED);
	is_dec(got.order.average, "100");
	is_dec(got.order.fee, "0.01");
}

static void
rejected_is_5(void)
{
	world();
	fake.manner = REJECT;
	is_int(order(buy("1")), E_REJECTED);
	is_text(ledger_says(got.order.id), "rejected 0");
	is_text(got.order.reason, "insufficient_funds");
	is_text(err.text, "buy BTC/USDT: rejected by sim: "
	    "insufficient_funds");
}

static void
silence_is_unknown(void)
{
	static const enum manner silent[] = { BOOK_SILENT, BOOK_FILL_SILENT,
	    LOSE };

	for (int i = 0; i < 3; i++) {
		world();
		fake.manner = silent[i];
		is_int(order(buy("1")), E_UNKNOWN);
		is_text(ledger_says("1"), "unknown 0");
		ok(strstr(err.text, "etrms order reconcile") != NULL);
		is_int(fake.submits, 1);
	}
}

static void
an_error_after_the_guard_is_unknown(void)
{
	world();
	fake.manner = BOOK_ERROR;
	is_int(order(buy("1")), E_UNKNOWN);
	is_text(ledger_says("1"), "unknown 0");
	is_int(fake.submits, 1);
}

static void
no_connection_is_tried_twice_then_given_up(void)
{
	world();
	fake.manner = NO_CONNECTION;
	is_int(order(buy("1")), E_NETWORK);
	is_int(fake.submits, 2);
	is_int(fake.agreed, 0);
	is_text(ledger_says("1"), "abandoned 0");
	world();
	fake.manner = FAIL_EARLY;
	is_int(order(buy("1")), E_NETWORK);
	is_text(err.text, "no route");
	is_int(fake.submits, 2);
	is_text(ledger_says("1"), "abandoned 0");
}

static void
guard_says_yes_once(void)
{
	world();
	fake.manner = GUARD_TWICE;
	is_int(order(buy("1")), E_OK);
	is_int(fake.guards, 2);
	is_int(fake.agreed, 1);
}

static char seen_while_sending[32];

static void
look_at_the_ledger(struct fake *f)
{
	(void)f;
	snprintf(seen_while_sending, sizeof(seen_while_sending), "%s",
	    ledger_says("1"));
}

static void
sending_is_stored_before_the_first_byte(void)
{
	world();
	fake.meanwhile = look_at_the_ledger;
	is_int(order(buy("1")), E_OK);
	is_text(seen_while_sending, "sending 0");
	ok(gate_sent());
}

static void
take_the_store_away(struct fake *f)
{
	/* A rollback inside dooms every commit around it. */
	ok(store_begin(f->store, &err) == E_OK);
}

static void
what_died_while_sending_is_found_out(void)
{
	world();
	fake.meanwhile = take_the_store_away;
	fake.ops.simulated = false;
	ok(order(buy("1")) == E_OK);	/* nests, and is recorded */
	store_end(fake.store, E_STORE, &err);
	is_text(ledger_says("1"), "sending 0");
	is_int(gate_again(), E_OK);
	is_text(ledger_says("1"), "open 0");
}

static enum err_code
fails_to_end(struct ledger *l, enum err_code rc, struct err *e)
{
	(void)l;
	(void)rc;
	store_end(fake.store, E_STORE, NULL);
	return err_set(e, E_STORE, "disk full");
}

static struct ledger_ops broken_ops;

static void
break_ledger(struct fake *f)
{
	(void)f;
	broken_ops = *ledger->ops;
	broken_ops.end = fails_to_end;
	ledger->ops = &broken_ops;
}

static void
a_store_that_fails_after_sending_is_6(void)
{
	const struct ledger_ops *good;

	world();
	good = ledger->ops;
	fake.meanwhile = break_ledger;
	is_int(order(buy("1")), E_UNKNOWN);
	ok(strstr(err.text, "could not be recorded (disk full)") != NULL);
	is_int(got.order.state, ORDER_UNKNOWN);
	ledger->ops = good;
	is_text(ledger_says("1"), "sending 0");
	is_int(gate_again(), E_OK);
	is_text(ledger_says("1"), "open 0");
	is_int(fake.submits, 1);
}

static void
a_simulated_store_that_fails_takes_the_venue_along(void)
{
	const struct ledger_ops *good;

	world();
	good = ledger->ops;
	fake.ops.simulated = true;
	fake.meanwhile = break_ledger;
	is_int(order(buy("1")), E_UNKNOWN);
	ledger->ops = good;
	is_text(ledger_says("1"), "intent 0");
	is_int(order(buy("1")), E_STORE);
	ok(strstr(err.text, "a write failed before") != NULL);
	is_int(fake.submits, 1);
}

static void
a_store_that_fails_before_sending_sends_nothing(void)
{
	const struct ledger_ops *good;

	world();
	good = ledger->ops;
	break_ledger(&fake);
	is_int(order(buy("1")), E_STORE);
	ledger->ops = good;
	is_int(fake.submits, 0);
	is_int(orders_in_ledger(), 0);
}

static void
refused_is_4_with_violations(void)
{
	struct violations all = { 0 };

	world();
	set_policy("max-order-notional", "50");
	set_policy("max-order-size", "0.5");
	is_int(order(buy("1")), E_REFUSED);
	is_text(ledger_says("1"), "refused 0");
	ok(!got.verdict.allowed);
	is_int(fake.submits, 0);
	ok(violations_load(fake.store, "demo", 0, &all, &err) == E_OK);
	is_int(all.len, 2);
	is_text(all.at[0].order_id, "1");
	is_text(all.at[0].rule, got.order.reason);
	is_dec(all.at[1].limit, "0.5");
	vec_release(&all);
}

static void
a_halt_refuses_entries_but_not_exits(void)
{
	world();
	fake.btc = fake.btc_free = D("2");
	ok(halt_set(fake.store, NULL, true, "test", "me", NOW, &err) ==
	    E_OK);
	is_int(order(buy("1")), E_REFUSED);
	{
		struct order_request r = buy("1");

		r.side = SIDE_SELL;
		is_int(order(r), E_OK);
	}
}

static void
dry_run_stores_and_sends_nothing(void)
{
	struct order_request r = buy("1");

	world();
	gate_result_release(&got);
	is_int(gate_order(gate, &r, true, &got, &err), E_OK);
	is_int(got.order.state, ORDER_INTENT);
	is_text(got.order.id, "");
	ok(got.verdict.findings.len > 0);
	is_int(orders_in_ledger(), 0);
	is_int(fake.submits, 0);
	set_policy("max-order-notional", "50");
	gate_result_release(&got);
	is_int(gate_order(gate, &r, true, &got, &err), E_REFUSED);
	is_int(got.order.state, ORDER_REFUSED);
	is_int(orders_in_ledger(), 0);
}

static void
bad_requests_are_2(void)
{
	struct order_request r = buy("1");

	world();
	r.price = D("5");
	is_int(order(r), E_USAGE);
	is_int(orders_in_ledger(), 0);
	is_int(fake.submits, 0);
}

static struct order_request
keyed(const char *amount, const char *key)
{
	struct order_request r = buy(amount);

	TEXT_SET(r.key, key);
	return r;
}

static void
a_used_key_answers_with_its_first_outcome(void)
{
	world();
	fake.manner = BOOK_FILL;
	is_int(order(keyed("1", "a")), E_OK);
	is_int(order(keyed("1", "a")), E_OK);
	ok(got.repeated);
	is_text(got.order.id, "1");
	is_int(got.order.state, ORDER_FILLED);
	is_int(fake.submits, 1);
	is_int(order(keyed("2", "a")), E_USAGE);
	ok(strstr(err.text, "--key a: order 1 has it") != NULL);
	is_int(order(keyed("1", "b")), E_OK);
	ok(!got.repeated);
	is_int(fake.submits, 2);
}

static void
a_key_keeps_refusals_rejections_and_unknowns(void)
{
	world();
	fake.manner = REJECT;
	is_int(order(keyed("1", "no")), E_REJECTED);
	fake.manner = BOOK;
	is_int(order(keyed("1", "no")), E_REJECTED);
	ok(got.repeated);
	set_policy("max-order-notional", "50");
	is_int(order(keyed("1", "rule")), E_REFUSED);
	set_policy("max-order-notional", "500");
	is_int(order(keyed("1", "rule")), E_REFUSED);
	ok(got.repeated);
	is_int(got.verdict.findings.len, 1);
	is_text(got.verdict.findings.at[0].rule, "max-order-notional");
	ok(strstr(err.text, "max-order-notional") != NULL);
	fake.manner = LOSE;
	is_int(order(keyed("1", "lost")), E_UNKNOWN);
	is_int(order(keyed("1", "lost")), E_UNKNOWN);
	is_int(fake.submits, 2);
}

static void
a_key_of_what_never_was_sent_is_free_again(void)
{
	world();
	fake.manner = NO_CONNECTION;
	is_int(order(keyed("1", "a")), E_NETWORK);
	fake.manner = BOOK;
	is_int(order(keyed("1", "a")), E_OK);
	ok(!got.repeated);
	is_text(got.order.id, "2");
}

static void
limits_count_what_is_unknown(void)
{
	world();
	set_policy("max-position-notional", "150");
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.manner = BOOK;
	is_int(order(buy("1")), E_REFUSED);
	is_text(got.order.reason, "max-position-notional");
}

static void
the_audit_tells_who(void)
{
	struct audits rows = { 0 };
	int64_t bad = 0;

	world();
	is_int(order(buy("1")), E_OK);
	ok(audits_load(fake.store, 0, 0, &rows, &err) == E_OK);
	ok(rows.len >= 1);
	is_text(rows.at[rows.len - 1].actor, "tester");
	is_text(rows.at[rows.len - 1].action, "intent");
	is_text(rows.at[rows.len - 1].entity_id, "1");
	ok(audit_verify(fake.store, &bad, &err) == E_OK);
	vec_release(&rows);
}

static void
an_order_takes_three_commits_and_one_less_where_simulated(void)
{
	int64_t before;

	world();
	fake.ops.simulated = true;
	before = store_commits(fake.store);
	is_int(order(buy("1")), E_OK);
	is_int(store_commits(fake.store) - before, 2);
}

static void
codes_after_sending(void)
{
	struct err e = { .code = E_OUTPUT, .text = "output: broken" };

	ok(gate_sent());	/* by the tests above */
	is_int(gate_code(E_OUTPUT, &e), E_UNKNOWN);
	is_int(e.code, E_UNKNOWN);
	is_text(e.text, "after an order was sent: output: broken");
	is_int(gate_code(E_OK, &e), E_OK);
	is_int(gate_code(E_NO, &e), E_NO);
	is_int(gate_code(E_REFUSED, &e), E_REFUSED);
	is_int(gate_code(E_REJECTED, &e), E_REJECTED);
	is_int(gate_code(E_PARTIAL, &e), E_PARTIAL);
	is_int(gate_code(E_UNKNOWN, &e), E_UNKNOWN);
	is_int(gate_code(E_STORE, &e), E_UNKNOWN);
	is_int(gate_code(E_BUG, &e), E_UNKNOWN);
}

static void
outcomes_in_words(void)
{
	static const struct { enum order_state state; enum err_code code; }
	codes[] = {
		{ ORDER_OPEN, E_OK }, { ORDER_PARTIAL, E_OK },
		{ ORDER_FILLED, E_OK }, { ORDER_CANCELED, E_OK },
		{ ORDER_EXPIRED, E_OK }, { ORDER_REJECTED, E_REJECTED },
		{ ORDER_REFUSED, E_REFUSED }, { ORDER_UNKNOWN, E_UNKNOWN },
		{ ORDER_SENDING, E_UNKNOWN }, { ORDER_INTENT, E_UNKNOWN },
		{ ORDER_ABSENT, E_NETWORK }, { ORDER_ABANDONED, E_NETWORK }
	};
	enum err_code gate_outcome(const struct order *o, struct err *e);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct order o = order_empty();

		o.state = (int)codes[i].state;
		is_int(gate_outcome(&o, &err), codes[i].code);
	}
}

int
main(void)
{
	ok(!gate_sent());
	TEST(accepted);
	TEST(accepted_and_filled);
	TEST(rejected_is_5);
	TEST(silence_is_unknown);
	TEST(an_error_after_the_guard_is_unknown);
	TEST(no_connection_is_tried_twice_then_given_up);
	TEST(guard_says_yes_once);
	TEST(sending_is_stored_before_the_first_byte);
	TEST(what_died_while_sending_is_found_out);
	TEST(a_store_that_fails_after_sending_is_6);
	TEST(a_simulated_store_that_fails_takes_the_venue_along);
	TEST(a_store_that_fails_before_sending_sends_nothing);
	TEST(refused_is_4_with_violations);
	TEST(a_halt_refuses_entries_but_not_exits);
	TEST(dry_run_stores_and_sends_nothing);
	TEST(bad_requests_are_2);
	TEST(a_used_key_answers_with_its_first_outcome);
	TEST(a_key_keeps_refusals_rejections_and_unknowns);
	TEST(a_key_of_what_never_was_sent_is_free_again);
	TEST(limits_count_what_is_unknown);
	TEST(the_audit_tells_who);
	TEST(an_order_takes_three_commits_and_one_less_where_simulated);
	TEST(codes_after_sending);
	TEST(outcomes_in_words);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
