/*
 * The expression language against its examples: every error of the reference,
 * to the column (tests/data/expr-errors.txt), every valid expression and its
 * canonical form (expr-valid.txt), the type of every name and function
 * (expr-types.txt), warnings, and the help text against the tables.
 */
#include "base/mem.h"
#include "base/stamp.h"
#include "expr/expr-series.h"
#include "expr/names.h"
#include "tests/lib/exprplace.h"

static char *
line_next(FILE *f, char *line, int size)
{
	if (fgets(line, size, f) == NULL)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static void
errors_point_at_their_cause(void)
{
	FILE *f = fopen("tests/data/expr-errors.txt", "r");
	char where[5000], first[5000], text[5000], caret[5000];
	int count = 0;

	if (!ok(f != NULL))
		return;
	while (line_next(f, where, sizeof(where))) {
		char *want, *got;

		if (where[0] == '#' || where[0] == '\0')
			continue;
		ok(line_next(f, first, sizeof(first)) != NULL);
		ok(line_next(f, text, sizeof(text)) != NULL);
		ok(line_next(f, caret, sizeof(caret)) != NULL);
		want = mem_format("%s\n%s\n%s", first, text, caret);
		got = compiled(where, text + 2);
		is_text(got, want);
		free(want);
		free(got);
		count++;
	}
	fclose(f);
	ok(count > 130);
}

static void
valid_ones_have_a_canonical_form(void)
{
	FILE *f = fopen("tests/data/expr-valid.txt", "r");
	char line[5000];
	int count = 0;

	if (!ok(f != NULL))
		return;
	while (line_next(f, line, sizeof(line))) {
		char *text = strchr(line, '\t'), *want, *got, *again;

		if (line[0] == '#' || !ok(text != NULL))
			continue;
		*text++ = '\0';
		want = strchr(text, '\t');
		if (want)
			*want++ = '\0';
		else
			want = text;
		got = compiled(line, text);
		if (strcmp(want, "!") == 0) {	/* refused after all */
			ok(strstr(got, "\n") != NULL);
		} else {
			is_text(got, want);
			again = compiled(line, got);
			is_text(again, got);
			free(again);
		}
		free(got);
		count++;
	}
	fclose(f);
	ok(count > 100);
}

static void
names_and_functions_are_what_they_are(void)
{
	static const char *const bases[] = { "any", "number", "condition",
		"text", "time", "duration" };
	static const char *const units[] = { "plain", "price", "qty", "money",
		"ratio", "points" };
	FILE *f = fopen("tests/data/expr-types.txt", "r");
	char line[500], type[40], text[300];
	int lookback, count = 0;

	if (!ok(f != NULL))
		return;
	while (line_next(f, line, sizeof(line))) {
		char *tab = strchr(line, '\t');
		struct expr_context in;
		struct expr *e = NULL;
		struct expr_step step;
		struct err err;

		if (line[0] == '#' || !ok(tab != NULL))
			continue;
		*tab = '\0';
		in = place(line);
		if (!ok(sscanf(tab + 1, "%299[^\t]\t%39s\t%d", text, type,
		    &lookback) == 3) ||
		    !ok(expr_compile(&in, text, &e, &err) == E_OK)) {
			printf("# %s\n", text);
			continue;
		}
		expr_plan(e, expr_plan_len(e) - 1, &step);
		if (strcmp(type, expr_base(e) == EXPR_NUMBER ?
		    units[expr_unit(e)] : bases[expr_base(e)]) != 0 ||
		    step.lookback != lookback) {
			printf("# %s: %s %s, %lld bars\n", text,
			    bases[expr_base(e)], units[expr_unit(e)],
			    (long long)step.lookback);
			ok(!"as described");
		}
		expr_free(e);
		count++;
	}
	fclose(f);
	ok(count > 180);
}

static void
later_lines_are_shown(void)
{
	char *got = compiled("series", "let a = close # \303\251\n\n"
	    "let b = a[1]\n\t\"\303\251\303\251\" == closs");

	is_text(got, "expression:4:10: unknown name \"closs\"; did you mean "
	    "\"close\"?\n   \"\303\251\303\251\" == closs\n           ^~~~~");
	free(got);
	got = compiled("series", "close > 1 and close > 1 and close > 1 and "
	    "close > 1 and close > 1 and close > 1 and close > 1 and "
	    "close > 1 and close > 1 and close > 1 and closs > 1");
	is_text(got, "expression:1:141: unknown name \"closs\"; did you mean "
	    "\"close\"?\n  and close > 1 and close > 1 and close > 1 and close "
	    "> 1 and closs > 1\n"
	    "                                                              "
	    "^~~~~");
	free(got);
}

static void
long_lines_are_cut(void)
{
	struct buf text = {0};
	char *got, *line;

	buf_puts(&text, "closs");
	for (int i = 0; i < 40; i++)
		buf_puts(&text, " + close");
	got = compiled("series", buf_text(&text));
	line = strchr(got, '\n') + 1;
	is_int(strcspn(line, "\n"), 122);
	is_text(strrchr(got, '\n') + 1, "  ^~~~~");
	free(got);
	buf_release(&text);
}

static void
a_newline_ends_a_let(void)
{
	char *got = compiled("series", "let a = (close\n[1])\na > 1");

	is_text(got, "let a = close[1]; a > 1");
	free(got);
	got = compiled("series", "let a = sma\n(close, 3)\na > 1");
	is_text(got, "expression:2:7: expected \")\", not \",\"\n"
	    "  (close, 3)\n        ^");
	free(got);
	got = compiled("series", "let a = close\n- open\na > 1");
	is_text(got, "let a = close - open; a > 1");
	free(got);
	got = compiled("series", "close\n[1] > sma\n(close, 3)");
	is_text(got, "close[1] > sma(close, 3)");
	free(got);
}

static void
warns(const char *where, const char *text, const char *want)
{
	struct expr_context in = place(where);
	struct expr *e = NULL;
	struct err err = {0};
	struct buf out = {0};

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK)) {
		printf("# %s\n", err.text);
		return;
	}
	for (size_t i = 0; i < expr_warnings(e)->len; i++) {
		const struct expr_finding *f = &expr_warnings(e)->at[i];

		ok(f->warning);
		buf_printf(&out, "%s%d:%d %s", i ? " " : "", f->line,
		    f->column, f->code);
	}
	is_text(buf_text(&out), want);
	buf_release(&out);
	expr_free(e);
}

