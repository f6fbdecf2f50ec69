/*
 * A market order of a spot symbol that is filled at once and whole, as nearly
 * all are, in whole numbers of 64 bits. It comes to what check.c, fill.c and
 * order.c make of it one step after the other; whatever is less plain, and
 * whatever is refused, is left to them.
 */
#include "venue/sim/state.h"

#include <string.h>

/* No sum below leaves 64 bits while its parts are within this. */
#define FAR (INT64_MAX / 8)

struct market {
	struct sim_symbol *s;
	size_t symbol;
	struct sim_balance *base, *quote, *fees;
	bool buy, in_base;
	struct dec rate, amount, value;
	int64_t price;
	/* in whole steps of their currencies: what moves, and the fee */
	int64_t units, money, fee;
};

static bool
near(int64_t a)
{
	return a <= FAR && a >= -FAR;
}

/* Money that can be counted with as a whole number. */
static bool
is_plain(const struct dec *d, int scale)
{
	int64_t whole = (int64_t)d->coef;

	return d->scale == scale && whole == d->coef && near(whole);
}

static bool
balance_is_plain(const struct sim_balance *b)
{
	return is_plain(&b->total, b->scale) &&
	    is_plain(&b->reserved, b->scale) &&
	    is_plain(&b->traded, b->scale) && is_plain(&b->fees, b->scale);
}

static int64_t
free_of(const struct sim_balance *b)
{
	return (int64_t)b->total.coef - (int64_t)b->reserved.coef;
}

/* In other decimals, rounded down or up; false: too far. */
static bool
rescale(int64_t a, int from, int to, bool up, int64_t *out)
{
	struct dec cut;

	if (from <= to)
		return !__builtin_mul_overflow(a, dec_powers[to - from], out) &&
		    near(*out);
	if (from - to > DEC_SCALE_MAX)
		return false;
	cut = sim_cut(a, from - to, to, up ? ROUND_CEIL : ROUND_FLOOR);
	*out = (int64_t)cut.coef;
	return near(*out);
}

/* One that could be filled like that, by its form. */
static bool
market_begin(struct sim *sim, const struct sim_instruction *i,
    struct market *m)
{
	const struct order_request *r = &i->order;

	if (r->type != TYPE_MARKET || i->unsupported || sim->held.len > 0 ||
	    dec_sign(sim->settings.volume_share) > 0 ||
	    request_has_links(r) || !request_supported(r, false) ||
	    !spot_supported(r))
		return false;
	m->s = symbol_find(sim, r->symbol, &m->symbol);
	if (m->s == NULL || m->s->swap || m->s->last == 0 || m->s->booked ||
	    strchr(i->id, '.') != NULL || id_taken(sim, i->id))
		return false;
	m->buy = r->side == SIDE_BUY;
	m->in_base = m->buy && sim->settings.fee_received;
	m->base = &sim->balances.at[m->s->base];
	m->quote = &sim->balances.at[m->s->quote];
	m->fees = m->in_base ? m->base : m->quote;
	m->rate = fee_rate(sim, m->s, LIQUIDITY_TAKER);
	return balance_is_plain(m->base) && balance_is_plain(m->quote) &&
	    is_plain(&m->s->bought, m->base->scale) &&
	    is_plain(&m->s->paid, m->quote->scale);
}

