/*
 * Inside the room: a sweep under way. sweep-try.c tries the sets and adds them
 * up in their order, sweep-luck.c says what that is worth, sweep-shard.c takes
 * them apart for several machines, and sweep.c is around that.
 */
#ifndef RESEARCH_SWEEPRUN_H
#define RESEARCH_SWEEPRUN_H

#include "research/sweep.h"

/* What is known after some trials, in their order. */
struct sweep_sums {
	int64_t trials, skipped, replayed, met;
	int64_t first_replayed;		/* set */
	double sharpes, mean, m2;	/* of bars, of those that have one */
	double values, middle, spread;	/* of the objective: how many, their
					 * mean, squares around it */
	struct group { double n, sum; } **groups;	/* by axis and place */
	struct trials top;		/* the best first */
	struct trial_sumses sums;	/* of the sample for CSCV */
};

struct sweep_worker {
	struct scout **scouts;		/* one for each symbol */
	double *equity;			/* of several symbols together, */
	size_t bars;			/* at so many closes */
};

struct sweep_form {
	char data[SHA256_TEXT_SIZE], key[SHA256_TEXT_SIZE];
	struct shard_fact facts[5];
	const char *columns[SHARD_COLUMNS_MOST];
	struct arena names;		/* of the columns */
	struct shard_form form;
};

struct sweeping {
	const struct sweep *w;
	struct scouting *x;		/* one for each symbol */
	struct backtest *b;
	size_t symbols, opened;
	size_t rows;			/* of a trial: together, then each */
	double capital;			/* of all of them */
	struct sweep_worker *workers;
	size_t workers_len;
	struct sweep_sums sums;
	int64_t size;			/* trials of a chunk */
	int64_t begin, end;		/* of the trials known by their number */
	int64_t first, n;		/* of those under way */
	const int64_t *sets;		/* of these; NULL: by their number */
	struct seek *seek;		/* of a search that learns; or NULL */
	struct trial *trials;
	struct trial_sums *blocks;	/* bars 0: not in the sample */
	struct sweep_result *r;
	char data[SHA256_TEXT_SIZE];	/* hash of what it reads */
	struct sweep_form form;
	double *merged;			/* trials of shards; NULL: none */
	/* of a shard: what it is of, where its lines go */
	const struct shard *part;
	struct shard_writer lines;
	enum err_code (*take)(void *self, struct buf *lines, struct err *err);
	void *take_self;
};

/* Its bars, workers and hashes. It is closed either way. */
enum err_code sweep_open(struct sweeping *g, struct err *err);
void sweep_close(struct sweeping *g);
/* Why no set is for the kernel; NULL: some are, on some symbol. */
const char *sweep_replay_all(const struct sweeping *g);

/* Tries a set on each symbol; fills in .rows rows, by the number of the first.
 * curve: equity at closes, too. */
enum err_code set_try(struct sweeping *g, struct sweep_worker *k,
    int64_t set, bool curve, struct trial *rows, struct err *err);
/* Returns of the set just tried. */
void set_blocks(const struct sweeping *g, const struct sweep_worker *k,
    struct trial_sums *to);

/* Tries all from .begin to .end that are not there yet, and adds them up, then
 * those that depend on them. */
enum err_code sweep_trials(struct sweeping *g, struct err *err);
/* Tries .n of them from .first on, on threads, and adds them to a chunk. */
enum err_code trials_try(struct sweeping *g, struct sweep_chunk *to,
    struct err *err);
/* Adds up n of a chunk from a place on. */
void trials_sum(struct sweeping *g, const struct sweep_chunk *c, size_t from,
    size_t n);

/* What a search that learns has to remember: what each set came to. */
struct seek *seek_new(const struct sweeping *g);
void seek_free(struct seek *k);
void seek_take(struct sweeping *g, const struct trial *t);
/* The tries behind .end: generations, then what refines. Trials that are kept
 * already are taken instead of tried; being asked for once more, in the same
 * order, they lead to the same ones. */
enum err_code seek_trials(struct sweeping *g, struct err *err);

/* Groups for the axes that have few enough values; and what each axis explains
 * of the objective's variance, as "fast=0.12;slow=0.6". */
void importance_begin(struct sweeping *g);
void importance_take(struct sweeping *g, const struct trial *t);
void importance_end(struct sweeping *g, char *to, size_t size);

/* Is try i of n in the sample? Spread over the search without a period. */
bool sweep_sampled(int64_t i, int64_t n);
/* Fills in what luck has to do with it; neighbours: objectives of the sets
 * around the best, NaN among them. */
void sweep_judge(const struct sweep *w, const struct sweep_sums *s,
    const struct sweep_result *r, double *neighbours, size_t neighbours_len,
    struct sweep_summary *out);

/* A hash of all that trials over this ground depend on, and of its data alone;
 * source is filled in on the way. */
enum err_code sweep_key(const struct sweep *w, const struct ground *ground,
    struct run_source *source, char data[SHA256_TEXT_SIZE],
    char key[SHA256_TEXT_SIZE], struct err *err);

/* What is swept, and for what, as its record says it. */
void sweep_about(const struct sweep *w, struct sweep_about *out);

/* E_USAGE: it has no shards, for what is tried next depends on all before. */
enum err_code sweep_in_parts(const struct sweep *w, const char *option,
    struct err *err);
/* Fills in .form: what shards of this sweep share. */
void sweep_form_make(struct sweeping *g);
/* The rows of a trial as the numbers of a line; s NULL: it is not in the
 * sample. */
void trial_values(const struct sweeping *g, const struct trial *rows,
    const struct trial_sums *s, double *values);
/* And back, into rows that know their number and set; false: they are none. */
bool trial_read(const struct sweeping *g, const double *values,
    struct trial *rows, struct trial_sums *s);

#endif
