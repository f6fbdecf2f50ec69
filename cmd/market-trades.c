/*
 * etrms market trades: what others traded last.
 */
#include "cmd/market.h"

struct args { const char *venue; int64_t limit; };

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "binance", "where they were",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_INT, 'n', "limit", "count", "100", "how many",
	  AT(int64_t, limit), .min = 1, .max = 1000 },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct market_trades all = {0};
	struct venue *venue = NULL;
	struct out *out = NULL;
	size_t from = 0;
	enum err_code rc = market_open(s, a->venue, operands, &venue, err);

	if (rc == E_OK)
		rc = session_out(s, &market_trade_record, &out, err);
	if (rc == E_OK)
		rc = venue->ops->market->trades(venue, operands->at[0],
		    (int)a->limit, &all, err);
	if (all.len > (size_t)a->limit)
		from = all.len - (size_t)a->limit;
	for (size_t i = from; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	venue_close(venue);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "symbol", .words = WORDS_SYMBOL,
	  .help = "unified symbol, such as BTC/USDT" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms market trades BTC/USDT --limit 5", "the last five", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, 0 };

const struct cmd cmd_market_trades = {
	.name = "market trades",
	.group = "market data",
	.summary = "list what others traded last",
	.about = "Asks a venue for the latest trades of a symbol, oldest"
	    " first. side is that of the one who took: a buy lifted an ask."
	    " Public data: no key is needed; trades of your own are in etrms"
	    " fills.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &market_trade_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
