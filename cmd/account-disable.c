/*
 * etrms account disable: no new orders for an account, until it is enabled.
 */
#include "cmd/account.h"

#include "store/accounts.h"

struct args { bool undo; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "undo", NULL, NULL, "take orders again",
	  AT(bool, undo) },
	{ .kind = OPT_DONE }
};

static enum err_code
disable(struct session *s, struct account *a, const void *args,
    struct err *err)
{
	a->active = ((const struct args *)args)->undo;
	return account_set_active(s->store, a->label, a->active, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;

	return account_change(s, operands->at[0], a->undo ? "enable" :
	    "disable", disable, a, err);
}

static const struct operand operands[] = {
	{ "label", .words = WORDS_ACCOUNT, .help = "the account" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account disable demo", "take no orders for it", 0 },
	{ "etrms account disable demo --undo", "take them again", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_BUSY, 0 };

const struct cmd cmd_account_disable = {
	.name = "account disable",
	.group = "accounts",
	.summary = "take no new orders for an account",
	.about = "Orders, cancels and transfers for the account are refused"
	    " until --undo takes it up again; what it holds stays readable."
	    " Orders that are open at the venue stay open: etrms order"
	    " cancel-all first takes them back.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
