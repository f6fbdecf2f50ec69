/*
 * Runs: recorded results of research with everything that it takes to repeat
 * them. What was run and what came out is one row; what happened in it are its
 * parts, kept as packed columns, since a replay makes a point of equity at
 * every bar. A run is written once, whole, in one transaction, and never
 * changed; removing one is said in the audit.
 */
#ifndef STORE_RUNS_H
#define STORE_RUNS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"
#include "model/curve.h"
#include "model/order.h"
#include "store/ledger.h"
#include "store/rules.h"
#include "store/store.h"

#define RUN_SYMBOLS_SIZE 513
#define RUN_PARAMS_SIZE 1025
#define RUN_ASSUMPTIONS_SIZE 2049
#define RUN_WARNINGS_SIZE 2049

enum run_kind { RUN_BACKTEST, RUN_OPTIMIZE, RUN_WALKFORWARD, RUN_MONTECARLO,
    RUN_KINDS };
extern const char *const run_kind_names[RUN_KINDS];
/* canceled: it was interrupted; what it has goes up to there. bankrupt: the
 * account lost everything, and was left alone from then on. */
enum run_status { RUN_DONE, RUN_CANCELED, RUN_BANKRUPT, RUN_STATUSES };
extern const char *const run_status_names[RUN_STATUSES];

/* What is unknown is null: NaN, DEC_NONE. Losses are positive sizes. */
struct run {
	char id[ID_SIZE];		/* given when it is added: "1", "2" … */
	int kind;			/* enum run_kind */
	char strategy[TEXT_SIZE];	/* its name, */
	char strategy_path[TEXT_SIZE * 4];	/* where its file was, */
	char strategy_hash[SHA256_TEXT_SIZE];	/* LANGUAGE 8 */
	char venue[VENUE_SIZE];		/* of the candles */
	char symbols[RUN_SYMBOLS_SIZE];	/* joined by ';' as they were given */
	int64_t timeframe;		/* µs */
	int64_t from, to;		/* of the first bar's open, and the
					 * last one's close */
	char params[RUN_PARAMS_SIZE];	/* all: "fast=10;slow=30", in order */
	struct dec capital;
	char currency[ASSET_SIZE];
	char data_hash[SHA256_TEXT_SIZE];	/* of every bar and rate read */
	int64_t seed;
	char version[TEXT_SIZE];	/* of etrms */
	/* "name=value;…", canonical, in a fixed order: leverage, fees,
	 * slippage, policy and breakers by hash, fill rules … with data,
	 * strategy and source all that the result depends on */
	char assumptions[RUN_ASSUMPTIONS_SIZE];
	char warnings[RUN_WARNINGS_SIZE];	/* joined by ';'; "": none */
	double total_return, annual_return, volatility, max_drawdown,
	    max_drawdown_days, sharpe, sortino, calmar, omega, ulcer, psr, sqn,
	    win_rate, profit_factor, payoff;
	struct dec expectancy;		/* per trade */
	double exposure;
	int64_t trades;
	struct dec fees, funding;	/* paid; received (RECORDS) */
	int64_t refusals, breaker_trips, intrabar_decided;
	struct dec final_equity;
	int64_t bars, gaps;		/* of the main series */
	int64_t inexact_ties, conflicts;	/* long and short at once */
	char result_hash[SHA256_TEXT_SIZE];	/* of metrics and parts: run_add() */
	int status;			/* enum run_status */
	int64_t time;			/* when it was made */
};
struct runs VEC_OF(struct run);
extern const struct record run_record;

/* A round trip, flat to flat. Texts are those of the parts it is in. */
struct run_trade {
	const char *run, *symbol;
	int side;			/* enum position_side */
	int64_t entry_time, exit_time;	/* µs; exit 0: open at the end */
	struct dec entry_price, exit_price;	/* averages; null while open */
	struct dec amount;
	struct dec profit;		/* fees and funding off */
	double ret;			/* "return": of the entry's notional */
	struct dec fees, funding;
	int64_t bars;
	const char *reason_in, *reason_out;
	signed char intrabar;	/* the path inside a bar decided it */
};
struct run_trades VEC_OF(struct run_trade);
extern const struct record run_trade_record;

/* An order as it ended. */
struct run_order {
	const char *run, *symbol, *tag, *reason, *parent;
	int64_t number;			/* from 1, in the order given */
	int side, type, state;		/* enum order_side, _type, _state */
	struct dec amount, price, trigger_price, filled, average, fee;
	int64_t time, last_update_time;
};
struct run_orders VEC_OF(struct run_order);
extern const struct record run_order_record;

/* A point of the equity curve, at a bar's close. */
struct run_point {
	const char *run;
	int64_t time;
	struct dec equity;
	double drawdown;		/* below the highest so far, ≥ 0 */
};
extern const struct record run_point_record;

/* What a kind of run has of its own beside these, by name: bytes that are
 * guarded as the rest is. A name is of small letters. */
struct run_extra { const char *name; int64_t rows; struct buf data; };
struct run_extras VEC_OF(struct run_extra);

struct run_parts {
	struct run_trades trades;	/* by exit time */
	/* The opening, then every close; extremes between them are not kept,
	 * and come back as the equity itself. */
	struct curve equity;
	struct run_orders orders;
	struct violations refusals;
	struct breaker_events events;
	struct run_extras extras;
	/* Trials under way by this key (sweeps.h) become parts of the run that
	 * is added; NULL: none do. */
	const char *sweep;
	struct arena texts;		/* that rows of these borrow */
};
void run_parts_release(struct run_parts *p);
/* Fills in result_hash, of what came out: the same for the same results. */
void run_hash(struct run *r, const struct run_parts *p);

/* What else it takes to repeat a run, as texts: the strategy's canonical form,
 * the policy in force and the breakers as their commands export them. */
struct run_source { struct buf strategy, policy, breakers; };
void run_source_release(struct run_source *s);

/* Fills in id and result_hash. One transaction, or within the caller's. */
enum err_code run_add(struct store *s, struct run *r,
    const struct run_parts *p, const struct run_source *source,
    struct err *err);
/* Takes it away with its parts; E_USAGE: there is none. That it was is kept. */
enum err_code run_remove(struct store *s, const char *id, const char *actor,
    int64_t time, struct err *err);

/* E_USAGE: there is none. source may be NULL. */
enum err_code run_load(struct store *s, const char *id, struct run *out,
    struct run_source *source, struct err *err);
/* Only the parts asked for: the others stay empty. E_STORE: damaged. */
enum run_part { RUN_PART_TRADES = 1, RUN_PART_EQUITY = 2, RUN_PART_ORDERS = 4,
    RUN_PART_REFUSALS = 8, RUN_PART_EVENTS = 16, RUN_PART_ALL = 31 };
enum err_code run_parts_load(struct store *s, const char *id, unsigned parts,
    struct run_parts *out, struct err *err);

/* An extra's bytes; *rows is -1 where the run has none of that name. */
enum err_code run_extra_load(struct store *s, const char *id,
    const char *name, int64_t *rows, struct buf *out, struct err *err);

/* What is not as it was written, in words; nothing: all of it is. Of one run,
 * or (NULL) of all. */
enum err_code run_check(struct store *s, const char *id, struct buf *detail,
    struct err *err);

/* Newest first; NULL, -1 and 0: any. after: only those before that id. */
struct run_filter {
	int kind;
	const char *strategy, *symbol, *after;
	size_t limit;
};
enum err_code runs_load(struct store *s, const struct run_filter *f,
    struct runs *out, struct err *err);

#endif
