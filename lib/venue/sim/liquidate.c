/*
 * Liquidation: positions whose margin and profit are down to the maintenance
 * are closed at their mark, at points and on walks; what a loss takes beyond
 * the margin the venue's insurance pays (SIMVENUE.md 8).
 */
#include "venue/sim/state.h"

/* Isolated: orders of the symbol; cross: of all cross swaps of the currency. */
static void
orders_drop(struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	struct order_heap gone = { 0 };

	for (size_t i = 0; i < sim->orders.len; i++) {
		struct sim_order *o = sim->orders.at[i];
		const struct sim_symbol *of = &sim->symbols.at[o->symbol];

		if (o->closed || (o->symbol != symbol &&
		    (s->position.mode != MARGIN_CROSS || !of->swap ||
		    of->position.mode != MARGIN_CROSS ||
		    of->quote != s->quote)))
			continue;
		vec_push(&gone, o);
	}
	orders_by_age(&gone);
	for (size_t i = 0; i < gone.len; i++)
		order_cancel(sim, gone.at[i], "liquidation");
	vec_release(&gone);
}

static void
liquidate(struct sim *sim, size_t symbol)
{
	struct sim_symbol *s = &sim->symbols.at[symbol];
	struct sim_position *p = &s->position;
	struct sim_balance *b = &sim->balances.at[s->quote];
	struct dec margin = p->margin, spare;
	bool cross = p->mode == MARGIN_CROSS;
	struct sim_event e;

	orders_drop(sim, symbol);
	e = event_begin(sim, SIM_LIQUIDATED);
	e.symbol = s->i.symbol;
	e.side = position_side_names[p->side > 0 ? POSITION_LONG :
	    POSITION_SHORT];
	e.amount = p->contracts;
	e.price = price_of(s, s->mark);
	e.cost = position_worth(sim, s);
	e.fee = sim_product(sim, e.cost, s->i.liquidation_fee, b->scale,
	    ROUND_CEIL);
	e.realized_pnl = position_close(sim, symbol, p->contracts, e.cost);
	spare = cross ? balance_wallet(sim, s->quote) :
	    sim_sum(sim, margin, e.realized_pnl);
	e.fee = dec_max(dec_min(e.fee, spare), DEC_ZERO);
	e.insurance = dec_sign(spare) < 0 && (!cross || b->cross == 0) ?
	    dec_neg(spare) : DEC_ZERO;
	swap_post(sim, s, sim_difference(sim, e.insurance, e.fee));
	event_tell(sim, &e);
}

static bool
isolated_fails(struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	if (s->position.mode != MARGIN_ISOLATED ||
	    position_fenced(sim, symbol))
		return false;
	return dec_cmp(sim_sum(sim, s->position.margin,
	    position_profit(sim, s)), position_maintenance(sim, s)) <= 0;
}

/* The cross position of a currency that goes first; NOWHERE: none must. */
static size_t
cross_fails(struct sim *sim, size_t balance)
{
	struct dec spare = DEC_ZERO, profit, lowest;
	size_t worst = NOWHERE;

	for (size_t i = 0; i < sim->held.len; i++) {
		size_t symbol = sim->held.at[i];
		const struct sim_symbol *s = &sim->symbols.at[symbol];

		if (s->quote != balance || s->position.mode != MARGIN_CROSS)
			continue;
		if (worst == NOWHERE && position_fenced(sim, symbol))
			return NOWHERE;
		profit = position_profit(sim, s);
		spare = sim_difference(sim, sim_sum(sim, spare, profit),
		    position_maintenance(sim, s));
		if (worst == NOWHERE || dec_cmp(profit, lowest) < 0) {
			worst = symbol;
			lowest = profit;
		}
	}
	spare = sim_sum(sim, spare, balance_wallet(sim, balance));
	if (dec_sign(spare) <= 0)
		return worst;
	boxes_set(sim, balance, spare);
	return NOWHERE;
}

static void
cross_check(struct sim *sim, size_t balance)
{
	size_t symbol;

	while (sim->fault[0] == '\0' &&
	    (symbol = cross_fails(sim, balance)) != NOWHERE)
		liquidate(sim, symbol);
}

void
liquidation_check(struct sim *sim)
{
	if (sim->held.len == 0)
		return;
	for (size_t i = 0; i < sim->held.len && sim->fault[0] == '\0'; )
		if (isolated_fails(sim, sim->held.at[i]))
			liquidate(sim, sim->held.at[i]);
		else
			i++;
	for (size_t i = 0; sim->held.len > 0 && i < sim->balances.len; i++)
		if (sim->balances.at[i].cross > 0)
			cross_check(sim, i);
}

void
liquidation_meet(struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	bool cross = s->position.mode == MARGIN_CROSS;

	liquidate(sim, symbol);
	if (cross)
		cross_check(sim, s->quote);
}

void
insurance_pay(struct sim *sim, size_t balance)
{
	struct sim_balance *b = &sim->balances.at[balance];
	struct dec wallet;
	struct sim_event e;

	if (b->cross > 0)
		return;
	wallet = balance_wallet(sim, balance);
	if (dec_sign(wallet) >= 0)
		return;
	b->total = sim_difference(sim, b->total, wallet);
	b->traded = sim_difference(sim, b->traded, wallet);
	b->insured = sim_difference(sim, b->insured, wallet);
	position_changed(sim);
	e = event_begin(sim, SIM_INSURANCE);
	e.currency = b->currency;
	e.amount = dec_neg(wallet);
	event_tell(sim, &e);
}
