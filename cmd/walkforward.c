/*
 * etrms walkforward: parameters chosen over windows, and held behind them.
 */
#include "cmd/sweepterms.h"
#include "cmd/trials.h"
#include "research/result.h"
#include "research/walk.h"

#include <string.h>

#define SWEEP_ASSERT "'wfe > 0.5 and max_drawdown < 20%'"

struct args {
	struct run_terms terms;
	struct sweep_terms sets;
	int64_t train, test, embargo;
	bool anchored;
};

static const struct opt opts[] = {
	{ OPT_DURATION, 0, "train", "duration", NULL,
	  "what parameters are chosen over", AT(int64_t, train),
	  .required = true },
	{ OPT_DURATION, 0, "test", "duration", NULL,
	  "what they are held over then, and how far windows move on",
	  AT(int64_t, test), .required = true },
	{ OPT_DURATION, 0, "embargo", "duration", NULL,
	  "left out between the two", AT(int64_t, embargo) },
	{ OPT_FLAG, 0, "anchored", NULL, NULL,
	  "choose from the first bar on: windows grow instead of moving",
	  AT(bool, anchored) },
	SWEEP_TERMS_OPTS,
	RUN_TERMS_OPTS,
	{ .kind = OPT_DONE }
};

static enum err_code
print(struct session *s, struct walk_result *r, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &walk_window_record, &out, err);

	r->summary.run = r->run.id;
	if (rc == E_OK)
		rc = windows_print(out, &r->windows, &r->summary, err);
	return out_end(out, rc, err);
}

static void
give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	struct walk_result *r = self;

	if (strcmp(ask->name, "wfe") == 0)
		*out = run_number(r->summary.wfe);
	else
		run_field_give(&r->run, ask, out);
}

static enum err_code
keep(struct session *s, struct walk_result *r, struct err *err)
{
	enum err_code rc;

	r->run.time = clock_now(&s->clock);
	rc = run_add(s->store, &r->run, &r->parts, &r->source, err);
	return rc == E_OK ? print(s, r, err) : rc;
}

static enum err_code
judge(struct session *s, const struct expr *assertion, struct walk_result *r,
    struct err *err)
{
	const struct expr_source source = { .self = r, .value = give };

	sweep_warn(s, r->summary.replayed, r->summary.trials, r->reason);
	run_warnings_tell(s, &r->run);
	return run_assert(assertion, &source, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sweep_plan p = { .signals = -1 };
	struct walk w = { .train = a->train, .test = a->test,
	    .embargo = a->embargo, .anchored = a->anchored };
	struct walk_result r = { .windows = { 0 } };
	enum err_code rc = sweep_plan_open(&p, s, &a->terms, &a->sets,
	    operands, err);

	w.sweep = p.sweep;
	if (rc == E_OK)
		rc = a->sets.shard != NULL ? walk_shard(&w, &p.shard,
		    shard_take, s, err) : walk_run(&w, &r, err);
	progress_end(p.bar);
	if (rc == E_OK && a->sets.shard == NULL) {
		rc = keep(s, &r, err);
		if (rc == E_OK)
			rc = judge(s, p.assertion, &r, err);
	}
	walk_result_release(&r);
	sweep_plan_release(&p);
	return rc;
}

static const struct operand operand[] = {
	{ "strategy", false, false, WORDS_STRATEGY,
	  "a name of strategy list, or a path" },
	{ "symbol", false, false, WORDS_SYMBOL, "what it trades" },
	{ .name = NULL }
};

static const struct record *const more[] = { &walk_summary_record, NULL };

static const struct example examples[] = {
	{ "etrms walkforward examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none --train 8h --test 4h",
	  "chosen over 8 hours, held over the 4 behind them", 0 },
	{ "etrms walkforward examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --policy none --breakers none --train 8h --test 4h"
	  " --anchored --embargo 1h --assert 'wfe > 10'",
	  "windows that grow; fail where too little is kept", 1 },
	{ "etrms walkforward examples/minute_cross.strategy BTC/USDT"
	  " --timeframe 1m --train 90d --test 30d", "windows longer than the"
	  " data", 2 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, E_DATA, E_PARTIAL, E_OUTPUT,
    E_BUG, 0 };

const struct cmd cmd_walkforward = {
	.name = "walkforward",
	.group = "research",
	.summary = "choose parameters over windows, hold them behind",
	.about = "Chooses the parameters of a strategy over a window of stored"
	    " candles, as etrms optimize does, and holds them over the bars"
	    " behind it, which the choice never saw; then the window moves on"
	    " by as much. What came out of sample is replayed and put"
	    " together to one equity curve, and kept as a run: that is what"
	    " choosing again and again would have brought.\n\n"
	    "Each window begins with the money that the one before has left,"
	    " and flat. What is held at the end of a window is sold at its last"
	    " close, less slippage and fee; that is counted in the warnings."
	    " Where no set meets the constraint nothing is traded. Bars at the"
	    " end that fill no whole window are left out. Indicators see the"
	    " bars before a window as far as they look back.\n\n"
	    "wfe, the walk-forward efficiency, is the annual return out of"
	    " sample by that in sample, each compounded over all windows: how"
	    " much of what was found was kept; less than half is little. drift is"
	    " the standard deviation of each parameter over the windows. The"
	    " params of the run are those of"
	    " the last window. backtest show RUN --part windows lists the"
	    " windows again.\n\n"
	    "Each window is searched as --search and --refine say, by the same"
	    " seed.\n\n"
	    "Interrupted, or killed, it has no run yet, and the same command"
	    " goes on from there. --shard makes the choices of a part of the"
	    " windows and prints them; the same command with --merge in the"
	    " place of --shard joins all parts, holds what they chose, and"
	    " comes to the same bytes as without.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operand,
	.record = &walk_window_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
