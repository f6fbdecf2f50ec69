/*
 * What Binance tells of its markets by itself, one message at a time: best
 * prices, the day, marks, trades, candles, changes of order books. Rows are
 * those that the reads give. And the words to ask for it.
 */
#ifndef VENUE_BINANCE_STREAM_H
#define VENUE_BINANCE_STREAM_H

#include "model/market.h"
#include "venue/binance/binance.h"

enum binance_news_kind {
	NEWS_NOTHING,		/* of no meaning here, or of an unknown kind */
	NEWS_TICKER,		/* what is not told stays unknown */
	NEWS_TRADE, NEWS_CANDLE, NEWS_BOOK,
	NEWS_SUBSCRIBED,	/* what was asked for will come */
	NEWS_REFUSED,		/* it will not: code and message */
	NEWS_ENDED		/* nothing more will come: connect again */
};

struct binance_news {
	enum binance_news_kind kind;
	char event[32];			/* as Binance calls it; or "" */
	char symbol[SYMBOL_SIZE];	/* unified; what no list has keeps its
					 * native name */
	int64_t time;			/* of the event; 0: it does not say */
	struct ticker ticker;
	struct market_trade trade;
	struct candle candle;
	int64_t timeframe;		/* µs; a month: 0 */
	bool closed;			/* the candle is final */
	/* The book: whole levels as they are now, an amount of 0 where one is
	 * gone; first and last of the changes that are in it, and the last one
	 * before them (0: spot does not say). whole: these are the best
	 * levels, and all others are not told. */
	struct book_levels levels;
	int64_t first, last, before;
	bool whole;
	int code;			/* of a refusal */
	char message[TEXT_SIZE];
};

/*
 * Calls each for what is in a message; many of a kind may come in one. E_DATA:
 * it cannot be read, and what each was given of it before is still true.
 */
enum err_code binance_news_read(struct binance *b,
    enum binance_market market, const char *text, size_t len,
    void (*each)(void *self, const struct binance_news *news), void *self,
    struct err *err);

/* What can be subscribed to, of a symbol. */
enum binance_stream {
	STREAM_BEST, STREAM_DAY, STREAM_TRADES, STREAM_BOOK, STREAM_MARK,
	STREAM_CANDLES, BINANCE_STREAMS
};
/* "btcusdt@bookTicker". Timeframe is for candles. E_USAGE: that market has no
 * such stream. */
enum err_code binance_stream_name(const struct binance_symbol *s,
    enum binance_stream stream, int64_t timeframe, struct buf *out,
    struct err *err);
/* The path behind the host of the market's streams: "/ws"; futures part them. */
const char *binance_stream_path(enum binance_market market,
    enum binance_stream stream);
/* The message that asks for n of them. */
void binance_subscribe(const char *const *names, size_t n, int id,
    struct buf *out);

#endif
