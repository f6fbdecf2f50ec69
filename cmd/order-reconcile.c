/*
 * etrms order reconcile: finds out what became of orders whose outcome is not
 * known, and brings the ledger up to the venue.
 */
#include "cmd/trade.h"

#include "store/accounts.h"

/* What came of all accounts: an outcome that is not known comes first. */
struct result {
	size_t unknown;		/* orders */
	char account[LABEL_SIZE];	/* the first that has one */
	struct err failed;	/* of an account that could not be read */
};

static enum err_code
reconcile(struct session *s, const char *label, struct out *out,
    struct result *result, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct orders orders = { 0 };
	struct gate *g = NULL;
	struct err why = { .code = E_OK };
	size_t unknown = 0;
	enum err_code rc = gate_open(s->store, label, &o, &g, &why);

	if (rc == E_OK)
		rc = gate_reconcile(g, &orders, &unknown, &why);
	if (rc != E_OK && result->failed.code == E_OK)
		result->failed = why;
	if (unknown > 0 && result->unknown == 0)
		TEXT_SET(result->account, label);
	result->unknown += unknown;
	rc = E_OK;
	for (size_t i = 0; i < orders.len && rc == E_OK; i++)
		rc = out_row(out, &orders.at[i], err);
	vec_release(&orders);
	gate_close(g);
	return rc;
}

/* --account, or every account that is in use. */
static enum err_code
reconcile_all(struct session *s, struct out *out, struct result *result,
    struct err *err)
{
	struct accounts all = { 0 };
	struct account one;
	enum err_code rc;

	if (s->globals->account != NULL) {
		rc = account_load(s->store, s->globals->account, &one, err);
		return rc == E_OK ? reconcile(s, one.label, out, result,
		    err) : rc;
	}
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].active == 1)
			rc = reconcile(s, all.at[i].label, out, result, err);
	vec_release(&all);
	return rc;
}

static enum err_code
conclude(const struct result *r, struct err *err)
{
	if (r->unknown > 0)
		return err_set(err, E_UNKNOWN, "account %s: the outcome of %zu "
		    "order%s is still not known; run it again later",
		    r->account, r->unknown, r->unknown == 1 ? "" : "s");
	if (r->failed.code != E_OK)
		*err = r->failed;
	return r->failed.code;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct result result = { 0 };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &order_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = reconcile_all(s, out, &result, err);
	if (rc == E_OK)
		rc = conclude(&result, err);
	return trade_end(NULL, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms order reconcile", "after exit code 6", 0 },
	{ "etrms order reconcile --account demo", "one account", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_UNKNOWN, E_NETWORK, E_BUSY, 0 };

const struct cmd cmd_order_reconcile = {
	.name = "order reconcile",
	.group = "trading",
	.summary = "find out what became of unknown orders",
	.about =
	"Takes over everything that happened at the venue of each account, or "
	"of --account, and asks it for "
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
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
