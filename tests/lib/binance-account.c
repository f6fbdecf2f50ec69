/*
 * Covers lib/venue/binance: account.c, ask.c. Balances of both wallets, what a
 * key may do, every kind of row that cannot be, and reads asked ahead.
 */
#include "binanceaccount.h"

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
what_is_held_is_three_requests(void)
{
	struct balances all = {0};
	struct prices rates = {0};

	v = venue_ready();
	good_routes();
	is_int(venues_ask(&v, 1, ASK_HOLDINGS, &err), E_OK);
	is_int(net.asked, 3);
	is_int(v->ops->rates(v, &rates, &err), E_OK);
	is_int(v->ops->balances(v, &all, &err), E_OK);
	is_int(net.runs, 1);
	is_int(all.len, 3);
	ok(rates.len > 0);
	for (size_t i = 0; i < rates.len; i++)
		ok(strchr(rates.at[i].symbol, ':') == NULL);
	vec_release(&all);
	vec_release(&rates);
	venue_close(v);
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
	TEST(accounts_are_asked_together);
	TEST(what_is_held_is_three_requests);
	TEST(one_that_does_not_answer_leaves_the_others);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
