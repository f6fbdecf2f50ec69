/* What a secret is made of: for the files here that keep and look for them. */
#ifndef CRYPT_SECRETDATA_H
#define CRYPT_SECRETDATA_H

#include <stdbool.h>
#include <stddef.h>

struct chunk;

struct secret {
	unsigned char *at;	/* in the arena; a zero follows */
	size_t len, room;	/* room: what it was made for */
	struct chunk *home;
	struct secret *next;	/* of those alive */
};

const struct secret *secret_first(void);
/* In constant time. */
bool bytes_same(const void *a, const void *b, size_t n);

#endif
