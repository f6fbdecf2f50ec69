/*
 * etrms candles fetch: bars from an exchange into the store.
 */
#include "account/follow.h"
#include "base/stamp.h"
#include "cmd/candles.h"
#include "cmd/market.h"
#include "cmd/online.h"

#include <stdlib.h>
#include <string.h>

#define BARS_BACK 1000		/* where nothing else says where to begin */

struct args {
	const char *venue;
	int64_t timeframe, from, to;
	int price, on_conflict;
	bool again, findings;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", "binance", "whose bars",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_DURATION, 't', "timeframe", "timeframe", "1h",
	  "length of one bar, such as 1m, 4h, 1d", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "bars that open at this time or later (default: where the stored "
	  "ones end; without any the last 1000)", AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL,
	  "bars that open before this time (default: all that have closed)",
	  AT(int64_t, to) },
	{ OPT_ENUM, 0, "price", "kind", "last",
	  "what the prices are of: trades, or the mark price of perpetuals",
	  AT(int, price), .choices = candle_price_names },
	{ OPT_FLAG, 0, "again", NULL, NULL,
	  "ask also for bars that are stored already", AT(bool, again) },
	{ OPT_ENUM, 0, "on-conflict", "what", "refuse",
	  "a bar that is stored with other values: refuse the page, keep the"
	  " stored one, replace it", AT(int, on_conflict),
	  .choices = candles_conflict_names },
	{ OPT_FLAG, 0, "findings", NULL, NULL,
	  "print every gap and every bar without a trade",
	  AT(bool, findings) },
	{ .kind = OPT_DONE }
};

/* One row for each symbol: what is stored now, and what came in. */
struct summary {
	const char *venue, *symbol;
	int64_t timeframe;
	int price;
	int64_t from, to;
	int64_t stored, pages, rows, added, same, conflicts, gaps, missing;
	int64_t zero_volume;
};
struct summaries VEC_OF(struct summary);

#define F(member) FIELD_AT(struct summary, member)
static const struct field fields[] = {
	{ "venue", FIELD_TEXT, F(venue), .help = "whose bars" },
	{ "symbol", FIELD_TEXT, F(symbol), .help = "unified symbol" },
	{ "timeframe", FIELD_DURATION, F(timeframe),
	  .help = "length of one bar" },
	{ "price", FIELD_ENUM, F(price), .names = candle_price_names,
	  .names_len = CANDLE_PRICES, .help = "last or mark" },
	{ "from", FIELD_STAMP, F(from),
	  .help = "open of the first stored bar in the range" },
	{ "to", FIELD_STAMP, F(to),
	  .help = "close of the last stored bar in the range" },
	{ "stored", FIELD_INT, F(stored),
	  .help = "bars of the range that are in the store now" },
	{ "pages", FIELD_INT, F(pages), .help = "requests that were needed" },
	{ "rows", FIELD_INT, F(rows), .help = "bars that came" },
	{ "added", FIELD_INT, F(added), .help = "bars that were new" },
	{ "same", FIELD_INT, F(same),
	  .help = "bars that were there already, with the same values" },
	{ "conflicts", FIELD_INT, F(conflicts),
	  .help = "bars that were there with other values" },
	{ "gaps", FIELD_INT, F(gaps), .help = "holes between stored bars" },
	{ "missing", FIELD_INT, F(missing), .help = "bars in those holes" },
	{ "zero_volume", FIELD_INT, F(zero_volume),
	  .help = "bars without a trade" },
	{ .name = NULL }
};
#undef F
static const struct record summary_record = {
	"candle_fetch", "what was fetched of a series, and what is stored now",
	fields
};

struct fetch {
	struct session *s;
	const struct args *args;
	struct venue *venue;
	struct out *out;
	const char *symbol;
	struct progress *bar;
	bool in_findings;
	int64_t now;			/* of the venue */
};

static enum err_code
finding(void *self, const struct candle_finding *found, struct err *err)
{
	struct fetch *f = self;
	enum err_code rc = E_OK;

	if (!f->args->findings)
		return E_OK;
	if (!f->in_findings)
		rc = out_part(f->out, &candle_finding_record, "Findings",
		    err);
	f->in_findings = true;
	return rc == E_OK ? out_row(f->out, found, err) : rc;
}

static void
progress(void *self, int64_t done, int64_t total)
{
	struct fetch *f = self;

	if (f->bar == NULL)
		f->bar = progress_start(f->symbol, total,
		    f->s->globals->quiet);
	progress_set(f->bar, done);
}

/* Where the stored bars end, or so many bars back. */
static enum err_code
find_start(struct fetch *f, int64_t *from, struct err *err)
{
	const struct args *a = f->args;
	struct serieses all = {0};
	enum err_code rc;

	*from = a->from;
	if (a->from != 0)
		return E_OK;
	rc = series_list(f->s->store, a->venue, f->symbol, a->timeframe,
	    a->price, &all, err);
	*from = f->now - BARS_BACK * a->timeframe;
	if (rc == E_OK && all.len > 0)
		*from = all.at[0].to;
	if (*from <= 0)
		*from = a->timeframe;
	vec_release(&all);
	return rc;
}

static enum err_code
note(struct fetch *f, int64_t added, struct err *err)
{
	enum err_code rc;

	if (added == 0)
		return E_OK;
	rc = store_begin(f->s->store, err);
	if (rc != E_OK)
		return rc;
	rc = candles_audit(f->s, "fetch", f->args->venue, f->symbol,
	    f->args->timeframe, f->args->price, added, f->args->venue, err);
	return store_end(f->s->store, rc, err);
}

