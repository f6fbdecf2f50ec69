/*
 * Finding out what became of orders: what an earlier process left behind, and
 * what is UNKNOWN. "Could not find out" never becomes "failed": ABSENT needs
 * the venue's clock to be past the time at which the order could still
 * arrive, two look-ups with the venue's own "no such order", and nothing in
 * open orders, history and trades.
 */
#include "gate/gatedata.h"

#include "base/stamp.h"

#define WINDOW_UNKNOWN (120 * STAMP_SECOND)
#define ARRIVAL_MARGIN (5 * STAMP_SECOND)
#define BETWEEN_LOOKUPS (2 * STAMP_SECOND)
/* Our clock and the venue's may differ when a time is looked for there. */
#define LOOK_BACK STAMP_MINUTE

static enum err_code
step(struct gate *g, struct order *o, enum order_event event,
    const char *reason, struct err *err)
{
	struct order_change c = { .event = event, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE };
	enum err_code rc = gate_now(g, &c.time, err);

	c.reason = reason;
	return rc == E_OK ? LEDGER(g->ledger, apply, o->id, &c, o, err) : rc;
}

/* Orders in the middle of being sent: their process is gone, for we hold the
 * account's lock. */
static enum err_code
take_leftovers(struct gate *g, struct orders *open, struct orders *changed,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < open->len && rc == E_OK; i++) {
		struct order *o = &open->at[i];

		if (o->state == ORDER_INTENT)
			rc = step(g, o, EV_ABANDON, "never_sent", err);
		else if (o->state == ORDER_SENDING)
			rc = step(g, o, EV_TIMEOUT, "no_answer", err);
		else
			continue;
		if (rc == E_OK && changed != NULL)
			vec_push(changed, *o);
	}
	return rc;
}

static bool
any_leftover(const struct orders *open)
{
	for (size_t i = 0; i < open->len; i++)
		if (open->at[i].state == ORDER_INTENT ||
		    open->at[i].state == ORDER_SENDING)
			return true;
	return false;
}

static enum err_code
leftovers(struct gate *g, struct orders *changed, struct err *err)
{
	struct orders open = { 0 };
	enum err_code rc = LEDGER(g->ledger, counting, g->account.label,
	    &open, err);

	if (rc == E_OK && any_leftover(&open)) {
		rc = LEDGER(g->ledger, begin, err);
		if (rc == E_OK) {
			rc = take_leftovers(g, &open, changed, err);
			rc = LEDGER(g->ledger, end, rc, err);
		}
	}
	vec_release(&open);
	return rc;
}

/* Orders of which nothing is known; *asked: and amendments, of others. */
static enum err_code
load_unknown(struct gate *g, struct orders *out, bool *asked,
    struct err *err)
{
	size_t kept = 0;
	enum err_code rc = LEDGER(g->ledger, counting, g->account.label, out,
	    err);

	*asked = false;
	for (size_t i = 0; rc == E_OK && i < out->len; i++) {
		*asked |= out->at[i].asked_at != 0;
		if (out->at[i].state == ORDER_UNKNOWN)
			out->at[kept++] = out->at[i];
	}
	if (rc == E_OK)
		out->len = kept;
	return rc;
}

/* Asks for one order by its client id; what is there is taken over. */
static enum err_code
look_up(struct gate *g, const struct order *o, bool *found, struct err *err)
{
	struct order seen = order_empty();
	enum err_code rc = g->venue->ops->find_order(g->venue, o, found, &seen,
	    err);

	if (rc != E_OK || !*found)
		return rc;
	TEXT_SET(seen.client_order_id, o->client_order_id);
	if ((rc = LEDGER(g->ledger, begin, err)) != E_OK)
		return rc;
	rc = gate_take_order(g, &seen, err);
	return LEDGER(g->ledger, end, rc, err);
}

/* Could it still arrive, or the venue not know yet that it has it? */
static enum err_code
settled(struct gate *g, int64_t since, bool *out, struct err *err)
{
	int64_t now, window = g->venue->ops->window;
	enum err_code rc = g->venue->ops->time(g->venue, &now, err);

	if (window == 0)
		window = WINDOW_UNKNOWN;
	/* The simulated venue books in the transaction that says so. */
	*out = rc == E_OK && (g->venue->ops->simulated ||
	    now > since + window + ARRIVAL_MARGIN);
	return rc;
}

static enum err_code
listed(struct gate *g, const struct order *o, bool *out, struct err *err)
{
	struct orders open = { 0 };
	enum err_code rc = g->venue->ops->open_orders(g->venue, &open, err);

	*out = false;
	for (size_t i = 0; rc == E_OK && i < open.len; i++)
		if (strcmp(open.at[i].client_order_id,
		    o->client_order_id) == 0)
			*out = true;
	vec_release(&open);
	return rc;
}

/* Everything of its symbol since it was asked for, where the venue's changes
 * may leave something out. */
static enum err_code
look_back(struct gate *g, const struct order *o, struct err *err)
{
	struct venue_changes c = { 0 };
	enum err_code rc = E_OK;

	if (g->venue->ops->history == NULL)
		return E_OK;
	rc = g->venue->ops->history(g->venue, o->symbol,
	    o->time - LOOK_BACK, &c, err);
	if (rc == E_OK)
		rc = gate_place_fills(g, &c, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, begin, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, end, gate_take(g, &c, NULL, err), err);
	venue_changes_release(&c);
	return rc;
}

/*
 * One unknown order. Patience is the two seconds between the look-ups, which
 * a command that goes on to do something else does not spend.
 */
