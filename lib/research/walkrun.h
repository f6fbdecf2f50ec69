/*
 * Inside the room: a walk under way. walk.c goes from window to window,
 * walk-hold.c replays what they chose, walk-stitch.c puts that together,
 * walk-sum.c says what it comes to.
 */
#ifndef RESEARCH_WALKRUN_H
#define RESEARCH_WALKRUN_H

#include "research/walk.h"

struct walking {
	const struct walk *w;
	struct walk_result *r;
	struct ground ground;		/* all of it */
	struct readings *readings;	/* what windows try again */
	VEC(int64_t) chosen;		/* sets */
	VEC(char *) keys;		/* of the sweeps, to be forgotten */
	int64_t windows;
	double *merged;			/* choices of shards; NULL: none */
	double train, test;		/* sums of logarithmic returns a year */
};

/* Fills in the summary. E_NO: no window chose anything. */
enum err_code walk_sum(struct walking *g, struct err *err);

#endif
