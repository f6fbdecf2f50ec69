/*
 * Makes the snapshot of an account: what its venue says now, what the ledger
 * knows of orders, fills and transfers, and the value of it all.
 */
#include "account/account.h"

#include "account/spot.h"
#include "base/stamp.h"
#include "store/ledger.h"
#include "store/orders.h"

#include <string.h>

/* Once; of those that are there already only a leverage may have changed. */
static enum err_code
load_instruments(struct venue *v, struct instruments *out, struct err *err)
{
	enum err_code rc = E_OK;

	if (out->len == 0)
		return v->ops->instruments(v, out, err);
	for (size_t n = 0; n < out->len && rc == E_OK; n++) {
		struct instrument *i = &out->at[n];

		if (i->kind == KIND_SWAP)
			rc = v->ops->leverage_of(v, i->symbol, &i->leverage,
			    &i->margin_mode, err);
	}
	return rc;
}

static void
name_account(const struct venue *v, struct snapshot *out)
{
	out->account = v->account;
	TEXT_SET(out->currency, v->account.currency);
	if (out->currency[0] == '\0')
		TEXT_SET(out->currency, "USDT");
}

static enum err_code
load_venue(struct venue *v, struct snapshot *out, struct err *err)
{
	enum err_code rc = v->ops->time(v, &out->time, err);

	name_account(v, out);
	vec_clear(&out->prices);
	vec_clear(&out->balances);
	vec_clear(&out->positions);
	out->taken = out->time;
	if (rc == E_OK)
		rc = load_instruments(v, &out->instruments, err);
	if (rc == E_OK)
		rc = v->ops->prices(v, &out->prices, err);
	if (rc == E_OK)
		rc = v->ops->balances(v, &out->balances, err);
	if (rc == E_OK)
		rc = v->ops->positions(v, &out->positions, err);
	return rc;
}

static enum err_code
value_balance(struct snapshot *s, struct balance *b, struct err *err)
{
	struct asset_name *name;
	bool path;
	enum err_code rc;

	TEXT_SET(b->currency, s->currency);
	if (strcmp(b->asset, s->currency) == 0 && dec_known(b->total)) {
		b->value = b->total;
		return E_OK;
	}
	b->value = DEC_NONE;
	rc = value_in(&s->prices, b->asset, b->total, s->currency, &path,
	    &b->value, err);
	if (rc != E_OK || path)
		return rc;
	if (dec_is_zero(b->total))
		return E_OK;
	for (size_t i = 0; i < s->unpriced.len; i++)
		if (strcmp(s->unpriced.at[i].name, b->asset) == 0)
			return E_OK;
	name = vec_add(&s->unpriced);
	TEXT_SET(name->name, b->asset);
	return E_OK;
}

/* A swap's unrealised profit is equity; spot's lies in the coins. */
static enum err_code
value_position(const struct snapshot *s, const struct position *p,
    struct dec *out, struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	bool path = true;
	enum err_code rc = E_OK;

	*out = DEC_ZERO;
	if (i == NULL || i->kind == KIND_SPOT)
		return E_OK;
	if (!dec_known(p->unrealized_pnl)) {
		*out = DEC_NONE;
		return E_OK;
	}
	rc = value_in(&s->prices, i->settle, p->unrealized_pnl, s->currency,
	    &path, out, err);
	if (rc == E_OK && !path)
		*out = DEC_NONE;
	return rc;
}

/* Marks every balance's value in the snapshot's currency and lists what has
 * no path. */
static enum err_code
snapshot_value(struct snapshot *s, struct err *err)
{
	struct dec sum = DEC_ZERO, one;
	enum err_code rc = E_OK;

	vec_clear(&s->unpriced);
	for (size_t i = 0; i < s->balances.len; i++) {
		struct balance *b = &s->balances.at[i];

		rc = value_balance(s, b, err);
		if (rc != E_OK)
			return rc;
		if (dec_known(b->value) && !dec_add(sum, b->value, &sum))
			goto overflow;
	}
	for (size_t i = 0; i < s->positions.len; i++) {
		rc = value_position(s, &s->positions.at[i], &one, err);
		if (rc != E_OK)
			return rc;
		if (!dec_known(one)) {
			s->equity = DEC_NONE;
			return E_OK;
		}
		if (!dec_add(sum, one, &sum))
			goto overflow;
	}
	s->equity = sum;
	return E_OK;
overflow:
	return err_set(err, E_DATA, "%s: equity in %s does not fit",
	    s->account.label, s->currency);
}

