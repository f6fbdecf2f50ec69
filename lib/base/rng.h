/*
 * Seeded random numbers: xoshiro256** (Blackman and Vigna 2018) seeded through
 * splitmix64. The same seed gives the same stream on every machine.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng { uint64_t s[4]; };

void rng_seed(struct rng *r, uint64_t seed);
/* The stream of one item of work: of a seed each item has its own, whoever
 * works on it and whenever. */
void rng_stream(struct rng *r, uint64_t seed, uint64_t item);
uint64_t rng_next(struct rng *r);
/* A word that looks like chance, of two others: of a key, the b-th, whoever
 * asks and in whatever order (splitmix64's mix). */
uint64_t rng_word(uint64_t key, uint64_t b);
/* Of a word, as rng_unit() is: [0, 1). */
static inline double
rng_unit_of(uint64_t word)
{
	return (double)(word >> 11) * 0x1p-53;
}
uint64_t rng_below(struct rng *r, uint64_t n);	/* 0..n-1, unbiased; n > 0 */
double rng_unit(struct rng *r);			/* [0, 1), 53 bits */
/* Real randomness for ids and tags: getrandom(2). False when it fails. */
int rng_bytes(void *out, unsigned n);

#endif
