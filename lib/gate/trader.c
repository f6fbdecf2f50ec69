/*
 * What a trader sees, and doing what it decided.
 */
#include "gate/gatedata.h"
#include "gate/trader.h"
#include "venue/sim/venue.h"

struct decision *
decision_add(struct decisions *all, enum decision_kind kind)
{
	struct decision *d;

	vec_reserve(all, 1);
	d = &all->at[all->len++];
	d->kind = kind;
	order_request_init(&d->order);
	d->order_id[0] = d->symbol[0] = '\0';
	d->terms = TERMS_NONE;
	d->ratio = DEC_NONE;
	return d;
}

/* What a view is made of, where all of it can be told. */
static struct viewed
viewed_now(struct gate *g)
{
	struct viewed v = { .good = false };

	if (!g->venue->ops->simulated || g->ledger->ops->changes == NULL ||
	    gate_now(g, &v.time, NULL) != E_OK)
		return v;
	v.good = true;
	v.events = sim_venue_events(g->venue);
	v.changes = g->ledger->ops->changes(g->ledger);
	return v;
}

enum err_code
gate_view(struct gate *g, const struct snapshot **out, struct err *err)
{
	const struct viewed now = viewed_now(g), *was = &g->viewed;
	enum err_code rc;

	*out = &g->view;
	if (now.good && was->good && now.time == was->time &&
	    now.events == was->events && now.changes == was->changes)
		return E_OK;
	if (g->ledger->ops->past == NULL)
		snapshot_release(&g->view);	/* it fills an empty one */
	rc = gate_snapshot(g, &g->view, err);
	g->viewed = now;
	g->viewed.good &= rc == E_OK;
	return rc;
}

static enum err_code
place(struct gate *g, const struct decision *d, struct orders *orders,
    struct err *err)
{
	struct gate_result r;
	enum err_code rc;

	if (orders == NULL)
		return gate_order_unseen(g, &d->order, err);
	rc = gate_order(g, &d->order, false, &r, err);
	if (r.order.id[0] != '\0')
		vec_push(orders, r.order);
	gate_result_release(&r);
	return rc;
}

static enum err_code
withdraw(struct gate *g, const struct decision *d, struct orders *orders,
    struct err *err)
{
	struct order o = order_empty();
	enum err_code rc = gate_cancel(g, d->order_id, &o, err);

	if (orders != NULL && o.id[0] != '\0')
		vec_push(orders, o);
	return rc;
}

static enum err_code
change(struct gate *g, const struct decision *d, struct orders *orders,
    struct err *err)
{
	struct gate_result r;
	enum err_code rc = gate_amend(g, d->order_id, &d->terms, false, &r,
	    err);

	if (orders != NULL && r.order.id[0] != '\0')
		vec_push(orders, r.order);
	gate_result_release(&r);
	return rc;
}

/* orders NULL: nobody wants to know which it touched. */
static enum err_code
execute(struct gate *g, const struct decision *d, struct orders *orders,
    struct decided *tally, struct err *err)
{
	switch (d->kind) {
	case DECIDE_ORDER:
		tally->orders++;
		return place(g, d, orders, err);
	case DECIDE_CANCEL:
		tally->cancels++;
		return withdraw(g, d, orders, err);
	case DECIDE_AMEND:
		tally->amends++;
		return change(g, d, orders, err);
	case DECIDE_REDUCE:
		tally->orders++;
		return gate_reduce(g, d->symbol, d->ratio, d->order.key,
		    d->order.tag, &g->touched, err);
	}
	return E_OK;
}

/* Whether it can go on after that, and counts it. */
static bool
is_outcome(enum err_code rc, struct decided *tally)
{
	tally->refused += rc == E_REFUSED;
	tally->rejected += rc == E_REJECTED;
	tally->unknown += rc == E_UNKNOWN;
	return rc == E_OK || rc == E_REFUSED || rc == E_REJECTED ||
	    rc == E_UNKNOWN;
}

static enum err_code
do_one(struct gate *g, const struct trader *t, const struct decision *d,
    struct decided *tally, struct err *err)
{
	struct err why;
	enum err_code rc;

	err_none(&why);
	vec_clear(&g->touched);
	rc = execute(g, d, t->outcome == NULL ? NULL : &g->touched, tally,
	    &why);
	if (!is_outcome(rc, tally))
		return err_set(err, rc, "%s", why.text);
	if (t->outcome == NULL)
		return E_OK;
	return t->outcome(t->self, d, rc, &why, &g->touched, err);
}

enum err_code
gate_do_decided(struct gate *g, const struct trader *t, struct decided *tally,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < g->decisions.len && rc == E_OK; i++) {
		struct decision *d = &g->decisions.at[i];

		TEXT_SET(d->order.account, g->account.label);
		rc = do_one(g, t, d, tally, err);
	}
	vec_clear(&g->decisions);
	return rc;
}
