/*
 * One run of an account against a served exchange in this process: the gate,
 * the store and lib/venue/binance are the program's, the exchange is lib/serve
 * without its sockets, and between them lies a wire that loses, cuts, delays
 * and garbles what it carries, by a seed. The clock is virtual and stands still
 * unless something takes time.
 */
#ifndef TESTS_LIVE_FAULTS_H
#define TESTS_LIVE_FAULTS_H

#include "base/rng.h"
#include "gate/gate.h"
#include "net/http.h"
#include "serve/dialect.h"
#include "store/store.h"
#include "venue/venue.h"

#define ACCOUNT "live"
#define SPOT "BTC/USDT"
#define SWAP "BTC/USDT:USDT"
#define BEGIN INT64_C(1764633600000000)	/* 2025-12-02, µs */

/* A request that is still on its way; its client has given up. */
struct straggler { int64_t due; char *text; };

struct wire {
	struct world world;
	struct served served;
	const struct dialect *dialect;
	struct rng rng;
	int64_t now;		/* µs; everybody's clock */
	int64_t offset;		/* the host's clock as the client has it */
	bool calm;		/* nothing goes wrong any more */
	VEC(struct straggler) stragglers;
	size_t requests, faults;
};

/* wire.c: the client's functions; the struct http is the wire. */
extern const struct http_ops wire_ops;
/* Time passes; what was on its way arrives when it is due. */
void wire_pass(struct wire *w, int64_t us);
void wire_release(struct wire *w);
int64_t below(struct wire *w, int64_t n);
bool chance(struct wire *w, int percent);

/* exchange.c: a market of some hundred bars out of the wire's numbers. */
void exchange_open(struct wire *w);

/* run.c */
struct run {
	uint64_t seed;
	struct wire wire;
	struct store *store;
	struct venue_env env;
	struct gate_options options;
	size_t actions, unknown, wrong;	/* wrong: what compare.c found */
	struct buf told;		/* the exchange's book at the end */
};
/* Everything from a fresh store to the comparison. store: a file that holds a
 * store with the account and is overwritten. False: something is wrong, and
 * was said on stderr. */
bool run_whole(struct run *r, uint64_t seed, const char *store);
void run_release(struct run *r);
/* Makes that store. */
void store_make(const char *path);

/* compare.c: does what was answered agree with what was booked? */
void answer_check(struct run *r, const char *what, enum err_code rc,
    const struct order *o);
void books_compare(struct run *r);
/* What was booked, without the ids that are drawn anew each time. */
void history_tell(struct run *r);
__attribute__((format(printf, 2, 3)))
void complain(struct run *r, const char *fmt, ...);
void need(bool good, const char *what, const struct err *err);

#endif
