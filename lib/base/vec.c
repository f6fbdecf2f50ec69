/* Growth of vectors: at least doubling, so that appending is linear. */
#include "base/vec.h"

void *
vec_room(void *at, size_t len, size_t *cap, size_t size, size_t more)
{
	size_t need, room;

	if (__builtin_add_overflow(len, more, &need))
		need = SIZE_MAX;	/* mem_grow() ends the process */
	if (need <= *cap)
		return at;
	room = *cap != 0 ? *cap : 8;
	while (room < need)
		room = room > SIZE_MAX / 2 ? SIZE_MAX : room * 2;
	at = mem_grow(at, room, size);
	mem_large(at, room * size);
	*cap = room;
	return at;
}
