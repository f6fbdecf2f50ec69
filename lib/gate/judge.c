/*
 * Asking risk, in the transaction that decides, and writing down what broke a
 * rule.
 */
#include "gate/gatedata.h"

enum err_code
gate_judge(struct gate *g, const struct question *q, bool explain,
    struct verdict *verdict, struct approved_order **approved, int64_t *now,
    struct err *err)
{
	const struct risk_rules *rules = &g->binding.rules;
	const struct snapshot *s = NULL;
	enum err_code rc;

	if (q->veto != NULL) {
		rc = gate_now(g, now, err);
		verdict_refuse(verdict, &g->account, q->amended != NULL ?
		    q->amended->symbol : q->requests->symbol, *now, "hook",
		    q->veto);
		return rc;
	}
	rc = binding_load(g, explain, err);
	if (rc == E_OK)
		rc = gate_view(g, &s, err);
	if (rc == E_OK && q->amended != NULL)
		rc = risk_approve_amend(rules, s, q->amended, q->terms,
		    verdict, approved, err);
	else if (rc == E_OK && q->n == 2)
		rc = risk_approve_pair(rules, s, q->requests, verdict,
		    approved, err);
	else if (rc == E_OK)
		rc = risk_approve(rules, s, q->requests, verdict,
		    approved, err);
	*now = rules->now;
	return rc;
}

enum err_code
gate_judge_leverage(struct gate *g, const char *symbol, struct dec leverage,
    struct dec margin, bool riskier, struct verdict *verdict, struct err *err)
{
	const struct snapshot *s = NULL;
	enum err_code rc = binding_load(g, false, err);

	if (rc == E_OK)
		rc = gate_view(g, &s, err);
	if (rc == E_OK)
		risk_approve_leverage(&g->binding.rules, s, symbol, leverage,
		    margin, riskier, verdict);
	return rc;
}

const struct finding *
gate_first_breach(const struct verdict *v)
{
	for (size_t i = 0; i < v->findings.len; i++)
		if (v->findings.at[i].severity == SEVERITY_BREACH)
			return &v->findings.at[i];
	return NULL;
}

enum err_code
gate_violations(struct gate *g, const struct order *o,
    const struct verdict *verdict, int64_t time, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < verdict->findings.len && rc == E_OK; i++) {
		const struct finding *f = &verdict->findings.at[i];
		struct violation v = { .time = time, .value = f->value,
		    .limit = f->limit };

		if (f->severity != SEVERITY_BREACH)
			continue;
		TEXT_SET(v.account, o->account);
		TEXT_SET(v.symbol, o->symbol);
		TEXT_SET(v.rule, f->rule);
		TEXT_SET(v.order_id, o->id);
		TEXT_SET(v.message, f->message);
		rc = LEDGER(g->ledger, violation_add, &v, err);
	}
	return rc;
}
