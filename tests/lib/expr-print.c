/*
 * The canonical form of generated expressions: printing what was printed
 * changes nothing, neither does any white space, comment or pair of
 * parentheses, and it has the same values bar by bar. Damaged text is accepted
 * or refused with a caret inside it.
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "expr/expr-series.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

enum { ROUNDS = 1500, BARS = 130 };

static struct rng dice;

static int
roll(int n)
{
	return (int)rng_below(&dice, (uint64_t)n);
}

static const char *
one_of(const char *const *words)
{
	int n = 0;

	while (words[n])
		n++;
	return words[roll(n)];
}

/* What stands between two tokens: blanks, newlines, comments. */
static bool spaced;
static void
gap(struct buf *b)
{
	static const char *const gaps[] = { " ", "  ", "\n", "\t", " \r\n ",
		" # why\n", NULL };

	buf_puts(b, spaced ? one_of(gaps) : " ");
}

static void put_condition(struct buf *b, int depth);

static void
put_number(struct buf *b, int depth)
{
	static const char *const leaves[] = { "close", "open", "high", "low",
		"hl2", "close", "12", "0.5", "1_000", "7", "25e-1", NULL };
	static const char *const signs[] = { "+", "-", "*", "/", NULL };
	static const char *const windows[] = { "sma", "highest", "lowest",
		"sum", "wma", "median", NULL };

	switch (depth <= 0 ? 0 : roll(10)) {
	case 0:
	case 1:
		buf_puts(b, one_of(leaves));
		break;
	case 2:
	case 3:
	case 4:
		put_number(b, depth - 1);
		gap(b);
		buf_puts(b, one_of(signs));
		gap(b);
		put_number(b, depth - 1);
		break;
	case 5:
		buf_putc(b, '(');
		put_number(b, depth - 1);
		buf_putc(b, ')');
		break;
	case 6:
		buf_putc(b, '-');
		gap(b);
		buf_putc(b, '(');
		put_number(b, depth - 1);
		buf_putc(b, ')');
		break;
	case 7:
		buf_printf(b, "%s(close", one_of(windows));
		gap(b);
		buf_putc(b, ',');
		gap(b);
		buf_printf(b, "%s%d)", roll(2) ? "n=" : "", 1 + roll(9));
		break;
	case 8:
		buf_puts(b, "(close");
		gap(b);
		buf_printf(b, "+ open)[%d]%s", roll(4), roll(3) ? "" : "@4h");
		break;
	default:
		buf_puts(b, "(if");
		gap(b);
		put_condition(b, depth - 1);
		gap(b);
		buf_puts(b, "then");
		gap(b);
		put_number(b, depth - 1);
		gap(b);
		buf_puts(b, "else");
		gap(b);
		put_number(b, depth - 1);
		buf_putc(b, ')');
		break;
	}
}

static void
put_condition(struct buf *b, int depth)
{
	static const char *const compares[] = { "<", "<=", ">", ">=", "==",
		"!=", NULL };
	static const char *const joins[] = { "and", "or", NULL };

	switch (depth <= 0 ? 0 : roll(8)) {
	case 0:
	case 1:
		put_number(b, depth - 1);
		gap(b);
		buf_puts(b, one_of(compares));
		gap(b);
		put_number(b, depth - 1);
		break;
	case 2:
	case 3:
		put_condition(b, depth - 1);
		gap(b);
		buf_puts(b, one_of(joins));
		gap(b);
		put_condition(b, depth - 1);
		break;
	case 4:
		buf_puts(b, "not");
		gap(b);
		buf_putc(b, '(');
		put_condition(b, depth - 1);
		buf_putc(b, ')');
		break;
	case 5:
		buf_putc(b, '(');
		put_condition(b, depth - 1);
		buf_putc(b, ')');
		gap(b);
		buf_puts(b, roll(2) ? "for" : "within");
		gap(b);
		buf_printf(b, roll(2) ? "%d bars" : "%dh", 1 + roll(5));
		break;
	case 6:
		buf_puts(b, "hour");
		gap(b);
		buf_puts(b, "in");
		gap(b);
		buf_printf(b, "(%d, %d)", roll(24), roll(24));
		break;
	default:
		buf_putc(b, '(');
		put_condition(b, depth - 1);
		buf_putc(b, ')');
		break;
	}
}

static struct expr *
compiled(const char *text, struct err *err)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct expr *e = NULL;

	expr_compile(&in, text, &e, err);
	return e;
}

static char *
canonical(const struct expr *e)
{
	struct buf out = {0};

	expr_canonical(e, &out);
	return buf_take(&out);
}

/* One expression, by its seed: with strange gaps or plain ones. */
static void
generate(uint64_t seed, bool gaps, struct buf *out)
{
	buf_clear(out);
	rng_seed(&dice, seed);
	spaced = false;
	put_condition(out, 5);
	if (!gaps)
		return;
	/* The same rolls for the tree need gaps from elsewhere. */
	for (size_t i = 0; i < out->len; i++)
		if (out->at[i] == ' ' && roll(3) == 0)
			out->at[i] = "\n\t\r "[roll(4)];
}

