/*
 * Bars in which nothing happens: no order is met, none waits to be told, no
 * perpetual is held, and equity and prices stay where somebody is content with
 * them. Their four marks are worked out in whole numbers and stepped over at
 * once; the sim then stands where four steps would have brought it.
 *
 * Between two events many such bars follow each other, and the same is asked of
 * each. So it is worked out once, as bounds on the prices of a bar (struct
 * quiet), and forgotten whenever the sim is stepped or acted upon.
 */
#include "venue/sim/quiet.h"

/* No sum below leaves 64 bits while its parts are within this. */
#define FAR (INT64_MAX / 4)

void
sim_quiet_forget(struct sim *sim)
{
	sim->quiet.known = false;
}

/* Everything has settled, no closed order would be swept out, and nobody holds
 * what a bar could end. */
static bool
at_rest(const struct sim *sim)
{
	return sim->fault[0] == '\0' && sim->held.len == 0 && !sim->changed &&
	    sim->touched.len == 0 && sim->sweep * 2 <= sim->orders.len &&
	    dec_known(sim->units);
}

static bool
whole_any(struct dec d, int scale, int64_t *out)
{
	if (d.scale > scale)
		d = dec_trim(d);
	if (d.scale > scale || d.scale < 0 || d.coef > FAR || d.coef < -FAR)
		return false;
	*out = (int64_t)d.coef;
	for (int i = d.scale; i < scale; i++)
		if (__builtin_mul_overflow(*out, 10, out))
			return false;
	return *out <= FAR && *out >= -FAR;
}

/* In whole steps of 10^-scale; false: it is finer, or too far. */
static inline bool
whole(const struct dec *d, int scale, int64_t *out)
{
	int64_t steps = (int64_t)d->coef;

	*out = steps;
	return (d->scale == scale && steps == d->coef && steps <= FAR &&
	    steps >= -FAR) || whole_any(*d, scale, out);
}

/* Bounds of equity; what is beyond all that can be is at its end. */
static void
bounds_find(struct quiet *q, int scale)
{
	struct dec low = q->content.low, high = q->content.high;

	q->low = INT64_MIN;
	q->high = INT64_MAX;
	if (!dec_known(low))
		return;
	if (low.scale > scale)
		dec_round(low, scale, ROUND_CEIL, &low);
	if (!whole(&low, scale, &q->low))
		q->low = dec_sign(low) < 0 ? INT64_MIN : INT64_MAX;
	if (high.scale > scale)
		dec_round(high, scale, ROUND_FLOOR, &high);
	if (!whole(&high, scale, &q->high))
		q->high = dec_sign(high) < 0 ? INT64_MIN : INT64_MAX;
}

/* With so many decimals less, or as few as it can do with. */
static struct dec
trimmed(struct dec a, int less)
{
	int64_t cut = less <= a.scale ? dec_powers[less] : 0;

	return cut == 0 || !dec_is_short(a) || (int64_t)a.coef % cut != 0 ?
	    dec_trim(a) :
	    (struct dec){ (int64_t)a.coef / cut, a.scale - less };
}

/* What so much of a symbol is worth at a price: price × each / cut, in steps of
 * 10^-scale; neither it nor what it is made of is far, up to that price. */
static bool
worth_find(struct quiet_symbol *q, const struct sim_symbol *s,
    struct dec amount, int scale, size_t symbols)
{
	int more = amount.scale + s->scale - scale;
	int64_t most = FAR / (int64_t)symbols;

	if (more > 0) {		/* fewer decimals need no division */
		amount = trimmed(amount, more);
		more = amount.scale + s->scale - scale;
	}
	if (amount.coef < 0 || amount.coef > FAR)
		return false;
	q->each = (int64_t)amount.coef;
	for (; more < 0; more++)
		if (__builtin_mul_overflow(q->each, 10, &q->each))
			return false;
	for (; more > 0; more--)
		if (__builtin_mul_overflow(q->cut, 10, &q->cut))
			return false;
	if (q->each > 0 && q->high > most / q->each)
		q->high = most / q->each;
	return s->last <= q->high;
}

/* Equity as a function of prices. */
static bool
equity_find(struct sim *sim)
{
	const struct sim_balance *own = &sim->balances.at[sim->valuation];
	struct quiet *q = &sim->quiet;
	size_t n = sim->symbols.len;

	for (size_t i = 0; i < sim->balances.len; i++) {
		const struct sim_balance *b = &sim->balances.at[i];

		if (i != sim->valuation && b->total.coef != 0 &&
		    b->pricer != NOWHERE &&
		    !worth_find(&q->symbols.at[b->pricer],
		    &sim->symbols.at[b->pricer], b->total, own->scale, n))
			return false;
	}
	bounds_find(q, own->scale);
	return whole(&own->total, own->scale, &q->rest) &&
	    whole(&sim->transferred, own->scale, &q->transferred);
}

