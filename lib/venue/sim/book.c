/*
 * The book of a live market, as far as it was told: what orders meet that come
 * now. What they take is gone from it for those after them.
 */
#include "venue/sim/state.h"

#include "model/market.h"

void
sim_book_forget(struct sim *sim)
{
	for (size_t i = 0; i < sim->symbols.len; i++) {
		sim->symbols.at[i].booked = false;
		vec_release(&sim->symbols.at[i].depth[SIDE_BUY]);
		vec_release(&sim->symbols.at[i].depth[SIDE_SELL]);
	}
}

void
sim_book(struct sim *sim, size_t symbol, const struct book_levels *book)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];

	s->booked = true;
	vec_clear(&s->depth[SIDE_BUY]);
	vec_clear(&s->depth[SIDE_SELL]);
	for (size_t i = 0; i < book->len; i++) {
		const struct book_level *l = &book->at[i];
		struct sim_level own = { .amount = l->amount };

		if (price_read(s, l->price, &own.price) && own.price > 0)
			vec_push(&s->depth[l->side == BOOK_ASK ? SIDE_BUY :
			    SIDE_SELL], own);
	}
}

int64_t
price_met(const struct sim_symbol *s, int side)
{
	return s->depth[side].len > 0 ? s->depth[side].at[0].price : s->last;
}

static bool
within(int side, int64_t price, int64_t limit)
{
	return limit == 0 || (side == SIDE_BUY ? price <= limit :
	    price >= limit);
}

struct dec
book_holds(const struct sim_symbol *s, int side, int64_t limit)
{
	const struct sim_depth *d = &s->depth[side];
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < d->len && within(side, d->at[i].price, limit);
	    i++)
		if (!dec_add(sum, d->at[i].amount, &sum))
			break;		/* more than anybody takes */
	if (!dec_step(sum, s->i.lot, ROUND_FLOOR, &sum))
		sum = DEC_ZERO;
	return sum;
}

int64_t
book_average(struct sim *sim, const struct sim_symbol *s, int side,
    struct dec amount)
{
	const struct sim_depth *d = &s->depth[side];
	struct dec left = amount, cost = DEC_ZERO, part, each;
	int64_t price = price_met(s, side);

	for (size_t i = 0; i < d->len && dec_sign(left) > 0; i++) {
		/* The last level stands for what is beyond it. */
		part = i + 1 == d->len ? left :
		    dec_min(left, d->at[i].amount);
		price = d->at[i].price;
		if (!dec_times(dec_int(price), part, &each) ||
		    !dec_add(cost, each, &cost) ||
		    !dec_sub(left, part, &left)) {
			sim_fault(sim, "what a book asks");
			return price;
		}
	}
	if (dec_sign(amount) <= 0 || d->len == 0)
		return price;
	if (!dec_div(cost, amount, 0, side == SIDE_BUY ? ROUND_CEIL :
	    ROUND_FLOOR, &each) || !dec_steps(each, dec_int(1), &price))
		sim_fault(sim, "what a book asks");
	return price;
}

void
book_use(struct sim *sim, struct sim_symbol *s, int side, struct dec amount)
{
	struct sim_depth *d = &s->depth[side];
	size_t gone = 0;

	while (gone < d->len && dec_cmp(d->at[gone].amount, amount) <= 0)
		amount = sim_difference(sim, amount, d->at[gone++].amount);
	if (gone < d->len)
		d->at[gone].amount = sim_difference(sim, d->at[gone].amount,
		    amount);
	for (size_t i = gone; i < d->len; i++)
		d->at[i - gone] = d->at[i];
	d->len -= gone;
}
