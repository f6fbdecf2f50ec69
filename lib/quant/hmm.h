/*
 * Hidden Markov chains that show a number by a normal law (METHODS 4.2;
 * Rabiner 1989): x[0..n-1] are what was seen, for regimes of a market 100 ×
 * log returns. hmmlearn's GaussianHMM with covars_prior and min_covar 0 gives
 * the same.
 *
 * Only what is filtered is free of the future: the chance of each state at a
 * bar by the bars up to it. The smoothed chances and the likeliest path look
 * ahead, and so does a chain that was fitted to later bars.
 */
#ifndef QUANT_HMM_H
#define QUANT_HMM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HMM_STATES 8

struct hmm {
	size_t states;			/* 1 to HMM_STATES */
	double start[HMM_STATES];	/* of the first bar */
	double move[HMM_STATES][HMM_STATES];	/* from, to */
	double mean[HMM_STATES], variance[HMM_STATES];	/* above 0 */
};

/* Doubles that the functions want of the caller. */
#define HMM_WORK(states, n) (3 * (states) * (n) + (n))

/* ln of the likelihood, -HUGE_VAL where the chain cannot show it. filtered:
 * n × states, bar by bar. */
double hmm_filter(const struct hmm *m, const double *x, size_t n,
    double *filtered, double *work);
/* The same, and the chances by all bars. smoothed may be filtered. */
double hmm_smooth(const struct hmm *m, const double *x, size_t n,
    double *smoothed, double *work);
/* The likeliest path; ln of its likelihood together with what was seen. */
double hmm_viterbi(const struct hmm *m, const double *x, size_t n,
    unsigned char *path, double *work);

/* One step of Baum and Welch; ln of the likelihood before it. prior is added
 * to the squares of each state. A state that nothing belongs to stays. */
double hmm_update(struct hmm *m, const double *x, size_t n, double prior,
    double *work);

/* The likeliest chain by METHODS 4.2: 20 starts of a seed, each until a step
 * gains less than 1e-6, at most 500 steps; one that collapses (a variance
 * below 1e-3 of the sample's) is not taken. States by variance, ascending. */
enum { HMM_STARTS = 20, HMM_STEPS = 500 };
struct hmm_fit {
	struct hmm chain;
	double loglik, bic;
	int starts;		/* that did not collapse */
};
/* On all processors; how many there are changes nothing. False: n is too small,
 * x is constant, or every start collapses. */
bool hmm_fit(const double *x, size_t n, size_t states, uint64_t seed,
    struct hmm_fit *out);

#endif