static void
printing_is_a_fixed_point(void)
{
	struct buf text = {0};
	int good = 0;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct err err = {0};
		struct expr *e, *again;
		char *one, *two;

		generate(seed, false, &text);
		e = compiled(buf_text(&text), &err);
		if (e == NULL)	/* a window of constants, a unit */
			continue;
		one = canonical(e);
		again = compiled(one, &err);
		if (!ok(again != NULL)) {
			printf("# %s\n# %s\n", buf_text(&text), err.text);
		} else {
			two = canonical(again);
			is_text(two, one);
			free(two);
			good++;
		}
		free(one);
		expr_free(e);
		expr_free(again);
	}
	ok(good > ROUNDS / 2);
	buf_release(&text);
}

static void
white_space_changes_nothing(void)
{
	struct buf text = {0};

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct err err = {0};
		struct expr *plain, *strange;
		char *one, *two;

		generate(seed, false, &text);
		plain = compiled(buf_text(&text), &err);
		generate(seed, true, &text);
		strange = compiled(buf_text(&text), &err);
		if (!ok((plain == NULL) == (strange == NULL)))
			printf("# %s\n", buf_text(&text));
		if (plain && strange) {
			one = canonical(plain);
			two = canonical(strange);
			is_text(two, one);
			free(one);
			free(two);
		}
		expr_free(plain);
		expr_free(strange);
	}
	buf_release(&text);
}

static struct candles bars;
static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)self;
	(void)symbol;
	(void)timeframe;
	return &bars;
}

static void
bars_make(void)
{
	static int64_t columns[6][BARS];
	int64_t p = 100;

	rng_seed(&dice, 99);
	bars = (struct candles){ .len = BARS, .open_time_ms = columns[0],
	    .open = columns[1], .high = columns[2], .low = columns[3],
	    .close = columns[4], .volume = columns[5] };
	for (int i = 0; i < BARS; i++) {
		columns[0][i] = INT64_C(1704067200000) + i * 3600000;
		columns[1][i] = p;
		p += roll(5) - 2;
		columns[4][i] = p;
		columns[2][i] = (p > columns[1][i] ? p : columns[1][i]) + 1;
		columns[3][i] = (p < columns[1][i] ? p : columns[1][i]) - 1;
	}
}

static void
the_canonical_text_has_the_same_values(void)
{
	struct buf text = {0};
	struct expr_market m = { .bars = bars_of, .symbol = "X" };
	int compared = 0;

	bars_make();
	for (uint64_t seed = 1; seed <= ROUNDS / 3; seed++) {
		struct err err = {0};
		struct expr *e, *again;
		struct expr_column a = {0}, b = {0};
		char *one;
		int bad = 0;

		generate(seed, false, &text);
		e = compiled(buf_text(&text), &err);
		if (e == NULL)
			continue;
		one = canonical(e);
		again = compiled(one, &err);
		if (!ok(again && expr_series(e, &m, &a, &err) == E_OK &&
		    expr_series(again, &m, &b, &err) == E_OK))
			printf("# %s\n", err.text);
		for (size_t i = 0; i < a.len && i < b.len; i++)
			bad += expr_column_truth(&a, i) !=
			    expr_column_truth(&b, i);
		is_int(bad, 0);
		compared++;
		expr_column_release(&a);
		expr_column_release(&b);
		expr_free(e);
		expr_free(again);
		free(one);
	}
	ok(compared > ROUNDS / 6);
	buf_release(&text);
}

/* line:column of an error must be a place in the text, or right after it. */
static void
caret_inside(const char *text, const char *error)
{
	int line = 0, column = 0, lines = 1, width = 0;
	const char *s = text;

	if (!ok(sscanf(error, "expression:%d:%d:", &line, &column) == 2))
		return;
	for (; lines < line && *s; s++)
		lines += *s == '\n';
	for (; s[width] && s[width] != '\n'; )
		width++;
	if (!ok(lines == line && column >= 1 && column <= width + 1))
		printf("# %d:%d of \"%s\"\n", line, column, text);
}

static void
damaged_text_is_refused_inside(void)
{
	static const char bits[] = "()[]{}<>=!+-*/@.,;\"\\# 019aex%_$\n";
	struct buf text = {0};
	int refused = 0;

	for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
		struct err err = {0};
		struct expr *e;

		generate(seed, true, &text);
		rng_seed(&dice, seed + 1000000);
		for (int i = roll(3); i >= 0 && text.len > 0; i--) {
			size_t at = (size_t)roll((int)text.len);

			if (roll(4) == 0)
				buf_cut(&text, at);
			else
				text.at[at] = bits[roll(sizeof(bits) - 1)];
		}
		e = compiled(buf_text(&text), &err);
		if (e == NULL) {
			caret_inside(buf_text(&text), err.text);
			refused++;
		}
		expr_free(e);
	}
	ok(refused > ROUNDS / 2);
	buf_release(&text);
}

int
main(void)
{
	TEST(printing_is_a_fixed_point);
	TEST(white_space_changes_nothing);
	TEST(the_canonical_text_has_the_same_values);
	TEST(damaged_text_is_refused_inside);
	return tap_done();
}
