/* The policy and the breakers that a run is judged by. */
#include "cmd/runrules.h"

#include "base/file.h"
#include "risk/breaker.h"
#include "risk/policy.h"
#include "risk/rulestext.h"

#include <string.h>

#define RULES_SIZE_MAX (1 << 20)

/* What the store's rules say of every account, or of the one that is named. */
static bool
concerns(const struct run_rules *r, char account[LABEL_SIZE])
{
	const char *given = r->s->globals->account;

	if (account[0] != '\0' && (given == NULL ||
	    strcmp(account, given) != 0))
		return false;
	if (account[0] != '\0')
		text_set(account, LABEL_SIZE, "backtest");
	return true;
}

static enum err_code
limit_check(struct policy_row *row, struct err *err)
{
	const struct rule *rule;
	struct buf value = { 0 };
	struct err why = { 0 };
	enum err_code rc = rule_named(row->rule, &rule, &why);

	if (rc == E_OK)
		rc = rule_parse(rule, row->value, &value, &why);
	if (rc == E_OK) {
		TEXT_SET(row->rule, rule->name);
		TEXT_SET(row->value, buf_text(&value));
	}
	buf_release(&value);
	return rc == E_OK ? E_OK : err_set(err, E_DATA, "%s", why.text);
}

/* Not even the defaults. */
static void
limits_off(struct policy_rows *out)
{
	for (const struct rule *rule = policy_rules; rule->name != NULL;
	    rule++) {
		struct policy_row *row = vec_add(out);

		TEXT_SET(row->rule, rule->name);
		TEXT_SET(row->value, "off");
	}
}

enum err_code
run_policy_find(struct run_rules *r, struct err *err)
{
	const char *file = r->policy_file;
	struct policy_rows all = { 0 };
	struct buf text = { 0 };
	enum err_code rc = E_OK;

	if (file != NULL && strcmp(file, "none") != 0) {
		rc = file_read(file, RULES_SIZE_MAX, &text, err);
		if (rc == E_OK)
			rc = policy_text_read(buf_text(&text), &r->policy,
			    err);
		for (size_t i = 0; i < r->policy.len && rc == E_OK; i++)
			rc = limit_check(&r->policy.at[i], err);
		if (rc == E_DATA)
			rc = err_prefix(err, "%s", file);
	} else if (file != NULL) {
		limits_off(&r->policy);
	} else {
		rc = policy_load(r->s->store, &all, err);
		for (size_t i = 0; i < all.len && rc == E_OK; i++)
			if (concerns(r, all.at[i].account))
				vec_push(&r->policy, all.at[i]);
	}
	vec_release(&all);
	buf_release(&text);
	return rc;
}

static enum err_code
breaker_check(const struct breaker *b, struct err *err)
{
	struct breaker_plan *plan = NULL;
	struct err why = { 0 };
	enum err_code rc = breaker_compile(b, &plan, &why);

	breaker_plan_free(plan);
	return rc == E_OK ? E_OK : err_set(err, E_DATA, "breaker %s: %s",
	    b->name, why.text);
}

enum err_code
run_breakers_find(struct run_rules *r, struct err *err)
{
	const char *file = r->breakers_file;
	struct breakers all = { 0 };
	struct buf text = { 0 };
	enum err_code rc = E_OK;

	if (file != NULL && strcmp(file, "none") != 0) {
		rc = file_read(file, RULES_SIZE_MAX, &text, err);
		if (rc == E_OK)
			rc = breakers_text_read(buf_text(&text),
			    &r->breakers, err);
		for (size_t i = 0; i < r->breakers.len && rc == E_OK; i++)
			rc = breaker_check(&r->breakers.at[i], err);
		if (rc == E_DATA)
			rc = err_prefix(err, "%s", file);
	} else if (file == NULL) {
		rc = breakers_load(r->s->store, &all, err);
		for (size_t i = 0; i < all.len && rc == E_OK; i++) {
			struct breaker *b = &all.at[i];

			if (b->enabled != 1 || !concerns(r, b->account) ||
			    (b->venue[0] != '\0' &&
			    strcmp(b->venue, r->venue) != 0))
				continue;
			b->venue[0] = '\0';
			vec_push(&r->breakers, *b);
		}
	}
	vec_release(&all);
	buf_release(&text);
	return rc;
}
