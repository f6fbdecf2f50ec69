/*
 * Strategy files: every kind of mistake with its place (strategy-errors.txt);
 * the examples of the language and their identity; what is read of each
 * statement; that layout changes no hash and meaning does; both ends of every
 * range; the limits.
 */
#include "base/rng.h"
#include "tests/lib/shipped.h"

#include <stdio.h>
#include <stdlib.h>

/* Line 6 of it is the statement that is tried. */
static const char sound[] = "strategy sound\nabout \"a test\"\ntimeframe 1h\n"
    "param n = 5 in 2..9 step 1\nlet quick = sma(close, n)\n%s\n"
    "long when quick > close\nsize 100%% of equity\n";

static void
findings_text(const struct expr_findings *all, struct buf *out)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct expr_finding *f = &all->at[i];

		buf_printf(out, "=> %d:%d %d %s%s %s\n", f->line, f->column,
		    f->length, f->warning ? "warning " : "", f->code,
		    f->message);
	}
}

static enum err_code
checked(const char *text, size_t len, struct strategy **out, struct buf *said)
{
	struct strategy_source in = { .label = "file", .text = text,
	    .len = len };
	struct expr_findings all = {0};
	struct err err = {0};
	enum err_code rc = strategy_check(&in, out, &all, &err);

	findings_text(&all, said);
	is_int(rc, err.text[0] ? E_DATA : E_OK);
	vec_release(&all);
	return rc;
}

static void
block(const char *text, const char *want)
{
	struct strategy *s = NULL;
	struct buf said = {0};
	char *file = strncmp(text, "... ", 4) == 0 ?
	    mem_format(sound, text + 4) : mem_text(text);

	checked(file, strlen(file), &s, &said);
	if (strcmp(buf_text(&said), want) != 0)
		printf("# %s", text);
	is_text(buf_text(&said), want);
	strategy_free(s);
	buf_release(&said);
	free(file);
}

static void
mistakes_have_their_place(void)
{
	FILE *f = fopen("tests/data/strategy-errors.txt", "r");
	struct buf text = {0}, want = {0};
	char line[2000];
	int count = 0;

	if (!ok(f != NULL))
		return;
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' && text.len == 0)
			continue;
		if (strncmp(line, "=>", 2) == 0) {
			buf_puts(&want, line);
		} else if (line[0] != '\n') {
			if (strncmp(line, "... ", 4) == 0)
				line[strcspn(line, "\n")] = '\0';
			buf_puts(&text, line);
		} else if (text.len > 0) {
			block(buf_text(&text), buf_text(&want));
			buf_clear(&text);
			buf_clear(&want);
			count++;
		}
	}
	fclose(f);
	buf_release(&text);
	buf_release(&want);
	ok(count > 100);
}

static struct strategy *
read_good(const char *text)
{
	struct strategy *s = NULL;
	struct buf said = {0};

	checked(text, strlen(text), &s, &said);
	if (!ok(s != NULL))
		printf("# %s\n# %s", text, buf_text(&said));
	buf_release(&said);
	return s;
}

/* The hash that the reference of the language prints. */
static void
identity_is_of_the_canonical_form(void)
{
	char *text = shipped_text("sma_cross");
	struct strategy *s = read_good(text);
	struct buf form = {0};

	if (s != NULL) {
		is_text(s->hash, "b15a07b1802143c72dc6f52f62e5cc14f8bf4aac95a6"
		    "25ff90b04a47b538c9e1");
		strategy_canonical(s, &form);
		is_text(buf_text(&form), "strategy sma_cross\ntimeframe 1h\n"
		    "param fast = 10 in 3..60 step 1\n"
		    "param slow = 30 in 20..260 step 5\n"
		    "require fast < slow\n"
		    "long when crossover(sma(close, fast), sma(close, slow))\n"
		    "exit when crossunder(sma(close, fast), sma(close, slow))\n"
		    "size 100% of equity\n");
	}
	buf_release(&form);
	strategy_free(s);
	free(text);
}

