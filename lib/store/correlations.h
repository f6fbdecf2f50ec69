/*
 * What was said of how symbols move together: each answer of `analyze
 * correlation` is kept as it was given, the same one of the same bar once.
 */
#ifndef STORE_CORRELATIONS_H
#define STORE_CORRELATIONS_H

#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "store/store.h"

enum correlation_method { CORR_PEARSON, CORR_SPEARMAN, CORR_KENDALL,
    CORR_EWMA, CORR_DCC, CORRELATION_METHODS };
extern const char *const correlation_method_names[];	/* NULL ends */
enum correlation_shrink { SHRINK_NONE, SHRINK_IDENTITY, SHRINK_CONSTANT,
    CORRELATION_SHRINKS };
extern const char *const correlation_shrink_names[];	/* NULL ends */
enum correlation_regime { CORR_LOW, CORR_NORMAL, CORR_HIGH,
    CORRELATION_REGIMES };

#define CORRELATION_SYMBOLS 100		/* at most, together */
#define CORRELATION_NAMES (CORRELATION_SYMBOLS * SYMBOL_SIZE)

/* Where it is not known a number is NaN. */
struct correlation_said {
	int64_t time;			/* when it was asked */
	char symbols[CORRELATION_NAMES];	/* with blanks between */
	char venue[VENUE_SIZE];		/* of the first */
	int64_t timeframe;		/* µs */
	int method, shrink;
	double average, recent, rank;
	int regime;
	char driver[SYMBOL_SIZE];
	double calm, stress, tail;
	int64_t breakdowns, changes, clusters;
	double cut, diversification_ratio, effective_bets, absorption_ratio,
	    concentration, score, shrinkage;
	signed char singular;
	int64_t last, bars, dropped, gaps, missing;
};
struct correlations_said VEC_OF(struct correlation_said);
extern const struct record correlation_record;

enum err_code correlation_add(struct store *s,
    const struct correlation_said *c, struct err *err);
/* As they were asked, since then. venue NULL: any. */
enum err_code correlations_load(struct store *s, const char *venue,
    int64_t since, struct correlations_said *out, struct err *err);

#endif
