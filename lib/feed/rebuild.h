/*
 * Order books rebuilt from what a market told (feed/tape.h): a snapshot and the
 * changes behind it, by the exchange's rules. What ended before the snapshot is
 * dropped; the first change applied reaches over it; each one after that begins
 * where the one before it ended. Changes that come before their snapshot are
 * kept for it. Nothing is guessed: changes that are missing, or a book whose
 * best bid is not below its best ask, are E_DATA, except behind a gap that a
 * recording tells of itself, from where its next snapshot counts.
 */
#ifndef FEED_REBUILD_H
#define FEED_REBUILD_H

#include "feed/tape.h"
#include "model/orderbook.h"

struct rebuild_sums {
	int64_t snapshots, changes, levels, stale, gaps, trades, quotes;
	int64_t first, last;		/* µs: of all rows */
};

/* Each may be NULL; an answer other than E_OK ends it. */
struct rebuild_sink {
	/* A level of an event that is applied: what was there before. */
	enum err_code (*level)(void *self, const struct tape_row *row,
	    struct dec before, struct err *err);
	/* The book after an event; it may be empty on a side. */
	enum err_code (*book)(void *self, const struct order_book *b,
	    int64_t time, int64_t last, struct err *err);
	/* Trades, quotes and gaps. */
	enum err_code (*row)(void *self, const struct tape_row *row,
	    struct err *err);
	/* The book as it is at the end; nothing where a gap is last. */
	enum err_code (*end)(void *self, const struct order_book *b,
	    struct err *err);
	void *self;
};

/* Rows of more than one file, which are put in order of time. */
#define REBUILD_ROWS_MAX 2000000

/* E_DATA also: no snapshot in them. */
enum err_code feed_rebuild(const char *const *paths, size_t n,
    const struct rebuild_sink *sink, struct rebuild_sums *sums,
    struct err *err);

#endif
