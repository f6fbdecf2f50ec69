/* What the ledger in memory is made of, for the memory*.c files of this room
 * alone. */
#ifndef GATE_MEMORYDATA_H
#define GATE_MEMORYDATA_H

#include "account/account.h"
#include "base/arena.h"
#include "base/index.h"
#include "gate/memory.h"

#define NO_PLACE ((size_t)-1)

/* What is kept of an order; the rest of it follows (order_row_complete()). */
struct order_kept {
	struct order_row row;
	struct order_terms first;	/* as they were asked */
};

/* It has a row while it counts and for a while after, and is packed then. */
struct memory_order {
	const unsigned char *packed;
	const char *request;		/* NULL: what the order says itself */
	struct memory_account *account;
	struct memory_row *row;		/* NULL: none */
};
struct memory_row {
	struct order_kept kept;		/* first: its order is at its place */
	uint64_t saved;		/* the transaction that saved it last */
	/* those of its account that count, by age; NO_PLACE: an end */
	size_t before, after;
	bool listed, queued;	/* queued: to be packed */
};

struct memory_account {
	char label[LABEL_SIZE];
	struct fills fills;		/* by time, then as they came */
	struct orders stops;		/* filled ones, by age */
	struct transfers transfers;
	struct fundings fundings;
	struct curve curve;
	struct index fill_ids, transfer_ids, funding_ids;
	size_t fill_ids_read;		/* fills that are in fill_ids */
	uint64_t fill_highest;		/* number that ever was an id */
	char cursor[ID_SIZE];
	size_t first, last;		/* of the orders that count */
	size_t counting;
	struct book book;		/* of fills, as far as was asked */
	struct peaks peaks;		/* of the curve, the same */
	struct account_day day;
	struct account_moved moved;
};

/* A row of the audit, and what it has in common with many. */
enum audit_text { AUDIT_CORRELATION, AUDIT_ACTOR, AUDIT_COMMAND,
    AUDIT_ENTITY, AUDIT_ACTION, AUDIT_TEXTS };
struct memory_audit {
	int64_t time;
	const char *detail;	/* NULL: what the order was asked for */
	uint32_t form, entity_id;	/* memory_text_code() */
};
struct audit_form { uint32_t text[AUDIT_TEXTS]; };

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
	char own[25];		/* the tag and 16 zeros: our client ids */
	VEC(struct memory_order) orders;
	VEC(struct memory_row *) rows;
	VEC(struct memory_row *) free_rows;
	VEC(uint32_t) closed;			/* orders to pack */
	struct memory_row *room;		/* of an order to come, or NULL */
	struct { size_t n, len; char text[ID_SIZE]; } last_id;
	struct order_kept seen;			/* a packed one, read */
	VEC(struct order_kept) like;	/* what packed ones are like */
	unsigned char like_of[64];	/* by what kind they are */
	size_t found;			/* place of the order found last */
	/* By its number the place + 1 of the order with that client id; 0:
	 * taken back. Other client ids are in the index. */
	VEC(uint32_t) own_ids;
	struct arena texts;
	VEC(const char *) kept;			/* texts, each once */
	struct index kept_index;
	struct index client_ids, keys;
	struct index venue_ids;			/* once one was asked for */
	bool venue_ids_there;
	VEC(struct memory_account *) accounts;
	struct policy_rows policy;
	struct halts halts;
	struct breakers breakers;		/* by name */
	struct breaker_events events;
	struct index actions;			/* taken ones, in events */
	struct violations violations;
	VEC(struct memory_audit) audit;
	VEC(struct audit_form) forms;
	uint32_t last_audit[AUDIT_TEXTS];
	struct audits audits;			/* the same, for readers */
	VEC(struct memory_held) held;

	int64_t rules;				/* changes of the rules */
	int64_t changes;			/* of anything */
	unsigned depth;
	bool doomed;
	uint64_t turn;				/* number of transactions */
	VEC(struct undo) undo;
	VEC(struct order_row) old_orders;	/* what events change */
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
/* The same of a step, which is nearly always inside of a transaction. */
static inline void
memory_enter(struct memory *m)
{
	if (m->depth == 0)
		memory_begin(&m->ledger, NULL);
	else
		m->depth++;
}

static inline enum err_code
memory_leave(struct memory *m, enum err_code rc, struct err *err)
{
	if (m->depth == 1)
		return memory_end(&m->ledger, rc, err);
	m->depth--;
	m->doomed |= rc != E_OK;
	return rc;
}

