/*
 * Covers what lib/gate/advance.c does on long and on watched runs: progress
 * between its stores, prices that conditions see, `for` in several places.
 */
#include "gate-sim.h"

/* A point is told, and stored, every 2000 groups. */
static void
long_runs_tell_how_far_they_are(void)
{
	static const char *bars[4501];
	const char *at = NULL;
	int told = 0;

	for (int i = 0; i < 4500; i++)
		bars[i] = "100 101 99 100";
	world(bars);
	is_int(advance(MINUTE(5000)), E_OK);
	is_int(done.bars, 4499);
	is_int(done.to, MINUTE(4500));
	is_text(buf_text(&notices), "progress: demo: 2024-03-02T09:21:00Z\n"
	    "progress: demo: 2024-03-03T18:41:00Z\n");
	for (at = buf_text(&notices); (at = strchr(at, '\n')); at++)
		told++;
	is_int(told, 2);
	open_gate();
	is_int(advance(MINUTE(5000)), E_OK);
	is_int(done.bars, 0);
}

static const char *const drop[] = { "100 100 100 100", "100 100 100 100",
    "100 100 100 100", "100 100 100 100", "90 90 90 90", "90 90 90 90",
    "90 90 90 90", "90 90 90 90", "90 90 90 90", NULL };

/* Without a fill on the way, too. */
static void
a_condition_sees_the_price_of_its_mark(void)
{
	struct breaker b = { .enabled = 1 };

	world(drop);
	TEXT_SET(b.name, "b");
	TEXT_SET(b.when, "mark < 95");
	TEXT_SET(b.act, "block-entries");
	TEXT_SET(b.symbol, "BTC/USDT");
	ok(breaker_put(store, &b, true, "me", START, &err) == E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered BTC/USDT 4.00; action block-entries "
	    "BTC/USDT 4.00");
}

static void
each_for_has_its_own_memory(void)
{
	world(drop);
	given_breaker("(equity > 500 for 3m) and (equity < 995 for 1m)",
	    "block-entries", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 5.00; action block-entries 5.00");
}

static void
each_breaker_has_its_own_memory(void)
{
	struct breaker c = { .enabled = 1 };

	world(drop);
	given_breaker("equity < 995 for 2m", "block-entries", 0);
	TEXT_SET(c.name, "c");
	TEXT_SET(c.when, "equity > 995 for 1h");
	TEXT_SET(c.act, "block-entries");
	ok(breaker_put(store, &c, true, "me", START, &err) == E_OK);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 6.00; action block-entries 6.00");
	is_int(done.watch.tripped, 1);
}

/* What it counts may have happened before it was there. */
static void
a_new_breaker_knows_the_past(void)
{
	static const char *const fall[] = { "100 100 100 100",
	    "100 101 90 92", "92 93 91 92", "92 93 91 92", NULL };

	world(fall);
	is_int(buy("2", "95"), E_OK);
	is_int(advance(MINUTE(2)), E_OK);
	given_breaker("stops_hit(1d) >= 1 and trades(1d) == 1",
	    "block-entries", 0);
	open_gate();
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 2.00; action block-entries 2.00");
}

int
main(void)
{
	TEST(long_runs_tell_how_far_they_are);
	TEST(a_condition_sees_the_price_of_its_mark);
	TEST(each_for_has_its_own_memory);
	TEST(each_breaker_has_its_own_memory);
	TEST(a_new_breaker_knows_the_past);
	world_end();
	return tap_done();
}
