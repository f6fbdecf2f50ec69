/*
 * Covers what is planned: amendments on their way (asked, met, refused, ended
 * by a close, fills meanwhile, rebuilt), templates, schedules with their slots
 * (which times, once each, missed ones together, cancelled).
 */
#include "store/orders.h"
#include "store/schedules.h"
#include "store/templates.h"
#include "storetest.h"

static struct order
an_order(struct store *s)
{
	struct order o = order_empty();

	TEXT_SET(o.account, "demo");
	TEXT_SET(o.venue, "sim");
	TEXT_SET(o.symbol, "BTC/USDT");
	o.type = TYPE_LIMIT;
	o.price = d("100");
	o.amount = d("2");
	o.state = ORDER_INTENT;
	o.time = 1000;
	ok(intent_add(s, &o, "", &err) == E_OK);
	return o;
}

static struct order
apply(struct store *s, enum order_event event, const char *amount,
    const char *price, const char *reason)
{
	struct order_change c = { .event = event, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE, .time = 2000 };
	struct order after = order_empty();

	if (amount != NULL)
		c.amount = d(amount);
	if (price != NULL)
		c.price = d(price);
	c.reason = reason;
	ok(order_apply(s, "1", &c, &after, &err) == E_OK);
	return after;
}

static void
given_open(struct store *s)
{
	given_account(s, "demo");
	an_order(s);
	apply(s, EV_SEND, NULL, NULL, "");
	apply(s, EV_ACCEPT, NULL, NULL, "");
}

static void
fill(struct store *s, const char *id, const char *amount)
{
	struct fill f = { .price = d("100"), .amount = d(amount),
	    .cost = d("100"), .fee = d("0"), .realized_pnl = DEC_NONE,
	    .time = 3000 };
	bool added = false;

	TEXT_SET(f.id, id);
	TEXT_SET(f.order_id, "1");
	TEXT_SET(f.account, "demo");
	TEXT_SET(f.venue, "sim");
	TEXT_SET(f.symbol, "BTC/USDT");
	ok(fill_add(s, &f, &added, &err) == E_OK);
	ok(added);
}

static struct order
loaded(struct store *s)
{
	struct order o = order_empty();

	ok(order_load(s, "1", &o, &err) == E_OK);
	return o;
}

static void
what_is_asked_for_changes_nothing_yet(void)
{
	struct store *s = store_new();
	struct order o;

	given_open(s);
	o = loaded(s);
	is_int(o.asked_at, 0);
	ok(!dec_known(o.asked.price));
	apply(s, EV_AMEND_SEND, "3", "101", "");
	o = loaded(s);
	is_int(o.asked_at, 2000);
	ok(dec_same(o.asked.amount, d("3")));
	ok(dec_same(o.asked.price, d("101")));
	ok(!dec_known(o.asked.trigger_price));
	ok(dec_same(o.amount, d("2")));
	ok(dec_same(o.price, d("100")));
	is_int(o.state, ORDER_OPEN);
	store_close(s);
}

static void
it_ends_when_all_of_it_is_so(void)
{
	struct store *s = store_new();
	struct order o;

	given_open(s);
	apply(s, EV_AMEND_SEND, "3", "101", "");
	o = apply(s, EV_AMEND, "3", NULL, "");
	is_int(o.asked_at, 2000);
	o = apply(s, EV_AMEND, NULL, "101.0", "");
	is_int(o.asked_at, 0);
	o = loaded(s);
	is_int(o.asked_at, 0);
	ok(!dec_known(o.asked.amount));
	ok(dec_same(o.remaining, d("3")));
	store_close(s);
}

static void
a_refusal_leaves_the_order_as_it_was(void)
{
	struct store *s = store_new();
	struct order o;

	given_open(s);
	apply(s, EV_AMEND_SEND, NULL, "101", "");
	o = apply(s, EV_AMEND_FAIL, NULL, NULL, "bad_price");
	is_int(o.asked_at, 0);
	ok(dec_same(o.price, d("100")));
	is_text(o.reason, "");
	is_int(o.state, ORDER_OPEN);
	store_close(s);
}

