/*
 * Funding: at each settlement longs pay the rate on their value to shorts, or
 * get it when it is negative (SIMVENUE.md 8). It is settled at the first open
 * at or after its time, before anyone can act.
 */
#include "venue/sim/state.h"

static void
funding_settle(struct sim *sim, const struct sim_funding *f)
{
	struct sim_symbol *s = &sim->symbols.at[f->symbol];
	struct sim_position *p = &s->position;
	struct dec value = DEC_ZERO;
	struct sim_event e;

	if (p->side == 0)
		return;
	e = event_begin(sim, SIM_FUNDING);
	e.symbol = s->i.symbol;
	e.rate = f->rate;
	e.mark_price = dec_known(f->mark) ? f->mark : price_of(s, s->mark);
	if (!dec_times(e.mark_price, p->size, &value))
		sim_fault(sim, "the value of a position");
	e.amount = sim_product(sim, p->side > 0 ? dec_neg(value) : value,
	    f->rate, sim->balances.at[s->quote].scale, ROUND_FLOOR);
	swap_post(sim, s, e.amount);
	p->funding = sim_sum(sim, p->funding, e.amount);
	if (p->mode == MARGIN_ISOLATED)
		p->margin = sim_sum(sim, p->margin, e.amount);
	event_tell(sim, &e);
}

void
fundings_settle(struct sim *sim, const struct sim_group *g)
{
	for (size_t i = 0; i < g->fundings_len; i++)
		funding_settle(sim, &g->fundings[i]);
}
