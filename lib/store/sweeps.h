/*
 * Trials of sweeps: what came out of each set of parameters, in chunks that
 * are packed as they come, so that memory does not grow with their number.
 *
 * While a sweep is under way its chunks are kept under a key, a hash of all
 * that it depends on: whoever begins the same sweep again goes on behind what
 * is there. When it is done the chunks become parts of its run, in the
 * transaction that adds the run (struct run_parts, .sweep).
 *
 *	rc = sweep_chunk_load(s, key, n, &chunk, &there, err);
 *	if (!there) { … rc = sweep_chunk_add(s, key, n, &chunk, now, err); }
 */
#ifndef STORE_SWEEPS_H
#define STORE_SWEEPS_H

#include "base/record.h"
#include "base/vec.h"
#include "store/store.h"

enum trial_engine {
	TRIAL_SKIPPED,		/* a require of the file refuses the set */
	TRIAL_KERNEL, TRIAL_REPLAY, TRIAL_ENGINES
};
extern const char *const trial_engine_names[TRIAL_ENGINES];

/* Fields of a run, of one set. NaN, DEC_NONE: unknown. */
struct trial {
	int64_t number;			/* from 1, in the order of the search */
	int64_t set;			/* its place in the grid, from 0 */
	int64_t symbol;			/* from 1; 0: all there are, together */
	int engine;			/* enum trial_engine */
	signed char met;		/* the constraint */
	double objective;
	double total_return, annual_return, volatility, max_drawdown, sharpe,
	    sortino, calmar, win_rate, profit_factor, payoff, exposure;
	struct dec expectancy;
	int64_t trades;
};
struct trials VEC_OF(struct trial);

/* Returns of some trials, in blocks of bars: what CSCV asks for (METHODS 9.7). */
#define TRIAL_BLOCKS 16
struct trial_sums {
	int64_t number;
	int64_t bars;			/* in a block */
	double mean[TRIAL_BLOCKS], squares[TRIAL_BLOCKS];	/* around it */
};
struct trial_sumses VEC_OF(struct trial_sums);

struct sweep_chunk {
	struct trials trials;
	struct trial_sumses sums;
};
void sweep_chunk_clear(struct sweep_chunk *c);
void sweep_chunk_release(struct sweep_chunk *c);

/* Chunks are numbered from 0. *there: false leaves out alone. */
enum err_code sweep_chunk_load(struct store *s, const char *key,
    int64_t chunk, struct sweep_chunk *out, bool *there, struct err *err);
enum err_code sweep_chunk_add(struct store *s, const char *key,
    int64_t chunk, const struct sweep_chunk *c, int64_t time,
    struct err *err);
/* Trials under a key that are there already. */
enum err_code sweep_there(struct store *s, const char *key, int64_t *trials,
    struct err *err);
/* Forgets what is under this key, and what nobody went on with since a time. */
enum err_code sweep_forget(struct store *s, const char *key, int64_t before,
    struct err *err);

/* What a sweep as a whole found: a part of its run. */
enum sweep_verdict {
	SWEEP_UNKNOWN,		/* too little to say */
	SWEEP_NOTHING,		/* luck explains it */
	SWEEP_DOUBTFUL,		/* it may be luck, or a lonely spike */
	SWEEP_HOLDS,		/* luck does not explain it */
	SWEEP_VERDICTS
};
extern const char *const sweep_verdict_names[SWEEP_VERDICTS];

/* What was swept, and for what. */
struct sweep_about {
	char search[64], objective[513], constraint[513], space[2049];
};
#define SWEEP_ABOUT_COLUMNS(type) \
	{ "search", COL_CHARS, MEMBER(type, about.search) }, \
	{ "objective", COL_CHARS, MEMBER(type, about.objective) }, \
	{ "constraint", COL_CHARS, MEMBER(type, about.constraint) }, \
	{ "space", COL_CHARS, MEMBER(type, about.space) }
#define SWEEP_ABOUT_FIELDS(type) \
	{ "search", FIELD_CHARS, FIELD_AT(type, about.search), \
	  .help = "in which order sets were tried", .flags = FIELD_WIDE }, \
	{ "objective", FIELD_CHARS, FIELD_AT(type, about.objective), \
	  .help = "what they were ranked by" }, \
	{ "constraint", FIELD_CHARS, FIELD_AT(type, about.constraint), \
	  .help = "what they had to meet", .flags = FIELD_WIDE }, \
	{ "space", FIELD_CHARS, FIELD_AT(type, about.space), \
	  .help = "values of each parameter, joined by ';'", \
	  .flags = FIELD_WIDE }

struct sweep_summary {
	const char *run;	/* its id; not packed */
	struct sweep_about about;
	char symbols[513];	/* joined by ';' */
	char across[8];		/* what the objective is of theirs; "": of one */
	char others[257];	/* runs of all symbols but the first */
	int64_t sets;		/* that the space has */
	int64_t trials;		/* sets that were tried: this is what luck had */
	int64_t skipped, replayed, met;
	char replay_reason[129];	/* why the first of those was replayed */
	double objective_best;
	char importance[513];	/* "fast=0.1;slow=0.6": share of the objective's
				 * variance that each parameter explains */
	int64_t neighbours;	/* of the best set, a step away on one axis */
	double stability;	/* median of theirs by the best's: a plateau
				 * is near 1, a lonely spike far below */
	double sharpe;		/* of the best, a year */
	double luck_sharpe;	/* what the best of so many shows without edge */
	double dsr, pbo, pbo_loss;
	int64_t pbo_trials, pbo_blocks;
	int verdict;
	char words[769];
};
extern const struct record sweep_summary_record;
void sweep_summary_pack(const struct sweep_summary *s, struct buf *out);
/* E_USAGE: the run is no sweep. run stays NULL. */
enum err_code run_sweep_load(struct store *s, const char *run,
    struct sweep_summary *out, struct err *err);
#define SWEEP_PART "sweep"

/* Each trial of a run in order, a chunk at a time; skipped ones too. Of several
 * symbols a row of all together comes first, then one of each. */
enum err_code run_trials_each(struct store *s, const char *run,
    enum err_code (*each)(void *self, const struct trial *t, struct err *err),
    void *self, struct err *err);

#endif
