/*
 * Rows of named texts, as programs hand them to each other: NDJSON (one flat
 * object a line), a JSON array of flat objects, or CSV with a heading. Which
 * of them it is shows in the first character. Numbers keep the digits they
 * were written with; a bare true or false is that word; null, and an empty
 * CSV cell, is no value. The formula guard of our own CSV is taken off.
 */
#ifndef FEED_ROWS_H
#define FEED_ROWS_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FEED_ROWS_MAX 10000		/* rows in one input */

/* One value: its name and text, borrowed for the call. */
struct row_value { const char *name, *text; };
struct row {
	int64_t number;			/* from 1 */
	int64_t line;			/* where it stands */
	const struct row_value *at;	/* those that have a value */
	size_t len;
};
const char *row_text(const struct row *r, const char *name);	/* or NULL */

/*
 * Reads the whole input and calls each for every row, in order. E_DATA names
 * what (the file), line and cause; an answer of each other than E_OK ends it.
 */
enum err_code feed_rows(FILE *in, const char *what,
    enum err_code (*each)(void *self, const struct row *r, struct err *err),
    void *self, struct err *err);

#endif
