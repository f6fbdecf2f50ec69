/*
 * etrms account withdraw: paper money out of an account.
 */
#include "cmd/transfer.h"

static const struct example examples[] = {
	{ "etrms account withdraw --amount 250", "250 of the default "
	  "account's currency", 0 },
	{ "etrms account withdraw demo --amount 1000000", "more than is free: "
	  "rejected", 5 },
	{ NULL }
};

const struct cmd cmd_account_withdraw = {
	.name = "account withdraw",
	.group = "accounts",
	.summary = "take paper money out of an account",
	.about = "Takes money from a paper account, as far as it is free: what"
	    " open orders hold back stays. A transfer is never a loss: returns"
	    " and drawdowns count without it.",
	.opts = transfer_opts,
	.args_size = sizeof(struct args),
	.operands = transfer_operands,
	.record = &transfer_record,
	.examples = examples,
	.exits = transfer_exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = transfer_out
};