/* How much, and at what price; within what the symbol allows. */
static bool
market_size(struct sim *sim, const struct order_request *r, struct market *m)
{
	const struct sim_symbol *s = m->s;
	const struct instrument *i = &s->i;
	int64_t amount, value, met = s->last;

	if (dec_known(r->quote)) {
		m->amount = quote_amount(sim, s, r, m->rate, &m->price);
	} else {
		m->amount = r->amount;
		if (!amount_on_lot(s, &m->amount))
			return false;
		m->price = price_slipped(sim, s, r->side, met, m->amount);
	}
	amount = (int64_t)m->amount.coef;
	if (!is_plain(&m->amount, s->lot.scale) || amount <= 0 ||
	    (!dec_is_zero(i->min_amount) &&
	    dec_cmp(m->amount, i->min_amount) < 0) ||
	    (!dec_is_zero(i->max_amount) &&
	    dec_cmp(m->amount, i->max_amount) > 0) ||
	    i->contract_size.coef != 1 || i->contract_size.scale != 0 ||
	    s->scale + s->lot.scale > DEC_SCALE_MAX ||
	    __builtin_mul_overflow(met, amount, &value))
		return false;
	m->value = (struct dec){ value, s->scale + s->lot.scale };
	return dec_cmp(m->value, s->least_value) >= 0 &&
	    (dec_is_zero(i->max_notional) ||
	    dec_cmp(m->value, i->max_notional) <= 0) &&
	    (i->max_open_orders == 0 || s->working[SIDE_BUY] +
	    s->working[SIDE_SELL] < i->max_open_orders);
}

/* What it moves and costs, all of it there. */
static bool
market_pays(struct market *m)
{
	int64_t amount = (int64_t)m->amount.coef, value, fee;
	int more = m->in_base ? m->amount.scale : m->value.scale;

	if (__builtin_mul_overflow(m->price, amount, &value))
		return false;
	m->value.coef = value;
	more += m->rate.scale - m->fees->scale;
	if (!dec_is_short(m->rate) || more < 0 ||
	    __builtin_mul_overflow(m->in_base ? amount : value,
	    (int64_t)m->rate.coef, &fee) ||
	    !rescale(fee, more, 0, true, &m->fee) ||
	    !rescale(amount, m->amount.scale, m->base->scale, true,
	    &m->units) ||
	    !rescale(value, m->value.scale, m->quote->scale, m->buy,
	    &m->money))
		return false;
	if (!m->buy)
		return m->units <= free_of(m->base) &&
		    free_of(m->quote) + m->money - m->fee >= 0;
	return m->money + (!m->in_base && m->fee > 0 ? m->fee : 0) <=
	    free_of(m->quote) && (!m->in_base ||
	    free_of(m->base) + m->units - m->fee >= 0);
}

static void
post(struct sim_balance *b, struct dec *sum, int64_t change)
{
	b->total.coef += change;
	b->traded.coef += change;
	sum->coef += change;
}

static void
market_post(struct sim *sim, struct market *m)
{
	int64_t in = m->buy ? m->units : -m->units;

	post(m->base, &m->s->bought, in);
	post(m->quote, &m->s->paid, m->buy ? -m->money : m->money);
	m->fees->total.coef -= m->fee;
	m->fees->traded.coef -= m->fee;
	m->fees->fees.coef += m->fee;
	average_move(sim, m->s, m->buy ? SIDE_BUY : SIDE_SELL,
	    (struct dec){ m->units, m->base->scale }, m->value);
	fee_volume_add(sim, m->s, m->value);
	position_changed(sim);
}

bool
market_fills(struct sim *sim, const struct sim_instruction *i)
{
	struct market m;
	struct sim_fill f;
	struct sim_order *o;

	if (!market_begin(sim, i, &m) || !market_size(sim, &i->order, &m) ||
	    !market_pays(&m))
		return false;
	o = order_new(sim);
	text_copy(o->id, sizeof(o->id), i->id);
	o->number = ++sim->numbers;
	o->symbol = m.symbol;
	o->side = i->order.side;
	o->type = TYPE_MARKET;
	o->amount = m.amount;
	order_tell(sim, SIM_ACCEPTED, o, NULL, NULL);
	market_post(sim, &m);
	f = (struct sim_fill){ .amount = m.amount, .value = m.value,
	    .fee = { m.fee, m.fees->scale }, .pnl = DEC_NONE,
	    .fee_balance = (size_t)(m.fees - sim->balances.at),
	    .price = m.price, .how = LIQUIDITY_TAKER };
	o->filled = m.amount;
	order_tell(sim, SIM_FILLED, o, &f, NULL);
	id_set_add(&sim->closed, o->id);
	order_drop(sim, o);
	return true;
}
