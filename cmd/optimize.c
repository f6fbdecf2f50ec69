/*
 * etrms optimize: many sets of parameters of a strategy over stored candles,
 * the best of them replayed and kept, and how much of it is luck.
 */
#include "cmd/sweepterms.h"
#include "cmd/trials.h"
#include "research/result.h"

#include <string.h>

#define SWEEP_ASSERT "'dsr > 95% and pbo < 50%'"

struct args {
	struct run_terms terms;
	struct sweep_terms sets;
	int64_t top;
};

static const struct opt opts[] = {
	SWEEP_TERMS_OPTS,
	SWEEP_ACROSS_OPT,
	{ OPT_INT, 0, "top", "count", "10", "sets to list, the best first",
	  AT(int64_t, top), .min = 1, .max = SWEEP_TOP },
	RUN_TERMS_OPTS,
	{ .kind = OPT_DONE }
};

/* The runs of the other symbols, whose numbers the summary has. */
static enum err_code
others_add(struct session *s, struct sweep_result *r, struct err *err)
{
	struct buf numbers = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < r->others.len && rc == E_OK; i++) {
		struct sweep_run *o = &r->others.at[i];

		o->run.time = r->run.time;
		TEXT_SET(o->run.version, ETRMS_VERSION);
		rc = run_add(s->store, &o->run, &o->parts, &r->source, err);
		buf_printf(&numbers, "%s%s", i == 0 ? "" : ";", o->run.id);
	}
	TEXT_SET(r->summary.others, buf_text(&numbers));
	buf_release(&numbers);
	return rc;
}

static enum err_code
keep(struct session *s, struct sweep_result *r, struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	r->run.time = clock_now(&s->clock);
	TEXT_SET(r->run.version, ETRMS_VERSION);
	sweep_result_tell(r);
	rc = others_add(s, r, err);
	sweep_result_finish(r);
	if (rc == E_OK)
		rc = run_add(s->store, &r->run, &r->parts, &r->source, err);
	return store_end(s->store, rc, err);
}

static enum err_code
print(struct session *s, const struct space *space, struct sweep_result *r,
    struct err *err)
{
	const char *symbols = r->summary.symbols;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &trial_record, &out, err);

	if (rc == E_OK)
		rc = out_part(out, &trial_record, "best sets", err);
	for (size_t i = 0; i < r->top.len && rc == E_OK; i++)
		rc = trial_print(out, space, symbols, &r->top.at[i],
		    (int64_t)i + 1, err);
	if (rc == E_OK && r->symbols.len > 0)
		rc = out_part(out, &trial_record, "the best on each symbol",
		    err);
	for (size_t i = 0; i < r->symbols.len && rc == E_OK; i++)
		rc = trial_print(out, space, symbols, &r->symbols.at[i], 1,
		    err);
	r->summary.run = r->run.id;
	if (rc == E_OK)
		rc = out_part(out, &sweep_summary_record, "luck", err);
	if (rc == E_OK)
		rc = out_row(out, &r->summary, err);
	/* What does not hold is said as a warning, wherever it is printed. */
	if (rc == E_OK && r->summary.verdict == SWEEP_HOLDS)
		out_note(out, "%s.", r->summary.words);
	return out_end(out, rc, err);
}

/* The fields of the sweep, then those of a run of the best set. */
struct asked { const struct sweep_summary *sweep; struct run *run; };
static void
give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	const struct asked *a = self;

	if (strcmp(ask->name, "dsr") == 0)
		*out = run_number(a->sweep->dsr);
	else if (strcmp(ask->name, "pbo") == 0)
		*out = run_number(a->sweep->pbo);
	else
		run_field_give(a->run, ask, out);
}

/* Each symbol's run has to meet it. */
static enum err_code
assert_all(const struct expr *assertion, struct sweep_result *r,
    struct err *err)
{
	struct asked a = { &r->summary, &r->run };
	const struct expr_source source = { .self = &a, .value = give };
	enum err_code rc = run_assert(assertion, &source, err);

	for (size_t i = 0; i < r->others.len && rc == E_OK; i++) {
		a.run = &r->others.at[i].run;
		rc = run_assert(assertion, &source, err);
		if (rc != E_OK)
			rc = err_prefix(err, "%s", a.run->symbols);
	}
	return rc;
}

