/* SHA-256 as FIPS 180-4, section 6.2, writes it. */
#include "base/sha256.h"

#include <string.h>

static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t
rotate(uint32_t x, int k)
{
	return x >> k | x << (32 - k);
}

static void
schedule(const unsigned char *block, uint32_t w[64])
{
	for (int i = 0; i < 16; i++, block += 4)
		w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
		    (uint32_t)block[2] << 8 | block[3];
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10) + w[i - 7] +
		    (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 16];
	}
}

static void
compress(uint32_t state[8], const unsigned char *block)
{
	uint32_t w[64], v[8];

	schedule(block, w);
	memcpy(v, state, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t e = v[4], a = v[0];
		uint32_t t1 = v[7] +
		    (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
		    ((e & v[5]) ^ (~e & v[6])) + constants[i] + w[i];
		uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
		    ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

void
sha256_init(struct sha256 *h)
{
	*h = (struct sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
	    0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 } };
}

void
sha256_update(struct sha256 *h, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;
	size_t filled = (size_t)(h->len % 64);

	h->len += n;
	while (n != 0) {
		size_t take = 64 - filled < n ? 64 - filled : n;

		if (take == 64)
			compress(h->state, at);
		else
			memcpy(h->block + filled, at, take);
		if (take != 64 && filled + take == 64)
			compress(h->state, h->block);
		filled = (filled + take) % 64;
		at += take;
		n -= take;
	}
}

void
sha256_final(struct sha256 *h, unsigned char out[SHA256_SIZE])
{
	static const unsigned char pad[64] = { 0x80 };
	uint64_t bits = h->len * 8;
	unsigned char len[8];

	for (int i = 0; i < 8; i++)
		len[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha256_update(h, pad, 1 + (size_t)((119 - h->len % 64) % 64));
	sha256_update(h, len, sizeof(len));
	for (int i = 0; i < SHA256_SIZE; i++)
		out[i] = (unsigned char)(h->state[i / 4] >> (24 - i % 4 * 8));
}

const char *
sha256_final_text(struct sha256 *h, char text[SHA256_TEXT_SIZE])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char digest[SHA256_SIZE];

	sha256_final(h, digest);
	for (int i = 0; i < SHA256_SIZE; i++) {
		text[2 * i] = hex[digest[i] >> 4];
		text[2 * i + 1] = hex[digest[i] & 15];
	}
	text[2 * SHA256_SIZE] = '\0';
	return text;
}

const char *
sha256_text(const void *bytes, size_t n, char text[SHA256_TEXT_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_update(&h, bytes, n);
	return sha256_final_text(&h, text);
}
