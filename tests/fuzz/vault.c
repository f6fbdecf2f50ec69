/*
 * Vault files and keys: any bytes are a vault or are refused, and one that
 * opens is written as it was read. Deriving and sealing are played by
 * primitives that cost nothing and always agree. The first byte says what the
 * others are: a whole file; a payload's JSON, in a file made for it; a private
 * key in PEM; a line to be printed.
 */
#include "crypt/vaultdata.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool good)
{
	if (!good)
		abort();
}

static bool
no_scrypt(struct bytes passphrase, struct bytes salt, int log2n,
    unsigned char out[CRYPT_KEY_SIZE])
{
	(void)passphrase;
	(void)salt;
	expect(log2n >= VAULT_COST_MIN && log2n <= VAULT_COST_MAX);
	memset(out, 7, CRYPT_KEY_SIZE);
	return true;
}

/* The commitment is whatever the file has: zeros in those made here. */
static bool
no_hkdf(const unsigned char key[CRYPT_KEY_SIZE], struct bytes salt,
    const char *info, unsigned char out[CRYPT_KEY_SIZE])
{
	(void)key;
	(void)salt;
	(void)info;
	memset(out, 0, CRYPT_KEY_SIZE);
	return true;
}

static bool
no_seal(const unsigned char key[CRYPT_KEY_SIZE], struct bytes also,
    struct bytes plain, unsigned char *out)
{
	(void)key;
	(void)also;
	memcpy(out, plain.at, plain.len);
	memset(out + plain.len, 0, CRYPT_TAG_SIZE);
	return true;
}

static bool
no_open(const unsigned char key[CRYPT_KEY_SIZE], struct bytes also,
    struct bytes sealed, unsigned char *out)
{
	(void)key;
	(void)also;
	expect(sealed.len >= CRYPT_TAG_SIZE);
	memcpy(out, sealed.at, sealed.len - CRYPT_TAG_SIZE);
	return true;
}

static const struct crypt_ops ops = {
	.scrypt = no_scrypt, .hkdf = no_hkdf, .seal = no_seal, .open = no_open
};

static void
same_again(const struct vault *v, const struct secret *payload)
{
	struct secret *again = payload_write(v);

	if (payload != NULL)
		expect(again != NULL && secret_same(again, payload));
	secret_free(again);
}

static void
try_file(const uint8_t *data, size_t size, const struct secret *payload)
{
	struct secret *pass = secret_new("correct horse", 13);
	struct secret *key = secret_room(CRYPT_KEY_SIZE);
	struct vault *v = NULL;
	struct err err = {0};
	enum err_code rc;

	rc = vault_open_bytes(&ops, "fuzz", (struct bytes){ data, size },
	    pass, NULL, &v, &err);
	expect(rc == E_OK || rc == E_STORE || rc == E_LOCKED);
	expect(rc == E_OK || err.text[0] != '\0');
	if (rc == E_OK)
		same_again(v, payload);
	if (rc == E_OK)
		vault_close(v);
	rc = vault_open_bytes(&ops, "fuzz", (struct bytes){ data, size },
	    NULL, key, &v, &err);
	if (rc == E_OK)
		vault_close(v);
	secret_free(pass);
	secret_free(key);
}

/* A file with this text as its payload, all else as it should be. */
static void
try_payload(const uint8_t *data, size_t size)
{
	static const char head[] = "ETRMSVL1\1\21\10\1\1";
	size_t n = (4 + size + VAULT_BLOCK - 1) / VAULT_BLOCK * VAULT_BLOCK;
	struct secret *payload;
	struct buf file = {0};
	char *at;

	if (n > VAULT_PAYLOAD_MAX)
		return;
	buf_pad(&file, '\0', VAULT_HEAD + n + CRYPT_TAG_SIZE);
	memcpy(file.at, head, sizeof(head));
	for (int i = 0; i < 4; i++)
		file.at[AT_LENGTH + i] = (char)(n >> 8 * i);
	at = file.at + VAULT_HEAD;
	for (int i = 0; i < 4; i++)
		at[i] = (char)(size >> 8 * i);
	memcpy(at + 4, data, size);
	payload = secret_new(at, n);
	try_file((const uint8_t *)file.at, file.len, payload);
	secret_free(payload);
	buf_release(&file);
}

static void
try_pem(const uint8_t *data, size_t size)
{
	struct secret *pem = secret_new(data, size), *seed = NULL;

	if (ed25519_read(pem, &seed, NULL) == E_OK)
		expect(secret_len(seed) == CRYPT_KEY_SIZE);
	secret_free(seed);
	secret_free(pem);
}

static void
try_line(const uint8_t *data, size_t size)
{
	struct secret *s = secret_new("canary-key", 10);
	const char *line = (const char *)data;

	if (memmem(line, size, "canary-key", 10) != NULL)
		expect(!secrets_absent(line, size));
	else
		(void)secrets_absent(line, size);
	secret_free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	switch (data[0] % 4) {
	case 0:
		try_file(data + 1, size - 1, NULL);
		break;
	case 1:
		try_payload(data + 1, size - 1);
		break;
	case 2:
		try_pem(data + 1, size - 1);
		break;
	default:
		try_line(data + 1, size - 1);
	}
	return 0;
}
