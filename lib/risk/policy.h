/*
 * The policy: limits by name, each a row of one table that commands, help,
 * environment and checks share. A value holds in a scope: everywhere, for one
 * account, for one symbol, or for a symbol of an account; the narrowest scope
 * that has a value is in force. ETRMS_RISK_… and the names of the seeds
 * (MAX_ORDER_USDT …) may tighten a value for one run, never loosen it.
 *
 * A greatest value may follow the market: 5000 * regime_factor@4h is at most
 * 5000, and less while the market of the order's symbol is restless on bars of
 * 4h; regime_factor["BTC/USDT"]@4h looks at that symbol. While the factor is
 * not known, nothing is within the limit. The factor is what analyze all calls
 * limit_factor.
 */
#ifndef RISK_POLICY_H
#define RISK_POLICY_H

#include "base/buf.h"
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
	RULE_SWITCH	/* on or off; its number is 1 */
};
enum rule_sense { RULE_MAX, RULE_MIN, RULE_LIST };	/* which way tightens */

struct rule {
	const char *name;	/* "max-order-notional" */
	const char *seed;	/* "MAX_ORDER_USDT"; or NULL */
	enum rule_type type;
	enum rule_sense sense;
	const char *fallback;	/* default; NULL: off */
	bool whole_account;	/* has no meaning for one symbol */
	bool binds_exits;	/* also orders that only reduce */
	bool of_all;		/* adds up what is held of all symbols */
	const char *help;	/* one sentence */
};
/* Their places in the table. */
enum rule_place { RULE_SYMBOLS, RULE_MAX_ORDER_NOTIONAL,
    RULE_MAX_POSITION_NOTIONAL, RULE_MAX_POSITION_SHARE, RULE_MAX_LEVERAGE,
    RULE_MAX_RISK_PER_TRADE, RULE_MIN_ORDER_SIZE, RULE_MAX_ORDER_SIZE,
    RULE_PRICE_COLLAR, RULE_MAX_DAILY_NOTIONAL, RULE_MAX_POSITION_LEVERAGE,
    RULE_MAX_MARGIN_USED, RULE_MAX_MARGIN_RATIO,
    RULE_MIN_LIQUIDATION_DISTANCE, RULE_REQUIRE_STOP, RULE_MAX_TOTAL_RISK,
    RULES };
extern const struct rule policy_rules[];	/* ends with a NULL name */
const struct rule *rule_find(const char *name);
/* The same by its name or a seed's; E_USAGE with a suggestion. */
enum err_code rule_named(const char *name, const struct rule **out,
    struct err *err);
/*
 * Checks and canonicalises a value as a user writes it: 500, 2% (or 0.02),
 * symbol patterns (between blanks or commas), and "off" for no limit. E_USAGE.
 */
enum err_code rule_parse(const struct rule *r, const char *text,
    struct buf *canonical, struct err *err);
/* What a limit is multiplied by: of the bars of this timeframe, of a symbol, ""
 * for that of the order or position. */
struct limit_factor { char symbol[SYMBOL_SIZE]; int64_t timeframe; };
/* What it is now: in (0, 1], or DEC_NONE; and what the market is like, or why
 * nobody knows. */
struct regime_now { struct dec factor; char why[161]; };

/* The number in such a text, 2% as 0.02; DEC_NONE for "off" and patterns. Of
 * one that follows the market the number that is multiplied. */
enum err_code rule_value(const struct rule *r, const char *text,
    struct dec *out, struct err *err);
/* The same, and what it is multiplied by; timeframe 0: nothing. */
enum err_code rule_read(const struct rule *r, const char *text,
    struct dec *number, struct limit_factor *factor, struct err *err);

/*
 * The policy in force, built once per run. environment is `environ` (NULL:
 * none). A value there that cannot be read, and a name that is no rule, are
 * E_USAGE: a limit that somebody meant to set is never passed over.
 */
struct policy;
enum err_code policy_build(const struct policy_rows *rows,
    char *const *environment, struct policy **out, struct err *err);
void policy_free(struct policy *p);	/* NULL is fine */
/* A limit of an account that the store cannot loosen, as the vault keeps it:
 * it tightens what else holds. E_STORE: no such rule or value. */
enum err_code policy_ceil(struct policy *p, const char *account,
    const char *rule, const char *value, struct err *err);

/* Two names of a variable, and a ceiling; and the stored value. */
#define LISTS_ALSO 3
#define LIMIT_FACTORS (LISTS_ALSO + 1)
/* The value of a rule for an account and symbol ("" is fine for both). */
struct limit {
	const struct rule *rule;
	bool set;			/* false: no limit */
	struct dec value;		/* number kinds */
	const char *text;		/* canonical; of the policy */
	const char *also[LISTS_ALSO];	/* lists that must match as well */
	const char *scope;		/* "default", "global", "account"… */
	bool tightened;			/* by the environment */
	bool ceiled;			/* by the vault */
	/* It is to be multiplied by the least of these, up to the first NULL;
	 * risk_limit() does. */
	const struct limit_factor *by[LIMIT_FACTORS];
	/* Of one that was: what it was before, DEC_NONE otherwise; the least
	 * factor, and what that is owed to. Not known: value and factor are
	 * DEC_NONE. */
	struct dec base, factor;
	const char *why;
};
struct limit policy_limit(const struct policy *p, enum rule_place rule,
    const char *account, const char *symbol);
/* The same for every account and symbol, where nobody has set anything; else
 * NULL. */
const struct limit *policy_plain(const struct policy *p,
    enum rule_place rule);
/* The rules, as bits, that say anything of an entry or of an exit: those that
 * have a limit, and the list of symbols, which says something by its
 * absence. */
uint32_t policy_asked(const struct policy *p, bool exit);
/* For lists: is the symbol on all of them. */
bool limit_lists(const struct limit *l, const char *symbol);

/*
 * Why: every value that a rule has for an account and symbol, widest scope
 * first, the environment last; in_force marks the one that holds. Texts are
 * borrowed from the policy.
 */
struct policy_reason {
	const char *rule, *value, *scope, *account, *symbol;
	const char *origin;	/* default, stored, ETRMS_RISK_…, vault */
	signed char in_force;
	const char *message;
};
struct policy_reasons VEC_OF(struct policy_reason);
extern const struct record policy_reason_record;
void policy_explain(const struct policy *p, const char *rule,
    const char *account, const char *symbol, struct policy_reasons *out);

/* One row of `policy list/get/explain`. */
struct policy_view {
	const char *rule;
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	const char *value, *scope, *fallback, *help;
};
extern const struct record policy_record;

#endif
