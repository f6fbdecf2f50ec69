/*
 * etrms analyze correlation: how symbols move together, and how many bets they
 * are; and what was said of it before.
 */
#include "analysis/correlation.h"
#include "base/decfloat.h"
#include "base/file.h"
#include "cmd/analyze.h"
#include "cmd/held.h"
#include "cmd/reporting.h"
#include "portfolio/portfolio.h"

#include <math.h>
#include <string.h>

struct args {
	struct analyze_terms of;
	struct texts methods, weights;
	int part, shrink;
	const char *driver, *svg;
	struct dec cut;
	int64_t since;
	bool term, history, fit, held;
};

enum { PART_SUMMARY, PART_PAIRS, PART_SYMBOLS, PART_DCC };
static const char *const parts[] = { "summary", "pairs", "symbols", "dcc",
	NULL };
static const struct record *const records[] = { &correlation_record,
	&correlation_pair_record, &correlation_asset_record,
	&correlation_dcc_record };

static const struct opt opts[] = {
	ANALYZE_OPTIONS("are refused", CORRELATION_LEAST + 1,
	    CORRELATION_MOST),
	{ OPT_TEXTS, 'm', "method", "method", NULL, "pearson, spearman,"
	  " kendall, ewma or dcc; several, of which the first makes clusters"
	  " and the map and each has a column in --part pairs; else pearson",
	  AT(struct texts, methods) },
	{ OPT_ENUM, 'p', "part", "part", NULL, "show instead: each pair; or"
	  " each symbol with its cluster, in the order of the map; or by what"
	  " --method dcc was made", AT(int, part), .choices = parts },
	{ OPT_FLAG, 0, "fit", NULL, NULL, "of --method dcc: with the likeliest"
	  " weights of the last bar and the past; else 0.03 and 0.95",
	  AT(bool, fit) },
	{ OPT_ENUM, 0, "shrink", "target", NULL, "draw the covariance to one"
	  " variance without correlation (identity), or to one correlation"
	  " (constant)", AT(int, shrink),
	  .choices = correlation_shrink_names },
	{ OPT_TEXT, 0, "driver", "symbol", NULL, "whose falls are the stress;"
	  " else the first", AT(const char *, driver),
	  .words = WORDS_SYMBOL },
	{ OPT_DEC, 0, "cut", "correlation", "0.7", "that joins two clusters",
	  AT(struct dec, cut) },
	{ OPT_TEXTS, 'w', "weight", "target", NULL, "of an asset, as in BTC=50;"
	  " all together are 100, or 1; else all weigh the same",
	  AT(struct texts, weights) },
	{ OPT_FLAG, 0, "held", NULL, NULL, "of what --account holds, or the"
	  " only active one, in place of --weight", AT(bool, held) },
	{ OPT_FLAG, 0, "term", NULL, NULL, "draw the map with characters, into"
	  " a pipe too", AT(bool, term) },
	{ OPT_TEXT, 'o', "svg", "file", NULL, "draw the map as SVG into this"
	  " file, beside what is shown", AT(const char *, svg),
	  .words = WORDS_FILE },
	{ OPT_FLAG, 0, "history", NULL, NULL, "show what was said before,"
	  " oldest first, of these symbols together with any others",
	  AT(bool, history) },
	{ OPT_STAMP, 0, "since", "time", NULL,
	  "of --history: what was asked at this time or later",
	  AT(int64_t, since) },
	{ .kind = OPT_DONE }
};

static enum err_code
read_methods(const struct args *a, struct correlation_ask *ask,
    struct err *err)
{
	ask->method = a->methods.len == 0 ? CORR_PEARSON : -1;
	ask->methods[CORR_PEARSON] = a->methods.len == 0;
	for (size_t i = 0; i < a->methods.len; i++) {
		const char *name = a->methods.at[i];
		int m = enum_value(correlation_method_names,
		    CORRELATION_METHODS, name);

		if (m < 0)
			return err_set(err, E_USAGE, "--method '%s': not"
			    " pearson, spearman, kendall, ewma or dcc", name);
		if (ask->methods[m])
			return err_set(err, E_USAGE, "--method %s is given"
			    " twice", name);
		ask->methods[m] = true;
		ask->method = ask->method < 0 ? m : ask->method;
	}
	if ((a->fit || a->part == PART_DCC) && !ask->methods[CORR_DCC])
		return err_set(err, E_USAGE, "%s: goes with --method dcc",
		    a->fit ? "--fit" : "--part dcc");
	ask->fit = a->fit;
	return E_OK;
}

