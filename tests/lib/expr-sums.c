/*
 * Comparisons that come down to window sums are decided in whole numbers: the
 * same bars as by doubles and, where these come near to a tie, by rationals;
 * at every size of steps; for prices that are too large for it as well.
 */
#include "tests/lib/exprbars.h"

#include "expr/series.h"

/* Different lines that comparisons are decided by. */
static int
lines_asked(const struct run *r)
{
	uint64_t seen[SUM_LINES / 64] = {0};
	int n = 0;

	for (size_t i = 0; i < r->e->dag->ops.len; i++)
		if (r->sums.of[i] != 0)
			bit_put(seen, (size_t)abs(r->sums.of[i]) - 1, true);
	for (size_t i = 0; i < SUM_LINES; i++)
		n += bit_get(seen, i);
	return n;
}

/* The same of a program over bars; -1: it was refused. */
static int
lines(const char *text)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct expr_market m = { .self = &world, .bars = bars,
	    .symbol = "MAIN" };
	struct expr *e = NULL;
	struct err err = {0};
	struct run r = {0};
	int n = -1;

	if (ok(expr_compile(&in, text, &e, &err) == E_OK) &&
	    ok(run_open(&r, e, &m, &err) == E_OK))
		n = lines_asked(&r);
	else
		printf("# %s\n# %s\n", text, err.text);
	run_close(&r);
	expr_free(e);
	return n;
}

static const char *const left[] = {
	"sma(close, 3)", "sma(close, 10)[2]", "close", "sum(close, 7) / 7",
	"sma(hl2, 5)", "sma(close, 4) - close[1] * 0.3", "sma(low, 90) * 1.01",
	"-sma(open, 2) + 2 * close", "sma(close + 3, 11) - 3",
	"change(sma(close, 6), 3) + close", "sma(hlc3, 3)", "sma(ohlc4, 13)"
};
static const char *const right[] = {
	"sma(close, 6)", "sma(close, 30)", "sma(close, 1)", "sma(high, 64)",
	"sma(close, 200) + 0.05", "sma(close[1], 3)", "100", "sma(low, 129)"
};
static const char *const signs[] = { "<", "<=", "==", "!=", ">=", ">" };
static const size_t tiles[] = { 0, 1, 7, 64, 100 };

/* max() of a value and itself is that value, but no sum. */
static int
differing(const char *a, const char *sign, const char *b, size_t tile)
{
	struct expr_column plain, slow;
	char text[2][160];
	int bad = 0;

	snprintf(text[0], sizeof(text[0]), "%s %s %s", a, sign, b);
	snprintf(text[1], sizeof(text[1]), "max(%s, %s) %s %s", a, a, sign, b);
	if (!column(text[0], tile, &plain) || !column(text[1], 0, &slow))
		return 1;
	for (size_t t = 0; t < BARS; t++)
		bad += expr_column_truth(&plain, t) !=
		    expr_column_truth(&slow, t);
	if (bad || plain.inexact_ties)
		printf("# %s by %zu: %d bars differ\n", text[0], tile, bad);
	bad += plain.inexact_ties != 0;
	expr_column_release(&plain);
	expr_column_release(&slow);
	return bad;
}

static int
differing_pairs(void)
{
	int bad = 0, turn = 0;

	for (size_t a = 0; a < sizeof(left) / sizeof(*left); a++)
		for (size_t b = 0; b < sizeof(right) / sizeof(*right); b++)
			for (size_t s = 0; s < sizeof(signs) /
			    sizeof(*signs); s++)
				bad += differing(left[a], signs[s], right[b],
				    tiles[turn++ % 5]);
	return bad;
}

static void
whole_numbers_say_what_rationals_do(void)
{
	ok(lines("sma(close, 3) < sma(close, 6)") == 1);
	is_int(differing_pairs(), 0);
	is_int(differing("sma(volume, 3)", ">", "volume", 7), 0);
	is_int(differing("sma(volume, 30)", "<=", "sma(volume * 2, 3) / 2",
	    0), 0);
}

static void
every_size_of_steps_is_the_same(void)
{
	for (size_t i = 0; i < sizeof(tiles) / sizeof(*tiles); i++) {
		is_int(differing("sma(close, 10)", ">", "sma(close, 300)",
		    tiles[i]), 0);
		is_int(differing("sma(close, 3)[70]", "==", "sma(low, 2)",
		    tiles[i]), 0);
	}
}

/* Which comparisons are one line, and which are none. */
static void
what_is_a_line(void)
{
	is_int(lines("crossover(sma(close, 10), sma(close, 30)) or "
	    "crossunder(sma(close, 10), sma(close, 30))"), 1);
	is_int(lines("sma(close, 3) * 2 > sma(close, 6) * 2 and "
	    "sum(close, 6) <= 2 * sum(close, 3)"), 1);
	is_int(lines("sma(close, 3) > sma(close, 6) and sma(close, 3) > "
	    "sma(close, 7)"), 2);
	is_int(lines("close > sma(close, 9)"), 1);
	is_int(lines("close > open"), 0);	/* no window */
	is_int(lines("ema(close, 9) > sma(close, 9)"), 0);
	is_int(lines("sma(sma(close, 3), 3) > close"), 0);
	is_int(lines("sma(close, 3) > close[\"OTHER\"]"), 0);
	is_int(lines("sma(close, 3) > sma(close, 3)"), 0);
	is_int(lines("sma(close, 3) * 0 > close * 0"), 0);
	is_int(lines("sma(close, 3) / 0 > close"), 0);
	is_int(lines("highest(close, 3) > sma(close, 3)"), 0);
	is_int(lines("sma(close, 3)@4h > close@4h"), 0);
	is_int(lines("(sma(close, 3) > close)@4h"), 1);
	is_int(differing("sma(close, 3)@4h", ">", "sma(close, 5)@4h", 9), 0);
}

/* Expressions whose parts are many, or whose numbers are long. */
static void
what_is_too_long_is_no_line(void)
{
	is_int(lines("sma(ohlc4, 3) + sma(ohlc4, 5) > sma(ohlc4, 7)"), 0);
	is_int(lines("sma(close, 3) * 0.123456789012345678 > "
	    "close * 0.876543210987654321"), 0);
	is_int(differing("sma(close, 3) * 0.123456789012345678", ">",
	    "close * 0.123456789012345677", 0), 0);
}

/* What is counted in 2^53 and more is not counted so. */
static void
large_prices_are_compared_as_before(void)
{
	struct candles *c = &world.main;
	int64_t *columns[] = { c->open, c->high, c->low, c->close };

	for (int shift = 0; shift < 45; shift += 4) {
		for (int k = 0; k < 4; k++)
			for (size_t i = 0; i < BARS; i++)
				columns[k][i] *= 16;
		if (shift == 0)
			is_int(lines("sma(close, 3) > sma(close, 40)"), 1);
		is_int(differing("sma(close, 3)", ">", "sma(close, 40)", 0),
		    0);
		is_int(differing("sma(close, 3)", "==", "sma(close, 6)", 0),
		    0);
	}
	is_int(lines("sma(close, 3) > sma(close, 40)"), 0);
}

int
main(void)
{
	world_open();
	TEST(whole_numbers_say_what_rationals_do);
	TEST(every_size_of_steps_is_the_same);
	TEST(what_is_a_line);
	TEST(what_is_too_long_is_no_line);
	TEST(large_prices_are_compared_as_before);
	world_close();
	return tap_done();
}
