/*
 * Rows out: one record description, four formats. A command opens an out with
 * its record, hands it rows, and closes it; it never prints. On a terminal the
 * default is a table, in a pipe NDJSON (DESIGN.md, Output). Writes are checked:
 * out_close() flushes and reports E_OUTPUT; a closed pipe (EPIPE) ends a
 * reading command silently.
 */
#ifndef OUT_OUT_H
#define OUT_OUT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/record.h"

#include <stdbool.h>
#include <stdio.h>

enum out_format { OUT_TABLE, OUT_JSON, OUT_NDJSON, OUT_CSV };
extern const char *const out_format_names[];	/* NULL-terminated */

struct out_style {
	enum out_format format;
	const char *fields;	/* "a,b,c" or NULL: all (table: not the wide) */
	bool color;		/* already decided from NO_COLOR and isatty */
	int width;		/* of the terminal; 0: unlimited */
	bool header;		/* table and CSV heading */
	bool raw;		/* CSV cells as they are (export commands) */
	bool utf8;		/* the terminal's locale */
	bool quiet;		/* rows are counted, nothing is written */
	bool loose;		/* --fields may name what this record lacks */
	/* Of the parts that may come, for CSV; ends with NULL. NULL: the one
	 * that the out is opened with. */
	const struct record *const *records;
};

struct out;

/* file is borrowed. E_USAGE names a field that the record does not have. */
enum err_code out_open(FILE *file, const struct out_style *style,
    const struct record *record, struct out **out, struct err *err);
enum err_code out_row(struct out *o, const void *row, struct err *err);
/*
 * The rows that follow are of another record. A table begins anew, under its
 * title and after a blank line; in JSON, NDJSON and CSV every row of an out
 * with parts opens with the field "record", the record's name. CSV stays one
 * table: its columns are the fields of all of style.records, each name once,
 * and what a row's record lacks is empty. Call it before the first row too, or
 * not at all.
 */
enum err_code out_part(struct out *o, const struct record *record,
    const char *title, struct err *err);
/* A line for people only: shown in tables, left out of every other format. */
void out_note(struct out *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
size_t out_rows(const struct out *o);
/* Writes out what has been handed in, for commands that follow something. */
enum err_code out_flush(struct out *o, struct err *err);
/* The same where the rows since the last time are all that there is now: a table
 * of its own, on a terminal in the place of the one before. At most 1000. */
enum err_code out_frame(struct out *o, struct err *err);
/* Flushes, checks, frees; NULL is fine. */
enum err_code out_close(struct out *o, struct err *err);
/* The same at the end of a command that has come to rc: what was handed in is
 * still written, and the first failure is the one that counts. */
enum err_code out_end(struct out *o, enum err_code rc, struct err *err);

/* s with control characters in caret form and invalid UTF-8 replaced, for
 * terminals; CSV cell quoting with the formula guard. */
void out_escape_terminal(struct buf *to, const char *s, size_t n);
/* The same for messages: a newline stays where an indented line follows it,
 * as the lines under an expression's error do. */
void out_escape_message(struct buf *to, const char *s, size_t n);
void out_escape_csv(struct buf *to, const char *s, size_t n, bool guard);
/* Columns that n bytes of valid UTF-8 take on a terminal. */
size_t out_width(const char *s, size_t n);
/* The longest beginning of s that takes at most `columns`, in bytes. */
size_t out_fit(const char *s, size_t n, size_t columns);
/* Every name of the comma-separated list is a field of one of the records
 * (NULL-terminated); else E_USAGE with a suggestion. */
enum err_code out_check_fields(const char *list,
    const struct record *const *records, struct err *err);

/* Progress on stderr, only on a terminal and not with --quiet. */
struct progress;
struct progress *progress_start(const char *what, int64_t total, bool quiet);
void progress_set(struct progress *p, int64_t done);	/* NULL is fine */
void progress_end(struct progress *p);

#endif
