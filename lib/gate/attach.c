/*
 * Stops and targets attached to an entry, at a venue that does not keep them
 * with it: each becomes an order through the same door once the entry has
 * filled, under the entry's client id and .sl, .ts or .tp, so that it is sent
 * once and whoever comes later sees whether it was. One that never arrived is
 * tried again as .sl2; one that the venue or the policy refused is not.
 *
 * Where the venue does keep them (a list of orders), what it made of them is
 * looked at in the same way: a position that is without the stop it was to
 * have is told, and never passes for a success.
 */
#include "gate/gatedata.h"

#include "account/spot.h"
#include "base/stamp.h"
#include "model/legs.h"

#include <stdio.h>

#define TRIES 9			/* of one leg: one digit after its suffix */
#define FILL_WAITS 3		/* of a second, for the fills of an entry */
/* A position that was just opened may not be shown yet. */
#define LEG_AGE STAMP_MINUTE

struct attached {
	struct gate *g;
	struct order *entry;
	struct order_request request;	/* of the entry */
	const struct instrument *i;
	struct instruments instruments;
	bool kept;			/* the venue keeps them with it */
	bool place;
	struct dec held;		/* of its side; DEC_NONE: not asked */
	struct order_leg legs[LEGS];
	size_t n;
	struct cover {			/* what the ledger has of each */
		struct dec covered;
		unsigned next;
		bool works, filled, unknown, failed;
		struct order last;	/* of those that may be there */
	} covers[LEGS];
	struct orders *changed;		/* may be NULL */
	size_t unknown;			/* legs that just became that */
	enum err_code outcome;		/* the worst of what is told */
	struct err why;
};

/* UNKNOWN is worse than a leg that is certainly missing. */
__attribute__((format(printf, 3, 4)))
static void
tell(struct attached *a, enum err_code rc, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	if (a->outcome == E_UNKNOWN || a->outcome == rc)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	a->outcome = rc;
	err_set(&a->why, rc, "%s: order %s has filled, but %s",
	    a->entry->symbol, a->entry->id, text);
}

static const char *
leg_name(const struct order_leg *leg)
{
	return strcmp(leg->suffix, ".tp") == 0 ? "target" : "stop";
}

static void
leg_id(const struct attached *a, const struct order_leg *leg, unsigned n,
    char out[CLIENT_ID_SIZE])
{
	const char number[2] = { (char)(n > 1 ? '0' + n : 0), '\0' };

	snprintf(out, CLIENT_ID_SIZE, "%.32s%s%s",
	    a->entry->client_order_id, leg->suffix, number);
}

/* Has it ended before it was full? Then a list has ended with it. */
static bool
ended_early(const struct order *entry)
{
	return order_state_closed((enum order_state)entry->state) &&
	    entry->state != ORDER_FILLED;
}

/* The n-th of its kind. */
static void
cover_add(const struct attached *a, struct cover *c, const struct order *o,
    unsigned n)
{
	if (o->state == ORDER_ABSENT || o->state == ORDER_ABANDONED ||
	    (n == 1 && a->kept && ended_early(a->entry) &&
	    order_state_closed((enum order_state)o->state) &&
	    dec_is_zero(o->filled)))
		return;
	c->last = *o;
	if (dec_known(o->amount))
		dec_add(c->covered, o->amount, &c->covered);
	c->works |= order_state_working((enum order_state)o->state);
	c->filled |= dec_sign(o->filled) > 0;
	c->unknown |= o->state == ORDER_UNKNOWN ||
	    o->state == ORDER_SENDING || o->state == ORDER_INTENT;
	c->failed |= o->state == ORDER_REJECTED ||
	    o->state == ORDER_REFUSED || (o->state == ORDER_EXPIRED &&
	    dec_is_zero(o->filled));
}

static enum err_code
covers_load(struct attached *a, struct err *err)
{
	struct gate *g = a->g;
	char id[CLIENT_ID_SIZE];
	enum err_code rc = E_OK;

	for (size_t k = 0; k < a->n; k++) {
		struct cover *c = &a->covers[k];
		const struct order *o = a->entry;

		*c = (struct cover){ .covered = DEC_ZERO };
		while (rc == E_OK && o != NULL && c->next++ < TRIES) {
			o = NULL;
			leg_id(a, &a->legs[k], c->next, id);
			rc = LEDGER(g->ledger, find, g->account.label, id,
			    "", &o, err);
			if (rc == E_OK && o != NULL)
				cover_add(a, c, o, c->next);
		}
	}
	return rc;
}

