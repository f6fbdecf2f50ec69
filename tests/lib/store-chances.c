/*
 * Covers lib/store/chances.c: what a Monte Carlo run keeps, there and back to
 * the last bit; a run of another kind; parts that were changed or are gone.
 */
#include "runstest.h"
#include "store/chances.h"

static struct chances
some_chances(void)
{
	struct chances c = { .outcome = { .paths = 10000, .steps = 61,
	    .block = NAN, .ruin_level = 0.5, .ruin = 1.0 / 3, .loss = 0,
	    .total_return = -0.1, .max_drawdown = 0.25,
	    .drawdown_length = 12.5, .sharpe = NAN,
	    .final_equity = INFINITY } };

	TEXT_SET(c.outcome.of, "12");
	TEXT_SET(c.outcome.method, "bootstrap");
	for (int i = 0; i < CHANCE_QUANTILES; i++)
		vec_push(&c.quantiles, ((struct run_quantile){
		    .quantile = chance_quantiles[i], .final_equity = i / 3.0,
		    .total_return = -i / 7.0, .max_drawdown = NAN,
		    .drawdown_length = i, .sharpe = 1e-300 * i }));
	for (int i = 0; i < 100; i++)
		vec_push(&c.bands, ((struct run_band){ .step = i * i,
		    .equity = { i, i / 3.0, 0, 1e300, 4, 5, 6 } }));
	return c;
}

static void
keep(struct store *s, struct run *r, const struct chances *c)
{
	struct run_parts parts = { .trades = { 0 } };
	const struct run_source none = { .strategy = { 0 } };

	chances_pack(c, &parts);
	is_int(run_add(s, r, &parts, &none, &err), E_OK);
	run_parts_release(&parts);
}

static void
what_was_kept_comes_back(void)
{
	struct store *s = store_new();
	struct run r = a_run("m");
	struct chances c = some_chances(), got = { .outcome = { .run = NULL } };

	r.kind = RUN_MONTECARLO;
	keep(s, &r, &c);
	is_int(run_chances_load(s, r.id, &got, &err), E_OK);
	ok(chances_same(&c, &got));
	is_text(got.outcome.of, "12");
	is_text(got.outcome.method, "bootstrap");
	is_int(got.quantiles.len, CHANCE_QUANTILES);
	is_int(got.bands.len, 100);
	is_int(got.bands.at[99].step, 99 * 99);
	is_int(got.returns.len, 0);
	ok(isnan(got.outcome.sharpe) && isnan(got.quantiles.at[3].max_drawdown));
	chances_name(&got, "7");
	is_text(got.bands.at[0].run, "7");
	got.bands.at[50].equity[2] = 1e-9;
	ok(!chances_same(&c, &got));
	chances_release(&got);
	vec_push(&c.returns, ((struct run_return){ 0.01 }));
	vec_push(&c.returns, ((struct run_return){ -1.0 / 3 }));
	c.outcome.of[0] = '\0';
	keep(s, &r, &c);
	is_int(run_chances_load(s, r.id, &got, &err), E_OK);
	ok(chances_same(&c, &got));
	is_int(got.returns.len, 2);
	ok(got.returns.at[1].ret == -1.0 / 3);
	chances_release(&got);
	chances_release(&c);
	store_close(s);
}

static void
another_kind_has_none(void)
{
	struct store *s = store_new();
	struct run r = a_run("m");
	struct chances c = { .outcome = { .run = NULL } };

	keep(s, &r, &c);
	is_int(run_chances_load(s, r.id, &c, &err), E_USAGE);
	is_text(err.text, "run 1 is a backtest: it has no paths");
	is_int(run_chances_load(s, "9", &c, &err), E_USAGE);
	chances_release(&c);
	store_close(s);
}

static void
damage_is_told(void)
{
	static const char *const statements[] = {
		"UPDATE run_part SET data = zeroblob(8) WHERE part = 'bands'",
		"UPDATE run_part SET data = x'00' WHERE part = 'outcome'",
		"DELETE FROM run_part WHERE part = 'outcome'",
		"UPDATE run_part SET rows = rows + 1 WHERE part = 'quantiles'"
	};

	for (size_t i = 0; i < 4; i++) {
		struct store *s = store_new();
		struct run r = a_run("m");
		struct chances c = some_chances();
		struct chances got = { .outcome = { .run = NULL } };
		struct buf wrong = { 0 };

		r.kind = RUN_MONTECARLO;
		keep(s, &r, &c);
		is_text(said(s, "DROP TRIGGER run_part_keeps_rows"), "");
		is_text(said(s, "DROP TRIGGER run_part_keeps_values"), "");
		is_text(said(s, statements[i]), "");
		is_int(run_chances_load(s, r.id, &got, &err), E_STORE);
		is_int(run_check(s, r.id, &wrong, &err), E_OK);
		ok(wrong.len > 0);
		buf_release(&wrong);
		chances_release(&c);
		chances_release(&got);
		store_close(s);
	}
}

int
main(void)
{
	TEST(what_was_kept_comes_back);
	TEST(another_kind_has_none);
	TEST(damage_is_told);
	store_away();
	return tap_done();
}
