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
	struct sim *sim = venue_sim(v);
	size_t n = 0;

	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];
		int64_t by = s->last >> shift, mark_by = s->mark >> shift;
		struct sim_band band = { i, s->last - by, s->last + by,
		    s->mark - mark_by, s->mark + mark_by };

		if (!matters(sim, i))
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
	sim_quiet_forget(sim);
}

bool
sim_venue_holds(struct venue *venue)
{
	struct sim_venue *v = self_of(venue);
	const struct sim *sim = venue_sim(v);

	for (size_t i = 0; i < v->held.len; i++) {
		const struct sim_band *b = &v->held.at[i];
		const struct sim_symbol *s = &sim->symbols.at[b->symbol];

		if (s->last < b->low || s->last > b->high ||
		    (s->swap && (s->mark < b->mark_low ||
		    s->mark > b->mark_high)))
			return false;
	}
	return true;
}

#define AHEAD_FIRST 16
#define AHEAD_MOST 1024

static struct sim_source
source_of(struct sim_venue *v)
{
	return v->s == NULL ? v->source : sim_bars_source(&v->bars);
}

/* A point of the curve for each that has passed. After the first the units and
 * all scales are those of the point before, so that one that says nothing new
 * is known by its numbers. */
static void
points_add(struct sim_venue *v, int64_t seq)
{
	struct sim_value value = *sim_quiet_value(v->sim);

	for (size_t i = 0; i < v->passed; i++) {
		const struct sim_ahead *a = &v->ahead.at[i];

		if (i > 0 && a->high == a->low && a->equity == a[-1].equity)
			continue;
		value.equity.coef = a->equity;
		value.high.coef = a->high;
		value.low.coef = a->low;
		history_point(v, seq + (int64_t)i + 1, a->open_time +
		    v->sim->timeframe, &value);
	}
}

void
venue_catch_up(struct sim_venue *v)
{
	struct sim_source source = source_of(v);
	int64_t seq = v->sim->seq;

	if (v->passed > 0) {
		sim_quiet_pass(v->sim, &source, &v->ahead, v->passed);
		points_add(v, seq);
	}
	/* Farther, when all of it was of use; where something happens soon it
	 * is not worth while to look far. */
	if (v->passed < v->ahead.len)
		v->most = AHEAD_FIRST;
	else if (v->passed == v->most && v->most < AHEAD_MOST)
		v->most *= 2;
	v->ahead.len = v->passed = 0;
}

static bool
same_content(const struct sim_content *a, const struct sim_content *b)
{
	return a->low.coef == b->low.coef && a->low.scale == b->low.scale &&
	    a->high.coef == b->high.coef && a->high.scale == b->high.scale &&
	    a->bands_len == b->bands_len;
}

/* The next of those that were worked out ahead; false: there is none. */
static bool
ahead_pass(struct sim_venue *v, int64_t until,
    const struct sim_content *content, struct sim_mark *mark)
{
	const struct sim_value *value = sim_quiet_value(v->sim);
	const struct sim_ahead *a;

	if (v->passed == v->ahead.len || until != v->ahead_until ||
	    !same_content(content, &v->ahead_content))
		return false;
	a = &v->ahead.at[v->passed++];
	*mark = (struct sim_mark){ .time = a->open_time + v->sim->timeframe,
	    .group = a->open_time, .point = SIM_CLOSE, .equity = value->equity,
	    .net_equity = value->equity };
	mark->equity.coef = a->equity;
	mark->net_equity.coef = a->equity - v->sim->quiet.transferred;
	return true;
}

/* False: they have to be asked for one by one. */
static bool
ahead_find(struct sim_venue *v, int64_t until,
    const struct sim_content *content)
{
	struct sim_source source = source_of(v);
	struct sim *sim = venue_sim(v);

	if (v->most == 0)
		v->most = AHEAD_FIRST;
	v->ahead_until = until;
	v->ahead_content = *content;
	return sim_quiet_ahead(sim, &source, until, content, v->most,
	    &v->ahead);
}

bool
sim_venue_quiet(struct venue *venue, int64_t until, struct dec low,
    struct dec high, bool held, struct sim_mark *mark)
{
	struct sim_venue *v = self_of(venue);
	const struct sim_content content = { low, high, v->held.at,
	    held ? v->held.len : 0 };
	struct sim_source source;
	const struct sim_value *value;

	if (v->broken || !v->stepping || v->sim->stands != SIM_CLOSE)
		return false;
	if (ahead_pass(v, until, &content, mark))
		return true;
	if (ahead_find(v, until, &content))
		return ahead_pass(v, until, &content, mark);
	source = source_of(v);
	value = sim_quiet(v->sim, &source, until, &content, mark);
	if (value == NULL)
		return false;
	history_point(v, v->sim->seq, mark->time, value);
	return !v->broken;
}
