/*
 * What an order would do, in numbers: where a sale enters at its worst, its
 * stop's loss, and the amount of an order that only says what to spend.
 */
#include "tests/lib/risk.h"

/* Selling the account's own currency is an entry: EUR are bought with it. */
static struct order_request
sells_usdt(void)
{
	struct order_request r = asks(SIDE_SELL, "USDT/EUR", "10");

	only("max-risk-per-trade", "50%");
	symbol_is("USDT/EUR", "0.5");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("0.55") };
	return r;
}

static void
a_sale_enters_at_its_lowest(void)
{
	struct order_request r = sells_usdt();

	allows(r);	/* 10 × .05 and .1 % of 5 and of 5.5, at 2 USDT */
	is_dec(verdict.effect.risk, "1.021");
	r.type = TYPE_LIMIT;
	r.price = D("0.4");
	allows(r);	/* 10 × .15, of 4 and of 5.5 */
	is_dec(verdict.effect.risk, "3.019");
	r.type = TYPE_STOP;
	r.price = DEC_NONE;
	r.trigger_price = D("0.45");
	allows(r);	/* 10 × .10, of 4.5 and of 5.5 */
	is_dec(verdict.effect.risk, "2.02");
	r.trigger_price = D("0.52");
	allows(r);	/* the market is below it */
	is_dec(verdict.effect.risk, "1.021");
}

static void
a_stop_of_a_sale_lies_above_it(void)
{
	struct order_request r = sells_usdt();

	r.stop_loss.value = D("0.5");
	refuses(r, "stop_side");
	found("0.5", "0.5");
	says("the stop of a sale lies above its entry, and 0.5 is not above"
	    " 0.5: it would trigger at once");
	r.stop_loss.value = D("0.51");
	allows(r);
	is_dec(verdict.effect.risk, "0.2202");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("9") };
	allows(r);	/* .545: up to the tick, .55 */
	is_dec(verdict.effect.risk, "1.021");
}

/* The nineteenth digit decides between two ticks. */
static void
a_stop_rounds_once_away_from_the_market(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "1");

	only("max-risk-per-trade", "50%");
	snap.prices.at[0].last = D("10");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("1") };
	allows(r);	/* 9.90 */
	is_dec(verdict.effect.risk, "0.1199");
	r.stop_loss.value = D("1.000000000000000001");
	allows(r);	/* 9.89 */
	is_dec(verdict.effect.risk, "0.12989");
}

static void
money_buys_whole_lots_only(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "");

	only("max-order-notional", "1000");
	r.quote = D("500");
	allows(r);
	is_dec(verdict.effect.amount, "0.01");
	r.quote = D("499.999999999999999999");
	allows(r);
	is_dec(verdict.effect.amount, "0.00999");
	snap.instruments.at[0].lot = DEC_ZERO;
	r.quote = D("1");
	snap.prices.at[0].last = D("3");
	allows(r);	/* cut, not rounded up */
	is_dec(verdict.effect.amount, "0.333333333333333333");
	r.quote = D("2");
	allows(r);
	is_dec(verdict.effect.amount, "0.666666666666666666");
}

int
main(void)
{
	TEST(a_sale_enters_at_its_lowest);
	TEST(a_stop_of_a_sale_lies_above_it);
	TEST(a_stop_rounds_once_away_from_the_market);
	TEST(money_buys_whole_lots_only);
	world();
	return tap_done();
}
