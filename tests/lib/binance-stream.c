/*
 * What Binance tells of its markets: each kind of event, alone, in an envelope
 * and in lists; unknown ones are passed over; answers to subscriptions; every
 * cut, wrong values; names of streams. Books that are kept up to date: random
 * ones against the book itself, lost and repeated changes, late snapshots.
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "venue/binance/livebook.h"

#include "tap.h"

#include <stdlib.h>

static struct binance b;
static struct err err;
static struct buf seen;
static struct binance_news last;
static char text_of[8][DEC_TEXT_SIZE];

static const char *
T(struct dec d)
{
	static int n;
	char *to = text_of[n++ % 8];

	return dec_known(d) ? dec_text(d, to) : "-";
}

/* Writes down what it is given; levels into seen, too. */
static void
note(void *self, const struct binance_news *n)
{
	ok(self == &b);
	buf_printf(&seen, "%d %s %s", (int)n->kind, n->event, n->symbol);
	for (size_t i = 0; i < n->levels.len; i++)
		buf_printf(&seen, " %s%s@%s", n->levels.at[i].side == BOOK_BID ?
		    "b" : "a", T(n->levels.at[i].amount),
		    T(n->levels.at[i].price));
	buf_putc(&seen, '\n');
	last = *n;
	last.levels = (struct book_levels){0};
}

static enum err_code
read_as(enum binance_market market, const char *text)
{
	buf_clear(&seen);
	last = (struct binance_news){0};
	err = (struct err){0};
	return binance_news_read(&b, market, text, strlen(text), note, &b,
	    &err);
}

static void
is_news(enum binance_market market, const char *text, const char *want)
{
	is_int(read_as(market, text), E_OK);
	is_text(err.text, "");
	is_text(buf_text(&seen), want);
}

static void
add(const char *symbol, const char *native, enum binance_market market)
{
	struct binance_symbol s = { .market = market };

	TEXT_SET(s.symbol, symbol);
	TEXT_SET(s.native, native);
	binance_symbols_add(&b.symbols, &s);
}

static const char best[] = "{\"u\":400900217,\"s\":\"BTCUSDT\",\"b\":"
    "\"60000.10\",\"B\":\"1.5\",\"a\":\"60000.20\",\"A\":\"0.7\"}";
static const char day[] = "{\"e\":\"24hrTicker\",\"E\":1732147200123,\"s\":"
    "\"BTCUSDT\",\"p\":\"100\",\"P\":\"0.17\",\"c\":\"60100\",\"b\":"
    "\"60099\",\"a\":\"60101\",\"o\":\"60000\",\"h\":\"61000\",\"l\":"
    "\"59000\",\"v\":\"12.5\",\"q\":\"750000\",\"n\":77}";
static const char trade[] = "{\"e\":\"trade\",\"E\":1732147200123,\"s\":"
    "\"BTCUSDT\",\"t\":12345,\"p\":\"60000.5\",\"q\":\"0.02\",\"T\":"
    "1732147200120,\"m\":true,\"M\":true}";
static const char joined[] = "{\"e\":\"aggTrade\",\"E\":1732147200123,\"s\":"
    "\"BTCUSDT\",\"a\":777,\"p\":\"60000\",\"q\":\"2\",\"f\":1,\"l\":3,"
    "\"T\":1732147200120,\"m\":false}";
static const char kline[] = "{\"e\":\"kline\",\"E\":1732147200123,\"s\":"
    "\"BTCUSDT\",\"k\":{\"t\":1732147200000,\"T\":1732147259999,\"i\":\"1m\","
    "\"o\":\"60000\",\"c\":\"60010\",\"h\":\"60020\",\"l\":\"59990\",\"v\":"
    "\"3\",\"n\":9,\"x\":true,\"q\":\"180000\",\"V\":\"1\",\"Q\":"
    "\"60000\"}}";
static const char mark[] = "{\"e\":\"markPriceUpdate\",\"E\":1732147200123,"
    "\"s\":\"BTCUSDT\",\"p\":\"60001\",\"i\":\"60002\",\"P\":\"0\",\"r\":"
    "\"-0.0001\",\"T\":1732147200000}";
