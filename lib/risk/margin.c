/*
 * What swaps need and what stands behind them, with orders filled or without.
 */
#include "risk/margin.h"

#include <string.h>

#define MONEY_SCALE 8

/* Arithmetic that passes the unknown on. */
static struct dec
plus(struct dec a, struct dec b)
{
	struct dec out;

	return dec_add(a, b, &out) ? out : DEC_NONE;
}

static struct dec
minus(struct dec a, struct dec b)
{
	struct dec out;

	return dec_sub(a, b, &out) ? out : DEC_NONE;
}

static struct dec
rounded(struct dec a, enum round r)
{
	struct dec out;

	return dec_round(a, MONEY_SCALE, r, &out) ? out : DEC_NONE;
}

static struct dec
value_of(const struct instrument *i, struct dec price, struct dec amount)
{
	struct dec out;

	return dec_known(price) && dec_known(amount) &&
	    instrument_value(i, price, amount, &out) ? out : DEC_NONE;
}

static struct dec
initial_of(struct dec value, struct dec leverage)
{
	struct dec out;

	return dec_known(value) && dec_sign(leverage) > 0 &&
	    dec_div(value, leverage, MONEY_SCALE, ROUND_CEIL, &out) ? out :
	    DEC_NONE;
}

static struct dec
fee_of(const struct instrument *i, struct dec value)
{
	struct dec out;

	return fee_taken(i, DEC_NONE, value, &out) ? out : DEC_NONE;
}

static struct dec
maintenance_of(const struct instrument *i, struct dec value)
{
	struct dec out;

	return dec_known(value) && instrument_maintenance(i, value, &out) ?
	    out : DEC_NONE;
}

static struct dec
profit_of(int side, struct dec value, struct dec cost)
{
	return rounded(side == POSITION_LONG ? minus(value, cost) :
	    minus(cost, value), ROUND_FLOOR);
}

/* The entry is shown rounded; what it cost is exact in the profit. */
static struct dec
cost_of(const struct instrument *i, const struct position *p,
    struct dec value)
{
	if (!dec_known(p->unrealized_pnl))
		return value_of(i, p->entry_price, p->contracts);
	return p->side == POSITION_LONG ? minus(value, p->unrealized_pnl) :
	    plus(value, p->unrealized_pnl);
}

static struct dec
told_or(struct dec told, struct dec own)
{
	return dec_known(told) ? told : own;
}

struct dec
swap_initial(const struct instrument *i, const struct position *p)
{
	return told_or(p->initial_margin, initial_of(value_of(i,
	    p->mark_price, p->contracts), p->leverage));
}

struct dec
swap_maintenance(const struct instrument *i, const struct position *p)
{
	return told_or(p->maintenance_margin, i->tier_rows > 0 ?
	    maintenance_of(i, value_of(i, p->mark_price, p->contracts)) :
	    DEC_NONE);
}

static struct swap *
swap_of(struct margins *m, const struct snapshot *s,
    const struct instrument *i, int side)
{
	bool hedged = snapshot_hedged(s, i->symbol);
	struct swap *k;

	for (size_t n = 0; n < m->swaps.len; n++) {
		k = &m->swaps.at[n];
		if (k->i == i && (!hedged || k->side == side))
			return k;
	}
	k = vec_add(&m->swaps);
	k->i = i;
	k->side = side;
	k->hedged = hedged;
	k->isolated = i->margin_mode == MARGIN_ISOLATED;
	k->leverage = dec_sign(i->leverage) > 0 ? i->leverage : dec_int(1);
	for (int n = 0; n < 2; n++)
		k->orders[n].price = DEC_NONE;
	return k;
}

static struct dec
mark_of(const struct snapshot *s, const char *symbol)
{
	const struct price *p = snapshot_price(s, symbol);

	return p == NULL ? DEC_NONE : dec_known(p->mark) ? p->mark : p->last;
}

static void
add_position(struct margins *m, const struct snapshot *s,
    const struct position *p)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	struct swap *k;

	if (i == NULL || i->kind != KIND_SWAP || dec_is_zero(p->contracts))
		return;
	k = swap_of(m, s, i, p->side);
	k->p = p;
	k->side = p->side;
	if (p->margin_mode[0] != '\0')
		k->isolated = strcmp(p->margin_mode,
		    margin_mode_names[MARGIN_ISOLATED]) == 0;
	k->leverage = p->leverage;
	k->contracts = p->contracts;
	k->mark = told_or(p->mark_price, mark_of(s, p->symbol));
	k->value = value_of(i, k->mark, p->contracts);
	k->cost = cost_of(i, p, k->value);
	k->profit = told_or(p->unrealized_pnl, profit_of(p->side, k->value,
	    k->cost));
	/* The collateral counts the profit; what was set aside does not. */
	k->margin = minus(p->collateral, k->profit);
	k->initial = swap_initial(i, p);
	k->maintenance = swap_maintenance(i, p);
}

