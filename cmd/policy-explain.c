/*
 * etrms policy explain: which value of a rule is in force, and why.
 */
#include "cmd/rules.h"

#include <string.h>

struct args { const char *symbol; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "for an order in this symbol", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ .kind = OPT_DONE }
};

/* What the operands say, in any order: a side, a symbol, rules. */
struct subject {
	bool side, exits;	/* a side was given; it is sell */
	const char *symbol;
	const struct rule *rules[32];
	size_t len;
};

static enum err_code
read_subject(const struct texts *operands, const char *symbol,
    struct subject *out, struct err *err)
{
	enum err_code rc = E_OK;

	out->symbol = symbol;
	for (size_t i = 0; i < operands->len && rc == E_OK; i++) {
		const char *word = operands->at[i];

		if (strcmp(word, "buy") == 0 || strcmp(word, "sell") == 0) {
			out->side = true;
			out->exits = word[0] == 's';
		} else if (strchr(word, '/') != NULL)
			out->symbol = word;
		else if (out->len == sizeof(out->rules) / sizeof(*out->rules))
			rc = err_set(err, E_USAGE, "policy explain: too many"
			    " rules");
		else
			rc = rule_named(word, &out->rules[out->len++], err);
	}
	return rc == E_OK ? symbol_must_fit(out->symbol, err) : rc;
}

static bool
asked(const struct subject *t, const struct rule *r)
{
	if (t->side && t->exits && !r->binds_exits)
		return false;
	for (size_t i = 0; i < t->len; i++)
		if (t->rules[i] == r)
			return true;
	return t->len == 0;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const char *account = s->globals->account;
	struct subject t = {0};
	struct policy_rows rows = {0};
	struct policy_reasons reasons = {0};
	struct policy *policy = NULL;
	struct out *out = NULL;
	enum err_code rc = read_subject(operands, a->symbol, &t, err);

	if (rc == E_OK)
		rc = account_must_exist(s, account, err);
	if (rc == E_OK)
		rc = session_policy(s, &rows, &policy, err);
	if (rc == E_OK)
		rc = session_out(s, &policy_reason_record, &out, err);
	for (const struct rule *r = policy_rules; rc == E_OK &&
	    r->name != NULL; r++)
		if (asked(&t, r))
			policy_explain(policy, r->name, account ? account : "",
			    t.symbol ? t.symbol : "", &reasons);
	for (size_t i = 0; i < reasons.len && rc == E_OK; i++)
		rc = out_row(out, &reasons.at[i], err);
	vec_release(&reasons);
	policy_free(policy);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "word", true, true, WORDS_POLICY, "a side and a symbol, as in order"
	  " buy BTC/USDT, or rules" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms policy explain buy BTC/USDT", "what binds a buy of BTC/USDT",
	  0 },
	{ "etrms policy explain max-order-notional --symbol BTC/USDT",
	  "one rule, every value it has there", 0 },
	{ "etrms policy explain sell BTC/USDT", "what binds the way out", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_policy_explain = {
	.name = "policy explain",
	.group = "risk",
	.summary = "show which value of a limit is in force, and why",
	.about = "Shows every value that a rule has for an account and symbol,"
	    " the default first, then from the widest scope to the narrowest,"
	    " the environment last. in_force marks the one that holds, and"
	    " the message says why the others do not.\n\n"
	    "For a sell, only the rules are shown that also bind an order"
	    " that makes a position smaller. To judge an order with its"
	    " numbers use order buy --dry-run.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &policy_reason_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
