/*
 * etrms policy unset: takes a limit of one scope back.
 */
#include "cmd/rules.h"

#include <string.h>

struct args { const char *symbol; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "the value for this symbol", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ .kind = OPT_DONE }
};

/* The stored row of exactly this scope. */
static enum err_code
find(struct session *s, const struct rule *rule, const char *account,
    const char *symbol, struct policy_row *out, struct err *err)
{
	struct policy_rows rows = {0};
	enum err_code rc = policy_load(s->store, &rows, err);

	if (rc == E_OK)
		rc = err_set(err, E_USAGE, "%s: no value is set %s%s%s%s%s",
		    rule->name, account[0] || symbol[0] ? "for" :
		    "for everything", account[0] ? " account " : "", account,
		    symbol[0] ? " symbol " : "", symbol);
	for (size_t i = 0; i < rows.len; i++) {
		const struct policy_row *r = &rows.at[i];

		if (strcmp(r->rule, rule->name) == 0 &&
		    strcmp(r->account, account) == 0 &&
		    strcmp(r->symbol, symbol) == 0) {
			*out = *r;
			rc = E_OK;
		}
	}
	vec_release(&rows);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *account = s->globals->account;
	const struct rule *rule;
	struct policy_row row;
	enum err_code rc = rule_named(operands->at[0], &rule, err);

	if (rc == E_OK)
		rc = store_begin(s->store, err);
	if (rc != E_OK)
		return rc;
	rc = find(s, rule, account ? account : "", a->symbol ? a->symbol : "",
	    &row, err);
	if (rc == E_OK) {
		row.time = clock_now(&s->clock);
		TEXT_SET(row.actor, s->actor);
		rc = policy_row_put(s, &row, true, err);
	}
	return store_end(s->store, rc, err);
}

static const struct operand operands[] = {
	{ "rule", false, false, WORDS_POLICY, "name of the rule, or its"
	  " seed's: MAX_ORDER_USDT" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms policy set price-collar 1%", "first a limit of one's own",
	  0 },
	{ "etrms policy unset price-collar", "back to the default", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_policy_unset = {
	.name = "policy unset",
	.group = "risk",
	.summary = "take a limit back to its default",
	.about = "Takes away the value that a rule has in exactly this scope"
	    " (everywhere, --account, --symbol, both); what the next wider"
	    " scope or the default says is then in force. A limit that was"
	    " never set there is a usage error.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