/* Shipped files read without a word, and print to what prints to itself. */
static void
shipped_ones_are_sound(void)
{
	for (int i = 0; i < NAMES; i++) {
		char *text = shipped_text(names[i]);
		struct buf said = {0}, one = {0}, two = {0};
		struct strategy *s = NULL, *again;

		checked(text, strlen(text), &s, &said);
		is_text(buf_text(&said), "");
		if (ok(s != NULL)) {
			is_text(s->name, names[i]);
			ok(s->about && s->source);
			strategy_canonical(s, &one);
			again = read_good(buf_text(&one));
			if (again) {
				strategy_canonical(again, &two);
				is_text(buf_text(&two), buf_text(&one));
				is_text(again->hash, s->hash);
			}
			strategy_free(again);
		}
		strategy_free(s);
		buf_release(&said);
		buf_release(&one);
		buf_release(&two);
		free(text);
	}
}

/* The same words with other blanks, comments and line ends: a newline may
 * stand inside brackets and before and after most operators. */
static char *
laid_out(const char *text, struct rng *r)
{
	static const char *const blanks[] = { " ", "  ", "\t", " \t ", " \r" };
	struct buf out = {0};
	int open = 0;

	for (const char *s = text; *s; s++) {
		if (*s == '"') {
			do
				buf_putc(&out, *s++);
			while (*s != '"');
		} else if (*s == '#') {
			s += strcspn(s, "\n") - 1;
			continue;
		}
		open += (*s == '(' || *s == '[') - (*s == ')' || *s == ']');
		if (*s == ' ' && open > 0 && rng_below(r, 4) == 0)
			buf_puts(&out, " # a remark, (here\n\t");
		else if (*s == ' ')
			buf_puts(&out, blanks[rng_below(r, 5)]);
		else
			buf_putc(&out, *s);
		if ((*s == ',' || *s == '(') && rng_below(r, 3) == 0)
			buf_puts(&out, rng_below(r, 2) ? "\n" : "  ");
		if (*s == '\n' && rng_below(r, 3) == 0)
			buf_puts(&out, "\n  \t# nothing\r\n\n ");
	}
	return buf_take(&out);
}

static void
layout_changes_no_hash(void)
{
	struct rng r;

	rng_seed(&r, 5);
	for (int i = 0; i < NAMES * 40; i++) {
		char *text = shipped_text(names[i % NAMES]), *other;
		struct strategy *s = read_good(text), *t;

		other = laid_out(text, &r);
		t = read_good(other);
		if (s && t)
			is_text(t->hash, s->hash);
		strategy_free(s);
		strategy_free(t);
		free(text);
		free(other);
	}
}

static void
same(const char *a, const char *b, bool equal)
{
	char *one = mem_format(sound, a), *two = mem_format(sound, b);
	struct strategy *s = read_good(one), *t = read_good(two);

	if (s && t && !ok((strcmp(s->hash, t->hash) == 0) == equal))
		printf("# %s | %s\n", a, b);
	strategy_free(s);
	strategy_free(t);
	free(one);
	free(two);
}

static void
spelling_changes_no_hash_and_meaning_does(void)
{
	same("stop 5%", "stop   50e-1%  # five", true);
	same("stop 5%", "stop 500bp", true);
	same("stop 5%", "stop 5.01%", false);
	same("stop 5%", "target 5%", false);
	same("stop 5%", "stop long 5%", false);
	same("exit after 90m", "exit after 1h30m", true);
	same("exit after 4 bars", "exit after 4h", false);
	same("exit when adx() > 3", "exit when adx(n = 14) > 3.0", true);
	same("exit when adx() > 3", "exit when adx(15) > 3", false);
	same("exit when close > 3", "exit when (close > (3))", true);
	same("exit when close > 3", "exit when close > 3 as \"x\"", false);
	same("param k = 3 in 1..5\nstop k * atr(14)",
	    "param k = 3 in 1..6\nstop k * atr(14)", false);
	same("param k = 3 in 1..5\nstop k * atr(14)",
	    "stop k * atr(14)\nparam k = 3 in 1..5", true);
	same("param k = 3\nstop k * atr(14)",
	    "param k = 4\nstop k * atr(14)", false);
	same("leverage 2\nhours 8..20", "leverage 2\nhours 8..21", false);
	same("stop 5%\ntarget 10%", "target 10%\nstop 5%", false);
}

