/*
 * Groups of up to 64 numbers as bits: a width byte, then each number in so
 * many bits, the lowest first. Small differences take few bits.
 */
#ifndef STORE_CANDLES_PACK_H
#define STORE_CANDLES_PACK_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

#define GROUP 64
#define PAD 8		/* bytes after the end that group_unpack() may read */

/* Signed numbers as unsigned ones that are small when those are near 0. */
static inline uint64_t
zigzag(uint64_t v)
{
	return (v << 1) ^ (uint64_t)((int64_t)v >> 63);
}

static inline uint64_t
unzigzag(uint64_t v)
{
	return (v >> 1) ^ (0 - (v & 1));
}

/* n of v, at most GROUP. */
void group_pack(const uint64_t *v, size_t n, struct buf *out);
/* Reads n numbers; *at moves on. False when they cannot be there. */
bool group_unpack(const unsigned char **at, const unsigned char *end,
    size_t n, uint64_t *v);

#endif
