/*
 * etrms positions: what each account is exposed to, symbol by symbol.
 */
#include "cmd/holdings.h"
#include "cmd/scope.h"

#include <string.h>

struct args { const char *symbol, *where; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "show this symbol only",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: percentage < -5",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

static const void *
row(const void *args, const struct snapshot *s, size_t i, bool *wanted)
{
	const struct args *a = args;
	const struct position *p = &s->positions.at[i];

	if (i == s->positions.len)
		return NULL;
	*wanted = a->symbol == NULL || strcmp(a->symbol, p->symbol) == 0;
	return p;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	enum err_code rc = symbol_must_fit(a->symbol, err);

	(void)operands;
	return rc != E_OK ? rc : snapshots_print(s, SIGHT_ALL,
	    &position_record, a->where, row, a, err);
}

static const struct example examples[] = {
	{ "etrms positions", "every account", 0 },
	{ "etrms positions --symbol BTC/USDT --format csv", "one symbol, for a"
	  " program", 0 },
	{ "etrms positions --where 'stop_loss_price == 0 or percentage < -5'",
	  "what is losing", 0 },
	{ "etrms positions --where 'liquidation_distance < 10%'",
	  "what is near its liquidation", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    0 };

const struct cmd cmd_positions = {
	.name = "positions",
	.group = "every day",
	.summary = "list the open positions",
	.about = "Lists one row for each account, symbol and side. A spot"
	    " symbol counts as long while at least a lot of its base is held;"
	    " its entry is the average cost of what was bought here and not"
	    " sold since, and coins that came by transfer have none. stop_loss"
	    "_price and take_profit_price are the nearest working orders."
	    " percentage is the unrealised profit in per cent of the cost, of a"
	    " perpetual in per cent of its initial margin.\n\n"
	    "Of a perpetual, funding and realized_pnl are those since it was"
	    " opened, collateral is what stands behind it, profit included,"
	    " and at liquidation_price its venue closes it; liquidation"
	    "_distance is how far the mark price is from there. stop_cover is"
	    " the share of a position that live stops would close.\n\n"
	    "Coins of a live account are shown by the pair that they were"
	    " traded in last, where there is enough of them to be sold. An"
	    " account that does not answer is named (exit 7, or 9 where the"
	    " vault is locked), and the others are shown.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &position_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
