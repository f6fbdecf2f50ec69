/*
 * What is rebalanced: the targets and what the accounts hold, the quote that
 * they trade against, and what they are worth in it.
 */
#include "portfolio/plan.h"

#include "base/stamp.h"

#include <string.h>

struct holding *
holding_of(struct making *m, const char *asset)
{
	for (size_t i = 0; i < m->all.len; i++)
		if (strcmp(m->all.at[i].asset, asset) == 0)
			return &m->all.at[i];
	return NULL;
}

void
account_has(const struct rebalance_account *a, const char *asset,
    struct dec *free, struct dec *total)
{
	*free = *total = DEC_ZERO;
	for (size_t i = 0; i < a->balances->len; i++) {
		const struct balance *b = &a->balances->at[i];

		if (strcmp(b->asset, asset) != 0 ||
		    strcmp(b->wallet, "futures") == 0)
			continue;
		if (dec_sign(b->free) > 0)
			*free = b->free;
		if (dec_known(b->total))
			*total = b->total;
	}
}

const struct pair *
pair_of(const struct making *m, size_t account, const char *asset)
{
	const char *quote = m->plan->quote;
	const struct pair *found = NULL;

	for (size_t i = 0; i < m->pairs.len; i++) {
		const struct pair *p = &m->pairs.at[i];
		bool quoted = strcmp(p->market->base, asset) == 0 &&
		    strcmp(p->market->quote, quote) == 0;

		if (p->account == account && (quoted ||
		    (strcmp(p->market->base, quote) == 0 &&
		    strcmp(p->market->quote, asset) == 0)) &&
		    (found == NULL || quoted))
			found = p;
	}
	return found;
}

static bool
is_kept(const struct rebalance_terms *t, const char *asset)
{
	for (size_t i = 0; i < t->keep_len; i++)
		if (strcmp(t->keep[i], asset) == 0)
			return true;
	return false;
}

static void
leave(struct holding *h, const char *why)
{
	h->alone = true;
	h->action = REBALANCE_KEEP;
	TEXT_SET(h->reason, why);
}

static int
by_asset(const void *a, const void *b)
{
	const struct holding *x = a, *y = b;

	return strcmp(x->asset, y->asset);
}

/* All that the accounts hold; a total that does not fit is an error. */
static enum err_code
add_held(struct making *m, const struct balances *all, struct err *err)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct balance *b = &all->at[i];
		struct holding *h = holding_of(m, b->asset);

		if (strcmp(b->wallet, "futures") == 0 ||
		    dec_sign(b->total) <= 0)
			continue;
		if (h == NULL) {
			h = vec_add(&m->all);
			TEXT_SET(h->asset, b->asset);
		}
		if (!dec_add(h->held, b->total, &h->held))
			return err_set(err, E_DATA, "%s: the sum does not "
			    "fit", b->asset);
	}
	return E_OK;
}

/* Pairs that are traded, of assets that count. */
static void
add_pairs(struct making *m, size_t account)
{
	const struct rebalance_account *a = &m->accounts[account];

	for (size_t i = 0; i < a->instruments->len; i++) {
		const struct instrument *one = &a->instruments->at[i];
		struct pair p = { .account = account, .market = one };

		if (one->kind != KIND_SPOT ||
		    strcmp(one->status, "trading") != 0 ||
		    (holding_of(m, one->base) == NULL &&
		    holding_of(m, one->quote) == NULL))
			continue;
		for (size_t k = 0; k < a->tickers->len; k++)
			if (strcmp(a->tickers->at[k].symbol, one->symbol) ==
			    0 && dec_sign(a->tickers->at[k].last) > 0)
				p.ticker = &a->tickers->at[k];
		vec_push(&m->pairs, p);
	}
}

