/*
 * Covers what windows of a walk read once: a set is found as it was kept, one
 * that a require refuses as nothing, no other set in its place, and nothing
 * where nothing is kept.
 */
#include "research/readings.h"

#include "tests/lib/tap.h"

#include <string.h>

static struct strategy *
strategy_of(const char *fast)
{
	static const char text[] = "strategy cross\n"
	    "param fast = 3 in 1..50\n"
	    "long when close > sma(close, fast)\n"
	    "exit when close < sma(close, fast)\n"
	    "size 100% of equity\n";
	struct expr_param param = { "fast", fast };
	struct strategy_source in = { .label = "cross", .text = text,
	    .len = strlen(text), .params = &param, .params_len = 1 };
	struct strategy *s = NULL;
	struct err err;

	ok(strategy_read_set(&in, &s, &err) == E_OK && s != NULL);
	return s;
}

static void
sets_are_found_as_they_were_kept(void)
{
	struct readings *r = readings_new();
	struct strategy *seven = strategy_of("7"), *nine = strategy_of("9");
	const struct strategy *s = NULL;

	ok(!readings_find(r, 4, &s));
	ok(readings_keep(r, 4, seven));
	ok(readings_find(r, 4, &s) && s == seven);
	ok(!readings_find(r, 5, &s));
	ok(readings_keep(r, 5, NULL));
	ok(readings_find(r, 5, &s) && s == NULL);
	ok(!readings_keep(r, 4, nine));
	ok(readings_find(r, 4, &s) && s == seven);
	strategy_free(nine);
	readings_free(r);
}

static void
another_set_is_not_taken_for_it(void)
{
	struct readings *r = readings_new();
	const struct strategy *s = NULL;
	int64_t kept = 0;

	for (int64_t set = 0; set < 100000; set += 13)
		kept += readings_keep(r, set, NULL);
	ok(kept > 0 && kept < 100000 / 13);
	for (int64_t set = 0; set < 100000; set++)
		kept -= readings_find(r, set, &s) && set % 13 == 0;
	ok(kept == 0);
	ok(!readings_find(r, INT64_MAX, &s));
	readings_free(r);
}

static void
nothing_is_kept_where_there_is_no_room(void)
{
	const struct strategy *s = NULL;

	ok(!readings_find(NULL, 1, &s));
	ok(!readings_keep(NULL, 1, NULL));
	readings_free(NULL);
}

int
main(void)
{
	TEST(sets_are_found_as_they_were_kept);
	TEST(another_set_is_not_taken_for_it);
	TEST(nothing_is_kept_where_there_is_no_room);
	return tap_done();
}