static void
a_closed_order_asks_for_nothing(void)
{
	struct store *s = store_new();

	given_open(s);
	apply(s, EV_AMEND_SEND, NULL, "101", "");
	is_int(apply(s, EV_CANCEL, NULL, NULL, "user").asked_at, 0);
	store_close(s);
}

static void
an_order_that_may_have_grown_is_not_complete(void)
{
	struct store *s = store_new();

	given_open(s);
	apply(s, EV_AMEND_SEND, "3", NULL, "");
	fill(s, "a", "2");
	is_int(loaded(s).state, ORDER_PARTIAL);
	apply(s, EV_AMEND, "3", NULL, "");
	fill(s, "b", "1");
	is_int(loaded(s).state, ORDER_FILLED);
	store_close(s);
}

static void
amendments_are_rebuilt(void)
{
	struct store *s = store_new();
	struct store_rebuilts rows = {0};

	given_open(s);
	apply(s, EV_AMEND_SEND, "3", "101", "");
	ok(store_rebuild(s, &rows, &err) == E_OK);
	for (size_t i = 0; i < rows.len; i++)
		is_int(rows.at[i].changed, 0);
	is_text(said(s, "UPDATE orders SET asked_price = '7', asked_at = 1"),
	    "");
	ok(store_rebuild(s, &rows, &err) == E_OK);
	ok(dec_same(loaded(s).asked.price, d("101")));
	is_int(loaded(s).asked_at, 2000);
	vec_release(&rows);
	store_close(s);
}

