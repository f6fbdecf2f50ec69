/*
 * Random numbers: the published streams of xoshiro256** and splitmix64, and
 * the moments and bounds of what is made from them.
 */
#include "base/rng.h"

#include "tests/lib/tap.h"

#include <math.h>

static void
published_streams(void)
{
	/* rand_xoshiro's reference test, from the authors' C code. */
	static const uint64_t want[] = { 11520, 0, 1509978240,
	    1215971899390074240U, 1216172134540287360U, 607988272756665600U,
	    16172922978634559625U, 8476171486693032832U,
	    10595114339597558777U, 2904607092377533576U };
	/* splitmix64 from 1234567, as Rosetta Code and many others list it. */
	static const uint64_t seeds[] = { 6457827717110365317U,
	    3203168211198807973U, 9817491932198370423U,
	    4593380528125082431U };
	struct rng r = { { 1, 2, 3, 4 } };

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		ok(rng_next(&r) == want[i]);
	rng_seed(&r, 1234567);
	for (size_t i = 0; i < 4; i++)
		ok(r.s[i] == seeds[i]);
}

/* The same words, each by its number alone. */
static void
words_by_number(void)
{
	struct rng r;

	rng_seed(&r, 1234567);
	for (size_t i = 0; i < 4; i++)
		ok(rng_word(1234567, i) == r.s[i]);
	ok(rng_unit_of(0) == 0 && rng_unit_of(UINT64_MAX) < 1 &&
	    rng_unit_of(UINT64_C(1) << 63) == 0.5);
}

static void
seeds_make_streams(void)
{
	struct rng a, b, c;

	rng_seed(&a, 0);
	rng_seed(&b, 0);
	rng_seed(&c, 1);
	for (int i = 0; i < 100; i++) {
		uint64_t x = rng_next(&a);

		ok(x == rng_next(&b) && x != rng_next(&c));
	}
}

/* No two items of a seed, and no two seeds, begin alike; what many streams
 * draw first is as even as what one stream draws. */
static void
items_have_streams(void)
{
	double sum = 0, squares = 0, together = 0, before = 0.5;
	struct rng a, b;
	int n = 100000;

	rng_stream(&a, 7, 3);
	rng_stream(&b, 7, 3);
	for (int i = 0; i < 10; i++)
		ok(rng_next(&a) == rng_next(&b));
	rng_stream(&b, 3, 7);
	ok(rng_next(&a) != rng_next(&b));
	for (int i = 0; i < n; i++) {
		double u;

		rng_stream(&a, 1, (uint64_t)i);
		u = rng_unit(&a);
		sum += u;
		squares += u * u;
		together += (u - 0.5) * (before - 0.5);
		before = u;
	}
	ok(fabs(sum / n - 0.5) < 0.004);	/* 4 sigma */
	ok(fabs(squares / n - 1.0 / 3) < 0.004);
	ok(fabs(together / n) < 0.0011);
}

static void
below_is_even(void)
{
	struct rng r;
	int seen[7] = {0};
	uint64_t big = (UINT64_C(1) << 63) + 1, over = 0;

	rng_seed(&r, 42);
	for (int i = 0; i < 70000; i++) {
		uint64_t x = rng_below(&r, 7);

		if (ok(x < 7))
			seen[x]++;
		is_int(rng_below(&r, 1), 0);
	}
	for (int i = 0; i < 7; i++)
		ok(seen[i] > 9600 && seen[i] < 10400);	/* 4 sigma */
	for (int i = 0; i < 10000; i++) {
		uint64_t x = rng_below(&r, big);

		ok(x < big);
		over += x >= big / 2;
	}
	ok(over > 4800 && over < 5200);
}

static void
moments(void)
{
	double unit = 0, squares = 0;
	int n = 200000;
	struct rng r;

	rng_seed(&r, 7);
	for (int i = 0; i < n; i++) {
		double u = rng_unit(&r);

		ok(u >= 0 && u < 1);
		unit += u;
		squares += u * u;
	}
	ok(fabs(unit / n - 0.5) < 0.003);
	ok(fabs(squares / n - 1.0 / 3) < 0.003);
}

static void
real_bytes_differ(void)
{
	unsigned char a[300] = {0}, b[300] = {0};

	ok(rng_bytes(a, sizeof(a)) && rng_bytes(b, sizeof(b)));
	ok(memcmp(a, b, sizeof(a)) != 0);
	ok(memcmp(a + 284, b + 284, 16) != 0);	/* to the end */
	ok(rng_bytes(a, 0));
}

int
main(void)
{
	TEST(published_streams);
	TEST(words_by_number);
	TEST(seeds_make_streams);
	TEST(items_have_streams);
	TEST(below_is_even);
	TEST(moments);
	TEST(real_bytes_differ);
	return tap_done();
}
