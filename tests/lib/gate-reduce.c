/*
 * Covers lib/gate/cancel.c and reduce.c: cancels that work, come too late, are
 * refused or lost; cancel-all; closing and reducing: sizes, what is cancelled
 * for it, keys. Stops that come back are in gate-stops.c.
 */
#include "tests/lib/gate-reduce.h"

static struct order after;

static void
cancel_takes_it_back(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	is_int(gate_cancel(gate, "1", &after, &err), E_OK);
	is_int(after.state, ORDER_CANCELED);
	is_text(after.reason, "user");
	is_text(ledger_says("1"), "canceled 0");
	is_int(gate_cancel(gate, "1", &after, &err), E_OK);
	is_int(fake.cancels, 1);
}

static void
cancel_of_what_is_closed_is_5(void)
{
	world();
	fake.manner = BOOK_FILL;
	is_int(order(buy("1")), E_OK);
	is_int(gate_cancel(gate, "1", &after, &err), E_REJECTED);
	is_text(err.text, "order 1: it cannot be cancelled, it is filled");
	is_int(fake.cancels, 0);
	is_int(gate_cancel(gate, "77", &after, &err), E_USAGE);
}

static void
the_fill_came_first(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.cancel_works = false;
	fake.cancel_answer = VENUE_REJECTED;
	venue_fills(&fake, &fake.orders.at[0], "1");
	is_int(gate_cancel(gate, "1", &after, &err), E_REJECTED);
	is_int(after.state, ORDER_FILLED);
	is_text(ledger_says("1"), "filled 1");
}

static void
cancel_answers(void)
{
	static const struct { enum venue_result answer; enum err_code code; }
	answers[] = {
		{ VENUE_REJECTED, E_REJECTED }, { VENUE_UNKNOWN, E_UNKNOWN },
		{ VENUE_ACCEPTED, E_UNKNOWN }, { VENUE_NOT_SENT, E_NETWORK }
	};

	for (int i = 0; i < 4; i++) {
		world();
		is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
		fake.cancel_works = false;
		fake.cancel_answer = answers[i].answer;
		is_int(gate_cancel(gate, "1", &after, &err),
		    answers[i].code);
		is_text(ledger_says("1"), "open 0");
	}
}

/* The answer is lost, but the order is gone: the query says so. */
static void
cancel_is_what_the_query_says(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.cancel_answer = VENUE_UNKNOWN;
	is_int(gate_cancel(gate, "1", &after, &err), E_OK);
	is_int(after.state, ORDER_CANCELED);
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.cancel_works = false;
	fake.orders.at[0].state = ORDER_CANCELED;	/* not in changes */
	is_int(gate_cancel(gate, "1", &after, &err), E_OK);
	is_text(ledger_says("1"), "canceled 0");
}

static void
cancel_that_cannot_be_asked(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.fail_cancel = E_NETWORK;
	is_int(gate_cancel(gate, "1", &after, &err), E_NETWORK);
	fake.fail_cancel = 0;
	fake.fail_find = E_NETWORK;
	fake.cancel_works = false;
	is_int(gate_cancel(gate, "1", &after, &err), E_NETWORK);
}

static void
cancel_all_goes_one_by_one(void)
{
	struct order_request eth = limit(SIDE_BUY, "1", "99");

	world();
	TEXT_SET(eth.symbol, "ETH/USDT");
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	is_int(order(limit(SIDE_BUY, "1", "98")), E_OK);
	vec_clear(&out);
	is_int(gate_cancel_all(gate, "ETH/USDT", &out, &err), E_OK);
	is_int(out.len, 0);
	is_int(gate_cancel_all(gate, "BTC/USDT", &out, &err), E_OK);
	is_int(out.len, 2);
	is_int(fake.cancels, 2);
	is_text(ledger_says("1"), "canceled 0");
	is_text(ledger_says("2"), "canceled 0");
	vec_clear(&out);
	is_int(gate_cancel_all(gate, NULL, &out, &err), E_OK);
	is_int(out.len, 0);
}

static void
cancel_all_in_part_is_13(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	is_int(order(limit(SIDE_BUY, "1", "98")), E_OK);
	fake.cancel_works = false;
	fake.orders.at[1].state = ORDER_CANCELED;
	fake.cancel_answer = VENUE_REJECTED;
	vec_clear(&out);
	is_int(gate_cancel_all(gate, NULL, &out, &err), E_PARTIAL);
	ok(strstr(err.text, "1 of 2 orders were not cancelled") != NULL);
	is_int(out.len, 2);
	vec_clear(&out);
	is_int(gate_cancel_all(gate, NULL, &out, &err), E_REJECTED);
}

