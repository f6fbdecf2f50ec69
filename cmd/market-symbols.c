/*
 * etrms market symbols: what a venue lists, and in which steps it is traded.
 */
#include "cmd/market.h"
#include "cmd/online.h"

#include "expr/expr.h"

#include <string.h>

struct args {
	const char *venue, *base, *quote, *where;
	int kind;
	bool fresh;
};

static const char *const kinds[] = { "spot", "swap", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "binance", "whose symbols",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_ENUM, 'k', "kind", "kind", NULL, "spot, or perpetuals only",
	  AT(int, kind), .choices = kinds },
	{ OPT_TEXT, 0, "base", "asset", NULL, "only of this asset",
	  AT(const char *, base) },
	{ OPT_TEXT, 0, "quote", "asset", NULL, "only priced in this asset",
	  AT(const char *, quote) },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: max_leverage > 50",
	  AT(const char *, where) },
	{ OPT_FLAG, 0, "fresh", NULL, NULL,
	  "ask the venue although the kept list is young",
	  AT(bool, fresh) },
	{ .kind = OPT_DONE }
};

static bool
wanted(const struct args *a, const struct texts *symbols,
    const struct instrument *i)
{
	bool named = symbols->len == 0;

	for (size_t n = 0; n < symbols->len && !named; n++)
		named = strcmp(symbols->at[n], i->symbol) == 0;
	return named && (a->kind < 0 || a->kind == i->kind) &&
	    (a->base == NULL || strcmp(a->base, i->base) == 0) &&
	    (a->quote == NULL || strcmp(a->quote, i->quote) == 0);
}

/* Who asks for a symbol by name is told when there is none. */
static enum err_code
all_listed(const char *venue, const struct texts *symbols,
    const struct instruments *all, struct err *err)
{
	for (size_t n = 0; n < symbols->len; n++)
		if (instruments_find(all, symbols->at[n]) == NULL)
			return err_set(err, E_USAGE, "%s: %s does not list it",
			    symbols->at[n], venue);
	return E_OK;
}

static enum err_code
check(const struct args *a, struct err *err)
{
	if (a->base != NULL && !asset_valid(a->base))
		return err_set(err, E_USAGE, "--base: \"%s\" is no asset such"
		    " as BTC", a->base);
	if (a->quote != NULL && !asset_valid(a->quote))
		return err_set(err, E_USAGE, "--quote: \"%s\" is no asset such"
		    " as USDT", a->quote);
	return E_OK;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct instruments all = {0};
	struct expr *where = NULL;
	struct venue *venue = NULL;
	struct out *out = NULL;
	enum err_code rc = check(a, err);

	if (rc == E_OK && a->where != NULL)
		rc = expr_where_compile(&instrument_record, a->where, &where,
		    err);
	if (a->fresh)
		session_fresh_lists(s);
	if (rc == E_OK)
		rc = market_open(s, a->venue, operands, &venue, err);
	if (rc == E_OK)
		rc = session_out(s, &instrument_record, &out, err);
	if (rc == E_OK)
		rc = venue->ops->instruments(venue, &all, err);
	if (rc == E_OK)
		rc = all_listed(a->venue, operands, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (wanted(a, operands, &all.at[i]) &&
		    expr_where(where, &all.at[i]))
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
	{ "etrms market symbols BTC/USDT BTC/USDT:USDT",
	  "steps and limits of two", 0 },
	{ "etrms market symbols --kind swap --quote USDT --fields "
	  "symbol,tick,lot,min_notional", "perpetuals in USDT", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, 0 };

const struct cmd cmd_market_symbols = {
	.name = "market symbols",
	.group = "market data",
	.summary = "list what a venue trades, and in which steps",
	.about = "Lists the symbols of a venue: price step, lot, limits of"
	    " amount and value, fees, leverage. The list is kept in the store"
	    " for a day, since it is long; --fresh asks again. Public data: no"
	    " key is needed.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &instrument_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
