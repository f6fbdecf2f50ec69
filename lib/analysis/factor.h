/*
 * How much smaller limits are to be in a market: the limit_factor of its
 * outlook (analysis/outlook.h), by the last bars that have closed. It is exact,
 * and above 0 and at most 1; or it is not known, and told why:
 *
 * - no bars of that timeframe, or fewer than an outlook takes;
 * - the newest one closed two of its own bars ago or earlier: one more has
 *   closed since, and that is missing, too.
 */
#ifndef ANALYSIS_FACTOR_H
#define ANALYSIS_FACTOR_H

#include "model/candle.h"
#include "risk/policy.h"

/* Bars that are looked at, the last ones: as many as analyze looks at. */
#define FACTOR_BARS 1000

/* What was found, so that bars are read once. All-zero is empty. */
struct factor_known;
struct factors VEC_OF(struct factor_known *);
void factors_release(struct factors *f);
/* bars: closed by `now`; NULL: there are none. Borrowed until it is asked
 * again about that symbol and timeframe. */
const struct regime_now *factors_find(struct factors *f, const char *symbol,
    int64_t timeframe, const struct candles *bars, int64_t now);

#endif
