/*
 * The simulated venue without a store: what it tells is what has happened
 * since it was asked last.
 */
#include "venue/sim/state.h"
#include "venue/sim/venuedata.h"

#include <string.h>

/* The clock begins when the first bars close. */
static enum err_code
begin_at_first(struct sim_venue *v, const struct sim_memory *m,
    int64_t *start, struct err *err)
{
	struct sim_group g = { 0 };
	int64_t span;
	enum err_code rc = m->source.next(m->source.self, INT64_MIN, &g,
	    err);

	if (rc == E_OK && g.len == 0)
		rc = err_set(err, E_DATA, "account %s: there are no bars",
		    v->v.account.label);
	if (rc != E_OK)
		return rc;
	span = g.span != 0 ? g.span : m->setup->timeframe;
	*start = g.time + span;
	sim_begin(v->sim, *start);
	for (size_t i = 0; i < g.len; i++)
		sim_know_price(v->sim, g.bars[i].symbol, g.bars[i].close,
		    *start);
	return E_OK;
}

enum err_code
sim_venue_memory(const struct account *a, const struct sim_memory *m,
    struct venue **out, struct err *err)
{
	struct sim_venue *v = venue_new(a);
	struct sim_setup setup = *m->setup;
	int64_t start = m->start;
	enum err_code rc;

	setup.sink = (struct sim_sink){ history_take, v, history_take,
	    history_mark, history_told };
	v->source = m->source;
	v->point_asked = true;
	rc = sim_new(&setup, &v->sim, err);
	if (rc == E_OK && start == 0) {
		rc = begin_at_first(v, m, &start, err);
	} else if (rc == E_OK) {
		sim_begin(v->sim, start);
		for (size_t i = 0; i < m->known_len; i++)
			sim_know_price(v->sim, m->known[i].symbol,
			    m->known[i].price, m->known[i].time);
	}
	if (rc != E_OK) {
		venue_close(&v->v);
		return rc;
	}
	history_open(v, setup.openings.at, setup.openings.len, start);
	*out = &v->v;
	return E_OK;
}

void
venue_memory_take(struct sim_venue *v, const struct sim_event *e)
{
	history_say(v, e, &v->told);
	v->told_seq = e->seq;
}

void
history_told(void *self, const struct sim_told *t)
{
	struct sim_venue *v = self;

	if (v->asking)
		outcome_add(v, t->event, t->o->id, t->reason, t->o->number);
	history_say_order(v, t, &v->told);
	v->told_seq = t->seq;
	v->news++;
	v->events++;
}

/* What is in `from` behind what is in `to`, which is nearly always empty. */
#define JOIN(to, from) \
	do { \
		__typeof__(*(to)) was = *(to); \
	\
		if (was.len == 0) { \
			*(to) = *(from); \
			*(from) = was; \
		} else if ((from)->len > 0) { \
			vec_reserve((to), (from)->len); \
			memcpy((to)->at + (to)->len, (from)->at, \
			    (from)->len * sizeof(*(from)->at)); \
			(to)->len += (from)->len; \
			vec_clear(from); \
		} \
	} while (0)

/* Whoever asks for what came after an answer has taken it over; points are
 * told once. */
static void
lent_forget(struct sim_venue *v, int64_t after)
{
	struct venue_changes *l = &v->lent;

	curve_clear(&l->equity);
	if (after == INT64_MIN || after < v->lent_seq)
		return;
	vec_clear(&l->orders);
	vec_clear(&l->fills);
	vec_clear(&l->transfers);
	vec_clear(&l->fundings);
}