static void
fill(const struct fetch *f, const struct download_sums *sums,
    struct summary *to)
{
	*to = (struct summary){ .venue = f->args->venue, .symbol = f->symbol,
	    .timeframe = f->args->timeframe, .price = f->args->price,
	    .from = sums->first, .to = sums->stored == 0 ? 0 :
	    sums->last + f->args->timeframe, .stored = sums->stored,
	    .pages = sums->pages, .rows = sums->rows, .added = sums->added,
	    .same = sums->same, .conflicts = sums->conflicts,
	    .gaps = sums->gaps, .missing = sums->missing,
	    .zero_volume = sums->zero_volume };
}

static enum err_code
fetch_one(struct fetch *f, struct summary *summary, struct err *err)
{
	const struct args *a = f->args;
	struct download d = { .timeframe = a->timeframe, .price = a->price,
	    .to = a->to != 0 && a->to < f->now ? a->to : f->now,
	    .policy = (enum conflict_policy)a->on_conflict,
	    .again = a->again, .finding = finding, .progress = progress,
	    .self = f };
	struct market_pages pages = { f->venue, &d };
	const struct download_source source = market_source(&pages);
	struct download_sums sums = {0};
	struct err later;
	enum err_code rc = find_start(f, &d.from, err);

	TEXT_SET(d.venue, a->venue);
	TEXT_SET(d.symbol, f->symbol);
	if (rc == E_OK)
		rc = candles_download(f->s->store, &source, &d, &sums, err);
	progress_end(f->bar);
	f->bar = NULL;
	fill(f, &sums, summary);
	if (rc == E_OK)
		return note(f, sums.added, err);
	(void)note(f, sums.added, &later);
	return rc;
}

static enum err_code
check(const struct args *a, const struct texts *symbols, struct err *err)
{
	enum err_code rc = candles_series_check(a->venue, NULL, a->timeframe,
	    err);

	if (rc == E_OK && a->from != 0 && a->to != 0 && a->to <= a->from)
		rc = err_set(err, E_USAGE, "--to is not after --from");
	for (size_t i = 0; i < symbols->len && rc == E_OK; i++)
		if (a->price == PRICE_MARK &&
		    strchr(symbols->at[i], ':') == NULL)
			rc = err_set(err, E_USAGE, "symbol '%s': only a"
			    " perpetual such as BTC/USDT:USDT has a mark"
			    " price", symbols->at[i]);
	return rc;
}

/* E_USAGE lists the timeframes that the venue has. */
static enum err_code
has_timeframe(const struct fetch *f, struct err *err)
{
	const int64_t *have = f->venue->ops->market->timeframes;
	char span[STAMP_TEXT_SIZE];
	struct buf list = {0};
	enum err_code rc;

	for (const int64_t *t = have; t != NULL && *t != 0; t++)
		if (*t == f->args->timeframe)
			return E_OK;
	if (have == NULL)
		return E_OK;
	for (const int64_t *t = have; *t != 0; t++)
		buf_printf(&list, "%s%s", t == have ? "" : ", ",
		    duration_text(*t, span));
	rc = err_set(err, E_USAGE, "--timeframe %s: %s has %s",
	    duration_text(f->args->timeframe, span), f->args->venue,
	    buf_text(&list));
	buf_release(&list);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct fetch f = { .s = s, .args = args };
	struct summaries sums = {0};
	struct err later;
	enum err_code rc = check(args, operands, err), told;

	if (rc == E_OK)
		rc = market_open(s, f.args->venue, operands, &f.venue, err);
	if (rc == E_OK)
		rc = has_timeframe(&f, err);
	if (rc == E_OK)
		rc = session_out(s, &summary_record, &f.out, err);
	if (rc == E_OK)
		rc = f.venue->ops->time(f.venue, &f.now, err);
	for (size_t i = 0; i < operands->len && rc == E_OK; i++) {
		f.symbol = operands->at[i];
		rc = fetch_one(&f, vec_add(&sums), err);
	}
	told = f.in_findings ? out_part(f.out, &summary_record, "Series",
	    &later) : E_OK;
	for (size_t i = 0; i < sums.len && told == E_OK; i++)
		told = out_row(f.out, &sums.at[i], &later);
	if (rc == E_OK && told != E_OK) {
		*err = later;
		rc = told;
	}
	vec_release(&sums);
	venue_close(f.venue);
	return out_end(f.out, rc, err);
}

static const struct operand operands[] = {
	{ "symbol", .many = true, .words = WORDS_SYMBOL,
	  .help = "unified symbols, such as BTC/USDT or BTC/USDT:USDT" },
	{ .name = NULL }
};

static const struct record *const more[] = { &candle_finding_record, NULL };

static const struct example examples[] = {
	{ "etrms candles fetch BTC/USDT --timeframe 1h --from now-7d",
	  "the last week", 0 },
	{ "etrms candles fetch BTC/USDT:USDT --timeframe 1h --price mark "
	  "--findings", "the mark prices of the perpetual, and their gaps",
	  0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, 0 };

const struct cmd cmd_candles_fetch = {
	.name = "candles fetch",
	.group = "market data",
	.summary = "fetch candles from an exchange into the store",
	.about = "Asks a venue for bars that have closed and stores them, page"
	    " by page: an interrupted run keeps its pages, and the next one"
	    " goes on there. What is stored already is not asked for again,"
	    " holes are. Run again, it brings the series up to now.\n\n"
	    "The rows say what is stored of the range afterwards: gaps counts"
	    " the holes that the venue has, too, and --findings lists them. A"
	    " bar that is stored with other values refuses its page, unless"
	    " --again and --on-conflict say otherwise. Public data: no key is"
	    " needed.",
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
