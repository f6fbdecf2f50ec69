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

static struct equity_point
point_of(const struct sim_history_row *r)
{
	return (struct equity_point){ .time = r->time, .equity = r->equity,
	    .high = r->high, .low = r->low, .transferred = r->transferred,
	    .units = r->units };
}

/* Is the curve where it was? Then a point says nothing. */
static bool
point_repeats(struct sim_venue *v, const struct equity_point *p)
{
	struct equity_point *last = &v->point;
	struct sim_history_row row;

	if (!v->point_asked) {
		v->point_asked = true;
		if (sim_point_last(v->s, v->v.account.label, &v->point_found,
		    &row, NULL) != E_OK)
			v->broken = true;
		else if (v->point_found)
			v->point = point_of(&row);
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

bool
history_point(struct sim_venue *v, int64_t seq, int64_t time,
    const struct sim_value *value)
{
	struct equity_point p = { .time = time, .equity = value->equity,
	    .high = value->high, .low = value->low,
	    .transferred = value->transferred, .units = value->units };
	struct sim_history_row row;

	if (!dec_known(p.units) || point_repeats(v, &p))
		return false;
	v->point = p;
	v->point_found = true;
	if (v->s == NULL) {
		curve_add(&v->told.equity, &p);
		return true;
	}
	row = history_row("point");
	row.seq = seq;
	row.time = time;
	row.equity = p.equity;
	row.high = p.high;
	row.low = p.low;
	row.transferred = p.transferred;
	row.units = p.units;
	vec_push(&v->pending, row);
	return true;
}

void
history_mark(void *self, int64_t seq)
{
	struct sim_venue *v = self;
	struct sim_value value;

	if (sim_equity(v->sim, &value, NULL) == E_OK)
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

static void
outcome_add(struct sim_venue *v, const struct sim_event *e)
{
	struct outcome *o = vec_add(&v->outcomes);

	TEXT_SET(o->id, e->id);
	o->event = sim_event_names[e->event];
	o->reason = e->reason;
	o->number = e->number;
}

void
history_take(void *self, const struct sim_event *e)
{
	struct sim_venue *v = self;
	struct sim_history_row row;

	if (v->asking)
		outcome_add(v, e);
	if (v->s != NULL) {
		row_fill(vec_add(&v->pending), e);
	} else {
		row_fill(&row, e);
		venue_memory_take(v, &row);
	}
	v->news++;
	v->events++;
}

static int
word_value(const char *const *names, int len, const char *word)
{
	int value = enum_value(names, len, word);

	return value < 0 ? 0 : value;
}

void
number_text(int64_t number, char out[ID_SIZE])
{
	char digits[20];
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	size_t n = 0;

	do
		digits[n++] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (number < 0)
		*out++ = '-';
	while (n > 0)
		*out++ = digits[--n];
	*out = '\0';
}

static void
order_of(const struct sim_venue *v, const struct sim_history_row *r,
    enum order_state state, struct order *o)
{
	*o = order_empty();
	TEXT_SET(o->account, v->v.account.label);
	TEXT_SET(o->venue, v->v.account.venue);
	TEXT_SET(o->client_order_id, r->id);
	TEXT_SET(o->parent, r->parent);
	TEXT_SET(o->symbol, r->symbol);
	TEXT_SET(o->reason, r->reason);
	if (r->number != 0)
		number_text(r->number, o->venue_id);
	o->side = word_value(side_names, SIDE_SELL + 1, r->side);
	o->type = word_value(order_type_names, ORDER_TYPES, r->type);
	o->amount = r->amount;
	o->price = r->price;
	o->trigger_price = r->trigger_price;
	o->state = (int)state;
	TEXT_SET(o->status, order_status(state));
	/* What the gate sent it knows itself; legs of a swap only reduce. */
	o->post_only = o->reduce_only = r->parent[0] == '\0' ? BOOL_NONE : 0;
	if (r->parent[0] != '\0' && strchr(r->symbol, ':') != NULL)
		o->reduce_only = 1;
	o->time = o->last_update_time = r->time;
}

static void
add_fill(const struct sim_venue *v, const struct sim_history_row *r,
    struct venue_changes *out)
{
	struct fill *f = vec_add(&out->fills);

	number_text(r->seq, f->id);
	TEXT_SET(f->order_id, r->id);
	TEXT_SET(f->account, v->v.account.label);
	TEXT_SET(f->venue, v->v.account.venue);
	TEXT_SET(f->symbol, r->symbol);
	TEXT_SET(f->fee_currency, r->currency);
	f->side = word_value(side_names, SIDE_SELL + 1, r->side);
	f->taker_or_maker = word_value(liquidity_names, LIQUIDITY_MAKER + 1,
	    r->liquidity);
	f->price = r->price;
	f->amount = r->amount;
	f->cost = r->cost;
	f->fee = r->fee;
	f->realized_pnl = r->realized_pnl;
	f->time = r->time;
}

/* The asset that a swap is settled in. */
static const char *
settle_of(const struct sim_history_row *r)
{
	const char *colon = strchr(r->symbol, ':');

	return colon == NULL ? r->currency : colon + 1;
}

static void
add_transfer(const struct sim_venue *v, const struct sim_history_row *r,
    enum transfer_kind kind, struct venue_changes *out)
{
	struct transfer *t = vec_add(&out->transfers);

	snprintf(t->id, sizeof(t->id), "%c%" PRId64,
	    kind == TRANSFER_INSURANCE ? 'i' : 't', r->seq);
	TEXT_SET(t->account, v->v.account.label);
	TEXT_SET(t->venue, v->v.account.venue);
	TEXT_SET(t->asset, settle_of(r));
	t->amount = dec_known(r->insurance) ? r->insurance : r->amount;
	t->fee = DEC_ZERO;
	t->kind = (int)kind;
	t->time = r->time;
}

static void
add_funding(const struct sim_venue *v, const struct sim_history_row *r,
    struct venue_changes *out)
{
	struct funding *f = vec_add(&out->fundings);

	snprintf(f->id, sizeof(f->id), "f%" PRId64, r->seq);
	TEXT_SET(f->account, v->v.account.label);
	TEXT_SET(f->venue, v->v.account.venue);
	TEXT_SET(f->symbol, r->symbol);
	TEXT_SET(f->asset, settle_of(r));
	f->rate = r->rate;
	f->amount = r->amount;
	f->time = r->time;
}

/*
 * The venue closes a position: an order that nobody here sent, its fill, and
 * what the insurance paid of the loss.
 */
static void
add_liquidation(const struct sim_venue *v, const struct sim_history_row *r,
    struct venue_changes *out)
{
	struct sim_history_row fill = *r;
	struct order o;

	TEXT_SET(fill.side, side_names[strcmp(r->side, "long") == 0 ?
	    SIDE_SELL : SIDE_BUY]);
	TEXT_SET(fill.type, order_type_names[TYPE_MARKET]);
	TEXT_SET(fill.reason, "liquidation");
	TEXT_SET(fill.currency, settle_of(r));
	TEXT_SET(fill.liquidity, liquidity_names[LIQUIDITY_TAKER]);
	fill.price = DEC_NONE;
	order_of(v, &fill, ORDER_OPEN, &o);
	snprintf(o.venue_id, sizeof(o.venue_id), "l%" PRId64, r->seq);
	TEXT_SET(o.tag, "liquidation");
	o.reduce_only = 1;
	vec_push(&out->orders, o);
	fill.price = r->price;
	TEXT_SET(fill.id, o.venue_id);
	add_fill(v, &fill, out);
	if (dec_known(r->insurance) && dec_sign(r->insurance) > 0)
		add_transfer(v, r, TRANSFER_INSURANCE, out);
}

void
history_add(const struct sim_venue *v, const struct sim_history_row *r,
    struct venue_changes *out)
{
	static const struct { const char *event; enum order_state state; }
	orders[] = {
		{ "accepted", ORDER_OPEN }, { "amended", ORDER_OPEN },
		{ "canceled", ORDER_CANCELED },
		{ "expired", ORDER_EXPIRED }, { "rejected", ORDER_REJECTED }
	};
	struct equity_point point;

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (strcmp(r->event, orders[i].event) == 0 &&
		    (r->action[0] == '\0' || strcmp(r->action, "order") == 0))
			order_of(v, r, orders[i].state,
			    vec_add(&out->orders));
	if (strcmp(r->event, "filled") == 0)
		add_fill(v, r, out);
	else if (strcmp(r->event, "liquidated") == 0)
		add_liquidation(v, r, out);
	else if (strcmp(r->event, "funding") == 0)
		add_funding(v, r, out);
	else if (strcmp(r->event, "insurance") == 0)
		add_transfer(v, r, TRANSFER_INSURANCE, out);
	else if (strcmp(r->event, "opening") == 0)
		add_transfer(v, r, TRANSFER_OPENING, out);
	else if (strcmp(r->event, "transfer") == 0)
		add_transfer(v, r, dec_sign(r->amount) > 0 ?
		    TRANSFER_DEPOSIT : TRANSFER_WITHDRAWAL, out);
	else if (strcmp(r->event, "point") == 0) {
		point = point_of(r);
		curve_add(&out->equity, &point);
	}
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

enum err_code
history_changes(struct venue *venue, const char *cursor,
    struct venue_changes *out, struct err *err)
{
	struct sim_venue *v = (struct sim_venue *)venue;
	struct sim_history rows = {0};
	int64_t after;
	enum err_code rc;

	if (v->s == NULL)
		return venue_memory_changes(v, cursor, out, err);
	if ((rc = history_cursor(v, cursor, &after, err)) != E_OK)
		return rc;
	rc = sim_history_load(v->s, venue->account.label, after, PAGE, &rows,
	    err);
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

/* What its rows make of an order. */
static void
order_follow(const struct sim_venue *v, const struct sim_history_row *r,
    struct order *o)
{
	if (strcmp(r->event, "accepted") == 0)
		order_of(v, r, ORDER_OPEN, o);
	if (strcmp(r->event, "amended") == 0) {
		o->amount = r->amount;
		o->price = r->price;
		o->trigger_price = r->trigger_price;
	}
	if (strcmp(r->event, "rejected") == 0 && o->symbol[0] == '\0')
		order_of(v, r, ORDER_REJECTED, o);
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
	TEXT_SET(o->status, order_status((enum order_state)o->state));
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
	if (v->s == NULL)
		venue_memory_take(v, r);
	else
		vec_push(&v->pending, *r);
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
	v->point = point_of(&r);
	v->point_asked = v->point_found = true;
}
