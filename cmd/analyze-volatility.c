/*
 * etrms analyze volatility: how much a price moves, and how much it is likely
 * to.
 */
#include "analysis/smile.h"
#include "base/decfloat.h"
#include "base/file.h"
#include "cmd/analyze.h"

#include <math.h>
#include <string.h>

struct args {
	struct analyze_terms of;
	int part, law;
	int64_t window, horizon;
	const char *chain;
	struct dec level, target;
};

enum { PART_SUMMARY, PART_CONE, PART_FORECAST, PART_TERM,
    PART_SMILE };
static const char *const parts[] = { "summary", "cone", "forecast", "term",
	"smile", NULL };
static const struct record *const records[] = { &volatility_record,
	&volatility_cone_record, &volatility_step_record,
	&volatility_term_record, &option_quote_record };

static const struct opt opts[] = {
	ANALYZE_OPTIONS("have a row each", VOLATILITY_LEAST, VOLATILITY_MOST),
	{ OPT_ENUM, 'p', "part", "part", NULL, "show instead: the cone,"
	  " quantiles by window; the forecast, bar by bar; the term"
	  " structure; or of --chain what each price implies",
	  AT(int, part), .choices = parts },
	{ OPT_INT, 0, "window", "bars", "30", "of the estimators",
	  AT(int64_t, window), .min = 2, .max = 90 },
	{ OPT_ENUM, 0, "law", "law", NULL, "of the GARCH(1,1): normal, t, or"
	  " the best of both by BIC; else best", AT(int, law),
	  .choices = volatility_law_names },
	{ OPT_INT, 0, "horizon", "bars", "10", "of the forecast",
	  AT(int64_t, horizon), .min = 1, .max = VOLATILITY_HORIZON },
	{ OPT_PERCENT, 0, "level", "percent", "95%", "chance that a close is"
	  " inside of the forecast's bands", AT(struct dec, level) },
	{ OPT_PERCENT, 0, "target", "percent", NULL, "annual volatility that"
	  " the sizing hint is for; else what is usual", AT(struct dec,
	  target) },
	{ OPT_TEXT, 0, "chain", "file", NULL, "CSV of options, or - for"
	  " standard input: expiry, type, strike, forward, and price, or bid"
	  " and ask", AT(const char *, chain), .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

struct work {
	struct session *s;
	const struct args *args;
	struct volatility_ask ask;
	VEC(struct volatility) found;
	struct volatility_cones cones;
	struct volatility_steps steps;
	struct volatility_terms terms;
	struct option_quotes quotes;
};

static void
warn(struct session *s, const struct analysis_bars *b,
    const struct volatility *v)
{
	if (v->flat_bars * 10 > v->bars)
		session_warn(s, "%s: %lld of %lld bars have no range;"
		    " estimators from high and low are too low", b->name,
		    (long long)v->flat_bars, (long long)v->bars);
	if (!v->converged)
		session_warn(s, "%s: the fit of the GARCH(1,1) did not come"
		    " to its end; what it foretells is unsure", b->name);
}

static enum err_code
take_chain(struct work *w, struct volatility *v, struct err *err)
{
	const char *path = w->args->chain;
	const char *what = strcmp(path, "-") == 0 ? "stdin" : path;
	struct buf text = {0};
	size_t flawed = 0;
	enum err_code rc = file_read(path, CHAIN_SIZE_MAX, &text, err);

	if (rc == E_OK)
		rc = smile_read(buf_text(&text), text.len, what, v, &w->quotes,
		    err);
	buf_release(&text);
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < w->quotes.len; i++)
		flawed += w->quotes.at[i].flaw != QUOTE_GOOD;
	if (flawed > 0)
		session_warn(w->s, "%s: %zu of %zu rows imply no volatility;"
		    " see flaw in --part smile", what, flawed, w->quotes.len);
	smile_tell(&w->quotes, v);
	if (isnan(v->implied))
		session_warn(w->s, "%s: no expiry has the %d strikes that a"
		    " smile takes", what, SVI_LEAST);
	return E_OK;
}

static enum err_code
take(void *self, const char *venue, const char *symbol,
    const struct analysis_bars *b, struct err *err)
{
	struct work *w = self;
	struct volatility v;
	enum err_code rc = volatility_find(b, &w->ask, &v, err);

	if (rc != E_OK)
		return rc;
	TEXT_SET(v.symbol, symbol);
	TEXT_SET(v.venue, venue);
	warn(w->s, b, &v);
	if (w->args->chain != NULL)
		rc = take_chain(w, &v, err);
	if (rc != E_OK)
		return rc;
	vec_push(&w->found, v);
	if (w->args->part == PART_CONE)
		volatility_cone_add(b, &v, &w->cones);
	else if (w->args->part == PART_FORECAST)
		volatility_steps_add(&v, &w->steps);
	else if (w->args->part == PART_TERM)
		volatility_terms_add(b, &v, &w->terms);
	return E_OK;
}

static enum err_code
print(struct work *w, struct out *out, struct err *err)
{
	const int part = w->args->part < 0 ? PART_SUMMARY : w->args->part;
	enum err_code rc = E_OK;

	for (size_t i = 0; part == PART_SUMMARY && i < w->found.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &w->found.at[i], err);
	for (size_t i = 0; i < w->cones.len && rc == E_OK; i++)
		rc = out_row(out, &w->cones.at[i], err);
	for (size_t i = 0; i < w->steps.len && rc == E_OK; i++)
		rc = out_row(out, &w->steps.at[i], err);
	for (size_t i = 0; i < w->terms.len && rc == E_OK; i++)
		rc = out_row(out, &w->terms.at[i], err);
	for (size_t i = 0; part == PART_SMILE && i < w->quotes.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &w->quotes.at[i], err);
	return rc;
}

static enum err_code
check(struct work *w, const struct texts *symbols, struct err *err)
{
	const struct args *a = w->args;

	for (size_t i = 0; i < symbols->len; i++)
		if (!symbol_valid(symbols->at[i]))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbols->at[i]);
	if (!(w->ask.level >= 0.5 && w->ask.level <= 0.999))
		return err_set(err, E_USAGE, "--level: not from 50%% to"
		    " 99.9%%");
	if (w->ask.target <= 0)
		return err_set(err, E_USAGE, "--target: not above 0%%");
	if (a->part == PART_SMILE && a->chain == NULL)
		return err_set(err, E_USAGE, "--part smile is of a --chain");
	if (a->chain != NULL && (symbols->len > 1 ||
	    a->of.timeframes.len > 1))
		return err_set(err, E_USAGE, "--chain is of one symbol at one"
		    " timeframe");
	return analyze_check(w->s, &a->of, err);
}

