/* Bytes as hex and base64, for signatures and the seeds of keys. */
#ifndef CRYPT_ENCODE_H
#define CRYPT_ENCODE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

void hex_put(struct buf *out, const unsigned char *at, size_t n);
int hex_digit(char c);			/* -1: none */
void base64_put(struct buf *out, const unsigned char *at, size_t n);
/* Writes (n + 2) / 3 * 4 characters and no NUL. */
void base64_write(char *out, const unsigned char *at, size_t n);
int base64_digit(char c);		/* of either alphabet; -1: none */
/* The standard alphabet, padded; false unless it is exactly `size` bytes. */
bool base64_read(const char *text, size_t n, unsigned char *out,
    size_t size);

#endif
