/*
 * etrms account remove: hides an account; its ledger stays.
 */
#include "cmd/account.h"
#include "cmd/vault.h"

#include "store/accounts.h"
#include "store/orders.h"

struct args { bool force; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "force", NULL, NULL,
	  "also when orders of it may still be open", AT(bool, force) },
	{ .kind = OPT_DONE }
};

/* Orders that may exist at the venue must not be forgotten by accident. */
static enum err_code
check_orders(struct session *s, const char *label, struct err *err)
{
	struct order_filter f = { .account = label, .counting = true,
	    .state = -1 };
	struct orders open = {0};
	enum err_code rc = orders_load(s->store, &f, &open, err);

	if (rc == E_OK && open.len > 0)
		rc = err_set(err, E_REFUSED, "account %s: %zu of its orders "
		    "may still be open: cancel them first, or --force", label,
		    open.len);
	vec_release(&open);
	return rc;
}

static enum err_code
hide(struct session *s, struct account *a, const void *args, struct err *err)
{
	enum err_code rc = E_OK;

	if (!((const struct args *)args)->force)
		rc = check_orders(s, a->label, err);
	a->active = a->is_default = 0;
	return rc == E_OK ? account_remove(s->store, a->label, err) : rc;
}

/* The key of a live one goes out of the vault, which takes the passphrase:
 * that is found out before anything is done. */
static enum err_code
take_key(struct session *s, const char *label, struct vault **out,
    struct err *err)
{
	struct account a;
	enum err_code rc = account_load(s->store, label, &a, err);

	if (rc != E_OK || a.mode == MODE_PAPER)
		return rc;
	rc = session_vault_passphrase(s, out, err);
	return rc == E_OK && vault_find(*out, label) != NULL ?
	    vault_remove(*out, label, err) : rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct vault *v = NULL;
	enum err_code rc = take_key(s, operands->at[0], &v, err);

	if (rc == E_OK)
		rc = account_change(s, operands->at[0], "remove", hide, args,
		    err);
	if (rc == E_OK && v != NULL &&
	    session_vault_save(s, v, err) != E_OK)
		rc = err_prefix(err, "account %s is removed, but its key is "
		    "still in the vault", operands->at[0]);
	return rc;
}

static const struct operand operands[] = {
	{ "label", .words = WORDS_ACCOUNT, .help = "the account" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account remove spare", "hide it; its history stays", 0 },
	{ "etrms account remove demo", "not while its orders may be open", 4 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_LOCKED, E_BUSY, 0 };

const struct cmd cmd_account_remove = {
	.name = "account remove",
	.group = "accounts",
	.summary = "hide an account; its ledger stays",
	.about = "Hides an account from every list. Its orders, fills and"
	    " transfers stay in the ledger, and its label is not given out"
	    " again. An account with orders that may still be open is kept,"
	    " unless --force says otherwise.\n\n"
	    "The key of a live account is taken out of the vault, too, which"
	    " takes the vault's passphrase; delete it at the exchange as"
	    " well.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &account_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
