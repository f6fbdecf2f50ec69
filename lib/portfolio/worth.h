/*
 * What accounts hold together, and what that is worth along paths of known
 * prices. What no path leads to has no value: it is never 0.
 */
#ifndef PORTFOLIO_WORTH_H
#define PORTFOLIO_WORTH_H

#include "base/err.h"
#include "model/snapshot.h"
#include "store/store.h"

/* An amount of an asset in an account, or the open profit of a position. */
struct worth_holding {
	char account[LABEL_SIZE], venue[VENUE_SIZE];
	char name[SYMBOL_SIZE];		/* the asset, or a position's symbol */
	char asset[ASSET_SIZE];		/* what the amount is of */
	struct dec amount;
	bool profit;		/* counts as value, not as an amount held */
	struct dec contracts, mark;	/* of a position; < 0: short */
	int64_t time;
};
struct worth_account { char label[LABEL_SIZE]; int64_t time; };
/* All-zero is empty. */
struct worth {
	VEC(struct worth_holding) held;
	VEC(struct worth_account) accounts;	/* those that hold nothing too */
	struct prices prices;	/* of every account, the newest of a symbol */
};
void worth_release(struct worth *w);

/* Adds what is in an account. */
void worth_add(struct worth *w, const struct snapshot *s);
/* Has everything a value in the currency? */
enum err_code worth_priced(const struct worth *w, const char *currency,
    bool *all, struct err *err);
/*
 * What the accounts' venues do not price, stored candles of any venue may:
 * adds the newest close of each symbol that was known at the accounts' latest
 * time.
 */
enum err_code worth_stored_prices(struct worth *w, struct store *s,
    struct err *err);
/* Prices for a time before now: of each symbol the last stored close before it
 * where that is no further from it than now is, else the one in w. */
enum err_code worth_prices_at(const struct worth *w, struct store *s,
    int64_t time, int64_t now, struct prices *out, struct err *err);
/* *path false: no path leads to the currency, or the amount is not known. */
enum err_code worth_value(const struct worth *w,
    const struct worth_holding *h, const char *currency, bool *path,
    struct dec *out, struct err *err);
/* Of one; DEC_NONE: no path leads there. Exact to 14 decimals. */
enum err_code worth_price(const struct worth *w, const char *asset,
    const char *currency, struct dec *out, struct err *err);

#endif
