/*
 * Quadratic programs: the least of ½ x'Hx + c'x where linear conditions hold,
 * by the dual method of active sets (Goldfarb and Idnani 1983), which begins
 * where nothing binds, takes the condition that is broken most, and knows when
 * none can hold. H is positive definite.
 *
 * Conditions are numbered: first the rows, then low[i] as rows + i, then
 * high[i] as rows + n + i.
 */
#ifndef QUANT_QP_H
#define QUANT_QP_H

#include <stddef.h>

struct qp {
	size_t n;
	const double *h;		/* n × n; of about 1 in size */
	const double *c;		/* n; NULL: zeros */
	size_t rows, equal;		/* the first `equal` rows hold as = */
	const double *a, *b;		/* rows × n, rows: a'x >= b */
	const double *low, *high;	/* n each, ±HUGE_VAL: none; or NULL */
};

enum qp_end {
	QP_FOUND,
	QP_NONE,	/* no x that holds all conditions */
	QP_FLAT,	/* H is not positive definite */
	QP_ENDLESS	/* rounding kept it from an end */
};

/*
 * x: n numbers. u: rows + 2 n multipliers, what a unit of each condition costs,
 * at least 0 but for equal rows; or NULL. residual: the largest of what breaks
 * the conditions of Karush, Kuhn and Tucker; or NULL.
 */
enum qp_end qp_solve(const struct qp *q, double *x, double *u,
    double *residual);

#endif
