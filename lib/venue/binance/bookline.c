/*
 * A line with the order book of one market: what livebook.h keeps, fed by the
 * stream of its changes. The book is read when the stream stands, and again
 * whenever a change is missing or the book cannot be; tend() reads, since a
 * line's callbacks ask nothing. Raw, it is told as it comes, and a second line
 * has the trades: futures part them from books.
 */
#include "venue/binance/live.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "venue/binance/livebook.h"
#include "venue/binance/priceline.h"
#include "venue/binance/reads.h"

#define READ_LEVELS 1000	/* so that those shown do not run out */
#define READ_GAP STAMP_SECOND

struct book_line {
	struct live live;
	struct live_options o;
	struct binance *b;
	struct binance_symbol s;
	int depth;
	struct binance_price_line *line, *trades;
	struct live_book book;
	bool subscribed, trades_told, said_down;
	int64_t not_before;		/* of the next read, monotonic */
};

static void
tell(struct book_line *l, struct live_news news)
{
	if (news.text == NULL)
		news.text = "";
	l->o.told(l->o.self, &news);
}

static void
tell_book(struct book_line *l)
{
	struct book_levels all = { 0 };

	live_book_copy(&l->book, l->s.symbol, l->depth, &all);
	tell(l, (struct live_news){ .kind = LIVE_BOOK, .book = &all });
	vec_release(&all);
}

static void
tell_snapshot(struct book_line *l)
{
	struct book_levels all = { 0 };

	live_book_copy(&l->book, l->s.symbol, ORDER_BOOK_MOST, &all);
	tell(l, (struct live_news){ .kind = LIVE_SNAPSHOT, .book = &all,
	    .last = l->book.last });
	vec_release(&all);
}

static void
tell_change(struct book_line *l, const struct binance_news *news)
{
	if (!l->o.raw)
		tell_book(l);
	else if (news->whole)
		tell_snapshot(l);
	else
		tell(l, (struct live_news){ .kind = LIVE_CHANGE,
		    .book = &news->levels, .last = news->last,
		    .before = l->book.market == BINANCE_FUTURES ?
		    news->before : news->first - 1 });
}

/* Nothing is known of the book until it has been read. */
static void
blind(struct book_line *l, const char *why)
{
	l->live.up = false;
	if (!l->said_down)
		tell(l, (struct live_news){ .kind = LIVE_DOWN, .text = why });
	l->said_down = true;
}

static void
lost(void *self, const char *why)
{
	struct book_line *l = self;

	l->subscribed = false;
	live_book_release(&l->book);
	blind(l, why);
}

static void
told(void *self, const struct binance_news *news)
{
	struct book_line *l = self;

	if (news->kind == NEWS_SUBSCRIBED) {
		l->subscribed = true;
		live_book_release(&l->book);
	} else if (news->kind == NEWS_BOOK &&
	    strcmp(news->symbol, l->s.symbol) == 0) {
		if (!live_book_change(&l->book, news))
			blind(l, "changes of the book are missing");
		else if (l->live.up)
			tell_change(l, news);
	}
}

static void
trades_lost(void *self, const char *why)
{
	struct book_line *l = self;

	l->trades_told = false;
	live_book_release(&l->book);
	blind(l, why);
}

static void
trades_told(void *self, const struct binance_news *news)
{
	struct book_line *l = self;

	if (news->kind == NEWS_SUBSCRIBED)
		l->trades_told = true;
	else if (news->kind == NEWS_TRADE && l->live.up &&
	    strcmp(news->symbol, l->s.symbol) == 0)
		tell(l, (struct live_news){ .kind = LIVE_TRADE,
		    .trade = &news->trade });
}

static enum err_code
tend(struct live *live, struct err *err)
{
	struct book_line *l = (struct book_line *)live;
	struct book_levels read = { 0 };
	int64_t last = 0;
	enum err_code rc;

	if (!l->subscribed || (l->o.raw && !l->trades_told) ||
	    l->book.state != LIVE_WAITS ||
	    clock_monotonic() < l->not_before)
		return E_OK;
	rc = binance_book_read(l->b, &l->s, READ_LEVELS, &read, &last, err);
	l->not_before = clock_monotonic() + READ_GAP;
	/* One that is older than the first change will be followed by a later
	 * one; while it was read the line may have been lost. */
	if (rc == E_OK && l->subscribed &&
	    live_book_begin(&l->book, last, &read)) {
		l->live.up = true;
		l->said_down = false;
		tell(l, (struct live_news){ .kind = LIVE_UP });
		if (l->o.raw)
			tell_snapshot(l);
		else
			tell_book(l);
	}
	vec_release(&read);
	return rc;
}

static void
close_line(struct live *live)
{
	struct book_line *l = (struct book_line *)live;

	binance_price_line_close(l->line);
	binance_price_line_close(l->trades);
	live_book_release(&l->book);
	free(l);
}

/* A line of one stream of the book's market. */
static enum err_code
line_open(struct book_line *l, enum binance_stream of,
    const struct binance_price_options *o, struct binance_price_line **out,
    struct err *err)
{
	struct binance_streams streams = { 0 };
	struct buf name = { 0 };
	enum err_code rc = binance_stream_name(&l->s, of, 0, &name, err);

	if (rc == E_OK) {
		vec_push(&streams.names, mem_text(buf_text(&name)));
		rc = binance_price_line_open(l->b, l->s.market, &streams, o,
		    out, err);
	}
	buf_release(&name);
	binance_streams_release(&streams);
	return rc;
}

enum err_code
binance_book_live(struct venue *v, const struct live_options *o,
    const char *symbol, int depth, struct live **out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct binance_price_options line = { .sockets = o->sockets,
	    .http = o->http, .of = STREAM_BOOK, .told = told, .lost = lost };
	const struct binance_symbol *s;
	struct book_line *l;
	enum err_code rc = binance_symbol(b, symbol, &s, err);

	if (rc != E_OK)
		return rc;
	l = mem_alloc(sizeof(*l));
	*l = (struct book_line){ .live = { .tend = tend, .close = close_line },
	    .o = *o, .b = b, .s = *s, .depth = depth,
	    .book = { .market = s->market } };
	line.self = l;
	rc = line_open(l, STREAM_BOOK, &line, &l->line, err);
	line.of = STREAM_TRADES;
	line.told = trades_told;
	line.lost = trades_lost;
	if (rc == E_OK && o->raw)
		rc = line_open(l, STREAM_TRADES, &line, &l->trades, err);
	if (rc == E_OK)
		*out = &l->live;
	else
		close_line(&l->live);
	return rc;
}
