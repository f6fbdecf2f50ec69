/*
 * Fills: how much there may be, what they change, and their records in the
 * order of the page.
 */
#include "tests/model/venuemodel/model.h"

/* floor_lot(s × volume) less all fills in this bar; DEC_NONE: unlimited. */
struct dec
budget_of(const struct model *m, const struct instrument *in)
{
	struct dec left;

	if (!dec_known(m->volume_share))
		return DEC_NONE;
	left = to_step(times(m->volume_share, in->bar->volume), in->lot,
	    ROUND_DOWN);
	for (size_t i = 0; i < m->fills.len; i++)
		if (m->fills.at[i].order->of == in &&
		    m->fills.at[i].bar == in->bar)
			left = minus(left, m->fills.at[i].amount);
	return left;
}

/* What an iceberg may still fill at rest in this bar; DEC_NONE: all. */
struct dec
slice_of(const struct model *m, const struct order *o)
{
	struct dec left = o->want.visible;

	if (!dec_known(left))
		return DEC_NONE;
	for (size_t i = 0; i < m->fills.len; i++)
		if (m->fills.at[i].order == o && !m->fills.at[i].taker &&
		    m->fills.at[i].bar == o->of->bar)
			left = minus(left, m->fills.at[i].amount);
	return left;
}

static struct dec
at_most(struct dec amount, struct dec limit)
{
	return dec_known(limit) ? dec_min(amount, limit) : amount;
}

static void
post(struct model *m, const char *currency, struct dec change)
{
	struct posting p;

	p.currency = currency;
	p.amount = posted(m, currency, change);
	vec_push(&m->postings, p);
}

static void
spot_apply(struct model *m, const struct fill *f)
{
	const struct order *o = f->order;
	bool buy = o->want.side == BUY;

	post(m, o->of->quote, buy ? dec_neg(f->value) : f->value);
	post(m, o->of->base, buy ? f->amount : dec_neg(f->amount));
}

static void
open_apply(struct model *m, const struct fill *f)
{
	struct instrument *in = f->order->of;
	struct move v = { in, f->amount, f->value, DEC_ZERO };

	if (f->order->want.side == SELL)
		v.contracts = dec_neg(v.contracts);
	if (in->isolated)
		v.margin = over_rounded(f->value, in->leverage,
		    scale_of(m, in->settle), ROUND_CEIL);
	vec_push(&m->moves, v);
}

/* The share of the cost: all, or cost × q/Q up for a long, down for a short,
 * at most cost. Returns the profit. */
static struct dec
close_apply(struct model *m, const struct fill *f)
{
	struct instrument *in = f->order->of;
	struct dec contracts = contracts_of(m, in), all = dec_abs(contracts);
	struct dec cost = cost_of(m, in), share = cost, keep = DEC_ZERO, pnl;
	bool longs = dec_sign(contracts) > 0;
	int scale = scale_of(m, in->settle);
	struct move v = { in, longs ? dec_neg(f->amount) : f->amount,
	    DEC_ZERO, DEC_ZERO };

	if (!same(f->amount, all)) {
		if (!dec_muldiv(cost, f->amount, all, scale,
		    longs ? ROUND_CEIL : ROUND_FLOOR, &share) ||
		    !dec_muldiv(margin_of(m, in), minus(all, f->amount), all,
		    scale, ROUND_CEIL, &keep))
			bad_file("overflow in a share");
		share = dec_min(share, cost);
	}
	pnl = minus(f->value, share);
	pnl = posted(m, in->settle, longs ? pnl : dec_neg(pnl));
	v.cost = dec_neg(share);
	if (in->isolated)
		v.margin = minus(keep, margin_of(m, in));
	vec_push(&m->moves, v);
	post(m, in->settle, pnl);
	return pnl;
}

/* -floor(-x × rate): of the value in quote, or of the amount in base. */
static void
fee_apply(struct model *m, struct fill *f)
{
	const struct order *o = f->order;
	bool in_base = m->fee_received && !o->of->swap && o->want.side == BUY;
	struct dec of = in_base ? f->amount : f->value;

	f->fee_currency = o->of->swap ? o->of->settle : in_base ?
	    o->of->base : o->of->quote;
	f->fee = dec_neg(posted(m, f->fee_currency, times(dec_neg(of),
	    rate_of(m, o->of, f->taker))));
	post(m, f->fee_currency, dec_neg(f->fee));
}

/* A partial fill of one reduces its partners by as much. */
static void
partners_reduce(struct model *m, const struct fill *f)
{
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *p = m->orders.at[i];

		if (partners(p, f->order) && working(p))
			p->want.amount = minus(p->want.amount, f->amount);
	}
}

/* Changes the facts; the profit is unknown on spot and on opening. */
static struct dec
fill_apply(struct model *m, struct fill *f)
{
	struct order *o = f->order;
	struct dec pnl = DEC_NONE;

	f->value = value_at(o->of, f->amount, f->price);
	f->bar = o->of->bar;
	f->time = m->time;
	fee_apply(m, f);
	if (!o->of->swap)
		spot_apply(m, f);
	else if (f->opens)
		open_apply(m, f);
	else
		pnl = close_apply(m, f);
	vec_push(&m->fills, *f);
	o->filled = plus(o->filled, f->amount);
	if (!dec_known(o->first_price))
		o->first_price = f->price;
	if (positive(remaining_of(o)))
		partners_reduce(m, f);
	else
		o->closed = true;
	return pnl;
}

