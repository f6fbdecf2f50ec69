/*
 * Inside the room: what the writers share.
 */
#ifndef OUT_FORMAT_H
#define OUT_FORMAT_H

#include "out/out.h"

#include "base/vec.h"

struct cells {
	char **at;	/* NULL: the value is null */
	size_t len, cap;
};

struct column { size_t width; bool hidden, dropped; };

struct out {
	FILE *file;
	struct out_style style;
	const struct record *record;
	struct { const struct field **at; size_t len, cap; } fields;
	struct buf text;	/* not yet written */
	struct buf cell;	/* scratch */
	size_t rows;		/* in all */
	bool parts;		/* out_part() has been called */
	struct { const char **at; size_t len, cap; } shared;	/* CSV's columns
				 * then: the fields of every part */
	bool headed;		/* the heading is out */
	bool failed;
	/* Tables only: what waits for its widths, row after row. */
	struct cells cells;
	struct column *columns;	/* NULL until the first rows are out */
	size_t last;		/* of the columns that are shown */
	bool started;		/* something stands on this line */
	bool framed;		/* out_frame() has been called */
};

void table_row(struct out *o, const void *row);
/* Writes the rows that wait; after it the widths are settled. whole: there
 * are no more rows, so that a column without any value can be left out. */
void table_flush(struct out *o, bool whole);
void table_end(struct out *o);		/* of a part */

#endif
