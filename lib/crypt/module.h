/*
 * What lib/crypt has from OpenSSL: primitives alone, in one shared object,
 * etrms-crypt.so, that is opened when a vault is (libcrypto would otherwise
 * cost every start). The vault, its rules and the signers are above it, in
 * plain C, and get this table. Nothing here keeps a key: what a function needs
 * it is handed, and wipes before it returns.
 */
#ifndef CRYPT_MODULE_H
#define CRYPT_MODULE_H

#include "base/module.h"

#include <stdbool.h>
#include <stddef.h>

#define CRYPT_KEY_SIZE 32	/* AES-256, HKDF and scrypt's output, a seed */
#define CRYPT_TAG_SIZE 16	/* of AES-GCM */
#define CRYPT_MAC_SIZE 32	/* HMAC-SHA256 */
#define CRYPT_SIGNATURE_SIZE 64	/* Ed25519 */

struct bytes { const void *at; size_t len; };	/* borrowed */

/* Each is false when the library fails or, opening, when the tag is wrong. */
struct crypt_ops {
	/* r = 8, p = 1, N = 2^log2n; takes 2^log2n KiB of memory. */
	bool (*scrypt)(struct bytes passphrase, struct bytes salt, int log2n,
	    unsigned char out[CRYPT_KEY_SIZE]);
	bool (*hkdf)(const unsigned char key[CRYPT_KEY_SIZE],
	    struct bytes salt, const char *info,
	    unsigned char out[CRYPT_KEY_SIZE]);
	/* AES-256-GCM with a zero nonce: a key seals once. */
	bool (*seal)(const unsigned char key[CRYPT_KEY_SIZE],
	    struct bytes also, struct bytes plain, unsigned char *out);
	bool (*open)(const unsigned char key[CRYPT_KEY_SIZE],
	    struct bytes also, struct bytes sealed, unsigned char *out);
	bool (*hmac_sha256)(struct bytes key, struct bytes text,
	    unsigned char out[CRYPT_MAC_SIZE]);
	bool (*ed25519)(const unsigned char seed[CRYPT_KEY_SIZE],
	    struct bytes text, unsigned char out[CRYPT_SIGNATURE_SIZE]);
};

struct crypt_module {
	struct module head;
	struct crypt_ops ops;
};

#endif
