/*
 * Each rule of the policy on one order: below, at and above its limit by the
 * last digit, and how the defaults fit together.
 */
#include "tests/lib/risk.h"

static void
limits_the_worth_of_an_order(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("max-order-notional", "500");
	allows(r);
	r.amount = D("0.01000001");
	refuses(r, "max-order-notional");
	found("500.0005", "500");
	says("the order is worth 500.0005 USDT, above 500 USDT");
	r.amount = D("0.00999999");
	allows(r);
	is_dec(verdict.effect.notional, "499.9995");
	r = asks(SIDE_BUY, "BTC/USDT", "");
	r.quote = D("500");
	allows(r);
	r.quote = D("500.00000001");
	refuses(r, "max-order-notional");
	found("500.00000001", "500");
}

static void
limits_the_worth_of_a_position(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.002");

	only("max-position-notional", "1000");
	position_is("BTC/USDT", "0.01", "50000");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.01", "40000",
	    ORDER_OPEN);
	/* 500 held + 400 working + 100 */
	allows(r);
	is_dec(verdict.effect.position_after, "1000");
	r.amount = D("0.00200001");
	refuses(r, "max-position-notional");
	found("1000.0005", "1000");
	says("the position would be worth 1000.0005 USDT, above 1000 USDT");
	r.amount = D("0.00199999");
	allows(r);
}

static void
limits_the_share_of_a_position(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.02");

	only("max-position-share", "10%");
	allows(r);
	is_dec(verdict.effect.position_after, "1000");
	r.amount = D("0.02000001");
	refuses(r, "max-position-share");
	found("0.10000005", "0.1");
	says("the position would be worth 1000.0005 USDT, 10.000005% of equity"
	    " 10000, above 10%");
	r.amount = D("0.0199");
	position_is("BTC/USDT", "0.0001", "50000");
	allows(r);
	snap.positions.at[0].contracts = D("0.00010001");
	refuses(r, "max-position-share");
	/* a share of nothing: every entry is too much */
	vec_clear(&snap.positions);
	snap.equity = DEC_ZERO;
	refuses(r, "max-position-share");
	found("", "0.1");
}

static void
limits_leverage(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.2");

	only("max-leverage", "2");
	position_is("ETH/USDT", "2", "2500");
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "2", "2500", ORDER_OPEN);
	allows(r);	/* 5000 + 5000 + 10000 on 10000 */
	is_dec(verdict.effect.gross_after, "20000");
	r.amount = D("0.20000001");
	refuses(r, "max-leverage");
	found("2.00000005", "2");
	says("exposure would be 20000.0005 USDT on equity 10000, above 2"
	    " times");
	r.amount = D("0.19999999");
	allows(r);
}

static void
limits_the_risk_of_a_trade(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.004");

	only("max-risk-per-trade", "2%");
	/* without a stop the whole notional */
	allows(r);
	is_dec(verdict.effect.risk, "200");
	r.amount = D("0.00400001");
	refuses(r, "max-risk-per-trade");
	found("0.02000005", "0.02");
	says("without a stop the trade risks 200.0005 USDT, 2.000005% of"
	    " equity 10000, above 2%");
	/* 0.04 × (50000 - 49000) + 0.1 % of 2000 and of 1960 */
	r = asks(SIDE_BUY, "BTC/USDT", "0.04");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("49000") };
	allows(r);
	is_dec(verdict.effect.risk, "43.96");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("2") };
	allows(r);
	is_dec(verdict.effect.risk, "43.96");
	only("max-risk-per-trade", "0.4396%");
	allows(r);
	only("max-risk-per-trade", "0.43959%");
	refuses(r, "max-risk-per-trade");
	found("0.004396", "0.0043959");
	says("the trade risks 43.96 USDT, 0.4396% of equity 10000, above"
	    " 0.43959%");
}

static void
puts_stops_on_the_tick_away_from_the_market(void)
{
	struct order_request r = asks(SIDE_BUY, "ETH/USDT", "1");

	only("max-risk-per-trade", "99%");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("1.0003") };
	/* 2500 × 0.989997 = 2474.9925 → 2474.99; fees 2.5 and 2.47499 */
	allows(r);
	is_dec(verdict.effect.risk, "29.98499");
	/* a fee is rounded up at the eighth decimal */
	r = asks_limit(SIDE_BUY, "ETH/USDT", "0.00001", "2500.01");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("2499.01") };
	allows(r);
	/* 0.00001 + 0.0000250001 → 0.00002501 + 0.0000249901 → 0.000025 */
	is_dec(verdict.effect.risk, "0.00006001");
}

