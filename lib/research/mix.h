/*
 * Mixes of assets over bars: bought for a capital, brought back to target
 * weights by a schedule and by bands, and what that earned and cost. Nothing is
 * bought with money that is not there, or sold short. Funding of perpetuals is
 * paid from the cash, or into it; that may be below 0 until the next rebalance.
 *
 * A mix is looked at before each bar, with what closed before it, and is traded
 * at the open of the bar: sells first, then buys for what is there beyond the
 * cash that is wanted, all smaller alike when that is short. Amounts are
 * rounded down to the lot, and what is below the smallest trade is left. A
 * trade loses the slippage of its price, and its fee. Turnover is
 * ½ Σ |w after - w before|, cash counted (METHODS 6.8).
 */
#ifndef RESEARCH_MIX_H
#define RESEARCH_MIX_H

#include "base/err.h"
#include "base/period.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/fundingrate.h"
#include "model/names.h"
#include "quant/panel.h"

/* Rows that all assets have, ascending. */
struct mix_market {
	size_t p, n;
	size_t start;		/* the first row that is traded, > 0 */
	int64_t timeframe;	/* µs */
	const int64_t *open_time_ms;
	const double *const *open, *const *close;	/* [asset][row] */
	const double *lot, *least;	/* of each: least value of a trade */
	const double *fee;		/* taker's, of each */
	/* [asset][row]: what a unit pays from the open of a row to that of the
	 * next, below 0 what it gets; NULL, or of an asset NULL: nothing. */
	const double *const *funding;
	/* Simple returns by close: of row i + 1 over row i. */
	const double *const *ret;
};

/* Which weights are wanted. Their sum is at most 1; the rest is cash. */
struct mix_goal {
	const double *fixed;	/* or NULL: */
	/* by the returns before the row, so many or fewer than lookback; now:
	 * what is held */
	enum err_code (*choose)(void *self, const struct panel *before,
	    const double *now, double *out, struct err *err);
	void *self;
	size_t lookback;
};

struct mix_terms {
	struct period every;	/* none: never by time */
	double band, band_relative;	/* NaN: none; see rebalance_terms */
	double slippage;	/* part of the price */
	double min_trade;	/* value */
	double capital;
};

enum mix_reason { MIX_START, MIX_SCHEDULE, MIX_BAND, MIX_REASONS };
extern const char *const mix_reason_names[MIX_REASONS];

struct mix_rebalance {
	int64_t number, time;
	int reason;		/* enum mix_reason */
	double equity;		/* before */
	double turnover, cost;
	int64_t orders;
	double funding;		/* until the next: paid, less what was got */
};
struct mix_weight {
	int64_t number, time;
	char symbol[SYMBOL_SIZE];	/* the caller's */
	double before, target, weight;	/* weight: after it */
	double units;		/* held then */
};
struct mix_rebalances VEC_OF(struct mix_rebalance);
struct mix_weights VEC_OF(struct mix_weight);
extern const struct record mix_rebalance_record, mix_weight_record;

struct mix_run {
	size_t len;		/* of the curve: at the first open, and then at
				 * each close */
	int64_t *time;		/* µs */
	double *equity;
	struct mix_rebalances rebalances;
	struct mix_weights weights;	/* p for each, by asset */
	double fees, slippage;	/* paid; lost against the opens */
	double funding;		/* paid, less what was got */
};
/* E_DATA: no row to trade; what choose says, with its time. */
enum err_code mix_run(const struct mix_market *m, const struct mix_goal *goal,
    const struct mix_terms *t, struct mix_run *out, struct err *err);
void mix_run_release(struct mix_run *r);
/* An asset's part of mix_market's funding, of rates in ascending order: those
 * that are settled after the open of a row and until that of the next (of the
 * last: until its close), each by its mark price or else by the row's close.
 * out: n. */
void mix_funding(const struct mix_market *m, size_t asset,
    const struct funding_rates *rates, double *out);

/* What a run came to. */
enum mix_kind { MIX_REBALANCED, MIX_HELD, MIX_EQUAL, MIX_KINDS };
extern const char *const mix_kind_names[MIX_KINDS];
struct mix_result {
	int portfolio;		/* enum mix_kind */
	char method[ID_SIZE];
	int64_t timeframe, from, to, bars, assets, rebalances;
	double capital, final_equity, total_return, annual_return, volatility,
	    sharpe, sortino, max_drawdown, calmar, turnover, fees, slippage,
	    funding;
};
extern const struct record mix_result_record;
void mix_measure(const struct mix_market *m, const struct mix_terms *t,
    const struct mix_run *r, struct mix_result *out);

/* The curves of all kinds, at one time. */
struct mix_point {
	int64_t time;
	double equity, drawdown, held, equal;	/* drawdown of equity, ≥ 0 */
};
extern const struct record mix_point_record;
/* As many as the curves are long; the caller's. */
struct mix_point *mix_points(const struct mix_run runs[MIX_KINDS]);

/* Three curves in one picture, as SVG that stands alone. */
void mix_picture(const struct mix_run runs[MIX_KINDS], const char *title,
    struct buf *to);

#endif
