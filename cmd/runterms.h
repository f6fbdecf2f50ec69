/*
 * The terms of a run as options: what backtest run, optimize and walkforward
 * share, and the backtest that they describe. A command that takes them begins
 * its args with a struct run_terms named `terms`, and its options with
 * RUN_TERMS_OPTS.
 */
#ifndef CMD_RUNTERMS_H
#define CMD_RUNTERMS_H

#include "cmd/runrules.h"
#include "cmd/strategy.h"
#include "research/backtest.h"

struct run_terms {
	const char *venue, *policy, *breakers;
	int64_t timeframe, from, to, detail, seed;
	struct dec capital, leverage, fee, slippage, spread, impact,
	    volume_share;
	int margin_mode;
	bool allow_gaps, slow;
};

extern const char *const run_terms_modes[];

#define RUN_TERMS_OPTS \
	{ OPT_STAMP, 0, "from", "time", NULL, \
	  "open of the first bar; else the first that is stored", \
	  AT(int64_t, terms.from) }, \
	{ OPT_STAMP, 0, "to", "time", NULL, \
	  "bars that open before this time", AT(int64_t, terms.to) }, \
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL, \
	  "of the bars; else the strategy's, or 1h", AT(int64_t, terms.timeframe), \
	  .words = WORDS_TIMEFRAME }, \
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "venue of stored candles", \
	  AT(const char *, terms.venue), .words = WORDS_VENUE }, \
	{ OPT_DEC, 0, "capital", "amount", "10000", \
	  "what the account opens with, in the money of the symbols", \
	  AT(struct dec, terms.capital) }, \
	{ OPT_DEC, 0, "leverage", "n", NULL, \
	  "of perpetuals; else the strategy's, or 1", \
	  AT(struct dec, terms.leverage) }, \
	{ OPT_ENUM, 0, "margin-mode", "mode", "cross", "of perpetuals", \
	  AT(int, terms.margin_mode), .choices = run_terms_modes }, \
	{ OPT_PERCENT, 0, "fee", "percent", NULL, \
	  "of each side, for maker and taker; else the instrument's", \
	  AT(struct dec, terms.fee) }, \
	{ OPT_DEC, 0, "slippage", "bps", "1", \
	  "hundredths of a percent that a taker loses to the price", \
	  AT(struct dec, terms.slippage) }, \
	{ OPT_DEC, 0, "spread-bps", "bps", "0", \
	  "of which a taker pays half", AT(struct dec, terms.spread) }, \
	{ OPT_DEC, 0, "impact-bps", "bps", "0", \
	  "more for an order as large as the bar's volume", \
	  AT(struct dec, terms.impact) }, \
	{ OPT_DEC, 0, "volume-share", "share", "0", \
	  "of a bar's volume that may be filled, 0.1 a tenth; 0: all", \
	  AT(struct dec, terms.volume_share) }, \
	{ OPT_DURATION, 0, "detail", "timeframe", NULL, \
	  "stored bars that show the way inside a bar", AT(int64_t, terms.detail), \
	  .words = WORDS_TIMEFRAME }, \
	{ OPT_TEXT, 0, "policy", "file", NULL, \
	  "limits of this file, or none; else those of the store", \
	  AT(const char *, terms.policy), .words = WORDS_FILE }, \
	{ OPT_TEXT, 0, "breakers", "file", NULL, \
	  "breakers of this file, or none; else those of the store", \
	  AT(const char *, terms.breakers), .words = WORDS_FILE }, \
	{ OPT_INT, 0, "seed", "n", "1", "of what is random; kept with the run", \
	  AT(int64_t, terms.seed), .min = 0, .max = INT64_MAX }, \
	{ OPT_FLAG, 0, "allow-gaps", NULL, NULL, \
	  "run over bars that are missing, and count them", \
	  AT(bool, terms.allow_gaps) }, \
	{ OPT_FLAG, 0, "slow", NULL, NULL, \
	  "run even what costs more than 2 microseconds a bar", \
	  AT(bool, terms.slow) }

/* A strategy on symbols under these terms; all-zero is empty. */
struct run_plan {
	struct session *s;
	const struct run_terms *terms;
	struct strategy_file file;
	struct buf text;		/* of the file */
	char *path;			/* of it, from the root; NULL: none */
	struct strategy *strategy;
	struct run_rules rules;
	char venue[VENUE_SIZE], currency[ASSET_SIZE];
	struct backtest b;
};
/* operands: the strategy, then its symbols. E_USAGE, E_DATA. */
enum err_code run_plan_open(struct run_plan *p, const struct texts *operands,
    const struct expr_param *params, size_t params_len, struct err *err);
void run_plan_release(struct run_plan *p);

/* An --assert over result fields; NULL stays NULL. */
enum err_code run_assertion(const char *text, struct expr **out,
    struct err *err);
/* Is it met? E_NO: it is not, or cannot be said. NULL: it is. */
enum err_code run_assert(const struct expr *e,
    const struct expr_source *source, struct err *err);
/* Its warnings, one a line. */
void run_warnings_tell(struct session *s, const struct run *run);
/* Prints lines of a shard as they come, and clears them; self: the session. */
enum err_code shard_take(void *self, struct buf *lines, struct err *err);

#endif
