/*
 * Liquidity by hand, from what a market told: the touch over time and its
 * order flow, quotes that count in place of books, trades whose times go back,
 * gaps after which no mid is known; one book's spread, depths and costs, and
 * what books, trades and former answers do not tell; the score by rank.
 */
#include "analysis/liquidity.h"

#include "base/stamp.h"
#include "model/order.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

#define T0 INT64_C(1709251200000000)	/* 2024-03-01T00:00Z */

#define near(got, want) is_near((got), (want), __FILE__, __LINE__)
static void
is_near(double got, double want, const char *file, int line)
{
	if (!(fabs(got - want) <= 1e-12 * fmax(1, fabs(want)))) {
		printf("# %s:%d: %.17g, want %.17g\n", file, line, got, want);
		tap_bad = 1;
	}
}

static struct err err;
static struct liquidity_tape tape;
static struct liquidities_said past;
static struct market_liquidity l;
static struct liquidity_parts parts;

static struct dec
number(double x)
{
	return dec_make((int64_t)llround(x * 1000), 3);
}

/* A book of a level on each side, at second s. */
static void
book(double s, double bid, double bid_qty, double ask, double ask_qty)
{
	struct rebuild_sink sink = liquidity_sink(&tape);
	struct order_book b = {0};

	if (bid_qty > 0)
		order_book_set(&b, BOOK_BID, number(bid), number(bid_qty));
	if (ask_qty > 0)
		order_book_set(&b, BOOK_ASK, number(ask), number(ask_qty));
	ok(sink.book(sink.self, &b, T0 + (int64_t)(s * STAMP_SECOND), 1,
	    &err) == E_OK);
	order_book_release(&b);
}

static enum err_code
row(enum tape_kind kind, double s, int side, double price, double amount)
{
	struct rebuild_sink sink = liquidity_sink(&tape);
	const struct tape_row r = { .kind = kind, .side = side,
	    .time = T0 + (int64_t)(s * STAMP_SECOND),
	    .price = number(price), .amount = number(amount) };

	return sink.row(sink.self, &r, &err);
}

static void
quote(double s, int64_t id, double bid, double bid_qty, double ask,
    double ask_qty)
{
	struct rebuild_sink sink = liquidity_sink(&tape);
	const struct tape_row r = { .kind = TAPE_QUOTE, .last = id,
	    .time = T0 + (int64_t)(s * STAMP_SECOND), .price = number(bid),
	    .amount = number(bid_qty), .ask = number(ask),
	    .ask_amount = number(ask_qty) };

	ok(sink.row(sink.self, &r, &err) == E_OK);
}

static void
level(int side, double price, double amount)
{
	vec_push(&tape.side[side][0], price);
	vec_push(&tape.side[side][1], amount);
}

static enum err_code
find(double size)
{
	struct liquidity_ask ask = { .sizes = { size }, .n = 1, .fee = 0.001,
	    .bucket = 1, .past = &past };

	liquidity_parts_release(&parts);
	parts = (struct liquidity_parts){0};
	l = (struct market_liquidity){ .said = { .time = T0 } };
	TEXT_SET(l.said.symbol, "A/B");
	return liquidity_find(&tape, &ask, &l, &parts, &err);
}

static void
start(void)
{
	liquidity_tape_release(&tape);
	tape = (struct liquidity_tape){0};
	vec_clear(&past);
}

/* Spreads of 100 and 300 bps for 1 s and 3 s. */
static void
the_touch_is_followed(void)
{
	start();
	book(0, 99.5, 5, 100.5, 6);
	book(1, 98.5, 3, 101.5, 6);
	book(4, 99.5, 4, 101.5, 2);
	near(tape.time_sum, 4e6);
	near(tape.spread_sum / tape.time_sum, (1 * 100 + 3 * 300) / 4.0);
	/* bid down: -5, ask up: +6; bid up: +4, ask stays: -2 + 6 */
	near(tape.ofi, -5 + 6 + 4 - 2 + 6);
	is_int(tape.touches, 3);
	near(tape.low, 100);
	near(tape.high, 100.5);
	/* a clock that goes back holds nothing, and does not count twice */
	book(2, 99.5, 4, 101.5, 2);
	book(5, 99.5, 4, 101.5, 2);
	near(tape.time_sum, 5e6);
}

static void
quotes_count_in_place_of_books(void)
{
	start();
	tape.compares = true;
	quote(0, 1, 99.5, 5, 100.5, 6);
	book(0.5, 90, 1, 110, 1);
	quote(1, 2, 99.5, 4, 100.5, 6);
	is_int(tape.touches, 2);
	near(tape.ofi, -1);
	near(tape.spread_sum / tape.time_sum, 100);
	level(BOOK_BID, 99.5, 5);
	level(BOOK_ASK, 100.5, 6);
	/* the book of update 1 is not its quote; none tells of update 2 */
	ok(find(100) == E_OK);
	is_int(l.quotes, 1);
	is_int(l.quotes_other, 1);
}

