/*
 * The rules that leverage brings, for one order and for a whole account:
 * leverage, margin, the way to liquidation, stops. What is not known is a
 * breach that says so.
 */
#include "risk/judge.h"

#include <string.h>

struct dec
leverage_of(const struct snapshot *s, const struct instrument *i)
{
	const struct position *p = snapshot_position(s, i->symbol);

	if (i->kind == KIND_SPOT)
		return dec_int(1);
	if (p != NULL && dec_sign(p->contracts) > 0)
		return p->leverage;
	return dec_sign(i->leverage) > 0 ? i->leverage : dec_int(1);
}

static bool
leverage_within(const struct instrument *i, struct dec leverage,
    const struct limit *l, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	bool pass;

	if (!limit_known(l, f))
		return false;
	pass = dec_known(leverage) && dec_cmp(leverage, l->value) <= 0;
	if (f == NULL)
		return pass;
	f->value = leverage;
	f->limit = l->value;
	if (!dec_known(leverage))
		finding_say(f, "the leverage of %s is not known", i->symbol);
	else
		finding_say(f, "the leverage of %s is %s, %s %s", i->symbol,
		    dec_text(leverage, a), pass ? "within" : "above",
		    dec_text(l->value, b));
	limit_tell(l, f);
	return pass;
}

/* A distance to liquidation against its limit; none is far enough. */
static bool
distance_within(const struct margins *m, const struct swap *k,
    const struct limit *l, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE], c[DEC_TEXT_SIZE];
	char d[DEC_TEXT_SIZE];
	struct dec price, away;
	enum liquidation at = margins_liquidation(m, k, &price);
	const char *symbol = k->i->symbol;
	struct finding nobody;
	bool pass;

	if (f == NULL)
		f = &nobody;
	f->limit = l->value;
	f->value = DEC_NONE;
	if (at == LIQUIDATION_UNKNOWN || (at == LIQUIDATION_AT &&
	    (!liquidation_away(k->side, k->mark, price, &away) ||
	    !dec_div(away, k->mark, 8, ROUND_FLOOR, &f->value)))) {
		finding_say(f, "where %s would be liquidated is not known",
		    symbol);
		return false;
	}
	if (at == LIQUIDATION_NONE) {
		finding_say(f, "no price liquidates %s", symbol);
		return true;
	}
	pass = dec_cmp_products(away, dec_int(1), l->value, k->mark) >= 0;
	finding_say(f, "%s %s liquidated at %s, %s from %s, %s %s", symbol,
	    k->changed ? "would be" : "is", dec_text(price, a),
	    percent_text(f->value, b), dec_text(k->mark, c),
	    pass ? "at least" : "below", percent_text(l->value, d));
	return pass;
}

static bool
is_there(const struct swap *k)
{
	return k->p != NULL || k->changed;
}

/* Loaded when the first rule asks. */
static const struct margins *
margins_of(struct judge *j)
{
	const struct order_request *r = j->r;
	struct margin_order o = { .i = j->instrument, .side = r->side,
	    .amount = j->effect->amount, .dearest = j->effect->reference,
	    .worst = order_worst(r->side, r->price, r->trigger_price,
	    j->price->last) };
	const struct swap *k;

	if (j->margins_there)
		return &j->margins;
	margins_load(j->s, true, j->effect->reduces ? NULL : &o, &j->margins);
	j->margins_there = true;
	k = margins_find(&j->margins, j->instrument, r->side == SIDE_BUY ?
	    POSITION_LONG : POSITION_SHORT);
	if (k != NULL)
		margins_liquidation(&j->margins, k,
		    &j->effect->liquidation_after);
	return &j->margins;
}

bool
check_position_leverage(struct judge *j, const struct limit *l,
    struct finding *f)
{
	return leverage_within(j->instrument, leverage_of(j->s,
	    j->instrument), l, f);
}

/* What cannot be told does not pass. */
static bool
unknown(struct finding *f, const struct err *why)
{
	if (f != NULL)
		finding_say(f, "%s", why->text);
	return false;
}

bool
check_margin_used(struct judge *j, const struct limit *l, struct finding *f)
{
	struct err why;

	if (margins_initial(margins_of(j), j->s, &j->effect->margin_after,
	    &why) == E_OK)
		return within_share(j->s, l, j->effect->margin_after,
		    "initial margin would be", f);
	return unknown(f, &why);
}