static enum err_code
read_driver(const struct args *a, const struct texts *symbols,
    struct correlation_ask *ask, struct err *err)
{
	for (size_t i = 0; i < symbols->len && a->driver != NULL; i++)
		if (strcmp(symbols->at[i], a->driver) == 0) {
			ask->driver = i;
			return E_OK;
		}
	return a->driver == NULL ? E_OK : err_set(err, E_USAGE, "--driver %s"
	    " is not one of the symbols", a->driver);
}

/* Of each symbol that of its base; each target must be one's alone. */
static enum err_code
place_weights(const struct targets *t, const struct texts *symbols,
    double *weights, struct err *err)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	for (size_t i = 0; i < t->len; i++) {
		size_t found = symbols->len;

		for (size_t k = 0; k < symbols->len; k++) {
			if (!symbol_split(symbols->at[k], base, quote,
			    settle) || strcmp(base, t->at[i].asset) != 0)
				continue;
			if (found < symbols->len)
				return err_set(err, E_USAGE, "--weight %s:"
				    " both %s and %s are of it",
				    t->at[i].asset, symbols->at[found],
				    symbols->at[k]);
			found = k;
		}
		if (found == symbols->len)
			return err_set(err, E_USAGE, "--weight %s: no symbol"
			    " is of it", t->at[i].asset);
		weights[found] = dec_to_double(t->at[i].weight);
	}
	return E_OK;
}

static enum err_code
read_weights(const struct args *a, const struct texts *symbols,
    double *weights, struct err *err)
{
	struct targets t = {0};
	bool percent = false;
	struct err why = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < a->weights.len && rc == E_OK; i++)
		rc = targets_add(&t, a->weights.at[i], &percent, &why);
	if (rc == E_OK && a->weights.len > 0)
		rc = targets_settle(&t, percent, &why);
	if (rc != E_OK)
		rc = err_set(err, rc, "--weight: %s", why.text);
	else
		rc = place_weights(&t, symbols, weights, err);
	vec_release(&t);
	return rc;
}

/* Of what an account holds of the symbols; parts of that, not of its equity. */
static enum err_code
read_held(struct session *s, const struct texts *symbols, double *weights,
    struct err *err)
{
	char base[CORRELATION_SYMBOLS][ASSET_SIZE], quote[ASSET_SIZE],
	    settle[ASSET_SIZE];
	const char *assets[CORRELATION_SYMBOLS];
	double sum = 0;
	enum err_code rc;

	for (size_t i = 0; i < symbols->len; i++) {
		assets[i] = base[i];
		if (!symbol_split(symbols->at[i], base[i], quote, settle))
			base[i][0] = '\0';
		for (size_t k = 0; k < i; k++)
			if (strcmp(base[i], base[k]) == 0)
				return err_set(err, E_USAGE, "--held: both %s"
				    " and %s are of %s", symbols->at[k],
				    symbols->at[i], base[i]);
	}
	rc = held_shares(s, assets, symbols->len, weights, err);
	for (size_t i = 0; i < symbols->len; i++)
		sum += weights[i];
	if (rc == E_OK && !(sum > 0))
		return err_set(err, E_USAGE, "--held: nothing is held of the"
		    " symbols");
	for (size_t i = 0; i < symbols->len; i++)
		weights[i] /= sum;
	return rc;
}

static enum err_code
check_history(const struct args *a, const struct texts *symbols,
    struct err *err)
{
	if (a->of.from != 0 || a->of.to != 0 || a->part >= 0 || a->term ||
	    a->svg != NULL || a->shrink >= 0 || a->driver != NULL ||
	    a->weights.len > 0 || a->methods.len > 0 || a->fit || a->held)
		return err_set(err, E_USAGE, "--history shows what was said;"
		    " it takes --since, --venue and --timeframe");
	for (size_t i = 0; i < symbols->len; i++)
		if (!symbol_valid(symbols->at[i]))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbols->at[i]);
	return E_OK;
}

static enum err_code
check(struct session *s, const struct args *a, const struct texts *symbols,
    struct err *err)
{
	enum err_code rc = analyze_check(s, &a->of, err);

