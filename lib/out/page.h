/*
 * Parts of a page: what every report shares, whatever it is about. A page is
 * whole in itself: style and pictures are inside, no script, no request, light
 * and dark, for screen and paper. Texts are escaped here; what is said to be
 * HTML is not.
 */
#ifndef OUT_PAGE_H
#define OUT_PAGE_H

#include "base/dec.h"
#include "base/record.h"
#include "out/chart.h"

/* Columns of pixels that a picture is reduced to. */
#define PAGE_COLUMNS 1200

/* All up to <body>. */
void page_open(struct buf *to, const char *title);

/* Numbers for people; -: U+2212. NaN and unknown: n/a. */
void page_number(struct buf *to, double value, int decimals, bool sign);
void page_percent(struct buf *to, double ratio, int decimals, bool sign);
void page_amount(struct buf *to, struct dec amount);
void page_fixed(struct buf *to, struct dec amount, int decimals);
void page_date(struct buf *to, int64_t t);
void page_time(struct buf *to, int64_t t);
/* "2 trades", "1 trade" */
void page_count(struct buf *to, int64_t n, const char *one, const char *many);
/* A field of a record as <data>, with its exact value: data-OF="NAME". */
void page_value(struct buf *to, const char *of, const struct record *record,
    const void *row, const char *name);
/* Four digits that count; a percentage has two decimals. In a cell with its
 * exact value. */
void page_figure(struct buf *to, double value, bool percent);
void page_cell(struct buf *to, double value, bool percent);
/* A table under its heading, which scrolls where it is too wide. Columns end
 * with NULL; one whose name begins with '>' has numbers. */
void page_table_open(struct buf *to, const char *name,
    const char *const *columns);
void page_table_close(struct buf *to);

/* A picture over time with its heading, what it says in words, and its axes. */
struct page_panel {
	const char *id, *name;
	int64_t from, to;
	struct buf reading;	/* HTML; also said to those who cannot see it */
	struct buf said;
	struct chart chart;
	enum tick_kind kind;
	int ticks;
	double base;
	bool times;		/* labelled below */
	bool few;		/* of them: it is half as wide as the page */
};
/* The words before the picture, which also describe it; marks stand between
 * these two. */
void page_panel_open(struct buf *to, struct page_panel *p);
void page_panel_close(struct buf *to, struct page_panel *p);
/* A series over a panel's time: a line, or an area down (or up) to 0. */
void page_course(struct buf *to, const struct page_panel *p,
    const char *class, const int64_t *time, const double *value, size_t n,
    bool area);
/* Of a <ul class="legend">. */
void page_key(struct buf *to, const char *class, const char *name);

#endif
