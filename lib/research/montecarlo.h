/*
 * Monte Carlo: what the trades or the bars of a run, or returns from anywhere,
 * might have come to in another order or with others of their kind. The paths
 * are drawn by quant/paths.h; here they are given what to draw from, drawn on
 * threads, and summed up as a run that can be repeated.
 *
 *	struct montecarlo m = { .run = "3", .method = PATH_BOOTSTRAP, … };
 *	rc = montecarlo_open(store, &m, &work, err);
 *	rc = montecarlo_draw(&work, 0, m.paths, err);
 *	montecarlo_sum(&work, m.paths, &run, &chances);
 */
#ifndef RESEARCH_MONTECARLO_H
#define RESEARCH_MONTECARLO_H

#include "quant/paths.h"
#include "research/backtest.h"
#include "research/shard.h"
#include "store/chances.h"

#define MONTECARLO_PATHS 10000000	/* at most, */
#define MONTECARLO_HORIZON 1000000	/* each of so many steps */
#define MONTECARLO_MARKS 100		/* of the fan, at most */

struct montecarlo {
	const char *run;		/* the backtest it asks about, or NULL: */
	const struct run_returns *returns;	/* these, */
	const char *path;		/* from there, */
	int64_t timeframe;		/* each of so long, */
	struct dec capital;		/* on so much; */
	const struct run *about;	/* and what a run says it is of; NULL:
					 * a file */
	size_t horizon;			/* steps of a path; 0: as many as there
					 * are to draw from */
	int method;			/* enum path_method */
	double block;			/* of PATH_BLOCKS; 0: n^(1/3), or */
#define MONTECARLO_AUTO (-1.0)		/* bootstrap_block() of returns and of
					 * their squares, the longer */
	double missed, slippage, fee;	/* of PATH_FILLS, as ratios */
	double jitter;			/* of PATH_JITTER: share of a range */
	double ruin_level;		/* share of the capital */
	size_t paths;
	int64_t seed;
	unsigned jobs;			/* 0: as many as processors */
	bool (*stopped)(void *self);	/* base/parallel.h; may be NULL */
	void (*tell)(void *self, size_t done);	/* paths */
	void *self;
};

/* What the paths are drawn from, and those that were. */
struct montecarlo_work {
	const struct montecarlo *m;
	struct run run;			/* all of it that is known before */
	char settings[RUN_PARAMS_SIZE];	/* all that paths depend on but data */
	struct path_plan plan;
	double *growth, *entry, *exit;	/* the last two of PATH_FILLS */
	size_t *marks;
	double ppy;			/* steps of a year */
	double total, sharpe;		/* of the steps as they are */
	struct path_end *ends;		/* by path; room for a group more */
	double *fan;			/* by mark: fan_paths, and room for a
					 * group */
	size_t fan_paths;
	struct rerun *rerun;		/* research/rerun.h; else NULL */
	struct path_room *rooms;
	size_t from, end;		/* being drawn */
	size_t each;			/* paths of an item of work */
};

/* E_USAGE: no such run, one that cannot be asked about; fewer than two steps
 * (E_DATA where they came from a file). */
enum err_code montecarlo_open(struct store *s, const struct montecarlo *m,
    struct montecarlo_work *w, struct err *err);
void montecarlo_release(struct montecarlo_work *w);
/* How so many paths were asked for, as montecarlo_repeat() reads it. */
void montecarlo_params(const struct montecarlo_work *w, size_t paths,
    char out[RUN_PARAMS_SIZE]);

/* Paths from .. end - 1. Interrupted: E_PARTIAL, and *done says up to which
 * one (not included) they are there. */
enum err_code montecarlo_draw(struct montecarlo_work *w, size_t from,
    size_t end, size_t *done, struct err *err);
/* The run and what is kept with it, of the first so many paths, which are all
 * there. */
enum err_code montecarlo_sum(struct montecarlo_work *w, size_t paths,
    struct run *run, struct chances *chances, struct err *err);

/* Shards hold the numbers of struct path_end, by name; and of paths that are
 * too dear to be made again, what else is known of them. */
struct montecarlo_form { struct shard_fact facts[4]; struct shard_form form; };
void montecarlo_form(const struct montecarlo_work *w, const char *version,
    struct montecarlo_form *out);
void montecarlo_values(const struct montecarlo_work *w, size_t path,
    double *values);
/* All paths as merged shards have them; E_DATA: they are not what is drawn
 * here. */
enum err_code montecarlo_merge(struct montecarlo_work *w,
    const double *values, struct err *err);

/* As backtest_repeat() does; it is not told of its progress. */
enum err_code montecarlo_repeat(struct store *s, struct repetition *r,
    struct err *err);

#endif
