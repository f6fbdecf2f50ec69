/*
 * What a recorded sweep or walk found, brought together to be looked at: its
 * summary, its space, and of the trials the best and a map.
 */
#ifndef RESEARCH_FOUND_H
#define RESEARCH_FOUND_H

#include "research/heat.h"
#include "store/walks.h"

#define FOUND_TOP 10

struct found {
	int kind;			/* enum run_kind */
	struct space space;
	struct objective objective;
	/* of optimize */
	struct sweep_summary sweep;
	struct trials top;		/* the best first */
	struct trials each;		/* of several symbols the best set on
					 * each of them */
	struct heat heat;
	/* of walkforward */
	struct walk_summary walk;
	struct walk_windows windows;
};
/* Of an optimize or a walkforward. heat: heat_open()'s spec; NULL: it chooses.
 * Trials are read a chunk at a time. */
enum err_code found_load(struct store *s, const struct run *run,
    const struct run_source *source, const char *heat, struct found *out,
    struct err *err);
void found_release(struct found *f);

/* The space of a recorded sweep, from its text and the run's strategy. */
enum err_code space_recorded(const struct run *run,
    const struct run_source *source, const char *text, struct space *out,
    struct err *err);

#endif
