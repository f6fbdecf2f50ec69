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

/* All up to where its header begins. */
void page_open(struct buf *to, const char *title);
/* The footer and the end. said: HTML, a sentence of its own and a space behind
 * it, or ""; command: has the same numbers, without "etrms". */
void page_close(struct buf *to, const char *said, const char *command);
/* A section under its heading, of what put(of, to) writes. */
#define page_section(to, name, class, put, of) \
	(page_section_open(to, name, class), put(of, to), \
	page_section_close(to))
void page_section_open(struct buf *to, const char *name, const char *class);
void page_section_close(struct buf *to);
/* What is wrong with the numbers, before them: an <li> each. field: of the
 * record, which has the same list; NULL: none has. */
void page_warnings_open(struct buf *to, const char *field);
void page_warning(struct buf *to, const char *text);
void page_warnings_close(struct buf *to);

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
/* Fields of a record with their names for people; the last has none. */
struct page_entry { const char *field, *label; };
/* In a row across the page. */
void page_strip(struct buf *to, const struct record *record, const void *row,
    const struct page_entry *entries);
/* Under a heading, each explained by the record's help. */
void page_list(struct buf *to, const char *name, const struct record *record,
    const void *row, const struct page_entry *entries);
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
