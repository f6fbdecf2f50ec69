/*
 * etrms candles import: market files into the store. All files are one
 * transaction: what is refused leaves nothing behind.
 */
#include "base/stamp.h"
#include "cmd/candles.h"
#include "feed/feed.h"
#include "store/candles.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { OFF_GRID_REFUSE, OFF_GRID_KEEP };
static const char *const off_grid_names[] = { "refuse", "keep", NULL };

struct args {
	const char *venue, *symbol, *columns, *rows_of;
	int64_t timeframe;
	int layout, time_unit, on_conflict, off_grid, price;
	bool checksum, dry_run, findings;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL,
	  "where these prices are from", AT(const char *, venue),
	  .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "unified symbol, such as BTC/USDT or BTC/USDT:USDT",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL,
	  "length of one bar, such as 1m, 4h, 1d", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_ENUM, 0, "price", "kind", "last",
	  "what the prices are of: trades, or the mark price, which has no"
	  " volume", AT(int, price), .choices = candle_price_names },
	{ OPT_TEXT, 0, "rows-of", "name", NULL,
	  "of a file with a symbol column only the rows that have this in it,"
	  " such as BTCUSDT", AT(const char *, rows_of) },
	{ OPT_ENUM, 0, "layout", "layout", NULL,
	  "how the file is laid out; found by itself when not given",
	  AT(int, layout), .choices = feed_layout_names },
	{ OPT_TEXT, 0, "columns", "map", NULL,
	  "which field is what: time,open,high,low,close,volume in order,"
	  " - for others; or time=0,open=3 by number, open=Opening by name",
	  AT(const char *, columns) },
	{ OPT_ENUM, 0, "time-unit", "unit", NULL,
	  "unit of the time field; told by its size when not given",
	  AT(int, time_unit), .choices = feed_unit_names },
	{ OPT_ENUM, 0, "on-conflict", "what", "refuse",
	  "a bar that is there with other values: refuse the files, keep"
	  " the stored one, replace it", AT(int, on_conflict),
	  .choices = candles_conflict_names },
	{ OPT_ENUM, 0, "off-grid", "what", "refuse",
	  "a bar that does not open at a multiple of the timeframe: refuse"
	  " the files or keep it", AT(int, off_grid),
	  .choices = off_grid_names },
	{ OPT_FLAG, 0, "checksum", NULL, NULL,
	  "refuse a file without FILE.CHECKSUM; one that is there is always"
	  " checked", AT(bool, checksum) },
	{ OPT_FLAG, 'n', "dry-run", NULL, NULL,
	  "do everything but keep nothing", AT(bool, dry_run) },
	{ OPT_FLAG, 0, "findings", NULL, NULL,
	  "print every finding, not only those that refuse the files",
	  AT(bool, findings) },
	{ .kind = OPT_DONE }
};

/* One row for each file: what was in it and what became of it. */
struct summary {
	const char *file, *layout;
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t timeframe, from, to;
	int64_t rows, added, same, conflicts, impossible, off_grid, disorder;
	int64_t gaps, missing, zero_volume;
	signed char checksum, stored;
	int price;
};
struct summaries VEC_OF(struct summary);

#define F(member) FIELD_AT(struct summary, member)
static const struct field fields[] = {
	{ "file", FIELD_TEXT, F(file), .help = "as it was given" },
	{ "venue", FIELD_CHARS, F(venue), .help = "venue of the series" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "timeframe", FIELD_DURATION, F(timeframe),
	  .help = "length of one bar" },
	{ "layout", FIELD_TEXT, F(layout), .help = "how it was laid out",
	  .flags = FIELD_WIDE },
	{ "from", FIELD_STAMP, F(from), .help = "open of the first bar" },
	{ "to", FIELD_STAMP, F(to), .help = "close of the last bar" },
	{ "rows", FIELD_INT, F(rows), .help = "bars in the file" },
	{ "added", FIELD_INT, F(added), .help = "bars that were new" },
	{ "same", FIELD_INT, F(same),
	  .help = "bars that were there already, with the same values" },
	{ "conflicts", FIELD_INT, F(conflicts),
	  .help = "bars that were there with other values" },
	{ "impossible", FIELD_INT, F(impossible),
	  .help = "bars that cannot be" },
	{ "off_grid", FIELD_INT, F(off_grid),
	  .help = "bars off the grid of the timeframe" },
	{ "disorder", FIELD_INT, F(disorder),
	  .help = "bars earlier than the one before" },
	{ "gaps", FIELD_INT, F(gaps), .help = "holes between bars" },
	{ "missing", FIELD_INT, F(missing), .help = "bars in those holes" },
	{ "zero_volume", FIELD_INT, F(zero_volume),
	  .help = "bars without a trade" },
	{ "checksum", FIELD_BOOL, F(checksum), .flags = FIELD_WIDE,
	  .help = "whether a checksum file was there, and agreed" },
	{ "stored", FIELD_BOOL, F(stored),
	  .help = "whether the bars are now in the store" },
	{ "price", FIELD_ENUM, F(price), .names = candle_price_names,
	  .names_len = CANDLE_PRICES, .help = "of the series: last or mark" },
	{ .name = NULL }
};
#undef F
static const struct record summary_record = {
	"candle_import", "what was in a market file and what became of it",
	fields
};

