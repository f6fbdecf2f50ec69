/*
 * Scheduled orders: each slot that is due becomes one order, under a key made
 * of the schedule's id and the slot's time, so that neither a second process
 * nor one that died half way doubles it. Of several slots that are due only
 * the latest is run, and only within the schedule's grace; the others are
 * written down as missed. A slot that cannot be judged now, for want of a price
 * or an answer, waits for the next run while its grace lasts, and holds up no
 * other schedule. The clock is the account's.
 */
#include "gate/gatedata.h"

#include "base/stamp.h"
#include "store/schedules.h"

#include <stdio.h>

struct running {
	struct gate *g;
	struct store *store;
	struct schedule *x;
	struct scheduled *out;
	int64_t now;
};

void
scheduled_release(struct scheduled *s)
{
	vec_release(&s->slots);
}

/* What the slot's order is known by. */
static void
slot_key(const struct schedule *x, int64_t slot, char key[ID_SIZE])
{
	char at[STAMP_TEXT_SIZE];

	snprintf(key, ID_SIZE, "schedule:%.20s:%s", x->id,
	    stamp_text(slot, at));
}

/* Writes a slot down, and moves on to the next one. */
static enum err_code
add_slot(struct running *r, struct slot *t, struct err *err)
{
	struct schedule *x = r->x;
	bool added = false;
	enum err_code rc;

	TEXT_SET(t->schedule, x->id);
	TEXT_SET(t->account, x->account);
	TEXT_SET(t->symbol, x->symbol);
	t->time = r->now;
	if ((rc = store_begin(r->store, err)) != E_OK)
		return rc;
	rc = slot_add(r->store, t, &added, err);
	if (rc == E_OK && added)
		rc = gate_audit(r->g, "schedule", x->id,
		    slot_result_names[t->result], t->order_id, err);
	rc = store_end(r->store, rc, err);
	if (rc != E_OK)
		return rc;
	x->slots += t->slots;
	x->next = schedule_slot(x, x->slots);
	if (added)
		vec_push(&r->out->slots, *t);
	return E_OK;
}

static enum err_code
add_missed(struct running *r, int64_t slots, const char *why,
    struct err *err)
{
	struct slot t = { .slot = r->x->next, .slots = slots,
	    .result = SLOT_MISSED };
	char at[STAMP_TEXT_SIZE];

	TEXT_SET(t.reason, why);
	gate_notice(r->g, "schedule", "schedule %s: %lld slot%s from %s on "
	    "missed", r->x->id, (long long)slots, slots == 1 ? "" : "s",
	    stamp_text(t.slot, at));
	r->out->missed += (size_t)slots;
	return add_slot(r, &t, err);
}

static enum err_code
add_ordered(struct running *r, const struct order *o, struct err *err)
{
	struct slot t = { .slot = r->x->next, .slots = 1,
	    .result = SLOT_ORDERED };

	TEXT_SET(t.order_id, o->id);
	TEXT_SET(t.state, order_state_names[o->state]);
	TEXT_SET(t.reason, o->reason);
	return add_slot(r, &t, err);
}

static void
count(struct scheduled *out, enum err_code rc, const struct err *why)
{
	out->done += rc == E_OK;
	out->failed += rc != E_OK;
	if (rc != E_OK && (out->code == E_OK || rc == E_UNKNOWN)) {
		out->code = rc;
		out->first = *why;
	}
}

static enum err_code
requests_of(const struct running *r, struct order_request q[2], size_t *n,
    struct err *err)
{
	const struct schedule *x = r->x;
	enum err_code rc = order_request_parse(x->request, &q[0], err);

	*n = x->second[0] == '\0' ? 1 : 2;
	if (rc == E_OK && *n == 2)
		rc = order_request_parse(x->second, &q[1], err);
	if (rc == E_OK)
		slot_key(x, x->next, q[0].key);
	return rc;
}

/* Its order, good or bad, is what the slot has come to; anything else leaves
 * the slot for the next run. */
