/*
 * Expressions from any bytes, in every place: accepted or refused with a place
 * inside the text; what is accepted prints to a form that prints to itself,
 * evaluates without bars, without values, and over a few bars in steps of one
 * and of many to the same bytes. The first byte chooses the place.
 */
#include "base/stamp.h"
#include "expr/expr-series.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

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

static int64_t times[70], opens[70], highs[70], lows[70], closes[70],
    volumes[70];
static struct candles bars = { .price_scale = 1, .volume_scale = 1,
	.open_time_ms = times, .open = opens, .high = highs, .low = lows,
	.close = closes, .volume = volumes };

static void
bars_fill(void)
{
	bars.len = 70;
	for (int i = 0; i < 70; i++) {
		times[i] = INT64_C(1704067200000) +
		    (i + (i > 40) * 3) * INT64_C(3600000);
		opens[i] = 1000 + i % 7;
		closes[i] = 1000 + i * 5 % 11;
		highs[i] = 1012;
		lows[i] = 999 - i % 2;
		volumes[i] = i % 5;
	}
}

static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)self;
	(void)timeframe;
	return symbol[0] == 'N' ? NULL : &bars;
}

static void
value(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	(void)self;
	switch (ask->base) {
	case EXPR_NUMBER:
		if (ask->id % 5)
			*out = expr_ratio(dec_int(ask->id), dec_int(7));
		break;
	case EXPR_TEXT:
		*out = expr_text("BTC/USDT");
		break;
	default:
		*out = expr_time(STAMP_HOUR);
		break;
	}
}

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
	struct expr_source s = { .value = value, .bars = bars_of,
	    .now = times[69] * 1000 + STAMP_HOUR };
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
	bars_fill();
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
