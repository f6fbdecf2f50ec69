/*
 * Candles in the store:
 * - what goes in comes out, exactly: scales, unknown columns, gaps, wide numbers
 * - the order and pieces of importing change neither rows nor hash
 * - equal bars merge, conflicts follow the policy and are told
 * - ranges agree with counting by hand; arrays agree with exact rows
 * - volumes that share no scale are rounded, prices never
 * - a damaged block is found; damaged bytes never break the reader
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "store/candles-codec.h"
#include "store/candles.h"

#include "storetest.h"

#define MINUTE 60000
#define START INT64_C(1700000040000)

static struct store *store;

static void
fresh(void)
{
	store_place();
	ok(store_open(store_file, STORE_CREATE, &store, &err) == E_OK);
}

static void
done(void)
{
	store_close(store);
	store = NULL;
	store_away();
}

static struct dec
random_dec(struct rng *r, int digits, int scale)
{
	int64_t top = pow10_table[digits];

	return dec_make(1 + (int64_t)rng_below(r, (uint64_t)top - 1), scale);
}

/* Bars with gaps, tiny and wide numbers, columns that come and go. */
static void
rows_random(struct candle_rows *rows, struct rng *r, size_t n)
{
	int64_t t = START;

	for (size_t i = 0; i < n; i++) {
		struct candle c = candle_empty();
		struct dec a = random_dec(r, 6, 2), b = random_dec(r, 6, 3);

		t += MINUTE * (rng_below(r, 50) == 0 ?
		    (int64_t)rng_below(r, 5000) + 1 : 1);
		c.open_time_ms = t;
		c.open = a;
		c.close = b;
		c.high = dec_max(a, b);
		c.low = dec_min(a, b);
		if (rng_below(r, 200) == 0)
			c.low = random_dec(r, 1, 12);
		if (rng_below(r, 3) == 0)
			c.volume = random_dec(r, 17, 16);
		else
			c.volume = random_dec(r, 17, 3);
		if (i % 997 > 400) {
			c.quote_volume = random_dec(r, 12, 4);
			c.trades = (int64_t)rng_below(r, 100000);
		}
		if (i > n / 2)
			c.taker_buy_volume = random_dec(r, 9, 8);
		ok(candle_rows_add(rows, &c, (int64_t)i + 1));
	}
}

static bool
rows_equal(const struct candle_rows *a, const struct candle_rows *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++) {
		if (a->time[i] != b->time[i])
			return false;
		for (int c = 0; c < CANDLE_COLUMNS; c++)
			if (a->scale[c][i] != b->scale[c][i] ||
			    a->coef[c][i] != b->coef[c][i])
				return false;
	}
	return true;
}

static enum err_code
rows_collect(void *self, const struct candle_rows *rows, struct err *e)
{
	(void)e;
	candle_rows_append(self, rows, 0, rows->len);
	return E_OK;
}

static struct candle_sums
put_all(const char *symbol, enum conflict_policy policy,
    const struct candle_rows *const *pieces, size_t n)
{
	struct candle_writer *w = NULL;
	struct candle_sums sums = {0};
	enum err_code rc = store_begin(store, &err);

	if (rc == E_OK)
		rc = candles_writer_open(store, "x", symbol, STAMP_MINUTE,
		    PRICE_LAST, policy, NULL, &w, &err);
	for (size_t i = 0; i < n && rc == E_OK; i++)
		rc = candles_put(w, pieces[i], &err);
	rc = candles_writer_close(w, rc, &sums, &err);
	ok(store_end(store, rc, &err) == E_OK);
	return sums;
}

static void
what_goes_in_comes_out(void)
{
	struct candle_rows in = {0}, out = {0};
	struct rng r;
	const struct candle_rows *one[] = { &in };

	fresh();
	rng_seed(&r, 1);
	rows_random(&in, &r, 12000);
	is_int(put_all("A/B", CONFLICT_REFUSE, one, 1).added, 12000);
	ok(candles_each(store, "x", "A/B", STAMP_MINUTE, PRICE_LAST, 0, 0,
	    rows_collect, &out, &err) == E_OK);
	ok(rows_equal(&in, &out));
	candle_rows_release(&in);
	candle_rows_release(&out);
	done();
}

