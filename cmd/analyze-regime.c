/*
 * etrms analyze regime: what kind of market a symbol is in, and how sure that
 * is; and what was said of it before.
 */
#include "analysis/regime.h"
#include "cmd/analyze.h"
#include "store/regimes.h"
#include "store/store.h"

#include <string.h>

struct args {
	struct analyze_terms of;
	int method;
	int64_t states, seed, since;
	bool transitions, history, check;
};

static const struct opt opts[] = {
	ANALYZE_OPTIONS("are compared", REGIME_LEAST, REGIME_MOST),
	{ OPT_ENUM, 'm', "method", "method", NULL, "rules, hmm (a hidden Markov"
	  " chain of returns), or combined, both together; else combined",
	  AT(int, method), .choices = regime_method_names },
	{ OPT_INT, 0, "states", "n", NULL, "of the chain, 2 or 3; else the one"
	  " with the lower BIC", AT(int64_t, states), .min = 2, .max = 3 },
	{ OPT_INT, 0, "seed", "n", "1", "of the chain's starts",
	  AT(int64_t, seed), .min = 1, .max = INT64_MAX },
	{ OPT_FLAG, 0, "transitions", NULL, NULL, "show how regimes follow one"
	  " another instead", AT(bool, transitions) },
	{ OPT_FLAG, 0, "check", NULL, NULL, "show only what is another than the"
	  " last time that it was asked, exit code 1 where anything is",
	  AT(bool, check) },
	{ OPT_FLAG, 0, "history", NULL, NULL, "show what was said before,"
	  " oldest first; of every symbol where none is named",
	  AT(bool, history) },
	{ OPT_STAMP, 0, "since", "time", NULL,
	  "of --history: what was asked at this time or later",
	  AT(int64_t, since) },
	{ .kind = OPT_DONE }
};

struct work {
	struct session *s;
	const struct args *args;
	int64_t now;
	struct regimes_said said;
	struct regime_moves moves;
	bool changed;			/* anything since the last time */
};

static void
warn_volume(struct session *s, const struct analysis_bars *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->volume[i] > 0)
			return;
	session_warn(s, "%s: no bar has a volume; without it no breakout is"
	    " seen", b->name);
}

static enum err_code
take(void *self, const char *venue, const char *symbol,
    const struct analysis_bars *b, struct err *err)
{
	struct work *w = self;
	const struct args *a = w->args;
	const struct regime_ask ask = { a->method < 0 ? REGIME_COMBINED :
	    a->method, (size_t)a->states, (uint64_t)a->seed };
	struct regime_said said;
	size_t had = w->moves.len;
	enum err_code rc = regime_find(b, &ask, &said, &w->moves, err);

	if (rc != E_OK)
		return rc;
	if (ask.method != REGIME_HMM)
		warn_volume(w->s, b);
	said.time = w->now;
	TEXT_SET(said.symbol, symbol);
	TEXT_SET(said.venue, venue);
	vec_push(&w->said, said);
	for (size_t i = had; i < w->moves.len; i++)
		TEXT_SET(w->moves.at[i].symbol, symbol);
	return E_OK;
}

/* Those of one symbol stand together. */
static void
agree(struct regimes_said *all)
{
	size_t from = 0;

	for (size_t i = 1; i <= all->len; i++)
		if (i == all->len || strcmp(all->at[i].symbol,
		    all->at[from].symbol) != 0) {
			regime_agree(all->at + from, i - from);
			from = i;
		}
}

static enum err_code
keep(struct work *w, struct err *err)
{
	enum err_code rc = store_begin(w->s->store, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < w->said.len && rc == E_OK; i++) {
		rc = regime_compare(w->s->store, &w->said.at[i], err);
		if (rc == E_OK)
			rc = regime_add(w->s->store, &w->said.at[i], err);
		w->changed |= w->said.at[i].changed_from != REGIME_NONE;
	}
	return store_end(w->s->store, rc, err);
}

static enum err_code
print_moves(struct work *w, struct out **out, struct err *err)
{
	enum err_code rc = session_out(w->s, &regime_move_record, out, err);

	for (size_t i = 0; i < w->moves.len && rc == E_OK; i++)
		rc = out_row(*out, &w->moves.at[i], err);
	return rc;
}

static enum err_code
print_said(struct work *w, struct out **out, struct err *err)
{
	enum err_code rc = session_out(w->s, &regime_record, out, err);

	for (size_t i = 0; i < w->said.len && rc == E_OK; i++)
		if (!w->args->check ||
		    w->said.at[i].changed_from != REGIME_NONE)
			rc = out_row(*out, &w->said.at[i], err);
	return rc;
}

/* What could be told is kept and shown, also when another one failed. */
static enum err_code
now(struct work *w, const struct texts *symbols, struct err *err)
{
	const struct analyze_sink sink = { take, w };
	struct err more = {0};
	struct out *out = NULL;
	enum err_code rc, failed = analyze_each(w->s, &w->args->of, symbols,
	    &sink, err);

	agree(&w->said);
	rc = keep(w, &more);
	if (rc == E_OK)
		rc = w->args->transitions ? print_moves(w, &out, &more) :
		    print_said(w, &out, &more);
	if (rc != E_OK) {
		*err = more;
		failed = rc;
	}
	failed = out_end(out, failed, err);
	return failed == E_OK && w->args->check && w->changed ? E_NO : failed;
}

