/*
 * What has happened: fills and funding into positions and trades, in the order
 * of their times.
 */
#include "research/desk.h"

#include "base/decfloat.h"

#include <string.h>

#define MONEY_SCALE 8

const struct order *
order_find(struct strategist *t, const char *id)
{
	return id[0] != '\0' && LEDGER(t->ledger, load, id, &t->found,
	    &t->err) == E_OK ? &t->found : NULL;
}

static struct desk *
desk_of(struct strategist *t, const char *symbol, struct hedge **hedge)
{
	*hedge = NULL;
	for (size_t i = 0; i < t->desks.len; i++)
		if (strcmp(t->desks.at[i].market->symbol, symbol) == 0)
			return &t->desks.at[i];
	for (size_t i = 0; i < t->desks.len; i++) {
		struct hedge *h = t->desks.at[i].hedge;

		if (h != NULL && strcmp(h->market->symbol, symbol) == 0) {
			*hedge = h;
			return &t->desks.at[i];
		}
	}
	return NULL;
}

static void
add(struct dec *to, struct dec x)
{
	if (dec_known(x) && !dec_add(*to, x, to))
		*to = DEC_NONE;
}

/* What a fill moved, as it was posted: against the account. */
static struct dec
posted(struct dec value, bool in)
{
	struct dec out = DEC_NONE;

	return dec_round(in ? value : dec_neg(value), MONEY_SCALE,
	    ROUND_FLOOR, &out) ? out : DEC_NONE;
}

/* Why it was left: by its own order, a leg of an entry, or somebody else. */
static const char *
reason_of(struct desk *d, const struct fill *f, bool *leg)
{
	const struct order *o = order_find(d->t, f->order_id);

	*leg = false;
	if (o == NULL)
		return "unknown";
	if (strcmp(o->id, d->exit_id) == 0 && d->leaving != NULL)
		return d->leaving;
	*leg = o->parent[0] != '\0';
	if (*leg && o->type == TYPE_LIMIT)
		return "target";
	if (*leg && o->type == TYPE_TRAILING)
		return "trail";
	for (size_t i = 0; *leg && i < d->entries.len; i++)
		if (strcmp(d->entries.at[i].id, o->parent) == 0)
			return d->entries.at[i].trailed ? "trail" : "stop";
	if (*leg)
		return "stop";
	return o->tag[0] != '\0' ? o->tag : "closed";
}

/* What the venue took over of a loss is no loss of the account's. */
static void
insurance_take(struct desk *d, const struct fill *f)
{
	struct strategist *t = d->t;
	const struct transfers *all = memory_transfers(t->ledger,
	    gate_account(t->gate)->label);

	for (; t->insured < all->len && all->at[t->insured].time <= f->time;
	    t->insured++)
		if (all->at[t->insured].kind == TRANSFER_INSURANCE)
			add(&d->trade.gain, all->at[t->insured].amount);
}

static bool
is_flat(const struct desk *d)
{
	return d->spot ? dec_cmp(d->held, d->market->i.lot) < 0 :
	    dec_sign(d->held) <= 0;
}

static void
fill_take(struct desk *d, const struct fill *f)
{
	bool buy = f->side == SIDE_BUY, leg;
	bool in_base = d->spot && strcmp(f->fee_currency, d->market->i.base)
	    == 0;
	struct open_trade *o = &d->trade;
	const char *reason;
	int side = buy ? 1 : -1;
	struct dec amount = f->amount;

	if (d->side == 0)
		trip_open(d, f, side);
	add(buy ? &o->bought : &o->sold, f->amount);
	add(buy ? &o->paid : &o->got, f->cost);
	if (d->spot)
		add(&o->gain, posted(f->cost, !buy));
	else
		add(&o->gain, f->realized_pnl);
	if (in_base)
		dec_sub(amount, f->fee, &amount);
	else
		add(&o->fees, f->fee);
	if (side == d->side) {
		add(&d->held, amount);
		d->last_price = dec_to_double(f->price);
		return;
	}
	add(&d->held, dec_neg(amount));
	if (!is_flat(d))
		return;
	reason = reason_of(d, f, &leg);
	if (strcmp(reason, "liquidation") == 0)
		insurance_take(d, f);
	trip_close(d, f, reason, leg);
	for (size_t i = 0; i < d->entries.len; )
		if (d->entries.at[i].waits)
			i++;
		else
			d->entries.at[i] = d->entries.at[--d->entries.len];
}

/* The other leg of a hedge: its costs and gains are those of the trade, unless
 * there was none. */
static void
hedge_take(struct desk *d, struct hedge *h, const struct fill *f)
{
	bool buy = f->side == SIDE_BUY, leg;
	int side = buy ? 1 : -1;
	struct open_trade *o;

	if (h->side == 0 && d->side == 0)
		trip_open_alone(h, f, side);
	o = h->alone ? &h->trade : &d->trade;
	if (h->alone) {
		add(buy ? &o->bought : &o->sold, f->amount);
		add(buy ? &o->paid : &o->got, f->cost);
	}
	if (!h->alone && d->side == 0) {
		trip_correct(d, dec_known(f->realized_pnl) ? f->realized_pnl :
		    DEC_ZERO, f->fee, DEC_ZERO);
	} else {
		add(&o->fees, f->fee);
		add(&o->gain, f->realized_pnl);
	}
	add(&h->fees, f->fee);
	if (h->side == 0 || h->side == side) {
		h->side = side;
		add(&h->held, f->amount);
		add(&h->bought_for, f->cost);
		return;
	}
	add(&h->held, dec_neg(f->amount));
	add(&h->gain, f->realized_pnl);
	if (dec_sign(h->held) > 0)
		return;
	if (h->alone)
		trip_close_alone(d, f, reason_of(d, f, &leg));
	h->side = 0;
	h->leaving = false;
	h->held = h->bought_for = h->gain = h->fees = DEC_ZERO;
}

static void
funding_take(struct strategist *t, const struct funding *f)
{
	struct hedge *h;
	struct desk *d = desk_of(t, f->symbol, &h);

	if (d == NULL)
		return;
	if (h != NULL && h->alone)
		add(&h->trade.funding, f->amount);
	else if (d->side != 0)
		add(&d->trade.funding, f->amount);
	else if (h != NULL)
		trip_correct(d, DEC_ZERO, DEC_ZERO, f->amount);
	if (h != NULL)
		add(&h->gain, f->amount);
}

enum err_code
follow_fills(struct strategist *t, bool all, struct err *err)
{
	const struct fundings *paid;
	const struct fills *fills;

	t->ledger->ops->past(t->ledger, gate_account(t->gate)->label,
	    &t->past);
	fills = t->past.fills;
	paid = t->past.fundings;
	for (; t->seen < fills->len; t->seen++) {
		const struct fill *f = &fills->at[t->seen];
		struct hedge *h;
		struct desk *d;

		for (; t->funded < paid->len && paid->at[t->funded].time <=
		    f->time; t->funded++)
			funding_take(t, &paid->at[t->funded]);
		d = desk_of(t, f->symbol, &h);
		if (d == NULL)
			return err_set(err, E_BUG, "a fill of %s, which "
			    "nobody trades", f->symbol);
		if (h != NULL)
			hedge_take(d, h, f);
		else
			fill_take(d, f);
	}
	for (; all && t->funded < paid->len; t->funded++)
		funding_take(t, &paid->at[t->funded]);
	return t->rc == E_OK ? E_OK : err_set(err, t->rc, "%s", t->err.text);
}
