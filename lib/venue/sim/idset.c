/*
 * The ids that stay taken: a list in the order of their coming, found by hash
 * once one is asked for that is not above them all, as one that counts up is;
 * and the working orders by theirs.
 */
#include "venue/sim/state.h"

#include <string.h>

static uint64_t
id_hash(const char *id)
{
	return index_hash(0, id);
}

void
id_set_release(struct id_set *s)
{
	arena_release(&s->text);
	vec_release(&s->list);
	index_release(&s->places);
	s->highest = NULL;
}

static bool
above_all(const struct id_set *s, const char *id)
{
	return s->highest == NULL || strcmp(id, s->highest) > 0;
}

static bool
is_listed(struct id_set *s, const char *id)
{
	uint64_t hash = id_hash(id);

	while (s->places.len < s->list.len)
		index_add(&s->places, id_hash(s->list.at[s->places.len]),
		    s->places.len);
	for (struct index_seek k = { 0 }; index_next(&s->places, hash, &k);)
		if (strcmp(s->list.at[k.place], id) == 0)
			return true;
	return false;
}

static bool
id_set_has(struct id_set *s, const char *id)
{
	return !above_all(s, id) && is_listed(s, id);
}

void
id_set_add(struct id_set *s, const char *id)
{
	bool highest = above_all(s, id);

	if (!highest && is_listed(s, id))
		return;
	vec_push(&s->list, arena_bytes(&s->text, id, strlen(id) + 1));
	if (highest)
		s->highest = s->list.at[s->list.len - 1];
}

static struct sim_order **
order_slot(const struct sim *sim, const char *id, uint64_t hash)
{
	struct sim_order **at = &sim->ids[hash & (sim->ids_cap - 1)];

	while (*at != NULL && ((*at)->id_hash != hash ||
	    strcmp((*at)->id, id) != 0))
		at = &(*at)->next_id;
	return at;
}

struct sim_order *
order_by_id(const struct sim *sim, const char *id)
{
	return sim->ids_len == 0 ? NULL : *order_slot(sim, id, id_hash(id));
}

bool
id_taken(struct sim *sim, const char *id)
{
	return order_by_id(sim, id) != NULL || id_set_has(&sim->closed, id) ||
	    (sim->taken != NULL && sim->taken(sim->taken_self, id));
}

static void
order_ids_grow(struct sim *sim)
{
	struct sim_order **old = sim->ids, *next;
	size_t cap = sim->ids_cap;

	sim->ids_cap = cap == 0 ? 64 : cap * 2;
	sim->ids = mem_array(sim->ids_cap, sizeof(*sim->ids));
	for (size_t i = 0; i < cap; i++)
		for (struct sim_order *o = old[i]; o != NULL; o = next) {
			struct sim_order **head = &sim->ids[o->id_hash &
			    (sim->ids_cap - 1)];

			next = o->next_id;
			o->next_id = *head;
			*head = o;
		}
	free(old);
}

void
order_ids_add(struct sim *sim, struct sim_order *o)
{
	struct sim_order **at;

	if (++sim->ids_len > sim->ids_cap)
		order_ids_grow(sim);
	o->id_hash = id_hash(o->id);
	o->listed = true;
	at = &sim->ids[o->id_hash & (sim->ids_cap - 1)];
	o->next_id = *at;
	*at = o;
}

void
order_ids_remove(struct sim *sim, struct sim_order *o)
{
	struct sim_order **at;

	if (!o->listed)
		return;
	at = &sim->ids[o->id_hash & (sim->ids_cap - 1)];
	while (*at != o)
		at = &(*at)->next_id;
	*at = o->next_id;
	o->listed = false;
	sim->ids_len--;
}
