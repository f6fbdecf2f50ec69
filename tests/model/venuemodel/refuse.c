/*
 * Why an order is refused: the reasons of the page in the order checked, one
 * row each.
 */
#include "tests/model/venuemodel/model.h"

struct instrument *
instrument_of(const struct model *m, const char *symbol)
{
	for (size_t i = 0; i < m->instruments.len; i++)
		if (strcmp(m->instruments.at[i].symbol, symbol) == 0)
			return &m->instruments.at[i];
	return NULL;
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

/* floor_lot(quote / (price × (1 + taker))), the factor for spot buys whose fee
 * is in quote; × contract_size otherwise. */
static struct dec
bought_with(const struct arrival *a, struct dec price)
{
	struct dec per = times(price, a->in->contract_size);

	if (a->want->side == BUY && !a->m->fee_received && !a->in->swap)
		per = times(per, plus(dec_int(1), rate_of(a->m, a->in, true)));
	return to_step(over_rounded(a->want->quote, per, DEC_SCALE_MAX,
	    ROUND_FLOOR), a->in->lot, ROUND_DOWN);
}

/* p = slip(a, q0) */
static struct dec
quote_price(const struct arrival *a)
{
	return slipped(a->m, a->in, a->want->side, a->in->last,
	    bought_with(a, a->in->last));
}

struct dec
amount_of(const struct arrival *a)
{
	if (dec_known(a->want->amount))
		return a->want->amount;
	return positive(a->want->quote) ? bought_with(a, quote_price(a)) :
	    DEC_ZERO;
}

/* What is not filled yet of an amended order. */
static struct dec
unfilled(const struct arrival *a)
{
	return a->self == NULL ? amount_of(a) :
	    minus(amount_of(a), a->self->filled);
}

/* The slipped price at arrival: the amount is cut to a budget > 0; a limit's
 * is never beyond its own. */
struct dec
taking_price(const struct arrival *a, struct dec amount)
{
	struct dec budget = budget_of(a->m, a->in), price;

	if (dec_known(a->want->quote))
		return quote_price(a);
	if (dec_known(budget) && positive(budget))
		amount = dec_min(amount, budget);
	price = slipped(a->m, a->in, a->want->side, a->in->last, amount);
	if (!dec_known(a->want->price))
		return price;
	return a->want->side == BUY ? dec_min(price, a->want->price) :
	    dec_max(price, a->want->price);
}

static struct dec
value_of(const struct arrival *a)
{
	return value_at(a->in, amount_of(a), reference(a));
}

/* What of it would open a position: what it cannot close. */
static struct dec
opening_part(const struct arrival *a)
{
	struct dec closes = closable(a->m, a->in, a->want->side);

	if (a->want->reduce_only)
		return DEC_ZERO;
	return dec_max(minus(unfilled(a), closes), DEC_ZERO);
}

/* |position after it| */
static struct dec
position_after(const struct arrival *a)
{
	struct dec contracts = contracts_of(a->m, a->in);

	return dec_abs(a->want->side == BUY ? plus(contracts, unfilled(a)) :
	    minus(contracts, unfilled(a)));
}

static bool
unknown_symbol(const struct arrival *a)
{
	return a->in == NULL;
}

/* Whether the id is that of a leg of the entry. */
static bool
is_leg(const char *id, const struct request *entry)
{
	size_t n = strlen(entry->id);

	if (strncmp(id, entry->id, n) != 0)
		return false;
	return (entry->stop_loss.given && strcmp(id + n, ".sl") == 0) ||
	    (entry->take_profit.given && strcmp(id + n, ".tp") == 0) ||
	    (entry->trails && strcmp(id + n, ".ts") == 0);
}

/* The page names only ids of accepted orders. An entry's legs will need
 * theirs: they must be free when it comes and stay so while it works. */
static bool
duplicate_id(const struct arrival *a)
{
	const struct request *w = a->want;

	if (a->self != NULL)
		return false;
	if (a->first != NULL && strcmp(a->first->id, w->id) == 0)
		return true;
	for (size_t i = 0; i < a->m->orders.len; i++) {
		const struct order *o = a->m->orders.at[i];

		if (strcmp(o->id, w->id) == 0 || is_leg(o->id, w) ||
		    (working(o) && is_leg(w->id, &o->want)))
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

static bool
off_tick_link(const struct arrival *a, struct link l)
{
	return l.given && !l.percent && off_tick(a, l.value);
}

static bool
not_positive(struct dec amount)
{
	return dec_known(amount) && dec_sign(amount) <= 0;
}

static bool
bad_percent(struct dec percent)
{
	return dec_known(percent) && (dec_sign(percent) <= 0 ||
	    !less(percent, dec_int(100)));
}

/* "Any price": those of the links too. A link's percentage is judged with the
 * links, a trailing stop's too. */
static bool
bad_price(const struct arrival *a)
{
	const struct request *w = a->want;

	return off_tick(a, w->price) || off_tick(a, w->trigger) ||
	    off_tick(a, w->activation) || bad_percent(w->trail_percent) ||
	    not_positive(w->trail_amount) || off_tick_link(a, w->stop_loss) ||
	    off_tick_link(a, w->take_profit) ||
	    off_tick(a, w->ts_activation) || not_positive(w->ts_amount);
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
off_lot(const struct arrival *a, struct dec amount)
{
	return dec_sign(amount) <= 0 || !dec_on_step(amount, a->in->lot);
}

static bool
bad_amount(const struct arrival *a)
{
	struct dec amount = amount_of(a);

	return off_lot(a, amount) || under(amount, a->in->min_amount) ||
	    over(amount, a->in->max_amount) ||
	    (dec_known(a->want->visible) && off_lot(a, a->want->visible)) ||
	    (a->self != NULL && !less(a->self->filled, amount));
}

static bool
min_notional(const struct arrival *a)
{
	return !a->want->reduce_only &&
	    under(value_of(a), a->in->min_notional);
}

static bool
max_notional(const struct arrival *a)
{
	if (!a->in->swap)
		return over(value_of(a), a->in->max_notional);
	return positive(opening_part(a)) && over(value_at(a->in,
	    position_after(a), reference(a)), a->in->max_notional);
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

/* Legs and all types count, the first of an oco with its second. */
static bool
too_many_orders(const struct arrival *a)
{
	int64_t n = a->first != NULL;

	for (size_t i = 0; i < a->m->orders.len; i++)
		n += working(a->m->orders.at[i]) &&
		    a->m->orders.at[i]->of == a->in &&
		    a->m->orders.at[i] != a->self;
	return over(dec_int(n + 1), a->in->max_open_orders);
}

/* A long entry needs stop_loss < reference < take_profit, a short the
 * reverse; of an amended one while nothing is filled. */
static bool
bad_linked(const struct arrival *a)
{
	struct link sl = a->want->stop_loss, tp = a->want->take_profit;
	struct dec at = reference(a);
	bool buy = a->want->side == BUY;

	if (a->self != NULL && dec_sign(a->self->filled) != 0)
		return false;
	if ((sl.percent && bad_percent(sl.value)) ||
	    (tp.percent && bad_percent(tp.value)) ||
	    bad_percent(a->want->ts_percent))
		return true;
	if (sl.given && !sl.percent &&
	    !(buy ? less(sl.value, at) : less(at, sl.value)))
		return true;
	return tp.given && !tp.percent &&
	    !(buy ? less(at, tp.value) : less(tp.value, at));
}

static bool
reduce_only(const struct arrival *a)
{
	return a->want->reduce_only &&
	    !positive(closable(a->m, a->in, a->want->side));
}

static bool
post_only(const struct arrival *a)
{
	return a->want->post_only && marketable(a->want, a->in->last);
}

static bool
leverage_tier(const struct arrival *a)
{
	return a->in->swap && positive(opening_part(a)) &&
	    !tier_allows(a->in, value_at(a->in, position_after(a),
	    reference(a)), a->in->leverage);
}

/* Whether it takes where it arrives. */
static bool
takes(const struct arrival *a)
{
	const struct request *w = a->want;
	bool waits = dec_known(w->trigger) &&
	    (a->self == NULL || !a->self->triggered);

	if (w->type == TRAILING)
		return false;
	if (waits && !reached(w->type, w->side, w->trigger, a->in->last))
		return false;
	return !has_limit(w->type) || marketable(w, a->in->last);
}

static bool
insufficient_margin(const struct arrival *a)
{
	struct dec price = reference(a), part = opening_part(a), value, need;
	int scale;

	if (!a->in->swap || !positive(part))
		return false;
	if (takes(a))
		price = taking_price(a, unfilled(a));
	scale = scale_of(a->m, a->in->settle);
	value = value_at(a->in, part, price);
	need = over_rounded(value, a->in->leverage, scale, ROUND_CEIL);
	need = plus(need, dec_max(rounded(times(value,
	    rate_of(a->m, a->in, true)), scale, ROUND_CEIL), DEC_ZERO));
	return less(free_of(a->m, a->in->settle), need);
}

/* Its own reserve against free: P as for a working order, of a taking one
 * without limit the slipped price; but a take profit's rest is reserved at its
 * trigger, so of the two the dearer. An amended one's own is released first;
 * with its partners it reserves the largest. */
bool
short_of_funds(const struct arrival *a)
{
	const struct request *w = a->want;
	const char *currency = w->side == BUY ? a->in->quote : a->in->base;
	struct order *self = (struct order *)(uintptr_t)a->self;
	struct dec price = reference(a), need, have, beside = DEC_ZERO;

	if (takes(a) && !has_limit(w->type)) {
		price = taking_price(a, unfilled(a));
		if (dec_known(w->trigger))
			price = dec_max(price, w->trigger);
	} else if (w->type == TRAILING && dec_known(w->activation)) {
		price = w->activation;
	}
	need = need_at(a->m, a->in, w->side, unfilled(a), price,
	    rate_of(a->m, a->in, true));
	if (self == NULL)
		return less(free_of(a->m, currency), need);
	self->closed = true;
	have = free_of(a->m, currency);
	self->closed = false;
	for (size_t i = 0; i < a->m->orders.len; i++)
		if (partners(a->m->orders.at[i], self))
			beside = dec_max(beside, reserve_of(a->m,
			    a->m->orders.at[i], currency));
	return less(plus(have, beside), dec_max(need, beside));
}

/* The reserve of an oco is judged when both orders are. */
static bool
insufficient_funds(const struct arrival *a)
{
	return !a->in->swap && !a->oco && short_of_funds(a);
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
	{ "reduce_only", reduce_only },
	{ "post_only", post_only },
	{ "leverage_tier", leverage_tier },
	{ "insufficient_funds", insufficient_funds },
	{ "insufficient_margin", insufficient_margin },
};

const char *
refusal(struct arrival *a, struct dec *amount)
{
	a->in = instrument_of(a->m, a->want->symbol);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].holds(a))
			return reasons[i].reason;
	*amount = amount_of(a);
	return NULL;
}