static struct series
series_of(const char *symbol)
{
	struct serieses all = {0};
	struct series one = {0};

	ok(series_list(store, "x", symbol, STAMP_MINUTE, PRICE_LAST, &all,
	    &err) == E_OK);
	if (ok(all.len == 1))
		one = all.at[0];
	vec_release(&all);
	return one;
}

static void
order_does_not_matter(void)
{
	struct candle_rows in = {0}, backward = {0}, parts[7] = {{0}};
	const struct candle_rows *pieces[8];
	struct series a = {0}, b = {0}, c = {0};
	struct candle_sums sums;
	struct rng r;

	fresh();
	rng_seed(&r, 2);
	rows_random(&in, &r, 9000);
	for (size_t i = in.len; i-- > 0;)
		candle_rows_append(&backward, &in, i, 1);
	for (size_t i = 0; i < in.len; i++)
		candle_rows_append(&parts[rng_below(&r, 7)], &in, i, 1);
	pieces[0] = &in;
	put_all("A/B", CONFLICT_REFUSE, pieces, 1);
	pieces[0] = &backward;
	put_all("B/B", CONFLICT_REFUSE, pieces, 1);
	for (size_t i = 0; i < 7; i++)
		pieces[i] = &parts[i];
	pieces[7] = &parts[3];		/* and one of them twice */
	sums = put_all("C/B", CONFLICT_REFUSE, pieces, 8);
	is_int(sums.added, 9000);
	is_int(sums.same, (int64_t)parts[3].len);
	is_int(sums.conflicts, 0);
	a = series_of("A/B");
	b = series_of("B/B");
	c = series_of("C/B");
	is_text(b.hash, a.hash);
	is_text(c.hash, a.hash);
	is_int(a.rows, 9000);
	is_int(a.from, in.time[0] * 1000);
	is_int(a.to, (in.time[8999] + MINUTE) * 1000);
	is_int(a.missing, (in.time[8999] - in.time[0]) / MINUTE + 1 - 9000);
	candle_rows_release(&in);
	candle_rows_release(&backward);
	for (size_t i = 0; i < 7; i++)
		candle_rows_release(&parts[i]);
	done();
}

static struct candle
bar(int minute, int64_t close)
{
	struct candle c = candle_empty();

	c.open_time_ms = START + minute * MINUTE;
	c.open = dec_make(100, 0);
	c.high = dec_make(200, 0);
	c.low = dec_make(50, 0);
	c.close = dec_make(close, 1);
	c.volume = dec_make(5, 0);
	return c;
}

static void
count_conflict(void *self, const struct candle *have,
    const struct candle_rows *rows, size_t i)
{
	int64_t *sum = self;
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(have->close, text), "100.5");
	is_int(rows->coef[CANDLE_CLOSE][i], 1006);
	is_int(rows->line[i], 7);
	*sum += 1;
}

static void
conflicts_follow_the_policy(void)
{
	static const struct { enum conflict_policy policy; const char *after; }
	    cases[] = { { CONFLICT_REFUSE, "100.5" }, { CONFLICT_KEEP, "100.5" },
	    { CONFLICT_REPLACE, "100.6" } };
	struct candle first = bar(0, 1005), other = bar(0, 1006);
	struct candle full = bar(0, 1005);

	full.trades = 12;
	fresh();
	for (size_t i = 0; i < 3; i++) {
		struct candle_rows a = {0}, b = {0}, c = {0}, out = {0};
		const struct candle_rows *pa[] = { &a }, *pc[] = { &c };
		struct candle_writer *w = NULL;
		struct candle_sums sums;
		int64_t told = 0;
		const struct conflict_sink sink = { count_conflict, &told };
		char symbol[] = { (char)('A' + (int)i), '/', 'B', '\0' };
		char text[DEC_TEXT_SIZE];
		struct candle got;

		candle_rows_add(&a, &first, 1);
		candle_rows_add(&b, &other, 7);
		candle_rows_add(&c, &full, 8);
		put_all(symbol, CONFLICT_REFUSE, pa, 1);
		/* the same bar with one column more: merged */
		sums = put_all(symbol, CONFLICT_REFUSE, pc, 1);
		is_int(sums.same, 1);
		is_int(sums.conflicts, 0);
		ok(candles_writer_open(store, "x", symbol, STAMP_MINUTE,
		    PRICE_LAST, cases[i].policy, &sink, &w, &err) == E_OK);
		ok(candles_put(w, &b, &err) == E_OK);
		ok(candles_writer_close(w, E_OK, &sums, &err) == E_OK);
		is_int(sums.conflicts, 1);
		is_int(told, 1);
		ok(candles_each(store, "x", symbol, STAMP_MINUTE, PRICE_LAST, 0,
		    0, rows_collect, &out, &err) == E_OK);
		got = candle_rows_at(&out, 0);
		is_text(dec_text(got.close, text), cases[i].after);
		if (cases[i].policy != CONFLICT_REPLACE)
			is_int(got.trades, 12);
		candle_rows_release(&a);
		candle_rows_release(&b);
		candle_rows_release(&c);
		candle_rows_release(&out);
	}
	done();
}

