/*
 * Research: strategies over stored candles, and records of what came out that
 * can be believed. Here the replay: the simulated venue in memory behind the
 * gate, with the policy and breakers of a live account, asked by a strategy at
 * every close. What the array kernel finds (research/kernel.h) is repeated
 * here before anybody hears of it.
 *
 *	struct backtest b = { .strategy = strategy, … };
 *	rc = backtest_run(store, &b, &run, &parts, err);
 *	… run_add(store, &run, &parts, &source, err) …
 */
#ifndef RESEARCH_BACKTEST_H
#define RESEARCH_BACKTEST_H

#include "store/runs.h"
#include "strategy/strategy.h"
#include "venue/sim/sim.h"

struct ground;			/* research/ground.h */
struct backtest {
	const struct strategy *strategy;
	const char *path;		/* of its file, for the record */
	const char *venue;		/* of the candles */
	const char *const *symbols;	/* the first is the main one */
	size_t symbols_len;
	int64_t timeframe, from, to;	/* µs; from, to 0: all there is */
	int64_t detail;			/* timeframe inside the bars; 0: none */
	struct dec capital;
	const char *currency;
	struct dec leverage;		/* DEC_NONE: the strategy's, or 1 */
	int margin_mode;		/* enum margin_mode */
	struct dec maker, taker;	/* DEC_NONE: the instrument's */
	struct sim_settings settings;	/* slippage, volume share, latency … */
	const struct policy_rows *policy;	/* NULL: none but what always holds */
	const struct breakers *breakers;	/* NULL: none */
	int64_t seed;
	bool allow_gaps, slow;
	/* May put other bars in the place of those that were loaded, of the same
	 * times. NULL: nobody does. */
	void (*reshape)(void *self, struct ground *loaded);
	void *reshape_self;
	/* Up to where a run was interrupted, as it is repeated: canceled again,
	 * and a symbol may not have begun. */
	bool cut;
	/* Told how far it is; false ends the run as canceled. May be NULL. */
	bool (*progress)(void *self, int64_t time, int64_t from, int64_t to);
	void *progress_self;
};

/*
 * Runs it. E_USAGE: a symbol, timeframe or range that is not stored, a gap
 * that was not allowed, a strategy that cannot be run so; E_DATA: candles that
 * cannot be. A canceled or bankrupt run is E_OK with its status.
 */
enum err_code backtest_run(struct store *s, const struct backtest *b,
    struct run *run, struct run_parts *parts, struct err *err);

/*
 * The same run once more from its record, over what is stored now. What differs
 * first: the record as it is stored, a parameter of the strategy's file or the
 * file, data, instruments, the result. A file that is not there any more does
 * not differ.
 */
struct difference {
	const char *what;	/* record, parameter, strategy, data,
				 * instruments, result; NULL: nothing differs */
	char text[513];		/* what it was, and what it is now */
};
/* Unless something differs already. */
void differs_in(struct difference *d, const char *what, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));
struct repetition {
	const struct run *recorded;
	const struct run_source *source;
	bool (*progress)(void *self, int64_t time, int64_t from, int64_t to);
	void *progress_self;
	/* What comes of it; where data differ, there may be no run. */
	struct run run;
	struct run_parts parts;
	struct difference differs;
};
enum err_code backtest_repeat(struct store *s, struct repetition *r,
    struct err *err);
void repetition_release(struct repetition *r);

#endif
