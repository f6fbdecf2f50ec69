/*
 * An order book and trades, measured (METHODS 7). Prices above 0, amounts in
 * base units, best level first on each side; d is 1 where the buyer came to
 * the book, -1 where the seller did. Basis points are of the mid, costs
 * positive.
 */
#ifndef QUANT_BOOK_H
#define QUANT_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct levels { const double *price, *qty; size_t n; };
struct book_sides { struct levels bid, ask; };	/* each of a level at least */

double book_mid(const struct book_sides *b);
double book_microprice(const struct book_sides *b);
/* Quote value of the levels from the touch to within bps of the mid. */
double book_depth(const struct book_sides *b, const struct levels *side,
    double bps);
/* Base amount of so many levels. */
double book_amount(const struct levels *side, size_t levels);

struct walk { double filled, vwap, worst; bool complete; };
/* Takes qty from one side; what the book lacks is not guessed. */
struct walk book_walk(const struct levels *side, double qty);

struct tape { const double *time, *price, *qty, *side, *mid; size_t n; };

/* Twice the distance from the mid before the trade, weighted by value; the
 * realised one is from the last mid at or before `after` ms later. */
struct spreads { double all, same, realised; size_t n; };
struct spreads tape_spreads(const struct tape *t, double after);

/* Roll 1984: 2 √-cov of successive changes; spread NaN where cov >= 0. */
struct roll { double cov, spread; };
/* changes: n - 1 numbers of the caller. */
struct roll roll_spread(const double *price, size_t n, double *changes);

/*
 * Kyle 1985: changes of the last mid from one bucket of the clock to the next
 * that has trades, and signed volume of the latter. flow, change: n numbers
 * of the caller; how many were made.
 */
size_t tape_buckets(const struct tape *t, double ms, double *flow,
    double *change);

/* |bought - sold| / volume of each bucket of equal volume; trades are split,
 * the last one is dropped where it is not full. How many, at most `most`. */
size_t tape_imbalance(const struct tape *t, double volume, double *out,
    size_t most);

/* Amihud 2002: mean |return| by value traded over bars with volume, × scale;
 * NaN where none has any. used: how many had. */
double amihud(const double *close, const double *volume, size_t n,
    double scale, int64_t *used);
/* Corwin and Schultz 2012: the spread, as a ratio, from the highs and lows of
 * two bars at a time; the mean, where one below 0 counts as 0. NaN below two
 * bars. */
double corwin_schultz(const double *high, const double *low, size_t n);

/* Volume by price (7.9; CBOT Market Profile), in bins of a width. */
struct profile {
	double first;		/* number of the first bin: floor(price/width) */
	size_t bins;
	double total, peak, area;	/* volumes: all, of the poc's bin, and
					 * from low to high */
	double poc, low, high;		/* prices: where that bin begins, and
					 * the value area */
};
/* False: more than `most` bins, which is what volume has room for. */
bool tape_profile(const struct tape *t, double width, double share,
    double *volume, size_t most, struct profile *out);
/* Of bars: the volume of each is spread evenly from its low to its high. */
struct ranges { const double *low, *high, *volume; size_t n; };
bool bars_profile(const struct ranges *b, double width, double share,
    double *volume, size_t most, struct profile *out);
/* 1: a high volume node, a maximum of the profile smoothed over three bins
 * above 1.5 of its mean; -1: a low one, a minimum below 0.5 of it; else 0. */
void profile_nodes(const double *volume, size_t n, int *node);

#endif
