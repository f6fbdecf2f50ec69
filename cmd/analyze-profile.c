/*
 * etrms analyze profile: where volume was traded, by price, and where the
 * price turned.
 */
#include "analysis/profile.h"
#include "base/decfloat.h"
#include "base/file.h"
#include "cmd/analyze.h"
#include "cmd/reporting.h"
#include "feed/tape.h"

#include <math.h>

struct args {
	struct analyze_terms of;
	int part;
	const char *trades, *svg;
	struct dec bin, area, tolerance;
	int64_t bins, pivot, touches;
	bool atr, term;
};

enum { PART_SUMMARY, PART_BINS, PART_LEVELS };
static const char *const parts[] = { "summary", "bins", "levels", NULL };
static const struct record *const records[] = { &volume_profile_record,
	&profile_bin_record, &price_level_record };

static const struct opt opts[] = {
	ANALYZE_OPTIONS("have a row each", PROFILE_LEAST, PROFILE_MOST),
	{ OPT_ENUM, 'p', "part", "part", NULL, "show instead: the bins, from"
	  " the lowest price up; or the levels of support and resistance",
	  AT(int, part), .choices = parts },
	{ OPT_TEXT, 0, "trades", "file", NULL, "of these trades rather than"
	  " of bars: a CSV, a published archive, a recorded book; gzip, zip",
	  AT(const char *, trades), .words = WORDS_FILE },
	{ OPT_DEC, 0, "bin", "price", NULL, "width of a bin; else as --bins"
	  " has it", AT(struct dec, bin) },
	{ OPT_INT, 0, "bins", "n", "40", "at most about so many bins, of a"
	  " round width", AT(int64_t, bins), .min = 5, .max = 500 },
	{ OPT_PERCENT, 0, "area", "percent", "70%", "of the volume is the"
	  " value area", AT(struct dec, area) },
	{ OPT_INT, 0, "pivot", "bars", "5", "on each side of a high or a low"
	  " that counts", AT(int64_t, pivot), .min = 1, .max = 500 },
	{ OPT_PERCENT, 0, "tolerance", "percent", "1%", "pivots so near to"
	  " each other are of one level", AT(struct dec, tolerance) },
	{ OPT_FLAG, 0, "atr", NULL, NULL, "within half an average true range"
	  " of 14 bars rather than --tolerance", AT(bool, atr) },
	{ OPT_INT, 0, "touches", "n", "2", "pivots that a level takes",
	  AT(int64_t, touches), .min = 1, .max = 1000 },
	{ OPT_FLAG, 0, "term", NULL, NULL, "draw it with characters, into a"
	  " pipe too", AT(bool, term) },
	{ OPT_TEXT, 'o', "svg", "file", NULL, "draw it as SVG into this file,"
	  " beside what is shown", AT(const char *, svg),
	  .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

struct numbers VEC_OF(double);
struct work {
	struct session *s;
	const struct args *args;
	struct profile_ask ask;
	struct volume_profiles found;
	struct profile_bins bins;
	struct price_levels levels;
	struct numbers time, price, qty;	/* of trades */
};

static enum err_code
take(void *self, const char *venue, const char *symbol,
    const struct analysis_bars *b, struct err *err)
{
	struct work *w = self;
	struct volume_profile v;
	enum err_code rc = profile_find(b, symbol, &w->ask, &v, &w->bins,
	    &w->levels, err);

	if (rc != E_OK)
		return rc;
	TEXT_SET(v.venue, venue);
	vec_push(&w->found, v);
	return E_OK;
}

static enum err_code
take_trade(void *self, const struct tape_row *row, struct err *err)
{
	struct work *w = self;

	(void)err;
	if (row->kind != TAPE_TRADE)
		return E_OK;
	vec_push(&w->time, (double)(row->time / 1000));
	vec_push(&w->price, dec_to_double(row->price));
	vec_push(&w->qty, dec_to_double(row->amount));
	return E_OK;
}

static enum err_code
take_trades(struct work *w, const char *symbol, struct err *err)
{
	const char *path = w->args->trades;
	struct volume_profile v;
	struct tape t;
	enum err_code rc = feed_tape(path, -1, take_trade, w, err);

	if (rc != E_OK)
		return rc;
	t = (struct tape){ .time = w->time.at, .price = w->price.at,
	    .qty = w->qty.at, .n = w->time.len };
	rc = profile_find_trades(&t, symbol, path, &w->ask, &v, &w->bins,
	    err);
	if (rc == E_OK)
		vec_push(&w->found, v);
	return rc;
}

/* Where the bins and levels of each profile are among all. */
static struct profile_view *
views_make(const struct work *w)
{
	struct profile_view *v = mem_array(w->found.len, sizeof(*v));
	size_t bin = 0, level = 0;

	for (size_t i = 0; i < w->found.len; i++) {
		const struct volume_profile *p = &w->found.at[i];

		v[i] = (struct profile_view){ p, w->bins.at + bin,
		    w->levels.len > 0 ? w->levels.at + level : NULL };
		bin += (size_t)p->bins;
		level += p->levels > 0 ? (size_t)p->levels : 0;
	}
	return v;
}

static enum err_code
print_rows(struct work *w, struct err *err)
{
	const int part = w->args->part < 0 ? PART_SUMMARY : w->args->part;
	struct out *out = NULL;
	enum err_code rc = session_out(w->s, records[part], &out, err);

	for (size_t i = 0; part == PART_SUMMARY && i < w->found.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &w->found.at[i], err);
	for (size_t i = 0; part == PART_BINS && i < w->bins.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &w->bins.at[i], err);
	for (size_t i = 0; part == PART_LEVELS && i < w->levels.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &w->levels.at[i], err);
	return out_end(out, rc, err);
}

static enum err_code
print_drawing(struct work *w, const struct profile_view *v, struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	for (size_t i = 0; i < w->found.len; i++) {
		if (i > 0)
			buf_putc(&text, '\n');
		profile_terminal(&v[i], &w->s->style, &text);
	}
	rc = report_print(w->s, &text, err);
	buf_release(&text);
	return rc;
}

static enum err_code
show(struct work *w, struct err *err)
{
	struct profile_view *v = views_make(w);
	struct buf text = {0};
	enum err_code rc = w->args->term ? print_drawing(w, v, err) :
	    print_rows(w, err);

	if (rc == E_OK && w->args->svg != NULL) {
		profile_svg(v, w->found.len, &text);
		rc = file_replace(w->args->svg, &text, 0666, E_OUTPUT, err);
	}
	buf_release(&text);
	free(v);
	return rc;
}

static enum err_code
check_trades(const struct args *a, const struct texts *symbols,
    struct err *err)
{
	if (symbols->len > 1)
		return err_set(err, E_USAGE, "--trades: of one symbol");
	if (a->of.timeframes.len > 0 || a->of.venue != NULL ||
	    a->of.from != 0 || a->of.to != 0)
		return err_set(err, E_USAGE, "--trades are no bars: without"
		    " --timeframe, --venue, --from and --to");
	if (a->part == PART_LEVELS)
		return err_set(err, E_USAGE, "--part levels is of bars, not"
		    " of --trades");
	return E_OK;
}

static enum err_code
check(const struct work *w, const struct texts *symbols, struct err *err)
{
	const struct args *a = w->args;
	enum err_code rc;

	for (size_t i = 0; i < symbols->len; i++)
		if (!symbol_valid(symbols->at[i]))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbols->at[i]);
	if (dec_known(a->bin) && dec_sign(a->bin) <= 0)
		return err_set(err, E_USAGE, "--bin: not above 0");
	if (!(w->ask.area > 0 && w->ask.area <= 1))
		return err_set(err, E_USAGE, "--area: not above 0%%, up to"
		    " 100%%");
	if (dec_sign(a->tolerance) < 0 ||
	    dec_cmp(a->tolerance, dec_int(1)) > 0)
		return err_set(err, E_USAGE, "--tolerance: not from 0%% to"
		    " 100%%");
	rc = report_check_term(w->s, a->term, a->part, err);
	if (rc != E_OK)
		return rc;
	return a->trades != NULL ? check_trades(a, symbols, err) :
	    analyze_check(w->s, &a->of, err);
}

/* What could be told is shown, also when another one failed. */
static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct work w = { .s = s, .args = a, .ask = { dec_known(a->bin) ?
	    dec_to_double(a->bin) : 0, a->bins, dec_to_double(a->area),
	    a->atr ? NAN : dec_to_double(a->tolerance), a->pivot,
	    a->touches } };
	const struct analyze_sink sink = { take, &w };
	enum err_code failed, rc = check(&w, operands, err);

	if (rc != E_OK)
		return rc;
	failed = a->trades != NULL ? take_trades(&w, operands->at[0], err) :
	    analyze_each(s, &a->of, operands, &sink, err);
	if (failed == E_OK || w.found.len > 0) {
		struct err more = {0};

		rc = show(&w, &more);
		if (rc != E_OK) {
			*err = more;
			failed = rc;
		}
	}
	vec_release(&w.found);
	vec_release(&w.bins);
	vec_release(&w.levels);
	vec_release(&w.time);
	vec_release(&w.price);
	vec_release(&w.qty);
	return failed;
}

