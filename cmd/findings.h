/* What `risk check` and `status` find about an account. */
#ifndef CMD_FINDINGS_H
#define CMD_FINDINGS_H

#include "cmd/holdings.h"
#include "gate/factor.h"
#include "risk/risk.h"
#include "store/ledger.h"

/* Policy, halts and breakers, loaded once for all accounts. */
struct judge_set {
	struct session *s;
	struct policy_rows rows;
	struct policy *policy;
	struct halts halts;
	struct breakers breakers;
	int64_t max_age;
};
void judge_set_release(struct judge_set *j);
enum err_code judge_set_load(struct session *s, int64_t max_age,
    struct judge_set *out, struct err *err);
/* What binds an account, at its own time; released after it was judged. */
struct judge_market { struct market market; struct factor_source factors; };
struct risk_rules judge_rules(const struct judge_set *j,
    const struct snapshot *snapshot, struct judge_market *m);
void judge_market_release(struct judge_market *m);
/* Judges one account; adds to findings. */
enum err_code findings_of(const struct judge_set *j,
    const struct snapshot *snapshot, struct findings *out, struct err *err);

#endif
