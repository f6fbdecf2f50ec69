/*
 * etrms policy list: every rule and what is in force.
 */
#include "cmd/rules.h"

#include <string.h>

struct args { const char *symbol; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "what holds for this symbol", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ .kind = OPT_DONE }
};

/* Without a scope asked for, the values of narrower scopes follow. */
static enum err_code
print_narrower(struct out *out, const struct rule *rule,
    const struct policy_rows *rows, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < rows->len && rc == E_OK; i++) {
		const struct policy_row *r = &rows->at[i];
		struct policy_view v = { .rule = rule->name,
		    .value = r->value, .fallback = rule->fallback != NULL ?
		    rule->fallback : "off", .help = rule->help };

		if (strcmp(r->rule, rule->name) != 0 ||
		    (r->account[0] == '\0' && r->symbol[0] == '\0'))
			continue;
		v.scope = r->account[0] == '\0' ? "symbol" :
		    r->symbol[0] == '\0' ? "account" : "account+symbol";
		TEXT_SET(v.account, r->account);
		TEXT_SET(v.symbol, r->symbol);
		rc = out_row(out, &v, err);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *account = s->globals->account;
	struct policy_rows rows = {0};
	struct policy *policy = NULL;
	struct policy_view view;
	struct out *out = NULL;
	enum err_code rc = account_must_exist(s, account, err);

	(void)operands;
	if (rc == E_OK)
		rc = session_policy(s, &rows, &policy, err);
	if (rc == E_OK)
		rc = session_out(s, &policy_record, &out, err);
	for (const struct rule *r = policy_rules; rc == E_OK &&
	    r->name != NULL; r++) {
		view = policy_view_of(policy, r, account ? account : "",
		    a->symbol ? a->symbol : "");
		rc = out_row(out, &view, err);
		if (rc == E_OK && account == NULL && a->symbol == NULL)
			rc = print_narrower(out, r, &rows, err);
	}
	policy_free(policy);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms policy list", "every rule, and each scope's values", 0 },
	{ "etrms policy list --symbol BTC/USDT --fields rule,value,scope",
	  "what holds for one symbol", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_policy_list = {
	.name = "policy list",
	.group = "risk",
	.summary = "list the limits",
	.about = "Lists every rule of the policy with the value that is in"
	    " force everywhere, its origin and its default, and below it the"
	    " values of narrower scopes. With --account or --symbol: one row"
	    " a rule, with what is in force there.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &policy_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
