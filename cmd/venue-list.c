/*
 * etrms venue list: where one can trade. Opens nothing.
 */
#include "cmd/session.h"
#include "venue/venue.h"

#include <string.h>

struct row {
	const char *name, *mode, *help;
};

static const struct field fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct row, name),
	  .help = "as account add --venue takes it" },
	{ "mode", FIELD_TEXT, FIELD_AT(struct row, mode),
	  .help = "paper or live" },
	{ "description", FIELD_TEXT, FIELD_AT(struct row, help),
	  .help = "what it is" },
	{ .name = NULL }
};
static const struct record venue_record = { "venue",
    "where one can trade", fields };

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &venue_record, &out, err);

	(void)args;
	(void)operands;
	for (const struct venue_kind *k = venue_kinds; k->name != NULL &&
	    rc == E_OK; k++) {
		struct row row = { k->name, k->simulated ? "paper" : "live",
		    k->help };

		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms venue list", "where this etrms can trade", 0 },
	{ NULL }
};

const struct cmd cmd_venue_list = {
	.name = "venue list",
	.group = "housekeeping",
	.summary = "list where one can trade",
	.about = "Lists the venues that accounts can be added for. A paper"
	    " account trades at sim, the simulated venue: it fills orders on"
	    " stored candles, and its clock moves with venue advance.\n"
	    "\n"
	    "The steps and limits of its symbols are the rows of the file"
	    " given to account add, else those shipped for the venue whose"
	    " candles it trades on (binance). A symbol without a row has the"
	    " tick that the decimals of its candles show, a lot of 1e-8,"
	    " fees of 0.1 % and no minimum.",
	.record = &venue_record,
	.examples = examples,
	.run = run
};
