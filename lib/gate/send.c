/*
 * Sending: SENDING is in the ledger before the first byte leaves, and once
 * only; an answer that is not a clear yes or no, or that cannot be recorded,
 * is UNKNOWN.
 */
#include "gate/gatedata.h"

#define TRIES 2		/* of a submit of which no byte left */

struct sending {
	struct gate *g;
	struct order *o;
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
		TEXT_SET(c.venue_id, a->venue_id);
		TEXT_SET(c.reason, a->reason);
		if (a->time != 0)
			c.time = a->time;
	}
	return rc == E_OK ? LEDGER(g->ledger, apply, o->id, &c, o, err) : rc;
}

/* The venue calls this with the connection up and nothing sent. */
static bool
sending_guard(void *self)
{
	struct sending *s = self;
	struct order o = *s->o;
	enum err_code rc;

	if (s->asked)
		return false;
	s->asked = true;
	if (!signals_hold()) {
		err_set(&s->err, E_REFUSED, "interrupted before sending");
		return false;
	}
	if ((rc = LEDGER(s->g->ledger, begin, &s->err)) == E_OK) {
		rc = step(s->g, &o, EV_SEND, NULL, &s->err);
		rc = LEDGER(s->g->ledger, end, rc, &s->err);
	}
	if (rc != E_OK)
		return false;
	*s->o = o;
	s->committed = true;
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

/* Not one byte left: the intent ends here. */
static enum err_code
not_sent(struct sending *s, enum err_code rc, struct err *err)
{
	struct gate *g = s->g;
	struct order o = *s->o;
	struct venue_answer why = { .reason = "not_sent" };
	enum err_code ended = LEDGER(g->ledger, begin, NULL);

	if (ended == E_OK) {
		ended = step(g, &o, EV_ABANDON, &why, NULL);
		ended = LEDGER(g->ledger, end, ended, NULL);
	}
	/* Should even that fail, the next command finds the intent. */
	if (ended == E_OK)
		*s->o = o;
	signals_release();
	if (rc == E_OK && s->err.code != E_OK)
		return err_set(err, s->err.code, "%s: not sent: %s",
		    s->o->symbol, s->err.text);
	if (rc == E_OK)
		return err_set(err, E_NETWORK, "%s: the order could not be "
		    "sent to %s", s->o->symbol, g->account.venue);
	return rc;
}

static enum err_code
record_answer(struct gate *g, struct order *o, const struct venue_answer *a,
    struct err *err)
{
	static const enum order_event events[] = {
		[VENUE_ACCEPTED] = EV_ACCEPT, [VENUE_REJECTED] = EV_REJECT,
		[VENUE_UNKNOWN] = EV_TIMEOUT, [VENUE_NOT_SENT] = EV_TIMEOUT
	};
	enum err_code rc = LEDGER(g->ledger, begin, err);

	if (rc != E_OK)
		return rc;
	/* The simulated venue's changes say it all: amount, fills, legs. */
	if (g->venue->ops->simulated)
		rc = gate_sync(g, NULL, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, load, o->id, o, err);
	if (rc == E_OK && o->state == ORDER_SENDING)
		rc = step(g, o, events[a->result], a, err);
	return LEDGER(g->ledger, end, rc, err);
}

/* A venue that keeps to its word calls the guard before it answers. */
static bool
answer_plausible(const struct sending *s, const struct venue_answer *a)
{
	return s->committed || a->result == VENUE_NOT_SENT;
}

static enum err_code
submit(struct sending *s, const struct order_request *r,
    struct venue_answer *a, struct err *err)
{
	const struct send_guard guard = { sending_guard, s };
	struct venue *v = s->g->venue;
	enum err_code rc = E_OK;

	for (int i = 0; i < TRIES; i++) {
		*a = (struct venue_answer){ .result = VENUE_UNKNOWN };
		rc = v->ops->submit(v, r, s->o->client_order_id, &guard, a,
		    err);
		if (s->asked || (rc == E_OK && a->result != VENUE_NOT_SENT))
			break;
	}
	return rc;
}

/*
 * The submit and what it led to. *recorded false: the ledger does not have
 * the outcome. At the simulated venue all of it is one transaction.
 */
static enum err_code
exchange(struct sending *s, const struct order_request *r, bool *recorded,
    struct err *err)
{
	struct venue_answer a;
	enum err_code rc = submit(s, r, &a, err);

	*recorded = true;
	if (rc != E_OK && !s->committed)
		return rc;
	if (rc != E_OK && s->g->venue->ops->simulated) {
		*recorded = false;
		return rc;
	}
	if (rc != E_OK)		/* an error after the guard said yes */
		a = (struct venue_answer){ .result = VENUE_UNKNOWN };
	if (!answer_plausible(s, &a))
		bug("%s answered an order that it did not ask to send",
		    s->g->venue->ops->name);
	if (!s->committed)
		return E_OK;
	rc = record_answer(s->g, s->o, &a, err);
	*recorded = rc == E_OK;
	return rc;
}

enum err_code
gate_send(struct gate *g, const struct approved_order *approved,
    struct order *o, struct err *err)
{
	struct sending s = { .g = g, .o = o };
	struct err cause = { .code = E_OK };
	bool recorded;
	enum err_code rc;

	if ((rc = gate_joined(g, err)) != E_OK)
		return not_sent(&s, rc, err);
	rc = exchange(&s, approved_request(approved), &recorded, &cause);
	rc = gate_parted(g, rc, &cause);
	if (!s.committed) {
		if (rc != E_OK)
			err_set(err, cause.code, "%s", cause.text);
		return not_sent(&s, rc, err);
	}
	if (rc != E_OK || !recorded) {
		o->state = ORDER_UNKNOWN;
		return err_set(err, E_UNKNOWN, "%s: the outcome of order %s "
		    "could not be recorded (%s): run etrms order reconcile "
		    "--account %s", o->symbol, o->id, cause.text, o->account);
	}
	/* Fills of a live order; should that fail, the next sync has them. */
	if (!g->venue->ops->simulated && order_state_working(
	    (enum order_state)o->state) &&
	    gate_sync(g, NULL, NULL) == E_OK)
		LEDGER(g->ledger, load, o->id, o, NULL);
	return gate_outcome(o, err);
}
