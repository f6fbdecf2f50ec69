/*
 * What was said of the regimes of markets: each answer of `analyze regime` is
 * kept as it was given, with what it was made of.
 */
#ifndef STORE_REGIMES_H
#define STORE_REGIMES_H

#include "base/vec.h"
#include "model/names.h"
#include "quant/market.h"
#include "store/store.h"

enum regime_method { REGIME_COMBINED, REGIME_RULES, REGIME_HMM,
    REGIME_METHODS };
extern const char *const regime_method_names[];	/* ends with NULL */
enum regime_bias { REGIME_BULL, REGIME_BEAR, REGIME_NEUTRAL, REGIME_BIASES };
extern const char *const regime_bias_names[REGIME_BIASES];
/* What can be said: an enum regime, or that it is not certain. */
enum { REGIME_UNCERTAIN = REGIMES, REGIME_SAIDS, REGIME_NONE = REGIME_SAIDS };
extern const char *const regime_said_names[REGIME_SAIDS + 1];

/* Where it is not known a regime is REGIME_NONE, a number NaN or INT_NONE,
 * changed_at 0. */
struct regime_said {
	int64_t time;			/* when it was asked */
	char symbol[SYMBOL_SIZE], venue[VENUE_SIZE];
	int64_t timeframe;		/* µs */
	int method, regime;
	/* What was said of the same, in the same way, the last time before,
	 * where that was another; follows from the rows and is not kept. */
	int changed_from;
	double confidence;
	int bias;
	int64_t since, bars_in_regime;
	double stay_probability;
	int next_regime;
	double next_probability, expected_bars, agreement;
	int rules_regime;
	double rules_confidence;
	int hmm_regime;
	double hmm_probability;
	double adx, rsi, slope, width_rank;
	int64_t changed_at, states;
	double bic;
	int64_t seed, last, bars, gaps, missing;
};
struct regimes_said VEC_OF(struct regime_said);
extern const struct record regime_record;

/* NULL and 0: any. */
struct regime_which { const char *symbol, *venue; int64_t since; };

/* The same answer of the same bar is kept once, as it was first given. */
enum err_code regime_add(struct store *s, const struct regime_said *r,
    struct err *err);
enum err_code regimes_load(struct store *s, const struct regime_which *which,
    struct regimes_said *out, struct err *err);	/* as they were asked */
/* Fills changed_from of one that is not kept yet. */
enum err_code regime_compare(struct store *s, struct regime_said *r,
    struct err *err);

#endif
