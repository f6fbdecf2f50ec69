/*
 * Covers lib/gate/watch.c, actions.c and plans.c: trips that latch before
 * anything is done, each action once, cool-downs, scopes, `for` over several
 * watches.
 */
#include "gate-watch.h"

static void
quiet_does_nothing(void)
{
	given_world(QUIET, "reduce 50%");
	is_int(watch(), E_OK);
	is_int(w.judged, 1);
	is_int(w.tripped, 0);
	is_int(w.events.len, 0);
	is_int(now_is().state, BREAKER_ARMED);
	is_int(fake.submits, 0);
}

static void
notify_latches_and_says_so(void)
{
	given_world(TRIPS, "notify");
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	is_int(w.acted, 1);
	is_int(w.events.len, 2);
	is_int(now_is().state, BREAKER_TRIPPED);
	is_int(now_is().generation, 1);
	is_int(now_is().tripped_at, NOW);
	is_text(story(), "triggered; action notify");
	ok(strstr(buf_text(&fake.notices), "breaker: demo: breaker b "
	    "tripped: equity < 20000") != NULL);
	is_int(watch(), E_OK);
	is_int(w.tripped + w.acted, 0);
	is_int(w.judged, 0);
	is_int(gate_again(), E_OK);
	is_int(watch(), E_OK);
	is_int(w.tripped + w.acted, 0);
	is_text(story(), "triggered; action notify");
}

static void
the_trip_has_its_numbers(void)
{
	given_world(TRIPS, "notify");
	is_int(watch(), E_OK);
	is_dec(w.events.at[0].value, "10200");
	is_dec(w.events.at[0].limit, "20000");
	is_dec(w.events.at[1].limit, "20000");
	is_int(w.events.at[0].time, NOW);
	is_text(w.events.at[0].account, "demo");
}

static void
block_entries_blocks(void)
{
	given_world(TRIPS, "block-entries");
	is_int(order(buy("1")), E_OK);
	is_int(watch(), E_OK);
	is_text(story(), "triggered; action block-entries");
	is_text(buf_text(&fake.notices), "");
	is_int(order(buy("1")), E_REFUSED);
}

static void
reduce_halves_once(void)
{
	given_world(TRIPS, "reduce 50%, notify");
	fake.meanwhile = take_what_is_sold;
	is_int(watch(), E_OK);
	is_int(fake.submits, 1);
	is_dec(fake.request.amount, "1");
	is_int(fake.request.side, SIDE_SELL);
	is_text(fake.request.key, "breaker:b:1:reduce:BTC/USDT");
	is_text(fake.request.tag, "breaker:b");
	is_text(story(), "triggered; action reduce 50% BTC/USDT 1; "
	    "action reduce 50%; action notify");
	is_int(w.acted, 3);
	is_int(gate_again(), E_OK);
	is_int(watch(), E_OK);
	is_int(fake.submits, 1);
}

static void
a_flat_account_has_nothing_to_reduce(void)
{
	given_world(TRIPS, "reduce 50%");
	fake.btc = fake.btc_free = DEC_ZERO;
	is_int(watch(), E_OK);
	is_text(story(), "triggered; action reduce 50%");
	is_int(fake.submits, 0);
}

static void
close_takes_entries_back(void)
{
	given_world(TRIPS, "close");
	fake.meanwhile = take_what_is_sold;
	fake.manner = BOOK;
	is_int(order(limit(SIDE_BUY, "1", "90")), E_OK);
	fake.manner = BOOK_FILL;
	is_int(watch(), E_OK);
	is_text(ledger_says("1"), "canceled 0");
	is_dec(fake.btc, "0");
	is_text(story(), "triggered; action close BTC/USDT 2; action close");
}

static void
halt_halts_everything_or_its_account(void)
{
	struct halts all = { 0 };

	given_world(TRIPS, "halt");
	is_int(watch(), E_OK);
	ok(halts_load(fake.store, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].account, "");
	is_text(all.at[0].reason, "breaker b");
	is_text(story(), "triggered; action halt");
	given_world(QUIET, "halt");
	TEXT_SET(b.when, TRIPS);
	TEXT_SET(b.account, "demo");
	change_breaker();
	is_int(watch(), E_OK);
	ok(halts_load(fake.store, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].account, "demo");
	given_world(QUIET, "halt");
	TEXT_SET(b.when, TRIPS);
	TEXT_SET(b.venue, "sim");
	change_breaker();
	is_int(watch(), E_OK);
	ok(halts_load(fake.store, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].account, "demo");
	vec_release(&all);
}

static void
a_symbol_is_acted_on_alone(void)
{
	given_world("position.value > 100", "reduce 25%");
	fake.meanwhile = take_what_is_sold;
	is_int(watch(), E_OK);
	is_text(story(), "triggered BTC/USDT; action reduce 25% BTC/USDT 1");
	is_dec(fake.request.amount, "0.5");
}

static void
a_cool_down_arms_it_again(void)
{
	given_world(TRIPS, "notify");
	b.cooldown = STAMP_HOUR;
	change_breaker();
	is_int(watch(), E_OK);
	is_text(story(), "triggered; action notify; resolved");
	is_int(now_is().state, BREAKER_COOLING);
	is_int(now_is().rearms_at, NOW + STAMP_HOUR);
	fake.now = NOW + STAMP_HOUR - 1;
	is_int(watch(), E_OK);
	is_int(w.events.len, 0);
	fake.now++;
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	is_int(now_is().generation, 2);
	is_text(story(), "triggered; action notify; resolved; resolved; "
	    "triggered; action notify; resolved");
}

