/*
 * Opening, making and sealing a vault, over the bytes of its file. Nothing is
 * derived before everything that can be checked without a key has been.
 */
#include "crypt/vaultdata.h"

#include "base/mem.h"
#include "base/rng.h"
#include "crypt/encode.h"
#include "crypt/secretdata.h"

#include <stdlib.h>
#include <string.h>

#define KDF_SCRYPT 1
#define AEAD_AES_256_GCM 1

static const char magic[] = "ETRMSVL1";
static const char for_commit[] = "etrms-vault/1 commit";
static const char for_wrap[] = "etrms-vault/1 wrap";
static const char for_payload[] = "etrms-vault/1 payload";

static uint64_t
number_at(const unsigned char *at, int bytes)
{
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | at[bytes];
	return n;
}

static void
number_put(unsigned char *at, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++, n >>= 8)
		at[i] = (unsigned char)n;
}

uint64_t
vault_head_generation(const unsigned char *head)
{
	return number_at(head + AT_GENERATION, 8);
}

static enum err_code
damaged(const char *path, const char *what, struct err *err)
{
	return err_set(err, E_STORE, "vault %s: %s", path, what);
}

enum err_code
vault_check_head(const char *path, struct bytes file, struct err *err)
{
	static const unsigned char kind[] = { KDF_SCRYPT, 0, 8, 1,
	    AEAD_AES_256_GCM, 0, 0, 0 };
	const unsigned char *at = file.at;
	uint64_t n;

	if (file.len < VAULT_HEAD || memcmp(at, magic, 8) != 0)
		return damaged(path, "not a vault (or cut short)", err);
	for (size_t i = 0; i < sizeof(kind); i++)
		if (AT_KDF + i != AT_COST && at[AT_KDF + i] != kind[i])
			return damaged(path, "made by a newer etrms, or "
			    "damaged: its kind is not known", err);
	if (at[AT_COST] < VAULT_COST_MIN || at[AT_COST] > VAULT_COST_MAX)
		return err_set(err, E_STORE, "vault %s: its cost is 2^%d, not "
		    "2^%d to 2^%d", path, at[AT_COST], VAULT_COST_MIN,
		    VAULT_COST_MAX);
	n = number_at(at + AT_LENGTH, 4);
	if (number_at(at + AT_LENGTH + 4, 4) != 0 || n == 0 ||
	    n % VAULT_BLOCK != 0 || n > VAULT_PAYLOAD_MAX)
		return damaged(path, "damaged: its length cannot be", err);
	if (file.len != VAULT_HEAD + n + CRYPT_TAG_SIZE)
		return damaged(path, file.len < VAULT_HEAD + n +
		    CRYPT_TAG_SIZE ? "damaged: it is cut short" :
		    "damaged: something follows its end", err);
	return E_OK;
}

/* KEK out of the passphrase, and what the head says of it. */
static bool
derive(const struct crypt_ops *ops, const unsigned char *head,
    const struct secret *passphrase, unsigned char *kek,
    unsigned char *commit, unsigned char *wrap)
{
	static const struct bytes none = {0};

	return ops->scrypt((struct bytes){ secret_bytes(passphrase),
	    secret_len(passphrase) }, (struct bytes){ head + AT_SALT,
	    VAULT_SALT }, head[AT_COST], kek) &&
	    ops->hkdf(kek, none, for_commit, commit) &&
	    ops->hkdf(kek, none, for_wrap, wrap);
}

static enum err_code
unwrap(struct vault *v, const struct secret *passphrase, struct err *err)
{
	struct secret *keys = secret_room(3 * CRYPT_KEY_SIZE);
	unsigned char *kek = secret_fill(keys);
	unsigned char *commit = kek + CRYPT_KEY_SIZE;
	unsigned char *wrap = commit + CRYPT_KEY_SIZE;
	enum err_code rc = E_OK;

	v->data_key = secret_room(CRYPT_KEY_SIZE);
	if (!derive(v->ops, v->head, passphrase, kek, commit, wrap))
		rc = damaged(v->path, "no memory to derive its key", err);
	else if (!bytes_same(commit, v->head + AT_COMMIT, CRYPT_KEY_SIZE))
		rc = err_set(err, E_LOCKED, "vault %s: wrong passphrase",
		    v->path);
	else if (!v->ops->open(wrap, (struct bytes){ v->head, AT_WRAP },
	    (struct bytes){ v->head + AT_WRAP, AT_GENERATION - AT_WRAP },
	    secret_fill(v->data_key)))
		rc = damaged(v->path, "damaged: its key does not open", err);
	secret_free(keys);
	return rc;
}

static bool
payload_key(const struct vault *v, const unsigned char *head,
    struct secret *key)
{
	return v->ops->hkdf(secret_bytes(v->data_key), (struct bytes){
	    head + AT_PAYLOAD_SALT, VAULT_SALT }, for_payload,
	    secret_fill(key));
}

