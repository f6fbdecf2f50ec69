/*
 * Covers the space of a sweep (ranges, steps, choices, order, texts), draws
 * without repetition, and acceptance of sweeps: over random sets of every
 * shipped strategy the array kernel tells of the same trades and equity as the
 * replay of each, and the sweep has the best of those replays. SWEEP_SETS says
 * over how many sets of each (4; 500 asks for minutes).
 */
#include "sweepworld.h"

static const char *const names[] = { "bollinger_reversion",
    "donchian_breakout", "ema_adx_trend", "macd_momentum", "rsi_reversion",
    "sma_cross", "supertrend", "volatility_breakout" };
#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char *
set_text(const struct space *s, int64_t set)
{
	static char text[256];
	struct buf b = { 0 };

	space_set_text(s, set, &b);
	TEXT_SET(text, buf_text(&b));
	buf_release(&b);
	return text;
}

static const char *
whole_text(const struct space *s)
{
	static char text[256];
	struct buf b = { 0 };

	space_text(s, &b);
	TEXT_SET(text, buf_text(&b));
	buf_release(&b);
	return text;
}

static struct strategy *
given(const char *text)
{
	struct strategy_source in = { .label = "test", .text = text,
	    .len = strlen(text) };
	struct expr_findings findings = { 0 };
	struct strategy *s = NULL;

	ok(strategy_read(&in, &s, &findings, &err) == E_OK);
	vec_release(&findings);
	return s;
}

static const char all_kinds[] = "strategy kinds\n"
    "param n = 10 in 5..21 step 5\n"
    "param cut = 0.5% in 0.25%..1% step 0.25%\n"
    "param wait = 1h in 30m..2h step 30m\n"
    "param deep = true in (true, false)\n"
    "param still = 3\n"
    "long when close > sma(close, n) * (1 + cut) and (deep or n > still)\n"
    "exit after wait\nsize 100% of equity\n";

static void
ranges_become_grids(void)
{
	struct strategy *s = given(all_kinds);
	static const char *const fewer[] = { "n=5..20/10", "cut=25bp,1%",
	    "wait=2h", "deep=false" };
	struct space all = { 0 }, some = { 0 };
	size_t at[5];

	ok(space_make(s, NULL, 0, &all, &err) == E_OK);
	is_int(all.sets, 4 * 4 * 4 * 2);
	is_text(set_text(&all, 0), "n=5;cut=0.25%;wait=30m;deep=true;still=3");
	is_text(whole_text(&all), "n=5..20/5;cut=0.25%..1%/0.25%;"
	    "wait=30m..2h/30m;deep=true,false;still=3");
	for (int64_t i = 0; i < all.sets; i++) {
		space_places(&all, i, at);
		is_int(space_set(&all, at), i);
	}
	ok(space_make(s, fewer, 4, &some, &err) == E_OK);
	is_int(some.sets, 4);
	is_text(set_text(&some, 3),
	    "n=15;cut=1%;wait=2h;deep=false;still=3");
	is_text(whole_text(&some),
	    "n=5..15/10;cut=0.25%,1%;wait=2h;deep=false;still=3");
	space_release(&all);
	space_release(&some);
	strategy_free(s);
}

static void
draws_do_not_repeat(void)
{
	for (int64_t n = 1; n < 300; n += 7) {
		struct space s = { .sets = n };
		struct search how = { SEARCH_RANDOM, n, (uint64_t)n };
		bool seen[300] = { false };

		for (int64_t i = 0; i < n; i++) {
			int64_t set = search_set(&how, &s, i);

			if (ok(set >= 0 && set < n))
				ok(!seen[set]);
			seen[set] = true;
		}
	}
}

/* The first points of three axes, as Joe and Kuo list them. */
static void
sobol_points_are_those_published(void)
{
	static const double points[10][3] = { { 0, 0, 0 }, { .5, .5, .5 },
	    { .75, .25, .25 }, { .25, .75, .75 }, { .375, .375, .625 },
	    { .875, .875, .125 }, { .625, .125, .875 }, { .125, .625, .375 },
	    { .1875, .3125, .9375 }, { .6875, .8125, .4375 } };

	for (uint32_t i = 0; i < 10; i++)
		for (size_t k = 0; k < 3; k++)
			ok(sobol_point(i, k) == points[i][k]);
}

/* One of each 2^m in every part of 2^-m, on every axis; and so does a Latin
 * hypercube of any size. */
static void
searches_spread_over_every_axis(void)
{
	struct space s = { .sets = 1 };
	struct search latin = { SEARCH_LATIN, 100, 5 };

	for (size_t k = 0; k < SOBOL_AXES; k++) {
		bool seen[1024] = { false };

		for (uint32_t i = 0; i < 1024; i++) {
			size_t at = (size_t)(sobol_point(i, k) * 1024);

			ok(!seen[at]);
			seen[at] = true;
		}
	}
	for (size_t k = 0; k < 3; k++) {
		vec_push(&s.axes, ((struct axis){ .len = 100 }));
		s.sets *= 100;
	}
	for (size_t k = 0; k < 3; k++) {
		bool seen[100] = { false };
		size_t at[3];

		for (int64_t i = 0; i < 100; i++) {
			space_places(&s, search_set(&latin, &s, i), at);
			ok(!seen[at[k]]);
			seen[at[k]] = true;
		}
	}
	space_release(&s);
}

