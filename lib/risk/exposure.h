/*
 * How much of the account rides on each thing: positions and the orders that
 * may still enlarge them, counted in full (open, in flight, unknown), so that
 * no order slips under a limit while another one is on its way.
 */
#ifndef RISK_EXPOSURE_H
#define RISK_EXPOSURE_H

#include "model/snapshot.h"

/*
 * One risk: a swap's symbol, or the base asset of spot symbols, which is held
 * once however many quotes it trades in. Amounts are in the account's
 * currency, rounded up. The two sides of a swap are two risks where the
 * account holds them apart (hedge mode).
 */
enum { STAKE_NET = -1 };
struct stake {
	const char *name;	/* of the snapshot's instruments, as is */
	const char *symbol;	/* the position's, or an order's */
	bool spot;
	int side;			/* in hedge mode; else STAKE_NET */
	struct dec held;		/* the position; shorts are negative */
	struct dec buys, sells;		/* orders that may still enlarge it */
};
struct stakes VEC_OF(struct stake);

/*
 * The price at which an order is worth most: what it may pay as a buy, the
 * most it may fetch as a sell. DEC_NONE when nothing tells it.
 */
struct dec order_reference(int side, struct dec price, struct dec trigger,
    struct dec last);
/* The price at which it opens worst: the least that a sale may fetch. */
struct dec order_worst(int side, struct dec price, struct dec trigger,
    struct dec last);
/* What may still fill of it; DEC_NONE when only its money is known. */
struct dec order_open_amount(const struct order *o);
/* Of two linked orders one is done: does the other one, the dearer, count
 * instead of this one? o is one of the snapshot's. */
bool order_shadowed(const struct snapshot *s, const struct order *o);
/* An amount of an asset in the account's currency, rounded up. */
enum err_code worth_of(const struct snapshot *s, const char *asset,
    struct dec amount, struct dec *out, struct err *err);
/* price × amount × contract size in the account's currency, rounded up. */
enum err_code notional_of(const struct snapshot *s,
    const struct instrument *i, struct dec price, struct dec amount,
    struct dec *out, struct err *err);
/* What taking that much value costs, rounded up at 8 decimals, in the symbol's
 * money; at `otherwise` where the instrument has no rate; a rebate is nothing.
 * False: does not fit. */
bool fee_taken(const struct instrument *i, struct dec otherwise,
    struct dec value, struct dec *out);
/* Can it only make something smaller? Spot sells and reduce-only orders. */
bool order_only_reduces(const struct instrument *i, int side,
    bool reduce_only, const char *currency);

/* Is this position a risk of its own? The account's own currency, coins without
 * a price and coins seen a second time through another quote are none. p is
 * one of the snapshot's. */
bool position_counts(const struct snapshot *s, const struct position *p);
/*
 * All stakes; E_DATA names what cannot be valued. Positions whose asset is
 * listed as unpriced are left out, as they are from equity.
 */
enum err_code stakes_held(const struct snapshot *s, struct stakes *out,
    struct err *err);		/* positions only */
enum err_code stakes_load(const struct snapshot *s, struct stakes *out,
    struct err *err);
void stakes_release(struct stakes *all);
/* Where an order or position of that side belongs (enum position_side). */
struct stake *stake_of(struct stakes *all, const struct snapshot *s,
    const struct instrument *i, int side);
/* The largest that it can become; false: does not fit. */
bool stake_after(const struct stake *k, struct dec *out);
/* The same of all, and of one of them (may be NULL). */
bool stakes_after(const struct stakes *all, const struct stake *mine,
    struct dec *of_mine, struct dec *out);

#endif
