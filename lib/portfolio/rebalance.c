/*
 * The plan of a rebalance: what each asset is short of or has too much of, the
 * sells, what may be spent, the buys, and what comes of it all.
 */
#include "portfolio/plan.h"

#include <string.h>

void
rebalance_plan_release(struct rebalance_plan *p)
{
	vec_release(&p->orders);
	vec_release(&p->weights);
}

static enum err_code
overflow(const char *what, struct err *err)
{
	return err_set(err, E_DATA, "%s: the numbers do not fit", what);
}

/* What is further from its target than its band is out of it. */
static bool
is_out(const struct holding *h, struct dec weight)
{
	struct dec off;

	return dec_sub(weight, h->target, &off) &&
	    dec_cmp(dec_abs(off), h->band) > 0;
}

static bool
band_of(const struct rebalance_terms *t, struct holding *h)
{
	struct dec part;

	h->band = t->band;
	if (!dec_known(t->band_relative) || dec_sign(h->target) == 0)
		return true;
	if (!dec_mul(t->band_relative, h->target, VALUE_SCALE, ROUND_DOWN,
	    &part))
		return false;
	h->band = t->band_only_zero ? part : dec_min(h->band, part);
	return true;
}

/* Targets with the buffer counted, weights, bands, and values to come to. */
static enum err_code
set_goals(struct making *m, struct err *err)
{
	struct dec buffer = m->terms->cash, rest;

	m->plan->value = m->whole;
	m->plan->in_band = true;
	for (size_t i = 0; i < m->all.len; i++) {
		struct holding *h = &m->all.at[i];
		bool quote = strcmp(h->asset, m->plan->quote) == 0;

		h->after = h->held;
		if (h->alone)
			continue;
		if (!dec_sub(dec_int(1), buffer, &rest) ||
		    !dec_times(h->target, rest, &h->target) ||
		    (quote && !dec_add(h->target, buffer, &h->target)) ||
		    !dec_div(h->value, m->whole, VALUE_SCALE,
		    ROUND_HALF_EVEN, &h->weight) || !band_of(m->terms, h) ||
		    !dec_mul(h->target, m->whole, VALUE_SCALE, ROUND_DOWN,
		    &h->goal))
			return overflow(h->asset, err);
		if (is_out(h, h->weight))
			m->plan->in_band = false;
	}
	return E_OK;
}

static enum err_code
set_cash(struct making *m, struct err *err)
{
	struct dec total;

	m->cash = mem_alloc(m->n * sizeof(*m->cash));
	for (size_t i = 0; i < m->n; i++) {
		account_has(&m->accounts[i], m->plan->quote, &m->cash[i],
		    &total);
		if (!dec_round(m->cash[i], VALUE_SCALE, ROUND_DOWN,
		    &m->cash[i]))
			return overflow(m->plan->quote, err);
	}
	return E_OK;
}

/* The order as it is listed, and what it changes. */
static enum err_code
add_order(struct making *m, struct holding *h, const struct pair *p,
    int side, bool sells, const struct effect *e, struct err *err)
{
	const struct rebalance_account *a = &m->accounts[p->account];
	struct holding *quote = holding_of(m, m->plan->quote);
	struct holding *from = sells ? h : quote, *to = sells ? quote : h;
	struct dec *cash = &m->cash[p->account];
	struct rebalance_order *o = vec_add(&m->plan->orders);

	TEXT_SET(o->account, a->account->label);
	TEXT_SET(o->venue, a->account->venue);
	TEXT_SET(o->symbol, p->market->symbol);
	o->side = side;
	o->type = TYPE_MARKET;
	o->amount = e->amount;
	o->average = e->price;
	o->cost = e->cost;
	o->fee = e->fee;
	TEXT_SET(o->fee_currency, side == SIDE_BUY && a->fees_received ?
	    p->market->base : p->market->quote);
	TEXT_SET(o->asset, h->asset);
	h->action = sells ? REBALANCE_SELL : REBALANCE_BUY;
	if (!dec_sub(from->after, e->out, &from->after) ||
	    !dec_add(to->after, e->in, &to->after) ||
	    !(sells ? dec_add(*cash, e->in, cash) : dec_sub(*cash, e->out,
	    cash)))
		return overflow(h->asset, err);
	return E_OK;
}

