/*
 * etrms backtest run: a strategy over stored candles, through the gate with
 * policy and breakers, kept as a run.
 */
#include "cmd/backtest.h"
#include "cmd/evalfields.h"
#include "cmd/online.h"
#include "cmd/runterms.h"
#include "research/assume.h"
#include "research/result.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct args {
	struct run_terms terms;
	const char *assert;
	struct texts params;
	bool strict;
};

static const struct opt opts[] = {
	RUN_TERMS_OPTS,
	{ OPT_TEXTS, 'p', "param", "name=value", NULL,
	  "a value other than the file's", AT(struct texts, params) },
	{ OPT_FLAG, 0, "strict", NULL, NULL,
	  "fail on a result that is absurd", AT(bool, strict) },
	{ OPT_TEXT, 0, "assert", "condition", NULL,
	  "exit 1 unless the result meets it: 'sharpe > 1 and trades >= 30'",
	  AT(const char *, assert) },
	{ .kind = OPT_DONE }
};

struct running {
	struct run_plan plan;
	const struct args *a;
	VEC(struct given) given;
	VEC(struct expr_param) params;
	int signals;
	struct expr *assertion;
};

static enum err_code
params_read(struct running *r, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < r->a->params.len && rc == E_OK; i++) {
		struct given g = { 0 };

		rc = given_cut(r->a->params.at[i], "--param", false, &g, err);
		if (rc == E_OK) {
			vec_push(&r->given, g);
			vec_push(&r->params, ((struct expr_param){ g.name,
			    g.value }));
		}
	}
	return rc;
}

/* Kept, and printed as it is kept. */
static enum err_code
run_keep(struct running *r, struct run *run, const struct run_parts *parts,
    struct err *err)
{
	struct run_source source = { .strategy = { 0 } };
	struct run same = { .status = RUN_DONE };
	struct out *out = NULL;
	enum err_code rc = assume_write(&r->plan.b, &same, &source, err);

	run->time = clock_now(&r->plan.s->clock);
	TEXT_SET(run->version, ETRMS_VERSION);
	if (rc == E_OK)
		rc = run_add(r->plan.s->store, run, parts, &source, err);
	run_source_release(&source);
	if (rc == E_OK)
		rc = session_out(r->plan.s, &run_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, run, err);
	return out_end(out, rc, err);
}

static enum err_code
judge(const struct running *r, struct run *run, struct err *err)
{
	const struct expr_source source = { .self = run,
	    .value = run_field_give };
	enum err_code rc;

	/* Part of a run meets no assertion, and fails none. */
	if (run->status == RUN_CANCELED)
		return err_set(err, E_PARTIAL, "interrupted: run %s goes up to "
		    "there", run->id);
	rc = run_assert(r->assertion, &source, err);
	if (rc == E_OK && r->a->strict &&
	    strstr(run->warnings, "absurd:") != NULL)
		rc = err_set(err, E_NO, "the result is absurd: see the "
		    "warnings");
	return rc;
}

static enum err_code
run_one(struct running *r, struct err *err)
{
	struct run run = { .status = RUN_DONE };
	struct run_parts parts = { .trades = { 0 } };
	struct session *s = r->plan.s;
	struct replay_bar bar = { .s = s, .what = "backtest" };
	enum err_code rc;

	r->plan.b.progress = replay_bar_set;
	r->plan.b.progress_self = &bar;
	rc = backtest_run(s->store, &r->plan.b, &run, &parts, err);
	replay_bar_end(&bar);
	if (rc == E_OK)
		rc = run_keep(r, &run, &parts, err);
	if (rc == E_OK) {
		run_warnings_tell(s, &run);
		rc = judge(r, &run, err);
	}
	run_parts_release(&parts);
	return rc;
}

static void
running_release(struct running *r)
{
	for (size_t i = 0; i < r->given.len; i++)
		free(r->given.at[i].name);
	vec_release(&r->given);
	vec_release(&r->params);
	run_plan_release(&r->plan);
	expr_free(r->assertion);
	if (r->signals >= 0)
		close(r->signals);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct running r = { .a = args, .signals = -1 };
	enum err_code rc = run_assertion(r.a->assert, &r.assertion, err);

	r.plan.s = s;
	r.plan.terms = &r.a->terms;
	if (rc == E_OK)
		rc = params_read(&r, err);
	if (rc == E_OK)
		rc = run_plan_open(&r.plan, operands, r.params.at,
		    r.params.len, err);
	if (rc == E_OK)
		rc = session_signals(&r.signals, err);
	if (rc == E_OK)
		rc = run_one(&r, err);
	running_release(&r);
	return rc;
}

static const struct operand operand[] = {
	{ "strategy", false, false, WORDS_STRATEGY,
	  "a name of strategy list, or a path" },
	{ "symbol", false, true, WORDS_SYMBOL,
	  "what it trades; several share one account" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms backtest run buy_and_hold BTC/USDT --timeframe 1m",
	  "over all that is stored", 0 },
	{ "etrms backtest run buy_and_hold BTC/USDT --timeframe 1m"
	  " --assert 'trades > 1000000'",
	  "fail where a result is not met", 1 },
	{ "etrms backtest run rsi_reversion BTC/USDT --timeframe 1m",
	  "its bars are of 4h", 2 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, E_REFUSED, E_DATA, E_PARTIAL,
    E_OUTPUT, 0 };

const struct cmd cmd_backtest_run = {
	.name = "backtest run",
	.group = "research",
	.summary = "run a strategy over stored candles",
	.about = "Replays stored candles through the simulated venue, behind"
	    " the gate that guards an account: every order of the strategy is"
	    " judged by the policy, breakers are asked at the open, the"
	    " extremes and the close of every bar, and what they do is part of"
	    " the result. What is decided on a close is filled at the next"
	    " open. The run is kept with everything that it takes to repeat"
	    " it; etrms backtest list, show and verify find it again.\n\n"
	    "Policy and breakers are those of the store that hold for every"
	    " account, with --account also those of that one, or those of the"
	    " files given: a line for each, in the words of policy set, as"
	    " max-order-notional 2500, and of breaker add, without the quotes"
	    " that a shell wants: daily --when drawdown(1d) > 5% --do halt."
	    " A limit such as 5000 * regime_factor@4h follows the bars that have"
	    " closed by then, made of those of the run, and those before it."
	    " With --policy none nothing is limited, not even by"
	    " the defaults; with --breakers none there are none.\n\n"
	    "Bars before --from are read as far as the strategy's indicators"
	    " look back and take to settle; where they are not stored a"
	    " warning says so. Bars of a timeframe that is not stored are"
	    " made of the longest stored ones that divide it. Bars that are"
	    " missing in the range are refused unless --allow-gaps is"
	    " given. The first symbol says from when to when; of the others"
	    " one that begins later or ends earlier is traded while it is"
	    " there, and a warning says so.\n\n"
	    "An entry that is refused by the policy, or rejected by the venue,"
	    " is not tried again while its condition stays true from bar to"
	    " bar; an exit is tried until nothing is held. An account that has"
	    " lost everything is left alone, and the run ends as bankrupt."
	    " Interrupted, it is kept as far as it came, as canceled.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &run_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