static void
close_sells_what_is_held(void)
{
	given_holding("1.2345");
	is_int(reduce("1", NULL), E_OK);
	is_int(out.len, 1);
	is_dec(out.at[0].amount, "1.234");
	is_int(out.at[0].side, SIDE_SELL);
	is_int(out.at[0].type, TYPE_MARKET);
	is_int(out.at[0].reduce_only, 0);
	is_text(out.at[0].tag, "why");
}

static void
half_is_rounded_down(void)
{
	given_holding("0.005");
	is_int(reduce("0.5", NULL), E_OK);
	is_dec(out.at[0].amount, "0.002");
}

static void
nothing_held_is_nothing_to_do(void)
{
	world();
	is_int(reduce("1", NULL), E_OK);
	is_int(out.len, 0);
	is_int(fake.submits, 0);
	ok(strstr(buf_text(&fake.notices), "nothing to reduce") != NULL);
	given_holding("0.001");
	is_int(reduce("0.5", NULL), E_OK);
	is_int(fake.submits, 0);
}

static void
bad_parts_and_symbols_are_2(void)
{
	given_holding("1");
	is_int(reduce("0", NULL), E_USAGE);
	is_int(reduce("1.01", NULL), E_USAGE);
	is_int(reduce("-0.5", NULL), E_USAGE);
	is_int(gate_reduce(gate, "XRP/USDT", D("1"), NULL, NULL, &out, &err),
	    E_USAGE);
	ok(strstr(err.text, "XRP/USDT") != NULL);
	is_int(fake.submits, 0);
}

static void
what_is_free_needs_no_cancel(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "1", "90");
	is_int(reduce("0.5", NULL), E_OK);
	is_int(fake.cancels, 0);
	is_int(out.len, 1);
	is_dec(out.at[0].amount, "1");
}

static void
a_target_goes_before_a_stop(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "1", "90");
	given_sell(TYPE_LIMIT, "1", "120");
	is_int(reduce("0.4", NULL), E_OK);
	is_int(fake.cancels, 1);
	is_text(ledger_says("1"), "open 0");
	is_text(ledger_says("2"), "canceled 0");
	ok(strstr(buf_text(&fake.notices), "close: demo: order 2 (limit sell 1 "
	    "BTC/USDT) was cancelled") != NULL);
	is_int(out.len, 2);
	is_dec(out.at[1].amount, "0.8");
}

/* Two keys that differ in their last letter make two stops. */
static void
long_keys_are_not_cut_into_one(void)
{
	static const char *const stops[] = {
		"close:02e2bfc769f3817506520ee1594bfec894d9a17a/stop1",
		"close:f3a7cf88bda318486485241c61978a3afd559c5f/stop1"
	};
	char key[ID_SIZE];

	memset(key, 'k', sizeof(key));
	key[ID_SIZE - 1] = '\0';
	for (int i = 0; i < 2; i++) {
		given_holding("2");
		given_sell(TYPE_STOP, "2", "90");
		fake.meanwhile = take_what_is_sold;
		key[ID_SIZE - 2] = (char)('a' + i);
		is_int(reduce("0.5", key), E_OK);
		is_int(out.len, 3);
		is_text(out.at[2].key, stops[i]);
	}
}

static void
an_order_that_cannot_be_cancelled_keeps_its_part(void)
{
	given_holding("2");
	given_sell(TYPE_LIMIT, "1.5", "120");
	fake.cancel_works = false;
	fake.cancel_answer = VENUE_REJECTED;
	is_int(reduce("1", NULL), E_OK);
	is_int(out.len, 1);
	is_dec(out.at[0].amount, "0.5");
}

static void
a_cancel_whose_outcome_is_unknown_stops_it(void)
{
	given_holding("2");
	given_sell(TYPE_LIMIT, "2", "120");
	fake.cancel_works = false;
	fake.cancel_answer = VENUE_UNKNOWN;
	is_int(reduce("1", NULL), E_UNKNOWN);
	is_int(fake.submits, 1);
}

static void
buys_are_left_alone(void)
{
	given_holding("1");
	fake.manner = BOOK;
	is_int(order(limit(SIDE_BUY, "1", "90")), E_OK);
	fake.manner = BOOK_FILL;
	is_int(reduce("1", NULL), E_OK);
	is_int(fake.cancels, 0);
}

/* Only what holds the coins is given up, not what would buy more. */
static void
buys_stay_when_sells_go(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.manner = BOOK;
	is_int(order(limit(SIDE_BUY, "1", "90")), E_OK);
	fake.manner = BOOK_FILL;
	is_int(reduce("1", NULL), E_OK);
	is_int(fake.cancels, 1);
	is_text(ledger_says("1"), "canceled 0");
	is_text(ledger_says("2"), "open 0");
}

static void
a_rejected_sale_is_kept_where_simulated(void)
{
	given_holding("2");
	fake.ops.simulated = true;
	fake.manner = REJECT;
	is_int(reduce("1", "k"), E_REJECTED);
	is_text(ledger_says("1"), "rejected 0");
	is_int(out.len, 1);
}

