/*
 * Covers what sweeps say of luck: on a pure random walk the best of 10,000 sets
 * means nothing, in words and in number; a planted edge is found and kept, and
 * what was found over the first half of the bars stays good over the second.
 * All over 20 seeds.
 */
#include "sweepworld.h"

#define BARS 4000
#define BEGUN INT64_C(1640995200000000)

static void
a_random_walk_has_no_best_set(void)
{
	static const char *const specs[] = { "fast=3..52", "slow=55..254/1" };

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct sweep_result r = { .resumed = 0 };
		struct world w;

		store = store_new();
		market_make(SPOT, STAMP_HOUR, 1000, seed, 0);
		world_open(&w, "share/strategies/sma_cross.strategy", SPOT,
		    STAMP_HOUR, specs, 2, "sharpe");
		is_int(w.space.sets, 10000);
		if (!ok(sweep_run(&w.sweep, &r, &err) == E_OK))
			printf("# %s\n", err.text);
		is_int(r.summary.trials, 10000);
		is_int(r.summary.verdict, SWEEP_NOTHING);
		ok(r.summary.dsr < 0.95);
		ok(strstr(r.summary.words, "the best of 10000 sets means"
		    " nothing") != NULL);
		printf("# seed %d: sharpe %.2f luck %.2f dsr %.3f pbo %.2f"
		    " stability %.2f\n", (int)seed, r.summary.sharpe,
		    r.summary.luck_sharpe, r.summary.dsr, r.summary.pbo,
		    r.summary.stability);
		sweep_result_release(&r);
		world_release(&w);
		store_close(store);
		store_away();
	}
}

static void
a_planted_edge_is_found_and_kept(void)
{
	static const char *const specs[] = { "fast=3..21/3",
	    "slow=25..250/25" };

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct sweep_result r = { .resumed = 0 };
		struct world w;

		store = store_new();
		market_make(SPOT, STAMP_HOUR, BARS, seed, 0.003);
		world_open(&w, "share/strategies/sma_cross.strategy", SPOT,
		    STAMP_HOUR, specs, 2, "sharpe");
		if (!ok(sweep_run(&w.sweep, &r, &err) == E_OK))
			printf("# %s\n", err.text);
		ok(r.summary.verdict == SWEEP_HOLDS);
		ok(r.summary.dsr > 0.95 && r.summary.pbo < 0.5);
		ok(r.run.total_return > 0);
		printf("# seed %d: %s sharpe %.2f luck %.2f dsr %.3f pbo %.2f"
		    " stability %.2f %s\n", (int)seed,
		    sweep_verdict_names[r.summary.verdict], r.summary.sharpe,
		    r.summary.luck_sharpe, r.summary.dsr, r.summary.pbo,
		    r.summary.stability, r.run.params);
		sweep_result_release(&r);
		world_release(&w);
		store_close(store);
		store_away();
	}
}

/* Sweeps the bars in [from, to), and ranks every set. */
static void
half_swept(int64_t from, int64_t to, struct sweep_result *r)
{
	static const char *const specs[] = { "fast=3..21/3",
	    "slow=25..250/25" };
	struct world w;

	world_open(&w, "share/strategies/sma_cross.strategy", SPOT,
	    STAMP_HOUR, specs, 2, "sharpe");
	w.b.from = BEGUN + from * STAMP_HOUR;
	w.b.to = BEGUN + to * STAMP_HOUR;
	w.sweep.top = (size_t)w.space.sets;
	if (!ok(sweep_run(&w.sweep, r, &err) == E_OK))
		printf("# %s\n", err.text);
	world_release(&w);
}

/* The best set of before is among the better half, and is still good. */
static void
is_still_good(const struct sweep_result *r, int64_t set, uint64_t seed)
{
	const struct trial *t = NULL;
	size_t rank = 0;

	while (t == NULL && rank < r->top.len)
		if (r->top.at[rank++].set == set)
			t = &r->top.at[rank - 1];
	if (!ok(t != NULL))
		return;
	ok(rank <= r->top.len / 2);
	ok(t->total_return > 0);
	ok(t->sharpe > r->summary.luck_sharpe);
	printf("# seed %d: later rank %zu of %zu sharpe %.2f luck %.2f\n",
	    (int)seed, rank, r->top.len, t->sharpe, r->summary.luck_sharpe);
}

static void
what_was_found_stays_good_on_later_bars(void)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct sweep_result found = { .resumed = 0 };
		struct sweep_result later = { .resumed = 0 };

		store = store_new();
		market_make(SPOT, STAMP_HOUR, 2 * BARS, seed, 0.003);
		half_swept(0, BARS, &found);
		ok(found.summary.verdict == SWEEP_HOLDS);
		half_swept(BARS, (int64_t)2 * BARS, &later);
		if (ok(found.top.len > 0))
			is_still_good(&later, found.top.at[0].set, seed);
		sweep_result_release(&found);
		sweep_result_release(&later);
		store_close(store);
		store_away();
	}
}

int
main(void)
{
	TEST(a_random_walk_has_no_best_set);
	TEST(a_planted_edge_is_found_and_kept);
	TEST(what_was_found_stays_good_on_later_bars);
	return tap_done();
}
