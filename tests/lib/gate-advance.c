/*
 * Covers lib/gate/advance.c: the clock, fills on the way, the curve, breakers
 * at every mark, actions between marks, pieces.
 */
#include "gate-sim.h"

#include <signal.h>

static void
the_clock_runs_to_the_last_bar_that_closes(void)
{
	world(calm);
	is_int(advance(MINUTE(3) - 1), E_OK);
	is_int(done.from, MINUTE(1));
	is_int(done.to, MINUTE(2));
	is_int(done.bars, 1);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.bars, 2);
	is_int(done.to, MINUTE(4));
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.bars, 0);
	is_int(done.to, MINUTE(4));
}

static void
a_stop_in_the_bar_is_met(void)
{
	static const char *const fall[] = { "100 100 100 100",
	    "100 101 90 92", "92 93 91 92", NULL };

	world(fall);
	is_int(buy("2", "95"), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.fills, 1);
	is_text(ledger_says("2"), "filled 2 at 95");
	is_dec(total("BTC"), "0");
	is_dec(total("USDT"), "989.61");
}

static void
the_curve_is_in_the_ledger(void)
{
	struct equity_points curve = { 0 };

	world(calm);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	ok(equity_load(store, "demo", 0, &curve, &err) == E_OK);
	ok(curve.len >= 2);
	is_dec(curve.at[0].equity, "1000");
	is_dec(curve.at[curve.len - 1].equity, "999.8");
	is_dec(curve.at[curve.len - 1].low, "997.8");
	is_dec(curve.at[curve.len - 1].high, "1001.8");
	vec_release(&curve);
}

/* Down 8 in the low of minute 2: 984.8 of 999.8 … 1 %; sold half there. */
static const char *const dip[] = { "100 100 100 100", "100 101 99 100",
    "100 102 92 100", "100 101 99 100", "100 101 90 95", NULL };

static void
a_breaker_acts_at_the_mark_that_trips_it(void)
{
	world(dip);
	given_breaker("drawdown(1d) > 1%", "reduce 50%, notify", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.tripped, 1);
	is_int(done.watch.acted, 3);
	is_int(done.fills, 1);
	is_text(story(), "triggered 2.25; action reduce 50% BTC/USDT 2.25; "
	    "action reduce 50% 2.25; action notify 2.25");
	is_text(ledger_says("2"), "filled 1 at 92");
	is_dec(total("BTC"), "1");
	ok(strstr(buf_text(&notices), "breaker b tripped: drawdown") != NULL);
}

/* 3 marks a bar ask nothing once it has tripped. */
static void
a_tripped_breaker_is_asked_no_more(void)
{
	world(dip);
	given_breaker("drawdown(1d) > 1%", "notify", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.judged, 4 + 2);
	is_int(done.watch.tripped, 1);
}

static void
a_cool_down_is_of_the_accounts_clock(void)
{
	world(dip);
	given_breaker("drawdown(1d) > 1%", "notify", 2 * STAMP_MINUTE);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 2.25; action notify 2.25; resolved 2.25; "
	    "resolved 4.25; triggered 5.00; action notify 5.00; "
	    "resolved 5.00");
}

static void
without_breakers_nothing_is_judged(void)
{
	world(dip);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.judged, 0);
}

static void
a_condition_over_fills_sees_those_of_this_bar(void)
{
	static const char *const fall[] = { "100 100 100 100",
	    "100 101 90 92", "92 93 91 92", NULL };

	world(fall);
	given_breaker("stops_hit(1d) >= 1", "block-entries", 0);
	is_int(buy("2", "95"), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 1.25; action block-entries 1.25");
	is_int(buy("1", NULL), E_REFUSED);
}

static void
a_position_is_judged_with_its_entry(void)
{
	world(dip);
	given_breaker("position.gain < -5%", "close", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered BTC/USDT 2.25; action close BTC/USDT "
	    "2.25");
	is_dec(total("BTC"), "0");
}

/* What is decided at a close meets the next open. */
static void
at_a_close_it_acts_at_the_next_open(void)
{
	static const char *const drop[] = { "100 100 100 100",
	    "100 100 100 100", "100 100 90 90", "89 89 89 89", NULL };

	world(drop);
	given_breaker("time >= 2024-03-01T00:03Z and drawdown(1d) > 1%",
	    "close", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 3.00; action close BTC/USDT 3.00; "
	    "action close 3.00");
	is_text(ledger_says("2"), "filled 2 at 89");
}

static void
in_pieces_it_is_the_same(void)
{
	char whole[4096];

	world(dip);
	given_breaker("drawdown(1d) > 1%", "reduce 50%", 2 * STAMP_MINUTE);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	snprintf(whole, sizeof(whole), "%s", story());
	world(dip);
	given_breaker("drawdown(1d) > 1%", "reduce 50%", 2 * STAMP_MINUTE);
	is_int(buy("2", NULL), E_OK);
	for (int i = 2; i < 8; i++) {
		is_int(advance(MINUTE(i)), E_OK);
		open_gate();
	}
	is_text(story(), whole);
}

static int told;

static void
tell_progress(void *self, const char *kind, const char *account,
    const char *message)
{
	(void)self;
	(void)account;
	(void)message;
	if (strcmp(kind, "progress") == 0 && told++ == 0)
		given_breaker("equity < 20000", "notify", 0);
}

/* Every 2000 steps the store hears of it, and breakers are read again. */
static void
a_breaker_that_comes_on_the_way_is_asked(void)
{
	static const char *bars[4103];

	for (size_t i = 0; i < 4102; i++)
		bars[i] = "100 100 100 100";
	world(bars);
	options.notice = tell_progress;
	open_gate();
	is_int(advance(INT64_MAX), E_OK);
	is_int(done.bars, 4101);
	is_int(told, 2);
	is_text(story(), "triggered 4001.00; action notify 4001.00");
}

/* Who holds a signal back finds all that was done in the store. */
static void
a_signal_stops_it_between_two_bars(void)
{
	static const char *bars[303];
	sigset_t held, before;
	int which;

	for (size_t i = 0; i < 302; i++)
		bars[i] = "100 100 100 100";
	world(bars);
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, &before);
	raise(SIGINT);
	is_int(advance(INT64_MAX), E_PARTIAL);
	is_text(err.text, "account demo: interrupted at "
	    "2024-03-01T04:17:00Z; run it again to go on");
	is_int(done.bars, 256);
	is_int(sigwait(&held, &which), 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	open_gate();
	is_int(advance(INT64_MAX), E_OK);
	is_int(done.from, MINUTE(257));
	is_int(done.bars, 45);
}

int
main(void)
{
	TEST(the_clock_runs_to_the_last_bar_that_closes);
	TEST(a_stop_in_the_bar_is_met);
	TEST(the_curve_is_in_the_ledger);
	TEST(a_breaker_acts_at_the_mark_that_trips_it);
	TEST(a_tripped_breaker_is_asked_no_more);
	TEST(a_cool_down_is_of_the_accounts_clock);
	TEST(without_breakers_nothing_is_judged);
	TEST(a_condition_over_fills_sees_those_of_this_bar);
	TEST(a_position_is_judged_with_its_entry);
	TEST(at_a_close_it_acts_at_the_next_open);
	TEST(in_pieces_it_is_the_same);
	TEST(a_breaker_that_comes_on_the_way_is_asked);
	TEST(a_signal_stops_it_between_two_bars);
	world_end();
	return tap_done();
}
