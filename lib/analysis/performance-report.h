/*
 * What a portfolio did for people to look at: one page that is whole in itself,
 * or a drawing for the terminal.
 */
#ifndef ANALYSIS_PERFORMANCE_REPORT_H
#define ANALYSIS_PERFORMANCE_REPORT_H

#include "analysis/performance.h"
#include "out/out.h"

/* Of two snapshots at least, at different times, with a point for each. */
struct performance_report {
	const struct portfolios *stored;
	const struct performance *performance;
};
void performance_page(const struct performance_report *r, struct buf *to);
void performance_terminal(const struct performance_report *r,
    const struct out_style *style, struct buf *to);

#endif