static void
bands_apply(struct quiet *q)
{
	const struct sim_content *c = &q->content;

	for (size_t i = 0; i < c->bands_len; i++) {
		const struct sim_band *b = &c->bands[i];
		struct quiet_symbol *s = &q->symbols.at[b->symbol];

		s->low = b->low > s->low ? b->low : s->low;
		s->high = b->high < s->high ? b->high : s->high;
	}
}

/* The first time at which an instruction takes effect or an order expires. */
static int64_t
due_find(const struct sim *sim)
{
	int64_t due = INT64_MAX;

	if (sim->queue_head < sim->queue.len)
		due = sim->queue.at[sim->queue_head]->i.at;
	if (sim->expiring.len > 0 && sim->expiring.at[0]->expire_at < due)
		due = sim->expiring.at[0]->expire_at;
	return due;
}

/* Works all of it out; false: the next bar cannot be a quiet one. */
static bool
quiet_find(struct sim *sim, const struct sim_content *content)
{
	const struct sim_balance *own = &sim->balances.at[sim->valuation];
	struct quiet *q = &sim->quiet;
	struct dec none = { 0, own->scale };

	q->known = false;
	if (!at_rest(sim))
		return false;
	q->content = *content;
	q->watched = sim->settings.fee_tier_rows > 0 ||
	    dec_sign(sim->settings.volume_share) > 0;
	while (q->symbols.len < sim->symbols.len)
		vec_push(&q->symbols, (struct quiet_symbol){ 0 });
	for (size_t i = 0; i < sim->symbols.len; i++) {
		struct quiet_symbol *s = &q->symbols.at[i];
		int way = walk_way(sim, i);

		s->falls = way > 0;
		s->rises = way < 0;
		s->each = 0;
		s->cut = 1;
		if (!walk_fences(&sim->symbols.at[i], &s->low, &s->high))
			return false;
	}
	bands_apply(q);
	q->due = due_find(sim);
	q->value.equity = q->value.net_equity = none;
	q->value.high = q->value.low = none;
	q->value.transferred = sim->transferred;
	q->value.units = sim->units;
	return q->known = equity_find(sim);
}

static bool
same_content(const struct sim_content *a, const struct sim_content *b)
{
	return dec_identical(a->low, b->low) &&
	    dec_identical(a->high, b->high) &&
	    a->bands == b->bands && a->bands_len == b->bands_len;
}

static bool
group_passes(const struct sim *sim, const struct sim_group *g, int64_t until)
{
	if (g->len == 0 || g->marks_len > 0 || g->fundings_len > 0 ||
	    g->inner || (g->span != 0 && g->span != sim->timeframe) ||
	    g->time >= sim->quiet.due || until < sim->timeframe ||
	    g->time > until - sim->timeframe ||
	    (sim->group != INT64_MIN && g->time - sim->group < sim->span))
		return false;
	for (size_t i = 0; i < g->len; i++) {
		const struct sim_bar *b = &g->bars[i];

		if (b->symbol >= sim->symbols.len || (i > 0 &&
		    b->symbol <= g->bars[i - 1].symbol) || !bar_can_be(b) ||
		    b->low < sim->quiet.symbols.at[b->symbol].low ||
		    b->high > sim->quiet.symbols.at[b->symbol].high)
			return false;
	}
	return true;
}

int64_t
quiet_beside(const struct sim *sim, const struct sim_bar *bars, size_t len)
{
	const struct quiet *q = &sim->quiet;
	int64_t rest = q->rest;
	size_t next = 0;

	for (size_t i = 0; i < q->symbols.len; i++)
		if (next < len && bars[next].symbol == i)
			next++;
		else
			rest += quiet_worth(&q->symbols.at[i],
			    sim->symbols.at[i].last);
	return rest;
}

/* Equity at the four marks. */
static void
marks_find(const struct sim *sim, const struct sim_group *g, int64_t marks[4])
{
	const struct quiet *q = &sim->quiet;
	int64_t rest = g->len == q->symbols.len ? q->rest :
	    quiet_beside(sim, g->bars, g->len);

	for (int m = 0; m < 4; m++)
		marks[m] = rest;
	for (size_t i = 0; i < g->len; i++) {
		const struct sim_bar *b = &g->bars[i];
		const struct quiet_symbol *s = &q->symbols.at[b->symbol];
		bool falls = s->falls || (!s->rises && b->close >= b->open);

		if (s->each == 0)
			continue;
		marks[0] += quiet_worth(s, b->open);
		marks[1] += quiet_worth(s, falls ? b->low : b->high);
		marks[2] += quiet_worth(s, falls ? b->high : b->low);
		marks[3] += quiet_worth(s, b->close);
	}
}

