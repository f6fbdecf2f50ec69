/*
 * Charts: steps and ticks of numbers, logarithms and times; a reduced line
 * keeps each column's first, lowest, highest and last, also at gaps; bins;
 * labels, marks and text of SVG; the plot of a terminal, in braille and ASCII.
 */
#include "out/chart.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct buf text;

static const char *
fresh(void)
{
	const char *s = buf_text(&text);

	return s;
}

/* The ticks' labels, joined by blanks. */
static const char *
labels(const struct ticks *t)
{
	buf_clear(&text);
	for (size_t i = 0; i < t->len; i++)
		buf_printf(&text, "%s%s", i > 0 ? " " : "", t->at[i].text);
	return fresh();
}

static const char *
values(double lo, double hi, bool is_log, enum tick_kind kind, int most)
{
	struct scale s = { lo, hi, is_log };
	struct ticks t;

	ticks_values(&t, &s, kind, most);
	return labels(&t);
}

static const char *
times(const char *from, const char *to, int most)
{
	struct ticks t;
	int64_t a, b;

	ok(stamp_parse(from, strlen(from), &a) &&
	    stamp_parse(to, strlen(to), &b));
	ticks_times(&t, a, b, most);
	return labels(&t);
}

static void
steps_are_round(void)
{
	ok(tick_step(10, 5) == 2);
	ok(tick_step(11, 5) == 5);
	ok(tick_step(1, 10) == 0.1);
	ok(tick_step(0.97, 3) == 0.5);
	ok(tick_step(7e9, 4) == 2e9);
	ok(tick_step(0, 4) == 1);
	ok(tick_step(INFINITY, 4) == 1);
}

static void
number_ticks_stay_within(void)
{
	is_text(values(0, 10, false, TICK_NUMBER, 5), "0 2 4 6 8 10");
	is_text(values(9310, 12870, false, TICK_NUMBER, 4),
	    "10,000 11,000 12,000");
	is_text(values(-0.3, 0, false, TICK_PERCENT, 4), "-30% -20% -10% 0%");
	is_text(values(-0.004, 0.004, false, TICK_PERCENT, 4),
	    "-0.4% -0.2% 0.0% 0.2% 0.4%");
	is_text(values(1e9, 1e9 + 50, false, TICK_NUMBER, 5),
	    "1,000,000,000 1,000,000,010 1,000,000,020 1,000,000,030"
	    " 1,000,000,040 1,000,000,050");
	is_text(values(0, 6e4, false, TICK_NUMBER, 4), "0 20k 40k 60k");
	is_text(values(0, 3e6, false, TICK_NUMBER, 3), "0 1M 2M 3M");
	is_text(values(1e-8, 5e-8, false, TICK_NUMBER, 5),
	    "0.00000001 0.00000002 0.00000003 0.00000004 0.00000005");
}

static void
logarithmic_ticks_are_powers(void)
{
	is_text(values(100, 2500, true, TICK_NUMBER, 6),
	    "100 200 500 1,000 2,000");
	is_text(values(0.5, 1e6, true, TICK_NUMBER, 6),
	    "1 100 10k 1M");
}

static void
time_ticks_are_calendar(void)
{
	is_text(times("2022-01-01", "2025-01-01", 8),
	    "2022 Jul 2023 Jul 2024 Jul 2025");
	is_text(times("2021-11-14", "2022-05-02", 8),
	    "Dec 2021 2022 Feb Mar Apr May");
	is_text(times("2024-02-27", "2024-03-09", 12),
	    "27 Feb 2024 28 Feb 29 Feb 1 Mar 2 Mar 3 Mar 4 Mar 5 Mar 6 Mar"
	    " 7 Mar 8 Mar 9 Mar");
	is_text(times("2024-02-28T21:10Z", "2024-02-29T03:00Z", 7),
	    "28 Feb 22:00 23:00 29 Feb 01:00 02:00 03:00");
	/* weeks begin on Monday */
	is_text(times("2024-03-01", "2024-03-31", 8),
	    "4 Mar 2024 11 Mar 18 Mar 25 Mar");
	is_text(times("1971-01-01", "2024-01-01", 7),
	    "1980 1990 2000 2010 2020");
	is_text(times("2024-01-01", "2024-01-01", 7), "");
}

