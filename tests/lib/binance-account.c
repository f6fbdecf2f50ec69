/*
 * Covers lib/venue/binance: account.c, positions.c, prices.c, ask.c. Balances
 * of both wallets, what a key may do, positions with what is set for them,
 * prices, and every kind of row that cannot be; reads that were asked ahead.
 */
#include "binanceread.h"

#define SPOT "{\"commissionRates\":{\"maker\":\"0.001\"},\"canTrade\":true," \
	"\"accountType\":\"SPOT\",\"balances\":[{\"asset\":\"USDT\",\"free\":" \
	"\"100.0\",\"locked\":\"5.0\"},{\"asset\":\"BTC\",\"free\":" \
	"\"0.00000001\",\"locked\":\"0\"},{\"asset\":\"OLD\",\"free\":\"0.0\"," \
	"\"locked\":\"0.0\"}],\"permissions\":[\"SPOT\"],\"uid\":1}"
#define WALLET "[{\"accountAlias\":\"x\",\"asset\":\"USDT\",\"balance\":" \
	"\"1000.5\",\"crossWalletBalance\":\"1000.5\",\"crossUnPnl\":\"3\"," \
	"\"availableBalance\":\"900.25\",\"marginAvailable\":true," \
	"\"updateTime\":0},{\"asset\":\"BNB\",\"balance\":\"0\"," \
	"\"availableBalance\":\"0\"}]"
#define HELD "[{\"symbol\":\"BTCUSDT\",\"positionSide\":\"BOTH\"," \
	"\"positionAmt\":\"-0.010\",\"entryPrice\":\"60000.0\"," \
	"\"breakEvenPrice\":\"60024.0\",\"markPrice\":\"60500.0\"," \
	"\"unRealizedProfit\":\"-5.0\",\"liquidationPrice\":\"71000.5\"," \
	"\"isolatedMargin\":\"40\",\"notional\":\"-605.0\",\"marginAsset\":" \
	"\"USDT\",\"isolatedWallet\":\"45\",\"initialMargin\":\"30.25\"," \
	"\"maintMargin\":\"2.42\",\"adl\":2,\"updateTime\":1732147200000}]"
#define RIGHTS "{\"ipRestrict\":true,\"createTime\":1698645219000," \
	"\"enableReading\":true,\"enableWithdrawals\":false," \
	"\"enableInternalTransfer\":false,\"enableFutures\":true," \
	"\"permitsUniversalTransfer\":false," \
	"\"enableSpotAndMarginTrading\":true}"
#define SPOT_PRICES "[{\"symbol\":\"BTCUSDT\",\"price\":\"60000.10\"}," \
	"{\"symbol\":\"GONEUSDT\",\"price\":\"1\"},{\"symbol\":\"ETHUSDT\"," \
	"\"price\":\"0.00\"}]"
#define SWAP_PRICES "[{\"symbol\":\"BTCUSDT\",\"price\":\"60001.2\"," \
	"\"time\":1732147199000}]"
#define MARKS "[{\"symbol\":\"BTCUSDT\",\"markPrice\":\"60002.5\"," \
	"\"indexPrice\":\"60000\",\"lastFundingRate\":\"0.0001\",\"time\":" \
	"1732147199500}]"

static struct venue *v;

static void
good_routes(void)
{
	route("GET /api/v3/account", 200, SPOT);
	route("GET /fapi/v3/balance", 200, WALLET);
	route("GET /fapi/v3/positionRisk", 200, HELD);
	route("GET /sapi/v1/account/apiRestrictions", 200, RIGHTS);
	route("GET /api/v3/ticker/price", 200, SPOT_PRICES);
	route("GET /fapi/v2/ticker/price", 200, SWAP_PRICES);
	route("GET /fapi/v1/premiumIndex", 200, MARKS);
}

static void
begin(void)
{
	v = venue_ready();
	good_routes();
}