enum err_code
universe_make(struct making *m, struct err *err)
{
	size_t listed = m->targets->len;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < listed; i++) {
		const struct target *t = &m->targets->at[i];
		struct holding *h = vec_add(&m->all);

		TEXT_SET(h->asset, t->asset);
		h->target = t->weight;
		h->listed = true;
		if (is_kept(m->terms, t->asset))
			return err_set(err, E_USAGE, "%s: it has a target,"
			    " and is to be kept as it is", t->asset);
	}
	for (size_t i = 0; i < m->n && rc == E_OK; i++)
		rc = add_held(m, m->accounts[i].balances, err);
	if (m->all.len > listed)
		qsort(m->all.at + listed, m->all.len - listed,
		    sizeof(*m->all.at), by_asset);
	for (size_t i = listed; i < m->all.len; i++)
		if (is_kept(m->terms, m->all.at[i].asset))
			leave(&m->all.at[i], "it is to be kept");
	for (size_t i = 0; i < m->n && rc == E_OK; i++)
		add_pairs(m, i);
	return rc;
}

static const struct pair *
any_pair(const struct making *m, const char *asset)
{
	const struct pair *one, *found = NULL;

	for (size_t i = 0; i < m->n; i++) {
		one = pair_of(m, i, asset);
		if (one != NULL && (found == NULL || found->ticker == NULL))
			found = one;
	}
	return found;
}

/* How well an asset serves as quote: smaller is better, one after the other. */
struct rank { int missing, unpriced, trades, bases, stranded; };

static struct rank
rank_of(struct making *m, const char *quote)
{
	struct rank r = { 0 };

	TEXT_SET(m->plan->quote, quote);
	for (size_t i = 0; i < m->all.len; i++) {
		const struct holding *h = &m->all.at[i];
		const struct pair *p = any_pair(m, h->asset);
		bool wanted = h->listed && (dec_sign(h->target) > 0 ||
		    dec_sign(h->held) > 0);

		if (h->alone || strcmp(h->asset, quote) == 0)
			continue;
		r.missing += p == NULL && wanted;
		r.unpriced += p != NULL && p->ticker == NULL && wanted;
		r.trades += wanted || !h->listed;
		r.stranded += p == NULL && !h->listed;
		r.bases += p != NULL && strcmp(p->market->base, quote) == 0;
	}
	return r;
}

static bool
ranks_before(struct rank a, struct rank b, const char *x, const char *y)
{
	int order = a.missing - b.missing;

	order = order != 0 ? order : a.unpriced - b.unpriced;
	order = order != 0 ? order : a.trades - b.trades;
	order = order != 0 ? order : a.bases - b.bases;
	order = order != 0 ? order : a.stranded - b.stranded;
	return order != 0 ? order < 0 : strcmp(x, y) < 0;
}

/* The target with the fewest pairs: the quote is it or one of its others. */
static const char *
rarest(const struct making *m)
{
	const char *found = m->targets->at[0].asset;
	size_t fewest = SIZE_MAX;

	for (size_t i = 0; i < m->targets->len; i++) {
		const struct target *t = &m->targets->at[i];
		size_t n = 0;

		for (size_t k = 0; k < m->pairs.len; k++)
			n += strcmp(m->pairs.at[k].market->base, t->asset) ==
			    0 || strcmp(m->pairs.at[k].market->quote,
			    t->asset) == 0;
		if (dec_sign(t->weight) > 0 && n > 0 && n < fewest) {
			found = t->asset;
			fewest = n;
		}
	}
	return found;
}

static void
choose_quote(struct making *m, char best[ASSET_SIZE])
{
	const char *of = rarest(m);
	struct rank rank, r;

	(void)text_set(best, ASSET_SIZE, of);
	rank = rank_of(m, best);
	for (size_t i = 0; i < m->pairs.len; i++) {
		const struct instrument *one = m->pairs.at[i].market;
		const char *asset = strcmp(one->base, of) == 0 ? one->quote :
		    strcmp(one->quote, of) == 0 ? one->base : NULL;

		if (asset == NULL || is_kept(m->terms, asset))
			continue;
		r = rank_of(m, asset);
		if (ranks_before(r, rank, asset, best)) {
			(void)text_set(best, ASSET_SIZE, asset);
			rank = r;
		}
	}
}

