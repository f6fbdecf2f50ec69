/*
 * etrms rebalance backtest: what target weights, or those that a method finds
 * by the bars before, would have come to over stored candles.
 */
#include "analysis/allocate.h"
#include "base/decfloat.h"
#include "base/file.h"
#include "base/stamp.h"
#include "cmd/mixing.h"
#include "cmd/parts.h"
#include "cmd/reporting.h"
#include "research/mix-report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum part { PART_RESULT, PART_REBALANCES, PART_WEIGHTS, PART_CURVE };
static const char *const part_names[] = { "result", "rebalances", "weights",
    "curve", NULL };

struct args {
	struct mixing_terms of;
	const char *every, *svg, *html;
	struct dec band, band_relative, slippage, min_trade, capital;
	struct dec min, max, rate;
	int64_t lookback;
	int part, method, shrink;
};

static const struct opt opts[] = {
	{ OPT_ENUM, 'm', "method", "method", NULL, "find the weights of each"
	  " rebalance by the bars before it: equal, inverse-volatility,"
	  " min-variance, max-sharpe, risk-parity, hrp, min-cvar or"
	  " black-litterman (without views)", AT(int, method),
	  .choices = allocate_method_names },
	{ OPT_DURATION, 'l', "lookback", "duration", "90d",
	  "of --method: how long before", AT(int64_t, lookback) },
	{ OPT_PERCENT, 0, "min", "percent", "0%",
	  "of --method: least weight of each asset", AT(struct dec, min) },
	{ OPT_PERCENT, 0, "max", "percent", "100%",
	  "of --method: largest weight of each asset", AT(struct dec, max) },
	{ OPT_PERCENT, 0, "rate", "percent", "0%",
	  "of max-sharpe: annual rate without risk", AT(struct dec, rate) },
	{ OPT_ENUM, 0, "shrink", "target", "none",
	  "of --method: none, identity or constant, which the"
	  " covariance is drawn to (Ledoit and Wolf)", AT(int, shrink),
	  .choices = allocate_shrink_names },
	{ OPT_TEXT, 'e', "every", "period", NULL,
	  "rebalance when the last one is so long ago: 7d, 1mo (default: 1mo;"
	  " with a band: never)", AT(const char *, every) },
	{ OPT_PERCENT, 'b', "band", "percent", NULL,
	  "and when a weight is so far from its target: 5% is five points",
	  AT(struct dec, band) },
	{ OPT_PERCENT, 0, "band-relative", "percent", NULL,
	  "the same as a part of each target: 20% of 50 is ten points",
	  AT(struct dec, band_relative) },
	{ OPT_DURATION, 't', "timeframe", "timeframe", "1d", "of the bars, made"
	  " of stored shorter ones where none are stored",
	  AT(int64_t, of.timeframe), .words = WORDS_TIMEFRAME },
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "of the stored candles",
	  AT(const char *, of.venue), .words = WORDS_VENUE },
	{ OPT_STAMP, 0, "from", "time", NULL, "trade bars that open at this"
	  " time or later", AT(int64_t, of.from) },
	{ OPT_STAMP, 0, "to", "time", NULL, "and before this time",
	  AT(int64_t, of.to) },
	{ OPT_TEXT, 0, "quote", "asset", "USDT", "what is sold for and bought"
	  " with: BTC is BTC/USDT", AT(const char *, of.quote) },
	{ OPT_DEC, 0, "capital", "amount", "10000",
	  "at the start, in the quote", AT(struct dec, capital) },
	{ OPT_PERCENT, 0, "cash", "percent", "0%",
	  "part of the whole that is kept in the quote beside the targets",
	  AT(struct dec, of.cash) },
	{ OPT_PERCENT, 0, "fee", "percent", NULL,
	  "fee rate in place of the venue's", AT(struct dec, of.fee) },
	{ OPT_PERCENT, 0, "slippage", "percent", "0.1%",
	  "how much worse than the open trades are", AT(struct dec, slippage) },
	{ OPT_DEC, 0, "min-trade", "value", "0",
	  "no trade of less than this, in the quote",
	  AT(struct dec, min_trade) },
	{ OPT_ENUM, 'p', "part", "part", "result", "result, rebalances, weights"
	  " (of each rebalance) or curve (at each bar)",
	  AT(int, part), .choices = part_names },
	{ OPT_TEXT, 'o', "svg", "file", NULL,
	  "draw the three curves into this file, too",
	  AT(const char *, svg), .words = WORDS_FILE },
	{ OPT_TEXT, 0, "html", "file", NULL,
	  "write one page with charts, too; - is standard output, and then"
	  " nothing else goes there",
	  AT(const char *, html), .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

struct work {
	struct session *s;
	const struct args *args;
	struct period every;
	struct mixing m;
	double *low, *high;		/* of each asset, for --method */
	int64_t losses;			/* rebalances in which nothing earned
					 * more than the rate */
	struct mix_terms terms;
	struct mix_run runs[MIX_KINDS];
	struct mix_result results[MIX_KINDS];
};

static enum err_code
check(struct work *w, struct err *err)
{
	const struct args *a = w->args;
	const struct { const char *name; struct dec part; bool whole; }
	    parts[] = { { "band", a->band, true },
	    { "band-relative", a->band_relative, true },
	    { "cash", a->of.cash, false }, { "fee", a->of.fee, false },
	    { "min", a->min, true }, { "max", a->max, true },
	    { "rate", a->rate, true },
	    { "slippage", a->slippage, false } };
	bool banded = dec_known(a->band) || dec_known(a->band_relative);
	const char *every = a->every != NULL ? a->every : banded ? NULL :
	    "1mo";
	enum err_code rc = E_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && rc == E_OK;
	    i++)
		rc = part_check(parts[i].name, parts[i].part, parts[i].whole,
		    err);
	if (rc == E_OK && every != NULL && !period_parse(every, &w->every))
		rc = err_set(err, E_USAGE, "--every: \"%s\" is no period such"
		    " as 7d or 1mo", every);
	if (rc == E_OK && w->every.span != 0 &&
	    w->every.span < a->of.timeframe)
		rc = err_set(err, E_USAGE, "--every %s: it is shorter than the"
		    " bars of --timeframe", every);
	if (rc == E_OK && dec_sign(a->capital) <= 0)
		rc = err_set(err, E_USAGE, "--capital: it is not above 0");
	if (rc == E_OK && dec_sign(a->min_trade) < 0)
		rc = err_set(err, E_USAGE, "--min-trade: it is below 0");
	if (rc == E_OK && !asset_valid(a->of.quote))
		rc = err_set(err, E_USAGE, "--quote: \"%s\" is no asset such"
		    " as USDT", a->of.quote);
	if (rc == E_OK && a->of.to != 0 && a->of.to <= a->of.from)
		rc = err_set(err, E_USAGE, "--to is not after --from");
	return rc;
}

