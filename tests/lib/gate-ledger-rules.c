/*
 * Covers struct ledger in both of its kinds, by the same tests: money, halts,
 * breakers and their events, memory of `for`, violations, transactions that
 * nest and are taken back.
 */
#include "gate-ledger.h"

static bool
event(const char *name, int kind, const char *action, int64_t generation,
    int64_t time)
{
	struct breaker_event e = { .kind = kind, .value = D("1"),
	    .limit = DEC_NONE, .generation = generation, .time = time };
	bool added = false;

	TEXT_SET(e.breaker, name);
	TEXT_SET(e.action, action);
	TEXT_SET(e.account, "demo");
	is_int(LEDGER(ledger, breaker_event_add, &e, &added, &err), E_OK);
	return added;
}

/* "tripped 1" of the first breaker. */
static const char *
state(void)
{
	static char text[64];
	struct breakers all = { 0 };

	is_int(LEDGER(ledger, breakers, &all, &err), E_OK);
	snprintf(text, sizeof(text), "%s %lld",
	    breaker_state_names[all.at[0].state],
	    (long long)all.at[0].generation);
	vec_release(&all);
	return text;
}

static enum err_code
add_point(const struct equity_point *p)
{
	struct curve one = { 0 };
	enum err_code rc;

	curve_add(&one, p);
	rc = LEDGER(ledger, equity_add, "demo", &one, &err);
	curve_release(&one);
	return rc;
}

static void
money_is_told_once(void)
{
	struct transfer t = { .amount = D("5"), .fee = DEC_ZERO, .time = 9 };
	struct funding f = { .amount = D("-1"), .rate = D("0.1"),
	    .time = 8 };
	struct equity_point p = { .time = 5, .equity = D("1000"),
	    .high = D("1000"), .low = D("1000"), .transferred = DEC_ZERO,
	    .units = D("1000") };
	struct fundings fundings = { 0 };
	struct curve curve = { 0 };
	char cursor[ID_SIZE];

	TEXT_SET(t.id, "t1");
	TEXT_SET(t.account, "demo");
	TEXT_SET(t.asset, "USDT");
	is_int(LEDGER(ledger, transfer_add, &t, &err), E_OK);
	is_int(LEDGER(ledger, transfer_add, &t, &err), E_OK);
	TEXT_SET(f.account, "demo");
	TEXT_SET(f.asset, "USDT");
	TEXT_SET(f.symbol, "BTC/USDT:USDT");
	TEXT_SET(f.id, "f2");
	is_int(LEDGER(ledger, funding_add, &f, &err), E_OK);
	is_int(LEDGER(ledger, funding_add, &f, &err), E_OK);
	TEXT_SET(f.id, "f1");
	f.time = 7;
	is_int(LEDGER(ledger, funding_add, &f, &err), E_OK);
	is_int(LEDGER(ledger, fundings, "demo", &fundings, &err), E_OK);
	is_int(fundings.len, 2);
	is_text(fundings.at[0].id, "f1");
	is_int(add_point(&p), E_OK);
	p.equity = D("7");
	is_int(add_point(&p), E_OK);
	p.time = 3;
	is_int(add_point(&p), E_OK);
	is_int(LEDGER(ledger, equity, "demo", &curve, &err), E_OK);
	is_int(curve_len(&curve), 2);
	is_dec(curve_point(&curve, 0).equity, "7");
	is_dec(curve_point(&curve, 1).equity, "1000");
	is_int(LEDGER(ledger, cursor_get, "demo", cursor, &err), E_OK);
	is_text(cursor, "");
	is_int(LEDGER(ledger, cursor_set, "demo", "12", &err), E_OK);
	is_int(LEDGER(ledger, cursor_set, "demo", "13", &err), E_OK);
	is_int(LEDGER(ledger, cursor_get, "demo", cursor, &err), E_OK);
	is_text(cursor, "13");
	is_int(LEDGER(ledger, cursor_get, "other", cursor, &err), E_OK);
	is_text(cursor, "");
	vec_release(&fundings);
	curve_release(&curve);
}

