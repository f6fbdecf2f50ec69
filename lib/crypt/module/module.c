/*
 * The table that etrms-crypt.so exports, over libcrypto. Contexts are freed
 * with what they held cleansed; on a failure nothing of the output stays.
 */
#include "crypt/module.h"

#include "base/err.h"
#include "base/trace.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <limits.h>
#include <stdint.h>
#include <string.h>

extern const struct crypt_module etrms_crypt_module MODULE_EXPORT;

/*
 * A context of our own: the default one reads the system's configuration first
 * (1 ms), and belongs to the TLS of whoever else is in the process. NULL, as
 * before init, is the default one.
 */
static OSSL_LIB_CTX *own;

#define SCRYPT_R 8
#define SCRYPT_P 1

/* What the library queues about its errors is not for anybody. */
static bool
settle(bool good, unsigned char *out, size_t n)
{
	if (!good)
		OPENSSL_cleanse(out, n);
	ERR_clear_error();
	return good;
}

/* Without maxmem the library refuses more than 32 MiB, which is all of it. */
static bool
scrypt(struct bytes passphrase, struct bytes salt, int log2n,
    unsigned char out[CRYPT_KEY_SIZE])
{
	uint64_t n = UINT64_C(1) << log2n;
	uint64_t most = 128 * SCRYPT_R * (n + SCRYPT_P + 2) + (1 << 20);

	return settle(EVP_PBE_scrypt_ex(passphrase.at, passphrase.len,
	    salt.at, salt.len, n, SCRYPT_R, SCRYPT_P, most, out,
	    CRYPT_KEY_SIZE, own, NULL) == 1, out, CRYPT_KEY_SIZE);
}

/* OSSL_PARAM has no const; the library only reads. */
static void *
plain(const void *at)
{
	return (void *)(uintptr_t)at;
}

static bool
hkdf(const unsigned char key[CRYPT_KEY_SIZE], struct bytes salt,
    const char *info, unsigned char out[CRYPT_KEY_SIZE])
{
	static char digest[] = "SHA256";
	EVP_KDF *kdf = EVP_KDF_fetch(own, "HKDF", NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);	/* NULL in, NULL out */
	OSSL_PARAM params[5], *p = params;
	bool good;

	*p++ = OSSL_PARAM_construct_utf8_string("digest", digest, 0);
	*p++ = OSSL_PARAM_construct_octet_string("key", plain(key),
	    CRYPT_KEY_SIZE);
	*p++ = OSSL_PARAM_construct_octet_string("info", plain(info),
	    strlen(info));
	if (salt.len > 0)
		*p++ = OSSL_PARAM_construct_octet_string("salt",
		    plain(salt.at), salt.len);
	*p = OSSL_PARAM_construct_end();
	good = ctx != NULL && EVP_KDF_derive(ctx, out, CRYPT_KEY_SIZE,
	    params) == 1;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return settle(good, out, CRYPT_KEY_SIZE);
}

static const unsigned char nonce[12];
static const char cipher_name[] = "AES-256-GCM";

static bool
seal(const unsigned char key[CRYPT_KEY_SIZE], struct bytes also,
    struct bytes text, unsigned char *out)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(own, cipher_name, NULL);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	bool good = ctx != NULL && text.len <= INT_MAX && also.len <= INT_MAX
	    && EVP_EncryptInit_ex2(ctx, cipher, key, nonce, NULL) == 1 &&
	    EVP_EncryptUpdate(ctx, NULL, &n, also.at, (int)also.len) == 1 &&
	    EVP_EncryptUpdate(ctx, out, &n, text.at, (int)text.len) == 1 &&
	    (size_t)n == text.len &&
	    EVP_EncryptFinal_ex(ctx, out + n, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, CRYPT_TAG_SIZE,
	    out + text.len) == 1;

	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	return settle(good, out, text.len + CRYPT_TAG_SIZE);
}

