/*
 * What a market told as it went, from a file (CSV, gzip, zip): trades, quotes,
 * snapshots of the order book and changes of it. One row a line; rows that
 * follow each other with one kind and one last id are one event. Which of them
 * a file has is told by its header:
 *
 *	kind,…			what `market book --record` writes
 *	last_update_id,side,price,qty		a snapshot
 *	first_id,last_id,side,price,qty		changes, each with its ids
 *	update_id,bid,bid_qty,ask,ask_qty	quotes
 *	a time, price, and qty or amount	trades; side or buyer_is_maker
 *
 * or, of trades without one, by the fields of Binance's aggTrades and Kraken's
 * time and sales. Times are when a row was received where the file says so.
 */
#ifndef FEED_TAPE_H
#define FEED_TAPE_H

#include "base/dec.h"
#include "base/err.h"

#include <stdint.h>

enum tape_kind { TAPE_SNAPSHOT, TAPE_CHANGE, TAPE_TRADE, TAPE_QUOTE,
    TAPE_GAP,	/* what was told before is not followed by what comes */
    TAPE_END,	/* of a recording that is whole */
    TAPE_KINDS };
extern const char *const tape_kind_names[TAPE_KINDS];
/* The header of a recording. */
#define TAPE_HEADER "kind,time,before_id,last_id,side,price,amount"

enum { TAPE_NO_SIDE = -1 };

struct tape_row {
	enum tape_kind kind;
	int64_t time;			/* µs */
	int64_t before, last;		/* ids: the last one before an event,
					 * and its last; 0: it has none */
	int side;			/* enum book_side; of a trade enum
					 * side, of the one who took */
	struct dec price, amount;	/* of a quote the bid; unknown: an
					 * event without levels */
	struct dec ask, ask_amount;	/* of a quote */
};

#define TAPE_ROWS_MAX 8000000

/*
 * Calls each for every row, in the order of the file. E_DATA names file, line
 * and cause: what cannot be read, no rows, more than TAPE_ROWS_MAX, a recording
 * without its end. E_USAGE: there is no such file. fd -1: opens path.
 */
enum err_code feed_tape(const char *path, int fd,
    enum err_code (*each)(void *self, const struct tape_row *row,
    struct err *err), void *self, struct err *err);

#endif
