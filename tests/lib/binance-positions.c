/*
 * Covers lib/venue/binance: positions.c, prices.c. Positions with what is
 * set for them, leverage, prices, and every kind of row that cannot be.
 */
#include "binanceaccount.h"

static void
a_position_with_what_is_set(void)
{
	struct positions all = {0};
	const struct position *p;

	begin();
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(all.len, 1);
	p = &all.at[0];
	is_text(p->symbol, "BTC/USDT:USDT");
	is_text(p->account, "main");
	is_int(p->side, POSITION_SHORT);
	is_dec(p->contracts, "0.01");
	is_dec(p->contract_size, "1");
	is_dec(p->entry_price, "60000");
	is_dec(p->mark_price, "60500");
	is_dec(p->notional, "605");
	is_dec(p->leverage, "20");
	is_text(p->margin_mode, "isolated");
	is_dec(p->collateral, "40");
	is_dec(p->margin_ratio, "0.0605");
	is_dec(p->initial_margin, "30.25");
	is_dec(p->maintenance_margin, "2.42");
	is_dec(p->liquidation_price, "71000.5");
	is_dec(p->unrealized_pnl, "-5");
	is_dec(p->percentage, "-16.528926");
	is_int(p->hedged, 0);
	ok(p->time == INT64_C(1732147200000000));
	vec_release(&all);
	venue_close(v);
}

static void
sides_none_and_unlisted(void)
{
	struct positions all = {0};

	begin();
	route("GET /fapi/v3/positionRisk", 200, "[{\"symbol\":\"BTCUSDT\","
	    "\"positionSide\":\"LONG\",\"positionAmt\":\"1\",\"entryPrice\":"
	    "\"60000\",\"markPrice\":\"60000\",\"unRealizedProfit\":\"0\","
	    "\"liquidationPrice\":\"0\"},{\"symbol\":\"BTCUSDT\","
	    "\"positionSide\":\"SHORT\",\"positionAmt\":\"-2\",\"entryPrice\":"
	    "\"60000\",\"markPrice\":\"60000\",\"unRealizedProfit\":\"0\","
	    "\"liquidationPrice\":\"0\"},{\"symbol\":\"BTCUSDT_260327\","
	    "\"positionAmt\":\"3\",\"entryPrice\":\"6\",\"markPrice\":\"7\","
	    "\"unRealizedProfit\":\"3\",\"liquidationPrice\":\"0\"},"
	    "{\"symbol\":\"NEWUSDT\",\"positionAmt\":\"3\",\"entryPrice\":"
	    "\"6\",\"markPrice\":\"7\",\"unRealizedProfit\":\"3\","
	    "\"liquidationPrice\":\"0\"},{\"symbol\":\"ETHUSDT\","
	    "\"positionAmt\":\"0\"}]");
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(all.len, 4);
	is_int(all.at[0].side, POSITION_LONG);
	is_int(all.at[0].hedged, 1);
	is_dec(all.at[0].notional, "60000");
	ok(!dec_known(all.at[0].liquidation_price));
	is_int(all.at[1].side, POSITION_SHORT);
	is_dec(all.at[1].contracts, "2");
	is_text(all.at[2].symbol, "BTC/USDT:USDT-260327");
	is_text(all.at[2].margin_mode, "cross");
	ok(!dec_known(all.at[2].leverage));
	is_text(all.at[3].symbol, "NEWUSDT");
	vec_release(&all);
	venue_close(v);
}

