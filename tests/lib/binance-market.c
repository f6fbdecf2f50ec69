/*
 * Covers lib/venue/binance: market.c, candles.c. Tickers, books,
 * trades, candles by the page and funding rates, all of it without a
 * key, and every kind of answer that cannot be.
 */
#include "binanceread.h"
#include "model/candlerows.h"

#define DAY "{\"symbol\":\"BTCUSDT\",\"priceChangePercent\":\"-1.25\"," \
	"\"lastPrice\":\"60000.1\",\"bidPrice\":\"60000.0\",\"askPrice\":" \
	"\"60000.2\",\"openPrice\":\"60760\",\"highPrice\":\"61000\"," \
	"\"lowPrice\":\"59000\",\"volume\":\"12.5\",\"quoteVolume\":" \
	"\"750000\",\"openTime\":1732060800000,\"closeTime\":1732147200000," \
	"\"count\":5}"
#define SWAP_DAY "{\"symbol\":\"BTCUSDT\",\"priceChangePercent\":\"1\"," \
	"\"lastPrice\":\"60001\",\"openPrice\":\"60000\",\"highPrice\":" \
	"\"61000\",\"lowPrice\":\"59000\",\"volume\":\"2\",\"quoteVolume\":" \
	"\"120000\",\"closeTime\":1732147200000}"
#define BEST "{\"symbol\":\"BTCUSDT\",\"bidPrice\":\"60000.5\",\"bidQty\":" \
	"\"1\",\"askPrice\":\"60001.5\",\"askQty\":\"2\",\"time\":" \
	"1732147200100}"
#define PREMIUM "{\"symbol\":\"BTCUSDT\",\"markPrice\":\"60002\"," \
	"\"indexPrice\":\"60003\",\"lastFundingRate\":\"0.0001\"," \
	"\"nextFundingTime\":1732147200000,\"time\":1732147200050}"
#define BOOK "{\"lastUpdateId\":1,\"bids\":[[\"60000.10\",\"0.5\"]," \
	"[\"60000.00\",\"1\"]],\"asks\":[[\"60000.20\",\"0.25\"]," \
	"[\"60001\",\"3\"]]}"
#define TRADES "[{\"id\":1,\"price\":\"60000.1\",\"qty\":\"0.5\"," \
	"\"quoteQty\":\"30000.05\",\"time\":1732147199000,\"isBuyerMaker\":" \
	"true},{\"id\":2,\"price\":\"60000.2\",\"qty\":\"1\",\"time\":" \
	"1732147199500,\"isBuyerMaker\":false}]"
#define BAR(t, close) "[" t ",\"60000\",\"60100\",\"59900\",\"60050\"," \
	"\"1.5\"," close ",\"90000\",10,\"1\",\"60000\",\"0\"]"
#define BARS "[" BAR("1732147020000", "1732147079999") "," \
	BAR("1732147080000", "1732147139999") "," \
	BAR("1732147140000", "1732147199999") "," \
	BAR("1732147200000", "1732147259999") "]"
#define RATES "[{\"symbol\":\"BTCUSDT\",\"fundingRate\":\"0.0001\"," \
	"\"fundingTime\":1732118400000,\"markPrice\":\"60000\"}," \
	"{\"symbol\":\"BTCUSDT\",\"fundingRate\":\"-0.00005\"," \
	"\"fundingTime\":1732147200000,\"markPrice\":\"\"}]"

static struct venue *v;
static const struct market_ops *m;

static void
begin(void)
{
	v = venue_with("", "");
	m = v->ops->market;
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	buf_clear(&net.log);
	net.runs = 0;
	route("GET /api/v3/ticker/24hr?", 200, DAY);
	route("GET /fapi/v1/ticker/24hr?", 200, SWAP_DAY);
	route("GET /fapi/v1/ticker/bookTicker?", 200, BEST);
	route("GET /fapi/v1/premiumIndex?", 200, PREMIUM);
	route("GET /api/v3/depth", 200, BOOK);
	route("GET /fapi/v1/depth", 200, with(BOOK, "{",
	    "{\"E\":1732147200009,"));
	route("GET /api/v3/trades", 200, TRADES);
	route("GET /api/v3/klines", 200, BARS);
	route("GET /fapi/v1/markPriceKlines", 200, BARS);
	route("GET /fapi/v1/fundingRate", 200, RATES);
}