static void
numbers_are_grouped(void)
{
	buf_clear(&text);
	number_group(&text, "-1234567.8901");
	buf_putc(&text, ' ');
	number_group(&text, "999");
	buf_putc(&text, ' ');
	number_group(&text, "1000");
	is_text(fresh(), "-1,234,567.8901 999 1,000");
}

#define MANY 100000
#define COLUMNS 700

/* Each column of what is kept has the extremes, first and last of all. */
static void
a_line_keeps_its_extremes(void)
{
	struct rng rng;
	int64_t *time = mem_array(MANY, sizeof(*time));
	double *value = mem_array(MANY, sizeof(*value));
	struct course s = { time, value, MANY };
	struct spots out = {0};
	size_t at = 0, bad = 0;

	rng_seed(&rng, 11);
	for (size_t i = 0; i < MANY; i++) {
		time[i] = (int64_t)i * 60;
		value[i] = (i == 0 ? 0 : value[i - 1]) + rng_unit(&rng) - 0.5;
	}
	value[50123] = 1e6;
	value[50124] = -1e6;
	course_reduce(&s, time[0], time[MANY - 1], COLUMNS, &out);
	ok(out.len <= 4 * COLUMNS);
	for (size_t c = 0, i = 0; c < COLUMNS; c++) {
		double low = INFINITY, high = -INFINITY, kept_low = INFINITY,
		    kept_high = -INFINITY, first = NAN, last = NAN;
		double end = (double)(c + 1) / COLUMNS;

		for (; i < MANY && ((double)time[i] / (double)time[MANY - 1] *
		    COLUMNS < (double)(c + 1) || c == COLUMNS - 1); i++) {
			first = isnan(first) ? value[i] : first;
			last = value[i];
			low = fmin(low, value[i]);
			high = fmax(high, value[i]);
		}
		bad += at >= out.len || out.at[at].y != first;
		for (; at < out.len && (out.at[at].x < end - 1e-12 ||
		    c == COLUMNS - 1); at++) {
			kept_low = fmin(kept_low, out.at[at].y);
			kept_high = fmax(kept_high, out.at[at].y);
		}
		bad += kept_low != low || kept_high != high ||
		    out.at[at - 1].y != last;
	}
	is_int(bad, 0);
	is_int(at, out.len);
	for (size_t i = 1; i < out.len; i++)
		bad += out.at[i].x <= out.at[i - 1].x;
	is_int(bad, 0);
	free(time);
	free(value);
	vec_release(&out);
}

static void
gaps_stay_gaps(void)
{
	int64_t time[] = { 0, 1, 2, 3, 4, 5 };
	double value[] = { NAN, 1, 2, NAN, NAN, 3 };
	struct course s = { time, value, 6 };
	struct spots out = {0};
	struct chart c = { .id = "g", .y = { 0, 4 } };

	course_reduce(&s, 0, 5, 100, &out);
	is_int(out.len, 4);
	ok(isnan(out.at[2].y) && out.at[3].y == 3);
	buf_clear(&text);
	svg_line(&text, &c, "l", &out);
	is_text(fresh(), "<path class=\"l\" d=\"M2400 750l2400-250M12000 250\""
	    "/>\n");
	buf_clear(&text);
	svg_area(&text, &c, "a", &out, 0);
	is_text(fresh(), "<path class=\"a\" d=\"M2400 1000v-250l2400-250v500z"
	    "M12000 1000v-750v750z\"/>\n");
	vec_release(&out);
	course_reduce(&(struct course){ time, value, 0 }, 0, 5, 10, &out);
	is_int(out.len, 0);
}

