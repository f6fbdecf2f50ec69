/*
 * What happens to orders: they arrive, trigger and close, and how one that
 * waits looks at prices. Each says so in a record.
 */
#include "tests/model/venuemodel/model.h"

bool
working(const struct order *o)
{
	return !o->closed;
}

struct dec
remaining_of(const struct order *o)
{
	return minus(o->want.amount, o->filled);
}

bool
is_stop(enum type type)
{
	return type == STOP || type == STOP_LIMIT;
}

bool
is_take_profit(enum type type)
{
	return type == TAKE_PROFIT || type == TAKE_PROFIT_LIMIT;
}

bool
has_limit(enum type type)
{
	return type == LIMIT || type == STOP_LIMIT ||
	    type == TAKE_PROFIT_LIMIT;
}

bool
waits_for_trigger(const struct order *o)
{
	return o->want.type != MARKET && o->want.type != LIMIT &&
	    !o->triggered;
}

/* What is left of a market or triggered order. */
bool
is_remainder(const struct order *o)
{
	return !waits_for_trigger(o) && !has_limit(o->want.type);
}

/* A limit in the book. */
bool
rests(const struct order *o)
{
	return !waits_for_trigger(o) && has_limit(o->want.type);
}

/* Of an active trailing order: best ∓ distance, away from the market. */
struct dec
trigger_of(const struct order *o)
{
	struct dec distance = o->want.trail_amount;
	bool sell = o->want.side == SELL;

	if (o->want.type != TRAILING)
		return o->want.trigger;
	if (!o->active)
		return o->want.activation;
	if (!dec_known(distance))
		distance = times(times(o->best, o->want.trail_percent),
		    dec_make(1, 2));
	return to_tick(o->of, sell ? minus(o->best, distance) :
	    plus(o->best, distance), sell ? ROUND_FLOOR : ROUND_CEIL);
}

/* Stop kinds lie behind the market, take-profit kinds before it. */
bool
reached(enum type type, enum side side, struct dec trigger, struct dec price)
{
	bool above = (side == BUY) != is_take_profit(type);

	return above ? !less(price, trigger) : !less(trigger, price);
}

bool
order_reached(const struct order *o, struct dec price)
{
	bool activation = o->want.type == TRAILING && !o->active;

	return reached(activation ? TAKE_PROFIT : o->want.type, o->want.side,
	    trigger_of(o), price);
}

bool
partners(const struct order *a, const struct order *b)
{
	return a != b && a->group != 0 && a->group == b->group;
}

/* Its record shows what it asks for. */
struct order *
order_accept(struct model *m, struct order *o)
{
	struct rec r = { .event = "accepted" };

	rec_text(&r, "id", o->id);
	rec_text(&r, "parent", o->entry == NULL ? NULL : o->entry->id);
	rec_text(&r, "symbol", o->of->symbol);
	rec_text(&r, "side", side_names[o->want.side]);
	rec_text(&r, "type", type_names[o->want.type]);
	rec_number(&r, "amount", o->want.amount);
	rec_number(&r, "price", o->want.price);
	rec_number(&r, "trigger_price", o->want.trigger);
	vec_push(&m->orders, o);
	rec_put(m, &r);
	return o;
}

void
order_close(struct model *m, struct order *o, const char *event,
    const char *reason)
{
	struct rec r = { .event = event };

	o->closed = true;
	rec_text(&r, "id", o->id);
	rec_text(&r, "reason", reason);
	rec_number(&r, "remaining", remaining_of(o));
	rec_put(m, &r);
}

void
partners_cancel(struct model *m, struct order *o)
{
	for (size_t i = 0; i < m->orders.len; i++)
		if (partners(m->orders.at[i], o) && working(m->orders.at[i]))
			order_close(m, m->orders.at[i], "canceled", "linked");
}

void
entry_cancel(struct model *m, struct order *leg)
{
	if (leg->entry != NULL && working(leg->entry))
		order_close(m, leg->entry, "canceled", "linked");
}

/* A limit at the price where it comes to life. */
static void
limit_meet(struct model *m, struct order *o, struct dec price)
{
	if (marketable(&o->want, price))
		order_take(m, o, price);
	else if (o->want.tif == IOC)
		order_close(m, o, "expired", "ioc");
	else if (o->want.tif == FOK)
		order_close(m, o, "expired", "fok");
}

/* An activation prints nothing; its best begins where the walker stands. */
void
order_trigger(struct model *m, struct order *o, struct dec price)
{
	struct rec r = { .event = "triggered" };

	if (o->want.type == TRAILING && !o->active) {
		o->active = true;
		o->best = o->of->last;
		return;
	}
	o->triggered = true;
	rec_text(&r, "id", o->id);
	rec_text(&r, "symbol", o->of->symbol);
	rec_number(&r, "price", price);
	rec_put(m, &r);
	partners_cancel(m, o);
	entry_cancel(m, o);
	if (has_limit(o->want.type))
		limit_meet(m, o, price);
	else
		order_take(m, o, price);
}

/* What an accepted request becomes. */
struct order *
order_make(struct model *m, const struct request *want, struct dec amount)
{
	struct order *o = mem_alloc(sizeof(*o));
	struct arrival a = { .m = m, .want = want };

	a.in = instrument_of(m, want->symbol);
	memset(o, 0, sizeof(*o));
	o->want = *want;
	o->id = want->id;
	o->of = instrument_of(m, want->symbol);
	o->want.amount = amount;
	o->first_price = o->best = DEC_NONE;
	o->filled = o->base_fees = o->legs = DEC_ZERO;
	o->arrival = a.in->last;
	o->fixed = DEC_NONE;
	o->taker = rate_of(m, o->of, true);
	if (want->type == MARKET) {
		o->arrival = taking_price(&a, amount);
		if (dec_known(want->quote))
			o->fixed = o->arrival;
	}
	if (want->type == TRAILING && !dec_known(want->activation)) {
		o->active = true;
		o->best = a.in->last;
	}
	return o;
}

/* Meets the market, new or amended. A quote's price is that of a fill now: a
 * later one starts from the open that it meets. */
void
order_arrive(struct model *m, struct order *o)
{
	struct dec last = o->of->last;

	if (rests(o))
		limit_meet(m, o, last);
	else if (is_remainder(o))
		order_take(m, o, last);
	/* A trailing order may begin at arrival, but never takes there. */
	else if (!o->active && order_reached(o, last))
		order_trigger(m, o, last);
	o->fixed = DEC_NONE;
}
