/*
 * Portfolios as they were at one moment: what was held and what it was worth,
 * the money that came in and went out since the time before, and what BTC and
 * ETH cost. A snapshot is written whole, in one transaction, and never changed.
 */
#ifndef STORE_PORTFOLIOS_H
#define STORE_PORTFOLIOS_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "store/store.h"

struct portfolio_snapshot {
	int64_t id;
	char account[LABEL_SIZE];	/* "": all that were active, together */
	char currency[ASSET_SIZE];
	struct dec value;
	struct dec deposits, withdrawals;	/* both ≥ 0, since the last */
	struct dec btc_price, eth_price;	/* DEC_NONE: not known */
	int64_t holdings;
	int64_t time;
	int64_t transfers;	/* the last row of `transfer` that is in it */
};
struct portfolio_snapshots VEC_OF(struct portfolio_snapshot);
extern const struct record portfolio_snapshot_record;

struct portfolio_account { char account[LABEL_SIZE]; struct dec value; };
struct portfolio_accounts VEC_OF(struct portfolio_account);

enum holding_kind { HOLDING_ASSET,
    HOLDING_POSITION,		/* its value is the profit that is open */
    HOLDING_LEFT_OUT,		/* no part of the value, as was asked for */
    HOLDING_KINDS };
extern const char *const holding_kind_names[HOLDING_KINDS];
struct portfolio_holding {
	int64_t snapshot;
	int kind;			/* enum holding_kind */
	char name[SYMBOL_SIZE];		/* asset, or a position's symbol */
	struct dec amount, price, value, weight;
	char currency[ASSET_SIZE];
	int64_t time;			/* of the snapshot */
};
struct portfolio_holdings VEC_OF(struct portfolio_holding);
extern const struct record portfolio_holding_record;

enum flow_kind { FLOW_DEPOSIT, FLOW_WITHDRAWAL, FLOW_INTERNAL, FLOW_OPENING,
    FLOW_STATED,		/* by whoever took the snapshot */
    FLOW_ACCOUNT,		/* an account joined, or is there no more */
    FLOW_LEFT_OUT,		/* an asset is from now on, or no more */
    FLOW_KINDS };
extern const char *const flow_kind_names[FLOW_KINDS];
struct portfolio_flow {
	int64_t snapshot;
	char account[LABEL_SIZE], asset[ASSET_SIZE];
	struct dec amount;		/* positive in */
	int kind;			/* enum flow_kind */
	struct dec value;		/* at its time, as far as it is known */
	char currency[ASSET_SIZE];
	int64_t time;			/* between both snapshots */
};
struct portfolio_flows VEC_OF(struct portfolio_flow);
extern const struct record portfolio_flow_record;

/* One of them with all its parts. All-zero is empty. */
struct portfolio {
	struct portfolio_snapshot snapshot;
	struct portfolio_accounts accounts;
	struct portfolio_holdings holdings;
	struct portfolio_flows flows;
};
void portfolio_release(struct portfolio *p);
/* Inside the caller's transaction; gives it its id. */
enum err_code portfolio_add(struct store *s, struct portfolio *p,
    struct err *err);
/* The newest of an account ("": of all together) in a currency. */
enum err_code portfolio_last(struct store *s, const char *account,
    const char *currency, bool *found, struct portfolio *out,
    struct err *err);

/* Many, each kind of row in the order of the snapshots. */
struct portfolios {
	struct portfolio_snapshots snapshots;
	struct portfolio_holdings holdings;
	struct portfolio_flows flows;
};
void portfolios_release(struct portfolios *p);
/* until 0: to the last. */
enum err_code portfolios_load(struct store *s, const char *account,
    const char *currency, int64_t since, int64_t until,
    struct portfolios *out, struct err *err);

#endif
