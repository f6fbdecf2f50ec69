/*
 * Linear programs with few rows and many columns: the least of c'x where
 * A x = b and 0 <= x <= high, by the revised simplex method with bounds
 * (Dantzig 1955), the inverse of the basis kept and made anew as rounding asks
 * for it. It begins at a basis of the caller's whose point holds all
 * conditions.
 */
#ifndef QUANT_LP_H
#define QUANT_LP_H

#include <stdbool.h>
#include <stddef.h>

struct lp {
	size_t rows, columns;
	const double *a;		/* column k from k × rows */
	const double *b, *c;		/* rows, columns */
	const double *high;		/* columns; HUGE_VAL: none */
};

enum lp_end {
	LP_FOUND,
	LP_UNBOUNDED,
	LP_ENDLESS	/* rounding kept it from an end */
};

/*
 * basis: a column for each row, changed to the last one; at_high: of the other
 * columns those that lie at their bound. x: columns; price: rows, what a unit
 * of b costs.
 */
enum lp_end lp_solve(const struct lp *l, size_t *basis, bool *at_high,
    double *x, double *price);

/* One that is to be written, all 0, with room for its answer. */
struct lp_room {
	size_t rows, columns;
	double *a, *b, *c, *high, *x, *price;
	size_t *basis;
	bool *at_high;
};
void lp_room_init(struct lp_room *r, size_t rows, size_t columns);
void lp_room_release(struct lp_room *r);
enum lp_end lp_room_solve(struct lp_room *r);

#endif