/* How much of the entry its legs are for. A fee of several currencies may have
 * been taken from it, too. */
static struct dec
needed(const struct attached *a)
{
	const struct order *e = a->entry;
	struct dec fee = e->fee;

	if (dec_known(fee))
		return order_legs_amount(a->i, e->filled, fee,
		    e->fee_currency);
	if (!dec_times(e->filled, dec_max(a->i->maker, a->i->taker), &fee))
		return DEC_ZERO;
	return order_legs_amount(a->i, e->filled, fee, a->i->base);
}

static enum err_code
attached_load(struct attached *a, struct err *err)
{
	struct gate *g = a->g;
	struct order *e = a->entry;
	enum err_code rc = g->venue->ops->instruments(g->venue,
	    &a->instruments, err);

	if (rc != E_OK)
		return rc;
	a->i = instruments_find(&a->instruments, e->symbol);
	if (a->i == NULL)
		return err_set(err, E_DATA, "symbol %s: %s does not list it",
		    e->symbol, g->account.venue);
	a->request = order_to_request(e);
	a->kept = g->venue->ops->attaches(g->venue, &a->request);
	rc = order_legs(a->i, &a->request, dec_known(e->average) ?
	    e->average : e->price, needed(a), a->legs, &a->n, err);
	for (size_t k = 0; k < a->n; k++)
		TEXT_SET(a->legs[k].r.parent, e->id);
	return rc == E_OK ? covers_load(a, err) : rc;
}

/* What became of legs that were sent, by the first of them that failed. */
static void
judge(struct attached *a, size_t from, size_t n, enum err_code rc,
    const struct err *why)
{
	const char *name = leg_name(&a->legs[from]);

	a->unknown += rc == E_UNKNOWN;
	if (rc == E_UNKNOWN)
		tell(a, rc, "it is not known whether its %s%s was placed: run "
		    "etrms order reconcile --account %s", name, n == 2 ?
		    " and target" : "", a->entry->account);
	else if (rc != E_OK)
		tell(a, E_PARTIAL, "its %s%s is not placed (%s): the position "
		    "is without it", name, n == 2 ? " and target" : "",
		    why->text);
}

/* Legs from..from+n as one request. An error that no leg is to blame for ends
 * it all. */
static enum err_code
send_legs(struct attached *a, size_t from, size_t n, struct dec amount)
{
	struct gate *g = a->g;
	struct order_request r[2] = { 0 };
	struct gate_result out[2];
	struct err why = { .code = E_OK };
	char ids[2][CLIENT_ID_SIZE];
	const char *const given[2] = { ids[0], ids[1] };
	enum err_code rc;

	for (size_t k = 0; k < n; k++) {
		r[k] = a->legs[from + k].r;
		TEXT_SET(r[k].account, g->account.label);
		r[k].amount = amount;
		leg_id(a, &a->legs[from + k], a->covers[from].next, ids[k]);
	}
	rc = gate_order_legs(g, r, n, given, out, &why);
	for (size_t k = 0; k < n; k++) {
		if (out[k].order.id[0] != '\0' && a->changed != NULL)
			vec_push(a->changed, out[k].order);
		gate_result_release(&out[k]);
	}
	judge(a, from, n, rc, &why);
	return rc;
}

/* The part of the entry that a leg is missing for, as far as that is held. */
static struct dec
missing(const struct attached *a, const struct cover *c)
{
	struct dec left;

	if (!dec_sub(needed(a), c->covered, &left))
		return DEC_ZERO;
	if (dec_known(a->held))
		left = dec_min(left, a->held);
	return dec_step(left, a->i->lot, ROUND_FLOOR, &left) ? left :
	    DEC_ZERO;
}

/* On spot both reserve the same coins, so that they are one pair. */
static void
place_missing(struct attached *a)
{
	bool pair = a->n == 2 && a->i->kind == KIND_SPOT;
	size_t step = pair ? 2 : 1;

	for (size_t k = 0; k < a->n; k += step) {
		struct cover *c = &a->covers[k];
		struct dec amount = missing(a, c);

		if (dec_sign(amount) <= 0)
			continue;
		if (!a->place || c->next > TRIES)
			tell(a, E_PARTIAL, "its %s is not placed: the "
			    "position is without it", leg_name(&a->legs[k]));
		else
			send_legs(a, k, step, amount);
	}
}

