/*
 * etrms analyze liquidity: how easily a symbol is traded, from its book as it
 * is now or as it was recorded; and what was said of it before.
 */
#include "analysis/bookheat.h"
#include "base/decfloat.h"
#include "base/file.h"
#include "base/stamp.h"
#include "cmd/analyze.h"
#include "cmd/market.h"
#include "cmd/reporting.h"
#include "store/store.h"
#include "venue/sim/markets.h"

#include <math.h>

#define LIVE_LEVELS 1000
#define LIVE_TRADES 1000
#define BARS 1000
#define WIDTH_PLAIN 80
#define LABELS 13		/* columns of a price, and a blank */

struct args {
	struct texts books, sizes;
	const char *venue, *timeframe, *svg;
	struct dec bucket, fee;
	int64_t since;
	int part;
	bool history, term;
};

enum { PART_SUMMARY, PART_DEPTH, PART_SLIPPAGE, PART_ANOMALIES, PART_BOOK };
static const char *const parts[] = { "summary", "depth", "slippage",
	"anomalies", "book", NULL };
static const struct record *const records[] = { &liquidity_record,
	&liquidity_depth_record, &slippage_record, &anomaly_record,
	&book_level_record };

static const struct opt opts[] = {
	{ OPT_TEXTS, 'b', "book", "file", NULL, "of a recording rather than"
	  " the book as it is now: of market book --record, or CSVs of a"
	  " snapshot, its changes, trades and quotes; gzip, zip",
	  AT(struct texts, books), .words = WORDS_FILE },
	{ OPT_TEXTS, 's', "size", "value", NULL, "of an order in the quote"
	  " currency, the typical one first; else 1000, 10000 and 100000",
	  AT(struct texts, sizes) },
	{ OPT_PERCENT, 0, "fee", "percent", NULL, "of a taker, beside slippage;"
	  " else what is known of the symbol at the venue",
	  AT(struct dec, fee) },
	{ OPT_ENUM, 'p', "part", "part", NULL, "show instead: depth by"
	  " distance; slippage of each size; anomalies, with their evidence;"
	  " or the book", AT(int, part), .choices = parts },
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "whose book (default:"
	  " binance), and of the stored candles", AT(const char *, venue),
	  .words = WORDS_VENUE },
	{ OPT_TEXT, 't', "timeframe", "timeframe", NULL, "of the stored"
	  " candles that Amihud and Corwin-Schultz are of", AT(const char *,
	  timeframe), .words = WORDS_TIMEFRAME },
	{ OPT_DEC, 0, "bucket", "amount", NULL, "base amount of a bucket of"
	  " VPIN; else a 50th of a day's volume", AT(struct dec, bucket) },
	{ OPT_FLAG, 0, "term", NULL, NULL, "draw the recorded book as a map of"
	  " time and price with characters, into a pipe too",
	  AT(bool, term) },
	{ OPT_TEXT, 'o', "svg", "file", NULL, "draw it as SVG into this file,"
	  " beside what is shown", AT(const char *, svg),
	  .words = WORDS_FILE },
	{ OPT_FLAG, 0, "history", NULL, NULL, "show what was said before,"
	  " oldest first; of every symbol where none is named",
	  AT(bool, history) },
	{ OPT_STAMP, 0, "since", "time", NULL, "of --history: of books of this"
	  " time or later", AT(int64_t, since) },
	{ .kind = OPT_DONE }
};

struct work {
	struct session *s;
	const struct args *args;
	const char *symbol, *venue;
	struct liquidity_tape tape;
	struct liquidity_ask ask;
	struct market_liquidity l;
	struct liquidity_parts parts;
	struct liquidities_said past;
};

static enum err_code
read_sizes(struct work *w, struct err *err)
{
	static const double usual[] = { 1000, 10000, 100000 };
	const struct texts *t = &w->args->sizes;

	if (t->len > LIQUIDITY_SIZES)
		return err_set(err, E_USAGE, "--size: at most %d of them",
		    LIQUIDITY_SIZES);
	for (size_t i = 0; i < t->len; i++) {
		struct dec size;

		if (!dec_parse_text(t->at[i], &size) || dec_sign(size) <= 0)
			return err_set(err, E_USAGE, "--size '%s': not a"
			    " number above 0", t->at[i]);
		w->ask.sizes[w->ask.n++] = dec_to_double(size);
	}
	for (size_t i = 0; t->len == 0 && i < 3; i++)
		w->ask.sizes[w->ask.n++] = usual[i];
	return E_OK;
}

