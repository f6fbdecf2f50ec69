/*
 * Closed bars of an account's market, as conditions with @4h or ["ETH/USDT"]
 * see them: a stored series of that timeframe, or longer bars made of the one
 * that the account runs on, or, as a live account runs on none, of the longest
 * one that is stored and fits. At most MARKET_BARS_BACK of them before now.
 *
 * A stored series of that timeframe comes first even where it is older than
 * shorter ones: bars that are missing make a limit unknown, and no other one.
 * Longer bars are joined as the expression language joins them (LANGUAGE.md 4,
 * lib/expr/bars.c): bars without volume count, which model/resample.h leaves
 * out as the exchanges do.
 */
#ifndef ACCOUNT_MARKET_H
#define ACCOUNT_MARKET_H

#include "model/account.h"
#include "model/candle.h"
#include "model/fundingrate.h"
#include "store/store.h"

#define MARKET_BARS_BACK 3000

struct market_series {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe;
	int64_t upto;		/* the bucket that was open when it was read */
	int64_t read_at;
	bool none;		/* there is no such series */
	struct candles bars;
};

struct market_funding {
	char symbol[SYMBOL_SIZE];
	int64_t upto;		/* the hour that was open when it was read */
	struct funding_rates rates;
};

/* Bars and rates in memory in place of a store's, of the account's own
 * timeframe; later ones may be there, and are not seen. */
struct market_given {
	const struct candles *(*bars)(void *self, const char *symbol);
	const struct funding_rates *(*rates)(void *self, const char *symbol);
	void *self;
};

/* All-zero but for store, or given, and account, which are borrowed. */
struct market {
	struct store *store;
	const struct market_given *given;
	const struct account *account;
	int64_t now;		/* bars that close later are not seen */
	VEC(struct market_series *) read;
	VEC(struct market_funding *) paid;
};
void market_release(struct market *b);
static inline bool
market_there(const struct market *b)
{
	return b->store != NULL || b->given != NULL;
}
/* struct risk_history's bars(), with a struct market as self. NULL: there are
 * none, or they cannot be read. Borrowed until the next call. */
const struct candles *market_bars(void *self, const char *symbol,
    int64_t timeframe);
/* The same for funding(): the rates that were settled by now. */
const struct funding_rates *market_rates(void *self, const char *symbol);

#endif
