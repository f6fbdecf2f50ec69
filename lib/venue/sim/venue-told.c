/*
 * What happened at the simulated venue in the words of struct venue: orders,
 * fills, transfers, funding; out of rows of its history, or of events as they
 * come.
 */
#include "venue/sim/state.h"
#include "venue/sim/venuedata.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One event, wherever its texts and numbers are; "" where they do not apply. */
struct said {
	int event;		/* enum sim_event_kind; -1: none of them */
	int64_t seq, time, number;
	const char *id, *parent;	/* of ID_SIZE */
	const char *symbol;		/* of SYMBOL_SIZE */
	const char *currency;		/* of ASSET_SIZE */
	const char *side;		/* as it was told */
	const char *action, *reason;
	int order_side, type, liquidity;
	const struct dec *amount, *price, *trigger_price, *cost, *fee;
	const struct dec *realized_pnl, *rate, *insurance;
};

static int
word_value(const char *const *names, int len, const char *word)
{
	int value = enum_value(names, len, word);

	return value < 0 ? 0 : value;
}

static void
order_begin(const struct sim_venue *v, const char id[ID_SIZE], int64_t number,
    int64_t time, struct order *o)
{
	order_init(o);
	TEXT_SET(o->account, v->v.account.label);
	TEXT_SET(o->venue, v->v.account.venue);
	text_copy(o->client_order_id, sizeof(o->client_order_id) - 1, id);
	if (number != 0)
		number_text(number, o->venue_id);
	/* What the gate sent it knows itself. */
	o->post_only = o->reduce_only = BOOL_NONE;
	o->time = o->last_update_time = time;
}

/* Legs of a swap only reduce. */
static void
leg_mark(struct order *o, const char parent[ID_SIZE])
{
	if (*parent == '\0')
		return;
	text_copy(o->parent, sizeof(o->parent), parent);
	o->post_only = 0;
	o->reduce_only = strchr(o->symbol, ':') != NULL;
}

static void
order_of(const struct sim_venue *v, const struct said *r,
    enum order_state state, struct order *o)
{
	order_begin(v, r->id, r->number, r->time, o);
	text_copy(o->symbol, sizeof(o->symbol), r->symbol);
	leg_mark(o, r->parent);
	if (*r->reason != '\0')
		TEXT_SET(o->reason, r->reason);
	o->side = r->order_side;
	o->type = r->type;
	o->amount = *r->amount;
	o->price = *r->price;
	o->trigger_price = *r->trigger_price;
	o->state = (int)state;
	order_set_status(o);
}

/* Its money is the caller's. */
static struct fill *
fill_begin(const struct sim_venue *v, const char id[ID_SIZE],
    const char *symbol, int64_t seq, int64_t time, struct venue_changes *out)
{
	struct fill *f = vec_add(&out->fills);

	number_text(seq, f->id);
	text_copy(f->order_id, sizeof(f->order_id), id);
	TEXT_SET(f->account, v->v.account.label);
	TEXT_SET(f->venue, v->v.account.venue);
	text_copy(f->symbol, sizeof(f->symbol), symbol);
	f->time = time;
	return f;
}

static void
add_fill(const struct sim_venue *v, const struct said *r,
    struct venue_changes *out)
{
	struct fill *f = fill_begin(v, r->id, r->symbol, r->seq, r->time, out);

	text_copy(f->fee_currency, sizeof(f->fee_currency), r->currency);
	f->side = r->order_side;
	f->taker_or_maker = r->liquidity;
	f->price = *r->price;
	f->amount = *r->amount;
	f->cost = *r->cost;
	f->fee = *r->fee;
	f->realized_pnl = *r->realized_pnl;
}

/* The asset that a swap is settled in. */
static const char *
settle_of(const struct said *r)
{
	const char *colon = strchr(r->symbol, ':');

	return colon == NULL ? r->currency : colon + 1;
}

