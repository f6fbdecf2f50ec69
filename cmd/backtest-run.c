/*
 * etrms backtest run: a strategy over stored candles, through the gate with
 * policy and breakers, kept as a run.
 */
#include "base/decfloat.h"
#include "base/stamp.h"
#include "cmd/backtest.h"
#include "cmd/evalfields.h"
#include "cmd/online.h"
#include "cmd/runrules.h"
#include "cmd/strategy.h"
#include "expr/expr.h"
#include "gate/gate.h"
#include "research/backtest.h"
#include "research/assume.h"
#include "store/candles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct args {
	const char *venue, *policy, *breakers, *assert;
	int64_t timeframe, from, to, detail, seed;
	struct dec capital, leverage, fee, slippage, spread, impact,
	    volume_share;
	struct texts params;
	int margin_mode;
	bool allow_gaps, strict, slow;
};

static const char *const modes[] = { "cross", "isolated", NULL };

static const struct opt opts[] = {
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "open of the first bar; else the first that is stored",
	  AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL,
	  "bars that open before this time", AT(int64_t, to) },
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL,
	  "of the bars; else the strategy's, or 1h", AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "venue of stored candles",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_DEC, 0, "capital", "amount", "10000",
	  "what the account opens with, in the money of the symbols",
	  AT(struct dec, capital) },
	{ OPT_TEXTS, 'p', "param", "name=value", NULL,
	  "a value other than the file's", AT(struct texts, params) },
	{ OPT_DEC, 0, "leverage", "n", NULL,
	  "of perpetuals; else the strategy's, or 1",
	  AT(struct dec, leverage) },
	{ OPT_ENUM, 0, "margin-mode", "mode", "cross", "of perpetuals",
	  AT(int, margin_mode), .choices = modes },
	{ OPT_PERCENT, 0, "fee", "percent", NULL,
	  "of each side, for maker and taker; else the instrument's",
	  AT(struct dec, fee) },
	{ OPT_DEC, 0, "slippage", "bps", "1",
	  "hundredths of a percent that a taker loses to the price",
	  AT(struct dec, slippage) },
	{ OPT_DEC, 0, "spread-bps", "bps", "0",
	  "of which a taker pays half", AT(struct dec, spread) },
	{ OPT_DEC, 0, "impact-bps", "bps", "0",
	  "more for an order as large as the bar's volume",
	  AT(struct dec, impact) },
	{ OPT_DEC, 0, "volume-share", "share", "0",
	  "of a bar's volume that may be filled, 0.1 a tenth; 0: all",
	  AT(struct dec, volume_share) },
	{ OPT_DURATION, 0, "detail", "timeframe", NULL,
	  "stored bars that show the way inside a bar", AT(int64_t, detail),
	  .words = WORDS_TIMEFRAME },
	{ OPT_TEXT, 0, "policy", "file", NULL,
	  "limits of this file, or none; else those of the store",
	  AT(const char *, policy), .words = WORDS_FILE },
	{ OPT_TEXT, 0, "breakers", "file", NULL,
	  "breakers of this file, or none; else those of the store",
	  AT(const char *, breakers), .words = WORDS_FILE },
	{ OPT_INT, 0, "seed", "n", "1", "of what is random; kept with the run",
	  AT(int64_t, seed), .min = 0, .max = INT64_MAX },
	{ OPT_FLAG, 0, "allow-gaps", NULL, NULL,
	  "run over bars that are missing, and count them",
	  AT(bool, allow_gaps) },
	{ OPT_FLAG, 0, "strict", NULL, NULL,
	  "fail on a result that is absurd", AT(bool, strict) },
	{ OPT_TEXT, 0, "assert", "condition", NULL,
	  "exit 1 unless the result meets it: 'sharpe > 1 and trades >= 30'",
	  AT(const char *, assert) },
	{ OPT_FLAG, 0, "slow", NULL, NULL,
	  "run even what costs more than 2 microseconds a bar",
	  AT(bool, slow) },
	{ .kind = OPT_DONE }
};

