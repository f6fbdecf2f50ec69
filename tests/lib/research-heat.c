/*
 * Maps of parameters: cells by hand, the best and the mean over other
 * parameters, values that share a cell, since there are many or since a search
 * passed over them, what is not tried, refused, not met;
 * where the scale begins and ends, also where less is better; which two are
 * chosen; what --heat may not say. Values of an axis by their texts.
 */
#include "research/found.h"
#include "tests/lib/tap.h"

#include <math.h>

static struct err err;
static struct objective most = { .least = false }, least = { .least = true };

/* a=10..12/1, b=1,2,3,4 as 5 %, 10 % …, c=true,false; d is held. */
static void
given_space(struct space *s)
{
	static const char *const words[] = { "true", "false" };

	*s = (struct space){ .sets = 24 };
	vec_push(&s->axes, ((struct axis){ .name = "a", .len = 3,
	    .low = dec_int(10), .step = dec_int(1) }));
	vec_push(&s->axes, ((struct axis){ .name = "b", .kind = AXIS_RATIO,
	    .len = 4, .low = dec_int(5), .step = dec_int(5) }));
	vec_push(&s->axes, ((struct axis){ .name = "c",
	    .kind = AXIS_CONDITION, .len = 2, .listed = words }));
	vec_push(&s->axes, ((struct axis){ .name = "d", .len = 1,
	    .low = dec_int(7), .step = dec_int(1) }));
}

static void
take(struct heat *h, int64_t set, double objective)
{
	heat_take(h, &(struct trial){ .set = set, .met = true,
	    .engine = TRIAL_KERNEL, .objective = objective });
}

static void
the_best_and_the_mean_of_the_others(void)
{
	struct space s;
	struct heat h;
	const struct heat_cell *c;
	size_t x, y;
	char text[2 * AXIS_TEXT_SIZE + 2];

	given_space(&s);
	ok(heat_open(&h, &s, &most, NULL, "a=0.5;b=0.3;c=0.1", &err) == E_OK);
	is_text(h.across.axis->name, "a");
	is_text(h.up.axis->name, "b");
	ok(heat_has_others(&h));
	is_int(h.across.len, 3);
	is_int(h.up.len, 4);
	/* a=11, b=15%: sets 12 and 13, which differ in c */
	take(&h, 12, 1);
	take(&h, 13, 4);
	heat_find(&h, 13, &x, &y);
	is_int(x, 1);
	is_int(y, 2);
	c = heat_at(&h, 1, 2);
	is_int(c->told, 2);
	ok(c->best == 4 && c->sum == 5);
	is_text(heat_values(&h.up, 2, text), "15%");
	/* of the last set */
	heat_find(&h, 23, &x, &y);
	is_int(x, 2);
	is_int(y, 3);
	heat_release(&h);

	ok(heat_open(&h, &s, &least, "c,a", "", &err) == E_OK);
	is_text(h.across.axis->name, "c");
	is_text(h.up.axis->name, "a");
	take(&h, 8, 3);		/* a=11, b=5%, c=true */
	take(&h, 10, 2);
	take(&h, 12, 9);
	ok(heat_at(&h, 0, 1)->best == 2);
	is_text(heat_values(&h.across, 1, text), "false");
	heat_release(&h);
	space_release(&s);
}

static void
what_has_no_value(void)
{
	struct space s;
	struct heat h;

	given_space(&s);
	ok(heat_open(&h, &s, &most, "a,b", "", &err) == E_OK);
	ok(heat_state(heat_at(&h, 0, 0)) == HEAT_UNTRIED);
	heat_take(&h, &(struct trial){ .set = 0, .engine = TRIAL_SKIPPED,
	    .objective = (double)NAN });
	ok(heat_state(heat_at(&h, 0, 0)) == HEAT_REFUSED);
	heat_take(&h, &(struct trial){ .set = 1, .engine = TRIAL_KERNEL,
	    .objective = 3 });
	ok(heat_state(heat_at(&h, 0, 0)) == HEAT_UNMET);
	/* met, and without a value of the objective */
	take(&h, 2, (double)NAN);
	ok(heat_state(heat_at(&h, 0, 1)) == HEAT_UNMET);
	take(&h, 2, -1);
	ok(heat_state(heat_at(&h, 0, 1)) == HEAT_TOLD);
	ok(heat_at(&h, 0, 1)->best == -1);
	heat_end(&h);
	ok(h.best == -1 && h.worst == -1);
	is_int(heat_level(&h, -1, 9), 8);
	heat_release(&h);
	space_release(&s);
}

