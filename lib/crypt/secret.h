/*
 * Secrets: bytes that live in one arena (locked in memory, left out of core
 * files, zero in a child) and are wiped when they are freed. A struct secret
 * is opaque and no record has a field of its kind, so that nothing prints one
 * by accident; what is about to be printed can be asked about them.
 */
#ifndef CRYPT_SECRET_H
#define CRYPT_SECRET_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct secret;

struct secret *secret_new(const void *bytes, size_t n);	/* a copy */
struct secret *secret_room(size_t n);			/* zeroed */
void secret_free(struct secret *s);	/* wiped; NULL is fine */

size_t secret_len(const struct secret *s);
/* Its bytes, for what signs, seals or sends them; never kept or printed. */
const unsigned char *secret_bytes(const struct secret *s);
unsigned char *secret_fill(struct secret *s);
void secret_cut(struct secret *s, size_t len);	/* the rest is wiped */
/* In constant time. */
bool secret_same(const struct secret *a, const struct secret *b);
/* Appends it to what is sent; wipe that with secret_wipe_buf(). */
void secret_put(const struct secret *s, struct buf *out);

void secret_wipe(void *at, size_t n);
void secret_wipe_buf(struct buf *b);	/* wiped and released */

/* False: the system let some of them not be locked in memory. */
bool secrets_locked(void);
/*
 * May this text be printed? False when it has a live secret in it, plain, hex,
 * base64 or percent-encoded, a signature, or the header of a key. Secrets of
 * less than 8 bytes are not looked for.
 */
bool secrets_absent(const char *text, size_t n);

#endif
