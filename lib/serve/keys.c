/*
 * Keys and signatures of the served account.
 */
#include "serve/keys.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/record.h"
#include "base/rng.h"
#include "base/sha256.h"
#include "crypt/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum err_code
draw(char *out, struct err *err)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789";
	unsigned char bytes[KEY_LEN - 1];

	if (!rng_bytes(bytes, sizeof(bytes)))
		return err_set(err, E_STORE, "no random numbers");
	for (size_t i = 0; i < KEY_LEN - 1; i++)
		out[i] = letters[bytes[i] % (sizeof(letters) - 1)];
	out[KEY_LEN - 1] = '\0';
	return E_OK;
}

enum err_code
keys_draw(struct keys *out, struct err *err)
{
	enum err_code rc = draw(out->key, err);

	return rc == E_OK ? draw(out->secret, err) : rc;
}

static enum err_code
keys_write(const char *path, const struct keys *k, struct err *err)
{
	struct buf text = { 0 };
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err_code rc = E_OK;

	if (fd < 0)
		return err_set(err, E_USAGE, "%s: %s", path, strerror(errno));
	buf_printf(&text, "{\"api_key\":\"%s\",\"secret\":\"%s\"}\n", k->key,
	    k->secret);
	if (write(fd, text.at, text.len) != (ssize_t)text.len ||
	    close(fd) != 0)
		rc = err_set(err, E_OUTPUT, "%s: %s", path, strerror(errno));
	buf_release(&text);
	return rc;
}

static bool
key_take(const json_t *object, const char *name, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(object, name));

	if (text == NULL || text[0] == '\0' || strlen(text) >= size)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((*p < ' ' && *p != '\n') || *p > '~')
			return false;
	memcpy(out, text, strlen(text) + 1);
	return true;
}

enum err_code
keys_open(const char *path, struct keys *out, struct err *err)
{
	struct buf text = { 0 };
	json_t *root;
	enum err_code rc;

	if (access(path, F_OK) != 0) {
		rc = keys_draw(out, err);
		return rc == E_OK ? keys_write(path, out, err) : rc;
	}
	rc = file_read(path, 4096, &text, err);
	if (rc != E_OK)
		return rc;
	root = json_loadb(buf_text(&text), text.len, JSON_REJECT_DUPLICATES,
	    NULL);
	if (!key_take(root, "api_key", out->key, sizeof(out->key)) ||
	    strpbrk(out->key, " \n") != NULL ||
	    !key_take(root, "secret", out->secret, sizeof(out->secret)))
		rc = err_set(err, E_DATA, "%s: not {\"api_key\": …, "
		    "\"secret\": …} of letters", path);
	json_decref(root);
	buf_release(&text);
	return rc;
}

void
hmac_sha256_text(const char *secret, const void *at, size_t len,
    char out[65])
{
	unsigned char pad[64] = { 0 }, inner[SHA256_SIZE];
	struct sha256 h;
	size_t n = strlen(secret);

	if (n > sizeof(pad)) {
		sha256_init(&h);
		sha256_update(&h, secret, n);
		sha256_final(&h, pad);
	} else {
		memcpy(pad, secret, n);
	}
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	sha256_init(&h);
	sha256_update(&h, pad, sizeof(pad));
	sha256_update(&h, at, len);
	sha256_final(&h, inner);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha256_init(&h);
	sha256_update(&h, pad, sizeof(pad));
	sha256_update(&h, inner, sizeof(inner));
	sha256_final_text(&h, out);
}

bool
keys_pem(const struct keys *k)
{
	return strncmp(k->secret, "-----BEGIN ", 11) == 0;
}

bool
keys_signed(const struct keys *k, const void *at, size_t len,
    const char *sent)
{
	struct buf ours = { 0 };
	struct err err;
	char text[65];
	bool same;

	if (!keys_pem(k)) {
		hmac_sha256_text(k->secret, at, len, text);
		return signature_same(sent, text, true);
	}
	same = k->signer != NULL &&
	    signer_sign(k->signer, at, len, &ours, &err) == E_OK &&
	    signature_same(sent, buf_text(&ours), false);
	buf_release(&ours);
	return same;
}

bool
signature_same(const char *sent, const char *ours, bool hex)
{
	unsigned char different = 0;

	if (strlen(sent) != strlen(ours))
		return false;
	for (size_t i = 0; sent[i] != '\0'; i++) {
		char c = hex && sent[i] >= 'A' && sent[i] <= 'F' ?
		    (char)(sent[i] + 32) : sent[i];

		different |= (unsigned char)(c ^ ours[i]);
	}
	return different == 0;
}
