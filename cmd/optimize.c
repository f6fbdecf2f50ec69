/*
 * etrms optimize: many sets of parameters of a strategy over stored candles,
 * the best of them replayed and kept, and how much of it is luck.
 */
#include "base/stamp.h"
#include "cmd/online.h"
#include "cmd/runterms.h"
#include "cmd/trials.h"
#include "gate/gate.h"
#include "research/result.h"
#include "research/sweep.h"

#include <string.h>
#include <unistd.h>

struct args {
	struct run_terms terms;
	const char *objective, *constraint, *assert;
	struct texts params;
	int search;
	int64_t trials, jobs, top;
};

static const struct opt opts[] = {
	{ OPT_TEXTS, 'p', "param", "name=values", NULL,
	  "a range, fast=5..50/5, values, fast=5,10,20, or one value, fast=10,"
	  " where the file's is not meant", AT(struct texts, params) },
	{ OPT_ENUM, 0, "search", "how", "grid",
	  "every set, or so many that are drawn", AT(int, search),
	  .choices = search_names },
	{ OPT_INT, 'n', "trials", "count", "1000",
	  "sets to draw, of a search other than grid", AT(int64_t, trials),
	  .min = 1, .max = SWEEP_MOST },
	{ OPT_TEXT, 0, "objective", "field", "sharpe",
	  "what is best: total_return, sharpe, sortino, calmar, profit_factor,"
	  " expectancy, max_drawdown (the least) …, or an expression over"
	  " result fields (the most)", AT(const char *, objective) },
	{ OPT_TEXT, 0, "constraint", "condition", NULL,
	  "sets that do not meet it cannot be best: 'trades >= 30 and"
	  " max_drawdown < 25%'", AT(const char *, constraint) },
	{ OPT_INT, 'j', "jobs", "threads", "0", "0: one for each processor",
	  AT(int64_t, jobs), .min = 0, .max = 1024 },
	{ OPT_INT, 0, "top", "count", "10", "sets to list, the best first",
	  AT(int64_t, top), .min = 1, .max = SWEEP_TOP },
	{ OPT_TEXT, 0, "assert", "condition", NULL,
	  "exit 1 unless the best meets it: 'dsr > 95% and pbo < 50%'",
	  AT(const char *, assert) },
	RUN_TERMS_OPTS,
	{ .kind = OPT_DONE }
};

struct optimizing {
	struct run_plan plan;
	const struct args *a;
	struct strategy_source source;
	struct space space;
	struct objective objective;
	struct expr *constraint, *assertion;
	struct sweep_result result;
	struct progress *bar;
	int signals;
};

static bool
stopped(void *self)
{
	(void)self;
	return gate_interrupted();
}

static void
tell(void *self, int64_t done, int64_t of)
{
	struct optimizing *o = self;

	(void)of;
	progress_set(o->bar, done);
}

static enum err_code
sweep(struct optimizing *o, struct err *err)
{
	const struct args *a = o->a;
	struct session *s = o->plan.s;
	struct sweep w = { .store = s->store, .b = &o->plan.b,
	    .source = &o->source, .space = &o->space,
	    .search = { .kind = (enum search_kind)a->search,
	    .seed = (uint64_t)a->terms.seed }, .objective = &o->objective,
	    .constraint = o->constraint, .jobs = (unsigned)a->jobs,
	    .top = (size_t)a->top, .version = ETRMS_VERSION,
	    .now = clock_now(&s->clock), .stopped = stopped, .tell = tell,
	    .self = o };
	enum err_code rc;

	w.search.tries = a->search == SEARCH_GRID || a->trials >
	    o->space.sets ? o->space.sets : a->trials;
	o->bar = progress_start("sets", w.search.tries, s->globals->quiet);
	rc = sweep_run(&w, &o->result, err);
	progress_end(o->bar);
	return rc;
}

static enum err_code
keep(struct optimizing *o, struct err *err)
{
	struct sweep_result *r = &o->result;
	struct session *s = o->plan.s;

	r->run.time = clock_now(&s->clock);
	TEXT_SET(r->run.version, ETRMS_VERSION);
	sweep_result_finish(r);
	return run_add(s->store, &r->run, &r->parts, &r->source, err);
}

