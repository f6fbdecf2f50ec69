/*
 * A recorded order book as a map: time across, price up, how much stood there.
 * A column has the book at its first change; where none came it is as before,
 * and behind a gap it is not known.
 */
#ifndef ANALYSIS_BOOKHEAT_H
#define ANALYSIS_BOOKHEAT_H

#include "analysis/liquidity.h"
#include "out/out.h"

#define HEAT_COLUMNS 96

struct book_heat {
	int64_t from, to;		/* µs */
	double low, step;		/* price of the lowest row, of a row */
	size_t rows, columns, done;	/* done: columns that are filled */
	double *cells;			/* base amounts, by column, then row */
	double *mid;			/* of each column; NaN: not known */
	bool known;			/* the last column may be carried on */
};
/* What to map, by a tape that has taken the same recording; columns at most
 * HEAT_COLUMNS. E_DATA: it has no length. */
enum err_code book_heat_open(struct book_heat *h,
    const struct liquidity_tape *t, size_t columns, struct err *err);
struct rebuild_sink book_heat_sink(struct book_heat *h);
void book_heat_end(struct book_heat *h);	/* when all is read */
void book_heat_release(struct book_heat *h);

void book_heat_terminal(const struct book_heat *h, const char *symbol,
    const struct out_style *style, struct buf *to);
void book_heat_svg(const struct book_heat *h, const char *symbol,
    struct buf *to);

#endif
