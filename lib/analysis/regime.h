/*
 * What kind of market bars show, and how sure that is (METHODS 4): by rules,
 * by a hidden Markov chain of log returns, or by both together.
 *
 * The chain has two or three states, or as many of these as the lower BIC has.
 * Its most volatile state is `volatile`; of the others one whose mean is at
 * least 1.96 standard errors from 0 trends, and else ranges. A state's chance
 * is filtered, never smoothed: by the bars up to the last one.
 */
#ifndef ANALYSIS_REGIME_H
#define ANALYSIS_REGIME_H

#include "analysis/analysis.h"
#include "store/regimes.h"

struct regime_ask {
	int method;			/* enum regime_method */
	size_t states;			/* 2 or 3; 0: by BIC */
	uint64_t seed;			/* of the chain's starts */
};

/* Bars that it takes; and the most that are taken, for change points and
 * chains cost time. */
#define REGIME_LEAST REGIME_BARS_LEAST
#define REGIME_MOST 20000

/* How often one regime follows another from bar to bar, by the labels of the
 * rules, or how likely one of the chain's states follows another. */
struct regime_move {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe;
	int method;			/* REGIME_RULES or REGIME_HMM */
	int64_t from_state, to_state;	/* of the chain; else INT_NONE */
	int from, to;			/* enum regime */
	int64_t count;			/* bars; INT_NONE of the chain */
	double probability;
};
struct regime_moves VEC_OF(struct regime_move);
extern const struct record regime_move_record;

/*
 * What is said of the last bar: all but time, symbol, venue and agreement.
 * Appends to moves (may be NULL). E_DATA: too few bars, prices that stand
 * still, returns that no chain fits.
 */
enum err_code regime_find(const struct analysis_bars *b,
    const struct regime_ask *ask, struct regime_said *out,
    struct regime_moves *moves, struct err *err);

/* Of answers for one symbol at several timeframes: what share of them says
 * what each says. Of a single one it stays NaN. */
void regime_agree(struct regime_said *all, size_t n);

#endif