/*
 * Moves a value of one asset over the accounts, one after the other: sells what
 * is free, or buys for what may be spent. The last reason stays with it.
 */
static enum err_code
move(struct making *m, struct holding *h, struct dec value, bool sells,
    struct dec *spend, struct err *err)
{
	struct wish w = { .value = value, .sells = sells, .all = sells &&
	    dec_is_zero(h->target) };
	struct dec total, moved;
	char why[TEXT_SIZE];
	struct effect e;
	enum err_code rc = E_OK;
	int side;

	for (size_t i = 0; i < m->n && rc == E_OK && dec_sign(w.value) > 0;
	    i++) {
		const struct pair *p = pair_of(m, i, h->asset);

		if (p == NULL || p->ticker == NULL)
			continue;
		if (sells)
			account_has(&m->accounts[i], h->asset, &w.most,
			    &total);
		else
			w.most = spend[i];
		if (m->n > 1 && dec_sign(w.most) <= 0)
			continue;
		if (!size_order(m, p, &w, &side, &e, why))
			return overflow(p->market->symbol, err);
		/* What is left of a lot is no reason. */
		if (dec_sign(e.amount) > 0 || h->action == REBALANCE_NONE)
			TEXT_SET(h->reason, why);
		if (dec_sign(e.amount) == 0)
			continue;
		if (!size_value(m, p, sells ? e.out : e.in, &moved) ||
		    !dec_sub(w.value, moved, &w.value) || (!sells &&
		    !dec_sub(spend[i], e.out, &spend[i])))
			return overflow(p->market->symbol, err);
		rc = add_order(m, h, p, side, sells, &e, err);
	}
	if (rc == E_OK && h->action == REBALANCE_NONE)
		h->action = REBALANCE_SKIP;
	return rc;
}

/* One asset that has too much, or is short of something. */
struct gap { struct holding *of; struct dec value; };
struct gaps VEC_OF(struct gap);

static int
by_value(const void *a, const void *b)
{
	const struct gap *x = a, *y = b;
	int order = dec_cmp(y->value, x->value);

	return order != 0 ? order : strcmp(x->of->asset, y->of->asset);
}

static enum err_code
find_gaps(struct making *m, bool sells, struct gaps *out, struct err *err)
{
	for (size_t i = 0; i < m->all.len; i++) {
		struct gap g = { .of = &m->all.at[i] };

		if (g.of->alone || strcmp(g.of->asset, m->plan->quote) == 0)
			continue;
		if (!dec_sub(g.of->value, g.of->goal, &g.value))
			return overflow(g.of->asset, err);
		if (!sells)
			g.value = dec_neg(g.value);
		if (dec_sign(g.value) > 0)
			vec_push(out, g);
	}
	if (out->len > 0)
		qsort(out->at, out->len, sizeof(*out->at), by_value);
	return E_OK;
}

static enum err_code
sell(struct making *m, struct err *err)
{
	struct gaps gaps = { 0 };
	enum err_code rc = find_gaps(m, true, &gaps, err);

	for (size_t i = 0; i < gaps.len && rc == E_OK; i++)
		rc = move(m, gaps.at[i].of, gaps.at[i].value, true, NULL,
		    err);
	vec_release(&gaps);
	return rc;
}

/*
 * What each account may spend: its cash less its part of what the quote itself
 * is to keep, as far as that does not lie in what is not free.
 */
static enum err_code
set_spend(struct making *m, struct dec *spend, struct dec *sum,
    struct err *err)
{
	const struct holding *quote = holding_of(m, m->plan->quote);
	struct dec all = DEC_ZERO, bound, keep, part;