static enum err_code
judge(struct session *s, const struct expr *assertion,
    struct sweep_result *r, struct err *err)
{
	sweep_warn(s, r->summary.replayed, r->summary.trials,
	    r->summary.replay_reason);
	if (r->resumed > 0)
		session_warn(s, "%lld sets were there already, of the same"
		    " sweep before it was interrupted",
		    (long long)r->resumed);
	run_warnings_tell(s, &r->run);
	return assert_all(assertion, r, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sweep_plan p = { .signals = -1 };
	struct sweep_result r = { .resumed = 0 };
	enum err_code rc = sweep_plan_open(&p, s, &a->terms, &a->sets,
	    operands, err);

	p.sweep.top = (size_t)a->top;
	if (rc == E_OK)
		rc = a->sets.shard != NULL ? sweep_shard(&p.sweep, &p.shard,
		    shard_take, s, err) : sweep_run(&p.sweep, &r, err);
	progress_end(p.bar);
	if (rc == E_OK && a->sets.shard == NULL) {
		rc = keep(s, &r, err);
		if (rc == E_OK)
			rc = print(s, &p.space, &r, err);
		if (rc == E_OK)
			rc = judge(s, p.assertion, &r, err);
	}
	sweep_result_release(&r);
	sweep_plan_release(&p);
	return rc;
}

static const struct operand operand[] = {
	{ "strategy", false, false, WORDS_STRATEGY,
	  "a name of strategy list, or a path" },
	{ "symbol", false, true, WORDS_SYMBOL,
	  "what it trades; of several, each by itself" },
	{ .name = NULL }
};

static const struct record *const more[] = { &sweep_summary_record, NULL };

static const struct example examples[] = {
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none",
	  "every set of the declared ranges", 0 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none --param fast=2..20/2"
	  " --objective calmar --constraint 'trades >= 10'",
	  "another range, the best return by drawdown", 0 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none --search random"
	  " --trials 50 --assert 'dsr > 95%'",
	  "fail unless the best is more than luck", 1 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none"
	  " --param slow=20..100/40 --refine 20",
	  "every set by long steps, then what lies between, around the best",
	  0 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none --search genetic"
	  " --population 10 --generations 4", "sets bred from the best", 0 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT ETH/USDT"
	  " --timeframe 1m --policy none --breakers none --across mean",
	  "what is good on both, each by itself", 0 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none --shard 1/7"
	  " >one.ndjson", "the first of seven parts, for --merge", 0 },
	{ "etrms optimize examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --param slow=50..20", "no such range", 2 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, E_DATA, E_PARTIAL, E_OUTPUT,
    E_BUG, 0 };

const struct cmd cmd_optimize = {
	.name = "optimize",
	.group = "research",
	.summary = "try many parameters of a strategy, and say what is luck",
	.about = "Runs a strategy with every set of its parameters, or with"
	    " some that are drawn, over stored candles; replays the best of"
	    " them in full, as backtest run does, and keeps it as a run with"
	    " all trials. etrms backtest show RUN --part trials lists them,"
	    " and etrms report RUN draws the best, and a map of two"
	    " parameters, on a terminal or as a page.\n\n"
	    "Ranges and choices are those that the strategy's file declares;"
	    " --param says otherwise, inside of them, and holds a parameter at"
	    " one value. What a require of the file refuses is skipped, and is"
	    " no trial.\n\n"
	    "Of several symbols each is a run by itself, on --capital of its"
	    " own, over the bars of the first; nothing is shared, and they are"
	    " of one money. A set's objective is then what --across makes of"
	    " theirs: the worst (the least, or of max_drawdown and its like"
	    " the most), the mean or the median; one that a symbol has no"
	    " value of has none. The constraint is met where every symbol"
	    " meets it, --assert likewise. The rest of a trial, and what luck"
	    " is computed from, is of all those accounts together: equity"
	    " added up bar by bar, trades counted over all, profit_factor and"
	    " payoff not told. Each symbol's own values are kept with every"
	    " trial, as rows behind it; the best set is replayed on each"
	    " symbol and kept as a run of each, the first one with the"
	    " trials.\n\n"
	    "--search genetic breeds sets: a first generation is drawn; then"
	    " parents are the best of three that are drawn, a child has each"
	    " parameter from one of two, and mutates by up to an eighth of a"
	    " range, and the best tenth of a generation lives on. --refine"
	    " goes on from the ten best of any search, by NLopt's Sbplx and"
	    " then a step to each side, over the steps that the file declares:"
	    " after a search by longer steps, --param fast=5..50/5, it looks"
	    " between them. No set is tried twice by them, each is a trial"
	    " that dsr counts, and the seed says all that is random.\n\n"
	    "Sets go through the array kernel where nothing limits the"
	    " account (--policy none, and no breakers) and the strategy looks"
	    " at its bars alone; other sets go through the replay, one after"
	    " the other, which is said and counted. The kernel says what the"
	    " replay says: should the replay of the best set differ in a trade"
	    " or in equity, nothing is kept, and the exit code is 70.\n\n"
	    "The best of many sets looks good even where none has an edge."
	    " dsr, the deflated Sharpe ratio, is the probability that the best"
	    " is better than the best of as many sets without an edge; below"
	    " 95% the verdict is that it means nothing. pbo is the probability"
	    " of overfitting (combinatorially symmetric cross-validation over"
	    " 16 blocks and at most 1000 of the trials): how often what is"
	    " best in one half of the time is below the median in the other."
	    " stability is the median objective of the sets a step away on one"
	    " axis by that of the best: far below 1 it is a lonely spike."
	    " importance is the share of the objective's variance, over all"
	    " trials, that lies between the values of one parameter.\n\n"
	    "max_drawdown, max_drawdown_days, volatility and ulcer as"
	    " objectives are the better the less they are; of equals the set"
	    " that was tried first is the best. What has no value of the"
	    " objective ranks last. sortino is told where the objective or"
	    " constraint asks for it.\n\n"
	    "Trials are kept as they come. Interrupted, or killed, the sweep"
	    " has no run yet, and the same command goes on from there. The"
	    " result does not depend on --jobs.\n\n"
	    "--shard prints a part of the trials as NDJSON that says what it is"
	    " of; the same command with --merge in the place of --shard joins"
	    " all parts, and comes to the same bytes as without. Shards of"
	    " other candles, another strategy, other terms or another version"
	    " are refused, and what is missing is named. examples/parallel.sh"
	    " and examples/slurm.sh drive them. Searches that learn, genetic"
	    " and --refine, have no shards.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &trial_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
