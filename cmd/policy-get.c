/*
 * etrms policy get: the limit in force for an account and a symbol.
 */
#include "cmd/rules.h"

struct args { const char *symbol; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "what holds for this symbol", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ .kind = OPT_DONE }
};

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *account = s->globals->account;
	struct policy_rows rows = {0};
	struct policy *policy = NULL;
	const struct rule *rule;
	struct policy_view view;
	struct out *out = NULL;
	enum err_code rc = rule_named(operands->at[0], &rule, err);

	if (rc == E_OK)
		rc = account_must_exist(s, account, err);
	if (rc == E_OK)
		rc = session_policy(s, &rows, &policy, err);
	if (rc == E_OK)
		rc = session_out(s, &policy_record, &out, err);
	if (rc == E_OK) {
		view = policy_view_of(policy, rule, account ? account : "",
		    a->symbol ? a->symbol : "");
		rc = out_row(out, &view, err);
	}
	policy_free(policy);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "rule", false, false, WORDS_POLICY, "name of the rule, or its"
	  " seed's: MAX_ORDER_USDT" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms policy get max-position-share", "the share that one symbol"
	  " may have", 0 },
	{ "etrms policy get max-order-notional --symbol BTC/USDT",
	  "what holds for BTC/USDT", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_policy_get = {
	.name = "policy get",
	.group = "risk",
	.summary = "show the limit in force",
	.about = "Shows the value of a rule that is in force: of the scopes"
	    " that have one (everywhere, --account, --symbol, both) the"
	    " narrowest, tightened by ETRMS_RISK_… where that is set. The"
	    " value off means that there is no limit.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &policy_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
