/*
 * Balances, reserves and equity, worked out from the opening, the transfers,
 * the fills and the working orders each time they are asked for.
 */
#include "tests/model/spotmodel/model.h"

int
scale_of(const struct model *m, const char *currency)
{
	for (size_t i = 0; i < m->scales.len; i++)
		if (strcmp(m->scales.at[i].currency, currency) == 0)
			return m->scales.at[i].scale;
	return 8;
}

/* One posting: a signed change, rounded toward minus infinity. */
static struct dec
posted(const struct model *m, const char *currency, struct dec change)
{
	return rounded(change, scale_of(m, currency), ROUND_FLOOR);
}

/* -floor(-x × rate): of the value in quote, or of the amount in base. */
struct dec
fill_fee(const struct model *m, const struct fill *f, const char **currency)
{
	const struct order *o = &m->orders.at[f->order];
	struct dec rate = f->taker ? o->of->taker : o->of->maker;
	bool in_base = m->fee_received && o->want.side == BUY;
	struct dec of = in_base ? o->want.amount :
	    times(f->price, o->want.amount);

	*currency = in_base ? o->of->base : o->of->quote;
	return dec_neg(posted(m, *currency, times(dec_neg(of), rate)));
}

/* What one fill changed in a currency: value, amount, fee. */
static struct dec
fill_change(const struct model *m, const struct fill *f, const char *currency)
{
	const struct order *o = &m->orders.at[f->order];
	struct dec value = times(f->price, o->want.amount);
	struct dec amount = o->want.amount, sum = DEC_ZERO, fee;
	const char *fee_currency;

	if (o->want.side == BUY)
		value = dec_neg(value);
	else
		amount = dec_neg(amount);
	if (strcmp(currency, o->of->quote) == 0)
		sum = plus(sum, posted(m, currency, value));
	if (strcmp(currency, o->of->base) == 0)
		sum = plus(sum, posted(m, currency, amount));
	fee = fill_fee(m, f, &fee_currency);
	if (strcmp(currency, fee_currency) == 0)
		sum = minus(sum, fee);
	return sum;
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
	for (size_t i = 0; i < m->fills.len; i++)
		sum = plus(sum, fill_change(m, &m->fills.at[i], currency));
	return sum;
}

/* Of a buy: ceil(P × remaining) + ceil(P × remaining × taker) in quote; of a
 * sell: what remains, in base. */
struct dec
need_at(const struct model *m, const struct instrument *in,
    const struct request *want, struct dec price)
{
	int scale = scale_of(m, in->quote);
	struct dec value, need;

	if (want->side == SELL)
		return rounded(want->amount, scale_of(m, in->base),
		    ROUND_CEIL);
	value = times(price, want->amount);
	need = rounded(value, scale, ROUND_CEIL);
	if (!m->fee_received && dec_sign(in->taker) > 0)
		need = plus(need,
		    rounded(times(value, in->taker), scale, ROUND_CEIL));
	return need;
}

static struct dec
reserve_of(const struct model *m, const struct order *o, const char *currency)
{
	const char *in = o->want.side == BUY ? o->of->quote : o->of->base;

	if (!working(o) || strcmp(in, currency) != 0)
		return DEC_ZERO;
	return need_at(m, o->of, &o->want, dec_known(o->want.price) ?
	    o->want.price : o->want.trigger);
}

/* Linked orders reserve together: the largest one, not the sum. */
struct dec
reserved_of(const struct model *m, const char *currency)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->orders.len; i++) {
		const struct order *o = &m->orders.at[i];
		struct dec most = reserve_of(m, o, currency);
		bool counted = false;

		for (size_t k = 0; k < m->orders.len; k++) {
			const struct order *p = &m->orders.at[k];

			if (k == i || o->entry == NO_ENTRY ||
			    p->entry != o->entry)
				continue;
			most = dec_max(most, reserve_of(m, p, currency));
			counted = counted || k < i;
		}
		if (!counted)
			sum = plus(sum, most);
	}
	return sum;
}

struct dec
free_of(const struct model *m, const char *currency)
{
	return minus(total_of(m, currency), reserved_of(m, currency));
}

struct dec
price_of(const struct model *m, const char *currency)
{
	if (strcmp(currency, m->currency) == 0)
		return dec_int(1);
	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		if (strcmp(in->base, currency) == 0 &&
		    strcmp(in->quote, m->currency) == 0)
			return in->last;
	}
	return DEC_NONE;
}

struct dec
equity_of(const struct model *m)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->currencies.len; i++) {
		const char *currency = m->currencies.at[i];
		struct dec price = price_of(m, currency);

		if (dec_known(price))
			sum = plus(sum,
			    rounded(times(total_of(m, currency), price),
			    scale_of(m, m->currency), ROUND_FLOOR));
	}
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
