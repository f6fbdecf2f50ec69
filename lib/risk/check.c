/*
 * `risk check`: the whole account against the policy, one finding per thing
 * that is not as it should be.
 */
#include "risk/breaker.h"
#include "risk/judge.h"
#include "base/stamp.h"

#include <string.h>

void
check_halts(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct findings *out)
{
	char at[STAMP_TEXT_SIZE];

	for (size_t i = 0; rules->halts != NULL && i < rules->halts->len; i++) {
		const struct halt *h = &rules->halts->at[i];

		if (h->account[0] != '\0' &&
		    strcmp(h->account, s->account.label) != 0)
			continue;
		finding_say(finding_add(out, s, symbol, "halt",
		    SEVERITY_BREACH), "%s is halted since %s%s%s; etrms"
		    " resume",
		    h->account[0] != '\0' ? h->account : "everything",
		    stamp_text(h->time, at), h->reason[0] != '\0' ? ": " : "",
		    h->reason);
	}
}

static void
say_tripped(struct finding *f, const struct breaker *b)
{
	char at[STAMP_TEXT_SIZE];

	if (b->state == BREAKER_COOLING)
		finding_say(f, "breaker %s cools down until %s (%s)", b->name,
		    stamp_text(b->rearms_at, at), b->when);
	else
		finding_say(f, "breaker %s has tripped at %s (%s); etrms"
		    " breaker reset %s", b->name, stamp_text(b->tripped_at,
		    at), b->when, b->name);
}

void
check_breakers(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct findings *out)
{
	const struct breakers *all = rules->breakers;

	for (size_t i = 0; all != NULL && i < all->len; i++)
		if (breaker_blocks(&all->at[i], rules->now) &&
		    breaker_covers(&all->at[i], s->account.label,
		    s->account.venue, symbol))
			say_tripped(finding_add(out, s, symbol, "breaker",
			    SEVERITY_BREACH), &all->at[i]);
}

/* Also those that only notify: a person should know. */
static void
check_tripped(const struct risk_rules *rules, const struct snapshot *s,
    struct findings *out)
{
	const struct breakers *all = rules->breakers;

	for (size_t i = 0; all != NULL && i < all->len; i++) {
		const struct breaker *b = &all->at[i];
		bool blocks = breaker_blocks(b, rules->now);

		if (!breaker_covers(b, s->account.label, s->account.venue,
		    NULL) || (!blocks && b->state != BREAKER_TRIPPED))
			continue;
		say_tripped(finding_add(out, s, b->symbol, "breaker",
		    blocks ? SEVERITY_BREACH : SEVERITY_WARNING), b);
	}
}

bool
check_age(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct findings *out)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	struct finding *f;

	if (!too_old(s->time, rules->now, rules->max_age))
		return true;
	f = finding_add(out, s, symbol, "stale_snapshot", SEVERITY_BREACH);
	f->value = age_of(s->time, rules->now);
	f->limit = dec_trim(dec_make(rules->max_age, 6));
	if (s->time == 0)
		finding_say(f, "the account's state has no time");
	else
		finding_say(f, "the account's state is %s s old, at most %s s"
		    " are allowed", dec_text(f->value, a),
		    dec_text(f->limit, b));
	return false;
}

static void
check_priced(const struct snapshot *s, struct findings *out)
{
	for (size_t i = 0; i < s->unpriced.len; i++)
		finding_say(finding_add(out, s, s->unpriced.at[i].name,
		    "unpriced", SEVERITY_WARNING), "%s is held, and no known"
		    " prices lead from it to %s", s->unpriced.at[i].name,
		    s->currency);
	if (!dec_known(s->equity))
		finding_say(finding_add(out, s, "", "unpriced_equity",
		    SEVERITY_BREACH), "the equity of %s is not known in %s",
		    s->account.label, s->currency);
}

static void
check_orders(const struct snapshot *s, struct findings *out)
{
	for (size_t i = 0; i < s->orders.len; i++) {
		const struct order *o = &s->orders.at[i];

		if (o->state == ORDER_UNKNOWN || o->state == ORDER_SENDING)
			finding_say(finding_add(out, s, o->symbol,
			    "unknown_order", SEVERITY_BREACH), "order %s may"
			    " exist at the venue; etrms order reconcile",
			    o->id);
		else if (o->asked_at != 0)
			finding_say(finding_add(out, s, o->symbol,
			    "unknown_order", SEVERITY_BREACH), "order %s may"
			    " have been amended; etrms order reconcile",
			    o->id);
	}
}

