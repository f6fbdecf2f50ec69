/*
 * Expressions from any bytes, in every place: accepted or refused with a place
 * inside the text; what is accepted prints to a form that prints to itself,
 * evaluates without bars, without values, and over a few bars in steps of one
 * and of many to the same bytes. The first byte chooses the place.
 */
#include "bars.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct row {
	struct dec price;
	const char *when;
	int64_t count, time;
	double score;
};
static const struct field row_fields[] = {
	{ "price", FIELD_DEC, FIELD_AT(struct row, price),
	  .unit = UNIT_PRICE },
	{ "when", FIELD_TEXT, FIELD_AT(struct row, when) },
	{ "count", FIELD_INT, FIELD_AT(struct row, count) },
	{ "time", FIELD_STAMP, FIELD_AT(struct row, time) },
	{ "score", FIELD_DOUBLE, FIELD_AT(struct row, score) },
	{ .name = NULL }
};
static const struct record row_record = { "row", "a row", row_fields };

static void
place_inside(const char *text, const char *error)
{
	int line = 0, column = 0, lines = 1;
	const char *colon = strchr(error, ':');
	size_t width = 0;

	must(colon && sscanf(colon, ":%d:%d:", &line, &column) == 2);
	if (strlen(text) > 4096)
		return;		/* refused whole */
	for (; lines < line && *text; text++)
		lines += *text == '\n';
	while (text[width] && text[width] != '\n')
		width++;
	must(lines == line && column >= 1 && (size_t)column <= width + 1);
}

static void
over_bars(const struct expr *e)
{
	struct expr_market m = { .bars = bars_of, .symbol = "BTC/USDT" };
	struct expr_column a = {0}, b = {0};
	struct err err;

	if (expr_series(e, &m, &a, &err) != E_OK)
		return;
	m.tile = 1;
	must(expr_series(e, &m, &b, &err) == E_OK && a.len == b.len);
	for (size_t i = 0; i < a.len; i++)
		must(a.value ? memcmp(&a.value[i], &b.value[i],
		    sizeof(double)) == 0 :
		    expr_column_truth(&a, i) == expr_column_truth(&b, i));
	expr_column_release(&a);
	expr_column_release(&b);
}

static void
over_values(const struct expr *e, bool record)
{
	static char text[] = "BTC/USDT";
	struct expr_source s = { .self = text, .value = value,
	    .bars = bars_of, .now = times[69] * 1000 + STAMP_HOUR };
	const struct row row = { dec_make(15, 1), "x", 3, 1, 0.5 };
	struct expr_value v = {0};
	struct expr_why why;
	struct err err;

	if (record) {
		if (expr_base(e) == EXPR_CONDITION)
			expr_where(e, &row);
		return;
	}
	if (expr_evaluate_why(e, &s, &v, &why, &err) == E_OK && v.known &&
	    expr_base(e) == EXPR_NUMBER)
		must(v.den.coef > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct expr_param params[] = { { "n", "5" },
		{ "tf", "4h" } };
	static const struct expr_with with[] = { { "eth", "ETH/USDT" } };
	struct expr_context in = { .params = params, .params_len = 2,
	    .with = with, .with_len = 1 };
	struct expr *e = NULL, *again = NULL;
	struct buf one = {0}, two = {0};
	struct err err = {0};
	char *text;

	if (size == 0)
		return 0;
	bars_fill(STAMP_HOUR);
	in.place = (enum expr_place_kind)(data[0] % 5);
	if (in.place == EXPR_SERIES || in.place == EXPR_STRATEGY)
		in.timeframe = STAMP_HOUR;
	if (in.place == EXPR_RECORD)
		in.record = &row_record;
	text = strndup((const char *)data + 1, size - 1);
	if (expr_compile(&in, text, &e, &err) != E_OK) {
		place_inside(text, err.text);
	} else {
		expr_canonical(e, &one);
		if (one.len <= 4096) {
			must(expr_compile(&in, buf_text(&one), &again,
			    &err) == E_OK);
			expr_canonical(again, &two);
			must(strcmp(buf_text(&one), buf_text(&two)) == 0);
		}
		if (in.timeframe)
			over_bars(e);
		if (in.place != EXPR_SERIES)
			over_values(e, in.place == EXPR_RECORD);
	}
	expr_free(e);
	expr_free(again);
	buf_release(&one);
	buf_release(&two);
	free(text);
	return 0;
}
