/*
 * Covers what lib/gate/reduce.c does with stops that were cancelled to make
 * room for a sale: back for the rest, back when the sale is turned down or
 * cannot be sent, and an error that says so when they cannot come back.
 */
#include "tests/lib/gate-reduce.h"

static void
a_stop_comes_back_for_the_rest(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.meanwhile = take_what_is_sold;
	is_int(reduce("0.5", "half"), E_OK);
	is_text(ledger_says("1"), "canceled 0");
	is_int(out.len, 3);
	is_dec(out.at[1].amount, "1");
	is_text(out.at[1].key, "half");
	is_int(out.at[2].type, TYPE_STOP);
	is_dec(out.at[2].trigger_price, "90");
	is_dec(out.at[2].amount, "1");
	is_text(out.at[2].key, "half/stop1");
	ok(strstr(buf_text(&fake.notices), "has no stop") == NULL);
}

static void
nothing_comes_back_after_a_close(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.meanwhile = take_what_is_sold;
	is_int(reduce("1", NULL), E_OK);
	is_int(out.len, 2);
	is_int(fake.submits, 2);
}

static void
only_the_sale_is_rejected(struct fake *f)
{
	f->manner = BOOK;
}

static void
a_rejected_sale_puts_the_stop_back(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.manner = REJECT;
	fake.meanwhile = only_the_sale_is_rejected;
	is_int(reduce("0.5", NULL), E_REJECTED);
	is_text(ledger_says("1"), "canceled 0");
	is_int(out.len, 3);
	is_int(out.at[1].state, ORDER_REJECTED);
	is_int(out.at[2].type, TYPE_STOP);
	is_int(out.at[2].state, ORDER_OPEN);
	is_dec(out.at[2].trigger_price, "90");
	is_dec(out.at[2].amount, "2");
	ok(strstr(buf_text(&fake.notices), "has no stop") == NULL);
}

static void
a_stop_that_cannot_be_put_back_is_told(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.manner = REJECT;
	is_int(reduce("0.5", NULL), E_REJECTED);
	is_int(fake.submits, 3);
	ok(strstr(buf_text(&fake.notices), "the rest has no stop") != NULL);
}

/* The sale may still arrive and take what a stop would hold. */
static void
a_sale_whose_outcome_is_unknown_puts_nothing_back(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.manner = LOSE;
	is_int(reduce("0.5", NULL), E_UNKNOWN);
	is_int(fake.submits, 2);
}

/* Market orders do not get through, stops do. */
static enum err_code
only_the_sale_is_not_sent(struct venue *v, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *a, struct err *e)
{
	of(v)->manner = r->type == TYPE_MARKET ? NO_CONNECTION : BOOK;
	return fake_submit(v, r, client_id, guard, a, e);
}

static enum err_code
nothing_is_sent(struct venue *v, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *a, struct err *e)
{
	of(v)->manner = NO_CONNECTION;
	return fake_submit(v, r, client_id, guard, a, e);
}

static void
a_sale_that_is_not_sent_puts_the_stop_back(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.ops.submit = only_the_sale_is_not_sent;
	is_int(reduce("0.5", NULL), E_NETWORK);
	is_text(err.text, "BTC/USDT: the order could not be sent to sim");
	is_text(ledger_says("1"), "canceled 0");
	is_int(out.len, 3);
	is_int(out.at[1].state, ORDER_ABANDONED);
	is_int(out.at[2].type, TYPE_STOP);
	is_int(out.at[2].state, ORDER_OPEN);
	is_dec(out.at[2].trigger_price, "90");
	is_dec(out.at[2].amount, "2");
}

static void
an_error_says_that_the_stop_is_gone(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.ops.submit = nothing_is_sent;
	is_int(reduce("0.5", NULL), E_NETWORK);
	is_text(err.text, "BTC/USDT: the order could not be sent to sim; "
	    "BTC/USDT: 1 of 1 stops that were cancelled for it could not be "
	    "put back");
	ok(strstr(buf_text(&fake.notices), "the rest has no stop") != NULL);
}

/* There the failure takes the cancel back, and nothing of it is told. */
static void
where_simulated_the_cancel_is_undone(void)
{
	given_holding("2");
	given_sell(TYPE_STOP, "2", "90");
	fake.ops.simulated = true;
	fake.ops.submit = nothing_is_sent;
	is_int(reduce("0.5", NULL), E_NETWORK);
	is_int(out.len, 0);
	is_text(ledger_says("1"), "open 0");
}

int
main(void)
{
	TEST(a_stop_comes_back_for_the_rest);
	TEST(nothing_comes_back_after_a_close);
	TEST(a_rejected_sale_puts_the_stop_back);
	TEST(a_stop_that_cannot_be_put_back_is_told);
	TEST(a_sale_whose_outcome_is_unknown_puts_nothing_back);
	TEST(a_sale_that_is_not_sent_puts_the_stop_back);
	TEST(an_error_says_that_the_stop_is_gone);
	TEST(where_simulated_the_cancel_is_undone);
	vec_release(&out);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
