/*
 * SHA-1, for the one place that demands it: the opening of a WebSocket
 * (RFC 6455). It guards nothing.
 */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>

#define SHA1_SIZE 20

void sha1(const void *at, size_t len, unsigned char out[SHA1_SIZE]);

#endif
