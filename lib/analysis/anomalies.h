/*
 * What looks odd in a market (METHODS 7.8). These are heuristics: they report
 * what was seen, and accuse nobody; there are honest reasons for each.
 *
 * - large_trade: an amount at or above the 99 % quantile that is 8 robust
 *   deviations (1.4826 MAD) above the median
 * - wall: a level of at least 10 medians of its side's levels within 1 %
 * - layering: such levels that appear within 0.5 % of the mid and are gone in
 *   less than 5 s with less than 5 % traded, 3 times or more in 60 s. The score
 *   is the fifth root of the product of five shares: how near, how short, how
 *   little traded (means of 1 - x / limit), how often (n / 6, at most 1), and
 *   after how many of them there was a trade on the other side within 10 s; it
 *   is told from 0.5 on
 * - quote_stuffing: a second with more than 10 times the median of changes,
 *   and trades no more than 3 times their median
 * - wash_prints: trades of one price and amount whose sides alternate, each
 *   within 100 ms of the one before
 * - wide_spread, thin_book, dear_order: 8 robust deviations or more from the
 *   median of former answers of that hour of the day (analysis/liquidity.h)
 *
 * At most 1000 of a kind are told, of levels on each side.
 */
#ifndef ANALYSIS_ANOMALIES_H
#define ANALYSIS_ANOMALIES_H

#include "base/record.h"
#include "base/vec.h"
#include "feed/rebuild.h"
#include "model/names.h"
#include "quant/book.h"

enum anomaly_kind { ANOMALY_LARGE_TRADE, ANOMALY_WALL, ANOMALY_LAYERING,
    ANOMALY_STUFFING, ANOMALY_WASH, ANOMALY_SPREAD,
    ANOMALY_DEPTH, ANOMALY_SLIPPAGE, ANOMALY_KINDS };

struct anomaly {
	char symbol[SYMBOL_SIZE];
	int kind;			/* enum anomaly_kind */
	int64_t time;
	char side[8];			/* buy, sell, bid, ask */
	double price, amount, score;
	char evidence[200];
};
extern const struct record anomaly_record;
struct anomalies VEC_OF(struct anomaly);

/* A large level, from when it came to when it went. */
struct large_level {
	int side;
	struct dec price;
	double amount, at, mid, traded;
	int64_t born, gone;
};
struct large_levels VEC_OF(struct large_level);
struct anomaly_watch {			/* all-zero is empty */
	double mid, wall[2];		/* amounts from which on one is large */
	int64_t looked;			/* µs; when those were worked out */
	struct large_levels open, gone;
	struct { uint32_t *changes, *trades; size_t n; } seconds;
	int64_t first;
};
void anomaly_watch_release(struct anomaly_watch *w);
void anomaly_watch_level(struct anomaly_watch *w, const struct tape_row *row,
    struct dec before);
void anomaly_watch_book(struct anomaly_watch *w, const struct order_book *b,
    int64_t time);
void anomaly_watch_trade(struct anomaly_watch *w, const struct tape_row *row);
void anomaly_watch_gap(struct anomaly_watch *w);

/* Appends what was seen; time is that of the book. Trades with times in ms. */
void anomalies_find(const struct anomaly_watch *w, const struct tape *trades,
    const struct book_sides *book, int64_t time, const char *symbol,
    struct anomalies *out);

#endif
