/*
 * Many items of work on a few threads. Items are handed out in order, by one
 * counter; each owns its result (a place in an array, a row of its own), so
 * that what comes out does not depend on how many threads there are. What is
 * random in an item comes from a stream of its own: rng_stream() (base/rng.h).
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define PARALLEL_MOST 1024

struct parallel {
	size_t items;
	unsigned jobs;		/* threads; 0: as many as there are processors */
	/* A worker takes up to so many neighbours at once, where they share
	 * what it keeps between them; 0: one. */
	size_t block;
	/* Does item number `item`, 0 to items - 1. worker is 0 below
	 * parallel_workers(): what it keeps between items is found by it. */
	enum err_code (*work)(void *self, unsigned worker, size_t item,
	    struct err *err);
	/* Asked before each item, on any thread: true begins no more. NULL:
	 * nothing stops it. */
	bool (*stopped)(void *self);
	/* In the caller's thread, which works too, between two blocks of its
	 * own: so many were handed out. May be NULL. */
	void (*tell)(void *self, size_t done);
	void *self;
};

/* Threads that parallel_run() will use at most, the caller's with them. */
unsigned parallel_workers(const struct parallel *p);

/*
 * All items, or up to the first that fails or the moment when stopped() is true
 * (E_PARTIAL, "interrupted"). What was begun is ended: items 0 to *done - 1
 * are, and of the others none was begun, or with blocks, some may have been.
 * The error is that of the lowest item that failed, whichever thread it was on.
 * done may be NULL.
 */
enum err_code parallel_run(const struct parallel *p, size_t *done,
    struct err *err);

#endif
