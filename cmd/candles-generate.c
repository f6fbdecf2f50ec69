/*
 * etrms candles generate: a market from a seed, for demos and tests.
 */
#include "base/stamp.h"
#include "cmd/candles.h"
#include "feed/generate.h"
#include "store/candles.h"

#include <stdlib.h>

struct args {
	const char *venue, *symbol, *regimes;
	int64_t timeframe, seed, bars, from, crash_at, crash_bars;
	struct dec start_price, tick, lot, volatility, volume, crash_depth;
	bool print, replace;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "demo", "venue of the series",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", "BTC/USDT",
	  "symbol of the series", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ OPT_DURATION, 't', "timeframe", "timeframe", "1h",
	  "length of one bar", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_INT, 0, "seed", "n", "1", "the same seed, the same market",
	  AT(int64_t, seed), .min = 0, .max = INT64_MAX },
	{ OPT_INT, 'n', "bars", "n", "1000", "how many bars",
	  AT(int64_t, bars), .min = 1, .max = 100000000 },
	{ OPT_STAMP, 0, "from", "time", "2024-01-01", "open of the first bar",
	  AT(int64_t, from) },
	{ OPT_DEC, 0, "start-price", "price", "60000", "where it begins",
	  AT(struct dec, start_price) },
	{ OPT_DEC, 0, "tick", "price", "0.01", "step of prices",
	  AT(struct dec, tick) },
	{ OPT_DEC, 0, "lot", "amount", "0.001", "step of volumes",
	  AT(struct dec, lot) },
	{ OPT_PERCENT, 0, "volatility", "percent", "60%",
	  "standard deviation of a year's return", AT(struct dec, volatility) },
	{ OPT_DEC, 0, "volume", "amount", "20", "volume of a common bar",
	  AT(struct dec, volume) },
	{ OPT_TEXT, 0, "regimes", "list", NULL,
	  "those that may occur, such as range,volatile; with lengths in"
	  " bars, such as trend-up:500,crash:20, one after the other",
	  AT(const char *, regimes) },
	{ OPT_STAMP, 0, "crash-at", "time", NULL,
	  "let it crash at this time", AT(int64_t, crash_at) },
	{ OPT_PERCENT, 0, "crash-depth", "percent", "25%",
	  "how far the crash goes down", AT(struct dec, crash_depth) },
	{ OPT_INT, 0, "crash-bars", "n", "60", "how many bars it takes",
	  AT(int64_t, crash_bars), .min = 1, .max = 1000000 },
	{ OPT_FLAG, 0, "replace", NULL, NULL,
	  "replace bars that are there with other values",
	  AT(bool, replace) },
	{ OPT_FLAG, 'p', "print", NULL, NULL,
	  "print the bars and store nothing", AT(bool, print) },
	{ .kind = OPT_DONE }
};

struct generated {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t timeframe, from, to, seed, rows, added;
	struct dec open, high, low, close;
};

#define F(member) FIELD_AT(struct generated, member)
static const struct field fields[] = {
	{ "venue", FIELD_CHARS, F(venue), .help = "venue of the series" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "timeframe", FIELD_DURATION, F(timeframe),
	  .help = "length of one bar" },
	{ "from", FIELD_STAMP, F(from), .help = "open of the first bar" },
	{ "to", FIELD_STAMP, F(to), .help = "close of the last bar" },
	{ "rows", FIELD_INT, F(rows), .help = "bars that were made" },
	{ "added", FIELD_INT, F(added),
	  .help = "bars that were not in the store before" },
	{ "open", FIELD_DEC, F(open), .help = "first price",
	  .unit = UNIT_PRICE },
	{ "high", FIELD_DEC, F(high), .help = "highest price",
	  .unit = UNIT_PRICE },
	{ "low", FIELD_DEC, F(low), .help = "lowest price",
	  .unit = UNIT_PRICE },
	{ "close", FIELD_DEC, F(close), .help = "last price",
	  .unit = UNIT_PRICE },
	{ "seed", FIELD_INT, F(seed), .help = "makes the same market again" },
	{ .name = NULL }
};
#undef F
static const struct record generated_record = {
	"generated", "a market that was made from a seed", fields
};

struct generate {
	struct out *out;		/* with --print */
	struct candle_writer *writer;	/* else */
	struct generated sum;
};

