/*
 * Covers lib/gate/actions.c where something goes wrong: what a crash leaves
 * half done, trips of other accounts, refused and unknown orders of a breaker.
 */
#include "gate-watch.h"

/* Between the latch and the actions: another process goes on. */
static void
a_crash_after_the_latch(void)
{
	struct breaker_event e = { .kind = BREAKER_TRIGGERED, .time = NOW,
	    .value = D("1"), .limit = D("2") };
	bool added;

	given_world(QUIET, "reduce 50%, halt");
	fake.meanwhile = take_what_is_sold;
	TEXT_SET(e.breaker, "b");
	TEXT_SET(e.account, "demo");
	ok(breaker_event_add(fake.store, &e, &added, &err) == E_OK);
	is_int(gate_again(), E_OK);
	is_int(watch(), E_OK);
	is_int(w.tripped, 0);
	is_int(w.acted, 3);
	is_text(story(), "triggered; action reduce 50% BTC/USDT 1; "
	    "action reduce 50%; action halt");
	is_int(fake.submits, 1);
}

/* Between the order and the row that says so: its key finds it. */
static void
a_crash_after_the_order(void)
{
	struct orders out = { 0 };

	a_crash_after_the_latch();
	given_world(QUIET, "reduce 50%");
	fake.meanwhile = take_what_is_sold;
	is_int(gate_reduce(gate, "BTC/USDT", D("0.5"),
	    "breaker:b:1:reduce:BTC/USDT", NULL, &out, &err), E_OK);
	TEXT_SET(b.when, TRIPS);
	change_breaker();
	is_int(watch(), E_OK);
	is_int(fake.submits, 1);
	is_dec(fake.btc, "1");
	is_text(story(), "triggered; action reduce 50% BTC/USDT 1; "
	    "action reduce 50%");
	vec_release(&out);
}

/* The same, and nothing is held any more. */
static void
a_crash_after_the_last_order(void)
{
	struct orders out = { 0 };

	given_world(QUIET, "close");
	fake.meanwhile = take_what_is_sold;
	is_int(gate_reduce(gate, "BTC/USDT", D("1"),
	    "breaker:b:1:close:BTC/USDT", NULL, &out, &err), E_OK);
	is_dec(fake.btc, "0");
	TEXT_SET(b.when, "equity > 0");
	change_breaker();
	is_int(watch(), E_OK);
	is_int(fake.submits, 1);
	is_text(story(), "triggered; action close BTC/USDT 1; action close");
	vec_release(&out);
}

static void
a_trip_of_another_account_is_not_ours(void)
{
	struct breaker_event e = { .kind = BREAKER_TRIGGERED, .time = NOW,
	    .value = DEC_NONE, .limit = DEC_NONE };
	bool added;

	given_world(QUIET, "reduce 50%, halt");
	b.cooldown = STAMP_HOUR;
	change_breaker();
	TEXT_SET(e.breaker, "b");
	TEXT_SET(e.account, "other");
	ok(breaker_event_add(fake.store, &e, &added, &err) == E_OK);
	is_int(watch(), E_OK);
	is_int(w.acted, 0);
	is_text(story(), "triggered");
	is_int(now_is().state, BREAKER_TRIPPED);
}

static void
a_rejected_order_is_tried_again_by_the_next(void)
{
	given_world(TRIPS, "reduce 50%, block-entries");
	fake.meanwhile = take_what_is_sold;
	fake.manner = REJECT;
	fake.meanwhile = NULL;
	is_int(watch(), E_OK);
	is_text(story(), "triggered; error reduce 50% BTC/USDT; "
	    "action block-entries");
	is_int(watch(), E_OK);		/* not by the same gate */
	is_int(fake.submits, 1);
	is_int(gate_again(), E_OK);
	fake.manner = BOOK_FILL;
	fake.meanwhile = take_what_is_sold;
	is_int(watch(), E_OK);
	is_text(fake.request.key, "breaker:b:1:reduce:BTC/USDT#2");
	is_text(story(), "triggered; error reduce 50% BTC/USDT; "
	    "action block-entries; action reduce 50% BTC/USDT 2; "
	    "action reduce 50%");
	is_int(fake.submits, 2);
}

static void
an_unknown_order_is_waited_for(void)
{
	given_world(TRIPS, "reduce 50%");
	fake.manner = BOOK_FILL_SILENT;
	is_int(watch(), E_OK);
	is_int(w.unknown, 1);
	is_int(w.acted, 0);
	is_text(story(), "triggered");
	is_int(gate_again(), E_OK);	/* finds out */
	is_text(ledger_says("1"), "filled 1");
	is_int(watch(), E_OK);
	is_int(w.unknown, 0);
	is_int(fake.submits, 1);
	is_text(story(), "triggered; action reduce 50% BTC/USDT 1; "
	    "action reduce 50%");
}

static void
a_dead_line_ends_the_watch(void)
{
	given_world(TRIPS, "reduce 50%");
	fake.manner = FAIL_EARLY;
	is_int(watch(), E_NETWORK);
	is_text(story(), "triggered");
	is_int(gate_again(), E_OK);
	fake.manner = BOOK_FILL;
	is_int(watch(), E_OK);
	is_text(story(), "triggered; action reduce 50% BTC/USDT 2; "
	    "action reduce 50%");
}

static void
a_long_name_still_has_a_key(void)
{
	given_world(QUIET, "notify");
	b = (struct breaker){ .enabled = 1 };
	TEXT_SET(b.name, "a-name-of-thirty-two-characters-");
	TEXT_SET(b.when, TRIPS);
	TEXT_SET(b.act, "reduce 50%");
	ok(breaker_put(fake.store, &b, true, "me", NOW, &err) == E_OK);
	is_int(watch(), E_OK);
	is_int(strlen(fake.request.key), 8 + 40);
	ok(strncmp(fake.request.key, "breaker:", 8) == 0);
}

int
main(void)
{
	TEST(a_crash_after_the_latch);
	TEST(a_crash_after_the_order);
	TEST(a_crash_after_the_last_order);
	TEST(a_trip_of_another_account_is_not_ours);
	TEST(a_rejected_order_is_tried_again_by_the_next);
	TEST(an_unknown_order_is_waited_for);
	TEST(a_dead_line_ends_the_watch);
	TEST(a_long_name_still_has_a_key);
	watch_release(&w);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