static const char depth[] = "{\"e\":\"depthUpdate\",\"E\":1732147200123,"
    "\"s\":\"BTCUSDT\",\"U\":157,\"u\":160,\"b\":[[\"60000\",\"1\"],"
    "[\"59999\",\"0.000\"]],\"a\":[[\"60001\",\"2\"]]}";

static void
every_kind(void)
{
	is_news(BINANCE_SPOT, best, "1  BTC/USDT\n");
	is_text(T(last.ticker.bid), "60000.1");
	is_text(T(last.ticker.ask), "60000.2");
	is_text(T(last.ticker.last), "-");
	is_text(last.ticker.symbol, "BTC/USDT");
	is_int(last.last, 400900217);
	is_news(BINANCE_SPOT, day, "1 24hrTicker BTC/USDT\n");
	is_text(T(last.ticker.last), "60100");
	is_text(T(last.ticker.percentage), "0.17");
	is_text(T(last.ticker.quote_volume), "750000");
	is_int(last.ticker.time, INT64_C(1732147200123000));
	is_news(BINANCE_SPOT, trade, "2 trade BTC/USDT\n");
	is_text(last.trade.id, "12345");
	is_int(last.trade.side, SIDE_SELL);
	is_text(T(last.trade.cost), "1200.01");
	is_int(last.trade.time, INT64_C(1732147200120000));
	is_news(BINANCE_FUTURES, joined, "2 aggTrade BTC/USDT:USDT\n");
	is_text(last.trade.id, "777");
	is_int(last.trade.side, SIDE_BUY);
	is_news(BINANCE_SPOT, kline, "3 kline BTC/USDT\n");
	is_int(last.timeframe, STAMP_MINUTE);
	ok(last.closed);
	is_int(last.candle.open_time_ms, INT64_C(1732147200000));
	is_text(T(last.candle.high), "60020");
	is_text(T(last.candle.taker_buy_quote_volume), "60000");
	is_int(last.candle.trades, 9);
	is_news(BINANCE_FUTURES, mark, "1 markPriceUpdate BTC/USDT:USDT\n");
	is_text(T(last.ticker.mark_price), "60001");
	is_text(T(last.ticker.index_price), "60002");
	is_text(T(last.ticker.funding_rate), "-0.0001");
	is_news(BINANCE_SPOT, depth, "4 depthUpdate BTC/USDT b1@60000 "
	    "b0@59999 a2@60001\n");
	is_int(last.first, 157);
	is_int(last.last, 160);
	is_int(last.before, 0);
	is_news(BINANCE_SPOT, "{\"e\":\"serverShutdown\",\"E\":1}",
	    "7 serverShutdown \n");
}

static void
envelopes_and_lists(void)
{
	is_news(BINANCE_SPOT, "{\"stream\":\"btcusdt@depth5\",\"data\":{"
	    "\"lastUpdateId\":160,\"bids\":[[\"1.5\",\"10\"]],\"asks\":[["
	    "\"1.6\",\"100\"]]}}", "4  BTC/USDT b10@1.5 a100@1.6\n");
	ok(last.whole);
	is_int(last.last, 160);
	is_news(BINANCE_SPOT, "{\"stream\":\"!miniTicker@arr\",\"data\":[{"
	    "\"e\":\"24hrMiniTicker\",\"E\":1,\"s\":\"BTCUSDT\",\"c\":\"1\","
	    "\"o\":\"1\",\"h\":\"1\",\"l\":\"1\",\"v\":\"0\",\"q\":\"0\"},{"
	    "\"e\":\"24hrMiniTicker\",\"E\":1,\"s\":\"NEWUSDT\",\"c\":\"2\","
	    "\"o\":\"1\",\"h\":\"2\",\"l\":\"1\",\"v\":\"0\",\"q\":\"0\"}]}",
	    "1 24hrMiniTicker BTC/USDT\n1 24hrMiniTicker NEWUSDT\n");
	is_news(BINANCE_SPOT, "[]", "");
	/* of the other kind of futures, and of no kind we know */
	is_news(BINANCE_FUTURES, "[{\"e\":\"markPriceUpdate\",\"E\":1,\"st\":2,"
	    "\"s\":\"BTCUSD_PERP\",\"p\":\"x\"}]", "");
	is_news(BINANCE_SPOT, "{\"e\":\"somethingNew\",\"E\":1,\"x\":{}}", "");
	is_news(BINANCE_SPOT, "{}", "");
}

