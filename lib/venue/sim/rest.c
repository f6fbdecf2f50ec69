/*
 * What is left of a bar in which something happened: the walk from the mark
 * where the sim stands to the close, in whole numbers and at once, when nothing
 * more is met on it (quiet.c).
 */
#include "venue/sim/quiet.h"

/* Adds what a symbol is worth where its walk stands at the marks to come, when
 * it meets nothing. */
static void
walk_add(const struct sim_symbol *s, const struct quiet_symbol *q, int passed,
    int64_t marks[4])
{
	const struct sim_bar *b = &s->bar;
	bool falls = q->falls || (!q->rises && b->close >= b->open);
	int64_t first = falls ? b->low : b->high;
	int64_t second = falls ? b->high : b->low, close = b->close;

	if (!s->here)
		first = second = close = s->last;
	else if (s->low_seen || s->high_seen)
		second = s->low_seen ? b->high : b->low;
	if (passed < 2)
		marks[1] += quiet_worth(q, first);
	if (passed < 3)
		marks[2] += quiet_worth(q, second);
	marks[3] += quiet_worth(q, close);
}

/* Equity at the marks that were, and at those to come. */
static bool
rest_find(const struct sim *sim, int64_t marks[4])
{
	const struct quiet *q = &sim->quiet;
	int passed = sim->stands - SIM_OPEN + 1;

	for (int m = 0; m < passed; m++) {
		marks[m] = (int64_t)sim->marks[m].coef;
		if (sim->marks[m].coef != marks[m] ||
		    sim->marks[m].scale != q->value.equity.scale)
			return false;
	}
	for (int m = passed; m < 4; m++)
		marks[m] = q->rest;
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];
		const struct quiet_symbol *own = &q->symbols.at[i];

		if (s->here && (s->marked || s->bar.low < own->low ||
		    s->bar.high > own->high))
			return false;
		if (own->each != 0)
			walk_add(s, own, passed, marks);
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
