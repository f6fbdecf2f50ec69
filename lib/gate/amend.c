/*
 * Amending: what is asked for is in the ledger before it leaves, and it leaves
 * once. Until the venue has said yes or no the order counts as the larger of
 * the two; an answer that was lost is looked for, never asked for again.
 */
#include "gate/gatedata.h"

#include "base/buf.h"

#define TRIES 2		/* of an amendment of which no byte left */

struct amending {
	struct gate *g;
	const struct order_terms *terms;
	bool dry_run;
	bool vetoed;
	char veto[sizeof(((struct finding *)NULL)->message)];
	struct gate_result *out;
	struct venue_answer answer;
	bool asked;		/* it is in the ledger */
	bool settled;		/* nothing is left to find out */
};

static bool
changes(struct dec to, struct dec from)
{
	return dec_known(to) && (!dec_known(from) || dec_cmp(to, from) != 0);
}

static bool
anything_changes(const struct order *o, const struct order_terms *c)
{
	return changes(c->amount, o->amount) || changes(c->price, o->price) ||
	    changes(c->trigger_price, o->trigger_price);
}

static enum err_code
amendable(struct gate *g, const struct order *o, struct err *err)
{
	enum order_state state = (enum order_state)o->state;

	if (g->venue->ops->amend == NULL)
		return err_set(err, E_USAGE, "order %s: %s cannot amend "
		    "orders: cancel it, and place another", o->id, o->venue);
	if (order_state_closed(state))
		return err_set(err, E_REJECTED, "order %s: it cannot be "
		    "amended, it is %s", o->id, order_state_names[state]);
	if (!order_state_working(state))
		return err_set(err, E_UNKNOWN, "order %s: its outcome is not "
		    "known: run etrms order reconcile --account %s", o->id,
		    o->account);
	if (o->asked_at != 0)
		return err_set(err, E_UNKNOWN, "order %s: the outcome of an "
		    "earlier amendment is not known: run etrms order "
		    "reconcile --account %s", o->id, o->account);
	return E_OK;
}

