/*
 * Periods: forms read and refused, months that are shorter, leap years, whole
 * days that are due at their start and spans that are due to the second.
 */
#include "base/period.h"

#include "tests/lib/tap.h"

#include <string.h>

static const struct { const char *every, *last, *next; } cases[] = {
	{ "1mo", "2024-01-15T09:00:05Z", "2024-02-15T00:00:00Z" },
	{ "1mo", "2024-01-31T23:59:59Z", "2024-02-29T00:00:00Z" },
	{ "1mo", "2023-01-31T00:00:00Z", "2023-02-28T00:00:00Z" },
	{ "1mo", "2023-12-31T12:00:00Z", "2024-01-31T00:00:00Z" },
	{ "3mo", "2023-11-30T12:00:00Z", "2024-02-29T00:00:00Z" },
	{ "12mo", "2024-02-29T12:00:00Z", "2025-02-28T00:00:00Z" },
	{ "1200mo", "1970-01-01T00:00:00Z", "2070-01-01T00:00:00Z" },
	{ "7d", "2024-03-01T09:00:05Z", "2024-03-08T00:00:00Z" },
	{ "1w", "2024-03-01T00:00:00Z", "2024-03-08T00:00:00Z" },
	{ "12h", "2024-03-01T09:00:05Z", "2024-03-01T21:00:05Z" },
	{ "1d12h", "2024-03-01T09:00:05Z", "2024-03-02T21:00:05Z" }
};

static const char *const refused[] = { "", "mo", "0mo", "1201mo", "1m0", "1moo",
    "-1mo", "+1mo", "99999mo", "1.5mo", "0d", "7", "d", "7d ", " 7d", "1mo7d" };

static void
due(void)
{
	struct period p = { 0 };
	char text[STAMP_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t last = 0;

		ok(period_parse(cases[i].every, &p));
		ok(stamp_parse(cases[i].last, strlen(cases[i].last), &last));
		is_text(stamp_text(period_next(&p, last), text),
		    cases[i].next);
	}
}

static void
forms(void)
{
	struct period p = { 0 };
	char text[STAMP_TEXT_SIZE];

	ok(period_parse("3mo", &p));
	is_text(period_text(&p, text), "3mo");
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		ok(!period_parse(refused[i], &p));
		is_int(p.months, 3);
		is_int(p.span, 0);
	}
	ok(period_parse("7d", &p));
	is_text(period_text(&p, text), "1w");
}

int
main(void)
{
	TEST(due);
	TEST(forms);
	return tap_done();
}
