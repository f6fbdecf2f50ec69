/*
 * Eight paths side by side, as paths.c and paths-wide.c both see them. Private
 * to these two.
 */
#ifndef QUANT_PATHS_LANES_H
#define QUANT_PATHS_LANES_H

#include "base/pair.h"
#include "quant/paths.h"

#include <stdbool.h>

/* One random stream a lane, word by word. */
struct lanes { quad_words s[4][2]; };

/* Lanes on their way. share is the equity by the highest so far; sum and
 * squares are of what the factors differ from their mean. */
struct way {
	quad equity[2], lowest[2], share[2], deepest[2], sum[2], squares[2];
	quad_bits under[2], longest[2];
};

/* Equity after the steps that have a mark; mark is the next one. */
struct marker { double *to; size_t stride, mark; };

/* Factors there are to draw from. */
static inline size_t
pool_of(const struct path_plan *p)
{
	return p->pool > 0 ? p->pool : p->len;
}

/*
 * A whole bootstrap on a machine that has registers for eight: draws, picks,
 * goes and falls as paths.c does, to the same bits. False: nothing was done,
 * it is not such a machine.
 */
bool bootstrap_wide(const struct path_plan *p, const struct lanes *l,
    double mean, struct way *way, struct marker *m);

#endif
