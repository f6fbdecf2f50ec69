/*
 * How much a price moves, and how much it is likely to (METHODS 5): volatility
 * of the past by six estimators, a GARCH(1,1) of the log returns and its
 * forecast, the cone, the term structure, and what kind of volatility it is by
 * its rank. All annual, of years of 365 days, as ratios. Values describe the
 * last bar by the bars up to it; nothing of a fit may feed a rule inside of
 * the series it was fitted to.
 */
#ifndef ANALYSIS_VOLATILITY_H
#define ANALYSIS_VOLATILITY_H

#include "analysis/analysis.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "quant/garch.h"

enum volatility_law { LAW_NORMAL, LAW_T, LAW_BEST, VOLATILITY_LAWS };
extern const char *const volatility_law_names[];	/* NULL ends */

#define VOLATILITY_LEAST 101		/* bars that it takes */
#define VOLATILITY_MOST 100000
#define VOLATILITY_HORIZON 365		/* bars ahead at most */

struct volatility_ask {
	int law;			/* enum volatility_law */
	size_t window;			/* of the estimators, 2 to 90 bars */
	size_t horizon;			/* bars of the forecast */
	double level;			/* of its bands, 0.95 */
	double target;			/* volatility to size for; NaN: none */
};

enum volatility_regime { VOL_LOW, VOL_NORMAL, VOL_HIGH, VOLATILITY_REGIMES };

/* One symbol at one timeframe. */
struct volatility {
	char symbol[SYMBOL_SIZE], venue[VENUE_SIZE];
	int64_t timeframe, last;
	double close;
	int64_t window;
	double close_to_close, ewma, parkinson, garman_klass, rogers_satchell,
	    yang_zhang;
	int regime;			/* enum volatility_regime */
	double rank;
	double forecast;		/* of the bars up to the horizon */
	int64_t horizon;
	double level, lower, upper;	/* prices at its end */
	double target, size_factor;
	double implied, premium;	/* of a chain (analysis/smile.h); NaN */
	int law;
	double mu, omega, alpha, beta, nu, persistence, half_life, long_run,
	    log_likelihood, bic, ljung_box, ljung_box_p, ljung_box_squares,
	    ljung_box_squares_p;
	signed char converged;
	int64_t bars, gaps, missing, flat_bars;
	struct garch_fit fit;		/* of the law, returns in percent */
};
extern const struct record volatility_record;

/* All but symbol and venue. E_DATA: too few bars, or a price that stands
 * still. */
enum err_code volatility_find(const struct analysis_bars *b,
    const struct volatility_ask *ask, struct volatility *out,
    struct err *err);

/* What the estimator came to over windows of so many bars, in all of them. */
struct volatility_cone {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe, window, values;
	double min, p10, p25, p50, p75, p90, max, last, rank;
};
extern const struct record volatility_cone_record;

/* One bar ahead of the last one. */
struct volatility_step {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe, step, time;
	double volatility, term, lower, upper;
};
extern const struct record volatility_step_record;

/* Of the last so many bars, and as forecast for the next so many. */
struct volatility_term {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe, bars;
	double realized, forecast;
};
extern const struct record volatility_term_record;

struct volatility_cones VEC_OF(struct volatility_cone);
struct volatility_steps VEC_OF(struct volatility_step);
struct volatility_terms VEC_OF(struct volatility_term);
/* They append, of what volatility_find() said of the same bars. */
void volatility_cone_add(const struct analysis_bars *b,
    const struct volatility *v, struct volatility_cones *out);
void volatility_steps_add(const struct volatility *v,
    struct volatility_steps *out);
void volatility_terms_add(const struct analysis_bars *b,
    const struct volatility *v, struct volatility_terms *out);

#endif
