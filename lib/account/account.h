/*
 * Accounts seen whole: collects state from an account's venue and the ledger,
 * values it along known prices, and makes the snapshots that risk looks at.
 */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "model/snapshot.h"
#include "risk/book.h"
#include "risk/value.h"	/* value_in */
#include "store/store.h"
#include "venue/venue.h"

/*
 * The account's snapshot: balances, positions and prices from the venue,
 * orders that count from the ledger (open, in flight, unknown), equity with
 * units and transfers. *out is empty before and released by the caller.
 */
enum err_code account_snapshot(struct store *s, struct venue *v,
    int64_t day_start, struct snapshot *out, struct err *err);

/*
 * What the account holds and what that is worth, and nothing else of it:
 * balances and the prices that assets are exchanged at. It asks less of the
 * venue; there is no equity, for positions are left out.
 */
enum err_code account_holdings(struct venue *v, struct snapshot *out,
    struct err *err);

/*
 * The snapshot from what a ledger in memory remembers, all of it borrowed. The
 * caller has put the orders that count into out->orders; the rest takes the
 * place of what *out held, but for its instruments: those of a venue in memory
 * stay the same, apart from their leverage. To be released even after a failure.
 */
struct account_day;
struct account_moved;
struct account_past {
	const struct equity_point *last;	/* of the curve; NULL: none */
	const struct transfers *transfers;
	const struct fills *fills;		/* all, oldest first */
	struct book *book;	/* of them, kept from one to the next; NULL:
				 * made anew */
	struct account_day *day;	/* likewise */
	struct account_moved *moved;	/* likewise */
};
/* What the transfers add up to, as far as they were read; `foreign` when one
 * is not of the account's own currency. All-zero is new; of one account. */
struct account_moved {
	size_t read;
	char last_id[ID_SIZE];
	struct dec sum;
	bool foreign;
};
/* What the fills of a day add up to, as far as they were read; `foreign` when
 * one is not of the account's own currency. All-zero is new; of one account. */
struct account_day {
	int64_t from;
	size_t read;
	char last_id[ID_SIZE];
	struct dec sum;
	bool foreign;
	char symbol[SYMBOL_SIZE];	/* of the last fill; is it `own`? */
	bool own;
};
enum err_code account_snapshot_of(struct venue *v,
    const struct account_past *past, int64_t day_start,
    struct snapshot *out, struct err *err);

/*
 * What the venue left unknown about positions, from the account's fills (all,
 * oldest first) and working orders: entry at average cost, profit, levels of
 * stop and target. The book of the fills is the caller's, or NULL.
 */
enum err_code snapshot_complete(struct snapshot *s,
    const struct fills *fills, struct book *book, struct err *err);

#endif