static void
halts_are_those_in_force(void)
{
	struct halts all = { 0 };

	is_int(LEDGER(ledger, halt_set, "demo", true, "x", "me", 6, &err),
	    E_OK);
	is_int(LEDGER(ledger, halt_set, NULL, true, "storm", "me", 5, &err),
	    E_OK);
	is_int(LEDGER(ledger, halt_set, "other", false, "", "me", 7, &err),
	    E_OK);
	is_int(LEDGER(ledger, halts, &all, &err), E_OK);
	is_int(all.len, 2);
	is_text(all.at[0].account, "");
	is_text(all.at[1].reason, "x");
	is_int(all.at[1].halted, 1);
	is_int(LEDGER(ledger, halt_set, NULL, false, "calm", "me", 8, &err),
	    E_OK);
	is_int(LEDGER(ledger, halt_set, "demo", true, "y", "me", 9, &err),
	    E_OK);
	is_int(LEDGER(ledger, halts, &all, &err), E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].reason, "y");
	vec_release(&all);
}

static void
a_breaker_latches_and_acts_once(void)
{
	struct breaker_events all = { 0 };
	struct breaker_event e = { .kind = BREAKER_TRIGGERED };
	bool added;

	given_breaker("zeta", 0);
	given_breaker("daily", 100);
	is_text(state(), "armed 0");
	ok(event("daily", BREAKER_TRIGGERED, "", 0, 10));
	is_text(state(), "tripped 1");
	ok(!event("daily", BREAKER_TRIGGERED, "", 0, 11));
	ok(event("daily", BREAKER_TRIGGERED, "", 1, 10));
	ok(event("daily", BREAKER_ACTION, "notify", 1, 12));
	ok(!event("daily", BREAKER_ACTION, "notify", 1, 13));
	ok(event("daily", BREAKER_ERROR, "halt", 1, 13));
	ok(event("daily", BREAKER_ERROR, "halt", 1, 13));
	ok(event("daily", BREAKER_RESOLVED, "", 0, 20));
	is_text(state(), "cooling 1");
	ok(event("daily", BREAKER_RESOLVED, "", 0, 120));
	is_text(state(), "armed 1");
	ok(event("daily", BREAKER_TRIGGERED, "", 0, 130));
	ok(event("daily", BREAKER_ACTION, "notify", 2, 131));
	is_text(state(), "tripped 2");
	ok(event("daily", BREAKER_RESET, "", 0, 140));
	is_text(state(), "armed 2");
	is_int(LEDGER(ledger, breaker_events, "daily", 12, &all, &err), E_OK);
	is_int(all.len, 8);
	is_int(all.at[0].generation, 1);
	is_int(all.at[1].kind, BREAKER_ERROR);
	is_int(LEDGER(ledger, breaker_events, "zeta", 0, &all, &err), E_OK);
	is_int(all.len, 0);
	TEXT_SET(e.breaker, "dayly");
	is_int(LEDGER(ledger, breaker_event_add, &e, &added, &err), E_USAGE);
	is_text(err.text, "breaker dayly: there is none; did you mean "
	    "daily?");
	vec_release(&all);
}

static void
memory_of_for_is_kept(void)
{
	struct expr_memory m = { .at = 5, .true_since = 3 }, got;

	is_int(LEDGER(ledger, recall, "b", "", 0u, &got, &err), E_OK);
	is_int(got.at, 0);
	is_int(LEDGER(ledger, remember, "b", "", 0u, &m, &err), E_OK);
	m.at = 9;
	is_int(LEDGER(ledger, remember, "b", "X/Y", 0u, &m, &err), E_OK);
	m.at = 7;
	is_int(LEDGER(ledger, remember, "b", "", 0u, &m, &err), E_OK);
	is_int(LEDGER(ledger, recall, "b", "", 0u, &got, &err), E_OK);
	is_int(got.at, 7);
	is_int(got.true_since, 3);
	is_int(LEDGER(ledger, recall, "b", "X/Y", 0u, &got, &err), E_OK);
	is_int(got.at, 9);
	is_int(LEDGER(ledger, recall, "b", "", 1u, &got, &err), E_OK);
	is_int(got.at, 0);
}

