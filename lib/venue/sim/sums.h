/*
 * Sums and products of money inside a sim: what does not fit sets its fault and
 * is 0.
 */
#ifndef VENUE_SIM_SUMS_H
#define VENUE_SIM_SUMS_H

#include "base/dec.h"
#include "base/err.h"

struct sim;

/* Names what does not fit; the first one stays. */
void sim_fault(struct sim *sim, const char *what) COLD;
struct dec sim_product(struct sim *sim, struct dec a, struct dec b, int scale,
    enum round r);
/* Rounded to so many decimals and kept with them all: sums of money that have
 * one scale are the fast ones. */
struct dec sim_rounded(struct sim *sim, struct dec a, int scale,
    enum round r);

static inline struct dec
sim_sum(struct sim *sim, struct dec a, struct dec b)
{
	struct dec c = DEC_ZERO;

	if (!dec_add(a, b, &c))
		sim_fault(sim, "a sum");
	return c;
}

/* The same in place. */
static inline void
sim_add(struct sim *sim, struct dec *sum, struct dec more)
{
	if (!dec_add(*sum, more, sum)) {
		*sum = DEC_ZERO;
		sim_fault(sim, "a sum");
	}
}

static inline struct dec
sim_difference(struct sim *sim, struct dec a, struct dec b)
{
	struct dec c = DEC_ZERO;

	if (!dec_sub(a, b, &c))
		sim_fault(sim, "a difference");
	return c;
}

#endif