/* Decrypts the payload of a file whose data key v has; NULL: it is not it. */
static struct secret *
unseal(const struct vault *v, struct bytes file)
{
	const unsigned char *at = file.at;
	size_t sealed = file.len - VAULT_HEAD;
	struct secret *key = secret_room(CRYPT_KEY_SIZE);
	struct secret *payload = secret_room(sealed - CRYPT_TAG_SIZE);

	if (!payload_key(v, at, key) || !v->ops->open(secret_bytes(key),
	    (struct bytes){ at, VAULT_HEAD }, (struct bytes){
	    at + VAULT_HEAD, sealed }, secret_fill(payload))) {
		secret_free(payload);
		payload = NULL;
	}
	secret_free(key);
	return payload;
}

static struct vault *
vault_new(const struct crypt_ops *ops, const char *path)
{
	struct vault *v = mem_alloc(sizeof(*v));

	v->ops = ops;
	v->path = mem_text(path);
	return v;
}

static enum err_code
open_payload(struct vault *v, struct bytes file, struct err *err)
{
	struct secret *payload = unseal(v, file);
	bool good;

	if (payload == NULL && v->by_passphrase)
		return damaged(v->path, "damaged: its content does not open",
		    err);
	if (payload == NULL)
		return err_set(err, E_LOCKED, "vault %s: the key in the "
		    "keyring is not its key (any more)", v->path);
	good = payload_read(payload, v);
	secret_free(payload);
	return good ? E_OK : damaged(v->path, "made by a newer etrms: its "
	    "content is not known", err);
}

enum err_code
vault_open_bytes(const struct crypt_ops *ops, const char *path,
    struct bytes file, const struct secret *passphrase,
    const struct secret *data_key, struct vault **out, struct err *err)
{
	enum err_code rc = vault_check_head(path, file, err);
	struct vault *v;

	if (rc != E_OK)
		return rc;
	v = vault_new(ops, path);
	v->made = true;
	v->by_passphrase = passphrase != NULL;
	memcpy(v->head, file.at, VAULT_HEAD);
	memcpy(v->disk, file.at, VAULT_HEAD);
	if (passphrase != NULL)
		rc = unwrap(v, passphrase, err);
	else if (secret_len(data_key) != CRYPT_KEY_SIZE)
		rc = err_set(err, E_LOCKED, "vault %s: what the keyring has "
		    "is no key", path);
	else
		v->data_key = secret_new(secret_bytes(data_key),
		    CRYPT_KEY_SIZE);
	if (rc == E_OK)
		rc = open_payload(v, file, err);
	if (rc == E_OK)
		*out = v;
	else
		vault_close(v);
	return rc;
}

static enum err_code
open_file(const struct crypt_ops *ops, const char *path,
    const struct secret *passphrase, const struct secret *data_key,
    struct vault **out, struct err *err)
{
	struct buf file = {0};
	enum err_code rc = vault_file_read(path, &file, err);

	if (rc == E_OK)
		rc = vault_open_bytes(ops, path, (struct bytes){ file.at,
		    file.len }, passphrase, data_key, out, err);
	buf_release(&file);
	return rc;
}

enum err_code
vault_open(const struct crypt_ops *ops, const char *path,
    const struct secret *passphrase, struct vault **out, struct err *err)
{
	return open_file(ops, path, passphrase, NULL, out, err);
}

enum err_code
vault_open_key(const struct crypt_ops *ops, const char *path,
    const struct secret *data_key, struct vault **out, struct err *err)
{
	return open_file(ops, path, NULL, data_key, out, err);
}

enum err_code
vault_look(const char *path, struct vault_head *out, struct err *err)
{
	struct buf file = {0};
	enum err_code rc = vault_file_read(path, &file, err);

	if (rc == E_OK)
		rc = vault_check_head(path, (struct bytes){ file.at,
		    file.len }, err);
	if (rc == E_OK)
		*out = (struct vault_head){
			.generation = vault_head_generation(
			    (const unsigned char *)file.at),
			.cost = file.at[AT_COST],
			.size = (int64_t)file.len
		};
	buf_release(&file);
	return rc;
}

/* Salt, data key, commitment and wrap for a passphrase, into v; the wrap is
 * opened again before anything rests on it. */
static enum err_code
wrap_new(struct vault *v, const struct secret *passphrase, int cost,
    struct err *err)
{
	struct secret *keys = secret_room(4 * CRYPT_KEY_SIZE);
	struct secret *fresh = secret_room(CRYPT_KEY_SIZE);
	unsigned char *kek = secret_fill(keys), *wrap, *again;
	unsigned char head[VAULT_HEAD];
	bool good;

