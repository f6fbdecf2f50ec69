/*
 * The clock is passed in. A live command gets the system's, a paper account
 * its venue's, a test a fixed one.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*now)(void *self);	/* stamp */
	void *self;
};

int64_t clock_now(const struct clock *c);
struct clock clock_system(void);
struct clock clock_fixed(const int64_t *at);	/* reads *at; borrowed */
int64_t clock_monotonic(void);		/* µs, for waits and speeds only */

#endif