enum err_code
account_holdings(struct venue *v, struct snapshot *out, struct err *err)
{
	struct snapshot s = {0};
	enum err_code rc;

	name_account(v, &s);
	rc = (v->ops->rates != NULL ? v->ops->rates : v->ops->prices)(v,
	    &s.prices, err);
	if (rc == E_OK)
		rc = v->ops->balances(v, &s.balances, err);
	if (rc == E_OK)
		rc = snapshot_value(&s, err);
	s.equity = DEC_NONE;
	if (rc == E_OK)
		*out = s;
	else
		snapshot_release(&s);
	return rc;
}

/* Adds up what has come since it was read; false: one is of another asset, so
 * that times and prices have to be looked at. */
static bool
moved_follow(struct account_moved *d, const struct transfers *all,
    const char *currency)
{
	if (d->read > all->len || (d->read > 0 &&
	    strcmp(all->at[d->read - 1].id, d->last_id) != 0))
		*d = (struct account_moved){ .read = 0 };
	for (; d->read < all->len && !d->foreign; d->read++) {
		const struct transfer *t = &all->at[d->read];

		d->foreign = transfer_moves(t->kind) &&
		    (strcmp(t->asset, currency) != 0 ||
		    !dec_add(d->sum, t->amount, &d->sum));
		TEXT_SET(d->last_id, t->id);
	}
	return !d->foreign;
}

/*
 * What transfers moved beyond those that the last point of the curve holds.
 * In the account's own currency all of them add up exactly; a transfer of
 * another asset counts when it is younger than the point.
 */
static enum err_code
moved_since(const struct snapshot *s, const struct transfers *all,
    const struct equity_point *last, struct dec *out, struct err *err)
{
	struct dec sum = DEC_ZERO, one, old = last->transferred;
	bool foreign = false, path;
	enum err_code rc;

	for (size_t i = 0; i < all->len; i++)
		foreign = foreign || (all->at[i].time <= last->time &&
		    transfer_moves(all->at[i].kind) &&
		    strcmp(all->at[i].asset, s->currency) != 0);
	for (size_t i = 0; i < all->len; i++) {
		const struct transfer *t = &all->at[i];
		bool own = strcmp(t->asset, s->currency) == 0;

		if (!transfer_moves(t->kind) || (t->time <= last->time &&
		    (foreign || !own)))
			continue;
		rc = value_in(&s->prices, t->asset, t->amount, s->currency,
		    &path, &one, err);
		if (rc != E_OK)
			return rc;
		if (path && !dec_add(sum, one, &sum))
			return err_set(err, E_DATA, "%s: transfers do not fit",
			    s->account.label);
	}
	if (foreign)
		old = DEC_ZERO;
	if (!dec_sub(sum, old, out))
		return err_set(err, E_DATA, "%s: transfers do not fit",
		    s->account.label);
	return E_OK;
}

/*
 * Units (METHODS 8.5): those of the curve's last point, and what transfers
 * since then bought or sold at the unit price without them.
 */
static enum err_code
find_units(struct snapshot *s, const struct account_past *past,
    struct err *err)
{
	static const struct equity_point none;
	const struct equity_point *last = past->last == NULL ? &none :
	    past->last;
	struct dec moved, before;
	enum err_code rc = E_OK;

	if (past->moved == NULL || !moved_follow(past->moved, past->transfers,
	    s->currency) || !dec_sub(past->moved->sum, last->transferred,
	    &moved))
		rc = moved_since(s, past->transfers, last, &moved, err);
	if (rc != E_OK)
		return rc;
	s->units = past->last != NULL ? last->units : s->equity;
	if (!dec_add(last->transferred, moved, &s->transferred))
		s->transferred = DEC_NONE;
	if (past->last == NULL || dec_is_zero(moved))
		return E_OK;
	if (!dec_sub(s->equity, moved, &before) || dec_sign(before) <= 0 ||
	    !dec_muldiv(last->units, s->equity, before, 8, ROUND_HALF_EVEN,
	    &s->units))
		s->units = DEC_NONE;
	return E_OK;
}

/* Is what the fill cost known, and in the account's own currency? One symbol
 * is looked at once. */
static bool
is_own(struct account_day *d, const struct fill *f, const char *currency)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (strcmp(d->symbol, f->symbol) != 0) {
		d->own = symbol_split(f->symbol, base, quote, settle) &&
		    strcmp(settle[0] != '\0' ? settle : quote, currency) == 0;
		TEXT_SET(d->symbol, f->symbol);
	}
	return d->own && dec_known(f->cost);
}

/* Adds up what has come since it was read; false: the prices have to be asked
 * for all of it. */
