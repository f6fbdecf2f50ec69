/*
 * Times: GNU date's answers (tests/data/stamp.txt), forms read and refused,
 * fractions, offsets, durations, and starts of days, weeks and months.
 */
#include "base/stamp.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

#define TABLE "tests/data/stamp.txt"

/* The stamp of s, or -1. In memory of its own size. */
static int64_t
parsed(const char *s)
{
	size_t n = strlen(s);
	char *exact = malloc(n != 0 ? n : 1);
	int64_t t = -77;

	memcpy(exact, s, n);
	if (!stamp_parse(exact, n, &t))
		t = t == -77 ? -1 : -2;
	free(exact);
	return t;
}

static void
agrees_with_date(void)
{
	char line[128], text[64], buf[STAMP_TEXT_SIZE];
	FILE *table = fopen(TABLE, "r");
	long long seconds;
	int weekday, cases = 0;

	if (!ok(table != NULL))
		return;
	while (fgets(line, sizeof(line), table) != NULL) {
		if (sscanf(line, "%lld %63s %d", &seconds, text, &weekday) != 3)
			continue;
		cases++;
		is_int(parsed(text), seconds * STAMP_SECOND);
		is_text(stamp_text(seconds * STAMP_SECOND, buf), text);
		is_int(stamp_split(seconds * STAMP_SECOND).weekday, weekday);
	}
	fclose(table);
	ok(cases > 400);
}

static const struct { const char *in; int64_t want; } forms[] = {
	{ "2024-03-01", 1709251200000000 },
	{ "2024-03-01T08:30Z", 1709281800000000 },
	{ "2024-03-01T08:30:15Z", 1709281815000000 },
	{ "2024-03-01T08:30:15.25Z", 1709281815250000 },
	{ "2024-03-01T08:30:15.250001Z", 1709281815250001 },
	{ "2024-03-01T08:30:15.2500010Z", -1 },
	{ "2024-03-01T08:30:15.000000001Z", -1 },
	{ "2024-03-01T08:30:15.Z", -1 },
	{ "2024-03-01T08:30+02:00", 1709274600000000 },
	{ "2024-03-01T08:30:15.5-05:45", 1709302515500000 },
	{ "2024-03-01T00:00:00+00:00", 1709251200000000 },
	{ "2024-03-01T08:30+2:00", -1 }, { "2024-03-01T08:30+0200", -1 },
	{ "2024-03-01T08:30+24:00", -1 }, { "2024-03-01T08:30+02:60", -1 },
	{ "2024-03-01T08:30+", -1 }, { "2024-03-01T08:30 02:00", -1 },
	{ "2024-03-01T08:30", -1 }, { "2024-03-01T08:30:15", -1 },
	{ "2024-03-01T", -1 }, { "2024-03-01T08Z", -1 },
	{ "2024-03-01T08:30ZZ", -1 }, { "2024-03-01T08:30Z ", -1 },
	{ " 2024-03-01", -1 }, { "2024-03-01 08:30Z", -1 },
	{ "2024-03-01t08:30z", -1 }, { "2024-3-1", -1 }, { "20240301", -1 },
	{ "", -1 }, { "2024", -1 }, { "2024-03", -1 }, { "now", -1 },
	{ "2024-00-10", -1 }, { "2024-13-10", -1 }, { "2024-01-00", -1 },
	{ "2024-01-32", -1 }, { "2024-04-31", -1 }, { "2024-04-30",
	  1714435200000000 }, { "2024-06-31", -1 }, { "2024-09-31", -1 },
	{ "2024-11-31", -1 }, { "2024-02-30", -1 }, { "2023-02-29", -1 },
	{ "2100-02-29", -1 }, { "2000-02-29", 951782400000000 },
	{ "2024-03-01T24:00Z", -1 }, { "2024-03-01T23:60Z", -1 },
	{ "2024-03-01T23:59:60Z", -1 },
	{ "2024-03-01T23:59:59Z", 1709337599000000 },
	{ "1969-12-31", -1 }, { "0000-01-01", -1 }, { "1970-01-01", 0 },
	{ "1970-01-01T00:00:00.000001Z", 1 },
	{ "1970-01-01T01:00+01:00", 0 }, { "1970-01-01T00:59+01:00", -1 },
	{ "9999-12-31T23:59:59.999999Z", 253402300799999999 },
	{ "9999-12-31T23:59:59-00:01", -1 }, { "10000-01-01", -1 },
	{ "2024-03-01T08:30:1xZ", -1 }, { "2024-03-01T-8:30Z", -1 },
};

static void
reads_only_the_forms_it_names(void)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		is_int(parsed(forms[i].in), forms[i].want);
		if (parsed(forms[i].in) != forms[i].want)
			printf("#   %s\n", forms[i].in);
	}
}

static void
writes_the_precision_that_is_there(void)
{
	char buf[STAMP_TEXT_SIZE];

	is_text(stamp_text(0, buf), "");
	is_text(stamp_text(1, buf), "1970-01-01T00:00:00.000001Z");
	is_text(stamp_text(1709281800000000, buf), "2024-03-01T08:30:00Z");
	is_text(stamp_text(1709281800250000, buf), "2024-03-01T08:30:00.250Z");
	is_text(stamp_text(1709281800001000, buf), "2024-03-01T08:30:00.001Z");
	is_text(stamp_text(1709281800250001, buf),
	    "2024-03-01T08:30:00.250001Z");
	is_text(stamp_text(-1, buf), "1969-12-31T23:59:59.999999Z");
	ok(strlen(stamp_text(INT64_MAX, buf)) < STAMP_TEXT_SIZE);
	ok(strlen(stamp_text(INT64_MIN, buf)) < STAMP_TEXT_SIZE);
}

