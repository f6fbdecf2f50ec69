/*
 * Open addressing with linear steps, at most half full. What is taken out is
 * closed up, so that there are no tombstones.
 */
#include "base/index.h"

#include "base/err.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define CAP_FIRST 64

void
index_release(struct index *ix)
{
	free(ix->slots);
	*ix = (struct index){ 0 };
}

/* Eight bytes at a time: multiplied and folded (as wyhash does). */
static uint64_t
mix(uint64_t a, uint64_t b)
{
	__uint128_t product = (__uint128_t)(a ^ 0x9e3779b97f4a7c15U) *
	    (b ^ 0xd6e8feb86659fd93U);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t
index_hash(uint64_t before, const char *text)
{
	size_t len = strlen(text), left = len;
	uint64_t hash = before, part;

	for (; left >= sizeof(part); left -= sizeof(part)) {
		memcpy(&part, text, sizeof(part));
		hash = mix(hash, part);
		text += sizeof(part);
	}
	part = 0;
	memcpy(&part, text, left);
	return mix(mix(hash, part), len);
}

static void
put(struct index *ix, struct index_slot slot)
{
	size_t i = slot.hash & (ix->cap - 1);

	while (ix->slots[i].place != 0)
		i = (i + 1) & (ix->cap - 1);
	ix->slots[i] = slot;
}

static void
grow(struct index *ix)
{
	struct index old = *ix;

	ix->cap = old.cap == 0 ? CAP_FIRST : old.cap * 2;
	ix->slots = mem_array(ix->cap, sizeof(*ix->slots));
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].place != 0)
			put(ix, old.slots[i]);
	free(old.slots);
}

void
index_add(struct index *ix, uint64_t hash, size_t place)
{
	struct index_slot slot = { (uint32_t)hash, (uint32_t)place + 1 };

	if (place >= UINT32_MAX - 1)
		bug("index: %zu places", place);
	if (ix->len * 2 >= ix->cap)
		grow(ix);
	put(ix, slot);
	ix->len++;
}

bool
index_next(const struct index *ix, uint64_t hash, struct index_seek *k)
{
	if (ix->cap == 0)
		return false;
	for (;;) {
		const struct index_slot *s = &ix->slots[((uint32_t)hash +
		    k->steps) & (ix->cap - 1)];

		if (s->place == 0)
			return false;
		k->steps++;
		if (s->hash != (uint32_t)hash)
			continue;
		k->place = s->place - 1;
		return true;
	}
}

/* Moves those behind a hole up whose way leads over it. */
static void
close_up(struct index *ix, size_t hole)
{
	size_t mask = ix->cap - 1, i = hole;

	for (;;) {
		size_t home;

		i = (i + 1) & mask;
		if (ix->slots[i].place == 0)
			break;
		home = ix->slots[i].hash & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		ix->slots[hole] = ix->slots[i];
		hole = i;
	}
	ix->slots[hole] = (struct index_slot){ 0 };
}

bool
index_remove(struct index *ix, uint64_t hash, size_t place)
{
	struct index_seek k = { 0 };

	while (index_next(ix, hash, &k)) {
		if (k.place != place)
			continue;
		close_up(ix, ((uint32_t)hash + k.steps - 1) & (ix->cap - 1));
		ix->len--;
		return true;
	}
	return false;
}
