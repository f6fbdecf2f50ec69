/*
 * Portfolios: what they should be made of, the orders that make them so, and
 * snapshots of what they were (portfolio/take.h). Functions over accounts as
 * they were read; nothing is asked or sent here. Money is exact.
 */
#ifndef PORTFOLIO_PORTFOLIO_H
#define PORTFOLIO_PORTFOLIO_H

#include "base/err.h"
#include "model/account.h"
#include "model/holdings.h"
#include "model/instrument.h"
#include "model/market.h"
#include "model/rebalance.h"

#include <stdio.h>

/* What part of the whole an asset is to be. */
struct target { char asset[ASSET_SIZE]; struct dec weight; };
struct targets VEC_OF(struct target);

/* Adds one as it is typed: BTC=50, BTC=50% or BTC=0.5. *percent: a % was
 * seen. E_USAGE: form, a negative weight, an asset that is there already. */
enum err_code targets_add(struct targets *t, const char *text, bool *percent,
    struct err *err);
/* Adds the rows of a file (feed/rows.h): asset, or the base of symbol, and
 * weight; other fields are passed over. E_DATA names line and cause. */
enum err_code targets_load(struct targets *t, FILE *in, const char *what,
    bool *percent, struct err *err);
/* Once all are there: they add up to 100, or without % to 1, and become parts
 * of one. E_USAGE names the sum. */
enum err_code targets_settle(struct targets *t, bool percent,
    struct err *err);

/* An account as it is rebalanced; all of it is borrowed. */
struct rebalance_account {
	const struct account *account;
	const struct instruments *instruments;
	const struct tickers *tickers;	/* last; bid and ask where known */
	const struct balances *balances;
	bool fees_received;	/* buys pay their fee in what they buy */
	int64_t now;		/* by the account's clock */
};

struct rebalance_terms {
	/* An asset is out of its band when it is further from its target than
	 * one of the two: a part of the whole, or of its target (DEC_NONE:
	 * none). The first may hold for targets of 0 only. */
	struct dec band, band_relative;
	bool band_only_zero;
	bool due;		/* in their bands or not, it is time for it */
	struct dec min_trade;	/* in the quote: no order of less */
	struct dec cash;	/* part of the whole kept beside the targets */
	struct dec fee;		/* in place of the pairs' own, or DEC_NONE */
	struct dec slippage;	/* part of the best price lost in each order */
	const char *quote;	/* NULL: is chosen */
	const char *const *keep;	/* assets that are no part of it */
	size_t keep_len;
	int64_t max_age;	/* of prices, µs */
	const char *key;	/* order 3 has the key KEY:3; NULL: none */
};

struct rebalance_plan {
	char quote[ASSET_SIZE];		/* what is sold for, and bought with */
	struct dec value, value_after;
	bool in_band;			/* every asset, before the plan */
	struct rebalance_orders orders;	/* as they are to be placed */
	struct rebalance_weights weights;
};
void rebalance_plan_release(struct rebalance_plan *p);

/*
 * The orders that bring the accounts together to the targets: none when every
 * asset is in its band and it is not due, else all that the limits of the pairs
 * allow. What is
 * held and not listed has a target of 0, or is left alone where it has no
 * market; it is no part of the whole then. Assets trade against one quote: one
 * that has a market with all of them, that leaves the fewest to trade, and that
 * most of them are quoted in; equal ones by name.
 *
 * Sells come first, of each the largest first. A fill is counted at the best
 * price (else the last) less the slippage and with its fee, so that buys spend
 * no more of an account than it has free beyond the quote's own target and gets
 * for its sells; what is short is taken from all buys alike. Amounts are
 * rounded down to the lot.
 *
 * E_USAGE: contradictory terms. E_REFUSED: a target without market or price, a
 * price too old, nothing of value held.
 */
enum err_code rebalance_plan(const struct rebalance_account *accounts,
    size_t n, const struct targets *targets, const struct rebalance_terms *t,
    struct rebalance_plan *out, struct err *err);

#endif
