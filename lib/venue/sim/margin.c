/*
 * Margin of perpetuals: what positions are worth, what they need, what is free
 * beside them, where they are liquidated, and whether an order may open more
 * (SIMVENUE.md 2, 5 and 8). Requirements are rounded up, profits down.
 *
 * W, the wallet, is the total without reserves and isolated margins. Free is
 * W with profits and losses of cross positions, less their initial margins.
 */
#include "venue/sim/state.h"

static int
money_scale(const struct sim *sim, const struct sim_symbol *s)
{
	return sim->balances.at[s->quote].scale;
}

static struct dec
value_of(struct sim *sim, const struct sim_symbol *s,
    const struct sim_position *p)
{
	struct dec value = DEC_ZERO;

	if (!dec_times(dec_make(s->mark, s->scale), p->size, &value))
		sim_fault(sim, "the value of a position");
	return value;
}

/* 10^n; 0 when it does not fit. */
static int64_t
power_of(int n)
{
	int64_t power = 1;

	for (; n > 0; n--)
		if (__builtin_mul_overflow(power, INT64_C(10), &power))
			return 0;
	return power;
}

static bool
scaled_up(struct dec d, int by, int64_t *out)
{
	__int128 whole;

	if (power_of(by) == 0 ||
	    __builtin_mul_overflow(d.coef, (__int128)power_of(by), &whole) ||
	    whole != (int64_t)whole)
		return false;
	*out = (int64_t)whole;
	return true;
}

void
position_prepare(const struct sim *sim, const struct sim_symbol *s,
    struct sim_position *p)
{
	int money = money_scale(sim, s), value = s->scale + p->size.scale;
	int scale = value > p->cost.scale ? value : p->cost.scale;

	if (scale < money)
		scale = money;
	p->cut = power_of(scale - money);
	if (!scaled_up(p->size, scale - value, &p->unit) ||
	    !scaled_up(p->cost, scale - p->cost.scale, &p->paid))
		p->cut = 0;
}

static struct dec
profit_of(struct sim *sim, const struct sim_symbol *s,
    const struct sim_position *p)
{
	struct dec value, gain = DEC_ZERO;
	int64_t whole;

	if (p->cut != 0 &&
	    !__builtin_mul_overflow(s->mark, p->unit, &whole) &&
	    !__builtin_sub_overflow(whole, p->paid, &whole) &&
	    !__builtin_mul_overflow(whole, (int64_t)p->side, &whole))
		return dec_make(whole / p->cut - (whole % p->cut < 0),
		    money_scale(sim, s));
	value = value_of(sim, s, p);
	gain = p->side > 0 ? sim_difference(sim, value, p->cost) :
	    sim_difference(sim, p->cost, value);
	if (!dec_round(gain, money_scale(sim, s), ROUND_FLOOR, &gain))
		sim_fault(sim, "a profit");
	return gain;
}

struct dec
margin_for(struct sim *sim, const struct sim_symbol *s, struct dec value)
{
	struct dec need = DEC_ZERO;

	if (!dec_div(value, s->position.leverage, money_scale(sim, s),
	    ROUND_CEIL, &need))
		sim_fault(sim, "a margin");
	return need;
}

struct dec
position_worth(struct sim *sim, const struct sim_symbol *s)
{
	return value_of(sim, s, &s->position);
}

struct dec
position_profit(struct sim *sim, const struct sim_symbol *s)
{
	return profit_of(sim, s, &s->position);
}

struct dec
position_initial(struct sim *sim, const struct sim_symbol *s)
{
	return margin_for(sim, s, position_worth(sim, s));
}

/* ceil(value × mmr - cum), 0 or more. */
struct dec
position_maintenance(struct sim *sim, const struct sim_symbol *s)
{
	struct dec value = position_worth(sim, s), need;
	const struct margin_tier *t = instrument_tier(&s->i, value);
	int scale = money_scale(sim, s);

	if (t == NULL)
		return DEC_ZERO;
	/* Cut where cum ends at the earliest, so that it is cut once. */
	need = sim_difference(sim, sim_product(sim, value, t->mmr,
	    dec_is_zero(t->cum) ? scale : DEC_SCALE_MAX, ROUND_CEIL), t->cum);
	if (!dec_round(need, scale, ROUND_CEIL, &need))
		sim_fault(sim, "a maintenance margin");
	return dec_max(need, DEC_ZERO);
}

struct dec
wallet_beside(struct sim *sim, size_t balance)
{
	const struct sim_balance *b = &sim->balances.at[balance];
	struct dec wallet = sim_difference(sim, b->total, b->reserved);

	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (s->quote == balance &&
		    s->position.mode == MARGIN_ISOLATED)
			wallet = sim_difference(sim, wallet,
			    s->position.margin);
	}
	return wallet;
}

