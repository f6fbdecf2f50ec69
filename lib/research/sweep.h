/*
 * A sweep: many sets of parameters tried over the same bars, the best of them
 * replayed in full, and how much of that is luck. Trials are independent of
 * each other, and are kept in chunks as they come (store/sweeps.h): the same
 * sweep comes to the same bytes on any number of threads, and when it was
 * interrupted and begun again.
 */
#ifndef RESEARCH_SWEEP_H
#define RESEARCH_SWEEP_H

#include "quant/minimise.h"
#include "research/scout.h"
#include "research/shard.h"

#define SWEEP_MOST 2000000	/* trials */
#define SWEEP_SYMBOLS 16	/* at most */
#define SWEEP_TOP 100		/* of the best that are told, at most */
#define SWEEP_PBO_TRIALS 1000	/* that overfitting is computed from, at most */

/* What a set is ranked by on several symbols, each a run by itself. */
enum across { ACROSS_WORST, ACROSS_MEAN, ACROSS_MEDIAN, ACROSS_KINDS };
extern const char *const across_names[ACROSS_KINDS + 1];

struct sweep {
	struct store *store;
	const struct backtest *b;	/* the strategy at the file's values */
	/* Symbols that it is run on, too, one by one; the range is that of
	 * the first. */
	const char *const *more;
	size_t more_len;
	enum across across;
	const struct strategy_source *source;	/* the file */
	const struct space *space;
	struct search search;
	const struct quant_ops *quant;	/* of search.refine; else NULL */
	const struct objective *objective;
	const struct expr *constraint;	/* NULL: none */
	struct readings *readings;	/* shared with other sweeps; or NULL */
	unsigned jobs;			/* threads; 0: one a processor */
	size_t top;			/* of the best to be told of */
	const char *version;
	int64_t now;			/* µs */
	/* Asked on any thread: true interrupts. May be NULL, as tell may. */
	bool (*stopped)(void *self);
	void (*tell)(void *self, int64_t done, int64_t of);
	/* Trials are taken from these shards instead of tried. */
	const char *const *merge;
	size_t merge_len;
	void *self;
};

struct sweep_run {
	struct run run;
	struct run_parts parts;
};
struct sweep_result {
	struct run run;			/* the best set's replay, kind optimize */
	struct run_parts parts;		/* and its parts, ready for run_add() */
	struct run_source source;
	VEC(struct sweep_run) others;	/* on other symbols, kind backtest */
	struct trials symbols;		/* of the best set: each symbol's */
	struct sweep_summary summary;
	struct trials top;		/* the best first */
	int64_t resumed;		/* trials that were there already */
	char key[SHA256_TEXT_SIZE];
};
/*
 * E_USAGE: a search that is too large; E_NO: no set meets the constraint or
 * has a value of the objective, and nothing is kept; E_PARTIAL: interrupted,
 * what was tried is kept and taken up again; E_BUG: kernel and replay differ.
 */
enum err_code sweep_run(const struct sweep *w, struct sweep_result *out,
    struct err *err);
void sweep_result_release(struct sweep_result *r);

/* What E_USAGE above is about, alone. */
enum err_code sweep_check(const struct sweep *w, struct err *err);
/* Tries, ranks, and replays the best, and leaves it at that: trials stay under
 * the key until sweep_forget(), the best are in .top (none: nobody met the
 * constraint), and of the summary there are its counts. */
enum err_code sweep_try(const struct sweep *w, struct sweep_result *out,
    struct err *err);

/* Tries a part of the sets, and hands over lines for .merge (shard.h) as they
 * come; whoever takes them may clear them. Nothing is kept then. */
enum err_code sweep_shard(const struct sweep *w, const struct shard *part,
    enum err_code (*take)(void *self, struct buf *lines, struct err *err),
    void *self, struct err *err);

/* What others are to know, before they are added; then, once their numbers are
 * in .summary.others, the summary as a part of the run. */
void sweep_result_tell(struct sweep_result *r);
void sweep_result_finish(struct sweep_result *r);

#endif
