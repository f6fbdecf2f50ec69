/*
 * Covers recorded runs: what goes in comes out (each kind of value, nothing
 * known, a million points, texts, large amounts), ids that are never used
 * again, filters and pages, and removal alone takes one away.
 */
#include "runstest.h"

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Field by field as canonical text. */
static void
is_row(const struct record *record, const void *got, const void *want)
{
	struct buf a = {0}, b = {0};

	for (const struct field *f = record->fields; f->name != NULL; f++) {
		field_text(f, got, &a);
		field_text(f, want, &b);
		buf_putc(&a, '|');
		buf_putc(&b, '|');
	}
	is_text(buf_text(&a), buf_text(&b));
	buf_release(&a);
	buf_release(&b);
}

static void
a_run_comes_back_as_it_went(void)
{
	struct store *s = store_new();
	struct run r = a_run("sma-cross"), back = {0};
	struct run_parts p = some_parts();
	struct run_source source = {0};

	add(s, &r, &p);
	is_text(r.id, "1");
	is_int((long long)strlen(r.result_hash), 64);
	is_int(run_load(s, "1", &back, &source, &err), E_OK);
	is_row(&run_record, &back, &r);
	ok(isinf(back.max_drawdown));
	ok(isnan(back.annual_return));
	is_text(buf_text(&source.strategy), "name: x\nentry: close > 1\n");
	is_text(buf_text(&source.policy), "");
	is_text(buf_text(&source.breakers), "[]");
	run_source_release(&source);
	store_close(s);
}

static void
is_trade(const struct run_trade *got, const struct run_trade *want)
{
	is_row(&run_trade_record, got, want);
	ok(same_text(got->reason_out, want->reason_out));
	ok(dec_same(got->funding, want->funding));
}

static void
parts_come_back_as_they_went(void)
{
	struct store *s = store_new();
	struct run r = a_run("sma-cross");
	struct run_parts p = some_parts(), want = some_parts(), got = {0};

	add(s, &r, &p);
	is_int(run_parts_load(s, "1", RUN_PART_ALL, &got, &err), E_OK);
	is_int((long long)got.trades.len, 150);
	is_int((long long)got.orders.len, 150);
	for (size_t i = 0; i < 150; i++) {
		is_text(got.trades.at[i].run, "1");
		want.trades.at[i].run = want.orders.at[i].run = "1";
		is_trade(&got.trades.at[i], &want.trades.at[i]);
		is_row(&run_order_record, &got.orders.at[i],
		    &want.orders.at[i]);
		ok(same_text(got.orders.at[i].reason,
		    want.orders.at[i].reason));
	}
	is_int((long long)curve_len(&got.equity), 200);
	for (size_t i = 0; i < 200; i++) {
		struct equity_point a = curve_point(&got.equity, i);
		struct equity_point b = curve_point(&want.equity, i);

		is_int(a.time, b.time);
		ok(dec_same(a.equity, b.equity));
		ok(dec_same(a.high, b.equity) && dec_same(a.low, b.equity));
		ok(dec_same(a.units, b.units));
	}
	is_row(&violation_record, got.refusals.at, want.refusals.at);
	is_row(&breaker_event_record, got.events.at, want.events.at);
	is_int(got.events.at[0].generation, 2);
	run_parts_release(&got);
	run_parts_release(&want);
	store_close(s);
}

static void
only_the_parts_asked_for_are_loaded(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = some_parts(), got = {0};

	add(s, &r, &p);
	is_int(run_parts_load(s, "1", RUN_PART_ORDERS, &got, &err), E_OK);
	is_int((long long)got.orders.len, 150);
	is_int((long long)got.trades.len, 0);
	is_int((long long)curve_len(&got.equity), 0);
	is_int(run_parts_load(s, "2", RUN_PART_ORDERS, &got, &err), E_USAGE);
	is_text(err.text, "run 2: there is none");
	is_int((long long)got.orders.len, 150);
	run_parts_release(&got);
	store_close(s);
}

static void
nothing_comes_back_as_nothing(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = {0}, got = {0};

	add(s, &r, &p);
	is_int(run_parts_load(s, "1", RUN_PART_ALL, &got, &err), E_OK);
	is_int((long long)(got.trades.len + got.orders.len +
	    got.refusals.len + got.events.len + curve_len(&got.equity)), 0);
	run_parts_release(&got);
	store_close(s);
}

/* Jumps in time, other units, points too large to pack or not known. */
static void
an_uneven_curve_comes_back(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = {0}, got = {0};
	const struct equity_point points[] = {
		{ 100, d("1"), d("1"), d("1"), d("0"), d("1") },
		{ 200, d("-2.5"), d("1"), d("1"), d("0"), d("1") },
		{ 250, d("3"), d("3"), d("3"), d("5"), d("2") },
		{ 300, DEC_NONE, DEC_NONE, DEC_NONE, d("5"), d("2") },
		{ 400, dec_wide((__int128)INT64_MAX * 1000, 0), d("1"), d("1"),
		    d("5"), d("2") },
	};

	for (size_t i = 0; i < 5; i++)
		curve_add(&p.equity, &points[i]);
	add(s, &r, &p);
	is_int(run_parts_load(s, "1", RUN_PART_EQUITY, &got, &err), E_OK);
	is_int((long long)curve_len(&got.equity), 5);
	for (size_t i = 0; i < 5; i++) {
		struct equity_point a = curve_point(&got.equity, i);

		is_int(a.time, points[i].time);
		ok(dec_same(a.equity, points[i].equity));
		ok(dec_same(a.transferred, points[i].transferred));
		ok(dec_same(a.units, points[i].units));
	}
	run_parts_release(&got);
	store_close(s);
}

