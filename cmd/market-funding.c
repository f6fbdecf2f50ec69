/*
 * etrms market funding: the funding rates in the store.
 */
#include "cmd/candles.h"
#include "store/fundingrates.h"

struct args {
	const char *venue, *symbol;
	int64_t from, to, limit;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "of this venue only",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "of this symbol only",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "settled at this time or later", AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL, "settled before this time",
	  AT(int64_t, to) },
	{ OPT_INT, 'n', "limit", "count", NULL,
	  "only the newest of each symbol", AT(int64_t, limit), .min = 1,
	  .max = 1000000 },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct funding_rates all = {0};
	struct out *out = NULL;
	enum err_code rc = candles_series_check(a->venue, a->symbol, 0, err);

	(void)operands;
	if (rc == E_OK && a->to != 0 && a->to < a->from)
		rc = err_set(err, E_USAGE, "--to is before --from");
	if (rc == E_OK && s->store != NULL)
		rc = funding_rates_load(s->store, a->venue, a->symbol,
		    a->from, a->to, a->limit == INT_NONE ? 0 : a->limit, &all,
		    err);
	if (rc == E_OK)
		rc = session_out(s, &funding_rate_record, &out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms market funding --symbol BTC/USDT:USDT --limit 10",
	  "the last ten settlements", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_market_funding = {
	.name = "market funding",
	.group = "market data",
	.summary = "list the funding rates in the store",
	.about = "Lists what longs paid shorts of perpetuals, settlement by"
	    " settlement, as market import took it into the store; a negative"
	    " rate is what shorts paid longs. Paper accounts pay and receive"
	    " it. A rate without mark price is settled at the mark of the"
	    " bar that opens then.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &funding_rate_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
