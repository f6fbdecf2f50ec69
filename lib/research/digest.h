/*
 * Inside the room: fingerprints of large arrays. Four lanes of multiplications
 * take them in at the speed of memory, and SHA-256 makes a name of the lanes:
 * good for finding what changed, which is what runs are verified for, and no
 * defence against somebody who looks for two arrays of one name.
 */
#ifndef RESEARCH_DIGEST_H
#define RESEARCH_DIGEST_H

#include "base/dec.h"
#include "base/sha256.h"

struct digest { uint64_t lane[4]; uint64_t words; };

void digest_init(struct digest *d);
void digest_numbers(struct digest *d, const int64_t *x, size_t n);
void digest_number(struct digest *d, int64_t x);
void digest_dec(struct digest *d, struct dec x);	/* by value */
void digest_text(struct digest *d, const char *s);	/* NULL is "" */
const char *digest_final(const struct digest *d, char out[SHA256_TEXT_SIZE]);

#endif
