/*
 * Covers lib/store/columns.c and columns-read.c: packed rows as every table of
 * the store had them, first shapes and later ones, are read for ever; what a
 * run's result_hash is of keeps its bytes; columns that were added have nothing
 * in older rows; a shape that is not known is damage.
 *
 * A column is added with since, and bytes of the new shape at the end of this
 * list; what is in the list never changes.
 */
#include "runstest.h"
#include "store/chances.h"
#include "store/columns.h"
#include "store/walks.h"

static const struct kept {
	const char *part;
	int64_t rows;
	const char *hex;
} kept[] = {
	{ "trades", 2,
	  "0102024554482f555344543a55534454004254432f55534454000209026c6f6e"
	  "670073686f72740001023400803c3048140ce070720000003400803c3048142c"
	  "e07072000000031a0087938b000000031ac88793070000000802080102084000"
	  "00000000000000555555555555d53f00001402393232332e3337323033363835"
	  "3437373538303700393232332e33373230333638353437373538303730303100"
	  "02090208027369676e616c2030007369676e616c20310002090173746f705f6c"
	  "6f737300010201020000000000000000" },
	{ "equity", 2,
	  "010201028080a0faa0ccd705809c9c39300031000833600ec44dfd1a4fce2f16"
	  "0000000000000000000000" },
	{ "orders", 2,
	  "0102014254432f5553445400010301656e74727900010302006c696e6b656400"
	  "02090131000102020a026275790073656c6c000102076d61726b6574006c696d"
	  "69740073746f700073746f705f6c696d69740074616b655f70726f6669740074"
	  "616b655f70726f6669745f6c696d697400747261696c696e670001020c696e74"
	  "656e740073656e64696e67006f70656e007061727469616c0066696c6c656400"
	  "63616e63656c656400657870697265640072656a656374656400756e6b6e6f77"
	  "6e00616273656e740072656675736564006162616e646f6e6564000102050208"
	  "1302030202130000050208082c9c92dacdd22b00000000000804e01500000090"
	  "d003150a000090d0030000000000000000" },
	{ "refusals", 1,
	  "0101040a0100010101000101016d61782d6f726465722d757364740001010105"
	  "1e1300000100010101746f6f206c617267653a20312e35000101000000000000"
	  "0000" },
	{ "events", 1,
	  "0101040c016461696c792d6c6f73730001010574726967676572656400616374"
	  "696f6e007265736f6c766564007265736574006572726f720002030100010113"
	  "000000040a0100010101000101010001010100010103040000000000000000" },
	{ "sums", 2,
	  "0102020a08c80040000000000000e03f000000000000e03f0000400000000000"
	  "00d03f000000000000d03f000000000000000000000000000000000000000000"
	  "000000000000000000000000000000" },
	{ "trials/000000", 2,
	  "01020202040a03736b6970706564006b65726e656c007265706c617900020902"
	  "0a40000000000000f83f000000000000f83f40000000000000d03f0000000000"
	  "00d03f40000000000000f87f000000000000f87f40000000000000e03f000000"
	  "000000e03f40000000000000c03f000000000000c03f40000000000000f83f00"
	  "0000000000f83f40000000000000f87f000000000000f87f4000000000000000"
	  "40000000000000004040000000000000e03f000000000000e03f400000000000"
	  "00f07f000000000000f07f40000000000000f87f000000000000f87f40000000"
	  "000000f03f000000000000f03f0108fa0006bc000000000000000000" },
	{ "sweep", 1,
	  "010101736f626f6c0001010173686172706500010101747261646573203e2035"
	  "00010101666173743d322e2e3400010107640760030402020177687900010105"
	  "1240000000000000f83f01666173743d31000101040840000000000000e03f40"
	  "000000000000f83f40000000000000044040000000000000c03f400000000000"
	  "00e03f40000000000000e83f0760062004756e6b6e6f776e006e6f7468696e67"
	  "00646f75627466756c00686f6c64730002020170657268617073000101000000"
	  "0000000000" },
	{ "walk", 1,
	  "01010167726964000101017368617270650001010100010101666173743d322e"
	  "2e34000101040a03060002020304020208c0030640000000000000e03f020201"
	  "666173743d3100010101736f20736f0001010000000000000000" },
	{ "windows", 1,
	  "01010202020203040306040801666173743d32000101076040000000000000f8"
	  "3f40000000000000d03f40000000000000e03f40000000000000f83f40000000"
	  "000000f87f40000000000000e0bf40000000000000f8bf40000000000000e83f"
	  "063e0000000000000000" },
	{ "outcome", 1,
	  "010101310001010173687566666c65000101040a030440000000000000f87f40"
	  "000000000000e03f40000000000000d03f40000000000000f03f400000000000"
	  "00e0bf40000000000000e83f40000000000000004040000000000000f8bf4000"
	  "0000000088b3400000000000000000" },
	{ "quantiles", 1,
	  "010140000000000000e03f40000000000088b34040000000000000e0bf400000"
	  "00000000e83f40000000000000004040000000000000f8bf0000000000000000" },
	{ "bands", 1,
	  "0101030440000000000000f03f40000000000000004040000000000000084040"
	  "0000000000001040400000000000001440400000000000001840400000000000"
	  "001c400000000000000000" },
	{ "returns", 1,
	  "010140000000000000e0bf0000000000000000" },
};
#define KEPT (sizeof(kept) / sizeof(kept[0]))

