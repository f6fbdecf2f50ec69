/*
 * Bars in which nothing happens: no order is met, none waits to be told, no
 * perpetual is held, and equity and prices stay where somebody is content with
 * them. Their four marks are worked out in whole numbers and stepped over at
 * once; the sim then stands where four steps would have brought it.
 */
#include "venue/sim/state.h"

/* What one balance is worth: its amount × price, in steps of 10^-scale. */
static bool
worth(struct dec amount, const struct sim_symbol *s, int64_t price,
    int scale, __int128 *out)
{
	static const int64_t powers[] = { 1, 10, 100, 1000, 10000, 100000,
	    1000000, 10000000, 100000000, 1000000000, 10000000000,
	    100000000000, 1000000000000, 10000000000000, 100000000000000,
	    1000000000000000, 10000000000000000, 100000000000000000,
	    1000000000000000000 };
	int more = amount.scale + s->scale - scale;
	__int128 value;
	int64_t small;

	if (more <= 0 && more >= -18 && amount.coef >= 0 &&
	    amount.coef <= INT64_MAX &&
	    !__builtin_mul_overflow((int64_t)amount.coef, price, &small) &&
	    !__builtin_mul_overflow(small, powers[-more], &small)) {
		*out = small;
		return true;
	}
	if (amount.coef < 0 || amount.coef > INT64_MAX || more < -18 ||
	    more > 18)
		return false;
	value = amount.coef * price;
	if (more <= 0)
		return !__builtin_mul_overflow(value, powers[-more], out);
	if (value > INT64_MAX) {
		*out = value / powers[more];
		return true;
	}
	/* By a constant, a few times: faster than one division by any. */
	for (small = (int64_t)value; more > 0; more--)
		small /= 10;
	*out = small;
	return true;
}

/* Where the price of a symbol is at the four marks. */
static void
prices_at(struct sim *sim, const struct sim_group *g, size_t symbol,
    int64_t out[4])
{
	const struct sim_bar *b = NULL;
	bool low_first;

	for (size_t i = 0; i < g->len && b == NULL; i++)
		if (g->bars[i].symbol == symbol)
			b = &g->bars[i];
	if (b == NULL) {
		for (int m = 0; m < 4; m++)
			out[m] = sim->symbols.at[symbol].last;
		return;
	}
	low_first = walk_low_first(sim, b);
	out[0] = b->open;
	out[1] = low_first ? b->low : b->high;
	out[2] = low_first ? b->high : b->low;
	out[3] = b->close;
}

static bool
equities(struct sim *sim, const struct sim_group *g, struct dec marks[4])
{
	const struct sim_balance *own = &sim->balances.at[sim->valuation];
	struct dec base = own->total;
	__int128 sum[4], one;
	int64_t prices[4];

	if (base.scale > own->scale || !dec_add(base,
	    (struct dec){ 0, own->scale }, &base))
		return false;
	for (int m = 0; m < 4; m++)
		sum[m] = base.coef;
	for (size_t i = 0; i < sim->balances.len; i++) {
		const struct sim_balance *b = &sim->balances.at[i];

		if (i == sim->valuation || b->total.coef == 0 ||
		    b->pricer == NOWHERE)
			continue;
		prices_at(sim, g, b->pricer, prices);
		for (int m = 0; m < 4; m++)
			if (!worth(b->total, &sim->symbols.at[b->pricer],
			    prices[m], own->scale, &one) ||
			    __builtin_add_overflow(sum[m], one, &sum[m]))
				return false;
	}
	for (int m = 0; m < 4; m++) {
		marks[m] = dec_wide(sum[m], own->scale);
		if (!dec_known(marks[m]))
			return false;
	}
	return true;
}

/* Everything has settled, and nobody holds what a bar could end. */
static bool
at_rest(const struct sim *sim)
{
	return (sim->stands == SIM_CLOSE || sim->stands == SIM_NONE) &&
	    sim->fault[0] == '\0' && sim->held.len == 0 && !sim->changed &&
	    sim->touched.len == 0 && sim->sweep == 0 &&
	    dec_known(sim->units);
}

/* Does an instruction take effect by then, or an order expire? */
static bool
is_due(const struct sim *sim, int64_t time)
{
	return (sim->queue_head < sim->queue.len &&
	    sim->queue.at[sim->queue_head]->i.at <= time) ||
	    (sim->expiring.len > 0 &&
	    sim->expiring.at[0]->expire_at <= time);
}

static bool
can_pass(struct sim *sim, const struct sim_group *g, int64_t until)
{
	if (g->len == 0 || g->marks_len > 0 || g->fundings_len > 0 ||
	    g->inner || is_due(sim, g->time) || (g->span != 0 && g->span != sim->timeframe) ||
	    until < sim->timeframe || g->time > until - sim->timeframe)
		return false;
	if (sim->group != INT64_MIN && g->time - sim->group < sim->span)
		return false;
	for (size_t i = 0; i < g->len; i++)
		if (g->bars[i].symbol >= sim->symbols.len || (i > 0 &&
		    g->bars[i].symbol <= g->bars[i - 1].symbol) ||
		    !bar_can_be(&g->bars[i]) ||
		    !walk_is_free(sim, &g->bars[i]))
			return false;
	return true;
}

/* As opening it and walking through it leave things. */
static void
pass(struct sim *sim, const struct sim_group *g, const struct dec marks[4])
{
	bars_begin(sim, g);
	clock_set(sim, g->time);
	for (size_t i = 0; i < g->len; i++) {
		struct sim_symbol *s = &sim->symbols.at[g->bars[i].symbol];

		budget_set(sim, s);
		s->last = s->mark = s->bar.close;
		s->low_seen = s->high_seen = true;
	}
	sim->group = sim->after = g->time;
	sim->span = sim->timeframe;
	sim->inner = false;
	sim->point = sim->stands = SIM_CLOSE;
	clock_set(sim, g->time + sim->timeframe);
	for (int m = 0; m < 4; m++)
		sim->marks[m] = marks[m];
	sim->seq++;		/* of the record that nobody was told */
}

bool
sim_quiet(struct sim *sim, const struct sim_source *source, int64_t until,
    const struct sim_content *content, struct sim_mark *mark,
    struct sim_value *value)
{
	struct sim_group g = { 0 };
	struct dec marks[4];

	if (!at_rest(sim) ||
	    source->next(source->self, sim->after, &g, NULL) != E_OK ||
	    !can_pass(sim, &g, until) || !content->prices(content->self, &g) ||
	    !equities(sim, &g, marks))
		return false;
	value->high = value->low = marks[3];
	for (int m = 0; m < 3; m++) {	/* all of one scale */
		if (marks[m].coef > value->high.coef)
			value->high = marks[m];
		if (marks[m].coef < value->low.coef)
			value->low = marks[m];
	}
	if (dec_known(content->low) &&
	    (dec_cmp(value->low, content->low) < 0 ||
	    dec_cmp(value->high, content->high) > 0))
		return false;
	value->equity = marks[3];
	value->transferred = sim->transferred;
	value->units = sim->units;
	if (!dec_sub(marks[3], sim->transferred, &value->net_equity))
		return false;
	pass(sim, &g, marks);
	*mark = (struct sim_mark){ .time = sim->time, .group = sim->group,
	    .point = SIM_CLOSE, .equity = value->equity,
	    .net_equity = value->net_equity };
	return true;
}
