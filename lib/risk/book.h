/*
 * What fills add up to: open positions at average cost, realised profit, fees
 * and closed trades (flat to flat). Fills are added in their order; a book
 * that is given a longer list later reads the new ones only. All-zero is
 * empty.
 */
#ifndef RISK_BOOK_H
#define RISK_BOOK_H

#include "model/holdings.h"
#include "model/snapshot.h"

/* Money in several assets. */
struct purse_item { char asset[ASSET_SIZE]; struct dec amount; };
struct purse VEC_OF(struct purse_item);
bool purse_add(struct purse *p, const char *asset, struct dec amount);
/* Everything in the snapshot's currency; false: something has no price. */
bool purse_value(const struct purse *p, const struct snapshot *s,
    struct dec *out);

struct book_entry {
	char symbol[SYMBOL_SIZE], base[ASSET_SIZE], money[ASSET_SIZE];
	bool spot, open;	/* open: at least a lot is held */
	unsigned place;		/* of money among the book's assets */
	int side;		/* enum position_side */
	struct dec amount;	/* > 0 while something is held */
	struct dec cost;	/* of amount */
	int64_t since;		/* the fill that opened it */
	int64_t entries;	/* fills that made it larger, since then */
	struct purse spent;	/* fees since then that are not in cost */
	struct dec realised;	/* in money, since then */
};
struct book_entries VEC_OF(struct book_entry);

/* One thing that happened: profit realised, a fee paid, or a trade closed.
 * There are many: names are kept once. */
enum book_kind { BOOK_REALISED, BOOK_FEE, BOOK_TRADE };
struct book_event {
	int64_t time;
	struct dec amount;	/* BOOK_TRADE: profit, fees in asset off */
	unsigned kind : 2, entry : 30;	/* whose symbol it is of */
	unsigned asset;			/* its place among the assets */
};
struct book_events VEC_OF(struct book_event);
struct book_asset { char name[ASSET_SIZE]; };

struct book {
	struct book_entries entries;
	struct book_events events;
	VEC(struct book_asset) assets;
	size_t read;		/* fills taken over */
	char last_id[ID_SIZE];
};
void book_release(struct book *b);
/* Takes over fills beyond those read. The snapshot tells lots and contract
 * sizes. False: the numbers do not fit. */
bool book_read(struct book *b, const struct fills *fills,
    const struct snapshot *s);
const struct book_entry *book_find(const struct book *b, const char *symbol);
/* Average entry price, half-even at 8 decimals; DEC_NONE without a cost. */
struct dec book_entry_price(const struct book_entry *e,
    struct dec contract_size);

/* Over a period that begins at `since` (0: all); symbol NULL: every one. */
bool book_sum(const struct book *b, enum book_kind kind, int64_t since,
    const char *symbol, const struct snapshot *s, struct dec *out);
int64_t book_trades(const struct book *b, int64_t since, const char *symbol);
/* How many of the latest closed trades lost money, one after another. */
int64_t book_loss_streak(const struct book *b, const char *symbol);

#endif
