/*
 * etrms vault init: an empty vault under a new passphrase.
 */
#include "cmd/vault.h"

#include "store/vaultseen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct args { int64_t cost; };

static const struct opt opts[] = {
	{ OPT_INT, 0, "cost", "n", "17",
	  "what trying a passphrase costs: 2^n KiB of memory",
	  AT(int64_t, cost), .min = VAULT_COST_MIN, .max = VAULT_COST_MAX },
	{ .kind = OPT_DONE }
};

/* Before anybody has typed a passphrase. */
static enum err_code
check_absent(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return err_set(err, E_STORE, "vault %s: is there already",
		    path);
	return errno == ENOENT ? E_OK : err_set(err, E_STORE, "vault %s: %s",
	    path, strerror(errno));
}

/* It goes on where the store's last vault was, so that no older one passes. */
static enum err_code
make(struct session *s, const char *path, int cost, struct vault **out,
    struct err *err)
{
	const struct passphrase_source from = vault_source(s);
	const struct crypt_ops *ops = NULL;
	struct secret *passphrase = NULL;
	struct vault_seen seen = {0};
	enum err_code rc = vault_seen_load(s->store, &seen, err);

	if (rc == E_OK)
		rc = vault_new_passphrase(&from, &passphrase, err);
	if (rc == E_OK)
		rc = session_crypt(s, &ops, err);
	if (rc == E_OK)
		rc = vault_create(ops, path, passphrase, cost,
		    seen.generation, out, err);
	secret_free(passphrase);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	char *path = NULL;
	enum err_code rc = session_vault_path(s, &path, err);

	(void)operands;
	if (rc == E_OK)
		rc = check_absent(path, err);
	if (rc == E_OK)
		rc = make(s, path, (int)a->cost, &s->vault, err);
	if (rc == E_OK)
		rc = vault_save(s->vault, err);
	if (rc == E_OK)
		rc = vault_commit(s, s->vault, "init", err);
	if (rc == E_OK)
		rc = vault_print(s, path, s->vault, err);
	free(path);
	return rc;
}

static const struct example examples[] = {
	{ "etrms vault init --vault second.vault --passphrase-file "
	  "passphrase.txt", "with the passphrase in a file", 0 },
	{ "etrms vault init --vault third.vault --passphrase-command 'cat "
	  "passphrase.txt' --cost 18", "it costs twice as much to try one",
	  0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_LOCKED, E_BUSY, 0 };

const struct cmd cmd_vault_init = {
	.name = "vault init",
	.group = "accounts",
	.summary = "make the vault for the keys of live accounts",
	.about =
	"Makes an empty vault: one file, readable by you alone, in which the "
	"keys of live accounts and the ceilings of their risk rest, sealed "
	"with AES-256-GCM under a passphrase (scrypt). Without one of the "
	"options the terminal asks for the passphrase, twice; it is never an "
	"argument or a variable. Whoever loses it loses what is in the "
	"vault, and adds the accounts anew.\n\n"
	"The vault belongs to the store beside which it lies, and the store "
	"remembers the one that it saw last: an older copy, or another "
	"vault, is not taken for it.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &vault_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