static struct dec
free_of(struct sim *sim, size_t balance, bool profits)
{
	struct dec free = balance_wallet(sim, balance), profit;

	if (sim->balances.at[balance].cross == 0)
		return free;
	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (s->quote != balance || s->position.mode != MARGIN_CROSS)
			continue;
		profit = position_profit(sim, s);
		if (profits || dec_sign(profit) < 0)
			free = sim_sum(sim, free, profit);
		free = sim_difference(sim, free, position_initial(sim, s));
	}
	return free;
}

struct dec
free_beside(struct sim *sim, size_t balance)
{
	return free_of(sim, balance, true);
}

struct dec
balance_movable(struct sim *sim, size_t balance)
{
	return free_of(sim, balance, false);
}

/* Of the cross positions of a currency, but one: profits less maintenance. */
static struct dec
others_spare(struct sim *sim, size_t balance, size_t but)
{
	struct dec spare = DEC_ZERO;

	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (sim->held.at[i] == but || s->quote != balance ||
		    s->position.mode != MARGIN_CROSS)
			continue;
		spare = sim_sum(sim, spare, sim_difference(sim,
		    position_profit(sim, s), position_maintenance(sim, s)));
	}
	return spare;
}

static const struct margin_tier no_tier;

/*
 * The price at which margin M and profit are down to the maintenance: the value
 * there is n = (cost - M - cum) / (1 - mmr) for a long, (M + cost + cum) /
 * (1 + mmr) for a short, of the first tier that n lies in (METHODS 8.4).
 * Rounded toward the entry; false: there is none.
 */
static bool
limit_price(struct sim *sim, const struct sim_symbol *s, struct dec margin,
    int64_t *out)
{
	const struct sim_position *p = &s->position;
	enum round r = p->side > 0 ? ROUND_CEIL : ROUND_FLOOR;
	int rows = s->i.tier_rows;

	for (int i = 0; i == 0 || i < rows; i++) {
		const struct margin_tier *t = rows == 0 ? &no_tier :
		    &s->i.tiers[i];
		struct dec n, price, part;

		if (p->side > 0) {
			n = sim_difference(sim, sim_difference(sim, p->cost,
			    margin), t->cum);
			part = sim_difference(sim, dec_int(1), t->mmr);
		} else {
			n = sim_sum(sim, sim_sum(sim, margin, p->cost),
			    t->cum);
			part = sim_sum(sim, dec_int(1), t->mmr);
		}
		if (dec_sign(n) <= 0 ||
		    dec_cmp_products(n, dec_int(1), t->floor, part) < 0 ||
		    (i + 1 < rows && dec_cmp_products(n, dec_int(1),
		    s->i.tiers[i + 1].floor, part) >= 0))
			continue;
		/* Values on the tick have at most 18 decimals: cutting there
		 * first does not move what is cut at the tick. */
		if (!dec_div(n, part, DEC_SCALE_MAX, r, &n))
			sim_fault(sim, "a liquidation price");
		if (!dec_div(n, p->size, s->scale, r, &price) ||
		    !price_read(s, price, out))
			*out = INT64_MAX;
		return true;
	}
	return false;
}

/* More than all roundings of one check together. */
#define SLACK 8

static void
limits_find(struct sim *sim, size_t symbol)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];
	struct sim_position *p = &s->position;
	struct dec margin = p->margin;
	int64_t never = p->side > 0 ? INT64_MIN : INT64_MAX, price;

	if (p->mode == MARGIN_CROSS)
		margin = sim_sum(sim, balance_wallet(sim, s->quote),
		    others_spare(sim, s->quote, symbol));
	p->liquidation = never;
	if (limit_price(sim, s, margin, &price))
		p->liquidation = price == INT64_MAX ? price :
		    p->side > 0 ? tick_up(s, price) : tick_down(s, price);
	margin = sim_difference(sim, margin,
	    dec_make(SLACK, money_scale(sim, s)));
	if (limit_price(sim, s, margin, &price))
		p->fence = price;
	else
		p->fence = INT64_MIN;	/* a long never, a short at once */
	p->known_at = sim->changes;
}

int64_t
position_liquidation(struct sim *sim, size_t symbol)
{
	const struct sim_position *p = &sim->symbols.at[symbol].position;

	if (p->known_at != sim->changes)
		limits_find(sim, symbol);
	return p->liquidation;
}

static int64_t
tick_most(const struct sim_symbol *s)
{
	int64_t most = s->tick[0];

	for (int i = 1; i < s->i.tick_rows; i++)
		if (s->tick[i] > most)
			most = s->tick[i];
	return most;
}

/*
 * Several cross positions stand or fall together. While each mark stays within
 * its box no more is lost than half of what is spare now: the way of a mark
 * costs at most its size in profit, and less than that again in maintenance
 * (mmr < 1). The other half is more than the tick to which a liquidation price
 * is rounded.
 */