	for (size_t i = 0; i < m->n; i++)
		if (!dec_add(all, m->cash[i], &all))
			return overflow(m->plan->quote, err);
	if (!dec_sub(quote->after, all, &bound) ||
	    !dec_sub(quote->goal, dec_max(bound, DEC_ZERO), &keep))
		return overflow(m->plan->quote, err);
	keep = dec_min(dec_max(keep, DEC_ZERO), all);
	*sum = DEC_ZERO;
	for (size_t i = 0; i < m->n; i++) {
		part = DEC_ZERO;
		if ((dec_sign(keep) > 0 && !dec_muldiv(keep, m->cash[i], all,
		    VALUE_SCALE, ROUND_UP, &part)) ||
		    !dec_sub(m->cash[i], part, &spend[i]))
			return overflow(m->plan->quote, err);
		spend[i] = dec_max(spend[i], DEC_ZERO);
		if (!dec_add(*sum, spend[i], sum))
			return overflow(m->plan->quote, err);
	}
	return E_OK;
}

/* What all buys would cost that a pair takes; those that none takes are
 * dropped with their reason. */
static enum err_code
count_need(struct making *m, struct gaps *gaps, struct dec *need,
    struct err *err)
{
	struct dec plenty;
	size_t kept = 0;

	*need = DEC_ZERO;
	if (!dec_times(m->whole, dec_int(1000), &plenty))
		return overflow(m->plan->quote, err);
	for (size_t i = 0; i < gaps->len; i++) {
		struct gap *g = &gaps->at[i];
		struct wish w = { .value = g->value, .most = plenty };
		struct effect e = { 0 };
		char why[TEXT_SIZE] = "";
		int side;

		for (size_t k = 0; k < m->n && dec_is_zero(e.amount); k++) {
			const struct pair *p = pair_of(m, k, g->of->asset);

			if (p != NULL && p->ticker != NULL &&
			    !size_order(m, p, &w, &side, &e, why))
				return overflow(p->market->symbol, err);
		}
		if (dec_is_zero(e.amount)) {
			g->of->action = REBALANCE_SKIP;
			TEXT_SET(g->of->reason, why);
			continue;
		}
		if (!dec_add(*need, e.out, need))
			return overflow(m->plan->quote, err);
		gaps->at[kept++] = *g;
	}
	gaps->len = kept;
	return E_OK;
}

static enum err_code
buy(struct making *m, struct err *err)
{
	struct dec *spend = mem_alloc(m->n * sizeof(*spend)), sum, need;
	struct gaps gaps = { 0 };
	enum err_code rc = find_gaps(m, false, &gaps, err);

	if (rc == E_OK)
		rc = set_spend(m, spend, &sum, err);
	if (rc == E_OK)
		rc = count_need(m, &gaps, &need, err);
	for (size_t i = 0; i < gaps.len && rc == E_OK; i++) {
		struct gap *g = &gaps.at[i];

		if (dec_cmp(need, sum) > 0 && !dec_muldiv(g->value, sum,
		    need, VALUE_SCALE, ROUND_DOWN, &g->value))
			rc = overflow(g->of->asset, err);
		else if (dec_sign(g->value) > 0)
			rc = move(m, g->of, g->value, false, spend, err);
		else
			g->of->action = REBALANCE_SKIP;
		if (rc == E_OK && g->of->action == REBALANCE_SKIP &&
		    g->of->reason[0] == '\0')
			snprintf(g->of->reason, TEXT_SIZE, "there is no %s"
			    " for it", m->plan->quote);
	}
	vec_release(&gaps);
	free(spend);
	return rc;
}

/* What all is worth afterwards, and what part of it each asset is. */
static enum err_code
look_after(struct making *m, struct err *err)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->all.len; i++) {
		struct holding *h = &m->all.at[i];
		bool same = dec_cmp(h->after, h->held) == 0;
		const struct pair *p = NULL;

		for (size_t k = 0; k < m->n && (p == NULL ||
		    p->ticker == NULL); k++)
			p = pair_of(m, k, h->asset);
		if (h->alone)
			continue;
		h->value_after = h->value;
		if (!same && (p == NULL || p->ticker == NULL ?
		    !dec_round(h->after, VALUE_SCALE, ROUND_DOWN,
		    &h->value_after) : !size_value(m, p, h->after,
		    &h->value_after)))
			return overflow(h->asset, err);
		if (!dec_add(sum, h->value_after, &sum))
			return overflow(h->asset, err);
	}
	m->plan->value_after = sum;
	for (size_t i = 0; i < m->all.len; i++) {
		struct holding *h = &m->all.at[i];

		if (!h->alone && !dec_div(h->value_after, sum, VALUE_SCALE,
		    ROUND_HALF_EVEN, &h->weight_after))
			return overflow(h->asset, err);
		if (!h->alone && h->action != REBALANCE_SKIP &&
		    !is_out(h, h->weight_after))
			h->reason[0] = '\0';
		else if (!h->alone && h->reason[0] == '\0' &&
		    is_out(h, h->weight_after))
			TEXT_SET(h->reason, strcmp(h->asset, m->plan->quote)
			    == 0 ? "it is what the others leave" :
			    "fees and lots leave it there");
	}
	return E_OK;
}

