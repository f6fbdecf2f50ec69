/*
 * What an amount is worth in another currency, along a path of known prices
 * (DESIGN.md, valuation): last of BASE/QUOTE, either way, at most 4 steps, the
 * fewest; equal ones by the names of the assets passed. USDT is not assumed to
 * be USD; what has no path is unpriced, never zero.
 */
#ifndef RISK_VALUE_H
#define RISK_VALUE_H

#include "model/snapshot.h"

/*
 * The value, rounded at 8 decimals; an amount already in the currency is
 * itself, unrounded. *path false: unpriced, *out is DEC_NONE. E_DATA: the
 * value does not fit a decimal.
 */
enum err_code value_rounded(const struct prices *prices, const char *asset,
    struct dec amount, const char *currency, enum round r, bool *path,
    struct dec *out, struct err *err);
/* Rounded down, as equity is (SIMVENUE.md 7). */
enum err_code value_in(const struct prices *prices, const char *asset,
    struct dec amount, const char *currency, bool *path, struct dec *out,
    struct err *err);

#endif
