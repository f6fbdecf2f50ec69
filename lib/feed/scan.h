/*
 * One line of a table into one row of columns. The common line (plain digits,
 * no quotes) is scanned where it lies; anything else goes through libcsv and
 * the decimal reader, which also say what is wrong with it.
 */
#ifndef FEED_SCAN_H
#define FEED_SCAN_H

#include "feed/feed.h"

/* What a field is, beside the columns of enum candle_column. */
enum { FIELD_SKIP = -1, FIELD_TIME = -2, FIELD_SYMBOL = -3 };

struct scan {
	int fields;			/* in every line */
	signed char target[FEED_FIELDS_MAX];
	enum feed_unit unit;		/* as asked */
	enum feed_unit seen;		/* of the row before; FEED_AUTO: none */
	char symbol[SYMBOL_SIZE];	/* what the symbol field said first */
	bool no_volume;			/* its rows have none: 0 */
	const char *only;		/* skip rows of other symbols; or NULL */
};

/* A line cut into fields; text of each, unquoted. Valid until the next. */
struct fields {
	struct buf text;
	size_t start[FEED_FIELDS_MAX], len[FEED_FIELDS_MAX];
	int n;
	char fault[40];
};
void fields_release(struct fields *f);
const char *field_at(const struct fields *f, int i);
/* A name as its small letters and digits: without case, blanks, dashes,
 * underlines and a byte order mark. */
void field_plain(const struct fields *f, int i, char *out, size_t size);
/* NULL, or why the line is no line of a table. */
const char *fields_cut(struct fields *f, const char *line, size_t n);

/* The time in a field, ms; NULL, or what is wrong with it. */
const char *time_scan(struct scan *s, const char *text, int64_t *ms);

/* Leaves out volume and what goes with it: such rows have 0 of it. */
void scan_without_volume(struct scan *s, bool without);

/*
 * Adds the line to rows, unless it is of a symbol that is to be skipped. *end
 * is '\n'. False with the cause in why (at most size bytes).
 */
bool line_scan(struct scan *s, const char *line, const char *end,
    int64_t number, struct candle_rows *rows, struct fields *scratch,
    char *why, size_t size);

#endif
