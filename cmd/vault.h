/*
 * The vault of one run, for commands whose row says NEED_VAULT: nothing is
 * opened before a command asks, and then once. The passphrase comes from
 * --passphrase-fd, -file or -command, the data key from the kernel's keyring
 * (etrms vault unlock), and else the terminal is asked.
 */
#ifndef CMD_VAULT_H
#define CMD_VAULT_H

#include "cmd/session.h"

#include "crypt/passphrase.h"
#include "crypt/vault.h"

/* Where the vault is or would be: --vault, ETRMS_VAULT, or beside the store.
 * Caller frees. E_STORE: there is no place for it. */
enum err_code session_vault_path(const struct session *s, char **out,
    struct err *err);
/* The primitives, out of the module. */
enum err_code session_crypt(struct session *s, const struct crypt_ops **out,
    struct err *err);
/* The session's vault, open; borrowed. E_LOCKED, E_STORE. It is not older than
 * the one that the store has seen, and no other one. */
enum err_code session_vault(struct session *s, struct vault **out,
    struct err *err);
/* The same, by passphrase: for what loosens or takes away. One that was opened
 * by the keyring is closed for it, and what was borrowed from it is gone. */
enum err_code session_vault_passphrase(struct session *s, struct vault **out,
    struct err *err);
/* Writes it and lets the store know its generation (NEED_STORE). Outside a
 * transaction of the store: the file is there first. */
enum err_code session_vault_save(struct session *s, struct vault *v,
    struct err *err);
/*
 * The signer of an account. The key is only for the venue and address that it
 * was added for: E_LOCKED when the account's row says others. Caller frees.
 */
enum err_code session_signer(struct session *s, const char *label,
    const char *venue, const char *base_url, struct signer **out,
    struct err *err);

/* For the vault commands. */
/* Opens by passphrase; accept: an older or another one than seen will do. */
enum err_code vault_unlock(struct session *s, bool accept, struct vault **out,
    struct err *err);
/* A new passphrase: from a source, or asked for twice. */
enum err_code vault_new_passphrase(const struct passphrase_source *from,
    struct secret **out, struct err *err);
/* Where --passphrase-fd and its kin of the command line point. */
struct passphrase_source vault_source(const struct session *s);
/* For doctor: what can be said of the vault without asking for anything; it
 * is opened when it is unlocked. store: may be NULL. */
enum err_code vault_examine(struct session *s, struct store *store,
    struct buf *to, struct err *err);
/* What was done to it, after vault_save(): for the store and its audit. */
enum err_code vault_commit(struct session *s, struct vault *v,
    const char *action, struct err *err);

/* One row of every vault command. */
struct vault_row {
	const char *path;
	int state;
	int64_t until, generation, cost, accounts;
};
extern const struct record vault_record;
/* v: open, or NULL for what can be said without. */
enum err_code vault_print(struct session *s, const char *path,
    const struct vault *v, struct err *err);

#endif
