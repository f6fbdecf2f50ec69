/*
 * Messages of a market stream, one a line: each is refused with a reason, or
 * what it tells is possible; and a book that follows them is always one: best
 * levels first, none of them empty, bids below asks.
 */
#include "venue/binance/livebook.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

static struct binance b;
static struct live_book book;

static void
check_book(void)
{
	struct book_levels all = {0};
	size_t bids = 0;

	live_book_copy(&book, "X", 100, &all);
	for (size_t i = 0; i < all.len; i++) {
		const struct book_level *l = &all.at[i];

		MUST(dec_sign(l->price) > 0 && dec_sign(l->amount) > 0);
		bids += l->side == BOOK_BID;
		if (i > 0 && all.at[i - 1].side == l->side)
			MUST(dec_cmp(all.at[i - 1].price, l->price) *
			    (l->side == BOOK_BID ? 1 : -1) > 0);
	}
	if (bids > 0 && bids < all.len)
		MUST(dec_cmp(all.at[0].price, all.at[bids].price) < 0);
	vec_release(&all);
}

static void
take(void *self, const struct binance_news *n)
{
	(void)self;
	MUST(n->kind != NEWS_NOTHING);
	if (n->kind == NEWS_TRADE)
		MUST(dec_sign(n->trade.price) > 0 && n->trade.id[0] != '\0');
	if (n->kind == NEWS_CANDLE)
		MUST(dec_cmp(n->candle.low, n->candle.high) <= 0);
	if (n->kind != NEWS_BOOK)
		return;
	/* Now and then the levels are those of a snapshot. */
	if (n->first % 3 == 0)
		live_book_begin(&book, n->first, &n->levels);
	else
		live_book_change(&book, n);
	check_book();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum binance_market market = size > 0 && data[0] == 'f' ?
	    BINANCE_FUTURES : BINANCE_SPOT;
	struct binance_symbol s = { .market = BINANCE_SPOT,
	    .symbol = "BTC/USDT", .native = "BTCUSDT" };
	const char *at = (const char *)data, *end = at + size, *line;

	if (b.symbols.rows.len == 0)
		binance_symbols_add(&b.symbols, &s);
	book.market = market;
	for (; at < end; at = line + 1) {
		struct err err = { .code = E_OK };
		enum err_code rc;

		line = memchr(at, '\n', (size_t)(end - at));
		if (line == NULL)
			line = end;
		rc = binance_news_read(&b, market, at, (size_t)(line - at),
		    take, NULL, &err);
		MUST(rc == E_OK || (rc == E_DATA && err.code == rc &&
		    strncmp(err.text, "binance: stream: ", 17) == 0));
	}
	live_book_release(&book);
	return 0;
}
