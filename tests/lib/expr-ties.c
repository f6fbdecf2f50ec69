/*
 * Ties are ties: comparisons of exact expressions against integers, and the
 * count of those that could not be decided.
 */
#include "tests/lib/exprbars.h"

static void
ties_are_ties(void)
{
	struct expr_column got, c;
	int bad = 0, equal = 0;

	if (!column("sma(close, 3) == sma(close, 6)", 0, &got) ||
	    !column("close", 0, &c))
		return;
	for (int t = 5; t < BARS; t++) {
		int64_t three = 0, six = 0;

		for (int i = 0; i < 6; i++) {
			six += world.main.close[t - i];
			three += i < 3 ? world.main.close[t - i] : 0;
		}
		equal += 2 * three == six;
		bad += (expr_column_truth(&got, (size_t)t) == TRUTH_TRUE) !=
		    (2 * three == six);
	}
	is_int(bad, 0);
	ok(equal > 20);
	is_int(got.inexact_ties, 0);
	expr_column_release(&got);
	expr_column_release(&c);
}

static void
means_are_not_prices(void)
{
	struct expr_column three, two;
	int equal = 0, bad = 0;

	if (!column("hlc3 == close", 0, &three) ||
	    !column("hl2 == close", 0, &two))
		return;
	for (size_t t = 0; t < BARS; t++) {
		int64_t h = world.main.high[t], l = world.main.low[t];
		int64_t c = world.main.close[t];

		bad += (expr_column_truth(&three, t) == TRUTH_TRUE) !=
		    (h + l + c == 3 * c);
		bad += (expr_column_truth(&two, t) == TRUTH_TRUE) !=
		    (h + l == 2 * c);
		equal += h + l == 2 * c;
	}
	is_int(bad, 0);
	ok(equal > 20);
	expr_column_release(&three);
	expr_column_release(&two);
}

/* Always true on paper, seldom in doubles. */
static void
always(const char *text)
{
	struct expr_column c;
	int bad = 0;

	if (!column(text, 0, &c))
		return;
	for (size_t t = 60; t < BARS; t++)
		bad += expr_column_truth(&c, t) != TRUTH_TRUE;
	if (bad)
		printf("# %s: %d bars differ\n", text, bad);
	is_int(bad, 0);
	is_int(c.inexact_ties, 0);
	expr_column_release(&c);
}

static void
exact_expressions_are_exact(void)
{
	always("close * 0.1 + close * 0.2 == close * 0.3");
	always("hlc3 * 3 == high + low + close");
	always("ohlc4 * 4 == open + high + low + close");
	always("sma(close, 7) * 7 == sum(close, 7)");
	always("wma(close, 3) * 6 == close * 3 + close[1] * 2 + close[2]");
	always("median(hl2, 4) * 2 <= high + low + abs(close) or true");
	always("change(close * 0.1, 3) == close * 0.1 - close[3] * 0.1");
	always("floor(close * 0.1, 0.01) == close * 0.1");
	always("ceil(close * 0.3, 0.03) == close * 0.3");
	always("round(close * 0.1, 0.01) * 10 == close");
	always("(if close > open then close * 0.1 else close * 0.3) in "
	    "(close * 0.1, close * 0.3)");
	always("nz(sma(close, 2)[1], 0) * 2 == close[1] + close[2]");
	always("max(sma(close, 2), sma(close, 2)) * 2 == close + close[1]");
	always("sma(close, 3)@4h * 3 == (close + close[1] + close[2])@4h");
	always("donchian(5).middle * 2 == highest(high, 5) + lowest(low, 5)");
	always("sum(volume * 0.1, 3) * 10 == volume + volume[1] + volume[2]");
	always("last(close * 0.1, 3) == close * 0.1");
	always("close == valuewhen(close > 0, close)");
	always("clamp(close * 0.1, 0, 1000) * 10 == close");
	always("tick * 10 == 1");
	always("highest(close * 0.1, 4) * 10 == highest(close, 4)");
	always("lowest(close * 0.1, 4) * 10 == lowest(close, 4)");
	always("if hour > 3 then close > 0 else open > 0");
	always("if hour > 3 then not (close < 0) else not (open < 0)");
	always("nz(close[1] > 0, false)");
	always("nz(close / 0 > 1, true)");
	always("not nz(close / 0 > 1, false)");
	always("defined(close > 0) and not defined(close / 0 > 1)");
	always("donchian(5).upper == highest(high, 5)");
	always("donchian(5).lower == lowest(low, 5)");
	always("not defined(correlation(close + 1, close, 9)) or "
	    "correlation(close + 1, close, 9) > 0.999");
	always("not defined(beta(close * 2, close, 9)) or "
	    "abs(beta(close * 2, close, 9) - 2) < 0.001");
	always("(if symbol == \"MAIN\" then close * 0.1 else close) * 10 == "
	    "close");
	always("(if timeframe == 1h and time > 2024-01-01 then close * 0.1 "
	    "else close) * 10 == close");
	always("(if defined(funding) then close else close * 0.1) * 10 == "
	    "close");
	always("(close * 0.1 + close * 0.2)[1] == (close * 0.3)[1]");
	always("close * 0.1 == valuewhen(close > 0, close * 0.1)");
	always("valuewhen(close > 0, close * 0.1, 2) * 10 == close[2]");
	always("last(if hour == 3 then na else close * 0.1, 1) * 10 == "
	    "(if hour == 3 then close[1] else close)");
	always("falling(close, 1) or close >= close[1]");
	always("not falling(close, 1) or close < close[1]");
	always("rising(close, 1) or close <= close[1]");
	always("not rising(close, 1) or close > close[1]");
	always("not matches(symbol, \"X*\")");
	always("-close * 0.1 - close * 0.2 == -(close * 0.3)");
	always("min(sma(close, 3), sma(open, 3)) * 3 <= sum(close, 3)");
	always("close * 0.3 >= close * 0.1 + close * 0.2");
	always("not (close * 0.3 < close * 0.1 + close * 0.2)");
	always("median(close * 0.1, 4) * 20 == median(close, 4) * 2");
	always("median(close * 0.1, 2) * 20 == close + close[1]");
	always("median(close * 0.1, 3) * 10 == close + close[1] + close[2] - "
	    "highest(close, 3) - lowest(close, 3)");
	always("highest(close * 0.1, 4) * 10 == max(close, close[1], close[2],"
	    " close[3])");
	always("lowest(close * 0.1, 4) * 10 == min(close, close[1], close[2],"
	    " close[3])");
	always("close + 1e-14 > close");
	always("close > close - 1e-14");
	always("not (close + 1e-14 == close)");
}

