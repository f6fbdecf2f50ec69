/*
 * Returns of several symbols over the same bars (METHODS 6): rows are joined
 * by their open time, and those that not all symbols have are left out and
 * counted. A return is over the last row that is left, so that where bars are
 * missing it spans the same time for all.
 */
#ifndef ANALYSIS_PANEL_H
#define ANALYSIS_PANEL_H

#include "analysis/analysis.h"
#include "quant/panel.h"

enum panel_returns { PANEL_SIMPLE, PANEL_LOG };

/* All-zero is empty. */
struct analysis_panel {
	struct panel of;		/* the returns: x[symbol][0 to n - 1] */
	char (*symbol)[SYMBOL_SIZE];
	size_t *lost;			/* rows of each that others lack */
	double **close;			/* of the n + 1 rows that are left */
	int64_t *open_time_ms;		/* of these rows */
	int64_t timeframe, gaps, missing;	/* as in struct analysis_bars */
	double *numbers;		/* what close and of.x point into */
};

/* Of p symbols, with so many returns at least, 2 or more; what: "a
 * correlation". E_DATA: fewer are in common, or those of one do not vary. The
 * bars must be of one timeframe; out comes in empty. */
enum err_code analysis_panel_make(const struct analysis_bars *bars, size_t p,
    enum panel_returns kind, size_t least, const char *what,
    struct analysis_panel *out, struct err *err);
void analysis_panel_release(struct analysis_panel *a);

#endif