static void
the_day_of_spot_and_of_a_swap(void)
{
	struct tickers all = {0};

	begin();
	is_int(m->ticker(v, "BTC/USDT", &all, &err), E_OK);
	is_int(m->ticker(v, "BTC/USDT:USDT", &all, &err), E_OK);
	is_text(buf_text(&net.log), "GET /api/v3/ticker/24hr?symbol=BTCUSDT\n"
	    "GET /fapi/v1/ticker/24hr?symbol=BTCUSDT\n"
	    "GET /fapi/v1/ticker/bookTicker?symbol=BTCUSDT\n"
	    "GET /fapi/v1/premiumIndex?symbol=BTCUSDT\n");
	is_int(all.len, 2);
	is_text(all.at[0].symbol, "BTC/USDT");
	is_text(all.at[0].venue, "binance");
	is_dec(all.at[0].last, "60000.1");
	is_dec(all.at[0].bid, "60000");
	is_dec(all.at[0].ask, "60000.2");
	is_dec(all.at[0].open, "60760");
	is_dec(all.at[0].high, "61000");
	is_dec(all.at[0].low, "59000");
	is_dec(all.at[0].percentage, "-1.25");
	is_dec(all.at[0].base_volume, "12.5");
	is_dec(all.at[0].quote_volume, "750000");
	ok(!dec_known(all.at[0].mark_price));
	ok(all.at[0].time == INT64_C(1732147200000000));
	is_text(all.at[1].symbol, "BTC/USDT:USDT");
	is_dec(all.at[1].last, "60001");
	is_dec(all.at[1].bid, "60000.5");
	is_dec(all.at[1].mark_price, "60002");
	is_dec(all.at[1].index_price, "60003");
	is_dec(all.at[1].funding_rate, "0.0001");
	is_int(net.signers, 0);
	vec_release(&all);
	venue_close(v);
}

