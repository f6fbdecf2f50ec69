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
