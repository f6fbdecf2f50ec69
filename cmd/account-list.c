/*
 * etrms account list: every account of the store.
 */
#include "cmd/session.h"

#include "store/accounts.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct accounts rows = {0};
	struct out *out = NULL;
	enum err_code rc = session_out(s, &account_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = accounts_load(s->store, &rows, err);
	for (size_t i = 0; i < rows.len && rc == E_OK; i++)
		rc = out_row(out, &rows.at[i], err);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms account list", "labels, venues and modes", 0 },
	{ "etrms account list --format csv --fields label,mode", "for a "
	  "program", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_account_list = {
	.name = "account list",
	.group = "accounts",
	.summary = "list accounts",
	.about = "Lists the accounts of the store, paper and live, by label."
	    " Removed ones are hidden.",
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
