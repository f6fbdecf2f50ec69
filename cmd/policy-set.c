/*
 * etrms policy set: one limit, in one scope.
 */
#include "cmd/rules.h"
#include "cmd/vault.h"

#include "store/accounts.h"

#include <string.h>

struct args { const char *symbol; bool ceiling; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "for this symbol only",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_FLAG, 0, "ceiling", NULL, NULL,
	  "in the vault, for a live account: only its passphrase loosens it",
	  AT(bool, ceiling) },
	{ .kind = OPT_DONE }
};

/* The value may come as several words: patterns of symbols. */
static void
join(const struct texts *operands, struct buf *out)
{
	for (size_t i = 1; i < operands->len; i++) {
		if (i > 1)
			buf_putc(out, ' ');
		buf_puts(out, operands->at[i]);
	}
}

static enum err_code
store(struct session *s, const struct policy_row *row, struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	return store_end(s->store, policy_row_put(s, row, false, err), err);
}

/* Those that the account has, with this one in them; off takes it out. */
static void
with_ceiling(const struct ceilings *have, const struct policy_row *row,
    struct ceilings *out)
{
	struct ceiling new = {0};

	for (size_t i = 0; i < have->len; i++)
		if (strcmp(have->at[i].rule, row->rule) != 0)
			vec_push(out, have->at[i]);
	TEXT_SET(new.rule, row->rule);
	TEXT_SET(new.value, row->value);
	if (strcmp(row->value, "off") != 0)
		vec_push(out, new);
}

static enum err_code
seal(struct session *s, const struct policy_row *row, struct err *err)
{
	const struct ceilings *have = NULL;
	struct ceilings all = {0};
	struct account a;
	struct vault *v = NULL;
	char detail[256];
	enum err_code rc;

	if (row->account[0] == '\0' || row->symbol[0] != '\0')
		return err_set(err, E_USAGE, "--ceiling: it is of one live "
		    "account as a whole: name it with --account, without "
		    "--symbol");
	rc = account_load(s->store, row->account, &a, err);
	if (rc == E_OK && a.mode == MODE_PAPER)
		rc = err_set(err, E_USAGE, "account %s: a paper account has no"
		    " ceilings", row->account);
	if (rc == E_OK)
		rc = session_vault_passphrase(s, &v, err);
	if (rc == E_OK)
		rc = vault_ceilings(v, row->account, &have, err);
	if (rc != E_OK)
		return rc;
	with_ceiling(have, row, &all);
	rc = vault_set_ceilings(v, row->account, &all, err);
	vec_release(&all);
	if (rc == E_OK)
		rc = session_vault_save(s, v, err);
	if (rc == E_OK)
		rc = store_begin(s->store, err);
	if (rc != E_OK)
		return rc;
	snprintf(detail, sizeof(detail), "%s %.200s", row->rule, row->value);
	return store_end(s->store, session_audit(s, "account", row->account,
	    "ceiling", detail, err), err);
}

static enum err_code
print(struct session *s, const struct rule *rule,
    const struct policy_row *row, struct err *err)
{
	struct policy_rows rows = {0};
	struct policy *policy = NULL;
	struct policy_view view;
	struct out *out = NULL;
	enum err_code rc = session_policy(s, &rows, &policy, err);

	if (rc == E_OK)
		rc = session_out(s, &policy_record, &out, err);
	if (rc == E_OK) {
		view = policy_view_of(policy, rule, row->account, row->symbol);
		rc = out_row(out, &view, err);
	}
	policy_free(policy);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	const struct rule *rule;
	struct policy_row row;
	struct buf value = {0};
	enum err_code rc = rule_named(operands->at[0], &rule, err);

	join(operands, &value);
	if (rc == E_OK)
		rc = account_must_exist(s, s->globals->account, err);
	if (rc == E_OK)
		rc = policy_row_make(s, rule, buf_text(&value),
		    s->globals->account, a->symbol, &row, err);
	if (rc == E_OK)
		rc = a->ceiling ? seal(s, &row, err) : store(s, &row, err);
	if (rc == E_OK)
		rc = print(s, rule, &row, err);
	buf_release(&value);
	return rc;
}

static const struct operand operands[] = {
	{ "rule", false, false, WORDS_POLICY, "name of the rule, or its"
	  " seed's: MAX_ORDER_USDT" },
	{ "value", false, true, WORDS_NONE, "a number, a percentage, either"
	  " times regime_factor@4h, patterns of symbols, or off" },
	{ NULL }
};

static const struct example examples[] = {
	{ "etrms policy set max-order-notional 500", "no order above 500 in"
	  " the account's currency", 0 },
	{ "etrms policy set max-position-share 25% --symbol BTC/USDT",
	  "more room for one symbol", 0 },
	{ "etrms policy set symbols 'BTC/* ETH/*'", "enter nothing else", 0 },
	{ "etrms policy set max-order-notional '5000 * regime_factor@15m'"
	  " --symbol ETH/USDT", "5000, and less while that market is restless",
	  0 },
	{ "etrms policy set max-leverage '4 * regime_factor[\"BTC/USDT\"]@15m'",
	  "of all symbols together, by the market of one", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_LOCKED, E_BUSY, 0 };

const struct cmd cmd_policy_set = {
	.name = "policy set",
	.group = "risk",
	.summary = "set a limit",
	.about = "Sets a rule's value everywhere, or for an account"
	    " (--account), a symbol (--symbol) or a symbol of an account"
	    " (both); the narrowest scope that has a value is in force. The"
	    " change is a row of the policy's ledger and of the audit, and"
	    " binds every order that is checked after it.\n\n"
	    "Money is in the account's currency, sizes in base units or"
	    " contracts, shares are percentages (2%) or parts of one (0.02)."
	    " off takes the limit away. Prints what is then in force.\n\n"
	    "A greatest value may follow the market. 5000 * regime_factor@4h is"
	    " 5000 times what analyze all calls limit_factor, of the symbol of"
	    " the order or position, on its last 1000 closed bars of 4h: 1,"
	    " 0.75 in a market that reverses, a half in a volatile one or where"
	    " it moves 1.5 times as much as before, and never above 1."
	    " regime_factor[\"BTC/USDT\"]@4h looks at that symbol, which limits"
	    " of all symbols together must name. It takes bars of that"
	    " timeframe, or shorter ones that are stored and make"
	    " them. Where there are fewer than 119, or the newest closed two"
	    " bars ago or earlier, the factor is not known, nothing is within"
	    " the limit, and entries are refused; the way out stays open. What"
	    " it is now: risk show --limits.\n\n"
	    "With --ceiling the value goes into the vault, for the live account"
	    " that --account names: it holds over the policy, which may be"
	    " tighter, and takes the vault's passphrase to change.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &policy_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
