/*
 * etrms candles export: the bars of a series, exactly as they are stored, or
 * made into longer ones.
 */
#include "base/stamp.h"
#include "cmd/candles.h"
#include "model/resample.h"
#include "store/candles.h"

#include <stdlib.h>

struct args {
	const char *venue, *symbol;
	int64_t timeframe, from, to, resample;
	int price;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "venue of the series",
	  AT(const char *, venue), .words = WORDS_VENUE, .required = true },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "symbol of the series",
	  AT(const char *, symbol), .words = WORDS_SYMBOL, .required = true },
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL,
	  "timeframe of the series", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME, .required = true },
	{ OPT_ENUM, 0, "price", "kind", "last", "price of the series",
	  AT(int, price), .choices = candle_price_names },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "bars that open at this time or later", AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL,
	  "bars that open before this time", AT(int64_t, to) },
	{ OPT_DURATION, 'r', "resample", "timeframe", NULL,
	  "make longer bars of them: a multiple that divides a day, 1d, 1w",
	  AT(int64_t, resample), .words = WORDS_TIMEFRAME },
	{ .kind = OPT_DONE }
};

struct export {
	const struct args *args;
	struct out *out;
	struct resample resample;
	bool has[CANDLE_COLUMNS];
};

/* Which optional columns this range knows. */
static enum err_code
rows_look(void *self, const struct candle_rows *rows, struct err *err)
{
	struct export *e = self;

	(void)err;
	for (int c = CANDLE_OPTIONAL; c < CANDLE_COLUMNS; c++)
		for (size_t i = 0; i < rows->len && !e->has[c]; i++)
			e->has[c] = rows->scale[c][i] != CANDLE_UNKNOWN;
	return E_OK;
}

static enum err_code
candle_print(void *self, const struct candle *c, struct err *err)
{
	struct export *e = self;

	return out_row(e->out, c, err);
}

static enum err_code
rows_print(void *self, const struct candle_rows *rows, struct err *err)
{
	struct export *e = self;
	enum err_code rc = E_OK;

	if (e->args->resample != 0)
		return resample_rows(&e->resample, rows, err);
	for (size_t i = 0; i < rows->len && rc == E_OK; i++) {
		struct candle c = candle_rows_at(rows, i);

		rc = out_row(e->out, &c, err);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct export e = { .args = a, .resample = { .each = candle_print,
	    .self = &e, .from_ms = a->timeframe / 1000,
	    .to_ms = a->resample / 1000 } };
	char *fields = NULL;
	enum err_code rc = candles_series_check(a->venue, a->symbol,
	    a->timeframe, err);

	(void)operands;
	if (rc == E_OK && a->resample != 0)
		rc = resample_check(e.resample.from_ms, e.resample.to_ms, err);
	if (rc == E_OK && a->to != 0 && a->to < a->from)
		rc = err_set(err, E_USAGE, "--to is before --from");
	s->style.raw = true;
	if (rc == E_OK && s->style.fields == NULL) {
		rc = candles_each(s->store, a->venue, a->symbol, a->timeframe,
		    a->price, a->from, a->to, rows_look, &e, err);
		s->style.fields = fields = candles_fields(e.has);
	}
	if (rc == E_OK)
		rc = session_out(s, &candle_record, &e.out, err);
	if (rc == E_OK)
		rc = candles_each(s->store, a->venue, a->symbol, a->timeframe,
		    a->price, a->from, a->to, rows_print, &e, err);
	if (rc == E_OK && a->resample != 0)
		rc = resample_end(&e.resample, err);
	rc = out_end(e.out, rc, err);
	if (fields != NULL)
		s->style.fields = NULL;
	free(fields);
	return rc;
}

static const struct example examples[] = {
	{ "etrms candles export --venue demo --symbol BTC/USDT --timeframe 1m "
	  "--format csv", "a series as CSV", 0 },
	{ "etrms candles export --venue demo --symbol BTC/USDT --timeframe 1m "
	  "--resample 1h --from 2024-03-01 --to 2024-03-02",
	  "a day in bars of an hour", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_OUTPUT, 0 };

const struct cmd cmd_candles_export = {
	.name = "candles export",
	.group = "market data",
	.summary = "write the candles of a series",
	.about = "Writes the bars of one series, oldest first, with open"
	    " times as integer milliseconds and numbers exactly as stored."
	    " Optional columns (quote volume, trades, taker volumes) appear"
	    " when a bar of the range has them. What it writes as CSV,"
	    " candles import reads back.\n\n"
	    "With --resample, bars are joined in UTC calendar buckets (weeks"
	    " from Monday). The first bucket is left out unless its opening"
	    " bar is there, the last unless a bar reaches its end. Prices come"
	    " from bars with volume where a bucket has any, as at the"
	    " exchanges.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &candle_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
