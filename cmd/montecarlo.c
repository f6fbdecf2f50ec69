/*
 * etrms montecarlo: what a run, or returns from anywhere, might have come to,
 * kept as a run of its own.
 */
#include "base/decfloat.h"
#include "base/parallel.h"
#include "cmd/held.h"
#include "cmd/online.h"
#include "cmd/outcome.h"
#include "cmd/runterms.h"
#include "feed/returns.h"
#include "gate/gate.h"
#include "research/montecarlo.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HORIZON 30		/* bars ahead, of what is held */
#define LINES ((size_t)1 << 16)		/* bytes of a shard that wait */
#define DIGITS_OF(x) #x
#define DIGITS(x) DIGITS_OF(x)

struct args {
	const char *run, *returns, *assert, *shard, *block;
	struct texts merge;
	int method;
	int64_t paths, seed, jobs, timeframe, horizon;
	struct dec ruin_level, capital, missed, slippage, fee, jitter;
	bool bands, each_path, portfolio;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "run", "run", NULL,
	  "what to ask about: of a backtest, or of what optimize or walkforward"
	  " chose",
	  AT(const char *, run), .words = WORDS_RUN },
	{ OPT_TEXT, 0, "returns", "file", NULL,
	  "returns instead: one a line, or the column return of a CSV; - is"
	  " standard input", AT(const char *, returns), .words = WORDS_FILE },
	{ OPT_FLAG, 0, "portfolio", NULL, NULL,
	  "what an account holds instead, over the past of its symbols",
	  AT(bool, portfolio) },
	{ OPT_ENUM, 'm', "method", "method", NULL,
	  "bootstrap, or blocks of --portfolio, where none is given. shuffle:"
	  " the same trades in another order; bootstrap: trades drawn from all"
	  " of them; blocks: runs of neighbouring bars; fills: the same trades,"
	  " some missed and all filled worse; jitter: run again with parameters"
	  " near its own; candles: run again over bars that might have been",
	  AT(int, method), .choices = path_method_names },
	{ OPT_INT, 'n', "paths", "count", "10000", "how many are drawn",
	  AT(int64_t, paths), .min = 1, .max = MONTECARLO_PATHS },
	{ OPT_INT, 0, "horizon", "steps", NULL,
	  "trades or bars of each path; else as many as there are, of"
	  " --portfolio 30", AT(int64_t, horizon), .min = 1,
	  .max = MONTECARLO_HORIZON },
	{ OPT_TEXT, 0, "block", "bars", NULL,
	  "mean length of blocks, or auto: what suits the returns best; else"
	  " the cube root of the bars", AT(const char *, block) },
	{ OPT_PERCENT, 0, "missed", "percent", "5%",
	  "of fills: probability that a trade does not come about",
	  AT(struct dec, missed) },
	{ OPT_PERCENT, 0, "more-slippage", "percent", "0.05%",
	  "of fills: what either side may lose more, evenly up to this",
	  AT(struct dec, slippage) },
	{ OPT_PERCENT, 0, "more-fee", "percent", "0%",
	  "of fills: what either side pays more", AT(struct dec, fee) },
	{ OPT_PERCENT, 0, "jitter", "percent", "10%",
	  "of jitter: how far each parameter may move, of its range",
	  AT(struct dec, jitter) },
	{ OPT_PERCENT, 0, "ruin-level", "percent", "50%",
	  "share of the capital at which it is ruin",
	  AT(struct dec, ruin_level) },
	{ OPT_DEC, 0, "capital", "amount", "10000",
	  "that --returns are earned on; a run and an account have their own",
	  AT(struct dec, capital) },
	{ OPT_DURATION, 't', "timeframe", "timeframe", "1d",
	  "what each of --returns is of, and the bars of --portfolio",
	  AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_INT, 0, "seed", "n", "1", "of what is random; kept with the run",
	  AT(int64_t, seed), .min = 0, .max = INT64_MAX },
	{ OPT_INT, 'j', "jobs", "threads", "0",
	  "0: as many as the machine has processors; the result is the same",
	  AT(int64_t, jobs), .min = 0, .max = PARALLEL_MOST },
	{ OPT_FLAG, 0, "bands", NULL, NULL,
	  "print how equity fans out on the way, too", AT(bool, bands) },
	{ OPT_FLAG, 0, "each-path", NULL, NULL,
	  "print what each path came to, too", AT(bool, each_path) },
	{ OPT_TEXT, 0, "assert", "condition", NULL,
	  "exit 1 unless the result meets it: 'ruin < 1%'",
	  AT(const char *, assert) },
	{ OPT_TEXT, 0, "shard", "i/n", NULL,
	  "draw this part of the paths only, and print it for --merge; nothing"
	  " is kept", AT(const char *, shard) },
	{ OPT_TEXTS, 0, "merge", "file", NULL,
	  "take the paths from shards, all of them", AT(struct texts, merge),
	  .words = WORDS_FILE },
	{ .kind = OPT_DONE }
};

