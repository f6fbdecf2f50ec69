/*
 * What the gate writes to: intents, venue events, fills, halts, breaker events
 * and the rest of what must be remembered, as a table of functions. The store
 * is one ledger (ledger-store.c), gate/memory.h another. The gate keeps its
 * promises only as far as its ledger keeps what it was told: end() with E_OK
 * means durable, or at the end of the outermost begin().
 *
 * Functions do what those of the same name in lib/store do; see
 * store/orders.h, store/ledger.h and store/rules.h for the details. Loads put
 * their rows in place of what *out held.
 */
#ifndef GATE_LEDGER_H
#define GATE_LEDGER_H

#include "expr/expr.h"
#include "model/snapshot.h"
#include "risk/book.h"
#include "risk/curve.h"
#include "store/ledger.h"
#include "store/orders.h"
#include "store/rules.h"

struct ledger;
struct venue;

/* What conditions look back on, as the ledger itself has it: borrowed, and
 * growing under the reader's eyes. */
struct ledger_past {
	const struct fills *fills;
	const struct orders *stops;
	const struct fundings *fundings;
	const struct curve *curve;
	/* Of the fills and the curve, as far as was asked; or NULL. */
	struct book *book;
	struct peaks *peaks;
};

/* A row of the audit. */
struct audit_entry {
	int64_t time;
	const char *correlation_id, *actor, *command, *entity, *entity_id;
	const char *action, *detail;
};

struct ledger_ops {
	/* Does it outlive the process? Then so must what is on its way. */
	bool durable;
	/* Does it write order_request_text() itself when that is read? Then
	 * the request_text of an intent and the detail of its audit are NULL
	 * where they are the text of what the order asks for. */
	bool forms_requests;
	/* 8 hex digits that open every client order id made here. */
	const char *(*tag)(struct ledger *l);
	/* Nest by counting, as store_begin() and store_end() do. */
	enum err_code (*begin)(struct ledger *l, struct err *err);
	enum err_code (*end)(struct ledger *l, enum err_code rc,
	    struct err *err);

	/* Where an intent may be written that intent_add() is to take without
	 * a copy: it stays there, to be read, until the next transaction
	 * begins, and follows what is told of it. Such a ledger ends with
	 * the process, and takes intents that are SENDING already. NULL: there
	 * is no such. */
	struct order *(*room)(struct ledger *l);
	enum err_code (*intent_add)(struct ledger *l, struct order *o,
	    const char *request_text, struct err *err);
	enum err_code (*by_key)(struct ledger *l, const char *account,
	    const char *key, bool *found, struct order *out,
	    struct buf *request_text, struct err *err);
	enum err_code (*apply)(struct ledger *l, const char *id,
	    const struct order_change *change, struct order *after,
	    struct err *err);
	/* A fill as the venue tells of it: the ids of its order, account and
	 * venue are those of o. */
	enum err_code (*fill_add)(struct ledger *l, const struct order *o,
	    const struct fill *f, bool *added, struct err *err);
	enum err_code (*adopt)(struct ledger *l, struct order *o,
	    struct err *err);
	enum err_code (*load)(struct ledger *l, const char *id,
	    struct order *out, struct err *err);
	/* The order of that client id, or else of that venue id; "" is none.
	 * NULL: there is none. Borrowed until another is looked for or a
	 * transaction ends; what is told of it since need not be in it. */
	enum err_code (*find)(struct ledger *l, const char *account,
	    const char *client_id, const char *venue_id,
	    const struct order **out, struct err *err);
	/* Those that may still use up money. */
	enum err_code (*counting)(struct ledger *l, const char *account,
	    struct orders *out, struct err *err);
	/* Entries of its own with a stop or target attached; NULL: the venue
	 * keeps those, whatever becomes of the process. */
	enum err_code (*attached)(struct ledger *l, const char *account,
	    struct orders *out, struct err *err);
	/* Filled stop orders: what stops_hit() counts. */
	enum err_code (*stops)(struct ledger *l, const char *account,
	    struct orders *out, struct err *err);
	enum err_code (*fills)(struct ledger *l, const char *account,
	    struct fills *out, struct err *err);

	enum err_code (*transfer_add)(struct ledger *l,
	    const struct transfer *t, struct err *err);
	enum err_code (*funding_add)(struct ledger *l,
	    const struct funding *f, struct err *err);
	enum err_code (*fundings)(struct ledger *l, const char *account,
	    struct fundings *out, struct err *err);
	enum err_code (*equity_add)(struct ledger *l, const char *account,
	    const struct curve *all, struct err *err);
	enum err_code (*equity)(struct ledger *l, const char *account,
	    struct curve *out, struct err *err);
	/* The same four without a copy; NULL: this ledger has to load. */
	void (*past)(struct ledger *l, const char *account,
	    struct ledger_past *out);
	enum err_code (*cursor_get)(struct ledger *l, const char *account,
	    char cursor[ID_SIZE], struct err *err);
	enum err_code (*cursor_set)(struct ledger *l, const char *account,
	    const char *cursor, struct err *err);

	/* The account as it stands at the venue and here. */
	enum err_code (*snapshot)(struct ledger *l, struct venue *v,
	    int64_t day_start, struct snapshot *out, struct err *err);

	/* Numbers that change with policy, halts and breakers, and with
	 * anything at all; NULL: it may change under us. */
	int64_t (*rules)(struct ledger *l);
	int64_t (*changes)(struct ledger *l);
	enum err_code (*policy)(struct ledger *l, struct policy_rows *out,
	    struct err *err);
	enum err_code (*halts)(struct ledger *l, struct halts *out,
	    struct err *err);
	enum err_code (*halt_set)(struct ledger *l, const char *account,
	    bool halted, const char *reason, const char *actor, int64_t time,
	    struct err *err);
	enum err_code (*breakers)(struct ledger *l, struct breakers *out,
	    struct err *err);
	enum err_code (*breaker_event_add)(struct ledger *l,
	    const struct breaker_event *e, bool *added, struct err *err);
	enum err_code (*breaker_events)(struct ledger *l, const char *name,
	    int64_t since, struct breaker_events *out, struct err *err);
	enum err_code (*violation_add)(struct ledger *l,
	    const struct violation *v, struct err *err);
	enum err_code (*violations)(struct ledger *l, const char *account,
	    int64_t since, struct violations *out, struct err *err);
	enum err_code (*audit_add)(struct ledger *l,
	    const struct audit_entry *e, struct err *err);

	/* The memory of `for 10m`, by breaker, symbol judged and slot. */
	enum err_code (*recall)(struct ledger *l, const char *breaker,
	    const char *symbol, unsigned slot, struct expr_memory *out,
	    struct err *err);
	enum err_code (*remember)(struct ledger *l, const char *breaker,
	    const char *symbol, unsigned slot, const struct expr_memory *m,
	    struct err *err);
	void (*close)(struct ledger *l);
};

struct ledger {
	const struct ledger_ops *ops;
	/* the implementation's own state follows in its struct */
};

/* LEDGER(g->ledger, halts, &halts, err) */
#define LEDGER(l, function, ...) ((l)->ops->function((l), __VA_ARGS__))

void ledger_close(struct ledger *l);	/* NULL is fine */

/* The store as a ledger; s is borrowed. Free it with ledger_close(). */
struct store;
struct ledger *ledger_store(struct store *s);

#endif
