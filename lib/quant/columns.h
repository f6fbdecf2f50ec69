/*
 * Inside lib/quant: a table of a few columns as text, the first line their
 * names. For cases of methods; candles come through lib/feed.
 */
#ifndef QUANT_COLUMNS_H
#define QUANT_COLUMNS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

#define COLUMNS_MOST 256
#define COLUMN_CELLS_MOST 2000000

struct cell_texts VEC_OF(const char *);

/* All-zero is empty. */
struct columns {
	struct cell_texts names;
	struct cell_texts cells;	/* row by row; "" is an empty cell */
	size_t rows;
	struct arena text;
};

/* E_DATA names what, row and cause: no names, a name twice, a row of another
 * length, quotes that do not close, more than the bounds above. */
enum err_code columns_read(struct columns *c, const char *text, size_t len,
    const char *what, struct err *err);
void columns_release(struct columns *c);
/* -1: there is none of that name. */
int columns_find(const struct columns *c, const char *name);
const char *columns_cell(const struct columns *c, size_t row, int column);

#endif