bool
check_margin_ratio(struct judge *j, const struct limit *l, struct finding *f)
{
	struct err why;

	if (margins_maintenance(margins_of(j), j->s,
	    &j->effect->maintenance_after, &why) == E_OK)
		return within_share(j->s, l, j->effect->maintenance_after,
		    "maintenance margin would be", f);
	return unknown(f, &why);
}

/* Every position, each by the limit of its symbol; the first that breaks it,
 * or the one of the order. */
bool
check_liquidation_distance(struct judge *j, const struct limit *l,
    struct finding *f)
{
	const struct margins *m = margins_of(j);
	const struct swap *mine = NULL;

	if (f != NULL) {
		f->limit = l->value;
		finding_say(f, "no perpetual would be held");
	}
	for (size_t n = 0; n < m->swaps.len; n++) {
		const struct swap *k = &m->swaps.at[n];
		struct limit of = policy_limit(j->rules->policy,
		    RULE_MIN_LIQUIDATION_DISTANCE, j->s->account.label,
		    k->i->symbol);

		if (!is_there(k) || !of.set)
			continue;
		if (!distance_within(m, k, &of, f))
			return false;
		if (k->i == j->instrument)
			mine = k;
	}
	return mine == NULL || distance_within(m, mine, l, f);
}

/* A stop that the liquidation comes before is none. */
static bool
stop_reached(struct judge *j, struct finding *f)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	bool buy = j->r->side == SIDE_BUY;
	const struct swap *k;
	struct dec stop, price;

	if (j->instrument->kind == KIND_SPOT)
		return true;
	k = margins_find(margins_of(j), j->instrument, buy ? POSITION_LONG :
	    POSITION_SHORT);
	if (k == NULL || !entry_stop(&j->entry, order_worst(j->r->side,
	    j->r->price, j->r->trigger_price, j->price->last), &stop) ||
	    margins_liquidation(&j->margins, k, &price) != LIQUIDATION_AT ||
	    (buy ? dec_cmp(stop, price) > 0 : dec_cmp(stop, price) < 0))
		return true;
	if (f == NULL)
		return false;
	f->value = stop;
	f->limit = price;
	finding_say(f, "the stop at %s lies beyond the liquidation at %s",
	    dec_text(stop, a), dec_text(price, b));
	return false;
}

bool
check_require_stop(struct judge *j, const struct limit *l, struct finding *f)
{
	bool pass = entry_has_stop(&j->entry);

	(void)l;
	if (f != NULL)
		finding_say(f, pass ? "the order brings a stop" :
		    "the order brings no stop: --stop-loss");
	return pass && stop_reached(j, f);
}

bool
check_total_risk(struct judge *j, const struct limit *l, struct finding *f)
{
	struct err why;

	if (total_risk(j->s, &j->rules->terms, j->rules->fee_rate, &j->entry,
	    &j->effect->total_risk_after, &why) == E_OK)
		return within_share(j->s, l, j->effect->total_risk_after,
		    "if every stop were hit the account would lose", f);
	return unknown(f, &why);
}

struct scan {
	const struct risk_rules *rules;
	const struct snapshot *s;
	struct findings *out;
	struct margins margins;
};

static struct limit
limit_for(const struct scan *c, enum rule_place rule, const char *symbol)
{
	return risk_limit(c->rules, rule, c->s->account.label, symbol);
}

static struct finding *
try(struct scan *c, const char *symbol, const struct limit *l)
{
	return finding_add(c->out, c->s, symbol, l->rule->name,
	    SEVERITY_BREACH);
}

static void
keep(struct scan *c, bool within)
{
	if (within)
		c->out->len--;
}

static void
check_swaps(struct scan *c)
{
	for (size_t n = 0; n < c->margins.swaps.len; n++) {
		const struct swap *k = &c->margins.swaps.at[n];
		struct limit l = limit_for(c, RULE_MAX_POSITION_LEVERAGE,
		    k->i->symbol);

		if (!is_there(k))
			continue;
		if (l.set)
			keep(c, leverage_within(k->i, k->leverage, &l,
			    try(c, k->i->symbol, &l)));
		l = limit_for(c, RULE_MIN_LIQUIDATION_DISTANCE, k->i->symbol);
		if (l.set)
			keep(c, distance_within(&c->margins, k, &l,
			    try(c, k->i->symbol, &l)));
	}
}