/* One file on its way. */
struct import {
	struct session *session;
	const struct args *args;
	struct out *out;
	bool in_findings;
	struct candle_writer *writer;
	struct summary *summary;
	struct candle_finding blank;
	int spool;			/* a copy of stdin; -1: none */
	int64_t refused;		/* findings that refuse the file */
	char first[300];		/* the first of them */
	struct err err;			/* of a row that could not be printed */
};

static enum err_code
finding_print(struct import *i, const struct candle_finding *f,
    struct err *err)
{
	enum err_code rc = E_OK;

	if (!i->args->findings && f->severity != FLAW_ERROR)
		return E_OK;
	if (!i->in_findings)
		rc = out_part(i->out, &candle_finding_record, "Findings", err);
	i->in_findings = true;
	return rc == E_OK ? out_row(i->out, f, err) : rc;
}

static enum err_code
finding_take(void *self, const struct candle_finding *given, struct err *err)
{
	struct import *i = self;
	struct candle_finding f = *given;

	if (f.kind == FLAW_OFF_GRID && i->args->off_grid == OFF_GRID_KEEP)
		f.severity = FLAW_WARNING;
	if (f.kind == FLAW_CONFLICT &&
	    i->args->on_conflict != CONFLICT_REFUSE)
		f.severity = FLAW_WARNING;
	if (f.severity == FLAW_ERROR && i->refused++ == 0)
		snprintf(i->first, sizeof(i->first), "%s:%lld: %s", f.file,
		    (long long)f.line, f.message);
	return finding_print(i, &f, err);
}

/* The first column in which two bars differ. */
static void
conflict_text(const struct candle *have, const struct candle *new,
    char *to, size_t size)
{
	char at[STAMP_TEXT_SIZE];
	struct buf a = {0}, b = {0};

	snprintf(to, size, "differs");
	for (const struct field *f = candle_record.fields; f->name != NULL;
	    f++) {
		bool known, known_too;

		buf_clear(&a);
		buf_clear(&b);
		known = field_text(f, have, &a);
		known_too = field_text(f, new, &b);
		if (!known || !known_too ||
		    strcmp(buf_text(&a), buf_text(&b)) == 0)
			continue;
		snprintf(to, size, "%s: %s is %s, here %s",
		    stamp_text(have->open_time_ms * 1000, at), f->name,
		    buf_text(&a), buf_text(&b));
		break;
	}
	buf_release(&a);
	buf_release(&b);
}

static void
conflict_take(void *self, const struct candle *have,
    const struct candle_rows *rows, size_t at)
{
	struct import *i = self;
	struct candle_finding f = i->blank;
	struct candle new = candle_rows_at(rows, at);

	f.kind = FLAW_CONFLICT;
	f.severity = FLAW_ERROR;
	f.open_time_ms = have->open_time_ms;
	f.count = 1;
	f.line = rows->line[at];
	conflict_text(have, &new, f.message, sizeof(f.message));
	if (i->err.code == E_OK)
		finding_take(i, &f, &i->err);
}

/* All rows go in, so that every conflict is found; a refusal rolls them back. */
static enum err_code
rows_take(void *self, const struct candle_rows *rows, struct err *err)
{
	struct import *i = self;
	enum err_code rc = candles_put(i->writer, rows, err);

	if (rc == E_OK && i->err.code != E_OK) {
		*err = i->err;
		rc = err->code;
	}
	return rc;
}

