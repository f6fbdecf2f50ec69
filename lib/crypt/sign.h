/*
 * Signers: what puts a key's signature under the bytes of a request, and never
 * gives the key away.
 */
#ifndef CRYPT_SIGN_H
#define CRYPT_SIGN_H

#include "base/buf.h"
#include "base/err.h"
#include "crypt/module.h"
#include "crypt/secret.h"

enum sign_scheme {
	SIGN_HMAC_SHA256,	/* lower-case hex */
	SIGN_ED25519,		/* base64; to be percent-encoded in a query */
	SIGN_SCHEMES
};
extern const char *const sign_scheme_names[];	/* "hmac-sha256", "ed25519" */

struct signer;

/* secret: the HMAC secret's text, or the seed that ed25519_read() gives. Both
 * are copied. E_USAGE: they cannot be a key and a secret. */
enum err_code signer_new(const struct crypt_ops *ops, enum sign_scheme scheme,
    const struct secret *key, const struct secret *secret,
    struct signer **out, struct err *err);
void signer_free(struct signer *s);	/* NULL is fine */

/* Appends the signature as text. E_BUG when the library fails. */
enum err_code signer_sign(const struct signer *s, const void *at, size_t len,
    struct buf *out, struct err *err);
enum sign_scheme signer_scheme(const struct signer *s);
/* The API key: secret_put() it into a header or parameter, nothing else. */
const struct secret *signer_key(const struct signer *s);

/* E_USAGE: cannot be an API key, or the secret of this scheme. */
enum err_code sign_key_check(const struct secret *key, struct err *err);
enum err_code sign_secret_check(enum sign_scheme scheme,
    const struct secret *secret, struct err *err);
/* The seed of an Ed25519 private key in PEM (PKCS #8, not encrypted), as
 * `openssl genpkey -algorithm ed25519` writes it. E_USAGE: it is none. */
enum err_code ed25519_read(const struct secret *pem, struct secret **seed,
    struct err *err);

#endif