static void
violations_are_listed(void)
{
	struct violation v = { .time = 5, .value = D("2"), .limit = D("1") };
	struct violations all = { 0 };

	TEXT_SET(v.account, "demo");
	TEXT_SET(v.rule, "max-leverage");
	is_int(LEDGER(ledger, violation_add, &v, &err), E_OK);
	v.time = 7;
	is_int(LEDGER(ledger, violation_add, &v, &err), E_OK);
	is_int(LEDGER(ledger, violations, "demo", 6, &all, &err), E_OK);
	is_int(all.len, 1);
	is_dec(all.at[0].value, "2");
	is_int(LEDGER(ledger, violations, "other", 0, &all, &err), E_OK);
	is_int(all.len, 0);
	vec_release(&all);
}

/* Everything that a transaction can touch, touched and taken back. */
static void
touch_all(struct order *o)
{
	struct transfer t = { .amount = D("5"), .fee = DEC_ZERO, .time = 9 };
	struct funding f = { .amount = D("-1"), .time = 8 };
	struct equity_point p = { .time = 50, .equity = D("1"),
	    .high = D("1"), .low = D("1"), .units = D("1") };
	struct expr_memory memory = { .at = 99 };
	struct violation v = { .value = DEC_NONE, .limit = DEC_NONE };
	struct order late;

	happens(o->id, EV_ACCEPT, 6, "new");
	ok(filled(o, "x", "1", 1));
	late = intent("3", "k9");
	happens(late.id, EV_SEND, 6, "");
	TEXT_SET(t.id, "t9");
	TEXT_SET(t.account, "demo");
	is_int(LEDGER(ledger, transfer_add, &t, &err), E_OK);
	TEXT_SET(f.id, "f9");
	TEXT_SET(f.account, "demo");
	is_int(LEDGER(ledger, funding_add, &f, &err), E_OK);
	is_int(add_point(&p), E_OK);
	is_int(LEDGER(ledger, cursor_set, "demo", "99", &err), E_OK);
	is_int(LEDGER(ledger, halt_set, NULL, true, "", "", 5, &err), E_OK);
	is_int(LEDGER(ledger, halt_set, NULL, false, "", "", 5, &err), E_OK);
	is_int(LEDGER(ledger, halt_set, "demo", true, "", "", 5, &err), E_OK);
	ok(event("daily", BREAKER_TRIGGERED, "", 0, 10));
	ok(event("daily", BREAKER_ACTION, "notify", 1, 10));
	is_int(LEDGER(ledger, remember, "daily", "", 0u, &memory, &err),
	    E_OK);
	TEXT_SET(v.account, "demo");
	is_int(LEDGER(ledger, violation_add, &v, &err), E_OK);
}

