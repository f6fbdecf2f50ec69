/*
 * Charts: numbers drawn as SVG for a page, or as characters for a terminal.
 * What the numbers mean is the caller's; here are scales with honest ticks,
 * lines made small without losing an extreme, and the marks themselves.
 *
 * An SVG of these is as wide as its place: labels are set in percent of it and
 * keep their size, the marks stand in an inner drawing of CHART_WIDE ×
 * CHART_HIGH that is stretched under strokes that are not. Colours and strokes
 * are the page's style sheet's (share/report/report.css), by class.
 */
#ifndef OUT_CHART_H
#define OUT_CHART_H

#include "base/buf.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values lo to hi on a line; lo < hi, and > 0 where it is logarithmic. */
struct scale { double lo, hi; bool log; };
/* 0 at lo, 1 at hi; what is beyond stays beyond. */
double scale_at(const struct scale *s, double value);
/* So that all values are within; NaN is skipped. */
void scale_widen(struct scale *s, const double *value, size_t n);

#define TICKS_MOST 24
struct tick {
	double value;		/* µs where it is a time */
	char text[40];
	bool minor;		/* may go where there is little room */
};
struct ticks { struct tick at[TICKS_MOST]; size_t len; };

/* The smallest 1, 2 or 5 × 10^k that cuts span into at most `most`. */
double tick_step(double span, int most);
enum tick_kind { TICK_NUMBER, TICK_PERCENT };
/* Whole multiples of one step within the scale; powers of ten, and their
 * doubles and halves, where it is logarithmic. */
void ticks_values(struct ticks *t, const struct scale *s, enum tick_kind kind,
    int most);
/* Round times of the UTC calendar from..to (µs), whole years to minutes. */
void ticks_times(struct ticks *t, int64_t from, int64_t to, int most);
/* 1234567.5 as 1,234,567.5: a plain decimal with commas added. */
void number_group(struct buf *to, const char *digits);

/* Values over time; NaN is a gap. Borrowed. */
struct course { const int64_t *time; const double *value; size_t len; };
struct spot { double x, y; };	/* x: 0 to 1; y a value, NaN: a gap */
struct spots VEC_OF(struct spot);

/*
 * A series from..to, made small for so many columns of pixels: of each column
 * the first, the lowest, the highest and the last value stay (Jugel and others,
 * "M4", 2014), so that what is drawn covers the same pixels. At most 4 spots a
 * column, and one more for each gap.
 */
void course_reduce(const struct course *s, int64_t from, int64_t to,
    size_t columns, struct spots *out);
/* How many of n values are in each of len bins [from + i step, … + step);
 * those beyond are counted in the first and the last. */
void bins_count(const double *values, size_t n, double from, double step,
    size_t *bins, size_t len);

/* SVG. Texts are escaped here. */
#define CHART_WIDE 12000
#define CHART_HIGH 1000
struct chart {
	const char *id;		/* unique on its page */
	const char *title, *desc;	/* what those hear who do not see it */
	int height;		/* in pixels, without labels */
	struct scale y;
};
void svg_open(struct buf *to, const struct chart *c);
/* A hairline and a label for each; base, if it is a tick, is drawn stronger;
 * NaN: none is. */
void svg_ticks_y(struct buf *to, const struct chart *c, const struct ticks *t,
    double base);
/* Upright hairlines; labelled below where labels is set. from..until is the
 * width. */
void svg_ticks_x(struct buf *to, const struct ticks *t, double from,
    double until, bool labels);
/* Marks stand between these two. */
void svg_marks_open(struct buf *to);
void svg_line(struct buf *to, const struct chart *c, const char *class,
    const struct spots *line);
/* Between the line and base. */
void svg_area(struct buf *to, const struct chart *c, const char *class,
    const struct spots *line, double base);
/* x0..x1 of the width (0 to 1), from base to value; title may be NULL. */
void svg_bar(struct buf *to, const struct chart *c, const char *class,
    double x0, double x1, double base, double value, const char *title);
/* A stroke over the whole height at each x (0 to 1), ascending; those that
 * would fall on one pixel are one. */
void svg_strokes(struct buf *to, const char *class, const double *x, size_t n);
void svg_marks_close(struct buf *to);
void svg_close(struct buf *to);

/* Text for HTML and SVG, in or out of quotes: what markup is made of, control
 * characters, what hides or turns its neighbours and bad UTF-8 are all shown
 * as harmless text. */
void html_text(struct buf *to, const char *s);

/* The same line in a terminal, with its axes: width columns in all, height
 * lines of drawing and one of times. */
struct plot {
	struct course course;
	int64_t from, to;
	struct scale y;
	enum tick_kind kind;
	int width, height;
	int gutter;		/* columns for the labels on the left; 0: as
				 * many as they need */
	bool utf8;		/* braille, or points and colons */
	bool color;
	bool filled;		/* down from the top of the scale */
	bool counts;		/* what goes across is a number, not a time */
};
void plot_draw(struct buf *to, const struct plot *p);
/* Columns that its labels need on the left. */
int plot_gutter(const struct plot *p);

#endif
