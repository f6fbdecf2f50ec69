/*
 * A snapshot of a portfolio, made of what accounts hold and of what moved
 * since the one before.
 */
#ifndef PORTFOLIO_TAKE_H
#define PORTFOLIO_TAKE_H

#include "model/holdings.h"
#include "portfolio/worth.h"
#include "store/portfolios.h"

/* What came in (below 0: went out) as it is typed: USDT=500, BTC=-0.1. E_USAGE:
 * the form, no asset, no amount or one of 0. */
enum err_code flow_read(const char *text, struct portfolio_flow *out,
    struct err *err);

struct take_terms {
	const char *account;		/* "": all of them */
	const char *currency;
	const char *const *leave_out;	/* assets and symbols: no part of it */
	size_t leave_out_len;
	const struct portfolio_flow *stated;	/* asset and amount of each */
	size_t stated_len;
	int64_t transfers;		/* row of the last one known */
	const struct transfers *moved;	/* those behind the last snapshot's */
	const struct portfolio *last;	/* NULL: this is the first */
	const struct worth *market;	/* whose prices BTC and ETH have */
	struct store *store;	/* whose candles say what a flow was worth */
};

/*
 * Values what the accounts hold and books what moved. A transfer counts at its
 * time, within the two snapshots, and at the prices that are known nearest to
 * it; what was stated half way between them; an account that joins with its
 * value at the end, unless its opening is among the transfers, and one that is
 * gone with its last value at the beginning. An asset that is left out from now
 * on goes with its last value, and one that no longer is comes with what it had
 * before, at the new price.
 *
 * E_DATA names what has no price. E_REFUSED: the accounts stand before the last
 * snapshot; an account and something left out changed at once, so that neither
 * can be told. E_BUSY: another snapshot knows more transfers than this.
 */
enum err_code portfolio_take(const struct worth *w,
    const struct take_terms *t, struct portfolio *out, struct err *err);
/* Is it of the same minute as the last, with nothing that differs? Flows that
 * were stated for the last may be stated again. */
bool portfolio_repeats(const struct portfolio *now,
    const struct portfolio *last);

#endif
