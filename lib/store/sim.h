/*
 * What the simulated venue keeps of each paper account, as an exchange would:
 * the world it was opened in, its markets, its state, and its own history.
 * Only lib/venue/sim reads and writes these; the ledger learns of them through
 * struct venue, as of any exchange.
 */
#ifndef STORE_SIM_H
#define STORE_SIM_H

#include "base/buf.h"
#include "model/holdings.h"
#include "model/instrument.h"
#include "model/snapshot.h"
#include "store/store.h"

/* How a paper account was opened; written once. */
struct sim_world {
	int64_t start;
	signed char limit_touch, fee_received;
	struct dec slippage_bps, spread_bps, impact_bps;
	struct dec volume_share;	/* of a bar's volume; unknown: all */
	int64_t latency;
	int64_t detail;			/* timeframe inside the bars; 0: none */
	char fee_tiers[513];		/* "volume:maker:taker;…" */
	char balances[513];		/* "USDT=1000,BTC=0.5" */
};
/* markets_csv: the user's instrument rows, "" for none. */
enum err_code sim_world_add(struct store *s, const char *account,
    const struct sim_world *w, const char *markets_csv, struct err *err);
/* E_STORE: the account has none. Appends to markets_csv (may be NULL). */
enum err_code sim_world_load(struct store *s, const char *account,
    struct sim_world *out, struct buf *markets_csv, struct err *err);

/* How far a bar that had not closed yet was seen: its open time (µs, 0:
 * none), its extremes and volume, and those of its mark (DEC_NONE: none). */
struct sim_seen {
	int64_t time;
	struct dec high, low, volume, mark_high, mark_low;
};

/* The symbols of an account, in their order. */
struct sim_market {
	int64_t place;
	struct instrument i;
	int64_t price_scale;
	struct sim_seen seen;
};
struct sim_markets VEC_OF(struct sim_market);
enum err_code sim_market_put(struct store *s, const char *account,
    const struct sim_market *m, struct err *err);
enum err_code sim_markets_load(struct store *s, const char *account,
    struct sim_markets *out, struct err *err);

/* The state, and a number that grows each time it is saved. */
enum err_code sim_state_save(struct store *s, const char *account,
    int64_t version, int64_t clock, const char *text, struct err *err);
enum err_code sim_state_load(struct store *s, const char *account,
    int64_t *version, struct buf *text, struct err *err);
enum err_code sim_state_version(struct store *s, const char *account,
    int64_t *version, struct err *err);

/* For `store check`: accounts that have no state, or one that is older than
 * what has happened, appended to detail. */
enum err_code sim_states_check(struct store *s, struct buf *detail,
    struct err *err);

/* One thing that happened; texts are the venue's words. */
struct sim_history_row {
	int64_t seq, time;
	char event[LABEL_SIZE];
	int64_t number;			/* of the order; 0: none */
	char id[ID_SIZE], parent[ID_SIZE], symbol[SYMBOL_SIZE];
	char side[ASSET_SIZE], type[LABEL_SIZE], action[LABEL_SIZE];
	char reason[REASON_SIZE];
	char liquidity[ASSET_SIZE], currency[ASSET_SIZE];
	char margin_mode[ASSET_SIZE];
	struct dec amount, price, trigger_price, cost, fee;
	struct dec realized_pnl, rate, mark_price, insurance;
	struct dec leverage, margin;
	/* of an equity point */
	struct dec equity, high, low, transferred, units;
};
struct sim_history VEC_OF(struct sim_history_row);
enum err_code sim_history_add(struct store *s, const char *account,
    const struct sim_history_row *row, struct err *err);
/* Those after seq, at most limit. */
enum err_code sim_history_load(struct store *s, const char *account,
    int64_t after, int64_t limit, struct sim_history *out, struct err *err);
/* All of one order, and whether its id was ever accepted. */
enum err_code sim_history_order(struct store *s, const char *account,
    const char *id, struct sim_history *out, struct err *err);
enum err_code sim_id_taken(struct store *s, const char *account,
    const char *id, bool *taken, struct err *err);
/* The last equity point; *found false: none. */
enum err_code sim_point_last(struct store *s, const char *account,
    bool *found, struct sim_history_row *out, struct err *err);

#endif
