/*
 * A hash index beside an array: from what an element is called to its place in
 * the array. The names stay with the elements; the index knows hashes and
 * places, and whoever asks compares. All-zero is empty.
 *
 *	uint64_t hash = index_hash(0, id);
 *	for (struct index_seek k = { 0 }; index_next(&ix, hash, &k);)
 *		if (strcmp(rows.at[k.place].id, id) == 0) …
 */
#ifndef BASE_INDEX_H
#define BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index_slot { uint32_t hash, place; };	/* place + 1; 0: free */
struct index {
	struct index_slot *slots;
	size_t cap, len;	/* cap is a power of two */
};

void index_release(struct index *ix);
/* Of a text after what was hashed before (0: nothing). */
uint64_t index_hash(uint64_t before, const char *text);
void index_add(struct index *ix, uint64_t hash, size_t place);
/* False: there was no such pair. */
bool index_remove(struct index *ix, uint64_t hash, size_t place);

/* Goes through the places of one hash, in no order; all-zero begins. */
struct index_seek { size_t steps, place; };
bool index_next(const struct index *ix, uint64_t hash, struct index_seek *k);

#endif
