/*
 * One set of parameters at a time: what comes out of it, as fields of a run.
 * The array kernel says it where it may, else the replay does; both would say
 * the same (kernel.h). What a set is ranked by comes along.
 *
 *	rc = scouting_open(&x, err);
 *	c = scout_new(&x);		one for each thread
 *	rc = scout_set(c, set, false, err);
 *	… c->engine, c->run, c->objective …
 *	scout_free(c);
 *	scouting_close(&x);
 */
#ifndef RESEARCH_SCOUT_H
#define RESEARCH_SCOUT_H

#include "research/ground.h"
#include "research/kernel.h"
#include "research/readings.h"
#include "research/space.h"
#include "store/sweeps.h"

/* What sets are ranked by: a field of the result, or an expression over them. */
struct objective {
	const struct field *field;	/* or NULL: */
	struct expr *expr;
	bool least;			/* less is better */
	struct buf text;		/* canonical */
};
/* E_USAGE; constraint NULL: none. Fields that are known of a whole sweep alone
 * are refused. */
enum err_code objective_read(const char *text, struct objective *out,
    struct err *err);
void objective_release(struct objective *o);
enum err_code constraint_read(const char *text, struct expr **out,
    struct err *err);
/* Is a better than b? NaN is worse than anything else. */
bool objective_better(const struct objective *o, double a, double b);
/* Puts a trial in its place among the best, which are at most so many: the
 * better first, and of equals the one that was tried first. */
void trials_rank(struct trials *best, size_t most, const struct objective *o,
    const struct trial *t);

struct scouting {
	struct store *store;
	const struct backtest *b;	/* the strategy at the file's values */
	const struct strategy_source *source;
	const struct space *space;
	const struct objective *objective;
	const struct expr *constraint;	/* NULL: none */
	struct readings *readings;	/* NULL: each set is read anew */
	bool (*stopped)(void *self);	/* ends a replay; may be NULL */
	void *self;

	/* made by scouting_open() */
	struct ground ground;
	const char *replay;	/* why no set is for the kernel; NULL */
	bool curves;		/* returns of each bar are asked for */
	struct strategy_mold *mold;	/* of the source */
};
enum err_code scouting_open(struct scouting *x, struct err *err);
void scouting_close(struct scouting *x);

struct scout {
	struct scouting *x;
	int engine;		/* enum trial_engine */
	const char *why;	/* it was replayed */
	struct run run;
	double objective;
	bool met;		/* the constraint; true where there is none */
	double *equity;		/* at closes, where the curve was asked for */
	size_t bars;
	struct kernel_out out;	/* of TRIAL_KERNEL */

	/* inside */
	struct kernel *kernel;
	struct expr_share *share;	/* of the bars that views show; or NULL */
	struct curve_spans *spans;	/* of all bars; or NULL */
	struct candles *views;
	struct funding_rates *rates;
	int64_t warm;		/* µs before the start that they show; -1 */
	struct dec leverage;
	size_t market;		/* where kernel's bars begin to count */
	VEC(struct expr_param) params;
	VEC(double) net;
	char (*texts)[AXIS_TEXT_SIZE];
	size_t *places;
};
struct scout *scout_new(struct scouting *x);
void scout_free(struct scout *c);
/* curve: equity too. What cannot be run so fails, naming the set. */
enum err_code scout_set(struct scout *c, int64_t set, bool curve,
    struct err *err);
void scout_trial(const struct scout *c, struct trial *out);
/* Its bars are others than at the last set. */
void scout_forget(struct scout *c);
/* One NaN and one zero, so that equal rows are equal bytes. */
void trial_plain(struct trial *t);

/* Returns of n bars from equity at their closes, and that before the first. */
void equity_returns(const double *equity, size_t n, double before,
    double *out);

/* Inside: fills in the run from what the kernel said. */
void scout_measure(struct scout *c);

/* The file with a set's values, the caller's to free; NULL: a require of the
 * file refuses them. */
enum err_code scout_strategy(struct scout *c, int64_t set,
    struct strategy **out, struct err *err);
/* Bars, sides, lots and equity of a replay against what the kernel has just
 * said of the same set with its curve. E_BUG: they differ. */
enum err_code scout_compare(const struct scout *c,
    const struct run_parts *parts, struct err *err);

#endif
