/* In which order a sweep tries sets: each try by its number alone. */
#include "research/space.h"

#include "base/rng.h"

#include <stdio.h>

const char *const search_names[SEARCHES + 1] = { "grid", "random", "latin",
    "sobol", "genetic", NULL };

/*
 * Where i comes to lie when 0 to n-1 are shuffled: a Feistel network over the
 * next power of four, gone through until it is below n (Black and Rogaway
 * 2002). So no set is drawn twice, and none has to be remembered.
 */
static uint64_t
shuffled(uint64_t i, uint64_t n, uint64_t key)
{
	unsigned half = 1;
	uint64_t mask, left, right, next;

	while (half < 32 && (UINT64_C(1) << 2 * half) < n)
		half++;
	mask = (UINT64_C(1) << half) - 1;
	do {
		left = i >> half;
		right = i & mask;
		for (uint64_t round = 0; round < 4; round++) {
			next = left ^ (rng_word(key + round, right) & mask);
			left = right;
			right = next;
		}
		i = left << half | right;
	} while (i >= n);
	return i;
}

/* Where a try lies on an axis, from 0 to below 1. A Latin hypercube cuts each
 * axis into as many parts as there are tries, and has one try in each (McKay,
 * Beckman and Conover 1979); Sobol's points are shifted by the seed, and begin
 * behind the origin (Cranley and Patterson 1976). */
static double
place(const struct search *how, int64_t i, size_t axis)
{
	uint64_t key = rng_word(how->seed, axis + 1);
	double x;

	if (how->kind == SEARCH_LATIN)
		return ((double)shuffled((uint64_t)i, (uint64_t)how->tries,
		    key) + rng_unit_of(rng_word(key, (uint64_t)i))) /
		    (double)how->tries;
	x = sobol_point((uint32_t)i + 1, axis) + rng_unit_of(key);
	return x < 1 ? x : x - 1;
}

/* A set of the coarse grid, by its number there. */
static int64_t
coarse_set(const struct space *s, int64_t coarse)
{
	int64_t set = 0, times = 1;

	for (size_t i = s->axes.len; i-- > 0;) {
		const struct axis *a = &s->axes.at[i];
		int64_t n = (int64_t)axis_coarse(a);

		set += coarse % n * (int64_t)a->stride * times;
		coarse /= n;
		times *= (int64_t)a->len;
	}
	return set;
}

int64_t
search_set(const struct search *how, const struct space *s, int64_t i)
{
	int64_t set = 0;

	if (how->kind == SEARCH_GRID)
		return coarse_set(s, i);
	if (how->kind == SEARCH_RANDOM)
		return coarse_set(s, (int64_t)shuffled((uint64_t)i,
		    (uint64_t)s->coarse, rng_word(how->seed, 0)));
	for (size_t k = 0; k < s->axes.len; k++) {
		const struct axis *a = &s->axes.at[k];
		int64_t n = (int64_t)axis_coarse(a);
		int64_t at = (int64_t)(place(how, i, k) * (double)n);

		at = at < n ? at : n - 1;
		set = set * (int64_t)a->len + at * (int64_t)a->stride;
	}
	return set;
}

int64_t
search_most(const struct search *how)
{
	return how->tries + how->population * how->generations + how->refine;
}

bool
search_learns(const struct search *how)
{
	return how->kind == SEARCH_GENETIC || how->refine > 0;
}

const char *
search_text(const struct search *how, char buf[SEARCH_TEXT_SIZE])
{
	int n = snprintf(buf, SEARCH_TEXT_SIZE, "%s",
	    search_names[how->kind]);

	if (how->kind == SEARCH_GENETIC)
		n += snprintf(buf + n, SEARCH_TEXT_SIZE - (size_t)n,
		    " %lld by %lld", (long long)how->population,
		    (long long)how->generations);
	if (how->refine > 0)
		snprintf(buf + n, SEARCH_TEXT_SIZE - (size_t)n,
		    ", refine %lld", (long long)how->refine);
	return buf;
}
