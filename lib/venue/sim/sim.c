/*
 * The simulated venue's life: made from a setup, stepped from mark to mark,
 * ended. What happens inside the steps is in the files that sim.h names.
 */
#include "venue/sim/state.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

void
sim_fault(struct sim *sim, const char *what)
{
	if (sim->fault[0] == '\0')
		snprintf(sim->fault, sizeof(sim->fault),
		    "simulated venue: %s has more than 38 digits or 18 "
		    "decimals", what);
}

enum err_code
sim_verdict(const struct sim *sim, struct err *err)
{
	return sim->fault[0] == '\0' ? E_OK :
	    err_set(err, E_DATA, "%s", sim->fault);
}

struct dec
sim_sum_any(struct sim *sim, DEC_PARTS(a), DEC_PARTS(b))
{
	struct dec c = DEC_ZERO;

	if (!dec_add(DEC_WHOLE(a), DEC_WHOLE(b), &c))
		sim_fault(sim, "a sum");
	return c;
}

struct dec
sim_product_any(struct sim *sim, DEC_PARTS(a), DEC_PARTS(b), int scale,
    enum round r)
{
	struct dec c = DEC_ZERO;

	if (!dec_mul(DEC_WHOLE(a), DEC_WHOLE(b), scale, r, &c))
		sim_fault(sim, "a product");
	return c;
}

struct dec
sim_rounded_any(struct sim *sim, DEC_PARTS(a), int scale, enum round r)
{
	struct dec a = DEC_WHOLE(a), c = DEC_ZERO, zero = { 0, scale };

	if (!(a.scale < scale ? dec_add(a, zero, &c) :
	    dec_round(a, scale, r, &c)))
		sim_fault(sim, "an amount of money");
	return c;
}

/* All whose time has come, by age. */
static void
orders_expire(struct sim *sim)
{
	struct order_heap due = { 0 };

	while (sim->expiring.len > 0 &&
	    sim->expiring.at[0]->expire_at <= sim->time) {
		vec_push(&due, sim->expiring.at[0]);
		waiting_remove(sim, sim->expiring.at[0]);
	}
	orders_by_age(&due);
	for (size_t i = 0; i < due.len; i++)
		order_expire(sim, due.at[i], "time");
	vec_release(&due);
}

/* An order waits for a bar of its symbol; all else for any. */
static bool
takes_part(const struct sim *sim, const struct sim_instruction *i)
{
	const struct sim_symbol *s;
	size_t at;

	if (i->what != SIM_DO_ORDER && i->what != SIM_DO_OCO)
		return true;
	s = symbol_find(sim, i->order.symbol, &at);
	return s == NULL || s->here;
}

static void
queue_run(struct sim *sim)
{
	for (size_t i = sim->queue_head; i < sim->queue.len; i++) {
		struct sim_wait *w = sim->queue.at[i];

		if (w->i.at > sim->time)
			break;
		if (w->done || !takes_part(sim, &w->i))
			continue;
		instruction_apply(sim, &w->i);
		w->done = true;
	}
	while (sim->queue_head < sim->queue.len &&
	    sim->queue.at[sim->queue_head]->done) {
		free(sim->spare);
		sim->spare = sim->queue.at[sim->queue_head++];
	}
	if (sim->queue_head == sim->queue.len)
		sim->queue_head = sim->queue.len = 0;
}

struct sim_instruction *
sim_give_place(struct sim *sim)
{
	if (sim->spare == NULL)
		sim->spare = mem_grow(NULL, 1, sizeof(*sim->spare));
	return &sim->spare->i;
}

void
sim_give(struct sim *sim, const struct sim_instruction *i)
{
	struct sim_instruction *place = sim_give_place(sim);
	struct sim_wait *w = sim->spare;
	size_t at;

	sim->spare = NULL;
	sim_quiet_forget(sim);
	if (i != place)
		memcpy(place, i, i->what == SIM_DO_OCO ? sizeof(*i) :
		    offsetof(struct sim_instruction, second_id));
	w->done = false;
	if (__builtin_add_overflow(i->at, sim->settings.latency, &w->i.at))
		w->i.at = INT64_MAX;
	if (w->i.input == 0)
		w->i.input = ++sim->inputs;
	vec_push(&sim->queue, w);
	for (at = sim->queue.len - 1; at > sim->queue_head; at--) {
		const struct sim_wait *before = sim->queue.at[at - 1];

		if (before->i.at < w->i.at || (before->i.at == w->i.at &&
		    before->i.input < w->i.input))
			break;
		sim->queue.at[at] = sim->queue.at[at - 1];
	}
	sim->queue.at[at] = w;
}

enum err_code
sim_act(struct sim *sim, const struct sim_instruction *i, struct err *err)
{
	sim_quiet_forget(sim);
	instruction_apply(sim, i);
	what_always_holds(sim);
	orders_sweep(sim);
	return sim_verdict(sim, err);
}

