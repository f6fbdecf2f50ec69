/*
 * Covers lib/base/parallel.c: every item once, on any number of threads; the
 * first error and the moment of an interruption; no items. make TSAN=1 check
 * T=parallel looks at the same with ThreadSanitizer.
 */
#include "base/parallel.h"
#include "base/rng.h"
#include "tests/lib/tap.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define ITEMS 5000

struct bench {
	uint64_t result[ITEMS];
	unsigned times[ITEMS];
	uint64_t by_worker[PARALLEL_MOST];
	size_t fails_at, fails_again, stops_at, told, block;
	atomic_size_t asked;
};

static enum err_code
draw(void *self, unsigned worker, size_t item, struct err *err)
{
	struct bench *b = self;
	struct rng r;

	rng_stream(&r, 42, item);
	for (size_t i = 0; i < 20 + item % 300; i++)
		b->result[item] += rng_next(&r);
	b->times[item]++;
	b->by_worker[worker]++;
	if (item == b->fails_at || item == b->fails_again)
		return err_set(err, E_DATA, "item %zu", item);
	return E_OK;
}

static bool
stopped(void *self)
{
	struct bench *b = self;

	return atomic_fetch_add(&b->asked, 1) >= b->stops_at;
}

static void
tell(void *self, size_t done)
{
	struct bench *b = self;

	ok(done >= b->told && done <= ITEMS);
	b->told = done;
}

static struct bench *
bench_new(void)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->fails_at = b->fails_again = b->stops_at = 2 * ITEMS;
	return b;
}

static enum err_code
run(struct bench *b, unsigned jobs, size_t *done, struct err *err)
{
	const struct parallel p = { .items = ITEMS, .jobs = jobs,
	    .block = b->block, .work = draw, .stopped = stopped, .tell = tell,
	    .self = b };

	return parallel_run(&p, done, err);
}

static void
each_item_once_on_any_number(void)
{
	static const unsigned jobs[] = { 1, 2, 3, 8, 40, 0 };
	struct bench *first = NULL;

	for (size_t k = 0; k < sizeof(jobs) / sizeof(jobs[0]); k++) {
		struct bench *b = bench_new();
		struct err err = { 0 };
		uint64_t sum = 0;
		size_t done;

		b->block = k % 3 * 7;
		is_int(run(b, jobs[k], &done, &err), E_OK);
		is_int(done, ITEMS);
		for (size_t i = 0; i < ITEMS; i++)
			is_int(b->times[i], 1);
		for (size_t i = 0; i < PARALLEL_MOST; i++)
			sum += b->by_worker[i];
		is_int(sum, ITEMS);
		if (first != NULL)
			ok(memcmp(b->result, first->result,
			    sizeof(b->result)) == 0);
		if (first == NULL)
			first = b;
		else
			free(b);
	}
	free(first);
}

/* The lowest that fails, though a later one may fail before it. */
static void
the_lowest_failure_counts(void)
{
	for (int round = 0; round < 50; round++) {
		struct bench *b = bench_new();
		struct err err = { 0 };
		size_t done;

		b->fails_at = 301;
		b->fails_again = 300;
		b->block = (size_t)round % 4 * 3;
		is_int(run(b, 1 + (unsigned)round % 5, &done, &err), E_DATA);
		is_text(err.text, "item 300");
		ok(done >= 301 && done < ITEMS);
		for (size_t i = 0; i < ITEMS; i++)
			is_int(b->times[i], i < done);
		free(b);
	}
}

static void
an_interruption_leaves_a_whole_beginning(void)
{
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		struct bench *b = bench_new();
		struct err err = { 0 };
		size_t done;

		b->stops_at = 100;
		is_int(run(b, jobs, &done, &err), E_PARTIAL);
		is_text(err.text, "interrupted");
		ok(done <= 100 && done > 90);
		for (size_t i = 0; i < ITEMS; i++)
			is_int(b->times[i], i < done);
		free(b);
	}
}

static void
no_item_is_no_work(void)
{
	const struct parallel p = { .items = 0, .work = draw };
	const struct parallel few = { .items = 3, .jobs = 100, .work = draw };
	const struct parallel many = { .items = 1 << 20, .jobs = 1 << 30 };
	size_t done = 7;

	is_int(parallel_run(&p, &done, NULL), E_OK);
	is_int(done, 0);
	is_int(parallel_workers(&p), 1);
	is_int(parallel_workers(&few), 3);
	is_int(parallel_workers(&many), PARALLEL_MOST);
}

/* Blocks under way end early: then some behind the beginning are done. */
static void
an_interruption_does_not_wait_for_blocks(void)
{
	for (unsigned jobs = 1; jobs < 4; jobs++) {
		struct bench *b = bench_new();
		struct err err = { 0 };
		size_t done, all = 0;

		b->block = 40;
		b->stops_at = 100;
		is_int(run(b, jobs, &done, &err), E_PARTIAL);
		for (size_t i = 0; i < ITEMS; i++) {
			is_int(b->times[i], i < done ? 1 : b->times[i] != 0);
			all += b->times[i];
		}
		ok(all > 90 && all <= 100 + jobs);
		ok(b->times[done] == 0);
		free(b);
	}
}

int
main(void)
{
	TEST(each_item_once_on_any_number);
	TEST(the_lowest_failure_counts);
	TEST(an_interruption_leaves_a_whole_beginning);
	TEST(an_interruption_does_not_wait_for_blocks);
	TEST(no_item_is_no_work);
	return tap_done();
}
