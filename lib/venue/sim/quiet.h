/*
 * What quiet.c works out for bars in which nothing happens, as rest.c and
 * ahead.c need it.
 */
#ifndef VENUE_SIM_QUIET_H
#define VENUE_SIM_QUIET_H

#include "venue/sim/state.h"

static inline int64_t
quiet_worth(const struct quiet_symbol *s, int64_t price)
{
	/* Nearly always 1, and a division takes long. */
	return s->cut == 1 ? price * s->each : price * s->each / s->cut;
}
/* Equity at the four marks into what is told; false: it is not content. */
bool quiet_value_set(struct quiet *q, const int64_t marks[4]);
/* A group has, of which some marks are still to come. */
static inline bool
quiet_begun(const struct sim *sim)
{
	return sim->stands != SIM_CLOSE && sim->stands != SIM_NONE;
}
/* Is what was worked out good for this, or can it be worked out now? What
 * comes with the next group, whenever it opens, is no quiet one. */
bool quiet_ready(struct sim *sim, const struct sim_content *content);
/* Equity beside what the bars of a group move: symbols without one stand
 * still. */
int64_t quiet_beside(const struct sim *sim, const struct sim_bar *bars,
    size_t len);
/* rest.c: passes over what is left of the group that has begun. */
bool quiet_rest(struct sim *sim, int64_t until);

#endif
