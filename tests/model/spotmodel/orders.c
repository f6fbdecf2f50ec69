/*
 * What happens to orders: they arrive, trigger, fill, make legs and close.
 * Each says so in a record.
 */
#include "tests/model/spotmodel/model.h"

bool
working(const struct order *o)
{
	return !o->closed;
}

bool
waits_for_trigger(const struct order *o)
{
	return (o->want.type == STOP || o->want.type == STOP_LIMIT) &&
	    !o->triggered;
}

static bool
partners(const struct order *a, const struct order *b)
{
	return a != b && a->entry != NO_ENTRY && a->entry == b->entry;
}

/* Returns the order's place; its record shows what it asks for. */
static size_t
order_accept(struct model *m, const struct order *o)
{
	struct rec r = { .event = "accepted" };

	rec_text(&r, "id", o->id);
	rec_text(&r, "parent", o->entry == NO_ENTRY ? NULL :
	    m->orders.at[o->entry].id);
	rec_text(&r, "symbol", o->of->symbol);
	rec_text(&r, "side", side_names[o->want.side]);
	rec_text(&r, "type", type_names[o->want.type]);
	rec_number(&r, "amount", o->want.amount);
	rec_number(&r, "price", o->want.price);
	rec_number(&r, "trigger_price", o->want.trigger);
	vec_push(&m->orders, *o);
	rec_put(m, &r);
	return m->orders.len - 1;
}

void
order_close(struct model *m, size_t order, const char *event,
    const char *reason)
{
	struct order *o = &m->orders.at[order];
	struct rec r = { .event = event };

	o->closed = true;
	rec_text(&r, "id", o->id);
	rec_text(&r, "reason", reason);
	rec_number(&r, "remaining", o->want.amount);
	rec_put(m, &r);
}

static void
partners_cancel(struct model *m, size_t order)
{
	for (size_t i = 0; i < m->orders.len; i++)
		if (partners(&m->orders.at[i], &m->orders.at[order]) &&
		    working(&m->orders.at[i]))
			order_close(m, i, "canceled", "linked");
}

/* Would free after it be below 0? Makes the fill, looks, takes it back. */
static bool
affordable(struct model *m, size_t order, struct fill f)
{
	struct order *o = &m->orders.at[order];
	VEC(struct order) before = {0};
	bool yes;

	for (size_t i = 0; i < m->orders.len; i++)
		vec_push(&before, m->orders.at[i]);
	vec_push(&m->fills, f);
	o->closed = o->filled = true;
	for (size_t i = 0; i < m->orders.len; i++)
		if (partners(&m->orders.at[i], o))
			m->orders.at[i].closed = true;
	yes = dec_sign(free_of(m, o->of->base)) >= 0 &&
	    dec_sign(free_of(m, o->of->quote)) >= 0;
	m->fills.len--;
	for (size_t i = 0; i < m->orders.len; i++)
		m->orders.at[i] = before.at[i];
	vec_release(&before);
	return yes;
}

static void
fill_put(struct model *m, const struct fill *f)
{
	const struct order *o = &m->orders.at[f->order];
	struct rec r = { .event = "filled" };
	const char *currency;
	struct dec fee = fill_fee(m, f, &currency);

	rec_text(&r, "id", o->id);
	rec_text(&r, "symbol", o->of->symbol);
	rec_text(&r, "side", side_names[o->want.side]);
	rec_number(&r, "amount", o->want.amount);
	rec_number(&r, "price", f->price);
	rec_number(&r, "cost", times(f->price, o->want.amount));
	rec_text(&r, "taker_or_maker", f->taker ? "taker" : "maker");
	rec_number(&r, "fee", fee);
	rec_text(&r, "fee_currency", currency);
	rec_number(&r, "realized_pnl", DEC_NONE);
	rec_number(&r, "remaining", DEC_ZERO);
	rec_put(m, &r);
}

/* A percentage of the first fill price, rounded away from the market. */
static struct dec
link_price(const struct instrument *in, struct link l, struct dec price,
    int sign)
{
	struct dec part;

	if (!l.percent)
		return l.value;
	part = times(l.value, dec_make(sign, 2));
	return to_tick(in, times(price, plus(dec_int(1), part)),
	    sign < 0 ? ROUND_FLOOR : ROUND_CEIL);
}

