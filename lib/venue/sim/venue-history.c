/*
 * The simulated venue's own history: its events as rows, and rows as what any
 * venue tells: orders, fills, transfers, equity points.
 */
#include "venue/sim/venuedata.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 500		/* rows of one changes() */

struct sim_history_row
history_row(const char *event)
{
	struct sim_history_row r = { .amount = DEC_NONE, .price = DEC_NONE,
	    .trigger_price = DEC_NONE, .cost = DEC_NONE, .fee = DEC_NONE,
	    .realized_pnl = DEC_NONE, .rate = DEC_NONE,
	    .mark_price = DEC_NONE, .insurance = DEC_NONE,
	    .leverage = DEC_NONE, .margin = DEC_NONE,
	    .equity = DEC_NONE, .high = DEC_NONE, .low = DEC_NONE,
	    .transferred = DEC_NONE, .units = DEC_NONE };

	TEXT_SET(r.event, event);
	return r;
}

struct equity_point
history_point_of(const struct sim_history_row *r)
{
	return (struct equity_point){ .time = r->time, .equity = r->equity,
	    .high = r->high, .low = r->low, .transferred = r->transferred,
	    .units = r->units };
}

/* Is the curve where it was? Then a point says nothing. */
static bool
point_repeats(struct sim_venue *v, const struct sim_value *p)
{
	struct equity_point *last = &v->point;
	struct sim_history_row row;

	if (!v->point_asked) {
		v->point_asked = true;
		if (sim_point_last(v->s, v->v.account.label, &v->point_found,
		    &row, NULL) != E_OK)
			v->broken = true;
		else if (v->point_found)
			v->point = history_point_of(&row);
	}
	if (!dec_same(p->high, p->equity) || !dec_same(p->low, p->equity) ||
	    !v->point_found || !dec_same(p->equity, last->equity) ||
	    !dec_same(p->transferred, last->transferred) ||
	    !dec_same(p->units, last->units))
		return false;
	/* With so many decimals the next is compared at once. */
	last->equity = p->equity;
	return true;
}

/* The last one as a row. */
static void
point_keep(struct sim_venue *v, int64_t seq)
{
	const struct equity_point *p = &v->point;
	struct sim_history_row row = history_row("point");

	row.seq = seq;
	row.time = p->time;
	row.equity = p->equity;
	row.high = p->high;
	row.low = p->low;
	row.transferred = p->transferred;
	row.units = p->units;
	vec_push(&v->pending, row);
}

bool
history_point(struct sim_venue *v, int64_t seq, int64_t time,
    const struct sim_value *value)
{
	struct equity_point *p = &v->point;

	if (!dec_known(value->units) || point_repeats(v, value))
		return false;
	p->time = time;
	p->equity = value->equity;
	p->high = value->high;
	p->low = value->low;
	p->transferred = value->transferred;
	p->units = value->units;
	v->point_found = true;
	if (v->s == NULL)
		curve_add(&v->told.equity, p);
	else
		point_keep(v, seq);
	return true;
}

void
history_mark(void *self, int64_t seq)
{
	struct sim_venue *v = self;
	struct sim_value value;

	if (sim_mark_value(v->sim, &value))
		history_point(v, seq, sim_time(v->sim), &value);
}

/* Most texts do not apply. */
#define SET(member, text) \
	((text) == NULL ? (void)0 : (void)TEXT_SET(r->member, (text)))

static void
row_fill(struct sim_history_row *r, const struct sim_event *e)
{
	*r = history_row(sim_event_names[e->event]);
	r->seq = e->seq;
	r->time = e->time;
	r->number = e->number;
	SET(id, e->id);
	SET(parent, e->parent);
	SET(symbol, e->symbol);
	SET(side, e->side);
	SET(type, e->type);
	SET(action, e->action);
	SET(reason, e->reason);
	SET(liquidity, e->taker_or_maker);
	SET(currency, e->event == SIM_FILLED ? e->fee_currency : e->currency);
	SET(margin_mode, e->margin_mode);
	r->amount = e->amount;
	r->price = e->price;
	r->trigger_price = e->trigger_price;
	r->cost = e->cost;
	r->fee = e->fee;
	r->realized_pnl = e->realized_pnl;
	r->rate = e->rate;
	r->mark_price = e->mark_price;
	r->insurance = e->insurance;
	r->leverage = e->leverage;
	r->margin = e->margin;
}
#undef SET

void
outcome_add(struct sim_venue *v, int event, const char *id,
    const char *reason, int64_t number)
{
	struct outcome *o = vec_add(&v->outcomes);

	TEXT_SET(o->id, id);
	o->event = sim_event_names[event];
	o->reason = reason;
	o->number = number;
}

void
history_take(void *self, const struct sim_event *e)
{
	struct sim_venue *v = self;
	if (v->asking)
		outcome_add(v, e->event, e->id, e->reason, e->number);
	if (v->s != NULL)
		row_fill(vec_add(&v->pending), e);
	else
		venue_memory_take(v, e);
	v->news++;
	v->events++;
}

enum err_code
history_cursor(const struct sim_venue *v, const char *cursor, int64_t *after,
    struct err *err)
{
	char *end = NULL;

	*after = INT64_MIN;
	if (cursor[0] == '\0')
		return E_OK;
	*after = strtoll(cursor, &end, 10);
	return *end == '\0' ? E_OK : err_set(err, E_STORE, "account %s: the "
	    "cursor \"%s\" is none of the simulated venue's",
	    v->v.account.label, cursor);
}