/* 100 cells of 1 to 100: of them five are worse than where it begins. */
static void
the_scale(void)
{
	struct space s = { .sets = 100 };
	struct heat h;

	vec_push(&s.axes, ((struct axis){ .name = "a", .len = 10,
	    .low = dec_int(0), .step = dec_int(1) }));
	vec_push(&s.axes, ((struct axis){ .name = "b", .len = 10,
	    .low = dec_int(0), .step = dec_int(1) }));
	for (int down = 0; down < 2; down++) {
		ok(heat_open(&h, &s, down ? &least : &most, NULL, "", &err) ==
		    E_OK);
		ok(!heat_has_others(&h));
		for (int64_t i = 0; i < 100; i++)
			take(&h, i, (double)i + 1);
		take(&h, 7, down ? -INFINITY : INFINITY);
		heat_end(&h);
		ok(h.best == (down ? 1 : 100));
		ok(fabs(h.worst - (down ? 95.1 : 5.9)) < 0.2);
		is_int(heat_level(&h, h.worst, 9), 0);
		is_int(heat_level(&h, down ? 1e9 : -1e9, 9), 0);
		is_int(heat_level(&h, h.best, 9), 8);
		is_int(heat_level(&h, (h.best + h.worst) / 2, 9), 4);
		is_int(heat_level(&h, down ? -INFINITY : INFINITY, 9), 8);
		heat_release(&h);
	}
	space_release(&s);
}

/* 1,000 values in at most 60 cells: 17 each, the last one has 14. */
static void
values_share_cells(void)
{
	struct space s = { .sets = 1000 };
	struct heat h;
	char text[2 * AXIS_TEXT_SIZE + 2];
	size_t x, y;

	vec_push(&s.axes, ((struct axis){ .name = "a", .len = 1000,
	    .low = dec_int(1), .step = dec_int(2) }));
	ok(heat_open(&h, &s, &most, NULL, "", &err) == E_OK);
	ok(h.up.axis == NULL);
	is_int(h.across.each, 17);
	is_int(h.across.len, 59);
	is_int(h.up.len, 1);
	is_text(heat_values(&h.across, 0, text), "1..33");
	is_text(heat_values(&h.across, 58, text), "1973..1999");
	heat_find(&h, 999, &x, &y);
	is_int(x, 58);
	is_int(y, 0);
	for (int64_t i = 0; i < 1000; i++)
		take(&h, i, (double)i);
	ok(heat_at(&h, 58, 0)->told == 14 && heat_at(&h, 57, 0)->told == 17);
	heat_release(&h);
	space_release(&s);
}

/* Fifty values by eleven of which a search tried every fifth, and two between
 * them: cells of five. Of the other axis one end was never tried: it stays. */