/* With a trial's symbol, and with symbols, across and others of a sweep. */
static const struct kept second[] = {
	{ "trials/000000", 2,
	  "02020202040a020803736b6970706564006b65726e656c007265706c61790002"
	  "09020a40000000000000f83f000000000000f83f40000000000000d03f000000"
	  "000000d03f40000000000000f87f000000000000f87f40000000000000e03f00"
	  "0000000000e03f40000000000000c03f000000000000c03f40000000000000f8"
	  "3f000000000000f83f40000000000000f87f000000000000f87f400000000000"
	  "000040000000000000004040000000000000e03f000000000000e03f40000000"
	  "000000f07f000000000000f07f40000000000000f87f000000000000f87f4000"
	  "0000000000f03f000000000000f03f0108fa0006bc000000000000000000" },
	{ "sweep", 1,
	  "020101736f626f6c0001010173686172706500010101747261646573203e2035"
	  "00010101666173743d322e2e3400010101412f423b432f4400010101776f7273"
	  "7400010101380001010764076003040202017768790001010512400000000000"
	  "00f83f01666173743d31000101040840000000000000e03f40000000000000f8"
	  "3f40000000000000044040000000000000c03f40000000000000e03f40000000"
	  "000000e83f0760062004756e6b6e6f776e006e6f7468696e6700646f75627466"
	  "756c00686f6c647300020201706572686170730001010000000000000000" },
};

static void
bytes_of(const struct kept *k, struct buf *out)
{
	unsigned byte;

	for (const char *at = k->hex; sscanf(at, "%2x", &byte) == 1; at += 2)
		buf_putc(out, (char)byte);
}

static const struct kept *
the(const char *part)
{
	for (size_t i = 0; i < KEPT; i++)
		if (strcmp(kept[i].part, part) == 0)
			return &kept[i];
	abort();
}

static void
results_keep_their_bytes(void)
{
	struct run_parts p = {0};
	struct run_bytes b = {0};
	struct buf bytes[RUN_PARTS] = {0};

	for (int i = 0; i < RUN_PARTS; i++) {
		const struct kept *k = the(run_part_names[i]);

		bytes_of(k, &bytes[i]);
		ok(run_part_unpack(i, bytes[i].at, bytes[i].len, k->rows, &p));
	}
	is_text(p.trades.at[1].symbol, "BTC/USDT");
	is_text(p.refusals.at[0].message, "too large: 1.5");
	run_parts_pack(&p, &b);
	for (int i = 0; i < RUN_PARTS; i++) {
		is_int(b.part[i].len, bytes[i].len);
		ok(memcmp(b.part[i].at, bytes[i].at, bytes[i].len) == 0);
		buf_release(&bytes[i]);
	}
	run_bytes_release(&b);
	run_parts_release(&p);
}

/* A run of that number with some of what is kept, the first byte told or as it
 * is (0). */
static void
given(struct store *s, enum run_kind kind, const struct kept *k, size_t n,
    char shape)
{
	struct run r = a_run("x");
	struct run_parts p = {0};

	r.kind = kind;
	for (size_t i = 0; i < n; i++) {
		struct run_extra *e = vec_add(&p.extras);

		e->name = k[i].part;
		e->rows = k[i].rows;
		bytes_of(&k[i], &e->data);
		if (shape != 0)
			e->data.at[0] = shape;
	}
	add(s, &r, &p);
}

