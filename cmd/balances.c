/*
 * etrms balances: what each account holds, asset by asset.
 */
#include "cmd/holdings.h"

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

static const void *
row(const void *args, const struct snapshot *s, size_t i, bool *wanted)
{
	const struct args *a = args;
	const struct balance *b = &s->balances.at[i];

	if (i == s->balances.len)
		return NULL;
	*wanted = (a->asset == NULL || strcmp(a->asset, b->asset) == 0) &&
	    (a->all || !dec_is_zero(b->total));
	return b;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;

	(void)operands;
	if (a->asset != NULL && !asset_valid(a->asset))
		return err_set(err, E_USAGE, "--asset: \"%s\" is no asset such"
		    " as USDT", a->asset);
	return snapshots_print(s, SIGHT_HOLDINGS, &balance_record, a->where,
	    row, a, err);
}

static const struct example examples[] = {
	{ "etrms balances", "every account", 0 },
	{ "etrms balances --where 'value > 100' --format csv",
	  "what is worth more than 100", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    0 };

const struct cmd cmd_balances = {
	.name = "balances",
	.group = "every day",
	.summary = "list what the accounts hold",
	.about = "Lists one row for each account, wallet and asset: free, used"
	    " by working orders and by margins of perpetuals, total, and the"
	    " value in the account's currency along the known prices. A value"
	    " that no path of prices leads to is null, never 0. Profits of"
	    " perpetuals that are open are in free where margins are cross,"
	    " and in total when they are taken.\n\n"
	    "Live accounts are asked all at once. One that does not answer is"
	    " named, with when it was last known, and the others are shown: the"
	    " exit code is then 7, or 9 where the vault is locked.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &balance_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
