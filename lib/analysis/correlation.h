/*
 * How symbols move together (METHODS 6.1 to 6.6): correlation by several
 * measures, whether it changed, what becomes of it when a driver falls, how
 * many bets the symbols are, and clusters of them. Of simple returns over the
 * bars that all have; values describe the last bar by the bars up to it.
 *
 * Clusters are joined by single linkage of the distance √((1 - c) / 2); the
 * leaves of its tree, the smaller cluster first, order the map.
 */
#ifndef ANALYSIS_CORRELATION_H
#define ANALYSIS_CORRELATION_H

#include "analysis/panel.h"
#include "out/out.h"
#include "store/correlations.h"

#define CORRELATION_LEAST 100		/* returns that it takes */
#define CORRELATION_MOST 20000		/* bars */
#define CORRELATION_RECENT 60		/* returns against those before */

struct correlation_ask {
	int method;			/* of average, clusters and the map */
	bool methods[CORRELATION_METHODS];	/* beside Pearson's */
	int shrink;			/* enum correlation_shrink */
	size_t driver;			/* which symbol */
	double cut;			/* correlation that joins, 0.7 */
	const double *weights;		/* add up to 1; NULL: equal ones */
	bool fit;			/* a and b of dcc; else usual ones */
};

/* Where a method was not asked for its number is NaN. */
struct correlation_pair {
	char symbol[SYMBOL_SIZE], other[SYMBOL_SIZE];
	double by[CORRELATION_METHODS];
	double p_value, shrunk;
	double before, recent, change_z, change_p;
	double calm, stress, stress_z, tail;
	signed char breakdown;
};
struct correlation_pairs VEC_OF(struct correlation_pair);
extern const struct record correlation_pair_record;

struct correlation_asset {
	char symbol[SYMBOL_SIZE];
	int64_t cluster;		/* from 1, in the order of the map */
	int64_t place;			/* in the map, from 1 */
	double weight, volatility, average;
	int64_t dropped;
};
struct correlation_assets VEC_OF(struct correlation_asset);
extern const struct record correlation_asset_record;

/* By which dcc was made: Engle's a and b, and how likely they are. Not asked
 * for, or more symbols than CORRELATION_FIT_SYMBOLS: likelihoods are NaN. */
#define CORRELATION_FIT_SYMBOLS 30
struct correlation_dcc {
	signed char fitted;
	double a, b, loglik, usual_loglik, half_life;
	int64_t returns;
};
extern const struct record correlation_dcc_record;

/* All-zero is empty. */
struct correlation_found {
	struct correlation_said said;	/* all but time and venue */
	struct correlation_pairs pairs;
	struct correlation_assets assets;	/* in the order of the map */
	struct correlation_dcc dcc;
	double *map;			/* p × p, in that order */
};

/* E_DATA: returns that the method cannot be told of. */
enum err_code correlation_find(const struct analysis_panel *a,
    const struct correlation_ask *ask, struct correlation_found *out,
    struct err *err);
void correlation_release(struct correlation_found *f);

/* The map, and what is said of it: with characters, or as SVG. */
void correlation_terminal(const struct correlation_found *f,
    const struct out_style *style, struct buf *to);
void correlation_svg(const struct correlation_found *f, struct buf *to);

#endif
