/*
 * The ledger in memory: its table of functions, its accounts, and what takes a
 * transaction back.
 */
#include "gate/memorydata.h"

#include <stdio.h>

static void
account_free(struct memory_account *a)
{
	vec_release(&a->fills);
	vec_release(&a->stops);
	vec_release(&a->transfers);
	vec_release(&a->fundings);
	curve_release(&a->curve);
	index_release(&a->fill_ids);
	index_release(&a->transfer_ids);
	index_release(&a->funding_ids);
	book_release(&a->book);
	peaks_release(&a->peaks);
	free(a);
}

struct memory_account *
memory_account_find(struct memory *m, const char *label)
{
	struct memory_account *a;

	for (size_t i = 0; i < m->accounts.len; i++)
		if (strcmp(m->accounts.at[i]->label, label) == 0)
			return m->accounts.at[i];
	a = mem_alloc(sizeof(*a));
	TEXT_SET(a->label, label);
	a->first = a->last = NO_PLACE;
	vec_push(&m->accounts, a);
	return a;
}

size_t
memory_place(const int64_t *first_time, size_t len, size_t size,
    int64_t time)
{
	const char *rows = (const char *)first_time;
	size_t low = 0, high = len;

	if (*(const int64_t *)(const void *)(rows + (len - 1) * size) <= time)
		return len;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (*(const int64_t *)(const void *)(rows + mid * size) <=
		    time)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void
memory_undo(struct memory *m, enum undo_kind kind, struct memory_account *a,
    size_t place)
{
	struct undo u = { kind, a, place };

	m->changes++;
	if (m->depth > 0)
		vec_push(&m->undo, u);
}

/* The last of a stack. */
#define POP(v) ((v)->at[--(v)->len])

static void
take_back(struct memory *m, struct undo u)
{
	struct memory_account *a = u.account;

	m->changes++;
	switch (u.kind) {
	case UNDO_ORDER_NEW:
		memory_order_forget(m, u.place);
		break;
	case UNDO_ORDER:
		memory_order_restore(m, u.place, &POP(&m->old_orders));
		break;
	case UNDO_FILL:
		memory_fill_forget(a, u.place);
		break;
	case UNDO_STOP:
		memmove(&a->stops.at[u.place], &a->stops.at[u.place + 1],
		    (--a->stops.len - u.place) * sizeof(*a->stops.at));
		break;
	case UNDO_TRANSFER:
		memory_transfer_forget(a, u.place);
		break;
	case UNDO_FUNDING:
		memory_funding_forget(a, u.place);
		break;
	case UNDO_EQUITY:
		curve_cut(&a->curve, u.place);
		peaks_release(&a->peaks);
		break;
	case UNDO_POINT:
		curve_remove(&a->curve, u.place);
		peaks_release(&a->peaks);
		break;
	case UNDO_CURSOR:
		TEXT_SET(a->cursor, POP(&m->old_cursors).text);
		break;
	case UNDO_EVENT:
		memory_event_forget(m, u.place);
		break;
	case UNDO_BREAKER:
		m->rules++;
		m->breakers.at[u.place] = POP(&m->old_breakers);
		break;
	case UNDO_VIOLATION:
		m->violations.len = u.place;
		break;
	case UNDO_AUDIT:
		m->audit.len = u.place;
		if (m->audits.len > u.place)
			m->audits.len = u.place;
		break;
	case UNDO_HALTS:
		m->rules++;
		vec_release(&m->halts);
		m->halts = POP(&m->old_halts);
		break;
	case UNDO_HELD:
		m->held.at[u.place] = POP(&m->old_held);
		break;
	}
}

static void
forget_undo(struct memory *m)
{
	vec_clear(&m->undo);
	vec_clear(&m->old_orders);
	vec_clear(&m->old_breakers);
	vec_clear(&m->old_held);
	vec_clear(&m->old_cursors);
	for (size_t i = 0; i < m->old_halts.len; i++)
		vec_release(&m->old_halts.at[i]);
	vec_clear(&m->old_halts);
}

enum err_code
memory_begin(struct ledger *l, struct err *err)
{
	struct memory *m = memory_of(l);

	(void)err;
	if (m->depth++ == 0) {
		m->doomed = false;
		m->turn++;
		memory_rows_pack(m);
	}
	return E_OK;
}

enum err_code
memory_end(struct ledger *l, enum err_code rc, struct err *err)
{
	struct memory *m = memory_of(l);

	if (m->depth == 0)
		bug("an end without a begin");
	m->depth--;
	if (rc != E_OK)
		m->doomed = true;
	if (m->depth > 0)
		return rc;
	if (rc == E_OK && m->doomed)
		rc = err_set(err, E_BUG, "a part of the transaction was "
		    "taken back");
	while (rc != E_OK && m->undo.len > 0)
		take_back(m, POP(&m->undo));
	if (m->undo.len > 0)
		forget_undo(m);
	return rc;
}

static const char *
tag(struct ledger *l)
{
	return memory_of(l)->tag;
}

/* Loads put their rows in place of what *out held. */
#define COPY(out, rows) \
	do { \
		vec_clear(out); \
		vec_reserve((out), (rows)->len); \
		if ((rows)->len > 0) \
			memcpy((out)->at, (rows)->at, \
			    (rows)->len * sizeof(*(rows)->at)); \
		(out)->len = (rows)->len; \
	} while (0)

#define LOAD(function, type, rows) \
	static enum err_code \
	function(struct ledger *l, const char *account, struct type *out, \
	    struct err *err) \
	{ \
		const struct memory_account *a = \
		    memory_account(memory_of(l), account); \
	\
		(void)err; \
		COPY(out, &a->rows); \
		return E_OK; \
	}
LOAD(stops, orders, stops)
LOAD(fills, fills, fills)
LOAD(fundings, fundings, fundings)

static enum err_code
equity(struct ledger *l, const char *account, struct curve *out,
    struct err *err)
{
	(void)err;
	curve_add_all(out, &memory_account(memory_of(l), account)->curve, 0);
	return E_OK;
}

static void
past(struct ledger *l, const char *account, struct ledger_past *out)
{
	struct memory_account *a = memory_account(memory_of(l), account);

	*out = (struct ledger_past){ .fills = &a->fills, .stops = &a->stops,
	    .fundings = &a->fundings, .curve = &a->curve,
	    .book = &a->book, .peaks = &a->peaks };
}

static enum err_code
get_cursor(struct ledger *l, const char *account, char cursor[ID_SIZE],
    struct err *err)
{
	(void)err;
	memcpy(cursor, memory_account(memory_of(l), account)->cursor, ID_SIZE);
	return E_OK;
}

static enum err_code
set_cursor(struct ledger *l, const char *account, const char *cursor,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_account *a = memory_account(m, account);

	(void)err;
	if (strcmp(a->cursor, cursor) == 0)
		return E_OK;
	if (m->depth > 0) {
		vec_reserve(&m->old_cursors, 1);
		TEXT_SET(m->old_cursors.at[m->old_cursors.len++].text,
		    a->cursor);
	}
	memory_undo(m, UNDO_CURSOR, a, 0);
	TEXT_SET(a->cursor, cursor);
	return E_OK;
}

static enum err_code
snapshot(struct ledger *l, struct venue *v, int64_t day_start,
    struct snapshot *out, struct err *err)
{
	struct memory_account *a = memory_account(memory_of(l),
	    v->account.label);
	size_t points = curve_len(&a->curve);
	const struct equity_point last = points == 0 ?
	    (struct equity_point){ 0 } : curve_point(&a->curve, points - 1);
	const struct account_past known = {
		.last = points == 0 ? NULL : &last,
		.transfers = &a->transfers, .fills = &a->fills,
		.book = &a->book, .day = &a->day, .moved = &a->moved
	};

	memory_counting(l, v->account.label, &out->orders, err);
	return account_snapshot_of(v, &known, day_start, out, err);
}

static int64_t
rules(struct ledger *l)
{
	return memory_of(l)->rules;
}

static int64_t
changes(struct ledger *l)
{
	return memory_of(l)->changes;
}

static enum err_code
policy(struct ledger *l, struct policy_rows *out, struct err *err)
{
	(void)err;
	COPY(out, &memory_of(l)->policy);
	return E_OK;
}

static enum err_code
halts(struct ledger *l, struct halts *out, struct err *err)
{
	(void)err;
	COPY(out, &memory_of(l)->halts);
	return E_OK;
}

static enum err_code
breakers(struct ledger *l, struct breakers *out, struct err *err)
{
	(void)err;
	COPY(out, &memory_of(l)->breakers);
	return E_OK;
}

static enum err_code
add_violation(struct ledger *l, const struct violation *v, struct err *err)
{
	struct memory *m = memory_of(l);

	(void)err;
	vec_push(&m->violations, *v);
	memory_undo(m, UNDO_VIOLATION, NULL, m->violations.len - 1);
	return E_OK;
}

static enum err_code
load_violations(struct ledger *l, const char *account, int64_t since,
    struct violations *out, struct err *err)
{
	const struct memory *m = memory_of(l);

	(void)err;
	vec_clear(out);
	for (size_t i = 0; i < m->violations.len; i++)
		if (m->violations.at[i].time >= since && (account == NULL ||
		    strcmp(m->violations.at[i].account, account) == 0))
			vec_push(out, m->violations.at[i]);
	return E_OK;
}

static void
close_memory(struct ledger *l)
{
	struct memory *m = memory_of(l);

	for (size_t i = 0; i < m->accounts.len; i++)
		account_free(m->accounts.at[i]);
	vec_release(&m->accounts);
	memory_rows_release(m);
	vec_release(&m->kept);
	index_release(&m->kept_index);
	vec_release(&m->forms);
	arena_release(&m->texts);
	index_release(&m->client_ids);
	index_release(&m->venue_ids);
	index_release(&m->keys);
	index_release(&m->actions);
	vec_release(&m->policy);
	vec_release(&m->halts);
	vec_release(&m->breakers);
	vec_release(&m->events);
	vec_release(&m->violations);
	vec_release(&m->audit);
	vec_release(&m->audits);
	vec_release(&m->held);
	forget_undo(m);
	vec_release(&m->undo);
	vec_release(&m->old_orders);
	vec_release(&m->old_breakers);
	vec_release(&m->old_held);
	vec_release(&m->old_cursors);
	vec_release(&m->old_halts);
	free(m);
}

static const struct ledger_ops ops = {
	.forms_requests = true,
	.tag = tag,
	.begin = memory_begin,
	.end = memory_end,
	.room = memory_room,
	.intent_add = memory_intent_add,
	.by_key = memory_by_key,
	.apply = memory_apply,
	.fill_add = memory_fill_add,
	.adopt = memory_adopt,
	.load = memory_load,
	.find = memory_find,
	.counting = memory_counting,
	.stops = stops,
	.fills = fills,
	.transfer_add = memory_transfer_add,
	.funding_add = memory_funding_add,
	.fundings = fundings,
	.equity_add = memory_equity_add,
	.equity = equity,
	.past = past,
	.cursor_get = get_cursor,
	.cursor_set = set_cursor,
	.snapshot = snapshot,
	.rules = rules,
	.changes = changes,
	.policy = policy,
	.halts = halts,
	.halt_set = memory_halt_set,
	.breakers = breakers,
	.breaker_event_add = memory_breaker_event_add,
	.breaker_events = memory_events_load,
	.violation_add = add_violation,
	.violations = load_violations,
	.audit_add = memory_audit_add,
	.recall = memory_recall,
	.remember = memory_remember,
	.close = close_memory
};

struct ledger *
ledger_memory(const char *name)
{
	struct memory *m = mem_alloc(sizeof(*m));

	m->ledger.ops = &ops;
	TEXT_SET(m->tag, name);
	snprintf(m->own, sizeof(m->own), "%s0000000000000000", m->tag);
	memory_rows_begin(m);
	return &m->ledger;
}

void
memory_policy(struct ledger *l, const struct policy_rows *rows)
{
	COPY(&memory_of(l)->policy, rows);
	memory_of(l)->rules++;
}

const struct breaker_events *
memory_breaker_events(const struct ledger *l)
{
	return &((const struct memory *)l)->events;
}

const struct violations *
memory_violations(const struct ledger *l)
{
	return &((const struct memory *)l)->violations;
}

const struct transfers *
memory_transfers(struct ledger *l, const char *account)
{
	return &memory_account(memory_of(l), account)->transfers;
}