static enum err_code
run_one(struct work *w, int kind, const struct mix_goal *goal,
    const struct mix_terms *t, const char *method, struct err *err)
{
	struct mix_result *r = &w->results[kind];
	enum err_code rc = mix_run(&w->m.market, goal, t, &w->runs[kind],
	    err);

	if (rc != E_OK)
		return rc;
	r->portfolio = kind;
	TEXT_SET(r->method, method);
	mix_measure(&w->m.market, t, &w->runs[kind], r);
	return rc;
}

static enum err_code
find(struct work *w, int method, const struct panel *before,
    const double *now, double *out, struct err *err)
{
	const struct args *a = w->args;
	const struct allocate_ask ask = { .method = method,
	    .shrink = a->shrink, .rate = dec_to_double(a->rate),
	    .ppy = (double)STAMP_YEAR / (double)a->of.timeframe,
	    .cash = w->m.cash, .low = w->low, .high = w->high, .now = now };
	struct allocate_found found;

	return allocate_find(before, w->m.name, &ask, out, NULL, &found, err);
}

/* Where nothing earned more than the rate, no weights have a Sharpe ratio above
 * 0: those of the least variance, which the same limits bind. */
static enum err_code
choose(void *self, const struct panel *before, const double *now, double *out,
    struct err *err)
{
	struct work *w = self;
	struct err why = {0};
	enum err_code rc = find(w, w->args->method, before, now, out, &why);

	if (rc == E_REFUSED && w->args->method == ALLOCATE_SHARPE &&
	    find(w, ALLOCATE_VARIANCE, before, now, out, err) == E_OK) {
		w->losses++;
		return E_OK;
	}
	if (rc != E_OK)
		*err = why;
	return rc;
}

