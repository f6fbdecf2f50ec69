/*
 * When a request is tried again: the table of RELIABILITY.md 3. Pure: the
 * time, the waits asked for and the random numbers are passed in.
 */
#ifndef NET_RETRY_H
#define NET_RETRY_H

#include "base/rng.h"
#include "net/http.h"

#define RETRY_CEILING INT64_C(15000000)	/* µs: no new try begins later */

enum retry_step {
	RETRY_END,	/* this is how it ends */
	RETRY_WAIT,	/* try again after the wait */
	RETRY_SYNC	/* ask for the host's time, then try again */
};

struct retry {		/* all-zero: before the first try */
	int again;	/* further tries so far */
	bool synced;
	int64_t began;	/* on the clock of `now` below */
	int64_t waited;	/* because a host or a budget said so */
};

/*
 * After a try ended in class. asked: µs that the host wants us to wait, or -1
 * where it did not say. patience: how much of such waiting is accepted.
 */
enum retry_step retry_next(struct retry *r, enum http_kind kind,
    enum http_class class, int64_t now, int64_t asked, int64_t patience,
    struct rng *rng, int64_t *wait);

#endif
