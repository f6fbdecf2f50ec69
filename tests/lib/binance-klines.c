/*
 * Klines: the usual form, the same with blanks and bare numbers, every cut,
 * what each wrong value says; what fails leaves the rows as they were; marks
 * have no volume; random rows come out as they went in, by either way.
 */
#include "base/buf.h"
#include "base/rng.h"
#include "venue/binance/klines.h"

#include "tap.h"

#include <stdlib.h>

static struct err err;
static struct candle_rows rows;

static enum err_code
read_len(const char *text, size_t len, bool marks)
{
	/* Its own memory: a sanitizer sees each byte too far. */
	char *copy = malloc(len + 1);
	enum err_code rc;

	memcpy(copy, text, len);
	copy[len] = '\0';
	err = (struct err){0};
	rc = klines_read(copy, len, marks, "binance: klines", &rows, &err);
	free(copy);
	return rc;
}

static void
is_dec(struct dec got, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(got, text), want);
}

static const char two[] = "[[1732147200000,\"60000.10000000\",\"60100.00\","
    "\"59900.5\",\"60050.00000001\",\"12.34500000\",1732147259999,"
    "\"740000.12345678\",321,\"6.1\",\"366000.00\",\"0\"],[1732147260000,"
    "\"60050\",\"60050\",\"60050\",\"60050\",\"0.00000000\",1732147319999,"
    "\"0\",0,\"0\",\"0\",\"0\"]]";

static void
is_two(void)
{
	struct candle c;

	is_int(rows.len, 2);
	c = candle_rows_at(&rows, 0);
	is_int(c.open_time_ms, INT64_C(1732147200000));
	is_dec(c.open, "60000.1");
	is_dec(c.high, "60100");
	is_dec(c.low, "59900.5");
	is_dec(c.close, "60050.00000001");
	is_dec(c.volume, "12.345");
	is_dec(c.quote_volume, "740000.12345678");
	is_int(c.trades, 321);
	is_dec(c.taker_buy_volume, "6.1");
	is_dec(c.taker_buy_quote_volume, "366000");
	c = candle_rows_at(&rows, 1);
	is_int(c.open_time_ms, INT64_C(1732147260000));
	is_dec(c.volume, "0");
	is_int(c.trades, 0);
}

static void
the_usual_form(void)
{
	candle_rows_clear(&rows);
	is_int(read_len(two, sizeof(two) - 1, false), E_OK);
	is_two();
	is_int(read_len("[]", 2, false), E_OK);
	is_int(rows.len, 2);
	is_int(read_len(two, sizeof(two) - 1, false), E_OK);
	is_int(rows.len, 4);
}

/* Blanks, numbers without quotes, exponents: the other way, the same rows. */
static void
unusual_forms(void)
{
	static const char loose[] = " [ [1732147200000, 60000.1, 601e2, "
	    "\"59900.5\",\"60050.00000001\",12.345,1732147259999,"
	    "740000.12345678,321,6.1,366000.00],\n[1732147260000,60050,60050,"
	    "60050,60050,0,1732147319999,0,0,0,0,\"\",\"more\"]]\n";

	candle_rows_clear(&rows);
	is_int(read_len(loose, sizeof(loose) - 1, false), E_OK);
	is_two();
	is_int(read_len(" [ ] ", 5, false), E_OK);
	is_int(rows.len, 2);
}

static void
every_cut_is_refused(void)
{
	candle_rows_clear(&rows);
	is_int(read_len(two, sizeof(two) - 1, false), E_OK);
	for (size_t len = 0; len < sizeof(two) - 1; len++) {
		is_int(read_len(two, len, false), E_DATA);
		is_int(rows.len, 2);
		ok(strncmp(err.text, "binance: klines: ", 17) == 0);
	}
	is_two();
}

static const struct wrong { const char *from, *to, *says; } wrongs[] = {
	{ "\"60100.00\"", "\"x\"", "[0][2]: not a number: \"x\"" },
	{ "\"60100.00\"", "\"NaN\"", "[0][2]: not a number: \"NaN\"" },
	{ "\"60100.00\"", "\"\"", "[0][2]: not a number: \"\"" },
	{ "\"60100.00\"", "null", "[0][2]: null" },
	{ "\"60100.00\"", "[]", "[0][2]: not a number but a list" },
	{ "\"60100.00\"", "1e999",
	    "[0][2]: beyond 38 digits and 18 decimals: \"1e999\"" },
	{ "\"60100.00\"", "NaN", "line 1: " },
	{ "\"60100.00\"", "\"1234567890123456789.1\"",
	    "[0]: a number of more than 18 digits" },
	{ "1732147200000", "\"soon\"",
	    "[0][0]: not a time in milliseconds: \"soon\"" },
	{ "1732147200000", "0", "[0]: no open time" },
	{ "1732147200000", "01732147200000", "line 1: " },
	{ "1732147200000", "1732147200000123",
	    "[0][0]: not a time in milliseconds" },
	{ "1732147259999", "{}", "[0][6]: not a time in milliseconds" },
	{ ",321,", ",3.5,", "[0][8]: not a whole number: \"3.5\"" },
	{ ",321,", ",-3,", "[0]: trades fewer than none" },
	{ ",321,", ",\"321\",", "[0][8]: not a whole number: \"321\"" },
	{ ",\"366000.00\",\"0\"]", "]", "[0]: 10 values where 12 are due" },
	{ "[1732147260000", "{}, [1", "[1]: not a list but an object" },
	{ "[[", "{\"a\":[[", "line 1: " },
	{ "]]", "]]]", "line 1: " },
	{ "]]", "]],", "line 1: " },
	{ "]]", "],]", "line 1: " },
	{ "[[", "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", "line 1: " },
	{ "[[", "<html>", "not JSON: it begins \"<html>1732" },
};

