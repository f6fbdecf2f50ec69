/*
 * etrms market book: what is bid and asked for a symbol.
 */
#include "cmd/market.h"

struct args { const char *venue; int64_t depth; };

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "binance", "whose book",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_INT, 'n', "depth", "levels", "10", "prices of each side",
	  AT(int64_t, depth), .min = 1, .max = 1000 },
	{ .kind = OPT_DONE }
};

/* The venue may know more levels than were asked for. */
static enum err_code
print(const struct book_levels *all, int64_t depth, struct out *out,
    struct err *err)
{
	int64_t shown[2] = { 0, 0 };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++)
		if (shown[all->at[i].side == BOOK_ASK]++ < depth)
			rc = out_row(out, &all->at[i], err);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct book_levels all = {0};
	struct venue *venue = NULL;
	struct out *out = NULL;
	enum err_code rc = market_open(s, a->venue, operands, &venue, err);

	if (rc == E_OK)
		rc = session_out(s, &book_level_record, &out, err);
	if (rc == E_OK)
		rc = venue->ops->market->book(venue, operands->at[0],
		    (int)a->depth, &all, err);
	if (rc == E_OK)
		rc = print(&all, a->depth, out, err);
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
	{ "etrms market book BTC/USDT", "ten prices of each side", 0 },
	{ "etrms market book BTC/USDT:USDT --depth 1 --format csv",
	  "the best bid and ask of the perpetual", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, 0 };

const struct cmd cmd_market_book = {
	.name = "market book",
	.group = "market data",
	.summary = "show what is bid and asked for a symbol",
	.about = "Asks a venue for its order book: bids from the highest down,"
	    " then asks from the lowest up, each with the amount that is"
	    " offered at that price. Public data: no key is needed.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &book_level_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
