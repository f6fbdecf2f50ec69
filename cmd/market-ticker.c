/*
 * etrms market ticker: what symbols trade at.
 */
#include "cmd/market.h"

#include "expr/expr.h"

struct args { const char *venue, *where; };

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "binance", "whose prices",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: quote_volume > 1000000",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

/* Of the named symbols, in their order; of all of them without a name. */
static enum err_code
load(struct venue *v, const struct texts *symbols, struct tickers *out,
    struct err *err)
{
	struct tickers one = {0};
	enum err_code rc = E_OK;

	if (symbols->len == 0)
		return v->ops->market->ticker(v, NULL, out, err);
	for (size_t i = 0; i < symbols->len && rc == E_OK; i++) {
		vec_clear(&one);
		rc = v->ops->market->ticker(v, symbols->at[i], &one, err);
		for (size_t k = 0; k < one.len && rc == E_OK; k++)
			vec_push(out, one.at[k]);
	}
	vec_release(&one);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct tickers all = {0};
	struct expr *where = NULL;
	struct venue *venue = NULL;
	struct out *out = NULL;
	enum err_code rc = E_OK;

	if (a->where != NULL)
		rc = expr_where_compile(&ticker_record, a->where, &where, err);
	if (rc == E_OK)
		rc = market_open(s, a->venue, operands, &venue, err);
	if (rc == E_OK)
		rc = session_out(s, &ticker_record, &out, err);
	if (rc == E_OK)
		rc = load(venue, operands, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (expr_where(where, &all.at[i]))
			rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	venue_close(venue);
	expr_free(where);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "symbol", .optional = true, .many = true, .words = WORDS_SYMBOL,
	  .help = "unified symbols, such as BTC/USDT or BTC/USDT:USDT;"
	  " without one all of them" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms market ticker BTC/USDT BTC/USDT:USDT",
	  "the coin and its perpetual", 0 },
	{ "etrms market ticker --where 'percentage < -5' --fields "
	  "symbol,last,percentage", "what fell by more than 5 %", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, 0 };

const struct cmd cmd_market_ticker = {
	.name = "market ticker",
	.group = "market data",
	.summary = "show what symbols trade at",
	.about = "Asks a venue for the last price, the best bid and ask, and"
	    " the range and turnover of the last 24 hours; of perpetuals also"
	    " for mark price, index price and the next funding rate. Public"
	    " data: no key is needed. What a venue does not say is null.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &ticker_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
