/*
 * etrms account deposit: paper money into an account.
 */
#include "cmd/transfer.h"

static const struct example examples[] = {
	{ "etrms account deposit --amount 500", "500 of the default account's "
	  "currency", 0 },
	{ "etrms account deposit demo --asset BTC --amount 0.1", "coins, too",
	  0 },
	{ NULL }
};

const struct cmd cmd_account_deposit = {
	.name = "account deposit",
	.group = "accounts",
	.summary = "put paper money into an account",
	.about = "Adds money to a paper account. A transfer is never profit:"
	    " returns and drawdowns count without it. Live accounts are"
	    " filled at their exchange.",
	.opts = transfer_opts,
	.args_size = sizeof(struct args),
	.operands = transfer_operands,
	.record = &transfer_record,
	.examples = examples,
	.exits = transfer_exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = transfer_in
};