static const struct strategy_rule *
only_rule(const struct strategy *s, enum strategy_kind kind)
{
	const struct strategy_rule *r = strategy_rule(s, kind);

	ok(r != NULL);
	return r;
}

static void
statements_are_data(void)
{
	struct strategy *s = read_good("strategy all\n"
	    "with eth = \"ETH/USDT\"\nparam n = 3 in 1..9\n"
	    "long when close > open as \"up\"\nshort when close < open\n"
	    "enter limit at close * 0.99 for n bars\n"
	    "hedge eth ratio 50%\nexit short when position.gain > 3%\n"
	    "exit after 3d\nstop long 2%\ntarget at close + 5 * tick\n"
	    "trail 1% after 2%\nsize kelly 50% cap 3\nleverage n\n"
	    "max_positions 2\npyramid 3 every 1%\ncooldown 2h\n"
	    "hours 22..6\nweekdays 2..5\nopposite ignore\n");
	double x = 0;

	if (s == NULL)
		return;
	is_int(s->timeframe, 0);
	is_int((int)s->with.len, 1);
	is_text(s->with.at[0].symbol, "ETH/USDT");
	is_text(only_rule(s, STRATEGY_ENTRY)->text, "up");
	is_int(only_rule(s, STRATEGY_ENTRY)->side, SIDE_LONG);
	is_int(only_rule(s, STRATEGY_ENTER)->form, ENTER_LIMIT);
	ok(expr_rule_constant(s->program,
	    strategy_rule(s, STRATEGY_ENTER)->span, &x) && x == 3);
	is_text(only_rule(s, STRATEGY_HEDGE)->text, "eth");
	is_int(only_rule(s, STRATEGY_EXIT)->side, SIDE_SHORT);
	ok(expr_rule_path(s->program, strategy_rule(s, STRATEGY_EXIT)->expr));
	ok(strategy_path(s));
	is_int(only_rule(s, STRATEGY_STOP)->side, SIDE_LONG);
	is_int(only_rule(s, STRATEGY_TARGET)->form, FORM_LEVEL);
	ok(expr_rule_constant(s->program,
	    only_rule(s, STRATEGY_TRAIL)->second, &x) && x == 0.02);
	is_int(only_rule(s, STRATEGY_SIZE)->form, SIZE_KELLY);
	ok(expr_rule_constant(s->program,
	    strategy_rule(s, STRATEGY_SIZE)->second, &x) && x == 3);
	ok(expr_rule_constant(s->program,
	    only_rule(s, STRATEGY_COOLDOWN)->span, &x) && x == 7.2e9);
	is_int((int)only_rule(s, STRATEGY_HOURS)->from, 22);
	is_int((int)only_rule(s, STRATEGY_WEEKDAYS)->to, 5);
	is_int(only_rule(s, STRATEGY_OPPOSITE)->form, OPPOSITE_IGNORE);
	strategy_free(s);
}

