/*
 * Opens the vault when a command asks for it, and lets the store remember
 * which one it was.
 */
#include "cmd/vault.h"

#include "base/mem.h"
#include "store/ledger.h"
#include "store/vaultseen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char hint[] = "run etrms vault unlock, or give"
    " --passphrase-file, --passphrase-fd or --passphrase-command";

enum err_code
session_vault_path(const struct session *s, char **out, struct err *err)
{
	const char *named = s->globals->vault, *place = session_store_path(s);
	size_t n;

	if (named == NULL)
		named = getenv("ETRMS_VAULT");
	if (named != NULL && named[0] != '\0') {
		*out = mem_text(named);
		return E_OK;
	}
	if (place == NULL)
		return err_set(err, E_STORE, "no place for the vault: neither"
		    " HOME nor XDG_DATA_HOME is set (--vault names one)");
	n = strlen(place);
	if (n > 3 && strcmp(place + n - 3, ".db") == 0)
		n -= 3;
	*out = mem_format("%.*s.vault", (int)n, place);
	return E_OK;
}

enum err_code
session_crypt(struct session *s, const struct crypt_ops **out,
    struct err *err)
{
	enum err_code rc = module_open(&s->crypt, &crypt_module, err);

	if (rc == E_OK)
		*out = &((const struct crypt_module *)
		    (const void *)s->crypt.table)->ops;
	return rc;
}

struct passphrase_source
vault_source(const struct session *s)
{
	return (struct passphrase_source){
		.fd = s->globals->passphrase_fd,
		.file = s->globals->passphrase_file,
		.command = s->globals->passphrase_command
	};
}

static enum err_code
open_by_passphrase(struct session *s, const char *path, struct vault **out,
    struct err *err)
{
	const struct passphrase_source from = vault_source(s);
	const struct crypt_ops *ops = NULL;
	struct secret *passphrase = NULL;
	enum err_code rc = passphrase_given(&from) ?
	    passphrase_read(&from, &passphrase, err) :
	    passphrase_ask("Passphrase of the vault: ", hint, &passphrase,
	    err);

	if (rc == E_OK)
		rc = session_crypt(s, &ops, err);
	if (rc == E_OK)
		rc = vault_open(ops, path, passphrase, out, err);
	secret_free(passphrase);
	return rc;
}

/* *out stays NULL when the keyring has no key, or one that is not its. */
static enum err_code
open_by_keyring(struct session *s, const char *path, struct vault **out,
    struct err *err)
{
	const struct clock now = clock_system();
	const struct crypt_ops *ops = NULL;
	struct secret *key = NULL;
	struct err why = {0};
	char name[80];
	int64_t until;
	enum err_code rc = vault_key_name(path, name, err);

	if (rc == E_OK)
		rc = keyring_get(name, &key, &until, err);
	if (rc == E_OK && key != NULL && until > clock_now(&now)) {
		rc = session_crypt(s, &ops, err);
		if (rc == E_OK) {
			rc = vault_open_key(ops, path, key, out, &why);
			if (rc == E_LOCKED)
				rc = E_OK;
			else if (rc != E_OK)
				*err = why;
		}
	}
	secret_free(key);
	return rc;
}

/* Against what the store has seen. */
static enum err_code
check_seen(struct store *store, const struct vault *v, struct err *err)
{
	struct vault_seen seen = {0};
	enum err_code rc = store == NULL ? E_OK :
	    vault_seen_load(store, &seen, err);

	if (rc != E_OK || seen.id[0] == '\0')
		return rc;
	if (strcmp(seen.id, vault_id(v)) != 0)
		return err_set(err, E_STORE, "vault %s: not the vault that "
		    "goes with this store (etrms vault unlock --accept-older "
		    "takes it)", vault_path(v));
	if (vault_generation(v) < seen.generation)
		return err_set(err, E_STORE, "vault %s: older than the one "
		    "seen last (generation %llu, seen %llu): put back from a "
		    "copy? (etrms vault unlock --accept-older takes it)",
		    vault_path(v), (unsigned long long)vault_generation(v),
		    (unsigned long long)seen.generation);
	return E_OK;
}

static enum err_code
note_seen(struct session *s, const struct vault *v, struct err *err)
{
	struct vault_seen seen = { .generation = vault_generation(v) };

	TEXT_SET(seen.id, vault_id(v));
	return vault_seen_set(s->store, &seen, err);
}

static void
take(struct session *s, struct vault *v)
{
	vault_close(s->vault);
	s->vault = v;
	if (!secrets_locked())
		session_warn(s, "keys cannot be locked in memory here (ulimit"
		    " -l): they may be swapped to disk");
}

static enum err_code
open_vault(struct session *s, bool keyring, bool accept, struct err *err)
{
	const struct passphrase_source from = vault_source(s);
	struct vault_head head;
	struct vault *v = NULL;
	char *path = NULL;
	enum err_code rc = session_vault_path(s, &path, err);

	if (rc == E_OK)		/* what is no vault needs no passphrase */
		rc = vault_look(path, &head, err);
	if (rc == E_OK && keyring && !passphrase_given(&from))
		rc = open_by_keyring(s, path, &v, err);
	if (rc == E_OK && v == NULL)
		rc = open_by_passphrase(s, path, &v, err);
	if (rc == E_OK && !accept)
		rc = check_seen(s->store, v, err);
	if (rc == E_OK)
		take(s, v);
	else
		vault_close(v);
	free(path);
	return rc;
}

enum err_code
vault_examine(struct session *s, struct store *store, struct buf *to,
    struct err *err)
{
	struct vault_head head;
	struct vault *v = NULL;
	char *path = NULL;
	enum err_code rc = session_vault_path(s, &path, err);