static enum err_code
group_check(const struct sim *sim, const struct sim_group *g,
    struct err *err)
{
	char at[STAMP_TEXT_SIZE];

	if (sim->group != INT64_MIN && g->time - sim->group < sim->span)
		return err_set(err, E_DATA, "bars at %s: they begin before "
		    "those before them end", stamp_text(g->time, at));
	for (size_t i = 0; i < g->len; i++) {
		const struct sim_bar *b = &g->bars[i];

		if (b->symbol >= sim->symbols.len ||
		    (i > 0 && b->symbol <= g->bars[i - 1].symbol))
			return err_set(err, E_DATA,
			    "bars at %s: two of one symbol",
			    stamp_text(g->time, at));
		if (!bar_can_be(b))
			return err_set(err, E_DATA, "%s at %s: a bar that "
			    "cannot be (open, close within low, high, all "
			    "above 0)",
			    sim->symbols.at[b->symbol].i.symbol,
			    stamp_text(g->time, at));
	}
	return E_OK;
}

/* The same of mark bars and settlements. */
static enum err_code
marks_check(const struct sim *sim, const struct sim_group *g,
    struct err *err)
{
	char at[STAMP_TEXT_SIZE];

	for (size_t i = 0; i < g->marks_len; i++) {
		const struct sim_bar *b = &g->marks[i];

		if (b->symbol >= sim->symbols.len || (i > 0 &&
		    b->symbol <= g->marks[i - 1].symbol) || !bar_can_be(b))
			return err_set(err, E_DATA, "marks at %s: a bar that "
			    "cannot be", stamp_text(g->time, at));
	}
	for (size_t i = 0; i < g->fundings_len; i++) {
		const struct sim_funding *f = &g->fundings[i];

		if (f->symbol >= sim->symbols.len ||
		    !sim->symbols.at[f->symbol].swap ||
		    f->time <= sim->after || f->time > g->time ||
		    !dec_known(f->rate) ||
		    (i > 0 && f->time < g->fundings[i - 1].time))
			return err_set(err, E_DATA, "funding at %s: a "
			    "settlement that cannot be",
			    stamp_text(f->time, at));
	}
	return E_OK;
}

static void
bars_begin(struct sim *sim, const struct sim_group *g)
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
		s->here = true;
		s->low_seen = s->high_seen = false;
		s->mark = s->bar.open;
		last_set(sim, s, s->bar.open);
	}
	for (size_t i = 0; i < g->marks_len; i++) {
		struct sim_symbol *s = &sim->symbols.at[g->marks[i].symbol];

		if (!s->here)
			continue;
		s->marked = true;
		s->mark_bar = g->marks[i];
		s->mark = s->mark_bar.open;
	}
}

/* Steps 1 to 7 of a group, up to its mark. */
static enum err_code
group_open(struct sim *sim, const struct sim_group *g, struct err *err)
{
	enum err_code rc = group_check(sim, g, err);

	if (rc == E_OK && (g->marks_len > 0 || g->fundings_len > 0))
		rc = marks_check(sim, g, err);
	if (rc != E_OK)
		return rc;
	bars_begin(sim, g);
	sim->group = sim->after = g->time;
	clock_set(sim, g->time);
	sim->span = g->span;
	sim->inner = g->inner;
	sim->point = SIM_OPEN;
	fundings_settle(sim, g);
	liquidation_check(sim);
	orders_expire(sim);
	for (size_t i = 0; i < g->len; i++)
		budget_set(sim, &sim->symbols.at[g->bars[i].symbol]);
	if (sim->queue.len > 0)
		queue_run(sim);
	walk_gap(sim);
	liquidation_check(sim);
	return E_OK;
}

void
units_start(struct sim *sim)
{
	struct dec equity;

	if (dec_known(sim->units))
		return;
	equity = equity_now(sim);
	if (dec_sign(equity) > 0)
		sim->units = dec_trim(equity);
}

static struct text_list
unpriced(struct sim *sim, const char **names)
{
	struct text_list list = { names, 0 };
	struct dec value;

	for (size_t i = 0; i < sim->balances.len; i++)
		if (!dec_is_zero(sim->balances.at[i].total) &&
		    !asset_value(sim, i, sim->balances.at[i].total, &value))
			names[list.len++] = sim->balances.at[i].currency;
	return list;
}

static void
mark_tell(struct sim *sim)
{
	const char **names;
	struct sim_event e;

	if (sim->sink.mark != NULL || sim->sink.event == NULL) {
		sim->seq++;
		if (sim->sink.mark != NULL)
			sim->sink.mark(sim->sink.self, sim->seq);
		return;
	}
	names = mem_array(sim->balances.len, sizeof(*names));
	e = event_begin(sim, SIM_MARK);
	e.equity_open = sim->marks[0];
	e.equity_first = sim->marks[1];
	e.equity_second = sim->marks[2];
	e.equity = sim->marks[3];
	e.net_equity = sim_difference(sim, sim->marks[3], sim->transferred);
	e.unpriced = unpriced(sim, names);
	event_tell(sim, &e);
	free(names);
}

