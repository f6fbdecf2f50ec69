/*
 * What is known about a host by all processes: how much of its rate budgets is
 * taken, until when it has banned us, how far its clock is off, and whether it
 * fails so often that it is left alone for a while (the API breaker). A table
 * of functions, so that lib/store can keep it and a test can hold it in memory
 * (limits_memory()).
 *
 * Budgets are counted so that no window of the host's is ever exceeded,
 * wherever it begins: what is taken counts as used at the latest moment it may
 * arrive, and once answered at the moment of its answer.
 */
#ifndef NET_LIMITS_H
#define NET_LIMITS_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum budget_kind { BUDGET_WEIGHT, BUDGET_ORDERS, BUDGET_KINDS };

/* One of a host's limits: so much in each window. */
struct budget {
	const char *host;
	const char *scope;	/* "" for the host; else the account's label */
	enum budget_kind kind;
	int64_t window;		/* µs */
	int64_t limit;
};

/* What one request costs. */
struct net_cost {
	const char *host;
	const char *scope;	/* of its orders: the account's label, or "" */
	int weight, orders;
	bool urgent;		/* a cancel: the API breaker lets it pass */
};

enum take_result {
	TAKE_OK,		/* go */
	TAKE_WAIT,		/* a budget is used up until then */
	TAKE_BANNED,		/* the host said so, until then */
	TAKE_BROKEN,		/* the host fails: not asked until then */
	TAKE_NEVER		/* costs more than a whole budget */
};

/* A use that an answer's header reported. */
struct net_used {
	const char *host, *scope;
	enum budget_kind kind;
	int64_t window, used;
};

struct net_limits {
	void *self;
	/* Defines or changes a limit; what is taken stays taken. */
	enum err_code (*define)(void *self, const struct budget *b,
	    struct err *err);
	/* All budgets of a request or none. until: of what stands against it. */
	enum err_code (*take)(void *self, const struct net_cost *cost,
	    int64_t now, enum take_result *result, int64_t *until,
	    struct err *err);
	/* The request taken at `taken` has ended; sent false: it never left,
	 * and its cost is given back. */
	enum err_code (*done)(void *self, const struct net_cost *cost,
	    int64_t taken, int64_t now, bool sent, struct err *err);
	enum err_code (*used)(void *self, const struct net_used *u,
	    int64_t now, struct err *err);
	/* Until then nothing goes there; an earlier time does not shorten. */
	enum err_code (*ban)(void *self, const char *host, int64_t until,
	    int64_t now, struct err *err);
	/* For the API breaker: the host answered, or did not. */
	enum err_code (*health)(void *self, const char *host, bool worked,
	    int64_t now, struct err *err);
	/* Host's clock minus ours in µs; at: when it was measured, 0: never. */
	enum err_code (*clock_get)(void *self, const char *host,
	    int64_t *offset, int64_t *at, struct err *err);
	enum err_code (*clock_set)(void *self, const char *host,
	    int64_t offset, int64_t at, struct err *err);
};

#endif