static void
set_limits(struct work *w)
{
	size_t p = w->m.market.p;

	w->low = mem_array(2 * p + 1, sizeof(*w->low));
	w->high = w->low + p;
	for (size_t k = 0; k < p; k++) {
		w->low[k] = dec_to_double(w->args->min);
		w->high[k] = dec_to_double(w->args->max);
	}
}

/* The portfolio; the same bought once; and all assets alike. */
static enum err_code
run_all(struct work *w, struct err *err)
{
	const struct args *a = w->args;
	size_t p = w->m.market.p;
	double *alike = mem_array(p, sizeof(*alike));
	struct mix_terms once;
	const struct mix_goal goal = { .fixed = w->m.fixed, .choose = choose,
	    .self = w, .lookback = w->m.lookback },
	    equal = { .fixed = alike };
	const char *method = w->m.fixed != NULL ? "fixed" :
	    allocate_method_names[a->method];
	enum err_code rc;

	w->terms = (struct mix_terms){ .every = w->every,
	    .band = dec_to_double(a->band),
	    .band_relative = dec_to_double(a->band_relative),
	    .slippage = dec_to_double(a->slippage),
	    .min_trade = dec_to_double(a->min_trade),
	    .capital = dec_to_double(a->capital) };
	once = w->terms;
	once.every = (struct period){ 0 };
	once.band = once.band_relative = NAN;
	for (size_t k = 0; k < p; k++)
		alike[k] = (1 - w->m.cash) / (double)p;
	set_limits(w);
	rc = run_one(w, MIX_REBALANCED, &goal, &w->terms, method, err);
	if (rc == E_OK && w->losses > 0)
		mixing_note(w->s, &w->m, "in %lld of %zu rebalances no asset"
		    " earned more than the rate; they have the weights of"
		    " min-variance", (long long)w->losses,
		    w->runs[MIX_REBALANCED].rebalances.len);
	if (rc == E_OK)
		rc = run_one(w, MIX_HELD, &goal, &once, method, err);
	if (rc == E_OK)
		rc = run_one(w, MIX_EQUAL, &equal, &w->terms, "equal", err);
	free(alike);
	return rc;
}

static enum err_code
print_curve(struct work *w, struct out *out, struct err *err)
{
	struct mix_point *points = mix_points(w->runs);
	enum err_code rc = E_OK;

	for (size_t i = 0; i < w->runs->len && rc == E_OK; i++)
		rc = out_row(out, &points[i], err);
	free(points);
	return rc;
}

static enum err_code
print(struct work *w, struct err *err)
{
	static const struct record *const records[] = { &mix_result_record,
	    &mix_rebalance_record, &mix_weight_record, &mix_point_record };
	int part = w->args->part;
	struct mix_run *r = w->runs;
	struct out *out = NULL;
	enum err_code rc = session_out(w->s, records[part], &out, err);

	for (size_t i = 0; part == PART_RESULT && i < MIX_KINDS && rc == E_OK;
	    i++)
		rc = out_row(out, &w->results[i], err);
	for (size_t i = 0; part == PART_REBALANCES && i < r->rebalances.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &r->rebalances.at[i], err);
	for (size_t i = 0; part == PART_WEIGHTS && i < r->weights.len &&
	    rc == E_OK; i++) {
		TEXT_SET(r->weights.at[i].symbol,
		    w->m.symbol[i % w->m.market.p]);
		rc = out_row(out, &r->weights.at[i], err);
	}
	if (part == PART_CURVE && rc == E_OK)
		rc = print_curve(w, out, err);
	return out_end(out, rc, err);
}

static bool
prints_page(const struct args *a)
{
	return a->html != NULL && strcmp(a->html, "-") == 0;
}

static enum err_code
draw(struct work *w, struct err *err)
{
	struct buf svg = { 0 };
	enum err_code rc;

	mix_picture(w->runs, "Rebalanced, held, and equal weights", &svg);
	rc = file_replace(w->args->svg, &svg, 0666, E_OUTPUT, err);
	buf_release(&svg);
	return rc;
}