static void
bins_take_all(void)
{
	double v[] = { -9, -0.1, 0, 0.5, 0.99, 1, 7, NAN };
	size_t bins[3];

	bins_count(v, 8, -1, 1, bins, 3);
	is_int(bins[0], 2);
	is_int(bins[1], 3);
	is_int(bins[2], 2);
}

static void
markup_is_text(void)
{
	buf_clear(&text);
	html_text(&text, "<b a=\"'x'\">&\x01\xff\u202e\u00e9\n</b>");
	is_text(fresh(), "&#60;b a=&#34;&#39;x&#39;&#34;&#62;&#38;\ufffd\ufffd"
	    "&#60;U+202E&#62;\u00e9\n&#60;/b&#62;");
}

static void
labels_stand_at_their_values(void)
{
	struct chart c = { .id = "e", .title = "a <title>", .desc = "b & c",
	    .height = 90, .y = { -1, 3, false } };
	struct ticks t;

	ticks_values(&t, &c.y, TICK_NUMBER, 2);
	buf_clear(&text);
	svg_open(&text, &c);
	ok(strstr(fresh(), "height=\"90\" aria-labelledby=\"e-t e-d\"") !=
	    NULL);
	ok(strstr(fresh(), "<title id=\"e-t\">a &#60;title&#62;</title>") !=
	    NULL);
	svg_ticks_y(&text, &c, &t, 0);
	ok(strstr(fresh(), "<line class=\"base\" x1=\"0\" x2=\"100%\""
	    " y1=\"75.00%\" y2=\"75.00%\"/>") != NULL);
	ok(strstr(fresh(), "y=\"25.00%\">2</text>") != NULL);
	svg_marks_open(&text);
	svg_bar(&text, &c, "b", 0.25, 0.5, 0, 1, "x < y");
	ok(strstr(fresh(), "<path class=\"b\" d=\"M3000 750V500H6000V750z\">"
	    "<title>x &#60; y</title></path>") != NULL);
	buf_clear(&text);
	svg_strokes(&text, "s", (double []){ 0.1, 0.10001, 0.2, 3 }, 4);
	is_text(fresh(), "<path class=\"s\" d=\"M1200 0v1000M2400 0v1000M12000"
	    " 0v1000\"/>\n");
}

static void
a_terminal_draws_the_line(void)
{
	int64_t time[] = { 0, STAMP_DAY, 2 * STAMP_DAY, 3 * STAMP_DAY };
	double value[] = { 0, 10, 5, 10 };
	struct plot p = { .course = { time, value, 4 }, .from = 0,
	    .to = 3 * STAMP_DAY, .y = { 0, 10, false }, .width = 34,
	    .height = 3 };

	buf_clear(&text);
	plot_draw(&text, &p);
	is_text(fresh(),
	    "10 +       ..'''...         ....''\n"
	    " 5 +   ..''        '''...'''\n"
	    " 0 +.''\n"
	    "    1 Jan 1970         3 Jan\n");
	p.utf8 = true;
	p.height = 2;
	buf_clear(&text);
	plot_draw(&text, &p);
	ok(strstr(fresh(), "\u2524") != NULL);
	p.width = 3;
	buf_clear(&text);
	plot_draw(&text, &p);
	is_text(fresh(), "");
	p.width = 40;
	p.color = p.filled = true;
	plot_draw(&text, &p);
	ok(strstr(fresh(), "\033[31m") != NULL);
}

int
main(void)
{
	TEST(steps_are_round);
	TEST(number_ticks_stay_within);
	TEST(logarithmic_ticks_are_powers);
	TEST(time_ticks_are_calendar);
	TEST(numbers_are_grouped);
	TEST(a_line_keeps_its_extremes);
	TEST(gaps_stay_gaps);
	TEST(bins_take_all);
	TEST(markup_is_text);
	TEST(labels_stand_at_their_values);
	TEST(a_terminal_draws_the_line);
	buf_release(&text);
	return tap_done();
}
