/*
 * Where one can trade. A venue is anything that implements struct venue_ops:
 * an exchange (one folder each) or the simulated venue. Only lib/gate submits,
 * cancels and amends; lib/account reads. A venue knows no policy, no ledger
 * and no other venue.
 *
 * Answers are facts: "could not find out" is its own result and never becomes
 * "failed". Reads change their output only on success.
 */
#ifndef VENUE_VENUE_H
#define VENUE_VENUE_H

#include "base/err.h"
#include "model/account.h"
#include "model/holdings.h"
#include "model/instrument.h"
#include "model/order.h"
#include "model/snapshot.h"

/*
 * Called once, when the connection stands and before the first byte of a
 * submit leaves: the gate commits SENDING there. False: do not send (a second
 * call for one submit is always answered false, RELIABILITY.md 2).
 */
struct send_guard {
	bool (*sending)(void *self);
	void *self;
};

enum venue_result {
	VENUE_ACCEPTED,		/* the answer echoes the order */
	VENUE_REJECTED,		/* the venue's own definitive no */
	VENUE_UNKNOWN,		/* it may exist: only reconcile knows */
	VENUE_NOT_SENT		/* proven that no byte left */
};

struct venue_answer {
	enum venue_result result;
	char venue_id[ID_SIZE];
	char reason[REASON_SIZE];	/* code of a rejection */
	int64_t time;			/* of the venue */
};

/*
 * What happened at the venue since a cursor: order updates (state, filled,
 * reason; found by client_order_id, or by venue_id when it is foreign), fills
 * (order_id is the venue's id of the order), transfers and funding. Applying
 * the same changes twice is harmless: everything carries the venue's id.
 */
struct venue_changes {
	struct orders orders;	/* in the order in which they happened */
	struct fills fills;
	struct transfers transfers;
	struct fundings fundings;
	struct equity_points equity;	/* simulated venue only: its marks */
	char cursor[ID_SIZE];	/* where to go on */
	bool more;		/* ask again */
};
void venue_changes_clear(struct venue_changes *c);
void venue_changes_release(struct venue_changes *c);

struct venue;

struct venue_ops {
	const char *name;
	bool simulated;
	/* How long after it was signed a submit may still be taken in, µs
	 * (RELIABILITY.md 2, ABSENT); 0: the venue documents none. */
	int64_t window;

	enum err_code (*instruments)(struct venue *v, struct instruments *out,
	    struct err *err);
	enum err_code (*balances)(struct venue *v, struct balances *out,
	    struct err *err);
	enum err_code (*positions)(struct venue *v, struct positions *out,
	    struct err *err);
	enum err_code (*prices)(struct venue *v, struct prices *out,
	    struct err *err);
	enum err_code (*open_orders)(struct venue *v, struct orders *out,
	    struct err *err);
	/* One order by client id. *found false: the venue's own "no such
	 * order". */
	enum err_code (*find_order)(struct venue *v, const char *client_id,
	    bool *found, struct order *out, struct err *err);
	enum err_code (*changes)(struct venue *v, const char *cursor,
	    struct venue_changes *out, struct err *err);
	enum err_code (*time)(struct venue *v, int64_t *now, struct err *err);

	/*
	 * Sends one order under client_id. E_OK whenever *answer says what is
	 * known; an error only when nothing can have left (VENUE_NOT_SENT).
	 */
	enum err_code (*submit)(struct venue *v, const struct order_request *r,
	    const char *client_id, const struct send_guard *guard,
	    struct venue_answer *answer, struct err *err);
	enum err_code (*cancel)(struct venue *v, const struct order *o,
	    struct venue_answer *answer, struct err *err);
	/*
	 * Two orders of which one will be done, under two client ids and one
	 * guard; NULL where the venue has no such thing.
	 */
	enum err_code (*submit_pair)(struct venue *v,
	    const struct order_request r[2], const char *const client_ids[2],
	    const struct send_guard *guard, struct venue_answer answers[2],
	    struct err *err);
	/* Changes what is known in c, the rest stays; amount is the total. */
	enum err_code (*amend)(struct venue *v, const struct order *o,
	    const struct order_terms *c, struct venue_answer *answer,
	    struct err *err);
	/* Leverage DEC_NONE or mode -1: stays. NULL: the venue trades spot
	 * only. Refusals are VENUE_REJECTED with the venue's code. */
	enum err_code (*leverage)(struct venue *v, const char *symbol,
	    struct dec leverage, int margin_mode, struct venue_answer *answer,
	    struct err *err);
	/* What is set for a swap, also while nothing is held. */
	enum err_code (*leverage_of)(struct venue *v, const char *symbol,
	    struct dec *leverage, int *margin_mode, struct err *err);
	/* Adds to (> 0) or takes from the margin of an isolated position. */
	enum err_code (*margin)(struct venue *v, const char *symbol,
	    struct dec amount, struct venue_answer *answer, struct err *err);
	/* Paper money in and out; NULL at venues where it is not ours to move. */
	enum err_code (*transfer)(struct venue *v, const char *asset,
	    struct dec amount, struct venue_answer *answer, struct err *err);
	void (*close)(struct venue *v);
};

struct venue {
	const struct venue_ops *ops;
	struct account account;
	/* the implementation's own state follows in its struct */
};

void venue_close(struct venue *v);	/* NULL is fine */

/* The table of venues: `venue list`, completion, and what opens an account. */
struct store;
struct venue_kind {
	const char *name;		/* "sim" */
	const char *help;
	bool simulated;
	enum err_code (*open)(struct store *s, const struct account *a,
	    struct venue **out, struct err *err);
};
extern const struct venue_kind venue_kinds[];	/* ends with a NULL name */
enum err_code venue_open(struct store *s, const struct account *a,
    struct venue **out, struct err *err);

#endif
