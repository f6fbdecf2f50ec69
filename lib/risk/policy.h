/*
 * The policy: limits by name, each a row of one table that commands, help,
 * environment and checks share. A value holds in a scope: everywhere, for one
 * account, for one symbol, or for a symbol of an account; the narrowest scope
 * that has a value is in force. ETRMS_RISK_… and the names of the seeds
 * (MAX_ORDER_USDT …) may tighten a value for one run, never loosen it.
 */
#ifndef RISK_POLICY_H
#define RISK_POLICY_H

#include "base/dec.h"
#include "base/err.h"
#include "base/record.h"
#include "store/rules.h"

enum rule_type {
	RULE_MONEY,	/* of the account's currency: 500 */
	RULE_RATIO,	/* 2%, kept as 0.02 */
	RULE_NUMBER,	/* a plain number: leverage 10 */
	RULE_AMOUNT,	/* base units or contracts */
	RULE_PATTERNS,	/* symbol patterns, joined by blanks */
	RULE_SWITCH	/* on, off */
};
enum rule_sense { RULE_MAX, RULE_MIN, RULE_LIST };	/* which way tightens */

struct rule {
	const char *name;	/* "max-order-notional" */
	const char *seed;	/* "MAX_ORDER_USDT"; or NULL */
	enum rule_type type;
	enum rule_sense sense;
	const char *fallback;	/* default; NULL: off */
	const char *help;	/* one sentence */
};
extern const struct rule policy_rules[];	/* ends with a NULL name */
const struct rule *rule_find(const char *name);
/* Checks and canonicalises a value as a user writes it. E_USAGE. */
enum err_code rule_parse(const struct rule *r, const char *text,
    struct buf *canonical, struct err *err);

/* The policy in force, built once per run. */
struct policy;
enum err_code policy_build(const struct policy_rows *rows,
    const char *(*getenv_like)(const char *name), struct policy **out,
    struct err *err);
void policy_free(struct policy *p);

/* The value of a rule for an account and symbol ("" is fine for both). */
struct limit {
	const struct rule *rule;
	bool set;			/* false: no limit */
	struct dec value;		/* number kinds */
	const char *text;		/* canonical; borrowed from the policy */
	const char *scope;		/* "default", "global", "account demo"… */
	bool tightened;			/* by the environment */
};
struct limit policy_limit(const struct policy *p, const char *rule,
    const char *account, const char *symbol);

/* One row of `policy list/get/explain`. */
struct policy_view {
	const char *rule;
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	const char *value, *fallback, *scope, *help;
};
extern const struct record policy_record;

#endif
