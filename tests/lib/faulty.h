/*
 * A ledger and a venue whose n-th call fails, for tests of the gate: all that
 * is called after that one is noted down.
 */
#ifndef TESTS_FAULTY_H
#define TESTS_FAULTY_H

#include "tests/lib/gate.h"

/* The store's ledger behind one that counts, and fails when told to. */
static struct faulty {
	struct ledger ledger;
	struct ledger *inner;
	struct venue_ops ops;		/* the venue's own */
	int calls, fail_at;		/* 0: never */
	bool failed, sent;		/* a submit came before it */
	char at[40];			/* what failed */
	char late[400];			/* what was called after it */
} faulty;

static bool
fails(const char *what)
{
	size_t said = strlen(faulty.late);

	if (faulty.failed) {
		snprintf(faulty.late + said, sizeof(faulty.late) - said,
		    "%s ", what);
		return false;
	}
	if (++faulty.calls != faulty.fail_at) {
		faulty.sent |= strcmp(what, "venue submit") == 0;
		return false;
	}
	faulty.failed = true;
	snprintf(faulty.at, sizeof(faulty.at), "%s", what);
	return true;
}

#define IN(l) ((void)(l), faulty.inner)
#define FAULT(code, what, e) err_set((e), (code), "%s failed", (what))
#define LEDGER_CALL(name, params, ...) \
static enum err_code \
l_##name params \
{ \
	return fails(#name) ? FAULT(E_STORE, #name, e) : \
	    faulty.inner->ops->name(__VA_ARGS__); \
}
#define L struct ledger *l
#define E struct err *e

LEDGER_CALL(begin, (L, E), IN(l), e)
LEDGER_CALL(intent_add, (L, struct order *o, const char *text, E), IN(l), o,
    text, e)
LEDGER_CALL(by_key, (L, const char *a, const char *key, bool *found,
    struct order *o, struct buf *text, E), IN(l), a, key, found, o, text, e)
LEDGER_CALL(apply, (L, const char *id, const struct order_change *c,
    struct order *after, E), IN(l), id, c, after, e)
LEDGER_CALL(fill_add, (L, const struct order *o, const struct fill *f,
    bool *added, E), IN(l), o, f, added, e)
LEDGER_CALL(adopt, (L, struct order *o, E), IN(l), o, e)
LEDGER_CALL(load, (L, const char *id, struct order *o, E), IN(l), id, o, e)
LEDGER_CALL(find, (L, const char *a, const char *id, const char *venue_id,
    const struct order **o, E), IN(l), a, id, venue_id, o, e)
LEDGER_CALL(counting, (L, const char *a, struct orders *o, E), IN(l), a, o, e)
LEDGER_CALL(stops, (L, const char *a, struct orders *o, E), IN(l), a, o, e)
LEDGER_CALL(fills, (L, const char *a, struct fills *o, E), IN(l), a, o, e)
LEDGER_CALL(transfer_add, (L, const struct transfer *t, E), IN(l), t, e)
LEDGER_CALL(funding_add, (L, const struct funding *f, E), IN(l), f, e)
LEDGER_CALL(fundings, (L, const char *a, struct fundings *o, E), IN(l), a, o,
    e)
LEDGER_CALL(equity_add, (L, const char *a, const struct curve *p, E),
    IN(l), a, p, e)
LEDGER_CALL(equity, (L, const char *a, struct curve *o, E), IN(l), a,
    o, e)
LEDGER_CALL(cursor_get, (L, const char *a, char cursor[ID_SIZE], E), IN(l), a,
    cursor, e)
LEDGER_CALL(cursor_set, (L, const char *a, const char *cursor, E), IN(l), a,
    cursor, e)
LEDGER_CALL(snapshot, (L, struct venue *v, int64_t day, struct snapshot *o,
    E), IN(l), v, day, o, e)
LEDGER_CALL(policy, (L, struct policy_rows *o, E), IN(l), o, e)
LEDGER_CALL(halts, (L, struct halts *o, E), IN(l), o, e)
LEDGER_CALL(halt_set, (L, const char *a, bool halted, const char *reason,
    const char *actor, int64_t time, E), IN(l), a, halted, reason, actor,
    time, e)
LEDGER_CALL(breakers, (L, struct breakers *o, E), IN(l), o, e)
LEDGER_CALL(breaker_event_add, (L, const struct breaker_event *x, bool *added,
    E), IN(l), x, added, e)
LEDGER_CALL(breaker_events, (L, const char *name, int64_t since,
    struct breaker_events *o, E), IN(l), name, since, o, e)
LEDGER_CALL(violation_add, (L, const struct violation *v, E), IN(l), v, e)
LEDGER_CALL(violations, (L, const char *a, int64_t since,
    struct violations *o, E), IN(l), a, since, o, e)
LEDGER_CALL(audit_add, (L, const struct audit_entry *a, E), IN(l), a, e)
LEDGER_CALL(recall, (L, const char *b, const char *symbol, unsigned slot,
    struct expr_memory *o, E), IN(l), b, symbol, slot, o, e)
LEDGER_CALL(remember, (L, const char *b, const char *symbol, unsigned slot,
    const struct expr_memory *m, E), IN(l), b, symbol, slot, m, e)

/* A commit that fails rolls back; after a failure none may be asked for. */
static enum err_code
l_end(struct ledger *l, enum err_code rc, struct err *e)
{
	if (faulty.failed)
		return rc == E_OK && fails("a good end") ? E_OK :
		    faulty.inner->ops->end(IN(l), rc, e);
	if (rc == E_OK && fails("end"))
		return faulty.inner->ops->end(IN(l),
		    FAULT(E_STORE, "end", e), e);
	return faulty.inner->ops->end(IN(l), rc, e);
}

static const char *
l_tag(struct ledger *l)
{
	return faulty.inner->ops->tag(IN(l));
}

static void
l_close(struct ledger *l)
{
	(void)l;
}

#define VENUE_CALL(name, params, ...) \
static enum err_code \
v_##name params \
{ \
	return fails("venue " #name) ? FAULT(E_NETWORK, #name, e) : \
	    faulty.ops.name(__VA_ARGS__); \
}
#define V struct venue *v
VENUE_CALL(instruments, (V, struct instruments *o, E), v, o, e)
VENUE_CALL(balances, (V, struct balances *o, E), v, o, e)
VENUE_CALL(positions, (V, struct positions *o, E), v, o, e)
VENUE_CALL(prices, (V, struct prices *o, E), v, o, e)
VENUE_CALL(open_orders, (V, struct orders *o, E), v, o, e)
VENUE_CALL(find_order, (V, const struct order *id, bool *found, struct order *o, E),
    v, id, found, o, e)
VENUE_CALL(changes, (V, const char *cursor, struct venue_changes *o, E), v,
    cursor, o, e)
VENUE_CALL(time, (V, int64_t *now, E), v, now, e)
VENUE_CALL(submit, (V, const struct order_request *r, const char *id,
    const struct send_guard *g, struct venue_answer *a, E), v, r, id, g, a, e)
VENUE_CALL(cancel, (V, const struct order *o, struct venue_answer *a, E), v,
    o, a, e)
VENUE_CALL(submit_pair, (V, const struct order_request r[2],
    const char *const ids[2], const struct send_guard *g,
    struct venue_answer a[2], E), v, r, ids, g, a, e)
VENUE_CALL(amend, (V, const struct order *o, const struct order_terms *c,
    struct venue_answer *a, E), v, o, c, a, e)
VENUE_CALL(leverage, (V, const char *symbol, struct dec leverage, int mode,
    struct venue_answer *a, E), v, symbol, leverage, mode, a, e)
VENUE_CALL(leverage_of, (V, const char *symbol, struct dec *leverage,
    int *mode, E), v, symbol, leverage, mode, e)
VENUE_CALL(transfer, (V, const char *asset, struct dec amount,
    struct venue_answer *a, E), v, asset, amount, a, e)

#define LC(name) .name = l_##name
static const struct ledger_ops faulty_ops = { .tag = l_tag, LC(begin),
    LC(end), LC(intent_add), LC(by_key), LC(apply), LC(fill_add), LC(adopt),
    LC(load), LC(find), LC(counting), LC(stops),
    LC(fills), LC(transfer_add), LC(funding_add), LC(fundings),
    LC(equity_add), LC(equity), LC(cursor_get), LC(cursor_set), LC(snapshot),
    LC(policy), LC(halts), LC(halt_set), LC(breakers),
    LC(breaker_event_add), LC(breaker_events), LC(violation_add),
    LC(violations), LC(audit_add), LC(recall), LC(remember), LC(close) };

/* The gate on the faulty ledger and venue; what comes is counted from now. */
static void
given_faults(int fail_at)
{
	gate_close(gate);
	gate = NULL;
	faulty = (struct faulty){ .inner = ledger, .ops = fake.ops };
	faulty.ledger.ops = &faulty_ops;
	fake.ops.instruments = v_instruments;
	fake.ops.balances = v_balances;
	fake.ops.positions = v_positions;
	fake.ops.prices = v_prices;
	fake.ops.open_orders = v_open_orders;
	fake.ops.find_order = v_find_order;
	fake.ops.changes = v_changes;
	fake.ops.time = v_time;
	fake.ops.submit = v_submit;
	fake.ops.cancel = v_cancel;
	fake.ops.submit_pair = v_submit_pair;
	fake.ops.amend = v_amend;
	fake.ops.leverage = v_leverage;
	fake.ops.leverage_of = v_leverage_of;
	fake.ops.transfer = v_transfer;
	buf_clear(&fake.notices);
	is_int(gate_wrap(&faulty.ledger, &fake.v, &options, &gate, &err),
	    E_OK);
	faulty.calls = 0;
	faulty.fail_at = fail_at;
}

#endif