static void
warnings_name_place_and_kind(void)
{
	warns("series", "close > open", "");
	warns("series", "close > open and open > low for 3 bars", "1:29 span");
	warns("series", "close > open or open > low within 2h", "1:28 span");
	warns("series", "close > open and (open > low for 3 bars)", "");
	warns("series", "let a = close; open > low", "1:5 unread");
	warns("series", "let a = close; let b = a; b > low", "");
	warns("series", "rsi(close, 14) == 30", "1:16 inexact");
	warns("series", "pct_change(close) != 0", "1:19 inexact");
	warns("series", "sma(close, 3) == sma(close, 6)", "");
	warns("series", "close == close[\"ETH/USDT\"]", "1:7 inexact");
	warns("series", "volume == 0 or hour == 3", "");
	warns("series", "close * volume == 0", "1:16 inexact");
	warns("breaker", "loss_streak == 4 or equity == 3", "");
	warns("breaker", "margin_used == 5%", "1:13 inexact");
	warns("series", "hour / 3 == 1", "1:10 inexact");
	warns("series", "hour * 3 == 6 or hour + 1 == 6", "");
	warns("series", "2 / close == 1", "1:11 inexact");
	warns("series", "close / 2 == 1", "");
	warns("series", "close * close == 1", "1:15 inexact");
	warns("series", "close[\"A\"] == close[\"A\"]@4h", "");
	warns("series", "close[\"A\"] == close[\"B\"]", "1:12 inexact");
	warns("series", "valuewhen(close > open, close) == close", "");
	warns("series", "if close > open then close == 1 else open == 1", "");
	warns("series", "(if close > open then close else 3) == 2", "");
	warns("series", "(if rsi(close) > 3 then close else 3) == 2", "");
	warns("series", "(if close > open then rsi(close) else 3) == 2",
	    "1:42 inexact");
	warns("series", "(if close > open then 3 else rsi(close)) == 2",
	    "1:42 inexact");
	warns("series", "let a = rsi(close, 14) == 3; a and a@4h",
	    "1:24 inexact");
	warns("series", "rsi(close) == 3 or rsi(open) == 3",
	    "1:12 inexact 1:30 inexact");
	warns("series", "close[\"A\"] > 1 and close[\"B\"] == close[\"C\"]",
	    "1:31 inexact");
	warns("series", "1 > 2", "1:3 constant");
	warns("series", "close > open or 1 < 2", "1:19 constant");
	warns("breaker", "true", "1:1 constant");
}

