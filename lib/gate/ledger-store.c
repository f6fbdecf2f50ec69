/* The store as a ledger: each function hands on to its namesake. */
#include "gate/ledger.h"

#include "account/account.h"

struct store_ledger {
	struct ledger ledger;
	struct store *store;
	struct order seen;	/* what was found last */
};

static struct store *
of(struct ledger *l)
{
	return ((struct store_ledger *)l)->store;
}

void
ledger_close(struct ledger *l)
{
	if (l != NULL)
		l->ops->close(l);
}

static const char *
tag(struct ledger *l)
{
	return store_tag(of(l));
}

static enum err_code
begin(struct ledger *l, struct err *err)
{
	return store_begin(of(l), err);
}

static enum err_code
end(struct ledger *l, enum err_code rc, struct err *err)
{
	return store_end(of(l), rc, err);
}

static enum err_code
add_intent(struct ledger *l, struct order *o, const char *request_text,
    struct err *err)
{
	return intent_add(of(l), o, request_text, err);
}

static enum err_code
by_key(struct ledger *l, const char *account, const char *key, bool *found,
    struct order *out, struct buf *request_text, struct err *err)
{
	return intent_by_key(of(l), account, key, found, out, request_text,
	    err);
}

static enum err_code
apply(struct ledger *l, const char *id, const struct order_change *change,
    struct order *after, struct err *err)
{
	return order_apply(of(l), id, change, after, err);
}

static enum err_code
add_fill(struct ledger *l, const struct order *o, const struct fill *seen,
    bool *added, struct err *err)
{
	struct fill f = *seen;

	TEXT_SET(f.order_id, o->id);
	TEXT_SET(f.account, o->account);
	TEXT_SET(f.venue, o->venue);
	return fill_add(of(l), &f, added, err);
}

static enum err_code
adopt(struct ledger *l, struct order *o, struct err *err)
{
	return order_adopt(of(l), o, err);
}

static enum err_code
load(struct ledger *l, const char *id, struct order *out, struct err *err)
{
	return order_load(of(l), id, out, err);
}

static enum err_code
find(struct ledger *l, const char *account, const char *client_id,
    const char *venue_id, const struct order **out, struct err *err)
{
	struct order *seen = &((struct store_ledger *)l)->seen;
	bool found = false;
	enum err_code rc = E_OK;

	if (client_id[0] != '\0')
		rc = order_by_client_id(of(l), account, client_id, &found,
		    seen, err);
	if (rc == E_OK && !found && venue_id[0] != '\0')
		rc = order_by_venue_id(of(l), account, venue_id, &found, seen,
		    err);
	*out = rc == E_OK && found ? seen : NULL;
	return rc;
}

static enum err_code
counting(struct ledger *l, const char *account, struct orders *out,
    struct err *err)
{
	struct order_filter f = { .account = account, .counting = true,
	    .state = -1 };

	return orders_load(of(l), &f, out, err);
}

static enum err_code
attached(struct ledger *l, const char *account, struct orders *out,
    struct err *err)
{
	struct order_filter f = { .account = account, .attached = true,
	    .state = -1 };

	return orders_load(of(l), &f, out, err);
}

static enum err_code
stops(struct ledger *l, const char *account, struct orders *out,
    struct err *err)
{
	struct order_filter f = { .account = account,
	    .state = ORDER_FILLED };
	enum err_code rc = orders_load(of(l), &f, out, err);
	size_t kept = 0;

	for (size_t i = 0; rc == E_OK && i < out->len; i++)
		if (out->at[i].type == TYPE_STOP ||
		    out->at[i].type == TYPE_STOP_LIMIT ||
		    out->at[i].type == TYPE_TRAILING)
			out->at[kept++] = out->at[i];
	if (rc == E_OK)
		out->len = kept;
	return rc;
}

static enum err_code
fills(struct ledger *l, const char *account, struct fills *out,
    struct err *err)
{
	struct order_filter f = { .account = account, .state = -1 };

	return fills_load(of(l), &f, out, err);
}

static enum err_code
add_transfer(struct ledger *l, const struct transfer *t, struct err *err)
{
	return transfer_add(of(l), t, err);
}

static enum err_code
add_funding(struct ledger *l, const struct funding *f, struct err *err)
{
	return funding_add(of(l), f, err);
}

static enum err_code
fundings(struct ledger *l, const char *account, struct fundings *out,
    struct err *err)
{
	return fundings_load(of(l), account, 0, out, err);
}

static enum err_code
add_equity(struct ledger *l, const char *account,
    const struct curve *all, struct err *err)
{
	struct equity_point p;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < curve_len(all) && rc == E_OK; i++) {
		p = curve_point(all, i);
		rc = equity_add(of(l), account, &p, err);
	}
	return rc;
}

