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
/* What is short, as nearly all is, needs no call of these. */
struct dec sim_sum_any(struct sim *sim, DEC_PARTS(a), DEC_PARTS(b));
struct dec sim_product_any(struct sim *sim, DEC_PARTS(a), DEC_PARTS(b),
    int scale, enum round r);
struct dec sim_rounded_any(struct sim *sim, DEC_PARTS(a), int scale,
    enum round r);

static inline struct dec
sim_sum(struct sim *sim, struct dec a, struct dec b)
{
	struct dec c;

	if (a.scale == b.scale && dec_keep_short((unsigned __int128)a.coef +
	    (unsigned __int128)b.coef, a.scale, &c))
		return c;
	return sim_sum_any(sim, DEC_OF(a), DEC_OF(b));
}

/* The same in place. */
static inline void
sim_add(struct sim *sim, struct dec *sum, struct dec more)
{
	*sum = sim_sum(sim, *sum, more);
}

static inline struct dec
sim_difference(struct sim *sim, struct dec a, struct dec b)
{
	struct dec c;

	if (a.scale == b.scale && dec_keep_short((unsigned __int128)a.coef -
	    (unsigned __int128)b.coef, a.scale, &c))
		return c;
	return sim_sum_any(sim, a.coef, a.scale, -b.coef, b.scale);
}

/* So many decimals less, rounded down or up. */
static inline struct dec
sim_cut(int64_t whole, int less, int scale, enum round r)
{
	int64_t size = whole / dec_powers[less];
	int64_t rest = whole % dec_powers[less];

	size += r == ROUND_CEIL ? rest > 0 : -(rest < 0);
	return (struct dec){ size, scale };
}

/* Rounded to so many decimals. */
static inline struct dec
sim_product(struct sim *sim, struct dec a, struct dec b, int scale,
    enum round r)
{
	int more = a.scale + b.scale - scale;
	int64_t whole;

	if ((r != ROUND_CEIL && r != ROUND_FLOOR) || !dec_is_short(a) ||
	    !dec_is_short(b) || more < 0 || more > DEC_SCALE_MAX ||
	    __builtin_mul_overflow((int64_t)a.coef, (int64_t)b.coef, &whole))
		return sim_product_any(sim, DEC_OF(a), DEC_OF(b), scale, r);
	return sim_cut(whole, more, scale, r);
}

/* A sum of what has one scale, as money of one currency nearly always has;
 * .other: something in it has another, and it has to be made otherwise. What
 * runs over 128 bits comes back from there: a sum of 0 is 0. */
struct sim_total { unsigned __int128 sum; int scale, other; };
static inline void
total_add(struct sim_total *t, const struct dec *a)
{
	t->sum += (unsigned __int128)a->coef;
	t->other |= a->scale ^ t->scale;
}
static inline void
total_take(struct sim_total *t, const struct dec *a)
{
	t->sum -= (unsigned __int128)a->coef;
	t->other |= a->scale ^ t->scale;
}

/* a / b in whole steps of 10^-scale, rounded down, if all of it is short and
 * nothing less than 0; false: it has to be worked out otherwise. */
static inline bool
sim_steps(struct dec a, struct dec b, int scale, int64_t *out)
{
	int more = scale + b.scale - a.scale;
	int64_t whole;

	if (!dec_is_short(a) || !dec_is_short(b) || a.coef < 0 ||
	    b.coef <= 0 || more < 0 || more > DEC_SCALE_MAX ||
	    __builtin_mul_overflow((int64_t)a.coef, dec_powers[more], &whole))
		return false;
	*out = whole / (int64_t)b.coef;
	return true;
}

/* Rounded to so many decimals and kept with them all: sums of money that have
 * one scale are the fast ones. */
static inline struct dec
sim_rounded(struct sim *sim, struct dec a, int scale, enum round r)
{
	if (a.scale == scale)
		return a;
	if ((r != ROUND_CEIL && r != ROUND_FLOOR) || !dec_is_short(a))
		return sim_rounded_any(sim, DEC_OF(a), scale, r);
	if (a.scale > scale)
		return sim_cut((int64_t)a.coef, a.scale - scale, scale, r);
	return (struct dec){ (__int128)(int64_t)a.coef *
	    dec_powers[scale - a.scale], scale };
}

#endif
