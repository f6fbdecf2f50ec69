/* Connections of the markets' streams. */
#include "venue/binance/priceline.h"

#include "base/mem.h"
#include "venue/binance/live.h"

struct binance_price_line {
	struct binance *b;
	enum binance_market market;
	struct binance_price_options o;
	struct websocket *ws;
	struct buf ask;			/* what is subscribed to */
	bool good;			/* of the message under way */
	struct err why;			/* what was wrong with a message */
};

void
binance_streams_release(struct binance_streams *s)
{
	for (size_t i = 0; i < s->names.len; i++)
		free(s->names.at[i]);
	vec_release(&s->names);
}

/* What cannot be sent now is sent when the line is made anew. */
static void
opened(void *self, struct websocket *ws)
{
	struct binance_price_line *l = self;

	l->o.sockets->send(ws, buf_text(&l->ask), l->ask.len, NULL);
}

static void
take(void *self, const struct binance_news *news)
{
	struct binance_price_line *l = self;

	if (news->kind == NEWS_REFUSED)
		err_set(&l->why, E_REJECTED, "refused: %d %s", news->code,
		    news->message);
	l->good &= news->kind != NEWS_REFUSED && news->kind != NEWS_ENDED;
	if (l->good)
		l->o.told(l->o.self, news);
}

/* False: the line is dropped and made anew. */
static bool
message(void *self, const char *at, size_t len)
{
	struct binance_price_line *l = self;

	l->good = true;
	return binance_news_read(l->b, l->market, at, len, take, l,
	    &l->why) == E_OK && l->good;
}

static bool
lost(void *self, const char *why)
{
	struct binance_price_line *l = self;

	l->o.lost(l->o.self, l->why.code != E_OK ? l->why.text : why);
	l->why = (struct err){ .code = E_OK };
	return true;
}

enum err_code
binance_price_line_open(struct binance *b, enum binance_market market,
    const struct binance_streams *streams,
    const struct binance_price_options *o, struct binance_price_line **out,
    struct err *err)
{
	struct binance_price_line *l = mem_alloc(sizeof(*l));
	struct websocket_spec spec = { .opened = opened, .message = message,
	    .lost = lost, .self = l };
	struct buf url = { 0 };
	enum err_code rc;

	*l = (struct binance_price_line){ .b = b, .market = market,
	    .o = *o };
	binance_subscribe((const char *const *)streams->names.at,
	    streams->names.len, 1, &l->ask);
	binance_line_url(b, market, LINE_MARKET, &url);
	buf_puts(&url, binance_stream_path(market, o->of));
	spec.url = buf_text(&url);
	rc = o->sockets->open(o->http, &spec, &l->ws, err);
	buf_release(&url);
	if (rc == E_OK)
		*out = l;
	else
		binance_price_line_close(l);
	return rc;
}

void
binance_price_line_close(struct binance_price_line *l)
{
	if (l == NULL)
		return;
	if (l->ws != NULL)
		l->o.sockets->close(l->ws);
	buf_release(&l->ask);
	free(l);
}
