/*
 * What a portfolio should be made of, by the bars of its assets (METHODS 6.7):
 * returns in, weights out. A window of a panel is all that is looked at, so a
 * backtest that is handed the bars up to a day cannot look ahead of it.
 */
#ifndef ANALYSIS_ALLOCATE_H
#define ANALYSIS_ALLOCATE_H

#include "base/err.h"
#include "base/record.h"
#include "quant/portfolio.h"

enum allocate_method { ALLOCATE_EQUAL, ALLOCATE_INVERSE, ALLOCATE_VARIANCE,
    ALLOCATE_SHARPE, ALLOCATE_PARITY, ALLOCATE_HRP, ALLOCATE_CVAR,
    ALLOCATE_VIEWS, ALLOCATE_METHODS };
/* equal, inverse-volatility, min-variance, max-sharpe, risk-parity, hrp,
 * min-cvar, black-litterman; NULL ends */
extern const char *const allocate_method_names[];

enum allocate_shrink { SHRINK_NONE, SHRINK_IDENTITY, SHRINK_CONSTANT,
    ALLOCATE_SHRINKS };
/* none, identity, constant-correlation; NULL ends */
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

#endif