enum err_code
venue_memory_lend(struct sim_venue *v, const char *cursor, struct err *err)
{
	struct venue_changes *l = &v->lent, *t = &v->told;
	struct curve points;
	int64_t after = v->lent_seq;
	enum err_code rc = E_OK;

	/* Nearly always it is the last answer's. */
	if (cursor[0] == '\0' || strcmp(cursor, l->cursor) != 0)
		rc = history_cursor(v, cursor, &after, err);
	if (rc != E_OK)
		return rc;
	venue_sim(v);
	lent_forget(v, after);
	JOIN(&l->orders, &t->orders);
	JOIN(&l->fills, &t->fills);
	JOIN(&l->transfers, &t->transfers);
	JOIN(&l->fundings, &t->fundings);
	points = l->equity;
	l->equity = t->equity;
	t->equity = points;
	if (l->orders.len + l->fills.len + l->transfers.len +
	    l->fundings.len > 0)
		number_text(v->told_seq, l->cursor);
	else
		text_set(l->cursor, sizeof(l->cursor), cursor);
	v->lent_seq = v->told_seq;
	v->news = 0;
	return E_OK;
}

/* What was told of an order later than that it was accepted. */
static void
order_follow(struct order *o, const struct order *seen)
{
	if (seen->state == ORDER_OPEN) {	/* amended */
		o->amount = seen->amount;
		o->price = seen->price;
		o->trigger_price = seen->trigger_price;
	} else {
		o->state = seen->state;
	}
	if (seen->reason[0] != '\0')
		TEXT_SET(o->reason, seen->reason);
	o->last_update_time = seen->last_update_time;
}

static void
fill_follow(struct order *o, const struct fill *f)
{
	dec_add(o->filled, f->amount, &o->filled);
	dec_add(o->cost, f->cost, &o->cost);
	dec_add(o->fee, f->fee, &o->fee);
	TEXT_SET(o->fee_currency, f->fee_currency);
	dec_div(o->cost, o->filled, 8, ROUND_HALF_EVEN, &o->average);
	if (f->time > o->last_update_time)
		o->last_update_time = f->time;
}

static bool
orders_follow(const struct venue_changes *c, const char *id, bool found,
    struct order *out)
{
	for (size_t i = 0; i < c->orders.len; i++) {
		const struct order *o = &c->orders.at[i];

		if (strcmp(o->client_order_id, id) != 0)
			continue;
		if (found)
			order_follow(out, o);
		else
			*out = *o;
		found = true;
	}
	return found;
}

static void
fills_follow(const struct venue_changes *c, const char *id,
    struct order *out)
{
	for (size_t i = 0; i < c->fills.len; i++)
		if (strcmp(c->fills.at[i].order_id, id) == 0)
			fill_follow(out, &c->fills.at[i]);
}

/* An order by all that is to be told of it; false: its beginning was told, or
 * there is none. */
static bool
told_order(const struct sim_venue *v, const char *id, struct order *out)
{
	bool found = orders_follow(&v->lent, id, false, out);

	found = orders_follow(&v->told, id, found, out);
	if (!found || out->symbol[0] == '\0')
		return false;
	fills_follow(&v->lent, id, out);
	fills_follow(&v->told, id, out);
	if (out->state == ORDER_OPEN && dec_sign(out->filled) > 0)
		out->state = dec_cmp(out->filled, out->amount) >= 0 ?
		    ORDER_FILLED : ORDER_PARTIAL;
	if (dec_known(out->amount))
		dec_sub(out->amount, out->filled, &out->remaining);
	order_set_status(out);
	return true;
}

/* One that works, or of which something was not told yet. What is closed and
 * told is in the ledger, not here. */
enum err_code
venue_memory_order(struct sim_venue *v, const char *id, bool *found,
    struct order *out, struct err *err)
{
	struct orders working = { 0 };
	struct order o;

	*found = told_order(v, id, &o);
	if (*found) {
		*out = o;
		return E_OK;
	}
	sim_orders(v->sim, &working);
	for (size_t i = 0; i < working.len && !*found; i++)
		if (strcmp(working.at[i].client_order_id, id) == 0) {
			*out = working.at[i];
			*found = true;
		}
	vec_release(&working);
	if (*found || !id_taken(v->sim, id))
		return E_OK;
	return err_set(err, E_DATA, "order %s: it is closed, and was told",
	    id);
}