static void
names_a_stop_on_the_wrong_side(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.04");

	/* not as the risk that it would be */
	only("max-risk-per-trade", "2%");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("50000") };
	refuses(r, "stop_side");
	is_text(verdict.findings.at[1].rule, "max-risk-per-trade");
	r.amount = D("0.004");
	refuses(r, "stop_side");
	found("50000", "50000");
	says("the stop of a buy lies below its entry, and 50000 is not below"
	    " 50000: it would trigger at once");
	is_int(verdict.findings.len, 1);
	r.stop_loss.value = D("50001");
	refuses(r, "stop_side");
	r.stop_loss.value = D("49999.99");
	allows(r);
	is_dec(verdict.effect.risk, "0.40003996");
}

/* Where the order is filled as the market stands. */
static void
measures_the_side_of_a_stop_from_the_fill(void)
{
	static const struct {
		int type;
		const char *price, *trigger, *good, *bad;
	} cases[] = {
		/* a limit above the market fills there, below it rests */
		{ TYPE_LIMIT, "52000", "", "49999", "50000" },
		{ TYPE_LIMIT, "48000", "", "47999", "48000" },
		{ TYPE_STOP, "", "55000", "54999", "55000" },
		{ TYPE_STOP, "", "45000", "49999", "50000" },
		{ TYPE_STOP_LIMIT, "56000", "55000", "54999", "55000" },
		{ TYPE_STOP_LIMIT, "54000", "55000", "53999", "54000" },
		{ TYPE_TAKE_PROFIT, "", "45000", "44999", "45000" },
		{ TYPE_TAKE_PROFIT, "", "55000", "49999", "50000" }
	};

	only("max-order-notional", "100000");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

		r.type = cases[i].type;
		r.price = D(cases[i].price);
		r.trigger_price = D(cases[i].trigger);
		r.stop_loss = (struct level){ LEVEL_PRICE, D(cases[i].good) };
		allows(r);
		r.stop_loss.value = D(cases[i].bad);
		refuses(r, "stop_side");
	}
}

static void
uses_the_given_fee_where_the_instrument_has_none(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("max-risk-per-trade", "2%");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("49000") };
	snap.instruments.at[0].taker = DEC_NONE;
	rules.fee_rate = D("0.01");
	allows(r);
	is_dec(verdict.effect.risk, "19.9");	/* 10 + 5 + 4.9 */
	snap.instruments.at[0].taker = DEC_ZERO;
	allows(r);
	is_dec(verdict.effect.risk, "10");
	snap.instruments.at[0].taker = D("-0.001");	/* a rebate is no help */
	allows(r);
	is_dec(verdict.effect.risk, "10");
}

static void
limits_the_size_of_an_order(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("min-order-size", "0.01");
	allows(r);
	r.amount = D("0.00999999");
	refuses(r, "min-order-size");
	found("0.00999999", "0.01");
	says("the order is for 0.00999999, below 0.01");
	r.amount = D("0.01000001");
	allows(r);
	only("max-order-size", "0.01");
	refuses(r, "max-order-size");
	found("0.01000001", "0.01");
	says("the order is for 0.01000001, above 0.01");
	r.amount = D("0.01");
	allows(r);
	/* what an amount of money buys, in whole lots */
	r = asks(SIDE_BUY, "BTC/USDT", "");
	r.quote = D("500.49");
	allows(r);
	is_dec(verdict.effect.amount, "0.01");
	r.quote = D("500.5");
	refuses(r, "max-order-size");
	found("0.01001", "0.01");
}

