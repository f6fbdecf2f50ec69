/*
 * What is left of a bar in which something happened: the walk from the mark
 * where the sim stands to the close, in whole numbers and at once, when nothing
 * more is met on it (quiet.c).
 */
#include "venue/sim/quiet.h"

/* Where a walk stands at a point to come, when it meets nothing. */
static int64_t
price_at(const struct sim_symbol *s, const struct quiet_symbol *q, int point)
{
	bool falls = q->falls || (!q->rises && s->bar.close >= s->bar.open);

	if (!s->here)
		return s->last;
	if (point == SIM_CLOSE)
		return s->bar.close;
	if (s->low_seen || s->high_seen)
		return s->low_seen ? s->bar.high : s->bar.low;
	return (point == SIM_FIRST) == falls ? s->bar.low : s->bar.high;
}

/* Equity at the marks that were, and at those to come. */
static bool
rest_find(const struct sim *sim, int64_t marks[4])
{
	const struct quiet *q = &sim->quiet;
	int passed = sim->stands - SIM_OPEN + 1;

	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->here && (s->marked ||
		    s->bar.low < q->symbols.at[i].low ||
		    s->bar.high > q->symbols.at[i].high))
			return false;
	}
	for (int m = 0; m < 4; m++) {
		marks[m] = m < passed ? (int64_t)sim->marks[m].coef : q->rest;
		if (m < passed && (sim->marks[m].coef != marks[m] ||
		    sim->marks[m].scale != q->value.equity.scale))
			return false;
		for (size_t i = 0; m >= passed && i < sim->symbols.len; i++)
			marks[m] += quiet_worth(&q->symbols.at[i],
			    price_at(&sim->symbols.at[i], &q->symbols.at[i],
			    m + SIM_OPEN));
	}
	return true;
}

bool
quiet_rest(struct sim *sim, int64_t until)
{
	struct quiet *q = &sim->quiet;
	int64_t marks[4];

	if (q->watched || until < sim->span ||
	    sim->group > until - sim->span || !rest_find(sim, marks) ||
	    !quiet_value_set(q, marks))
		return false;
	for (size_t i = 0; i < sim->symbols.len; i++) {
		struct sim_symbol *s = &sim->symbols.at[i];

		if (!s->here)
			continue;
		s->low_seen = s->high_seen = true;
		s->last = s->mark = s->bar.close;
	}
	for (int m = sim->stands - SIM_OPEN + 1; m < 4; m++)
		sim->marks[m] = (struct dec){ marks[m],
		    q->value.equity.scale };
	sim->point = sim->stands = SIM_CLOSE;
	clock_set(sim, sim->group + sim->span);
	sim->seq++;		/* of the record that nobody was told */
	return true;
}
