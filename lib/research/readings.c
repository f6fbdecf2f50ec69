/* A table of places; what is in one stays there, so that nobody who found it
 * has to be waited for. */
#include "research/readings.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>

enum { PLACES = 512 };

struct reading { bool there; int64_t set; struct strategy *s; };

struct readings {
	pthread_mutex_t lock;
	struct reading at[PLACES];
};

struct readings *
readings_new(void)
{
	struct readings *r = mem_alloc(sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
readings_free(struct readings *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++)
		strategy_free(r->at[i].s);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* Sets of a grid are next to each other. */
static struct reading *
place_of(struct readings *r, int64_t set)
{
	return &r->at[(uint64_t)set % PLACES];
}

bool
readings_find(struct readings *r, int64_t set, const struct strategy **out)
{
	const struct reading *x;
	bool found;

	if (r == NULL)
		return false;
	x = place_of(r, set);
	pthread_mutex_lock(&r->lock);
	found = x->there && x->set == set;
	if (found)
		*out = x->s;
	pthread_mutex_unlock(&r->lock);
	return found;
}

bool
readings_keep(struct readings *r, int64_t set, struct strategy *s)
{
	struct reading *x;
	bool room;

	if (r == NULL)
		return false;
	x = place_of(r, set);
	pthread_mutex_lock(&r->lock);
	room = !x->there;
	if (room)
		*x = (struct reading){ true, set, s };
	pthread_mutex_unlock(&r->lock);
	return room;
}
