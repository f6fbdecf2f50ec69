/*
 * etrms account use: makes a paper account the default.
 */
#include "cmd/session.h"

#include "store/accounts.h"

static enum err_code
use(struct session *s, const char *label, struct account *after,
    struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = account_use(s->store, label, err);
	if (rc == E_OK)
		rc = session_audit(s, "account", label, "use", "", err);
	if (rc == E_OK)
		rc = account_load(s->store, label, after, err);
	return store_end(s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct account a;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &account_record, &out, err);

	(void)args;
	if (rc == E_OK)
		rc = use(s, operands->at[0], &a, err);
	if (rc == E_OK)
		rc = out_row(out, &a, err);
	return out_end(out, rc, err);
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
