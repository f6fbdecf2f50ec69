/* What the ledger in memory is made of, for the memory*.c files of this room
 * alone. */
#ifndef GATE_MEMORYDATA_H
#define GATE_MEMORYDATA_H

#include "account/account.h"
#include "base/arena.h"
#include "base/index.h"
#include "gate/memory.h"

#define NO_PLACE ((size_t)-1)

struct memory_order {
	struct order_row row;
	const char *request;
	uint64_t saved;		/* the transaction that saved it last */
	/* those of its account that count, by age; NO_PLACE: an end */
	size_t before, after;
	bool listed;
};

struct memory_account {
	char label[LABEL_SIZE];
	struct fills fills;		/* by time, then as they came */
	struct orders stops;		/* filled ones, by age */
	struct transfers transfers;
	struct fundings fundings;
	struct curve curve;
	struct index fill_ids, transfer_ids, funding_ids;
	char cursor[ID_SIZE];
	size_t first, last;		/* of the orders that count */
	size_t counting;
	struct book book;		/* of fills, as far as was asked */
	struct account_day day;
};

/* A row of the audit, its texts in the arena: most are those of the row
 * before. */
enum audit_text { AUDIT_CORRELATION, AUDIT_ACTOR, AUDIT_COMMAND,
    AUDIT_ENTITY, AUDIT_ENTITY_ID, AUDIT_ACTION, AUDIT_DETAIL, AUDIT_TEXTS };
struct memory_audit { int64_t time; const char *text[AUDIT_TEXTS]; };

/* The memory of `for 10m`. */
struct memory_held {
	char breaker[LABEL_SIZE], symbol[SYMBOL_SIZE];
	unsigned slot;
	struct expr_memory memory;
};

/* What takes one change back; what it held before is on a stack of its kind. */
enum undo_kind { UNDO_ORDER_NEW, UNDO_ORDER, UNDO_FILL, UNDO_STOP,
    UNDO_TRANSFER, UNDO_FUNDING, UNDO_EQUITY, UNDO_POINT, UNDO_CURSOR, UNDO_EVENT,
    UNDO_BREAKER, UNDO_VIOLATION, UNDO_AUDIT, UNDO_HALTS, UNDO_HELD };
struct undo { enum undo_kind kind; struct memory_account *account;
    size_t place; };

struct cursor_text { char text[ID_SIZE]; };

struct memory {
	struct ledger ledger;
	char tag[9];
	VEC(struct memory_order *) blocks;	/* ORDERS_BLOCK each */
	size_t orders, ids;	/* that are there; that were ever made */
	struct arena texts;
	struct index client_ids, venue_ids, keys;
	VEC(struct memory_account *) accounts;
	struct policy_rows policy;
	struct halts halts;
	struct breakers breakers;		/* by name */
	struct breaker_events events;
	struct index actions;			/* taken ones, in events */
	struct violations violations;
	VEC(struct memory_audit) audit;
	struct audits audits;			/* the same, for readers */
	VEC(struct memory_held) held;

	int64_t rules;				/* changes of the rules */
	int64_t changes;			/* of anything */
	unsigned depth;
	bool doomed;
	uint64_t turn;				/* number of transactions */
	VEC(struct undo) undo;
	VEC(struct order_row) old_orders;
	VEC(struct breaker) old_breakers;
	VEC(struct memory_held) old_held;
	VEC(struct cursor_text) old_cursors;
	VEC(struct halts) old_halts;		/* each on its own */
};

static inline struct memory *
memory_of(struct ledger *l)
{
	return (struct memory *)l;
}

/* ledger-memory.c */
enum err_code memory_begin(struct ledger *l, struct err *err);
enum err_code memory_end(struct ledger *l, enum err_code rc,
    struct err *err);
struct memory_account *memory_account(struct memory *m, const char *label);
/* To be told before a change; nothing is kept outside of transactions. */
void memory_undo(struct memory *m, enum undo_kind kind,
    struct memory_account *a, size_t place);
/* Where a row of this time goes: behind all that are not younger. Rows are
 * `size` bytes apart, their times at `at`. */
size_t memory_place(const int64_t *first_time, size_t len, size_t size,
    int64_t time);

/* memory-orders.c */
struct memory_order *memory_at(const struct memory *m, size_t place);
void memory_order_forget(struct memory *m, size_t place);
void memory_order_restore(struct memory *m, size_t place,
    const struct order_row *row);
enum err_code memory_intent_add(struct ledger *l, struct order *o,
    const char *request_text, struct err *err);
enum err_code memory_by_key(struct ledger *l, const char *account,
    const char *key, bool *found, struct order *out,
    struct buf *request_text, struct err *err);
enum err_code memory_apply(struct ledger *l, const char *id,
    const struct order_change *change, struct order *after, struct err *err);
enum err_code memory_adopt(struct ledger *l, struct order *o,
    struct err *err);
enum err_code memory_load(struct ledger *l, const char *id,
    struct order *out, struct err *err);
enum err_code memory_by_client_id(struct ledger *l, const char *account,
    const char *client_id, bool *found, struct order *out, struct err *err);
enum err_code memory_by_venue_id(struct ledger *l, const char *account,
    const char *venue_id, bool *found, struct order *out, struct err *err);
enum err_code memory_counting(struct ledger *l, const char *account,
    struct orders *out, struct err *err);
/* NO_PLACE: no such order, and err says so. */
size_t memory_place_of(const struct memory *m, const char *id,
    struct err *err);
/* One event, with its fill if it is one. */
enum err_code memory_step(struct memory *m, size_t place,
    enum order_event event, const struct order_change *change,
    const struct fill *fill, struct err *err);

/* memory-fills.c */
void memory_fill_forget(struct memory_account *a, size_t place);
enum err_code memory_fill_add(struct ledger *l, const struct fill *f,
    bool *added, struct err *err);

/* memory-money.c */
void memory_transfer_forget(struct memory_account *a, size_t place);
void memory_funding_forget(struct memory_account *a, size_t place);
enum err_code memory_transfer_add(struct ledger *l, const struct transfer *t,
    struct err *err);
enum err_code memory_funding_add(struct ledger *l, const struct funding *f,
    struct err *err);
enum err_code memory_equity_add(struct ledger *l, const char *account,
    const struct curve *all, struct err *err);

/* memory-rules.c */
void memory_event_forget(struct memory *m, size_t place);
enum err_code memory_breaker_event_add(struct ledger *l,
    const struct breaker_event *e, bool *added, struct err *err);
enum err_code memory_events_load(struct ledger *l, const char *name,
    int64_t since, struct breaker_events *out, struct err *err);
enum err_code memory_halt_set(struct ledger *l, const char *account,
    bool halted, const char *reason, const char *actor, int64_t time,
    struct err *err);
enum err_code memory_recall(struct ledger *l, const char *breaker,
    const char *symbol, unsigned slot, struct expr_memory *out,
    struct err *err);
enum err_code memory_remember(struct ledger *l, const char *breaker,
    const char *symbol, unsigned slot, const struct expr_memory *m,
    struct err *err);

#endif
