/* XXH64 as doc/xxhash_spec.md of github.com/Cyan4973/xxHash writes it. */
#include "base/xxh64.h"

#include "base/word.h"

#define P1 UINT64_C(0x9E3779B185EBCA87)
#define P2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define P3 UINT64_C(0x165667B19E3779F9)
#define P4 UINT64_C(0x85EBCA77C2B2AE63)
#define P5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t
rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

static uint64_t
lane_round(uint64_t lane, uint64_t word)
{
	return rotate(lane + word * P2, 31) * P1;
}

static uint64_t
merge(uint64_t h, uint64_t lane)
{
	return (h ^ lane_round(0, lane)) * P1 + P4;
}

/* Stripes of 32 bytes in four lanes; *p moves on to what is left. */
static uint64_t
stripes(const unsigned char **p, const unsigned char *end)
{
	uint64_t lane[4] = { P1 + P2, P2, 0, 0 - P1 }, h;

	for (; end - *p >= 32; *p += 32)
		for (int i = 0; i < 4; i++)
			lane[i] = lane_round(lane[i], word_le(*p + 8 * i));
	h = rotate(lane[0], 1) + rotate(lane[1], 7) + rotate(lane[2], 12) +
	    rotate(lane[3], 18);
	for (int i = 0; i < 4; i++)
		h = merge(h, lane[i]);
	return h;
}

uint64_t
xxh64(const void *bytes, size_t n)
{
	const unsigned char *p = bytes, *end = p + n;
	uint64_t h = (n >= 32 ? stripes(&p, end) : P5) + n;

	for (; end - p >= 8; p += 8)
		h = rotate(h ^ lane_round(0, word_le(p)), 27) * P1 + P4;
	if (end - p >= 4) {
		uint64_t word = (uint64_t)p[0] | (uint64_t)p[1] << 8 |
		    (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;

		h = rotate(h ^ word * P1, 23) * P2 + P3;
		p += 4;
	}
	for (; p < end; p++)
		h = rotate(h ^ *p * P5, 11) * P1;
	h = (h ^ h >> 33) * P2;
	h = (h ^ h >> 29) * P3;
	return h ^ h >> 32;
}