static void
plan_is(const char *text, size_t step, const char *operation,
    const char *inputs, const char *series)
{
	struct expr_context in = place("strategy");
	struct expr *e = NULL;
	struct expr_step s;
	struct err err;

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK))
		return;
	expr_plan(e, step, &s);
	is_int(s.step, step);
	is_text(s.operation, operation);
	is_text(s.inputs, inputs);
	is_text(s.series, series);
	expr_free(e);
}

static void
the_plan_says_what_runs(void)
{
	plan_is("close", 0, "close", "", "1h");
	plan_is("volume[3]", 1, "hist 3", "0", "1h");
	plan_is("close[sol] + close[eth]", 0, "close", "", "SOL/USDT 1h");
	plan_is("close[sol] + close[eth]", 2, "close", "",
	    "ETH/USDT:USDT 1h");
	plan_is("close[sol] + close[eth]", 4, "add", "1 3", "1h");
	plan_is("close > 1.5", 1, "1.5", "", "");
	plan_is("time > 2024-03-01", 1, "2024-03-01", "", "");
	plan_is("time - time[1] > 90m", 3, "1h30m", "", "");
	plan_is("symbol == \"a\"", 1, "\"a\"", "", "");
	plan_is("close > open or true", 2, "lt", "1 0", "1h");
	plan_is("close > open or true", 3, "true", "", "");
	plan_is("rsi(close, 3) > 1", 1, "rsi", "0", "1h");
	plan_is("closes(4h)", 0, "closes 4h", "", "1h");
	plan_is("equity > 1", 0, "equity", "", "now");
	plan_is("if close > open then na else 1", 4, "na", "", "");
}

/* As a word of its own, in help. */
static int
in_help(const char *name)
{
	const char *s = expr_help;
	size_t n = strlen(name);

	while ((s = strstr(s, name))) {
		char before = s == expr_help ? ' ' : s[-1], after = s[n];

		if (strchr(" \n(.,", before) && strchr(" \n(,)", after))
			return 1;
		s++;
	}
	return 0;
}

static void
help_has_every_name(void)
{
	for (const struct name_row *r = expr_names; r->name; r++)
		if (r->see != SEE_ACCOUNT && !in_help(r->name))
			is_text(r->name, "in the help");
	for (const struct name_row *r = expr_position; r->name; r++)
		if (!in_help(r->name))
			is_text(r->name, "in the help");
	for (const struct func_row *f = expr_funcs; f->name; f++)
		if (!in_help(f->name))
			is_text(f->name, "in the help");
}

static void
help_examples_compile(void)
{
	const char *s = strstr(expr_help, "\nEXAMPLES\n");
	int count = 0;

	if (!ok(s != NULL))
		return;
	for (s += 10; s[0] == ' '; s = strchr(s, '\n') + 1) {
		char *text = mem_textn(s + 2, strcspn(s + 2, "\n")), *got;
		const char *where = strstr(text, "close") ? "series" :
		    strstr(text, "sharpe") ? "result" : "breaker";

		got = compiled(where, text);
		ok(strchr(got, '\n') == NULL);
		free(got);
		free(text);
		count++;
	}
	is_int(count, 8);
}

