/*
 * Inside the room: fills of the array kernel, in whole numbers and rounded as
 * at the venue (SIMVENUE 1, 4, 7, 8): every change of the balance toward minus
 * infinity. It is here so that what a run knows beforehand is not asked at each
 * of its fills; what few fills need is in kernel-fill.c.
 */
#ifndef RESEARCH_KERNELFILL_H
#define RESEARCH_KERNELFILL_H

#include "research/kernelrun.h"

#define INLINE static inline __attribute__((always_inline))

#define MONEY_MOST (INT64_C(1) << 61)

/* Of what does not fit in 64 bits. */
int64_t kernel_money_wide(const struct kernel *k, __int128 value,
    const struct kernel_rate *r, bool up);
int64_t kernel_slipped_off(const struct kernel *k, int64_t price, bool buy);
int64_t kernel_lots_wide(const struct kernel *k, int64_t money, int64_t price,
    bool buy);
/* Is there margin for it? Else it has to be replayed. */
bool kernel_margin(struct kernel *k, size_t bar, __int128 value, int64_t lots,
    int64_t fee);
/* Where what was opened is liquidated. */
void kernel_liquid(struct kernel *k);

/*
 * plain, here and below: of spot, where nothing rests at the venue, which is in
 * or out at an open and long, and whose values stay in 64 bits at any rate. Who
 * calls knows it when it is compiled.
 */

/* Equity over closes from..to-1 with what is held now. */
INLINE void
kernel_draw(struct kernel *k, size_t from, size_t to, const bool plain)
{
	const struct kernel_held *h = &k->held;
	int side = plain ? 1 : h->side;
	double rest = (double)k->cash / money_unit, each;

	if (to <= from)
		return;
	each = side * value_number(kernel_value(k, k->factor, h->lots,
	    plain)) / k->value_parts;
	if (!plain && !k->spot)
		rest -= side * value_number(h->cost) / k->value_parts;
	curve_line(&k->curve, k->m.skipped + from, k->m.skipped + to, each,
	    rest);
	k->o->held_bars += to - from;
}

/* Raw values, at a rate, as units of money. Beyond what fits, MOST. */
INLINE int64_t
kernel_money(const struct kernel *k, __int128 value,
    const struct kernel_rate *r, bool up, const bool plain)
{
	int64_t n = (int64_t)value, rest;

	if (plain)
		n *= r->times;
	else if (n != value || __builtin_mul_overflow(n, r->times, &n) ||
	    n > MONEY_MOST || n < -MONEY_MOST)
		return kernel_money_wide(k, value, r, up);
	if (r->by == 1)
		return n;
	rest = n % r->by;
	return n / r->by + (up ? rest > 0 : -(rest < 0));
}

INLINE int64_t
kernel_slipped(const struct kernel *k, int64_t price, bool buy)
{
	return k->exact ? price : kernel_slipped_off(k, price, buy);
}

/* So many for so much money; of spot, the fee of a buy comes out of it too. */
INLINE int64_t
kernel_lots(const struct kernel *k, int64_t money, int64_t price, bool buy)
{
	const struct kernel_parts *p = &k->parts[k->spot && buy];
	int64_t all, each;

	if (__builtin_mul_overflow(money, p->all, &all) ||
	    __builtin_mul_overflow(price, p->each, &each) || each == 0)
		return kernel_lots_wide(k, money, price, buy);
	return all / each;
}

/* Would the venue, or the gate before it, refuse or cut it? */
INLINE bool
kernel_allowed(struct kernel *k, size_t bar, __int128 value, int64_t lots,
    int64_t fee, const bool plain)
{
	int64_t paid = kernel_money(k, value, &k->whole, true, plain);
	__int128 decided = kernel_value(k, price_at(k, k->close, bar - 1),
	    lots, plain);

	if (lots < k->least || value < k->least_value ||
	    decided < k->least_value)
		return kernel_replay(k, bar, "an order is too small");
	if (lots > k->most || value > k->most_value ||
	    decided > k->most_value)
		return kernel_replay(k, bar, "an order is too large");
	if (!plain && (paid >= MONEY_MOST || fee >= MONEY_MOST))
		return kernel_replay(k, bar, "numbers are too large");
	if (!plain && !k->spot)
		return kernel_margin(k, bar, value, lots, fee);
	return paid + fee <= k->cash ||
	    kernel_replay(k, bar, "there is not enough money");
}

/* False: it has to be replayed. */
INLINE bool
kernel_open(struct kernel *k, size_t bar, int64_t lots, int64_t price,
    const bool plain)
{
	struct kernel_held *h = &k->held;
	__int128 value = kernel_value(k, price, lots, plain);
	int64_t fee = kernel_money(k, value, &k->taker, true, plain);

	if (!kernel_allowed(k, bar, value, lots, fee, plain))
		return false;
	h->lots = lots;
	h->trade = (struct kernel_trade){ .entry_bar = bar, .side = h->side,
	    .lots = lots, .entry_price = price, .fees = fee,
	    .net = k->cash, .entry_rule = -1, .exit_rule = -1 };
	if (plain || k->spot)
		k->cash -= kernel_money(k, value, &k->whole, true, plain);
	k->cash -= fee;
	k->o->fees += fee;
	if (!plain && !k->spot) {
		h->cost = value;
		kernel_liquid(k);
	}
	return true;
}

/* The trade at hand. */
INLINE void
kernel_keep(struct kernel *k)
{
	struct kernel_out *o = k->o;

	if (o->trades != NULL && o->trades_len < o->trades_cap)
		o->trades[o->trades_len] = k->held.trade;
	o->trades_len++;
}

INLINE void
kernel_close(struct kernel *k, size_t bar, int64_t price,
    const struct kernel_rate *rate, enum kernel_exit why, int rule,
    const bool plain)
{
	struct kernel_held *h = &k->held;
	const bool spot = plain || k->spot;
	__int128 value = kernel_value(k, price, h->lots, plain);
	int64_t fee = kernel_money(k, value, rate, true, plain);

	k->cash += kernel_money(k, spot ? value : h->side * (value -
	    h->cost), &k->whole, false, plain) - fee;
	k->o->fees += fee;
	h->trade.exit_bar = bar;
	h->trade.exit_price = price;
	h->trade.exit = why;
	h->trade.exit_rule = rule;
	h->trade.fees += fee;
	h->trade.net = k->cash - h->trade.net;
	kernel_keep(k);
	if (spot && value < k->least_value)
		kernel_replay(k, bar, "an order is too small");
	if (k->cash <= 0)
		kernel_replay(k, bar, "the account is bankrupt");
	h->side = 0;
}

#endif