static void
both_wallets_are_told(void)
{
	struct balances all = {0};

	begin();
	is_int(v->ops->balances(v, &all, &err), E_OK);
	is_int(all.len, 3);
	is_text(all.at[0].account, "main");
	is_text(all.at[0].venue, "binance");
	is_text(all.at[0].wallet, "spot");
	is_text(all.at[0].asset, "USDT");
	is_dec(all.at[0].free, "100");
	is_dec(all.at[0].used, "5");
	is_dec(all.at[0].total, "105");
	ok(!dec_known(all.at[0].value));
	is_dec(all.at[1].total, "0.00000001");
	is_text(all.at[2].wallet, "futures");
	is_dec(all.at[2].total, "1000.5");
	is_dec(all.at[2].free, "900.25");
	is_dec(all.at[2].used, "100.25");
	ok(all.at[2].time == NOW);
	ok(strstr(buf_text(&net.log),
	    "GET /api/v3/account?omitZeroBalances=true&recvWindow=") != NULL);
	is_int(net.runs, 1);	/* both at once */
	vec_release(&all);
	venue_close(v);
}

/* Open profit can be used, but is not in the wallet. */
static void
what_is_available_is_at_most_what_is_there(void)
{
	struct balances all = {0};

	begin();
	route("GET /fapi/v3/balance", 200, "[{\"asset\":\"USDT\",\"balance\":"
	    "\"10\",\"availableBalance\":\"15\"},{\"asset\":\"BTC\","
	    "\"balance\":\"1\",\"availableBalance\":\"-2\"},{\"asset\":"
	    "\"BNB\",\"balance\":\"-3\",\"availableBalance\":\"0\"}]");
	is_int(v->ops->balances(v, &all, &err), E_OK);
	is_dec(all.at[2].free, "10");
	is_dec(all.at[2].used, "0");
	is_dec(all.at[3].free, "0");
	is_dec(all.at[3].used, "1");
	is_dec(all.at[4].free, "-3");
	is_dec(all.at[4].used, "0");
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_balances(void)
{
	struct balances all = {0};
	enum err_code rc = v->ops->balances(v, &all, &err);

	ok(rc == E_OK ? all.len > 0 : all.len == 0);
	vec_release(&all);
	return rc;
}

static void
balances_that_cannot_be_read_fail(void)
{
	static const struct change spot[] = {
		{ "\"100.0\"", "null", E_DATA },
		{ "\"100.0\"", "\"abc\"", E_DATA },
		{ "\"100.0\"", "\"NaN\"", E_DATA },
		{ "\"100.0\"", "\"1e999\"", E_DATA },
		{ "\"100.0\"", "{}", E_DATA }, { "\"100.0\"", "\"\"", E_DATA },
		{ "\"100.0\"", "\"-1\"", E_DATA },
		{ "\"free\"", "\"frei\"", E_DATA },
		{ "\"locked\":\"5.0\"", "\"locked\":\"-5\"", E_DATA },
		{ "\"asset\":\"USDT\"", "\"asset\":7", E_DATA },
		{ "\"asset\":\"USDT\"", "\"asset\":\"\"", E_DATA },
		{ "\"asset\":\"USDT\"", "\"asset\":\"BTC\"", E_DATA },
		{ "\"asset\":\"USDT\"", "\"asset\":\"ABCDEFGHIJKLMNOPQRS\"",
		  E_DATA },
		{ "\"balances\"", "\"bilances\"", E_DATA },
		{ "\"balances\":[", "\"x\":1,\"balances\":[", E_OK },
		{ "\"SPOT\"", "\"SOMETHING_NEW\"", E_OK },
		{ "\"100.0\"", "100.0", E_OK },
		{ "\"USDT\"", "\"\xe5\xb8\x81\xe5\xae\x89\"", E_OK },
	};
	static const struct change wallet[] = {
		{ "\"1000.5\"", "null", E_DATA },
		{ "\"1000.5\"", "true", E_DATA },
		{ "\"availableBalance\"", "\"x\"", E_DATA },
		{ "\"asset\":\"BNB\"", "\"asset\":\"USDT\"", E_DATA },
		{ "\"accountAlias\":\"x\"", "\"new\":{\"a\":[]}", E_OK },
	};

	begin();
	CHANGES("GET /api/v3/account", SPOT, spot, read_balances);
	CHANGES("GET /fapi/v3/balance", WALLET, wallet, read_balances);
	refuses_nonsense("GET /api/v3/account", SPOT, read_balances);
	refuses_nonsense("GET /fapi/v3/balance", WALLET, read_balances);
	venue_close(v);
}

/* A key without futures has no futures wallet, if the venue says so. */
static void
a_key_may_have_no_futures(void)
{
	const char *no = "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or "
	    "permissions for action.\"}";
	struct balances all = {0};
	struct positions held = {0};

	begin();
	route("GET /fapi/v3/balance", 401, no);
	route("GET /fapi/v3/positionRisk", 401, no);
	is_int(v->ops->balances(v, &all, &err), E_LOCKED);
	is_int(all.len, 0);
	route("GET /sapi/v1/account/apiRestrictions", 200, with(RIGHTS,
	    "\"enableFutures\":true", "\"enableFutures\":false"));
	is_int(v->ops->balances(v, &all, &err), E_OK);
	is_int(all.len, 2);
	is_int(v->ops->positions(v, &held, &err), E_OK);
	is_int(held.len, 0);
	vec_release(&all);
	venue_close(v);
}

static void
rights_of_the_key(void)
{
	struct venue_rights r = {0};

	begin();
	is_int(v->ops->rights(v, &r, &err), E_OK);
	is_int(r.read, 1);
	is_int(r.trade_spot, 1);
	is_int(r.trade_futures, 1);
	is_int(r.withdraw, 0);
	is_int(r.transfer, 0);
	is_int(r.ip_restricted, 1);
	ok(r.created == INT64_C(1698645219000000));
	is_text(r.text, "read, trade-spot, trade-futures");
	route("GET /sapi", 200, with(RIGHTS, "\"enableInternalTransfer\":"
	    "false", "\"enableInternalTransfer\":true"));
	is_int(v->ops->rights(v, &r, &err), E_OK);
	is_int(r.withdraw, 1);
	is_text(r.text, "read, trade-spot, trade-futures, withdraw");
	venue_close(v);
}

static enum err_code
read_rights(void)
{
	struct venue_rights r = { .withdraw = 7 };
	enum err_code rc = v->ops->rights(v, &r, &err);

	ok(rc == E_OK || r.withdraw == 7);
	return rc;
}

static void
rights_that_cannot_be_read_fail(void)
{
	static const struct change all[] = {
		{ "\"enableWithdrawals\":false", "\"x\":false", E_DATA },
		{ "\"enableWithdrawals\":false",
		  "\"enableWithdrawals\":null", E_DATA },
		{ "\"enableWithdrawals\":false",
		  "\"enableWithdrawals\":\"no\"", E_DATA },
		{ "\"ipRestrict\":true", "\"x\":true", E_DATA },
		{ "\"enableFutures\":true", "\"new\":1", E_OK },
	};

	begin();
	CHANGES("GET /sapi", RIGHTS, all, read_rights);
	refuses_nonsense("GET /sapi", RIGHTS, read_rights);
	venue_close(v);
}

static void
where_rights_are_not_told_the_account_is_asked(void)
{
	struct venue_rights r = {0};

	v = venue_with("main", "https://testnet.binance.vision");
	route("GET /api/v3/account", 200, SPOT);
	route("GET /fapi/v1/accountConfig", 200,
	    "{\"canTrade\":true,\"dualSidePosition\":true}");
	is_int(v->ops->rights(v, &r, &err), E_OK);
	is_int(r.trade_spot, 1);
	is_int(r.trade_futures, 1);
	is_int(r.withdraw, -1);
	is_int(r.hedged, 1);
	is_text(r.text, "read, trade-spot, trade-futures");
	venue_close(v);
}

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

/* Coins of the spot wallet are positions of the markets they are sold at. */
static void
coins_are_positions(void)
{
	struct positions all = {0};
	struct balances wallet = {0};

	begin();
	route("GET /api/v3/account", 200, "{\"balances\":[{\"asset\":"
	    "\"BTC\",\"free\":\"0.5\",\"locked\":\"0.25\"},{\"asset\":"
	    "\"ETH\",\"free\":\"0.00009\",\"locked\":\"0\"},{\"asset\":"
	    "\"USDT\",\"free\":\"7\",\"locked\":\"0\"},{\"asset\":"
	    "\"XYZ\",\"free\":\"7\",\"locked\":\"0\"}]}");
	route("GET /fapi/v3/positionRisk", 200, "[]");
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.runs, 1);
	is_int(all.len, 1);
	is_text(all.at[0].symbol, "BTC/USDT");
	is_text(all.at[0].account, "main");
	is_dec(all.at[0].contracts, "0.75");
	is_int(all.at[0].side, POSITION_LONG);
	is_text(all.at[0].margin_mode, "");
	ok(!dec_known(all.at[0].entry_price));
	/* What balances have just told is not asked for again, but once. */
	net.asked = 0;
	is_int(v->ops->balances(v, &wallet, &err), E_OK);
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.asked, 3);
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.asked, 5);
	vec_release(&all);
	vec_release(&wallet);
	venue_close(v);
}

