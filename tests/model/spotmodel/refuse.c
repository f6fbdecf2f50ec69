/*
 * Why an order is refused: the reasons of the page in the order checked, one
 * row each.
 */
#include "tests/model/spotmodel/model.h"

/* An order at the moment it arrives. */
struct arrival {
	const struct model *m;
	const struct request *want;
	const struct instrument *in;	/* NULL: unknown symbol */
};

struct instrument *
instrument_of(const struct model *m, const char *symbol)
{
	for (size_t i = 0; i < m->instruments.len; i++)
		if (strcmp(m->instruments.at[i].symbol, symbol) == 0)
			return &m->instruments.at[i];
	return NULL;
}

bool
reached(const struct request *want, struct dec price)
{
	return want->side == BUY ? !less(price, want->trigger) :
	    !less(want->trigger, price);
}

bool
marketable(const struct request *want, struct dec price)
{
	return want->side == BUY ? !less(want->price, price) :
	    !less(price, want->price);
}

/* Limit price, else trigger, else the price at arrival. */
static struct dec
reference(const struct arrival *a)
{
	if (dec_known(a->want->price))
		return a->want->price;
	return dec_known(a->want->trigger) ? a->want->trigger : a->in->last;
}

/* floor_lot(quote / (price × (1 + taker))), the factor for buys whose fee is
 * in quote. */
static struct dec
bought_with(const struct arrival *a, struct dec price)
{
	struct dec per = price, out;

	if (a->want->side == BUY && !a->m->fee_received)
		per = times(per, plus(dec_int(1), a->in->taker));
	if (!dec_div(a->want->quote, per, DEC_SCALE_MAX, ROUND_FLOOR, &out))
		bad_file("overflow in a quotient");
	return to_step(out, a->in->lot, ROUND_DOWN);
}

/* Without impact the slipped price does not depend on q0. */
static struct dec
amount_of(const struct arrival *a)
{
	if (dec_known(a->want->amount))
		return a->want->amount;
	return bought_with(a,
	    slipped(a->m, a->in, a->want->side, a->in->last));
}

static struct dec
value_of(const struct arrival *a)
{
	return times(reference(a), amount_of(a));
}

static bool
links(const struct request *w)
{
	return w->stop_loss.given || w->take_profit.given;
}

static bool
unsupported(const struct arrival *a)
{
	static const struct { bool price, trigger; } takes[] = {
		[MARKET] = { false, false }, [LIMIT] = { true, false },
		[STOP] = { false, true }, [STOP_LIMIT] = { true, true },
	};
	const struct request *w = a->want;

	if (w->type == TYPE_OTHER || w->hedged)
		return true;
	if (w->tif != GTC && ((w->type != MARKET && w->type != LIMIT) ||
	    w->expire_at != 0 || w->post_only))
		return true;
	if (dec_known(w->price) != takes[w->type].price ||
	    dec_known(w->trigger) != takes[w->type].trigger)
		return true;
	if ((w->post_only && w->type != LIMIT) ||
	    (w->expire_at != 0 && w->type == MARKET))
		return true;
	if (dec_known(w->amount) == dec_known(w->quote) ||
	    (dec_known(w->quote) && w->type != MARKET))
		return true;
	/* Checked before the symbol: an unknown one is taken for spot. */
	return w->reduce_only || (links(w) && w->side == SELL);
}

static bool
unknown_symbol(const struct arrival *a)
{
	return a->in == NULL;
}

static bool
is_leg(const char *id, const struct request *entry, struct link l,
    const char *suffix)
{
	size_t n = strlen(entry->id);

	return l.given && strncmp(id, entry->id, n) == 0 &&
	    strcmp(id + n, suffix) == 0;
}

/* The page names only ids of accepted orders. An entry's legs will need
 * theirs: they must be free when it comes and stay so while it works. */
static bool
duplicate_id(const struct arrival *a)
{
	const struct request *w = a->want;

	for (size_t i = 0; i < a->m->orders.len; i++) {
		const struct order *o = &a->m->orders.at[i];

		if (strcmp(o->id, w->id) == 0 ||
		    is_leg(o->id, w, w->stop_loss, ".sl") ||
		    is_leg(o->id, w, w->take_profit, ".tp"))
			return true;
		if (working(o) && o->entry == NO_ENTRY &&
		    (is_leg(w->id, &o->want, o->want.stop_loss, ".sl") ||
		    is_leg(w->id, &o->want, o->want.take_profit, ".tp")))
			return true;
	}
	return false;
}

