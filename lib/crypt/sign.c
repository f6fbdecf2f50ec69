/*
 * Signatures, and what can be a key at all.
 */
#include "crypt/sign.h"

#include "base/mem.h"
#include "crypt/encode.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MIN 8
#define TEXT_MAX 256

const char *const sign_scheme_names[] = { "hmac-sha256", "ed25519" };

struct signer {
	const struct crypt_ops *ops;
	enum sign_scheme scheme;
	struct secret *key, *secret;
};

/* It stands in a header and in JSON: printable, nothing to escape. */
static enum err_code
check_text(const struct secret *s, const char *what, struct err *err)
{
	const unsigned char *at = secret_bytes(s);
	size_t n = secret_len(s);

	if (n < TEXT_MIN || n > TEXT_MAX)
		return err_set(err, E_USAGE, "%s: has %zu characters, not %d "
		    "to %d", what, n, TEXT_MIN, TEXT_MAX);
	for (size_t i = 0; i < n; i++)
		if (at[i] <= ' ' || at[i] > '~' || at[i] == '"' ||
		    at[i] == '\\')
			return err_set(err, E_USAGE, "%s: character %zu "
			    "cannot be in one", what, i + 1);
	return E_OK;
}

enum err_code
sign_key_check(const struct secret *key, struct err *err)
{
	return check_text(key, "API key", err);
}

enum err_code
sign_secret_check(enum sign_scheme scheme, const struct secret *secret,
    struct err *err)
{
	if (scheme == SIGN_HMAC_SHA256)
		return check_text(secret, "API secret", err);
	if (secret_len(secret) != CRYPT_KEY_SIZE)
		return err_set(err, E_USAGE, "Ed25519 key: has %zu bytes, not "
		    "%d", secret_len(secret), CRYPT_KEY_SIZE);
	return E_OK;
}

enum err_code
signer_new(const struct crypt_ops *ops, enum sign_scheme scheme,
    const struct secret *key, const struct secret *secret,
    struct signer **out, struct err *err)
{
	struct signer *s;
	enum err_code rc = sign_key_check(key, err);

	if (rc == E_OK)
		rc = sign_secret_check(scheme, secret, err);
	if (rc != E_OK)
		return rc;
	s = mem_alloc(sizeof(*s));
	*s = (struct signer){ .ops = ops, .scheme = scheme,
	    .key = secret_new(secret_bytes(key), secret_len(key)),
	    .secret = secret_new(secret_bytes(secret), secret_len(secret)) };
	*out = s;
	return E_OK;
}

void
signer_free(struct signer *s)
{
	if (s == NULL)
		return;
	secret_free(s->key);
	secret_free(s->secret);
	free(s);
}

enum err_code
signer_sign(const struct signer *s, const void *at, size_t len,
    struct buf *out, struct err *err)
{
	unsigned char mac[CRYPT_MAC_SIZE], signature[CRYPT_SIGNATURE_SIZE];
	struct bytes text = { at, len };
	bool good = false;

	switch (s->scheme) {
	case SIGN_HMAC_SHA256:
		good = s->ops->hmac_sha256((struct bytes){
		    secret_bytes(s->secret), secret_len(s->secret) }, text,
		    mac);
		if (good)
			hex_put(out, mac, sizeof(mac));
		break;
	case SIGN_ED25519:
		good = s->ops->ed25519(secret_bytes(s->secret), text,
		    signature);
		if (good)
			base64_put(out, signature, sizeof(signature));
		break;
	case SIGN_SCHEMES:
		break;
	}
	return good ? E_OK : err_set(err, E_BUG, "%s: the library does not "
	    "sign", sign_scheme_names[s->scheme]);
}

enum sign_scheme
signer_scheme(const struct signer *s)
{
	return s->scheme;
}

const struct secret *
signer_key(const struct signer *s)
{
	return s->key;
}

/* The text between two marker lines, or false. */
static bool
pem_body(const char *pem, size_t n, const char *begin, const char *end,
    const char **at, size_t *len)
{
	const char *from = memmem(pem, n, begin, strlen(begin));
	const char *to;

	if (from == NULL)
		return false;
	from += strlen(begin);
	to = memmem(from, n - (size_t)(from - pem), end, strlen(end));
	if (to == NULL)
		return false;
	*at = from;
	*len = (size_t)(to - from);
	return true;
}

/* SEQUENCE, version 0 or 1 (RFC 5958), AlgorithmIdentifier 1.3.101.112, and
 * an OCTET STRING in one: 32 bytes. Version 1 has the public key after it. */
static bool
der_seed(const unsigned char *der, size_t n, unsigned char *seed)
{
	static const unsigned char middle[] = { 0x30, 0x05, 0x06, 0x03, 0x2b,
	    0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };

	if (n < 48 || der[0] != 0x30 || der[1] != n - 2 || der[2] != 0x02 ||
	    der[3] != 0x01 || der[4] > 1 || (der[4] == 0 && n != 48) ||
	    memcmp(der + 5, middle, sizeof(middle)) != 0)
		return false;
	memcpy(seed, der + 16, CRYPT_KEY_SIZE);
	return true;
}

enum err_code
ed25519_read(const struct secret *pem, struct secret **seed, struct err *err)
{
	const char *text = (const char *)secret_bytes(pem), *at;
	size_t n = secret_len(pem), len, chars = 0, size = 0;
	struct secret *code, *der = NULL, *out;
	bool good;

	if (memmem(text, n, "ENCRYPTED PRIVATE KEY", 21) != NULL)
		return err_set(err, E_USAGE, "private key: is encrypted; the "
		    "vault seals it (openssl pkey -in FILE takes that off)");
	if (!pem_body(text, n, "-----BEGIN PRIVATE KEY-----",
	    "-----END PRIVATE KEY-----", &at, &len))
		return err_set(err, E_USAGE, "private key: not a PEM private "
		    "key (-----BEGIN PRIVATE KEY-----)");
	code = secret_room(len);
	out = secret_room(CRYPT_KEY_SIZE);
	for (size_t i = 0; i < len; i++)
		if (memchr(" \t\r\n", at[i], 4) == NULL)
			secret_fill(code)[chars++] = (unsigned char)at[i];
	if (chars >= 4) {
		const unsigned char *last = secret_bytes(code) + chars - 2;

		size = chars / 4 * 3 - (last[1] == '=') - (last[0] == '=');
		der = secret_room(size);
	}
	good = der != NULL && base64_read((const char *)secret_bytes(code),
	    chars, secret_fill(der), size) &&
	    der_seed(secret_bytes(der), size, secret_fill(out));
	secret_free(code);
	secret_free(der);
	if (good) {
		*seed = out;
		return E_OK;
	}
	secret_free(out);
	return err_set(err, E_USAGE, "private key: not an Ed25519 key "
	    "(openssl genpkey -algorithm ed25519 makes one)");
}
