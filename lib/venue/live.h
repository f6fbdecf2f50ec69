/*
 * What a venue tells by itself, beside what it says when it is asked: lines
 * that stay connected in the caller's event loop (net/loop.h) and are made anew
 * whenever they are lost.
 *
 *	rc = v->ops->live(v, &options, &line, err);
 *	while (rc == E_OK && !done) {
 *		rc = loop_turn(loop, wait, err);	// calls options.told
 *		live_tend(line, &why);			// at least every 10 min
 *	}
 *	live_close(line);
 *
 * Nobody vouches for what a line tells: it may come late, twice, or not at all.
 * While a line is down nothing is told, so after LIVE_UP the venue is asked.
 */
#ifndef VENUE_LIVE_H
#define VENUE_LIVE_H

#include "base/err.h"
#include "model/market.h"

#include <stdbool.h>

struct http_options;
struct venue_changes;
struct websocket_ops;

enum live_kind {
	LIVE_UP,	/* all is told from now on; what was before is not */
	LIVE_DOWN,	/* it is not, until LIVE_UP; told once, text says why */
	/* of an account */
	LIVE_CHANGES,	/* what it holds has changed; with the orders and fills
			 * that are in `changes`, of which there may be none */
	LIVE_LOOK,	/* something changed: changes() says what */
	/* of markets */
	LIVE_TICKER,	/* a price; what a ticker has beside it is unknown */
	LIVE_BOOK,	/* an order book as it is now, bids first */
	/* of a book that is told raw, each with its ids */
	LIVE_SNAPSHOT,	/* all of it that is known, after each LIVE_UP */
	LIVE_CHANGE,	/* levels as they are now, 0 where one is gone */
	LIVE_TRADE
};

struct live_news {	/* borrowed for the call */
	enum live_kind kind;
	const char *text;		/* "", or see above */
	const struct venue_changes *changes;
	const struct ticker *ticker;
	const struct book_levels *book;
	int64_t before, last;		/* of a change: the one before it, and
					 * its last; of a snapshot the last */
	const struct market_trade *trade;
};

struct live_options {
	const struct websocket_ops *sockets;
	const struct http_options *http;	/* its loop is used */
	/* Closes no line, and asks the venue nothing. */
	void (*told)(void *self, const struct live_news *news);
	void *self;
	bool raw;	/* tell what a book is made of, and trades */
};

struct live {		/* begins each venue's own */
	bool up;	/* as last told */
	enum err_code (*tend)(struct live *l, struct err *err);
	void (*close)(struct live *l);
};
/* Keeps what a venue would let end otherwise, and may ask it for that; not from
 * told(). An error says why a line stays down; it is tried again next time. */
enum err_code live_tend(struct live *l, struct err *err);
void live_close(struct live *l);	/* NULL is fine */

#endif
