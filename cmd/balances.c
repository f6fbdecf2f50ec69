/*
 * etrms balances: what each account holds, asset by asset.
 */
#include "cmd/holdings.h"

#include "expr/expr.h"

#include <string.h>

struct args { const char *asset, *where; bool all; };

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "asset", "asset", NULL, "show this asset only",
	  AT(const char *, asset) },
	{ OPT_FLAG, 'a', "all", NULL, NULL, "empty balances too",
	  AT(bool, all) },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: value > 100",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

struct sheet {
	const struct args *args;
	struct expr *where;
	struct out *out;
};

static enum err_code
each(void *self, const struct snapshot *s, struct err *err)
{
	const struct sheet *t = self;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < s->balances.len && rc == E_OK; i++) {
		const struct balance *b = &s->balances.at[i];

		if ((t->args->asset != NULL &&
		    strcmp(t->args->asset, b->asset) != 0) ||
		    (!t->args->all && dec_is_zero(b->total)) ||
		    !expr_where(t->where, b))
			continue;
		rc = out_row(t->out, b, err);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct sheet t = { .args = args };
	enum err_code rc = E_OK;

	(void)operands;
	if (t.args->asset != NULL && !asset_valid(t.args->asset))
		return err_set(err, E_USAGE, "--asset: \"%s\" is no asset such"
		    " as USDT", t.args->asset);
	if (t.args->where != NULL)
		rc = expr_where_compile(&balance_record, t.args->where,
		    &t.where, err);
	if (rc == E_OK)
		rc = session_out(s, &balance_record, &t.out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, &t, err);
	expr_free(t.where);
	return out_end(t.out, rc, err);
}

static const struct example examples[] = {
	{ "etrms balances", "every account", 0 },
	{ "etrms balances --where 'value > 100' --format csv",
	  "what is worth more than 100", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_balances = {
	.name = "balances",
	.group = "every day",
	.summary = "list what the accounts hold",
	.about = "Lists one row for each account, wallet and asset: free, used"
	    " by working orders, total, and the value in the account's"
	    " currency along the known prices. A value that no path of prices"
	    " leads to is null, never 0.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &balance_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
