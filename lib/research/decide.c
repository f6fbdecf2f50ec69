/*
 * What a strategy does at a close: out of what it holds, or into what its
 * rules say. Between two closes that may matter nothing is looked at.
 */
#include "research/desk.h"

#include "base/decfloat.h"
#include "research/entry.h"

#include <math.h>

bool
desk_says(struct desk *d, enum strategy_kind kind, int side,
    const char **reason)
{
	const struct strategy_rules *all = &d->t->s->rules;

	for (size_t i = 0; i < all->len; i++) {
		const struct strategy_rule *r = &all->at[i];

		if (r->kind != kind || r->expr < 0 || (kind ==
		    STRATEGY_ENTRY ? r->side != (side > 0 ? SIDE_LONG :
		    SIDE_SHORT) : !side_meets(r->side, side)) ||
		    desk_truth(d, r->expr) != TRUTH_TRUE)
			continue;
		*reason = r->text != NULL ? r->text : kind == STRATEGY_ENTRY ?
		    "entry" : "exit";
		return true;
	}
	return false;
}

bool
desk_span_over(const struct desk *d, int rule, int64_t bars)
{
	const struct expr *e = d->t->s->program;
	double x;

	return expr_rule_constant(e, rule, &x) && entry_span_over(x,
	    expr_rule_base(e, rule), bars, d->t->b->timeframe);
}

static bool
has_waited(struct desk *d, const char **reason)
{
	const struct strategy_rules *all = &d->t->s->rules;

	for (size_t i = 0; i < all->len; i++) {
		const struct strategy_rule *r = &all->at[i];

		if (r->kind != STRATEGY_EXIT || r->span < 0 ||
		    !side_meets(r->side, d->side) ||
		    !desk_span_over(d, r->span, bars_since(d, d->trade.time) + 1))
			continue;
		*reason = "after";
		return true;
	}
	return false;
}

size_t
desk_waits(const struct desk *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->entries.len; i++)
		n += d->entries.at[i].waits;
	return n;
}

static void
cancel(struct desk *d, struct decisions *out, const char *id)
{
	struct decision *n = wish_add(d, out, DECIDE_CANCEL, WISH_OTHER);

	TEXT_SET(n->order_id, id);
}

static void
entries_cancel(struct desk *d, struct decisions *out)
{
	for (size_t i = 0; i < d->entries.len; i++)
		if (d->entries.at[i].waits)
			cancel(d, out, d->entries.at[i].id);
}

/* On spot they hold what is to be sold. */
static void
legs_cancel(struct desk *d, struct decisions *out)
{
	static const char *const suffixes[] = { ".sl", ".tp", ".ts" };
	const char *account = gate_account(d->t->gate)->label;
	char id[CLIENT_ID_SIZE];
	const struct order *o;

	for (size_t i = 0; i < d->entries.len; i++) {
		const char *client = d->entries.at[i].client;
		size_t len = strnlen(client, sizeof(id) - 4);

		memcpy(id, client, len);
		for (size_t k = 0; k < 3; k++) {
			text_set(id + len, sizeof(id) - len, suffixes[k]);
			if (LEDGER(d->t->ledger, find, account, id, "", &o,
			    &d->t->err) == E_OK && o != NULL &&
			    order_state_working((enum order_state)o->state))
				cancel(d, out, o->id);
		}
	}
	if (d->guard_id[0] != '\0')
		cancel(d, out, d->guard_id);
}

static void
hedge_leave(struct desk *d, struct decisions *out)
{
	struct hedge *h = d->hedge;
	struct order_request *r;

	if (h == NULL || h->side == 0 || h->leaving)
		return;
	h->leaving = true;
	r = &wish_add(d, out, DECIDE_ORDER, WISH_HEDGE_LEAVE)->order;
	TEXT_SET(r->symbol, h->market->symbol);
	TEXT_SET(r->tag, "hedge");
	r->side = h->side > 0 ? SIDE_SELL : SIDE_BUY;
	r->amount = h->held;
	r->reduce_only = true;
}

void
desk_leave(struct desk *d, struct decisions *out, const char *reason)
{
	struct order_request *r;
	struct dec amount = DEC_ZERO;

	entries_cancel(d, out);
	if (d->spot)
		legs_cancel(d, out);
	/* Before its own: what it brings is part of the trade that ends. */
	hedge_leave(d, out);
	d->leaving = reason;
	dec_step(d->held, d->market->i.lot, ROUND_DOWN, &amount);
	r = &wish_add(d, out, DECIDE_ORDER, WISH_LEAVE)->order;
	r->side = d->side > 0 ? SIDE_SELL : SIDE_BUY;
	r->amount = amount;
	r->reduce_only = !d->spot;
	TEXT_SET(r->tag, reason);
}

