/*
 * The book of fills: average cost, realised profit, fees in three assets,
 * closed trades, flat by the lot, swaps that turn round, reading on, and sums
 * over periods and symbols.
 */
#include "risk/book.h"
#include "tests/lib/risk.h"

static struct fills fills;
static struct book book;

static struct fill *
fill(const char *symbol, int side, const char *amount, const char *price,
    const char *fee, const char *fee_currency, int64_t time)
{
	struct fill *f = vec_add(&fills);

	snprintf(f->id, sizeof(f->id), "t%zu", fills.len);
	TEXT_SET(f->symbol, symbol);
	TEXT_SET(f->fee_currency, fee_currency);
	f->side = side;
	f->amount = D(amount);
	f->price = D(price);
	dec_times(f->amount, f->price, &f->cost);
	f->fee = D(fee);
	f->realized_pnl = DEC_NONE;
	f->time = time;
	return f;
}
#define BUY(amount, price, fee, time) \
	fill("BTC/USDT", SIDE_BUY, (amount), (price), (fee), "USDT", (time))
#define SELL(amount, price, fee, time) \
	fill("BTC/USDT", SIDE_SELL, (amount), (price), (fee), "USDT", (time))

static void
begin(void)
{
	world();
	vec_clear(&fills);
	book_release(&book);
}

static const char *
entry(const char *symbol)
{
	static char text[200];
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE], c[DEC_TEXT_SIZE];
	const struct book_entry *e;

	if (!book_read(&book, &fills, &snap))
		return "does not add up";
	e = book_find(&book, symbol);
	if (e == NULL)
		return "none";
	snprintf(text, sizeof(text), "%s %s at %s realised %s entries %lld"
	    " since %lld", e->open ? position_side_names[e->side] : "flat",
	    dec_text(e->amount, a), dec_text(e->cost, b),
	    dec_text(e->realised, c), (long long)e->entries,
	    (long long)e->since);
	return text;
}

static const char *
sum(enum book_kind kind, int64_t since, const char *symbol)
{
	static char text[DEC_TEXT_SIZE];
	struct dec d;

	return book_sum(&book, kind, since, symbol, &snap, &d) ?
	    dec_text(d, text) : "not known";
}

static void
averages_the_cost(void)
{
	begin();
	is_text(entry("BTC/USDT"), "none");
	BUY("1", "100", "0.1", 10);
	BUY("2", "130", "0.26", 20);
	is_text(entry("BTC/USDT"),
	    "long 3 at 360 realised 0 entries 2 since 10");
	is_dec(book_entry_price(book_find(&book, "BTC/USDT"), DEC_ZERO),
	    "120");
	is_dec(book_entry_price(book_find(&book, "BTC/USDT"), D("0.5")),
	    "240");
	SELL("1", "150", "0.15", 30);
	is_text(entry("BTC/USDT"),
	    "long 2 at 240 realised 30 entries 2 since 10");
	SELL("2", "110", "0.22", 40);
	is_text(entry("BTC/USDT"), "flat 0 at 0 realised 0 entries 0 since 0");
	is_text(sum(BOOK_REALISED, 0, NULL), "10");
	is_text(sum(BOOK_FEE, 0, NULL), "0.73");
	is_text(sum(BOOK_TRADE, 0, NULL), "9.27");
	is_int(book_trades(&book, 0, NULL), 1);
	ok(!dec_known(book_entry_price(book_find(&book, "BTC/USDT"),
	    DEC_ZERO)));
}

static void
rounds_a_share_of_the_cost_against_us(void)
{
	begin();
	BUY("3", "33.33333333", "0", 10);	/* cost 99.99999999 */
	BUY("0.00001", "1000", "0", 11);	/* + 0.01 */
	SELL("1", "40", "0", 20);
	/* 100.00999999 / 3.00001 = 33.33655554… */
	is_text(entry("BTC/USDT"), "long 2.00001 at 66.67344444 realised"
	    " 6.66344445 entries 2 since 10");
}

static void
counts_trades_from_flat_to_flat(void)
{
	begin();
	BUY("1", "100", "1", 10);
	SELL("0.99999", "90", "1", 20);		/* a lot is left */
	is_text(entry("BTC/USDT"), "long 0.00001 at 0.001 realised -9.9999"
	    " entries 1 since 10");
	is_int(book_trades(&book, 0, NULL), 0);
	SELL("0.000009", "90", "0", 30);	/* less than a lot */
	is_text(entry("BTC/USDT"),
	    "flat 0.000001 at 0.0001 realised 0 entries 0 since 0");
	is_int(book_trades(&book, 0, NULL), 1);
	BUY("1", "100", "0", 40);
	is_text(entry("BTC/USDT"),
	    "long 1.000001 at 100.0001 realised 0 entries 1 since 40");
}

