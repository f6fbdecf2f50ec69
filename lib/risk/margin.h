/*
 * Inside the room: the margins of swaps and where they would be liquidated
 * (METHODS 8.3, 8.4; SIMVENUE.md 8), as an account stands or as it would stand
 * with orders filled. What is not told is decided against the trader: orders
 * fill at their worst price, and a position is looked at from the worst price
 * at which one of them fills. Amounts are in the settle currency, requirements
 * rounded up, profits down; what is not known stays DEC_NONE.
 */
#ifndef RISK_MARGIN_H
#define RISK_MARGIN_H

#include "risk/exposure.h"

/* Orders of one side that may still open or enlarge something. */
struct swap_orders {
	struct dec amount;	/* contracts */
	struct dec cost;	/* value at their worst prices */
	struct dec value;	/* value at their dearest */
	struct dec price;	/* the worst of the worst; DEC_NONE: no order */
};

/* A position, or what orders would make of one. */
struct swap {
	const struct instrument *i;
	const struct position *p;	/* what is held; NULL: nothing */
	bool hedged;			/* the other side is held apart */
	int side;			/* enum position_side */
	bool isolated, changed;
	struct dec leverage, contracts, cost, margin, mark;
	struct dec value, profit, initial, maintenance;
	struct swap_orders orders[2];	/* by enum side */
};
struct swaps VEC_OF(struct swap);

/* What stands behind the cross positions of one currency. */
struct cross_wallet { char asset[ASSET_SIZE]; struct dec money; bool changed; };
struct cross_wallets VEC_OF(struct cross_wallet);

struct margins { struct swaps swaps; struct cross_wallets wallets; };

/* An order that is not at the venue yet. */
struct margin_order {
	const struct instrument *i;
	int side;
	struct dec amount, worst, dearest;
};

/*
 * working: every order that counts is filled, and so is `order` (may be
 * NULL), whose side its own symbol then takes. Without: as it stands.
 */
void margins_load(const struct snapshot *s, bool working,
    const struct margin_order *order, struct margins *out);
void margins_release(struct margins *m);
/* NULL: neither held nor asked for. */
const struct swap *margins_find(const struct margins *m,
    const struct instrument *i, int side);

/* Sums in the account's currency, rounded up; E_DATA names what is unknown. */
enum err_code margins_initial(const struct margins *m,
    const struct snapshot *s, struct dec *out, struct err *err);
enum err_code margins_maintenance(const struct margins *m,
    const struct snapshot *s, struct dec *out, struct err *err);

/* What the venue says a position needs, else by its leverage and tiers. */
struct dec swap_initial(const struct instrument *i,
    const struct position *p);
struct dec swap_maintenance(const struct instrument *i,
    const struct position *p);

enum liquidation { LIQUIDATION_UNKNOWN, LIQUIDATION_NONE, LIQUIDATION_AT };
/* The price, on the tick toward the entry. */
enum liquidation margins_liquidation(const struct margins *m,
    const struct swap *k, struct dec *price);
/* Of a position as it stands: the venue's word, else the estimate; DEC_NONE:
 * none, or not known. */
struct dec swap_liquidation(const struct snapshot *s,
    const struct position *p);
/* How far from mark to price, as num / den; below 0 when beyond it. */
bool liquidation_away(int side, struct dec mark, struct dec price,
    struct dec *num);

#endif