static enum err_code
resolve(struct gate *g, struct order *o, bool patient, struct err *err)
{
	bool found, done = false, open = false;
	enum err_code rc = look_up(g, o, &found, err);

	if (rc == E_OK && !found)
		rc = settled(g, o->last_update_time, &done, err);
	if (rc != E_OK || found || !done ||
	    (!patient && !g->venue->ops->simulated))
		return rc;
	if (!g->venue->ops->simulated)
		gate_pause(g, BETWEEN_LOOKUPS);
	/* History and trades, again and to the end; then open orders. */
	rc = gate_sync(g, NULL, err);
	if (rc == E_OK)
		rc = look_back(g, o, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, load, o->id, o, err);
	if (rc != E_OK || o->state != ORDER_UNKNOWN)
		return rc;
	rc = listed(g, o, &open, err);
	if (rc == E_OK && !open)
		rc = look_up(g, o, &found, err);
	if (rc == E_OK && !open && !found)
		rc = step(g, o, EV_ABSENT, "never_arrived", err);
	return rc;
}

static enum err_code
resolve_all(struct gate *g, bool patient, struct orders *changed,
    size_t *unknown, bool *asked, struct err *err)
{
	struct orders open = { 0 };
	bool any = false;
	enum err_code rc = load_unknown(g, &open, asked, err);

	*unknown = 0;
	for (size_t i = 0; i < open.len && rc == E_OK; i++) {
		struct order *o = &open.at[i];

		rc = resolve(g, o, patient, err);
		if (rc == E_OK)
			rc = LEDGER(g->ledger, load, o->id, o, err);
		if (rc == E_OK && o->state == ORDER_UNKNOWN)
			++*unknown;
		else
			any = true;
		if (rc == E_OK && changed != NULL)
			vec_push(changed, *o);
	}
	vec_release(&open);
	/* Fills of what has just become known. */
	return rc == E_OK && any ? gate_sync(g, changed, err) : rc;
}

/* It was never amended, and may be filled as it is. */
static enum err_code
give_up_amendment(struct gate *g, struct order *o, struct err *err)
{
	enum err_code rc = LEDGER(g->ledger, begin, err);

	if (rc != E_OK)
		return rc;
	rc = step(g, o, EV_AMEND_FAIL, "never_arrived", err);
	if (rc == E_OK && dec_known(o->amount) &&
	    dec_cmp(o->filled, o->amount) >= 0)
		rc = step(g, o, EV_FILL_ALL, "", err);
	return LEDGER(g->ledger, end, rc, err);
}

/* The order as the venue has it now; an amendment that arrived shows. */
static enum err_code
ask_again(struct gate *g, struct order *o, bool *found, struct err *err)
{
	enum err_code rc = look_up(g, o, found, err);

	return rc == E_OK ? LEDGER(g->ledger, load, o->id, o, err) : rc;
}

/* One amendment of which nothing is known, as one order above. */
static enum err_code
resolve_amendment(struct gate *g, struct order *o, bool patient,
    struct err *err)
{
	bool found, done = false;
	enum err_code rc = ask_again(g, o, &found, err);

	if (rc == E_OK && found && o->asked_at != 0)
		rc = settled(g, o->asked_at, &done, err);
	if (rc != E_OK || !done ||
	    (!patient && !g->venue->ops->simulated))
		return rc;
	if (!g->venue->ops->simulated)
		gate_pause(g, BETWEEN_LOOKUPS);
	rc = gate_sync(g, NULL, err);
	if (rc == E_OK)
		rc = ask_again(g, o, &found, err);
	return rc == E_OK && found && o->asked_at != 0 ?
	    give_up_amendment(g, o, err) : rc;
}

static enum err_code
resolve_amendments(struct gate *g, bool patient, struct orders *changed,
    size_t *unknown, struct err *err)
{
	struct orders open = { 0 };
	enum err_code rc = LEDGER(g->ledger, counting, g->account.label,
	    &open, err);

	for (size_t i = 0; i < open.len && rc == E_OK; i++) {
		struct order *o = &open.at[i];

		if (o->asked_at == 0)
			continue;
		rc = resolve_amendment(g, o, patient, err);
		*unknown += rc == E_OK && o->asked_at != 0;
		if (rc == E_OK && changed != NULL)
			vec_push(changed, *o);
	}
	vec_release(&open);
	return rc;
}

/* Keeps the last word on each order. */
static void
thin(struct orders *all)
{
	size_t kept = 0;

	if (all == NULL)
		return;
	for (size_t i = 0; i < all->len; i++) {
		bool later = false;

		for (size_t j = i + 1; j < all->len && !later; j++)
			later = strcmp(all->at[i].id, all->at[j].id) == 0;
		if (!later)
			all->at[kept++] = all->at[i];
	}
	all->len = kept;
}

enum err_code
gate_recover(struct gate *g, bool patient, struct orders *changed,
    size_t *unknown, struct err *err)
{
	bool asked = false;
	enum err_code rc = leftovers(g, changed, err);

	if (rc == E_OK)
		rc = gate_sync(g, changed, err);
	if (rc == E_OK)
		rc = resolve_all(g, patient, changed, unknown, &asked,
		    err);
	if (rc == E_OK && asked)
		rc = resolve_amendments(g, patient, changed, unknown, err);
	thin(changed);
	return rc;
}

enum err_code
gate_reconcile(struct gate *g, struct orders *changed, size_t *unknown,
    struct err *err)
{
	enum err_code rc = gate_sound(g, err);

	if (rc == E_OK)
		rc = gate_recover(g, true, changed, unknown, err);
	g->bare.code = E_OK;
	if (rc == E_OK)
		rc = gate_attach_all(g, changed, unknown, err);
	thin(changed);
	return rc;
}
