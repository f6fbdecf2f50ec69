/*
 * Inside lib/quant: means and deviations of the last n values, some at a time.
 *
 * The run is cut by the place into blocks of n, so that every window is the
 * end of one block joined to the beginning of the next, or one block. What is
 * summed are distances from the last value of the block before, which lies in
 * all windows that the two share; of a whole block, from its own last. So
 * equal values have exactly that mean and no deviation, and squares cancel to
 * 1e-16 × n at most. Sums grow by fours, in an order that the place alone
 * fixes: one addition in four waits for the former, and values that come one
 * by one or by thousands give the same bytes.
 */
#ifndef QUANT_MOMENTS_H
#define QUANT_MOMENTS_H

#include "quant/step.h"

/* A sum that grows: of whole fours, and of the four at hand its first two or
 * three, and the third. */
struct growing { double whole, part, third; };

/* data: n doubles, the ends of the block before and the values of this one. */
struct means {
	struct window w;
	double from, share;	/* distances are from it; 1 / n */
	struct growing sum;
};

void means_init(struct means *m, double n);
void means_begin(struct means *m);
/* The next values, up to the end of the block: how many, at least 1 where n is
 * more than 0. mean takes NaN while there are fewer than the window's. */
size_t means_put(struct means *m, double *restrict data,
    const double *restrict x, size_t n, double *restrict mean);

/* data: 2 n doubles. */
struct moments { struct means m; struct growing squares; };

void moments_init(struct moments *m, double n);
void moments_begin(struct moments *m);
/* The same; squares takes the mean of squared distances from the mean. */
size_t moments_put(struct moments *m, double *restrict data,
    const double *restrict x, size_t n, double *restrict mean,
    double *restrict squares);

#endif