static void
add_pending(struct margins *m, const struct snapshot *s,
    const struct margin_order *o)
{
	struct swap *k = swap_of(m, s, o->i, o->side == SIDE_BUY ?
	    POSITION_LONG : POSITION_SHORT);
	struct swap_orders *to = &k->orders[o->side];

	if (k->p == NULL)
		k->mark = mark_of(s, o->i->symbol);
	to->amount = plus(to->amount, o->amount);
	to->cost = plus(to->cost, value_of(o->i, o->worst, o->amount));
	to->value = plus(to->value, value_of(o->i, o->dearest, o->amount));
	/* A buy that fills low finds the market low; a sale that fills high. */
	if (!dec_known(to->price))
		to->price = o->worst;
	else
		to->price = o->side == SIDE_BUY ? dec_min(to->price, o->worst) :
		    dec_max(to->price, o->worst);
}

static void
add_working(struct margins *m, const struct snapshot *s,
    const struct order *o)
{
	const struct price *p = snapshot_price(s, o->symbol);
	struct dec last = p != NULL ? p->last : DEC_NONE, units;
	struct margin_order add = { .i = snapshot_instrument(s, o->symbol),
	    .side = o->side };

	if (add.i == NULL || add.i->kind != KIND_SWAP ||
	    !order_state_counts((enum order_state)o->state) ||
	    order_only_reduces(add.i, o->side, o->reduce_only == 1,
	    s->currency) || order_shadowed(s, o))
		return;
	add.worst = order_worst(o->side, o->price, o->trigger_price, last);
	add.dearest = order_reference(o->side, o->price, o->trigger_price,
	    last);
	add.amount = order_open_amount(o);
	if (!dec_known(add.amount) && dec_known(o->quote) &&
	    (!dec_times(add.worst, add.i->contract_size, &units) ||
	    !dec_div(o->quote, units, MONEY_SCALE, ROUND_CEIL, &add.amount)))
		add.amount = DEC_NONE;
	add_pending(m, s, &add);
}

static struct cross_wallet *
wallet_of(struct margins *m, const char *asset)
{
	struct cross_wallet *w;

	for (size_t n = 0; n < m->wallets.len; n++)
		if (strcmp(m->wallets.at[n].asset, asset) == 0)
			return &m->wallets.at[n];
	w = vec_add(&m->wallets);
	TEXT_SET(w->asset, asset);
	return w;
}

/* What is free counts the profits and requirements of cross positions; what
 * stands behind them does not. */
static void
load_wallets(struct margins *m, const struct snapshot *s)
{
	for (size_t n = 0; n < m->swaps.len; n++)
		wallet_of(m, m->swaps.at[n].i->settle);
	for (size_t w = 0; w < m->wallets.len; w++) {
		struct cross_wallet *to = &m->wallets.at[w];

		to->money = DEC_NONE;
		for (size_t n = 0; n < s->balances.len; n++)
			if (strcmp(s->balances.at[n].asset, to->asset) == 0)
				to->money = dec_known(to->money) ?
				    plus(to->money, s->balances.at[n].free) :
				    s->balances.at[n].free;
	}
	for (size_t n = 0; n < m->swaps.len; n++) {
		const struct swap *k = &m->swaps.at[n];
		struct cross_wallet *w = wallet_of(m, k->i->settle);

		if (k->p == NULL || k->isolated)
			continue;
		w->money = plus(minus(w->money, k->profit), k->initial);
	}
}

/* The position in an order's direction: larger, or turned round. */
static void
fill_orders(struct margins *m, struct swap *k, int side)
{
	const struct swap_orders *o = &k->orders[side];
	int to = side == SIDE_BUY ? POSITION_LONG : POSITION_SHORT;
	struct cross_wallet *w = wallet_of(m, k->i->settle);
	struct dec cost = o->cost, value = o->value, margin;

	w->money = minus(w->money, fee_of(k->i, o->cost));
	if (k->p != NULL && k->side != to) {
		struct dec opens = minus(o->amount, k->contracts);

		/* What was held is closed where the market is. */
		w->money = plus(w->money, k->profit);
		if (k->isolated)
			w->money = plus(w->money, k->margin);
		if (!dec_muldiv(o->cost, opens, o->amount, DEC_SCALE_MAX,
		    to == POSITION_LONG ? ROUND_CEIL : ROUND_FLOOR, &cost) ||
		    !dec_muldiv(o->value, opens, o->amount, DEC_SCALE_MAX,
		    ROUND_CEIL, &value))
			cost = value = DEC_NONE;
		k->contracts = opens;
		k->cost = k->value = k->margin = DEC_ZERO;
	} else
		k->contracts = plus(k->contracts, o->amount);
	k->side = to;
	margin = initial_of(value, k->leverage);
	if (k->isolated) {
		w->money = minus(w->money, margin);
		k->margin = plus(k->margin, margin);
	}
	k->cost = plus(k->cost, cost);
	k->value = plus(k->value, value);
	k->mark = to == POSITION_LONG ? dec_min(k->mark, o->price) :
	    dec_max(k->mark, o->price);
	k->initial = initial_of(k->value, k->leverage);
	k->maintenance = maintenance_of(k->i, k->value);
	k->profit = profit_of(to, value_of(k->i, k->mark, k->contracts),
	    k->cost);
	k->changed = w->changed = true;
}