static void
leg_add(struct model *m, size_t entry, enum type type, struct dec amount,
    struct dec price, bool guarded)
{
	const struct order *e = &m->orders.at[entry];
	struct order leg = { .of = e->of, .entry = entry, .guarded = guarded };

	leg.id = mem_format("%s.%s", e->id, type == STOP ? "sl" : "tp");
	leg.want.side = SELL;
	leg.want.type = type;
	leg.want.amount = amount;
	leg.want.price = type == STOP ? DEC_NONE : price;
	leg.want.trigger = type == STOP ? price : DEC_NONE;
	leg.want.quote = DEC_NONE;
	order_accept(m, &leg);
}

/* After an entry's fill: the stop, then the target. A target whose entry was
 * a maker inside a walk is guarded. */
static void
legs_add(struct model *m, size_t entry, const struct fill *f)
{
	struct order e = m->orders.at[entry];
	struct dec amount = e.want.amount, fee;
	const char *currency;

	fee = fill_fee(m, f, &currency);
	if (strcmp(currency, e.of->base) == 0)
		amount = to_step(minus(amount, dec_max(fee, DEC_ZERO)),
		    e.of->lot, ROUND_DOWN);
	if (dec_sign(amount) <= 0)
		return;
	if (e.want.stop_loss.given)
		leg_add(m, entry, STOP, amount, link_price(e.of,
		    e.want.stop_loss, f->price, -1), false);
	if (e.want.take_profit.given)
		leg_add(m, entry, LIMIT, amount, link_price(e.of,
		    e.want.take_profit, f->price, 1), m->walking && !f->taker);
}

void
order_fill(struct model *m, size_t order, struct dec price, bool taker)
{
	struct fill f = { order, price, taker };

	if (!affordable(m, order, f)) {
		order_close(m, order, "canceled", "insufficient_funds");
		return;
	}
	vec_push(&m->fills, f);
	m->orders.at[order].closed = m->orders.at[order].filled = true;
	fill_put(m, &f);
	partners_cancel(m, order);
	legs_add(m, order, &f);
}

/* Takes at a base price: slipped, a limit never beyond its own. */
static void
order_take(struct model *m, size_t order, struct dec base)
{
	const struct order *o = &m->orders.at[order];
	struct dec price = slipped(m, o->of, o->want.side, base);

	if (dec_known(o->want.price))
		price = o->want.side == BUY ? dec_min(price, o->want.price) :
		    dec_max(price, o->want.price);
	order_fill(m, order, price, true);
}

/* A limit at the price where it comes to life. */
static void
limit_meet(struct model *m, size_t order, struct dec price)
{
	const struct order *o = &m->orders.at[order];

	if (marketable(&o->want, price))
		order_take(m, order, price);
	else if (o->want.tif == IOC)
		order_close(m, order, "expired", "ioc");
	else if (o->want.tif == FOK)
		order_close(m, order, "expired", "fok");
}

void
order_trigger(struct model *m, size_t order, struct dec price)
{
	struct rec r = { .event = "triggered" };

	m->orders.at[order].triggered = true;
	rec_text(&r, "id", m->orders.at[order].id);
	rec_text(&r, "symbol", m->orders.at[order].of->symbol);
	rec_number(&r, "price", price);
	rec_put(m, &r);
	partners_cancel(m, order);
	if (m->orders.at[order].want.type == STOP)
		order_take(m, order, price);
	else
		limit_meet(m, order, price);
}

void
order_arrive(struct model *m, const struct request *want, struct dec amount)
{
	struct order o = { .want = *want, .id = want->id, .entry = NO_ENTRY };
	size_t order;

	o.of = instrument_of(m, want->symbol);
	o.want.amount = amount;
	order = order_accept(m, &o);
	if (want->type == MARKET)
		order_take(m, order, o.of->last);
	else if (want->type == LIMIT)
		limit_meet(m, order, o.of->last);
	else if (reached(want, o.of->last))
		order_trigger(m, order, o.of->last);
}