	if (rc == E_OK && access(path, F_OK) != 0 && errno == ENOENT) {
		buf_printf(to, "%s: none yet", path);
		free(path);
		return E_OK;
	}
	if (rc == E_OK)
		rc = vault_look(path, &head, err);
	if (rc == E_OK)
		rc = open_by_keyring(s, path, &v, err);
	if (rc == E_OK && v != NULL)
		rc = check_seen(store, v, err);
	if (rc == E_OK && v == NULL)
		buf_printf(to, "%s: locked, generation %llu", path,
		    (unsigned long long)head.generation);
	else if (rc == E_OK)
		buf_printf(to, "%s: unlocked, generation %llu, keys: %zu",
		    path, (unsigned long long)head.generation,
		    vault_count(v));
	vault_close(v);
	free(path);
	return rc;
}

enum err_code
session_vault(struct session *s, struct vault **out, struct err *err)
{
	enum err_code rc = s->vault != NULL ? E_OK :
	    open_vault(s, true, false, err);

	if (rc == E_OK)
		*out = s->vault;
	return rc;
}

enum err_code
session_vault_passphrase(struct session *s, struct vault **out,
    struct err *err)
{
	enum err_code rc = s->vault != NULL && vault_by_passphrase(s->vault) ?
	    E_OK : open_vault(s, false, false, err);

	if (rc == E_OK)
		*out = s->vault;
	return rc;
}

enum err_code
vault_unlock(struct session *s, bool accept, struct vault **out,
    struct err *err)
{
	enum err_code rc = open_vault(s, false, accept, err);

	if (rc == E_OK)
		*out = s->vault;
	return rc;
}

enum err_code
session_vault_save(struct session *s, struct vault *v, struct err *err)
{
	enum err_code rc = vault_save(v, err);

	return rc == E_OK ? note_seen(s, v, err) : rc;
}

enum err_code
vault_commit(struct session *s, struct vault *v, const char *action,
    struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = note_seen(s, v, err);
	if (rc == E_OK)
		rc = session_audit(s, "vault", vault_id(v), action, "", err);
	return store_end(s->store, rc, err);
}

enum err_code
session_signer(struct session *s, const char *label, const char *venue,
    const char *base_url, struct signer **out, struct err *err)
{
	const struct vault_entry *e;
	struct vault *v = NULL;
	enum err_code rc = session_vault(s, &v, err);

	if (rc != E_OK)
		return rc;
	e = vault_find(v, label);
	if (e != NULL && (strcmp(e->venue, venue) != 0 ||
	    strcmp(e->base_url, base_url) != 0))
		return err_set(err, E_LOCKED, "account %s: its key was added "
		    "for %s %s, not for %s %s", label, e->venue, e->base_url,
		    venue, base_url);
	return vault_signer(v, label, out, err);
}

enum err_code
vault_new_passphrase(const struct passphrase_source *from,
    struct secret **out, struct err *err)
{
	struct secret *first = NULL, *again = NULL;
	bool given = passphrase_given(from);
	enum err_code rc = given ? passphrase_read(from, &first, err) :
	    passphrase_ask("New passphrase: ", "give it by file, descriptor "
	    "or command (etrms vault init --help)", &first, err);

	if (rc == E_OK)
		rc = passphrase_check_new(first, err);
	if (rc == E_OK && !given) {
		rc = passphrase_ask("The same again: ", "", &again, err);
		if (rc == E_OK && !secret_same(first, again))
			rc = err_set(err, E_USAGE, "the two passphrases "
			    "differ; nothing was done");
	}
	secret_free(again);
	if (rc == E_OK)
		*out = first;
	else
		secret_free(first);
	return rc;
}

enum { STATE_LOCKED, STATE_UNLOCKED };
static const char *const state_names[] = { "locked", "unlocked" };

static const struct field fields[] = {
	{ "path", FIELD_TEXT, FIELD_AT(struct vault_row, path),
	  .help = "where the vault is" },
	{ "state", FIELD_ENUM, FIELD_AT(struct vault_row, state),
	  .help = "locked, or unlocked: its key is in the kernel's keyring",
	  .names = state_names, .names_len = 2 },
	{ "until", FIELD_STAMP, FIELD_AT(struct vault_row, until),
	  .help = "when it locks by itself" },
	{ "generation", FIELD_INT, FIELD_AT(struct vault_row, generation),
	  .help = "how many times it has been written" },
	{ "cost", FIELD_INT, FIELD_AT(struct vault_row, cost),
	  .help = "of trying a passphrase: scrypt with 2^cost KiB" },
	{ "accounts", FIELD_INT, FIELD_AT(struct vault_row, accounts),
	  .help = "how many keys it has; null where it was not opened" },
	{ .name = NULL }
};
const struct record vault_record = {
	"vault", "the file with the keys of live accounts", fields
};

enum err_code
vault_print(struct session *s, const char *path, const struct vault *v,
    struct err *err)
{
	struct vault_row row = { .path = path, .accounts = INT_NONE };
	struct secret *key = NULL;
	struct vault_head head;
	struct out *out = NULL;
	char name[80];
	enum err_code rc = vault_look(path, &head, err);

	if (rc == E_OK)
		rc = vault_key_name(path, name, err);
	if (rc == E_OK)
		rc = keyring_get(name, &key, &row.until, err);
	if (rc != E_OK)
		return rc;
	row.state = key != NULL ? STATE_UNLOCKED : STATE_LOCKED;
	secret_free(key);
	row.generation = (int64_t)head.generation;
	row.cost = head.cost;
	if (v != NULL)
		row.accounts = (int64_t)vault_count(v);
	rc = session_out(s, &vault_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, &row, err);
	return out_end(out, rc, err);
}
