/*
 * Rows as packed columns: what a table of thousands of rows takes in one blob.
 * The members are named by the same column tables that bind statements (db.h).
 * The bytes are a function of the rows alone.
 *
 * What was packed is read for ever, though tables grow: the first byte is the
 * shape of the table that packed, and a column says since which shape it is
 * there, one more than any of its table had before it was added (0: the first).
 * It may stand anywhere in the table; rows that are older have nothing in it:
 * no number, no text, of a COL_INT and a COL_ENUM 0. No column is taken out.
 * tests/lib/store-columns.c keeps bytes of each shape of every table. What a
 * run's result_hash is of (runparts.h) does not grow, or runs that were kept
 * before would differ from themselves run again: that is a part of its own.
 *
 * Shape, rows, then each column in the order of its table: whole
 * numbers as differences, decimals at one scale as differences, texts as places
 * in a list of those that occur, all in groups of bits (candles-pack.h); at the
 * end some zero bytes, so that a reader may load whole words.
 */
#ifndef STORE_COLUMNS_H
#define STORE_COLUMNS_H

#include "base/arena.h"
#include "store/db.h"

/* The second shape was written under the first's byte, too, before shapes were
 * told apart. */
#define SHAPE_UNTOLD 2
/* Behind the scales 0 to 18 of a decimal column that shares one: each row has
 * its own; each is text, being larger than 64 bits. */
#define SCALE_MIXED 19
#define SCALE_TEXT 20

/* The newest of a table. */
int rows_shape(const struct column *columns);
void rows_pack(const struct column *columns, const void *rows, size_t size,
    size_t n, struct buf *out);

/* Puts the rows into an empty vector; COL_TEXT borrows from the arena. False:
 * the bytes are damaged, and the vector is empty. */
#define rows_unpack(columns, bytes, len, texts, vec) \
	rows_unpack_as((columns), (bytes), (len), (texts), \
	    sizeof(*(vec)->at), (vec))
bool rows_unpack_as(const struct column *columns, const void *bytes,
    size_t len, struct arena *texts, size_t size, void *vec);

/* Shared with what packs other shapes: numbers of few bytes where small. */
struct packed { const unsigned char *at, *end; };
void number_put(struct buf *out, uint64_t v);
bool number_get(struct packed *p, uint64_t *v);
void text_put(struct buf *out, const char *text);
/* Borrowed from the bytes; NULL: damaged. */
const char *text_get(struct packed *p);

#endif