static void
answers(void)
{
	is_news(BINANCE_SPOT, "{\"result\":null,\"id\":1}", "5  \n");
	is_news(BINANCE_SPOT, "{\"error\":{\"code\":2,\"msg\":\"Invalid"
	    " request\"},\"id\":1}", "6  \n");
	is_int(last.code, 2);
	is_text(last.message, "Invalid request");
	is_news(BINANCE_SPOT, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}",
	    "6  \n");
	is_int(last.code, -1121);
}

static const struct { const char *text, *from, *to, *says; } wrongs[] = {
	{ best, "\"60000.10\"", "\"60000.20\"", "bid is not below ask" },
	{ best, "\"60000.10\"", "\"x\"", "b: not a number: \"x\"" },
	{ best, "\"60000.10\"", "\"-1\"", "b is below 0" },
	{ day, "\"60100\"", "\"0\"", "c is not above 0" },
	{ day, "\"61000\"", "\"58000\"", "prices that cannot be" },
	{ day, "\"12.5\"", "\"-1\"", "v is below 0" },
	{ trade, "\"0.02\"", "\"0\"", "q is not above 0" },
	{ trade, "12345", "\"\"", "t: not an id: \"\"" },
	{ trade, "\"m\":true", "\"m\":1", "m: not true or false: \"1\"" },
	{ trade, "1732147200120", "\"soon\"", "T: not a time" },
	{ trade, "\"s\":\"BTCUSDT\"", "\"s\":7", "s: not a text: \"7\"" },
	{ kline, "\"60020\"", "\"60005\"", "k: prices that cannot be" },
	{ kline, "\"n\":9", "\"n\":-9", "k: a time or a count" },
	{ kline, "1732147200000", "0", "k: a time or a count" },
	{ kline, "{\"t\"", "[{\"t\"", "line 1: " },
	{ mark, "\"60001\"", "\"\"", "p: not a number: \"\"" },
	{ depth, "\"2\"", "\"-2\"", "a[0]: a level that cannot be" },
	{ depth, "\"60000\"", "\"0\"", "b[0]: a level that cannot be" },
	{ depth, "[\"60001\",\"2\"]", "[\"60001\"]",
	    "a[0]: no price and amount" },
	{ depth, "[\"60001\",\"2\"]", "7", "a[0]: not a list: \"7\"" },
	{ depth, "157", "161", "changes that are counted backwards" },
	{ depth, "\"U\":157", "\"U\":\"157\"", "U: not a whole number" },
};

static void
wrong_values_and_cuts(void)
{
	static const char *const all[] = { best, day, trade, joined, kline,
	    mark, depth };

	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const char *at = strstr(wrongs[i].text, wrongs[i].from);
		struct buf text = {0}, want = {0};

		ok(at != NULL);
		buf_add(&text, wrongs[i].text, (size_t)(at - wrongs[i].text));
		buf_puts(&text, wrongs[i].to);
		buf_puts(&text, at + strlen(wrongs[i].from));
		buf_printf(&want, "binance: stream: %s", wrongs[i].says);
		is_int(read_as(BINANCE_SPOT, text.at), E_DATA);
		if (strncmp(err.text, want.at, want.len) != 0)
			is_text(err.text, want.at);
		is_text(buf_text(&seen), "");
		buf_release(&text);
		buf_release(&want);
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (size_t n = 0; n < strlen(all[i]); n++) {
			is_int(binance_news_read(&b, BINANCE_SPOT, all[i], n,
			    note, &b, &err), E_DATA);
			is_text(buf_text(&seen), "");
		}
}