/* That of the option, or of the shipped list of the venue. */
static enum err_code
read_fee(struct work *w, struct err *err)
{
	struct dec fee = w->args->fee;
	struct instrument market;
	bool found = false;
	enum err_code rc = E_OK;

	if (dec_known(fee) && dec_cmp(dec_abs(fee), dec_make(1, 1)) > 0)
		return err_set(err, E_USAGE, "--fee: not from -10%% to 10%%");
	if (!dec_known(fee))
		rc = market_shipped(w->venue, w->symbol, &market, &found, err);
	w->ask.fee = dec_to_double(found ? market.taker : fee);
	return rc;
}

static enum err_code
take_recorded(struct work *w, struct err *err)
{
	struct rebuild_sink sink = liquidity_sink(&w->tape);
	struct rebuild_sums sums;
	enum err_code rc;

	w->tape.compares = w->args->books.len > 1;
	rc = feed_rebuild(w->args->books.at, w->args->books.len, &sink, &sums,
	    err);
	if (rc != E_OK)
		return rc;
	if (w->tape.levels.len == 0)
		return err_set(err, E_DATA, "%s: the recording ends in a gap:"
		    " the book is not known", w->args->books.at[0]);
	if (sums.gaps > 0)
		session_warn(w->s, "%s: the recording has %lld gap%s",
		    w->args->books.at[0], (long long)sums.gaps,
		    sums.gaps == 1 ? "" : "s");
	w->l.said.source = LIQUIDITY_RECORDED;
	w->l.said.time = w->tape.book_time;
	w->l.trades = sums.trades;
	w->l.changes = sums.changes;
	w->l.gaps = sums.gaps;
	w->l.duration = sums.last - sums.first;
	return E_OK;
}

static enum err_code
take_live(struct work *w, struct venue *v, struct err *err)
{
	struct book_levels levels = {0};
	struct market_trades trades = {0};
	enum err_code rc = v->ops->market->book(v, w->symbol, LIVE_LEVELS,
	    &levels, err);

	if (rc == E_OK)
		rc = liquidity_take_book(&w->tape, &levels, err);
	if (rc == E_OK)
		rc = v->ops->market->trades(v, w->symbol, LIVE_TRADES, &trades,
		    err);
	for (size_t i = 0; rc == E_OK && i < trades.len; i++)
		liquidity_take_trade(&w->tape, trades.at[i].time,
		    trades.at[i].side, trades.at[i].price,
		    trades.at[i].amount);
	w->l.said.source = LIQUIDITY_LIVE;
	w->l.said.time = w->tape.book_time > 0 ? w->tape.book_time :
	    clock_now(&w->s->clock);
	w->l.trades = (int64_t)trades.len;
	w->l.changes = w->l.gaps = INT_NONE;
	vec_release(&levels);
	vec_release(&trades);
	return rc;
}

static enum err_code
ask_live(struct work *w, const struct texts *symbols, struct err *err)
{
	struct venue *v = NULL;
	enum err_code rc = market_open(w->s, w->venue, symbols, &v, err);

	if (rc == E_OK)
		rc = take_live(w, v, err);
	venue_close(v);
	return rc;
}

static enum err_code
load_past(struct work *w, struct err *err)
{
	const struct liquidity_which which = { w->symbol, w->venue,
	    w->l.said.time - LIQUIDITY_PAST, w->l.said.time };

	w->ask.past = &w->past;
	return liquidities_load(w->s->store, &which, &w->past, err);
}

/* Bars live no longer than the call that they are given in. */
static enum err_code
with_bars(void *self, const char *venue, const char *symbol,
    const struct analysis_bars *b, struct err *err)
{
	struct work *w = self;

	(void)venue;
	(void)symbol;
	w->ask.bars = b;
	return liquidity_find(&w->tape, &w->ask, &w->l, &w->parts, err);
}

/* Without candles the rest is told, unless they were asked for. */
static enum err_code
find(struct work *w, struct err *err)
{
	const char *frame = w->args->timeframe;
	const struct analyze_terms of = { .venue = w->args->venue,
	    .timeframes = { &frame, frame != NULL ? 1 : 0 }, .bars = BARS };
	const struct texts symbol = { &w->symbol, 1 };
	const struct analyze_sink sink = { with_bars, w };
	struct err why = {0};
	enum err_code rc = analyze_each(w->s, &of, &symbol, &sink, &why);

	if (w->ask.bars == NULL && rc != E_STORE && frame == NULL)
		return liquidity_find(&w->tape, &w->ask, &w->l, &w->parts,
		    err);
	if (rc != E_OK)
		*err = why;
	return rc;
}