struct memory_account *memory_account_find(struct memory *m,
    const char *label);
/* There is one, nearly always. */
static inline struct memory_account *
memory_account(struct memory *m, const char *label)
{
	return m->accounts.len > 0 &&
	    strcmp(m->accounts.at[0]->label, label) == 0 ?
	    m->accounts.at[0] : memory_account_find(m, label);
}
/* To be told before a change; nothing is kept outside of transactions. */
void memory_undo(struct memory *m, enum undo_kind kind,
    struct memory_account *a, size_t place);
/* Where a row of this time goes: behind all that are not younger. Rows are
 * `size` bytes apart, their times at `at`. */
size_t memory_place(const int64_t *first_time, size_t len, size_t size,
    int64_t time);

/* memory-pack.c */
/* What a text is, in the two low bits of its code. */
enum coded { CODED_KEPT, CODED_NUMBER, CODED_OWN };
/* Of a text the code from which it comes again; `last`: what such texts were
 * before, nearly always the same. */
uint32_t memory_text_new(struct memory *m, const char *s, uint32_t *last);
static inline uint32_t
memory_text_code(struct memory *m, const char *s, uint32_t *last)
{
	return *last < m->kept.len && strcmp(m->kept.at[*last], s) == 0 ?
	    *last << 2 | CODED_KEPT : memory_text_new(m, s, last);
}
static inline uint32_t
memory_number_code(size_t n)
{
	return (uint32_t)n << 2 | CODED_NUMBER;
}
void memory_text(const struct memory *m, uint32_t code, char *to,
    size_t size);
void memory_number_write(size_t n, char *out);
/* The same as the id of a new order. */
void memory_id_write(struct memory *m, size_t n, char id[ID_SIZE]);
/* The tag and a number in 24 hex digits: client ids that are made here. */
bool memory_own_id(const struct memory *m, const char *id, size_t *out);
void memory_own_id_write(const struct memory *m, size_t n, char *out);
/* Spends the row. */
const unsigned char *memory_pack(struct memory *m, struct order_kept *k);
/* All but its id, which is its place, and what order_row_complete() makes. */
void memory_unpack(const struct memory *m, const unsigned char *packed,
    struct order_kept *out);

/* memory-rows.c */
void memory_rows_begin(struct memory *m);
void memory_rows_release(struct memory *m);
/* To be changed, or read for longer. */
struct memory_row *memory_row_unpacked(struct memory *m, size_t place);
static inline struct memory_row *
memory_row(struct memory *m, size_t place)
{
	struct memory_row *row = m->orders.at[place].row;

	return row != NULL ? row : memory_row_unpacked(m, place);
}
/* As it is; borrowed until the next call. */
const struct order_kept *memory_kept_unpacked(struct memory *m,
    size_t place);
static inline const struct order_kept *
memory_kept(struct memory *m, size_t place)
{
	const struct memory_row *row = m->orders.at[place].row;

	return row != NULL ? &row->kept : memory_kept_unpacked(m, place);
}
/* Where an order to come may be written. */
struct order *memory_room(struct ledger *l);
/* A row for a new order, which may be in that place already; and takes the
 * youngest away again. */
struct memory_row *memory_row_new(struct memory *m,
    struct memory_account *a, const struct order *o);
void memory_row_forget(struct memory *m, size_t place);
/* It has closed: it may be packed when the next transaction begins. */
void memory_row_closed(struct memory *m, size_t place);
void memory_rows_pack(struct memory *m);
/* order_request_text() of what was asked for, in place of what *out held. */
void memory_request(struct memory *m, size_t place, struct buf *out);

/* memory-orders.c */
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
enum err_code memory_find(struct ledger *l, const char *account,
    const char *client_id, const char *venue_id, const struct order **out,
    struct err *err);
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
enum err_code memory_fill_add(struct ledger *l, const struct order *o,
    const struct fill *f, bool *added, struct err *err);

/* memory-money.c */
void memory_transfer_forget(struct memory_account *a, size_t place);
void memory_funding_forget(struct memory_account *a, size_t place);
enum err_code memory_transfer_add(struct ledger *l, const struct transfer *t,
    struct err *err);
enum err_code memory_funding_add(struct ledger *l, const struct funding *f,
    struct err *err);
enum err_code memory_equity_add(struct ledger *l, const char *account,
    const struct curve *all, struct err *err);

/* memory-audit.c */
enum err_code memory_audit_add(struct ledger *l, const struct audit_entry *e,
    struct err *err);

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
