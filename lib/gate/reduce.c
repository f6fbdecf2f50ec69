/*
 * Making a position smaller, as a careful trader would: what is to be sold is
 * freed first (targets before stops), the rest keeps its stop, and nothing is
 * ever sold beyond what is held.
 */
#include "gate/gatedata.h"

#include "account/spot.h"
#include "base/sha256.h"

#include <stdio.h>

struct reduction {
	struct gate *g;
	const char *key, *tag;
	struct dec ratio;
	struct instruments instruments;
	const struct instrument *i;
	struct position position;
	int side;			/* of the order that reduces */
	struct orders working;		/* orders on that side */
	struct orders stops;		/* cancelled ones that protected it */
	struct orders *out;
	enum err_code outcome;		/* of the order */
	struct err why;
};

static enum err_code
find_instrument(struct reduction *r, const char *symbol, struct err *err)
{
	struct gate *g = r->g;
	enum err_code rc = g->venue->ops->instruments(g->venue,
	    &r->instruments, err);

	if (rc != E_OK)
		return rc;
	r->i = instruments_find(&r->instruments, symbol);
	if (r->i == NULL)
		return err_set(err, E_USAGE, "symbol %s: account %s cannot "
		    "trade it", symbol, g->account.label);
	return E_OK;
}

/* The position of one side: in hedge mode both may be held. */
static bool
take_position(struct reduction *r, const struct positions *all, int side)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct position *p = &all->at[i];

		if (p->side != side || strcmp(p->symbol, r->i->symbol) != 0 ||
		    dec_sign(p->contracts) <= 0)
			continue;
		r->position = *p;
		r->side = side == POSITION_LONG ? SIDE_SELL : SIDE_BUY;
		return true;
	}
	return false;
}

static bool
is_stop(const struct order *o)
{
	return o->type == TYPE_STOP || o->type == TYPE_STOP_LIMIT ||
	    o->type == TYPE_TRAILING;
}

static enum err_code
find_working(struct reduction *r, struct err *err)
{
	struct gate *g = r->g;
	size_t kept = 0;
	enum err_code rc = LEDGER(g->ledger, counting, g->account.label,
	    &r->working, err);

	for (size_t i = 0; rc == E_OK && i < r->working.len; i++) {
		struct order o = r->working.at[i];

		/* In hedge mode what does not reduce opens the other side. */
		if (strcmp(o.symbol, r->i->symbol) == 0 && o.side == r->side &&
		    (r->position.hedged != 1 || o.reduce_only == 1))
			r->working.at[kept++] = o;
	}
	if (rc == E_OK)
		r->working.len = kept;
	return rc;
}

/* What can be sold now. A swap's orders reserve nothing. */
static enum err_code
free_amount(struct reduction *r, struct dec *out, struct err *err)
{
	struct gate *g = r->g;
	struct balances all = { 0 };
	struct dec sum = DEC_ZERO;
	enum err_code rc;

	if (r->i->kind != KIND_SPOT) {
		*out = r->position.contracts;
		return E_OK;
	}
	rc = g->venue->ops->balances(g->venue, &all, err);
	for (size_t i = 0; rc == E_OK && i < all.len; i++)
		if (strcmp(all.at[i].asset, r->i->base) == 0 &&
		    !dec_add(sum, all.at[i].free, &sum))
			rc = err_set(err, E_DATA, "%s: the balance does not "
			    "fit", r->i->base);
	if (rc == E_OK && !dec_step(sum, r->i->lot, ROUND_DOWN, out))
		rc = err_set(err, E_DATA, "%s: the balance does not fit its "
		    "lot", r->i->base);
	vec_release(&all);
	return rc;
}

/* The next order to give up: targets before stops, the newest first. */
static struct order *
next_to_cancel(struct reduction *r)
{
	struct order *pick = NULL;

	for (size_t i = 0; i < r->working.len; i++) {
		struct order *o = &r->working.at[i];

		if (o->state == ORDER_CANCELED)
			continue;
		if (pick == NULL || is_stop(pick) || !is_stop(o))
			pick = o;
	}
	return pick;
}

static enum err_code
cancel_one(struct reduction *r, struct order *o, struct err *err)
{
	struct order before = *o;
	char amount[DEC_TEXT_SIZE];
	enum err_code rc = gate_cancel(r->g, before.id, o, err);

	if (rc == E_REJECTED)	/* it closed by itself: free is read again */
		rc = E_OK;
	if (rc != E_OK && is_stop(&before) && err != NULL) {
		struct err why = *err;

		return err_set(err, rc, "%s; stop %s of %s may be cancelled: "
		    "run etrms order reconcile --account %s", why.text,
		    before.id, before.symbol, r->g->account.label);
	}
	if (rc != E_OK)
		return rc;
	if (o->state == ORDER_CANCELED) {
		vec_push(r->out, *o);
		gate_notice(r->g, "close", "order %s (%s %s %s %s) was "
		    "cancelled: it held what is to be reduced", o->id,
		    order_type_names[o->type], side_names[o->side],
		    dec_text(before.remaining, amount), o->symbol);
		if (is_stop(o))
			vec_push(&r->stops, *o);
	}
	o->state = ORDER_CANCELED;	/* done with, one way or the other */
	return E_OK;
}

