/*
 * Covers lib/gate/schedule.c at a venue that fails: which outcomes a slot has
 * come to, which leave it for the next run, what is taken up after a process
 * died, and where a run stops.
 */
#include "gate.h"

#include "gate/gatedata.h"

static struct scheduled did;

/* One order of 1 each hour from NOW on. */
static void
given_schedule(int64_t every, int64_t first)
{
	struct schedule x = { .amount = D("1"), .quote = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE, .first = first,
	    .every = every, .grace = STAMP_HOUR, .time = NOW };
	struct order_request r = buy("1");
	struct buf text = { 0 };

	TEXT_SET(r.account, "demo");
	order_request_text(&r, &text);
	TEXT_SET(x.account, "demo");
	TEXT_SET(x.symbol, "BTC/USDT");
	TEXT_SET(x.request, buf_text(&text));
	ok(schedule_add(fake.store, &x, &err) == E_OK);
	buf_release(&text);
}

static enum err_code
run(void)
{
	scheduled_release(&did);
	gate->market.store = fake.store;
	err = (struct err){ .code = E_OK };
	return gate_schedules(gate, &did, &err);
}

static void
a_world(void)
{
	world();
	given_schedule(STAMP_HOUR, NOW);
}

static void
a_slot_is_run_once(void)
{
	a_world();
	is_int(run(), E_OK);
	is_int(did.done, 1);
	is_int(did.slots.len, 1);
	is_text(did.slots.at[0].order_id, "1");
	is_int(run(), E_OK);
	is_int(did.slots.len, 0);
	fake.now += STAMP_HOUR;
	is_int(run(), E_OK);
	is_int(did.done, 1);
	is_int(fake.submits, 2);
}

static void
bad_outcomes_are_outcomes(void)
{
	a_world();
	fake.manner = REJECT;
	is_int(run(), E_OK);
	is_int(did.failed, 1);
	is_int(did.code, E_REJECTED);
	is_text(did.slots.at[0].state, "rejected");
	is_text(did.slots.at[0].reason, "insufficient_funds");
	is_int(run(), E_OK);
	is_int(fake.submits, 1);
	a_world();
	set_policy("max-order-notional", "1");
	is_int(run(), E_OK);
	is_int(did.code, E_REFUSED);
	is_text(did.slots.at[0].state, "refused");
	is_int(run(), E_OK);
	is_int(did.slots.len, 0);
}

static void
what_is_not_known_ends_the_run(void)
{
	a_world();
	given_schedule(STAMP_HOUR, NOW);
	fake.manner = LOSE;
	is_int(run(), E_OK);
	is_int(did.code, E_UNKNOWN);
	is_int(did.slots.len, 1);
	is_text(did.slots.at[0].state, "unknown");
	is_int(fake.submits, 1);
	/* The slot has its order: it is never sent again. */
	fake.manner = BOOK;
	is_int(run(), E_OK);
	is_int(fake.submits, 2);
	is_text(did.slots.at[0].schedule, "2");
	is_text(ledger_says("1"), "unknown 0");
}

static void
what_did_not_leave_is_tried_by_the_next_run(void)
{
	a_world();
	fake.manner = NO_CONNECTION;
	is_int(run(), E_OK);
	is_int(did.code, E_NETWORK);
	is_int(did.failed, 1);
	ok(strncmp(did.first.text, "schedule 1: ", 12) == 0);
	is_int(did.slots.len, 0);
	is_text(ledger_says("1"), "abandoned 0");
	fake.manner = BOOK;
	is_int(run(), E_OK);
	is_int(did.done, 1);
	is_text(did.slots.at[0].order_id, "2");
	/* But not beyond its grace. */
	a_world();
	fake.manner = NO_CONNECTION;
	is_int(run(), E_OK);
	is_int(did.code, E_NETWORK);
	fake.manner = BOOK;
	fake.now += STAMP_HOUR + STAMP_HOUR / 2;
	is_int(run(), E_OK);
	is_int(did.missed, 1);
	is_int(did.done, 1);
	is_int(did.slots.len, 2);
	is_text(did.slots.at[0].reason, "passed");
}

static void
an_order_of_a_process_that_died_is_taken_up(void)
{
	struct order_request r = buy("1");

	a_world();
	TEXT_SET(r.key, "schedule:1:2024-03-01T12:00:00Z");
	is_int(order(r), E_OK);
	is_int(run(), E_OK);
	is_int(fake.submits, 1);
	is_text(did.slots.at[0].order_id, "1");
	is_int(did.done, 1);
	/* Also when it is long past, before the later ones are missed. */
	a_world();
	is_int(order(r), E_OK);
	fake.now += 5 * STAMP_HOUR;
	is_int(run(), E_OK);
	is_int(did.slots.len, 3);
	is_text(did.slots.at[0].order_id, "1");
	is_int(did.slots.at[1].slots, 4);
	is_int(did.slots.at[1].result, SLOT_MISSED);
	is_text(did.slots.at[2].order_id, "2");
}

static void
lateness_is_measured_from_the_slot(void)
{
	world();
	given_schedule(0, NOW);
	fake.now += STAMP_HOUR;
	is_int(run(), E_OK);
	is_int(did.done, 1);
	world();
	given_schedule(0, NOW);
	fake.now += STAMP_HOUR + 1;
	is_int(run(), E_OK);
	is_int(did.missed, 1);
	is_text(did.slots.at[0].reason, "late");
	is_int(fake.submits, 0);
	ok(strstr(buf_text(&fake.notices), "schedule 1: 1 slot from "
	    "2024-03-01T12:00:00Z on missed") != NULL);
	world();
	given_schedule(0, NOW + 1);
	is_int(run(), E_OK);
	is_int(did.slots.len, 0);
}

static void
a_gate_without_a_store_has_none(void)
{
	a_world();
	scheduled_release(&did);
	gate->market.store = NULL;
	is_int(gate_schedules(gate, &did, &err), E_OK);
	is_int(did.slots.len, 0);
	is_int(fake.submits, 0);
}

int
main(void)
{
	TEST(a_slot_is_run_once);
	TEST(bad_outcomes_are_outcomes);
	TEST(what_is_not_known_ends_the_run);
	TEST(what_did_not_leave_is_tried_by_the_next_run);
	TEST(an_order_of_a_process_that_died_is_taken_up);
	TEST(lateness_is_measured_from_the_slot);
	TEST(a_gate_without_a_store_has_none);
	scheduled_release(&did);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