static void
all_tickers_pass_over_what_is_not_listed(void)
{
	struct tickers all = {0};

	begin();
	route("GET /api/v3/ticker/24hr", 200, "[" DAY ",{\"symbol\":\"XUSDT\","
	    "\"lastPrice\":\"1\"},{\"symbol\":\"ETHUSDT\",\"lastPrice\":\"3\","
	    "\"bidPrice\":\"5\",\"askPrice\":\"4\"}]");
	route("GET /fapi/v1/ticker/24hr", 200, "[" SWAP_DAY "]");
	route("GET /fapi/v1/ticker/bookTicker", 200, "[" BEST "]");
	route("GET /fapi/v1/premiumIndex", 200, "[" PREMIUM "]");
	is_int(m->ticker(v, NULL, &all, &err), E_OK);
	is_int(all.len, 3);
	/* A crossed market among many is one without best prices. */
	is_text(all.at[1].symbol, "ETH/USDT");
	is_dec(all.at[1].last, "3");
	ok(!dec_known(all.at[1].bid));
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_ticker(void)
{
	struct tickers all = {0};
	enum err_code rc = m->ticker(v, "BTC/USDT", &all, &err);

	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
tickers_that_cannot_be_fail(void)
{
	static const struct change all[] = {
		{ "\"60000.1\"", "\"x\"", E_DATA },
		{ "\"60000.1\"", "\"-1\"", E_DATA },
		{ "\"60000.1\"", "\"NaN\"", E_DATA },
		{ "\"60000.0\"", "\"60000.2\"", E_DATA },
		{ "\"60000.0\"", "\"70000\"", E_DATA },
		{ "\"highPrice\":\"61000\"", "\"highPrice\":\"1\"", E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":\"ETHUSDT\"",
		  E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"x\":\"BTCUSDT\"", E_DATA },
		{ "\"bidPrice\":\"60000.0\"", "\"bidPrice\":\"0.0\"", E_OK },
		{ "\"count\":5", "\"new\":null", E_OK },
	};

	begin();
	CHANGES("GET /api/v3/ticker/24hr?", DAY, all, read_ticker);
	refuses_nonsense("GET /api/v3/ticker/24hr?", DAY, read_ticker);
	venue_close(v);
}

static void
a_book(void)
{
	struct book_levels all = {0};

	begin();
	is_int(m->book(v, "BTC/USDT", 7, &all, &err), E_OK);
	is_int(all.len, 4);
	is_int(all.at[0].side, BOOK_BID);
	is_dec(all.at[0].price, "60000.1");
	is_dec(all.at[1].amount, "1");
	is_int(all.at[2].side, BOOK_ASK);
	is_dec(all.at[2].price, "60000.2");
	ok(all.at[0].time == NOW);
	is_int(m->book(v, "BTC/USDT:USDT", 99999, &all, &err), E_OK);
	ok(all.at[4].time == INT64_C(1732147200009000));
	is_int(m->book(v, "BTC/USDT", 99999, &all, &err), E_OK);
	is_text(buf_text(&net.log), "GET /api/v3/depth?symbol=BTCUSDT&limit=10"
	    "\nGET /fapi/v1/depth?symbol=BTCUSDT&limit=1000\n"
	    "GET /api/v3/depth?symbol=BTCUSDT&limit=5000\n");
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_book(void)
{
	struct book_levels all = {0};
	enum err_code rc = m->book(v, "BTC/USDT", 5, &all, &err);

	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
books_that_cannot_be_fail(void)
{
	static const struct change all[] = {
		{ "60000.10", "60000.20", E_DATA },	/* bid = ask */
		{ "60000.10", "60000.90", E_DATA },	/* bid > ask */
		{ "60000.10", "59999.90", E_DATA },	/* out of order */
		{ "60000.10", "60000.00", E_DATA },	/* twice */
		{ "60000.10", "0", E_DATA }, { "60000.10", "-1", E_DATA },
		{ "\"0.5\"", "\"0\"", E_DATA }, { "\"0.5\"", "null", E_DATA },
		{ "[\"60000.10\",\"0.5\"]", "[]", E_DATA },
		{ "[\"60000.10\",\"0.5\"]", "{}", E_DATA },
		{ "\"asks\"", "\"x\"", E_DATA },
		{ "[\"60000.10\",\"0.5\"],", "", E_OK },
		{ "\"0.5\"]", "\"0.5\",[]]", E_OK },
	};

	begin();
	CHANGES("GET /api/v3/depth", BOOK, all, read_book);
	refuses_nonsense("GET /api/v3/depth", BOOK, read_book);
	venue_close(v);
}

static enum err_code
read_trades(void)
{
	struct market_trades all = {0};
	enum err_code rc = m->trades(v, "BTC/USDT", 2, &all, &err);

	ok(rc == E_OK || all.len == 0);
	if (rc == E_OK) {
		is_int(all.len, 2);
		is_text(all.at[0].symbol, "BTC/USDT");
	}
	vec_release(&all);
	return rc;
}

static void
trades_of_others(void)
{
	static const struct change bad[] = {
		{ "\"60000.1\"", "\"0\"", E_DATA },
		{ "\"60000.1\"", "null", E_DATA },
		{ "\"qty\":\"0.5\"", "\"qty\":\"-0.5\"", E_DATA },
		{ "\"id\":1", "\"id\":2", E_DATA },
		{ "\"id\":1", "\"id\":null", E_DATA },
		{ "1732147199000", "0", E_DATA },
		{ "1732147199000", "\"x\"", E_DATA },
		{ "true", "\"true\"", E_DATA },
		{ "\"quoteQty\":\"30000.05\"", "\"new\":1", E_OK },
	};
	struct market_trades all = {0};

	begin();
	is_int(m->trades(v, "BTC/USDT", 5000, &all, &err), E_OK);
	is_text(buf_text(&net.log),
	    "GET /api/v3/trades?symbol=BTCUSDT&limit=1000\n");
	is_text(all.at[0].id, "1");
	is_int(all.at[0].side, SIDE_SELL);
	is_dec(all.at[0].cost, "30000.05");
	is_int(all.at[1].side, SIDE_BUY);
	is_dec(all.at[1].cost, "60000.2");
	ok(all.at[1].time == INT64_C(1732147199500000));
	CHANGES("GET /api/v3/trades", TRADES, bad, read_trades);
	refuses_nonsense("GET /api/v3/trades", TRADES, read_trades);
	vec_release(&all);
	venue_close(v);
}

static enum err_code
read_candles(void)
{
	struct candle_rows rows = {0};
	enum err_code rc = m->candles(v, "BTC/USDT", STAMP_MINUTE,
	    PRICE_LAST, 1732147020000, 1732150800000, &rows, &err);

	ok(rc == E_OK || rows.len == 0);
	candle_rows_release(&rows);
	return rc;
}

/* The bar that is still open is no bar yet, by the venue's own clock. */
static void
a_page_of_candles(void)
{
	struct candle_rows rows = {0};
	struct candle c;

	begin();
	is_int(m->candles(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST,
	    1732147020000, 1732150800000, &rows, &err), E_OK);
	is_text(buf_text(&net.log), "GET /api/v3/klines?symbol=BTCUSDT"
	    "&interval=1m&startTime=1732147020000&endTime=1732150799999"
	    "&limit=63\n");
	is_int(rows.len, 3);
	c = candle_rows_at(&rows, 2);
	ok(c.open_time_ms == INT64_C(1732147140000));
	is_dec(c.close, "60050");
	is_dec(c.volume, "1.5");
	candle_rows_clear(&rows);
	/* Our clock is an hour ahead: the venue's counts. */
	the_time = NOW + STAMP_HOUR;
	net.headers = "Date: Thu, 21 Nov 2024 00:00:59 GMT\r\n";
	is_int(m->candles(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST,
	    1732147020000, 1732150800000, &rows, &err), E_OK);
	is_int(rows.len, 3);
	net.headers = "Date: Thu, 21 Nov 2024 00:01:00 GMT\r\n";
	candle_rows_clear(&rows);
	is_int(m->candles(v, "BTC/USDT:USDT", STAMP_MINUTE, PRICE_MARK,
	    1732147020000, 1732150800000, &rows, &err), E_OK);
	is_int(rows.len, 4);
	the_time = NOW;
	is_int(m->candles(v, "BTC/USDT", STAMP_MINUTE, PRICE_MARK, 1, 2,
	    &rows, &err), E_USAGE);
	is_int(m->candles(v, "BTC/USDT", 7 * STAMP_MINUTE, PRICE_LAST, 1, 2,
	    &rows, &err), E_USAGE);
	is_int(m->candles(v, "BTC/USDT:USDT", STAMP_SECOND, PRICE_LAST, 1, 2,
	    &rows, &err), E_USAGE);
	route("GET /api/v3/klines", 200, "[]");
	candle_rows_clear(&rows);
	is_int(m->candles(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST, 1, 2,
	    &rows, &err), E_OK);
	is_int(rows.len, 0);
	candle_rows_release(&rows);
	venue_close(v);
}

/* The bar that is open is what is asked for, and nothing but it. */
static void
a_bar_as_far_as_it_has_come(void)
{
	struct candle_rows rows = {0};

	begin();
	route("GET /api/v3/klines", 200, "["
	    BAR("1732147200000", "1732147259999") "]");
	is_int(m->forming(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST,
	    1732147200000, &rows, &err), E_OK);
	is_text(buf_text(&net.log), "GET /api/v3/klines?symbol=BTCUSDT"
	    "&interval=1m&startTime=1732147200000&endTime=1732147259999"
	    "&limit=1\n");
	is_int(rows.len, 1);
	is_dec(candle_rows_at(&rows, 0).close, "60050");
	/* another minute, or more than one, was not asked for */
	is_int(m->forming(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST,
	    1732147140000, &rows, &err), E_DATA);
	is_int(rows.len, 1);
	route("GET /api/v3/klines", 200, BARS);
	is_int(m->forming(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST,
	    1732147020000, &rows, &err), E_DATA);
	is_int(rows.len, 1);
	route("GET /api/v3/klines", 200, "[]");
	is_int(m->forming(v, "BTC/USDT", STAMP_MINUTE, PRICE_LAST,
	    1732147200000, &rows, &err), E_OK);
	is_int(rows.len, 1);
	is_int(m->forming(v, "BTC/USDT", STAMP_MINUTE, PRICE_MARK,
	    1732147200000, &rows, &err), E_USAGE);
	candle_rows_release(&rows);
	venue_close(v);
}

static void
candles_that_cannot_be_fail(void)
{
	static const struct change all[] = {
		{ "1732147020000", "1732146960000", E_DATA },	/* too early */
		{ "1732147080000", "1732147020000", E_DATA },	/* twice */
		{ "1732147200000", "1732150800000", E_DATA },	/* too late */
		{ "\"60100\"", "null", E_DATA }, { "\"60100\"", "\"x\"",
		  E_DATA },
		{ "\"60100\",", "", E_DATA },
	};

	begin();
	CHANGES("GET /api/v3/klines", BARS, all, read_candles);
	refuses_nonsense("GET /api/v3/klines", BARS, read_candles);
	venue_close(v);
}

static enum err_code
read_rates(void)
{
	struct funding_rates all = {0};
	enum err_code rc = m->funding_rates(v, "BTC/USDT:USDT", NOW -
	    STAMP_DAY, NOW, &all, &err);

	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
funding_rates_by_the_page(void)
{
	static const struct change bad[] = {
		{ "\"0.0001\"", "null", E_DATA },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":\"ETHUSDT\"",
		  E_DATA },
		{ "1732118400000", "1732147200001", E_DATA },
		{ "1732118400000", "null", E_DATA },
		{ "\"markPrice\":\"60000\"", "\"rateType\":\"New\"", E_OK },
	};
	struct funding_rates all = {0};

	begin();
	is_int(m->funding_rates(v, "BTC/USDT:USDT", NOW - STAMP_DAY, NOW,
	    &all, &err), E_OK);
	is_text(buf_text(&net.log), "GET /fapi/v1/fundingRate?symbol=BTCUSDT"
	    "&startTime=1732060800000&endTime=1732147199999&limit=1000\n");
	is_int(all.len, 2);
	is_dec(all.at[0].rate, "0.0001");
	is_dec(all.at[0].mark_price, "60000");
	is_dec(all.at[1].rate, "-0.00005");
	ok(!dec_known(all.at[1].mark_price));
	is_int(m->funding_rates(v, "BTC/USDT", 0, 1, &all, &err), E_USAGE);
	CHANGES("GET /fapi/v1/fundingRate", RATES, bad, read_rates);
	refuses_nonsense("GET /fapi/v1/fundingRate", RATES, read_rates);
	vec_release(&all);
	venue_close(v);
}

int
main(void)
{
	TEST(the_day_of_spot_and_of_a_swap);
	TEST(all_tickers_pass_over_what_is_not_listed);
	TEST(tickers_that_cannot_be_fail);
	TEST(a_book);
	TEST(books_that_cannot_be_fail);
	TEST(trades_of_others);
	TEST(a_page_of_candles);
	TEST(a_bar_as_far_as_it_has_come);
	TEST(candles_that_cannot_be_fail);
	TEST(funding_rates_by_the_page);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
