/*
 * Round trips, flat to flat, as the fills of a desk make them.
 */
#include "research/desk.h"

#include "base/decfloat.h"

#include <math.h>
#include <stdio.h>

#define MONEY_SCALE 8

/* The main bar that a time lies in, or the detail bar: its range. */
static bool
range_at(const struct desk *d, int64_t time, struct dec *low,
    struct dec *high)
{
	const struct run_market *m = d->market;
	const struct candles *all[] = { &m->details, &m->bars };
	int64_t spans[] = { d->t->b->detail, d->t->b->timeframe };

	for (size_t k = 0; k < 2; k++) {
		const struct candles *c = all[k];
		size_t n = candles_until(c, time / 1000);

		if (n == 0 || time - c->open_time_ms[n - 1] * 1000 >=
		    spans[k])
			continue;
		*low = candles_price(c, c->low[n - 1]);
		*high = candles_price(c, c->high[n - 1]);
		return true;
	}
	return false;
}

void
trip_open(struct desk *d, const struct fill *f, int side)
{
	d->trade = (struct open_trade){ .side = side, .time = f->time,
	    .bought = DEC_ZERO, .sold = DEC_ZERO, .paid = DEC_ZERO,
	    .got = DEC_ZERO, .gain = DEC_ZERO, .fees = DEC_ZERO,
	    .funding = DEC_ZERO, .stop_away = d->stop_away,
	    .reason = d->reason, .inside = !is_open_time(d, f->time) };
	d->side = side;
	d->peak = dec_to_double(f->price);
	d->trail_on = false;
	d->best = d->worst = NAN;
}

static const struct order *
leg_of(struct desk *d, const struct order *leg, const char *suffix)
{
	const struct order *o = NULL, *entry = order_find(d->t, leg->parent);
	char id[CLIENT_ID_SIZE];

	if (entry == NULL)
		return NULL;
	snprintf(id, sizeof(id), "%.*s%s", (int)(sizeof(id) - 4),
	    entry->client_order_id, suffix);
	if (LEDGER(d->t->ledger, find, gate_account(d->t->gate)->label, id,
	    "", &o, &d->t->err) != E_OK)
		return NULL;
	return o;
}

/* Did the order in which a bar's prices came decide this way out? Both the
 * stop and the target lay in it, or it was opened in it, or a stop followed. */
static bool
path_decided(struct desk *d, const struct fill *f)
{
	const struct order *leg = order_find(d->t, f->order_id), *stop,
	    *target;
	struct dec low, high, at;
	int type;
	char id[ID_SIZE];

	if (leg == NULL || leg->parent[0] == '\0' ||
	    !range_at(d, f->time, &low, &high))
		return false;
	type = leg->type;
	TEXT_SET(id, leg->id);
	if (is_open_time(d, f->time))
		return false;	/* a gap decided */
	if (type == TYPE_TRAILING || (d->trade.inside &&
	    bars_since(d, d->trade.time) == bars_since(d, f->time)))
		return true;
	leg = order_find(d->t, id);
	stop = leg_of(d, leg, ".sl");
	if (stop == NULL || (at = stop->trigger_price, dec_cmp(at, low) < 0)
	    || dec_cmp(at, high) > 0)
		return false;
	leg = order_find(d->t, id);
	target = leg_of(d, leg, ".tp");
	return target != NULL && dec_cmp(target->price, low) >= 0 &&
	    dec_cmp(target->price, high) <= 0;
}

static struct dec
average(struct dec value, struct dec amount, struct dec contract)
{
	struct dec price;

	if (dec_sign(contract) > 0 &&
	    !dec_times(amount, contract, &amount))
		return DEC_NONE;
	return dec_div(value, amount, MONEY_SCALE, ROUND_HALF_EVEN, &price) ?
	    price : DEC_NONE;
}

/* Of what the entry was worth. */
static double
return_of(const struct open_trade *o, struct dec profit)
{
	double entry = dec_to_double(o->side > 0 ? o->paid : o->got);

	return entry > 0 ? dec_to_double(profit) / entry : NAN;
}