static void
tells_losing_streaks(void)
{
	static const char *const out[] = { "90", "110", "90", "100", "90",
	    "90" };
	static const int want[] = { 1, 0, 1, 0, 1, 2 };

	begin();
	for (int i = 0; i < 6; i++) {
		BUY("1", "100", "0", 10 * i + 1);
		SELL("1", out[i], "0", 10 * i + 2);
		ok(book_read(&book, &fills, &snap));
		is_int(book_loss_streak(&book, NULL), want[i]);
	}
	fill("ETH/USDT", SIDE_BUY, "1", "100", "0", "USDT", 90);
	fill("ETH/USDT", SIDE_SELL, "1", "100", "0.01", "USDT", 91);
	ok(book_read(&book, &fills, &snap));
	is_int(book_loss_streak(&book, NULL), 3);	/* its fee */
	is_int(book_loss_streak(&book, "BTC/USDT"), 2);
	is_int(book_loss_streak(&book, "ETH/USDT"), 1);
	is_int(book_loss_streak(&book, "ADA/USDT"), 0);
	is_int(book_trades(&book, 0, NULL), 7);
	is_int(book_trades(&book, 42, NULL), 3);
	is_int(book_trades(&book, 43, NULL), 2);
	is_int(book_trades(&book, 0, "ETH/USDT"), 1);
	is_text(sum(BOOK_REALISED, 42, "BTC/USDT"), "-20");
	is_text(sum(BOOK_REALISED, 53, "BTC/USDT"), "0");
}

static void
takes_fees_in_coins_out_of_the_coins(void)
{
	begin();
	fill("BTC/USDT", SIDE_BUY, "1", "100", "0.001", "BTC", 10);
	is_text(entry("BTC/USDT"),
	    "long 0.999 at 100 realised 0 entries 1 since 10");
	is_text(sum(BOOK_FEE, 0, NULL), "50");	/* at 50 000 now */
	is_int(book_find(&book, "BTC/USDT")->spent.len, 0);
	fill("BTC/USDT", SIDE_SELL, "0.5", "200", "0.001", "BTC", 20);
	/* half of .999 costs 50.05005006; the fee's coins 0.10010011 */
	is_text(entry("BTC/USDT"), "long 0.498 at 49.84984983 realised"
	    " 49.84984983 entries 1 since 10");
	fill("BTC/USDT", SIDE_SELL, "0.498", "200", "1", "ETH", 30);
	is_text(entry("BTC/USDT"), "flat 0 at 0 realised 0 entries 0 since 0");
	is_text(sum(BOOK_TRADE, 0, NULL), "99.6");
	is_text(sum(BOOK_FEE, 0, NULL), "2600");	/* 0.002 BTC, 1 ETH */
	vec_clear(&snap.prices);
	is_text(sum(BOOK_FEE, 0, NULL), "not known");
}

/* One purse for each asset of a symbol, one entry for each symbol. */
static void
keeps_symbols_and_assets_apart(void)
{
	begin();
	BUY("1", "100", "1", 10);
	fill("BTC/USDT", SIDE_BUY, "1", "100", "0.1", "ETH", 11);
	fill("BTC/USDT", SIDE_BUY, "1", "100", "0.2", "ETH", 12);
	fill("ETH/USDT", SIDE_BUY, "2", "10", "0", "USDT", 13);
	fill("ETH/USDT", SIDE_BUY, "3", "10", "0", "USDT", 14);
	is_text(entry("BTC/USDT"),
	    "long 3 at 300 realised 0 entries 3 since 10");
	is_text(entry("ETH/USDT"),
	    "long 5 at 50 realised 0 entries 2 since 13");
	is_int(book_find(&book, "BTC/USDT")->spent.len, 2);
	is_dec(book_find(&book, "BTC/USDT")->spent.at[1].amount, "0.3");
	is_int(book_find(&book, "ETH/USDT")->spent.len, 0);
	is_int(book.entries.len, 2);
}

/* All of a sale that closes counts to the last digit of what it cost. */
static void
keeps_every_digit_of_a_sale(void)
{
	begin();
	BUY("1", "100", "0", 10);
	SELL("0.00001", "100.12345", "0", 20);	/* for 0.0010012345 */
	ok(book_read(&book, &fills, &snap));
	is_text(sum(BOOK_REALISED, 0, NULL), "0.0000012345");
	SELL("0.99999", "100", "0", 30);
	ok(book_read(&book, &fills, &snap));
	is_text(sum(BOOK_REALISED, 0, NULL), "0.0000012345");
	is_int(book_trades(&book, 0, NULL), 1);
}