static void
add_transfer(const struct sim_venue *v, const struct said *r,
    enum transfer_kind kind, struct venue_changes *out)
{
	struct transfer *t = vec_add(&out->transfers);

	snprintf(t->id, sizeof(t->id), "%c%" PRId64,
	    kind == TRANSFER_INSURANCE ? 'i' : 't', r->seq);
	TEXT_SET(t->account, v->v.account.label);
	TEXT_SET(t->venue, v->v.account.venue);
	TEXT_SET(t->asset, settle_of(r));
	t->amount = dec_known(*r->insurance) ? *r->insurance : *r->amount;
	t->fee = DEC_ZERO;
	t->kind = (int)kind;
	t->time = r->time;
}

static void
add_funding(const struct sim_venue *v, const struct said *r,
    struct venue_changes *out)
{
	struct funding *f = vec_add(&out->fundings);

	snprintf(f->id, sizeof(f->id), "f%" PRId64, r->seq);
	TEXT_SET(f->account, v->v.account.label);
	TEXT_SET(f->venue, v->v.account.venue);
	TEXT_SET(f->symbol, r->symbol);
	TEXT_SET(f->asset, settle_of(r));
	f->rate = *r->rate;
	f->amount = *r->amount;
	f->time = r->time;
}

/*
 * The venue closes a position: an order that nobody here sent, its fill, and
 * what the insurance paid of the loss.
 */
static void
add_liquidation(const struct sim_venue *v, const struct said *r,
    struct venue_changes *out)
{
	static const struct dec none = DEC_NONE;
	struct said fill = *r;
	char settle[ASSET_SIZE];
	struct order o;

	fill.order_side = strcmp(r->side, "long") == 0 ? SIDE_SELL : SIDE_BUY;
	fill.type = TYPE_MARKET;
	fill.reason = "liquidation";
	TEXT_SET(settle, settle_of(r));
	fill.currency = settle;
	fill.liquidity = LIQUIDITY_TAKER;
	fill.price = &none;
	order_of(v, &fill, ORDER_OPEN, &o);
	snprintf(o.venue_id, sizeof(o.venue_id), "l%" PRId64, r->seq);
	TEXT_SET(o.tag, "liquidation");
	o.reduce_only = 1;
	vec_push(&out->orders, o);
	fill.price = r->price;
	fill.id = o.venue_id;
	add_fill(v, &fill, out);
	if (dec_known(*r->insurance) && dec_sign(*r->insurance) > 0)
		add_transfer(v, r, TRANSFER_INSURANCE, out);
}

/* What an event makes of an order that it is about. */
static const enum order_state states[SIM_EVENTS] = {
	[SIM_ACCEPTED] = ORDER_OPEN, [SIM_AMENDED] = ORDER_OPEN,
	[SIM_CANCELED] = ORDER_CANCELED, [SIM_EXPIRED] = ORDER_EXPIRED,
	[SIM_REJECTED] = ORDER_REJECTED
};

static void
say(const struct sim_venue *v, const struct said *r,
    struct venue_changes *out)
{
	switch (r->event) {
	case SIM_ACCEPTED:
	case SIM_AMENDED:
	case SIM_CANCELED:
	case SIM_EXPIRED:
	case SIM_REJECTED:	/* or a cancel, a transfer was */
		if (*r->action != '\0' && strcmp(r->action, "order") != 0)
			break;
		vec_reserve(&out->orders, 1);
		order_of(v, r, states[r->event],
		    &out->orders.at[out->orders.len++]);
		break;
	case SIM_FILLED:
		add_fill(v, r, out);
		break;
	case SIM_LIQUIDATED:
		add_liquidation(v, r, out);
		break;
	case SIM_FUNDING:
		add_funding(v, r, out);
		break;
	case SIM_INSURANCE:
		add_transfer(v, r, TRANSFER_INSURANCE, out);
		break;
	case SIM_TRANSFER:
		add_transfer(v, r, dec_sign(*r->amount) > 0 ?
		    TRANSFER_DEPOSIT : TRANSFER_WITHDRAWAL, out);
		break;
	default:
		break;
	}
}