/* Of a contract; 0: prices are of base units. */
static struct dec
contract_of(const struct run_market *m)
{
	return m->i.kind == KIND_SPOT ? DEC_ZERO : m->i.contract_size;
}

static struct run_trade *
trade_add(struct desk *d, const struct open_trade *o,
    const struct run_market *m)
{
	struct run_trade *r = vec_add(&d->t->trades);
	struct dec contract = contract_of(m);
	bool bought = o->side > 0;
	struct dec entry = bought ? o->paid : o->got;

	r->symbol = arena_text(d->t->texts, m->symbol);
	r->side = bought ? POSITION_LONG : POSITION_SHORT;
	r->entry_time = o->time;
	r->amount = bought ? o->bought : o->sold;
	r->entry_price = average(entry, r->amount, contract);
	r->exit_price = DEC_NONE;
	r->fees = o->fees;
	r->funding = o->funding;
	r->reason_in = arena_text(d->t->texts, o->reason);
	r->profit = DEC_NONE;
	r->ret = NAN;
	vec_push(&d->t->risks, o->stop_away * dec_to_double(r->amount) *
	    (m->i.kind == KIND_SPOT ? 1 : dec_to_double(contract)));
	return r;
}

static struct run_trade *
trade_close(struct desk *d, const struct open_trade *o,
    const struct run_market *m, const struct fill *f, const char *reason)
{
	struct run_trade *r = trade_add(d, o, m);
	bool bought = o->side > 0;
	struct dec out = bought ? o->got : o->paid;

	r->exit_time = f->time;
	r->exit_price = average(out, bought ? o->sold : o->bought,
	    contract_of(m));
	r->reason_out = arena_text(d->t->texts, reason);
	r->bars = bars_since(d, o->time) - bars_since(d, f->time) +
	    !is_open_time(d, f->time);
	if (!dec_sub(o->gain, o->fees, &r->profit) ||
	    !dec_add(r->profit, o->funding, &r->profit))
		r->profit = DEC_NONE;
	r->ret = return_of(o, r->profit);
	return r;
}

void
trip_close(struct desk *d, const struct fill *f, const char *reason,
    bool leg)
{
	struct run_trade *r = trade_close(d, &d->trade, d->market, f, reason);

	r->intrabar = leg && path_decided(d, f);
	d->side = 0;
	d->left_at = f->time;
	d->leaving = NULL;
	d->exit_id[0] = d->guard_id[0] = '\0';
}

void
trip_open_alone(struct hedge *h, const struct fill *f, int side)
{
	h->alone = true;
	h->trade = (struct open_trade){ .side = side, .time = f->time,
	    .bought = DEC_ZERO, .sold = DEC_ZERO, .paid = DEC_ZERO,
	    .got = DEC_ZERO, .gain = DEC_ZERO, .fees = DEC_ZERO,
	    .funding = DEC_ZERO, .stop_away = NAN, .reason = "hedge" };
}

void
trip_close_alone(struct desk *d, const struct fill *f, const char *reason)
{
	trade_close(d, &d->hedge->trade, d->hedge->market, f, reason);
	d->hedge->alone = false;
}

void
trip_unfinished(struct desk *d)
{
	bool alone = d->side == 0;
	const struct open_trade *o = alone ? &d->hedge->trade : &d->trade;
	struct run_trade *r = trade_add(d, o, alone ? d->hedge->market :
	    d->market);

	r->bars = bars_since(d, o->time) + 1;
}

void
trip_correct(struct desk *d, struct dec gain, struct dec fee,
    struct dec funding)
{
	struct run_trades *all = &d->t->trades;
	struct run_trade *r = all->len == 0 ? NULL :
	    &all->at[all->len - 1];

	if (r == NULL || r->exit_time == 0)
		return;
	if (!dec_add(gain, funding, &gain) || !dec_sub(gain, fee, &gain) ||
	    !dec_add(r->profit, gain, &r->profit))
		r->profit = DEC_NONE;
	if (!dec_add(r->fees, fee, &r->fees))
		r->fees = DEC_NONE;
	if (!dec_add(r->funding, funding, &r->funding))
		r->funding = DEC_NONE;
	r->ret = return_of(&d->trade, r->profit);
}