/* Orders that waited: what became of them. */
static void
orders_settle(struct desk *d)
{
	const struct order *o;

	for (size_t i = 0; i < d->entries.len; ) {
		struct entry_order *e = &d->entries.at[i];

		o = e->waits ? order_find(d->t, e->id) : NULL;
		if (o != NULL && order_state_closed((enum order_state)
		    o->state)) {
			e->waits = false;
			if (dec_sign(o->filled) <= 0) {
				d->t->rejected += o->state == ORDER_REJECTED;
				if (o->state == ORDER_REJECTED)
					desk_refused(d, o->side == SIDE_BUY ? 1 :
					    -1, d->bar);
				*e = d->entries.at[--d->entries.len];
				continue;
			}
		}
		i++;
	}
	o = d->exit_id[0] == '\0' ? NULL : order_find(d->t, d->exit_id);
	if (o != NULL && order_state_closed((enum order_state)o->state))
		d->exit_id[0] = '\0';
}

/* One leg of a hedge without the other goes. */
static void
hedge_settle(struct desk *d, struct decisions *out)
{
	struct hedge *h = d->hedge;
	const struct order *o;

	if (h == NULL || desk_waits(d) > 0)
		return;
	o = h->order_id[0] == '\0' ? NULL : order_find(d->t, h->order_id);
	if (o != NULL && !order_state_closed((enum order_state)o->state))
		return;		/* it is on its way */
	h->order_id[0] = '\0';
	h->leaving = false;
	if (d->side == 0 && h->side != 0) {
		hedge_leave(d, out);
	} else if (d->side != 0 && h->side == 0 && d->leaving == NULL) {
		desk_leave(d, out, "hedge");
	}
}

static void
decide_held(struct desk *d, struct decisions *out)
{
	const char *reason = d->leaving;

	if (d->exit_id[0] != '\0')
		return;		/* it is on its way */
	if (reason != NULL || desk_says(d, STRATEGY_EXIT, d->side, &reason) ||
	    has_waited(d, &reason)) {
		desk_leave(d, out, reason);
		return;
	}
	levels_follow(d, out);
	desk_enter_held(d, out);
}

static void
gains_follow(struct desk *d)
{
	double gain;

	if (!d->t->watches || d->side == 0)
		return;
	gain = desk_gain(d);
	if (!isnan(gain) && !(d->best >= gain))
		d->best = gain;
	if (!isnan(gain) && !(d->worst <= gain))
		d->worst = gain;
}

/* The next bar at which a rule of that kind may be true. */
static size_t
next_may(struct desk *d, enum strategy_kind kind, int side, size_t from,
    size_t most)
{
	const struct strategy_rules *all = &d->t->s->rules;
	size_t n = expr_rules_bars(d->rules);

	for (size_t i = 0; i < all->len && most > from; i++) {
		const struct strategy_rule *r = &all->at[i];
		size_t at;

		if (r->kind != kind || r->expr < 0 || (side != 0 &&
		    !side_meets(r->side, side)))
			continue;
		at = expr_mask_next(expr_rules_may(d->rules, r->expr), n,
		    from);
		most = at < most ? at : most;
	}
	return most;
}

static bool
ends_after(const struct desk *d)
{
	const struct strategy_rules *all = &d->t->s->rules;

	for (size_t i = 0; i < all->len; i++)
		if (all->at[i].kind == STRATEGY_EXIT && all->at[i].span >= 0
		    && side_meets(all->at[i].side, d->side))
			return true;
	return false;
}

/* When it must be looked at again, unless something is filled before. */
static size_t
wake_find(struct desk *d)
{
	size_t next = d->bar + 1, most = SIZE_MAX;

	if (desk_waits(d) > 0 || d->exit_id[0] != '\0' || d->leaving != NULL ||
	    (d->hedge != NULL && (d->hedge->side == 0) != (d->side == 0)))
		return next;
	if (d->side == 0)
		return next_may(d, STRATEGY_ENTRY, 0, next, most);
	if (d->t->follows || d->t->watches || d->entries.len > 1 ||
	    ends_after(d))
		return next;
	most = next_may(d, STRATEGY_EXIT, d->side, next, most);
	return d->t->opposite == OPPOSITE_IGNORE && d->t->pyramid < 2 ? most :
	    next_may(d, STRATEGY_ENTRY, 0, next, most);
}

/* Goes to the bar that has closed, or to the next one of the symbol. */
static void
desk_step(struct desk *d)
{
	const int64_t *at = d->market->bars.open_time_ms;
	int64_t ms = d->t->open / 1000;
	size_t n = d->market->bars.len;

	if (d->wake < n && at[d->wake] <= ms)
		d->bar = d->wake;
	while (d->bar + 1 < n && at[d->bar + 1] <= ms)
		d->bar++;
}