static void
collars_the_price_on_the_losing_side(void)
{
	struct order_request r = asks_limit(SIDE_BUY, "BTC/USDT", "0.01",
	    "52500");

	only("price-collar", "5%");
	allows(r);
	r.price = D("52500.01");
	refuses(r, "price-collar");
	found("0.0500002", "0.05");
	says("a buy at 52500.01 is 5.00002% worse than 50000, above 5%");
	r.price = D("1");
	allows(r);	/* patience */
	r = asks_limit(SIDE_SELL, "BTC/USDT", "0.01", "47500");
	position_is("BTC/USDT", "1", "50000");
	allows(r);	/* a reducing order is bound, too: */
	r.price = D("47499.99");
	refuses(r, "price-collar");
	found("0.0500002", "0.05");
	says("a sell at 47499.99 is 5.00002% worse than 50000, above 5%");
	r.price = D("90000");
	allows(r);
	r = asks(SIDE_BUY, "BTC/USDT", "0.01");
	allows(r);	/* no price, no collar */
}

static void
collars_a_stop_limit_from_its_trigger(void)
{
	struct order_request r = asks_limit(SIDE_BUY, "BTC/USDT", "0.01",
	    "63000");

	only("price-collar", "5%");
	r.type = TYPE_STOP_LIMIT;
	r.trigger_price = D("60000");
	allows(r);
	r.price = D("63000.01");
	refuses(r, "price-collar");
	r = asks(SIDE_BUY, "BTC/USDT", "0.01");
	r.type = TYPE_STOP;
	r.trigger_price = D("90000");
	allows(r);
}

static void
limits_the_turnover_of_a_day(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("max-daily-notional", "10000");
	snap.day_notional = D("8500");
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "0.4", "2500", ORDER_OPEN);
	allows(r);	/* 8500 + 1000 working + 500 */
	is_dec(verdict.effect.day_after, "10000");
	snap.day_notional = D("8500.00000001");
	refuses(r, "max-daily-notional");
	found("10000.00000001", "10000");
	says("with this and working orders the day's turnover would be"
	    " 10000.00000001 USDT, above 10000 USDT");
	snap.day_notional = DEC_NONE;
	refuses(r, "not_valued");
	says("the turnover of the day is not known");
}

static void
keeps_to_the_list_of_symbols(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	only("symbols", "ETH/* BTC/EUR");
	refuses(r, "symbols");
	says("BTC/USDT is not on the list ETH/* BTC/EUR");
	r = asks(SIDE_BUY, "ETH/USDT", "0.001");
	allows(r);
	policy_ready((char *[]){ "ETRMS_RISK_SYMBOLS=BTC/USDT",
	    "ETRMS_RISK_SYMBOL_WHITELIST=ADA/*", NULL });
	refuses(r, "symbols");
	says("ETH/USDT is not on the list ETH/* BTC/EUR and BTC/USDT and"
	    " ADA/*");
}

static void
lists_nothing_for_a_live_account_by_default(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	world();
	allows(r);
	snap.account.mode = MODE_LIVE;
	refuses(r, "symbols");
	says("a live account needs a list of symbols: etrms policy set"
	    " symbols");
	policy_is("symbols", "off");	/* said in so many words */
	policy_ready(NULL);
	allows(r);
	vec_clear(&policy_rows);
	policy_ready((char *[]){ "ETRMS_RISK_SYMBOLS=BTC/*", NULL });
	allows(r);
}

static void
fits_its_defaults_together(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.004");

	world();
	allows(r);	/* 2 % without a stop */
	r.amount = D("0.00401");
	refuses(r, "max-risk-per-trade");
	is_int(verdict.findings.len, 1);
	r.amount = D("0.02");	/* 10 % with one */
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("10") };
	allows(r);
	r.amount = D("0.02001");
	refuses(r, "max-position-share");
}

int
main(void)
{
	TEST(limits_the_worth_of_an_order);
	TEST(limits_the_worth_of_a_position);
	TEST(limits_the_share_of_a_position);
	TEST(limits_leverage);
	TEST(limits_the_risk_of_a_trade);
	TEST(puts_stops_on_the_tick_away_from_the_market);
	TEST(names_a_stop_on_the_wrong_side);
	TEST(measures_the_side_of_a_stop_from_the_fill);
	TEST(uses_the_given_fee_where_the_instrument_has_none);
	TEST(limits_the_size_of_an_order);
	TEST(collars_the_price_on_the_losing_side);
	TEST(collars_a_stop_limit_from_its_trigger);
	TEST(limits_the_turnover_of_a_day);
	TEST(keeps_to_the_list_of_symbols);
	TEST(lists_nothing_for_a_live_account_by_default);
	TEST(fits_its_defaults_together);
	world();
	return tap_done();
}
