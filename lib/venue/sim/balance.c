/*
 * Balances: what working orders reserve, what everything is worth, transfers.
 */
#include "venue/sim/state.h"

#include <string.h>

size_t
balance_find(const struct sim *sim, const char *currency)
{
	for (size_t i = 0; i < sim->balances.len; i++)
		if (strcmp(sim->balances.at[i].currency, currency) == 0)
			return i;
	return NOWHERE;
}

struct dec
position_signed(const struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	struct dec held = s->swap ? s->position.contracts :
	    sim->balances.at[s->base].total;

	if (s->swap)
		return s->position.side < 0 ? dec_neg(held) : held;
	return dec_cmp(held, s->least) >= 0 ? held : DEC_ZERO;
}

int64_t
reserve_price(const struct sim_order *o)
{
	if (order_has_price(o))
		return o->price;
	if (order_has_trigger(o))
		return o->trigger;
	return o->activation != 0 ? o->activation : o->arrival;
}

size_t
reserve_balance(const struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];

	return o->side == SIDE_BUY || s->swap ? s->quote : s->base;
}

struct dec
order_reserve(struct sim *sim, const struct sim_order *o,
    struct dec remaining, int64_t price)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	int scale = sim->balances.at[reserve_balance(sim, o)].scale;
	struct dec value, held;

	if (s->swap)
		return DEC_ZERO;	/* margin is checked at its fills */
	if (o->side == SIDE_SELL)
		return sim_rounded(sim, remaining, scale, ROUND_CEIL);
	value = value_at(sim, s, price, remaining);
	held = sim_rounded(sim, value, scale, ROUND_CEIL);
	if (sim->settings.fee_received || dec_sign(o->taker) <= 0)
		return held;
	return sim_sum(sim, held,
	    sim_product(sim, value, o->taker, scale, ROUND_CEIL));
}

/* What one order holds when so much less of it is left. */
struct dec
own_reserve(struct sim *sim, const struct sim_order *o, struct dec less)
{
	struct dec left;

	if (o->closed)
		return DEC_ZERO;
	left = sim_difference(sim, order_remaining(o), less);
	if (dec_sign(left) <= 0)
		return DEC_ZERO;
	return order_reserve(sim, o, left, reserve_price(o));
}

/* What an order, or the group it is linked in, holds when so much less of
 * each member is left: the largest one, not the sum. */
struct dec
linked_reserve(struct sim *sim, const struct sim_order *o, struct dec less)
{
	struct sim_order *members[GROUP_MAX];
	struct dec most = own_reserve(sim, o, less);
	size_t n;

	if (o->group == 0)
		return most;
	n = group_members(sim, o->group, members);
	for (size_t i = 0; i < n; i++)
		if (members[i] != o)
			most = dec_max(most,
			    own_reserve(sim, members[i], less));
	return most;
}

static void
held_set(struct sim *sim, struct sim_order *o, struct dec held)
{
	struct sim_balance *b = &sim->balances.at[reserve_balance(sim, o)];

	b->reserved = sim_sum(sim, sim_difference(sim, b->reserved, o->held),
	    held);
	o->held = held;
}

void
reserve_update(struct sim *sim, struct sim_order *o)
{
	struct sim_order *members[GROUP_MAX];
	struct sim_order *holder = o;
	struct dec held;
	size_t n;

	if (o->group == 0 && o->closed && dec_is_zero(o->held))
		return;		/* it took at once */
	n = group_members(sim, o->group, members);
	held = linked_reserve(sim, o, DEC_ZERO);
	if (n == 0) {
		if (!dec_same(held, o->held))
			held_set(sim, o, held);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (members[i] == o)
			continue;
		held_set(sim, members[i], DEC_ZERO);
		if (holder->closed)
			holder = members[i];
	}
	held_set(sim, o, DEC_ZERO);
	held_set(sim, holder, held);
}

/* amount × price, rounded down to so many decimals: within 64 bits, as it
 * nearly always is, without a call. */
