/*
 * The one door to a venue. Every order, from a person, a bot, a rebalance, a
 * breaker or a backtest, passes here:
 *
 *	snapshot → risk verdict → intent on disk → send → outcome on disk
 *
 * check and intent are one transaction; SENDING is on disk before the first
 * byte leaves; an answer that cannot be understood or recorded is UNKNOWN
 * (RELIABILITY.md 2). gate_send() takes a struct approved_order, which only
 * lib/risk makes. The gate writes to the ledger it is given (gate/ledger.h).
 */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include "base/clock.h"
#include "model/order.h"
#include "risk/risk.h"
#include "store/schedules.h"
#include "store/store.h"
#include "venue/venue.h"

struct gate;
struct ledger;
struct market_given;	/* account/market.h */

/*
 * Of a live account that is asked more often than its curve gets a point: how
 * far equity went since the last one. All-zero at first but for `every`.
 */
struct gate_band {
	int64_t every, next;		/* µs; of points */
	struct equity_point since;	/* time 0: nothing since the last */
};

/*
 * Whom the gate asks and tells, beside the ledger: the user's hooks. Nothing
 * here is called inside a transaction; what is told is durable, and is told by
 * gate_tell(), when the account's lock is free again.
 */
struct gate_hooks {
	/* Before an order is judged, or an amendment (the order is as it would
	 * be then, and has an id): false refuses it, why says so. */
	bool (*pre_order)(void *self, const struct order *o, bool dry_run,
	    char *why, size_t size);
	/* The outcome of an order that was asked for. */
	void (*post_order)(void *self, const struct order *o);
	void (*breaker)(void *self, const struct breaker_event *e);
};

struct gate_options {
	const char *actor, *command, *correlation_id;
	int64_t day_start;
	int64_t max_age;		/* of a snapshot; 0: 5 minutes */
	struct risk_terms terms;	/* of total risk and breakers */
	int lock_wait_ms;		/* 0: 10 000 */
	const struct clock *clock;	/* for live accounts; paper uses its own */
	const struct venue_env *env;	/* the same; NULL: paper only */
	/* The account's, which stays the caller's; NULL: it is opened. */
	struct venue *venue;
	struct gate_band *band;		/* NULL: each watch makes a point */
	/* What conditions and limits see of the market where no store is; NULL:
	 * nothing. */
	const struct market_given *given;
	char *const *environment;	/* ETRMS_RISK_… tighten; may be NULL */
	/* Adds an account's ceilings (policy_ceil); NULL: there are none. */
	enum err_code (*ceilings)(void *self, const struct account *a,
	    struct policy *p, struct err *err);
	const struct gate_hooks *hooks;	/* may be NULL, and each of them */
	void *hooks_self;
	/* A paper account on live prices is left where it stands; else
	 * gate_open() lets it follow. */
	bool stay;
	/* Told what happens, for notices and progress; may be NULL.
	 * Kinds: "breaker", "halt", "close", "reconcile", "stop", "sync",
	 * "progress". */
	void (*notice)(void *self, const char *kind, const char *account,
	    const char *message);
	void (*pause)(void *self, int64_t us);	/* NULL: really sleeps */
	void *self;
	struct orders *changed;	/* gets what opening finds out; may be NULL */
};

/* Opens account's venue and takes the account lock; syncs and resolves what
 * an earlier process left (INTENT → ABANDONED, SENDING → UNKNOWN). */
enum err_code gate_open(struct store *s, const char *account,
    const struct gate_options *o, struct gate **out, struct err *err);
/* The same over a ledger and a venue that stay the caller's, and no lock. */
enum err_code gate_wrap(struct ledger *l, struct venue *v,
    const struct gate_options *o, struct gate **out, struct err *err);
void gate_close(struct gate *g);	/* tells; NULL is fine */
/* Calls the hooks for all that has happened since the last time. */
void gate_tell(struct gate *g);
const struct account *gate_account(const struct gate *g);
/* The account's clock: at a paper account its venue's. */
enum err_code gate_now(struct gate *g, int64_t *now, struct err *err);

/*
 * From the first order that leaves on, INT, TERM and HUP wait and only the
 * codes 0, 1, 4, 5, 6 and 13 are true (RELIABILITY.md 4). gate_code() turns
 * what else went wrong after it into E_UNKNOWN; commands return through it. Loops ask
 * gate_interrupted() between two orders and stop with E_PARTIAL.
 */
bool gate_sent(void);
enum err_code gate_code(enum err_code rc, struct err *err);
bool gate_interrupted(void);

/*
 * One order through the door. *order is what the ledger says at the end.
 * E_OK: accepted (perhaps filled); E_REFUSED: verdict has the findings, a
 * violation row is stored; E_REJECTED: the venue said no; E_UNKNOWN: it may
 * exist. With a key that was used: the first outcome again, *repeated true.
 */
struct gate_result {
	struct order order;
	struct verdict verdict;
	bool repeated;
};
void gate_result_release(struct gate_result *r);
enum err_code gate_order(struct gate *g, const struct order_request *r,
    bool dry_run, struct gate_result *out, struct err *err);