bool
quiet_value_set(struct quiet *q, const int64_t marks[4])
{
	int64_t low = marks[3], high = marks[3];

	for (int m = 0; m < 3; m++) {
		low = marks[m] < low ? marks[m] : low;
		high = marks[m] > high ? marks[m] : high;
	}
	if (low < q->low || high > q->high)
		return false;
	q->value.low.coef = low;
	q->value.high.coef = high;
	q->value.equity.coef = marks[3];
	q->value.net_equity.coef = marks[3] - q->transferred;
	return true;
}

/* As opening its bars and walking through them leaves symbols. */
static void
bars_pass(struct sim *sim, const struct sim_group *g)
{
	for (size_t i = 0; i < sim->symbols.len; i++) {
		struct sim_symbol *s = &sim->symbols.at[i];

		if (s->here)
			s->last_time = sim->time;
		s->here = s->marked = false;
	}
	for (size_t i = 0; i < g->len; i++) {
		struct sim_symbol *s = &sim->symbols.at[g->bars[i].symbol];

		s->bar = g->bars[i];
		s->here = s->low_seen = s->high_seen = true;
		s->last = s->mark = s->bar.close;
		if (sim->quiet.watched)
			budget_set(sim, s);
		else
			s->bars++;
	}
}

static void
group_pass(struct sim *sim, const struct sim_group *g, const int64_t marks[4])
{
	bars_pass(sim, g);
	if (sim->quiet.watched)
		clock_set(sim, g->time);
	sim->group = sim->after = g->time;
	sim->span = sim->timeframe;
	sim->inner = false;
	sim->point = sim->stands = SIM_CLOSE;
	clock_set(sim, g->time + sim->timeframe);
	for (int m = 0; m < 4; m++)
		sim->marks[m] = (struct dec){ marks[m],
		    sim->quiet.value.equity.scale };
	sim->seq++;		/* of the record that nobody was told */
	if (sim->quiet.watched)
		sim->quiet.known = at_rest(sim);
}

bool
quiet_ready(struct sim *sim, const struct sim_content *content)
{
	if (!quiet_begun(sim) && due_find(sim) <= sim->time)
		return false;
	return (sim->quiet.known &&
	    same_content(&sim->quiet.content, content)) ||
	    quiet_find(sim, content);
}

static bool
group_next(struct sim *sim, const struct sim_source *source, int64_t until)
{
	struct sim_group g;
	int64_t marks[4];

	if (source->next(source->self, sim->after, &g, NULL) != E_OK ||
	    !group_passes(sim, &g, until))
		return false;
	marks_find(sim, &g, marks);
	if (!quiet_value_set(&sim->quiet, marks))
		return false;
	group_pass(sim, &g, marks);
	return true;
}

const struct sim_value *
sim_quiet(struct sim *sim, const struct sim_source *source, int64_t until,
    const struct sim_content *content, struct sim_mark *mark)
{
	struct quiet *q = &sim->quiet;

	if (!quiet_ready(sim, content) || !(quiet_begun(sim) ?
	    quiet_rest(sim, until) : group_next(sim, source, until)))
		return NULL;
	*mark = (struct sim_mark){ .time = sim->time, .group = sim->group,
	    .point = SIM_CLOSE, .inner = sim->inner,
	    .equity = q->value.equity, .net_equity = q->value.net_equity };
	return &q->value;
}

const struct sim_value *
sim_quiet_value(const struct sim *sim)
{
	return &sim->quiet.value;
}

void
sim_quiet_pass(struct sim *sim, const struct sim_aheads *ahead, size_t n)
{
	const struct sim_columns *c = &ahead->bars;
	const int64_t *times = ahead->times.at;
	int64_t marks[4];
	struct sim_symbol *s;
	struct sim_bar last;
	struct sim_group g = { .bars = &last, .len = 1 };

	if (n == 0)
		return;
	g.time = times[n - 1];
	last = (struct sim_bar){ c->symbol, c->open[n - 1] * c->factor,
	    c->high[n - 1] * c->factor, c->low[n - 1] * c->factor,
	    c->close[n - 1] * c->factor, c->volume[n - 1], c->volume_scale };
	marks_find(sim, &g, marks);
	group_pass(sim, &g, marks);
	/* Those that were not looked at leave nothing but their number. */
	s = &sim->symbols.at[last.symbol];
	s->bars += (int64_t)n - 1;
	sim->seq += (int64_t)n - 1;
	if (n > 1)
		s->last_time = times[n - 2] + sim->timeframe;
}
