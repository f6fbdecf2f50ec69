/*
 * What goes wrong on purpose: by a script, or by a seed. Which request meets
 * which fault depends on the order of the requests and nothing else.
 *
 * A script has a line for each rule, the first that holds counts:
 *
 *	METHOD PATH WHICH FAULT [ARGUMENT]
 *	POST /api/v3/order 2 drop-after		# the second one
 *	* /fapi/ * delay 200			# every path that begins so
 *	GET /api/v3/klines 3-5 429 2
 *	* * /10 503-after			# each tenth
 */
#ifndef SERVE_FAULTS_H
#define SERVE_FAULTS_H

#include "base/err.h"
#include "base/rng.h"
#include "base/vec.h"
#include "serve/http.h"

enum fault_kind {
	FAULT_NONE,
	FAULT_DELAY,		/* ms before it is looked at */
	FAULT_DROP_BEFORE,	/* the connection ends, nothing was booked */
	FAULT_DROP_AFTER,	/* it was booked; no answer comes */
	FAULT_HALF,		/* half the bytes of the answer */
	FAULT_SLOW,		/* byte by byte */
	FAULT_ENDLESS,		/* a body that does not end */
	FAULT_GARBAGE,		/* 200 with a page of HTML */
	FAULT_LIMIT,		/* 429, Retry-After in seconds */
	FAULT_BAN,		/* 418, the same */
	FAULT_BEFORE,		/* a status from 500 on, nothing was booked */
	FAULT_AFTER,		/* the same, and it was */
	FAULT_CLOCK,		/* so many ms wrong from here on */
	FAULT_TWICE,		/* its trades are told twice */
	FAULT_LATE		/* its trades are heard of n requests later */
};
struct fault { enum fault_kind kind; int64_t argument; const char *name; };

struct fault_rule {
	char method[16], path[64];
	bool prefix;
	int64_t first, last, each;	/* of those that match; each 0: none */
	struct fault fault;
	int64_t met;
};

/* All-zero: nothing goes wrong. */
struct faults {
	VEC(struct fault_rule) rules;
	bool seeded;
	struct rng rng;
};
void faults_release(struct faults *f);
/* E_DATA names the line. */
enum err_code faults_read(struct faults *f, const char *text, size_t len,
    const char *name, struct err *err);
void faults_seed(struct faults *f, uint64_t seed);
/* The fault of the next request. */
struct fault faults_next(struct faults *f, struct slice method,
    struct slice path);

#endif