static bool
asked_for(const struct work *w, const struct regime_said *r)
{
	return analyze_frame_asked(&w->args->of, r->timeframe) &&
	    (w->args->method < 0 || w->args->method == r->method);
}

static enum err_code
before(struct work *w, const struct texts *symbols, struct err *err)
{
	struct regime_which which = { .venue = w->args->of.venue,
	    .since = w->args->since };
	struct out *out = NULL;
	enum err_code rc = session_out(w->s, &regime_record, &out, err);

	for (size_t i = 0; (i < symbols->len || i == 0) && rc == E_OK; i++) {
		which.symbol = symbols->len > 0 ? symbols->at[i] : NULL;
		rc = regimes_load(w->s->store, &which, &w->said, err);
		for (size_t k = 0; k < w->said.len && rc == E_OK; k++)
			if (asked_for(w, &w->said.at[k]))
				rc = out_row(out, &w->said.at[k], err);
	}
	return out_end(out, rc, err);
}

static enum err_code
check(const struct work *w, const struct texts *symbols, struct err *err)
{
	const struct args *a = w->args;

	for (size_t i = 0; i < symbols->len; i++)
		if (!symbol_valid(symbols->at[i]))
			return err_set(err, E_USAGE, "\"%s\" is not a symbol"
			    " such as BTC/USDT", symbols->at[i]);
	if (!a->history && symbols->len == 0)
		return err_set(err, E_USAGE, "name a symbol");
	if (!a->history && a->since != 0)
		return err_set(err, E_USAGE, "--since is of --history; --from"
		    " chooses bars");
	if (a->check && (a->transitions || a->history))
		return err_set(err, E_USAGE, "--check shows what has changed;"
		    " it goes without --transitions and --history");
	if (a->history && (a->transitions || a->of.from != 0 ||
	    a->of.to != 0 || a->states != 0))
		return err_set(err, E_USAGE, "--history shows what was said;"
		    " it takes --since, --venue, --timeframe and --method");
	if (a->method == REGIME_RULES && a->states != 0)
		return err_set(err, E_USAGE, "--states is of a chain; the"
		    " rules have none");
	return analyze_check(w->s, &a->of, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct work w = { .s = s, .args = args,
	    .now = clock_now(&s->clock) };
	enum err_code rc = check(&w, operands, err);

	if (rc == E_OK)
		rc = w.args->history ? before(&w, operands, err) :
		    now(&w, operands, err);
	vec_release(&w.said);
	vec_release(&w.moves);
	return rc;
}

static const struct operand operands[] = {
	{ "symbol", true, true, WORDS_SYMBOL, "of stored candles" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms analyze regime BTC/USDT --timeframe 5m", "what kind of market"
	  " it is, and how sure that is", 0 },
	{ "etrms analyze regime BTC/USDT ETH/USDT --timeframe 5m --timeframe"
	  " 15m --method rules", "two symbols, each at two timeframes", 0 },
	{ "etrms analyze regime BTC/USDT --timeframe 5m --transitions",
	  "what follows what, and how likely", 0 },
	{ "etrms analyze regime BTC/USDT ETH/USDT --timeframe 5m --check ||"
	  " echo 'look at it'", "from cron: tell when a market has become"
	  " another one", 0 },
	{ "etrms analyze regime --history --since now-7d", "what was said in"
	  " the last week", 0 },
	{ "etrms analyze regime BTC/USDT --timeframe 1h", "two days are too"
	  " few bars to tell", 12 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, E_DATA, E_OUTPUT, 0 };

static const struct record *const more[] = { &regime_move_record, NULL };

const struct cmd cmd_analyze_regime = {
	.name = "analyze regime",
	.group = "analysis",
	.summary = "tell what kind of market it is, and how sure that is",
	.about = "Tells of each symbol whether its market breaks out, reverses,"
	    " is volatile, trends up or down, or ranges, from stored candles:"
	    " how sure that is, since when, how likely the next bar is of the"
	    " same kind, and what follows it most often. Nothing looks ahead"
	    " of the last bar.\n\n"
	    "The rules read the average directional index, the rank of the"
	    " width of Bollinger's bands, the slope of the closes, moving"
	    " averages, the relative strength index and the volume; they take"
	    " 119 bars. The chain (hmm) is a Gaussian hidden Markov chain of"
	    " two or three states, fitted to the log returns of the bars by 20"
	    " starts of the seed; its most volatile state is volatile, one"
	    " with a mean of at least 1.96 standard errors trends, another one"
	    " ranges, and its chances are filtered, never smoothed. Both"
	    " together say uncertain where they do not agree, or the mean of"
	    " both confidences is below 0.5; the transitions and the time are"
	    " then those of the rules. changed_at is where returns last"
	    " changed their mean or variance (PELT).\n\n"
	    "With several timeframes each has a row, and agreement is the"
	    " share of them that says the same. Bars that are missing are told"
	    " on stderr and counted. Each answer is stored, the same one of the"
	    " same bar once; --history shows what was said, etrms log when it"
	    " changed. changed_from is what was said of the same symbol,"
	    " venue and timeframe by the same method the last time before,"
	    " where that was something else, also where it was uncertain."
	    " --check shows only these rows, exit code 1 where there are any:"
	    " each change once, for cron. A symbol that"
	    " cannot be told of does not keep the others back, but the exit"
	    " code is its own.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &regime_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
