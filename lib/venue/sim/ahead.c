/*
 * Quiet bars worked out ahead, many at once, where only one symbol has bars: in
 * the steps of their own columns (quiet.c says what a quiet bar is).
 */
#include "venue/sim/quiet.h"

/* The first time at which no group of the columns may open any more. */
static int64_t
columns_end(const struct sim *sim, const struct sim_columns *c,
    int64_t until)
{
	int64_t end = c->end < sim->quiet.due ? c->end : sim->quiet.due;

	if (until < sim->timeframe)
		return INT64_MIN;
	return until - sim->timeframe < end ? until - sim->timeframe + 1 : end;
}

/*
 * The prices, in steps of the columns, within which what is held keeps equity
 * in its bounds; of one symbol the highest and lowest equity are those at its
 * highest and lowest price. worth = price × each / cut, rounded down, never
 * falls as the price rises, so that two divisions here spare one for each bar.
 */
static void
prices_find(const struct quiet *q, const struct quiet_symbol *own,
    int64_t rest, int64_t *low, int64_t *high)
{
	__int128 least = ((__int128)q->low - rest) * own->cut;
	__int128 most = ((__int128)q->high - rest + 1) * own->cut - 1;
	__int128 each = own->each;

	/* Nothing is held: equity stands still. */
	if (each == 0 && most >= 0 && least <= 0)
		return;
	if (most < 0 || (each == 0 && least > 0)) {
		*high = 0;
		return;
	}
	if (least > *low * each)
		*low = least > *high * each ? INT64_MAX :
		    (int64_t)((least + each - 1) / each);
	if (most < *high * each)
		*high = (int64_t)(most / each);
}

/* Equity at the close of each, and the highest and lowest of its marks. */
static void
worths_read(const struct sim_columns *c, const struct quiet_symbol *own,
    int64_t rest, struct sim_aheads *out)
{
	const int64_t *high = c->high, *low = c->low, *close = c->close;
	struct curve_value *values = out->values.at;
	const struct curve_value alike = { rest, rest, rest };
	size_t n = out->values.len;
	int64_t each = own->each;

	if (each == 0)
		for (size_t i = 0; i < n; i++)
			values[i] = alike;
	else if (own->cut == 1)
		for (size_t i = 0; i < n; i++)
			values[i] = (struct curve_value){
			    rest + close[i] * each, rest + high[i] * each,
			    rest + low[i] * each };
	else
		for (size_t i = 0; i < n; i++)
			values[i] = (struct curve_value){
			    rest + quiet_worth(own, close[i]),
			    rest + quiet_worth(own, high[i]),
			    rest + quiet_worth(own, low[i]) };
}

/* One bar of the columns after the other, in their own steps, while
 * group_passes() and quiet_value_set() would say yes. */
static void
columns_read(const struct sim *sim, const struct sim_columns *c, int64_t end,
    size_t most, struct sim_aheads *out)
{
	const struct quiet_symbol *s = &sim->quiet.symbols.at[c->symbol];
	const struct sim_bar only = { .symbol = c->symbol };
	const int64_t *opens = c->open_time_ms, *open = c->open;
	const int64_t *high = c->high, *low = c->low, *close = c->close;
	struct quiet_symbol own = { .each = 0, .cut = s->cut };
	int64_t rest = quiet_beside(sim, &only, 1), span = sim->timeframe;
	int64_t first = sim->group == INT64_MIN ? INT64_MIN :
	    sim->group + sim->span;
	int64_t bottom = s->low / c->factor + (s->low % c->factor != 0);
	int64_t top = s->high / c->factor, *times = out->times.at;
	size_t n = 0;

	bottom = bottom > 1 ? bottom : 1;
	if (top >= 1)		/* each × what is not above top fits */
		own.each = s->each * c->factor;
	prices_find(&sim->quiet, &own, rest, &bottom, &top);
	most = top < bottom ? 0 : most < c->len ? most : c->len;
	for (; n < most; n++) {
		int64_t time = opens[n] * 1000, h = high[n], l = low[n];
		int64_t last = close[n];

		if (time < first || l < bottom || h > top || h < open[n] ||
		    h < last || l > open[n] || l > last)
			break;
		times[n] = time;
		first = time + span;
	}
	while (n > 0 && times[n - 1] >= end)	/* they only rise */
		n--;
	out->times.len = out->values.len = n;
	worths_read(c, &own, rest, out);
}

void
sim_aheads_release(struct sim_aheads *a)
{
	vec_release(&a->times);
	vec_release(&a->values);
}

bool
sim_quiet_ahead(struct sim *sim, const struct sim_source *source,
    int64_t until, const struct sim_content *content, size_t most,
    struct sim_aheads *out)
{
	struct sim_columns *c = &out->bars;

	vec_clear(&out->times);
	vec_clear(&out->values);
	if (quiet_begun(sim) || !quiet_ready(sim, content))
		return true;
	/* Where a bar may change more than the clock each is looked at. */
	if (sim->quiet.watched || source->columns == NULL ||
	    !source->columns(source->self, sim->after, c))
		return false;
	vec_reserve(&out->times, most);
	vec_reserve(&out->values, most);
	columns_read(sim, c, columns_end(sim, c, until), most, out);
	return true;
}
