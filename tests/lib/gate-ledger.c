/*
 * Covers struct ledger in both of its kinds, the store's and memory's, by the
 * same tests: intents and their ids, keys, events, fills, late and repeated
 * ones, adopted orders, those that count. In memory: ids that repeat, the
 * audit's chain.
 */
#include "gate-ledger.h"

static void
an_order_goes_through_its_life(void)
{
	struct order o = intent("0.5", "k1"), after;

	is_text(o.id, "1");
	is_int(strlen(o.client_order_id), 32);
	ok(strncmp(o.client_order_id, ledger->ops->tag(ledger), 8) == 0);
	is_dec(o.remaining, "0.5");
	is_dec(o.filled, "0");
	is_dec(o.average, "");
	is_dec(o.take_profit_price, "66000.5");
	is_text(o.status, "");
	is_text(counting("demo"), "1");
	happens("1", EV_SEND, 1500, "");
	after = happens("1", EV_ACCEPT, 2000, "v9");
	is_int(after.state, ORDER_OPEN);
	is_text(after.status, "open");
	is_text(after.venue_id, "v9");
	is_int(after.last_update_time, 2000);
	ok(filled(&o, "t1", "0.2", 3000));
	ok(!filled(&o, "t1", "0.2", 3000));
	is_int(LEDGER(ledger, load, "1", &after, &err), E_OK);
	is_int(after.state, ORDER_PARTIAL);
	is_dec(after.filled, "0.2");
	is_dec(after.average, "59999.9");
	is_dec(after.fee, "0.5");
	is_text(counting("demo"), "1");
	ok(filled(&o, "t2", "0.3", 3500));
	is_int(LEDGER(ledger, load, "1", &after, &err), E_OK);
	is_int(after.state, ORDER_FILLED);
	is_dec(after.remaining, "0");
	is_text(counting("demo"), "");
}

static void
what_cannot_happen_changes_nothing(void)
{
	struct order o = intent("1", ""), after;
	struct order_change c = { .event = EV_FILL_ALL, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE };

	is_int(LEDGER(ledger, apply, o.id, &c, &after, &err), E_BUG);
	is_int(LEDGER(ledger, load, o.id, &after, &err), E_OK);
	is_int(after.state, ORDER_INTENT);
	is_int(LEDGER(ledger, load, "2", &after, &err), E_USAGE);
	is_text(err.text, "order 2: there is none");
	is_int(LEDGER(ledger, load, "1x", &after, &err), E_USAGE);
	is_int(LEDGER(ledger, load, "", &after, &err), E_USAGE);
}

static void
a_key_is_used_once(void)
{
	struct order o = intent("1", "k"), again = an_order("1", "k"), got;
	struct buf text = { 0 };
	bool found;

	is_int(LEDGER(ledger, by_key, "demo", "k", &found, &got, &text,
	    &err), E_OK);
	ok(found);
	is_text(got.id, o.id);
	is_text(buf_text(&text), "asked");
	is_int(LEDGER(ledger, by_key, "other", "k", &found, &got, &text,
	    &err), E_OK);
	ok(!found);
	is_int(LEDGER(ledger, by_key, "demo", "", &found, &got, &text, &err),
	    E_OK);
	ok(!found);
	is_int(LEDGER(ledger, intent_add, &again, "", &err), E_BUG);
	happens(o.id, EV_ABANDON, 5, "");
	is_int(LEDGER(ledger, by_key, "demo", "k", &found, &got, &text,
	    &err), E_OK);
	ok(!found);
	again = intent("2", "k");
	is_int(LEDGER(ledger, by_key, "demo", "k", &found, &got, &text,
	    &err), E_OK);
	ok(found);
	is_text(got.id, again.id);
	buf_release(&text);
}

static void
orders_are_found_by_their_ids(void)
{
	struct order a = intent("1", ""), b = intent("2", "");

	ok(strcmp(a.client_order_id, b.client_order_id) != 0);
	happens(b.id, EV_SEND, 5, "");
	happens(b.id, EV_ACCEPT, 6, "77");
	is_text(found_by("demo", a.client_order_id, ""), a.id);
	is_text(found_by("other", a.client_order_id, ""), "");
	is_text(found_by("demo", "", "77"), b.id);
	is_text(found_by("demo", "", ""), "");
	happens(b.id, EV_AMEND, 7, "78");
	is_text(found_by("demo", "", "77"), "");
	is_text(found_by("demo", "", "78"), b.id);
	is_text(found_by("demo", "theirs", "78"), b.id);
	is_text(found_by("demo", a.client_order_id, "78"), a.id);
}

static void
an_adopted_order_counts(void)
{
	struct order o = an_order("1", ""), got;

	o.state = ORDER_OPEN;
	o.external = 1;
	o.post_only = o.reduce_only = BOOL_NONE;
	TEXT_SET(o.venue_id, "v1");
	TEXT_SET(o.client_order_id, "theirs");
	is_int(LEDGER(ledger, adopt, &o, &err), E_OK);
	is_text(o.id, "1");
	is_int(o.post_only, 0);
	is_text(o.status, "open");
	is_text(counting("demo"), "1");
	is_text(counting("other"), "");
	is_text(found_by("demo", "", "v1"), o.id);
	is_int(LEDGER(ledger, load, o.id, &got, &err), E_OK);
	is_int(got.external, 1);
	is_int(LEDGER(ledger, adopt, &o, &err), E_BUG);
}

