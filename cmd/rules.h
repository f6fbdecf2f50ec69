/* What the policy commands share; the audit row also breaker commands. */
#ifndef CMD_RULES_H
#define CMD_RULES_H

#include "cmd/session.h"
#include "risk/policy.h"
#include "store/rules.h"

/* E_USAGE: there is no account of that name; NULL is fine. */
enum err_code account_must_exist(struct session *s, const char *label,
    struct err *err);
/* One audit row about an entity ("policy", "breaker"). */
enum err_code rules_audit(struct session *s, const char *entity,
    const char *id, const char *action, const char *detail, struct err *err);

/* Stored values and the environment, as every command sees them. */
enum err_code session_policy(struct session *s, struct policy_rows *rows,
    struct policy **out, struct err *err);
/* A row of `policy list` for what is in force there. */
struct policy_view policy_view_of(const struct policy *p,
    const struct rule *rule, const char *account, const char *symbol);
/* Checks a change and fills its row; texts NULL: everywhere. E_USAGE. */
enum err_code policy_row_make(struct session *s, const struct rule *rule,
    const char *value, const char *account, const char *symbol,
    struct policy_row *out, struct err *err);
/* Writes ledger row and audit in the caller's transaction. */
enum err_code policy_row_put(struct session *s, const struct policy_row *row,
    bool unset, struct err *err);

#endif