/* Stands at a mark: looks at equity, checks what always holds. */
static void
mark_set(struct sim *sim, struct sim_mark *mark)
{
	units_start(sim);
	sim->stands = sim->point;
	if (sim->point == SIM_CLOSE)
		clock_set(sim, sim->group + sim->span);
	sim->marks[sim->point - SIM_OPEN] = equity_now(sim);
	if (sim->held.len > 0)
		margins_hold(sim);
	what_always_holds(sim);
	orders_sweep(sim);
	if (sim->point == SIM_CLOSE)
		mark_tell(sim);
	mark->time = sim->time;
	mark->group = sim->group;
	mark->point = sim->point;
	mark->inner = sim->inner;
	mark->equity = sim->marks[sim->point - SIM_OPEN];
	mark->net_equity = sim_difference(sim, mark->equity, sim->transferred);
}

static void
phase_run(struct sim *sim, int point)
{
	sim->point = point;
	clock_set(sim, sim->group + sim->span / 4 * (point - SIM_OPEN) +
	    sim->span % 4 * (point - SIM_OPEN) / 4);
	walk_phase(sim, point);
	liquidation_check(sim);
}

enum err_code
sim_next(struct sim *sim, const struct sim_source *source, int64_t until,
    struct sim_mark *mark, struct err *err)
{
	struct sim_group g = { 0 };
	enum err_code rc = sim_verdict(sim, err);

	*mark = (struct sim_mark){ .point = SIM_NONE };
	sim_quiet_forget(sim);
	if (rc != E_OK)
		return rc;
	if (sim->stands == SIM_NONE || sim->stands == SIM_CLOSE) {
		rc = source->next(source->self, sim->after, &g, err);
		if (g.span == 0)
			g.span = sim->timeframe;
		if (rc != E_OK || g.len == 0 || until < g.span ||
		    g.time > until - g.span)
			return rc;
		liquidation_check(sim);	/* after what was done at the mark */
		rc = group_open(sim, &g, err);
	} else {
		liquidation_check(sim);
		phase_run(sim, sim->stands + 1);
	}
	if (rc != E_OK)
		return rc;
	mark_set(sim, mark);
	return sim_verdict(sim, err);
}

static int
by_time(const void *a, const void *b)
{
	const struct sim_instruction *x = *(struct sim_instruction *const *)a;
	const struct sim_instruction *y = *(struct sim_instruction *const *)b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->input > y->input) - (x->input < y->input);
}

/* What no bar came for. */
static void
reject_late(struct sim *sim, const struct sim_instruction *late, size_t n)
{
	VEC(const struct sim_instruction *) all = { 0 };

	for (size_t i = sim->queue_head; i < sim->queue.len; i++)
		if (!sim->queue.at[i]->done)
			vec_push(&all, &sim->queue.at[i]->i);
	for (size_t i = 0; i < n; i++)
		vec_push(&all, &late[i]);
	if (all.len > 1)
		qsort(all.at, all.len, sizeof(*all.at), by_time);
	for (size_t i = 0; i < all.len; i++)
		instruction_reject(sim, all.at[i], "after_end");
	vec_release(&all);
	for (size_t i = sim->queue_head; i < sim->queue.len; i++)
		free(sim->queue.at[i]);
	sim->queue.len = sim->queue_head = 0;
}

static void
position_tell(struct sim *sim, const struct sim_symbol *s)
{
	struct sim_event e = event_begin(sim, SIM_POSITION);

	e.symbol = s->i.symbol;
	e.side = position_side_names[s->position.side > 0 ? POSITION_LONG :
	    POSITION_SHORT];
	e.amount = s->position.contracts;
	e.cost = s->position.cost;
	e.margin = s->position.margin;
	e.mark_price = price_of(s, s->mark);
	event_tell(sim, &e);
}

enum err_code
sim_finish(struct sim *sim, const struct sim_instruction *late, size_t n,
    struct err *err)
{
	liquidation_check(sim);
	what_always_holds(sim);
	sim->point = SIM_END;
	reject_late(sim, late, n);
	reserves_hold(sim);
	for (size_t i = 0; i < sim->balances.len; i++) {
		struct sim_event e = event_begin(sim, SIM_BALANCE);

		e.currency = sim->balances.at[i].currency;
		e.total = sim->balances.at[i].total;
		e.free = balance_free(sim, i);
		e.used = sim_difference(sim, e.total, e.free);
		event_tell(sim, &e);
	}
	for (size_t i = 0; i < sim->held.len; i++)
		position_tell(sim, &sim->symbols.at[sim->held.at[i]]);
	return sim_verdict(sim, err);
}