struct drawing {
	struct session *s;
	const struct args *a;
	struct run_returns returns;
	struct held_past held;		/* of --portfolio */
	int method;
	double block;			/* 0: as usual */
	struct expr *assertion;
	struct shard shard;
	struct montecarlo m;
	struct montecarlo_work w;
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
tell(void *self, size_t done)
{
	struct drawing *d = self;

	progress_set(d->bar, (int64_t)done);
}

static enum err_code
share_check(const char *option, struct dec d, struct err *err)
{
	return dec_sign(d) >= 0 && dec_cmp(d, dec_int(1)) <= 0 ? E_OK :
	    err_set(err, E_USAGE, "--%s: from 0%% to 100%%", option);
}

/* Whole bars, or auto. */
static enum err_code
block_read(struct drawing *d, struct err *err)
{
	const char *text = d->a->block;
	int64_t bars;
	struct dec n;

	if (text == NULL)
		return E_OK;
	if (d->method != PATH_BLOCKS && d->method != PATH_CANDLES)
		return err_set(err, E_USAGE, "--block: only with --method "
		    "blocks or candles");
	if (strcmp(text, "auto") == 0)
		d->block = MONTECARLO_AUTO;
	else if (dec_parse_text(text, &n) && dec_steps(n, dec_int(1), &bars) &&
	    bars >= 1 && bars <= INT32_MAX)
		d->block = (double)bars;
	else
		return err_set(err, E_USAGE, "--block %s: neither auto nor a"
		    " number of bars from 1 on", text);
	return E_OK;
}

static enum err_code
method_choose(struct drawing *d, struct err *err)
{
	const struct args *a = d->a;
	bool drawn;

	d->method = a->method >= 0 ? a->method : a->portfolio ? PATH_BLOCKS :
	    PATH_BOOTSTRAP;
	drawn = d->method == PATH_BOOTSTRAP || d->method == PATH_BLOCKS;
	if (a->portfolio && !drawn)
		return err_set(err, E_USAGE, "--portfolio: only with --method"
		    " blocks or bootstrap");
	if (a->horizon > 0 && !drawn)
		return err_set(err, E_USAGE, "--horizon: only with --method"
		    " bootstrap or blocks");
	return E_OK;
}

static enum err_code
args_check(struct drawing *d, struct err *err)
{
	const struct args *a = d->a;
	enum err_code rc;

	if ((a->run != NULL) + (a->returns != NULL) + a->portfolio != 1)
		return err_set(err, E_USAGE, "--run, --returns or --portfolio:"
		    " one of them says what to ask about");
	rc = method_choose(d, err);
	if (rc != E_OK)
		return rc;
	if (dec_sign(a->ruin_level) < 0 ||
	    dec_cmp(a->ruin_level, dec_int(1)) >= 0)
		return err_set(err, E_USAGE, "--ruin-level: from 0%% to below "
		    "100%%");
	if (dec_sign(a->capital) <= 0)
		return err_set(err, E_USAGE, "--capital: more than 0");
	rc = block_read(d, err);
	if (rc == E_OK)
		rc = share_check("missed", a->missed, err);
	if (rc == E_OK)
		rc = share_check("more-slippage", a->slippage, err);
	if (rc == E_OK)
		rc = share_check("more-fee", a->fee, err);
	if (rc == E_OK)
		rc = share_check("jitter", a->jitter, err);
	if (rc != E_OK)
		return rc;
	if (a->shard != NULL && a->merge.len > 0)
		return err_set(err, E_USAGE, "--shard and --merge: one of "
		    "them");
	if (a->shard != NULL && (a->assert != NULL || a->bands ||
	    a->each_path))
		return err_set(err, E_USAGE, "--shard is a part of the paths: "
		    "--assert, --bands and --each-path go with --merge");
	return a->shard == NULL ? E_OK : shard_parse(a->shard, &d->shard,
	    err);
}

static enum err_code
returns_read(struct drawing *d, struct err *err)
{
	struct returns all = { 0 };
	enum err_code rc = feed_returns(d->a->returns, &all, err);

	vec_reserve(&d->returns, all.len);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		vec_push(&d->returns, (struct run_return){ all.at[i] });
	vec_release(&all);
	return rc;
}

static void
of_held(struct drawing *d)
{
	d->m.returns = &d->held.returns;
	d->m.about = &d->held.about;
	d->m.path = d->held.about.strategy_path;
	d->m.capital = d->held.about.capital;
	if (d->m.horizon == 0)
		d->m.horizon = HORIZON;
}

static enum err_code
open_it(struct drawing *d, struct err *err)
{
	const struct args *a = d->a;
	enum err_code rc = a->returns != NULL ? returns_read(d, err) :
	    a->portfolio ? held_load(d->s, a->timeframe, &d->held, err) : E_OK;

	d->m = (struct montecarlo){ .run = a->run, .returns = &d->returns,
	    .path = a->returns, .timeframe = a->timeframe,
	    .capital = a->capital, .method = d->method,
	    .horizon = (size_t)a->horizon,
	    .block = d->block,
	    .missed = dec_to_double(a->missed),
	    .slippage = dec_to_double(a->slippage),
	    .fee = dec_to_double(a->fee),
	    .jitter = dec_to_double(a->jitter), .ruin_level =
	    dec_to_double(a->ruin_level), .paths = (size_t)a->paths,
	    .seed = a->seed, .jobs = (unsigned)a->jobs, .stopped = stopped,
	    .tell = tell, .self = d };
	if (a->portfolio)
		of_held(d);
	if (rc == E_OK)
		rc = montecarlo_open(d->s->store, &d->m, &d->w, err);
	return rc;
}

static enum err_code
shard_print(struct drawing *d, struct err *err)
{
	struct montecarlo_form form;
	struct shard_writer w;
	struct buf lines = { 0 };
	double values[SHARD_COLUMNS_MOST];
	size_t first, end, done;
	enum err_code rc;

	montecarlo_form(&d->w, ETRMS_VERSION, &form);
	shard_range(&d->shard, d->m.paths, &first, &end);
	rc = montecarlo_draw(&d->w, first, end, &done, err);
	progress_end(d->bar);
	d->bar = NULL;
	shard_begin(&w, &form.form, &d->shard, &lines);
	for (size_t i = first; i < end && rc == E_OK; i++) {
		montecarlo_values(&d->w, i, values);
		shard_item(&w, i, values);
		if (lines.len > LINES)
			rc = shard_take(d->s, &lines, err);
	}
	if (rc == E_OK) {
		shard_end(&w);
		rc = shard_take(d->s, &lines, err);
	}
	buf_release(&lines);
	return rc;
}

static enum err_code
shards_merge(struct drawing *d, struct err *err)
{
	const struct texts *files = &d->a->merge;
	struct montecarlo_form form;
	double *values = NULL;
	enum err_code rc;

	montecarlo_form(&d->w, ETRMS_VERSION, &form);
	rc = shards_read(&form.form, files->at, files->len, &values, err);
	if (rc == E_OK)
		rc = montecarlo_merge(&d->w, values, err);
	free(values);
	return rc;
}

static enum err_code
keep(struct drawing *d, size_t paths, struct err *err)
{
	const struct run_source none = { .strategy = { 0 } };
	struct run run;
	struct run_parts parts = { .trades = { 0 } };
	struct chances c = { .outcome = { .run = NULL } };
	enum err_code rc = montecarlo_sum(&d->w, paths, &run, &c, err);

	if (rc != E_OK) {
		chances_release(&c);
		return rc;
	}
	run.time = clock_now(&d->s->clock);
	TEXT_SET(run.version, ETRMS_VERSION);
	chances_pack(&c, &parts);
	rc = run_add(d->s->store, &run, &parts, &none, err);
	run_parts_release(&parts);
	chances_name(&c, run.id);
	if (rc == E_OK)
		rc = outcome_print(d->s, &d->w, &c, d->a->bands,
		    d->a->each_path, err);
	if (rc == E_OK)
		run_warnings_tell(d->s, &run);
	if (rc == E_OK && run.status == RUN_CANCELED)
		rc = err_set(err, E_PARTIAL, "interrupted: run %s has the first"
		    " %zu paths", run.id, paths);
	else if (rc == E_OK)
		rc = outcome_assert(d->assertion, &c.outcome, &run, err);
	chances_release(&c);
	return rc;
}

static enum err_code
draw(struct drawing *d, struct err *err)
{
	size_t done = d->m.paths;
	enum err_code rc = d->a->merge.len > 0 ? shards_merge(d, err) :
	    montecarlo_draw(&d->w, 0, d->m.paths, &done, err);

	progress_end(d->bar);
	d->bar = NULL;
	/* What was drawn before an interruption is a smaller run. */
	if (rc == E_PARTIAL && d->a->merge.len == 0 && done > 0)
		rc = E_OK;
	return rc == E_OK ? keep(d, done, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct drawing d = { .s = s, .a = args, .signals = -1 };
	enum err_code rc = run_assertion(d.a->assert, &d.assertion, err);

	(void)operands;
	if (rc == E_OK)
		rc = args_check(&d, err);
	if (rc == E_OK)
		rc = open_it(&d, err);
	if (rc == E_OK)
		rc = session_signals(&d.signals, err);
	if (rc == E_OK) {
		d.bar = progress_start("montecarlo", (int64_t)d.m.paths,
		    s->style.quiet);
		rc = d.a->shard != NULL ? shard_print(&d, err) :
		    draw(&d, err);
	}
	progress_end(d.bar);
	montecarlo_release(&d.w);
	vec_release(&d.returns);
	vec_release(&d.held.returns);
	expr_free(d.assertion);
	if (d.signals >= 0)
		close(d.signals);
	return rc;
}

static const struct record *const more[] = { &run_quantile_record,
    &run_band_record, &path_record, NULL };

static const struct example examples[] = {
	{ "etrms montecarlo --run 1", "how bad could it have been?", 0 },
	{ "etrms montecarlo --run 1 --method blocks --assert 'ruin < 1%'",
	  "bars in blocks; fail where ruin is likely", 0 },
	{ "run=$(etrms backtest run sma_cross BTC/USDT --policy none"
	  " --fields id --format csv --no-header) && etrms montecarlo --run"
	  " $run --method jitter --paths 200 && etrms montecarlo --run $run"
	  " --method candles --paths 200 --block auto",
	  "would parameters near by have done as well, and over other prices?",
	  0 },
	{ "etrms montecarlo --portfolio --account demo --timeframe 1h"
	  " --horizon 24", "what may come of what is held, by tomorrow?", 0 },
	{ "printf '0.01\\n-0.02\\n0.015\\n' | etrms montecarlo --returns -"
	  " --format csv", "of returns of another program", 0 },
	{ "etrms montecarlo --run 1 --shard 1/2 >one.ndjson && etrms"
	  " montecarlo --run 1 --shard 2/2 >two.ndjson && etrms montecarlo"
	  " --run 1 --merge one.ndjson --merge two.ndjson",
	  "in two parts, on one machine or on two", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, E_NETWORK, E_LIMITED, E_LOCKED,
    E_DATA, E_PARTIAL, E_OUTPUT, 0 };

const struct cmd cmd_montecarlo = {
	.name = "montecarlo",
	.group = "research",
	.summary = "ask how much of a run was luck, and how bad it can get",
	.about = "Draws paths that might have been, and says between what their"
	    " ends, drawdowns and Sharpe ratios lie. Quantiles are of each"
	    " number by itself: the path with the deepest drawdown need not be"
	    " the one that ended lowest.\n\n"
	    "Of a run, shuffle and bootstrap take its closed trades, each as"
	    " the profit by the equity that there was before; blocks takes the"
	    " returns of its bars. A shuffle has the same trades in another"
	    " order: all its paths end alike, and differ in their drawdowns. A"
	    " bootstrap draws each trade from all of them. Both see equity"
	    " where trades close: what a trade fell by before it was closed is"
	    " in no drawdown of theirs. Blocks (the"
	    " stationary bootstrap of Politis and Romano, 1994) draws runs of"
	    " neighbouring bars, of random length with the mean that --block"
	    " says, so that what follows upon each other stays together; of"
	    " --block auto it is the longer of what suits the returns and"
	    " their squares best, by Politis and White (2004, corrected in"
	    " 2009)."
	    " Returns are drawn by any of these three.\n\n"
	    "Fills takes a run's trades in their order, but misses some of"
	    " them, which come to nothing, and fills the others worse: what"
	    " --more-slippage and --more-fee take is of what was traded on"
	    " either side. The strategy is not run again, so that what a missed"
	    " trade would have changed in later ones is left out.\n\n"
	    "Jitter and candles run the strategy again for each path, over what"
	    " is stored, under the run's own terms, policy and breakers, and"
	    " take equity at each bar's close; what the fast engine of sweeps"
	    " cannot run goes through the replay, which is slower, and is said"
	    " and counted. Jitter draws each parameter that has a range and a"
	    " step evenly from the values up to --jitter of its range away, at"
	    " least one step: a result that falls apart there was a lucky"
	    " choice. Candles draws the moves of bars, open, high, low and"
	    " close each by the close before, in blocks as above, and makes"
	    " bars of them from the first bar of the run on: high stays the"
	    " highest and low the lowest, volumes come along, funding rates"
	    " stay where they were.\n\n"
	    "--portfolio takes the positions of an account (--account, or the"
	    " only one that is active) as they are now, and the past of their"
	    " symbols as it is stored: the return of each bar that all of them"
	    " have is the sum of theirs, each by its share of the equity, so"
	    " that what has moved together goes on moving together; blocks of"
	    " these returns make what may be --horizon bars from now. Shares"
	    " stay what they are; stops, fees and funding are left out.\n\n"
	    "Ruin is equity that at any step is at or below --ruin-level of"
	    " the capital. The bands are of the first " DIGITS(CHANCE_FAN)
	    " paths.\n\n"
	    "It is kept as a run of kind montecarlo with its seed, its method"
	    " and a hash of what it was drawn from: etrms report draws it as a"
	    " fan, etrms backtest verify repeats it to the last bit. Its numbers in"
	    " a list of runs are the medians. Each path has random numbers of"
	    " its own, so that the number of threads and of shards changes"
	    " nothing. Interrupted, it keeps the paths that it has (exit code"
	    " 13): the first of them, which come to what as many that were"
	    " asked for come to; only its status, canceled, and so its"
	    " result_hash, which is of the status, too, are others.\n\n"
	    "--shard prints a part of the paths as NDJSON that says what it is"
	    " of; the same command with --merge in the place of --shard joins"
	    " all parts, refuses those of other data, another version or"
	    " another seed, and names those that are missing.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &run_outcome_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
