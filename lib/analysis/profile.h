/*
 * Where it was traded (METHODS 7.9): volume by price, its point of control and
 * value area, nodes of much and little volume; and where a price turned before
 * (3.6): levels of support and resistance with their strength. Of bars the
 * volume of each is spread evenly over its range; of trades each is where it
 * was. Pivots are known some bars after they were made, and all is said at the
 * last bar.
 */
#ifndef ANALYSIS_PROFILE_H
#define ANALYSIS_PROFILE_H

#include "analysis/analysis.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "out/out.h"
#include "quant/book.h"

#define PROFILE_LEAST 20		/* bars, or trades */
#define PROFILE_MOST 100000		/* bars */
#define PROFILE_BINS_MOST 1000

struct profile_ask {
	double width;			/* of a bin; 0: as `bins` has it */
	int64_t bins;			/* at most so many, of a round width */
	double area;			/* share of the value area, 0.7 */
	double tolerance;		/* of levels, a ratio; NaN: half an
					 * average true range of 14 bars */
	int64_t pivot;			/* bars on each side of one */
	int64_t touches;		/* that a level takes */
};

enum profile_place { PROFILE_ABOVE, PROFILE_INSIDE, PROFILE_BELOW,
    PROFILE_PLACES };

/* One symbol at one timeframe, or of trades. */
struct volume_profile {
	char symbol[SYMBOL_SIZE], venue[VENUE_SIZE];
	int64_t timeframe;		/* 0: of trades */
	int64_t first, last;
	double close;
	int place;			/* enum profile_place */
	double poc, area_low, area_high, area_share, area;
	double support, resistance;	/* next to the close; NaN: none */
	double width;
	int64_t bins;
	double volume;
	int64_t high_nodes, low_nodes;
	int64_t levels;			/* INT_NONE: of trades */
	int64_t bars, trades, gaps, missing;	/* INT_NONE: not made of it */
};
extern const struct record volume_profile_record;
struct volume_profiles VEC_OF(struct volume_profile);

enum profile_node { NODE_POC, NODE_HIGH, NODE_LOW, PROFILE_NODES,
    NODE_NONE = PROFILE_NODES };
struct profile_bin {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe;
	double low, high, volume, share;
	signed char in_area;
	int node;			/* enum profile_node */
};
extern const struct record profile_bin_record;
struct profile_bins VEC_OF(struct profile_bin);

enum price_level_kind { LEVEL_SUPPORT, LEVEL_RESISTANCE, LEVEL_KINDS };
struct price_level {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe;
	double price;
	int kind;			/* enum price_level_kind */
	double distance;		/* from the close, a ratio of it */
	int64_t touches;
	double strength;
	int64_t last_touch;		/* open of that bar */
};
extern const struct record price_level_record;
struct price_levels VEC_OF(struct price_level);

/*
 * All but the venue; bins from the lowest price up, levels too, are appended.
 * E_DATA: too few bars, none with a volume, a price that stands still, or more
 * bins than PROFILE_BINS_MOST.
 */
enum err_code profile_find(const struct analysis_bars *b, const char *symbol,
    const struct profile_ask *ask, struct volume_profile *out,
    struct profile_bins *bins, struct price_levels *levels,
    struct err *err);
/* The same of trades, which have no levels; what: their file, for messages.
 * Times are ms. */
enum err_code profile_find_trades(const struct tape *t, const char *symbol,
    const char *what, const struct profile_ask *ask,
    struct volume_profile *out, struct profile_bins *bins, struct err *err);

/* Pictures of one profile: its bins, from the lowest price up, and levels. */
struct profile_view {
	const struct volume_profile *profile;
	const struct profile_bin *bins;
	const struct price_level *levels;
};
/* Bars of characters, the highest price first. */
void profile_terminal(const struct profile_view *v,
    const struct out_style *style, struct buf *to);
/* One drawing of n profiles, one below the other. */
void profile_svg(const struct profile_view *v, size_t n, struct buf *to);

#endif
