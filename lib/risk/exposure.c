/*
 * Stakes: positions and pending orders, grouped by what they ride on.
 */
#include "risk/exposure.h"
#include "risk/value.h"

#include <string.h>

#define FEE_SCALE 8

struct dec
order_reference(int side, struct dec price, struct dec trigger,
    struct dec last)
{
	struct dec best = last;

	if (side == SIDE_BUY && dec_known(price))
		return price;
	if (dec_known(trigger))
		best = dec_known(best) ? dec_max(best, trigger) : trigger;
	if (dec_known(price))
		best = dec_known(best) ? dec_max(best, price) : price;
	return best;
}

struct dec
order_worst(int side, struct dec price, struct dec trigger, struct dec last)
{
	if (side == SIDE_BUY)
		return order_reference(side, price, trigger, last);
	if (dec_known(price))
		return price;
	return !dec_known(trigger) ? last : dec_known(last) ?
	    dec_min(trigger, last) : trigger;
}

struct dec
order_open_amount(const struct order *o)
{
	/* Nothing is known of its fills: it may still be as large as asked. */
	if (dec_known(o->amount) &&
	    (o->state == ORDER_UNKNOWN || !dec_known(o->remaining)))
		return o->amount;
	return o->remaining;
}

bool
order_shadowed(const struct snapshot *s, const struct order *o)
{
	const struct price *p = o->oco[0] == '\0' ? NULL :
	    snapshot_price(s, o->symbol);
	struct dec last = p != NULL ? p->last : DEC_NONE;

	for (size_t i = 0; i < s->orders.len && o->oco[0] != '\0'; i++) {
		const struct order *b = &s->orders.at[i];
		int by;

		if (b == o || strcmp(b->oco, o->oco) != 0 ||
		    strcmp(b->symbol, o->symbol) != 0 || b->side != o->side ||
		    !order_state_counts((enum order_state)b->state))
			continue;
		by = dec_cmp(order_reference(b->side, b->price,
		    b->trigger_price, last), order_reference(o->side, o->price,
		    o->trigger_price, last));
		if (by > 0 || (by == 0 && b < o))
			return true;
	}
	return false;
}

enum err_code
worth_of(const struct snapshot *s, const char *asset, struct dec amount,
    struct dec *out, struct err *err)
{
	bool path;
	enum err_code rc = value_rounded(&s->prices, asset, amount,
	    s->currency, ROUND_CEIL, &path, out, err);

	if (rc == E_OK && !path)
		return err_set(err, E_DATA, "no prices lead from %s to %s",
		    asset, s->currency);
	return rc;
}

enum err_code
notional_of(const struct snapshot *s, const struct instrument *i,
    struct dec price, struct dec amount, struct dec *out, struct err *err)
{
	struct dec value;

	if (!dec_known(price))
		return err_set(err, E_DATA, "no price is known for %s",
		    i->symbol);
	if (!dec_known(amount))
		return err_set(err, E_DATA, "an amount of %s is not known",
		    i->symbol);
	if (!instrument_value(i, price, amount, &value))
		return err_set(err, E_DATA, "the value of %s does not fit",
		    i->symbol);
	return worth_of(s, i->kind == KIND_SPOT ? i->quote : i->settle, value,
	    out, err);
}

bool
fee_taken(const struct instrument *i, struct dec otherwise, struct dec value,
    struct dec *out)
{
	struct dec rate = dec_known(i->taker) ? i->taker : otherwise;

	if (dec_sign(rate) <= 0) {
		*out = DEC_ZERO;
		return true;
	}
	return dec_mul(value, rate, FEE_SCALE, ROUND_CEIL, out);
}

bool
order_only_reduces(const struct instrument *i, int side, bool reduce_only,
    const char *currency)
{
	if (i->kind != KIND_SPOT)
		return reduce_only;
	/* Selling the account's own currency buys the other one. */
	return side == SIDE_SELL && strcmp(i->base, currency) != 0;
}

/* What an order that counts may still use of that money. */
static enum err_code
order_open_notional(const struct snapshot *s, const struct order *o,
    struct dec *out, struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, o->symbol);
	const struct price *p = snapshot_price(s, o->symbol);
	struct dec amount = order_open_amount(o);

	if (i == NULL)
		return err_set(err, E_DATA, "%s: unknown instrument of order"
		    " %s", o->symbol, o->id);
	if (!dec_known(amount) && dec_known(o->quote))
		return worth_of(s, i->kind == KIND_SPOT ? i->quote : i->settle,
		    o->quote, out, err);
	return notional_of(s, i, order_reference(o->side, o->price,
	    o->trigger_price, p != NULL ? p->last : DEC_NONE), amount, out,
	    err);
}