static void
what_is_wanted_is_checked(void)
{
	struct expr_context in = place("breaker");
	struct expr *e = NULL;
	struct err err = {0};

	in.want = EXPR_CONDITION;
	is_int(expr_compile(&in, "equity", &e, &err), E_USAGE);
	is_text(err.text, "--when:1:1: a condition is wanted here, not a "
	    "number\n  equity\n  ^~~~~~");
	ok(e == NULL);
	in.want = EXPR_NUMBER;
	is_int(expr_compile(&in, "equity", &e, &err), E_OK);
	is_int(expr_base(e), EXPR_NUMBER);
	is_int(expr_unit(e), UNIT_MONEY);
	ok(expr_reads(e, EXPR_EQUITY) && !expr_reads(e, EXPR_FREE));
	ok(!expr_reads_position(e) && !expr_reads_bars(e));
	expr_free(e);
}

static void
parameters_are_constants(void)
{
	static const struct { const char *value, *says; } bad[] = {
		{ "abc", "is not a number" }, { "", "is not a number" },
		{ "1 + 1", "is not a number" }, { "close", "is not a number" },
		{ "\"a\"", "is not a number" }, { "-4h", "is not a number" } };
	struct expr_param p = { "len", "10" };
	struct expr_context in = place("series");
	struct expr *e = NULL;
	struct err err;

	in.params = &p;
	in.params_len = 1;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		p.value = bad[i].value;
		is_int(expr_compile(&in, "sma(close, len)", &e, &err),
		    E_USAGE);
		ok(strstr(err.text, bad[i].says) != NULL);
	}
	p.value = "-5";
	is_int(expr_compile(&in, "sma(close, len)", &e, &err), E_USAGE);
	ok(strstr(err.text, "expression:1:12: \"n\" of sma must be 1 to") !=
	    NULL);
	p.value = "4h";
	is_int(expr_compile(&in, "close@len > sma(close, len)", &e, &err),
	    E_OK);
	expr_free(e);
	e = NULL;
	p = (struct expr_param){ "close", "1" };
	is_int(expr_compile(&in, "close > 1", &e, &err), E_USAGE);
	ok(strstr(err.text, "built-in") != NULL);
}

/* The context may go once it is compiled; its lists are copied whole. */
static void
contexts_are_copied(void)
{
	char names[12][16], values[12][16], text[200] = "p0";
	struct expr_param p[6];
	struct expr_with w[6];
	struct expr_context in = { .place = EXPR_STRATEGY,
	    .timeframe = STAMP_HOUR, .params = p, .params_len = 6,
	    .with = w, .with_len = 6 };
	struct expr *e = NULL;
	struct buf out = {0};
	struct err err = {0};

	for (int i = 0; i < 6; i++) {
		snprintf(names[i], sizeof(names[i]), "p%d", i);
		snprintf(names[i + 6], sizeof(names[i]), "w%d", i);
		snprintf(values[i], sizeof(values[i]), "%d", i);
		snprintf(values[i + 6], sizeof(values[i]), "S%d", i);
		p[i] = (struct expr_param){ names[i], values[i] };
		w[i] = (struct expr_with){ names[i + 6], values[i + 6] };
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    " + close[w%d] * p%d", i, i);
	}
	is_int(expr_compile(&in, text, &e, &err), E_OK);
	memset(names, 'x', sizeof(names));
	memset(values, 'x', sizeof(values));
	if (e != NULL)
		expr_canonical(e, &out);
	is_text(buf_text(&out), "p0 + close[w0] * p0 + close[w1] * p1 + "
	    "close[w2] * p2 + close[w3] * p3 + close[w4] * p4 + "
	    "close[w5] * p5");
	expr_free(e);
	buf_release(&out);
}

int
main(void)
{
	TEST(errors_point_at_their_cause);
	TEST(valid_ones_have_a_canonical_form);
	TEST(names_and_functions_are_what_they_are);
	TEST(later_lines_are_shown);
	TEST(long_lines_are_cut);
	TEST(a_newline_ends_a_let);
	TEST(warnings_name_place_and_kind);
	TEST(the_plan_says_what_runs);
	TEST(help_has_every_name);
	TEST(help_examples_compile);
	TEST(what_is_wanted_is_checked);
	TEST(parameters_are_constants);
	TEST(contexts_are_copied);
	return tap_done();
}