	if (rc != E_OK || a->history)
		return rc != E_OK ? rc : check_history(a, symbols, err);
	if (symbols->len > CORRELATION_SYMBOLS)
		return err_set(err, E_USAGE, "%zu symbols: at most %d",
		    symbols->len, CORRELATION_SYMBOLS);
	if (a->held && a->weights.len > 0)
		return err_set(err, E_USAGE, "--held and --weight both tell"
		    " weights");
	if (a->since != 0)
		return err_set(err, E_USAGE, "--since is of --history; --from"
		    " chooses bars");
	if (dec_cmp(a->cut, dec_int(0)) < 0 || dec_cmp(a->cut, dec_int(1)) > 0)
		return err_set(err, E_USAGE, "--cut: not from 0 to 1");
	return report_check_term(s, a->term, a->part, err);
}

static enum err_code
print_rows(struct session *s, const struct args *a,
    const struct correlation_found *f, struct err *err)
{
	const int part = a->part < 0 ? PART_SUMMARY : a->part;
	struct out *out = NULL;
	enum err_code rc = session_out(s, records[part], &out, err);

	if (rc == E_OK && part == PART_SUMMARY)
		rc = out_row(out, &f->said, err);
	if (rc == E_OK && part == PART_DCC)
		rc = out_row(out, &f->dcc, err);
	for (size_t i = 0; part == PART_PAIRS && i < f->pairs.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &f->pairs.at[i], err);
	for (size_t i = 0; part == PART_SYMBOLS && i < f->assets.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &f->assets.at[i], err);
	return out_end(out, rc, err);
}

static enum err_code
print_map(struct session *s, const struct correlation_found *f,
    struct err *err)
{
	struct buf text = {0};
	enum err_code rc;

	correlation_terminal(f, &s->style, &text);
	rc = report_print(s, &text, err);
	buf_release(&text);
	return rc;
}

static enum err_code
show(struct session *s, const struct args *a,
    const struct correlation_found *f, struct err *err)
{
	struct buf text = {0};
	enum err_code rc = a->term ? print_map(s, f, err) :
	    print_rows(s, a, f, err);

	if (rc == E_OK && a->svg != NULL) {
		correlation_svg(f, &text);
		rc = file_replace(a->svg, &text, 0666, E_OUTPUT, err);
	}
	buf_release(&text);
	return rc;
}

static enum err_code
now(struct session *s, const struct args *a, const struct texts *symbols,
    struct err *err)
{
	struct analysis_panel panel = {0};
	struct correlation_found found = {0};
	double weights[CORRELATION_SYMBOLS] = {0};
	struct correlation_ask ask = { .shrink = a->shrink < 0 ? SHRINK_NONE :
	    a->shrink, .cut = dec_to_double(a->cut),
	    .weights = a->weights.len > 0 || a->held ? weights : NULL };
	enum err_code rc = read_methods(a, &ask, err);

	if (rc == E_OK)
		rc = analyze_panel(s, &a->of, symbols, CORRELATION_LEAST,
		    "a correlation", &panel, found.said.venue, err);
	if (rc == E_OK)
		rc = read_driver(a, symbols, &ask, err);
	if (rc == E_OK)
		rc = a->held ? read_held(s, symbols, weights, err) :
		    read_weights(a, symbols, weights, err);
	if (rc == E_OK)
		rc = correlation_find(&panel, &ask, &found, err);
	if (rc == E_OK && found.said.singular)
		session_warn(s, "the covariance is singular: what one symbol"
		    " does follows from others%s", ask.shrink == SHRINK_NONE ?
		    "; see --shrink" : "");
	found.said.time = clock_now(&s->clock);
	if (rc == E_OK)
		rc = correlation_add(s->store, &found.said, err);
	if (rc == E_OK)
		rc = show(s, a, &found, err);
	correlation_release(&found);
	analysis_panel_release(&panel);
	return rc;
}

