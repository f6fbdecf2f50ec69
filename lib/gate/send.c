/*
 * Sending: SENDING is in the ledger before the first byte leaves, and once
 * only; an answer that is not a clear yes or no, or that cannot be recorded,
 * is UNKNOWN.
 */
#include "gate/gatedata.h"

#include "venue/sim/venue.h"

#define TRIES 2		/* of a submit of which no byte left */

struct sending {
	struct gate *g;
	struct order *const *orders;	/* one, or two of which one is done */
	size_t n;
	bool asked;		/* the guard was called */
	bool committed;		/* SENDING is in the ledger: a byte may leave */
	struct err err;		/* why not */
};

static enum err_code
step(struct gate *g, struct order *o, enum order_event event,
    const struct venue_answer *a, struct err *err)
{
	struct order_change c = { .event = event, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE };
	enum err_code rc = gate_now(g, &c.time, err);

	if (a != NULL) {
		c.venue_id = a->venue_id;
		c.reason = a->reason;
		if (a->time != 0)
			c.time = a->time;
	}
	return rc == E_OK ? LEDGER(g->ledger, apply, o->id, &c, o, err) : rc;
}

/* One step of all orders that are sent together, in a transaction of its own;
 * they are as they were when it fails. */
static enum err_code
step_all(struct sending *s, enum order_event event,
    const struct venue_answer *a, struct err *err)
{
	struct gate *g = s->g;
	struct order before[2];
	enum err_code rc = LEDGER(g->ledger, begin, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < s->n; i++)
		order_move(&before[i], s->orders[i]);
	for (size_t i = 0; i < s->n && rc == E_OK; i++)
		rc = step(g, s->orders[i], event, a, err);
	rc = LEDGER(g->ledger, end, rc, err);
	for (size_t i = 0; i < s->n && rc != E_OK; i++)
		order_move(s->orders[i], &before[i]);
	return rc;
}

/* The venue calls this with the connection up and nothing sent. */
static bool
sending_guard(void *self)
{
	struct sending *s = self;

	if (s->asked)
		return false;
	s->asked = true;
	if (s->g->ledger->ops->durable && !signals_hold()) {
		err_set(&s->err, E_REFUSED, "interrupted before sending");
		return false;
	}
	if (!gate_sends_at_once(s->g) &&
	    step_all(s, EV_SEND, NULL, &s->err) != E_OK)
		return false;
	s->committed = true;
	/* What ends with the process leaves nothing behind. */
	if (s->g->ledger->ops->durable)
		signals_sent();
	return true;
}

enum err_code
gate_outcome(const struct order *o, struct err *err)
{
	const char *side = side_names[o->side];
	const char *why = o->reason[0] == '\0' ? "no reason given" :
	    o->reason;

	switch ((enum order_state)o->state) {
	case ORDER_REJECTED:
		err_set(err, E_REJECTED, "%s %s: rejected by %s: %s",
		    side, o->symbol, o->venue, why);
		return err_venue(err, o->reason);
	case ORDER_REFUSED:
		return err_set(err, E_REFUSED, "%s %s: refused: %s", side,
		    o->symbol, why);
	case ORDER_INTENT:
	case ORDER_SENDING:
	case ORDER_UNKNOWN:
		return err_set(err, E_UNKNOWN, "%s %s: the outcome of order "
		    "%s is not known: run etrms order reconcile --account %s",
		    side, o->symbol, o->id, o->account);
	case ORDER_ABANDONED:
	case ORDER_ABSENT:
		return err_set(err, E_NETWORK, "%s %s: order %s was never at "
		    "%s: %s", side, o->symbol, o->id, o->venue, why);
	default:
		return E_OK;
	}
}

enum err_code
gate_outcomes(struct order *const *orders, size_t n, struct err *err)
{
	const struct order *worst = orders[0];
	enum err_code rc, one;

	if (n == 1)
		return gate_outcome(worst, err);
	rc = gate_outcome(worst, NULL);
	for (size_t i = 1; i < n; i++) {
		one = gate_outcome(orders[i], NULL);
		if (one == E_OK || rc == E_UNKNOWN ||
		    (rc != E_OK && one != E_UNKNOWN &&
		    strcmp(worst->reason, "linked") != 0))
			continue;
		rc = one;
		worst = orders[i];
	}
	return gate_outcome(worst, err);
}

/* Not one byte left: the intents end here. */
static enum err_code
not_sent(struct sending *s, enum err_code rc, struct err *err)
{
	struct gate *g = s->g;
	struct venue_answer why = { .reason = "not_sent" };

	/* Should even that fail, the next command finds the intents. */
	step_all(s, EV_ABANDON, &why, NULL);
	signals_release();
	if (rc == E_OK && s->err.code != E_OK)
		return err_set(err, s->err.code, "%s: not sent: %s",
		    s->orders[0]->symbol, s->err.text);
	if (rc == E_OK)
		return err_set(err, E_NETWORK, "%s: the order could not be "
		    "sent to %s", s->orders[0]->symbol, g->account.venue);
	return rc;
}

/* told: the order may have gone on since it was sent. */
static enum err_code
record_answer(struct gate *g, struct order *o, const struct venue_answer *a,
    bool told, struct err *err)
{
	static const enum order_event events[] = {
		[VENUE_ACCEPTED] = EV_ACCEPT, [VENUE_REJECTED] = EV_REJECT,
		[VENUE_UNKNOWN] = EV_TIMEOUT, [VENUE_NOT_SENT] = EV_TIMEOUT
	};
	const struct order *now;
	enum err_code rc;

	if (!told)
		return step(g, o, events[a->result], a, err);
	rc = LEDGER(g->ledger, find, o->account, o->client_order_id, "", &now,
	    err);
	if (rc != E_OK)
		return rc;
	if (now == NULL)
		bug("order %s is not in the ledger", o->id);
	if (now->state == ORDER_SENDING)
		return step(g, o, events[a->result], a, err);
	*o = *now;
	return E_OK;
}

