/*
 * What binds an order: policy, halts, breakers. A ledger that may change under
 * us is read for each order, in the transaction that judges it.
 */
#include "gate/gatedata.h"

/* Used for what it would cost where an instrument names no fee. */
#define FEE_RATE_DEFAULT dec_make(1, 3)

void
binding_release(struct binding *b)
{
	policy_free(b->policy);
	vec_release(&b->rows);
	vec_release(&b->halts);
	vec_release(&b->breakers);
	stakes_release(&b->stakes);
	approved_release(&b->spare);
	b->policy = NULL;
}

static enum err_code
load(struct gate *g, struct binding *b, struct err *err)
{
	enum err_code rc = LEDGER(g->ledger, policy, &b->rows, err);

	if (rc == E_OK)
		rc = policy_build(&b->rows, g->options.environment,
		    &b->policy, err);
	if (rc == E_OK && g->options.ceilings != NULL)
		rc = g->options.ceilings(g->options.self, &g->account,
		    b->policy, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, halts, &b->halts, err);
	if (rc == E_OK)
		rc = LEDGER(g->ledger, breakers, &b->breakers, err);
	return rc;
}

enum err_code
binding_load(struct gate *g, bool explain, struct err *err)
{
	const struct ledger_ops *ops = g->ledger->ops;
	struct binding *b = &g->binding;
	enum err_code rc = E_OK;

	if (!g->bound || ops->rules == NULL ||
	    b->version != ops->rules(g->ledger)) {
		binding_release(b);
		rc = load(g, b, err);
		g->bound = rc == E_OK;
		if (ops->rules != NULL)
			b->version = ops->rules(g->ledger);
		b->rules = (struct risk_rules){ .policy = b->policy,
		    .halts = &b->halts, .breakers = &b->breakers,
		    .max_age = g->options.max_age,
		    .fee_rate = FEE_RATE_DEFAULT, .terms = g->options.terms,
		    .regime = factor_now, .regime_self = &g->factors,
		    .room = &b->stakes, .spare = &b->spare };
	}
	b->rules.explain = explain;
	b->rules.brief = !explain;
	return rc == E_OK ? gate_now(g, &b->rules.now, err) : rc;
}
