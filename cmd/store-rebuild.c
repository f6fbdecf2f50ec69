/*
 * etrms store rebuild: the derived tables again, from their ledgers.
 */
#include "cmd/session.h"

#include "store/store.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct store_rebuilts rows = {0};
	struct out *out = NULL;
	enum err_code rc = session_out(s, &store_rebuilt_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = store_begin(s->store, err);
	if (rc == E_OK) {
		rc = store_rebuild(s->store, &rows, err);
		if (rc == E_OK)
			rc = session_audit(s, "store", "", "rebuild", "",
			    err);
		rc = store_end(s->store, rc, err);
	}
	for (size_t i = 0; i < rows.len && rc == E_OK; i++)
		rc = out_row(out, &rows.at[i], err);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms store rebuild", "orders, halts, policy and breakers again",
	  0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_BUSY, 0 };

const struct cmd cmd_store_rebuild = {
	.name = "store rebuild",
	.group = "housekeeping",
	.summary = "make derived tables again from their ledgers",
	.about = "Orders, halts, the policy and breakers follow from ledgers"
	    " that are only ever appended to. This makes the tables of what"
	    " follows again, in one transaction, and says for each how many"
	    " rows it has and how many were not what they should be.",
	.record = &store_rebuilt_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