static void
what_was_passed_over(void)
{
	struct space s = { .sets = 550 };
	struct heat h;

	vec_push(&s.axes, ((struct axis){ .name = "a", .len = 50,
	    .low = dec_int(0), .step = dec_int(1) }));
	vec_push(&s.axes, ((struct axis){ .name = "b", .len = 11,
	    .low = dec_int(0), .step = dec_int(1) }));
	ok(heat_open(&h, &s, &most, "a,b", "", &err) == E_OK);
	for (int64_t a = 0; a < 50; a += 5)
		for (int64_t b = 0; b < 2; b++)
			take(&h, a * 11 + b, (double)a);
	take(&h, 23 * 11 + 1, 100);
	take(&h, 24 * 11 + 1, 60);
	heat_end(&h);
	is_int(h.across.each, 5);
	is_int(h.across.len, 10);
	is_int(h.up.each, 1);
	is_int(h.up.len, 11);
	ok(heat_at(&h, 4, 1)->told == 3 && heat_at(&h, 4, 1)->best == 100 &&
	    heat_at(&h, 4, 1)->sum == 180);
	ok(heat_at(&h, 4, 0)->told == 1 && heat_at(&h, 9, 0)->best == 45);
	ok(heat_state(heat_at(&h, 4, 2)) == HEAT_UNTRIED);
	heat_release(&h);
	space_release(&s);
}

static void
which_two(void)
{
	static const struct { const char *importance, *across, *up; } cases[]
	    = {
		{ "", "a", "b" }, { "a=0.1;b=0.2;c=0.3", "b", "c" },
		{ "a=0.3;b=0.2;c=0.25", "a", "c" },
		{ "b=0.9;a=0.1;c=0.01", "a", "b" }, { "c=0", "a", "c" }
	};
	struct space s;
	struct heat h;

	given_space(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ok(heat_open(&h, &s, &most, NULL, cases[i].importance, &err)
		    == E_OK);
		is_text(h.across.axis->name, cases[i].across);
		is_text(h.up.axis->name, cases[i].up);
		heat_release(&h);
	}
	s.axes.at[0].len = s.axes.at[1].len = s.axes.at[2].len = 1;
	ok(heat_open(&h, &s, &most, NULL, "", &err) == E_OK);
	ok(h.cells == NULL);
	take(&h, 0, 1);
	heat_end(&h);
	heat_release(&h);
	space_release(&s);
}

static void
what_may_not_be_asked(void)
{
	static const struct { const char *spec, *text; } bad[] = {
		{ "a", "--heat: two parameters joined by a comma, not 'a'" },
		{ "", "--heat: two parameters joined by a comma, not ''" },
		{ "a,b,c",
		  "--heat: two parameters joined by a comma, not 'a,b,c'" },
		{ "a,a", "--heat: a twice" },
		{ "a,d", "--heat: d was held at one value" },
		{ "a,", "--heat: no parameter '' (a, b, c)" },
		{ "fast,a", "--heat: no parameter 'fast' (a, b, c)" },
		{ "a, b", "--heat: no parameter ' b' (a, b, c)" }
	};
	struct space s;
	struct heat h;

	given_space(&s);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		ok(heat_open(&h, &s, &most, bad[i].spec, "", &err) ==
		    E_USAGE);
		is_text(err.text, bad[i].text);
		heat_release(&h);
	}
	space_release(&s);
}

static void
places_by_text(void)
{
	struct space s;
	size_t at = 99;
	char text[AXIS_TEXT_SIZE];

	given_space(&s);
	for (size_t i = 0; i < s.axes.len; i++)
		for (size_t k = 0; k < s.axes.at[i].len; k++)
			ok(axis_place(&s.axes.at[i], axis_text(&s.axes.at[i],
			    k, text), &at) && at == k);
	ok(!axis_place(&s.axes.at[0], "9", &at));
	ok(!axis_place(&s.axes.at[0], "13", &at));
	ok(!axis_place(&s.axes.at[0], "10.5", &at));
	ok(!axis_place(&s.axes.at[0], "", &at));
	ok(!axis_place(&s.axes.at[1], "5", &at));
	ok(!axis_place(&s.axes.at[2], "maybe", &at));
	space_release(&s);
}

int
main(void)
{
	TEST(the_best_and_the_mean_of_the_others);
	TEST(what_has_no_value);
	TEST(the_scale);
	TEST(values_share_cells);
	TEST(what_was_passed_over);
	TEST(which_two);
	TEST(what_may_not_be_asked);
	TEST(places_by_text);
	return tap_done();
}
