/* Inside lib/quant: a few linear equations, by elimination with pivots. */
#ifndef QUANT_LINEAR_H
#define QUANT_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

/* a X = b for a of n × n and b of n × columns, row by row: b becomes X, and a
 * is used up. False: a is singular, to rounding. */
bool linear_solve(double *a, double *b, size_t n, size_t columns);

#endif
