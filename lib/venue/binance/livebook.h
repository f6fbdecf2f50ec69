/*
 * An order book that is kept up to date: a snapshot and the changes that come
 * behind it, by Binance's rules for spot and for futures. Any gap, and any
 * book that cannot be, is told; it then begins again with a new snapshot.
 *
 *	live_book_change(&book, &news)	// for each NEWS_BOOK, from the first
 *	live_book_begin(&book, last, &levels)	// once LIVE_WAITS: the read book
 */
#ifndef VENUE_BINANCE_LIVEBOOK_H
#define VENUE_BINANCE_LIVEBOOK_H

#include "model/orderbook.h"
#include "venue/binance/stream.h"

enum live_state {
	LIVE_WAITS,		/* for a snapshot (again) */
	LIVE_BEGUN,		/* it is there, the next change is not yet */
	LIVE_GOOD
};

struct live_change {		/* one that came before the snapshot */
	int64_t first, last, before;
	struct book_levels levels;
};

struct live_book {		/* all-zero: empty, of spot */
	enum binance_market market;
	enum live_state state;
	int64_t last;		/* change that is in it */
	int64_t time;
	struct order_book levels;
	VEC(struct live_change) kept;
};

void live_book_release(struct live_book *b);	/* keeps its market */
/* Takes a change over. False: something was lost, or the book cannot be; it
 * is empty then and waits for a snapshot newer than this change. */
bool live_book_change(struct live_book *b, const struct binance_news *n);
/* The book as read at `last`, and what was kept since. False: that is older
 * than the first change kept, or the book cannot be; read it again. */
bool live_book_begin(struct live_book *b, int64_t last,
    const struct book_levels *levels);
/* Appends at most depth levels of each side, bids first; nothing while it is
 * not LIVE_GOOD or LIVE_BEGUN. */
void live_book_copy(const struct live_book *b, const char *symbol,
    int depth, struct book_levels *out);

#endif
