/*
 * Accounts seen whole: collects state from an account's venue and the ledger,
 * values it along known prices, and makes the snapshots that risk looks at.
 */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "model/snapshot.h"
#include "store/store.h"
#include "venue/venue.h"

/*
 * Values an amount of asset in currency along a path of known prices (last of
 * BASE/QUOTE, either way, at most 4 steps; the fewest steps, ties by name).
 * Rounded down at 8 decimals as SIMVENUE.md 7 says. *path false: unpriced.
 */
enum err_code value_in(const struct prices *prices, const char *asset,
    struct dec amount, const char *currency, bool *path, struct dec *out,
    struct err *err);

/*
 * The account's snapshot: balances, positions and prices from the venue,
 * orders that count from the ledger (open, in flight, unknown), equity with
 * units and transfers. *out is empty before and released by the caller.
 */
enum err_code account_snapshot(struct store *s, struct venue *v,
    int64_t day_start, struct snapshot *out, struct err *err);

/* Marks every balance's value in the snapshot's currency and lists what has
 * no path; called by account_snapshot. */
enum err_code snapshot_value(struct snapshot *s, struct err *err);

#endif