	wrap = kek + CRYPT_KEY_SIZE;
	again = wrap + CRYPT_KEY_SIZE;
	memcpy(head, v->head, sizeof(head));
	head[AT_COST] = (unsigned char)cost;
	good = rng_bytes(head + AT_SALT, VAULT_SALT) &&
	    rng_bytes(secret_fill(fresh), CRYPT_KEY_SIZE) &&
	    derive(v->ops, head, passphrase, kek, head + AT_COMMIT, wrap) &&
	    v->ops->seal(wrap, (struct bytes){ head, AT_WRAP },
	    (struct bytes){ secret_bytes(fresh), CRYPT_KEY_SIZE },
	    head + AT_WRAP) &&
	    v->ops->open(wrap, (struct bytes){ head, AT_WRAP },
	    (struct bytes){ head + AT_WRAP, AT_GENERATION - AT_WRAP },
	    again) && bytes_same(again, secret_bytes(fresh), CRYPT_KEY_SIZE);
	secret_free(keys);
	if (!good) {
		secret_free(fresh);
		return damaged(v->path, "no memory or no random numbers to "
		    "derive its key", err);
	}
	secret_free(v->data_key);
	v->data_key = fresh;
	memcpy(v->head, head, sizeof(head));
	return E_OK;
}

enum err_code
vault_create(const struct crypt_ops *ops, const char *path,
    const struct secret *passphrase, int cost, uint64_t generation,
    struct vault **out, struct err *err)
{
	static const unsigned char kind[] = { KDF_SCRYPT, 0, 8, 1,
	    AEAD_AES_256_GCM };
	struct vault *v = vault_new(ops, path);
	unsigned char id[VAULT_ID_SIZE / 2];
	struct buf text = {0};
	enum err_code rc;

	v->by_passphrase = true;
	memcpy(v->head, magic, 8);
	memcpy(v->head + AT_KDF, kind, sizeof(kind));
	number_put(v->head + AT_GENERATION, generation, 8);
	rc = rng_bytes(id, sizeof(id)) ? wrap_new(v, passphrase, cost, err) :
	    damaged(path, "no random numbers from the system", err);
	hex_put(&text, id, sizeof(id));
	TEXT_SET(v->id, buf_text(&text));
	buf_release(&text);
	if (rc == E_OK)
		*out = v;
	else
		vault_close(v);
	return rc;
}

enum err_code
vault_passwd(struct vault *v, const struct secret *passphrase, int cost,
    struct err *err)
{
	if (!v->by_passphrase)
		return err_set(err, E_LOCKED, "vault %s: changing the "
		    "passphrase takes the old one", v->path);
	return wrap_new(v, passphrase, cost, err);
}

/* What was written is what was meant: it opens, and to the same bytes. */
struct proof { const struct vault *v; const struct secret *payload; };

static enum err_code
prove(void *self, struct bytes file, struct err *err)
{
	const struct proof *p = self;
	struct secret *again = NULL;
	enum err_code rc = vault_check_head(p->v->path, file, err);

	if (rc == E_OK)
		again = unseal(p->v, file);
	if (rc == E_OK && (again == NULL || !secret_same(again, p->payload)))
		rc = damaged(p->v->path, "what was written does not read back "
		    "as it should; the old one stays", err);
	secret_free(again);
	return rc;
}

enum err_code
vault_save(struct vault *v, struct err *err)
{
	struct secret *payload = payload_write(v), *key;
	unsigned char head[VAULT_HEAD];
	struct proof proof = { v, payload };
	struct buf sealed = {0};
	enum err_code rc = E_OK;
	size_t n;

	if (payload == NULL)
		return damaged(v->path, "more than it can hold (1 MiB)", err);
	n = secret_len(payload);
	memcpy(head, v->head, sizeof(head));
	number_put(head + AT_GENERATION, vault_head_generation(head) + 1, 8);
	number_put(head + AT_LENGTH, n, 8);
	buf_pad(&sealed, '\0', n + CRYPT_TAG_SIZE);
	key = secret_room(CRYPT_KEY_SIZE);
	if (!rng_bytes(head + AT_PAYLOAD_SALT, VAULT_SALT) ||
	    !payload_key(v, head, key) ||
	    !v->ops->seal(secret_bytes(key), (struct bytes){ head,
	    VAULT_HEAD }, (struct bytes){ secret_bytes(payload), n },
	    (unsigned char *)sealed.at))
		rc = damaged(v->path, "cannot be sealed", err);
	if (rc == E_OK)
		rc = vault_file_write(&(struct vault_write){
		    .path = v->path, .head = { head, VAULT_HEAD },
		    .rest = { sealed.at, sealed.len },
		    .old = v->made ? v->disk : NULL,
		    .check = prove, .self = &proof }, err);
	if (rc == E_OK) {
		memcpy(v->head, head, VAULT_HEAD);
		memcpy(v->disk, head, VAULT_HEAD);
		v->made = true;
	}
	secret_free(key);
	secret_free(payload);
	buf_release(&sealed);
	return rc;
}