/* Anything done makes what was read old. */
static void
what_is_done_is_read_again(void)
{
	struct binance_call c;
	struct positions all = {0};

	begin();
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.asked, 2);
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.asked, 3);	/* what is set was read just now */
	binance_call_init(&c, (struct binance *)v, END_FUTURES_LEVERAGE);
	is_int(binance_ready(&c, &err), E_OK);
	binance_call_release(&c);
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.asked, 5);
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_positions(void)
{
	struct positions all = {0};
	enum err_code rc;

	((struct binance *)v)->configs_at = 0;
	rc = v->ops->positions(v, &all, &err);
	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
positions_that_cannot_be_read_fail(void)
{
	static const struct change held[] = {
		{ "\"-0.010\"", "null", E_DATA },
		{ "\"-0.010\"", "\"x\"", E_DATA },
		{ "\"positionAmt\"", "\"amount\"", E_DATA },
		{ "\"60000.0\"", "\"0\"", E_DATA },
		{ "\"60000.0\"", "\"-1\"", E_DATA },
		{ "\"60500.0\"", "\"0\"", E_DATA },
		{ "\"60500.0\"", "\"Infinity\"", E_DATA },
		{ "\"-5.0\"", "[]", E_DATA },
		{ "\"71000.5\"", "\"-2\"", E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":5", E_DATA },
		{ "\"BOTH\"", "\"SIDEWAYS\"", E_OK },
		{ "\"-605.0\"", "null", E_OK },
		{ "\"adl\":2", "\"adl\":{\"new\":true}", E_OK },
	};
	static const struct change set[] = {
		{ "\"leverage\":20", "\"leverage\":0", E_DATA },
		{ "\"leverage\":20", "\"leverage\":\"x\"", E_DATA },
		{ "\"marginType\"", "\"x\"", E_DATA },
		{ "\"ISOLATED\"", "\"PORTFOLIO\"", E_OK },
	};

	begin();
	CHANGES("GET /fapi/v3/positionRisk", HELD, held, read_positions);
	CHANGES("GET /fapi/v1/symbolConfig", CONFIGS, set, read_positions);
	route("GET /fapi/v3/positionRisk", 200, "[{\"symbol\":\"BTCUSDT\","
	    "\"positionAmt\":\"1\",\"entryPrice\":\"6\",\"markPrice\":\"6\","
	    "\"unRealizedProfit\":\"0\",\"liquidationPrice\":\"0\"},"
	    "{\"symbol\":\"BTCUSDT\",\"positionAmt\":\"-1\",\"entryPrice\":"
	    "\"6\",\"markPrice\":\"6\",\"unRealizedProfit\":\"0\","
	    "\"liquidationPrice\":\"0\"}]");
	is_int(read_positions(), E_DATA);
	route("GET /fapi/v3/positionRisk", 200, HELD);
	refuses_nonsense("GET /fapi/v3/positionRisk", HELD, read_positions);
	refuses_nonsense("GET /fapi/v1/symbolConfig", CONFIGS,
	    read_positions);
	venue_close(v);
}

static void
leverage_is_what_is_set(void)
{
	struct dec times = DEC_NONE;
	int mode = -1;

	begin();
	is_int(v->ops->leverage_of(v, "BTC/USDT:USDT", &times, &mode, &err),
	    E_OK);
	is_dec(times, "20");
	is_int(mode, MARGIN_ISOLATED);
	is_int(v->ops->leverage_of(v, "BTC/USDT", &times, &mode, &err),
	    E_USAGE);
	is_int(v->ops->leverage_of(v, "XRP/USDT:USDT", &times, &mode, &err),
	    E_USAGE);
	venue_close(v);
}

static void
prices_of_all_markets(void)
{
	struct prices all = {0};

	begin();
	is_int(v->ops->prices(v, &all, &err), E_OK);
	is_int(all.len, 2);
	is_text(all.at[0].symbol, "BTC/USDT");
	is_dec(all.at[0].last, "60000.1");
	ok(!dec_known(all.at[0].mark));
	ok(all.at[0].time == NOW);
	is_text(all.at[1].symbol, "BTC/USDT:USDT");
	is_dec(all.at[1].last, "60001.2");
	is_dec(all.at[1].mark, "60002.5");
	is_int(net.runs, 1);
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_prices(void)
{
	struct prices all = {0};
	enum err_code rc = v->ops->prices(v, &all, &err);

	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
prices_that_cannot_be_read_fail(void)
{
	static const struct change last[] = {
		{ "\"60000.10\"", "null", E_DATA },
		{ "\"60000.10\"", "\"-1\"", E_DATA },
		{ "\"60000.10\"", "\"nan\"", E_DATA },
		{ "\"price\"", "\"prize\"", E_DATA },
		{ "\"BTCUSDT\"", "\"NOSUCHUSDT\"", E_OK },
	};

	begin();
	CHANGES("GET /api/v3/ticker/price", SPOT_PRICES, last, read_prices);
	refuses_nonsense("GET /api/v3/ticker/price", SPOT_PRICES,
	    read_prices);
	refuses_nonsense("GET /fapi/v1/premiumIndex", MARKS, read_prices);
	venue_close(v);
}

int
main(void)
{
	TEST(a_position_with_what_is_set);
	TEST(sides_none_and_unlisted);
	TEST(what_is_done_is_read_again);
	TEST(positions_that_cannot_be_read_fail);
	TEST(leverage_is_what_is_set);
	TEST(prices_of_all_markets);
	TEST(prices_that_cannot_be_read_fail);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
