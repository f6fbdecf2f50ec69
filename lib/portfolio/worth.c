/* Holdings of many accounts, and the prices that value them. */
#include "portfolio/worth.h"

#include "risk/value.h"
#include "store/candles.h"

#include <string.h>

void
worth_release(struct worth *w)
{
	vec_release(&w->held);
	vec_release(&w->accounts);
	vec_release(&w->prices);
}

static void
add_price(struct prices *all, const struct price *p)
{
	for (size_t i = 0; i < all->len; i++) {
		if (strcmp(all->at[i].symbol, p->symbol) != 0)
			continue;
		if (p->time > all->at[i].time)
			all->at[i] = *p;
		return;
	}
	vec_push(all, *p);
}

static struct worth_holding *
add_holding(struct worth *w, const struct snapshot *s, const char *name,
    const char *asset, struct dec amount)
{
	struct worth_holding *h = vec_add(&w->held);

	TEXT_SET(h->account, s->account.label);
	TEXT_SET(h->venue, s->account.venue);
	TEXT_SET(h->name, name);
	TEXT_SET(h->asset, asset);
	h->amount = amount;
	h->contracts = h->mark = DEC_NONE;
	h->time = s->time;
	return h;
}

static void
add_position(struct worth *w, const struct snapshot *s,
    const struct position *p)
{
	const struct instrument *m = snapshot_instrument(s, p->symbol);
	struct worth_holding *h;

	if (m == NULL || m->kind == KIND_SPOT)
		return;
	h = add_holding(w, s, p->symbol, m->settle, p->unrealized_pnl);
	h->profit = true;
	h->contracts = p->side == POSITION_SHORT && dec_known(p->contracts) ?
	    dec_neg(p->contracts) : p->contracts;
	h->mark = p->mark_price;
}

void
worth_add(struct worth *w, const struct snapshot *s)
{
	struct worth_account *a = vec_add(&w->accounts);

	TEXT_SET(a->label, s->account.label);
	a->time = s->time;
	for (size_t i = 0; i < s->prices.len; i++)
		add_price(&w->prices, &s->prices.at[i]);
	for (size_t i = 0; i < s->balances.len; i++)
		if (!dec_is_zero(s->balances.at[i].total))
			add_holding(w, s, s->balances.at[i].asset,
			    s->balances.at[i].asset, s->balances.at[i].total);
	for (size_t i = 0; i < s->positions.len; i++)
		add_position(w, s, &s->positions.at[i]);
}

/* The last close of a series that was over by a time. */
static enum err_code
last_close(struct store *s, const struct series *which, int64_t by,
    struct price *out, struct err *err)
{
	struct candles bar = {0};
	int64_t first, last, rows;
	enum err_code rc = candles_range(s, which->venue, which->symbol,
	    which->timeframe, PRICE_LAST, 0, by - which->timeframe + 1,
	    &first, &last, &rows, err);

	if (rc == E_OK && rows > 0)
		rc = candles_load(s, which->venue, which->symbol,
		    which->timeframe, PRICE_LAST, last, last + 1, &bar, err);
	if (rc == E_OK && rows > 0 && bar.len == 1) {
		TEXT_SET(out->symbol, which->symbol);
		out->last = out->mark = candles_price(&bar, bar.close[0]);
		out->time = last + which->timeframe;
	}
	candles_release(&bar);
	return rc;
}

enum err_code
worth_stored_prices(struct worth *w, struct store *s, struct err *err)
{
	struct serieses all = {0};
	size_t known = w->prices.len;
	int64_t by = 0;
	enum err_code rc = series_list(s, NULL, NULL, 0, PRICE_LAST, &all,
	    err);

	for (size_t i = 0; i < w->accounts.len; i++)
		if (w->accounts.at[i].time > by)
			by = w->accounts.at[i].time;
	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		struct price p = {0};
		bool have = all.at[i].from + all.at[i].timeframe > by;

		for (size_t k = 0; k < known && !have; k++)
			have = strcmp(w->prices.at[k].symbol,
			    all.at[i].symbol) == 0;
		if (!have)
			rc = last_close(s, &all.at[i], by, &p, err);
		if (rc == E_OK && p.time != 0)
			add_price(&w->prices, &p);
	}
	vec_release(&all);
	return rc;
}

/* In place of what there is of the symbol. */
static void
set_price(struct prices *all, const struct price *p)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, p->symbol) == 0) {
			all->at[i] = *p;
			return;
		}
	vec_push(all, *p);
}

enum err_code
worth_prices_at(const struct worth *w, struct store *s, int64_t time,
    int64_t now, struct prices *out, struct err *err)
{
	struct serieses all = {0};
	struct prices closes = {0};
	enum err_code rc = series_list(s, NULL, NULL, 0, PRICE_LAST, &all,
	    err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		struct price p = {0};

		if (all.at[i].from + all.at[i].timeframe <= time)
			rc = last_close(s, &all.at[i], time, &p, err);
		if (rc == E_OK && p.time != 0 && time - p.time <= now - time)
			add_price(&closes, &p);
	}
	vec_clear(out);
	for (size_t i = 0; i < w->prices.len && rc == E_OK; i++)
		vec_push(out, w->prices.at[i]);
	for (size_t i = 0; i < closes.len && rc == E_OK; i++)
		set_price(out, &closes.at[i]);
	vec_release(&closes);
	vec_release(&all);
	return rc;
}

enum err_code
worth_value(const struct worth *w, const struct worth_holding *h,
    const char *currency, bool *path, struct dec *out, struct err *err)
{
	*path = false;
	*out = DEC_NONE;
	return dec_known(h->amount) ? value_in(&w->prices, h->asset,
	    h->amount, currency, path, out, err) : E_OK;
}

enum err_code
worth_priced(const struct worth *w, const char *currency, bool *all,
    struct err *err)
{
	enum err_code rc = E_OK;
	struct dec value;

	*all = true;
	for (size_t i = 0; i < w->held.len && rc == E_OK && *all; i++)
		rc = worth_value(w, &w->held.at[i], currency, all, &value,
		    err);
	return rc;
}

enum err_code
worth_price(const struct worth *w, const char *asset, const char *currency,
    struct dec *out, struct err *err)
{
	bool path;
	struct dec value;
	/* A value has 8 decimals, which are too few of what costs little. */
	enum err_code rc = value_in(&w->prices, asset, dec_int(1000000),
	    currency, &path, &value, err);

	if (rc != E_OK)
		return rc;
	*out = DEC_NONE;
	if (path && !dec_times(value, dec_make(1, 6), out))
		return err_set(err, E_DATA, "%s: its price does not fit",
		    asset);
	if (path)
		*out = dec_trim(*out);
	return E_OK;
}