static bool
no_price(const struct arrival *a)
{
	return !dec_known(a->in->last);
}

static bool
off_tick(const struct arrival *a, struct dec price)
{
	return dec_known(price) && (dec_sign(price) <= 0 ||
	    !dec_on_step(price, tick_at(a->in, price)));
}

/* "Any price": those of the links too. */
static bool
bad_price(const struct arrival *a)
{
	const struct request *w = a->want;

	return off_tick(a, w->price) || off_tick(a, w->trigger) ||
	    (w->stop_loss.given && !w->stop_loss.percent &&
	    off_tick(a, w->stop_loss.value)) ||
	    (w->take_profit.given && !w->take_profit.percent &&
	    off_tick(a, w->take_profit.value));
}

static bool
over(struct dec x, struct dec limit)
{
	return dec_sign(limit) != 0 && less(limit, x);
}

static bool
under(struct dec x, struct dec limit)
{
	return dec_sign(limit) != 0 && less(x, limit);
}

static bool
bad_amount(const struct arrival *a)
{
	struct dec amount = amount_of(a);

	return dec_sign(amount) <= 0 || !dec_on_step(amount, a->in->lot) ||
	    under(amount, a->in->min_amount) ||
	    over(amount, a->in->max_amount);
}

static bool
min_notional(const struct arrival *a)
{
	return under(value_of(a), a->in->min_notional);
}

static bool
max_notional(const struct arrival *a)
{
	return over(value_of(a), a->in->max_notional);
}

/* The band holds for the price that an order names. */
static bool
price_band(const struct arrival *a)
{
	struct dec price = a->want->price;

	return dec_known(price) &&
	    (under(price, times(a->in->last, a->in->band_down)) ||
	    over(price, times(a->in->last, a->in->band_up)));
}

static bool
too_many_orders(const struct arrival *a)
{
	int64_t n = 0;

	for (size_t i = 0; i < a->m->orders.len; i++)
		n += working(&a->m->orders.at[i]) &&
		    a->m->orders.at[i].of == a->in;
	return over(dec_int(n + 1), a->in->max_open_orders);
}

static bool
bad_percent(struct link l)
{
	return l.given && l.percent && (dec_sign(l.value) <= 0 ||
	    !less(l.value, dec_int(100)));
}

/* A long entry needs stop_loss < reference < take_profit. */
static bool
bad_linked(const struct arrival *a)
{
	struct link sl = a->want->stop_loss, tp = a->want->take_profit;

	return bad_percent(sl) || bad_percent(tp) ||
	    (sl.given && !sl.percent && !less(sl.value, reference(a))) ||
	    (tp.given && !tp.percent && !less(reference(a), tp.value));
}

static bool
post_only(const struct arrival *a)
{
	return a->want->post_only && marketable(a->want, a->in->last);
}

/* Its own reserve against free; a taking order at its slipped price, a limit
 * at its reserve. */
static bool
insufficient_funds(const struct arrival *a)
{
	struct request w = *a->want;
	struct dec price = reference(a);

	if (w.type == MARKET || (w.type == STOP && reached(&w, a->in->last)))
		price = slipped(a->m, a->in, w.side, a->in->last);
	w.amount = amount_of(a);
	return less(free_of(a->m, w.side == BUY ? a->in->quote : a->in->base),
	    need_at(a->m, a->in, &w, price));
}

static const struct {
	const char *reason;
	bool (*holds)(const struct arrival *a);
} reasons[] = {
	{ "unsupported", unsupported },
	{ "unknown_symbol", unknown_symbol },
	{ "duplicate_id", duplicate_id },
	{ "no_price", no_price },
	{ "bad_price", bad_price },
	{ "bad_amount", bad_amount },
	{ "min_notional", min_notional },
	{ "max_notional", max_notional },
	{ "price_band", price_band },
	{ "too_many_orders", too_many_orders },
	{ "bad_linked", bad_linked },
	{ "post_only", post_only },
	{ "insufficient_funds", insufficient_funds },
};

const char *
refusal(const struct model *m, const struct request *want, struct dec *amount)
{
	struct arrival a = { m, want, instrument_of(m, want->symbol) };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].holds(&a))
			return reasons[i].reason;
	*amount = amount_of(&a);
	return NULL;
}
