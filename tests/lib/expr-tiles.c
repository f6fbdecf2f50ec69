/*
 * How a program over bars uses memory: the tile of a value that was read for
 * the last time serves the next one, never two at once; bars that nothing
 * reads are not asked for.
 */
#include "tests/lib/exprbars.h"

#include "base/buf.h"
#include "expr/series.h"

/* --- memory --- */

/* Pieces of memory that a program over bars takes. */
static size_t
pieces(const char *text)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct expr_market m = { .self = &world, .bars = bars,
	    .symbol = "MAIN", .slow = true };
	struct expr *e = NULL;
	struct err err = {0};
	struct run r = {0};
	size_t n = 0;

	if (ok(expr_compile(&in, text, &e, &err) == E_OK) &&
	    ok(run_open(&r, e, &m, &err) == E_OK))
		n = r.memory.len;
	else
		printf("# %s\n# %s\n", text, err.text);
	run_close(&r);
	expr_free(e);
	return n;
}

/* head, then `many` lets x1, x2 … each made of the one before by `body`, whose
 * every $ stands for it. */
static size_t
chain(const char *head, const char *body, int many)
{
	struct buf b = {0};
	size_t n;

	buf_printf(&b, "let x0 = %s\n", head);
	for (int i = 1; i <= many; i++) {
		buf_printf(&b, "let x%d = ", i);
		for (const char *p = body; *p; p++)
			if (*p == '$')
				buf_printf(&b, "x%d", i - 1);
			else
				buf_putc(&b, *p);
		buf_putc(&b, '\n');
	}
	buf_printf(&b, "x%d", many);
	n = pieces(buf_text(&b));
	buf_release(&b);
	return n;
}

static void
longer_chains_take_no_more_memory(void)
{
	static const struct { const char *head, *body; } t[] = {
		{ "close", "$ + open" }, { "close", "open - $" },
		{ "close", "open + $ * $" }, { "close", "abs($) + open" },
		{ "close", "if open > 3 then $ + 1 else 2" },
		{ "close", "if open > 3 then 2 else $ + 1" },
		{ "close", "if $ > 3 then open else high" },
		{ "close > open", "not ($ and high > 3)" },
		{ "close > open", "low > 3 and not $" },
		{ "close > open", "(if $ then close else open) > high" },
		{ "close", "if $ > 3 then $ * 2 else $ * 3" }
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		size_t few = chain(t[i].head, t[i].body, 6);
		size_t many = chain(t[i].head, t[i].body, 24);

		if (!ok(few > 0 && many == few))
			printf("# %s: %zu, %zu\n", t[i].body, few, many);
	}
}

/* --- values --- */

/* Numbers of the four prices of a bar. */
static void
equals(const char *text, double (*want)(double o, double h, double l,
    double c))
{
	const struct candles *m = &world.main;
	struct expr_column got;
	int bad = 0;

	if (!column(text, 0, &got))
		return;
	for (size_t i = 0; i < BARS; i++)
		bad += !near(got.value[i], want((double)m->open[i] / 10,
		    (double)m->high[i] / 10, (double)m->low[i] / 10,
		    (double)m->close[i] / 10));
	if (!ok(bad == 0))
		printf("# %s\n", text);
	expr_column_release(&got);
}

static double
twice(double o, double h, double l, double c)
{
	(void)o;
	return 4 * c + (3 * h + 5 * l);
}

static double
either(double o, double h, double l, double c)
{
	return (c > o ? o * 2 : o * 2) + (3 * h + 5 * l);
}

static double
clamped(double o, double h, double l, double c)
{
	(void)c;
	return 2 * o + (3 * h + 5 * l);
}

static double
decided(double o, double h, double l, double c)
{
	return ((c > o ? h > 3 : c > o) ? 7 : 8) + (3 * h + 5 * l);
}

static void
a_tile_read_twice_serves_one_value(void)
{
	equals("(close * 2 + close * 2) + (high * 3 + low * 5)", twice);
	equals("(if close > open then open * 2 else open * 2) + "
	    "(high * 3 + low * 5)", either);
	equals("clamp(close, open * 2, open * 2) + (high * 3 + low * 5)",
	    clamped);
	equals("(if (if close > open then high > 3 else close > open) "
	    "then 7 else 8) + (high * 3 + low * 5)", decided);
}

/* --- bars --- */

static char asked[64];

static const struct candles *
bars_noted(void *self, const char *symbol, int64_t timeframe)
{
	struct market *m = self;

	(void)timeframe;
	strcat(strcat(asked, symbol[0] ? symbol : "main"), ",");
	return &m->main;
}

/* Whose bars a program asks for; of `hours` a bar, 0: over a snapshot. */
static void
asks(const char *text, int hours, const char *want)
{
	struct expr_context in = { .place = hours ? EXPR_SERIES :
	    EXPR_BREAKER, .timeframe = hours * STAMP_HOUR };
	struct expr_market m = { .self = &world, .bars = bars_noted,
	    .symbol = "MAIN" };
	struct expr_source s = { .self = &world, .bars = bars_noted,
	    .now = (START + BARS * HOUR_MS) * 1000 };
	struct expr_column out = {0};
	struct expr_value value;
	struct expr *e = NULL;
	struct err err = {0};

	asked[0] = '\0';
	ok(expr_compile(&in, text, &e, &err) == E_OK && (hours ?
	    expr_series(e, &m, &out, &err) :
	    expr_evaluate(e, &s, &value, &err)) == E_OK);
	if (hours)
		is_int((long long)out.len, BARS);
	is_text(asked, want);
	expr_column_release(&out);
	expr_free(e);
}

static void
bars_that_nothing_reads_are_not_asked_for(void)
{
	asks("close", 1, "main,");
	asks("1 > 2", 1, "main,");	/* its bars say how many rows */
	asks("close[\"A\"] + close[\"B\"]", 1, "main,A,B,");
	asks("let a = close[\"A\"]\nclose[\"B\"]", 1, "main,B,");
	asks("let a = close[\"A\"]\n1", 1, "main,");
	asks("close[\"A\"]@1h > 1", 0, "A,");
	asks("let a = close[\"A\"]@1h\nclose[\"B\"]@1h > 1", 0, "B,");
}

int
main(void)
{
	world_open();
	TEST(longer_chains_take_no_more_memory);
	TEST(a_tile_read_twice_serves_one_value);
	TEST(bars_that_nothing_reads_are_not_asked_for);
	world_close();
	return tap_done();
}
