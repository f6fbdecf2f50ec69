/*
 * Covers what sweeps say of luck: on a pure random walk the best of 10,000 sets
 * means nothing, in words and in number; a planted edge is found and kept.
 * Both over 20 seeds.
 */
#include "sweepworld.h"

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
		market_make(SPOT, STAMP_HOUR, 4000, seed, 0.003);
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

int
main(void)
{
	TEST(a_random_walk_has_no_best_set);
	TEST(a_planted_edge_is_found_and_kept);
	return tap_done();
}