static void
a_template_is_saved_over_and_removed(void)
{
	struct template t = { .time = 5 }, back;
	struct templates all = {0};
	struct store *s = store_new();
	bool replaced = true;

	TEXT_SET(t.name, "scalp");
	TEXT_SET(t.side, "buy");
	TEXT_SET(t.options, "--qty 1");
	ok(template_put(s, &t, &replaced, &err) == E_OK);
	ok(!replaced);
	TEXT_SET(t.options, "--qty 2");
	ok(template_put(s, &t, &replaced, &err) == E_OK);
	ok(replaced);
	ok(template_load(s, "scalp", &back, &err) == E_OK);
	is_text(back.options, "--qty 2");
	ok(templates_load(s, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_int(template_load(s, "scal", &back, &err), E_USAGE);
	is_text(err.text, "template scal: there is none; did you mean "
	    "scalp?");
	is_int(template_remove(s, "other", &err), E_USAGE);
	is_text(err.text, "template other: there is none");
	ok(template_remove(s, "scalp", &err) == E_OK);
	is_int(template_load(s, "scalp", &back, &err), E_USAGE);
	vec_release(&all);
	store_close(s);
}

static struct schedule
a_schedule(void)
{
	struct schedule x = { .amount = d("1"), .quote = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE, .first = 100,
	    .every = 10, .grace = 5, .time = 50 };

	TEXT_SET(x.account, "demo");
	TEXT_SET(x.symbol, "BTC/USDT");
	TEXT_SET(x.request, "amount=1\n");
	return x;
}

static void
slots_are_at_their_times(void)
{
	struct schedule x = a_schedule();

	is_int(schedule_slot(&x, 0), 100);
	is_int(schedule_slot(&x, 7), 170);
	is_int(schedule_slot(&x, -1), 0);
	is_int(schedule_slot(&x, INT64_MAX), 0);
	x.count = 2;
	is_int(schedule_slot(&x, 1), 110);
	is_int(schedule_slot(&x, 2), 0);
	x.count = 0;
	x.until = 120;
	is_int(schedule_slot(&x, 1), 110);
	is_int(schedule_slot(&x, 2), 0);
	x.until = x.every = 0;
	is_int(schedule_slot(&x, 0), 100);
	is_int(schedule_slot(&x, 1), 0);
}

static bool
slot(struct store *s, int64_t at, int64_t n, int result, const char *order)
{
	struct slot t = { .slot = at, .slots = n, .result = result,
	    .time = 200 };
	bool added = false;

	TEXT_SET(t.schedule, "1");
	TEXT_SET(t.order_id, order);
	TEXT_SET(t.reason, result == SLOT_MISSED ? "late" : "");
	ok(slot_add(s, &t, &added, &err) == E_OK);
	return added;
}

static void
a_slot_is_dealt_with_once(void)
{
	struct schedule x = a_schedule();
	struct slots slots = {0};
	struct store *s = store_new();

	given_open(s);
	x.count = 5;
	ok(schedule_add(s, &x, &err) == E_OK);
	is_text(x.id, "1");
	is_int(x.next, 100);
	ok(slot(s, 100, 3, SLOT_MISSED, ""));
	ok(slot(s, 130, 1, SLOT_ORDERED, "1"));
	ok(!slot(s, 130, 1, SLOT_ORDERED, "1"));
	ok(schedule_load(s, "1", &x, &err) == E_OK);
	is_int(x.missed, 3);
	is_int(x.ordered, 1);
	is_int(x.next, 140);
	is_int(x.state, SCHEDULE_ACTIVE);
	ok(slots_load(s, "1", &slots, &err) == E_OK);
	is_int(slots.len, 2);
	is_text(slots.at[0].reason, "late");
	is_text(slots.at[0].state, "");
	is_text(slots.at[1].order_id, "1");
	is_text(slots.at[1].state, "open");
	ok(slot(s, 140, 1, SLOT_ORDERED, "1"));
	ok(schedule_load(s, "1", &x, &err) == E_OK);
	is_int(x.next, 0);
	is_int(x.state, SCHEDULE_DONE);
	ok(strcmp(said(s, "DELETE FROM schedule_slot"), "") != 0);
	vec_release(&slots);
	store_close(s);
}

static void
a_schedule_is_cancelled_once(void)
{
	struct schedule x = a_schedule();
	struct schedules all = {0};
	struct store *s = store_new();

	given_account(s, "demo");
	given_account(s, "other");
	ok(schedule_add(s, &x, &err) == E_OK);
	ok(schedule_add(s, &x, &err) == E_OK);
	TEXT_SET(x.account, "other");
	ok(schedule_add(s, &x, &err) == E_OK);
	ok(schedule_cancel(s, "1", "me", 60, &err) == E_OK);
	is_int(schedule_cancel(s, "1", "me", 60, &err), E_USAGE);
	is_text(err.text, "schedule 1: it is canceled");
	is_int(schedule_cancel(s, "9", "me", 60, &err), E_USAGE);
	is_text(err.text, "schedule 9: there is none");
	ok(schedules_load(s, "demo", false, &all, &err) == E_OK);
	is_int(all.len, 2);
	is_int(all.at[0].state, SCHEDULE_CANCELED);
	is_int(all.at[0].next, 0);
	ok(schedules_load(s, "demo", true, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].id, "2");
	ok(schedules_load(s, NULL, true, &all, &err) == E_OK);
	is_int(all.len, 2);
	vec_release(&all);
	store_close(s);
}

int
main(void)
{
	TEST(what_is_asked_for_changes_nothing_yet);
	TEST(it_ends_when_all_of_it_is_so);
	TEST(a_refusal_leaves_the_order_as_it_was);
	TEST(a_closed_order_asks_for_nothing);
	TEST(an_order_that_may_have_grown_is_not_complete);
	TEST(amendments_are_rebuilt);
	TEST(a_template_is_saved_over_and_removed);
	TEST(slots_are_at_their_times);
	TEST(a_slot_is_dealt_with_once);
	TEST(a_schedule_is_cancelled_once);
	store_away();
	return tap_done();
}