/* "BTC is 48.27 %, to be 50.00 %" */
static void
explain(const struct holding *h, char out[TEXT_SIZE])
{
	char has[DEC_TEXT_SIZE] = "", wants[DEC_TEXT_SIZE] = "";
	struct dec d;

	if (dec_mul(h->weight, dec_int(100), 2, ROUND_HALF_EVEN, &d))
		dec_text_fixed(d, 2, has);
	if (dec_mul(h->target, dec_int(100), 2, ROUND_HALF_EVEN, &d))
		dec_text_fixed(d, 2, wants);
	snprintf(out, TEXT_SIZE, "%s is %.30s %%, to be %.30s %%", h->asset,
	    has, wants);
}

/* A row for each asset, and what its orders say of it. */
static void
write_rows(struct making *m)
{
	for (size_t i = 0; i < m->all.len; i++) {
		const struct holding *h = &m->all.at[i];
		struct rebalance_weight *w = vec_add(&m->plan->weights);

		TEXT_SET(w->asset, h->asset);
		TEXT_SET(w->currency, m->plan->quote);
		TEXT_SET(w->reason, h->reason);
		w->amount = dec_trim(h->held);
		w->amount_after = dec_trim(h->after);
		w->value = h->value;
		w->weight = h->alone ? DEC_NONE : h->weight;
		w->target = h->alone ? DEC_NONE : dec_trim(h->target);
		w->band = h->alone ? DEC_NONE : dec_trim(h->band);
		w->weight_after = h->alone ? DEC_NONE : h->weight_after;
		w->action = h->action;
		w->in_band = h->alone ? BOOL_NONE : !is_out(h, h->weight);
	}
	for (size_t i = 0; i < m->plan->orders.len; i++) {
		struct rebalance_order *o = &m->plan->orders.at[i];
		const struct holding *h = holding_of(m, o->asset);

		o->weight = h->weight;
		o->target = dec_trim(h->target);
		o->weight_after = h->weight_after;
		explain(h, o->reason);
		if (m->terms->key != NULL)
			snprintf(o->key, sizeof(o->key), "%.40s:%zu",
			    m->terms->key, i + 1);
	}
}

enum err_code
rebalance_plan(const struct rebalance_account *accounts, size_t n,
    const struct targets *targets, const struct rebalance_terms *terms,
    struct rebalance_plan *out, struct err *err)
{
	struct rebalance_plan plan = { 0 };
	struct making m = { .accounts = accounts, .n = n, .targets = targets,
	    .terms = terms, .plan = &plan };
	enum err_code rc = universe_make(&m, err);

	if (rc == E_OK)
		rc = universe_quote(&m, err);
	if (rc == E_OK)
		rc = universe_value(&m, err);
	if (rc == E_OK)
		rc = set_goals(&m, err);
	if (rc == E_OK)
		rc = set_cash(&m, err);
	if (rc == E_OK && (terms->due || !plan.in_band))
		rc = sell(&m, err);
	if (rc == E_OK && (terms->due || !plan.in_band))
		rc = buy(&m, err);
	if (rc == E_OK)
		rc = look_after(&m, err);
	if (rc == E_OK)
		write_rows(&m);
	vec_release(&m.pairs);
	vec_release(&m.all);
	free(m.cash);
	if (rc == E_OK) {
		*out = plan;
		return rc;
	}
	rebalance_plan_release(&plan);
	return rc;
}