static enum err_code
desk_decide(struct desk *d, struct decisions *out)
{
	int64_t opened_at = d->market->bars.open_time_ms[d->bar] * 1000;

	if (opened_at != d->t->open) {	/* it had no bar */
		d->wake = d->bar + (opened_at < d->t->open);
		return d->t->rc;
	}
	orders_settle(d);
	gains_follow(d);
	hedge_settle(d, out);
	if (d->side != 0)
		decide_held(d, out);
	else if (d->hedge == NULL || d->hedge->side == 0)
		desk_enter_flat(d, out);
	d->wake = wake_find(d);
	return d->t->rc;
}

static void
wake_set(struct strategist *t)
{
	t->wake = INT64_MAX;
	for (size_t i = 0; i < t->desks.len; i++) {
		const struct desk *d = &t->desks.at[i];
		size_t at = d->wake;

		if (at < d->market->bars.len &&
		    d->market->bars.open_time_ms[at] * 1000 < t->wake)
			t->wake = d->market->bars.open_time_ms[at] * 1000;
	}
}

static enum err_code
look(struct strategist *t, const struct moment *m, struct decisions *out,
    struct err *err)
{
	struct sim_value value;
	enum err_code rc = E_OK;

	/* Of the bar that was decided on: where it was replayed in detail the
	 * moment has the open of its last part. */
	t->open = m->time - t->b->timeframe;
	t->now = m->time;
	t->view = NULL;
	for (size_t i = 0; i < t->desks.len; i++)
		desk_step(&t->desks.at[i]);
	if (m->fills != t->fills)
		rc = follow_fills(t, false, err);
	t->fills = m->fills;
	if (rc == E_OK)
		rc = sim_venue_value(t->venue, &value, err);
	if (rc != E_OK)
		return rc;
	t->equity = value.equity;
	t->bankrupt = dec_sign(value.equity) <= 0;
	vec_clear(&t->asked);
	t->answered = 0;
	if (t->bankrupt) {
		t->wake = INT64_MAX;
		return E_OK;
	}
	for (size_t i = 0; i < t->desks.len; i++)
		if (desk_decide(&t->desks.at[i], out) != E_OK)
			return err_set(err, t->rc, "%s", t->err.text);
	wake_set(t);
	return E_OK;
}

static enum err_code
decide(void *self, const struct moment *m, struct decisions *out,
    struct err *err)
{
	struct strategist *t = self;

	if ((m->open < t->wake && m->fills == t->fills) || t->bankrupt)
		return E_OK;
	return look(t, m, out, err);
}

static void
opened(struct desk *d, const struct order *o)
{
	struct entry_order *e = vec_add(&d->entries);

	TEXT_SET(e->id, o->id);
	TEXT_SET(e->client, o->client_order_id);
	e->waits = true;
}

static enum err_code
outcome(void *self, const struct decision *n, enum err_code rc,
    const struct err *why, const struct orders *orders, struct err *err)
{
	struct strategist *t = self;
	const struct asked *a = &t->asked.at[t->answered++];
	struct desk *d = a->desk;
	const struct order *o = orders->len > 0 ? &orders->at[0] : NULL;

	(void)why;
	(void)err;
	if (a->wish == WISH_OPEN && rc == E_OK && o != NULL) {
		opened(d, o);
	} else if (a->wish == WISH_OPEN) {
		t->rejected += rc == E_REJECTED;
		desk_refused(d, n->order.side == SIDE_BUY ? 1 : -1,
		    d->bar + 1);
	} else if (a->wish == WISH_LEAVE && rc == E_OK && o != NULL) {
		TEXT_SET(d->exit_id, o->id);
	} else if (a->wish == WISH_HEDGE_LEAVE && rc == E_OK && o != NULL) {
		TEXT_SET(d->hedge->order_id, o->id);
	} else if (a->wish == WISH_GUARD && rc == E_OK && o != NULL) {
		TEXT_SET(d->guard_id, o->id);
	}
	/* What waits is looked at on the next close. */
	if (d->bar + 1 < d->wake) {
		d->wake = d->bar + 1;
		wake_set(t);
	}
	return E_OK;
}

struct trader
strategist_trader(struct strategist *t)
{
	return (struct trader){ decide, outcome, t };
}

enum err_code
strategist_end(struct strategist *t, int64_t until, struct err *err)
{
	enum err_code rc;

	/* Interrupted, a bar may open at that time which was not replayed. */
	t->open = until - 1;
	t->now = until;
	for (size_t i = 0; i < t->desks.len; i++)
		desk_step(&t->desks.at[i]);
	rc = follow_fills(t, true, err);
	for (size_t i = 0; i < t->desks.len && rc == E_OK; i++)
		if (t->desks.at[i].side != 0 || (t->desks.at[i].hedge != NULL
		    && t->desks.at[i].hedge->alone))
			trip_unfinished(&t->desks.at[i]);
	return rc;
}
