/*
 * Covers lib/base/index.c: finding by hash, equal hashes, taking out and
 * closing up, growth; against a list, with hashes that crowd together.
 */
#include "base/index.h"
#include "base/rng.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>

static bool
has(const struct index *ix, uint64_t hash, size_t place)
{
	for (struct index_seek k = { 0 }; index_next(ix, hash, &k);)
		if (k.place == place)
			return true;
	return false;
}

static void
an_empty_one_has_nothing(void)
{
	struct index ix = { 0 };
	struct index_seek k = { 0 };

	ok(!index_next(&ix, 7, &k));
	ok(!index_remove(&ix, 7, 0));
	index_release(&ix);
}

static void
equal_hashes_are_all_found(void)
{
	struct index ix = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < 100; i++)
		index_add(&ix, 42, i);
	for (struct index_seek k = { 0 }; index_next(&ix, 42, &k);)
		n++;
	is_int(n, 100);
	is_int(ix.len, 100);
	ok(index_remove(&ix, 42, 50));
	ok(!index_remove(&ix, 42, 50));
	ok(!has(&ix, 42, 50));
	ok(has(&ix, 42, 99));
	index_release(&ix);
}

/* Few hashes, so that ways overlap and wrap; all that is in is found, all
 * that is out is not. */
static void
it_is_the_set_that_it_should_be(void)
{
	static bool in[16][200];
	struct index ix = { 0 };
	struct rng r;
	size_t wrong = 0, count = 0;

	rng_seed(&r, 3);
	for (int step = 0; step < 20000; step++) {
		size_t h = rng_below(&r, 16), p = rng_below(&r, 200);
		uint64_t hash = h * 7 + 120;

		if (in[h][p] && rng_below(&r, 2) == 0) {
			wrong += !index_remove(&ix, hash, p);
			in[h][p] = false;
			count--;
		} else if (!in[h][p]) {
			index_add(&ix, hash, p);
			in[h][p] = true;
			count++;
		}
		wrong += ix.len != count;
	}
	for (size_t h = 0; h < 16; h++)
		for (size_t p = 0; p < 200; p++)
			wrong += has(&ix, h * 7 + 120, p) != in[h][p];
	is_int(wrong, 0);
	index_release(&ix);
}

static void
texts_hash_apart(void)
{
	struct index ix = { 0 };
	size_t twice = 0;
	char text[32];

	ok(index_hash(0, "") != index_hash(1, ""));
	ok(index_hash(0, "a") != index_hash(0, "b"));
	ok(index_hash(index_hash(0, "ab"), "c") !=
	    index_hash(index_hash(0, "a"), "bc"));
	ok(index_hash(0, "12345678") != index_hash(0, "123456780"));
	for (size_t i = 0; i < 20000; i++) {
		struct index_seek k = { 0 };

		snprintf(text, sizeof(text), "%08zx.sl", i);
		twice += index_next(&ix, index_hash(0, text), &k);
		index_add(&ix, index_hash(0, text), i);
	}
	ok(twice < 3);
	index_release(&ix);
}

int
main(void)
{
	TEST(an_empty_one_has_nothing);
	TEST(equal_hashes_are_all_found);
	TEST(it_is_the_set_that_it_should_be);
	TEST(texts_hash_apart);
	return tap_done();
}
