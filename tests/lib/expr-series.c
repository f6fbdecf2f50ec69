/*
 * Expressions over bars: history, spans and events, longer timeframes and
 * other symbols, bars inside a snapshot, and what is not there.
 */
#include "tests/lib/exprbars.h"

/* --- conditions and events --- */

/* Truths of c by letters from the bar `from` on. */
static void
letters(const char *text, size_t from, const char *want)
{
	struct expr_column c;
	char got[64] = "";

	if (!column(text, 0, &c))
		return;
	for (size_t i = 0; want[i]; i++) {
		if (c.value == NULL)
			got[i] = "01?"[expr_column_truth(&c, from + i)];
		else
			got[i] = isnan(c.value[from + i]) ? '?' :
			    (char)('0' + (int)c.value[from + i]);
	}
	if (strcmp(got, want) != 0)
		printf("# %s\n", text);
	is_text(got, want);
	expr_column_release(&c);
}

/* c is true at hours 3, 4, 5 and unknown at 8 (closing hours: bar 0 is 1). */
#define C "(if hour == 8 then na else hour in (3, 4, 5))"

static void
spans_are_three_valued(void)
{
	letters(C, 0, "0011100?0000");
	letters(C " for 2 bars", 0, "000110000000");
	letters(C " for 3 bars", 0, "000010000000");
	letters(C " for 4 bars", 0, "000000000000");
	letters(C " within 2 bars", 0, "?011110??000");
	letters(C " within 3 bars", 0, "??11111???00");
	letters("(hour != 8) for 3 bars", 0, "??11111000111");
	letters("(if hour == 8 then na else true) for 3 bars", 0,
	    "??11111???111");
	letters("count(" C ", 3)", 0, "??12321???00");
	letters("not " C, 0, "1100011?1111");
	letters(C "[2]", 0, "??0011100?00");
	letters("defined(" C "[1])", 0, "011111110111");
	letters("nz(" C ", true)", 0, "001110010000");
	letters("barssince(" C ")", 0, "??0001234567");
	letters("valuewhen(" C ", hour)", 0, "??3455555555");
	letters("valuewhen(" C ", hour, 1)", 0, "???344444444");
	letters("valuewhen(" C ", hour, k = 2)", 0, "????33333333");
	letters("rising(hour, 2)", 0, "??111111");
	letters("rising(hour, 2)", 20, "1110011111");
	letters("falling(hour, 1)", 20, "000100000");
	letters("change(hour, 2)", 0, "??222222");
	letters("crossover(hour, 3)", 0, "00010000");
	letters("crossunder(3, hour)", 0, "00010000");
	letters("cross(hour, 3.5)", 19, "000010001");
	letters("closes(4h)", 0, "000100010001");
	letters("closes(1d)", 20, "00010000");
	letters("closes(1w) and weekday == 1", 160, "00000001000");
	letters("hour", 6, "789");
	letters("weekday", 22, "122");
	letters("if close > 0 then symbol == \"MAIN\" else false", 0, "11");
	letters("timeframe == 1h and matches(symbol, \"M*\")", 0, "11");
	letters("defined(funding)", 0, "00");
	letters("volume / 0 > 1", 0, "??");
	letters("tick * 10", 0, "11");
}

static void
last_forgets(void)
{
	letters("last(if hour in (2, 5) then hour else na, 1)", 0, "?22?55??");
	letters("last(if hour in (2, 5) then hour else na, 2)", 0, "?222555?");
}

/* --- other series --- */

static void
longer_timeframes_are_made(void)
{
	struct expr_column c4, c1, h4, h1;
	int bad = 0;

	if (!column("close@4h", 0, &c4) || !column("close", 0, &c1) ||
	    !column("high@4h", 0, &h4) || !column("high", 0, &h1))
		return;
	for (int t = 0; t < BARS; t++) {
		int end = (t + 1) / 4 * 4 - 1;	/* last bar of the bucket */
		double c = NAN, h = NAN;

		if (end >= 3) {
			c = c1.value[end];
			h = fmax(fmax(h1.value[end], h1.value[end - 1]),
			    fmax(h1.value[end - 2], h1.value[end - 3]));
		}
		bad += !near(c4.value[t], c) || !near(h4.value[t], h);
	}
	is_int(bad, 0);
	expr_column_release(&c4);
	expr_column_release(&c1);
	expr_column_release(&h4);
	expr_column_release(&h1);
	letters("change(hour, 1)@4h == 4", 7, "1111");
	letters("defined(open@1w)", 166, "011");
	letters("hour@4h", 3, "44448888");
	letters("hour[1]@4h", 7, "4444");
}