static enum err_code
rows_take(void *self, const struct candle_rows *rows, struct err *err)
{
	struct generate *g = self;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < rows->len && rc == E_OK; i++) {
		struct candle c = candle_rows_at(rows, i);

		if (g->sum.rows++ == 0) {
			g->sum.from = c.open_time_ms * 1000;
			g->sum.open = c.open;
			g->sum.high = c.high;
			g->sum.low = c.low;
		}
		g->sum.high = dec_max(g->sum.high, c.high);
		g->sum.low = dec_min(g->sum.low, c.low);
		g->sum.close = c.close;
		g->sum.to = c.open_time_ms * 1000 + g->sum.timeframe;
		if (g->out != NULL)
			rc = out_row(g->out, &c, err);
	}
	if (rc == E_OK && g->writer != NULL)
		rc = candles_put(g->writer, rows, err);
	return rc;
}

static enum err_code
market_store(struct session *s, const struct args *a, struct generate *g,
    const struct market_plan *plan, struct err *err)
{
	const struct candle_sink sink = { .rows = rows_take, .self = g };
	struct candle_sums sums = {0};
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = candles_writer_open(s->store, a->venue, a->symbol, a->timeframe,
	    PRICE_LAST, a->replace ? CONFLICT_REPLACE : CONFLICT_REFUSE, NULL,
	    &g->writer, err);
	if (rc == E_OK)
		rc = market_generate(plan, &sink, err);
	rc = candles_writer_close(g->writer, rc, &sums, err);
	if (rc == E_OK && sums.conflicts > 0 && !a->replace)
		rc = err_set(err, E_USAGE, "%s %s has other candles at %lld of"
		    " these times; give --replace or another symbol", a->venue,
		    a->symbol, (long long)sums.conflicts);
	g->sum.added = sums.added;
	if (rc == E_OK)
		rc = candles_audit(s, "generate", a->venue, a->symbol,
		    a->timeframe, PRICE_LAST, sums.added, "a seed", err);
	return store_end(s->store, rc, err);
}

static enum err_code
market_print(struct session *s, struct generate *g,
    const struct market_plan *plan, struct err *err)
{
	const struct candle_sink sink = { .rows = rows_take, .self = g };
	const bool none[CANDLE_COLUMNS] = {0};
	char *names = NULL;
	enum err_code rc;

	s->style.raw = true;
	if (s->style.fields == NULL)
		s->style.fields = names = candles_fields(none);
	rc = session_out(s, &candle_record, &g->out, err);
	if (rc == E_OK)
		rc = market_generate(plan, &sink, err);
	rc = out_end(g->out, rc, err);
	if (names != NULL)
		s->style.fields = NULL;
	free(names);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const struct market_plan plan = { .seed = (uint64_t)a->seed,
	    .bars = a->bars, .timeframe = a->timeframe, .from = a->from,
	    .start_price = a->start_price, .tick = a->tick, .lot = a->lot,
	    .volatility = a->volatility, .volume = a->volume,
	    .regimes = a->regimes, .crash_at = a->crash_at,
	    .crash_depth = a->crash_depth, .crash_bars = a->crash_bars };
	struct generate g = { .sum = { .timeframe = a->timeframe,
	    .seed = a->seed } };
	struct out *out = NULL;
	enum err_code rc = candles_series_check(a->venue, a->symbol,
	    a->timeframe, err);

	(void)operands;
	if (rc != E_OK)
		return rc;
	if (a->print)
		return market_print(s, &g, &plan, err);
	TEXT_SET(g.sum.venue, a->venue);
	TEXT_SET(g.sum.symbol, a->symbol);
	rc = market_store(s, a, &g, &plan, err);
	if (rc == E_OK)
		rc = session_out(s, &generated_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, &g.sum, err);
	return out_end(out, rc, err);
}

static const struct record *const more[] = { &candle_record, NULL };

static const struct example examples[] = {
	{ "etrms candles generate --seed 7 --symbol ETH/USDT --start-price 3000"
	  " --bars 500", "500 bars of an hour, into the store", 0 },
	{ "etrms candles generate --symbol SOL/USDT --timeframe 1m --bars 2880"
	  " --start-price 150 --from 2024-03-01 --crash-at 2024-03-02T02:00Z",
	  "two days with a crash on the second", 0 },
	{ "etrms candles generate --regimes trend-up:50,crash:10 --bars 60"
	  " --print --format csv", "a market for another program", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_candles_generate = {
	.name = "candles generate",
	.group = "market data",
	.summary = "make a market from a seed",
	.about = "Makes bars of a market that goes through regimes (trend-up,"
	    " trend-down, range, volatile, crash), on exact ticks and lots,"
	    " and stores them as a series. The same options and seed give the"
	    " same bars on every machine. It is for demos and tests and says"
	    " nothing about any real market.\n\n"
	    "Regimes follow each other by chance, or as --regimes lists them."
	    " A bar is six steps of a random walk with the drift and the"
	    " volatility of its regime, times a slow random factor that makes"
	    " quiet and wild spells. --crash-at takes --crash-depth off the"
	    " price in --crash-bars bars.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &generated_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
