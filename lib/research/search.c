/* In which order a sweep tries sets: each try by its number alone. */
#include "research/space.h"

#include "base/rng.h"

const char *const search_names[SEARCHES + 1] = { "grid", "random", NULL };

/* A word that looks like chance, of two others (splitmix64). */
static uint64_t
mixed(uint64_t a, uint64_t b)
{
	uint64_t x = a + UINT64_C(0x9e3779b97f4a7c15) * (b + 1);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

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
			next = left ^ (mixed(key + round, right) & mask);
			left = right;
			right = next;
		}
		i = left << half | right;
	} while (i >= n);
	return i;
}

int64_t
search_set(const struct search *how, const struct space *s, int64_t i)
{
	if (how->kind == SEARCH_RANDOM)
		return (int64_t)shuffled((uint64_t)i, (uint64_t)s->sets,
		    mixed(how->seed, 0));
	return i;
}