static void
text_reads_back(void)
{
	char buf[STAMP_TEXT_SIZE];
	struct rng r;

	rng_seed(&r, 6);
	for (int i = 0; i < 20000; i++) {
		int64_t t = 1 + (int64_t)rng_below(&r, 253402300799999999);

		is_int(parsed(stamp_text(t, buf)), t);
		t = 1 + (int64_t)rng_below(&r, (uint64_t)(3650 * STAMP_DAY /
		    STAMP_SECOND));
		t *= STAMP_SECOND;
		int64_t back = 0;

		duration_text(t, buf);
		ok(duration_parse(buf, strlen(buf), &back) && back == t);
	}
}

static const struct { const char *in; int64_t want; const char *text; }
durations[] = {
	{ "90s", 90 * STAMP_SECOND, "1m30s" },
	{ "15m", 15 * STAMP_MINUTE, "15m" },
	{ "4h", 4 * STAMP_HOUR, "4h" }, { "1d", STAMP_DAY, "1d" },
	{ "2w", 14 * STAMP_DAY, "2w" }, { "1h30m", 90 * STAMP_MINUTE, "1h30m" },
	{ "90m", 90 * STAMP_MINUTE, "1h30m" },
	{ "30d", 30 * STAMP_DAY, "4w2d" },
	{ "1w1d1h1m1s", 694861 * STAMP_SECOND, "1w1d1h1m1s" },
	{ "1s", STAMP_SECOND, "1s" }, { "3650d", 3650 * STAMP_DAY, "521w3d" },
	{ "315360000s", 3650 * STAMP_DAY, "521w3d" },
	{ "3651d", 0, NULL }, { "3650d1s", 0, NULL }, { "315360001s", 0, NULL },
	{ "522w", 0, NULL }, { "0s", 0, NULL }, { "0d", 0, NULL },
	{ "", 0, NULL }, { "5", 0, NULL }, { "m", 0, NULL }, { "5x", 0, NULL },
	{ "30m1h", 0, NULL }, { "1h1h", 0, NULL }, { "1.5h", 0, NULL },
	{ "-5m", 0, NULL }, { "+5m", 0, NULL }, { "5 m", 0, NULL },
	{ "5m ", 0, NULL }, { "1h30", 0, NULL }, { "5M", 0, NULL },
	{ "99999999999999999999s", 0, NULL }, { "5ms", 0, NULL },
	{ "0w5m", 5 * STAMP_MINUTE, "5m" },
};

static void
durations_in_units(void)
{
	char buf[STAMP_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		const char *s = durations[i].in;
		int64_t d = 0;

		if (!ok(duration_parse(s, strlen(s), &d) ==
		    (durations[i].text != NULL)))
			printf("#   %s\n", s);
		is_int(d, durations[i].want);
		if (durations[i].text != NULL)
			is_text(duration_text(d, buf), durations[i].text);
	}
	is_text(duration_text(0, buf), "0s");
	is_text(duration_text(1, buf), "0.000001s");
	is_text(duration_text(1500000, buf), "1.5s");
	is_text(duration_text(STAMP_MINUTE + 250000, buf), "1m0.25s");
	is_text(duration_text(-90 * STAMP_MINUTE, buf), "-1h30m");
	ok(strlen(duration_text(INT64_MIN, buf)) < STAMP_TEXT_SIZE);
}

static void
periods_begin(void)
{
	int64_t t = parsed("2024-03-06T15:30:45.5Z");	/* a Wednesday */
	int64_t eight = 8 * STAMP_HOUR;

	is_int(stamp_day(t, 0), parsed("2024-03-06"));
	is_int(stamp_week(t, 0), parsed("2024-03-04"));
	is_int(stamp_month(t, 0), parsed("2024-03-01"));
	is_int(stamp_day(t, eight), parsed("2024-03-06T08:00Z"));
	is_int(stamp_day(parsed("2024-03-06T07:59:59Z"), eight),
	    parsed("2024-03-05T08:00Z"));
	is_int(stamp_day(parsed("2024-03-06T08:00Z"), eight),
	    parsed("2024-03-06T08:00Z"));
	is_int(stamp_week(parsed("2024-03-04T07:00Z"), eight),
	    parsed("2024-02-26T08:00Z"));
	is_int(stamp_week(parsed("2024-03-10T23:59Z"), 0), parsed("2024-03-04"));
	is_int(stamp_week(parsed("2024-03-11"), 0), parsed("2024-03-11"));
	is_int(stamp_month(parsed("2024-03-01T07:00Z"), eight),
	    parsed("2024-02-01T08:00Z"));
	is_int(stamp_month(parsed("2024-02-29T12:00Z"), 0),
	    parsed("2024-02-01"));
	is_int(stamp_day(-1, 0), -STAMP_DAY);
	is_int(stamp_week(0, 0), -3 * STAMP_DAY);	/* 1970 began on a Thursday */
}

static void
splits_into_parts(void)
{
	struct stamp_parts p = stamp_split(parsed("2024-03-06T15:30:45.5Z"));

	is_int(p.year, 2024);
	is_int(p.month, 3);
	is_int(p.day, 6);
	is_int(p.hour, 15);
	is_int(p.minute, 30);
	is_int(p.second, 45);
	is_int(p.micro, 500000);
	is_int(p.weekday, 3);
}

int
main(void)
{
	TEST(agrees_with_date);
	TEST(reads_only_the_forms_it_names);
	TEST(writes_the_precision_that_is_there);
	TEST(text_reads_back);
	TEST(durations_in_units);
	TEST(periods_begin);
	TEST(splits_into_parts);
	return tap_done();
}