/* Frees as much as is needed; *amount shrinks to what can be had. */
static enum err_code
make_free(struct reduction *r, struct dec *amount, struct err *err)
{
	struct dec held;
	struct order *o;
	enum err_code rc = free_amount(r, &held, err);

	while (rc == E_OK && dec_cmp(held, *amount) < 0 &&
	    (o = next_to_cancel(r)) != NULL) {
		rc = cancel_one(r, o, err);
		if (rc == E_OK)
			rc = free_amount(r, &held, err);
	}
	if (rc == E_OK)
		*amount = dec_min(*amount, held);
	return rc;
}

static void
fill_request(struct reduction *r, struct order_request *q)
{
	*q = order_request_empty();
	TEXT_SET(q->symbol, r->i->symbol);
	TEXT_SET(q->tag, r->tag == NULL ? "" : r->tag);
	q->side = r->side;
	q->reduce_only = r->i->kind != KIND_SPOT;
}

/* An answer of the order's own, good or bad, as against a failure to ask. */
static bool
is_outcome(enum err_code rc)
{
	return rc == E_OK || rc == E_REFUSED || rc == E_REJECTED ||
	    rc == E_UNKNOWN;
}

static enum err_code
place(struct reduction *r, struct dec amount, struct err *err)
{
	struct order_request q;
	struct gate_result got = { .order = order_empty() };
	enum err_code rc;

	fill_request(r, &q);
	q.type = TYPE_MARKET;
	q.amount = amount;
	TEXT_SET(q.key, r->key == NULL ? "" : r->key);
	rc = gate_order(r->g, &q, false, &got, &r->why);
	if (got.order.id[0] != '\0')
		vec_push(r->out, got.order);
	gate_result_release(&got);
	if (!is_outcome(rc))
		return err_set(err, rc, "%s", r->why.text);
	r->outcome = rc;
	return E_OK;
}

/* Made of the reduction's key; never cut, as two keys could then be one. */
static void
sub_key(const char *own, const char *suffix, char key[ID_SIZE])
{
	char hash[65];

	if (own == NULL || own[0] == '\0' ||
	    snprintf(key, ID_SIZE, "%s%s", own, suffix) < ID_SIZE)
		return;
	sha256_text(own, strlen(own), hash);
	snprintf(key, ID_SIZE, "close:%.40s%s", hash, suffix);
}

/* Puts back one stop for what is left; its absence is only told. */
static bool
restore(struct reduction *r, const struct order *stop, struct dec amount,
    unsigned n)
{
	struct order_request q;
	struct gate_result got = { .order = order_empty() };
	struct err why = { .code = E_OK };
	enum err_code rc;
	char suffix[16];

	fill_request(r, &q);
	q.type = stop->type;
	q.amount = amount;
	q.price = stop->price;
	q.trigger_price = stop->trigger_price;
	q.trail_percent = stop->trail_percent;
	q.trail_amount = stop->trail_amount;
	q.activation_price = stop->activation_price;
	TEXT_SET(q.strategy, stop->strategy);
	snprintf(suffix, sizeof(suffix), "/stop%u", n);
	sub_key(r->key, suffix, q.key);
	rc = gate_order(r->g, &q, false, &got, &why);
	if (got.order.id[0] != '\0')
		vec_push(r->out, got.order);
	if (rc != E_OK)
		gate_notice(r->g, "close", "%s: the rest has no stop: %s",
		    r->i->symbol, why.text);
	gate_result_release(&got);
	return rc == E_OK;
}

/* As many as are not back; *rc fails with the first look that fails. */
static size_t
restore_all(struct reduction *r, enum err_code *rc, struct err *err)
{
	size_t lost = r->stops.len;

	for (size_t i = 0; i < r->stops.len; i++) {
		struct dec held, amount;

		*rc = free_amount(r, &held, err);
		if (*rc != E_OK)
			return lost;
		amount = dec_min(r->stops.at[i].remaining, held);
		lost -= dec_sign(amount) <= 0 ||
		    restore(r, &r->stops.at[i], amount, (unsigned)i + 1);
	}
	return lost;
}

/*
 * Sold or not, what is held is protected again; but an order of which nothing
 * is known may still take it. Where the venue failed (rc), the stops come back
 * if they can, and the error says which do not; where the ledger did, nothing
 * more is sent. At the simulated venue a failure undoes the cancels.
 */
