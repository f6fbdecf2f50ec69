/*
 * etrms vault passwd: another passphrase, and with it another data key.
 */
#include "cmd/vault.h"

struct args {
	struct passphrase_source to;
	int64_t cost;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "new-passphrase-fd", "n", NULL,
	  "read the new one from this descriptor, after the old one if it is"
	  " the same", AT(const char *, to.fd) },
	{ OPT_TEXT, 0, "new-passphrase-file", "file", NULL,
	  "read it from this file, which nobody else may read",
	  AT(const char *, to.file), .words = WORDS_FILE },
	{ OPT_TEXT, 0, "new-passphrase-command", "command", NULL,
	  "read it from what this command prints; no shell is used",
	  AT(const char *, to.command) },
	{ OPT_INT, 0, "cost", "n", "0",
	  "what trying a passphrase costs: 2^n KiB, 17 to 20; 0: as it was",
	  AT(int64_t, cost), .min = 0, .max = VAULT_COST_MAX },
	{ .kind = OPT_DONE }
};

/* The data key is a new one, too: what the keyring has opens nothing now. */
static enum err_code
change(struct session *s, const struct args *a, struct vault *v,
    struct err *err)
{
	struct secret *passphrase = NULL;
	bool was_there;
	char name[80];
	enum err_code rc = vault_new_passphrase(&a->to, &passphrase, err);

	if (rc == E_OK)
		rc = vault_passwd(v, passphrase, a->cost == 0 ?
		    vault_cost(v) : (int)a->cost, err);
	secret_free(passphrase);
	if (rc == E_OK)
		rc = vault_save(v, err);
	if (rc == E_OK)
		rc = vault_commit(s, v, "passwd", err);
	if (rc == E_OK)
		rc = vault_key_name(vault_path(v), name, err);
	return rc == E_OK ? keyring_drop(name, &was_there, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct vault *v = NULL;
	enum err_code rc = a->cost == 0 || a->cost >= VAULT_COST_MIN ? E_OK :
	    err_set(err, E_USAGE, "--cost: from %d to %d", VAULT_COST_MIN,
	    VAULT_COST_MAX);

	(void)operands;
	if (rc == E_OK)
		rc = session_vault_passphrase(s, &v, err);
	if (rc == E_OK)
		rc = change(s, a, v, err);
	return rc == E_OK ? vault_print(s, vault_path(v), v, err) : rc;
}

static const struct example examples[] = {
	{ "etrms vault passwd --passphrase-file passphrase.txt "
	  "--new-passphrase-command 'echo another passphrase'",
	  "the old one from a file, the new one from a command", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_LOCKED, E_BUSY, 0 };

const struct cmd cmd_vault_passwd = {
	.name = "vault passwd",
	.group = "accounts",
	.summary = "change the passphrase of the vault",
	.about =
	"Asks for the old passphrase and, twice, for a new one, and writes "
	"the vault anew under another data key: copies that somebody has "
	"still open with the old passphrase, but not the vault as it is from "
	"now on. The vault is locked afterwards. Whatever happens meanwhile, "
	"the file is the old one or the new one.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &vault_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