static void
the_same_results_have_one_hash(void)
{
	struct store *s = store_new();
	struct run a = a_run("x"), b = a_run("y"), c = a_run("x");
	struct run_parts p = some_parts(), q = some_parts(), o = some_parts();

	run_hash(&b, &q);
	add(s, &a, &p);
	is_text(a.result_hash, b.result_hash);
	o.trades.at[149].bars++;
	run_hash(&c, &o);
	ok(strcmp(a.result_hash, c.result_hash) != 0);
	b.sharpe = nextafter(b.sharpe, 2);
	run_hash(&b, &q);
	ok(strcmp(a.result_hash, b.result_hash) != 0);
	run_parts_release(&q);
	run_parts_release(&o);
	store_close(s);
}

static void
many_rows_take_little_room(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = {0}, got = {0};

	given_points(&p, 1000000);
	given_trades(&p, 20000);
	given_orders(&p, 40000);
	add(s, &r, &p);
	is_int(run_parts_load(s, "1", RUN_PART_ALL, &got, &err), E_OK);
	is_int((long long)curve_len(&got.equity), 1000000);
	ok(number_of(s, "SELECT sum(length(data)) FROM run_part") < 7000000);
	ok(number_of(s, "SELECT length(data) FROM run_part"
	    " WHERE part = 'equity'") < 4000000);
	run_parts_release(&got);
	store_close(s);
}

static void
list(struct store *s, struct run_filter f, const char *want)
{
	struct runs runs = {0};
	struct buf ids = {0};

	is_int(runs_load(s, &f, &runs, &err), E_OK);
	for (size_t i = 0; i < runs.len; i++)
		buf_printf(&ids, "%s ", runs.at[i].id);
	is_text(buf_text(&ids), want);
	buf_release(&ids);
	vec_release(&runs);
}

static void
runs_are_listed_newest_first(void)
{
	struct store *s = store_new();
	struct runs none = {0};

	for (int i = 0; i < 5; i++) {
		struct run r = a_run(i % 2 == 0 ? "even" : "odd");
		struct run_parts p = {0};

		if (i == 4)
			TEXT_SET(r.symbols, "BTC/USDT:USDT");
		if (i == 1)
			r.kind = RUN_OPTIMIZE;
		add(s, &r, &p);
	}
	list(s, (struct run_filter){ .kind = -1 }, "5 4 3 2 1 ");
	list(s, (struct run_filter){ .kind = -1, .limit = 2 }, "5 4 ");
	list(s, (struct run_filter){ .kind = -1, .limit = 2, .after = "4" },
	    "3 2 ");
	list(s, (struct run_filter){ .kind = -1, .after = "1" }, "");
	list(s, (struct run_filter){ .kind = RUN_OPTIMIZE }, "2 ");
	list(s, (struct run_filter){ .kind = -1, .strategy = "odd" }, "4 2 ");
	list(s, (struct run_filter){ .kind = -1, .symbol = "BTC/USDT" },
	    "4 3 2 1 ");
	list(s, (struct run_filter){ .kind = -1, .symbol = "ETH/USDT" }, "");
	is_int(runs_load(s, &(struct run_filter){ .kind = -1,
	    .after = "4x" }, &none, &err), E_USAGE);
	store_close(s);
}

static void
a_removed_run_leaves_its_number(void)
{
	struct store *s = store_new();
	struct run r = a_run("x");
	struct run_parts p = some_parts();

	add(s, &r, &p);
	is_text(said(s, "DELETE FROM run"), "run is append-only");
	is_text(said(s, "DELETE FROM run_part"), "run_part is append-only");
	is_text(said(s, "UPDATE run SET sharpe = 9"), "run is append-only");
	is_text(said(s, "INSERT OR REPLACE INTO run_source"
	    " VALUES (1, '', '', '')"), "run_source is append-only");
	is_int(run_remove(s, "2", "me", 5, &err), E_USAGE);
	is_int(run_remove(s, "1", "me", 5, &err), E_OK);
	is_int(run_load(s, "1", &r, NULL, &err), E_USAGE);
	is_text(err.text, "run 1: there is none");
	is_int(number_of(s, "SELECT count(*) FROM run_part"), 0);
	is_int(number_of(s, "SELECT time FROM run_removal"), 5);
	p = some_parts();
	add(s, &r, &p);
	is_text(r.id, "2");
	store_close(s);
}

int
main(void)
{
	TEST(a_run_comes_back_as_it_went);
	TEST(parts_come_back_as_they_went);
	TEST(only_the_parts_asked_for_are_loaded);
	TEST(nothing_comes_back_as_nothing);
	TEST(an_uneven_curve_comes_back);
	TEST(the_same_results_have_one_hash);
	TEST(many_rows_take_little_room);
	TEST(runs_are_listed_newest_first);
	TEST(a_removed_run_leaves_its_number);
	store_away();
	return tap_done();
}
