/* xoshiro256** 1.0, https://prng.di.unimi.it/xoshiro256starstar.c */
#include "base/rng.h"

#include <errno.h>
#include <stddef.h>
#include <sys/random.h>

static uint64_t
rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15)

/* splitmix64's: one to one. */
static uint64_t
mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t
rng_word(uint64_t key, uint64_t b)
{
	return mix(key + GOLDEN * (b + 1));
}

void
rng_seed(struct rng *r, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		r->s[i] = mix(seed += GOLDEN);
}

/* One to one in item, so that no two items of a seed begin alike; mixed once
 * more, so that neighbours do not walk through each other's states. */
void
rng_stream(struct rng *r, uint64_t seed, uint64_t item)
{
	rng_seed(r, mix(mix(seed + GOLDEN) ^ mix(item + 1)));
}

uint64_t
rng_next(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t
rng_below(struct rng *r, uint64_t n)
{
	/* What is left of 2^64 after whole runs of n is drawn again. */
	uint64_t reject = -n % n, x;

	do
		x = rng_next(r);
	while (x < reject);
	return x % n;
}

double
rng_unit(struct rng *r)
{
	return rng_unit_of(rng_next(r));
}

int
rng_bytes(void *out, unsigned n)
{
	unsigned char *at = out;

	while (n != 0) {
		ssize_t got = getrandom(at, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 0;
		at += got;
		n -= (unsigned)got;
	}
	return 1;
}
