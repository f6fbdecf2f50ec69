/*
 * Fields as text and JSON, null for what is unknown, JSON strings from any
 * bytes, names of enumerations, and the nearest word.
 */
#include "base/record.h"

#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

struct row {
	char symbol[16];
	const char *note;
	struct dec price;
	int64_t count;
	signed char closed;
	int64_t time, age;
	int side;
	double sharpe;
	struct text_list tags;
};

static const char *const sides[] = { NULL, "buy", "sell" };
static const struct field fields[] = {
	{ "symbol", FIELD_CHARS, FIELD_AT(struct row, symbol) },
	{ "note", FIELD_TEXT, FIELD_AT(struct row, note) },
	{ "price", FIELD_DEC, FIELD_AT(struct row, price) },
	{ "count", FIELD_INT, FIELD_AT(struct row, count) },
	{ "closed", FIELD_BOOL, FIELD_AT(struct row, closed) },
	{ "time", FIELD_STAMP, FIELD_AT(struct row, time) },
	{ "age", FIELD_DURATION, FIELD_AT(struct row, age) },
	{ "side", FIELD_ENUM, FIELD_AT(struct row, side),
	  .names = sides, .names_len = 3 },
	{ "sharpe", FIELD_DOUBLE, FIELD_AT(struct row, sharpe) },
	{ "tags", FIELD_LIST, FIELD_AT(struct row, tags) },
	{ .name = NULL }
};
static const struct record record = { "row", "a row", fields };

static const char *const tags[] = { "a", "b\"c" };
static const struct row full = { "BTC/USDT", "x \"y\"", { 123450, 3 }, -7, 1,
	1709281800250000, 90 * STAMP_MINUTE, 2, 1.5, { tags, 2 } };
static const struct row unknown = { "", NULL, { 0, -1 }, INT_NONE, BOOL_NONE,
	0, 0, 0, NAN, { NULL, 0 } };

static void
check(const struct row *row, const char *name, const char *text,
    const char *json)
{
	const struct field *f = record_field(&record, name);
	struct buf out = {0};

	buf_puts(&out, ">");
	is_int(field_text(f, row, &out), text != NULL);
	is_text(out.at + 1, text != NULL ? text : "");
	buf_cut(&out, 1);
	field_json(f, row, &out);
	is_text(out.at + 1, json);
	buf_release(&out);
}

static void
known_values(void)
{
	check(&full, "symbol", "BTC/USDT", "\"BTC/USDT\"");
	check(&full, "note", "x \"y\"", "\"x \\\"y\\\"\"");
	check(&full, "price", "123.45", "123.45");
	check(&full, "count", "-7", "-7");
	check(&full, "closed", "true", "true");
	check(&full, "time", "2024-03-01T08:30:00.250Z",
	    "\"2024-03-01T08:30:00.250Z\"");
	check(&full, "age", "1h30m", "\"1h30m\"");
	check(&full, "side", "sell", "\"sell\"");
	check(&full, "sharpe", "1.5", "1.5");
	check(&full, "tags", "a;b\"c", "[\"a\",\"b\\\"c\"]");
}

static void
unknown_is_null_and_zero_is_not(void)
{
	struct row zero = { .note = "" };

	check(&unknown, "symbol", NULL, "null");
	check(&unknown, "note", NULL, "null");
	check(&unknown, "price", NULL, "null");
	check(&unknown, "count", NULL, "null");
	check(&unknown, "closed", NULL, "null");
	check(&unknown, "time", NULL, "null");
	check(&unknown, "age", NULL, "null");
	check(&unknown, "side", NULL, "null");
	check(&unknown, "sharpe", NULL, "null");
	check(&unknown, "tags", "", "[]");
	check(&zero, "note", "", "\"\"");
	check(&zero, "price", "0", "0");
	check(&zero, "count", "0", "0");
	check(&zero, "closed", "false", "false");
	check(&zero, "sharpe", "0", "0");
	zero.side = 3;
	check(&zero, "side", NULL, "null");
	zero.side = -1;
	check(&zero, "side", NULL, "null");
	zero.sharpe = INFINITY;
	check(&zero, "sharpe", NULL, "null");
}

static void
finds_fields(void)
{
	ok(record_field(&record, "symbol") == &fields[0]);
	ok(record_field(&record, "tags") == &fields[9]);
	ok(record_field(&record, "Tags") == NULL);
	ok(record_field(&record, "") == NULL);
}

