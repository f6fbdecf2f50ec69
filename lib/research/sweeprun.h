/*
 * Inside the room: a sweep under way. sweep.c tries the sets and adds them up
 * in their order, sweep-luck.c says what that is worth.
 */
#ifndef RESEARCH_SWEEPRUN_H
#define RESEARCH_SWEEPRUN_H

#include "research/sweep.h"

/* What is known after some trials, in their order. */
struct sweep_sums {
	int64_t trials, skipped, replayed, met;
	int64_t first_replayed;		/* set */
	double sharpes, mean, m2;	/* of bars, of those that have one */
	struct trials top;		/* the best first */
	struct trial_sumses sums;	/* of the sample for CSCV */
};

/* Is try i of n in the sample? Spread over the search without a period. */
bool sweep_sampled(int64_t i, int64_t n);
/* Fills in what luck has to do with it; neighbours: objectives of the sets
 * around the best, NaN among them. */
void sweep_judge(const struct sweep *w, const struct sweep_sums *s,
    const struct sweep_result *r, double *neighbours, size_t neighbours_len,
    struct sweep_summary *out);

#endif
