/*
 * The language's limits, each said where it is passed, and what bytes texts
 * and comments may hold.
 */
#include "tests/lib/exprplace.h"

static void
limit(const char *text, const char *want)
{
	char *got = compiled("series", text);

	if (!ok(strstr(got, want) != NULL))
		printf("# %.200s\n", got);
	free(got);
}

static char *
repeat(const char *head, const char *s, int n, const char *tail)
{
	struct buf b = {0};

	buf_puts(&b, head);
	while (n-- > 0)
		buf_puts(&b, s);
	buf_puts(&b, tail);
	return buf_take(&b);
}

static void
limits_are_said(void)
{
	char *s;

	s = repeat("close > 1", " ", 4088, "");
	limit(s, "expression:1:1: the expression is longer than 4096 bytes");
	free(s);
	s = repeat("close > 1", " ", 4087, "");
	limit(s, "close > 1");
	free(s);
	s = repeat("", "(", 64, "close");
	limit(s, "nested deeper than 64");
	free(s);
	s = repeat("", "-", 100, "close");
	limit(s, "nested deeper than 64");
	free(s);
	s = repeat("", "not ", 100, "true");
	limit(s, "nested deeper than 64");
	free(s);
	s = repeat("", "a", 65, " > 1");
	limit(s, "at most 64 characters");
	free(s);
	s = repeat("symbol == \"", "a", 257, "\"");
	limit(s, "at most 256 bytes");
	free(s);
	s = repeat("close[10000]", "[10000]", 100, " > 1");
	limit(s, "looks back more than 1000000 bars");
	free(s);
	s = repeat("1", "+close", 680, " > 1");	/* wide, not deep */
	limit(s, "1 + close");
	free(s);
	s = repeat("min(1", ", 1", 8, ") > 1");
	limit(s, "at most 8 arguments");
	free(s);
}

static void
series_are_counted(void)
{
	struct buf b = {0};

	for (int i = 0; i < 16; i++)
		buf_printf(&b, "%sclose[\"S%d\"]", i ? " + " : "", i);
	limit(buf_text(&b), "more than 16 series");
	buf_release(&b);
}

static void
lets_are_counted_not_copied(void)
{
	struct buf b = {0};
	char *got;

	/* Doubling 60 times is 60 operations, not 2^60. */
	buf_puts(&b, "let a0 = close\n");
	for (int i = 1; i <= 60; i++)
		buf_printf(&b, "let a%d = a%d + a%d\n", i, i - 1, i - 1);
	buf_puts(&b, "a60 > 1");
	got = compiled("series", buf_text(&b));
	ok(strncmp(got, "let a0", 6) == 0);
	free(got);
	buf_clear(&b);
	for (int i = 0; i <= 256; i++)
		buf_printf(&b, "let a%d=1;", i);
	buf_puts(&b, "1");
	limit(buf_text(&b), "more than 256 lets");
	buf_release(&b);
}

/* In a text and in a comment. */
static void
characters(const char *bytes, bool good)
{
	static const char *const around[][2] = { { "symbol == \"a", "\"" },
		{ "close # b", "" } };

	for (size_t i = 0; i < 2; i++) {
		char *text = mem_format("%s%s%s", around[i][0], bytes,
		    around[i][1]);
		char *got = compiled("series", text);

		if (!ok((strchr(got, '\n') == NULL) == good))
			printf("# %s\n", got);
		free(got);
		free(text);
	}
}

static void
texts_are_valid_utf8_without_controls(void)
{
	static const char *const good[] = { "", "z", "\303\251",
		"\302\240", "\342\202\254", "\355\237\277", "\356\200\200",
		"\360\237\230\200", "\364\217\277\277", "\340\240\200",
		"\342\200\251", "\342\200\257", "\342\201\245",
		"\342\201\252", "~", " ", "!" };
	static const char *const bad[] = { "\001", "\037", "\177", "\033[1m",
		"\200", "\300\200", "\301\277", "\302", "\302\037",
		"\302\237", "\302\200", "\340\237\277", "\355\240\200",
		"\342\202", "\342\200\252", "\342\200\256",
		"\342\201\246", "\342\201\251", "\360\217\277\277",
		"\364\220\200\200", "\365\200\200\200", "\377",
		"\360\237\230" };
	char *got;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		characters(good[i], true);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		characters(bad[i], false);
	got = compiled("series", "close # tab\tin a comment\r\n > 1");
	is_text(got, "close > 1");
	free(got);
	got = compiled("series", "symbol == \"a\tb\"");
	ok(strstr(got, ":1:11: a control character") != NULL);
	free(got);
}

int
main(void)
{
	TEST(limits_are_said);
	TEST(series_are_counted);
	TEST(lets_are_counted_not_copied);
	TEST(texts_are_valid_utf8_without_controls);
	return tap_done();
}
