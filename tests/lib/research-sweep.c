/*
 * Covers the space of a sweep (ranges, steps, choices, order, texts), draws
 * without repetition, and acceptance of sweeps: over random sets of every
 * shipped strategy, spot and perpetual, the array kernel tells of the same
 * trades, equity and numbers as the replay of each, and the sweep's winner is
 * the best of those replays, trade by trade. SWEEP_SETS says over how many sets
 * of each (4; 500 takes half a minute).
 */
#include "sweepworld.h"

#include "base/decfloat.h"

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
		struct space s = { .sets = n, .coarse = n };
		struct search how = { .kind = SEARCH_RANDOM, .tries = n,
		    .seed = (uint64_t)n };
		bool seen[300] = { false };

		vec_push(&s.axes, ((struct axis){ .len = (size_t)n,
		    .stride = 1 }));

		for (int64_t i = 0; i < n; i++) {
			int64_t set = search_set(&how, &s, i);

			if (ok(set >= 0 && set < n))
				ok(!seen[set]);
			seen[set] = true;
		}
		space_release(&s);
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
	struct search latin = { .kind = SEARCH_LATIN, .tries = 100,
	    .seed = 5 };

	for (size_t k = 0; k < SOBOL_AXES; k++) {
		bool seen[1024] = { false };

		for (uint32_t i = 0; i < 1024; i++) {
			size_t at = (size_t)(sobol_point(i, k) * 1024);

			ok(!seen[at]);
			seen[at] = true;
		}
	}
	for (size_t k = 0; k < 3; k++) {
		vec_push(&s.axes, ((struct axis){ .len = 100,
		    .stride = 1 }));
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

/* What a shipped strategy is swept over, and whether the kernel may say it. */
struct shipped {
	const char *name;
	int64_t timeframe;
	bool kernel;
};
static const struct shipped all_shipped[] = {
	{ "bollinger_reversion", STAMP_HOUR, true },
	{ "buy_and_hold", STAMP_HOUR, true },
	{ "donchian_breakout", 4 * STAMP_HOUR, false },
	{ "ema_adx_trend", STAMP_HOUR, true },
	{ "macd_momentum", 4 * STAMP_HOUR, true },
	{ "pairs", STAMP_HOUR, false },
	{ "rsi_reversion", 4 * STAMP_HOUR, true },
	{ "sma_cross", STAMP_HOUR, true },
	{ "supertrend", 4 * STAMP_HOUR, true },
	{ "volatility_breakout", STAMP_HOUR, true }
};

/* The best so far, replayed. */
struct best {
	double value;
	int64_t set;
	struct run run;
	struct run_parts parts;
};

static bool
near(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * fmax(1,
	    fabs(b));
}

/* The numbers of a set, of the kernel and of its replay. */
static void
numbers_are_those_of(const struct scout *c, const struct run *run)
{
	const struct run *k = &c->run;

	is_int(k->trades, run->trades);
	is_int(k->intrabar_decided, run->intrabar_decided);
	ok(dec_same(k->fees, run->fees));
	ok(dec_same(k->funding, run->funding));
	ok(dec_same(k->expectancy, run->expectancy));
	ok(near(dec_to_double(k->final_equity), dec_to_double(
	    run->final_equity)));
	ok(near(k->total_return, run->total_return));
	ok(near(k->annual_return, run->annual_return));
	ok(near(k->volatility, run->volatility));
	ok(near(k->max_drawdown, run->max_drawdown));
	ok(near(k->sharpe, run->sharpe));
	ok(near(k->calmar, run->calmar));
	ok(near(k->win_rate, run->win_rate));
	ok(near(k->profit_factor, run->profit_factor));
	ok(near(k->payoff, run->payoff));
	if (c->x->curves) {
		ok(near(k->sortino, run->sortino));
		ok(near(k->omega, run->omega));
		ok(near(k->ulcer, run->ulcer));
		ok(near(k->psr, run->psr));
		ok(near(k->max_drawdown_days, run->max_drawdown_days));
	}
}

static void
best_take(struct best *b, const struct objective *o, int64_t set,
    const struct run *run, struct run_parts *parts)
{
	double x = *(const double *)(const void *)((const char *)run +
	    o->field->offset);

	if (isnan(x) || (b->set >= 0 && !objective_better(o, x, b->value)))
		return;
	run_parts_release(&b->parts);
	b->value = x;
	b->set = set;
	b->run = *run;
	b->parts = *parts;
	*parts = (struct run_parts){ .sweep = NULL };
}

static void
winner_is(const struct sweep_result *r, const struct best *b,
    const struct space *space)
{
	const struct run_trades *x = &r->parts.trades, *y = &b->parts.trades;

	is_text(r->run.params, set_text(space, b->set));
	ok(dec_same(r->run.final_equity, b->run.final_equity));
	is_int(curve_len(&r->parts.equity), curve_len(&b->parts.equity));
	is_int(x->len, y->len);
	for (size_t i = 0; i < x->len && i < y->len; i++) {
		is_int(x->at[i].side, y->at[i].side);
		is_int(x->at[i].entry_time, y->at[i].entry_time);
		is_int(x->at[i].exit_time, y->at[i].exit_time);
		ok(dec_same(x->at[i].amount, y->at[i].amount));
		ok(dec_same(x->at[i].entry_price, y->at[i].entry_price));
		ok(dec_same(x->at[i].exit_price, y->at[i].exit_price));
		ok(dec_same(x->at[i].profit, y->at[i].profit));
	}
}

/* By the replay alone, and held against what a sweep makes of the set. */
static void
set_replay(struct world *w, struct scout *c, int64_t set, struct best *best)
{
	struct strategy *s = NULL;
	struct run run = { 0 };
	struct run_parts parts = { .sweep = NULL };
	struct backtest b = w->b;

	ok(scout_strategy(c, set, &s, &err) == E_OK);
	b.strategy = s;
	ok(scout_set(c, set, true, &err) == E_OK);
	if (s == NULL) {
		is_int(c->engine, TRIAL_SKIPPED);
		return;
	}
	if (!ok(backtest_run(store, &b, &run, &parts, &err) == E_OK))
		printf("# %s\n", err.text);
	if (c->engine == TRIAL_KERNEL &&
	    !ok(scout_compare(c, &parts, &err) == E_OK))
		printf("# %s %s: %s\n", w->source.label, set_text(&w->space,
		    set), err.text);
	numbers_are_those_of(c, &run);
	best_take(best, &w->objective, set, &run, &parts);
	run_parts_release(&parts);
	strategy_free(s);
}

static void
brute_force(const struct shipped *of, const char *symbol,
    const char *objective, int64_t sets, uint64_t seed)
{
	char *path = mem_format("share/strategies/%s.strategy", of->name);
	struct sweep_result r = { .resumed = 0 };
	struct best best = { .set = -1 };
	struct scouting x;
	struct scout *c;
	struct world w;
	int64_t kernels = 0;
	enum err_code rc;

	world_open(&w, path, symbol, of->timeframe, NULL, 0, objective);
	w.sweep.search = (struct search){ SEARCH_RANDOM, sets < w.space.sets ?
	    sets : w.space.sets, seed };
	x = (struct scouting){ .store = store, .b = &w.b,
	    .source = &w.source, .space = &w.space,
	    .objective = &w.objective };
	if (!ok(scouting_open(&x, &err) == E_OK))
		printf("# %s\n", err.text);
	c = scout_new(&x);
	for (int64_t i = 0; i < w.sweep.search.tries; i++) {
		set_replay(&w, c, search_set(&w.sweep.search, &w.space, i),
		    &best);
		kernels += c->engine == TRIAL_KERNEL;
	}
	rc = sweep_run(&w.sweep, &r, &err);
	if (!ok(rc == (w.space.sets == 1 ? E_USAGE : E_OK)))
		printf("# %s: %s\n", of->name, err.text);
	if (rc == E_OK && ok(best.set >= 0))
		winner_is(&r, &best, &w.space);
	ok((kernels > 0) == of->kernel);
	ok(w.space.sets == 1 || best.parts.trades.len > 0);
	sweep_result_release(&r);
	run_parts_release(&best.parts);
	scout_free(c);
	scouting_close(&x);
	world_release(&w);
	free(path);
}

static void
sweeps_say_what_replays_of_every_set_say(void)
{
	static const char *const objectives[] = { "total_return", "sortino",
	    "sharpe", "profit_factor" };
	const char *text = getenv("SWEEP_SETS");
	int64_t sets = text != NULL ? strtoll(text, NULL, 10) : 4;

	for (uint64_t k = 0; k < 4; k++) {
		const char *symbol = k % 2 == 0 ? SPOT : SWAP;
		int64_t timeframe = k / 2 == 0 ? STAMP_HOUR : 4 * STAMP_HOUR;

		store = store_new();
		market_make(symbol, timeframe, 900, 40 + k, 0.001);
		market_make(OTHER, timeframe, 900, 40 + k, 0);
		for (size_t i = 0; i < COUNT(all_shipped); i++)
			if (all_shipped[i].timeframe == timeframe)
				brute_force(&all_shipped[i], symbol,
				    objectives[(k + i) % COUNT(objectives)],
				    sets, 7 + k);
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