static void
terms_text(const struct order_terms *c, struct buf *out)
{
	const struct { const char *name; struct dec value; } parts[] = {
		{ "amount", c->amount }, { "price", c->price },
		{ "trigger_price", c->trigger_price }
	};
	char text[DEC_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (dec_known(parts[i].value))
			buf_printf(out, "%s%s=%s", out->len == 0 ? "" : " ",
			    parts[i].name, dec_text(parts[i].value, text));
}

static enum err_code
step(struct amending *a, enum order_event event, const char *reason,
    struct err *err)
{
	struct order *o = &a->out->order;
	struct order_change c = { .event = event, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE };
	enum err_code rc = gate_now(a->g, &c.time, err);

	if (event != EV_AMEND_FAIL) {
		c.amount = a->terms->amount;
		c.price = a->terms->price;
		c.trigger_price = a->terms->trigger_price;
	}
	c.reason = reason;
	return rc == E_OK ? LEDGER(a->g->ledger, apply, o->id, &c, o, err) :
	    rc;
}

/* The verdict and what was decided, in one transaction. */
static enum err_code
decide(struct amending *a, struct err *err)
{
	struct order *o = &a->out->order;
	const struct question q = { .amended = o, .terms = a->terms,
	    .veto = a->vetoed ? a->veto : NULL };
	struct verdict *v = &a->out->verdict;
	struct approved_order *approved = NULL;
	struct buf text = { 0 };
	int64_t now;
	enum err_code rc = gate_judge(a->g, &q, a->dry_run, v, &approved,
	    &now, err);

	terms_text(a->terms, &text);
	if (rc == E_OK && !a->dry_run)
		rc = gate_audit(a->g, "order", o->id, v->allowed ? "amend" :
		    "amend-refused", buf_text(&text), err);
	if (rc == E_OK && !a->dry_run && !v->allowed)
		rc = gate_violations(a->g, o, v, now, err);
	if (rc == E_OK && !a->dry_run && v->allowed) {
		rc = step(a, EV_AMEND_SEND, "", err);
		a->asked = rc == E_OK;
	}
	approved_free(approved);
	buf_release(&text);
	return rc;
}

/* What the venue made of it, into the ledger. */
static enum err_code
record(struct amending *a, struct err *err)
{
	struct order *o = &a->out->order;
	enum err_code rc = E_OK;

	/* The simulated venue's changes say it all: terms, fills, ends. */
	if (a->g->venue->ops->simulated)
		rc = gate_sync(a->g, NULL, err);
	if (rc == E_OK)
		rc = LEDGER(a->g->ledger, load, o->id, o, err);
	if (rc == E_OK && o->asked_at != 0 &&
	    a->answer.result == VENUE_ACCEPTED)
		rc = step(a, EV_AMEND, "", err);
	if (rc == E_OK && o->asked_at != 0 &&
	    a->answer.result == VENUE_REJECTED)
		rc = step(a, EV_AMEND_FAIL, a->answer.reason, err);
	if (rc == E_OK && o->asked_at != 0 &&
	    a->answer.result == VENUE_NOT_SENT)
		rc = step(a, EV_AMEND_FAIL, "not_sent", err);
	a->settled = rc == E_OK && o->asked_at == 0;
	return rc;
}

static enum err_code
recorded(struct amending *a, struct err *err)
{
	enum err_code rc = LEDGER(a->g->ledger, begin, err);

	return rc == E_OK ? LEDGER(a->g->ledger, end, record(a, err), err) :
	    rc;
}

/* Only what surely did not leave is asked for a second time. */
static enum err_code
ask(struct amending *a, struct err *err)
{
	struct venue *v = a->g->venue;
	enum err_code rc = E_OK;

	for (int i = 0; i < TRIES; i++) {
		a->answer = (struct venue_answer){ .result = VENUE_UNKNOWN };
		rc = v->ops->amend(v, &a->out->order, a->terms, &a->answer,
		    err);
		if (a->answer.result != VENUE_NOT_SENT)
			break;
	}
	if (rc != E_OK && !v->ops->simulated) {
		/* It is recorded as what it was: unsent, or unknown. */
		if (a->answer.result != VENUE_NOT_SENT)
			a->answer.result = VENUE_UNKNOWN;
		rc = E_OK;
	}
	return rc;
}

static enum err_code
amend(struct amending *a, struct err *err)
{
	bool first = !gate_sent();
	enum err_code rc = a->vetoed ? E_OK : gate_ahead(a->g, err);

	if (rc == E_OK)
		rc = LEDGER(a->g->ledger, begin, err);
	if (rc == E_OK)
		rc = LEDGER(a->g->ledger, end, decide(a, err), err);
	if (rc != E_OK || !a->asked)
		return rc;
	if (a->g->ledger->ops->durable)
		signals_sent();
	rc = ask(a, err);
	if (rc == E_OK && first && a->answer.result == VENUE_NOT_SENT)
		signals_unsent();
	if (rc == E_OK)
		rc = recorded(a, err);
	if (rc == E_OK && (!a->settled || a->answer.result ==
	    VENUE_ACCEPTED))
		news_order(a->g, &a->out->order);
	return rc;
}

static enum err_code
outcome(const struct amending *a, struct err *err)
{
	const struct order *o = &a->out->order;
	const struct finding *f = gate_first_breach(&a->out->verdict);

	if (!a->out->verdict.allowed)
		return err_set(err, E_REFUSED, "order %s: its amendment is "
		    "refused by %s: %s", o->id, f == NULL ? "risk" : f->rule,
		    f == NULL ? "no reason given" : f->message);
	if (!a->asked)
		return E_OK;
	if (!a->settled)
		return err_set(err, E_UNKNOWN, "order %s: it is not known "
		    "whether it was amended: run etrms order reconcile "
		    "--account %s", o->id, o->account);
	if (a->answer.result == VENUE_REJECTED) {
		err_set(err, E_REJECTED, "order %s: its amendment was "
		    "rejected by %s: %s", o->id, o->venue, a->answer.reason);
		return err_venue(err, a->answer.reason);
	}
	if (a->answer.result == VENUE_NOT_SENT)
		return err_set(err, E_NETWORK, "order %s: the amendment could "
		    "not be sent to %s", o->id, o->venue);
	return E_OK;
}

/* A hook is shown the order as it would be. */
static void
ask_hook(struct amending *a)
{
	struct order o = a->out->order;
	struct order_terms t = order_terms_after(&o, a->terms);

	o.amount = t.amount;
	o.price = t.price;
	o.trigger_price = t.trigger_price;
	if (!dec_sub(o.amount, o.filled, &o.remaining))
		o.remaining = DEC_NONE;
	a->vetoed = !gate_ask(a->g, &o, a->dry_run, a->veto,
	    sizeof(a->veto));
}

static enum err_code
amend_joined(struct amending *a, struct err *err)
{
	struct order before = a->out->order;
	struct err cause = { .code = E_OK };
	enum err_code rc;

	if (!a->dry_run && a->g->ledger->ops->durable && !signals_hold()) {
		signals_release();
		return err_set(err, E_REFUSED, "order %s: interrupted before "
		    "sending", before.id);
	}
	rc = gate_joined(a->g, &cause);
	if (rc == E_OK)
		rc = gate_parted(a->g, amend(a, &cause), &cause);
	signals_release();
	if (rc == E_OK)
		return outcome(a, err);
	/* Nothing of it is at the simulated venue, nor in the ledger. */
	if (a->g->venue->ops->simulated || !a->asked) {
		a->out->order = before;
		return err_set(err, rc, "%s", cause.text);
	}
	return err_set(err, E_UNKNOWN, "order %s: the outcome of its "
	    "amendment could not be recorded (%s): run etrms order reconcile "
	    "--account %s", before.id, cause.text, before.account);
}

enum err_code
gate_amend(struct gate *g, const char *order_id,
    const struct order_terms *terms, bool dry_run, struct gate_result *out,
    struct err *err)
{
	struct amending a = { .g = g, .terms = terms, .dry_run = dry_run,
	    .out = out };
	enum err_code rc = gate_sound(g, err);

	*out = (struct gate_result){ .order = order_empty() };
	if (rc == E_OK)
		rc = LEDGER(g->ledger, load, order_id, &out->order, err);
	if (rc == E_OK && strcmp(out->order.account, g->account.label) != 0)
		rc = err_set(err, E_USAGE, "order %s: it belongs to account "
		    "%s", order_id, out->order.account);
	if (rc == E_OK)
		rc = amendable(g, &out->order, err);
	if (rc != E_OK)
		return rc;
	out->verdict.allowed = true;
	/* As it is wanted already, perhaps by this very command before. */
	if (!anything_changes(&out->order, terms)) {
		out->repeated = true;
		return E_OK;
	}
	if (g->venue->ops->can_amend != NULL)
		rc = g->venue->ops->can_amend(g->venue, &out->order, terms,
		    err);
	if (rc != E_OK)
		return rc;
	ask_hook(&a);
	return amend_joined(&a, err);
}