static enum err_code
print(struct optimizing *o, struct err *err)
{
	struct sweep_result *r = &o->result;
	struct session *s = o->plan.s;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &trial_record, &out, err);

	if (rc == E_OK)
		rc = out_part(out, &trial_record, "best sets", err);
	for (size_t i = 0; i < r->top.len && rc == E_OK; i++)
		rc = trial_print(out, &o->space, &r->top.at[i],
		    (int64_t)i + 1, err);
	r->summary.run = r->run.id;
	if (rc == E_OK)
		rc = out_part(out, &sweep_summary_record, "luck", err);
	if (rc == E_OK)
		rc = out_row(out, &r->summary, err);
	if (rc == E_OK)
		out_note(out, "%s.", r->summary.words);
	return out_end(out, rc, err);
}

/* The fields of the sweep, then those of the best set's run. */
static void
give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	struct sweep_result *r = self;

	if (strcmp(ask->name, "dsr") == 0)
		*out = run_number(r->summary.dsr);
	else if (strcmp(ask->name, "pbo") == 0)
		*out = run_number(r->summary.pbo);
	else
		run_field_give(&r->run, ask, out);
}

static enum err_code
judge(struct optimizing *o, struct err *err)
{
	const struct sweep_summary *s = &o->result.summary;
	const struct expr_source source = { .self = &o->result,
	    .value = give };

	if (s->replayed > 0 && s->replayed < s->trials)
		session_warn(o->plan.s, "%lld of %lld sets went through the"
		    " replay: %s", (long long)s->replayed,
		    (long long)s->trials, s->replay_reason);
	else if (s->replayed > 0)
		session_warn(o->plan.s, "every set went through the replay:"
		    " %s", s->replay_reason);
	if (o->result.resumed > 0)
		session_warn(o->plan.s, "%lld sets were there already, of the"
		    " same sweep before it was interrupted",
		    (long long)o->result.resumed);
	run_warnings_tell(o->plan.s, &o->result.run);
	return run_assert(o->assertion, &source, err);
}

static void
optimizing_release(struct optimizing *o)
{
	sweep_result_release(&o->result);
	space_release(&o->space);
	objective_release(&o->objective);
	expr_free(o->constraint);
	expr_free(o->assertion);
	run_plan_release(&o->plan);
	if (o->signals >= 0)
		close(o->signals);
}

static enum err_code
prepare(struct optimizing *o, const struct texts *operands, struct err *err)
{
	const struct args *a = o->a;
	enum err_code rc = objective_read(a->objective, &o->objective, err);

	if (rc == E_OK)
		rc = constraint_read(a->constraint, &o->constraint, err);
	if (rc == E_OK)
		rc = run_assertion(a->assert, &o->assertion, err);
	if (rc == E_OK)
		rc = run_plan_open(&o->plan, operands, NULL, 0, err);
	if (rc == E_OK)
		rc = space_make(o->plan.strategy, a->params.at, a->params.len,
		    &o->space, err);
	o->source = (struct strategy_source){ .label = o->plan.file.path,
	    .text = buf_text(&o->plan.text), .len = o->plan.text.len,
	    .timeframe = a->terms.timeframe };
	return rc == E_OK ? session_signals(&o->signals, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct optimizing o = { .a = args, .signals = -1 };
	enum err_code rc;

	o.plan.s = s;
	o.plan.terms = &o.a->terms;
	rc = prepare(&o, operands, err);
	if (rc == E_OK)
		rc = sweep(&o, err);
	if (rc == E_OK)
		rc = keep(&o, err);
	if (rc == E_OK)
		rc = print(&o, err);
	if (rc == E_OK)
		rc = judge(&o, err);
	optimizing_release(&o);
	return rc;
}

static const struct operand operand[] = {
	{ "strategy", false, false, WORDS_STRATEGY,
	  "a name of strategy list, or a path" },
	{ "symbol", false, false, WORDS_SYMBOL, "what it trades" },
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
	    " and etrms report RUN draws the best.\n\n"
	    "Ranges and choices are those that the strategy's file declares;"
	    " --param says otherwise, inside of them, and holds a parameter at"
	    " one value. What a require of the file refuses is skipped, and is"
	    " no trial.\n\n"
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
	    " axis by that of the best: far below 1 it is a lonely spike.\n\n"
	    "max_drawdown, max_drawdown_days, volatility and ulcer as"
	    " objectives are the better the less they are; of equals the set"
	    " that was tried first is the best. What has no value of the"
	    " objective ranks last. sortino is told where the objective or"
	    " constraint asks for it.\n\n"
	    "Trials are kept as they come. Interrupted, or killed, the sweep"
	    " has no run yet, and the same command goes on from there. The"
	    " result does not depend on --jobs.",
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
