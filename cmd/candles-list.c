/*
 * etrms candles list: the series in the store.
 */
#include "cmd/candles.h"
#include "store/candles.h"

struct args {
	const char *venue, *symbol;
	int64_t timeframe;
	int price;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "of this venue only",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "of this symbol only",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL,
	  "of this timeframe only", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_ENUM, 0, "price", "kind", NULL, "of this price only",
	  AT(int, price), .choices = candle_price_names },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct serieses all = {0};
	struct out *out = NULL;
	enum err_code rc = candles_series_check(a->venue, a->symbol,
	    a->timeframe, err);

	(void)operands;
	if (rc == E_OK && s->store != NULL)
		rc = series_list(s->store, a->venue, a->symbol, a->timeframe,
		    a->price, &all, err);
	if (rc == E_OK)
		rc = session_out(s, &series_record, &out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms candles list", "every series", 0 },
	{ "etrms candles list --symbol BTC/USDT --format csv",
	  "one symbol, for a program", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_candles_list = {
	.name = "candles list",
	.group = "market data",
	.summary = "list the candle series in the store",
	.about = "Lists each series (venue, symbol, timeframe, price) with its"
	    " span, its number of bars, how many are missing between the"
	    " first and the last, in how many gaps, and its hash. The same"
	    " bars have the same hash, in whatever order and pieces they"
	    " came.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &series_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
