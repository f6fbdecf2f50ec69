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

struct keys { char key[KEY_LEN], secret[KEY_LEN]; };

/* Reads {"api_key": …, "secret": …}; a file that is not there is made, with
 * random ones, for its owner alone. */
enum err_code keys_open(const char *path, struct keys *out, struct err *err);
/* Random ones. */
enum err_code keys_draw(struct keys *out, struct err *err);

/* HMAC-SHA256 (RFC 2104) as lower-case hex. */
void hmac_sha256_text(const char *secret, const void *at, size_t len,
    char out[65]);
/* In constant time; hex in either case. */
bool signature_same(const char *sent, const char *ours);

#endif
