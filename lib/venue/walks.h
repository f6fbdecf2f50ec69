/*
 * Work on several accounts side by side, each written as if it were alone. One
 * of them runs at a time: until it asks the network or pauses. When all of them
 * wait, one run of the client takes the reads of all.
 *
 * What changes something at a venue is asked at once and alone, and so is what
 * is asked while busy() holds (the store that they share has a transaction).
 */
#ifndef VENUE_WALKS_H
#define VENUE_WALKS_H

#include "venue/venue.h"

struct walks {
	const struct venue_env *env;	/* of the one who waits for them */
	size_t n;
	/* Does the i-th of them, with venues that were opened with this env. */
	void (*walk)(void *self, size_t i, const struct venue_env *env);
	bool (*busy)(void *self);
	void *self;
};
/* Returns when all have ended. */
void walks_run(const struct walks *w);
/* So long nothing happens in the walk that calls it, others go on, µs. For
 * gate_options. */
void walks_pause(void *self, int64_t us);

#endif