static void
holes_are_not_filled(void)
{
	letters("close[\"OTHER\"]", 0, "??2345??89");
	letters("last(close[\"OTHER\"], 1)", 0, "??23455?89");
	/* bucket 0 lacks its first bar; bucket 4..7 ends with a hole, so that
	 * it is first seen when 08:00 has closed, then as of 08:00 */
	letters("close@4h[\"OTHER\"]", 0, "????????555");
	letters("volume@4h[\"OTHER\"]", 8, "2224444");
	letters("close[\"NONE\"]", 0, "???");
	letters("(close > close[1])[\"OTHER\"]", 0, "???111??11");
	letters("symbol[\"OTHER\"] == \"OTHER\"", 2, "1111??1");
}

/* --- what cannot be --- */

static const struct candles *
no_bars(void *self, const char *symbol, int64_t timeframe)
{
	(void)symbol;
	(void)timeframe;
	return self;
}

static void
refuses(const char *text, const struct candles *given, enum err_code code,
    const char *want)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct candles copy = given ? *given : (struct candles){0};
	struct expr_market m = { .self = given ? &copy : NULL,
	    .bars = no_bars };
	struct expr_column out;
	struct expr *e = NULL;
	struct err err = {0};

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK))
		return;
	is_int(expr_series(e, &m, &out, &err), code);
	is_text(err.text, want);
	expr_free(e);
}

static void
what_is_not_there_is_said(void)
{
	int64_t times[] = { START, START };
	struct candles twice = world.main;

	refuses("close", NULL, E_DATA, "there are no bars to evaluate");
	twice.open_time_ms = times;
	twice.len = 2;
	refuses("close", &twice, E_DATA, "bars: bars out of order at row 2");
}

/* --- bars inside a snapshot --- */

static struct expr_value last_value;
static enum truth
now_is(const char *text, int64_t hours)
{
	struct expr_context in = { .place = EXPR_BREAKER };
	struct expr_source s = { .self = &world, .bars = bars,
	    .now = (START + hours * HOUR_MS) * 1000 };
	struct expr *e = NULL;
	struct err err = {0};
	enum truth t = TRUTH_UNKNOWN;

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK &&
	    expr_evaluate(e, &s, &last_value, &err) == E_OK))
		printf("# %s\n", err.text);
	else if (expr_base(e) == EXPR_CONDITION)
		t = last_value.known ? last_value.truth : TRUTH_UNKNOWN;
	expr_free(e);
	return t;
}

static void
snapshots_see_the_latest_closed_bar(void)
{
	is_int(now_is("(hour == 5)@1h", 5), TRUTH_TRUE);
	is_int(now_is("(hour == 5)@1h", 6), TRUTH_FALSE);
	is_int(now_is("(close > 0)@1h", 0), TRUTH_UNKNOWN);
	is_int(now_is("(close > 0)@1h", BARS), TRUTH_TRUE);
	is_int(now_is("(close > 0)@1h", BARS + 1), TRUTH_UNKNOWN);
	is_int(now_is("close[\"OTHER\"]@1h == 5", 6), TRUTH_TRUE);
	is_int(now_is("close[\"OTHER\"]@1h == 5", 7), TRUTH_UNKNOWN);
	is_int(now_is("highest(close, 3)[\"OTHER\"]@1h == 5", 6),
	    TRUTH_TRUE);
	is_int(now_is("(hour == 5)@1h and hour == 5", 5), TRUTH_TRUE);
}

int
main(void)
{
	world_open();
	TEST(spans_are_three_valued);
	TEST(last_forgets);
	TEST(longer_timeframes_are_made);
	TEST(holes_are_not_filled);
	TEST(what_is_not_there_is_said);
	TEST(snapshots_see_the_latest_closed_bar);
	world_close();
	return tap_done();
}
