/*
 * etrms rebalance list: what was planned, and what became of it.
 */
#include "cmd/session.h"

#include "store/rebalances.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct rebalances all = { 0 };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &rebalance_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = rebalances_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms rebalance list", "the latest first", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_rebalance_list = {
	.name = "rebalance list",
	.group = "trading",
	.summary = "list rebalances, and what became of them",
	.about = "Lists the plans that rebalance has made, the latest first,"
	    " and how many of the orders of each were placed, are on their way"
	    " or failed.",
	.record = &rebalance_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