static enum err_code
keep(void *self, const struct trial *t, struct err *e)
{
	struct trials *to = self;

	(void)e;
	vec_push(to, *t);
	return E_OK;
}

static void
is_swept(struct store *s, const char *run, bool later)
{
	struct sweep_summary sweep = { .run = NULL };
	struct trials trials = {0};
	const struct trial *t;

	is_int(run_sweep_load(s, run, &sweep, &err), E_OK);
	is_text(sweep.about.search, "sobol");
	is_text(sweep.symbols, later ? "A/B;C/D" : "BTC/USDT;ETH/USDT:USDT");
	is_text(sweep.across, later ? "worst" : "");
	is_text(sweep.others, later ? "8" : "");
	is_int(sweep.sets, 50);
	is_int(sweep.verdict, SWEEP_DOUBTFUL);
	is_text(sweep.words, "perhaps");
	is_int(run_trials_each(s, run, keep, &trials, &err), E_OK);
	is_int(trials.len, 2);
	t = &trials.at[1];
	is_int(t->set, 5);
	is_int(t->symbol, later ? 1 : 0);
	is_int(t->engine, TRIAL_REPLAY);
	ok(t->calmar == 2 && isnan(t->payoff));
	ok(dec_cmp(t->expectancy, d("12.5")) == 0);
	is_int(t->trades, 31);
	vec_release(&trials);
}

static void
sweeps_of_before_are_read(void)
{
	struct store *s = store_new();
	struct sweep_summary sweep = { .run = NULL };
	struct trials none = {0};

	given(s, RUN_OPTIMIZE, the("trials/000000"), 2, 0);
	is_swept(s, "1", false);
	given(s, RUN_OPTIMIZE, second, 2, 0);
	is_swept(s, "2", true);
	given(s, RUN_OPTIMIZE, second, 2, 1);
	is_swept(s, "3", true);
	for (int shape = 3; shape < 256; shape += 84) {
		struct buf id = {0};

		given(s, RUN_OPTIMIZE, second, 2, (char)shape);
		buf_printf(&id, "%d", 4 + shape / 84);
		is_int(run_sweep_load(s, id.at, &sweep, &err), E_STORE);
		is_int(run_trials_each(s, id.at, keep, &none, &err), E_STORE);
		buf_release(&id);
	}
	given(s, RUN_OPTIMIZE, the("trials/000000"), 2, 2);
	is_int(run_sweep_load(s, "8", &sweep, &err), E_STORE);
	is_text(err.text, "run 8: its part sweep is damaged (etrms store"
	    " check)");
	store_close(s);
}

static void
walks_of_before_are_read(void)
{
	struct store *s = store_new();
	struct walk_windows windows = {0};
	struct walk_summary walk;

	given(s, RUN_WALKFORWARD, the("walk"), 2, 0);
	is_int(run_walk_load(s, "1", &windows, &walk, &err), E_OK);
	is_text(walk.about.space, "fast=2..4");
	is_int(walk.trials, 96);
	is_text(walk.words, "so so");
	is_int(windows.len, 1);
	is_text(windows.at[0].params, "fast=2");
	ok(windows.at[0].test_drawdown == 0.75);
	is_int(windows.at[0].test_trades, 31);
	vec_release(&windows);
	store_close(s);
}

static void
chances_of_before_are_read(void)
{
	struct store *s = store_new();
	struct chances c = { .outcome = { .run = NULL } };

	given(s, RUN_MONTECARLO, the("outcome"), 4, 0);
	is_int(run_chances_load(s, "1", &c, &err), E_OK);
	is_text(c.outcome.method, "shuffle");
	ok(isnan(c.outcome.block) && c.outcome.final_equity == 5000);
	is_int(c.quantiles.len, 1);
	ok(c.quantiles.at[0].sharpe == -1.5);
	is_int(c.bands.len, 1);
	ok(c.bands.at[0].equity[CHANCE_QUANTILES - 1] == 7);
	is_int(c.returns.len, 1);
	ok(c.returns.at[0].ret == -0.5);
	chances_release(&c);
	store_close(s);
}

