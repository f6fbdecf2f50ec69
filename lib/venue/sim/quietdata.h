/*
 * What is known of bars in which nothing happens, for the files of this folder
 * alone; quiet.c says what that is.
 */
#ifndef VENUE_SIM_QUIETDATA_H
#define VENUE_SIM_QUIETDATA_H

#include "base/vec.h"
#include "venue/sim/sim.h"

/* Within what the next bars are quiet, worked out once for many. */
struct quiet_symbol {
	int64_t low, high;	/* a bar may go so far */
	bool falls, rises;	/* its low, or its high, is always first */
	/* what is held of it is worth price × each / cut */
	int64_t each, cut;
};
struct quiet {
	bool known;		/* all of this */
	bool watched;		/* a bar may change more than the clock */
	struct sim_content content;	/* that it was worked out for */
	VEC(struct quiet_symbol) symbols;
	int64_t due;		/* an instruction or expiry comes then */
	int64_t rest;		/* equity beside what prices move */
	int64_t low, high;	/* of equity */
	int64_t transferred;
	struct sim_value value;
};

#endif
