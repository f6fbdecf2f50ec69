/*
 * Accounts seen whole: collects state from an account's venue and the ledger,
 * values it along known prices, and makes the snapshots that risk looks at.
 */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "model/snapshot.h"
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
 * What the venue left unknown about positions, from the account's fills (all,
 * oldest first) and working orders: entry at average cost, profit, levels of
 * stop and target. Called by account_snapshot.
 */
enum err_code snapshot_complete(struct snapshot *s,
    const struct fills *fills, struct err *err);

#endif