static void
a_used_key_closes_nothing_again(void)
{
	given_holding("2");
	is_int(reduce("0.5", "k"), E_OK);
	is_int(reduce("0.5", "k"), E_OK);
	is_int(fake.submits, 1);
	is_int(out.len, 1);
	is_text(out.at[0].id, "1");
	fake.manner = REJECT;
	is_int(reduce("0.5", "no"), E_REJECTED);
	is_int(reduce("0.5", "no"), E_REJECTED);
	is_int(fake.submits, 2);
	is_int(gate_reduce(gate, "ETH/USDT", D("1"), "k", NULL, &out, &err),
	    E_USAGE);
}

static void
halts_and_limits_do_not_keep_anybody_in(void)
{
	given_holding("2");
	set_policy("max-order-notional", "10");
	ok(halt_set(fake.store, NULL, true, "test", "me", NOW, &err) ==
	    E_OK);
	is_int(reduce("1", NULL), E_OK);
	is_int(fake.submits, 1);
}

static void
where_simulated_it_is_one_commit(void)
{
	int64_t before;

	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.meanwhile = take_what_is_sold;
	fake.ops.simulated = true;
	before = store_commits(fake.store);
	is_int(reduce("0.5", NULL), E_OK);
	is_int(out.len, 3);
	is_int(store_commits(fake.store) - before, 1);
}

/* A long of 0.3 and a short of 0.2 in one perpetual. */
static enum err_code
two_sides(struct venue *v, struct positions *to, struct err *e)
{
	(void)v;
	(void)e;
	for (int side = POSITION_LONG; side <= POSITION_SHORT; side++) {
		struct position *p = vec_add(to);

		*p = position_empty();
		TEXT_SET(p->symbol, "BTC/USDT:USDT");
		p->side = side;
		p->contracts = D(side == POSITION_LONG ? "0.3" : "0.2");
		p->unrealized_pnl = DEC_ZERO;
		p->hedged = 1;
	}
	return E_OK;
}

static enum err_code
swap_prices(struct venue *v, struct prices *to, struct err *e)
{
	struct price *p = vec_add(to);

	(void)v;
	(void)e;
	TEXT_SET(p->symbol, "BTC/USDT:USDT");
	p->last = p->mark = D("100");
	p->time = fake.now;
	return E_OK;
}

static void
both_sides_go_in_hedge_mode(void)
{
	struct order_request r = limit(SIDE_SELL, "1", "110");

	world();
	fake.ops.positions = two_sides;
	fake.ops.prices = swap_prices;
	TEXT_SET(r.symbol, "BTC/USDT:USDT");
	is_int(order(r), E_OK);		/* it would open more of the short */
	fake.manner = BOOK_FILL;
	vec_clear(&out);
	is_int(gate_reduce(gate, "BTC/USDT:USDT", D("1"), "k", "why", &out,
	    &err), E_OK);
	is_int(out.len, 2);
	is_int(out.at[0].side, SIDE_SELL);
	is_dec(out.at[0].amount, "0.3");
	is_text(out.at[0].key, "k");
	is_int(out.at[1].side, SIDE_BUY);
	is_dec(out.at[1].amount, "0.2");
	is_text(out.at[1].key, "k/short");
	is_int(out.at[0].reduce_only, 1);
	is_int(out.at[1].reduce_only, 1);
	is_int(fake.cancels, 0);
	is_int(gate_reduce(gate, "BTC/USDT:USDT", D("1"), "k", "why", &out,
	    &err), E_OK);
	is_int(fake.submits, 3);
}

int
main(void)
{
	TEST(cancel_takes_it_back);
	TEST(cancel_of_what_is_closed_is_5);
	TEST(the_fill_came_first);
	TEST(cancel_answers);
	TEST(cancel_is_what_the_query_says);
	TEST(cancel_that_cannot_be_asked);
	TEST(cancel_all_goes_one_by_one);
	TEST(cancel_all_in_part_is_13);
	TEST(close_sells_what_is_held);
	TEST(half_is_rounded_down);
	TEST(nothing_held_is_nothing_to_do);
	TEST(bad_parts_and_symbols_are_2);
	TEST(what_is_free_needs_no_cancel);
	TEST(a_target_goes_before_a_stop);
	TEST(long_keys_are_not_cut_into_one);
	TEST(an_order_that_cannot_be_cancelled_keeps_its_part);
	TEST(a_cancel_whose_outcome_is_unknown_stops_it);
	TEST(buys_are_left_alone);
	TEST(buys_stay_when_sells_go);
	TEST(a_rejected_sale_is_kept_where_simulated);
	TEST(a_used_key_closes_nothing_again);
	TEST(halts_and_limits_do_not_keep_anybody_in);
	TEST(where_simulated_it_is_one_commit);
	TEST(both_sides_go_in_hedge_mode);
	vec_release(&out);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
