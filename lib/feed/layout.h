/*
 * Which field of a line is what: from a layout's table, a header's names, or
 * the column map that the user gives.
 */
#ifndef FEED_LAYOUT_H
#define FEED_LAYOUT_H

#include "feed/scan.h"

/*
 * Looks at the first line and fills scan's fields, targets and unit. *header:
 * the line holds names, no candle. *layout: what was found. E_USAGE for a
 * column map that is wrong, E_DATA for a file of no known layout.
 */
enum err_code layout_find(const struct feed_options *o,
    const struct fields *first, struct scan *scan, bool *header,
    const struct feed_layout **layout, struct err *err);

#endif
