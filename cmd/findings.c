/*
 * Judging an account for a reading command: the rules that bind it, and the
 * conditions of its breakers, without touching anything.
 */
#include "cmd/findings.h"

#include "cmd/online.h"
#include "cmd/rules.h"
#include "store/accounts.h"

void
judge_set_release(struct judge_set *j)
{
	policy_free(j->policy);
	vec_release(&j->rows);
	vec_release(&j->halts);
	vec_release(&j->breakers);
}

/* Those of live accounts whose vault is open; where it is locked the account
 * cannot be judged anyway, and says so itself. */
static enum err_code
take_ceilings(struct session *s, struct policy *policy, struct err *err)
{
	struct accounts all = {0};
	enum err_code rc;

	if (s->globals->account != NULL)
		return E_OK;		/* session_policy() has its own */
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const struct account *a = &all.at[i];
		struct err why;

		if (a->mode == MODE_PAPER || a->active != 1)
			continue;
		rc = session_ceilings(s, a, policy, &why);
		if (rc == E_LOCKED)
			rc = E_OK;
		else if (rc != E_OK)
			*err = why;
	}
	vec_release(&all);
	return rc;
}

enum err_code
judge_set_load(struct session *s, int64_t max_age, struct judge_set *out,
    struct err *err)
{
	enum err_code rc = session_policy(s, &out->rows, &out->policy, err);

	out->s = s;
	out->max_age = max_age;
	if (rc == E_OK && s->store != NULL)
		rc = take_ceilings(s, out->policy, err);
	if (rc == E_OK && s->store != NULL)
		rc = halts_load(s->store, &out->halts, err);
	if (rc == E_OK && s->store != NULL)
		rc = breakers_load(s->store, &out->breakers, err);
	return rc;
}

struct memory_of { struct session *s; const char *breaker; };

/* `for 10m` reads what monitor remembered, and remembers nothing itself. */
static void
recall(void *self, const char *symbol, unsigned slot,
    struct expr_memory *out)
{
	const struct memory_of *m = self;
	struct held held = {0};

	if (held_get(m->s->store, m->breaker, symbol, slot, &held, NULL) !=
	    E_OK)
		held = (struct held){0};
	*out = (struct expr_memory){ .at = held.at,
	    .true_since = held.true_since, .false_since = held.false_since,
	    .last_true = held.last_true, .last_false = held.last_false };
}

static void
forget(void *self, const char *symbol, unsigned slot,
    const struct expr_memory *m)
{
	(void)self;
	(void)symbol;
	(void)slot;
	(void)m;
}

static enum err_code
check_breakers(const struct judge_set *j, const struct risk_rules *rules,
    const struct snapshot *snapshot, struct findings *out, struct err *err)
{
	const struct factor_source *source = rules->regime_self;
	struct outlook past = {0};
	struct risk_history history;
	enum err_code rc = outlook_load(j->s, snapshot->account.label, &past,
	    err);

	history = outlook_history(&past);
	history.rules = rules;
	history.bars = market_bars;
	history.funding = market_rates;
	history.self = source->market;
	for (size_t i = 0; i < j->breakers.len && rc == E_OK; i++) {
		struct breaker *one = &j->breakers.at[i];
		struct breakers alone = { one, 1, 1 };
		struct risk_rules of_one = *rules;
		struct memory_of self = { j->s, one->name };
		struct held_memory memory = { recall, forget, &self };

		of_one.breakers = &alone;
		rc = risk_check_breakers(&of_one, snapshot, &history, &memory,
		    out, err);
	}
	outlook_release(&past);
	return rc;
}

struct risk_rules
judge_rules(const struct judge_set *j, const struct snapshot *snapshot,
    struct judge_market *m)
{
	/* The account's clock: its venue's on paper, ours elsewhere. */
	int64_t now = snapshot->account.mode == MODE_PAPER ? snapshot->time :
	    clock_now(&j->s->clock);

	*m = (struct judge_market){ .market = { .store = j->s->store,
	    .account = &snapshot->account, .now = now } };
	m->factors.market = &m->market;
	return (struct risk_rules){ .policy = j->policy, .halts = &j->halts,
	    .terms = session_terms(j->s), .breakers = &j->breakers,
	    .max_age = j->max_age, .now = now, .regime = factor_now,
	    .regime_self = &m->factors };
}

void
judge_market_release(struct judge_market *m)
{
	factor_source_release(&m->factors);
	market_release(&m->market);
}

enum err_code
findings_of(const struct judge_set *j, const struct snapshot *snapshot,
    struct findings *out, struct err *err)
{
	struct judge_market market;
	struct risk_rules rules = judge_rules(j, snapshot, &market);
	enum err_code rc = risk_check(&rules, snapshot, out, err);

	if (rc == E_OK && j->breakers.len > 0)
		rc = check_breakers(j, &rules, snapshot, out, err);
	judge_market_release(&market);
	return rc;
}
