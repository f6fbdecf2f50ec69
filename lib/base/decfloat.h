/*
 * The border between exact decimals and statistics. Only expr, quant, analysis
 * and the research kernel cross it; nothing that becomes an order does.
 */
#ifndef BASE_DECFLOAT_H
#define BASE_DECFLOAT_H

#include "base/dec.h"

double dec_to_double(struct dec a);	/* correctly rounded; NaN if unknown */
/* The exact decimal value of x rounded half-even to scale; false for NaN, Inf
 * and what does not fit. */
bool dec_from_double(double x, int scale, struct dec *out);
/* Shortest decimal that reads back to the same double, without exponent where
 * 1e-7 <= |x| < 1e21, as JSON writers do. "" for NaN and infinities.
 * -0 is "0". Returns buf. */
#define DOUBLE_TEXT_SIZE 40
const char *double_text(double x, char buf[DOUBLE_TEXT_SIZE]);

#endif