static void
check_held(const struct risk_rules *rules, const struct snapshot *s,
    struct findings *out)
{
	for (size_t i = 0; i < s->positions.len; i++) {
		const struct position *p = &s->positions.at[i];
		struct limit l = policy_limit(rules->policy, RULE_SYMBOLS,
		    s->account.label, p->symbol);

		if (l.set && !limit_lists(&l, p->symbol))
			finding_say(finding_add(out, s, p->symbol, "symbols",
			    SEVERITY_WARNING), "%s is held and not on the list"
			    " %s", p->symbol, l.text);
	}
}

struct scan {
	const struct risk_rules *rules;
	const struct snapshot *s;
	struct findings *out;
};

static struct limit
limit_for(const struct scan *c, enum rule_place rule, const char *symbol)
{
	return risk_limit(c->rules, rule, c->s->account.label, symbol);
}

/* Keeps the finding that was just made only when it is one. */
static void
keep(struct findings *out, bool within)
{
	if (within)
		out->len--;
}

static struct finding *
try(const struct scan *c, const char *symbol, const char *rule)
{
	return finding_add(c->out, c->s, symbol, rule, SEVERITY_BREACH);
}

static enum err_code
check_stake(const struct scan *c, const struct stake *k, struct err *err)
{
	static const char what[] = "position and working orders are worth";
	struct limit l = limit_for(c, RULE_MAX_POSITION_NOTIONAL, k->symbol);
	struct dec after;

	if (!stake_after(k, &after))
		return err_set(err, E_DATA, "%s: exposure does not fit",
		    k->symbol);
	if (l.set)
		keep(c->out, within_max(&l, after, what, c->s->currency,
		    try(c, k->symbol, l.rule->name)));
	l = limit_for(c, RULE_MAX_POSITION_SHARE, k->symbol);
	if (l.set && dec_known(c->s->equity))
		keep(c->out, within_share(c->s, &l, after, what,
		    try(c, k->symbol, l.rule->name)));
	return E_OK;
}

static enum err_code
check_exposure(const struct scan *c, struct err *err)
{
	struct stakes stakes = {0};
	struct limit l = limit_for(c, RULE_MAX_LEVERAGE, "");
	struct dec gross;
	enum err_code rc = stakes_load(c->s, &stakes, err);

	for (size_t i = 0; i < stakes.len && rc == E_OK; i++)
		rc = check_stake(c, &stakes.at[i], err);
	if (rc == E_OK && !stakes_after(&stakes, NULL, NULL, &gross))
		rc = err_set(err, E_DATA, "exposure does not fit");
	if (rc == E_OK && l.set && dec_known(c->s->equity))
		keep(c->out, within_leverage(c->s, &l, gross,
		    "positions and working orders are worth",
		    try(c, "", l.rule->name)));
	stakes_release(&stakes);
	return rc;
}

static void
check_day(const struct scan *c)
{
	struct limit l = limit_for(c, RULE_MAX_DAILY_NOTIONAL, "");

	if (l.set && dec_known(c->s->day_notional))
		keep(c->out, within_max(&l, c->s->day_notional,
		    "the day's turnover is", c->s->currency,
		    try(c, "", l.rule->name)));
}

enum err_code
risk_check(const struct risk_rules *rules, const struct snapshot *s,
    struct findings *out, struct err *err)
{
	struct scan c = { rules, s, out };
	struct err why;

	(void)err;
	check_age(rules, s, "", out);
	check_halts(rules, s, "", out);
	check_tripped(rules, s, out);
	check_orders(s, out);
	check_priced(s, out);
	check_held(rules, s, out);
	/* What cannot be valued is a finding, not the end of the check. */
	if (check_exposure(&c, &why) != E_OK)
		finding_say(finding_add(out, s, "", "not_valued",
		    SEVERITY_BREACH), "%s", why.text);
	check_day(&c);
	check_margins(rules, s, out);
	return E_OK;
}
