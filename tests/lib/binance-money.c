/*
 * Covers lib/venue/binance/money.c and history.c: what moves between the funding
 * wallet and those of the account, and rows of it that cannot be.
 */
#include "binancehistory.h"

#define MOVES(type) "{\"total\":2,\"rows\":[{\"asset\":\"USDT\"," \
	"\"amount\":\"1.5\",\"type\":\"" type "\",\"status\":" \
	"\"CONFIRMED\",\"tranId\":11415955596,\"timestamp\":" \
	"1732147100000},{\"asset\":\"USDT\",\"amount\":\"2\",\"type\":" \
	"\"" type "\",\"status\":\"PENDING\",\"tranId\":11366865406," \
	"\"timestamp\":1732147100000}]}"

/* The funding wallet is not this account's: what comes and leaves there counts
 * when it is moved to or from one that is. */
static void
the_funding_wallet_is_another(void)
{
	struct venue_changes c = {0};

	begin();
	route("GET /fapi/v1/income", 200, "[]");
	route("GET /sapi/v1/capital/deposit/hisrec", 200, "[{\"id\":\"7\","
	    "\"amount\":\"5\",\"coin\":\"BTC\",\"status\":1,\"insertTime\":"
	    "1732147100000,\"walletType\":1},{\"id\":\"8\",\"amount\":\"6\","
	    "\"coin\":\"BTC\",\"status\":1,\"insertTime\":1732147100000,"
	    "\"walletType\":0}]");
	route("GET /sapi/v1/capital/withdraw/history", 200, "[{\"id\":\"9\","
	    "\"amount\":\"8\",\"transactionFee\":\"0\",\"coin\":\"USDT\","
	    "\"status\":6,\"applyTime\":\"2024-11-20 23:58:20\","
	    "\"walletType\":1}]");
	route("GET /sapi/v1/asset/transfer?type=FUNDING_MAIN", 200,
	    MOVES("FUNDING_MAIN"));
	route("GET /sapi/v1/asset/transfer?type=UMFUTURE_FUNDING", 200,
	    MOVES("UMFUTURE_FUNDING"));
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_text(err.text, "");
	is_int(c.transfers.len, 3);
	is_text(c.transfers.at[0].id, "deposit:8");
	is_text(c.transfers.at[1].id, "funding:11415955596");
	is_int(c.transfers.at[1].kind, TRANSFER_DEPOSIT);
	is_dec(c.transfers.at[1].amount, "1.5");
	is_text(c.transfers.at[1].asset, "USDT");
	is_text(c.transfers.at[1].account, "main");
	ok(c.transfers.at[1].time == INT64_C(1732147100000000));
	is_int(c.transfers.at[2].kind, TRANSFER_WITHDRAWAL);
	is_dec(c.transfers.at[2].amount, "-1.5");
	ok(strstr(buf_text(&net.log), "GET /sapi/v1/asset/transfer?type="
	    "MAIN_FUNDING&startTime=1731538800000&endTime=1732147200123"
	    "&current=1&size=100&") != NULL);
	venue_changes_release(&c);
	venue_close(v);
}

/* Refused where the key may not move money: that is no failure; refused for
 * another reason it is one. */
static void
a_key_that_sees_no_moves(void)
{
	static const char may[] = "{\"enableReading\":true,\"ipRestrict\":true,"
	    "\"enableSpotAndMarginTrading\":true,\"enableWithdrawals\":false,"
	    "\"permitsUniversalTransfer\":true}";
	static const char not[] = "{\"enableReading\":true,\"ipRestrict\":true,"
	    "\"enableSpotAndMarginTrading\":true,\"enableWithdrawals\":false,"
	    "\"permitsUniversalTransfer\":false}";
	static const char refusal[] = "{\"code\":-2015,\"msg\":\"Invalid "
	    "API-key, IP, or permissions for action.\"}";
	struct venue_changes c = {0};

	begin();
	route("GET /sapi/v1/asset/transfer", 401, refusal);
	route("GET /sapi/v1/account/apiRestrictions", 200, may);
	ok(v->ops->changes(v, "", &c, &err) != E_OK);
	route("GET /sapi/v1/account/apiRestrictions", 200, not);
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	is_int(c.transfers.len, 4);
	ok(c.unread != NULL && strstr(c.unread, "funding wallet") != NULL);
	/* It is not asked again, and said once. */
	venue_changes_clear(&c);
	buf_clear(&net.log);
	is_int(v->ops->changes(v, "", &c, &err), E_OK);
	ok(c.unread == NULL);
	ok(strstr(buf_text(&net.log), "asset/transfer") == NULL);
	venue_changes_release(&c);
	venue_close(v);
}

static void
moves_that_cannot_be_fail(void)
{
	static const struct change moved[] = {
		{ "\"1.5\"", "\"0\"", E_DATA },
		{ "\"1.5\"", "\"-1\"", E_DATA },
		{ "\"FUNDING_MAIN\"", "\"MAIN_MARGIN\"", E_DATA },
		{ "\"asset\":\"USDT\"", "\"asset\":\"\"", E_DATA },
		{ "\"tranId\":11415955596", "\"x\":1", E_DATA },
		{ "\"rows\"", "\"row\"", E_DATA },
		{ "CONFIRMED", "FAILED", E_OK },
	};

	begin();
	CHANGES("GET /sapi/v1/asset/transfer?type=FUNDING_MAIN",
	    MOVES("FUNDING_MAIN"), moved, read_changes);
	refuses_nonsense("GET /sapi/v1/asset/transfer?type=FUNDING_MAIN",
	    MOVES("FUNDING_MAIN"), read_changes);
	venue_close(v);
}

int
main(void)
{
	TEST(the_funding_wallet_is_another);
	TEST(a_key_that_sees_no_moves);
	TEST(moves_that_cannot_be_fail);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
