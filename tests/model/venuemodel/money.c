/*
 * Balances, reserves, fee rates and equity, worked out from the facts each
 * time they are asked for.
 */
#include "tests/model/venuemodel/model.h"

#define DAY (INT64_C(86400) * 1000000)

int
scale_of(const struct model *m, const char *currency)
{
	for (size_t i = 0; i < m->scales.len; i++)
		if (strcmp(m->scales.at[i].currency, currency) == 0)
			return m->scales.at[i].scale;
	return 8;
}

/* One posting: a signed change, rounded toward minus infinity. */
struct dec
posted(const struct model *m, const char *currency, struct dec change)
{
	return rounded(change, scale_of(m, currency), ROUND_FLOOR);
}

static int64_t
day_of(int64_t time)
{
	return time >= 0 ? time / DAY : -((-time + DAY - 1) / DAY);
}

/* Σ fill value over the 30 UTC days before today, of fills whose quote is the
 * valuation currency. */
static struct dec
traded(const struct model *m)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->fills.len; i++) {
		const struct fill *f = &m->fills.at[i];
		int64_t ago = day_of(m->time) - day_of(f->time);

		if (ago >= 1 && ago <= 30 &&
		    strcmp(f->order->of->quote, m->currency) == 0)
			sum = plus(sum, f->value);
	}
	return sum;
}

/* The last row whose volume ≤ what was traded; none: the instrument's own. */
struct dec
rate_of(const struct model *m, const struct instrument *in, bool taker)
{
	struct dec rate = taker ? in->taker : in->maker;

	for (size_t i = 0; i < m->fee_tiers.len; i++)
		if (!less(traded(m), m->fee_tiers.at[i].volume))
			rate = taker ? m->fee_tiers.at[i].taker :
			    m->fee_tiers.at[i].maker;
	return rate;
}

struct dec
total_of(const struct model *m, const char *currency)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->opening.len; i++)
		if (strcmp(m->opening.at[i].currency, currency) == 0)
			sum = plus(sum, m->opening.at[i].amount);
	for (size_t i = 0; i < m->transfers.len; i++)
		if (strcmp(m->transfers.at[i].currency, currency) == 0)
			sum = plus(sum, m->transfers.at[i].amount);
	for (size_t i = 0; i < m->postings.len; i++)
		if (strcmp(m->postings.at[i].currency, currency) == 0)
			sum = plus(sum, m->postings.at[i].amount);
	return sum;
}

/* Of a spot buy: ceil(P × remaining) + ceil(P × remaining × taker) in quote;
 * of a spot sell: what remains, in base. */
struct dec
need_at(const struct model *m, const struct instrument *in, enum side side,
    struct dec amount, struct dec price, struct dec taker)
{
	int scale = scale_of(m, in->quote);
	struct dec value, need;

	if (side == SELL)
		return rounded(amount, scale_of(m, in->base), ROUND_CEIL);
	value = value_at(in, amount, price);
	need = rounded(value, scale, ROUND_CEIL);
	if (!m->fee_received && positive(taker))
		need = plus(need, rounded(times(value, taker), scale,
		    ROUND_CEIL));
	return need;
}

/* P: the limit price, else the trigger, else the activation price, else the
 * price at arrival. */
static struct dec
reserve_price(const struct order *o)
{
	if (dec_known(o->want.price))
		return o->want.price;
	if (dec_known(o->want.trigger))
		return o->want.trigger;
	return dec_known(o->want.activation) ? o->want.activation :
	    o->arrival;
}

struct dec
reserve_of(const struct model *m, const struct order *o, const char *currency)
{
	const char *in = o->want.side == BUY ? o->of->quote : o->of->base;

	if (!working(o) || o->of->swap || strcmp(in, currency) != 0)
		return DEC_ZERO;
	return need_at(m, o->of, o->want.side, remaining_of(o),
	    reserve_price(o), o->taker);
}

void
rates_fall(struct model *m)
{
	for (size_t i = 0; i < m->orders.len; i++)
		m->orders.at[i]->taker = dec_min(m->orders.at[i]->taker,
		    rate_of(m, m->orders.at[i]->of, true));
}

/* Linked orders reserve together: the largest one, not the sum. */
struct dec
reserved_of(const struct model *m, const char *currency)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->orders.len; i++) {
		const struct order *o = m->orders.at[i];
		struct dec most = reserve_of(m, o, currency);
		bool counted = false;

		for (size_t k = 0; k < m->orders.len && o->group != 0; k++) {
			const struct order *p = m->orders.at[k];

			if (!partners(o, p))
				continue;
			most = dec_max(most, reserve_of(m, p, currency));
			counted = counted || k < i;
		}
		if (!counted)
			sum = plus(sum, most);
	}
	return sum;
}

/* free = W + Σ upnl(cross) - Σ IM(cross) */
struct dec
free_of(const struct model *m, const char *currency)
{
	struct dec sum = wallet_of(m, currency);

	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		if (is_cross(m, in, currency))
			sum = minus(plus(sum, upnl_of(m, in)),
			    initial_of(m, in));
	}
	return sum;
}

/* "Without cross profit": no position's, each taken by itself. */
struct dec
free_to_withdraw(const struct model *m, const char *currency)
{
	struct dec sum = wallet_of(m, currency);

	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		if (is_cross(m, in, currency))
			sum = minus(plus(sum, dec_min(upnl_of(m, in),
			    DEC_ZERO)), initial_of(m, in));
	}
	return sum;
}

struct dec
price_of(const struct model *m, const char *currency)
{
	if (strcmp(currency, m->currency) == 0)
		return dec_int(1);
	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		if (!in->swap && strcmp(in->base, currency) == 0 &&
		    strcmp(in->quote, m->currency) == 0)
			return in->last;
	}
	return DEC_NONE;
}

static struct dec
worth(const struct model *m, const char *currency, struct dec amount)
{
	struct dec price = price_of(m, currency);

	return !dec_known(price) ? DEC_ZERO : rounded(times(amount, price),
	    scale_of(m, m->currency), ROUND_FLOOR);
}

/* Σ floor(total × price) + Σ upnl, each term rounded down. */
struct dec
equity_of(const struct model *m)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->currencies.len; i++)
		sum = plus(sum, worth(m, m->currencies.at[i],
		    total_of(m, m->currencies.at[i])));
	for (size_t i = 0; i < m->instruments.len; i++)
		sum = plus(sum, worth(m, m->instruments.at[i].settle,
		    upnl_of(m, &m->instruments.at[i])));
	return sum;
}

struct dec
transferred_of(const struct model *m)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->transfers.len; i++)
		sum = plus(sum, m->transfers.at[i].value);
	return sum;
}