static void
names_of_streams(void)
{
	static const char *const two[] = { "btcusdt@trade", "a\"b@depth" };
	const struct binance_symbol *spot = binance_by_symbol(&b.symbols,
	    "BTC/USDT"), *swap = binance_by_symbol(&b.symbols,
	    "BTC/USDT:USDT");
	struct buf out = {0};

	is_int(binance_stream_name(spot, STREAM_BEST, 0, &out, &err), E_OK);
	is_text(out.at, "btcusdt@bookTicker");
	buf_clear(&out);
	is_int(binance_stream_name(swap, STREAM_TRADES, 0, &out, &err), E_OK);
	is_text(out.at, "btcusdt@aggTrade");
	buf_clear(&out);
	is_int(binance_stream_name(spot, STREAM_CANDLES, STAMP_HOUR, &out,
	    &err), E_OK);
	is_text(out.at, "btcusdt@kline_1h");
	is_int(binance_stream_name(spot, STREAM_MARK, 0, &out, &err), E_USAGE);
	is_int(binance_stream_name(swap, STREAM_CANDLES, STAMP_SECOND, &out,
	    &err), E_USAGE);
	is_int(binance_stream_name(spot, STREAM_CANDLES, 7 * STAMP_MINUTE,
	    &out, &err), E_USAGE);
	is_text(binance_stream_path(BINANCE_SPOT, STREAM_BOOK), "/ws");
	is_text(binance_stream_path(BINANCE_FUTURES, STREAM_BOOK),
	    "/public/ws");
	is_text(binance_stream_path(BINANCE_FUTURES, STREAM_MARK),
	    "/market/ws");
	buf_clear(&out);
	binance_subscribe(two, 2, 7, &out);
	is_text(out.at, "{\"method\":\"SUBSCRIBE\",\"params\":["
	    "\"btcusdt@trade\",\"a\\\"b@depth\"],\"id\":7}");
	buf_release(&out);
}

/* The venue's book: an amount for each of some prices; bids lie below asks. */
#define PRICES 40
static int64_t amounts[PRICES];
static int64_t counted;

static void
put_level(struct book_levels *to, int i)
{
	struct book_level *l = vec_add(to);

	l->side = i < PRICES / 2 ? BOOK_BID : BOOK_ASK;
	l->price = dec_int(100 + i);
	l->amount = dec_int(amounts[i]);
	l->time = counted;
}

/* Some changes, told as one. */
static void
venue_moves(struct rng *r, enum binance_market market, struct binance_news *n)
{
	n->kind = NEWS_BOOK;
	n->before = market == BINANCE_FUTURES ? counted : 0;
	/* futures count all markets with one count: there are holes */
	if (market == BINANCE_FUTURES)
		counted += (int64_t)rng_below(r, 5);
	n->first = counted + 1;
	counted += 1 + (int64_t)rng_below(r, 4);
	n->last = counted;
	vec_clear(&n->levels);
	for (size_t k = rng_below(r, 6); k > 0; k--) {
		int i = (int)rng_below(r, PRICES);

		amounts[i] = rng_below(r, 3) == 0 ? 0 :
		    1 + (int64_t)rng_below(r, 9);
		put_level(&n->levels, i);
	}
}

static void
is_venues(const struct live_book *book)
{
	struct book_levels got = {0}, want = {0};

	live_book_copy(book, "X", PRICES, &got);
	for (int i = PRICES / 2 - 1; i >= 0; i--)
		if (amounts[i] > 0)
			put_level(&want, i);
	for (int i = PRICES / 2; i < PRICES; i++)
		if (amounts[i] > 0)
			put_level(&want, i);
	is_int(got.len, want.len);
	for (size_t i = 0; i < got.len && got.len == want.len; i++)
		ok(got.at[i].side == want.at[i].side &&
		    dec_same(got.at[i].price, want.at[i].price) &&
		    dec_same(got.at[i].amount, want.at[i].amount));
	vec_release(&got);
	vec_release(&want);
}

