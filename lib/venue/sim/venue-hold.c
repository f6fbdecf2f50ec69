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

bool
sim_venue_flat(struct venue *venue)
{
	const struct sim *sim = venue_sim(self_of(venue));

	for (size_t i = 0; i < sim->symbols.len; i++)
		if (!dec_is_zero(position_signed(sim, i)))
			return false;
	return true;
}

size_t
sim_venue_symbols(const struct venue *v)
{
	return ((const struct sim_venue *)v)->sim->symbols.len;
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

#define AHEAD_FIRST 32
#define AHEAD_LEAST 2
#define AHEAD_MOST 1024
#define GROUP_MARKS (SIM_CLOSE - SIM_NONE)

/* How many, from one on, follow each other without a gap, each with a point
 * that says something new. */
static size_t
even_run(const struct sim_venue *v, size_t from)
{
	const int64_t *times = v->ahead.times.at;
	const struct curve_value *values = v->ahead.values.at;
	size_t n = from;

	for (; n < v->passed; n++)
		if (times[n] != times[n - 1] + v->sim->timeframe ||
		    (values[n].high == values[n].low &&
		    values[n].equity == values[n - 1].equity))
			break;
	return n - from;
}

/* A point of the curve for each that has passed. After the first the units and
 * all scales are those of the point before, so that one that says nothing new
 * is known by its numbers, and the others simply go on. */
static void
points_add(struct sim_venue *v, int64_t seq)
{
	const struct curve_value *values = v->ahead.values.at;
	struct sim_value value = *sim_quiet_value(v->sim);
	int64_t span = v->sim->timeframe;
	bool told = false;
	size_t even;

	for (size_t i = 0; i < v->passed; i++) {
		int64_t time = v->ahead.times.at[i] + span;

		even = told && v->s == NULL ? even_run(v, i) : 0;
		if (even > 0 && curve_go_on(&v->told.equity, time, span,
		    value.equity.scale, &values[i], even)) {
			i += even - 1;
			v->point.equity.coef = values[i].equity;
			v->point.equity.scale = value.equity.scale;
			continue;
		}
		if (i > 0 && values[i].high == values[i].low &&
		    values[i].equity == values[i - 1].equity)
			continue;
		value.equity.coef = values[i].equity;
		value.high.coef = values[i].high;
		value.low.coef = values[i].low;
		told |= history_point(v, seq + (int64_t)i + 1, time, &value);
	}
}

void
venue_catch_up(struct sim_venue *v)
{
	int64_t seq = v->sim->seq;

	if (v->passed > 0) {
		sim_quiet_pass(v->sim, &v->ahead, v->passed);
		points_add(v, seq);
	}
	/* Farther, when all of it was of use; where something happened before
	 * its end, as far as it came and a little more. */
	if (v->passed < v->ahead.times.len)
		v->most = v->passed + v->passed / 8 + AHEAD_LEAST;
	else if (v->passed == v->most)
		v->most *= 2;
	if (v->most > AHEAD_MOST)
		v->most = AHEAD_MOST;
	v->ahead.times.len = v->ahead.values.len = v->passed = 0;
}

/* The next of them, with what its close comes to. */
static int
pass_next(struct sim_venue *v, struct sim_mark *mark)
{
	const struct quiet *q = &v->sim->quiet;
	int scale = q->value.equity.scale;
	int64_t equity;
	size_t i = v->passed;

	if (i == v->ahead.times.len)
		return 0;
	v->passed++;
	equity = v->ahead.values.at[i].equity;
	mark->group = v->ahead.times.at[i];
	mark->time = mark->group + v->sim->timeframe;
	mark->point = SIM_CLOSE;
	mark->inner = false;
	mark->equity = (struct dec){ equity, scale };
	mark->net_equity = (struct dec){ equity - q->transferred, scale };
	return GROUP_MARKS;
}

struct sim_passing
sim_venue_passing(struct venue *venue)
{
	struct sim_venue *v = self_of(venue);

	return (struct sim_passing){ v->ahead.times.at, v->ahead.times.len,
	    v->passed, v->sim->timeframe, GROUP_MARKS, &v->passed };
}

/* False: they have to be asked for one by one. */
static bool
ahead_find(struct sim_venue *v, int64_t until)
{
	struct sim_source room;
	struct sim *sim = venue_sim(v);

	if (v->most == 0)
		v->most = AHEAD_FIRST;
	v->ahead_until = until;
	return sim_quiet_ahead(sim, venue_source(v, &room), until,
	    &v->content, v->most, &v->ahead);
}

void
sim_venue_content(struct venue *venue, struct dec low, struct dec high,
    bool held)
{
	struct sim_venue *v = self_of(venue);

	sim_quiet_forget(venue_sim(v));
	v->content = (struct sim_content){ low, high, v->held.at,
	    held ? v->held.len : 0 };
}

int
sim_venue_quiet(struct venue *venue, int64_t until, struct sim_mark *mark)
{
	struct sim_venue *v = self_of(venue);
	int stands = v->sim->stands;
	struct sim_source room;
	const struct sim_value *value;

	if (v->broken || !v->stepping)
		return 0;
	if (stands == SIM_CLOSE) {
		if (until == v->ahead_until &&
		    v->passed < v->ahead.times.len)
			return pass_next(v, mark);
		if (ahead_find(v, until))
			return pass_next(v, mark);
		stands = SIM_NONE;
	}
	value = sim_quiet(v->sim, venue_source(v, &room), until, &v->content,
	    mark);
	if (value == NULL)
		return 0;
	history_point(v, v->sim->seq, mark->time, value);
	return v->broken ? 0 : SIM_CLOSE - stands;
}