static struct dec
worth_of(struct sim *sim, struct dec amount, const struct sim_symbol *s,
    int scale)
{
	int more = amount.scale + s->scale - scale;
	int64_t whole;

	if (amount.coef == (int64_t)amount.coef && amount.coef >= 0 &&
	    more >= 0 && more <= DEC_SCALE_MAX &&
	    !__builtin_mul_overflow((int64_t)amount.coef, s->last, &whole))
		return (struct dec){ whole / dec_powers[more], scale };
	return sim_rounded(sim, sim_product(sim, amount,
	    price_of(s, s->last), scale, ROUND_FLOOR), scale, ROUND_FLOOR);
}

/* In the valuation currency, rounded down; false where no price is known. */
bool
asset_value(struct sim *sim, size_t balance, struct dec amount,
    struct dec *out)
{
	const struct sim_balance *b = &sim->balances.at[balance];
	int scale = sim->balances.at[sim->valuation].scale;
	const struct sim_symbol *s;

	*out = DEC_ZERO;
	if (balance == sim->valuation) {
		*out = amount;
		return true;
	}
	if (b->pricer == NOWHERE || sim->symbols.at[b->pricer].last == 0)
		return false;
	s = &sim->symbols.at[b->pricer];
	*out = worth_of(sim, amount, s, scale);
	return true;
}

struct dec
equity_now(struct sim *sim)
{
	struct dec equity = sim->balances.at[sim->valuation].total, value;

	for (size_t i = 0; i < sim->balances.len; i++)
		if (i != sim->valuation &&
		    sim->balances.at[i].total.coef != 0 &&
		    asset_value(sim, i, sim->balances.at[i].total, &value))
			sim_add(sim, &equity, value);
	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *s =
		    &sim->symbols.at[sim->held.at[i]];

		if (asset_value(sim, s->quote, position_profit(sim, s),
		    &value))
			sim_add(sim, &equity, value);
	}
	return equity;
}

static const char *
transfer_check(struct sim *sim, const struct sim_instruction *i, size_t b,
    struct dec *value)
{
	struct dec exact;

	if (b == NOWHERE || !asset_value(sim, b, i->amount, value))
		return "no_price";
	if (dec_sign(i->amount) <= 0 ||
	    !dec_round(i->amount, sim->balances.at[b].scale, ROUND_DOWN,
	    &exact) || dec_cmp(exact, i->amount) != 0)
		return "bad_amount";
	if (i->what == SIM_DO_WITHDRAW &&
	    dec_cmp(balance_movable(sim, b), i->amount) < 0)
		return "insufficient_funds";
	return NULL;
}

/* Units are bought and sold at the price of the moment (METHODS 8.5). */
static void
units_move(struct sim *sim, struct dec value)
{
	struct dec equity = equity_now(sim), units;

	if (!dec_known(sim->units))
		return;
	if (dec_sign(equity) <= 0)
		sim->units = dec_sign(value) > 0 ? value : DEC_NONE;
	else if (dec_muldiv(value, sim->units, equity, UNITS_SCALE,
	    ROUND_HALF_EVEN, &units))
		sim_add(sim, &sim->units, units);
	else
		sim_fault(sim, "the units of a transfer");
	if (dec_sign(sim->units) <= 0)
		sim->units = DEC_NONE;		/* everything was taken out */
}

void
transfer_apply(struct sim *sim, const struct sim_instruction *i)
{
	size_t at = balance_find(sim, i->currency);
	struct dec value, amount = i->amount;
	const char *reason = transfer_check(sim, i, at, &value);
	struct sim_balance *b;
	struct sim_event e;

	if (reason != NULL) {
		instruction_reject(sim, i, reason);
		return;
	}
	b = &sim->balances.at[at];
	if (i->what == SIM_DO_WITHDRAW) {
		amount = dec_neg(amount);
		asset_value(sim, at, amount, &value);
	}
	units_move(sim, value);
	sim_add(sim, &b->total, amount);
	sim_add(sim, &b->moved, amount);
	sim_add(sim, &sim->transferred, value);
	position_changed(sim);
	e = event_begin(sim, SIM_TRANSFER);
	e.action = sim_action_names[i->what];
	e.currency = b->currency;
	e.amount = amount;
	event_tell(sim, &e);
}
