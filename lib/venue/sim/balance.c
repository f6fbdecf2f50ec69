/*
 * Balances: what working orders reserve, what everything is worth, transfers,
 * and what always holds (SIMVENUE.md 9), checked at each mark.
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

int64_t
reserve_price(const struct sim_order *o)
{
	return o->price != 0 ? o->price : o->trigger;
}

size_t
reserve_balance(const struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];

	return o->side == SIDE_BUY ? s->quote : s->base;
}

struct dec
order_reserve(struct sim *sim, const struct sim_order *o,
    struct dec remaining, int64_t price)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	int scale = sim->balances.at[reserve_balance(sim, o)].scale;
	struct dec value, held;

	if (o->side == SIDE_SELL)
		return sim_product(sim, remaining, dec_int(1), scale,
		    ROUND_CEIL);
	value = value_at(sim, s, price, remaining);
	held = sim_product(sim, value, dec_int(1), scale, ROUND_CEIL);
	if (sim->settings.fee_received || dec_sign(s->i.taker) <= 0)
		return held;
	return sim_sum(sim, held,
	    sim_product(sim, value, s->i.taker, scale, ROUND_CEIL));
}

/* What one order holds when so much less of it is left. */
static struct dec
own_reserve(struct sim *sim, const struct sim_order *o, struct dec less)
{
	struct dec left = sim_difference(sim, order_remaining(o), less);

	if (o->closed || dec_sign(left) <= 0)
		return DEC_ZERO;
	return order_reserve(sim, o, left, reserve_price(o));
}

/* What an order, or the group it is linked in, holds when so much less of
 * each member is left: the largest one, not the sum. */
struct dec
linked_reserve(struct sim *sim, const struct sim_order *o, struct dec less)
{
	struct dec most = own_reserve(sim, o, less);

	for (size_t i = 0; o->group != 0 && i < sim->orders.len; i++) {
		const struct sim_order *m = sim->orders.at[i];

		if (m != o && m->group == o->group)
			most = dec_max(most, own_reserve(sim, m, less));
	}
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
	struct dec held = linked_reserve(sim, o, DEC_ZERO);
	struct sim_order *holder = o;

	for (size_t i = 0; o->group != 0 && i < sim->orders.len; i++) {
		struct sim_order *m = sim->orders.at[i];

		if (m == o || m->group != o->group)
			continue;
		held_set(sim, m, DEC_ZERO);
		if (holder->closed)
			holder = m;
	}
	held_set(sim, o, DEC_ZERO);
	held_set(sim, holder, held);
}

struct dec
balance_free(struct sim *sim, size_t balance)
{
	return sim_difference(sim, sim->balances.at[balance].total,
	    sim->balances.at[balance].reserved);
}

/* In the valuation currency, rounded down; false where no price is known. */
bool
asset_value(struct sim *sim, size_t balance, struct dec amount,
    struct dec *out)
{
	const struct sim_balance *b = &sim->balances.at[balance];
	const struct sim_symbol *s;

	*out = DEC_ZERO;
	if (balance == sim->valuation) {
		*out = amount;
		return true;
	}
	if (b->pricer == NOWHERE || sim->symbols.at[b->pricer].last == 0)
		return false;
	s = &sim->symbols.at[b->pricer];
	*out = sim_product(sim, amount, dec_make(s->last, s->scale),
	    sim->balances.at[sim->valuation].scale, ROUND_FLOOR);
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
			equity = sim_sum(sim, equity, value);
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
	    dec_cmp(balance_free(sim, b), i->amount) < 0)
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
		sim->units = sim_sum(sim, sim->units, units);
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
	b->total = sim_sum(sim, b->total, amount);
	b->moved = sim_sum(sim, b->moved, amount);
	sim->transferred = sim_sum(sim, sim->transferred, value);
	sim->changed = true;
	e = event_begin(sim, SIM_TRANSFER);
	e.action = sim_action_names[i->what];
	e.currency = b->currency;
	e.amount = amount;
	event_tell(sim, &e);
}

#define MUST(condition, ...) \
	do { \
		if (!(condition)) \
			bug(__VA_ARGS__); \
	} while (0)

static void
balance_holds(struct sim *sim, size_t at)
{
	const struct sim_balance *b = &sim->balances.at[at];
	struct dec due, traded = dec_neg(b->fees), held = DEC_ZERO;

	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->base == at)
			traded = sim_sum(sim, traded, s->bought);
		if (s->quote == at)
			traded = sim_sum(sim, traded, s->paid);
	}
	for (size_t i = 0; i < sim->orders.len; i++)
		if (reserve_balance(sim, sim->orders.at[i]) == at)
			held = sim_sum(sim, held, sim->orders.at[i]->held);
	due = sim_sum(sim, sim_sum(sim, b->opening, b->moved), b->traded);
	if (sim->fault[0] != '\0')
		return;
	MUST(dec_cmp(traded, b->traded) == 0,
	    "sim: %s: postings are not the sum of the fills", b->currency);
	MUST(dec_cmp(due, b->total) == 0,
	    "sim: %s: total is not opening + transfers + postings",
	    b->currency);
	MUST(dec_cmp(held, b->reserved) == 0,
	    "sim: %s: reserves are not the sum of what orders hold",
	    b->currency);
	MUST(dec_sign(b->total) >= 0 && dec_sign(b->reserved) >= 0 &&
	    dec_cmp(b->reserved, b->total) <= 0,
	    "sim: %s: reserves beyond the total", b->currency);
}

static void
order_holds(const struct sim *sim, const struct sim_order *o)
{
	const struct sim_order *entry;

	MUST(dec_sign(o->filled) >= 0 && dec_cmp(o->filled, o->amount) < 0,
	    "sim: order %s: works with nothing left", o->id);
	MUST(dec_on_step(o->amount, sim->symbols.at[o->symbol].i.lot),
	    "sim: order %s: off the lot", o->id);
	entry = o->entry == 0 ? NULL : order_by_number(sim, o->entry);
	MUST(entry == NULL || dec_cmp(o->amount, entry->filled) <= 0,
	    "sim: leg %s: larger than what its entry filled", o->id);
	for (size_t i = 0; o->triggered && i < sim->orders.len; i++) {
		const struct sim_order *m = sim->orders.at[i];

		MUST(m == o || m->closed || o->group == 0 ||
		    m->group != o->group || !m->triggered,
		    "sim: %s and %s: both triggered", o->id, m->id);
	}
}

void
what_always_holds(struct sim *sim)
{
	if (!sim->changed || sim->fault[0] != '\0')
		return;
	for (size_t i = 0; i < sim->balances.len; i++)
		balance_holds(sim, i);
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed)
			order_holds(sim, sim->orders.at[i]);
	sim->changed = false;
}
