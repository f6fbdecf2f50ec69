/*
 * What all processes must know about a host: how much of its rate budgets is
 * taken, until when it has banned us, how far its clock is off, and whether it
 * fails so often that it is left alone for a while (the API breaker). struct
 * net_limits is how the network asks for it; lib/store keeps it for all
 * processes (store/netstate.h), limits_memory() for one.
 *
 * Budgets are counted so that no window of the host's is exceeded, wherever
 * it begins: a request counts as used at the latest moment it may arrive, and
 * once answered at the moment of its answer.
 */
#ifndef MODEL_LIMITS_H
#define MODEL_LIMITS_H

#include "base/err.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

#define HOST_SIZE 256
#define SCOPE_SIZE 65

enum budget_kind { BUDGET_WEIGHT, BUDGET_ORDERS, BUDGET_KINDS };
extern const char *const budget_kind_names[];	/* by value */

/* One of a host's limits: so much in each window. */
struct budget {
	const char *host;
	const char *scope;	/* "" for the host; else the account's label */
	enum budget_kind kind;
	int64_t window;		/* µs */
	int64_t limit;
	bool assumed;		/* until the host says: gives way to what is known */
};

/* What one request costs. */
struct net_cost {
	const char *host;
	const char *scope;	/* of its orders: the account's label, or "" */
	int weight, orders;
	/* The API breaker lets it pass: a cancel, or a WebSocket, which backs
	 * off by itself. */
	bool apart;
};

enum take_result {
	TAKE_OK,		/* go */
	TAKE_WAIT,		/* a budget is used up; it may be until then */
	TAKE_BANNED,		/* the host said so, until then */
	TAKE_BROKEN,		/* the host fails: not asked until then */
	TAKE_NEVER		/* costs more than a whole budget */
};

/* A use that the host reported. */
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
	/* What is called between them others see at once or, when it fails,
	 * not at all: cheaper than one by one. Nobody else can count
	 * meanwhile, so nothing is waited for. */
	enum err_code (*begin)(void *self, struct err *err);
	enum err_code (*end)(void *self, enum err_code rc, struct err *err);
};

/* One process's own; limits_memory_free() ends it. */
struct net_limits *limits_memory(void);
void limits_memory_free(struct net_limits *l);	/* NULL is fine */

/*
 * The rules behind both, over one host's state. None of them reads a clock.
 */
#define LIMIT_SLOTS 12		/* to a window: the grain of its counting */
struct limit_use { int64_t slot, amount; };
struct limit_state {		/* a budget and what is taken of it */
	char scope[SCOPE_SIZE];
	enum budget_kind kind;
	int64_t window, limit;	/* limit 0: not known yet, only counted */
	VEC(struct limit_use) uses;
	bool changed;		/* for whoever keeps it */
};
struct host_state {
	char host[HOST_SIZE];
	int64_t ban_until;
	int64_t failures;	/* in a row */
	int64_t open_until;	/* the API breaker; 0: closed */
	int64_t open_for;	/* how long it was opened last */
	int64_t probe_until;	/* one request is trying whether it works */
	int64_t offset, offset_at;
	VEC(struct limit_state) budgets;
};
void host_state_release(struct host_state *h);

void host_define(struct host_state *h, const struct budget *b);
enum take_result host_take(struct host_state *h, const struct net_cost *cost,
    int64_t now, int64_t *until);
void host_done(struct host_state *h, const struct net_cost *cost,
    int64_t taken, int64_t now, bool sent);
void host_used(struct host_state *h, const struct net_used *u, int64_t now);
void host_ban(struct host_state *h, int64_t until, int64_t now);
void host_health(struct host_state *h, bool worked, int64_t now);
/* What of a budget counts as taken now. */
int64_t limit_taken(struct limit_state *b, int64_t now);

#endif
