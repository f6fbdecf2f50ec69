/*
 * Several lines as one that is up when all of them are: an account has a user
 * stream on each market, and symbols may be of both.
 */
#include "venue/binance/live.h"

#include "base/mem.h"
#include "venue/binance/priceline.h"
#include "venue/binance/userline.h"

struct lines;
struct part {			/* of one market */
	struct lines *all;
	struct binance_line *user;
	struct binance_price_line *prices;
	bool there, up;
};

struct lines {
	struct live live;
	struct live_options o;
	struct part parts[BINANCE_MARKETS];
	bool said_down;
};

static const struct line_site {
	const char *rest, *url[LINE_KINDS][BINANCE_MARKETS];
} sites[] = {
	{ "https://api.binance.com", {
	  { "wss://ws-api.binance.com:443/ws-api/v3",
	    "wss://fstream.binance.com" },
	  { "wss://stream.binance.com:9443",
	    "wss://fstream.binance.com" } } },
	{ "https://testnet.binance.vision", {
	  { "wss://ws-api.testnet.binance.vision/ws-api/v3",
	    "wss://fstream.binancefuture.com" },
	  { "wss://stream.testnet.binance.vision",
	    "wss://fstream.binancefuture.com" } } },
	{ "https://demo-api.binance.com", {
	  { "wss://demo-ws-api.binance.com/ws-api/v3",
	    "wss://fstream.binancefuture.com" },
	  { "wss://demo-stream.binance.com",
	    "wss://fstream.binancefuture.com" } } }
};

void
binance_line_url(const struct binance *b, enum binance_market market,
    enum binance_line_kind kind, struct buf *out)
{
	const char *rest = b->url[HOST_SPOT];
	const char *host = strncmp(rest, "http", 4) == 0 ? rest + 4 : rest;

	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		if (strcmp(sites[i].rest, rest) == 0) {
			buf_puts(out, sites[i].url[kind][market]);
			return;
		}
	buf_printf(out, "ws%s%s", host, kind == LINE_USER &&
	    market == BINANCE_SPOT ? "/ws-api/v3" : "");
}

static void
tell(struct lines *l, struct live_news news)
{
	if (news.text == NULL)
		news.text = "";
	l->o.told(l->o.self, &news);
}

/* A part that is up again while another is down has missed something, too. */
static void
part_up(struct part *p)
{
	struct lines *l = p->all;
	bool all = true;

	p->up = true;
	for (int m = 0; m < BINANCE_MARKETS; m++)
		all &= l->parts[m].up || !l->parts[m].there;
	l->live.up = all;
	if (all)
		l->said_down = false;
	tell(l, (struct live_news){ .kind = all ? LIVE_UP : LIVE_LOOK });
}

static void
part_lost(void *self, const char *why)
{
	struct part *p = self;
	struct lines *l = p->all;

	p->up = l->live.up = false;
	if (!l->said_down)
		tell(l, (struct live_news){ .kind = LIVE_DOWN, .text = why });
	l->said_down = true;
}

static void
user_told(void *self, const struct binance_event *e)
{
	struct part *p = self;

	if (e->kind[0] == '\0')
		part_up(p);
	else if (e->told == TOLD_ROWS)
		tell(p->all, (struct live_news){ .kind = LIVE_CHANGES,
		    .text = e->kind, .changes = &e->changes });
	else if (e->told == TOLD_LOOK)
		tell(p->all, (struct live_news){ .kind = LIVE_LOOK,
		    .text = e->kind });
}

static void
tell_trade(struct lines *l, const struct binance_news *news)
{
	struct ticker t = ticker_empty();

	TEXT_SET(t.venue, news->trade.venue);
	TEXT_SET(t.symbol, news->symbol);
	t.last = news->trade.price;
	t.time = news->trade.time;
	tell(l, (struct live_news){ .kind = LIVE_TICKER, .ticker = &t });
}

static void
market_told(void *self, const struct binance_news *news)
{
	struct part *p = self;

	if (news->kind == NEWS_SUBSCRIBED)
		part_up(p);
	else if (news->kind == NEWS_TRADE)
		tell_trade(p->all, news);
	else if (news->kind == NEWS_TICKER)
		tell(p->all, (struct live_news){ .kind = LIVE_TICKER,
		    .ticker = &news->ticker });
}