static enum err_code
page_load(struct sim_venue *v, const char *cursor, struct venue_changes *out,
    struct err *err)
{
	struct sim_history rows = {0};
	int64_t after;
	enum err_code rc = history_cursor(v, cursor, &after, err);

	if (rc == E_OK)
		rc = sim_history_load(v->s, v->v.account.label, after, PAGE,
		    &rows, err);
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < rows.len; i++)
		history_add(v, &rows.at[i], out);
	if (rows.len > 0)
		after = rows.at[rows.len - 1].seq;
	if (after == INT64_MIN)
		out->cursor[0] = '\0';
	else
		snprintf(out->cursor, sizeof(out->cursor), "%" PRId64, after);
	out->more = rows.len == PAGE;
	vec_release(&rows);
	return E_OK;
}

enum err_code
history_lend(struct venue *venue, const char *cursor,
    const struct venue_changes **out, struct err *err)
{
	struct sim_venue *v = self_of(venue);

	*out = &v->lent;
	if (v->s == NULL)
		return venue_memory_lend(v, cursor, err);
	venue_changes_clear(&v->lent);
	return page_load(v, cursor, &v->lent, err);
}

enum err_code
history_changes(struct venue *venue, const char *cursor,
    struct venue_changes *out, struct err *err)
{
	const struct venue_changes *lent;
	enum err_code rc = history_lend(venue, cursor, &lent, err);

	if (rc == E_OK)
		venue_changes_join(out, lent);
	return rc;
}

/* What its rows make of an order. */
static void
order_follow(const struct sim_venue *v, const struct sim_history_row *r,
    struct order *o)
{
	if (strcmp(r->event, "accepted") == 0)
		history_order_of(v, r, ORDER_OPEN, o);
	if (strcmp(r->event, "amended") == 0) {
		o->amount = r->amount;
		o->price = r->price;
		o->trigger_price = r->trigger_price;
	}
	if (strcmp(r->event, "rejected") == 0 && o->symbol[0] == '\0')
		history_order_of(v, r, ORDER_REJECTED, o);
	if (strcmp(r->event, "filled") == 0) {
		dec_add(o->filled, r->amount, &o->filled);
		dec_add(o->cost, r->cost, &o->cost);
		dec_add(o->fee, r->fee, &o->fee);
		TEXT_SET(o->fee_currency, r->currency);
		o->state = dec_cmp(o->filled, o->amount) >= 0 ?
		    ORDER_FILLED : ORDER_PARTIAL;
		dec_div(o->cost, o->filled, 8, ROUND_HALF_EVEN, &o->average);
	}
	if (strcmp(r->event, "canceled") == 0)
		o->state = ORDER_CANCELED;
	if (strcmp(r->event, "expired") == 0)
		o->state = ORDER_EXPIRED;
	if (r->reason[0] != '\0')
		TEXT_SET(o->reason, r->reason);
	if (dec_known(o->amount))
		dec_sub(o->amount, o->filled, &o->remaining);
	order_set_status(o);
	o->last_update_time = r->time;
}

bool
history_follow(const struct sim_venue *v, const struct sim_history *rows,
    struct order *out)
{
	struct order o = order_empty();
	bool found = false;

	/* A refused cancel of an id is no word about an order. */
	for (size_t i = 0; i < rows->len; i++) {
		const struct sim_history_row *r = &rows->at[i];

		if (r->action[0] != '\0' && strcmp(r->action, "order") != 0)
			continue;
		order_follow(v, r, &o);
		found = true;
	}
	if (found)
		*out = o;
	return found;
}

enum err_code
history_order(struct sim_venue *v, const char *id, bool *found,
    struct order *out, struct err *err)
{
	struct sim_history rows = {0};
	enum err_code rc;

	if (v->s == NULL)
		return venue_memory_order(v, id, found, out, err);
	rc = sim_history_order(v->s, v->v.account.label, id, &rows, err);
	for (size_t i = 0; rc == E_OK && i < v->pending.len; i++)
		if (strcmp(v->pending.at[i].id, id) == 0)
			vec_push(&rows, v->pending.at[i]);
	*found = rc == E_OK && history_follow(v, &rows, out);
	vec_release(&rows);
	return rc;
}

static void
row_add(struct sim_venue *v, const struct sim_history_row *r)
{
	if (v->s != NULL) {
		vec_push(&v->pending, *r);
		return;
	}
	history_add(v, r, &v->told);
	v->told_seq = r->seq;
}

void
history_open(struct sim_venue *v, const struct sim_opening *openings,
    size_t n, int64_t time)
{
	struct sim_value value;
	struct sim_history_row r;

	for (size_t i = 0; i < n; i++) {
		r = history_row("opening");
		r.seq = (int64_t)i - (int64_t)n;
		r.time = time;
		TEXT_SET(r.currency, openings[i].currency);
		r.amount = openings[i].amount;
		row_add(v, &r);
	}
	if (sim_equity(v->sim, &value, NULL) != E_OK ||
	    !dec_known(value.units))
		return;
	r = history_row("point");
	r.time = time;
	r.equity = value.equity;
	r.high = r.low = value.equity;
	r.transferred = value.transferred;
	r.units = value.units;
	row_add(v, &r);
	v->point = history_point_of(&r);
	v->point_asked = v->point_found = true;
}
