/*
 * Covers lib/venue/binance/earn.c: what is offered and what is held, flexible
 * and locked, on every page, and rows that cannot be.
 */
#include "binanceread.h"

#define OFFER "{\"rows\":[{\"asset\":\"BTC\"," \
	"\"latestAnnualPercentageRate\":\"0.05\",\"canPurchase\":true," \
	"\"canRedeem\":true,\"isSoldOut\":false,\"hot\":true," \
	"\"minPurchaseAmount\":\"0.01\",\"productId\":\"BTC001\",\"status\":" \
	"\"PURCHASING\"}],\"total\":\"1\"}"
#define LOCKED "{\"rows\":[{\"projectId\":\"Axs*90\",\"detail\":{\"asset\":" \
	"\"AXS\",\"rewardAsset\":\"AXS\",\"duration\":90,\"renewable\":true," \
	"\"isSoldOut\":true,\"apr\":\"1.2069\",\"status\":\"CREATED\"}," \
	"\"quota\":{\"totalPersonalQuota\":\"2\",\"minimum\":\"0.001\"}}]," \
	"\"total\":1}"
#define HELD "{\"rows\":[{\"totalAmount\":\"75.46\"," \
	"\"latestAnnualPercentageRate\":\"0.02599895\",\"asset\":\"BTC\"," \
	"\"canRedeem\":true,\"productId\":\"BTC001\"}],\"total\":\"1\"}"
#define HELD_LOCKED "{\"rows\":[{\"positionId\":123123,\"projectId\":" \
	"\"Old*30\",\"asset\":\"AXS\",\"amount\":\"122.09\",\"duration\":" \
	"\"60\",\"APY\":\"0.2032\"}],\"total\":\"1\"}"

static struct venue *v;

static void
begin(void)
{
	v = venue_with("main", "");
	route("GET /sapi/v1/simple-earn/flexible/list", 200, OFFER);
	route("GET /sapi/v1/simple-earn/locked/list", 200, LOCKED);
	route("GET /sapi/v1/simple-earn/flexible/position", 200, HELD);
	route("GET /sapi/v1/simple-earn/locked/position", 200, HELD_LOCKED);
}

static void
offers_with_what_is_held_of_them(void)
{
	struct earn_products all = {0};

	begin();
	is_int(v->ops->earn(v, "BTC", false, &all, &err), E_OK);
	is_int(all.len, 3);
	is_text(all.at[0].id, "BTC001");
	is_int(all.at[0].kind, EARN_FLEXIBLE);
	is_text(all.at[0].asset, "BTC");
	is_dec(all.at[0].rate, "0.05");
	is_dec(all.at[0].min_amount, "0.01");
	is_dec(all.at[0].amount, "75.46");
	is_int(all.at[0].sold_out, 0);
	is_int(all.at[0].duration, 0);
	is_text(all.at[1].id, "Axs*90");
	is_int(all.at[1].kind, EARN_LOCKED);
	is_dec(all.at[1].rate, "1.2069");
	is_dec(all.at[1].max_amount, "2");
	ok(all.at[1].duration == 90 * STAMP_DAY);
	ok(!dec_known(all.at[1].amount));
	is_int(all.at[1].sold_out, 1);
	is_text(all.at[2].id, "Old*30");
	is_dec(all.at[2].amount, "122.09");
	ok(all.at[2].duration == 60 * STAMP_DAY);
	ok(strstr(buf_text(&net.log), "GET /sapi/v1/simple-earn/flexible/list"
	    "?asset=BTC&current=1&size=100&recvWindow=5000") != NULL);
	vec_clear(&all);
	is_int(v->ops->earn(v, NULL, true, &all, &err), E_OK);
	is_int(all.len, 2);
	is_dec(all.at[0].amount, "75.46");
	vec_release(&all);
	venue_close(v);
}

/* The list says how many there are: each page until then. */
static void
every_page_is_read(void)
{
	struct earn_products all = {0};

	begin();
	route("GET /sapi/v1/simple-earn/flexible/position?current=1", 200,
	    with(HELD, "\"total\":\"1\"", "\"total\":\"2\""));
	route("GET /sapi/v1/simple-earn/flexible/position?current=2", 200,
	    with(with(HELD, "BTC001", "BTC002"), "\"total\":\"1\"",
	    "\"total\":\"2\""));
	is_int(v->ops->earn(v, NULL, true, &all, &err), E_OK);
	is_int(all.len, 3);
	is_text(all.at[1].id, "BTC002");
	/* A list that is shorter than it says ends. */
	route("GET /sapi/v1/simple-earn/flexible/position?current=2", 200,
	    "{\"rows\":[],\"total\":\"2\"}");
	vec_clear(&all);
	is_int(v->ops->earn(v, NULL, true, &all, &err), E_OK);
	is_int(all.len, 2);
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_earn(void)
{
	struct earn_products all = {0};
	enum err_code rc = v->ops->earn(v, NULL, false, &all, &err);

	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
what_cannot_be_fails(void)
{
	static const struct change offer[] = {
		{ "\"0.05\"", "\"x\"", E_DATA },
		{ "\"asset\":\"BTC\"", "\"asset\":null", E_DATA },
		{ "\"productId\":\"BTC001\"", "\"x\":1", E_DATA },
		{ "\"total\"", "\"x\"", E_DATA },
		{ "\"rows\"", "\"x\"", E_DATA },
		{ "\"hot\":true", "\"new\":[{}]", E_OK },
	};
	static const struct change locked[] = {
		{ "\"detail\":{", "\"detail\":null,\"x\":{", E_DATA },
		{ "\"duration\":90", "\"duration\":-1", E_DATA },
		{ "\"duration\":90", "\"duration\":99999999999999", E_DATA },
		{ "\"apr\":\"1.2069\"", "\"apr\":{}", E_DATA },
	};
	static const struct change held[] = {
		{ "\"75.46\"", "\"-1\"", E_DATA },
		{ "\"75.46\"", "\"NaN\"", E_DATA },
		{ "\"totalAmount\"", "\"x\"", E_DATA },
	};

	begin();
	CHANGES("GET /sapi/v1/simple-earn/flexible/list", OFFER, offer,
	    read_earn);
	CHANGES("GET /sapi/v1/simple-earn/locked/list", LOCKED, locked,
	    read_earn);
	CHANGES("GET /sapi/v1/simple-earn/flexible/position", HELD, held,
	    read_earn);
	refuses_nonsense("GET /sapi/v1/simple-earn/flexible/position", HELD,
	    read_earn);
	refuses_nonsense("GET /sapi/v1/simple-earn/locked/list", LOCKED,
	    read_earn);
	venue_close(v);
}

static void
the_testnet_has_none(void)
{
	struct earn_products all = {0};

	v = venue_with("main", "https://testnet.binance.vision");
	is_int(v->ops->earn(v, NULL, true, &all, &err), E_USAGE);
	is_int(net.asked, 0);
	venue_close(v);
}

int
main(void)
{
	TEST(offers_with_what_is_held_of_them);
	TEST(every_page_is_read);
	TEST(what_cannot_be_fails);
	TEST(the_testnet_has_none);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
