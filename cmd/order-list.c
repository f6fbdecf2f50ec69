/*
 * etrms order list: orders from the ledger, filtered.
 */
#include "cmd/scope.h"

#include "expr/expr.h"
#include "model/order.h"
#include "store/accounts.h"
#include "store/orders.h"

#include <string.h>

struct args {
	const char *symbol, *strategy, *tag, *key, *where;
	int state;
	bool open;
	int64_t since, until, limit;
};

static const char *const states[] = { "intent", "sending", "open", "partial",
    "filled", "canceled", "expired", "rejected", "unknown", "absent",
    "refused", "abandoned", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "only this symbol",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_FLAG, 'o', "open", NULL, NULL,
	  "only those that may still trade", AT(bool, open) },
	{ OPT_ENUM, 0, "state", "state", NULL, "only those in this state",
	  AT(int, state), .choices = states },
	{ OPT_TEXT, 0, "strategy", "name", NULL, "only of this strategy",
	  AT(const char *, strategy) },
	{ OPT_TEXT, 0, "tag", "text", NULL, "only with this tag",
	  AT(const char *, tag) },
	{ OPT_TEXT, 'k', "key", "key", NULL, "only with this key",
	  AT(const char *, key) },
	{ OPT_STAMP, 0, "since", "time", NULL, "only decided from then on",
	  AT(int64_t, since) },
	{ OPT_STAMP, 0, "until", "time", NULL, "only decided before then",
	  AT(int64_t, until) },
	{ OPT_INT, 'n', "limit", "count", NULL, "only the newest",
	  AT(int64_t, limit), .min = 1, .max = INT64_MAX },
	{ OPT_TEXT, 'w', "where", "expression", NULL,
	  "only rows for which this holds (help language)",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

static bool
same(const char *wanted, const char *has)
{
	return wanted == NULL || strcmp(wanted, has) == 0;
}

struct choice {
	const struct args *args;
	struct expr *where;
};

static bool
keep(const void *self, const void *row)
{
	const struct choice *c = self;
	const struct order *o = row;

	return same(c->args->strategy, o->strategy) &&
	    same(c->args->tag, o->tag) && same(c->args->key, o->key) &&
	    expr_where(c->where, o);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct choice choice = { .args = a };
	struct order_filter f = { .account = s->globals->account,
	    .symbol = a->symbol, .counting = a->open, .state = a->state,
	    .since = a->since, .until = a->until };
	struct orders rows = {0};
	struct out *out = NULL;
	enum err_code rc = symbol_must_fit(a->symbol, err);

	(void)operands;
	if (rc == E_OK && a->where != NULL)
		rc = expr_where_compile(&order_record, a->where,
		    &choice.where, err);
	if (rc == E_OK)
		rc = account_must_exist(s, s->globals->account, err);
	if (rc == E_OK)
		rc = session_out(s, &order_record, &out, err);
	if (rc == E_OK)
		rc = orders_load(s->store, &f, &rows, err);
	if (rc == E_OK)
		rc = newest_print(out, rows.at, rows.len, sizeof(*rows.at),
		    a->limit, keep, &choice, err);
	expr_free(choice.where);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms order list --open", "what may still trade", 0 },
	{ "etrms order list --state refused --since now-1d",
	  "what the policy refused since yesterday", 0 },
	{ "etrms order list --where 'cost > 1000 and side == \"buy\"'",
	  "large purchases", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_order_list = {
	.name = "order list",
	.group = "trading",
	.summary = "list orders from the ledger",
	.about =
	"Lists every order that the ledger knows, oldest first: what was "
	"refused or rejected, stops and targets, and orders that others "
	"placed at the venue (external). Filters add up. It reads the store "
	"alone; order reconcile brings it up to the venue.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