struct running {
	struct session *s;
	const struct args *a;
	struct strategy_file file;
	char *path;
	struct strategy *strategy;
	struct buf text;
	VEC(struct given) given;
	VEC(struct expr_param) params;
	struct run_rules rules;
	char venue[VENUE_SIZE], currency[ASSET_SIZE];
	struct backtest b;
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

static enum err_code
strategy_load(struct running *r, const char *word, struct err *err)
{
	struct expr_findings findings = { 0 };
	enum err_code rc = strategy_file_find(r->s, word, &r->file, err);

	if (rc == E_OK)
		rc = params_read(r, err);
	if (rc == E_OK)
		rc = strategy_file_read(&r->file, &r->text, err);
	if (rc == E_OK) {
		struct strategy_source in = { .label = r->file.path,
		    .text = buf_text(&r->text), .len = r->text.len,
		    .timeframe = r->a->timeframe, .params = r->params.at,
		    .params_len = r->params.len };

		rc = strategy_read(&in, &r->strategy, &findings, err);
	}
	vec_release(&findings);
	return rc;
}

/* The one venue that has the main symbol's bars, or else shorter ones that
 * they can be made of. */
static enum err_code
venue_find(struct running *r, const char *symbol, struct err *err)
{
	struct serieses all = { 0 };
	char span[STAMP_TEXT_SIZE];
	enum err_code rc = series_list(r->s->store, r->a->venue, symbol, 0,
	    PRICE_LAST, &all, err);
	const struct series *near = rc == E_OK ? series_nearest(&all,
	    r->b.timeframe) : NULL;

	if (rc == E_OK && near == NULL)
		rc = err_set(err, E_USAGE, "%s %s: no candles are stored; see "
		    "etrms candles import", symbol,
		    duration_text(r->b.timeframe, span));
	for (size_t i = 0; rc == E_OK && i < all.len; i++)
		if (strcmp(all.at[i].venue, near->venue) != 0 &&
		    (all.at[i].timeframe == r->b.timeframe ||
		    (near->timeframe != r->b.timeframe &&
		    r->b.timeframe % all.at[i].timeframe == 0)))
			rc = err_set(err, E_USAGE, "%s: several venues have "
			    "its candles; choose one with --venue", symbol);
	if (rc == E_OK)
		TEXT_SET(r->venue, near->venue);
	vec_release(&all);
	return rc;
}

static enum err_code
check_share(const char *option, struct dec d, int64_t most, struct err *err)
{
	return dec_sign(d) >= 0 && dec_cmp(d, dec_int(most)) < 0 ? E_OK :
	    err_set(err, E_USAGE, "--%s: from 0 to below %lld", option,
	    (long long)most);
}

static enum err_code
settings_read(struct running *r, struct err *err)
{
	const struct args *a = r->a;
	struct sim_settings *s = &r->b.settings;
	enum err_code rc = check_share("slippage", a->slippage, 10000, err);

	s->slippage_bps = a->slippage;
	s->spread_bps = a->spread;
	s->impact_bps = a->impact;
	s->volume_share = a->volume_share;
	if (rc == E_OK)
		rc = check_share("spread-bps", a->spread, 10000, err);
	if (rc == E_OK)
		rc = check_share("impact-bps", a->impact, 10000, err);
	if (rc == E_OK && (dec_sign(a->volume_share) < 0 ||
	    dec_cmp(a->volume_share, dec_int(1)) > 0))
		rc = err_set(err, E_USAGE, "--volume-share: from 0 (no limit) "
		    "to 1");
	if (rc == E_OK && dec_known(a->fee))
		rc = check_share("fee", a->fee, 1, err);
	if (rc == E_OK && dec_known(a->leverage) &&
	    dec_cmp(a->leverage, dec_int(1)) < 0)
		rc = err_set(err, E_USAGE, "--leverage: at least 1");
	return rc;
}

static enum err_code
prepare(struct running *r, const struct texts *operands, struct err *err)
{
	const struct args *a = r->a;
	const char *main_symbol = operands->at[1];
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	enum err_code rc = settings_read(r, err);

	if (rc == E_OK)
		rc = strategy_load(r, operands->at[0], err);
	if (rc != E_OK)
		return rc;
	r->b.timeframe = a->timeframe != 0 ? a->timeframe :
	    r->strategy->timeframe != 0 ? r->strategy->timeframe : STAMP_HOUR;
	if (!symbol_split(main_symbol, base, quote, settle))
		return err_set(err, E_USAGE, "\"%s\" is not a symbol such as "
		    "BTC/USDT", main_symbol);
	TEXT_SET(r->currency, settle[0] != '\0' ? settle : quote);
	rc = venue_find(r, main_symbol, err);
	r->rules = (struct run_rules){ .s = r->s, .venue = r->venue,
	    .policy_file = a->policy, .breakers_file = a->breakers };
	if (rc == E_OK)
		rc = run_policy_find(&r->rules, err);
	return rc == E_OK ? run_breakers_find(&r->rules, err) : rc;
}

static enum err_code
assertion_compile(struct running *r, struct err *err)
{
	const struct expr_context in = { .place = EXPR_RESULT,
	    .label = "--assert", .want = EXPR_CONDITION };

	return r->a->assert == NULL ? E_OK : expr_compile(&in, r->a->assert,
	    &r->assertion, err);
}

static void
field_give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	const struct run *run = self;
	char text[DOUBLE_TEXT_SIZE];
	struct dec d;

	for (const struct field *f = run_record.fields; f->name != NULL; f++) {
		const char *at = (const char *)run + f->offset;

		if (strcmp(f->name, ask->name) != 0)
			continue;
		if (f->type == FIELD_INT)
			*out = expr_int(*(const int64_t *)(const void *)at);
		else if (f->type == FIELD_DEC)
			*out = expr_dec(*(const struct dec *)(const void *)at);
		else if (f->type == FIELD_DOUBLE) {
			double_text(*(const double *)(const void *)at, text);
			if (dec_parse_loose(text, strlen(text), &d) ||
			    dec_from_double(*(const double *)(const void *)at,
			    12, &d))
				*out = expr_dec(d);
		}
		return;
	}
}

