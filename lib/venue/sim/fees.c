/*
 * Which fee a fill pays: the instrument's, or the tier of the value traded in
 * the 30 UTC days before today (SIMVENUE.md 4).
 */
#include "venue/sim/state.h"

/* Today's place among the days, those that are long past forgotten. */
static struct dec *
today(struct sim *sim)
{
	int64_t day = sim->time < 0 ? 0 : sim->time / STAMP_DAY;
	int64_t from = sim->traded_day + 1;

	if (from < day - (TRADED_DAYS - 1))
		from = day - (TRADED_DAYS - 1);
	for (; from <= day; from++) {
		sim->traded[from % TRADED_DAYS] = DEC_ZERO;
		sim->tier_known = false;
	}
	if (day > sim->traded_day)
		sim->traded_day = day;
	return &sim->traded[day % TRADED_DAYS];
}

/* The last row whose volume was reached; -1: none. */
static int
tier_find(struct sim *sim)
{
	const struct dec *now = today(sim);
	struct dec sum = DEC_ZERO;

	if (sim->tier_known)
		return sim->tier;
	for (int i = 0; i < TRADED_DAYS; i++)
		if (&sim->traded[i] != now)
			sim_add(sim, &sum, sim->traded[i]);
	sim->tier = sim->settings.fee_tier_rows - 1;
	while (sim->tier >= 0 && dec_cmp(
	    sim->settings.fee_tiers[sim->tier].volume, sum) > 0)
		sim->tier--;
	sim->tier_known = true;
	return sim->tier;
}

struct dec
fee_of_tier(struct sim *sim, const struct sim_symbol *s, enum liquidity how)
{
	int tier = tier_find(sim);

	if (tier < 0)
		return how == LIQUIDITY_MAKER ? s->i.maker : s->i.taker;
	return how == LIQUIDITY_MAKER ? sim->settings.fee_tiers[tier].maker :
	    sim->settings.fee_tiers[tier].taker;
}

/* A day later fees may be lower, and with them what is reserved for them. That
 * they are higher makes no reserve larger than it was: free is never less than
 * nothing because a day began. */
static void
fees_day_begin(struct sim *sim)
{
	for (size_t i = 0; i < sim->orders.len; i++) {
		struct sim_order *o = sim->orders.at[i];
		struct dec rate = fee_rate(sim, &sim->symbols.at[o->symbol],
		    LIQUIDITY_TAKER);

		if (o->closed || dec_cmp(rate, o->taker) >= 0)
			continue;
		o->taker = rate;
		order_changed(sim, o);
	}
}

void
clock_set_tiers(struct sim *sim, int64_t time)
{
	sim->time = time;
	today(sim);
	if (!sim->tier_known)
		fees_day_begin(sim);
}

void
fee_volume_add(struct sim *sim, const struct sim_symbol *s, struct dec value)
{
	struct dec *traded;

	if (sim->settings.fee_tier_rows == 0 || s->quote != sim->valuation)
		return;
	traded = today(sim);
	*traded = sim_sum(sim, *traded, value);
}
