/*
 * lib/account/route.c: every way, the shortest first; the book from its best
 * price on, fees and lots against us; limits of a pair, and books too thin.
 */
#include "account/route.h"

#include "tap.h"

#include <string.h>

static struct err err;

static struct dec
d(const char *text)
{
	struct dec out = DEC_NONE;

	ok(dec_parse_text(text, &out));
	return out;
}

static void
list(struct instruments *all, const char *symbol, const char *status)
{
	struct instrument i = { .lot = d("0.001"), .min_amount = d("0.002"),
	    .max_amount = d("1000"), .min_notional = d("5"),
	    .taker = d("0.001") };

	TEXT_SET(i.symbol, symbol);
	TEXT_SET(i.status, status);
	ok(instrument_set_tick(&i, "0.01", &err) == E_OK);
	ok(instrument_check(&i, &err) == E_OK);
	vec_push(all, i);
}

/* "BTC/USDT; ETH/BTC ETH/USDT" */
static const char *
ways(const struct instruments *all, const char *from, const char *to, int max)
{
	static char text[512];
	struct route_paths paths = {0};
	size_t n = 0;

	text[0] = '\0';
	routes_find(all, from, to, max, &paths);
	for (size_t i = 0; i < paths.len; i++)
		for (int k = 0; k < paths.at[i].len; k++)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%s%s", k > 0 ? " " : i > 0 ? "; " : "",
			    paths.at[i].legs[k]->symbol);
	vec_release(&paths);
	return text;
}

static void
finds_every_way(void)
{
	struct instruments all = {0};

	list(&all, "ETH/USDT", "trading");
	list(&all, "BTC/USDT", "trading");
	list(&all, "ETH/BTC", "trading");
	list(&all, "BTC/EUR", "trading");
	list(&all, "ETH/EUR", "halt");
	list(&all, "BTC/USDT:USDT", "trading");
	is_text(ways(&all, "BTC", "ETH", 3), "ETH/BTC; BTC/USDT ETH/USDT");
	is_text(ways(&all, "BTC", "ETH", 1), "ETH/BTC");
	is_text(ways(&all, "EUR", "USDT", 3), "BTC/EUR BTC/USDT; BTC/EUR "
	    "ETH/BTC ETH/USDT");
	is_text(ways(&all, "EUR", "ETH", 1), "");
	is_text(ways(&all, "XRP", "ETH", 3), "");
	vec_release(&all);
}

static struct book_levels levels;

static enum err_code
book(void *self, const char *symbol, const struct book_levels **out,
    struct err *e)
{
	(void)symbol;
	*out = &levels;
	return self == NULL ? E_OK : err_set(e, E_NETWORK, "no line");
}

static void
offer(int side, const char *price, const char *amount)
{
	struct book_level l = { .side = side, .price = d(price),
	    .amount = d(amount) };

	vec_push(&levels, l);
}

static struct route got;

static enum err_code
walk(const char *from, const char *amount, const char *fee)
{
	static struct instruments all;
	struct route_path p = { .len = 1 };
	struct route_books books = { book, NULL };

	vec_clear(&all);
	list(&all, "BTC/USDT", "trading");
	p.legs[0] = all.at;
	return route_walk(&p, from, d(amount), fee == NULL ? DEC_NONE :
	    d(fee), DEC_ZERO, &books, &got, &err);
}

#define IS(value, text) ok(dec_cmp((value), d(text)) == 0)

static void
sells_into_the_bids(void)
{
	vec_clear(&levels);
	offer(BOOK_BID, "100", "1");
	offer(BOOK_BID, "99", "2");
	offer(BOOK_ASK, "101", "9");
	is_int(walk("BTC", "2.0009", "0"), E_OK);
	IS(got.legs[0].amount, "2");
	IS(got.legs[0].cost, "199");
	IS(got.legs[0].average, "99.5");
	IS(got.legs[0].slippage, "0.005");
	IS(got.received, "199");
	is_text(got.legs[0].asset, "USDT");
	is_int(got.legs[0].side, SIDE_SELL);
	/* the pair's own fee, rounded up */
	is_int(walk("BTC", "1", NULL), E_OK);
	IS(got.legs[0].fee, "0.1");
	IS(got.received, "99.9");
}

static void
buys_what_the_amount_pays_for(void)
{
	vec_clear(&levels);
	offer(BOOK_BID, "99", "9");
	offer(BOOK_ASK, "100", "1");
	offer(BOOK_ASK, "110", "2");
	is_int(walk("USDT", "155.5", "0"), E_OK);
	IS(got.legs[0].amount, "1.504");	/* 1 + 55.5 / 110 on the lot */
	IS(got.legs[0].cost, "155.44");
	is_int(got.legs[0].side, SIDE_BUY);
	is_text(got.legs[0].asset, "BTC");
	is_int(walk("USDT", "155.5", "0.01"), E_OK);
	IS(got.legs[0].fee, "0.01504");
	IS(got.received, "1.48896");
	is_text(got.legs[0].fee_currency, "BTC");
}

static void
refuses_what_a_pair_does_not_take(void)
{
	vec_clear(&levels);
	offer(BOOK_BID, "100", "2000");
	offer(BOOK_ASK, "101", "1");
	is_int(walk("BTC", "0.0019", "0"), E_REFUSED);
	is_text(err.text, "BTC/USDT: 0.001 BTC is less than its smallest order"
	    " of 0.002");
	is_int(walk("BTC", "0.04", "0"), E_REFUSED);
	is_text(err.text, "BTC/USDT: a value of 4 USDT is less than its "
	    "smallest of 5");
	is_int(walk("BTC", "1001", "0"), E_REFUSED);
	is_text(err.text, "BTC/USDT: 1001 BTC is more than its largest order "
	    "of 1000");
	is_int(walk("BTC", "1000", "0"), E_OK);
	is_int(walk("USDT", "102", "0"), E_REFUSED);
	is_text(err.text, "BTC/USDT: its book is too thin for this amount");
	is_int(walk("USDT", "101", "0"), E_OK);
	IS(got.received, "1");
	vec_release(&levels);
	is_int(walk("BTC", "1", "0"), E_REFUSED);
	is_text(err.text, "BTC/USDT: its book is too thin for this amount");
}

int
main(void)
{
	TEST(finds_every_way);
	TEST(sells_into_the_bids);
	TEST(buys_what_the_amount_pays_for);
	TEST(refuses_what_a_pair_does_not_take);
	return tap_done();
}
