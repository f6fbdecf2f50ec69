/*
 * etrms account position-mode: one position of a perpetual, or long and short
 * apart.
 */
#include "cmd/trade.h"

#include <string.h>

static enum err_code
read_mode(const char *text, int *out, struct err *err)
{
	for (*out = MODE_ONE_WAY; *out <= MODE_HEDGE; (*out)++)
		if (strcmp(text, position_mode_names[*out]) == 0)
			return E_OK;
	return err_set(err, E_USAGE, "mode '%s': one-way or hedge", text);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct position_mode_row row;
	struct gate *g = NULL;
	struct out *out = NULL;
	int mode = -1;
	enum err_code rc = operands->len == 0 ? E_OK :
	    read_mode(operands->at[0], &mode, err);

	(void)args;
	if (rc == E_OK)
		rc = session_out(s, &position_mode_record, &out, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = mode < 0 ? gate_position_mode_of(g, &row, err) :
		    gate_position_mode(g, (enum position_mode)mode, &row, err);
	if (rc == E_OK)
		rc = out_row(out, &row, err);
	return trade_end(g, out, rc, err);
}

static const struct operand operands[] = {
	{ "mode", .optional = true, .choices = position_mode_names,
	  .help = "one-way or hedge; without it what is set is shown" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms account position-mode", "what is set", 0 },
	{ "etrms account position-mode one-way",
	  "one position of each perpetual", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REJECTED, E_UNKNOWN, E_NETWORK,
    E_LIMITED, E_LOCKED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_account_position_mode = {
	.name = "account position-mode",
	.group = "accounts",
	.summary = "show or set whether long and short are held apart",
	.about =
	"Shows how the account holds perpetuals at its venue, or sets it: "
	"one-way, where a sale makes a long smaller and then becomes a short; "
	"or hedge, where long and short of a perpetual are two positions "
	"(etrms positions shows both). In hedge mode each order names its "
	"side: a buy is of the long and a sale of the short, and with "
	"--reduce-only the other way round. Nothing that reduces can open "
	"the other side.\n\n"
	"It is one setting of the whole account, and the venue refuses to "
	"change it while anything is held or works there, exit code 5. What "
	"is so already is exit code 0, and nothing is sent. A paper account "
	"is one-way.",
	.operands = operands,
	.record = &position_mode_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