/* What could be told is shown, also when another one failed. */
static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct work w = { .s = s, .args = a, .ask = {
	    a->law < 0 ? LAW_BEST : a->law, (size_t)a->window,
	    (size_t)a->horizon, dec_to_double(a->level),
	    dec_to_double(a->target) } };
	const struct analyze_sink sink = { take, &w };
	struct out *out = NULL;
	enum err_code failed, rc = check(&w, operands, err);

	if (rc != E_OK)
		return rc;
	failed = analyze_each(s, &a->of, operands, &sink, err);
	if (failed == E_OK || w.found.len > 0) {
		struct err more = {0};

		rc = session_out(s, records[a->part < 0 ? 0 : a->part], &out,
		    &more);
		if (rc == E_OK)
			rc = print(&w, out, &more);
		if (rc != E_OK) {
			*err = more;
			failed = rc;
		}
	}
	vec_release(&w.found);
	vec_release(&w.cones);
	vec_release(&w.steps);
	vec_release(&w.terms);
	vec_release(&w.quotes);
	return out_end(out, failed, err);
}

static const struct operand operands[] = {
	{ "symbol", false, true, WORDS_SYMBOL, "of stored candles" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms analyze volatility BTC/USDT ETH/USDT --timeframe 15m",
	  "what moves more, and is likely to", 0 },
	{ "etrms analyze volatility BTC/USDT --timeframe 15m --part forecast"
	  " --horizon 96", "a day ahead, bar by bar, with bands", 0 },
	{ "etrms analyze volatility BTC/USDT --timeframe 5m --part cone",
	  "whether it is much, for this market", 0 },
	{ "etrms analyze volatility BTC/USDT --timeframe 5m --target 40%"
	  " --fields symbol,forecast,size_factor", "how much smaller to trade,"
	  " to risk as much as at 40 % a year", 0 },
	{ "etrms analyze volatility BTC/USDT --timeframe 15m --chain"
	  " examples/chain.csv --part smile", "what each option implies, and"
	  " the smile through them", 0 },
	{ "etrms analyze volatility BTC/USDT --timeframe 1h", "two days are"
	  " too few bars to tell", 12 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, E_OUTPUT, 0 };

static const struct record *const more[] = { &volatility_cone_record,
	&volatility_step_record, &volatility_term_record,
	&option_quote_record, NULL };

const struct cmd cmd_analyze_volatility = {
	.name = "analyze volatility",
	.group = "analysis",
	.summary = "tell how much a price moves, and is likely to",
	.about = "Tells of each symbol how volatile it is, from stored candles:"
	    " by the deviation of its log returns, exponentially weighted, and"
	    " by the estimators of Parkinson, Garman and Klass, Rogers and"
	    " Satchell, and Yang and Zhang over the last --window bars; whether"
	    " that is low, normal or high for this market; and what a"
	    " GARCH(1,1) expects of the next --horizon bars. All volatilities"
	    " are annual, by 365 days.\n\n"
	    "The GARCH(1,1) has a constant mean and is fitted by maximum"
	    " likelihood, by the normal law and by Student's t; of the two the"
	    " one with the lower BIC is taken. persistence, half_life and"
	    " long_run say how it behaves; ljung_box_squares_p below 0.05 says"
	    " that it leaves clusters of volatility unexplained, converged"
	    " false that the fit did not come to its end, which is told on"
	    " stderr, too. The bands are prices without drift.\n\n"
	    "With a --chain of options implied is what they expect at the"
	    " forward, by Black-76 without interest and the SVI smile of the"
	    " first expiry after the horizon, or else of the last one;"
	    " premium is by how much that is above close_to_close. The prices"
	    " are taken to be of the end of the last bar. A price that no"
	    " volatility has, or a bid above its ask, is told, is a flaw of"
	    " its row, and takes no part in a smile.\n\n"
	    "size_factor is a hint: by how much to multiply the usual size so"
	    " that it risks as much as at the target, which is the middle of"
	    " the last 365 volatilities of 30 bars where --target gives no"
	    " other; never above 1. It takes 101 bars. Bars that are missing"
	    " are told on stderr and counted, as are bars without a range"
	    " where they are more than one in ten. A symbol that cannot be"
	    " told of does not keep the others back, but the exit code is its"
	    " own.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &volatility_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
