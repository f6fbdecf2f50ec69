/*
 * What an account holds and what happened to it: balances, positions, fills,
 * transfers, funding. Field names: RECORDS.md.
 */
#ifndef MODEL_HOLDINGS_H
#define MODEL_HOLDINGS_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"

enum position_side { POSITION_LONG, POSITION_SHORT };
extern const char *const position_side_names[];

enum margin_mode { MARGIN_CROSS, MARGIN_ISOLATED };
extern const char *const margin_mode_names[];

struct balance {
	char account[LABEL_SIZE], venue[VENUE_SIZE], wallet[ASSET_SIZE];
	char asset[ASSET_SIZE];
	struct dec free, used, total, value;	/* value: unknown = unpriced */
	char currency[ASSET_SIZE];		/* of value */
	int64_t time;
};
struct balances VEC_OF(struct balance);
extern const struct record balance_record;

struct position {
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side;
	struct dec contracts, contract_size, entry_price, mark_price, notional;
	struct dec leverage;
	char margin_mode[ASSET_SIZE];		/* cross, isolated; "" on spot */
	struct dec initial_margin, maintenance_margin, collateral;
	struct dec margin_ratio, liquidation_price, unrealized_pnl;
	struct dec realized_pnl, funding, percentage;
	struct dec stop_loss_price, take_profit_price;
	/* from the mark to the liquidation, as a ratio of it; and which share of
	 * it has a live stop: told where somebody asks for positions */
	struct dec liquidation_distance, stop_cover;
	signed char hedged;
	int64_t time;
};
struct positions VEC_OF(struct position);
extern const struct record position_record;
struct position position_empty(void);	/* every amount unknown */
void position_init(struct position *p);	/* the same in place */

/* What of a position says how its profit moves: its size in money, and what it
 * brings. */
struct position_sum {
	const char *symbol;		/* borrowed */
	bool hedged;
	struct dec notional, unrealized_pnl;
};
struct position_sums VEC_OF(struct position_sum);

/* What is set for a swap, and what is held with it. */
struct leverage {
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	struct dec leverage;
	int margin_mode;		/* enum margin_mode */
	struct dec max_leverage;	/* the venue's largest, at the smallest
					 * position */
	char side[ASSET_SIZE];		/* "": nothing is held; "both" */
	struct dec contracts;		/* DEC_NONE of both */
	struct dec collateral;		/* margin behind an isolated one */
	struct dec liquidation_price;
	int64_t time;
};
extern const struct record leverage_record;

/* Does an account have one position of a perpetual, or its long and its short
 * apart? */
enum position_mode { MODE_ONE_WAY, MODE_HEDGE };
extern const char *const position_mode_names[];	/* ends with NULL */
struct position_mode_row {
	char account[LABEL_SIZE], venue[VENUE_SIZE];
	int mode;			/* enum position_mode */
	int64_t time;
};
extern const struct record position_mode_record;

enum liquidity { LIQUIDITY_TAKER, LIQUIDITY_MAKER };
extern const char *const liquidity_names[];

struct fill {
	char id[ID_SIZE], order_id[ID_SIZE];
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side, taker_or_maker;
	struct dec price, amount, cost, fee;
	char fee_currency[ASSET_SIZE];
	struct dec realized_pnl;
	int64_t time;
};
struct fills VEC_OF(struct fill);
extern const struct record fill_record;

enum transfer_kind { TRANSFER_DEPOSIT, TRANSFER_WITHDRAWAL, TRANSFER_INTERNAL,
    TRANSFER_OPENING,
    TRANSFER_INSURANCE,		/* the venue took a loss over: it is profit */
    TRANSFER_KINDS };
extern const char *const transfer_kind_names[];
/* Does it move equity without being profit or loss? */
bool transfer_moves(int kind);

struct transfer {
	char id[ID_SIZE], account[LABEL_SIZE], venue[VENUE_SIZE];
	char asset[ASSET_SIZE];
	struct dec amount, fee;		/* amount: positive in */
	int kind;
	int64_t time;
};
struct transfers VEC_OF(struct transfer);
extern const struct record transfer_record;

struct funding {
	char id[ID_SIZE], account[LABEL_SIZE], venue[VENUE_SIZE];
	char symbol[SYMBOL_SIZE];
	struct dec rate, amount;	/* amount: positive received */
	char asset[ASSET_SIZE];
	int64_t time;
};
struct fundings VEC_OF(struct funding);
extern const struct record funding_record;

#endif
