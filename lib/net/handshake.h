/*
 * The opening of a WebSocket (RFC 6455, section 4), either side's texts. Pure.
 */
#ifndef NET_HANDSHAKE_H
#define NET_HANDSHAKE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define HANDSHAKE_KEY_SIZE 25		/* base64 of 16 bytes */
#define HANDSHAKE_ACCEPT_SIZE 29	/* base64 of 20 bytes */
#define HANDSHAKE_HEAD_MAX ((size_t)16 << 10)

void handshake_key(const unsigned char random[16],
    char key[HANDSHAKE_KEY_SIZE]);
/* What the server must answer to a key. */
void handshake_accept(const char *key, char accept[HANDSHAKE_ACCEPT_SIZE]);

/* The request for a ws:// or wss:// URL that http_url_check() has seen; headers
 * ends with NULL, or is NULL. E_BUG where one has a line break. */
enum err_code handshake_request(const char *url, const char *const *headers,
    const char *key, struct buf *out, struct err *err);

enum handshake_state { HANDSHAKE_WAIT, HANDSHAKE_DONE, HANDSHAKE_WRONG };
struct handshake_answer {
	size_t used;		/* bytes of the answer's head */
	int status;		/* HTTP's; 0: it was none */
	char retry_after[40];	/* the header of that name, or "" */
	char why[120];		/* of HANDSHAKE_WRONG */
};
/* Looks at all that has come so far. */
enum handshake_state handshake_read(const char *at, size_t len,
    const char *key, struct handshake_answer *out);

#endif
