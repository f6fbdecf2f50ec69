/*
 * SHA-256 (FIPS 180-4), for identities: candle series, strategies, the audit
 * chain. Not for secrets; those stay with OpenSSL in lib/crypt.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32
#define SHA256_TEXT_SIZE 65	/* hex and NUL */

struct sha256 {
	uint32_t state[8];
	uint64_t len;			/* bytes so far */
	unsigned char block[64];	/* the last, unfinished one */
};

void sha256_init(struct sha256 *h);
void sha256_update(struct sha256 *h, const void *bytes, size_t n);
void sha256_final(struct sha256 *h, unsigned char out[SHA256_SIZE]);
/* Lower-case hex of the digest; ends h like sha256_final(). Returns text. */
const char *sha256_final_text(struct sha256 *h, char text[SHA256_TEXT_SIZE]);
/* All in one. */
const char *sha256_text(const void *bytes, size_t n,
    char text[SHA256_TEXT_SIZE]);

#endif