static void
is_as_it_was(const struct order *before)
{
	struct fills fills = { 0 };
	struct fundings fundings = { 0 };
	struct curve curve = { 0 };
	struct violations violations = { 0 };
	struct orders stops = { 0 };
	struct halts halts = { 0 };
	struct breaker_events events = { 0 };
	struct expr_memory memory;
	struct order got;
	char cursor[ID_SIZE];
	bool found;

	is_int(LEDGER(ledger, load, before->id, &got, &err), E_OK);
	is_int(got.state, ORDER_SENDING);
	is_text(got.venue_id, "");
	is_dec(got.filled, "0");
	is_text(counting("demo"), "1");
	is_int(LEDGER(ledger, by_key, "demo", "k9", &found, &got, NULL,
	    &err), E_OK);
	ok(!found);
	is_text(found_by("demo", "", "new"), "");
	is_int(LEDGER(ledger, fills, "demo", &fills, &err), E_OK);
	is_int(fills.len, 0);
	is_int(LEDGER(ledger, stops, "demo", &stops, &err), E_OK);
	is_int(stops.len, 0);
	is_int(LEDGER(ledger, fundings, "demo", &fundings, &err), E_OK);
	is_int(fundings.len, 0);
	is_int(LEDGER(ledger, equity, "demo", &curve, &err), E_OK);
	is_int(curve_len(&curve), 0);
	is_int(LEDGER(ledger, cursor_get, "demo", cursor, &err), E_OK);
	is_text(cursor, "");
	is_int(LEDGER(ledger, halts, &halts, &err), E_OK);
	is_int(halts.len, 0);
	is_text(state(), "armed 0");
	is_int(LEDGER(ledger, breaker_events, NULL, 0, &events, &err), E_OK);
	is_int(events.len, 0);
	is_int(LEDGER(ledger, recall, "daily", "", 0u, &memory, &err), E_OK);
	is_int(memory.at, 0);
	is_int(LEDGER(ledger, violations, "demo", 0, &violations, &err),
	    E_OK);
	is_int(violations.len, 0);
	vec_release(&stops);
}

static void
what_ends_badly_is_taken_back(void)
{
	struct order o;

	given_breaker("daily", 0);
	o = intent("1", "");
	happens(o.id, EV_SEND, 5, "");
	for (int i = 0; i < 2; i++) {
		is_int(LEDGER(ledger, begin, &err), E_OK);
		touch_all(&o);
		is_int(LEDGER(ledger, end, E_REFUSED, &err), E_REFUSED);
		is_as_it_was(&o);
	}
	is_int(LEDGER(ledger, begin, &err), E_OK);
	touch_all(&o);
	is_int(LEDGER(ledger, end, E_OK, &err), E_OK);
	is_int(LEDGER(ledger, load, o.id, &o, &err), E_OK);
	is_int(o.state, ORDER_FILLED);
	is_text(state(), "tripped 1");
	is_text(counting("demo"), "2");
}

static void
an_inner_end_dooms_the_outer_one(void)
{
	struct order o, got;

	is_int(LEDGER(ledger, begin, &err), E_OK);
	o = intent("1", "");
	is_int(LEDGER(ledger, begin, &err), E_OK);
	is_int(LEDGER(ledger, end, E_DATA, &err), E_DATA);
	is_int(LEDGER(ledger, end, E_OK, &err), E_BUG);
	is_int(LEDGER(ledger, load, o.id, &got, &err), E_USAGE);
	is_int(LEDGER(ledger, begin, &err), E_OK);
	is_int(LEDGER(ledger, begin, &err), E_OK);
	o = intent("1", "");
	is_int(LEDGER(ledger, end, E_OK, &err), E_OK);
	is_int(LEDGER(ledger, end, E_OK, &err), E_OK);
	is_int(LEDGER(ledger, load, o.id, &got, &err), E_OK);
}

#define BOTH(f) static void f##_(void) { both_ways(f); }
BOTH(money_is_told_once)
BOTH(halts_are_those_in_force)
BOTH(a_breaker_latches_and_acts_once)
BOTH(memory_of_for_is_kept)
BOTH(violations_are_listed)
BOTH(what_ends_badly_is_taken_back)
BOTH(an_inner_end_dooms_the_outer_one)

int
main(void)
{
	TEST(money_is_told_once_);
	TEST(halts_are_those_in_force_);
	TEST(a_breaker_latches_and_acts_once_);
	TEST(memory_of_for_is_kept_);
	TEST(violations_are_listed_);
	TEST(what_ends_badly_is_taken_back_);
	TEST(an_inner_end_dooms_the_outer_one_);
	return tap_done();
}
