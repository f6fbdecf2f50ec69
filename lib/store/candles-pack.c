/*
 * Bit-packing, and the loop that loading a million bars spends its time in.
 */
#include "store/candles-pack.h"

#include "base/pair.h"
#include "base/word.h"

#include <string.h>

/* Widths above 56 would need a ninth byte: those take whole words. */
static unsigned
width_of(uint64_t all)
{
	unsigned w = all == 0 ? 0 : 64 - (unsigned)__builtin_clzll(all);

	return w > 56 ? 64 : w;
}

static size_t
group_bytes(unsigned width, size_t n)
{
	return (width * n + 7) / 8;
}

void
group_pack(const uint64_t *v, size_t n, struct buf *out)
{
	unsigned char bytes[GROUP * 8 + 8] = {0};
	uint64_t all = 0, acc = 0;
	unsigned have = 0, width;
	unsigned char *p = bytes;

	for (size_t i = 0; i < n; i++)
		all |= v[i];
	width = width_of(all);
	buf_putc(out, (char)width);
	for (size_t i = 0; i < n && width > 0; i++) {
		acc |= v[i] << have;
		have += width;
		if (have < 64)
			continue;
		word_le_put(p, acc);
		p += 8;
		have -= 64;
		acc = have == 0 ? 0 : v[i] >> (width - have);
	}
	word_le_put(p, acc);
	buf_add(out, bytes, group_bytes(width, n));
}

/* Eight numbers take as many bytes as one takes bits, so that each of them has
 * its place in every eight; returns how many were read. */
static WIDE size_t
eights(const unsigned char *p, unsigned width, size_t n, uint64_t *v)
{
	const uint64_t ones = (UINT64_C(1) << width) - 1;
	const quad_words mask = EVEN(ones);
	quad_words shift[2] = { { 0 }, { 0 } };
	size_t off[8], i = 0;

	for (unsigned k = 0; k < 8; k++) {
		off[k] = k * width / 8;
		shift[k / 4][k % 4] = k * width % 8;
	}
	for (; i + 8 <= n; i += 8, p += width) {
		quad_words a = { word_le(p + off[0]), word_le(p + off[1]),
		    word_le(p + off[2]), word_le(p + off[3]) };
		quad_words b = { word_le(p + off[4]), word_le(p + off[5]),
		    word_le(p + off[6]), word_le(p + off[7]) };

		a = a >> shift[0] & mask;
		b = b >> shift[1] & mask;
		memcpy(v + i, &a, sizeof(a));
		memcpy(v + i + 4, &b, sizeof(b));
	}
	return i;
}

bool
group_unpack(const unsigned char **at, const unsigned char *end, size_t n,
    uint64_t *v)
{
	const unsigned char *p = *at;
	uint64_t mask;
	unsigned width;

	if (p >= end)
		return false;
	width = *p++;
	if (width > 64 || (size_t)(end - p) < group_bytes(width, n))
		return false;
	*at = p + group_bytes(width, n);
	if (width == 0) {
		memset(v, 0, n * sizeof(*v));
	} else if (width > 56) {
		if (width != 64)
			return false;
		for (size_t i = 0; i < n; i++)
			v[i] = word_le(p + 8 * i);
	} else {
		mask = (UINT64_C(1) << width) - 1;
		for (size_t i = eights(p, width, n, v); i < n; i++)
			v[i] = word_le(p + i * width / 8) >> (i * width % 8) &
			    mask;
	}
	return true;
}
