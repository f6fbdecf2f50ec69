/*
 * The vault: one file, closed to others, in which the keys of live accounts
 * and the ceilings of their risk rest sealed under a passphrase (scrypt,
 * AES-256-GCM). It is read whole, changed in memory, and written anew: a
 * temporary beside it, synced, read back, renamed; whatever fails, the file is
 * the old or the new one. Hands out signers, never keys.
 *
 * E_STORE: the file cannot be what it should (damaged, cut, open to others, a
 * link); E_LOCKED: wrong passphrase or key; E_BUSY: somebody else changes it.
 */
#ifndef CRYPT_VAULT_H
#define CRYPT_VAULT_H

#include "base/err.h"
#include "base/vec.h"
#include "crypt/module.h"
#include "crypt/secret.h"
#include "crypt/sign.h"

#include <stdbool.h>
#include <stdint.h>

#define VAULT_COST_MIN 17	/* log2 of scrypt's N: 128 MiB */
#define VAULT_COST_MAX 20	/* 1 GiB */
#define VAULT_ID_SIZE 33	/* 32 hex digits */

struct vault;

/* A new one in memory; vault_save() makes the file, which must not exist. */
enum err_code vault_create(const struct crypt_ops *ops, const char *path,
    const struct secret *passphrase, int cost, uint64_t generation,
    struct vault **out, struct err *err);
enum err_code vault_open(const struct crypt_ops *ops, const char *path,
    const struct secret *passphrase, struct vault **out, struct err *err);
/* By the data key, as the keyring keeps it; such a vault signs and rotates,
 * and refuses (E_LOCKED) what only the passphrase may do. */
enum err_code vault_open_key(const struct crypt_ops *ops, const char *path,
    const struct secret *data_key, struct vault **out, struct err *err);
/* One generation on. After a failure the file is as it was. */
enum err_code vault_save(struct vault *v, struct err *err);
/* New salt, data key and cost; what the keyring holds is then worthless. */
enum err_code vault_passwd(struct vault *v, const struct secret *passphrase,
    int cost, struct err *err);
void vault_close(struct vault *v);	/* everything wiped; NULL is fine */

/* Without any key: E_STORE, or what its head says. */
struct vault_head { uint64_t generation; int cost; int64_t size; };
enum err_code vault_look(const char *path, struct vault_head *out,
    struct err *err);

const char *vault_path(const struct vault *v);
const char *vault_id(const struct vault *v);	/* stays; tells a swap */
uint64_t vault_generation(const struct vault *v);
int vault_cost(const struct vault *v);
bool vault_by_passphrase(const struct vault *v);
const struct secret *vault_data_key(const struct vault *v);
/* The name of its key in the keyring: of its real path. E_STORE. */
enum err_code vault_key_name(const char *path, char name[80],
    struct err *err);

/* A limit that the policy may tighten and only the passphrase loosens: a
 * policy rule's name (lib/risk/policy.h) and its canonical text. */
struct ceiling { char rule[33]; char value[513]; };
struct ceilings VEC_OF(struct ceiling);

/* What a live account has in it. venue and base_url say what the key is for:
 * an account that names other ones must not be given its signer. */
struct vault_entry {
	char label[33], venue[17], base_url[129];
	enum sign_scheme scheme;
	const struct secret *key, *secret;	/* ed25519: the seed */
	struct ceilings ceilings;
};
size_t vault_count(const struct vault *v);
/* Borrowed until the vault changes; NULL when it has none. */
const struct vault_entry *vault_find(const struct vault *v,
    const char *label);

/* These change the vault in memory; vault_save() makes it so. put copies; a
 * label that is there already is E_USAGE, one that is not there, too. */
enum err_code vault_put(struct vault *v, const struct vault_entry *e,
    struct err *err);
enum err_code vault_rotate(struct vault *v, const char *label,
    enum sign_scheme scheme, const struct secret *key,
    const struct secret *secret, struct err *err);
enum err_code vault_remove(struct vault *v, const char *label,
    struct err *err);			/* by passphrase only */
enum err_code vault_set_ceilings(struct vault *v, const char *label,
    const struct ceilings *c, struct err *err);	/* by passphrase only */

/* E_LOCKED: it has no key for that account. The signer is the caller's. */
enum err_code vault_signer(const struct vault *v, const char *label,
    struct signer **out, struct err *err);
/* Empty when there are none; borrowed like the entry. */
enum err_code vault_ceilings(const struct vault *v, const char *label,
    const struct ceilings **out, struct err *err);

#endif