static bool
day_follow(struct account_day *d, const struct fills *fills, int64_t from,
    const char *currency)
{
	if (d->from != from || d->read > fills->len || (d->read > 0 &&
	    strcmp(fills->at[d->read - 1].id, d->last_id) != 0)) {
		*d = (struct account_day){ .from = from, .read = fills->len };
		while (d->read > 0 && fills->at[d->read - 1].time >= from)
			d->read--;
	}
	if (d->read == fills->len && d->last_id[0] != '\0')
		return !d->foreign;
	for (; d->read < fills->len && !d->foreign; d->read++)
		d->foreign = !is_own(d, &fills->at[d->read], currency) ||
		    !dec_add(d->sum, fills->at[d->read].cost, &d->sum);
	if (d->read > 0)
		TEXT_SET(d->last_id, fills->at[d->read - 1].id);
	return !d->foreign;
}

/* The value of the fills of this day; unknown when one has no price. */
static enum err_code
find_day(struct snapshot *s, const struct account_past *past,
    int64_t day_start, struct err *err)
{
	const struct fills *fills = past->fills;
	int64_t from = stamp_day(s->time, day_start);
	struct dec sum = DEC_ZERO, one;
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];
	const char *symbol = "";	/* what they are of */
	bool path, known = true, good = false;

	if (past->day != NULL && day_follow(past->day, fills, from,
	    s->currency)) {
		s->day_notional = past->day->sum;
		return E_OK;
	}
	/* They are in the order of their times: the day's are at the end. */
	for (size_t i = fills->len; i > 0 && fills->at[i - 1].time >= from;
	    i--) {
		const struct fill *f = &fills->at[i - 1];
		enum err_code rc;

		if (strcmp(symbol, f->symbol) != 0)
			good = symbol_split(f->symbol, base, quote, settle);
		symbol = f->symbol;
		if (!good)
			continue;
		rc = value_in(&s->prices, settle[0] != '\0' ? settle : quote,
		    f->cost, s->currency, &path, &one, err);
		if (rc != E_OK)
			return rc;
		known = known && path && dec_add(sum, one, &sum);
	}
	s->day_notional = known ? sum : DEC_NONE;
	return E_OK;
}

/* What the venue does not say. */
static enum err_code
complete(struct snapshot *s, const struct account_past *past,
    int64_t day_start, struct err *err)
{
	enum err_code rc = snapshot_value(s, err);

	if (rc == E_OK)
		rc = find_units(s, past, err);
	if (rc == E_OK)
		rc = find_day(s, past, day_start, err);
	if (rc == E_OK)
		rc = snapshot_complete(s, past->fills, past->book, err);
	return rc;
}

enum err_code
account_snapshot_of(struct venue *v, const struct account_past *past,
    int64_t day_start, struct snapshot *out, struct err *err)
{
	enum err_code rc = load_venue(v, out, err);

	return rc == E_OK ? complete(out, past, day_start, err) : rc;
}

struct stored {
	struct fills fills;
	struct transfers transfers;
	struct equity_point last;
	bool found;
};

/* What the store knows; positions need all fills, the day only its own. */
static enum err_code
load_stored(struct store *st, struct snapshot *s, int64_t day_start,
    struct stored *out, struct err *err)
{
	const char *account = s->account.label;
	struct order_filter filter = { .account = account, .state = -1 };
	enum err_code rc;

	if (s->positions.len == 0)
		filter.since = stamp_day(s->time, day_start);
	rc = fills_load(st, &filter, &out->fills, err);
	filter.since = 0;
	filter.counting = true;
	if (rc == E_OK)
		rc = orders_load(st, &filter, &s->orders, err);
	/* While it is not known which of the two they are, the dearer one. */
	for (size_t i = 0; i < s->orders.len && rc == E_OK; i++)
		if (s->orders.at[i].asked_at != 0)
			s->orders.at[i] = order_at_most(&s->orders.at[i]);
	if (rc == E_OK)
		rc = transfers_load(st, account, 0, &out->transfers, err);
	if (rc == E_OK)
		rc = equity_last(st, account, &out->found, &out->last, err);
	return rc;
}

enum err_code
account_snapshot(struct store *st, struct venue *v, int64_t day_start,
    struct snapshot *out, struct err *err)
{
	struct snapshot s = {0};
	struct stored stored = {0};
	struct account_past past = { .transfers = &stored.transfers,
	    .fills = &stored.fills };
	enum err_code rc = load_venue(v, &s, err);

	if (rc == E_OK && !v->ops->simulated)
		spot_positions(&s);
	if (rc == E_OK)
		rc = load_stored(st, &s, day_start, &stored, err);
	if (rc == E_OK && !v->ops->simulated)
		spot_symbols(&s, &stored.fills);
	if (rc == E_OK && stored.found)
		past.last = &stored.last;
	if (rc == E_OK)
		rc = complete(&s, &past, day_start, err);
	if (rc == E_OK)
		*out = s;
	else
		snapshot_release(&s);
	vec_release(&stored.transfers);
	vec_release(&stored.fills);
	return rc;
}