static enum err_code
record_answers(struct sending *s, const struct venue_answer *answers,
    struct err *err)
{
	struct gate *g = s->g;
	bool simulated = g->venue->ops->simulated;
	bool tells = simulated && sim_venue_tells(g->venue);
	enum err_code rc = LEDGER(g->ledger, begin, err);

	if (rc != E_OK)
		return rc;
	/* The simulated venue's changes say it all: amount, fills, legs. Of one
	 * that waits for the next open they say nothing yet. */
	if (tells)
		rc = gate_sync(g, NULL, err);
	for (size_t i = 0; i < s->n && rc == E_OK; i++)
		rc = record_answer(g, s->orders[i], &answers[i],
		    tells || !simulated, err);
	return LEDGER(g->ledger, end, rc, err);
}

/* A venue that keeps to its word calls the guard before it answers. */
static bool
answer_plausible(const struct sending *s, const struct venue_answer *a)
{
	return s->committed || a->result == VENUE_NOT_SENT;
}

static enum err_code
ask(struct sending *s, const struct order_request *r,
    struct venue_answer answers[2], struct err *err)
{
	const struct send_guard guard = { sending_guard, s };
	struct venue *v = s->g->venue;
	const char *const ids[2] = { s->orders[0]->client_order_id,
	    s->n == 2 ? s->orders[1]->client_order_id : NULL };

	for (size_t i = 0; i < s->n; i++) {
		answers[i].result = VENUE_UNKNOWN;
		answers[i].venue_id[0] = answers[i].reason[0] = '\0';
		answers[i].time = 0;
	}
	return s->n == 2 ?
	    v->ops->submit_pair(v, r, ids, &guard, answers, err) :
	    v->ops->submit(v, r, ids[0], &guard, answers, err);
}

static enum err_code
submit(struct sending *s, const struct approved_order *approved,
    struct venue_answer answers[2], struct err *err)
{
	const struct order_request *r = approved_request(approved);
	struct order_request both[2];
	enum err_code rc = E_OK;

	if (s->n == 2) {
		both[0] = *r;
		both[1] = *approved_second(approved);
		r = both;
	}
	for (int i = 0; i < TRIES; i++) {
		rc = ask(s, r, answers, err);
		if (s->asked || (rc == E_OK &&
		    answers[0].result != VENUE_NOT_SENT))
			break;
	}
	return rc;
}

/*
 * The submit and what it led to. *recorded false: the ledger does not have
 * the outcome. At the simulated venue all of it is one transaction.
 */
static enum err_code
exchange(struct sending *s, const struct approved_order *approved,
    bool *recorded, struct err *err)
{
	struct venue_answer a[2];
	enum err_code rc = submit(s, approved, a, err);

	*recorded = true;
	if (rc != E_OK && !s->committed)
		return rc;
	if (rc != E_OK && s->g->venue->ops->simulated) {
		*recorded = false;
		return rc;
	}
	if (rc != E_OK)		/* an error after the guard said yes */
		a[0] = a[1] = (struct venue_answer){ .result =
		    VENUE_UNKNOWN };
	if (!answer_plausible(s, &a[0]))
		bug("%s answered an order that it did not ask to send",
		    s->g->venue->ops->name);
	if (!s->committed)
		return E_OK;
	rc = record_answers(s, a, err);
	*recorded = rc == E_OK;
	return rc;
}

/* Fills of a live order; should that fail, the next sync has them. */
static void
look_for_fills(struct sending *s)
{
	struct gate *g = s->g;
	bool working = false;

	for (size_t i = 0; i < s->n; i++)
		working |= order_state_working(
		    (enum order_state)s->orders[i]->state);
	if (g->venue->ops->simulated || !working ||
	    gate_sync(g, NULL, NULL) != E_OK)
		return;
	for (size_t i = 0; i < s->n; i++)
		LEDGER(g->ledger, load, s->orders[i]->id, s->orders[i],
		    NULL);
}

enum err_code
gate_send(struct gate *g, const struct approved_order *approved,
    struct order *const *orders, size_t n, bool *lost, struct err *err)
{
	struct sending s;
	struct err cause;
	bool recorded;
	enum err_code rc;

	s.g = g;
	s.orders = orders;
	s.n = n;
	s.asked = s.committed = false;
	err_none(&s.err);
	err_none(&cause);
	if ((rc = gate_joined(g, err)) != E_OK)
		return not_sent(&s, rc, err);
	rc = exchange(&s, approved, &recorded, &cause);
	rc = gate_parted(g, rc, &cause);
	if (!s.committed) {
		if (rc != E_OK)
			err_set(err, cause.code, "%s", cause.text);
		return not_sent(&s, rc, err);
	}
	if (rc != E_OK || !recorded) {
		*lost = true;
		return err_set(err, E_UNKNOWN, "%s: the outcome of order %s "
		    "could not be recorded (%s): run etrms order reconcile "
		    "--account %s", orders[0]->symbol, orders[0]->id,
		    cause.text, orders[0]->account);
	}
	look_for_fills(&s);
	rc = gate_outcomes(orders, n, err);
	if (rc == E_REJECTED)
		gate_explain(g, orders[n - 1]->state == ORDER_REJECTED &&
		    strcmp(orders[0]->reason, "linked") == 0 ?
		    orders[n - 1] : orders[0], err);
	return rc;
}
