/*
 * What a portfolio should be made of, by the bars of its assets (METHODS 6.7):
 * returns in, weights out. A window of a panel is all that is looked at, so a
 * backtest that is handed the bars up to a day cannot look ahead of it.
 */
#ifndef ANALYSIS_ALLOCATE_H
#define ANALYSIS_ALLOCATE_H

#include "analysis/panel.h"
#include "base/err.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "quant/portfolio.h"

#include <stdio.h>

enum allocate_method { ALLOCATE_EQUAL, ALLOCATE_INVERSE, ALLOCATE_VARIANCE,
    ALLOCATE_SHARPE, ALLOCATE_PARITY, ALLOCATE_HRP, ALLOCATE_CVAR,
    ALLOCATE_VIEWS, ALLOCATE_METHODS };
/* equal, inverse-volatility, min-variance, max-sharpe, risk-parity, hrp,
 * min-cvar, black-litterman; NULL ends */
extern const char *const allocate_method_names[];

enum allocate_shrink { SHRINK_NONE, SHRINK_IDENTITY, SHRINK_CONSTANT,
    ALLOCATE_SHRINKS };
/* none, identity, constant: one correlation; NULL ends */
extern const char *const allocate_shrink_names[];

/* Bars that it takes at least, and assets at most. */
#define ALLOCATE_LEAST 3
#define ALLOCATE_ASSETS 200

/* The weights that a method finds; all but method and panel may be 0 or NULL,
 * which is the usual. Arrays are of one number per asset, in their order. */
struct allocate_ask {
	int method, shrink;
	double ppy;		/* bars of a year; 0: 365 */
	double rate;		/* risk-free, of a year */
	double cash;		/* part that is kept out of it */
	double beta;		/* of CVaR; 0: 0.95 */
	double aversion;	/* to risk; 0: 2.5 */
	double tau;		/* 0: 0.05 */
	int linkage;		/* enum opt_linkage */
	const double *low, *high;	/* parts of the whole; 0 and 1 */
	size_t groups;
	const char *const *group_names;
	const double *member, *least, *most;	/* as struct opt_limits */
	const double *now;	/* weights held */
	double turnover;	/* ½ Σ |w - now|, cash included, at most;
				 * 0: any */
	double cost;		/* of a unit that is bought or sold */
	double hold;		/* bars that the cost is spread over; 0: 30 */
	const double *market;	/* Black-Litterman: what the market holds;
				 * NULL: equal */
	struct opt_views views;	/* q and omega of a year */
	const double *doubt;	/* of each view: omega as a multiple of
				 * tau p'Sp, in place of views.omega */
};

/* What became of it; ratios of a year but the tail, which is of a bar. */
struct allocate_found {
	double ret, volatility, sharpe;	/* expected of the whole, by the bars
					 * or by the views */
	double var, cvar;		/* of the bars, per bar */
	double diversification, effective;	/* ratio, 1 / Σ w² */
	double shrinkage, ridge;	/* shares of target; added variance */
	double turnover, cost;		/* NaN without weights held */
	bool bounded;		/* the method knows no limits, and its weights
				 * were moved to the nearest within them */
};

/*
 * weights and share: a number per asset; share (or NULL) is what each brings of
 * the risk. names are for messages. E_REFUSED: no weights obey the limits, or
 * nothing earns more than the rate; the message says which of them contradict.
 * E_DATA: too few bars, a return that is no number, a price that stands still.
 * E_USAGE: terms out of range, views that contradict each other.
 */
enum err_code allocate_find(const struct panel *window,
    const char *const *names, const struct allocate_ask *ask, double *weights,
    double *share, struct allocate_found *out, struct err *err);

/* A point of the efficient frontier, of the ask's window and limits; costs are
 * left out. */
struct allocate_point { double ret, volatility, sharpe, *weights; };
/*
 * The least volatility at so many returns, evenly from that of the least
 * variance of all up to the highest; those of points with weights (n × the
 * assets) of the caller. *len: how many there are, 1 where both ends meet.
 */
enum err_code allocate_frontier(const struct panel *window,
    const char *const *names, const struct allocate_ask *ask,
    struct allocate_point *points, size_t n, size_t *len, struct err *err);
/* Asset i alone, by its bars; without weights; the ask says ppy. */
struct allocate_point allocate_alone(const struct panel *window,
    const struct allocate_ask *ask, size_t i);

