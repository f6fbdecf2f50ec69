/* Levels: prices and percentages, what is neither, and clocks handed in. */
#include "base/level.h"

#include "base/clock.h"
#include "tests/lib/tap.h"

#include <time.h>

static const struct { const char *in; enum level_kind kind; const char *text; }
levels[] = {
	{ "58000", LEVEL_PRICE, "58000" }, { "2%", LEVEL_PERCENT, "2%" },
	{ "0.50%", LEVEL_PERCENT, "0.5%" }, { "1.10", LEVEL_PRICE, "1.1" },
	{ "150%", LEVEL_PERCENT, "150%" }, { "+1200", LEVEL_DISTANCE, "+1200" },
	{ "+0.50", LEVEL_DISTANCE, "+0.5" }, { "+", LEVEL_NONE, NULL },
	{ "+0", LEVEL_NONE, NULL }, { "+2%", LEVEL_NONE, NULL },
	{ "+-2", LEVEL_NONE, NULL },
	{ "", LEVEL_NONE, NULL }, { "%", LEVEL_NONE, NULL },
	{ "0", LEVEL_NONE, NULL }, { "0%", LEVEL_NONE, NULL },
	{ "-1", LEVEL_NONE, NULL }, { "-2%", LEVEL_NONE, NULL },
	{ "2%%", LEVEL_NONE, NULL }, { "2 %", LEVEL_NONE, NULL },
	{ "%2", LEVEL_NONE, NULL }, { "1e3", LEVEL_NONE, NULL },
	{ "two", LEVEL_NONE, NULL }, { "NaN", LEVEL_NONE, NULL },
};

static void
prices_and_percentages(void)
{
	char buf[DEC_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		struct level l = { LEVEL_NONE };

		is_int(level_parse(levels[i].in, &l), levels[i].text != NULL);
		is_int(l.kind, levels[i].kind);
		is_text(level_text(l, buf),
		    levels[i].text != NULL ? levels[i].text : "");
	}
}

static void
clocks(void)
{
	int64_t at = 5, before = (int64_t)time(NULL) * 1000000;
	struct clock fixed = clock_fixed(&at), live = clock_system();

	is_int(clock_now(&fixed), 5);
	at = 7;
	is_int(clock_now(&fixed), 7);
	ok(clock_now(&live) >= before);
	ok(clock_now(&live) < before + 60 * INT64_C(1000000));
	before = clock_monotonic();
	ok(clock_monotonic() >= before);
}

int
main(void)
{
	TEST(prices_and_percentages);
	TEST(clocks);
	return tap_done();
}
