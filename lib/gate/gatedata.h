/* What a gate is made of, for the files of this room alone. */
#ifndef GATE_GATEDATA_H
#define GATE_GATEDATA_H

#include "gate/gate.h"
#include "gate/ledger.h"
#include "risk/breaker.h"

#define MAX_AGE_DEFAULT (5 * STAMP_MINUTE)
#define LOCK_WAIT_MS 10000

/* Compiled breakers and what they remember: gate/plans.c. */
struct plans;

struct gate {
	struct gate_options options;
	struct account account;
	struct ledger *ledger;
	struct venue *venue;
	bool owned;		/* ledger and venue are ours to close */
	bool broken;		/* a commit failed: venue and ledger differ */
	int lock;
	struct plans *plans;
};

/*
 * At the simulated venue, which lives in the same store, a call and all that
 * follows from it are one transaction: gate_joined() opens it and
 * gate_parted() ends it. Elsewhere both do nothing.
 */
enum err_code gate_joined(struct gate *g, struct err *err);
enum err_code gate_parted(struct gate *g, enum err_code rc, struct err *err);
/* E_STORE once venue and ledger may differ. */
enum err_code gate_sound(const struct gate *g, struct err *err);

void gate_notice(struct gate *g, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
enum err_code gate_audit(struct gate *g, const char *entity, const char *id,
    const char *action, const char *detail, struct err *err);
void gate_pause(struct gate *g, int64_t us);

/* gate/sync.c: takes over what happened at the venue since the cursor. The
 * orders that changed are added to changed, which may be NULL. */
enum err_code gate_sync(struct gate *g, struct orders *changed,
    struct err *err);
enum err_code gate_take(struct gate *g, const struct venue_changes *c,
    struct orders *changed, struct err *err);
/* One order as the venue has it, without its fills. */
enum err_code gate_take_order(struct gate *g, const struct order *seen,
    struct err *err);

/* gate/reconcile.c: INTENT → ABANDONED, SENDING → UNKNOWN, sync, look-ups. */
enum err_code gate_recover(struct gate *g, bool patient,
    struct orders *changed, size_t *unknown, struct err *err);

/* gate/send.c: the only caller of a venue's submit. */
enum err_code gate_send(struct gate *g, const struct approved_order *a,
    struct order *o, struct err *err);
/* What the state of an order means as an exit code, in words. */
enum err_code gate_outcome(const struct order *o, struct err *err);

/* gate/signals.c */
bool signals_hold(void);	/* false: one came before */
void signals_sent(void);	/* an order has left: they stay held */
void signals_release(void);	/* unless one has */

/* gate/actions.c: takes what is open of a tripped breaker's actions. */
enum err_code actions_take(struct gate *g, const struct breaker_plan *plan,
    struct watch *w, struct err *err);
/* gate/watch.c: events into the ledger and into w. */
enum err_code watch_event(struct gate *g, struct watch *w,
    const struct breaker_event *e, bool *added, struct err *err);

/* gate/plans.c: the breakers in force, compiled once for each text. */
struct plan {
	struct breaker breaker;		/* as the ledger has it now */
	struct breaker_plan *compiled;
	bool covers;			/* this account, enabled */
	bool tried;			/* its open actions, by this gate */
};
struct plan_list { struct plan *at; size_t len; };
enum err_code plans_load(struct gate *g, struct plan_list *out,
    struct err *err);
struct held_memory plans_memory(struct gate *g, const struct plan *p);
/* The first fault of recalling, and what was remembered into the ledger. */
enum err_code plans_store(struct gate *g, struct err *err);
void plans_free(struct plans *p);

#endif
