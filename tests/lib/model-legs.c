/*
 * Covers lib/model/legs.c: the orders that stops and targets of an entry are,
 * long and short, spot and swap, prices and percentages; and for how much.
 */
#include "model/legs.h"
#include "tests/lib/tap.h"

static struct err err;

static struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	dec_parse_text(text, &d);
	return d;
}

static void
is_dec(struct dec got, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(dec_trim(got), text), want);
}

static struct instrument
market(const char *symbol)
{
	struct instrument i = { .lot = D("0.001") };

	TEXT_SET(i.venue, "x");
	TEXT_SET(i.symbol, symbol);
	instrument_set_tick(&i, "0.5", NULL);
	ok(instrument_check(&i, &err) == E_OK);
	return i;
}

static struct order_request
entry(const char *symbol, int side, const char *stop, const char *target)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, symbol);
	TEXT_SET(r.strategy, "s");
	r.side = side;
	if (stop != NULL)
		level_parse(stop, &r.stop_loss);
	if (target != NULL)
		level_parse(target, &r.take_profit);
	return r;
}

static struct order_leg legs[LEGS];
static size_t n;

static void
legs_of(const char *symbol, const struct order_request *r)
{
	struct instrument i = market(symbol);

	is_int(order_legs(&i, r, D("100.3"), D("0.5"), legs, &n, &err), E_OK);
}

static void
percentages_round_away_from_the_entry(void)
{
	struct order_request r = entry("BTC/USDT", SIDE_BUY, "2%", "2%");

	ok(order_has_legs(&r) && order_has_both(&r));
	legs_of("BTC/USDT", &r);
	is_int(n, 2);
	is_text(legs[0].suffix, ".sl");
	is_int(legs[0].r.type, TYPE_STOP);
	is_int(legs[0].r.side, SIDE_SELL);
	is_dec(legs[0].r.trigger_price, "98");		/* 98.294 */
	ok(!legs[0].r.reduce_only);
	is_text(legs[0].r.strategy, "s");
	is_text(legs[1].suffix, ".tp");
	is_int(legs[1].r.type, TYPE_LIMIT);
	is_dec(legs[1].r.price, "102.5");		/* 102.306 */
	is_dec(legs[1].r.amount, "0.5");
	r = entry("BTC/USDT:USDT", SIDE_SELL, "2%", "2%");
	legs_of("BTC/USDT:USDT", &r);
	is_int(legs[0].r.side, SIDE_BUY);
	is_dec(legs[0].r.trigger_price, "102.5");
	ok(legs[0].r.reduce_only);
	is_int(legs[1].r.type, TYPE_TAKE_PROFIT);
	is_dec(legs[1].r.trigger_price, "98");
	ok(!dec_known(legs[1].r.price));
}

static void
prices_stay_and_one_may_be_alone(void)
{
	struct order_request r = entry("BTC/USDT", SIDE_BUY, NULL, "110");

	legs_of("BTC/USDT", &r);
	is_int(n, 1);
	ok(!order_has_both(&r));
	is_dec(legs[0].r.price, "110");
	r = entry("BTC/USDT", SIDE_BUY, NULL, NULL);
	ok(!order_has_legs(&r));
	level_parse("1.5%", &r.trailing_stop);
	r.trailing_activation = D("120");
	legs_of("BTC/USDT", &r);
	is_text(legs[0].suffix, ".ts");
	is_dec(legs[0].r.trail_percent, "1.5");
	is_dec(legs[0].r.activation_price, "120");
	level_parse("3", &r.trailing_stop);
	legs_of("BTC/USDT", &r);
	is_dec(legs[0].r.trail_amount, "3");
	ok(!dec_known(legs[0].r.trail_percent));
}

static void
what_is_no_price_is_an_error(void)
{
	struct order_request r = entry("BTC/USDT", SIDE_BUY, "99.9%", NULL);
	struct instrument i = market("BTC/USDT");

	is_int(order_legs(&i, &r, D("100"), D("1"), legs, &n, &err), E_DATA);
	is_int(order_legs(&i, &r, DEC_NONE, D("1"), legs, &n, &err), E_DATA);
}

static void
fees_taken_from_it_are_not_there(void)
{
	struct instrument spot = market("BTC/USDT");
	struct instrument swap = market("BTC/USDT:USDT");

	is_dec(order_legs_amount(&spot, D("0.5"), D("0.0005"), "BTC"),
	    "0.499");
	is_dec(order_legs_amount(&spot, D("0.5"), D("0.0005"), "USDT"),
	    "0.5");
	is_dec(order_legs_amount(&spot, D("0.5"), D("-0.1"), "BTC"), "0.5");
	is_dec(order_legs_amount(&spot, D("0.5"), DEC_NONE, ""), "0.5");
	is_dec(order_legs_amount(&spot, D("0.5"), D("0.6"), "BTC"), "0");
	is_dec(order_legs_amount(&swap, D("0.5"), D("0.1"), "BTC"), "0.5");
}

int
main(void)
{
	TEST(percentages_round_away_from_the_entry);
	TEST(prices_stay_and_one_may_be_alone);
	TEST(what_is_no_price_is_an_error);
	TEST(fees_taken_from_it_are_not_there);
	return tap_done();
}
