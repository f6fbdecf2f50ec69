/*
 * How an account holds perpetuals: one position of each, or long and short
 * apart. It is the venue's setting, of the whole account.
 */
#include "gate/gatedata.h"

enum err_code
gate_position_mode_of(struct gate *g, struct position_mode_row *out,
    struct err *err)
{
	struct position_mode_row row = { .mode = MODE_ONE_WAY };
	bool hedged = false;
	enum err_code rc = gate_sound(g, err);

	TEXT_SET(row.account, g->account.label);
	TEXT_SET(row.venue, g->account.venue);
	if (rc == E_OK && g->venue->ops->hedged != NULL)
		rc = g->venue->ops->hedged(g->venue, &hedged, err);
	if (rc == E_OK)
		rc = gate_now(g, &row.time, err);
	row.mode = hedged ? MODE_HEDGE : MODE_ONE_WAY;
	if (rc == E_OK)
		*out = row;
	return rc;
}

/* Written down before it leaves. */
static enum err_code
change(struct gate *g, enum position_mode mode, struct venue_answer *answer,
    struct err *err)
{
	enum err_code rc = LEDGER(g->ledger, begin, err);

	if (rc == E_OK)
		rc = LEDGER(g->ledger, end, gate_audit(g, "position_mode",
		    g->account.label, "set", position_mode_names[mode], err),
		    err);
	*answer = (struct venue_answer){ .result = VENUE_UNKNOWN };
	return rc == E_OK ? gate_asked(g->venue->ops->set_hedged(g->venue,
	    mode == MODE_HEDGE, answer, err), answer) : rc;
}

enum err_code
gate_position_mode(struct gate *g, enum position_mode mode,
    struct position_mode_row *out, struct err *err)
{
	static const char look[] = "account position-mode";
	const char *what = g->account.label;
	struct venue_answer answer;
	struct err why = { .code = E_OK };
	enum err_code rc = gate_position_mode_of(g, out, err);

	if (rc != E_OK || out->mode == (int)mode)
		return rc;
	if (g->venue->ops->set_hedged == NULL)
		return err_set(err, E_USAGE, "account %s: %s has one position "
		    "of a symbol: %s only", what, g->account.venue,
		    position_mode_names[MODE_ONE_WAY]);
	rc = change(g, mode, &answer, err);
	if (rc == E_OK)
		rc = gate_changed(g, what, look, &answer, err);
	if (rc != E_OK)
		return rc;
	/* What is set stays set, whatever fails when it is looked at. */
	if (gate_position_mode_of(g, out, &why) != E_OK)
		return err_set(err, E_UNKNOWN, "%s: %s changed it, but what "
		    "it is now cannot be read: %s: look with etrms %s", what,
		    g->account.venue, why.text, look);
	return E_OK;
}
