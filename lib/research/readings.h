/*
 * Inside the room: files as they were read with sets of parameters, for sweeps
 * that try the same sets over one stretch of bars after another. So many are
 * kept, the first of those that would have the same place; all of them for the
 * threads of all sweeps.
 */
#ifndef RESEARCH_READINGS_H
#define RESEARCH_READINGS_H

#include "strategy/strategy.h"

struct readings;
struct readings *readings_new(void);
void readings_free(struct readings *r);	/* NULL is fine */
/* False: it was not read yet, or not kept; r NULL: nothing is. *out NULL: a
 * require of the file refuses the set. */
bool readings_find(struct readings *r, int64_t set,
    const struct strategy **out);
/* False: it stays the caller's, as there is no place for it. s NULL:
 * refused. */
bool readings_keep(struct readings *r, int64_t set, struct strategy *s);

#endif
