/*
 * etrms account use: makes a paper account the default.
 */
#include "cmd/account.h"

#include "store/accounts.h"

static enum err_code
use(struct session *s, struct account *a, const void *args, struct err *err)
{
	(void)args;
	a->is_default = 1;
	return account_use(s->store, a->label, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	return account_change(s, operands->at[0], "use", use, args, err);
}

static const struct operand operands[] = {
	{ "label", .words = WORDS_ACCOUNT, .help = "a paper account" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account use demo", "what --account means when it is left "
	  "out", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_BUSY, 0 };

const struct cmd cmd_account_use = {
	.name = "account use",
	.group = "accounts",
	.summary = "make a paper account the default",
	.about = "Makes a paper account the one that commands mean when"
	    " --account is left out. A live account is never the default: it"
	    " is named each time.",
	.operands = operands,
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
