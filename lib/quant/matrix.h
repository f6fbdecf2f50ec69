/*
 * Symmetric matrices, p × p, row by row, of the caller: their factor, and what
 * is solved by it.
 */
#ifndef QUANT_MATRIX_H
#define QUANT_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

/* Cholesky: a becomes L with a = L L', in its lower part; the upper part is
 * left. False: a is not positive, or a pivot is below 1e-12 of its diagonal. */
bool matrix_factor(double *a, size_t p);
/* L L' x = b, in place. */
void matrix_solve(const double *l, size_t p, double *x);
/* L x = b and L' x = b, in place. */
void matrix_forward(const double *l, size_t p, double *x);
void matrix_backward(const double *l, size_t p, double *x);
/* a x; out is another array. */
void matrix_times(const double *a, size_t p, const double *x, double *out);
/* x' a x, and x' y */
double matrix_form(const double *a, size_t p, const double *x);
double matrix_dot(const double *x, const double *y, size_t n);
double matrix_trace(const double *a, size_t p);

#endif
