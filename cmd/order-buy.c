/*
 * etrms order buy: one order to buy, through the gate.
 */
#include "cmd/order-entry.h"

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	return order_entry_run(s, args, operands, SIDE_BUY, err);
}

static const struct example examples[] = {
	{ "etrms order buy BTC/USDT --quote 500 --stop-loss 2% --dry-run",
	  "what would be checked, and with which numbers", 0 },
	{ "etrms order buy BTC/USDT --quote 500 --stop-loss 2% --key morning",
	  "buy for 500, out again 2 % lower; harmless to repeat", 0 },
	{ "etrms order buy BTC/USDT --qty 0.001 --price 50000 --stop-loss 3%",
	  "a limit order", 0 },
	{ "etrms order buy BTC/USDT:USDT --quote 100 --trailing-stop 2%",
	  "with a stop that follows the price", 0 },
	{ "etrms order buy BTC/USDT:USDT --qty 0.002 --price 50000 "
	  "--oco-trigger 90000 --dry-run",
	  "cheaper, or on the way up: one of the two", 0 },
	{ .line = NULL }
};

const struct cmd cmd_order_buy = {
	.name = "order buy",
	.group = "trading",
	.summary = "buy, if the policy allows it",
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
