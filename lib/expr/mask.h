/*
 * Inside lib/expr: what a condition may be at 64 bars, where position and
 * account are not known.
 */
#ifndef EXPR_MASK_H
#define EXPR_MASK_H

#include "expr/series.h"

/* Each bit is one bar's: it may be true there, false, unknown. */
struct possible { uint64_t yes, no, na; };

/* An op outside bars over the ops before it, for the bars of a word. run NULL:
 * nothing is known of bars either, and what looks at them alone may have no
 * value at all; a root that is not `yes` then is one that bars can rule out. */
struct possible mask_step(const struct run *r, const struct dag *g, int at,
    const struct possible *before, size_t word);

#endif
