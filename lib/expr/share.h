/*
 * Inside lib/expr: what runs over the same bars share. A column that is found
 * is read as if the run had kept it; one that is not is kept for the next run,
 * once this one has filled it.
 */
#ifndef EXPR_SHARE_H
#define EXPR_SHARE_H

#include "expr/expr-series.h"
#include "expr/sums.h"

struct bars;
struct run;

void share_begin(struct run *r);
/* Is an op's column there? Then r->shared[], and its inputs are not read. */
void share_find(struct run *r, size_t op);
/* Of those that are used and were not found, some are kept: r->kept[]. */
void share_keep(struct run *r);
/* The run was executed: what it kept may be found from now on. */
void share_done(struct run *r);

/* column_falls() and column_most(), of a column once; s NULL: each time. */
size_t share_falls(struct expr_share *s, const int64_t *column, size_t n);
int64_t share_most(struct expr_share *s, const int64_t *column, size_t n);
/* The running sums of a column, `history` zeros before and 64 after them;
 * NULL: there is no room. */
double *share_sums(struct expr_share *s, const int64_t *column, size_t n,
    size_t history);
/* The middle between the ends of its range, and how far these are from it; the
 * running sums of values less it, wrapped around. */
void share_middle(struct expr_share *s, const int64_t *column, size_t n,
    int64_t *base, double *away);
uint32_t *share_narrow(struct expr_share *s, const int64_t *column, size_t n,
    size_t history);

#endif
