/*
 * What only makes a swap's position smaller, and what may turn it round:
 * sides, other orders that close, reduce-only, pairs, hedge mode; exposure with
 * shorts and contract sizes.
 */
#include "tests/lib/riskswap.h"

/* Nothing may be entered: what passes is judged as a way out. */
static void
closed_world(int side, const char *contracts)
{
	swaps("max-order-size", "0.0001", "10", MARGIN_CROSS);
	held_is(BTC, side, contracts, "50000", "50000", "10", MARGIN_CROSS);
}

static void
lets_out_both_sides(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.1");

	closed_world(POSITION_LONG, "0.1");
	allows(r);
	ok(verdict.effect.reduces);
	is_dec(verdict.effect.position_after, "5000");
	r.amount = D("0.101");
	refuses(r, "max-order-size");
	r.side = SIDE_BUY;
	refuses(r, "max-order-size");
	closed_world(POSITION_SHORT, "0.1");
	refuses(r, "max-order-size");
	r.amount = D("0.1");
	allows(r);
	r.side = SIDE_SELL;
	refuses(r, "max-order-size");
	TEXT_SET(r.symbol, ETH);
	refuses(r, "max-order-size");
}

static void
counts_other_orders_that_close(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.06");
	struct order *o;

	closed_world(POSITION_LONG, "0.1");
	o = order_is(BTC, SIDE_SELL, TYPE_LIMIT, "0.05", "60000", ORDER_OPEN);
	refuses(r, "max-order-size");
	r.amount = D("0.05");
	allows(r);
	o->state = ORDER_UNKNOWN;	/* as large as it was asked for */
	o->remaining = D("0.01");
	allows(r);
	r.amount = D("0.06");
	refuses(r, "max-order-size");
	o->state = ORDER_PARTIAL;
	allows(r);
	o->remaining = D("0.05");
	o->side = SIDE_BUY;
	allows(r);
	o->side = SIDE_SELL;
	TEXT_SET(o->symbol, ETH);
	allows(r);
	TEXT_SET(o->symbol, BTC);
	o->state = ORDER_FILLED;
	allows(r);
	/* of an order for money the amount is not known */
	o->state = ORDER_OPEN;
	o->amount = o->remaining = DEC_NONE;
	o->quote = D("5");
	r.amount = D("0.001");
	refuses(r, "max-order-size");
}

/*
 * A stop that may only reduce can fill first and leave a resting order to
 * open; what fills now is before it.
 */
static void
counts_stops_against_what_rests(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.1");

	closed_world(POSITION_LONG, "0.1");
	order_is(BTC, SIDE_SELL, TYPE_STOP, "0.1", "45000",
	    ORDER_OPEN)->reduce_only = 1;
	allows(r);
	r = asks_limit(SIDE_SELL, BTC, "0.1", "60000");
	refuses(r, "max-order-size");
	r.reduce_only = true;
	allows(r);
	r.reduce_only = false;
	r.time_in_force = TIF_IOC;
	allows(r);
	r.time_in_force = TIF_FOK;
	allows(r);
	r.time_in_force = TIF_GTC;
	snap.orders.at[0].amount = snap.orders.at[0].remaining = D("0.04");
	refuses(r, "max-order-size");
	r.amount = D("0.06");
	allows(r);
}

static void
lets_reduce_only_out_always(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "5");

	closed_world(POSITION_LONG, "0.1");
	order_is(BTC, SIDE_SELL, TYPE_LIMIT, "3", "60000", ORDER_OPEN);
	r.reduce_only = true;
	allows(r);
	ok(verdict.effect.reduces);
	vec_clear(&snap.positions);
	allows(r);
}

static void
counts_a_pair_once(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.05");

	closed_world(POSITION_LONG, "0.1");
	order_is(BTC, SIDE_SELL, TYPE_LIMIT, "0.05", "60000", ORDER_OPEN);
	order_is(BTC, SIDE_SELL, TYPE_STOP, "0.05", "45000", ORDER_OPEN);
	refuses(r, "max-order-size");
	TEXT_SET(snap.orders.at[0].oco, "1");
	TEXT_SET(snap.orders.at[1].oco, "1");
	allows(r);
	TEXT_SET(snap.orders.at[1].oco, "2");
	refuses(r, "max-order-size");
}

static void
opens_the_other_side_in_hedge_mode(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.1");

	closed_world(POSITION_LONG, "0.1");
	snap.positions.at[0].hedged = 1;
	refuses(r, "max-order-size");
	r.reduce_only = true;
	allows(r);
}

/* Only the part beyond the position is at risk. */
static void
risks_what_it_opens(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.3");

	swaps("max-risk-per-trade", "99%", "10", MARGIN_CROSS);
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_CROSS);
	snap.equity = D("100000");
	allows(r);
	is_dec(verdict.effect.notional, "15000");
	is_dec(verdict.effect.risk, "10000");
	is_dec(verdict.effect.position_after, "10000");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("51000") };
	allows(r);	/* .2 × 1000, fees of 10000 and 10200 */
	is_dec(verdict.effect.risk, "210.1");
}

static void
adds_up_longs_and_shorts(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.1");

	swaps("max-leverage", "10", "10", MARGIN_CROSS);
	held_is(ETH, POSITION_LONG, "2", "3000", "3000", "10", MARGIN_CROSS);
	order_is(BTC, SIDE_BUY, TYPE_LIMIT, "0.15", "40000", ORDER_OPEN);
	allows(r);	/* short 5000 or long 6000, and 6000 */
	is_dec(verdict.effect.position_after, "6000");
	is_dec(verdict.effect.gross_after, "12000");
	held_is(BTC, POSITION_SHORT, "0.1", "50000", "50000", "10",
	    MARGIN_CROSS);
	allows(r);
	is_dec(verdict.effect.position_after, "10000");
	is_dec(verdict.effect.gross_after, "16000");
	/* both sides of a symbol are two risks in hedge mode */
	snap.positions.at[1].hedged = 1;
	held_is(BTC, POSITION_LONG, "0.2", "50000", "50000", "10",
	    MARGIN_CROSS)->hedged = 1;
	allows(r);	/* short 10000, long 10000 + 6000, ETH 6000 */
	is_dec(verdict.effect.position_after, "10000");
	is_dec(verdict.effect.gross_after, "32000");
}

static void
counts_contracts_by_their_size(void)
{
	struct order_request r = asks(SIDE_BUY, ETH, "2");

	swaps("max-order-notional", "600", "10", MARGIN_CROSS);
	snap.instruments.at[3].contract_size = D("0.1");
	allows(r);
	is_dec(verdict.effect.notional, "600");
	r.amount = D("2.01");
	refuses(r, "max-order-notional");
	found("603", "600");
	r = asks(SIDE_BUY, ETH, "");
	r.quote = D("599");
	allows(r);
	is_dec(verdict.effect.amount, "1.99");
}

int
main(void)
{
	TEST(lets_out_both_sides);
	TEST(counts_other_orders_that_close);
	TEST(counts_stops_against_what_rests);
	TEST(lets_reduce_only_out_always);
	TEST(counts_a_pair_once);
	TEST(opens_the_other_side_in_hedge_mode);
	TEST(risks_what_it_opens);
	TEST(adds_up_longs_and_shorts);
	TEST(counts_contracts_by_their_size);
	world();
	return tap_done();
}