/* What a sweep under way has kept by now. */
static void
chunks_of_before_are_read(void)
{
	struct store *s = store_new();
	struct sweep_chunk c = {0};
	char hash[2][17];
	struct buf bytes[2] = {0}, sql = {0};
	bool there = false;

	bytes_of(the("trials/000000"), &bytes[0]);
	bytes_of(the("sums"), &bytes[1]);
	for (int i = 0; i < 2; i++)
		run_part_hash(bytes[i].at, bytes[i].len, hash[i]);
	buf_printf(&sql, "INSERT INTO sweep (key, chunk, rows, hash, data,"
	    " sums_hash, sums, time) VALUES ('k', 0, 2, '%s', x'%s', '%s',"
	    " x'%s', 7)", hash[0], the("trials/000000")->hex, hash[1],
	    the("sums")->hex);
	is_text(said(s, sql.at), "");
	is_int(sweep_chunk_load(s, "k", 0, &c, &there, &err), E_OK);
	ok(there);
	is_int(c.trials.len, 2);
	is_int(c.trials.at[1].trades, 31);
	is_int(c.sums.at[1].number, 2);
	ok(c.sums.at[1].squares[1] == 0.25);
	sweep_chunk_release(&c);
	buf_release(&bytes[0]);
	buf_release(&bytes[1]);
	buf_release(&sql);
	store_close(s);
}

struct row {
	int64_t number, count, time;
	signed char yes;
	int which;
	struct dec price;
	double share;
	char name[8];
	const char *text;
};
static const char *const ways[] = { "left", "right" };
#define R(member, kind, ...) \
	{ #member, kind, MEMBER(struct row, member), ##__VA_ARGS__ }
static const struct column first[] = {
	R(number, COL_INT), R(share, COL_DOUBLE),
	{ .name = NULL }
};
static const struct column third[] = {
	R(count, COL_INT, .since = 2), R(number, COL_INT),
	R(time, COL_STAMP, .since = 2), R(yes, COL_BOOL, .since = 3),
	R(which, COL_ENUM, ways, 2, .since = 3),
	R(price, COL_DEC, .since = 2), R(name, COL_CHARS, .since = 3),
	R(share, COL_DOUBLE), R(text, COL_TEXT, .since = 2),
	{ .name = NULL }
};

static void
columns_that_were_added_have_nothing(void)
{
	const struct row in[2] = {
		{ 1, 2, 3, 1, 1, dec_make(5, 1), 0.5, "six", "seven" },
		{ 8, 9, 10, 0, 0, dec_make(11, 2), 1.5, "ten", NULL }
	};
	VEC(struct row) out = {0};
	struct arena texts = {0};
	struct buf bytes = {0};

	rows_pack(first, in, sizeof(*in), 2, &bytes);
	is_int(bytes.at[0], 1);
	ok(rows_unpack(third, bytes.at, bytes.len, &texts, &out));
	is_int(out.len, 2);
	is_int(out.at[1].number, 8);
	ok(out.at[1].share == 1.5);
	is_int(out.at[1].count + out.at[1].time + out.at[1].which, 0);
	is_int(out.at[1].yes, BOOL_NONE);
	ok(!dec_known(out.at[1].price) && out.at[1].text == NULL);
	is_text(out.at[1].name, "");
	vec_release(&out);
	buf_clear(&bytes);
	rows_pack(third, in, sizeof(*in), 2, &bytes);
	is_int(bytes.at[0], 3);
	ok(rows_unpack(third, bytes.at, bytes.len, &texts, &out));
	is_int(out.at[0].count, 2);
	is_int(out.at[0].which, 1);
	ok(dec_cmp(out.at[0].price, d("0.5")) == 0);
	is_text(out.at[0].text, "seven");
	vec_release(&out);
	ok(!rows_unpack(first, bytes.at, bytes.len, &texts, &out));
	is_int(out.len, 0);
	arena_release(&texts);
	buf_release(&bytes);
}

int
main(void)
{
	TEST(results_keep_their_bytes);
	TEST(sweeps_of_before_are_read);
	TEST(walks_of_before_are_read);
	TEST(chances_of_before_are_read);
	TEST(chunks_of_before_are_read);
	TEST(columns_that_were_added_have_nothing);
	store_away();
	return tap_done();
}
