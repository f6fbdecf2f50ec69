/* For tests of the vault: primitives whose scrypt costs nothing, and places. */
#ifndef TESTS_VAULTQUICK_H
#define TESTS_VAULTQUICK_H

#include "crypt/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct crypt_module etrms_crypt_module;
static struct crypt_ops quick;		/* after quick_init() */
static char folder[64];

static bool
quick_scrypt(struct bytes passphrase, struct bytes salt, int log2n,
    unsigned char out[CRYPT_KEY_SIZE])
{
	unsigned char key[CRYPT_MAC_SIZE];

	(void)log2n;
	return etrms_crypt_module.ops.hmac_sha256(passphrase, salt, key) &&
	    memcpy(out, key, CRYPT_KEY_SIZE) != NULL;
}

static inline void
quick_init(void)
{
	quick = etrms_crypt_module.ops;
	quick.scrypt = quick_scrypt;
	snprintf(folder, sizeof(folder), "/tmp/etrms-vault.XXXXXX");
	if (mkdtemp(folder) == NULL)
		exit(2);
}

static inline void
quick_done(void)
{
	char line[100];

	snprintf(line, sizeof(line), "rm -rf %s", folder);
	if (system(line) != 0)
		exit(2);
}

static inline const char *
at_folder(const char *name)
{
	static char paths[4][128];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static inline struct secret *
secret_of(const char *text)
{
	return secret_new(text, strlen(text));
}

/* One with an entry "main" that has a ceiling. */
static inline struct vault *
vault_of(const char *path)
{
	struct ceiling one = { "max-order-notional", "500" };
	struct vault_entry e = { .label = "main", .venue = "binance",
	    .ceilings = { &one, 1, 1 } };
	struct secret *pass = secret_of("correct horse battery");
	struct secret *key = secret_of("the-key-of-main");
	struct secret *own = secret_of("the-secret-of-main");
	struct vault *v = NULL;
	struct err err;

	e.key = key;
	e.secret = own;
	if (vault_create(&quick, path, pass, 17, 0, &v, &err) != E_OK ||
	    vault_put(v, &e, &err) != E_OK || vault_save(v, &err) != E_OK) {
		printf("# %s\n", err.text);
		exit(2);
	}
	secret_free(pass);
	secret_free(key);
	secret_free(own);
	return v;
}

#endif
