/*
 * The key of the served account: what clients sign with. A sample, made up
 * here and good for nothing else; so that no real key is ever needed.
 */
#ifndef SERVE_KEYS_H
#define SERVE_KEYS_H

#include "base/buf.h"
#include "base/err.h"
#include "serve/http.h"

#define KEY_LEN 65
#define SECRET_LEN 512

struct signer;
struct keys {
	char key[KEY_LEN];
	char secret[SECRET_LEN];	/* of HMAC; or an Ed25519 key in PEM */
	/* With a key in PEM: what makes the same signature as a client, who
	 * has the same one. Borrowed. */
	const struct signer *signer;
};

/* Reads {"api_key": …, "secret": …}; a file that is not there is made, with
 * random ones, for its owner alone. A key in PEM needs a signer then. */
enum err_code keys_open(const char *path, struct keys *out, struct err *err);
/* Random ones. */
enum err_code keys_draw(struct keys *out, struct err *err);

/* HMAC-SHA256 (RFC 2104) as lower-case hex. */
void hmac_sha256_text(const char *secret, const void *at, size_t len,
    char out[65]);
bool keys_pem(const struct keys *k);
/* Is this the signature under the text? Hex in either case, base64 as it is. */
bool keys_signed(const struct keys *k, const void *at, size_t len,
    const char *sent);
/* In constant time. */
bool signature_same(const char *sent, const char *ours, bool hex);

#endif
