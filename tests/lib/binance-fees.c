/*
 * Covers lib/venue/binance/fees.c: the account's own rates of spot and of
 * perpetuals, what is asked and what is not asked again, and answers that cannot
 * be, which leave what was known.
 */
#include "binanceread.h"

#define SPOT_FEES "[{\"symbol\":\"BTCUSDT\",\"makerCommission\":\"0.0009\"," \
	"\"takerCommission\":\"0.00075\"},{\"symbol\":\"ETHUSDT\"," \
	"\"makerCommission\":\"0.001\",\"takerCommission\":\"0.001\"}," \
	"{\"symbol\":\"GONEUSDT\",\"makerCommission\":\"0\"," \
	"\"takerCommission\":\"0\"}]"
#define SWAP_FEE "{\"symbol\":\"BTCUSDT\",\"makerCommissionRate\":" \
	"\"-0.00005\",\"takerCommissionRate\":\"0.0004\"," \
	"\"rpiCommissionRate\":\"0\"}"

static const char *const swap[] = { "BTC/USDT:USDT" };
static const char *const both[] = { "BTC/USDT", "BTC/USDT:USDT" };
static struct venue *v;

static void
begin(void)
{
	v = venue_ready();
	route("GET /sapi/v1/asset/tradeFee", 200, SPOT_FEES);
	route("GET /fapi/v1/commissionRate?symbol=BTCUSDT&", 200, SWAP_FEE);
}

/* What instruments() says of one: "maker taker". */
static const char *
rates(const char *symbol)
{
	static char text[2 * DEC_TEXT_SIZE];
	char maker[DEC_TEXT_SIZE], taker[DEC_TEXT_SIZE];
	struct instruments all = {0};
	const struct instrument *i;

	is_int(v->ops->instruments(v, &all, &err), E_OK);
	i = instruments_find(&all, symbol);
	ok(i != NULL);
	if (i != NULL)
		snprintf(text, sizeof(text), "%s %s", dec_text(i->maker,
		    maker), dec_text(i->taker, taker));
	vec_release(&all);
	return text;
}

static bool
asked(const char *begin)
{
	return strstr(buf_text(&net.log), begin) != NULL;
}

static void
own_rates_take_the_place_of_the_lists(void)
{
	bool news = false;

	begin();
	is_text(rates("BTC/USDT"), "0.001 0.001");
	is_text(rates("BTC/USDT:USDT"), "0.0002 0.0005");
	is_int(v->ops->fees(v, NULL, 0, &news, &err), E_OK);
	ok(news);
	ok(asked("GET /sapi/v1/asset/tradeFee?recvWindow=5000"));
	ok(!asked("commissionRate"));
	is_text(rates("BTC/USDT"), "0.0009 0.00075");
	is_text(rates("ETH/USDT"), "0.001 0.001");
	is_text(rates("BTC/USDT:USDT"), "0.0002 0.0005");
	is_int(v->ops->fees(v, swap, 1, &news, &err), E_OK);
	ok(news);
	is_text(rates("BTC/USDT:USDT"), "-0.00005 0.0004");
	is_text(rates("BTC/USDT"), "0.0009 0.00075");
	venue_close(v);
}

static void
once_a_day_is_enough(void)
{
	bool news = false;

	begin();
	is_int(v->ops->fees(v, both, 2, &news, &err), E_OK);
	is_int(net.asked, 2);
	is_int(v->ops->fees(v, both, 2, &news, &err), E_OK);
	ok(!news);
	is_int(net.asked, 2);
	the_time += STAMP_DAY + STAMP_HOUR;
	is_text(rates("BTC/USDT"), "0.001 0.001");	/* too old to say */
	is_int(v->ops->fees(v, both, 2, &news, &err), E_OK);
	ok(news);
	is_text(rates("BTC/USDT"), "0.0009 0.00075");
	the_time = NOW;
	venue_close(v);
}

static void
what_is_not_listed_or_not_told_is_not_asked(void)
{
	static const char *const unlisted[] = { "NO/SUCH" };
	bool news = true;

	begin();
	is_int(v->ops->fees(v, unlisted, 1, &news, &err), E_OK);
	ok(!news);
	is_int(net.asked, 0);
	venue_close(v);
	/* A testnet has no wallet to ask. */
	v = venue_with("main", "https://testnet.binance.vision");
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	net.asked = 0;
	is_int(v->ops->fees(v, NULL, 0, &news, &err), E_OK);
	is_int(net.asked, 0);
	venue_close(v);
}