static enum err_code
write_page(struct work *w, struct err *err)
{
	const struct mix_report r = { &w->m.market, &w->terms, w->runs,
	    w->results, w->m.name, w->args->of.quote, w->m.cash,
	    w->m.fixed == NULL ? w->m.lookback : 0,
	    (const char *const *)w->m.notes.at, w->m.notes.len };
	struct buf page = { 0 };
	enum err_code rc;

	mix_page(&r, &page);
	rc = prints_page(w->args) ? report_print(w->s, &page, err) :
	    file_replace(w->args->html, &page, 0666, E_OUTPUT, err);
	buf_release(&page);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct work w = { .s = s, .args = args };
	struct mixing_terms of = w.args->of;
	enum err_code rc = check(&w, err);

	of.lookback = w.args->method >= 0 ? w.args->lookback : 0;
	if (rc == E_OK)
		rc = mixing_load(s, operands, &of, &w.m, err);
	if (rc == E_OK && (w.m.fixed == NULL) != (w.args->method >= 0))
		rc = err_set(err, E_USAGE, w.m.fixed == NULL ? "give each of"
		    " them a weight, as in BTC=50, or --method" : "--method"
		    " finds the weights; name the assets alone");
	if (rc == E_OK)
		rc = run_all(&w, err);
	if (rc == E_OK && w.args->svg != NULL)
		rc = draw(&w, err);
	if (rc == E_OK && w.args->html != NULL)
		rc = write_page(&w, err);
	if (rc == E_OK && !prints_page(w.args))
		rc = print(&w, err);
	for (size_t i = 0; i < MIX_KINDS; i++)
		mix_run_release(&w.runs[i]);
	mixing_release(&w.m);
	free(w.low);
	return rc;
}

static const struct operand operands[] = {
	{ "target", false, true, .help = "asset or symbol, and its weight:"
	  " BTC=50, BTC=50%, BTC/USDT:USDT=0.5; of --method without weights" },
	{ .name = NULL }
};

static const struct record *const more[] = { &mix_rebalance_record,
    &mix_weight_record, &mix_point_record, NULL };

static const struct example examples[] = {
	{ "etrms rebalance backtest BTC=60 ETH=20 USDT=20 --timeframe 15m"
	  " --every 12h", "against holding, and against equal weights", 0 },
	{ "etrms rebalance backtest BTC=60 USDT=40 --timeframe 5m --band 1%"
	  " --part rebalances", "by a band alone: when, and at what cost", 0 },
	{ "etrms rebalance backtest BTC=60 USDT=40 --timeframe 5m --every 6h"
	  " --svg mix.svg", "a picture of the curves", 0 },
	{ "etrms rebalance backtest BTC=60 USDT=40 --timeframe 5m --every 6h"
	  " --band 5% --html mix.html", "a page to keep or to send", 0 },
	{ "etrms rebalance backtest BTC ETH --method risk-parity --timeframe"
	  " 15m --lookback 6h --every 6h --part weights", "weights by the six"
	  " hours before each rebalance", 0 },
	{ "etrms rebalance backtest BTC=60 USDT=30", "weights that do not add"
	  " up", 2 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_rebalance_backtest = {
	.name = "rebalance backtest",
	.group = "trading",
	.summary = "try target weights, or a method, over stored candles",
	.about = "Buys target weights at the open of the first bar, brings them"
	    " back by a schedule or bands, and says what that would have"
	    " earned: beside it the same weights bought once and held, and all"
	    " assets alike by the same schedule and bands.\n\n"
	    "With --method the weights of a rebalance are found by the returns"
	    " of the bars of --lookback that closed before it, and by nothing"
	    " else, within --min and --max of each asset. Where no asset earned"
	    " more than the rate, max-sharpe takes the weights of"
	    " min-variance.\n\n"
	    "Bars are those that all symbols have. A rebalance looks at what"
	    " closed before its bar and trades at the open of it, worse by"
	    " --slippage, and pays the taker's fee of the venue; amounts are"
	    " rounded down to the lot, and what is below the venue's smallest"
	    " order or --min-trade is left. What is short of cash buys less of"
	    " all alike. Nothing is bought with money that is not there, or"
	    " sold short. Perpetuals pay and get funding by the stored rates,"
	    " out of the cash, which may be below 0 until the next rebalance;"
	    " while no rates are stored, none is counted, and that is said."
	    " The cash earns nothing.\n\n"
	    "--every counts from the last rebalance, whatever caused it; months"
	    " and whole days are due at the start of their day in UTC. Turnover"
	    " is half of what all weights move, a year. Nothing is stored.\n\n"
	    "--html writes one page: the curves, drawdown, each weight against"
	    " its target and band, turnover, cost and funding of each"
	    " rebalance, and every number. It needs nothing else: no script, no"
	    " network. The file is put in its place when it is whole; one that"
	    " was there is replaced.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &mix_result_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