static void
summary_fill(struct summary *to, const struct feed_sums *feed,
    const struct candle_sums *sums)
{
	to->layout = feed->layout;
	to->checksum = feed->checksum;
	to->rows = feed->rows;
	to->added = sums->added;
	to->same = sums->same;
	to->conflicts = sums->conflicts;
	to->impossible = feed->counts[FLAW_IMPOSSIBLE];
	to->off_grid = feed->counts[FLAW_OFF_GRID];
	to->disorder = feed->counts[FLAW_DISORDER];
	to->gaps = feed->counts[FLAW_GAP];
	to->missing = feed->missing;
	to->zero_volume = feed->counts[FLAW_ZERO_VOLUME];
	to->from = feed->first * 1000;
	to->to = feed->last * 1000 + to->timeframe;
}

/* What the options say, or else what the path says. */
static enum err_code
series_name(const struct args *a, const char *file, struct summary *to,
    struct err *err)
{
	struct feed_guess guess;
	char frame[STAMP_TEXT_SIZE];

	feed_guess(file, &guess);
	to->file = file;
	to->price = a->price;
	to->timeframe = a->timeframe != 0 ? a->timeframe : guess.timeframe;
	if (!TEXT_SET(to->venue, a->venue != NULL ? a->venue : guess.venue) ||
	    !TEXT_SET(to->symbol, a->symbol != NULL ? a->symbol :
	    guess.symbol))
		to->venue[0] = '\0';
	if (to->venue[0] == '\0' && a->venue == NULL)
		return err_set(err, E_USAGE, "%s: of which venue? give "
		    "--venue", file);
	if (to->symbol[0] == '\0' && a->symbol == NULL)
		return err_set(err, E_USAGE, guess.timeframe != 0 ?
		    "%s: spot or futures? give --symbol, such as BTC/USDT or "
		    "BTC/USDT:USDT" : "%s: of which symbol? give --symbol",
		    file);
	if (to->timeframe == 0)
		return err_set(err, E_USAGE, "%s: how long is a bar? give "
		    "--timeframe", file);
	if (a->timeframe != 0 && guess.timeframe != 0 &&
	    a->timeframe != guess.timeframe)
		return err_set(err, E_USAGE, "%s: by its name these are bars "
		    "of %s, not what --timeframe says", file,
		    duration_text(guess.timeframe, frame));
	return candles_series_check(a->venue != NULL ? a->venue : to->venue,
	    a->symbol != NULL ? a->symbol : to->symbol, to->timeframe, err);
}

static enum err_code
file_import(struct import *i, const char *file, struct err *err)
{
	const struct args *a = i->args;
	struct summary *sum = i->summary;
	const struct feed_options o = { .layout = a->layout,
	    .columns = a->columns, .time_unit = a->time_unit,
	    .need_checksum = a->checksum, .venue = sum->venue,
	    .symbol = sum->symbol, .timeframe = sum->timeframe,
	    .price = sum->price, .rows_of = a->rows_of };
	const struct candle_sink sink = { rows_take, finding_take, i };
	const struct conflict_sink conflicts = { conflict_take, i };
	struct feed_sums feed = {0};
	struct candle_sums sums = {0};
	enum err_code rc;

	memset(&i->blank, 0, sizeof(i->blank));
	TEXT_SET(i->blank.venue, sum->venue);
	TEXT_SET(i->blank.symbol, sum->symbol);
	i->blank.timeframe = sum->timeframe;
	i->blank.price = sum->price;
	i->blank.file = file;
	i->refused = 0;
	rc = candles_writer_open(i->session->store, sum->venue, sum->symbol,
	    sum->timeframe, sum->price, (enum conflict_policy)a->on_conflict,
	    &conflicts, &i->writer, err);
	if (rc == E_OK)
		rc = feed_candles(file, strcmp(file, "-") == 0 ? i->spool : -1,
		    &o, &sink, &feed, err);
	rc = candles_writer_close(i->writer, rc, &sums, err);
	i->writer = NULL;
	summary_fill(sum, &feed, &sums);
	if (rc == E_OK && i->refused > 0)
		rc = err_set(err, E_DATA, "%s%s; nothing was imported",
		    i->first, i->refused == 1 ? "" : ", and more like it");
	return rc != E_OK ? rc : candles_audit(i->session, "import",
	    sum->venue, sum->symbol, sum->timeframe, sum->price, sum->added,
	    file, err);
}

static enum err_code
files_import(struct import *i, const struct texts *files,
    struct summaries *sums, struct err *err)
{
	enum err_code rc = E_OK;
	struct err scratch;

