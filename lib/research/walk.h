/*
 * Walking forward: parameters are chosen over a window by a sweep, and held
 * over the bars behind it, which the choice never saw; then the window moves
 * on. What is out of sample is replayed and put together to one run: each
 * window begins with the money that the one before has left, and flat; what is
 * held at a window's end is sold at its last close, less slippage and fee.
 */
#ifndef RESEARCH_WALK_H
#define RESEARCH_WALK_H

#include "research/sweep.h"
#include "store/walks.h"

struct walk {
	struct sweep sweep;		/* of each window; .b over all of it */
	int64_t train, test, embargo;	/* µs, whole bars */
	bool anchored;			/* train from the first bar on */
};
struct walk_result {
	struct run run;			/* out of sample, kind walkforward */
	struct run_parts parts;
	struct run_source source;
	struct walk_windows windows;
	struct walk_summary summary;
	struct dec capital;		/* what is left */
	int64_t sold;			/* positions, at the end of a window */
	char reason[129];		/* why sets were replayed; "": none was */
};
/*
 * E_USAGE: windows that are no whole bars, or longer than what is stored; E_NO:
 * no window has a set that meets the constraint; E_PARTIAL: interrupted, what
 * was tried is kept and taken up again by the same walk.
 */
enum err_code walk_run(const struct walk *w, struct walk_result *out,
    struct err *err);
void walk_result_release(struct walk_result *r);
/* The choices of a part of the windows, as lines for .sweep.merge. */
enum err_code walk_shard(const struct walk *w, const struct shard *part,
    enum err_code (*take)(void *self, struct buf *lines, struct err *err),
    void *self, struct err *err);

/* What is out of sample once more, from the windows of a recorded walk; b: as
 * its record says. E_USAGE, E_DATA: it cannot be. */
enum err_code walk_repeat(struct store *s, const struct run *recorded,
    const struct run_source *source, const struct backtest *b,
    struct run *run, struct run_parts *parts, struct err *err);

/* Inside: replays what a window chose behind it, and adds that. */
enum err_code walk_hold(const struct sweep *w, struct walk_result *r,
    struct walk_window *x, struct err *err);
/* Inside: adds a window's replay to what is there. */
enum err_code walk_stitch(struct store *s, const struct backtest *b,
    struct run *run, struct run_parts *parts, struct walk_result *to,
    struct err *err);
/* Inside: the numbers of the whole. */
void walk_measure(struct walk_result *r);

#endif
