/* Fingerprints of what a run read and of what came out. */
#include "research/digest.h"

#include <string.h>

#define ODD_A UINT64_C(0x9e3779b97f4a7c15)	/* 2^64 / golden ratio */
#define ODD_B UINT64_C(0xc2b2ae3d27d4eb4f)	/* as xxHash has it */

void
digest_init(struct digest *d)
{
	for (uint64_t i = 0; i < 4; i++)
		d->lane[i] = (i + 1) * ODD_A;
	d->words = 0;
}

static inline uint64_t
mixed(uint64_t lane, int64_t x)
{
	lane ^= (uint64_t)x * ODD_B;
	return (lane << 29 | lane >> 35) * ODD_A;
}

void
digest_number(struct digest *d, int64_t x)
{
	uint64_t *lane = &d->lane[d->words++ & 3];

	*lane = mixed(*lane, x);
}

void
digest_numbers(struct digest *d, const int64_t *x, size_t n)
{
	uint64_t a, b, c, e;
	size_t i = 0;

	digest_number(d, (int64_t)n);
	while ((d->words & 3) != 0)
		digest_number(d, 0);
	a = d->lane[0];
	b = d->lane[1];
	c = d->lane[2];
	e = d->lane[3];
	for (; i + 4 <= n; i += 4) {
		a = mixed(a, x[i]);
		b = mixed(b, x[i + 1]);
		c = mixed(c, x[i + 2]);
		e = mixed(e, x[i + 3]);
	}
	d->lane[0] = a;
	d->lane[1] = b;
	d->lane[2] = c;
	d->lane[3] = e;
	d->words += i;
	for (; i < n; i++)
		digest_number(d, x[i]);
}

void
digest_dec(struct digest *d, struct dec x)
{
	if (dec_known(x))
		x = dec_trim(x);
	digest_number(d, x.scale);
	if (x.scale < 0)
		return;
	digest_number(d, (int64_t)(x.coef & UINT64_MAX));
	digest_number(d, (int64_t)(x.coef >> 64));
}

void
digest_text(struct digest *d, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	digest_number(d, (int64_t)n);
	for (size_t i = 0; i < n; i += sizeof(int64_t)) {
		int64_t word = 0;

		memcpy(&word, s + i, n - i < sizeof(word) ? n - i :
		    sizeof(word));
		digest_number(d, word);
	}
}

const char *
digest_final(const struct digest *d, char out[SHA256_TEXT_SIZE])
{
	unsigned char bytes[40];

	for (size_t i = 0; i < 5; i++) {
		uint64_t x = i < 4 ? d->lane[i] : d->words;

		for (size_t k = 0; k < 8; k++)
			bytes[i * 8 + k] = (unsigned char)(x >> (8 * k));
	}
	return sha256_text(bytes, sizeof(bytes), out);
}
