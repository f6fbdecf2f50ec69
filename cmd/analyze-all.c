/*
 * etrms analyze all: many markets at a glance, a row each.
 */
#include "analysis/outlook.h"
#include "cmd/analyze.h"
#include "feed/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct args {
	struct analyze_terms of;
	const char *watchlist;
};

static const struct opt opts[] = {
	ANALYZE_OPTIONS("have a row each", OUTLOOK_LEAST, OUTLOOK_MOST),
	{ OPT_TEXT, 'w', "watchlist", "file", NULL, "the symbols of this file,"
	  " too: rows with symbol in CSV, JSON or NDJSON; - is standard input",
	  AT(const char *, watchlist), .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

struct work {
	struct session *s;
	const char *file;
	VEC(const char *) symbols;	/* of operands, then the file's own */
	size_t own;
	struct out *out;
};

static bool
is_there(const struct work *w, const char *symbol)
{
	for (size_t i = 0; i < w->symbols.len; i++)
		if (strcmp(w->symbols.at[i], symbol) == 0)
			return true;
	return false;
}

static enum err_code
take_row(void *self, const struct row *row, struct err *err)
{
	struct work *w = self;
	const char *symbol = row_text(row, "symbol");

	if (symbol == NULL || !symbol_valid(symbol))
		return err_set(err, E_DATA, "%s: line %lld: %s%s%s", w->file,
		    (long long)row->line, symbol == NULL ? "symbol is missing"
		    : "\"", symbol == NULL ? "" : symbol, symbol == NULL ? "" :
		    "\" is not a symbol such as BTC/USDT");
	if (!is_there(w, symbol)) {
		const char *copy = mem_text(symbol);

		vec_push(&w->symbols, copy);
	}
	return E_OK;
}

static enum err_code
read_file(struct work *w, const char *file, struct err *err)
{
	bool pipe = strcmp(file, "-") == 0;
	FILE *in = pipe ? w->s->in : fopen(file, "re");
	enum err_code rc;

	if (in == NULL)
		return err_set(err, E_USAGE, "--watchlist: %s: %s", file,
		    strerror(errno));
	w->file = pipe ? "standard input" : file;
	rc = feed_rows(in, w->file, take_row, w, err);
	if (!pipe)
		fclose(in);
	return rc;
}

static enum err_code
take_operands(struct work *w, const struct texts *operands, struct err *err)
{
	for (size_t i = 0; i < operands->len; i++) {
		const char *symbol = operands->at[i];

		if (!symbol_valid(symbol))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbol);
		if (!is_there(w, symbol))
			vec_push(&w->symbols, symbol);
	}
	w->own = w->symbols.len;
	return E_OK;
}

static enum err_code
show(void *self, const char *venue, const char *symbol,
    const struct analysis_bars *b, struct err *err)
{
	struct work *w = self;
	struct outlook o;
	enum err_code rc = outlook_find(b, &o, err);

	if (rc != E_OK)
		return rc;
	TEXT_SET(o.symbol, symbol);
	TEXT_SET(o.venue, venue);
	return out_row(w->out, &o, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct work w = { .s = s };
	const struct analyze_sink sink = { show, &w };
	enum err_code rc = analyze_check(s, &a->of, err);

	if (rc == E_OK)
		rc = take_operands(&w, operands, err);
	if (rc == E_OK && a->watchlist != NULL)
		rc = read_file(&w, a->watchlist, err);
	if (rc == E_OK && w.symbols.len == 0)
		rc = err_set(err, E_USAGE, "name a symbol, or a file of them"
		    " with --watchlist");
	if (rc == E_OK)
		rc = session_out(s, &outlook_record, &w.out, err);
	if (rc == E_OK)
		rc = analyze_each(s, &a->of, &(const struct texts){
		    w.symbols.at, w.symbols.len }, &sink, err);
	rc = out_end(w.out, rc, err);
	for (size_t i = w.own; i < w.symbols.len; i++)
		free((void *)(uintptr_t)w.symbols.at[i]);
	vec_release(&w.symbols);
	return rc;
}

static const struct operand operands[] = {
	{ "symbol", true, true, WORDS_SYMBOL, "of stored candles" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms analyze all BTC/USDT ETH/USDT --timeframe 5m", "two markets at"
	  " a glance", 0 },
	{ "etrms candles list | etrms analyze all --watchlist - --timeframe"
	  " 15m", "all that candles are stored of", 0 },
	{ "etrms analyze all BTC/USDT --timeframe 1h", "two days are too few"
	  " bars to tell", 12 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, E_OUTPUT, 0 };

const struct cmd cmd_analyze_all = {
	.name = "analyze all",
	.group = "analysis",
	.summary = "tell of many markets at a glance, and what follows",
	.about = "Tells of each symbol, from stored candles, what kind of"
	    " market it is by the rules of analyze regime, how much it moves"
	    " and how thin it is, and what follows from that by plain rules."
	    " Nothing looks ahead of the last bar, and nothing is stored.\n\n"
	    "size_factor is a half where the volatility of 30 bars is above 1.5"
	    " times that of 90, where stops stand 1.5 times tighter, too"
	    " (stop_factor); 1.2 where it is below 0.7 times; else 1."
	    " limit_factor is that, but never above 1, and at most a half in a"
	    " volatile market and three quarters in one that reverses.\n\n"
	    "strategy says to follow trends, to trade breakouts, to trade"
	    " ranges and reversals back to their mean, and to stand aside from a"
	    " volatile market. order is slices where the market is thin: one"
	    " bar in twenty has no volume, or Amihud's measure of the last 30"
	    " bars ranks in the upper tenth of its own past; else market in"
	    " trends and breakouts, and limit otherwise.\n\n"
	    "It takes 119 bars. A symbol that cannot be told of does not keep"
	    " the others back, but the exit code is its own. A symbol that is"
	    " named twice has one row.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &outlook_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
