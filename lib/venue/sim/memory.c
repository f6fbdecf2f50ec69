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
	    history_mark };
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
	v->last.seq = e->seq;
}

#define DROP(v, n) \
	((v)->len -= (n), \
	 (void)((v)->len == 0 || (n) == 0 ? NULL : memmove((v)->at, \
	 (v)->at + (n), (v)->len * sizeof(*(v)->at))))

/* Whoever asks for what came after an answer has taken it over. */
static void
forget_told(struct sim_venue *v, int64_t after)
{
	const struct told_mark *a = &v->answered;

	if (after == INT64_MIN || after < a->seq)
		return;
	DROP(&v->told.orders, a->orders);
	DROP(&v->told.fills, a->fills);
	DROP(&v->told.transfers, a->transfers);
	DROP(&v->told.fundings, a->fundings);
	v->answered = (struct told_mark){ .seq = a->seq };
}

#define TELL(to, from) \
	do { \
		vec_reserve((to), (from)->len); \
		if ((from)->len > 0) \
			memcpy((to)->at + (to)->len, (from)->at, \
			    (from)->len * sizeof(*(from)->at)); \
		(to)->len += (from)->len; \
	} while (0)

/* The points, once: the vectors and all where nobody has any. */
static void
points_give(struct sim_venue *v, struct curve *out)
{
	struct curve empty = *out;

	if (curve_len(out) == 0) {
		*out = v->told.equity;
		v->told.equity = empty;
		return;
	}
	curve_add_all(out, &v->told.equity, 0);
	curve_clear(&v->told.equity);
}

enum err_code
venue_memory_changes(struct sim_venue *v, const char *cursor,
    struct venue_changes *out, struct err *err)
{
	const struct venue_changes *t = &v->told;
	int64_t after;
	enum err_code rc = E_OK;

	/* Nearly always it is the last answer's. */
	if (cursor[0] != '\0' && strcmp(cursor, v->answered_text) == 0)
		after = v->answered.seq;
	else
		rc = history_cursor(v, cursor, &after, err);
	if (rc != E_OK)
		return rc;
	venue_sim(v);
	forget_told(v, after);
	TELL(&out->orders, &t->orders);
	TELL(&out->fills, &t->fills);
	TELL(&out->transfers, &t->transfers);
	TELL(&out->fundings, &t->fundings);
	points_give(v, &out->equity);
	v->answered = (struct told_mark){ v->last.seq, t->orders.len,
	    t->fills.len, t->transfers.len, t->fundings.len };
	v->news = 0;
	text_set(out->cursor, sizeof(out->cursor), cursor);
	if (t->orders.len + t->fills.len + t->transfers.len +
	    t->fundings.len > 0)
		number_text(v->last.seq, out->cursor);
	TEXT_SET(v->answered_text, out->cursor);
	out->more = false;
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

/* An order by all that is to be told of it; false: its beginning was told, or
 * there is none. */
static bool
told_order(const struct sim_venue *v, const char *id, struct order *out)
{
	const struct venue_changes *t = &v->told;
	bool found = false;

	for (size_t i = 0; i < t->orders.len; i++) {
		const struct order *o = &t->orders.at[i];

		if (strcmp(o->client_order_id, id) != 0)
			continue;
		if (found)
			order_follow(out, o);
		else
			*out = *o;
		found = true;
	}
	if (!found || out->symbol[0] == '\0')
		return false;
	for (size_t i = 0; i < t->fills.len; i++)
		if (strcmp(t->fills.at[i].order_id, id) == 0)
			fill_follow(out, &t->fills.at[i]);
	if (out->state == ORDER_OPEN && dec_sign(out->filled) > 0)
		out->state = dec_cmp(out->filled, out->amount) >= 0 ?
		    ORDER_FILLED : ORDER_PARTIAL;
	if (dec_known(out->amount))
		dec_sub(out->amount, out->filled, &out->remaining);
	TEXT_SET(out->status, order_status((enum order_state)out->state));
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