static void
samples_are_as_large_as_they_should(void)
{
	size_t n = 0, runs = 0, run = 0;

	for (int64_t i = 0; i < 100000; i++) {
		bool in = (uint64_t)i * UINT64_C(0x9e3779b97f4a7c15) <
		    UINT64_MAX / 100000 * SWEEP_PBO_TRIALS;

		n += in;
		run = in ? 0 : run + 1;
		runs = run > runs ? run : runs;
	}
	ok(n >= SWEEP_PBO_TRIALS - 2 && n <= SWEEP_PBO_TRIALS + 2);
	ok(runs < 300);
}

/* Each set by the replay alone: what the best is has to be what a sweep says. */
static void
brute_force(const char *name, const char *symbol, int64_t timeframe,
    int64_t sets, uint64_t seed)
{
	char *path = mem_format("share/strategies/%s.strategy", name);
	struct sweep_result r = { .resumed = 0 };
	struct scouting x;
	struct scout *c;
	struct world w;
	double best = NAN;
	int64_t best_set = -1, kernels = 0;
	enum err_code rc;

	world_open(&w, path, symbol, timeframe, NULL, 0, "total_return");
	w.sweep.search = (struct search){ SEARCH_RANDOM, sets < w.space.sets ?
	    sets : w.space.sets, seed };
	x = (struct scouting){ .store = store, .b = &w.b,
	    .source = &w.source, .space = &w.space,
	    .objective = &w.objective };
	if (!ok(scouting_open(&x, &err) == E_OK))
		printf("# %s\n", err.text);
	c = scout_new(&x);
	for (int64_t i = 0; i < w.sweep.search.tries; i++) {
		int64_t set = search_set(&w.sweep.search, &w.space, i);
		struct strategy *s = NULL;
		struct run run = { 0 };
		struct run_parts parts = { .sweep = NULL };
		struct backtest b = w.b;

		ok(scout_strategy(c, set, &s, &err) == E_OK);
		b.strategy = s;
		if (s != NULL) {
			ok(backtest_run(store, &b, &run, &parts, &err) ==
			    E_OK);
			ok(scout_set(c, set, true, &err) == E_OK);
			if (c->engine == TRIAL_KERNEL &&
			    !ok(scout_compare(c, &parts, &err) == E_OK))
				printf("# %s %s: %s\n", name, set_text(
				    &w.space, set), err.text);
			kernels += c->engine == TRIAL_KERNEL;
			if (isnan(best) || run.total_return > best) {
				best = run.total_return;
				best_set = set;
			}
		}
		run_parts_release(&parts);
		strategy_free(s);
	}
	rc = sweep_run(&w.sweep, &r, &err);
	ok(rc == (best_set < 0 ? E_NO : E_OK));
	if (rc == E_OK)
		is_text(r.run.params, set_text(&w.space, best_set));
	ok(kernels > 0 || strcmp(name, "donchian_breakout") == 0 ||
	    best_set < 0);
	sweep_result_release(&r);
	scout_free(c);
	scouting_close(&x);
	world_release(&w);
	free(path);
}

static void
sweeps_say_what_replays_of_every_set_say(void)
{
	const char *text = getenv("SWEEP_SETS");
	int64_t sets = text != NULL ? strtoll(text, NULL, 10) : 4;

	for (int k = 0; k < 4; k++) {
		const char *symbol = k % 2 == 0 ? SPOT : SWAP;
		int64_t timeframe = k / 2 == 0 ? STAMP_HOUR : 4 * STAMP_HOUR;

		store = store_new();
		market_make(symbol, timeframe, 900, 40 + (uint64_t)k, 0.001);
		for (size_t i = 0; i < COUNT(names); i++) {
			bool four = strcmp(names[i], "donchian_breakout") ==
			    0 || strcmp(names[i], "macd_momentum") == 0 ||
			    strcmp(names[i], "rsi_reversion") == 0 ||
			    strcmp(names[i], "supertrend") == 0;

			if (four == (k / 2 == 1))
				brute_force(names[i], symbol, timeframe,
				    sets, 7 + (uint64_t)k);
		}
		store_close(store);
		store_away();
	}
}

int
main(void)
{
	TEST(ranges_become_grids);
	TEST(draws_do_not_repeat);
	TEST(sobol_points_are_those_published);
	TEST(searches_spread_over_every_axis);
	TEST(samples_are_as_large_as_they_should);
	TEST(sweeps_say_what_replays_of_every_set_say);
	return tap_done();
}
