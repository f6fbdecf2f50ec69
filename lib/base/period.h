/*
 * How often something is due: every so many months or every span of time, since
 * it was done last.
 */
#ifndef BASE_PERIOD_H
#define BASE_PERIOD_H

#include "base/stamp.h"

/* One of the two is above 0; all-zero: never. */
struct period {
	int64_t months;
	int64_t span;		/* µs */
};

/* "1mo", "3mo", or a duration such as 7d: the whole text, at most 1200 months.
 * False leaves out alone. */
bool period_parse(const char *text, struct period *out);
const char *period_text(const struct period *p, char buf[STAMP_TEXT_SIZE]);
/*
 * The time at which it is due again: months later on the same day (or the last
 * one of a shorter month), or the span later. Of months and whole days it is
 * the start of that day in UTC, so that what runs each week at nine is due at
 * nine, not a second after.
 */
int64_t period_next(const struct period *p, int64_t last);

#endif