static void
snapshot_of(struct book_levels *to)
{
	vec_clear(to);
	for (int i = 0; i < PRICES; i++)
		if (amounts[i] > 0)
			put_level(to, i);
}

/* Snapshots arrive late, changes get lost or come twice; whenever the book
 * says that it is good, it is the venue's. */
static void
books_follow(enum binance_market market)
{
	struct live_book book = { .market = market };
	struct binance_news n = {0};
	struct book_levels taken = {0};
	int64_t taken_at = -1;
	int good = 0, gaps = 0, late = 0;
	bool lost = false;
	struct rng r;

	rng_seed(&r, 11);
	counted = 1000;
	memset(amounts, 0, sizeof(amounts));
	for (int step = 0; step < 20000; step++) {
		venue_moves(&r, market, &n);
		if (rng_below(&r, 200) == 0) {
			lost = true;		/* this one does not arrive */
		} else if (!live_book_change(&book, &n)) {
			gaps++;
			is_int(book.state, LIVE_WAITS);
			lost = false;
			taken_at = -1;
		} else if (book.state == LIVE_GOOD) {
			ok(!lost);
			is_venues(&book);
			good++;
		} else
			lost = false;	/* before any snapshot: kept later */
		if (book.state == LIVE_WAITS && taken_at < 0 &&
		    rng_below(&r, 3) == 0) {
			snapshot_of(&taken);	/* asked now, here later */
			taken_at = counted;
		} else if (book.state == LIVE_WAITS && taken_at >= 0 &&
		    rng_below(&r, 3) == 0) {
			late += !live_book_begin(&book, taken_at, &taken);
			taken_at = -1;
		}
	}
	ok(good > 15000);
	ok(gaps > 20);
	ok(late < gaps);
	live_book_release(&book);
	vec_release(&n.levels);
	vec_release(&taken);
}

/* A stream of the best levels needs no snapshot; a book whose bids reach its
 * asks is none. */
static void
best_levels_are_a_book(void)
{
	struct live_book book = {0};
	struct binance_news n = { .kind = NEWS_BOOK, .whole = true,
	    .first = 5, .last = 5 };
	struct book_levels got = {0};

	memset(amounts, 0, sizeof(amounts));
	for (int i = 17; i < 23; i++) {
		amounts[i] = i;
		put_level(&n.levels, i);
	}
	ok(live_book_change(&book, &n));
	is_venues(&book);
	amounts[17] = 0;
	vec_clear(&n.levels);
	for (int i = 18; i < 23; i++)
		put_level(&n.levels, i);
	n.last = 3;		/* counts for nothing */
	ok(live_book_change(&book, &n));
	is_venues(&book);
	live_book_copy(&book, "X", 2, &got);
	is_int(got.len, 4);
	n.levels.at[0].price = dec_int(500);
	ok(!live_book_change(&book, &n));
	is_int(book.state, LIVE_WAITS);
	vec_clear(&got);
	live_book_copy(&book, "X", 2, &got);
	is_int(got.len, 0);
	ok(!live_book_begin(&book, 7, &n.levels));
	is_int(book.state, LIVE_WAITS);
	vec_release(&got);
	vec_release(&n.levels);
	live_book_release(&book);
}

static void
spot_books_follow(void)
{
	books_follow(BINANCE_SPOT);
}

static void
futures_books_follow(void)
{
	books_follow(BINANCE_FUTURES);
}

int
main(void)
{
	add("BTC/USDT", "BTCUSDT", BINANCE_SPOT);
	add("BTC/USDT:USDT", "BTCUSDT", BINANCE_FUTURES);
	TEST(every_kind);
	TEST(envelopes_and_lists);
	TEST(answers);
	TEST(wrong_values_and_cuts);
	TEST(names_of_streams);
	TEST(best_levels_are_a_book);
	TEST(spot_books_follow);
	TEST(futures_books_follow);
	binance_symbols_release(&b.symbols);
	buf_release(&seen);
	return tap_done();
}
