/*
 * The simulated venue without a store: what it tells is what has happened
 * since it was asked last.
 */
#include "venue/sim/state.h"
#include "venue/sim/venuedata.h"

#include <inttypes.h>
#include <stdio.h>
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

	setup.sink = (struct sim_sink){ history_take, v, history_take };
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

/* Rows are in the order of their numbers; those up to the cursor were told. */
static void
forget_told(struct sim_venue *v, int64_t after)
{
	size_t told = v->pending.len;

	while (told > 0 && v->pending.at[told - 1].seq > after)
		told--;
	if (told == 0)
		return;
	memmove(v->pending.at, v->pending.at + told,
	    (v->pending.len - told) * sizeof(*v->pending.at));
	v->pending.len -= told;
}

/* Those that were not told yet, the vector and all where nobody has any. */
static void
points_give(struct sim_venue *v, struct curve *out)
{
	struct curve empty = *out;

	if (curve_len(out) == 0) {
		*out = v->points;
		v->points = empty;
		return;
	}
	curve_add_all(out, &v->points, 0);
	curve_clear(&v->points);
}

enum err_code
venue_memory_changes(struct sim_venue *v, const char *cursor,
    struct venue_changes *out, struct err *err)
{
	int64_t after;
	enum err_code rc = history_cursor(v, cursor, &after, err);

	if (rc != E_OK)
		return rc;
	venue_sim(v);
	forget_told(v, after);
	for (size_t i = 0; i < v->pending.len; i++)
		history_add(v, &v->pending.at[i], out);
	points_give(v, &out->equity);
	v->news = 0;
	text_set(out->cursor, sizeof(out->cursor), cursor);
	if (v->pending.len > 0)
		snprintf(out->cursor, sizeof(out->cursor), "%" PRId64,
		    v->pending.at[v->pending.len - 1].seq);
	out->more = false;
	return E_OK;
}

/* One that works, or of which something was not told yet. What is closed and
 * told is in the ledger, not here. */
enum err_code
venue_memory_order(struct sim_venue *v, const char *id, bool *found,
    struct order *out, struct err *err)
{
	struct sim_history rows = { 0 };
	struct orders working = { 0 };

	(void)err;
	for (size_t i = 0; i < v->pending.len; i++)
		if (strcmp(v->pending.at[i].id, id) == 0)
			vec_push(&rows, v->pending.at[i]);
	*found = history_follow(v, &rows, out) && out->symbol[0] != '\0';
	vec_release(&rows);
	if (*found)
		return E_OK;
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
