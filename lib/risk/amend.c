/*
 * Verdicts on what is not one new order: an amendment, which takes the place
 * of an order that is there, two orders of which one will be done, and a
 * change of leverage.
 */
#include "risk/judge.h"

#include <string.h>

/* Everything but this order: its own exposure is released. */
static struct snapshot
without(const struct snapshot *s, const struct order *o)
{
	struct snapshot rest = *s;

	rest.orders = (struct orders){ 0 };
	for (size_t i = 0; i < s->orders.len; i++)
		if (strcmp(s->orders.at[i].id, o->id) != 0)
			vec_push(&rest.orders, s->orders.at[i]);
	return rest;
}

static bool
same(struct dec a, struct dec b)
{
	return dec_known(a) == dec_known(b) &&
	    (!dec_known(a) || dec_cmp(a, b) == 0);
}

/*
 * Is it no larger, and no likelier to fill? Then it may pass where no entry
 * may. A trigger that moves may come to be met sooner.
 */
static bool
shrinks(const struct order *o, const struct order_terms *after,
    struct dec left)
{
	int away;

	if (!dec_known(o->remaining) || dec_cmp(left, o->remaining) > 0 ||
	    !same(o->trigger_price, after->trigger_price) ||
	    dec_known(o->price) != dec_known(after->price))
		return false;
	if (!dec_known(o->price))
		return true;
	away = dec_cmp(after->price, o->price);
	return o->side == SIDE_BUY ? away <= 0 : away >= 0;
}

static enum err_code
left_over(const struct order *o, const struct order_terms *after,
    struct dec *out, struct err *err)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	if (!dec_known(after->amount))
		return err_set(err, E_USAGE, "order %s: its amount is not "
		    "known yet", o->id);
	if (!dec_sub(after->amount, o->filled, out))
		return err_set(err, E_DATA, "order %s: its amount does not "
		    "fit", o->id);
	if (dec_sign(*out) <= 0)
		return err_set(err, E_USAGE, "--qty %s: %s of order %s is "
		    "filled already", dec_text(after->amount, a),
		    dec_text(o->filled, b), o->id);
	return E_OK;
}

enum err_code
risk_approve_amend(const struct risk_rules *rules, const struct snapshot *s,
    const struct order *o, const struct order_terms *c,
    struct verdict *verdict, struct approved_order **out, struct err *err)
{
	struct order_terms after = order_terms_after(o, c);
	struct order_request r = order_to_request(o);
	struct snapshot rest;
	struct judge j = { .rules = rules, .r = &r,
	    .findings = &verdict->findings };
	enum err_code rc = left_over(o, &after, &r.amount, err);

	*out = NULL;
	r.quote = DEC_NONE;
	r.price = after.price;
	r.trigger_price = after.trigger_price;
	if (rc == E_OK && dec_known(r.visible) &&
	    dec_cmp(r.visible, r.amount) > 0)
		r.visible = r.amount;
	if (rc == E_OK)
		rc = order_request_check(&r, err);
	if (rc != E_OK)
		return rc;
	rest = without(s, o);
	j.s = &rest;
	j.shrinks = shrinks(o, &after, r.amount);
	judge_all(&j, verdict, out);
	vec_release(&rest.orders);
	return E_OK;
}

/* Findings of the other order that the first one does not have. */
static void
merge(struct findings *to, const struct findings *from)
{
	for (size_t i = 0; i < from->len; i++) {
		bool there = false;

		for (size_t k = 0; k < to->len && !there; k++)
			there = strcmp(to->at[k].rule, from->at[i].rule) ==
			    0 && strcmp(to->at[k].message,
			    from->at[i].message) == 0;
		if (!there)
			vec_push(to, from->at[i]);
	}
}

enum err_code
risk_approve_pair(const struct risk_rules *rules, const struct snapshot *s,
    const struct order_request r[2], struct verdict *verdict,
    struct approved_order **out, struct err *err)
{
	struct verdict second = { .allowed = false };
	struct approved_order *one = NULL, *two = NULL;
	enum err_code rc = order_pair_check(r, err);

	*out = NULL;
	if (rc == E_OK)
		rc = risk_approve(rules, s, &r[0], verdict, &one, err);
	if (rc == E_OK)
		rc = risk_approve(rules, s, &r[1], &second, &two, err);
	if (rc == E_OK) {
		merge(&verdict->findings, &second.findings);
		findings_order(&verdict->findings);
		verdict->allowed = verdict->allowed && second.allowed;
		if (dec_known(second.effect.notional) &&
		    dec_known(verdict->effect.notional) &&
		    dec_cmp(second.effect.notional,
		    verdict->effect.notional) > 0)
			verdict->effect = second.effect;
	}
	if (rc == E_OK && verdict->allowed) {
		approved_join(one, two);
		*out = one;
		one = two = NULL;
	}
	approved_free(one);
	approved_free(two);
	verdict_release(&second);
	return rc;
}

void
risk_approve_leverage(const struct risk_rules *rules,
    const struct snapshot *s, const char *symbol, struct dec leverage,
    struct dec margin, bool riskier, struct verdict *verdict)
{
	vec_clear(&verdict->findings);
	effect_unknown(&verdict->effect);
	if (riskier) {
		check_halts(rules, s, symbol, &verdict->findings);
		check_breakers(rules, s, symbol, &verdict->findings);
		check_leverage_set(rules, s, symbol, leverage,
		    &verdict->findings);
		check_margin_moved(rules, s, symbol, margin,
		    &verdict->findings);
	}
	verdict->allowed = verdict->findings.len == 0;
}
