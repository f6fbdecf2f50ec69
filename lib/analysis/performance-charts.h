/* Inside the room: the pictures of a portfolio's page, each a figure. */
#ifndef ANALYSIS_PERFORMANCE_CHARTS_H
#define ANALYSIS_PERFORMANCE_CHARTS_H

#include "analysis/performance-report.h"

#define PERFORMANCE_STACK 6	/* assets that are stacked, but the rest */

/* Returns beside those of BTC and ETH; drawdown; value; flows; and parts. */
void performance_curves(const struct performance_report *r, struct buf *to);
void performance_fall(const struct performance_report *r, struct buf *to);
void performance_value(const struct performance_report *r, struct buf *to);
void performance_moves(const struct performance_report *r, struct buf *to);
void performance_allocation(const struct performance_report *r,
    struct buf *to);

#endif
