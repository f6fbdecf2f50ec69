/*
 * The terms of a sweep as options: what optimize and walkforward share, beside
 * those of a run. Their args begin with a struct run_terms named `terms` and a
 * struct sweep_terms named `sets`, their options with SWEEP_TERMS_OPTS.
 */
#ifndef CMD_SWEEPTERMS_H
#define CMD_SWEEPTERMS_H

#include "cmd/runterms.h"
#include "base/parallel.h"
#include "research/sweep.h"

struct sweep_terms {
	const char *objective, *constraint, *assert, *shard;
	struct texts params, merge;
	int search, across;
	int64_t trials, population, generations, refine, jobs;
};
#define SWEEP_POPULATION 50
#define SWEEP_GENERATIONS 20

#define SWEEP_TERMS_OPTS \
	{ OPT_TEXTS, 'p', "param", "name=values", NULL, \
	  "a range, fast=5..50/5, values, fast=5,10,20, or one value, fast=10," \
	  " where the file's is not meant", AT(struct texts, sets.params) }, \
	{ OPT_ENUM, 0, "search", "how", "grid", \
	  "every set, or so many: drawn, as a Latin hypercube, or along" \
	  " Sobol's sequence; or bred from the best ones", \
	  AT(int, sets.search), .choices = search_names }, \
	{ OPT_INT, 'n', "trials", "count", "1000", \
	  "sets to draw, of random, latin and sobol", \
	  AT(int64_t, sets.trials), .min = 1, .max = SWEEP_MOST }, \
	{ OPT_INT, 0, "population", "count", NULL, \
	  "sets of a generation, of genetic; else 50", \
	  AT(int64_t, sets.population), .min = 2, .max = 1000 }, \
	{ OPT_INT, 0, "generations", "count", NULL, \
	  "to breed, the first one with them, of genetic; else 20", \
	  AT(int64_t, sets.generations), .min = 1, .max = 2000 }, \
	{ OPT_INT, 0, "refine", "count", NULL, \
	  "then as many sets around the best at most, by the steps that the" \
	  " file declares", AT(int64_t, sets.refine), .min = 1, \
	  .max = 100000 }, \
	{ OPT_TEXT, 0, "objective", "field", "sharpe", \
	  "what is best: total_return, sharpe, sortino, calmar," \
	  " profit_factor, expectancy, max_drawdown (the least) …, or an" \
	  " expression over result fields (the most)", \
	  AT(const char *, sets.objective) }, \
	{ OPT_TEXT, 0, "constraint", "condition", NULL, \
	  "sets that do not meet it cannot be best: 'trades >= 30 and" \
	  " max_drawdown < 25%'", AT(const char *, sets.constraint) }, \
	{ OPT_INT, 'j', "jobs", "threads", "0", \
	  "0: one for each processor", AT(int64_t, sets.jobs), .min = 0, \
	  .max = PARALLEL_MOST }, \
	{ OPT_TEXT, 0, "assert", "condition", NULL, \
	  "exit 1 unless the result meets it: " SWEEP_ASSERT, \
	  AT(const char *, sets.assert) }, \
	{ OPT_TEXT, 0, "shard", "i/n", NULL, \
	  "try this part only, and print it for --merge; nothing is kept", \
	  AT(const char *, sets.shard) }, \
	{ OPT_TEXTS, 0, "merge", "file", NULL, \
	  "take what shards have tried, all of them", \
	  AT(struct texts, sets.merge), .words = WORDS_FILE }

/* Of a command that takes several symbols. */
#define SWEEP_ACROSS_OPT \
	{ OPT_ENUM, 0, "across", "how", "worst", \
	  "of several symbols, each run by itself: rank a set by the worst, the" \
	  " mean or the median of its objectives", AT(int, sets.across), \
	  .choices = across_names }

/* A sweep that was opened; all-zero is empty, but for signals: -1. */
struct sweep_plan {
	struct run_plan run;
	const struct sweep_terms *sets;
	const struct texts *operands;
	struct strategy_source source;
	struct space space;
	struct objective objective;
	struct expr *constraint, *assertion;
	struct sweep sweep;		/* of all that is stored */
	struct shard shard;		/* count 0: all of it */
	struct module_open quant;	/* of --refine */
	struct progress *bar;
	int signals;
};
enum err_code sweep_plan_open(struct sweep_plan *p, struct session *s,
    const struct run_terms *terms, const struct sweep_terms *sets,
    const struct texts *operands, struct err *err);
void sweep_plan_release(struct sweep_plan *p);

/* What of it went through the replay. */
void sweep_warn(struct session *s, int64_t replayed, int64_t trials,
    const char *reason);

#endif