	for (size_t k = 0; k < files->len && rc == E_OK; k++)
		rc = series_name(i->args, files->at[k], vec_add(sums), err);
	/* the store's lock must not wait for whoever writes the pipe */
	for (size_t k = 0; k < files->len && rc == E_OK; k++)
		if (strcmp(files->at[k], "-") == 0)
			rc = i->spool >= 0 ? err_set(err, E_USAGE,
			    "stdin can be read only once") :
			    feed_spool(fileno(i->session->in), &i->spool, err);
	if (rc != E_OK)
		return rc;
	rc = store_begin(i->session->store, err);
	if (rc != E_OK)
		return rc;
	for (size_t k = 0; k < files->len && rc == E_OK; k++) {
		i->summary = &sums->at[k];
		rc = file_import(i, files->at[k], err);
	}
	if (rc == E_OK && i->args->dry_run) {
		store_end(i->session->store, E_NO, &scratch);
		return E_OK;
	}
	return store_end(i->session->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct import i = { .session = s, .args = args, .spool = -1 };
	struct summaries sums = {0};
	struct err scratch;
	bool stored;
	enum err_code rc = session_out(s, &summary_record, &i.out, err), told;

	if (rc == E_OK)
		rc = files_import(&i, operands, &sums, err);
	stored = rc == E_OK && !i.args->dry_run;
	told = i.out == NULL || sums.len == 0 || (rc != E_OK &&
	    rc != E_DATA) ? E_NO :
	    out_part(i.out, &summary_record, "Files", &scratch);
	for (size_t k = 0; k < sums.len && told == E_OK; k++) {
		sums.at[k].stored = stored;
		if (sums.at[k].rows > 0)
			told = out_row(i.out, &sums.at[k], &scratch);
	}
	vec_release(&sums);
	if (i.spool >= 0)
		close(i.spool);
	return out_end(i.out, rc, err);
}

static const struct operand operands[] = {
	{ "file", .many = true, .words = WORDS_FILE,
	  .help = "CSV or NDJSON, gzip or zip of them; - for stdin" },
	{ .name = NULL }
};

static const struct record *const more[] = { &candle_finding_record, NULL };

static const struct example examples[] = {
	{ "etrms candles import examples/DEMOUSDT-1h.csv --venue demo "
	  "--symbol DEMO/USDT --timeframe 1h",
	  "a file laid out as Binance Vision does", 0 },
	{ "etrms candles import examples/DEMOUSDT-1h.csv --venue demo "
	  "--symbol DEMO/USDT --timeframe 1h --dry-run --findings",
	  "see what is in it, keep nothing", 0 },
	{ "etrms candles import examples/DEMOUSDT-1h.csv --venue other "
	  "--symbol DEMO/USDT --timeframe 1h "
	  "--columns time,open,high,low,close,volume,-,quote_volume,-,-,-,-",
	  "say which field is what", 0 },
	{ "etrms candles import examples/DEMOUSDT-1h.csv --venue demo "
	  "--symbol DEMO/USDT:USDT --timeframe 1h --price mark",
	  "prices that a perpetual is marked to", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_candles_import = {
	.name = "candles import",
	.group = "market data",
	.summary = "take candles from CSV, gzip and zip files into the store",
	.about = "Reads the downloads of Binance Vision (spot and USD-M"
	    " futures, with and without header, times in ms and µs, also"
	    " both in one file), Kraken, Bybit, Coinbase and"
	    " CryptoDataDownload, files with a header that names time, open,"
	    " high, low, close and volume, and with --columns anything else."
	    " NDJSON is read as candles export writes it."
	    " A FILE.CHECKSUM beside a file, as sha256sum writes it, is"
	    " checked. Numbers stay exact; exponents are read too.\n\n"
	    "Bars that are in the store with the same values are merged."
	    " Impossible bars, bars off the grid of the timeframe and bars"
	    " that conflict with stored ones refuse all files: the command"
	    " exits 12, prints one record for each with file and line, and"
	    " nothing is kept. Gaps, bars without volume and rows out of"
	    " order are counted, shown with --findings, and never filled or"
	    " dropped.\n\n"
	    "With --price mark the bars are of the price that a venue marks"
	    " perpetuals to; paper accounts value and liquidate them by it."
	    " Such files need no volume, and what they have of it is not"
	    " read.\n\n"
	    "Venue, symbol and timeframe may be left out where the path says"
	    " them, as data/spot/monthly/klines/BTCUSDT/1m/"
	    "BTCUSDT-1m-2025-05.zip does. The file name alone cannot tell"
	    " spot from futures.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &summary_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