static void
counts_from_the_first_moment_on(void)
{
	begin();
	BUY("1", "100", "0", 0);
	SELL("1", "90", "0", 0);
	ok(book_read(&book, &fills, &snap));
	is_int(book_loss_streak(&book, NULL), 1);
	is_int(book_trades(&book, 0, NULL), 1);
	is_int(book_trades(&book, 1, NULL), 0);
}

static void
sells_what_was_never_bought(void)
{
	begin();
	SELL("1", "100", "0.1", 10);	/* deposited coins */
	is_text(entry("BTC/USDT"), "flat 0 at 0 realised 0 entries 0 since 0");
	BUY("1", "100", "0", 20);
	SELL("3", "110", "0", 30);	/* one of the three has a cost */
	is_text(entry("BTC/USDT"), "flat 0 at 0 realised 0 entries 0 since 0");
	is_text(sum(BOOK_REALISED, 0, NULL), "10");
}

static void
turns_a_swap_round(void)
{
	begin();
	fill("BTC/USDT:USDT", SIDE_SELL, "2", "100", "0.2", "USDT", 10);
	is_text(entry("BTC/USDT:USDT"),
	    "short 2 at 200 realised 0 entries 1 since 10");
	fill("BTC/USDT:USDT", SIDE_BUY, "3", "90", "0.27", "USDT", 20);
	is_text(entry("BTC/USDT:USDT"),
	    "long 1 at 90 realised 0 entries 1 since 20");
	is_text(sum(BOOK_REALISED, 0, NULL), "20");
	is_text(sum(BOOK_TRADE, 0, NULL), "19.53");
	/* what the venue says of a profit counts */
	fill("BTC/USDT:USDT", SIDE_SELL, "0.5", "100", "0", "USDT", 30)->
	    realized_pnl = D("4.9");
	is_text(entry("BTC/USDT:USDT"),
	    "long 0.5 at 45 realised 4.9 entries 1 since 20");
}

static void
reads_on_where_it_was(void)
{
	begin();
	BUY("1", "100", "0", 10);
	ok(book_read(&book, &fills, &snap));
	ok(book_read(&book, &fills, &snap));
	is_int(book.read, 1);
	is_int(book_find(&book, "BTC/USDT")->entries, 1);
	/* what was read is not read again */
	fills.at[0].amount = D("5");
	ok(book_read(&book, &fills, &snap));
	is_dec(book_find(&book, "BTC/USDT")->amount, "1");
	fills.at[0].amount = D("1");
	BUY("1", "100", "0", 20);
	ok(book_read(&book, &fills, &snap));
	is_int(book_find(&book, "BTC/USDT")->entries, 2);
	/* another list: from the beginning */
	TEXT_SET(fills.at[1].id, "other");
	ok(book_read(&book, &fills, &snap));
	is_int(book_find(&book, "BTC/USDT")->entries, 2);
	fills.len = 1;
	ok(book_read(&book, &fills, &snap));
	is_int(book_find(&book, "BTC/USDT")->entries, 1);
}

static void
refuses_fills_that_cannot_be(void)
{
	begin();
	BUY("1", "100", "0", 10)->amount = DEC_ZERO;
	is_text(entry("BTC/USDT"), "does not add up");
	is_int(book.read, 0);
	fills.at[0].amount = D("1");
	fills.at[0].cost = DEC_NONE;
	is_text(entry("BTC/USDT"), "does not add up");
	fills.at[0].cost = D("100");
	fills.at[0].fee = DEC_NONE;
	is_text(entry("BTC/USDT"),
	    "long 1 at 100 realised 0 entries 1 since 10");
}

int
main(void)
{
	TEST(averages_the_cost);
	TEST(rounds_a_share_of_the_cost_against_us);
	TEST(counts_trades_from_flat_to_flat);
	TEST(tells_losing_streaks);
	TEST(takes_fees_in_coins_out_of_the_coins);
	TEST(keeps_symbols_and_assets_apart);
	TEST(keeps_every_digit_of_a_sale);
	TEST(counts_from_the_first_moment_on);
	TEST(sells_what_was_never_bought);
	TEST(turns_a_swap_round);
	TEST(reads_on_where_it_was);
	TEST(refuses_fills_that_cannot_be);
	vec_release(&fills);
	begin();
	return tap_done();
}
