/* Halts and paper money: what needs no verdict. */
#include "gate/gatedata.h"

#include "venue/sim/venue.h"

#include <stdio.h>

static enum err_code
halt_change(struct store *s, const char *account, bool halted,
    const char *reason, const struct gate_options *o, struct err *err)
{
	struct ledger *l = ledger_store(s);
	const struct audit_entry e = { .time = clock_now(o->clock),
	    .actor = o->actor == NULL ? "" : o->actor,
	    .command = o->command == NULL ? "" : o->command,
	    .correlation_id = o->correlation_id == NULL ? "" :
	    o->correlation_id, .entity = account == NULL ? "store" :
	    "account", .entity_id = account == NULL ? "" : account,
	    .action = halted ? "halt" : "resume",
	    .detail = reason == NULL ? "" : reason };
	enum err_code rc = LEDGER(l, begin, err);

	if (rc == E_OK) {
		rc = LEDGER(l, halt_set, account, halted, reason, o->actor,
		    e.time, err);
		if (rc == E_OK)
			rc = LEDGER(l, audit_add, &e, err);
		rc = LEDGER(l, end, rc, err);
	}
	ledger_close(l);
	return rc;
}

enum err_code
gate_halt(struct store *s, const char *account, const char *reason,
    const struct gate_options *o, struct err *err)
{
	return halt_change(s, account, true, reason, o, err);
}

enum err_code
gate_resume(struct store *s, const char *account,
    const struct gate_options *o, struct err *err)
{
	return halt_change(s, account, false, NULL, o, err);
}

static enum err_code
transfer(struct gate *g, const char *asset, struct dec amount,
    struct venue_answer *a, struct err *err)
{
	char text[DEC_TEXT_SIZE + ASSET_SIZE];
	char digits[DEC_TEXT_SIZE];
	enum err_code rc = g->venue->ops->transfer(g->venue, asset, amount,
	    a, err);

	if (rc == E_OK)
		rc = gate_sync(g, NULL, err);
	snprintf(text, sizeof(text), "%s %s", dec_text(amount, digits),
	    asset);
	if (rc == E_OK && a->result == VENUE_ACCEPTED)
		rc = gate_audit(g, "account", g->account.label,
		    dec_sign(amount) > 0 ? "deposit" : "withdraw", text,
		    err);
	return rc;
}

enum err_code
gate_transfer(struct gate *g, const char *asset, struct dec amount,
    struct transfer *out, struct err *err)
{
	struct venue_answer a = { .result = VENUE_UNKNOWN };
	const char *what = dec_sign(amount) > 0 ? "deposit" : "withdraw";
	enum err_code rc = gate_sound(g, err);

	if (rc == E_OK && g->venue->ops->transfer == NULL)
		rc = err_set(err, E_USAGE, "account %s: money at %s is not "
		    "ours to move", g->account.label, g->account.venue);
	if (rc == E_OK && g->account.live_prices == 1)
		rc = sim_venue_worth(g->venue, asset, err);
	if (rc == E_OK)
		rc = gate_joined(g, err);
	if (rc == E_OK)
		rc = gate_parted(g, transfer(g, asset, amount, &a, err),
		    err);
	if (rc != E_OK)
		return rc;
	if (a.result != VENUE_ACCEPTED) {
		err_set(err, E_REJECTED, "%s %s: rejected by %s: %s",
		    what, asset, g->account.venue, a.reason);
		return err_venue(err, a.reason);
	}
	*out = (struct transfer){ .amount = amount, .fee = DEC_ZERO,
	    .kind = dec_sign(amount) > 0 ? TRANSFER_DEPOSIT :
	    TRANSFER_WITHDRAWAL, .time = a.time };
	TEXT_SET(out->id, a.venue_id);
	TEXT_SET(out->account, g->account.label);
	TEXT_SET(out->venue, g->account.venue);
	TEXT_SET(out->asset, asset);
	return E_OK;
}