/*
 * Weights as decimals of ALLOCATE_DECIMALS places that add up to 1 - cash to
 * the last digit and obey bounds, which have as many, and groups. E_REFUSED:
 * the limits are so narrow that none do.
 */
#define ALLOCATE_DECIMALS 6
enum err_code allocate_round(const struct allocate_ask *ask, size_t n,
    const double *weights, struct dec *out, struct err *err);

/* An asset of an allocation. */
struct allocation {
	char asset[ASSET_SIZE], symbol[SYMBOL_SIZE];
	struct dec weight;
	double current, change, share, ret, volatility, low, high;
};
extern const struct record allocated_record;
/* Without its names: of asset i, by its own bars; and of the cash. weight and
 * share as allocate_round() and allocate_find() have them; the ask says ppy and
 * bounds. */
struct allocation allocation_of(const struct panel *window,
    const struct allocate_ask *ask, size_t i, struct dec weight, double share);
struct allocation allocation_cash(const struct allocate_ask *ask, size_t n,
    struct dec weight);

/* All of it together. */
struct allocation_summary {
	char venue[VENUE_SIZE];
	int method, shrink;
	int64_t timeframe, first, last, assets, bars, lost, gaps, missing;
	struct dec cash;
	struct allocate_found of;
	double level;
	signed char bounded;
};
extern const struct record allocation_summary_record;
/* What it is of; venue and cash are the caller's. */
void allocation_sum_up(const struct analysis_panel *panel,
    const struct allocate_ask *ask, const struct allocate_found *found,
    struct allocation_summary *out);

/* What a picture of the frontier shows: the curve, each asset, and what was
 * chosen. */
enum frontier_kind { FRONTIER_CURVE, FRONTIER_ASSET, FRONTIER_CHOSEN,
    FRONTIER_KINDS };
struct frontier_row {
	int kind;
	const char *asset;
	double ret, volatility, sharpe;
	struct text_list weights;	/* BTC=0.25 */
};
struct frontier_rows VEC_OF(struct frontier_row);
extern const struct record frontier_record;
void frontier_svg(const struct frontier_rows *rows, const char *method,
    struct buf *to);

/*
 * Bounds and groups as they are typed, by asset. All-zero holds nothing.
 */
#define ALLOCATE_GROUPS 50
struct allocate_terms {
	size_t n, groups;
	const char *const *assets;	/* borrowed */
	double *low, *high;		/* parts of the whole; 0 and 1 at
					 * first */
	char (*group)[ASSET_SIZE];
	const char **group_names;
	double *member, *least, *most;	/* as struct opt_limits */
};
void allocate_terms_init(struct allocate_terms *t, const char *const *assets,
    size_t n);
void allocate_terms_release(struct allocate_terms *t);
enum allocate_bound { ALLOCATE_MIN, ALLOCATE_MAX };
/* "5%" of all, "BTC=5%" of one. E_USAGE, and nothing is changed: an asset that
 * is none of them, no part from 0 to 1 that a weight can be. */
enum err_code allocate_terms_bound(struct allocate_terms *t,
    enum allocate_bound bound, const char *text, struct err *err);
/* majors=BTC,ETH:60% at most, majors=BTC,ETH:20%:60% at least and at most.
 * E_USAGE, and it is not among them: as above, no name, one of more than 16
 * bytes, one group too many. */
enum err_code allocate_terms_group(struct allocate_terms *t, const char *text,
    struct err *err);
/* Which of the assets has the name of len bytes. E_USAGE, with the name of the
 * option: none. */
enum err_code allocate_asset(const char *const *assets, size_t n,
    const char *option, const char *name, size_t len, size_t *out,
    struct err *err);

/*
 * Views of a file (feed/rows.h): an asset, or one over another, and what it
 * earns (15%, 0.15) a year; confidence, 50% where there is none, says how sure
 * it is. They append to p (n numbers each), q and doubt. E_DATA names line and
 * cause.
 */
#define ALLOCATE_VIEWS_MOST 200
struct allocate_numbers VEC_OF(double);
struct allocate_views { struct allocate_numbers p, q, doubt; };
enum err_code allocate_views_read(FILE *in, const char *what,
    const char *const *assets, size_t n, struct allocate_views *out,
    struct err *err);
void allocate_views_release(struct allocate_views *v);

#endif
