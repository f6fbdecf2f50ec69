/*
 * etrms candles verify: are the stored candles whole and sound.
 */
#include "cmd/candles.h"
#include "store/candles.h"

#include <string.h>

struct args {
	const char *venue, *symbol;
	int64_t timeframe;
	int price;
	struct texts ignore;
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
	{ OPT_TEXTS, 'i', "ignore", "kind", NULL,
	  "neither print nor count findings of this kind, such as gap or"
	  " zero_volume; may be given more than once",
	  AT(struct texts, ignore) },
	{ .kind = OPT_DONE }
};

struct verify {
	struct out *out;
	bool ignore[CANDLE_FLAWS];
	int64_t findings;	/* that make the answer "no" */
};

static enum err_code
finding_take(void *self, const struct candle_finding *f, struct err *err)
{
	struct verify *v = self;

	if (v->ignore[f->kind])
		return E_OK;
	v->findings += f->severity != FLAW_INFO;
	return out_row(v->out, f, err);
}

static enum err_code
ignore_parse(const struct texts *words, struct verify *v, struct err *err)
{
	for (size_t i = 0; i < words->len; i++) {
		int kind = enum_value(candle_flaw_names, CANDLE_FLAWS,
		    words->at[i]);

		if (kind < 0)
			return err_set(err, E_USAGE, "--ignore: no kind '%s';"
			    " there are zero_volume, gap, disorder, off_grid,"
			    " conflict, impossible, damaged", words->at[i]);
		v->ignore[kind] = true;
	}
	return E_OK;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct serieses all = {0};
	struct verify v = {0};
	enum err_code rc = candles_series_check(a->venue, a->symbol,
	    a->timeframe, err);

	(void)operands;
	if (rc == E_OK)
		rc = ignore_parse(&a->ignore, &v, err);
	if (rc == E_OK)
		rc = series_list(s->store, a->venue, a->symbol, a->timeframe,
		    a->price, &all, err);
	if (rc == E_OK && all.len == 0)
		rc = err_set(err, E_USAGE, "no such series in the store: see"
		    " candles list");
	if (rc == E_OK)
		rc = session_out(s, &candle_finding_record, &v.out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = candles_verify(s->store, &all.at[i], finding_take, &v,
		    err);
	if (rc == E_OK && v.findings == 0)
		out_note(v.out, "%zu series, nothing wrong", all.len);
	vec_release(&all);
	rc = out_end(v.out, rc, err);
	return rc == E_OK && v.findings > 0 ? E_NO : rc;
}

static const struct example examples[] = {
	{ "etrms candles verify", "everything in the store", 0 },
	{ "etrms candles verify --symbol BTC/USDT --ignore gap",
	  "a market in which minutes without a trade are absent", 0 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, 0 };

const struct cmd cmd_candles_verify = {
	.name = "candles verify",
	.group = "market data",
	.summary = "check the stored candles; exit 1 when there are findings",
	.about = "Reads every block of the series that match, compares it"
	    " with its hash, and looks over its bars: gaps, bars off the"
	    " grid of the timeframe, impossible bars, damaged blocks; one"
	    " record each. Any of these makes the exit code 1. Bars without"
	    " volume are listed for information and do not count.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &candle_finding_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