/* Legs that are there, or were, and protect nothing. */
static void
tell_failed(struct attached *a)
{
	for (size_t k = 0; k < a->n; k++) {
		const struct cover *c = &a->covers[k];
		const struct cover *other = &a->covers[a->n - 1 - k];
		const char *name = leg_name(&a->legs[k]);

		if (c->unknown)
			tell(a, E_UNKNOWN, "it is not known whether its %s "
			    "was placed: run etrms order reconcile --account "
			    "%s", name, a->entry->account);
		else if (c->failed && !c->works && !c->filled &&
		    !other->filled)
			tell(a, E_PARTIAL, "its %s was %s (%s): the position "
			    "is without it", name,
			    order_state_names[c->last.state],
			    c->last.reason[0] == '\0' ? "no reason given" :
			    c->last.reason);
		else if (a->kept && c->next == 1) {
			a->unknown++;
			tell(a, E_UNKNOWN, "its %s is not among the orders "
			    "yet: run etrms order reconcile --account %s",
			    name, a->entry->account);
		}
	}
}

/* An entry that does not rest is done at once, though its fills may come a
 * little later. */
static enum err_code
await_fills(struct attached *a, struct err *err)
{
	struct gate *g = a->g;
	enum err_code rc = E_OK;

	for (int n = 0; n < FILL_WAITS && rc == E_OK && order_state_working(
	    (enum order_state)a->entry->state); n++) {
		gate_pause(g, STAMP_SECOND);
		rc = gate_sync(g, NULL, err);
		if (rc == E_OK)
			rc = LEDGER(g->ledger, load, a->entry->id, a->entry,
			    err);
	}
	return rc;
}

static void
attend(struct attached *a)
{
	if (!a->kept || ended_early(a->entry))
		place_missing(a);
	if (a->outcome == E_OK)
		tell_failed(a);
}

static enum err_code
attach(struct attached *a, struct err *err)
{
	struct order *e = a->entry;
	enum err_code rc = a->kept ? E_OK : await_fills(a, err);

	if (rc != E_OK)
		return rc;
	if (!a->kept && order_state_working((enum order_state)e->state))
		return err_set(err, E_UNKNOWN, "what it has filled is not "
		    "known yet");
	if (dec_is_zero(e->filled))
		return E_OK;
	if ((rc = attached_load(a, err)) == E_OK)
		attend(a);
	return rc;
}

enum err_code
gate_attach(struct gate *g, struct order *entry, bool place, struct err *err)
{
	struct attached a = { .g = g, .entry = entry, .place = place,
	    .held = DEC_NONE };
	struct err why = { .code = E_OK };
	enum err_code rc;

	a.request = order_to_request(entry);
	a.kept = g->venue->ops->attaches(g->venue, &a.request);
	rc = attach(&a, &why);
	/* Whatever went wrong: the entry is there. */
	if (rc != E_OK)
		rc = err_set(err, E_UNKNOWN, "%s: order %s was taken, but its "
		    "stop or target not placed (%s): run etrms order "
		    "reconcile --account %s", entry->symbol, entry->id,
		    why.text, entry->account);
	else if (a.outcome != E_OK)
		rc = err_set(err, a.outcome, "%s", a.why.text);
	vec_release(&a.instruments);
	return rc;
}

/* What is held of the entry's side now. */
static enum err_code
held_of(struct attached *a, struct err *err)
{
	struct gate *g = a->g;
	struct positions all = { 0 };
	int side = a->entry->side == SIDE_BUY ? POSITION_LONG :
	    POSITION_SHORT;
	enum err_code rc = spot_read(g->venue, a->entry->symbol,
	    g->account.currency, &all, err);

	a->held = DEC_ZERO;
	for (size_t k = 0; k < all.len && rc == E_OK; k++)
		if (strcmp(all.at[k].symbol, a->entry->symbol) == 0 &&
		    all.at[k].side == side && dec_known(all.at[k].contracts))
			a->held = dec_abs(all.at[k].contracts);
	vec_release(&all);
	return rc;
}