#define FFFD "\xef\xbf\xbd"
static const struct { const char *in; size_t n; const char *want; } quotes[] = {
	{ "", 0, "\"\"" }, { "a/b", 3, "\"a/b\"" },
	{ "\"\\\b\f\n\r\t", 7, "\"\\\"\\\\\\b\\f\\n\\r\\t\"" },
	{ "\0\x01\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\\u007f\"" },
	{ "\x1b[31m", 5, "\"\\u001b[31m\"" },
	{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9,
	  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
	{ "\xc2\x80\xc2\x9f\xc2\xa0", 6, "\"\\u0080\\u009f\xc2\xa0\"" },
	{ "\xe2\x80\xa8", 3, "\"\xe2\x80\xa8\"" },	/* U+2028 stays */
	{ "a\x80z", 3, "\"a" FFFD "z\"" },		/* lone continuation */
	{ "\xc0\xaf", 2, "\"" FFFD FFFD "\"" },		/* overlong */
	{ "\xe0\x80\xaf", 3, "\"" FFFD FFFD FFFD "\"" },
	{ "\xed\xa0\x80", 3, "\"" FFFD FFFD FFFD "\"" },	/* surrogate */
	{ "\xed\x9f\xbf", 3, "\"\xed\x9f\xbf\"" },
	{ "\xf4\x8f\xbf\xbf", 4, "\"\xf4\x8f\xbf\xbf\"" },
	{ "\xf4\x90\x80\x80", 4, "\"" FFFD FFFD FFFD FFFD "\"" },
	{ "\xf0\x8f\xbf\xbf", 4, "\"" FFFD FFFD FFFD FFFD "\"" },
	{ "\xe2\x82", 2, "\"" FFFD "\"" },		/* cut */
	{ "\xe2\x82z", 3, "\"" FFFD "z\"" },
	{ "\xf0\x9f\x98", 3, "\"" FFFD "\"" },
	{ "\xf5\xff\xfe", 3, "\"" FFFD FFFD FFFD "\"" },
	{ "\xc3", 1, "\"" FFFD "\"" },
	{ "\xc3\"", 2, "\"" FFFD "\\\"\"" },
};

static void
quotes_any_bytes(void)
{
	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		size_t n = quotes[i].n;
		char *exact = malloc(n != 0 ? n : 1);
		struct buf out = {0};

		memcpy(exact, quotes[i].in, n);
		json_quote(&out, exact, n);
		is_text(out.at, quotes[i].want);
		free(exact);
		buf_release(&out);
	}
}

static void
enums_by_name(void)
{
	is_text(enum_name(sides, 3, 1), "buy");
	ok(enum_name(sides, 3, 0) == NULL && enum_name(sides, 3, 3) == NULL);
	ok(enum_name(sides, 3, -1) == NULL);
	is_int(enum_value(sides, 3, "sell"), 2);
	is_int(enum_value(sides, 3, "Sell"), -1);
	is_int(enum_value(sides, 3, ""), -1);
}

static void
the_nearest_word(void)
{
	static const char *const words[] = { "account", "candles", "drawdown",
	    "order", "rsi", "ema", "a-word-so-long-that-nobody-would-ever-"
	    "type-it-by-mistake-into-a-shell", NULL };
	static const char *const none[] = { NULL };

	is_text(word_nearest("acount", words), "account");	/* missing */
	is_text(word_nearest("acccount", words), "account");	/* doubled */
	is_text(word_nearest("accuont", words), "account");	/* swapped */
	is_text(word_nearest("accaunt", words), "account");	/* replaced */
	is_text(word_nearest("ORDER", words), "order");
	is_text(word_nearest("Oder", words), "order");
	is_text(word_nearest("rsj", words), "rsi");
	is_text(word_nearest("ris", words), "rsi");	/* one swap, not two */
	is_text(word_nearest("drawdwn", words), "drawdown");
	is_text(word_nearest("drwdwn", words), "drawdown");	/* 2 of 6 */
	ok(word_nearest("drwdn", words) == NULL);	/* 3 of 5 */
	ok(word_nearest("oerrd", words) == NULL);
	ok(word_nearest("rs", words) == NULL);
	ok(word_nearest("", words) == NULL);
	ok(word_nearest("zzzzzz", words) == NULL);
	ok(word_nearest("order", none) == NULL);
	is_text(word_nearest("cando", (const char *const[]){ "candy", "cando",
	    NULL }), "cando");
}

int
main(void)
{
	TEST(known_values);
	TEST(unknown_is_null_and_zero_is_not);
	TEST(finds_fields);
	TEST(quotes_any_bytes);
	TEST(enums_by_name);
	TEST(the_nearest_word);
	return tap_done();
}
