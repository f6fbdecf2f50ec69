/*
 * Limits that follow the market: what they are multiplied by now, and how that
 * is told. A factor that is not known leaves no limit to be within.
 */
#include "risk/judge.h"

#include <stdio.h>
#include <string.h>

static void
unknown(struct limit *l, const char *why)
{
	l->value = l->factor = DEC_NONE;
	l->why = why;
}

/* The least of its factors. */
static void
multiply(const struct risk_rules *rules, const char *symbol, struct limit *l)
{
	l->base = l->value;
	l->factor = dec_int(1);
	l->why = "";
	for (size_t i = 0; i < LIMIT_FACTORS && l->by[i] != NULL; i++) {
		const char *of = l->by[i]->symbol[0] != '\0' ?
		    l->by[i]->symbol : symbol;
		const struct regime_now *now = rules->regime == NULL ? NULL :
		    rules->regime(rules->regime_self, of,
		    l->by[i]->timeframe, rules->now);

		if (now == NULL || !dec_known(now->factor)) {
			unknown(l, now != NULL ? now->why :
			    "nothing is known of the market here");
			return;
		}
		if (i == 0 || dec_cmp(now->factor, l->factor) < 0) {
			l->factor = now->factor;
			l->why = now->why;
		}
	}
	if (!dec_mul(l->base, l->factor, DEC_SCALE_MAX, ROUND_DOWN, &l->value))
		unknown(l, "it does not fit");
	else
		l->value = dec_trim(l->value);
}

struct limit
risk_limit(const struct risk_rules *rules, enum rule_place rule,
    const char *account, const char *symbol)
{
	struct limit l = policy_limit(rules->policy, rule, account, symbol);

	if (l.set && l.by[0] != NULL)
		multiply(rules, symbol, &l);
	return l;
}

static const char *
number_text(const struct limit *l, struct dec d, char buf[DEC_TEXT_SIZE])
{
	return l->rule->type == RULE_RATIO ? percent_text(d, buf) :
	    dec_text(d, buf);
}

bool
limit_unknown(const struct limit *l, struct finding *f)
{
	char a[DEC_TEXT_SIZE];

	if (f != NULL) {
		f->base_limit = l->base;
		finding_say(f, "%s * regime_factor is not known: %s",
		    number_text(l, l->base, a), l->why);
	}
	return false;
}

void
limit_tell(const struct limit *l, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	size_t len = strlen(f->message);

	if (l->by[0] == NULL)
		return;
	f->base_limit = l->base;
	f->regime_factor = l->factor;
	snprintf(f->message + len, sizeof(f->message) - len, " (%s * %s: %s)",
	    number_text(l, l->base, a), dec_text(l->factor, b), l->why);
}

/* Is this limit one of the whole account by its own words? */
static bool
names_symbols(const struct limit *l)
{
	for (size_t i = 0; i < LIMIT_FACTORS && l->by[i] != NULL; i++)
		if (l->by[i]->symbol[0] == '\0')
			return false;
	return true;
}

bool
limits_factor(const struct risk_rules *rules, const char *account,
    const char *symbol, struct dec *out)
{
	*out = dec_int(1);
	for (enum rule_place rule = 0; rule < RULES; rule++) {
		struct limit l = policy_limit(rules->policy, rule, account,
		    symbol);

		if (!l.set || l.by[0] == NULL ||
		    (symbol[0] == '\0' && !names_symbols(&l)))
			continue;
		multiply(rules, symbol, &l);
		if (!dec_known(l.factor))
			return false;
		*out = dec_min(*out, l.factor);
	}
	return true;
}

static void
add_row(const struct risk_rules *rules, const struct snapshot *s,
    enum rule_place rule, const char *symbol, struct limit_rows *out)
{
	struct limit l = risk_limit(rules, rule, s->account.label, symbol);
	struct limit_row *r;

	if (!l.set || l.rule->type == RULE_PATTERNS ||
	    l.rule->type == RULE_SWITCH)
		return;
	r = vec_add(out);
	TEXT_SET(r->account, s->account.label);
	TEXT_SET(r->symbol, symbol);
	r->rule = l.rule->name;
	r->text = l.text;
	r->scope = l.ceiled ? "vault" : l.tightened ? "environment" : l.scope;
	r->limit = l.value;
	r->base_limit = l.by[0] == NULL ? l.value : l.base;
	r->regime_factor = l.factor;
	if (l.by[0] != NULL)
		TEXT_SET(r->message, l.why);
}

static void
add_symbol(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct limit_rows *out)
{
	for (size_t i = 0; i < out->len; i++)
		if (strcmp(out->at[i].symbol, symbol) == 0)
			return;		/* its other side */
	for (enum rule_place rule = 0; rule < RULES; rule++)
		if (!policy_rules[rule].whole_account &&
		    !policy_rules[rule].of_all)
			add_row(rules, s, rule, symbol, out);
}

void
risk_limits(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct limit_rows *out)
{
	for (enum rule_place rule = 0; rule < RULES; rule++)
		if (policy_rules[rule].whole_account ||
		    policy_rules[rule].of_all)
			add_row(rules, s, rule, "", out);
	if (symbol[0] != '\0')
		add_symbol(rules, s, symbol, out);
	for (size_t i = 0; symbol[0] == '\0' && i < s->positions.len; i++)
		add_symbol(rules, s, s->positions.at[i].symbol, out);
}
