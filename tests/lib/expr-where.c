/*
 * --where: a record's fields by their types, exact amounts, nulls that drop
 * the row, and what is refused.
 */
#include "base/stamp.h"
#include "expr/expr.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

#define NOW INT64_C(1709294400000000)	/* 2024-03-01T12:00Z */

struct row {
	char symbol[16];
	const char *note;
	struct dec price;
	int64_t count;
	signed char live;
	int64_t time, age;
	int side;
	double score;
	struct text_list tags;
	struct dec share;
	const char *when;
};
static const char *const sides[] = { "buy", "sell" };
static const struct field row_fields[] = {
	{ "symbol", FIELD_CHARS, FIELD_AT(struct row, symbol) },
	{ "note", FIELD_TEXT, FIELD_AT(struct row, note) },
	{ "price", FIELD_DEC, FIELD_AT(struct row, price),
	  .unit = UNIT_PRICE },
	{ "count", FIELD_INT, FIELD_AT(struct row, count) },
	{ "live", FIELD_BOOL, FIELD_AT(struct row, live) },
	{ "time", FIELD_STAMP, FIELD_AT(struct row, time) },
	{ "age", FIELD_DURATION, FIELD_AT(struct row, age) },
	{ "side", FIELD_ENUM, FIELD_AT(struct row, side), .names = sides,
	  .names_len = 2 },
	{ "score", FIELD_DOUBLE, FIELD_AT(struct row, score) },
	{ "tags", FIELD_LIST, FIELD_AT(struct row, tags) },
	{ "share", FIELD_DEC, FIELD_AT(struct row, share),
	  .unit = UNIT_RATIO },
	{ "when", FIELD_TEXT, FIELD_AT(struct row, when) },
	{ .name = NULL }
};
static const struct record row_record = { "row", "a row", row_fields };

static const char *
kept(const char *text, const struct row *row)
{
	struct expr *e = NULL;
	struct err err;
	bool keep;

	if (expr_where_compile(&row_record, text, &e, &err) != E_OK) {
		static char first[300];

		snprintf(first, sizeof(first), "%.*s",
		    (int)strcspn(err.text, "\n"), err.text);
		return first;
	}
	keep = expr_where(e, row);
	expr_free(e);
	return keep ? "kept" : "dropped";
}

static void
where_keeps_and_drops(void)
{
	struct row r = { .symbol = "BTC/USDT", .price = dec_make(5800010, 2),
	    .count = 3, .live = 1, .time = NOW, .age = STAMP_HOUR, .side = 1,
	    .score = 0.1, .share = dec_make(5, 2), .when = "x" };

	is_text(kept("symbol == \"BTC/USDT\" and price == 58000.1", &r),
	    "kept");
	is_text(kept("price > 58_000.10", &r), "dropped");
	is_text(kept("price * 3 == 174000.3", &r), "kept");
	is_text(kept("count == 3 and live and side == \"sell\"", &r), "kept");
	is_text(kept("not live", &r), "dropped");
	is_text(kept("time >= 2024-03-01 and age < 2h", &r), "kept");
	is_text(kept("score < 0.2 and share <= 5%", &r), "kept");
	is_text(kept("when == \"x\"", &r), "kept");
	is_text(kept("note == \"a\"", &r), "dropped");
	is_text(kept("not (note == \"a\")", &r), "dropped");
	is_text(kept("not defined(note)", &r), "kept");
	is_text(kept("nz(note, \"-\") == \"-\"", &r), "kept");
	is_text(kept("matches(symbol, \"BTC*\")", &r), "kept");
	r.price = DEC_NONE;
	r.count = INT_NONE;
	r.live = BOOL_NONE;
	r.time = r.age = 0;
	r.side = 7;
	is_text(kept("price > 0 or price <= 0", &r), "dropped");
	is_text(kept("count > 0 or count <= 0", &r), "dropped");
	is_text(kept("live or not live", &r), "dropped");
	is_text(kept("time > 1970-01-01 or age >= 1s", &r), "dropped");
	is_text(kept("defined(side)", &r), "dropped");
	ok(expr_where(NULL, &r));
}

static void
where_refuses(void)
{
	struct row r = {0};

	ok(strncmp(kept("close > 3", &r), "--where:1:1: ", 13) == 0);
	ok(strncmp(kept("equity > 3", &r), "--where:1:1: ", 13) == 0);
	is_text(kept("pric > 3", &r), "--where:1:1: unknown name \"pric\"; "
	    "did you mean \"price\"?");
	is_text(kept("tags == \"a\"", &r), "--where:1:1: tags is a list; "
	    "conditions cannot look into it");
	is_text(kept("share > 5", &r), "--where:1:9: a ratio is compared with "
	    "5: 5 means 500%; write 5% or 500%");
	is_text(kept("price", &r), "--where:1:1: a condition is wanted here, "
	    "not a number");
	is_text(kept("equity > 3", &r), "--where:1:1: equity belongs to the "
	    "account, and there is none here");
	is_text(kept("price > share", &r), "--where:1:7: a price is compared "
	    "with a ratio");
	is_text(kept("price[1] > 3", &r), "--where:1:1: [...] counts bars, and "
	    "there are none here; name them: (...)@1h");
}

int
main(void)
{
	TEST(where_keeps_and_drops);
	TEST(where_refuses);
	return tap_done();
}