static void
trades_do_not_go_back(void)
{
	start();
	ok(row(TAPE_TRADE, 5, SIDE_BUY, 100, 1) == E_OK);
	ok(row(TAPE_TRADE, 3, SIDE_SELL, 100, 2) == E_OK);
	near(tape.time.at[1], (double)(T0 / 1000 + 5000));
	near(tape.sign.at[0], 1);
	near(tape.sign.at[1], -1);
	near(tape.mid.at[0], 0);
	ok(row(TAPE_TRADE, 6, TAPE_NO_SIDE, 100, 1) == E_DATA);
	is_text(err.text, "trades do not say who took: they have no side");
	is_int((int64_t)tape.time.len, 2);
	ok(row(TAPE_TRADE, 6, SIDE_BUY, 100, 1) == E_OK);
	near(tape.time.at[2], (double)(T0 / 1000 + 6000));
}

/* 20 trades that paid 100 bps (twice 0.5 of a mid of 100), and as many after a
 * gap, where no book says what the mid is. */
static void
trades_after_a_gap_have_no_mid(void)
{
	start();
	book(0, 99, 10, 101, 10);
	for (int i = 0; i < 20; i++)
		ok(row(TAPE_TRADE, i, SIDE_BUY, 100.5, 1) == E_OK);
	ok(row(TAPE_GAP, 20, 0, 0, 0) == E_OK);
	ok(!tape.touched);
	for (int i = 21; i < 41; i++)
		ok(row(TAPE_TRADE, i, SIDE_BUY, 150, 3) == E_OK);
	level(BOOK_BID, 99, 10);
	level(BOOK_ASK, 101, 10);
	ok(find(100) == E_OK);
	near(l.said.effective_bps, 100);
	is_int((int64_t)tape.time.len, 40);
	/* nor do those that a book without bids comes before */
	book(40.5, 99, 10, 101, 10);
	book(41, 0, 0, 101, 10);
	ok(row(TAPE_TRADE, 42, SIDE_BUY, 150, 3) == E_OK);
	ok(find(100) == E_OK);
	near(l.said.effective_bps, 100);
	/* after another book they have one again: 20 of 100 and 1 of 200 */
	book(43, 99, 10, 101, 10);
	ok(row(TAPE_TRADE, 44, SIDE_BUY, 101, 1) == E_OK);
	ok(find(100) == E_OK);
	near(l.said.effective_bps, (20 * 100.5 * 100 + 101 * 200) /
	    (20 * 100.5 + 101));
}

static void
one_book_by_hand(void)
{
	const struct slippage *buy, *sell;

	start();
	level(BOOK_BID, 99.5, 2);
	level(BOOK_BID, 99, 4);
	level(BOOK_ASK, 100.5, 1);
	level(BOOK_ASK, 102, 1);
	ok(find(150) == E_OK);
	near(l.said.mid, 100);
	near(l.said.spread_bps, 100);
	near(l.microprice, (100.5 * 2 + 99.5 * 1) / 3);
	near(l.book_imbalance, (6 - 2) / 8.0);
	/* 150 are 1.5 at the mid: 1 at 100.5 and 0.5 at 102 */
	buy = &parts.slippages.at[0];
	sell = &parts.slippages.at[1];
	near(buy->average, 101);
	near(buy->mid_bps, 100);
	near(buy->touch_bps, 1e4 * 0.5 / 100.5);
	near(buy->worst, 102);
	near(buy->fee_bps, 10);
	near(sell->average, 99.5);
	near(sell->mid_bps, 50);
	near(sell->touch_bps, 0);
	/* the dearer side is what is kept */
	near(l.said.slippage_bps, 100);
	is_int((int64_t)parts.depths.len, 7);
	near(parts.depths.at[6].bid, 99.5 * 2 + 99 * 4);
	near(parts.depths.at[6].ask, 100.5);
	ok(parts.depths.at[6].whole);
	/* an order that the book cannot fill costs what is not known */
	ok(find(1000) == E_OK);
	ok(!parts.slippages.at[0].complete);
	near(parts.slippages.at[0].filled, 2);
	ok(isnan(l.said.slippage_bps));
	ok(strstr(l.missing, "the book runs out before the typical order is"
	    " filled") != NULL);
}