static bool
has_symbol(const char *symbols, const char *symbol)
{
	size_t len = strlen(symbol);

	for (const char *at = symbols; *at != '\0'; ) {
		size_t n = strcspn(at, " ");

		if (n == len && memcmp(at, symbol, n) == 0)
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

static bool
asked_for(const struct args *a, const struct texts *symbols,
    const struct correlation_said *c)
{
	bool any = analyze_frame_asked(&a->of, c->timeframe);

	for (size_t i = 0; i < symbols->len; i++)
		any &= has_symbol(c->symbols, symbols->at[i]);
	return any;
}

static enum err_code
before(struct session *s, const struct args *a, const struct texts *symbols,
    struct err *err)
{
	struct correlations_said said = {0};
	struct out *out = NULL;
	enum err_code rc = session_out(s, &correlation_record, &out, err);

	if (rc == E_OK)
		rc = correlations_load(s->store, a->of.venue, a->since, &said,
		    err);
	for (size_t i = 0; i < said.len && rc == E_OK; i++)
		if (asked_for(a, symbols, &said.at[i]))
			rc = out_row(out, &said.at[i], err);
	vec_release(&said);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	enum err_code rc = check(s, a, operands, err);

	if (rc != E_OK)
		return rc;
	return a->history ? before(s, a, operands, err) :
	    now(s, a, operands, err);
}

static const struct operand operands[] = {
	{ "symbol", true, true, WORDS_SYMBOL, "of stored candles, at least"
	  " two" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms analyze correlation BTC/USDT ETH/USDT --timeframe 15m", "how"
	  " many bets they are", 0 },
	{ "etrms analyze correlation BTC/USDT ETH/USDT --timeframe 5m --part"
	  " pairs --method pearson --method kendall", "each pair, and whether"
	  " it changed", 0 },
	{ "etrms analyze correlation BTC/USDT ETH/USDT BTC/USDT:USDT"
	  " --timeframe 5m --term", "the map in the terminal", 0 },
	{ "etrms analyze correlation BTC/USDT ETH/USDT --timeframe 15m --weight"
	  " BTC=70 --weight ETH=30 --svg map.svg", "of what one holds, with a"
	  " picture to keep", 0 },
	{ "etrms analyze correlation BTC/USDT ETH/USDT --timeframe 15m"
	  " --account demo --held", "of what an account holds", 0 },
	{ "etrms analyze correlation BTC/USDT ETH/USDT --timeframe 15m --method"
	  " dcc --fit --part dcc", "how fast correlation moves", 0 },
	{ "etrms analyze correlation --history --since now-7d", "what was said"
	  " in the last week", 0 },
	{ "etrms analyze correlation BTC/USDT ETH/USDT --timeframe 1h", "two"
	  " days are too few bars to tell", 12 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    E_OUTPUT, 0 };

static const struct record *const more[] = { &correlation_pair_record,
	&correlation_asset_record, &correlation_dcc_record, NULL };

const struct cmd cmd_analyze_correlation = {
	.name = "analyze correlation",
	.group = "analysis",
	.summary = "tell how symbols move together, and how many bets they are",
	.about = "Holds the simple returns of symbols against each other, from"
	    " stored candles of one timeframe. Rows are joined by their time:"
	    " bars that not all symbols have are left out, told on stderr and"
	    " counted. It takes 101 bars that all have, and at most 100"
	    " symbols. Without --timeframe it is that of the first symbol.\n\n"
	    "average is the mean over all pairs by the first --method; recent"
	    " is that of Pearson over the last 30 bars, and the regime says"
	    " whether that is low or high among the last 365 of its like."
	    " changes counts pairs whose last 60 bars differ from those before"
	    " by Fisher's test. ewma forgets by 0.94; dcc is Engle's with 0.03"
	    " and 0.95, the correlation of the next bar; with --fit, of at most"
	    " 30 symbols, with those two weights of the last bar and the past"
	    " that make the returns likeliest, which --part dcc shows with"
	    " their likelihood.\n\n"
	    "Stress is the tenth of the bars in which the driver fell most;"
	    " breakdowns counts pairs whose correlation is another then. A"
	    " choice of bars by their returns draws Pearson's correlation down"
	    " by itself, so that tail is told, too: how often one is in its"
	    " lowest tenth when the other is.\n\n"
	    "score is of diversification, 0 to 100. Clusters are joined by"
	    " single linkage where a correlation is --cut or more, and its"
	    " tree orders the map. With --shrink (Ledoit and Wolf) the ratio,"
	    " the bets and, by Pearson, clusters and map are of the drawn"
	    " covariance. One that is singular is told on stderr.\n\n"
	    "--part pairs and --part symbols list them. --term draws the map,"
	    " in colours on a terminal, with the breakdowns below; --svg draws"
	    " the same into a file, which is put in its place when it is"
	    " whole. Each answer is stored, the same one of the same bar once;"
	    " --history shows what was said.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &correlation_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