static enum err_code
restore_stops(struct reduction *r, enum err_code rc, struct err *err)
{
	enum err_code looked = E_OK;
	struct err why;
	size_t lost;

	if (r->outcome == E_UNKNOWN || rc == E_UNKNOWN || r->stops.len == 0)
		return rc;
	if (rc == E_OK) {
		restore_all(r, &rc, err);
		return rc;
	}
	if (r->g->venue->ops->simulated)
		return rc;
	lost = rc == E_STORE ? r->stops.len : restore_all(r, &looked, &why);
	if (lost == 0 || err == NULL)
		return rc;
	why = *err;
	return err_set(err, rc, "%s; %s: %zu of %zu stops that were cancelled "
	    "for it could not be put back", why.text, r->i->symbol, lost,
	    r->stops.len);
}

static enum err_code
used_key(struct reduction *r, const char *symbol, bool *used,
    struct err *err)
{
	struct buf text = { 0 };
	struct order o = order_empty();
	enum err_code rc = E_OK;

	*used = false;
	if (r->key != NULL && r->key[0] != '\0')
		rc = LEDGER(r->g->ledger, by_key, r->g->account.label,
		    r->key, used, &o, &text, err);
	if (rc == E_OK && *used && strcmp(o.symbol, symbol) != 0)
		rc = err_set(err, E_USAGE, "--key %s: order %s has it, for "
		    "%s", r->key, o.id, o.symbol);
	if (rc == E_OK && *used) {
		vec_push(r->out, o);
		r->outcome = gate_outcome(&o, &r->why);
	}
	buf_release(&text);
	return rc;
}

static enum err_code
target(struct reduction *r, struct dec *out, struct err *err)
{
	struct dec exact;

	if (!dec_mul(r->position.contracts, r->ratio, DEC_SCALE_MAX,
	    ROUND_DOWN, &exact) ||
	    !dec_step(exact, r->i->lot, ROUND_DOWN, out))
		return err_set(err, E_DATA, "%s: the position does not fit "
		    "its lot", r->i->symbol);
	return E_OK;
}

/* The position that was taken. */
static enum err_code
reduce_one(struct reduction *r, struct err *err)
{
	struct dec amount = DEC_ZERO;
	enum err_code rc = find_working(r, err);

	if (rc == E_OK)
		rc = target(r, &amount, err);
	if (rc == E_OK && dec_sign(amount) > 0)
		rc = make_free(r, &amount, err);
	if (rc == E_OK && dec_sign(amount) > 0)
		rc = place(r, amount, err);
	else if (rc == E_OK)
		gate_notice(r->g, "close", "%s: nothing to reduce",
		    r->i->symbol);
	return restore_stops(r, rc, err);
}

/* The second side of a symbol, under a key of its own; what became of the
 * first one stays the outcome unless it was good. */
static enum err_code
reduce_other(struct reduction *r, struct err *err)
{
	char key[ID_SIZE] = "";
	enum err_code first = r->outcome, rc;
	struct err why = r->why;
	const char *own = r->key;

	sub_key(own, "/short", key);
	r->key = key;
	vec_clear(&r->working);
	vec_clear(&r->stops);
	rc = reduce_one(r, err);
	r->key = own;
	if (first != E_OK) {
		r->outcome = first;
		r->why = why;
	}
	return rc;
}

static enum err_code
reduce(struct reduction *r, const char *symbol, struct err *err)
{
	struct positions all = { 0 };
	bool used, one = false;
	enum err_code rc = used_key(r, symbol, &used, err);

	if (rc != E_OK || used)
		return rc;
	rc = find_instrument(r, symbol, err);
	if (rc == E_OK)
		rc = spot_read(r->g->venue, symbol, r->g->account.currency,
		    &all, err);
	for (int side = POSITION_LONG; rc == E_OK && side <= POSITION_SHORT;
	    side++) {
		if (!take_position(r, &all, side))
			continue;
		rc = one ? reduce_other(r, err) : reduce_one(r, err);
		one = true;
	}
	if (rc == E_OK && !one)
		gate_notice(r->g, "close", "%s: nothing to reduce", symbol);
	vec_release(&all);
	return rc;
}

enum err_code
gate_reduce(struct gate *g, const char *symbol, struct dec ratio,
    const char *key, const char *tag, struct orders *out, struct err *err)
{
	struct reduction r = { .g = g, .key = key, .tag = tag,
	    .ratio = ratio, .out = out };
	size_t before = out->len;
	enum err_code rc = gate_sound(g, err);

	if (rc == E_OK && (dec_sign(ratio) <= 0 ||
	    dec_cmp(ratio, dec_int(1)) > 0))
		rc = err_set(err, E_USAGE, "%s: a part to close lies above 0 "
		    "and up to 100%%", symbol);
	g->leaving = true;
	if (rc == E_OK)
		rc = gate_joined(g, err);
	if (rc == E_OK)
		rc = gate_parted(g, reduce(&r, symbol, err), err);
	g->leaving = false;
	/* What was undone is not told. */
	if (rc != E_OK && g->venue->ops->simulated)
		out->len = before;
	if (rc == E_OK && r.outcome != E_OK)
		rc = err_set(err, r.outcome, "%s", r.why.text);
	vec_release(&r.instruments);
	vec_release(&r.working);
	vec_release(&r.stops);
	return rc;
}
