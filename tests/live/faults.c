/*
 * faults FROM COUNT FILE: so many runs of a live account over a wire that
 * fails, the first of seed FROM, with a store at FILE. Exits 1 when any of them
 * ends with a doubled, a lost or a wrongly told order. Each seed that ends in 0
 * is run twice and must give the same history at the exchange.
 */
#include "tests/live/faults/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct total { size_t actions, requests, faults, unknown, orders, bad; };

/* Each store is opened at one place: one run after the other. */
static bool
same_again(uint64_t seed, const char *store, const char *told)
{
	struct run r;
	bool same;

	run_whole(&r, seed, store);
	same = strcmp(buf_text(&r.told), told) == 0;
	if (!same)
		complain(&r, "another history the second time");
	run_release(&r);
	return same;
}

static void
one(uint64_t seed, const char *store, struct total *t)
{
	struct run r;
	bool good = run_whole(&r, seed, store);
	char *told = buf_take(&r.told);

	t->actions += r.actions;
	t->requests += r.wire.requests;
	t->faults += r.wire.faults;
	t->unknown += r.unknown;
	t->orders += r.wire.world.book.orders.len;
	run_release(&r);
	if (seed % 10 == 0)
		good = same_again(seed, store, told) && good;
	t->bad += !good;
	free(told);
}

int
main(int argc, char **argv)
{
	struct total t = { 0 };
	uint64_t from;
	long count;

	if (argc != 4) {
		fprintf(stderr, "usage: faults FROM COUNT FILE\n");
		return 2;
	}
	from = strtoull(argv[1], NULL, 10);
	count = atol(argv[2]);
	store_make(argv[3]);
	for (long i = 0; i < count; i++)
		one(from + (uint64_t)i, argv[3], &t);
	printf("%ld runs: %zu actions, %zu requests, %zu faults, %zu orders "
	    "booked, %zu outcomes unknown at first; %zu runs wrong\n", count,
	    t.actions, t.requests, t.faults, t.orders, t.unknown, t.bad);
	return t.bad > 0;
}
