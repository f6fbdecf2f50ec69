/*
 * Where a series changes (METHODS 4.4): all at once over a whole one, or as it
 * comes in.
 */
#ifndef QUANT_CHANGES_H
#define QUANT_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The segments of least cost, mean and variance of each its own (PELT:
 * Killick, Fearnhead and Eckley 2012): m (ln 2πs² + 1) a segment of m values,
 * s² by m and at least 1e-12, and a penalty for each but the first. Look-ahead:
 * where one begins is known by what comes after it. Time and room go with the
 * square of n where nothing changes.
 */
struct changes {
	double penalty;		/* usual: changes_penalty() */
	size_t least;		/* values of a segment, 1 or more; usual: 10 */
};
double changes_penalty(size_t n);	/* 4 ln n */
/* Writes the first index of each new segment, ascending, and how many; at
 * holds n. The total cost, NaN where n is shorter than one segment. */
double changes_find(const double *x, size_t n, const struct changes *how,
    size_t *at, size_t *found);

/* Two-sided CUSUM of z = (x - mean) / deviation, both of the first `baseline`
 * values: a side sums what z is beyond k, and calls when it is above h. */
struct cusum {
	size_t baseline;	/* 2 or more, n at most */
	double k, h;		/* usual: 0.5 and 5 */
	bool reset;		/* both sides begin anew after a call */
};
struct alarm { size_t at; int side; };	/* 1: up, also when both do; -1 */
/* out holds n. False: the baseline has no deviation. */
bool cusum_alarms(const double *x, size_t n, const struct cusum *how,
    struct alarm *out, size_t *found);

#endif
