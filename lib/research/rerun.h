/*
 * Inside the room: Monte Carlo paths that are not drawn from what a run made
 * but made by running its strategy again, with parameters near its own
 * (PATH_JITTER) or over bars that might have been (PATH_CANDLES): by the array
 * kernel where it may, else by the replay.
 */
#ifndef RESEARCH_RERUN_H
#define RESEARCH_RERUN_H

#include "base/parallel.h"
#include "research/montecarlo.h"

/*
 * Of the run that m->run names, which was loaded with its source. What is left
 * in w: plan.len, data_hash, ppy, blocks. E_USAGE: it cannot be run again so;
 * E_DATA: what it was run over is not stored any more.
 */
enum err_code rerun_open(struct store *s, const struct run *base,
    struct montecarlo_work *w, struct err *err);
void rerun_release(struct rerun *r);

/* Items of so many paths each, with what stops them and is told of them. */
struct parallel montecarlo_parallel(struct montecarlo_work *w, size_t each);

/* As montecarlo_draw() does. */
enum err_code rerun_draw(struct montecarlo_work *w, size_t from, size_t end,
    size_t *done, struct err *err);

/* Which paths the replay made: one byte each, to be written where they come
 * from shards. */
unsigned char *rerun_replayed(struct rerun *r);
/* Says of the first so many paths that some went through the replay, and why. */
enum err_code rerun_warn(struct montecarlo_work *w, size_t paths,
    struct run *run, struct err *err);

/*
 * Bars that might have been: moves of bars of the same series, each with
 * respect to the close before it, in blocks (METHODS 9.8), from the first bar
 * of the run on. Of every bar open, high, low and close stay as they were to
 * each other, to the unit of the price; its time stays in its place.
 */
struct reshaping {
	bool wanted;
	size_t start, len;		/* bars before the run, and in it */
	struct candles was;		/* prices and volumes as stored */
	size_t *from;			/* by bar of the run; NULL: as stored */
	bool beyond;			/* a price that cannot be held */
};
/* For struct backtest, .reshape; self: a struct reshaping, all-zero but for
 * what is wanted. At the first call it takes what is stored. */
void reshape(void *self, struct ground *loaded);
void reshaping_release(struct reshaping *r);
/* Returns of the closes of the run, but for its first bar where none is before:
 * len numbers. */
void reshaping_returns(const struct reshaping *r, double *out);

#endif
