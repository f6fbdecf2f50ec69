/*
 * Covers what the gate does at the simulated venue: orders, closes, transfers,
 * halts, what a process that dies leaves behind.
 */
#include "gate-sim.h"

static void
a_withdrawal_trips_no_drawdown(void)
{
	struct transfer t;

	world(calm);
	given_breaker("drawdown(1d) > 1%", "halt", 0);
	is_int(advance(MINUTE(2)), E_OK);
	is_int(gate_transfer(gate, "USDT", D("-500"), &t, &err), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.tripped, 0);
	is_dec(total("USDT"), "500");
}

static void
a_rejection_is_5_and_in_the_ledger(void)
{
	world(calm);
	is_int(buy("50", NULL), E_REJECTED);
	is_int(got.order.state, ORDER_REJECTED);
	is_text(got.order.reason, "insufficient_funds");
}

static void
close_gives_up_the_stop_first(void)
{
	struct orders out = { 0 };

	world(calm);
	is_int(buy("2", "95"), E_OK);
	is_int(gate_reduce(gate, "BTC/USDT", dec_int(1), NULL, NULL, &out,
	    &err), E_OK);
	is_int(out.len, 2);
	is_text(ledger_says("2"), "canceled 0 at ");
	is_dec(total("BTC"), "0");
	vec_release(&out);
}

static void
half_a_close_keeps_a_stop_for_the_rest(void)
{
	struct orders out = { 0 };

	world(calm);
	is_int(buy("2", "95"), E_OK);
	is_int(gate_reduce(gate, "BTC/USDT", D("0.5"), NULL, NULL, &out,
	    &err), E_OK);
	is_int(out.len, 3);
	is_text(ledger_says("4"), "open 0 at ");
	is_dec(out.at[2].amount, "1");
	is_dec(out.at[2].trigger_price, "95");
	vec_release(&out);
}

static void
an_order_is_two_commits(void)
{
	int64_t before;

	world(calm);
	before = store_commits(store);
	is_int(buy("2", "95"), E_OK);
	is_int(store_commits(store) - before, 2);
}

static void
a_disabled_account_stays_shut(void)
{
	world(calm);
	gate_close(gate);
	gate = NULL;
	ok(account_set_active(store, "demo", false, &err) == E_OK);
	is_int(gate_open(store, "demo", &options, &gate, &err), E_REFUSED);
	is_int(gate_open(store, "nobody", &options, &gate, &err), E_USAGE);
}

static void
halt_and_resume(void)
{
	int64_t now = START;
	struct clock clock = clock_fixed(&now);

	world(calm);
	options.clock = &clock;
	is_int(gate_halt(store, "demo", "why not", &options, &err), E_OK);
	is_int(buy("1", NULL), E_REFUSED);
	is_int(gate_resume(store, "demo", &options, &err), E_OK);
	is_int(buy("1", NULL), E_OK);
	is_int(gate_halt(store, NULL, "all", &options, &err), E_OK);
	is_int(buy("1", NULL), E_REFUSED);
	options.clock = NULL;
}

static void
an_order_between_two_advances_fills_at_once(void)
{
	world(calm);
	is_int(buy("2", "95"), E_OK);
	is_text(ledger_says("1"), "filled 2 at 100");
	is_text(ledger_says("2"), "open 0 at ");
	is_dec(total("BTC"), "2");
	is_dec(total("USDT"), "799.8");
}

/* The process dies after the latch: the next one to come goes on first. */
static void
opening_the_gate_goes_on_with_a_trip(void)
{
	struct breaker_event e = { .kind = BREAKER_TRIGGERED,
	    .time = MINUTE(1), .value = DEC_NONE, .limit = DEC_NONE };
	bool added;

	world(calm);
	is_int(buy("2", NULL), E_OK);
	given_breaker("equity < 1", "reduce 50%, halt", 0);
	TEXT_SET(e.breaker, "b");
	TEXT_SET(e.account, "demo");
	ok(breaker_event_add(store, &e, &added, &err) == E_OK);
	open_gate();
	is_dec(total("BTC"), "1");
	is_int(buy("1", NULL), E_REFUSED);
	open_gate();
	is_dec(total("BTC"), "1");
}

int
main(void)
{
	TEST(a_withdrawal_trips_no_drawdown);
	TEST(a_rejection_is_5_and_in_the_ledger);
	TEST(close_gives_up_the_stop_first);
	TEST(half_a_close_keeps_a_stop_for_the_rest);
	TEST(an_order_is_two_commits);
	TEST(a_disabled_account_stays_shut);
	TEST(halt_and_resume);
	TEST(an_order_between_two_advances_fills_at_once);
	TEST(opening_the_gate_goes_on_with_a_trip);
	world_end();
	return tap_done();
}