/*
 * Two orders of which one will be done (oco), one symbol, side and amount. One
 * verdict, in out[0], for exposure that counts once; both are on disk before
 * either leaves. With a key the first has it and the second KEY/oco.
 */
enum err_code gate_order_pair(struct gate *g,
    const struct order_request requests[2], bool dry_run,
    struct gate_result out[2], struct err *err);

enum err_code gate_cancel(struct gate *g, const char *order_id,
    struct order *out, struct err *err);
/*
 * Changes what `terms` names of a working order; amount is the total. Judged as
 * what is left of it with the new terms, its own exposure released: out has the
 * verdict. The amendment is on disk before it leaves, and leaves once; E_UNKNOWN
 * when its answer was lost (reconcile finds it). Terms that the order has
 * already are E_OK with *repeated, nothing sent.
 */
enum err_code gate_amend(struct gate *g, const char *order_id,
    const struct order_terms *terms, bool dry_run, struct gate_result *out,
    struct err *err);

/* What is set for a swap and held with it; and changing it: leverage DEC_NONE
 * or mode -1 stay. Margin (±) is of an isolated position. */
enum err_code gate_leverage_of(struct gate *g, const char *symbol,
    struct leverage *out, struct err *err);
enum err_code gate_leverage(struct gate *g, const char *symbol,
    struct dec leverage, int margin_mode, struct leverage *out,
    struct err *err);
enum err_code gate_margin(struct gate *g, const char *symbol,
    struct dec amount, struct leverage *out, struct err *err);

/* How the account holds perpetuals, and choosing it: the venue refuses while
 * anything is held or works. */
enum err_code gate_position_mode_of(struct gate *g,
    struct position_mode_row *out, struct err *err);
enum err_code gate_position_mode(struct gate *g, enum position_mode mode,
    struct position_mode_row *out, struct err *err);

/* List, then one by one; each result is added to out. */
enum err_code gate_cancel_all(struct gate *g, const char *symbol,
    struct orders *out, struct err *err);

/*
 * Makes a position smaller by ratio (1: closes it): sized from a position read
 * in the same run, rounded toward zero, never flips. Working orders that hold
 * what is to be sold back are cancelled as far as needed, targets before
 * stops; a stop that had to go comes back for what is left of the position.
 * Orders are added to out: those cancelled, then those placed. Nothing held
 * is E_OK without a placed order. With a key a rerun does nothing again.
 */
enum err_code gate_reduce(struct gate *g, const char *symbol,
    struct dec ratio, const char *key, const char *tag, struct orders *out,
    struct err *err);

/* Money in (> 0) or out of a paper account. */
enum err_code gate_transfer(struct gate *g, const char *asset,
    struct dec amount, struct transfer *out, struct err *err);

/* Brings the ledger up to the venue; what stays unknown is in *unknown. */
enum err_code gate_reconcile(struct gate *g, struct orders *changed,
    size_t *unknown, struct err *err);

/* Stops entries everywhere (account NULL) or in one account: needs neither
 * venue nor passphrase, and binds every later intent. */
enum err_code gate_halt(struct store *s, const char *account,
    const char *reason, const struct gate_options *o, struct err *err);
enum err_code gate_resume(struct store *s, const char *account,
    const struct gate_options *o, struct err *err);

/*
 * Scheduled orders of the account that are due by its clock: of each schedule
 * the latest slot, if it is within the grace, becomes one order; earlier ones
 * are missed. Each slot is dealt with once, whatever dies. E_OK whenever they
 * were dealt with; code and first say what became of orders that failed.
 */
struct scheduled {
	struct slots slots;	/* dealt with in this call */
	size_t done, failed, missed;
	enum err_code code;	/* of the first order that failed, or UNKNOWN */
	struct err first;
};
void scheduled_release(struct scheduled *s);
enum err_code gate_schedules(struct gate *g, struct scheduled *out,
    struct err *err);

/*
 * Breakers (gate/breakers.c): asks every enabled one that covers the account,
 * latches those that trip and takes their actions, each once, resuming what an
 * earlier process left half done. *tripped counts new trips.
 */
struct watch {
	size_t judged, tripped, acted, unknown;
	struct breaker_events events;	/* of this call */
};
void watch_release(struct watch *w);
enum err_code gate_watch(struct gate *g, struct watch *out, struct err *err);

/*
 * Paper accounts: lets the venue's clock run to `until`, watching at every
 * mark of every bar. Progress through options.notice. Survives being killed
 * anywhere: running it again goes on from the last stored mark.
 */
struct advance {
	int64_t from, to, bars;
	size_t fills;
	struct watch watch;
};
enum err_code gate_advance(struct gate *g, int64_t until,
    struct advance *out, struct err *err);

/*
 * Paper accounts on live prices: asks the venue that they follow what happened
 * since, and lets the clock run up to now. Nothing is changed when it does not
 * answer: E_NETWORK, E_LIMITED, E_DATA with the age of what is known.
 */
enum err_code gate_follow(struct gate *g, struct advance *out,
    struct err *err);

/* The account as risk sees it now; released by the caller. */
enum err_code gate_snapshot(struct gate *g, struct snapshot *out,
    struct err *err);

#endif
