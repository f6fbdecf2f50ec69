/*
 * The verdict on one order, and the only place where an approved order is
 * made. Everything that is missing or stale refuses with its own reason.
 */
#include "risk/breaker.h"
#include "risk/judge.h"

#include <stdlib.h>
#include <string.h>

struct approved_order {
	struct order_request request;
	struct approved_order *second;	/* of a pair */
	struct approved_order **spare;	/* where it goes back to, or NULL */
};

const struct order_request *
approved_request(const struct approved_order *a)
{
	return &a->request;
}

const struct order_request *
approved_second(const struct approved_order *a)
{
	return a->second != NULL ? &a->second->request : NULL;
}

void
approved_join(struct approved_order *a, struct approved_order *b)
{
	a->second = b;
}

static struct approved_order *
approved_new(const struct risk_rules *rules, const struct order_request *r)
{
	struct approved_order **spare = rules->spare, *a;

	if (spare != NULL && *spare != NULL) {
		a = *spare;
		*spare = NULL;
	} else {
		a = mem_grow(NULL, 1, sizeof(*a));
	}
	a->request = *r;
	a->second = NULL;
	a->spare = spare;
	return a;
}

void
approved_free(struct approved_order *a)
{
	if (a == NULL)
		return;
	if (a->second != NULL)
		approved_free(a->second);
	if (a->spare != NULL && *a->spare == NULL)
		*a->spare = a;
	else
		free(a);
}

void
approved_release(struct approved_order **spare)
{
	free(*spare);
	*spare = NULL;
}

void
verdict_release(struct verdict *v)
{
	vec_release(&v->findings);
	*v = (struct verdict){0};
}

void
verdict_refuse(struct verdict *v, const struct account *a,
    const char *symbol, int64_t now, const char *rule, const char *message)
{
	struct finding *f = vec_add(&v->findings);

	v->allowed = false;
	effect_unknown(&v->effect);
	f->severity = SEVERITY_BREACH;
	f->value = f->limit = DEC_NONE;
	f->snapshot_time = now;
	TEXT_SET(f->rule, rule);
	TEXT_SET(f->account, a->label);
	TEXT_SET(f->venue, a->venue);
	TEXT_SET(f->symbol, symbol);
	TEXT_SET(f->message, message);
}

bool
too_old(int64_t time, int64_t now, int64_t max_age)
{
	int64_t d = now - time;

	return time == 0 || d > max_age || d < -max_age;
}

struct dec
age_of(int64_t time, int64_t now)
{
	return time == 0 ? DEC_NONE : dec_trim(dec_make(now - time, 6));
}

static struct finding *
refuse(struct judge *j, const char *rule)
{
	return finding_add(j->findings, j->s, j->r->symbol, rule,
	    SEVERITY_BREACH);
}

/* What must be known about the symbol. */
static bool
check_market(struct judge *j)
{
	j->instrument = snapshot_instrument(j->s, j->r->symbol);
	if (j->instrument == NULL) {
		finding_say(refuse(j, "unknown_instrument"),
		    "%s is not traded at %s", j->r->symbol,
		    j->s->account.venue);
		return false;
	}
	j->price = snapshot_price(j->s, j->r->symbol);
	if (j->price == NULL || dec_sign(j->price->last) <= 0) {
		finding_say(refuse(j, "no_price"), "no price is known for %s",
		    j->r->symbol);
		return false;
	}
	return true;
}

/* What an entry needs beyond that. */
static bool
check_entry(struct judge *j)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	struct finding *f;
	bool good = true;

	if (too_old(j->price->time, j->rules->now, j->rules->max_age)) {
		f = refuse(j, "stale_price");
		f->value = age_of(j->price->time, j->rules->now);
		f->limit = dec_trim(dec_make(j->rules->max_age, 6));
		if (j->price->time == 0)
			finding_say(f, "the price of %s has no time",
			    j->r->symbol);
		else
			finding_say(f, "the price of %s is %s s old, at most"
			    " %s s are allowed", j->r->symbol,
			    dec_text(f->value, a), dec_text(f->limit, b));
		good = false;
	}
	if (!dec_known(j->s->equity)) {
		finding_say(refuse(j, "unpriced_equity"), "the equity of %s"
		    " is not known in %s", j->s->account.label,
		    j->s->currency);
		good = false;
	}
	return good;
}

/*
 * A stop that would trigger where the order is filled closes what it opened at
 * once: a slip of the finger, whatever it would cost.
 */
static void
check_stop_side(struct judge *j)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	bool buy = j->r->side == SIDE_BUY;
	struct dec at = entry_expected(&j->entry), stop = j->r->stop_loss.value;
	struct finding *f;

	if (j->r->stop_loss.kind != LEVEL_PRICE || (buy ?
	    dec_cmp(stop, at) < 0 : dec_cmp(stop, at) > 0))
		return;
	f = refuse(j, "stop_side");
	f->value = stop;
	f->limit = at;
	finding_say(f, "the stop of a %s lies %s its entry, and %s is not %s"
	    " %s: it would trigger at once", buy ? "buy" : "sale",
	    buy ? "below" : "above", dec_text(stop, a), buy ? "below" :
	    "above", dec_text(at, b));
}

/* Infos behind breaches, each in the order in which they were found. */
void
findings_order(struct findings *all)
{
	for (size_t i = 1; i < all->len; i++) {
		struct finding f = all->at[i];
		size_t k = i;

		for (; k > 0 && all->at[k - 1].severity < f.severity; k--)
			all->at[k] = all->at[k - 1];
		all->at[k] = f;
	}
}

static void
judge(struct judge *j)
{
	struct err why;

	/* What must be known about the account before anything is judged. */
	if (!check_age(j->rules, j->s, j->r->symbol, j->findings) ||
	    !check_market(j))
		return;
	if (effect_load(j, &why) != E_OK && !j->effect->reduces &&
	    !j->shrinks) {
		finding_say(refuse(j, "not_valued"), "%s", why.text);
		return;
	}
	j->effect->reduces |= j->shrinks;
	if (!j->effect->reduces) {
		check_halts(j->rules, j->s, j->r->symbol, j->findings);
		check_breakers(j->rules, j->s, j->r->symbol, j->findings);
		if (!check_entry(j))
			return;
		check_stop_side(j);
	}
	policy_check(j);
}

void
judge_all(struct judge *j, struct verdict *verdict,
    struct approved_order **out)
{
	verdict->allowed = false;
	vec_clear(&verdict->findings);
	j->effect = &verdict->effect;
	effect_unknown(j->effect);
	judge(j);
	if (j->margins_there)
		margins_release(&j->margins);
	findings_order(&verdict->findings);
	verdict->allowed = verdict->findings.len == 0 ||
	    verdict->findings.at[0].severity < SEVERITY_BREACH;
	if (verdict->allowed)
		*out = approved_new(j->rules, j->r);
}

enum err_code
risk_approve(const struct risk_rules *rules, const struct snapshot *s,
    const struct order_request *r, struct verdict *verdict,
    struct approved_order **out, struct err *err)
{
	struct judge j = { .rules = rules, .s = s, .r = r,
	    .findings = &verdict->findings };
	enum err_code rc = order_request_check(r, err);

	*out = NULL;
	if (rc == E_OK)
		judge_all(&j, verdict, out);
	return rc;
}
