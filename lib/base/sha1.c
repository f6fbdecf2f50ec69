/* SHA-1 as in FIPS 180-4, a whole text at once. */
#include "base/sha1.h"

#include <stdint.h>
#include <string.h>

static uint32_t
turn(uint32_t x, int by)
{
	return x << by | x >> (32 - by);
}

static void
block(uint32_t state[5], const unsigned char *p)
{
	static const uint32_t add[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc,
	    0xca62c1d6 };
	uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3],
	    e = state[4];

	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
		    (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
	for (int i = 16; i < 80; i++)
		w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (int i = 0; i < 80; i++) {
		uint32_t f = i < 20 ? (b & c) | (~b & d) : i >= 40 && i < 60 ?
		    (b & c) | (b & d) | (c & d) : b ^ c ^ d;
		uint32_t t = turn(a, 5) + f + e + add[i / 20] + w[i];

		e = d;
		d = c;
		c = turn(b, 30);
		b = a;
		a = t;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

void
sha1(const void *at, size_t len, unsigned char out[SHA1_SIZE])
{
	uint32_t state[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
	    0xc3d2e1f0 };
	const unsigned char *p = at;
	unsigned char last[128] = {0};
	size_t left = len, size;

	for (; left >= 64; left -= 64, p += 64)
		block(state, p);
	if (left > 0)
		memcpy(last, p, left);
	last[left] = 0x80;
	size = left < 56 ? 64 : 128;
	for (size_t i = 0; i < 8; i++)
		last[size - 1 - i] = (unsigned char)((uint64_t)len * 8 >>
		    8 * i);
	block(state, last);
	if (size == 128)
		block(state, last + 64);
	for (int i = 0; i < SHA1_SIZE; i++)
		out[i] = (unsigned char)(state[i / 4] >> (24 - i % 4 * 8));
}