static enum err_code
print_rows(struct work *w, struct err *err)
{
	const int part = w->args->part < 0 ? PART_SUMMARY : w->args->part;
	const struct liquidity_parts *p = &w->parts;
	struct out *out = NULL;
	enum err_code rc = session_out(w->s, records[part], &out, err);

	if (rc == E_OK && part == PART_SUMMARY)
		rc = out_row(out, &w->l, err);
	for (size_t i = 0; part == PART_DEPTH && i < p->depths.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &p->depths.at[i], err);
	for (size_t i = 0; part == PART_SLIPPAGE && i < p->slippages.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &p->slippages.at[i], err);
	for (size_t i = 0; part == PART_ANOMALIES && i < p->anomalies.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &p->anomalies.at[i], err);
	for (size_t i = 0; part == PART_BOOK && i < w->tape.levels.len &&
	    rc == E_OK; i++) {
		TEXT_SET(w->tape.levels.at[i].symbol, w->symbol);
		TEXT_SET(w->tape.levels.at[i].venue, w->venue);
		rc = out_row(out, &w->tape.levels.at[i], err);
	}
	return out_end(out, rc, err);
}

/* The recording is read once more: what to map is known only at its end. */
static enum err_code
map_read(struct work *w, size_t columns, struct book_heat *h,
    struct err *err)
{
	const struct texts *books = &w->args->books;
	struct rebuild_sums sums;
	struct rebuild_sink sink;
	enum err_code rc = book_heat_open(h, &w->tape, columns, err);

	if (rc != E_OK)
		return rc;
	sink = book_heat_sink(h);
	rc = feed_rebuild(books->at, books->len, &sink, &sums, err);
	book_heat_end(h);
	return rc;
}

static enum err_code
print_map(struct work *w, struct err *err)
{
	int width = w->s->style.width > 0 ? w->s->style.width : WIDTH_PLAIN;
	size_t columns = width < LABELS + 20 ? 20 : (size_t)(width - LABELS);
	struct book_heat h = {0};
	struct buf text = {0};
	enum err_code rc = map_read(w, columns < HEAT_COLUMNS ? columns :
	    HEAT_COLUMNS, &h, err);

	if (rc == E_OK)
		book_heat_terminal(&h, w->symbol, &w->s->style, &text);
	if (rc == E_OK)
		rc = report_print(w->s, &text, err);
	book_heat_release(&h);
	buf_release(&text);
	return rc;
}

static enum err_code
write_map(struct work *w, struct err *err)
{
	struct book_heat h = {0};
	struct buf text = {0};
	enum err_code rc = map_read(w, HEAT_COLUMNS, &h, err);

	if (rc == E_OK) {
		book_heat_svg(&h, w->symbol, &text);
		rc = file_replace(w->args->svg, &text, 0666, E_OUTPUT, err);
	}
	book_heat_release(&h);
	buf_release(&text);
	return rc;
}

static enum err_code
now(struct work *w, const struct texts *symbols, struct err *err)
{
	const struct args *a = w->args;
	enum err_code rc;

	w->symbol = symbols->at[0];
	w->venue = a->venue != NULL ? a->venue : "binance";
	w->l = (struct market_liquidity){ .quotes = INT_NONE,
	    .quotes_other = INT_NONE };
	TEXT_SET(w->l.said.symbol, w->symbol);
	TEXT_SET(w->l.said.venue, w->venue);
	rc = read_fee(w, err);
	if (rc != E_OK)
		return rc;
	rc = a->books.len > 0 ? take_recorded(w, err) : ask_live(w, symbols,
	    err);
	if (rc == E_OK)
		rc = load_past(w, err);
	if (rc == E_OK)
		rc = find(w, err);
	if (rc == E_OK && w->l.quotes_other > 0)
		session_warn(w->s, "%s: the rebuilt book has another touch"
		    " than the quotes at %lld of %lld updates", w->symbol,
		    (long long)w->l.quotes_other, (long long)w->l.quotes);
	if (rc == E_OK)
		rc = liquidity_add(w->s->store, &w->l.said, err);
	if (rc == E_OK)
		rc = a->term ? print_map(w, err) : print_rows(w, err);
	if (rc == E_OK && a->svg != NULL)
		rc = write_map(w, err);
	return rc;
}

static enum err_code
before(struct work *w, const struct texts *symbols, struct err *err)
{
	struct liquidity_which which = { .venue = w->args->venue,
	    .since = w->args->since };
	struct out *out = NULL;
	enum err_code rc = session_out(w->s, &liquidity_said_record, &out,
	    err);

	which.symbol = symbols->len > 0 ? symbols->at[0] : NULL;
	if (rc == E_OK)
		rc = liquidities_load(w->s->store, &which, &w->past, err);
	for (size_t i = 0; rc == E_OK && i < w->past.len; i++)
		rc = out_row(out, &w->past.at[i], err);
	return out_end(out, rc, err);
}