static enum err_code
run_slot(struct running *r, struct err *err)
{
	struct order_request q[2];
	struct gate_result got[2] = { { .order = order_empty() },
	    { .order = order_empty() } };
	struct err why = { .code = E_OK };
	size_t n;
	enum err_code rc = requests_of(r, q, &n, err), one;

	if (rc != E_OK)
		return err_prefix(err, "schedule %s", r->x->id);
	one = n == 2 ? gate_order_pair(r->g, q, false, got, &why) :
	    gate_order(r->g, &q[0], false, &got[0], &why);
	if (one == E_OK || one == E_REFUSED || one == E_REJECTED ||
	    one == E_UNKNOWN) {
		count(r->out, one, &why);
		rc = add_ordered(r, &got[0].order, err);
	} else
		rc = err_set(err, one, "schedule %s: %s", r->x->id,
		    why.text);
	gate_result_release(&got[0]);
	gate_result_release(&got[1]);
	return rc;
}

/* A process that died may have ordered the slot and not written it down. */
static enum err_code
take_up(struct running *r, bool *taken, struct err *err)
{
	struct gate *g = r->g;
	struct order o = order_empty();
	struct buf text = { 0 };
	char key[ID_SIZE];
	enum err_code rc;

	slot_key(r->x, r->x->next, key);
	rc = LEDGER(g->ledger, by_key, g->account.label, key, taken, &o,
	    &text, err);
	if (rc == E_OK && *taken) {
		struct err why = { .code = E_OK };
		enum err_code one = gate_outcome(&o, &why);

		count(r->out, one, &why);
		rc = add_ordered(r, &o, err);
	}
	buf_release(&text);
	return rc;
}

/* Failures of this slot's order; any other is the account's or the store's. */
static bool
waits(enum err_code rc)
{
	return rc == E_USAGE || rc == E_DATA || rc == E_NETWORK ||
	    rc == E_LIMITED;
}

static void
tell_waiting(struct running *r, enum err_code rc, const struct err *why)
{
	char at[STAMP_TEXT_SIZE];

	gate_notice(r->g, "schedule", "%s; the slot of %s is tried again "
	    "until its grace is over", why->text, stamp_text(r->x->next, at));
	count(r->out, rc, why);
}

/* How many slots are due, the next one included. */
static int64_t
due(const struct schedule *x, int64_t now)
{
	int64_t n = 1;

	if (x->next == 0 || x->next > now)
		return 0;
	if (x->every > 0)
		n += (now - x->next) / x->every;
	/* The last of them may lie behind the schedule's end. */
	if (x->count != 0 && n > x->count - x->slots)
		n = x->count - x->slots;
	if (x->until != 0 && x->every > 0 &&
	    n > (x->until - 1 - x->next) / x->every + 1)
		n = (x->until - 1 - x->next) / x->every + 1;
	return n;
}

static enum err_code
run_schedule(struct running *r, struct err *err)
{
	bool taken = false, late;
	int64_t n = due(r->x, r->now), last;
	enum err_code rc;

	if (n == 0)
		return E_OK;
	rc = take_up(r, &taken, err);
	if (rc != E_OK || (taken && --n == 0))
		return rc;
	last = schedule_slot(r->x, r->x->slots + n - 1);
	late = r->now - last > r->x->grace;
	if (n > 1)
		rc = add_missed(r, n - 1, "passed", err);
	if (rc == E_OK && late)
		return add_missed(r, 1, "late", err);
	return rc == E_OK ? run_slot(r, err) : rc;
}

enum err_code
gate_schedules(struct gate *g, struct scheduled *out, struct err *err)
{
	struct running r = { .g = g, .store = g->market.store, .out = out };
	struct schedules all = { 0 };
	enum err_code rc = gate_sound(g, err);

	*out = (struct scheduled){ 0 };
	if (r.store == NULL || rc != E_OK)
		return rc;
	rc = gate_now(g, &r.now, err);
	if (rc == E_OK)
		rc = schedules_load(r.store, g->account.label, true, &all,
		    err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		struct err why = { .code = E_OK };

		r.x = &all.at[i];
		rc = gate_interrupted() ? err_set(&why, E_PARTIAL,
		    "interrupted") : run_schedule(&r, &why);
		if (waits(rc)) {
			tell_waiting(&r, rc, &why);
			rc = E_OK;
		} else if (rc != E_OK && err != NULL)
			*err = why;
		/* Until it is known, nothing more is sent. */
		if (out->code == E_UNKNOWN)
			break;
	}
	vec_release(&all);
	return rc;
}