static void
those_that_count_are_in_the_order_of_their_ids(void)
{
	struct order o;

	for (int i = 0; i < 5; i++) {
		o = intent("1", "");
		happens(o.id, EV_SEND, 5, "");
	}
	happens("3", EV_REJECT, 6, "");
	happens("1", EV_ABANDON, 6, "");
	is_text(counting("demo"), "2 4 5");
	happens("5", EV_REJECT, 6, "");
	is_text(counting("demo"), "2 4");
	o = intent("1", "");
	is_text(counting("demo"), "2 4 6");
	happens("2", EV_REJECT, 6, "");
	happens("4", EV_REJECT, 6, "");
	happens("6", EV_ABANDON, 6, "");
	is_text(counting("demo"), "");
}

static void
fills_are_in_the_order_of_their_times(void)
{
	struct order o = intent("1", ""), p;
	struct fills all = { 0 };
	struct orders stops = { 0 };
	struct ledger_past past;

	happens(o.id, EV_SEND, 5, "");
	happens(o.id, EV_ACCEPT, 6, "v");
	ok(filled(&o, "b", "0.1", 20));
	ok(filled(&o, "a", "0.1", 10));
	ok(filled(&o, "c", "0.1", 20));
	ok(!filled(&o, "a", "0.1", 10));
	ok(!filled(&o, "c", "0.1", 10));
	is_int(LEDGER(ledger, fills, "demo", &all, &err), E_OK);
	is_int(all.len, 3);
	is_text(all.at[0].id, "a");
	is_text(all.at[1].id, "b");
	is_text(all.at[2].id, "c");
	is_int(LEDGER(ledger, stops, "demo", &stops, &err), E_OK);
	is_int(stops.len, 0);
	p = intent("2", "");
	happens(p.id, EV_SEND, 5, "");
	ok(filled(&p, "e", "2", 40));
	ok(filled(&o, "d", "0.7", 50));
	is_int(LEDGER(ledger, stops, "demo", &stops, &err), E_OK);
	is_int(stops.len, 2);
	is_text(stops.at[0].id, o.id);
	is_text(stops.at[1].id, p.id);
	is_int(LEDGER(ledger, fills, "other", &all, &err), E_OK);
	is_int(all.len, 0);
	if (ledger->ops->past != NULL) {
		ledger->ops->past(ledger, "demo", &past);
		is_int(past.fills->len, 5);
		is_int(past.stops->len, 2);
	}
	vec_release(&stops);
	vec_release(&all);
}

static void
a_late_fill_of_a_closed_order_is_taken(void)
{
	struct order o = intent("1", ""), got;

	happens(o.id, EV_SEND, 5, "");
	happens(o.id, EV_ACCEPT, 6, "v");
	happens(o.id, EV_CANCEL, 7, "");
	ok(filled(&o, "a", "0.4", 10));
	is_int(LEDGER(ledger, load, o.id, &got, &err), E_OK);
	is_int(got.state, ORDER_CANCELED);
	is_dec(got.filled, "0.4");
	is_text(counting("demo"), "");
}

/* Of memory alone. */
static void
the_audit_is_chained_when_it_is_asked_for(void)
{
	struct audit_entry e = { 5, "", "me", "", "order", "x17", "test",
	    "why" };
	struct audit copy;
	const struct audits *all;

	ledger = ledger_memory("0000beef");
	is_int(LEDGER(ledger, audit_add, &e, &err), E_OK);
	e.action = "again";
	is_int(LEDGER(ledger, audit_add, &e, &err), E_OK);
	all = memory_audits(ledger);
	is_int(all->len, 2);
	is_int(all->at[1].id, 2);
	is_int(all->at[1].time, 5);
	is_text(all->at[1].actor, "me");
	is_text(all->at[1].entity, "order");
	is_text(all->at[1].entity_id, "x17");
	is_text(all->at[0].action, "test");
	is_text(all->at[1].action, "again");
	is_text(all->at[1].detail, "why");
	copy = all->at[1];
	copy.hash[0] = '\0';
	audit_seal(&copy, all->at[0].hash);
	is_text(all->at[1].hash, copy.hash);
	ok(strcmp(all->at[0].hash, all->at[1].hash) != 0);
	ledger_close(ledger);
}

static void
in_memory_the_ids_are_the_same_each_time(void)
{
	struct order o;
	struct buf text = { 0 };

	for (int i = 0; i < 2; i++) {
		ledger = ledger_memory("0000beef");
		o = intent("1", "");
		o = intent("1", "");
		is_text(o.client_order_id,
		    "0000beef000000000000000000000002");
		is_int(memory_orders(ledger), 2);
		memory_order_request(ledger, 1, &text);
		is_text(buf_text(&text), "asked");
		ledger_close(ledger);
	}
	buf_release(&text);
}

#define BOTH(f) static void f##_(void) { both_ways(f); }
BOTH(an_order_goes_through_its_life)
BOTH(what_cannot_happen_changes_nothing)
BOTH(a_key_is_used_once)
BOTH(orders_are_found_by_their_ids)
BOTH(an_adopted_order_counts)
BOTH(those_that_count_are_in_the_order_of_their_ids)
BOTH(fills_are_in_the_order_of_their_times)
BOTH(a_late_fill_of_a_closed_order_is_taken)

int
main(void)
{
	TEST(an_order_goes_through_its_life_);
	TEST(what_cannot_happen_changes_nothing_);
	TEST(a_key_is_used_once_);
	TEST(orders_are_found_by_their_ids_);
	TEST(an_adopted_order_counts_);
	TEST(those_that_count_are_in_the_order_of_their_ids_);
	TEST(fills_are_in_the_order_of_their_times_);
	TEST(a_late_fill_of_a_closed_order_is_taken_);
	TEST(the_audit_is_chained_when_it_is_asked_for);
	TEST(in_memory_the_ids_are_the_same_each_time);
	return tap_done();
}
