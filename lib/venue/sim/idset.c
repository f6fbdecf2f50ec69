/*
 * The ids that stay taken: a list in the order of their coming, and an open
 * hash over it.
 */
#include "venue/sim/state.h"

#include <string.h>

void
id_set_release(struct id_set *s)
{
	arena_release(&s->text);
	vec_release(&s->list);
	free(s->slots);
	memset(s, 0, sizeof(*s));
}

/* FNV-1a, 64 bits. */
static size_t
id_hash(const char *id)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *id != '\0'; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(1099511628211);
	return (size_t)h;
}

static size_t *
id_slot(const struct id_set *s, const char *id)
{
	size_t at = id_hash(id) & (s->cap - 1);

	while (s->slots[at] != 0 &&
	    strcmp(s->list.at[s->slots[at] - 1], id) != 0)
		at = (at + 1) & (s->cap - 1);
	return &s->slots[at];
}

bool
id_set_has(const struct id_set *s, const char *id)
{
	return s->cap != 0 && *id_slot(s, id) != 0;
}

void
id_set_add(struct id_set *s, const char *id)
{
	if (id_set_has(s, id))
		return;
	vec_push(&s->list, arena_text(&s->text, id));
	if (s->list.len * 2 <= s->cap) {
		*id_slot(s, id) = s->list.len;
		return;
	}
	free(s->slots);
	s->cap = s->cap == 0 ? 64 : s->cap * 2;
	s->slots = mem_array(s->cap, sizeof(*s->slots));
	for (size_t i = 0; i < s->list.len; i++)
		*id_slot(s, s->list.at[i]) = i + 1;
}

static struct sim_order **
order_slot(const struct sim *sim, const char *id)
{
	struct sim_order **at = &sim->ids[id_hash(id) & (sim->ids_cap - 1)];

	while (*at != NULL && strcmp((*at)->id, id) != 0)
		at = &(*at)->next_id;
	return at;
}

struct sim_order *
order_by_id(const struct sim *sim, const char *id)
{
	return sim->ids_cap == 0 ? NULL : *order_slot(sim, id);
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
			struct sim_order **head = &sim->ids[id_hash(o->id) &
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
	at = order_slot(sim, o->id);
	o->next_id = *at;
	*at = o;
}

void
order_ids_remove(struct sim *sim, struct sim_order *o)
{
	struct sim_order **at = order_slot(sim, o->id);

	if (*at == o) {
		*at = o->next_id;
		sim->ids_len--;
	}
}
