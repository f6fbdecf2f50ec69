/*
 * etrms account disable: no new orders for an account, until it is enabled.
 */
#include "cmd/session.h"

#include "store/accounts.h"

struct args { bool undo; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "undo", NULL, NULL, "take orders again",
	  AT(bool, undo) },
	{ .kind = OPT_DONE }
};

static enum err_code
set_active(struct session *s, const char *label, bool active,
    struct account *after, struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = account_set_active(s->store, label, active, err);
	if (rc == E_OK)
		rc = session_audit(s, "account", label, active ? "enable" :
		    "disable", "", err);
	if (rc == E_OK)
		rc = account_load(s->store, label, after, err);
	return store_end(s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct account after;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &account_record, &out, err);

	if (rc == E_OK)
		rc = set_active(s, operands->at[0], a->undo, &after, err);
	if (rc == E_OK)
		rc = out_row(out, &after, err);
	return out_end(out, rc, err);
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