static void
a_reset_arms_it_again(void)
{
	struct breaker_event e = { .kind = BREAKER_RESET, .time = NOW,
	    .value = DEC_NONE, .limit = DEC_NONE };
	bool added;

	given_world(TRIPS, "reduce 50%");
	fake.meanwhile = take_what_is_sold;
	is_int(watch(), E_OK);
	TEXT_SET(e.breaker, "b");
	ok(breaker_event_add(fake.store, &e, &added, &err) == E_OK);
	fake.now++;
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	is_text(fake.request.key, "breaker:b:2:reduce:BTC/USDT");
	is_dec(fake.btc, "0.5");
}

static void
scopes_are_kept(void)
{
	given_world(TRIPS, "notify");
	TEXT_SET(b.account, "other");
	change_breaker();
	is_int(watch(), E_OK);
	is_int(w.judged, 0);
	b.account[0] = '\0';
	b.enabled = 0;
	change_breaker();
	is_int(watch(), E_OK);
	is_int(w.judged, 0);
	b.enabled = 1;
	change_breaker();
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
}

static void
what_is_not_known_does_not_trip(void)
{
	given_world("risk_score > 1", "halt");
	is_int(watch(), E_OK);
	is_int(w.judged, 1);
	is_int(w.tripped, 0);
}

static void
for_is_remembered_between_processes(void)
{
	given_world("equity < 20000 for 10m", "notify");
	for (int i = 0; i < 3; i++) {
		is_int(watch(), E_OK);
		is_int(w.tripped, 0);
		fake.now += 4 * STAMP_MINUTE;
		is_int(gate_again(), E_OK);
	}
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	/* Evaluations too far apart begin anew. */
	given_world("equity < 20000 for 10m", "notify");
	is_int(watch(), E_OK);
	fake.now += 11 * STAMP_MINUTE;
	is_int(gate_again(), E_OK);
	is_int(watch(), E_OK);
	is_int(w.tripped, 0);
}

static void
each_watch_of_an_exchange_is_a_point_of_the_curve(void)
{
	struct equity_points curve = { 0 };

	given_world("drawdown(1d) > 1%", "notify");
	is_int(watch(), E_OK);
	fake.now += STAMP_MINUTE;
	fake.last = D("50");	/* 10 100: down 0.98 % */
	is_int(watch(), E_OK);
	is_int(w.tripped, 0);
	fake.now += STAMP_MINUTE;
	fake.last = D("48");	/* 10 096: down 1.02 % */
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	ok(equity_load(fake.store, "demo", 0, &curve, &err) == E_OK);
	is_int(curve.len, 3);
	is_dec(curve.at[1].equity, "10100");
	vec_release(&curve);
}

static enum err_code
watch_at(const char *last, int64_t later)
{
	fake.now += later;
	fake.last = D(last);
	return watch();
}

/* Between two points of the curve its extremes are known all the same. */
static void
a_band_makes_fewer_points(void)
{
	struct gate_band band = { .every = STAMP_MINUTE };
	struct equity_points curve = { 0 };

	given_world("drawdown(1d) > 1%", "notify");
	options.band = &band;
	ok(gate_again() == E_OK);
	is_int(watch_at("100", 0), E_OK);
	is_int(watch_at("160", STAMP_SECOND), E_OK);	/* 10 320 */
	is_int(watch_at("110", STAMP_SECOND), E_OK);	/* down 0.97 % */
	is_int(w.tripped, 0);
	is_int(watch_at("108", STAMP_SECOND), E_OK);	/* 1.008 % */
	is_int(w.tripped, 1);
	ok(equity_load(fake.store, "demo", 0, &curve, &err) == E_OK);
	is_int(curve.len, 1);
	vec_clear(&curve);
	is_int(watch_at("109", STAMP_MINUTE), E_OK);
	ok(equity_load(fake.store, "demo", 0, &curve, &err) == E_OK);
	is_int(curve.len, 2);
	is_dec(curve.at[1].equity, "10218");
	is_dec(curve.at[1].high, "10320");
	is_dec(curve.at[1].low, "10216");
	vec_clear(&curve);
	/* The next one begins anew. */
	is_int(watch_at("109", STAMP_MINUTE), E_OK);
	ok(equity_load(fake.store, "demo", 0, &curve, &err) == E_OK);
	is_int(curve.len, 3);
	is_dec(curve.at[2].high, "10218");
	vec_release(&curve);
	options.band = NULL;
}

static void
what_cannot_be_read_is_told(void)
{
	given_world("equity <", "notify");
	is_int(watch(), E_USAGE);
	ok(strncmp(err.text, "breaker b: ", 11) == 0);
}

int
main(void)
{
	TEST(quiet_does_nothing);
	TEST(notify_latches_and_says_so);
	TEST(the_trip_has_its_numbers);
	TEST(block_entries_blocks);
	TEST(reduce_halves_once);
	TEST(a_flat_account_has_nothing_to_reduce);
	TEST(close_takes_entries_back);
	TEST(halt_halts_everything_or_its_account);
	TEST(a_symbol_is_acted_on_alone);
	TEST(a_cool_down_arms_it_again);
	TEST(a_reset_arms_it_again);
	TEST(scopes_are_kept);
	TEST(what_is_not_known_does_not_trip);
	TEST(for_is_remembered_between_processes);
	TEST(each_watch_of_an_exchange_is_a_point_of_the_curve);
	TEST(a_band_makes_fewer_points);
	TEST(what_cannot_be_read_is_told);
	watch_release(&w);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