static bool
open_sealed(const unsigned char key[CRYPT_KEY_SIZE], struct bytes also,
    struct bytes sealed, unsigned char *out)
{
	const unsigned char *at = sealed.at;
	size_t len = sealed.len - CRYPT_TAG_SIZE;
	EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *ctx;
	int n = 0;
	bool good;

	if (sealed.len < CRYPT_TAG_SIZE || sealed.len > INT_MAX)
		return false;
	cipher = EVP_CIPHER_fetch(own, cipher_name, NULL);
	ctx = EVP_CIPHER_CTX_new();
	good = ctx != NULL && also.len <= INT_MAX &&
	    EVP_DecryptInit_ex2(ctx, cipher, key, nonce, NULL) == 1 &&
	    EVP_DecryptUpdate(ctx, NULL, &n, also.at, (int)also.len) == 1 &&
	    EVP_DecryptUpdate(ctx, out, &n, at, (int)len) == 1 &&
	    (size_t)n == len && EVP_CIPHER_CTX_ctrl(ctx,
	    EVP_CTRL_AEAD_SET_TAG, CRYPT_TAG_SIZE, plain(at + len)) == 1 &&
	    EVP_DecryptFinal_ex(ctx, out + n, &n) == 1;
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
	return settle(good, out, len);
}

static bool
hmac_sha256(struct bytes key, struct bytes text,
    unsigned char out[CRYPT_MAC_SIZE])
{
	size_t n = 0;

	return settle(EVP_Q_mac(own, "HMAC", NULL, "SHA256", NULL, key.at,
	    key.len, text.at, text.len, out, CRYPT_MAC_SIZE, &n) != NULL &&
	    n == CRYPT_MAC_SIZE, out, CRYPT_MAC_SIZE);
}

static bool
ed25519(const unsigned char seed[CRYPT_KEY_SIZE], struct bytes text,
    unsigned char out[CRYPT_SIGNATURE_SIZE])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(own, "ED25519", NULL,
	    seed, CRYPT_KEY_SIZE);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = CRYPT_SIGNATURE_SIZE;
	bool good = key != NULL && ctx != NULL &&
	    EVP_DigestSignInit_ex(ctx, NULL, NULL, own, NULL, key,
	    NULL) == 1 &&
	    EVP_DigestSign(ctx, out, &n, text.at, text.len) == 1 &&
	    n == CRYPT_SIGNATURE_SIZE;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return settle(good, out, CRYPT_SIGNATURE_SIZE);
}

/*
 * The first algorithm of each kind that is fetched makes the library list all
 * of its kind, some 1.3 ms together: that is done where the module is opened,
 * which a thread may do ahead of need.
 */
static void
list_algorithms(void)
{
	EVP_KDF_free(EVP_KDF_fetch(own, "HKDF", NULL));
	EVP_MD_free(EVP_MD_fetch(own, "SHA256", NULL));
	EVP_CIPHER_free(EVP_CIPHER_fetch(own, cipher_name, NULL));
	EVP_MAC_free(EVP_MAC_fetch(own, "HMAC", NULL));
	ERR_clear_error();
}

static const char *
start(const struct module_host *host)
{
	bug_exit_set(host->exit_code);
	trace_filter_set(host->may_trace);
	if (OPENSSL_version_major() < 3)
		return "OpenSSL is older than 3";
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
	if (own != NULL)
		return NULL;
	own = OSSL_LIB_CTX_new();
	if (own == NULL)
		return "OpenSSL does not start";
	list_algorithms();
	return NULL;
}

static void
libraries(struct buf *to)
{
	buf_puts(to, OpenSSL_version(OPENSSL_VERSION));
}

const struct crypt_module etrms_crypt_module = {
	.head = {
		.api = MODULE_API,
		.name = "crypt",
		.version = ETRMS_VERSION,
		.init = start,
		.libraries = libraries
	},
	.ops = {
		.scrypt = scrypt,
		.hkdf = hkdf,
		.seal = seal,
		.open = open_sealed,
		.hmac_sha256 = hmac_sha256,
		.ed25519 = ed25519
	}
};
