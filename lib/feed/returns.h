/*
 * Returns as other programs write them: one number a line, or a CSV whose
 * heading names the column "return". A ratio (0.01 is 1 %) or, with its sign, a
 * percentage (1%).
 */
#ifndef FEED_RETURNS_H
#define FEED_RETURNS_H

#include "base/err.h"
#include "base/vec.h"

#define FEED_RETURNS_MAX 1000000

struct returns VEC_OF(double);

/* "-" is standard input. Adds to out. E_DATA names line and cause: what is no
 * number, is not finite, loses more than all; too many; none. */
enum err_code feed_returns(const char *path, struct returns *out,
    struct err *err);

#endif
