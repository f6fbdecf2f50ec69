/*
 * XXH64, the published 64-bit hash of Yann Collet with seed 0, for noticing
 * damage to large bytes at the speed of memory. Not for identities that others
 * might forge: those are SHA-256.
 */
#ifndef BASE_XXH64_H
#define BASE_XXH64_H

#include <stddef.h>
#include <stdint.h>

uint64_t xxh64(const void *bytes, size_t n);

#endif