static enum err_code
tend(struct live *live, struct err *err)
{
	struct lines *l = (struct lines *)live;
	enum err_code rc = E_OK;

	for (int m = 0; m < BINANCE_MARKETS && rc == E_OK; m++)
		if (l->parts[m].user != NULL)
			rc = binance_line_tend(l->parts[m].user, err);
	return rc;
}

static void
close_lines(struct live *live)
{
	struct lines *l = (struct lines *)live;

	for (int m = 0; m < BINANCE_MARKETS; m++) {
		binance_line_close(l->parts[m].user);
		binance_price_line_close(l->parts[m].prices);
	}
	free(l);
}

static struct lines *
lines_new(const struct live_options *o)
{
	struct lines *l = mem_alloc(sizeof(*l));

	*l = (struct lines){ .live = { .tend = tend, .close = close_lines },
	    .o = *o };
	for (int m = 0; m < BINANCE_MARKETS; m++)
		l->parts[m].all = l;
	return l;
}

static enum err_code
hand_out(struct lines *l, enum err_code rc, struct live **out)
{
	if (rc == E_OK)
		*out = &l->live;
	else
		close_lines(&l->live);
	return rc;
}

enum err_code
binance_account_live(struct venue *v, const struct live_options *o,
    struct live **out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct lines *l = lines_new(o);
	enum err_code rc = binance_symbols_need(b, err);

	for (int m = 0; m < BINANCE_MARKETS; m++)
		l->parts[m].there = m == BINANCE_SPOT || !b->no_futures;
	for (int m = 0; m < BINANCE_MARKETS && rc == E_OK; m++) {
		const struct binance_line_options line = {
		    .sockets = o->sockets, .http = o->http,
		    .told = user_told, .lost = part_lost,
		    .self = &l->parts[m] };

		if (l->parts[m].there)
			rc = binance_line_open(b, (enum binance_market)m,
			    &line, &l->parts[m].user, err);
	}
	return hand_out(l, rc, out);
}

/* Spot has no mark. */
static enum err_code
add_streams(const struct binance_symbol *s, struct binance_streams *to,
    struct err *err)
{
	static const enum binance_stream kinds[] = { STREAM_TRADES,
	    STREAM_MARK };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) &&
	    rc == E_OK; i++) {
		struct buf name = { 0 };

		if (kinds[i] == STREAM_MARK && s->market == BINANCE_SPOT)
			continue;
		rc = binance_stream_name(s, kinds[i], 0, &name, err);
		if (rc == E_OK)
			vec_push(&to->names, mem_text(buf_text(&name)));
		buf_release(&name);
	}
	return rc;
}

enum err_code
binance_markets_live(struct venue *v, const struct live_options *o,
    const char *const *symbols, struct live **out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct binance_streams streams[BINANCE_MARKETS] = { 0 };
	struct lines *l = lines_new(o);
	const struct binance_symbol *s = NULL;
	struct binance_call c;
	enum err_code rc;

	/* The network is there when any public call is ready. */
	binance_call_init(&c, b, END_SPOT_TIME);
	rc = binance_ready(&c, err);
	binance_call_release(&c);
	for (; rc == E_OK && *symbols != NULL; symbols++) {
		rc = binance_symbol(b, *symbols, &s, err);
		if (rc == E_OK)
			rc = add_streams(s, &streams[s->market], err);
	}
	for (int m = 0; m < BINANCE_MARKETS; m++)
		l->parts[m].there = streams[m].names.len > 0;
	for (int m = 0; m < BINANCE_MARKETS && rc == E_OK; m++) {
		const struct binance_price_options line = {
		    .sockets = o->sockets, .http = o->http,
		    .of = STREAM_MARK,	/* and of all that is beside it */
		    .told = market_told, .lost = part_lost,
		    .self = &l->parts[m] };

		if (l->parts[m].there)
			rc = binance_price_line_open(b,
			    (enum binance_market)m, &streams[m], &line,
			    &l->parts[m].prices, err);
	}
	for (int m = 0; m < BINANCE_MARKETS; m++)
		binance_streams_release(&streams[m]);
	return hand_out(l, rc, out);
}