static void
values_may_be_asked_for(void)
{
	static const char text[] = "strategy p\nparam n = 5 in 2..9 step 1\n"
	    "require n > 3\nlong when close > sma(close, n)\n"
	    "size 100% of equity\n";
	static const struct { const char *name, *value; enum err_code rc;
	    bool allowed; const char *says; } tries[] = {
		{ "n", "9", E_OK, true, "" }, { "n", "3", E_OK, false, "" },
		{ "n", "10", E_DATA, false,
		  "file:2:7: n = 10 is outside of 2..9" },
		{ "n", "5%", E_DATA, false,
		  "file:2:7: n is a number, not \"5%\"" },
		{ "n", "close", E_DATA, false,
		  "file:2:7: n is a number, not \"close\"" },
		{ "slow", "5", E_USAGE, false,
		  "file has no parameter \"slow\"" }
	};

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		struct expr_param p = { tries[i].name, tries[i].value };
		struct strategy_source in = { .label = "file", .text = text,
		    .len = strlen(text), .params = &p, .params_len = 1 };
		struct expr_findings all = {0};
		struct strategy *s = NULL;
		struct err err = {0};

		is_int(strategy_read(&in, &s, &all, &err), tries[i].rc);
		ok(strncmp(err.text, tries[i].says,
		    strlen(tries[i].says)) == 0);
		if (s)
			is_int(strategy_allowed(s), tries[i].allowed);
		strategy_free(s);
		vec_release(&all);
	}
}

static void
refused_whole(const char *what, char *text, size_t len, const char *says)
{
	struct strategy *s = NULL;
	struct buf said = {0};

	checked(text, len, &s, &said);
	ok(s == NULL);
	if (!ok(strstr(buf_text(&said), says) != NULL))
		printf("# %s: %.300s\n", what, buf_text(&said));
	strategy_free(s);
	buf_release(&said);
	free(text);
}

static char *
repeated(const char *before, const char *line, int n)
{
	struct buf text = {0};

	buf_puts(&text, before);
	for (int i = 0; i < n; i++)
		buf_printf(&text, line, i, i);
	return buf_take(&text);
}

static void
limits_hold(void)
{
	static const char head[] = "strategy s\nlong when close > open\n"
	    "size 1% of equity\n";
	char *text = repeated(head, "# %d remark\n", 6000);

	refused_whole("bytes", text, strlen(text), "65536 bytes");
	text = repeated(head, "param p%d = 1\n", 33);
	refused_whole("params", text, strlen(text), "32 parameters");
	text = repeated(head, "let l%d = close\n", 257);
	refused_whole("lets", text, strlen(text), "256 lets");
	text = repeated(head, "with w%d = \"A%d/USDT\"\n", 17);
	refused_whole("series", text, strlen(text), "16 series");
	text = repeated(head, "exit when close > %d\n", 1700);
	refused_whole("tokens", text, strlen(text), "8192 tokens");
	text = mem_text("strategy s\nlong when close > open\n\0 size 1");
	refused_whole("nul", mem_textn("strategy s\n", 11), 11, "no entry");
	text[10] = '\0';
	refused_whole("nul byte", text, 34, "no meaning");
	refused_whole("empty", mem_text(""), 0,
	    "begins with: strategy NAME");
}

/* Every statement is in the reference, and its example is sound. */
static void
the_reference_is_whole(void)
{
	const char *example = strstr(strategy_help, "\nEXAMPLE\n");
	struct buf text = {0};
	size_t words = 0;

	for (const char *w; (w = strategy_word(words)) != NULL; words++) {
		const char *at = strategy_help;
		size_t n = strlen(w);

		while ((at = strstr(at, w)) != NULL && !(at[-1] == ' ' &&
		    at[-2] == ' ' && (at[n] == ' ' || at[n] == '\n')))
			at += n;
		if (!ok(at != NULL))
			printf("# %s\n", w);
	}
	is_int((int64_t)words, 24);
	if (!ok(example != NULL))
		return;
	for (const char *s = example + 9; *s; s += strcspn(s, "\n") + 1)
		buf_printf(&text, "%.*s\n", (int)strcspn(s + 2, "\n"), s + 2);
	strategy_free(read_good(buf_text(&text)));
	buf_release(&text);
}

int
main(void)
{
	TEST(mistakes_have_their_place);
	TEST(identity_is_of_the_canonical_form);
	TEST(shipped_ones_are_sound);
	TEST(layout_changes_no_hash);
	TEST(spelling_changes_no_hash_and_meaning_does);
	TEST(statements_are_data);
	TEST(values_may_be_asked_for);
	TEST(limits_hold);
	TEST(the_reference_is_whole);
	return tap_done();
}