static void
ranges_agree_with_counting(void)
{
	struct candle_rows in = {0};
	const struct candle_rows *one[] = { &in };
	struct rng r;

	fresh();
	rng_seed(&r, 3);
	rows_random(&in, &r, 9000);
	put_all("A/B", CONFLICT_REFUSE, one, 1);
	for (int round = 0; round < 60; round++) {
		const int64_t span = in.time[in.len - 1] - START;
		int64_t from = (START + (int64_t)rng_below(&r,
		    (uint64_t)span)) * 1000;
		int64_t to = round % 5 == 0 ? 0 : from +
		    (int64_t)rng_below(&r, (uint64_t)span) * 1000;
		int64_t first = 0, last = 0, rows = 0, got[3];
		struct candles c = {0};
		size_t at = 0;

		if (round % 3 == 0)	/* bounds on bars themselves */
			from = in.time[rng_below(&r, in.len)] * 1000;
		for (size_t i = 0; i < in.len; i++) {
			const int64_t t = in.time[i] * 1000;

			if (t < from || (to != 0 && t >= to))
				continue;
			first = rows++ == 0 ? t : first;
			last = t;
		}
		ok(candles_range(store, "x", "A/B", STAMP_MINUTE, PRICE_LAST,
		    from, to, &got[0], &got[1], &got[2], &err) == E_OK);
		is_int(got[0], first);
		is_int(got[1], last);
		is_int(got[2], rows);
		ok(candles_load(store, "x", "A/B", STAMP_MINUTE, PRICE_LAST,
		    from, to, &c, &err) == E_OK);
		is_int((int64_t)c.len, rows);
		for (size_t i = 0; i < in.len && at < c.len; i++) {
			struct candle want = candle_rows_at(&in, i);

			if (in.time[i] != c.open_time_ms[at])
				continue;
			if (!dec_same(candles_price(&c, c.open[at]),
			    want.open) ||
			    !dec_same(candles_price(&c, c.high[at]),
			    want.high) ||
			    !dec_same(candles_price(&c, c.low[at]),
			    want.low) ||
			    !dec_same(candles_price(&c, c.close[at]),
			    want.close))
				break;
			at++;
		}
		is_int((int64_t)at, rows);
		candles_release(&c);
	}
	candle_rows_release(&in);
	done();
}

static void
volumes_round_prices_do_not(void)
{
	struct candle_rows in = {0};
	const struct candle_rows *one[] = { &in };
	struct candle a = bar(0, 1005), b = bar(1, 1005), c = bar(2, 1005);
	struct candles got = {0};
	char text[DEC_TEXT_SIZE];

	fresh();
	a.volume = (struct dec){ INT64_C(19265781400000002), 16 };
	b.volume = dec_make(INT64_C(123456789012345), 1);
	candle_rows_add(&in, &a, 1);
	candle_rows_add(&in, &b, 2);
	put_all("A/B", CONFLICT_REFUSE, one, 1);
	ok(candles_load(store, "x", "A/B", STAMP_MINUTE, PRICE_LAST, 0, 0, &got,
	    &err) == E_OK);
	is_text(dec_text(dec_make(got.volume[1],
	    got.volume_scale), text), "12345678901234.5");
	is_text(dec_text(dec_make(got.volume[0],
	    got.volume_scale), text), "1.92658");
	c.high = dec_make(INT64_C(900000000000000000), 0);
	c.low = dec_make(1, 9);
	candle_rows_add(&in, &c, 3);
	put_all("C/B", CONFLICT_REFUSE, one, 1);
	ok(candles_load(store, "x", "C/B", STAMP_MINUTE, PRICE_LAST, 0, 0, &got,
	    &err) == E_DATA);
	is_int((int64_t)got.len, 2);	/* as it was */
	candles_release(&got);
	candle_rows_release(&in);
	done();
}