static void
wrong_values_say_so(void)
{
	const char *no = "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}";

	candle_rows_clear(&rows);
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const struct wrong *w = &wrongs[i];
		const char *at = strstr(two, w->from);
		struct buf text = {0}, want = {0};

		ok(at != NULL);
		buf_add(&text, two, (size_t)(at - two));
		buf_puts(&text, w->to);
		buf_puts(&text, at + strlen(w->from));
		buf_printf(&want, "binance: klines: %s", w->says);
		is_int(read_len(text.at, text.len, false), E_DATA);
		if (strncmp(err.text, want.at, want.len) != 0)
			is_text(err.text, want.at);
		is_int(rows.len, 0);
		buf_release(&text);
		buf_release(&want);
	}
	is_int(read_len(no, strlen(no), false), E_DATA);
	is_text(err.text, "binance: klines: not a list but an object");
}

static void
marks_have_no_volume(void)
{
	struct candle c;

	candle_rows_clear(&rows);
	is_int(read_len(two, sizeof(two) - 1, true), E_OK);
	c = candle_rows_at(&rows, 0);
	is_dec(c.close, "60050.00000001");
	is_dec(c.volume, "0");
	ok(!dec_known(c.quote_volume) && !dec_known(c.taker_buy_volume));
	ok(c.trades == INT_NONE);
}

static struct dec
any_dec(struct rng *r)
{
	int scale = (int)rng_below(r, 10);
	int64_t most = 1;

	for (int i = (int)rng_below(r, 17); i >= 0; i--)
		most *= 10;
	return dec_make((int64_t)rng_below(r, (uint64_t)most), scale);
}

static void
put(struct buf *out, struct dec d, struct rng *r)
{
	char text[DEC_TEXT_SIZE];
	int more = (int)rng_below(r, 3);

	buf_printf(out, ",\"%s\"", dec_text_fixed(d, d.scale + more, text));
}

/* The same rows, quoted and bare. */
static void
random_rows_come_back(void)
{
	struct rng r;

	rng_seed(&r, 7);
	for (int run = 0; run < 300; run++) {
		struct candle_rows want = {0};
		struct buf text = {0}, bare = {0};
		size_t n = rng_below(&r, 20);

		buf_putc(&text, '[');
		for (size_t i = 0; i < n; i++) {
			struct candle c = { .open_time_ms = 1 +
			    (int64_t)rng_below(&r, 4000000000000) };

			c.open = any_dec(&r), c.high = any_dec(&r);
			c.low = any_dec(&r), c.close = any_dec(&r);
			c.volume = any_dec(&r), c.quote_volume = any_dec(&r);
			c.trades = (int64_t)rng_below(&r, 100000);
			c.taker_buy_volume = any_dec(&r);
			c.taker_buy_quote_volume = any_dec(&r);
			ok(candle_rows_add(&want, &c, 0));
			buf_printf(&text, "%s[%lld", i > 0 ? "," : "",
			    (long long)c.open_time_ms);
			put(&text, c.open, &r), put(&text, c.high, &r);
			put(&text, c.low, &r), put(&text, c.close, &r);
			put(&text, c.volume, &r);
			buf_printf(&text, ",%lld",
			    (long long)c.open_time_ms + 59999);
			put(&text, c.quote_volume, &r);
			buf_printf(&text, ",%lld", (long long)c.trades);
			put(&text, c.taker_buy_volume, &r);
			put(&text, c.taker_buy_quote_volume, &r);
			buf_puts(&text, ",\"0\"]");
		}
		buf_putc(&text, ']');
		for (size_t i = 0; i < text.len; i++)
			if (text.at[i] != '"')
				buf_putc(&bare, text.at[i]);
		for (int way = 0; way < 2; way++) {
			const struct buf *b = way == 0 ? &text : &bare;

			candle_rows_clear(&rows);
			is_int(read_len(b->at, b->len, false), E_OK);
			is_int(rows.len, n);
			for (int c = 0; c < CANDLE_COLUMNS && n > 0; c++) {
				ok(memcmp(rows.coef[c], want.coef[c],
				    n * sizeof(*rows.coef[c])) == 0);
				ok(memcmp(rows.scale[c], want.scale[c], n) ==
				    0);
			}
			ok(n == 0 || memcmp(rows.time, want.time,
			    n * sizeof(*rows.time)) == 0);
		}
		candle_rows_release(&want);
		buf_release(&text);
		buf_release(&bare);
	}
}

int
main(void)
{
	TEST(the_usual_form);
	TEST(unusual_forms);
	TEST(every_cut_is_refused);
	TEST(wrong_values_say_so);
	TEST(marks_have_no_volume);
	TEST(random_rows_come_back);
	candle_rows_release(&rows);
	return tap_done();
}
