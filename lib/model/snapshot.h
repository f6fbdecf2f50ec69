/*
 * All of an account's state at one moment, with its age, valued in one
 * currency: the only thing that risk looks at. Built by lib/account, read by
 * lib/risk, lib/gate and the commands; never changed after it was built.
 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include "base/dec.h"
#include "base/vec.h"
#include "model/account.h"
#include "model/holdings.h"
#include "model/instrument.h"
#include "model/order.h"

/* The last known price of a symbol at the account's venue. */
struct price {
	char symbol[SYMBOL_SIZE];
	struct dec last, mark;
	int64_t time;
};
struct prices VEC_OF(struct price);

/*
 * One point of the equity curve. units and equity give the unitised curve that
 * drawdown uses (METHODS 8.5): a deposit buys units at the price of the moment,
 * a withdrawal sells them, so transfers are never profit or loss.
 */
struct equity_point {
	int64_t time;
	struct dec equity;	/* priced value of everything, unrealised in */
	struct dec high, low;	/* its extremes since the point before */
	struct dec transferred;	/* Σ value of transfers since the opening */
	struct dec units;	/* > 0; equity / units is the unit price */
};
struct equity_points VEC_OF(struct equity_point);


struct asset_name { char name[ASSET_SIZE]; };
struct assets VEC_OF(struct asset_name);

struct snapshot {
	struct account account;
	int64_t time;		/* of the state: the venue's clock */
	int64_t taken;		/* when it was read, by the account's clock */
	char currency[ASSET_SIZE];
	struct balances balances;
	struct positions positions;
	struct orders orders;		/* every one that still counts */
	struct prices prices;
	struct instruments instruments;
	struct assets unpriced;		/* held, but no path to currency */
	struct dec equity;		/* DEC_NONE: could not be valued */
	struct dec transferred, units;
	struct dec day_notional;	/* value of fills since the day began */
};
void snapshot_release(struct snapshot *s);
const struct price *snapshot_price(const struct snapshot *s,
    const char *symbol);
const struct position *snapshot_position(const struct snapshot *s,
    const char *symbol);
/* The same on one side: in hedge mode both may be held. */
const struct position *snapshot_position_on(const struct snapshot *s,
    const char *symbol, int side);
/* Does the account hold the sides of this symbol apart (hedge mode)? */
bool snapshot_hedged(const struct snapshot *s, const char *symbol);
const struct instrument *snapshot_instrument(const struct snapshot *s,
    const char *symbol);

#endif