static enum err_code
read_fees(void)
{
	bool news;

	((struct binance *)v)->fees.taken[BINANCE_SPOT] = 0;
	the_time += 10 * STAMP_MINUTE;	/* they may be asked again */
	return v->ops->fees(v, both, 2, &news, &err);
}

static void
nonsense_is_refused(void)
{
	begin();
	is_int(read_fees(), E_OK);
	refuses_nonsense("GET /sapi/v1/asset/tradeFee", SPOT_FEES, read_fees);
	((struct binance *)v)->fees.taken[BINANCE_FUTURES] = 0;
	route("GET /sapi/v1/asset/tradeFee", 200, SPOT_FEES);
	is_int(read_fees(), E_OK);
	the_time = NOW;
	venue_close(v);
}

static void
what_cannot_be_leaves_what_was_known(void)
{
	static const struct { const char *from, *to; } wrong[] = {
		{ "\"0.00075\"", "\"1\"" }, { "\"0.00075\"", "\"-2\"" },
		{ "\"0.00075\"", "\"x\"" }, { "\"0.00075\"", "null" },
		{ "\"makerCommission\"", "\"other\"" }, { "[{", "{" },
	};
	bool news;

	begin();
	is_int(v->ops->fees(v, both, 2, &news, &err), E_OK);
	the_time += STAMP_DAY + STAMP_HOUR;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		route("GET /sapi/v1/asset/tradeFee", 200, with(SPOT_FEES,
		    wrong[i].from, wrong[i].to));
		is_int(v->ops->fees(v, NULL, 0, &news, &err), E_DATA);
		ok(!news);
		the_time += 10 * STAMP_MINUTE;
	}
	route("GET /fapi/v1/commissionRate", 200, with(SWAP_FEE, "BTCUSDT",
	    "ETHUSDT"));
	is_int(v->ops->fees(v, swap, 1, &news, &err), E_DATA);
	the_time += 10 * STAMP_MINUTE;
	route("GET /fapi/v1/commissionRate", 400,
	    "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions\"}");
	is_int(v->ops->fees(v, swap, 1, &news, &err), E_LOCKED);
	the_time += 10 * STAMP_MINUTE;
	/* One that fails does not keep the other from being learned. */
	route("GET /sapi/v1/asset/tradeFee", 200, SPOT_FEES);
	is_int(v->ops->fees(v, both, 2, &news, &err), E_LOCKED);
	ok(news);
	is_text(rates("BTC/USDT"), "0.0009 0.00075");
	is_text(rates("BTC/USDT:USDT"), "0.0002 0.0005");
	the_time = NOW;
	venue_close(v);
}

static void
asked_in_vain_they_are_let_be_for_a_while(void)
{
	bool news;
	size_t asked_before;

	begin();
	route("GET /fapi/v1/commissionRate", 400,
	    "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions\"}");
	is_int(v->ops->fees(v, both, 2, &news, &err), E_LOCKED);
	ok(news);			/* spot's are known */
	asked_before = net.asked;
	is_int(v->ops->fees(v, both, 2, &news, &err), E_NETWORK);
	is_text(err.text, "they were asked in vain less than ten minutes ago");
	ok(!news);
	is_int(v->ops->fees(v, NULL, 0, &news, &err), E_OK);
	is_int(net.asked, asked_before);
	the_time += 10 * STAMP_MINUTE - 1;
	is_int(v->ops->fees(v, swap, 1, &news, &err), E_NETWORK);
	is_int(net.asked, asked_before);
	the_time++;
	route("GET /fapi/v1/commissionRate", 200, SWAP_FEE);
	is_int(v->ops->fees(v, swap, 1, &news, &err), E_OK);
	ok(news);
	is_int(net.asked, asked_before + 1);
	the_time = NOW;
	venue_close(v);
}

int
main(void)
{
	TEST(own_rates_take_the_place_of_the_lists);
	TEST(once_a_day_is_enough);
	TEST(what_is_not_listed_or_not_told_is_not_asked);
	TEST(what_cannot_be_leaves_what_was_known);
	TEST(asked_in_vain_they_are_let_be_for_a_while);
	TEST(nonsense_is_refused);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