/* Do other stops work on the closing side, for all that is held? */
static enum err_code
stopped_otherwise(struct attached *a, bool *out, struct err *err)
{
	struct gate *g = a->g;
	struct orders open = { 0 };
	struct dec sum = DEC_ZERO;
	enum err_code rc = LEDGER(g->ledger, counting, g->account.label,
	    &open, err);

	for (size_t k = 0; k < open.len && rc == E_OK; k++) {
		const struct order *o = &open.at[k];

		if (strcmp(o->symbol, a->entry->symbol) == 0 &&
		    o->side != a->entry->side &&
		    order_state_working((enum order_state)o->state) &&
		    (o->type == TYPE_STOP || o->type == TYPE_STOP_LIMIT ||
		    o->type == TYPE_TRAILING) && dec_known(o->remaining))
			dec_add(sum, o->remaining, &sum);
	}
	*out = rc == E_OK && dec_known(a->held) &&
	    dec_cmp(sum, a->held) >= 0;
	vec_release(&open);
	return rc;
}

/* Is there anything to see to: a leg that works on futures, is missing, or
 * came to nothing? */
static bool
wants_look(const struct attached *a)
{
	for (size_t k = 0; k < a->n; k++) {
		const struct cover *c = &a->covers[k];

		if (c->failed || c->unknown || (a->kept && c->next == 1) ||
		    (c->works && a->i->kind == KIND_SWAP) ||
		    ((!a->kept || ended_early(a->entry)) &&
		    dec_sign(missing(a, c)) > 0))
			return true;
	}
	return false;
}

/* Futures do not know that they belong together, or to a position: one that is
 * left over would close what is opened later. */
static void
take_off(struct attached *a, int64_t now)
{
	for (size_t k = 0; k < a->n; k++) {
		struct cover *c = &a->covers[k];
		const struct order *other = &a->covers[a->n - 1 - k].last;
		struct order after = order_empty();
		struct err why;
		bool done = a->n == 2 && other->state == ORDER_FILLED;
		bool gone = dec_is_zero(a->held) &&
		    now - c->last.time > LEG_AGE;

		if (!c->works || (!done && !gone) ||
		    gate_cancel(a->g, c->last.id, &after, &why) != E_OK)
			continue;
		if (a->changed != NULL)
			vec_push(a->changed, after);
	}
}

/* One entry of those that there are. */
static enum err_code
attend_one(struct attached *a, struct err *err)
{
	int64_t now = 0;
	bool stopped = false;
	enum err_code rc = attached_load(a, err);

	if (rc != E_OK || !wants_look(a))
		return rc;
	rc = held_of(a, err);
	if (rc == E_OK)
		rc = gate_now(a->g, &now, err);
	if (rc != E_OK)
		return rc;
	if (a->i->kind == KIND_SWAP)
		take_off(a, now);
	if (dec_is_zero(a->held)) {
		/* What has just filled may not be shown yet. */
		a->held = DEC_NONE;
		if (now - a->entry->last_update_time <= LEG_AGE &&
		    (!a->kept || ended_early(a->entry)))
			place_missing(a);
		return E_OK;
	}
	attend(a);
	if (a->outcome == E_PARTIAL)
		rc = stopped_otherwise(a, &stopped, err);
	if (stopped)
		a->outcome = E_OK;
	return rc;
}

enum err_code
gate_attach_all(struct gate *g, struct orders *changed, size_t *unknown,
    struct err *err)
{
	struct orders all = { 0 };
	enum err_code rc = E_OK, worst = E_OK;

	if (g->venue->ops->attaches == NULL ||
	    g->ledger->ops->attached == NULL)
		return E_OK;
	rc = LEDGER(g->ledger, attached, g->account.label, &all, err);
	for (size_t k = 0; k < all.len && rc == E_OK; k++) {
		struct attached a = { .g = g, .entry = &all.at[k],
		    .place = true, .held = DEC_NONE, .changed = changed };

		if (dec_is_zero(all.at[k].filled))
			continue;
		rc = attend_one(&a, err);
		*unknown += a.unknown;
		if (rc == E_OK && a.outcome == E_PARTIAL &&
		    worst == E_OK)
			worst = err_set(err, E_PARTIAL, "%s", a.why.text);
		vec_release(&a.instruments);
	}
	vec_release(&all);
	return rc == E_OK ? worst : rc;
}
