/*
 * etrms allocate: what parts of the whole each asset should be.
 */
#include "analysis/allocate.h"
#include "base/arena.h"
#include "base/decfloat.h"
#include "base/file.h"
#include "base/stamp.h"
#include "cmd/allocating.h"
#include "cmd/analyze.h"

#include <stdlib.h>
#include <string.h>

struct args {
	struct analyze_terms of;
	struct allocating_terms told;
	int method, shrink, linkage, part;
	struct dec turnover, cost, rate, level, aversion, tau;
	int64_t hold, frontier;
	const char *svg;
};

enum { PART_WEIGHTS, PART_SUMMARY };
static const char *const parts[] = { "weights", "summary", NULL };

#define BARS_MOST 20000
#define FRONTIER_MOST 200

static const struct opt opts[] = {
	ANALYZE_OPTIONS("are refused", ALLOCATE_LEAST + 1, BARS_MOST),
	{ OPT_ENUM, 'm', "method", "method", NULL, "equal, inverse-volatility,"
	  " min-variance, max-sharpe, risk-parity, hrp, min-cvar or"
	  " black-litterman; else min-variance", AT(int, method),
	  .choices = allocate_method_names },
	{ OPT_ENUM, 'p', "part", "part", NULL, "show instead: the summary,"
	  " what is expected of the whole", AT(int, part), .choices = parts },
	{ OPT_TEXTS, 0, "min", "part", NULL, "of each asset at least, or as"
	  " BTC=5% of one; may be given again", AT(struct texts, told.min) },
	{ OPT_TEXTS, 0, "max", "part", NULL, "of each asset at most, or as"
	  " BTC=40% of one; may be given again", AT(struct texts, told.max) },
	{ OPT_TEXTS, 'g', "group", "group", NULL, "assets that together are at"
	  " most, or from and to, a part: majors=BTC,ETH:60%,"
	  " alts=SOL,XRP:10%:30%", AT(struct texts, told.groups) },
	{ OPT_PERCENT, 0, "cash", "percent", "0%", "part that is kept in the"
	  " quote", AT(struct dec, told.cash) },
	{ OPT_TEXT, 0, "quote", "asset", NULL, "what cash is; else that of the"
	  " symbols", AT(const char *, told.quote) },
	{ OPT_TEXTS, 'c', "current", "target", NULL, "what is held, as in"
	  " BTC=50, or a file of asset and weight, or - for standard input;"
	  " may be given again", AT(struct texts, told.current) },
	{ OPT_FLAG, 0, "held", NULL, NULL, "what --account holds, or the only"
	  " active one, in place of --current", AT(bool, told.held) },
	{ OPT_PERCENT, 0, "turnover", "percent", NULL, "half of all changes"
	  " from what is held, at most", AT(struct dec, turnover) },
	{ OPT_PERCENT, 0, "cost", "percent", NULL, "of what is bought or sold:"
	  " fee, half the spread, impact", AT(struct dec, cost) },
	{ OPT_DURATION, 0, "hold", "duration", "30d", "for how long the"
	  " weights are held, which the cost is spread over",
	  AT(int64_t, hold) },
	{ OPT_ENUM, 0, "shrink", "target", NULL, "draw the covariance to one"
	  " variance without correlation (identity), or to one correlation"
	  " (constant)", AT(int, shrink), .choices = allocate_shrink_names },
	{ OPT_PERCENT, 0, "rate", "percent", "0%", "risk-free return of a"
	  " year", AT(struct dec, rate) },
	{ OPT_PERCENT, 0, "level", "percent", "95%", "part of the bars beyond"
	  " which losses are the tail", AT(struct dec, level) },
	{ OPT_DEC, 0, "aversion", "number", "2.5", "to risk, of what is held"
	  " against costs and views", AT(struct dec, aversion) },
	{ OPT_ENUM, 0, "linkage", "linkage", NULL, "of clusters, of hrp; else"
	  " single", AT(int, linkage), .choices = opt_linkage_names },
	{ OPT_TEXT, 0, "views", "file", NULL, "of black-litterman, or - for"
	  " standard input: asset, return a year, and maybe over and"
	  " confidence", AT(const char *, told.views), .words = WORDS_FILE },
	{ OPT_TEXTS, 0, "market", "target", NULL, "of black-litterman: what"
	  " the market holds, as --current; else all the same",
	  AT(struct texts, told.market) },
	{ OPT_DEC, 0, "tau", "number", "0.05", "how unsure the market is, of"
	  " black-litterman", AT(struct dec, tau) },
	{ OPT_INT, 0, "frontier", "n", "0", "show so many points of the"
	  " efficient frontier instead, and beside it what is chosen",
	  AT(int64_t, frontier), .min = 0, .max = FRONTIER_MOST },
	{ OPT_TEXT, 'o', "svg", "file", NULL, "of --frontier: draw it as SVG"
	  " into this file, beside what is shown", AT(const char *, svg),
	  .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

struct work {
	struct session *s;
	const struct args *args;
	const struct texts *symbols;
	struct allocating told;
	struct analysis_panel panel;
	struct allocate_ask ask;
	struct allocation_summary sum;
	double *weights, *share;
	struct dec *exact;
};

static enum err_code
check_range(const char *option, struct dec part, bool from_zero,
    struct err *err)
{
	if (!dec_known(part) || (dec_sign(part) >= !from_zero &&
	    dec_cmp(part, dec_int(1)) < 0))
		return E_OK;
	return err_set(err, E_USAGE, "--%s: not from %s0%% to below 100%%",
	    option, from_zero ? "" : "above ");
}

static enum err_code
check(struct session *s, const struct args *a, struct err *err)
{
	bool views = a->method == ALLOCATE_VIEWS;
	enum err_code rc = analyze_check(s, &a->of, err);

	if (rc == E_OK)
		rc = check_range("cash", a->told.cash, true, err);
	if (rc == E_OK)
		rc = check_range("cost", a->cost, true, err);
	if (rc == E_OK)
		rc = check_range("level", a->level, false, err);
	if (rc != E_OK)
		return rc;
	if (dec_known(a->turnover) && (dec_sign(a->turnover) <= 0 ||
	    dec_cmp(a->turnover, dec_int(1)) > 0))
		return err_set(err, E_USAGE, "--turnover: not from above 0%%"
		    " to 100%%");
	if ((dec_known(a->turnover) || dec_known(a->cost)) &&
	    a->told.current.len == 0 && !a->told.held)
		return err_set(err, E_USAGE, "--%s is of changes from what is"
		    " held: give --current or --held", dec_known(a->turnover) ?
		    "turnover" : "cost");
	if (a->told.held && a->told.current.len > 0)
		return err_set(err, E_USAGE, "--held and --current both tell"
		    " what is held");
	if (dec_sign(a->aversion) <= 0 || dec_sign(a->tau) <= 0)
		return err_set(err, E_USAGE, "--%s: not above 0",
		    dec_sign(a->tau) <= 0 ? "tau" : "aversion");
	if (dec_cmp(dec_abs(a->rate), dec_int(100)) > 0)
		return err_set(err, E_USAGE, "--rate: not from -10000%% to"
		    " 10000%%");
	if (!views && (a->told.views != NULL || a->told.market.len > 0))
		return err_set(err, E_USAGE, "--%s is of --method"
		    " black-litterman", a->told.views != NULL ? "views" :
		    "market");
	if (a->frontier == 1)
		return err_set(err, E_USAGE, "--frontier: a point is none; it"
		    " takes 2");
	if (a->svg != NULL && a->frontier == 0)
		return err_set(err, E_USAGE, "--svg is of --frontier");
	if (a->frontier > 0 && a->part >= 0)
		return err_set(err, E_USAGE, "--frontier is shown without"
		    " --part");
	return E_OK;
}

static double
known(struct dec d)
{
	return dec_known(d) ? dec_to_double(d) : 0;
}

static void
make_ask(struct work *w)
{
	const struct args *a = w->args;
	const struct allocating *t = &w->told;
	const struct allocate_terms *l = &t->limits;
	double bar = (double)w->panel.timeframe;

	w->ask = (struct allocate_ask){
		.method = a->method < 0 ? ALLOCATE_VARIANCE : a->method,
		.shrink = a->shrink < 0 ? SHRINK_NONE : a->shrink,
		.ppy = (double)STAMP_YEAR / bar,
		.rate = dec_to_double(a->rate),
		.cash = dec_to_double(a->told.cash),
		.beta = dec_to_double(a->level),
		.aversion = dec_to_double(a->aversion),
		.tau = dec_to_double(a->tau),
		.linkage = a->linkage < 0 ? LINK_SINGLE : a->linkage,
		.low = l->low, .high = l->high, .groups = l->groups,
		.group_names = l->group_names, .member = l->member,
		.least = l->least, .most = l->most,
		.now = t->has_now ? t->now : NULL,
		.turnover = known(a->turnover), .cost = known(a->cost),
		.hold = fmax((double)a->hold / bar, 1),
		.market = t->has_market ? t->market : NULL,
		.views = { t->views.q.len, t->views.p.at, t->views.q.at,
		    NULL },
		.doubt = t->views.q.len > 0 ? t->views.doubt.at : NULL
	};
}

static enum err_code
find(struct work *w, struct err *err)
{
	struct allocate_found found;
	enum err_code rc = allocate_find(&w->panel.of, w->told.names, &w->ask,
	    w->weights, w->share, &found, err);

	if (rc != E_OK)
		return rc;
	if (found.ridge > 0)
		session_warn(w->s, "the covariance is singular: 1e-8 of its"
		    " mean variance is added to its diagonal; see --shrink");
	if (found.bounded)
		session_warn(w->s, "%s knows no limits: these are the nearest"
		    " weights within them",
		    allocate_method_names[w->ask.method]);
	allocation_sum_up(&w->panel, &w->ask, &found, &w->sum);
	w->sum.cash = w->args->told.cash;
	return allocate_round(&w->ask, w->told.n, w->weights, w->exact, err);
}

static struct allocation
row_of(const struct work *w, size_t i)
{
	struct allocation row = allocation_of(&w->panel.of, &w->ask, i,
	    w->exact[i], w->share[i]);

	TEXT_SET(row.asset, w->told.asset[i]);
	TEXT_SET(row.symbol, w->symbols->at[i]);
	return row;
}

static enum err_code
print_weights(const struct work *w, struct out *out, struct err *err)
{
	struct allocation cash = allocation_cash(&w->ask, w->told.n,
	    w->args->told.cash);
	enum err_code rc = E_OK;

	for (size_t i = 0; i < w->told.n && rc == E_OK; i++) {
		const struct allocation row = row_of(w, i);

		rc = out_row(out, &row, err);
	}
	if (rc != E_OK || dec_sign(cash.weight) == 0)
		return rc;
	TEXT_SET(cash.asset, w->told.quote);
	return out_row(out, &cash, err);
}

/* Those that are not 0, as BTC=0.25. */
static struct text_list
list_of(const struct work *w, const double *weights, struct arena *memory)
{
	const char **at = arena_alloc(memory, (w->told.n + 1) * sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < w->told.n; i++)
		if (weights[i] > 5e-7)
			at[len++] = arena_format(memory, "%s=%.6f",
			    w->told.asset[i], weights[i]);
	return (struct text_list){ at, len };
}

/* The curve, each asset alone, and what was chosen. */
static enum err_code
make_rows(struct work *w, struct arena *memory, struct frontier_rows *rows,
    struct err *err)
{
	size_t n = w->told.n, most = (size_t)w->args->frontier, len = 0;
	struct allocate_point *points = arena_alloc(memory, most *
	    sizeof(*points));
	enum err_code rc;

	for (size_t i = 0; i < most; i++)
		points[i].weights = arena_alloc(memory, n * sizeof(double));
	rc = allocate_frontier(&w->panel.of, w->told.names, &w->ask, points,
	    most, &len, err);
	for (size_t i = 0; i < len && rc == E_OK; i++)
		vec_push(rows, ((struct frontier_row){ FRONTIER_CURVE, NULL,
		    points[i].ret, points[i].volatility, points[i].sharpe,
		    list_of(w, points[i].weights, memory) }));
	for (size_t i = 0; i < n && rc == E_OK; i++) {
		const struct allocate_point a = allocate_alone(&w->panel.of,
		    &w->ask, i);

		vec_push(rows, ((struct frontier_row){ FRONTIER_ASSET,
		    w->told.asset[i], a.ret, a.volatility, a.sharpe,
		    TEXT_LIST_NONE }));
	}
	if (rc == E_OK)
		vec_push(rows, ((struct frontier_row){ FRONTIER_CHOSEN, NULL,
		    w->sum.of.ret, w->sum.of.volatility, w->sum.of.sharpe,
		    list_of(w, w->weights, memory) }));
	return rc;
}

static enum err_code
draw(const struct work *w, const struct frontier_rows *rows, struct err *err)
{
	struct buf text = { 0 };
	enum err_code rc;

	frontier_svg(rows, allocate_method_names[w->ask.method], &text);
	rc = file_replace(w->args->svg, &text, 0666, E_OUTPUT, err);
	buf_release(&text);
	return rc;
}

static enum err_code
print_frontier(struct work *w, struct err *err)
{
	struct arena memory = { 0 };
	struct frontier_rows rows = { 0 };
	struct out *out = NULL;
	enum err_code rc = make_rows(w, &memory, &rows, err);

	if (rc == E_OK && w->args->svg != NULL)
		rc = draw(w, &rows, err);
	if (rc == E_OK)
		rc = session_out(w->s, &frontier_record, &out, err);
	for (size_t i = 0; i < rows.len && rc == E_OK; i++)
		rc = out_row(out, &rows.at[i], err);
	rc = out_end(out, rc, err);
	vec_release(&rows);
	arena_release(&memory);
	return rc;
}

static enum err_code
print(struct work *w, struct err *err)
{
	bool summary = w->args->part == PART_SUMMARY;
	struct out *out = NULL;
	enum err_code rc;

	if (w->args->frontier > 0)
		return print_frontier(w, err);
	rc = session_out(w->s, summary ? &allocation_summary_record :
	    &allocated_record, &out, err);
	if (rc == E_OK)
		rc = summary ? out_row(out, &w->sum, err) :
		    print_weights(w, out, err);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct work w = { .s = s, .args = args, .symbols = operands };
	enum err_code rc = check(s, w.args, err);

	if (rc == E_OK)
		rc = allocating_read(s, &w.args->told, operands, &w.told,
		    err);
	if (rc == E_OK)
		rc = analyze_panel(s, &w.args->of, operands, ALLOCATE_LEAST,
		    "an allocation", &w.panel, w.sum.venue, err);
	if (rc == E_OK) {
		w.weights = mem_array(w.told.n, sizeof(double));
		w.share = mem_array(w.told.n, sizeof(double));
		w.exact = mem_array(w.told.n, sizeof(*w.exact));
		make_ask(&w);
		rc = find(&w, err);
	}
	if (rc == E_OK)
		rc = print(&w, err);
	free(w.weights);
	free(w.share);
	free(w.exact);
	analysis_panel_release(&w.panel);
	allocating_release(&w.told);
	return rc;
}

static const struct operand operands[] = {
	{ "symbol", false, true, WORDS_SYMBOL, "of stored candles; two or"
	  " more" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --max 70%",
	  "the calmest mix of two", 0 },
	{ "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --method"
	  " risk-parity --cash 20% | etrms rebalance --targets - --plan",
	  "the same risk of each, and what that takes", 0 },
	{ "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --method"
	  " black-litterman --market BTC=80 --market ETH=20 --views"
	  " examples/views.csv", "what views make of the market", 0 },
	{ "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --account demo"
	  " --held", "and what that changes of what an account holds", 0 },
	{ "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --frontier 20"
	  " --svg frontier.svg", "what risk each return takes, as a picture",
	  0 },
	{ "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --max 40%",
	  "limits that contradict are explained", 4 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_NETWORK, E_LIMITED,
    E_LOCKED, E_DATA, E_OUTPUT, 0 };
static const struct record *const more[] = { &allocation_summary_record,
	&frontier_record, NULL };

const struct cmd cmd_allocate = {
	.name = "allocate",
	.group = "analysis",
	.summary = "tell what part of the whole each asset should be",
	.about = "Tells weights of assets from the simple returns of their"
	    " stored candles, over the bars that all of them have. rebalance"
	    " takes the rows as targets: they add up to 1 to the last digit."
	    "\n\n"
	    "min-variance, max-sharpe and min-cvar have the least variance,"
	    " the most return above the rate by volatility, and the least mean"
	    " loss of the bars beyond --level; black-litterman moves what the"
	    " market holds by views. All four obey bounds, groups and the"
	    " turnover exactly, and weigh --cost. equal, inverse-volatility,"
	    " risk-parity (each brings the same risk) and hrp (clusters by"
	    " correlation share it) know no limits: where their weights break"
	    " one, the nearest that obey are taken, which is told on stderr,"
	    " and they do not weigh costs.\n\n"
	    "Limits that no weights obey are refused with exit code 4, and the"
	    " message names those that contradict. A singular covariance gets"
	    " 1e-8 of its mean variance on its diagonal, which is told, too;"
	    " --shrink (Ledoit and Wolf 2004) is the better cure. Weights are"
	    " of the past: what they foretell is as good as the bars are many"
	    " and alike what comes.\n\n"
	    "A file of views has rows of asset, return (15% or 0.15 a year,"
	    " above the rate), over, an asset that it is compared with, and"
	    " confidence, 50% where there is none: the more, the less is left"
	    " of what the market says. --frontier shows the least volatility"
	    " at each return within the limits, costs aside, then each asset"
	    " alone, and what --method chooses.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &allocated_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