void
boxes_set(struct sim *sim, size_t balance, struct dec spare)
{
	struct sim_balance *b = &sim->balances.at[balance];
	struct dec part, way;

	if (b->cross < 2 || !dec_sub(spare, dec_make(SLACK * b->cross,
	    b->scale), &spare) || dec_sign(spare) <= 0 || !dec_div(spare,
	    dec_int(4 * b->cross), DEC_SCALE_MAX, ROUND_DOWN, &part))
		return;
	for (size_t i = 0; i < sim->held.len; i++) {
		struct sim_symbol *s = &sim->symbols.at[sim->held.at[i]];
		int64_t steps = 0;

		if (s->quote != balance || s->position.mode != MARGIN_CROSS)
			continue;
		if (!dec_div(part, s->position.size, s->scale, ROUND_DOWN,
		    &way) || !price_read(s, way, &steps) ||
		    steps < tick_most(s))
			return;
		if (__builtin_sub_overflow(s->mark, steps,
		    &s->position.box_low))
			s->position.box_low = INT64_MIN;
		if (__builtin_add_overflow(s->mark, steps,
		    &s->position.box_high))
			s->position.box_high = INT64_MAX;
	}
	b->boxed_at = sim->changes;
}

static bool
boxes_hold(const struct sim *sim, size_t balance, size_t but)
{
	if (sim->balances.at[balance].boxed_at != sim->changes)
		return false;
	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (s->quote == balance && sim->held.at[i] != but &&
		    s->position.mode == MARGIN_CROSS &&
		    (s->mark < s->position.box_low ||
		    s->mark > s->position.box_high))
			return false;
	}
	return true;
}

static bool
is_one_of_many(const struct sim *sim, const struct sim_symbol *s)
{
	return s->position.mode == MARGIN_CROSS &&
	    sim->balances.at[s->quote].cross > 1;
}

bool
position_fenced(struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	if (is_one_of_many(sim, s))
		return boxes_hold(sim, s->quote, NOWHERE);
	if (s->position.known_at != sim->changes)
		limits_find(sim, symbol);
	return s->position.side > 0 ? s->mark > s->position.fence :
	    s->mark < s->position.fence;
}

bool
position_far(struct sim *sim, size_t symbol, int64_t low, int64_t high)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	int64_t at;

	if (is_one_of_many(sim, s) && boxes_hold(sim, s->quote, symbol) &&
	    low >= s->position.box_low && high <= s->position.box_high)
		return true;
	at = position_liquidation(sim, symbol);
	return s->position.side > 0 ? low > at : high < at;
}

struct dec
amount_opening(struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	bool same = (o->side == SIDE_BUY) == (s->position.side > 0);

	if (o->reduce_only)
		return DEC_ZERO;
	if (s->position.side == 0 || same)
		return order_remaining(o);
	return dec_max(sim_difference(sim, order_remaining(o),
	    s->position.contracts), DEC_ZERO);
}

struct dec
amount_after(struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	bool same = (o->side == SIDE_BUY) == (s->position.side > 0);

	if (s->position.side == 0)
		return order_remaining(o);
	return dec_abs(same ?
	    sim_sum(sim, s->position.contracts, order_remaining(o)) :
	    sim_difference(sim, s->position.contracts, order_remaining(o)));
}

bool
tier_allows(const struct sim_symbol *s, struct dec value, struct dec leverage)
{
	const struct margin_tier *t = instrument_tier(&s->i, value);
	struct dec most = t != NULL ? t->max_leverage : s->i.max_leverage;

	return dec_is_zero(most) || dec_cmp(leverage, most) <= 0;
}

const char *
tier_check(struct sim *sim, const struct sim_order *o, int64_t reference)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct dec value = value_at(sim, s, reference, amount_after(sim, o));

	return tier_allows(s, value, s->position.leverage) ? NULL :
	    "leverage_tier";
}

const char *
margin_check(struct sim *sim, const struct sim_order *o, int64_t price,
    struct dec taker)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct dec value = value_at(sim, s, price, amount_opening(sim, o));
	struct dec fee = sim_product(sim, value, taker, money_scale(sim, s),
	    ROUND_CEIL);
	struct dec need = sim_sum(sim, margin_for(sim, s, value),
	    dec_max(fee, DEC_ZERO));

	return dec_cmp(need, balance_free(sim, s->quote)) <= 0 ? NULL :
	    "insufficient_margin";
}

bool
margin_allows(struct sim *sim, const struct sim_symbol *s,
    const struct sim_position *after, struct dec value, struct dec fee)
{
	const struct sim_position *p = &s->position;
	struct dec free = sim_difference(sim, balance_free(sim, s->quote),
	    fee);

	if (p->mode == MARGIN_ISOLATED)
		return dec_cmp(free, margin_for(sim, s, value)) >= 0;
	if (p->side != 0) {
		free = sim_difference(sim, free, profit_of(sim, s, p));
		free = sim_sum(sim, free,
		    margin_for(sim, s, value_of(sim, s, p)));
	}
	free = sim_sum(sim, free, profit_of(sim, s, after));
	return dec_cmp(free, margin_for(sim, s, value_of(sim, s, after))) >= 0;
}
