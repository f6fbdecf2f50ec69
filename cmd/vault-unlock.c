/*
 * etrms vault unlock: the vault's data key into the kernel's keyring, for a
 * while.
 */
#include "cmd/vault.h"

#include "base/stamp.h"

#include <stdlib.h>

#define LONGEST (24 * STAMP_HOUR)

struct args { int64_t span; bool accept; };

static const struct opt opts[] = {
	{ OPT_DURATION, 0, "for", "time", "15m",
	  "how long, from 1s to 24h", AT(int64_t, span) },
	{ OPT_FLAG, 0, "accept-older", NULL, NULL,
	  "take a vault that was put back from a copy, or another one",
	  AT(bool, accept) },
	{ .kind = OPT_DONE }
};

static enum err_code
keep(const struct vault *v, int64_t span, struct err *err)
{
	const struct clock now = clock_system();
	char name[80];
	enum err_code rc = vault_key_name(vault_path(v), name, err);

	return rc != E_OK ? rc : keyring_put(name, vault_data_key(v),
	    clock_now(&now) + span, (unsigned)((span + STAMP_SECOND - 1) /
	    STAMP_SECOND), err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct vault *v = NULL;
	enum err_code rc = a->span >= STAMP_SECOND && a->span <= LONGEST ?
	    E_OK : err_set(err, E_USAGE, "--for: from 1s to 24h");

	(void)operands;
	if (rc == E_OK)
		rc = vault_unlock(s, a->accept, &v, err);
	if (rc == E_OK)
		rc = keep(v, a->span, err);
	if (rc == E_OK)
		rc = vault_commit(s, v, a->accept ? "accept" : "unlock", err);
	return rc == E_OK ? vault_print(s, vault_path(v), v, err) : rc;
}

static const struct example examples[] = {
	{ "etrms vault unlock --passphrase-file passphrase.txt",
	  "for a quarter of an hour", 0 },
	{ "etrms vault unlock --for 8h --passphrase-command 'cat "
	  "passphrase.txt'", "for a working day", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_LOCKED, E_BUSY, 0 };

const struct cmd cmd_vault_unlock = {
	.name = "vault unlock",
	.group = "accounts",
	.summary = "let commands use the vault without its passphrase",
	.about =
	"Asks for the passphrase once and puts the vault's data key into the "
	"kernel's keyring, from where your commands take it until the time "
	"is over, etrms vault lock is run, or the machine stops. Unlocking "
	"it again counts the time anew.\n\n"
	"What takes a key away, or loosens a ceiling, takes the passphrase "
	"all the same. A vault that is older than the one the store saw last "
	"is refused (exit 3), as somebody may have put a copy back; if that "
	"was you, --accept-older takes it.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &vault_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
