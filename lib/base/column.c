/* Passes over columns of whole numbers, at the speed of memory. */
#include "base/column.h"

#include "base/pair.h"

enum { BLOCK = 1024, AHEAD = 512 };	/* of another page */

WIDE int64_t
column_most(const int64_t *x, size_t n)
{
	quad_bits most[2] = { { 0 }, { 0 } };
	int64_t out = 0;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		__builtin_prefetch(x + i + AHEAD);
		for (size_t k = 0; k < 2; k++) {
			quad_bits now, more;

			memcpy(&now, x + i + 4 * k, sizeof(now));
			more = now > most[k];
			most[k] = (now & more) | (most[k] & ~more);
		}
	}
	for (size_t k = 0; k < 8; k++)
		out = most[k / 4][k % 4] > out ? most[k / 4][k % 4] : out;
	for (; i < n; i++)
		out = x[i] > out ? x[i] : out;
	return out;
}

void
column_range(const int64_t *x, size_t n, int64_t *least, int64_t *most)
{
	*least = *most = x[0];
	for (size_t i = 1; i < n; i++) {
		*least = x[i] < *least ? x[i] : *least;
		*most = x[i] > *most ? x[i] : *most;
	}
}

/* Is each of x[1..n] more than the one before it? n is a multiple of 4. */
static inline int
block_rises(const int64_t *x, size_t n)
{
	quad_bits good = { -1, -1, -1, -1 };

	for (size_t i = 0; i < n; i += 4) {
		quad_bits before, now;

		__builtin_prefetch(x + i + AHEAD);
		memcpy(&before, x + i, sizeof(before));
		memcpy(&now, x + i + 1, sizeof(now));
		good &= now > before;
	}
	return (good[0] & good[1] & good[2] & good[3]) != 0;
}

WIDE size_t
column_falls(const int64_t *x, size_t n)
{
	size_t i = 1;

	while (i + BLOCK <= n && block_rises(x + i - 1, BLOCK))
		i += BLOCK;
	while (i < n && x[i] > x[i - 1])
		i++;
	return i < n ? i : n;
}
