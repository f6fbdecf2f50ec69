/*
 * etrms order sell: one order to sell, through the gate.
 */
#include "cmd/order-entry.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	return order_entry_run(s, args, operands, SIDE_SELL, err);
}

static const struct example examples[] = {
	{ "etrms order sell BTC/USDT --qty 0.001 --dry-run",
	  "what would be checked before a sale at the market", 0 },
	{ "etrms order sell BTC/USDT --qty 0.001 --price 90000 --post-only "
	  "--dry-run", "a target that never pays the taker's fee", 0 },
	{ "etrms order sell BTC/USDT --qty 0.001 --trigger 45000",
	  "a stop; rejected here, where an attached stop holds the coins", 5 },
	{ "etrms order sell BTC/USDT:USDT --qty 0.002 --trail 2% --dry-run",
	  "once the price has come 2 % down from its best", 0 },
	{ .line = NULL }
};

const struct cmd cmd_order_sell = {
	.name = "order sell",
	.group = "trading",
	.summary = "sell, if the policy allows it",
	.about = order_entry_about,
	.opts = order_entry_opts,
	.args_size = sizeof(struct args),
	.operands = order_entry_operands,
	.record = &order_record,
	.more = order_entry_more,
	.examples = examples,
	.exits = order_entry_exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
