/*
 * etrms account test: is the key of a live account good, and what may it do?
 */
#include "cmd/account-keys.h"
#include "cmd/online.h"
#include "cmd/vault.h"

#include "store/accounts.h"

#include <string.h>

struct args { bool accept_withdrawal; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "accept-withdrawal", NULL, NULL,
	  "a key that may withdraw or move money is fine",
	  AT(bool, accept_withdrawal) },
	{ .kind = OPT_DONE }
};

static enum err_code
remember(struct session *s, struct account *a, const struct venue_rights *r,
    struct err *err)
{
	struct account now = *a;

	account_rights(&now, r);
	return strcmp(now.rights, a->rights) == 0 &&
	    now.ip_restricted == a->ip_restricted ? E_OK :
	    key_note(s, a, r, "rights", err);
}

static enum err_code
ask(struct session *s, const struct account *a, struct key_row *row,
    struct err *err)
{
	const struct venue_env *env = session_env(s);
	const struct signer *by = NULL;
	enum err_code rc = env->signer(env->self, a, &by, err);

	if (rc == E_OK) {
		row->scheme = sign_scheme_names[signer_scheme(by)];
		rc = key_prove(s, a, by, &row->rights, err);
	}
	return rc;
}

/* One account: its row, and what is wrong with its key. */
static enum err_code
test(struct session *s, struct account *a, bool accept, struct out *out,
    bool *bad, struct err *err)
{
	struct key_row row = { .valid = 1 };
	struct err why = { .code = E_OK };
	enum err_code rc = ask(s, a, &row, &why);

	key_row_name(&row, a);
	if (rc == E_OK)
		rc = key_judge(s, a, &row.rights, accept, &why);
	else {
		row.valid = rc == E_LOCKED ? 0 : BOOL_NONE;
		row.rights = (struct venue_rights){ -1, -1, -1, -1, -1, -1,
		    -1, 0, 0, "" };
	}
	*bad = *bad || rc != E_OK;
	if (rc != E_OK)
		row.problem = why.text;
	if (out_row(out, &row, err) != E_OK)
		return err->code;
	if (rc == E_OK)
		return remember(s, a, &row.rights, err);
	if (rc == E_REFUSED)
		return E_OK;
	*err = why;
	return rc;
}

static enum err_code
choose(struct session *s, const struct texts *operands, struct accounts *out,
    struct err *err)
{
	const char *label = operands->len > 0 ? operands->at[0] :
	    s->globals->account;
	struct accounts all = {0};
	enum err_code rc;

	if (label != NULL)
		return key_account(s, label, vec_add(out), err);
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].mode == MODE_LIVE)
			vec_push(out, all.at[i]);
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct accounts all = {0};
	struct out *out = NULL;
	struct err first = { .code = E_OK };
	bool bad = false;
	enum err_code rc = session_out(s, &key_record, &out, err);

	if (rc == E_OK)
		rc = choose(s, operands, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		struct err why;
		enum err_code one = test(s, &all.at[i],
		    a->accept_withdrawal, out, &bad, &why);

		if (one != E_OK && first.code == E_OK)
			first = why;
	}
	vec_release(&all);
	if (rc == E_OK && first.code != E_OK) {
		*err = first;
		rc = first.code;
	}
	rc = out_end(out, rc, err);
	return rc == E_OK && bad ? E_NO : rc;
}

static const struct operand operands[] = {
	{ "label", .optional = true, .words = WORDS_ACCOUNT,
	  .help = "a live account; without it every one" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms account test", "the keys of all live accounts", 0 },
	{ "etrms account test demo", "a paper account has none", 2 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, E_LOCKED, E_NETWORK, E_LIMITED,
    E_DATA, 0 };

const struct cmd cmd_account_test = {
	.name = "account test",
	.group = "accounts",
	.summary = "test whether keys are good, and what they may do",
	.about = "Asks the exchange of each live account what its key may do,"
	    " and notes it. Exit 0: every key is taken and none may withdraw;"
	    " 1: one may withdraw or move money away, which was not accepted"
	    " when it was added; 7: an exchange did not answer; 9: a key is"
	    " refused, or the vault is locked. A key that works from every"
	    " address is warned of.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &key_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
