/*
 * How easily a market is traded (METHODS 7): spread, depth, imbalance and what
 * orders of given sizes would cost, from one order book; what trades paid and
 * moved, from trades with the mid before them; Amihud and Corwin-Schultz from
 * bars; what looks odd, with its evidence (analysis/anomalies.h); a score by
 * rank among former answers, and which order type suits. Basis points are of
 * the mid, costs positive, values in the quote currency.
 */
#ifndef ANALYSIS_LIQUIDITY_H
#define ANALYSIS_LIQUIDITY_H

#include "analysis/analysis.h"
#include "analysis/anomalies.h"
#include "base/record.h"
#include "feed/rebuild.h"
#include "quant/book.h"
#include "store/liquidities.h"

#define LIQUIDITY_SIZES 20
#define LIQUIDITY_PAST_LEAST 10		/* answers that a score is ranked in */
#define LIQUIDITY_PAST (30 * STAMP_DAY)
#define LIQUIDITY_ODD 8		/* robust deviations from the usual */

struct numbers VEC_OF(double);
struct touch_seen { int64_t id; struct dec bid, bid_qty, ask, ask_qty; };

/* What a market told, gathered: from a recording by liquidity_sink(), or a
 * book and trades as they were read. All-zero is empty. */
struct liquidity_tape {
	bool compares;			/* keep touches, to compare with
					 * quotes */
	struct numbers side[2][2];	/* the last book, by side: price, qty */
	struct numbers time, price, qty, sign, mid;	/* of trades; mid 0:
							 * not known */
	struct book_levels levels;	/* the same, as they were told */
	int64_t book_first, book_time;	/* µs */
	double book_mid, low, high;	/* mids: now, and of all */
	bool empty, touched, quoted;
	double now[4];			/* touch: bid, its qty, ask, its qty */
	double ofi, spread_sum, time_sum;
	int64_t touches, last;
	VEC(struct touch_seen) books, quotes;
	struct anomaly_watch watch;
};
/* Mids before trades are those of the book as it was told, which comes after
 * the trades that are in it; quotes, where there are any, come before them, and
 * count for spreads and order flow. */
struct rebuild_sink liquidity_sink(struct liquidity_tape *t);
void liquidity_tape_release(struct liquidity_tape *t);
/* A book as it was read; E_DATA: empty or crossed. */
enum err_code liquidity_take_book(struct liquidity_tape *t,
    const struct book_levels *levels, struct err *err);
void liquidity_take_trade(struct liquidity_tape *t, int64_t time, int side,
    struct dec price, struct dec amount);

struct market_liquidity {
	struct liquidity_said said;
	double bid, ask, mean_spread_bps, microprice, book_imbalance,
	    realised_bps, impact_bps, kyle_t, kyle_r2, roll_bps,
	    corwin_schultz_bps;
	/* Answers of the same hour of the day, UTC; their medians, and how many
	 * robust deviations (1.4826 MAD) it is above them. */
	int64_t hour_answers;
	double usual_spread_bps, spread_deviations, usual_depth,
	    depth_deviations, usual_slippage_bps, slippage_deviations;
	int64_t walls, large_trades, anomalies;
	char missing[400];		/* what could not be told, and why */
	int64_t trades, changes, gaps, quotes, quotes_other;
	int64_t duration;		/* µs */
};
extern const struct record liquidity_record;

struct liquidity_depth {
	char symbol[SYMBOL_SIZE];
	double bps, bid, ask, imbalance;
	signed char whole;		/* the book reaches so far */
};
extern const struct record liquidity_depth_record;
struct liquidity_depths VEC_OF(struct liquidity_depth);

struct slippage {
	char symbol[SYMBOL_SIZE];
	int side;			/* enum side */
	double size, amount, filled, average, worst, mid_bps, touch_bps;
	double fee_bps;			/* of the price paid; NaN: not known */
	signed char complete;
	double law_bps;			/* by the square root of its share of
					 * a day's volume */
	int advice;			/* enum order_advice */
	int64_t slices;
	char reason[160];
};
extern const struct record slippage_record;
struct slippages VEC_OF(struct slippage);

struct liquidity_ask {
	double sizes[LIQUIDITY_SIZES];	/* values; the first is the typical */
	size_t n;
	double fee;			/* of a taker, part of one; or NaN */
	double bucket;			/* base amount, of VPIN; NaN: a 50th
					 * of a day's volume */
	const struct analysis_bars *bars;	/* or NULL */
	const struct liquidities_said *past;
};
struct liquidity_parts {
	struct liquidity_depths depths;
	struct slippages slippages;
	struct anomalies anomalies;
};
/* symbol, venue, source, time and sums come filled in. E_DATA: the book is
 * empty or crossed. */
enum err_code liquidity_find(struct liquidity_tape *t,
    const struct liquidity_ask *ask, struct market_liquidity *out,
    struct liquidity_parts *parts, struct err *err);
/* Against the usual of that hour of the day: what said has by the former
 * answers, and what is odd. How many of spread, depth and slippage have one:
 * it takes LIQUIDITY_PAST_LEAST answers of that hour. */
size_t liquidity_hour(const struct liquidities_said *past,
    struct market_liquidity *l, struct anomalies *out);
void liquidity_parts_release(struct liquidity_parts *p);

#endif
