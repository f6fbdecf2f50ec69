/* Cancelling: may be repeated, and what came of it is what the venue then says
 * of the order, not its answer to the cancel. */
#include "gate/gatedata.h"

#include "base/buf.h"
#include "model/legs.h"

/* The order again, from a venue whose changes may lag behind. */
static enum err_code
query(struct gate *g, struct order *o, struct err *err)
{
	struct order seen = order_empty();
	bool found = false;
	enum err_code rc = gate_sync(g, NULL, err);

	if (rc == E_OK)
		rc = LEDGER(g->ledger, load, o->id, o, err);
	if (rc != E_OK || order_state_closed((enum order_state)o->state) ||
	    o->client_order_id[0] == '\0')
		return rc;
	rc = g->venue->ops->find_order(g->venue, o, &found, &seen, err);
	if (rc == E_OK && found) {
		TEXT_SET(seen.client_order_id, o->client_order_id);
		rc = gate_take_order(g, &seen, err);
	}
	if (rc == E_OK)
		rc = LEDGER(g->ledger, load, o->id, o, err);
	return rc;
}

/* What a closed order means to one who wants it cancelled. */
static enum err_code
too_late(const struct order *o, struct err *err)
{
	if (o->state == ORDER_CANCELED)
		return E_OK;
	return err_set(err, E_REJECTED, "order %s: it cannot be cancelled, "
	    "it is %s", o->id, order_state_names[o->state]);
}

static enum err_code
verdict_of(const struct order *o, const struct venue_answer *a,
    struct err *err)
{
	if (order_state_closed((enum order_state)o->state))
		return too_late(o, err);
	if (a->result == VENUE_REJECTED) {
		err_set(err, E_REJECTED, "order %s: %s refused to "
		    "cancel it: %s", o->id, o->venue, a->reason);
		return err_venue(err, a->reason);
	}
	if (a->result == VENUE_NOT_SENT)
		return err_set(err, E_NETWORK, "order %s: the cancel could "
		    "not be sent to %s", o->id, o->venue);
	return err_set(err, E_UNKNOWN, "order %s: it is not known whether it "
	    "was cancelled: run the command again", o->id);
}

static enum err_code
ask(struct gate *g, struct order *o, struct venue_answer *a, struct err *err)
{
	enum err_code rc = g->venue->ops->cancel(g->venue, o, a, err);

	if (rc == E_OK)
		rc = query(g, o, err);
	if (rc == E_OK)
		rc = gate_audit(g, "order", o->id, "cancel",
		    order_state_names[o->state], err);
	return rc;
}

static enum err_code
cancel(struct gate *g, struct order *o, struct err *err)
{
	struct venue_answer a = { .result = VENUE_UNKNOWN };
	enum err_code rc;

	if (order_state_closed((enum order_state)o->state))
		return too_late(o, err);
	if ((rc = gate_joined(g, err)) != E_OK)
		return rc;
	rc = gate_parted(g, ask(g, o, &a, err), err);
	return rc == E_OK ? verdict_of(o, &a, err) : rc;
}

enum err_code
gate_cancel(struct gate *g, const char *order_id, struct order *out,
    struct err *err)
{
	enum err_code rc = gate_sound(g, err);

	*out = order_empty();
	if (rc == E_OK)
		rc = LEDGER(g->ledger, load, order_id, out, err);
	if (rc == E_OK && strcmp(out->account, g->account.label) != 0)
		rc = err_set(err, E_USAGE, "order %s: it belongs to account "
		    "%s", order_id, out->account);
	if (rc == E_OK)
		rc = cancel(g, out, err);
	/* The stop that a list had for what has filled went with it. */
	if (rc == E_OK && g->venue->ops->attaches != NULL &&
	    dec_sign(out->filled) > 0) {
		struct order_request r = order_to_request(out);

		if (order_has_legs(&r))
			rc = gate_attach(g, out, true, err);
	}
	return rc;
}

/* How a batch ended: done, all failed alike, or in part. */
static enum err_code
batch_code(size_t done, size_t failed, enum err_code first,
    const struct err *cause, struct err *err)
{
	if (failed == 0)
		return E_OK;
	if (done == 0)
		return err_set(err, first, "%s", cause->text);
	return err_set(err, E_PARTIAL, "%zu of %zu orders were not "
	    "cancelled: %s", failed, failed + done, cause->text);
}

enum err_code
gate_cancel_all(struct gate *g, const char *symbol, struct orders *out,
    struct err *err)
{
	struct orders open = { 0 };
	struct err one = { .code = E_OK }, cause = { .code = E_OK };
	size_t done = 0, failed = 0;
	enum err_code first = E_OK, rc = gate_sound(g, err);

	if (rc == E_OK)
		rc = LEDGER(g->ledger, counting, g->account.label, &open,
		    err);
	for (size_t i = 0; i < open.len && rc == E_OK; i++) {
		struct order o = open.at[i];
		enum err_code got;

		if (symbol != NULL && strcmp(o.symbol, symbol) != 0)
			continue;
		/* A partner may have taken it along. */
		rc = LEDGER(g->ledger, load, o.id, &o, err);
		if (rc != E_OK)
			break;
		got = o.state == ORDER_CANCELED ? E_OK : cancel(g, &o, &one);
		if (got == E_OK)
			done++;
		else if (failed++ == 0) {
			first = got;
			cause = one;
		}
		if (out != NULL)
			vec_push(out, o);
	}
	vec_release(&open);
	return rc == E_OK ? batch_code(done, failed, first, &cause, err) : rc;
}
