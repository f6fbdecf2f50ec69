/*
 * The steps that policy commands have in common.
 */
#include "cmd/rules.h"

#include "cmd/online.h"
#include "store/accounts.h"

#include <unistd.h>

/* Of the live account that was asked about; a locked vault keeps them. */
static enum err_code
show_ceilings(struct session *s, struct policy *policy, struct err *err)
{
	struct account a;
	struct err why;
	enum err_code rc;

	if (s->store == NULL || s->globals->account == NULL ||
	    !(s->cmd->needs & NEED_VAULT))
		return E_OK;
	rc = account_load(s->store, s->globals->account, &a, err);
	if (rc != E_OK)
		return rc;
	rc = session_ceilings(s, &a, policy, &why);
	if (rc == E_LOCKED) {
		session_warn(s, "account %s: its ceilings are not known: %s",
		    a.label, why.text);
		return E_OK;
	}
	if (rc != E_OK)
		*err = why;
	return rc;
}

enum err_code
session_policy(struct session *s, struct policy_rows *rows,
    struct policy **out, struct err *err)
{
	enum err_code rc = E_OK;

	if (s->store != NULL)
		rc = policy_load(s->store, rows, err);
	if (rc == E_OK)
		rc = policy_build(rows, environ, out, err);
	return rc == E_OK ? show_ceilings(s, *out, err) : rc;
}

struct policy_view
policy_view_of(const struct policy *p, const struct rule *rule,
    const char *account, const char *symbol)
{
	struct limit l = policy_limit(p, (enum rule_place)(rule -
	    policy_rules), account, symbol);
	struct policy_view v = { .rule = rule->name, .value = l.text,
	    .scope = l.ceiled ? "vault" : l.tightened ? "environment" :
	    l.scope,
	    .fallback = rule->fallback != NULL ? rule->fallback : "off",
	    .help = rule->help };

	/* Two lists hold together; the one of the environment is shown. */
	if (l.also[0] != NULL)
		v.value = l.also[0];
	TEXT_SET(v.account, account);
	TEXT_SET(v.symbol, symbol);
	return v;
}

enum err_code
policy_row_make(struct session *s, const struct rule *rule,
    const char *value, const char *account, const char *symbol,
    struct policy_row *out, struct err *err)
{
	struct buf canonical = {0};
	enum err_code rc;

	*out = (struct policy_row){ .time = clock_now(&s->clock) };
	if (symbol != NULL && rule->whole_account)
		return err_set(err, E_USAGE, "%s: holds for a whole account,"
		    " not for one symbol", rule->name);
	if ((rc = symbol_must_fit(symbol, err)) != E_OK)
		return rc;
	rc = rule_parse(rule, value, &canonical, err);
	if (rc == E_OK && !TEXT_SET(out->value, buf_text(&canonical)))
		rc = err_set(err, E_USAGE, "%s: the value is too long",
		    rule->name);
	TEXT_SET(out->rule, rule->name);
	TEXT_SET(out->account, account != NULL ? account : "");
	TEXT_SET(out->symbol, symbol != NULL ? symbol : "");
	TEXT_SET(out->actor, s->actor);
	buf_release(&canonical);
	return rc;
}

enum err_code
policy_row_put(struct session *s, const struct policy_row *row, bool unset,
    struct err *err)
{
	struct buf detail = {0};
	enum err_code rc;

	buf_puts(&detail, unset ? "unset" : row->value);
	if (row->account[0] != '\0')
		buf_printf(&detail, " --account %s", row->account);
	if (row->symbol[0] != '\0')
		buf_printf(&detail, " --symbol %s", row->symbol);
	rc = policy_put(s->store, row, unset, err);
	if (rc == E_OK)
		rc = session_audit(s, "policy", row->rule,
		    unset ? "unset" : "set", buf_text(&detail), err);
	buf_release(&detail);
	return rc;
}