static const struct operand operands[] = {
	{ "symbol", false, true, WORDS_SYMBOL, "of stored candles" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms analyze profile BTC/USDT --timeframe 5m", "where most was"
	  " traded, and the next levels", 0 },
	{ "etrms analyze profile BTC/USDT ETH/USDT --timeframe 15m --timeframe"
	  " 1h --part levels", "where prices turned, of each at both", 0 },
	{ "etrms analyze profile BTC/USDT --timeframe 15m --svg profile.svg",
	  "a picture to keep", 0 },
	{ "etrms analyze profile BTC/USDT --timeframe 4h", "two days are too"
	  " few bars to tell", 12 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, E_OUTPUT, 0 };

static const struct record *const more[] = { &profile_bin_record,
	&price_level_record, NULL };

const struct cmd cmd_analyze_profile = {
	.name = "analyze profile",
	.group = "analysis",
	.summary = "tell where volume was traded, and where prices turned",
	.about = "Tells of each symbol at which prices its volume was traded:"
	    " the point of control, the middle of the bin with most of it; the"
	    " value area around that, which grows by the larger of the next"
	    " two bins above and below until it has 70 % (the CBOT's"
	    " procedure); and nodes, bins of much and of little volume. From"
	    " stored candles the volume of each is spread evenly from its low"
	    " to its high; from --trades each is where it was.\n\n"
	    "Levels of support and resistance are prices where it turned at"
	    " least --touches times: highs above those of --pivot bars on both"
	    " sides, lows likewise, which are known only so many bars later,"
	    " joined where they are within --tolerance of the mean of those"
	    " before. strength grows with touches and their volume, and fades"
	    " by 200 bars.\n\n"
	    "--part bins and --part levels list them. --term draws bars of"
	    " characters, the highest price first: dark ones are in the value"
	    " area, POC, HVN and LVN stand behind them, > marks the close,"
	    " and the levels follow. --svg draws the same into a file, which"
	    " is put in its place when it is whole. It takes 20 bars or"
	    " trades. Bars that are missing are told on stderr and counted. A"
	    " symbol that cannot be told of does not keep the others back, but"
	    " the exit code is its own.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &volume_profile_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
