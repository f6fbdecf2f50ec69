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
narrow(struct price_band *a, const struct price_band *b)
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
		struct price_band band = { i, s->last - by, s->last + by,
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
}

bool
sim_venue_holds(const struct venue *venue)
{
	const struct sim_venue *v = (const struct sim_venue *)venue;

	for (size_t i = 0; i < v->held.len; i++) {
		const struct price_band *b = &v->held.at[i];
		const struct sim_symbol *s = &v->sim->symbols.at[b->symbol];

		if (s->last < b->low || s->last > b->high ||
		    (s->swap && (s->mark < b->mark_low ||
		    s->mark > b->mark_high)))
			return false;
	}
	return true;
}

/* Does no bar leave the band of its symbol? */
static bool
bars_hold(void *self, const struct sim_group *g)
{
	const struct sim_venue *v = self;
	size_t n = 0;

	for (size_t i = 0; i < g->len; i++) {
		const struct sim_bar *b = &g->bars[i];

		while (n < v->held.len && v->held.at[n].symbol < b->symbol)
			n++;
		if (n < v->held.len && v->held.at[n].symbol == b->symbol &&
		    (b->low < v->held.at[n].low ||
		    b->high > v->held.at[n].high))
			return false;
	}
	return true;
}

static bool
bars_are_free(void *self, const struct sim_group *g)
{
	(void)self;
	(void)g;
	return true;
}

bool
sim_venue_quiet(struct venue *venue, int64_t until, struct dec low,
    struct dec high, bool held, struct sim_mark *mark)
{
	struct sim_venue *v = self_of(venue);
	const struct sim_content content = { held ? bars_hold :
	    bars_are_free, v, low, high };
	struct sim_source source = v->s == NULL ? v->source :
	    sim_bars_source(&v->bars);
	struct sim_value value;

	if (v->broken || !v->stepping || !sim_quiet(v->sim, &source, until,
	    &content, mark, &value))
		return false;
	history_point(v, v->sim->seq, mark->time, &value);
	return !v->broken;
}
