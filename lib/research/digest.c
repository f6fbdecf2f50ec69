/* Fingerprints of what a run read. */
#include "research/digest.h"

#include "base/xxh64.h"

#include <string.h>

void
digest_init(struct digest *d)
{
	sha256_init(&d->all);
}

/* The same bytes on every machine. */
void
digest_number(struct digest *d, int64_t x)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)x >> (8 * i));
	sha256_update(&d->all, bytes, sizeof(bytes));
}

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "numbers are hashed as the bytes that they are here: little-endian ones"
#endif

void
digest_numbers(struct digest *d, const int64_t *x, size_t n)
{
	digest_number(d, (int64_t)n);
	if (n > 0)
		digest_number(d, (int64_t)xxh64(x, n * sizeof(*x)));
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
	if (n > 0)
		sha256_update(&d->all, s, n);
}

const char *
digest_final(struct digest *d, char out[SHA256_TEXT_SIZE])
{
	return sha256_final_text(&d->all, out);
}