static enum err_code
equity(struct ledger *l, const char *account, struct curve *out,
    struct err *err)
{
	return curve_load(of(l), account, out, err);
}

static enum err_code
get_cursor(struct ledger *l, const char *account, char cursor[ID_SIZE],
    struct err *err)
{
	return cursor_get(of(l), account, cursor, err);
}

static enum err_code
set_cursor(struct ledger *l, const char *account, const char *cursor,
    struct err *err)
{
	return cursor_set(of(l), account, cursor, err);
}

static enum err_code
snapshot(struct ledger *l, struct venue *v, int64_t day_start,
    struct snapshot *out, struct err *err)
{
	return account_snapshot(of(l), v, day_start, out, err);
}

static enum err_code
policy(struct ledger *l, struct policy_rows *out, struct err *err)
{
	return policy_load(of(l), out, err);
}

static enum err_code
halts(struct ledger *l, struct halts *out, struct err *err)
{
	return halts_load(of(l), out, err);
}

static enum err_code
set_halt(struct ledger *l, const char *account, bool halted,
    const char *reason, const char *actor, int64_t time, struct err *err)
{
	return halt_set(of(l), account, halted, reason, actor, time, err);
}

static enum err_code
breakers(struct ledger *l, struct breakers *out, struct err *err)
{
	return breakers_load(of(l), out, err);
}

static enum err_code
add_breaker_event(struct ledger *l, const struct breaker_event *e,
    bool *added, struct err *err)
{
	return breaker_event_add(of(l), e, added, err);
}

static enum err_code
breaker_events(struct ledger *l, const char *name, int64_t since,
    struct breaker_events *out, struct err *err)
{
	return breaker_events_load(of(l), name, since, out, err);
}

static enum err_code
add_violation(struct ledger *l, const struct violation *v, struct err *err)
{
	return violation_add(of(l), v, err);
}

static enum err_code
violations(struct ledger *l, const char *account, int64_t since,
    struct violations *out, struct err *err)
{
	return violations_load(of(l), account, since, out, err);
}

static enum err_code
add_audit(struct ledger *l, const struct audit_entry *e, struct err *err)
{
	struct audit a = { .time = e->time };

	TEXT_SET(a.correlation_id, e->correlation_id);
	TEXT_SET(a.actor, e->actor);
	TEXT_SET(a.command, e->command);
	TEXT_SET(a.entity, e->entity);
	TEXT_SET(a.entity_id, e->entity_id);
	TEXT_SET(a.action, e->action);
	TEXT_SET(a.detail, e->detail);
	return audit_add(of(l), &a, err);
}

static enum err_code
recall(struct ledger *l, const char *breaker, const char *symbol,
    unsigned slot, struct expr_memory *out, struct err *err)
{
	struct held h = { 0 };
	enum err_code rc = held_get(of(l), breaker, symbol, slot, &h, err);

	if (rc == E_OK)
		*out = (struct expr_memory){ .at = h.at,
		    .true_since = h.true_since, .false_since = h.false_since,
		    .last_true = h.last_true, .last_false = h.last_false };
	return rc;
}

static enum err_code
remember(struct ledger *l, const char *breaker, const char *symbol,
    unsigned slot, const struct expr_memory *m, struct err *err)
{
	struct held h = { .at = m->at, .true_since = m->true_since,
	    .false_since = m->false_since, .last_true = m->last_true,
	    .last_false = m->last_false };

	return held_set(of(l), breaker, symbol, slot, &h, err);
}

static void
close_ledger(struct ledger *l)
{
	free((struct store_ledger *)l);
}

static const struct ledger_ops ops = {
	.durable = true,
	.tag = tag,
	.begin = begin,
	.end = end,
	.intent_add = add_intent,
	.by_key = by_key,
	.apply = apply,
	.fill_add = add_fill,
	.adopt = adopt,
	.load = load,
	.find = find,
	.counting = counting,
	.attached = attached,
	.stops = stops,
	.fills = fills,
	.transfer_add = add_transfer,
	.funding_add = add_funding,
	.fundings = fundings,
	.equity_add = add_equity,
	.equity = equity,
	.cursor_get = get_cursor,
	.cursor_set = set_cursor,
	.snapshot = snapshot,
	.policy = policy,
	.halts = halts,
	.halt_set = set_halt,
	.breakers = breakers,
	.breaker_event_add = add_breaker_event,
	.breaker_events = breaker_events,
	.violation_add = add_violation,
	.violations = violations,
	.audit_add = add_audit,
	.recall = recall,
	.remember = remember,
	.close = close_ledger
};

struct ledger *
ledger_store(struct store *s)
{
	struct store_ledger *l = mem_alloc(sizeof(*l));

	l->ledger.ops = &ops;
	l->store = s;
	return &l->ledger;
}