static void
unknown_series_are_named(void)
{
	struct candles c = {0};
	struct candle_rows in = {0};
	const struct candle_rows *one[] = { &in };
	struct candle a = bar(0, 1005);

	fresh();
	candle_rows_add(&in, &a, 1);
	put_all("A/B", CONFLICT_REFUSE, one, 1);
	ok(candles_load(store, "x", "A/B", STAMP_HOUR, PRICE_LAST, 0, 0, &c,
	    &err) == E_USAGE);
	is_text(err.text, "no candles of x A/B 1h; there is x A/B 1m");
	ok(candles_load(store, "y", "Q/B", STAMP_HOUR, PRICE_LAST, 0, 0, &c,
	    &err) == E_USAGE);
	is_text(err.text, "no candles of y Q/B 1h: see candles list");
	candle_rows_release(&in);
	done();
}

static enum err_code
count_flaw(void *self, const struct candle_finding *f, struct err *e)
{
	int64_t *counts = self;

	(void)e;
	counts[f->kind]++;
	return E_OK;
}

static const char damage[] =
	"UPDATE candle_block SET data = CAST(substr(data, 1, 700) ||"
	" x'5A' || substr(data, 702) AS BLOB)"
	" WHERE number = (SELECT min(number) FROM candle_block)";

static void
damage_is_found(void)
{
	struct candle_rows in = {0}, out = {0};
	const struct candle_rows *one[] = { &in };
	struct series s = {0};
	struct rng r;
	int64_t counts[CANDLE_FLAWS] = {0};

	fresh();
	rng_seed(&r, 4);
	rows_random(&in, &r, 9000);
	put_all("A/B", CONFLICT_REFUSE, one, 1);
	s = series_of("A/B");
	ok(candles_verify(store, &s, count_flaw, counts, &err) == E_OK);
	is_int(counts[FLAW_DAMAGED], 0);
	is_int(counts[FLAW_GAP], s.gaps);
	is_int(counts[FLAW_IMPOSSIBLE], 0);
	ok(db_script(store, damage, &err) == E_OK);
	ok(candles_verify(store, &s, count_flaw, counts, &err) == E_OK);
	is_int(counts[FLAW_DAMAGED], 1);
	candle_rows_release(&in);
	candle_rows_release(&out);
	done();
}

static void
damaged_bytes_do_no_harm(void)
{
	struct candle_rows in = {0}, out = {0};
	struct buf bytes = {0};
	struct rng r;

	rng_seed(&r, 5);
	rows_random(&in, &r, 300);
	block_encode(&in, MINUTE, &bytes);
	for (int round = 0; round < 3000; round++) {
		struct buf copy = {0};
		struct block b;
		size_t len = bytes.len;

		buf_add(&copy, bytes.at, bytes.len);
		for (uint64_t n = rng_below(&r, 4) + 1; n > 0; n--)
			copy.at[rng_below(&r, copy.len)] ^=
			    (char)(1 << rng_below(&r, 8));
		if (round % 2)
			len = rng_below(&r, len);
		candle_rows_clear(&out);
		if (block_open(&b, copy.at, len, MINUTE, &err) == E_OK &&
		    b.rows < 5000)
			block_rows(&b, &out, &err);
		buf_release(&copy);
	}
	ok(in.len == 300);
	candle_rows_release(&in);
	candle_rows_release(&out);
	buf_release(&bytes);
}

/* Such are never written. */
static void
a_block_of_no_rows_has_none(void)
{
	struct candle_rows none = {0}, out = {0};
	struct buf bytes = {0};
	struct block b;

	block_encode(&none, MINUTE, &bytes);
	is_int(block_open(&b, bytes.at, bytes.len, MINUTE, &err), E_OK);
	is_int(block_rows(&b, &out, &err), E_OK);
	is_int((int64_t)out.len, 0);
	candle_rows_release(&out);
	buf_release(&bytes);
}

int
main(void)
{
	TEST(what_goes_in_comes_out);
	TEST(order_does_not_matter);
	TEST(conflicts_follow_the_policy);
	TEST(ranges_agree_with_counting);
	TEST(volumes_round_prices_do_not);
	TEST(unknown_series_are_named);
	TEST(damage_is_found);
	TEST(damaged_bytes_do_no_harm);
	TEST(a_block_of_no_rows_has_none);
	return tap_done();
}
