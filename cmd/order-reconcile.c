/*
 * etrms order reconcile: finds out what became of orders whose outcome is not
 * known, and brings the ledger up to the venue.
 */
#include "cmd/trade.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct orders orders = { 0 };
	struct gate *g = NULL;
	struct out *out = NULL;
	struct err why = { .code = E_OK };
	size_t unknown = 0;
	enum err_code rc = session_out(s, &order_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = gate_reconcile(g, &orders, &unknown, err);
	for (size_t i = 0; i < orders.len; i++)
		if (out_row(out, &orders.at[i], &why) != E_OK && rc == E_OK)
			rc = err_set(err, why.code, "%s", why.text);
	if (rc == E_OK && unknown > 0)
		rc = err_set(err, E_UNKNOWN, "account %s: the outcome of %zu "
		    "order%s is still not known; run it again later",
		    gate_account(g)->label, unknown, unknown == 1 ? "" : "s");
	vec_release(&orders);
	return trade_end(g, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms order reconcile", "after exit code 6", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_UNKNOWN, E_NETWORK, E_BUSY, 0 };

const struct cmd cmd_order_reconcile = {
	.name = "order reconcile",
	.group = "trading",
	.summary = "find out what became of unknown orders",
	.about =
	"Takes over everything that happened at the venue, and asks it for "
	"each order whose outcome is not known. Such an order is called "
	"absent only on the venue's own word, twice, when it can no longer "
	"arrive; until then it is unknown, counts with its full size, and "
	"the exit code is 6. Orders that others placed are stored as "
	"external; one that bears this store's mark without being in it "
	"halts the account.\n\n"
	"Prints the orders that changed. Every command that trades begins "
	"with the same, without waiting.",
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.mutates = true,
	.run = run
};
