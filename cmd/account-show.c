/*
 * etrms account show: one account.
 */
#include "cmd/session.h"

#include "store/accounts.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const char *label = operands->len > 0 ? operands->at[0] :
	    s->globals->account;
	struct account a;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &account_record, &out, err);

	(void)args;
	if (rc == E_OK)
		rc = account_pick(s->store, label, &a, err);
	if (rc == E_OK)
		rc = out_row(out, &a, err);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "label", .optional = true, .words = WORDS_ACCOUNT,
	  .help = "the account; without it the default one" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account show", "the default account", 0 },
	{ "etrms account show demo --format json", "one by its label", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_account_show = {
	.name = "account show",
	.group = "accounts",
	.summary = "show one account",
	.about = "Shows one account: its venue, whether it is paper or live,"
	    " and whether orders are taken for it. What it holds is in etrms"
	    " balances and etrms positions.",
	.operands = operands,
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