static enum err_code
check_history(const struct args *a, struct err *err)
{
	if (!a->history && a->since != 0)
		return err_set(err, E_USAGE, "--since is of --history");
	if (a->history && (a->books.len > 0 || a->sizes.len > 0 ||
	    a->part >= 0 || a->term || a->svg != NULL ||
	    a->timeframe != NULL || dec_known(a->bucket)))
		return err_set(err, E_USAGE, "--history shows what was said;"
		    " it takes --since and --venue");
	return E_OK;
}

static enum err_code
check(struct work *w, const struct texts *symbols, struct err *err)
{
	const struct args *a = w->args;
	enum err_code rc = check_history(a, err);

	if (rc != E_OK)
		return rc;
	if (symbols->len > 0 && !symbol_valid(symbols->at[0]))
		return err_set(err, E_USAGE, "\"%s\" is not a symbol such as"
		    " BTC/USDT", symbols->at[0]);
	if (!a->history && symbols->len == 0)
		return err_set(err, E_USAGE, "name a symbol");
	if (a->books.len == 0 && (a->term || a->svg != NULL))
		return err_set(err, E_USAGE, "--term and --svg draw a recorded"
		    " book: name it with --book");
	rc = report_check_term(w->s, a->term, a->part, err);
	if (rc != E_OK)
		return rc;
	if (dec_known(a->bucket) && dec_sign(a->bucket) <= 0)
		return err_set(err, E_USAGE, "--bucket: not above 0");
	return read_sizes(w, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct work w = { .s = s, .args = a };
	enum err_code rc;

	w.ask.bucket = dec_known(a->bucket) ? dec_to_double(a->bucket) : NAN;
	rc = check(&w, operands, err);
	if (rc == E_OK)
		rc = a->history ? before(&w, operands, err) : now(&w,
		    operands, err);
	liquidity_tape_release(&w.tape);
	liquidity_parts_release(&w.parts);
	vec_release(&w.past);
	return rc;
}

static const struct operand operands[] = {
	{ "symbol", true, false, WORDS_SYMBOL, "such as BTC/USDT" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms analyze liquidity BTC/USDT --size 5000", "spread, depth, and"
	  " how to place an order of 5000 USDT", 0 },
	{ "etrms analyze liquidity BTC/USDT --book examples/book.csv --size"
	  " 1000 --size 50000 --part slippage", "what two sizes would have"
	  " cost in a recorded book, and how to place them", 0 },
	{ "etrms analyze liquidity BTC/USDT --book examples/book.csv --svg"
	  " book.svg", "a map of a recorded book", 0 },
	{ "etrms analyze liquidity --history --since now-7d", "what was said"
	  " of the last week", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, E_OUTPUT,
	0 };

static const struct record *const more[] = { &liquidity_depth_record,
	&slippage_record, &anomaly_record, &book_level_record,
	&liquidity_said_record, NULL };

const struct cmd cmd_analyze_liquidity = {
	.name = "analyze liquidity",
	.group = "analysis",
	.summary = "tell how easily a market is traded, and how to place"
	    " orders",
	.about = "Tells of a symbol what is bid and asked, how much stands near"
	    " the mid, how the book leans, and what orders of given sizes would"
	    " cost: each is walked through the book; one that the book cannot"
	    " fill is not complete, and no more is guessed. Without --book it"
	    " asks the venue for its book and its last trades; public data,"
	    " which needs no key.\n\n"
	    "A recording says more: effective and realised spread and impact,"
	    " order-flow imbalance, Kyle's lambda, and oddities. Its book is"
	    " rebuilt by the exchange's rules; changes that are missing, or a"
	    " crossed book, end with exit code 12, unless the recording tells"
	    " of the gap itself, which is a warning. Where quotes are among"
	    " the files the touch is compared with them. Amihud, Corwin-Schultz"
	    " and the square-root law are of stored candles. What cannot be"
	    " told is null, and missing says why.\n\n"
	    "--part slippage tells the taker fee beside what each size costs, and"
	    " advises an order type for it: iceberg,"
	    " split into slices of a quarter of the depth within 10 bps, where"
	    " the book runs out, the order is more than that depth, or it pays"
	    " more than 2 bps beyond the touch; else limit where the spread is"
	    " 5 bps or more; else market. --part anomalies lists large trades,"
	    " walls, layering, quote stuffing and prints that look like wash"
	    " trades, with what was seen: they are heuristics, and accuse"
	    " nobody. So is a spread, depth or slippage that is 8 robust"
	    " deviations worse than the median of former answers of the same"
	    " hour of the day (UTC), of ten at least in 30 days.\n\n"
	    "The score is the mean of four ranks among the answers of the last"
	    " 30 days, of ten at least: a narrow spread, depth within 10 bps,"
	    " a low Amihud and little slippage of the typical order; above 70"
	    " is high, below 30 low. Each answer is stored once; --history"
	    " shows them. --term and --svg draw a recorded book as a map of"
	    " time and price.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &liquidity_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