/*
 * Which way a position goes when its orders fill: the way of the order that
 * is asked for (wanted), else the larger one; -1: as it is.
 */
static int
direction_of(const struct swap *k, int wanted)
{
	struct dec held = k->p == NULL ? DEC_ZERO : k->side == POSITION_LONG ?
	    k->contracts : dec_neg(k->contracts);
	struct dec up = plus(held, k->orders[SIDE_BUY].amount);
	struct dec down = minus(k->orders[SIDE_SELL].amount, held);
	bool buys = dec_known(k->orders[SIDE_BUY].price);
	bool sells = dec_known(k->orders[SIDE_SELL].price);

	if (k->hedged)
		return k->side == POSITION_LONG ? (buys ? SIDE_BUY : -1) :
		    sells ? SIDE_SELL : -1;
	if (wanted == SIDE_BUY && dec_sign(up) > 0)
		return SIDE_BUY;
	if (wanted == SIDE_SELL && dec_sign(down) > 0)
		return SIDE_SELL;
	if (dec_cmp(up, down) >= 0)
		return buys && dec_sign(up) > 0 ? SIDE_BUY : -1;
	return sells && dec_sign(down) > 0 ? SIDE_SELL : -1;
}

/* Money that a purchase of coins takes from behind the swaps. */
static void
spend(struct margins *m, const struct margin_order *o)
{
	struct dec value = value_of(o->i, o->dearest, o->amount);

	for (size_t n = 0; n < m->wallets.len; n++) {
		struct cross_wallet *w = &m->wallets.at[n];

		if (o->side != SIDE_BUY || strcmp(w->asset, o->i->quote) != 0)
			continue;
		w->money = minus(minus(w->money, value), fee_of(o->i, value));
		w->changed = true;
	}
}

void
margins_load(const struct snapshot *s, bool working,
    const struct margin_order *order, struct margins *out)
{
	bool swap = order != NULL && order->i->kind == KIND_SWAP;

	*out = (struct margins){0};
	for (size_t n = 0; n < s->positions.len; n++)
		add_position(out, s, &s->positions.at[n]);
	for (size_t n = 0; n < s->orders.len && working; n++)
		add_working(out, s, &s->orders.at[n]);
	if (swap)
		add_pending(out, s, order);
	load_wallets(out, s);
	if (order != NULL && !swap)
		spend(out, order);
	for (size_t n = 0; n < out->swaps.len; n++) {
		struct swap *k = &out->swaps.at[n];
		int to = direction_of(k, swap && k->i == order->i ?
		    order->side : -1);

		if (to >= 0)
			fill_orders(out, k, to);
	}
}

void
margins_release(struct margins *m)
{
	vec_release(&m->swaps);
	vec_release(&m->wallets);
}

const struct swap *
margins_find(const struct margins *m, const struct instrument *i, int side)
{
	for (size_t n = 0; n < m->swaps.len; n++)
		if (m->swaps.at[n].i == i && m->swaps.at[n].side == side)
			return &m->swaps.at[n];
	return NULL;
}

static enum err_code
sum_of(const struct margins *m, const struct snapshot *s, bool initial,
    struct dec *out, struct err *err)
{
	struct dec sum = DEC_ZERO, one;
	enum err_code rc = E_OK;

	for (size_t n = 0; n < m->swaps.len && rc == E_OK; n++) {
		const struct swap *k = &m->swaps.at[n];
		struct dec margin = initial ? k->initial : k->maintenance;

		if (k->p == NULL && !k->changed)
			continue;
		if (!dec_known(margin))
			return err_set(err, E_DATA, "the %s margin of %s is"
			    " not known", initial ? "initial" :
			    "maintenance", k->i->symbol);
		rc = worth_of(s, k->i->settle, margin, &one, err);
		if (rc == E_OK && !dec_add(sum, one, &sum))
			rc = err_set(err, E_DATA, "margins do not fit");
	}
	if (rc == E_OK)
		*out = sum;
	return rc;
}

enum err_code
margins_initial(const struct margins *m, const struct snapshot *s,
    struct dec *out, struct err *err)
{
	return sum_of(m, s, true, out, err);
}

enum err_code
margins_maintenance(const struct margins *m, const struct snapshot *s,
    struct dec *out, struct err *err)
{
	return sum_of(m, s, false, out, err);
}
