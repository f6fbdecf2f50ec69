/*
 * Whether anything that could matter has happened: what a driver asks at each
 * mark before it looks at the account.
 */
#include "venue/sim/state.h"
#include "venue/sim/venuedata.h"

int64_t
sim_venue_events(const struct venue *v)
{
	return ((const struct sim_venue *)v)->events;
}

int
sim_venue_scale(const struct venue *v)
{
	const struct sim *sim = ((const struct sim_venue *)v)->sim;
	int least = MONEY_SCALE;

	for (size_t i = 0; i < sim->balances.len; i++)
		if (sim->balances.at[i].scale < least)
			least = sim->balances.at[i].scale;
	return least;
}

/* A price counts when what it moves is there. */
static bool
matters(const struct sim *sim, size_t symbol)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];

	return s->swap ? !dec_is_zero(position_signed(sim, symbol)) :
	    !dec_is_zero(sim->balances.at[s->base].total);
}

/* The part that both bands have. */
static void
narrow(struct sim_band *a, const struct sim_band *b)
{
	a->low = a->low > b->low ? a->low : b->low;
	a->high = a->high < b->high ? a->high : b->high;
	a->mark_low = a->mark_low > b->mark_low ? a->mark_low : b->mark_low;
	a->mark_high = a->mark_high < b->mark_high ? a->mark_high :
	    b->mark_high;
}

void
sim_venue_hold(struct venue *venue, unsigned shift, bool further)
{
	struct sim_venue *v = self_of(venue);
	size_t n = 0;

	for (size_t i = 0; i < v->sim->symbols.len; i++) {
		const struct sim_symbol *s = &v->sim->symbols.at[i];
		int64_t by = s->last >> shift, mark_by = s->mark >> shift;
		struct sim_band band = { i, s->last - by, s->last + by,
		    s->mark - mark_by, s->mark + mark_by };

		if (!matters(v->sim, i))
			continue;
		if (further && n < v->held.len && v->held.at[n].symbol == i)
			narrow(&band, &v->held.at[n]);
		if (n == v->held.len)
			vec_push(&v->held, band);
		else
			v->held.at[n] = band;
		n++;
	}
	v->held.len = n;
	sim_quiet_forget(v->sim);
}

bool
sim_venue_holds(const struct venue *venue)
{
	const struct sim_venue *v = (const struct sim_venue *)venue;

	for (size_t i = 0; i < v->held.len; i++) {
		const struct sim_band *b = &v->held.at[i];
		const struct sim_symbol *s = &v->sim->symbols.at[b->symbol];

		if (s->last < b->low || s->last > b->high ||
		    (s->swap && (s->mark < b->mark_low ||
		    s->mark > b->mark_high)))
			return false;
	}
	return true;
}

bool
sim_venue_quiet(struct venue *venue, int64_t until, struct dec low,
    struct dec high, bool held, struct sim_mark *mark)
{
	struct sim_venue *v = self_of(venue);
	const struct sim_content content = { low, high, v->held.at,
	    held ? v->held.len : 0 };
	struct sim_source stored;
	const struct sim_value *value;

	if (v->broken || !v->stepping)
		return false;
	if (v->s != NULL)
		stored = sim_bars_source(&v->bars);
	value = sim_quiet(v->sim, v->s == NULL ? &v->source : &stored, until,
	    &content, mark);
	if (value == NULL)
		return false;
	history_point(v, v->sim->seq, mark->time, value);
	return !v->broken;
}
