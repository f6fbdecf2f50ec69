/* What the policy commands share. */
#ifndef CMD_RULES_H
#define CMD_RULES_H

#include "cmd/scope.h"
#include "risk/policy.h"
#include "store/rules.h"

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
