/*
 * etrms account rotate: a new key in the place of the old one.
 */
#include "cmd/account-keys.h"
#include "cmd/vault.h"

#include "store/accounts.h"

#include <string.h>

struct args { struct key_source key; bool accept_withdrawal; };

static const struct opt opts[] = {
	KEY_OPTIONS,
	{ OPT_FLAG, 0, "accept-withdrawal", NULL, NULL,
	  "take a key that may withdraw or move money",
	  AT(bool, accept_withdrawal) },
	{ .kind = OPT_DONE }
};

/* The old key stays in force until the new one has answered for itself. */
static enum err_code
rotate(struct session *s, const struct args *args, struct account *a,
    struct key_row *row, struct err *err)
{
	struct key_pair pair = {0};
	struct vault *v = NULL;
	enum err_code rc = session_vault(s, &v, err);

	if (rc == E_OK)
		rc = key_read(&args->key, &pair, err);
	if (rc == E_OK)
		rc = key_prove_pair(s, a, &pair, &row->rights, err);
	if (rc == E_OK)
		rc = key_judge(s, a, &row->rights, args->accept_withdrawal,
		    err);
	if (rc == E_OK)
		rc = vault_rotate(v, a->label, pair.scheme, pair.key,
		    pair.secret, err);
	if (rc == E_OK)
		rc = session_vault_save(s, v, err);
	row->scheme = sign_scheme_names[pair.scheme];
	key_pair_release(&pair);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct key_row row = { .valid = 1 };
	struct account a;
	struct out *out = NULL;
	enum err_code rc = session_out(s, &key_record, &out, err);

	if (rc == E_OK)
		rc = key_account(s, operands->at[0], &a, err);
	if (rc == E_OK)
		rc = rotate(s, args, &a, &row, err);
	if (rc == E_OK)
		rc = key_note(s, &a, &row.rights, "rotate", err);
	if (rc == E_OK) {
		key_row_name(&row, &a);
		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "label", .words = WORDS_ACCOUNT, .help = "a live account" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account rotate demo --secret-file new-key.txt",
	  "a paper account has no key", 2 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_LOCKED, E_NETWORK,
    E_LIMITED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_account_rotate = {
	.name = "account rotate",
	.group = "accounts",
	.summary = "put a new key in the place of an account's old one",
	.about = "Reads a new API key and its secret as account add does, asks"
	    " the exchange what it may do, and only then seals it in the vault"
	    " in the place of the old one: a key that is not good changes"
	    " nothing. Commands that are running go on with the key they"
	    " began with; delete the old one at the exchange afterwards.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &key_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
