/*
 * Paths that might have been: a series of growth factors (1 + return of each
 * trade or bar) drawn anew, many times, and what each drawing comes to. A path
 * has a random stream of its own (rng_stream() of the seed and its number), so
 * that it is the same whoever draws it and beside whichever others.
 *
 * Several paths are drawn side by side, one in each lane of a vector. What
 * comes out of a lane is to the last bit what a path alone would give.
 */
#ifndef QUANT_PATHS_H
#define QUANT_PATHS_H

#include <stddef.h>
#include <stdint.h>

#define PATH_LANES 8

enum path_method {
	PATH_SHUFFLE,		/* each factor once, in another order */
	PATH_BOOTSTRAP,		/* each drawn from all of them */
	PATH_BLOCKS,		/* stationary bootstrap (METHODS 9.8) */
	PATH_FILLS,		/* as they were, but for missed and worse fills */
	PATH_METHODS,
	/* Made elsewhere (research/rerun.h): the strategy run again, */
	PATH_JITTER = PATH_METHODS,	/* with parameters near its own */
	PATH_CANDLES,		/* over bars that might have been */
	PATH_ALL
};
extern const char *const path_method_names[PATH_ALL + 1];	/* NULL ends */

struct path_plan {
	int method;		/* enum path_method */
	const double *growth;	/* ≥ 0, finite; borrowed */
	size_t len;		/* steps of a path: > 0, < 2^31 */
	/* How many factors there are, where they are drawn with others
	 * (bootstrap, blocks); 0, and of the rest: one for each step. */
	size_t pool;
	double block;		/* mean length of PATH_BLOCKS, ≥ 1 */
	/* Of PATH_FILLS: a trade is missed with this probability (its factor is
	 * 1), or else loses on either side fee and up to slippage, evenly, of
	 * what was traded there, by the equity before. */
	double missed, slippage, fee;
	const double *entry, *exit;
	uint64_t seed;
	/* After each of these so many steps (ascending, ≤ len) the equity is
	 * noted, where a drawing has room for it. */
	const size_t *marks;
	size_t marks_len;
};

/* A path that began at 1. */
struct path_end {
	double equity;		/* at its end */
	double lowest;		/* on its way, the beginning counted */
	double drawdown;	/* deepest fall below the highest, ≥ 0 */
	double length;		/* steps of the longest time below it */
	double sharpe;		/* mean by deviation of a step; NaN: it has
				 * none */
};

/* What a worker keeps from drawing to drawing. */
struct path_room { double mean, *tile, *deck, *chance; size_t *index; };
void path_room_init(struct path_room *room, const struct path_plan *plan);
void path_room_release(struct path_room *room);

/* Paths number first to first + PATH_LANES - 1. Where marks are wanted (else
 * NULL), those after plan->marks[i] steps go to marks[i * stride] and on. */
void paths_draw(const struct path_plan *plan, struct path_room *room,
    uint64_t first, struct path_end out[PATH_LANES], double *marks,
    size_t stride);

#endif
