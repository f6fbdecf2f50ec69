/*
 * etrms vault lock: takes the vault's data key out of the keyring.
 */
#include "cmd/vault.h"

#include <stdlib.h>

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct err *no_store = &s->store_err;
	char *path = NULL, name[80];
	bool was_there = false;
	enum err_code rc = session_vault_path(s, &path, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = vault_key_name(path, name, err);
	if (rc == E_OK)
		rc = keyring_drop(name, &was_there, err);
	if (rc == E_OK && was_there && s->store != NULL)
		rc = session_audit(s, "vault", path, "lock", "", err);
	if (rc == E_OK)
		rc = vault_print(s, path, NULL, err);
	if (rc == E_OK && was_there && s->store == NULL)
		rc = err_set(err, no_store->code, "vault %s: locked, but the"
		    " audit does not say so: %s", path, no_store->text);
	free(path);
	return rc;
}

static const struct example examples[] = {
	{ "etrms vault lock", "from now on the passphrase is needed", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_LOCKED, E_BUSY, 0 };

const struct cmd cmd_vault_lock = {
	.name = "vault lock",
	.group = "accounts",
	.summary = "take the vault's key out of the keyring",
	.about =
	"Takes the data key that etrms vault unlock has left out of the "
	"kernel's keyring. It is gone at once; a command that has opened the "
	"vault before goes on with it until it ends. A vault that is locked "
	"already stays so, and the row says what can be said without its "
	"passphrase. A store that cannot be used, as one of an older version, "
	"keeps no key unlocked: then only the audit does not say so, and the "
	"exit code is 3.",
	.record = &vault_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_EVEN_SO | NEED_VAULT,
	.run = run
};