static struct said
said_in(const struct sim_history_row *r)
{
	return (struct said){ enum_value(sim_event_names, SIM_EVENTS,
	    r->event), r->seq, r->time, r->number, r->id, r->parent,
	    r->symbol, r->currency, r->side, r->action, r->reason,
	    word_value(side_names, SIDE_SELL + 1, r->side),
	    word_value(order_type_names, ORDER_TYPES, r->type),
	    word_value(liquidity_names, LIQUIDITY_MAKER + 1, r->liquidity),
	    &r->amount, &r->price, &r->trigger_price, &r->cost,
	    &r->fee, &r->realized_pnl, &r->rate, &r->insurance };
}

static const char *
or_empty(const char *s)
{
	static const char none[ID_SIZE];

	return s == NULL ? none : s;
}

void
history_say(const struct sim_venue *v, const struct sim_event *e,
    struct venue_changes *out)
{
	const struct said r = { e->event, e->seq, e->time, e->number, e->id,
	    e->parent, or_empty(e->symbol), or_empty(e->event == SIM_FILLED ?
	    e->fee_currency : e->currency), or_empty(e->side),
	    or_empty(e->action), or_empty(e->reason), e->order_side,
	    e->order_type, e->how, &e->amount, &e->price,
	    &e->trigger_price, &e->cost, &e->fee, &e->realized_pnl, &e->rate,
	    &e->insurance };

	say(v, &r, out);
}

static void
say_fill(const struct sim_venue *v, const struct sim_told *t,
    struct venue_changes *out)
{
	const struct sim_fill *from = t->f;
	struct fill *f = fill_begin(v, t->o->id, t->s->i.symbol, t->seq,
	    t->time, out);

	text_copy(f->fee_currency, sizeof(f->fee_currency), t->fee_currency);
	f->side = t->o->side;
	f->taker_or_maker = (int)from->how;
	f->price = price_of(t->s, from->price);
	f->amount = from->amount;
	f->cost = from->value;
	f->fee = from->fee;
	f->realized_pnl = from->pnl;
}

void
history_say_order(const struct sim_venue *v, const struct sim_told *t,
    struct venue_changes *out)
{
	const struct sim_order *from = t->o;
	struct order *o;

	if (t->f != NULL) {
		say_fill(v, t, out);
		return;
	}
	vec_reserve(&out->orders, 1);
	o = &out->orders.at[out->orders.len++];
	order_begin(v, from->id, from->number, t->time, o);
	o->state = (int)states[t->event];
	order_set_status(o);
	if (t->event != SIM_ACCEPTED) {
		TEXT_SET(o->reason, t->reason);
		return;
	}
	text_copy(o->symbol, sizeof(o->symbol), t->s->i.symbol);
	leg_mark(o, from->parent);
	o->side = from->side;
	o->type = from->type;
	o->amount = from->amount;
	if (order_has_price(from))
		o->price = price_of(t->s, from->price);
	if (order_has_trigger(from))
		o->trigger_price = price_of(t->s, from->trigger);
}

void
history_order_of(const struct sim_venue *v, const struct sim_history_row *r,
    enum order_state state, struct order *out)
{
	const struct said s = said_in(r);

	order_of(v, &s, state, out);
}

void
history_add(const struct sim_venue *v, const struct sim_history_row *r,
    struct venue_changes *out)
{
	const struct said s = said_in(r);
	struct equity_point point;

	if (strcmp(r->event, "point") == 0) {
		point = history_point_of(r);
		curve_add(&out->equity, &point);
	} else if (strcmp(r->event, "opening") == 0) {
		add_transfer(v, &s, TRANSFER_OPENING, out);
	} else {
		say(v, &s, out);
	}
}