/* What is before the first bar is not known to the integers either. */
static void
nothing_is_before_the_first_bar(void)
{
	struct expr_column c;
	int bad = 0;

	if (!column("nz((close * 0.1)[40], 0.3) == 0.3", 0, &c))
		return;
	for (size_t t = 0; t < BARS; t++)
		bad += expr_column_truth(&c, t) !=
		    (t < 40 ? TRUTH_TRUE : TRUTH_FALSE);
	is_int(bad, 0);
	is_int(c.inexact_ties, 0);
	expr_column_release(&c);
	if (!column("(close * 0.1)[40] * 10 == close[40]", 0, &c))
		return;
	for (size_t t = 0; t < BARS; t++)
		bad += expr_column_truth(&c, t) !=
		    (t < 40 ? TRUTH_UNKNOWN : TRUTH_TRUE);
	is_int(bad, 0);
	is_int(c.inexact_ties, 0);
	expr_column_release(&c);
}

/* Comparisons of averages of every column, against integers. */
static void
every_column_is_exact(void)
{
	static const char *const names[] = { "open", "high", "low", "close" };
	const struct candles *m = &world.main;
	const int64_t *columns[] = { m->open, m->high, m->low, m->close };

	for (int a = 0; a < 4; a++)
		for (int b = 0; b < 4; b++) {
			struct expr_column c;
			char text[80];
			int bad = 0;

			snprintf(text, sizeof(text), "sma(%s, 3) >= "
			    "sma(%s, 2)[1]", names[a], names[b]);
			if (!column(text, 0, &c))
				continue;
			for (size_t t = 2; t < BARS; t++) {
				const int64_t *x = columns[a] + t;
				const int64_t *y = columns[b] + t;
				bool want = 2 * (x[0] + x[-1] + x[-2]) >=
				    3 * (y[-1] + y[-2]);

				bad += (expr_column_truth(&c, t) ==
				    TRUTH_TRUE) != want;
			}
			if (bad)
				printf("# %s\n", text);
			is_int(bad, 0);
			is_int(c.inexact_ties, 0);
			expr_column_release(&c);
		}
}

static void
what_cannot_be_decided_is_counted(void)
{
	struct expr_column c;

	if (!column("(if (close > open) for 2 bars then close * 0.1 else "
	    "close * 0.3) >= close * 0.1", 0, &c))
		return;
	ok(c.inexact_ties > 0);
	expr_column_release(&c);
	if (!column("close * 0.1 >= sma(sma(sma(close, 90), 90), 90)", 0, &c))
		return;
	is_int(c.inexact_ties, 0);	/* none comes near */
	expr_column_release(&c);
}

int
main(void)
{
	world_open();
	TEST(ties_are_ties);
	TEST(means_are_not_prices);
	TEST(exact_expressions_are_exact);
	TEST(nothing_is_before_the_first_bar);
	TEST(every_column_is_exact);
	TEST(what_cannot_be_decided_is_counted);
	world_close();
	return tap_done();
}