/* Would free after it be below 0? Makes the fill, looks, takes it back. */
static bool
affordable(struct model *m, struct fill f)
{
	size_t fills = m->fills.len, postings = m->postings.len;
	size_t moves = m->moves.len;
	VEC(struct order) before = {0};
	const struct instrument *in = f.order->of;
	bool yes;

	for (size_t i = 0; i < m->orders.len; i++)
		vec_push(&before, *m->orders.at[i]);
	fill_apply(m, &f);
	for (size_t i = 0; i < m->orders.len && f.order->closed; i++)
		if (partners(m->orders.at[i], f.order))
			m->orders.at[i]->closed = true;
	if (in->swap)
		yes = dec_sign(free_of(m, in->settle)) >= 0;
	else
		yes = dec_sign(free_of(m, in->base)) >= 0 &&
		    dec_sign(free_of(m, in->quote)) >= 0;
	m->fills.len = fills;
	m->postings.len = postings;
	m->moves.len = moves;
	for (size_t i = 0; i < m->orders.len; i++)
		*m->orders.at[i] = before.at[i];
	vec_release(&before);
	return yes;
}

static void
fill_put(struct model *m, const struct fill *f, struct dec pnl)
{
	const struct order *o = f->order;
	struct rec r = { .event = "filled" };

	rec_text(&r, "id", o->id);
	rec_text(&r, "symbol", o->of->symbol);
	rec_text(&r, "side", side_names[o->want.side]);
	rec_number(&r, "amount", f->amount);
	rec_number(&r, "price", f->price);
	rec_number(&r, "cost", f->value);
	rec_text(&r, "taker_or_maker", f->taker ? "taker" : "maker");
	rec_number(&r, "fee", f->fee);
	rec_text(&r, "fee_currency", f->fee_currency);
	rec_number(&r, "realized_pnl", pnl);
	rec_number(&r, "remaining", remaining_of(o));
	rec_put(m, &r);
}

/* When a position became zero: the order's own rest, then the others. */
static void
reducing_cancel(struct model *m, struct order *o)
{
	if (o->want.reduce_only && working(o))
		order_close(m, o, "canceled", "reduce_only");
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *other = m->orders.at[i];

		if (other->of == o->of && other->want.reduce_only &&
		    working(other))
			order_close(m, other, "canceled", "reduce_only");
	}
}

static void
fill_make(struct model *m, struct fill f)
{
	struct order *o = f.order;
	struct dec pnl;

	if ((!o->of->swap || f.opens) && !affordable(m, f)) {
		order_close(m, o, "canceled", o->of->swap ?
		    "insufficient_margin" : "insufficient_funds");
		return;
	}
	pnl = fill_apply(m, &f);
	fill_put(m, &f, pnl);
	if (!working(o))
		partners_cancel(m, o);
	entry_cancel(m, o);
	if (o->of->swap && !has_position(m, o->of))
		reducing_cancel(m, o);
	legs_update(m, o, &f);
	insure(m, o->of->swap ? o->of->settle : o->of->quote);
}

/* A taker's price: slipped by this fill's amount, a limit's never beyond its
 * own; the first of a quote's is the one its amount was derived with. */
static struct dec
fill_price(const struct model *m, const struct order *o, struct dec base,
    struct dec amount)
{
	struct dec price;

	if (dec_known(o->fixed) && dec_sign(o->filled) == 0)
		return o->fixed;
	price = slipped(m, o->of, o->want.side, base, amount);
	if (!has_limit(o->want.type))
		return price;
	return o->want.side == BUY ? dec_min(price, o->want.price) :
	    dec_max(price, o->want.price);
}

/* Up to so much, as a taker from a base price or as a maker (DEC_NONE). What
 * is larger than the opposite position closes it, then opens. */
static void
fill_up_to(struct model *m, struct order *o, struct dec most, struct dec base)
{
	struct dec amount = at_most(remaining_of(o), most), part;
	struct fill f = { .order = o, .taker = dec_known(base) };

	part = closable(m, o->of, o->want.side);
	if (o->want.reduce_only)
		amount = dec_min(amount, part);
	part = dec_min(amount, part);
	for (int opens = 0; opens < 2; opens++) {
		f.opens = opens;
		f.amount = opens ? minus(amount, part) : part;
		if (!positive(f.amount) || !working(o))
			continue;
		f.price = f.taker ? fill_price(m, o, base, f.amount) :
		    o->want.price;
		fill_make(m, f);
	}
}

void
order_rest_fill(struct model *m, struct order *o)
{
	fill_up_to(m, o, at_most(at_most(remaining_of(o), slice_of(m, o)),
	    budget_of(m, o->of)), DEC_NONE);
}

/* All or nothing includes what a reduce-only order may not do. */
static bool
all_at_once(const struct model *m, const struct order *o)
{
	struct dec amount = at_most(remaining_of(o), budget_of(m, o->of));

	if (o->want.reduce_only)
		amount = dec_min(amount, closable(m, o->of, o->want.side));
	return same(amount, remaining_of(o));
}

void
order_take(struct model *m, struct order *o, struct dec base)
{
	if (o->want.tif == FOK && !all_at_once(m, o)) {
		order_close(m, o, "expired", "fok");
		return;
	}
	fill_up_to(m, o, budget_of(m, o->of), base);
	if (working(o) && o->want.tif == IOC)
		order_close(m, o, "expired", "ioc");
}
