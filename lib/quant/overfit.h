/*
 * How much of a backtest is luck: the probability of overfitting by
 * combinatorially symmetric cross-validation (METHODS 9.7), the stationary
 * bootstrap (9.8), walk-forward efficiency (9.9).
 */
#ifndef QUANT_OVERFIT_H
#define QUANT_OVERFIT_H

#include <stdbool.h>
#include <stddef.h>

#define PBO_BLOCKS 20		/* at most */

struct pbo {
	size_t combinations;
	double share;		/* of logits <= 0 */
	double loss;		/* share of negative Sharpe out of sample */
	double logit_mean;
	double slope;		/* out of sample on in sample */
};
/*
 * trial[k][0..rows-1]: returns of one trial; the first rows mod blocks are
 * dropped. blocks: even, 2 to 20, each of at least one row and together more
 * than two. logits: the caller's, pbo_combinations(blocks) of them, in
 * lexicographic order of the block numbers in sample.
 *
 * A trial without deviation has no Sharpe ratio and ranks below all others;
 * a split in which none has one is left out (false: that was all of them).
 */
size_t pbo_combinations(size_t blocks);
bool pbo(const double *const trial[], size_t trials, size_t rows,
    size_t blocks, double *logits, struct pbo *out);

/* The same from blocks that were summed as they came: part[b * trials + k] of
 * block b and trial k, each of as many rows. */
struct pbo_part { double n, mean, squares; };	/* squares: around the mean */
struct pbo_part pbo_part(const double *x, size_t n);
bool pbo_of_parts(const struct pbo_part *part, size_t trials, size_t blocks,
    double *logits, struct pbo *out);

/* index[0..len-1] of n bars; jump[i] < p begins a block at place[i] × n. Both
 * are uniform in [0, 1). */
void bootstrap_indices(const double *jump, const double *place, size_t len,
    size_t n, double p, size_t *index);
/* The mean length of blocks that suits x best (Politis and White 2004, as
 * corrected by Patton, Politis and White 2009), at least 1; n^(1/3) of a series
 * that is too short to say. */
double bootstrap_block(const double *x, size_t n);

#endif
