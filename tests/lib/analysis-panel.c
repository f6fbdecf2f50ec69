/*
 * Returns of several symbols over the same bars:
 * - rows that not all have are left out and counted, of each symbol
 * - a return is over the last row that is left; simple and logarithmic
 * - series without a row in common, too few of them, none at all and returns
 *   that do not vary are refused by name
 */
#include "analysis/panel.h"

#include "tests/lib/tap.h"

#include <math.h>
#include <string.h>

enum { HOUR_MS = 3600000, MOST = 8 };

static struct err err;
static int64_t times[3][MOST];
static double close[3][MOST];
static struct analysis_bars bars[3];

/* Bars at these hours, a letter each from a on. */
static void
given(size_t k, const char *symbol, const char *hours, const double *price)
{
	struct analysis_bars *b = bars + k;

	*b = (struct analysis_bars){ .timeframe = 3600000000,
	    .n = strlen(hours), .open_time_ms = times[k],
	    .close = close[k] };
	TEXT_SET(b->symbol, symbol);
	snprintf(b->name, sizeof(b->name), "%s 1h", symbol);
	for (size_t i = 0; i < b->n; i++) {
		times[k][i] = (int64_t)(hours[i] - 'a') * HOUR_MS;
		close[k][i] = price[i];
	}
}

static enum err_code
make(size_t p, enum panel_returns kind, size_t least,
    struct analysis_panel *a)
{
	analysis_panel_release(a);
	return analysis_panel_make(bars, p, kind, least, "a test", a, &err);
}

static void
rows_are_joined(void)
{
	struct analysis_panel a = {0};

	given(0, "A/B", "abcdef", (double[]){ 1, 2, 3, 4, 5, 6 });
	given(1, "C/D", "bcdfg", (double[]){ 10, 20, 30, 60, 70 });
	given(2, "E/F", "abcef", (double[]){ 7, 8, 4, 5, 6 });
	ok(make(3, PANEL_SIMPLE, 2, &a) == E_OK);
	is_int((long long)a.of.p, 3);	/* b, c and f are common */
	is_int((long long)a.of.n, 2);
	is_int((long long)a.lost[0], 3);
	is_int((long long)a.lost[1], 2);
	is_int((long long)a.lost[2], 2);
	is_int(a.open_time_ms[2], 5 * HOUR_MS);
	is_int(a.gaps, 1);
	is_int(a.missing, 2);
	is_text(a.symbol[1], "C/D");
	ok(a.close[2][2] == 6);
	ok(a.of.x[0][0] == 0.5 && a.of.x[0][1] == 1);
	ok(a.of.x[1][0] == 1 && a.of.x[1][1] == 2);
	ok(a.of.x[2][0] == -0.5 && a.of.x[2][1] == 0.5);
	ok(make(3, PANEL_LOG, 2, &a) == E_OK);
	ok(a.of.x[1][0] == log(2) && a.of.x[1][1] == log(3));
	analysis_panel_release(&a);
}

static void
what_cannot_be_joined_is_refused(void)
{
	struct analysis_panel a = {0};

	given(0, "A/B", "abcdef", (double[]){ 1, 2, 3, 4, 5, 6 });
	given(1, "C/D", "gh", (double[]){ 1, 2 });
	ok(make(2, PANEL_SIMPLE, 1, &a) == E_DATA);
	is_text(err.text, "0 bars that all 2 symbols have are too few for a"
	    " test: it takes 2; C/D 1h has 2, from 1970-01-01T06:00:00Z to"
	    " 1970-01-01T07:00:00Z");
	ok(a.of.n == 0 && a.symbol == NULL);
	given(1, "C/D", "", NULL);
	ok(make(2, PANEL_SIMPLE, 1, &a) == E_DATA);
	is_text(err.text, "C/D 1h: 0 bars are too few for a test: it takes 2");
	given(1, "C/D", "bcd", (double[]){ 5, 5, 5 });
	ok(make(2, PANEL_SIMPLE, 3, &a) == E_DATA);
	ok(strstr(err.text, "3 bars that all 2 symbols have") == err.text);
	ok(make(2, PANEL_SIMPLE, 2, &a) == E_DATA);
	is_text(err.text, "C/D 1h: the price stood still over all 3 bars;"
	    " returns that do not vary cannot be held against others");
	given(1, "C/D", "bcd", (double[]){ 1, 2, 4 });
	ok(make(2, PANEL_SIMPLE, 2, &a) == E_DATA);
	ok(strstr(err.text, "all returns are the same over all 3 bars"));
	given(1, "C/D", "abcdef", (double[]){ 1, 5, 5, 5, 5, 6 });
	ok(make(2, PANEL_SIMPLE, 5, &a) == E_OK);
	analysis_panel_release(&a);
}

int
main(void)
{
	TEST(rows_are_joined);
	TEST(what_cannot_be_joined_is_refused);
	return tap_done();
}