static void
what_is_no_book_is_refused(void)
{
	struct book_levels none = {0};

	start();
	ok(liquidity_take_book(&tape, &none, &err) == E_OK);
	ok(find(100) == E_DATA);
	is_text(err.text, "A/B: the book has no bids");
	level(BOOK_BID, 99, 1);
	ok(find(100) == E_DATA);
	is_text(err.text, "A/B: the book has no asks");
	level(BOOK_ASK, 99, 1);
	ok(find(100) == E_DATA);
	is_text(err.text, "A/B: the book is crossed: 99 is bid, 99 asked");
	is_int((int64_t)parts.slippages.len, 0);
	/* and what was to be filled in is as it came */
	near(l.said.mid, 0);
}

static void
what_is_not_known_is_named(void)
{
	start();
	level(BOOK_BID, 99.5, 2);
	level(BOOK_ASK, 100.5, 2);
	for (int i = 0; i < 19; i++)
		liquidity_take_trade(&tape, T0 + i, SIDE_BUY, number(100),
		    number(1));
	ok(find(100) == E_OK);
	ok(isnan(l.said.ofi) && isnan(l.said.effective_bps) &&
	    isnan(l.said.vpin) && isnan(l.said.amihud) &&
	    isnan(l.said.score));
	is_int(l.said.regime, LIQUIDITY_NONE);
	is_text(l.missing, "order-flow imbalance takes a recorded book;"
	    " effective spread and Kyle's lambda take 20 trades with the book"
	    " before them; VPIN takes 50 buckets of volume; see --bucket;"
	    " Amihud and Corwin-Schultz take stored candles; score takes 10"
	    " answers of 30 days; the usual of the hour takes 10 answers of"
	    " it");
}

/* 25 bought, 25 sold and 50 bought, in buckets of 2: 12 of 1, a mixed one, 12
 * of 1 and 25 of 1. */
static void
the_tape_is_cut_by_volume(void)
{
	struct liquidity_ask ask = { .sizes = { 100 }, .n = 1, .fee = NAN,
	    .bucket = 2, .past = &past };

	start();
	level(BOOK_BID, 99.5, 2);
	level(BOOK_ASK, 100.5, 2);
	for (int i = 0; i < 100; i++)
		liquidity_take_trade(&tape, T0 + i * STAMP_SECOND,
		    i >= 25 && i < 50 ? SIDE_SELL : SIDE_BUY, number(100),
		    number(1));
	l = (struct market_liquidity){0};
	ok(liquidity_find(&tape, &ask, &l, &parts, &err) == E_OK);
	near(l.said.vpin, 49 / 50.0);
	ok(strstr(l.missing, "VPIN") == NULL);
	ask.bucket = 2.001;
	l = (struct market_liquidity){0};
	ok(liquidity_find(&tape, &ask, &l, &parts, &err) == E_OK);
	ok(isnan(l.said.vpin) && strstr(l.missing, "VPIN") != NULL);
	/* so small that no room would do for them */
	ask.bucket = 1e-9;
	l = (struct market_liquidity){0};
	ok(liquidity_find(&tape, &ask, &l, &parts, &err) == E_OK);
	ok(isnan(l.said.vpin));
}

/* Nine former answers are too few. Of ten, nine had a wider spread and one the
 * same: 0.95 of them; the depth of 399 lies above all, and what is not known
 * is named. */
static void
the_score_is_a_rank(void)
{
	struct liquidity_said s = { .bid_depth = 1, .ask_depth = 2,
	    .amihud = NAN, .slippage_bps = 1, .size = 1000 };

	start();
	level(BOOK_BID, 99.95, 2);
	level(BOOK_ASK, 100.05, 2);
	for (int i = 0; i < 9; i++) {
		s.spread_bps = 20 + i;
		vec_push(&past, s);
	}
	ok(find(100) == E_OK);
	is_int(l.said.regime, LIQUIDITY_NONE);
	s.spread_bps = l.said.spread_bps;
	vec_push(&past, s);
	ok(find(100) == E_OK);
	near(l.said.score, 100 * (0.95 + 1) / 2);
	is_int(l.said.regime, LIQUIDITY_HIGH);
	/* answers of another size are no measure of the costs of this one */
	ok(strstr(l.missing, "score without Amihud, slippage") != NULL);
	for (size_t i = 0; i < past.len; i++)
		past.at[i].size = 100;
	ok(find(100) == E_OK);
	near(l.said.score, 100 * (0.95 + 1 + 0) / 3);
}

int
main(void)
{
	TEST(the_touch_is_followed);
	TEST(quotes_count_in_place_of_books);
	TEST(trades_do_not_go_back);
	TEST(trades_after_a_gap_have_no_mid);
	TEST(one_book_by_hand);
	TEST(what_is_no_book_is_refused);
	TEST(what_is_not_known_is_named);
	TEST(the_tape_is_cut_by_volume);
	TEST(the_score_is_a_rank);
	liquidity_tape_release(&tape);
	liquidity_parts_release(&parts);
	vec_release(&past);
	return tap_done();
}