/* Anything done makes what was read old. */
static void
what_is_done_is_read_again(void)
{
	struct binance *b;
	struct binance_call c;
	struct balances wallet = {0};
	struct positions all = {0};

	begin();
	b = (struct binance *)v;
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(v->ops->balances(v, &wallet, &err), E_OK);
	binance_call_init(&c, b, END_SPOT_CANCEL);
	is_int(binance_ready(&c, &err), E_OK);
	binance_call_release(&c);
	net.asked = 0;
	is_int(v->ops->positions(v, &all, &err), E_OK);
	is_int(net.asked, 3);
	vec_release(&all);
	vec_release(&wallet);
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

static void
accounts_are_asked_together(void)
{
	struct venue *two[2];
	struct balances all = {0};
	struct positions held = {0};
	struct prices prices = {0};
	int64_t now = 0;

	two[1] = venue_ready();
	two[0] = venue_ready();
	good_routes();
	is_int(venues_ask(two, 2, ASK_SNAPSHOT, &err), E_OK);
	is_int(net.runs, 1);
	is_int(net.asked, 2 * 8);
	route_fails("GET ", HTTP_NOT_SENT);
	for (int i = 0; i < 2; i++) {
		is_int(two[i]->ops->balances(two[i], &all, &err), E_OK);
		is_int(two[i]->ops->positions(two[i], &held, &err), E_OK);
		is_int(two[i]->ops->prices(two[i], &prices, &err), E_OK);
		is_int(two[i]->ops->time(two[i], &now, &err), E_OK);
	}
	is_int(net.runs, 1);
	is_int(all.len, 6);
	is_int(held.len, 2);
	/* An answer is given once: then it is asked again. */
	is_int(two[0]->ops->balances(two[0], &all, &err), E_NETWORK);
	is_int(all.len, 6);
	vec_release(&all);
	vec_release(&held);
	vec_release(&prices);
	venue_close(two[0]);
	venue_close(two[1]);
}

static void
one_that_does_not_answer_leaves_the_others(void)
{
	struct venue *two[2];
	struct balances all = {0};

	two[0] = venue_ready();
	good_routes();
	two[1] = venue_with("other", "http://127.0.0.1:1");
	good_routes();
	route("GET /fapi/v3/balance", 502, "<html>bad gateway</html>");
	is_int(venues_ask(two, 2, ASK_BALANCES, &err), E_OK);
	is_int(two[0]->ops->balances(two[0], &all, &err), E_NETWORK);
	ok(strstr(err.text, "/fapi/v3/balance") != NULL);
	is_int(all.len, 0);
	venue_close(two[0]);
	venue_close(two[1]);	/* its answers were never asked for */
}

int
main(void)
{
	TEST(both_wallets_are_told);
	TEST(what_is_available_is_at_most_what_is_there);
	TEST(balances_that_cannot_be_read_fail);
	TEST(a_key_may_have_no_futures);
	TEST(rights_of_the_key);
	TEST(rights_that_cannot_be_read_fail);
	TEST(where_rights_are_not_told_the_account_is_asked);
	TEST(a_position_with_what_is_set);
	TEST(sides_none_and_unlisted);
	TEST(coins_are_positions);
	TEST(what_is_done_is_read_again);
	TEST(positions_that_cannot_be_read_fail);
	TEST(leverage_is_what_is_set);
	TEST(prices_of_all_markets);
	TEST(prices_that_cannot_be_read_fail);
	TEST(accounts_are_asked_together);
	TEST(one_that_does_not_answer_leaves_the_others);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
