/*
 * Returns of what money flows into and out of. A period's return by the
 * modified method of Dietz (Bank Administration Institute 1968; GIPS), to be
 * chained into a time-weighted one; and the one rate at which flows earn what
 * is there in the end (internal rate of return).
 */
#ifndef QUANT_FLOWS_H
#define QUANT_FLOWS_H

#include <stddef.h>

/*
 * From start to end, with flows in between (positive in) and the part of the
 * period that was left for each: what was gained, by the capital that was there
 * on average. Where withdrawals leave less than a tenth of start and deposits
 * on average, by all of these, so that nothing is divided by next to nothing.
 * NaN: there was no capital, or more was lost than all of it.
 */
double flows_return(double start, double end, const double *flow,
    const double *left, size_t n);

enum rate_found { RATE_FOUND, RATE_NONE, RATE_MANY };
/*
 * ln of the factor by which money grew over the whole time, so that Σ amount ×
 * exp(-growth × at) is 0: at is from 0 to 1; what is put in counts below 0,
 * what is taken out, and is there in the end, above. All roots from e^-16 to
 * e^16 are told apart by bounds of the sum and its slope on intervals (Moore
 * 1966): RATE_MANY where there are several, or two so near that they cannot be;
 * RATE_NONE where there is none. growth only where it is found.
 */
enum rate_found flows_growth(const double *at, const double *amount,
    size_t n, double *growth);

#endif
