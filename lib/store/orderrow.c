/*
 * One order as its events add up: pure, for the store and the ledger in memory
 * alike.
 */
#include "store/orders.h"

#include <string.h>

void
order_row_sums(struct order_row *row)
{
	struct order *o = &row->o;

	o->remaining = o->average = DEC_NONE;
	if (dec_known(o->amount))
		dec_sub(o->amount, o->filled, &o->remaining);
	if (!dec_is_zero(o->filled))
		dec_div(row->turnover, o->filled, 8, ROUND_HALF_EVEN,
		    &o->average);
}

void
order_row_status(struct order_row *row)
{
	order_set_status(&row->o);
}

void
order_row_complete(struct order_row *row)
{
	order_row_sums(row);
	order_complete_levels(&row->o);
	order_row_status(row);
}

/* As it is before anything has happened to it. */
void
order_row_begin(struct order_row *row, const struct order *o)
{
	if (o != &row->o)
		row->o = *o;
	row->o.filled = row->o.cost = row->turnover = DEC_ZERO;
	row->o.fee = DEC_NONE;
	row->o.asked = TERMS_NONE;
	row->o.asked_at = 0;
	row->o.fee_currency[0] = '\0';
	row->o.last_update_time = row->o.time;
}

/* The order's fee is a sum in one currency, or unknown. */
static bool
add_fee(struct order *o, const struct fill *fill, bool first)
{
	if (first) {
		o->fee = fill->fee;
		TEXT_SET(o->fee_currency, fill->fee_currency);
		return true;
	}
	if (dec_known(o->fee) && dec_known(fill->fee) &&
	    strcmp(o->fee_currency, fill->fee_currency) == 0)
		return dec_add(o->fee, fill->fee, &o->fee);
	o->fee = DEC_NONE;
	o->fee_currency[0] = '\0';
	return true;
}

/* Apart, so that the steps without one need none of its room. */
static __attribute__((noinline)) bool
add_fill(struct order_row *row, const struct fill *fill)
{
	struct order *o = &row->o;
	bool first = dec_is_zero(o->filled);
	struct dec value;

	return dec_times(fill->price, fill->amount, &value) &&
	    dec_add(row->turnover, value, &row->turnover) &&
	    dec_add(o->filled, fill->amount, &o->filled) &&
	    dec_add(o->cost, fill->cost, &o->cost) &&
	    add_fee(o, fill, first);
}

static bool
is_said(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void
take_over(struct order *o, const struct order_change *c)
{
	if (is_said(c->venue_id))
		TEXT_SET(o->venue_id, c->venue_id);
	if (is_said(c->reason))
		TEXT_SET(o->reason, c->reason);
	if (dec_known(c->amount))
		o->amount = c->amount;
	if (dec_known(c->price))
		o->price = c->price;
	if (dec_known(c->trigger_price))
		o->trigger_price = c->trigger_price;
}

static bool
met(struct dec asked, struct dec now)
{
	return !dec_known(asked) || (dec_known(now) &&
	    dec_cmp(asked, now) == 0);
}

/* What the event makes of an amendment that is on its way. */
static void
step_asked(struct order *o, enum order_event event,
    const struct order_change *c)
{
	if (event == EV_AMEND_SEND) {
		o->asked = (struct order_terms){ c->amount, c->price,
		    c->trigger_price };
		o->asked_at = c->time;
		return;
	}
	if (event != EV_AMEND_FAIL &&
	    !order_state_closed((enum order_state)o->state) &&
	    !(met(o->asked.amount, o->amount) &&
	    met(o->asked.price, o->price) &&
	    met(o->asked.trigger_price, o->trigger_price)))
		return;
	o->asked = TERMS_NONE;
	o->asked_at = 0;
}

enum err_code
order_row_step(struct order_row *row, enum order_event event,
    const struct order_change *change, const struct fill *fill,
    struct err *err)
{
	struct order *o = &row->o;
	enum order_state from = (enum order_state)o->state, to = from;

	if (!order_step(from, event, &to) &&
	    (fill == NULL || !order_state_closed(from)))
		return err_set(err, E_BUG, "order %s: %s cannot happen to an "
		    "order that is %s", o->id, order_event_names[event],
		    order_state_names[from]);
	/* What is only asked for, or was refused, changes no term. */
	if (event != EV_AMEND_SEND && event != EV_AMEND_FAIL)
		take_over(o, change);
	if (change->time > o->last_update_time)
		o->last_update_time = change->time;
	if (fill != NULL && !add_fill(row, fill))
		return err_set(err, E_DATA, "order %s: the sum of its fills "
		    "has too many digits", o->id);
	o->state = (int)to;
	if (o->asked_at != 0 || event == EV_AMEND_SEND)
		step_asked(o, event, change);
	if (fill != NULL || dec_known(change->amount))
		order_row_sums(row);
	if (to != from)
		order_set_status(o);
	return E_OK;
}

bool
order_completed_by(const struct order *o, const struct fill *fill)
{
	struct dec filled, whole = o->amount;

	/* It may have grown. */
	if (o->asked_at != 0 && dec_known(whole) &&
	    dec_known(o->asked.amount))
		whole = dec_max(whole, o->asked.amount);
	return dec_known(whole) &&
	    dec_add(o->filled, fill->amount, &filled) &&
	    dec_cmp(filled, whole) >= 0;
}
