/*
 * Fills of the array kernel, in whole numbers and rounded as at the venue
 * (SIMVENUE 1, 4, 7, 8): every change of the balance toward minus infinity.
 */
#include "research/kernelfill.h"

#include "base/decfloat.h"
#include "model/holdings.h"

/* What a double is sure of, of a requirement. */
#define SURE (1 - 1e-12)

static __int128
floor_div(__int128 n, int64_t by)
{
	return n / by - (n % by < 0);
}

int64_t
kernel_money_wide(const struct kernel *k, __int128 value,
    const struct kernel_rate *r, bool up)
{
	int e = k->value_scale + r->scale - ENTRY_MONEY_SCALE;

	if (__builtin_mul_overflow(value, (__int128)r->coef, &value) ||
	    (e < 0 && __builtin_mul_overflow(value,
	    (__int128)dec_powers[-e], &value)))
		return MONEY_MOST;
	if (e > 0)
		value = up ? -floor_div(-value, dec_powers[e]) :
		    floor_div(value, dec_powers[e]);
	return value > MONEY_MOST || value < -MONEY_MOST ? MONEY_MOST :
	    (int64_t)value;
}

int64_t
kernel_tick(const struct kernel *k, int64_t price, bool up)
{
	int64_t rest = k->tick == 1 ? 0 : price % k->tick;

	return rest == 0 ? price : price - rest + (up ? k->tick : 0);
}

int64_t
kernel_slipped_off(const struct kernel *k, int64_t price, bool buy)
{
	const struct kernel_rate *r = buy ? &k->up : &k->down;
	__int128 exact;
	int64_t p;

	if (!k->slips && price % k->tick == 0)
		return price;
	exact = (__int128)price * r->coef;
	p = (int64_t)(exact / dec_powers[r->scale]);
	p = kernel_tick(k, p + (buy && exact % dec_powers[r->scale] != 0),
	    buy);
	return p > k->tick ? p : k->tick;
}

int64_t
kernel_lots_wide(const struct kernel *k, int64_t money, int64_t price,
    bool buy)
{
	int more = k->value_scale - ENTRY_MONEY_SCALE;
	__int128 each = (__int128)price * k->lot_value, all = money;
	int64_t lots;

	if (k->spot && buy) {
		each *= dec_powers[k->taker.scale] + k->taker.coef;
		more += k->taker.scale;
	}
	if (more > 0 ? __builtin_mul_overflow(all,
	    (__int128)dec_powers[more], &all) : __builtin_mul_overflow(each,
	    (__int128)dec_powers[-more], &each))
		return 0;
	if ((int64_t)all == all && (int64_t)each == each)
		return (int64_t)all / (int64_t)each;
	if (!((double)all / (double)each < 9e15))
		return 0;
	lots = (int64_t)((double)all / (double)each);
	while (lots * each > all)
		lots--;
	while ((lots + 1) * each <= all)
		lots++;
	return lots;
}

/* At a price; exact where the replay's snapshot is. */
double
kernel_equity(const struct kernel *k, int64_t price)
{
	const struct kernel_held *h = &k->held;
	int64_t units = k->cash;
	const int64_t sure = INT64_C(1) << 53;

	if (h->side != 0)
		units += kernel_money(k, h->side * (kernel_value(k, price,
		    h->lots, false) - (k->spot ? 0 : h->cost)), &k->whole,
		    false, false);
	if (units < sure && units > -sure)
		return (double)units / money_unit;
	return dec_to_double(dec_make(units, ENTRY_MONEY_SCALE));
}

/* Where margin and profit are down to the maintenance (METHODS 8.4), moved
 * toward the entry by more than all that is rounded. × side. */
static int64_t
liquid_near(const struct kernel *k, double margin)
{
	const struct kernel_held *h = &k->held;
	const struct instrument *i = k->m.instrument;
	double cost = value_number(h->cost) * k->unit;
	double step = (double)kernel_value(k, 1, h->lots, false) * k->unit;

	for (int n = 0; n == 0 || n < i->tier_rows; n++) {
		double mmr = 0, cum = 0, floor = 0, next = INFINITY, at;

		if (i->tier_rows > 0) {
			mmr = dec_to_double(i->tiers[n].mmr);
			cum = dec_to_double(i->tiers[n].cum);
			floor = dec_to_double(i->tiers[n].floor);
		}
		if (n + 1 < i->tier_rows)
			next = dec_to_double(i->tiers[n + 1].floor);
		at = h->side > 0 ? (cost - margin - cum) / (1 - mmr) :
		    (cost + margin + cum) / (1 + mmr);
		if (!(at > 0) || at < floor * SURE || at >= next)
			continue;
		at = h->side * (at / step) + 1e-9 * (at / step) +
		    (double)k->tick;
		return at > -9e18 && at < 9e18 ? (int64_t)at : INT64_MIN;
	}
	return INT64_MIN;
}

static void
liquid_set(struct kernel *k)
{
	k->held.liquid = k->spot ? INT64_MIN : liquid_near(k,
	    k->t.margin_mode == MARGIN_ISOLATED ? k->held.margin :
	    (double)k->cash / money_unit);
}

void
kernel_liquid(struct kernel *k)
{
	k->held.margin = value_number(k->held.cost) * k->unit / k->leverage;
	liquid_set(k);
}

bool
kernel_margin(struct kernel *k, size_t bar, __int128 value, int64_t lots,
    int64_t fee)
{
	double need = value_number(value) * k->unit / k->leverage +
	    (double)(fee > 0 ? fee : 0) / money_unit;
	/* Crossed, what it is worth at once counts: the price before it
	 * slipped. */
	__int128 open = kernel_value(k, price_at(k, k->open, bar), lots,
	    false);

	if (k->t.margin_mode == MARGIN_CROSS)
		need = fmax(need, value_number(open) * k->unit / k->leverage -
		    k->held.side * value_number(open - value) * k->unit +
		    (double)fee / money_unit);
	return need <= (double)k->cash / money_unit * SURE ||
	    kernel_replay(k, bar, "there is not enough margin");
}

bool
kernel_fund(struct kernel *k, const struct kernel_funding *f)
{
	struct kernel_held *h = &k->held;
	struct dec mark = f->mark, value, amount;
	int64_t units;

	if (!dec_known(mark))
		mark = dec_make(price_at(k, k->m.bars->open, f->bar),
		    k->price_scale);
	if (!dec_times(mark, dec_wide((__int128)h->lots * k->lot_value,
	    k->value_scale - k->price_scale), &value) ||
	    !dec_mul(h->side > 0 ? dec_neg(value) : value, f->rate,
	    ENTRY_MONEY_SCALE, ROUND_FLOOR, &amount) ||
	    !dec_steps(amount, dec_make(1, ENTRY_MONEY_SCALE), &units))
		return kernel_replay(k, f->bar, "numbers are too large");
	k->cash += units;
	k->o->funding += units;
	h->margin += (double)units / money_unit;
	liquid_set(k);
	return true;
}