/* A sum of the whole account as a share of equity; why: it is not known. */
static void
check_sum(struct scan *c, enum rule_place rule, enum err_code rc,
    struct dec sum, const char *what, const struct err *why)
{
	struct limit l = limit_for(c, rule, "");

	if (!l.set || !dec_known(c->s->equity))
		return;
	if (rc == E_OK)
		keep(c, within_share(c->s, &l, sum, what, try(c, "", &l)));
	else
		finding_say(try(c, "", &l), "%s", why->text);
}

static void
check_sums(struct scan *c)
{
	struct dec sum = DEC_NONE;
	struct err why;
	enum err_code rc = margins_initial(&c->margins, c->s, &sum, &why);

	check_sum(c, RULE_MAX_MARGIN_USED, rc, sum, "with working orders"
	    " initial margin is", &why);
	rc = margins_maintenance(&c->margins, c->s, &sum, &why);
	check_sum(c, RULE_MAX_MARGIN_RATIO, rc, sum, "with working orders"
	    " maintenance margin is", &why);
	rc = total_risk(c->s, &c->rules->terms, c->rules->fee_rate, NULL,
	    &sum, &why);
	check_sum(c, RULE_MAX_TOTAL_RISK, rc, sum, "if every stop is hit the"
	    " account loses", &why);
}

/* Live stops against the whole of each position. */
static void
check_stops(struct scan *c)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	for (size_t n = 0; n < c->s->positions.len; n++) {
		const struct position *p = &c->s->positions.at[n];
		struct limit l = limit_for(c, RULE_REQUIRE_STOP, p->symbol);
		struct protection held;
		struct finding *f;

		if (!l.set || !position_counts(c->s, p))
			continue;
		f = try(c, p->symbol, &l);
		if (!protection_of(c->s, p, &c->rules->terms, &held)) {
			finding_say(f, "what stops cover of %s is not known",
			    p->symbol);
			continue;
		}
		if (!dec_div(held.covered, p->contracts, 8, ROUND_FLOOR,
		    &f->value))
			f->value = DEC_NONE;
		f->limit = dec_int(1);
		finding_say(f, "live stops cover %s of %s",
		    dec_text(held.covered, a), dec_text(p->contracts, b));
		keep(c, dec_cmp(held.covered, p->contracts) >= 0);
	}
}

void
check_margins(const struct risk_rules *rules, const struct snapshot *s,
    struct findings *out)
{
	struct scan c = { .rules = rules, .s = s, .out = out };

	margins_load(s, true, NULL, &c.margins);
	check_swaps(&c);
	check_sums(&c);
	check_stops(&c);
	margins_release(&c.margins);
}

void
check_leverage_set(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct dec leverage, struct findings *out)
{
	const struct instrument *i = snapshot_instrument(s, symbol);
	struct scan c = { .rules = rules, .s = s, .out = out };
	struct limit l = limit_for(&c, RULE_MAX_POSITION_LEVERAGE, symbol);

	if (l.set && i != NULL && dec_known(leverage))
		keep(&c, leverage_within(i, leverage, &l,
		    try(&c, symbol, &l)));
}

void
check_margin_moved(const struct risk_rules *rules, const struct snapshot *s,
    const char *symbol, struct dec margin, struct findings *out)
{
	struct scan c = { .rules = rules, .s = s, .out = out };
	struct limit l = limit_for(&c, RULE_MIN_LIQUIDATION_DISTANCE, symbol);

	if (!l.set || !dec_known(margin))
		return;
	margins_load(s, true, NULL, &c.margins);
	for (size_t n = 0; n < c.margins.swaps.len; n++) {
		struct swap *k = &c.margins.swaps.at[n];

		if (strcmp(k->i->symbol, symbol) != 0 || !k->isolated)
			continue;
		if (!dec_add(k->margin, margin, &k->margin))
			k->margin = DEC_NONE;
		k->changed = true;
		keep(&c, distance_within(&c.margins, k, &l,
		    try(&c, symbol, &l)));
	}
	margins_release(&c.margins);
}
