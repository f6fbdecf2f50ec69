/*
 * Inside the room: fingerprints of what a run read. Numbers, amounts and texts
 * go into one SHA-256, large arrays by their XXH64, at the speed of memory:
 * good for finding what changed, which is what runs are verified for, and no
 * defence against somebody who looks for two arrays of one name.
 */
#ifndef RESEARCH_DIGEST_H
#define RESEARCH_DIGEST_H

#include "base/dec.h"
#include "base/sha256.h"

struct digest { struct sha256 all; };

void digest_init(struct digest *d);
void digest_numbers(struct digest *d, const int64_t *x, size_t n);
void digest_number(struct digest *d, int64_t x);
void digest_dec(struct digest *d, struct dec x);	/* by value */
void digest_text(struct digest *d, const char *s);	/* NULL is "" */
const char *digest_final(struct digest *d, char out[SHA256_TEXT_SIZE]);

#endif