enum err_code
universe_quote(struct making *m, struct err *err)
{
	const struct rebalance_terms *t = m->terms;
	char best[ASSET_SIZE];

	if (t->quote != NULL && is_kept(t, t->quote))
		return err_set(err, E_USAGE, "%s: it is the quote, and is to"
		    " be kept as it is", t->quote);
	if (t->quote != NULL)
		TEXT_SET(best, t->quote);
	else
		choose_quote(m, best);
	TEXT_SET(m->plan->quote, best);
	if (holding_of(m, best) == NULL) {
		struct holding *h = vec_add(&m->all);

		TEXT_SET(h->asset, best);
	}
	return E_OK;
}

static enum err_code
check_price(const struct making *m, const struct pair *p, struct err *err)
{
	int64_t now = m->accounts[p->account].now, age;
	char text[STAMP_TEXT_SIZE], most[STAMP_TEXT_SIZE];

	if (p->ticker == NULL)
		return err_set(err, E_REFUSED, "%s has no price",
		    p->market->symbol);
	age = now - p->ticker->time;
	if (p->ticker->time != 0 && (age > m->terms->max_age ||
	    age < -m->terms->max_age))
		return err_set(err, E_REFUSED, "%s: its price is of %s, more"
		    " than %s from now", p->market->symbol,
		    stamp_text(p->ticker->time, text),
		    duration_text(m->terms->max_age, most));
	return E_OK;
}

/* A listed asset must have a market and a price; others are left alone. */
static enum err_code
value_one(struct making *m, struct holding *h, struct err *err)
{
	const struct pair *p = any_pair(m, h->asset);
	struct err why = { .code = E_OK };
	bool needed = h->listed && (dec_sign(h->target) > 0 ||
	    dec_sign(h->held) > 0);

	h->value = DEC_ZERO;
	if (strcmp(h->asset, m->plan->quote) == 0) {
		if (!dec_round(h->held, VALUE_SCALE, ROUND_DOWN, &h->value))
			return err_set(err, E_DATA, "%s: the value does not "
			    "fit", h->asset);
		return E_OK;
	}
	if (p == NULL)
		err_set(&why, E_REFUSED, "%s has no market in %s", h->asset,
		    m->plan->quote);
	else if (check_price(m, p, &why) == E_OK && !size_value(m, p,
	    h->held, &h->value))
		return err_set(err, E_DATA, "%s: the value does not fit",
		    h->asset);
	if (why.code == E_OK)
		return E_OK;
	if (needed)
		return err_set(err, why.code, "%s", why.text);
	if (!h->alone)
		leave(h, "");
	snprintf(h->reason, sizeof(h->reason), "%.*s",
	    (int)sizeof(h->reason) - 1, why.text);
	h->value = DEC_NONE;
	return E_OK;
}

enum err_code
universe_value(struct making *m, struct err *err)
{
	enum err_code rc = E_OK;

	m->whole = DEC_ZERO;
	for (size_t i = 0; i < m->all.len && rc == E_OK; i++) {
		struct holding *h = &m->all.at[i];

		if (h->alone) {
			h->value = DEC_NONE;
			continue;
		}
		rc = value_one(m, h, err);
		if (rc == E_OK && !h->alone && !dec_add(m->whole, h->value,
		    &m->whole))
			rc = err_set(err, E_DATA, "the value of all does not"
			    " fit");
	}
	if (rc == E_OK && dec_sign(m->whole) <= 0)
		rc = err_set(err, E_REFUSED, "account %s%s: nothing of value"
		    " is held", m->accounts[0].account->label, m->n > 1 ?
		    " and the others" : "");
	return rc;
}