struct stake *
stake_of(struct stakes *all, const struct snapshot *s,
    const struct instrument *i, int side)
{
	const char *name = i->kind == KIND_SPOT ? i->base : i->symbol;
	bool spot = i->kind == KIND_SPOT;
	struct stake *k;

	if (spot || !snapshot_hedged(s, i->symbol))
		side = STAKE_NET;
	for (size_t n = 0; n < all->len; n++)
		if (all->at[n].spot == spot && all->at[n].side == side &&
		    strcmp(all->at[n].name, name) == 0)
			return &all->at[n];
	k = vec_add(all);
	k->name = name;
	k->symbol = i->symbol;
	k->spot = spot;
	k->side = side;
	return k;
}

static bool
is_unpriced(const struct snapshot *s, const char *asset)
{
	for (size_t i = 0; i < s->unpriced.len; i++)
		if (strcmp(s->unpriced.at[i].name, asset) == 0)
			return true;
	return false;
}

bool
position_counts(const struct snapshot *s, const struct position *p)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol), *b;

	if (i == NULL || i->kind != KIND_SPOT)
		return true;
	if (strcmp(i->base, s->currency) == 0 || is_unpriced(s, i->base))
		return false;
	for (size_t n = 0; &s->positions.at[n] != p; n++) {
		b = snapshot_instrument(s, s->positions.at[n].symbol);
		if (b != NULL && b->kind == KIND_SPOT &&
		    strcmp(b->base, i->base) == 0)
			return false;
	}
	return true;
}

static enum err_code
add_position(const struct snapshot *s, const struct position *p,
    struct stakes *out, struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	const struct price *price = snapshot_price(s, p->symbol);
	struct dec mark = p->mark_price, value;
	struct stake *k;
	enum err_code rc;

	if (i == NULL)
		return err_set(err, E_DATA, "%s: unknown instrument of a"
		    " position", p->symbol);
	if (i->kind == KIND_SPOT && (strcmp(i->base, s->currency) == 0 ||
	    is_unpriced(s, i->base)))
		return E_OK;
	if (!dec_known(mark) && price != NULL)
		mark = dec_known(price->mark) ? price->mark : price->last;
	rc = notional_of(s, i, mark, p->contracts, &value, err);
	if (rc != E_OK)
		return rc;
	k = stake_of(out, s, i, p->side);
	if (p->side == POSITION_SHORT)
		value = dec_neg(value);
	/* The same coins seen through two quotes are held once. */
	if (!k->spot || dec_cmp(value, k->held) > 0) {
		k->held = value;
		k->symbol = i->symbol;
	}
	return E_OK;
}

static enum err_code
add_order(const struct snapshot *s, const struct order *o,
    struct stakes *out, struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, o->symbol);
	struct stake *k;
	struct dec value, *to;
	enum err_code rc;

	if (!order_state_counts((enum order_state)o->state) ||
	    (i != NULL && order_only_reduces(i, o->side, o->reduce_only == 1,
	    s->currency)) || order_shadowed(s, o))
		return E_OK;
	rc = order_open_notional(s, o, &value, err);
	if (rc != E_OK)
		return rc;
	k = stake_of(out, s, i, o->side == SIDE_BUY ? POSITION_LONG :
	    POSITION_SHORT);
	to = o->side == SIDE_BUY || k->spot ? &k->buys : &k->sells;
	if (!dec_add(*to, value, to))
		return err_set(err, E_DATA, "orders of %s do not fit",
		    o->symbol);
	return E_OK;
}

enum err_code
stakes_held(const struct snapshot *s, struct stakes *out, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < s->positions.len && rc == E_OK; i++)
		rc = add_position(s, &s->positions.at[i], out, err);
	return rc;
}

enum err_code
stakes_load(const struct snapshot *s, struct stakes *out, struct err *err)
{
	enum err_code rc = stakes_held(s, out, err);

	for (size_t i = 0; i < s->orders.len && rc == E_OK; i++)
		rc = add_order(s, &s->orders.at[i], out, err);
	return rc;
}

bool
stake_after(const struct stake *k, struct dec *out)
{
	struct dec up, down;

	if (!dec_add(k->held, k->buys, &up) ||
	    !dec_sub(k->sells, k->held, &down))
		return false;
	*out = dec_max(up, down);
	return true;
}

bool
stakes_after(const struct stakes *all, const struct stake *mine,
    struct dec *of_mine, struct dec *out)
{
	struct dec sum = DEC_ZERO, one;

	for (size_t i = 0; i < all->len; i++) {
		if (!stake_after(&all->at[i], &one) || !dec_add(sum, one, &sum))
			return false;
		if (&all->at[i] == mine)
			*of_mine = one;
	}
	*out = sum;
	return true;
}

void
stakes_release(struct stakes *all)
{
	vec_release(all);
}