static enum err_code
assertion_check(const struct running *r, struct run *run, struct err *err)
{
	const struct expr_source source = { .self = run,
	    .value = field_give };
	struct expr_why why = { .value = DEC_NONE, .limit = DEC_NONE };
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	enum truth truth;
	enum err_code rc;

	if (r->assertion == NULL)
		return E_OK;
	rc = expr_truth(r->assertion, &source, &truth, &why, err);
	if (rc != E_OK || truth == TRUTH_TRUE)
		return rc;
	if (truth == TRUTH_UNKNOWN)
		return err_set(err, E_NO, "--assert: %s is not available",
		    why.missing);
	return err_set(err, E_NO, "--assert: not met: %s: %s against %s",
	    why.cause, dec_text(why.value, a), dec_text(why.limit, b));
}

/* Kept, and printed as it is kept. */
static enum err_code
run_keep(struct running *r, struct run *run, const struct run_parts *parts,
    struct err *err)
{
	struct run_source source = { .strategy = { 0 } };
	struct run same = { .status = RUN_DONE };
	struct out *out = NULL;
	enum err_code rc = assume_write(&r->b, &same, &source, err);

	run->time = clock_now(&r->s->clock);
	TEXT_SET(run->version, ETRMS_VERSION);
	if (rc == E_OK)
		rc = run_add(r->s->store, run, parts, &source, err);
	run_source_release(&source);
	if (rc == E_OK)
		rc = session_out(r->s, &run_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, run, err);
	return out_end(out, rc, err);
}

static void
warnings_tell(const struct running *r, const struct run *run)
{
	const char *at = run->warnings;

	while (*at != '\0') {
		size_t n = strcspn(at, ";");

		session_warn(r->s, "%.*s", (int)n, at);
		at += n + (at[n] == ';');
	}
}

static enum err_code
judge(const struct running *r, struct run *run, struct err *err)
{
	enum err_code rc;

	/* Part of a run meets no assertion, and fails none. */
	if (run->status == RUN_CANCELED)
		return err_set(err, E_PARTIAL, "interrupted: run %s goes up to "
		    "there", run->id);
	rc = assertion_check(r, run, err);
	if (rc == E_OK && r->a->strict &&
	    strstr(run->warnings, "absurd:") != NULL)
		rc = err_set(err, E_NO, "the result is absurd: see the "
		    "warnings");
	return rc;
}

static enum err_code
run_one(struct running *r, const struct texts *operands, struct err *err)
{
	struct run run = { .status = RUN_DONE };
	struct run_parts parts = { .trades = { 0 } };
	struct replay_bar bar = { .s = r->s, .what = "backtest" };
	enum err_code rc;

	r->b.strategy = r->strategy;
	/* So that it is found again from anywhere; NULL: there is no file. */
	r->path = realpath(r->file.path, NULL);
	r->b.path = r->path != NULL ? r->path : r->file.path;
	r->b.venue = r->venue;
	r->b.symbols = (const char *const *)&operands->at[1];
	r->b.symbols_len = operands->len - 1;
	r->b.from = r->a->from;
	r->b.to = r->a->to;
	r->b.detail = r->a->detail;
	r->b.capital = r->a->capital;
	r->b.currency = r->currency;
	r->b.leverage = r->a->leverage;
	r->b.margin_mode = r->a->margin_mode;
	r->b.maker = r->b.taker = r->a->fee;
	r->b.policy = &r->rules.policy;
	r->b.breakers = &r->rules.breakers;
	r->b.seed = r->a->seed;
	r->b.allow_gaps = r->a->allow_gaps;
	r->b.slow = r->a->slow;
	r->b.progress = replay_bar_set;
	r->b.progress_self = &bar;
	rc = backtest_run(r->s->store, &r->b, &run, &parts, err);
	replay_bar_end(&bar);
	if (rc == E_OK)
		rc = run_keep(r, &run, &parts, err);
	if (rc == E_OK) {
		warnings_tell(r, &run);
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
	vec_release(&r->rules.policy);
	vec_release(&r->rules.breakers);
	strategy_free(r->strategy);
	strategy_file_release(&r->file);
	free(r->path);
	buf_release(&r->text);
	expr_free(r->assertion);
	if (r->signals >= 0)
		close(r->signals);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct running r = { .s = s, .a = args, .signals = -1 };
	enum err_code rc = assertion_compile(&r, err);

	if (rc == E_OK)
		rc = prepare(&r, operands, err);
	if (rc == E_OK)
		rc = session_signals(&r.signals, err);
	if (rc == E_OK)
		rc = run_one(&r, operands, err);
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

static const int exits[] = { E_NO, E_STORE, E_DATA, E_PARTIAL, E_OUTPUT, 0 };

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
