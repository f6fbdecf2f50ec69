/* Messages of the public streams of spot and futures. */
#include "venue/binance/stream.h"

#include "venue/binance/reads.h"

#include <ctype.h>

#define COIN_MARGINED 2		/* of the field st: not ours */

/* One event under way. */
struct told {
	struct binance *b;
	enum binance_market market;
	const struct json_at *at;
	struct binance_news *out;
};

static struct dec
positive(const struct json_at *at, const char *key)
{
	struct dec d = json_get_dec(at, key);

	if (json_fine(at) && dec_sign(d) <= 0)
		json_wrong(at, "%s is not above 0", key);
	return d;
}

static struct dec
not_negative(const struct json_at *at, const char *key)
{
	struct dec d = json_get_dec(at, key);

	if (json_fine(at) && dec_sign(d) < 0)
		json_wrong(at, "%s is below 0", key);
	return d;
}

/* An empty side of a book is told as 0. */
static struct dec
quote(const struct json_at *at, const char *key)
{
	struct dec d = json_opt_dec(at, key, DEC_NONE);

	if (dec_sign(d) < 0)
		json_wrong(at, "%s is below 0", key);
	return dec_sign(d) > 0 ? d : DEC_NONE;
}

static void
ticker_begin(struct told *t)
{
	t->out->kind = NEWS_TICKER;
	t->out->ticker = ticker_empty();
	TEXT_SET(t->out->ticker.venue, "binance");
	TEXT_SET(t->out->ticker.symbol, t->out->symbol);
	t->out->ticker.time = t->out->time;
}

static void
take_best(struct told *t)
{
	struct ticker *k;

	ticker_begin(t);
	k = &t->out->ticker;
	k->bid = quote(t->at, "b");
	k->ask = quote(t->at, "a");
	t->out->last = json_get_int(t->at, "u");
	if (json_fine(t->at) && dec_known(k->bid) && dec_known(k->ask) &&
	    dec_cmp(k->bid, k->ask) >= 0)
		json_wrong(t->at, "bid is not below ask");
}

static void
take_day(struct told *t)
{
	struct ticker *k;

	ticker_begin(t);
	k = &t->out->ticker;
	k->last = positive(t->at, "c");
	k->open = not_negative(t->at, "o");
	k->high = not_negative(t->at, "h");
	k->low = not_negative(t->at, "l");
	k->base_volume = not_negative(t->at, "v");
	k->quote_volume = not_negative(t->at, "q");
	/* The short form and futures have none of these. */
	k->percentage = json_opt_dec(t->at, "P", DEC_NONE);
	k->bid = quote(t->at, "b");
	k->ask = quote(t->at, "a");
	if (json_fine(t->at) && dec_cmp(k->high, k->low) < 0)
		json_wrong(t->at, "prices that cannot be");
}

static void
take_mark(struct told *t)
{
	ticker_begin(t);
	t->out->ticker.mark_price = positive(t->at, "p");
	t->out->ticker.index_price = quote(t->at, "i");
	t->out->ticker.funding_rate = json_opt_dec(t->at, "r", DEC_NONE);
}

static void
take_trade(struct told *t, const char *id)
{
	struct market_trade *m = &t->out->trade;

	t->out->kind = NEWS_TRADE;
	TEXT_SET(m->venue, "binance");
	TEXT_SET(m->symbol, t->out->symbol);
	TEXT_SET(m->id, json_get_id(t->at, id));
	m->side = json_get_bool(t->at, "m") ? SIDE_SELL : SIDE_BUY;
	m->price = positive(t->at, "p");
	m->amount = positive(t->at, "q");
	m->time = json_get_ms(t->at, "T");
	m->cost = DEC_NONE;
	if (json_fine(t->at))
		dec_times(m->price, m->amount, &m->cost);
}

static void
take_single_trade(struct told *t)
{
	take_trade(t, "t");
}

/* Trades of one order at one price, as the venue puts them together. */
static void
take_joined_trade(struct told *t)
{
	take_trade(t, "a");
}

static void
take_candle(struct told *t)
{
	struct json_at k = json_get_object(t->at, "k");
	struct candle *c = &t->out->candle;

	t->out->kind = NEWS_CANDLE;
	*c = candle_empty();
	c->open_time_ms = json_get_ms(&k, "t") / 1000;
	c->open = positive(&k, "o");
	c->high = positive(&k, "h");
	c->low = positive(&k, "l");
	c->close = positive(&k, "c");
	c->volume = not_negative(&k, "v");
	c->quote_volume = not_negative(&k, "q");
	c->trades = json_get_int(&k, "n");
	c->taker_buy_volume = not_negative(&k, "V");
	c->taker_buy_quote_volume = not_negative(&k, "Q");
	t->out->closed = json_get_bool(&k, "x");
	t->out->timeframe = binance_interval(json_get_text(&k, "i"));
	if (!json_fine(&k))
		return;
	if (dec_cmp(c->high, c->low) < 0 || dec_cmp(c->open, c->high) > 0 ||
	    dec_cmp(c->open, c->low) < 0 || dec_cmp(c->close, c->high) > 0 ||
	    dec_cmp(c->close, c->low) < 0)
		json_wrong(&k, "prices that cannot be");
	else if (c->open_time_ms <= 0 || c->trades < 0)
		json_wrong(&k, "a time or a count that cannot be");
}

static void
take_levels(struct told *t, const char *key, int side)
{
	struct json_at list = json_get_list(t->at, key);

	for (size_t i = 0; i < json_count(&list) && json_fine(&list); i++) {
		struct json_at row = json_item(&list, i);
		struct json_at price = json_item(&row, 0);
		struct json_at amount = json_item(&row, 1);
		struct book_level l = { .side = side, .time = t->out->time };

		TEXT_SET(l.venue, "binance");
		TEXT_SET(l.symbol, t->out->symbol);
		if (json_count(&row) < 2 && json_fine(&row))
			json_wrong(&row, "no price and amount");
		l.price = json_dec(&price);
		l.amount = json_dec(&amount);
		if (!json_fine(&list))
			break;
		if (dec_sign(l.price) <= 0 || dec_sign(l.amount) < 0 ||
		    (t->out->whole && dec_is_zero(l.amount)))
			json_wrong(&row, "a level that cannot be");
		vec_push(&t->out->levels, l);
	}
}

static void
take_changes(struct told *t)
{
	struct binance_news *n = t->out;

	n->kind = NEWS_BOOK;
	n->first = json_get_int(t->at, "U");
	n->last = json_get_int(t->at, "u");
	n->before = json_opt_int(t->at, "pu", 0);
	take_levels(t, "b", BOOK_BID);
	take_levels(t, "a", BOOK_ASK);
	if (json_fine(t->at) && (n->first > n->last || n->first < 0 ||
	    n->before < 0))
		json_wrong(t->at, "changes that are counted backwards");
}

/* The best levels alone; of spot, which names neither event nor symbol. */
static void
take_top(struct told *t)
{
	t->out->kind = NEWS_BOOK;
	t->out->whole = true;
	t->out->first = t->out->last = json_get_int(t->at, "lastUpdateId");
	take_levels(t, "bids", BOOK_BID);
	take_levels(t, "asks", BOOK_ASK);
}

static void
take_end(struct told *t)
{
	t->out->kind = NEWS_ENDED;
}

static const struct {
	const char *event;
	void (*take)(struct told *t);
	bool of_symbol;
} events[] = {
	{ "bookTicker", take_best, true },
	{ "24hrTicker", take_day, true },
	{ "24hrMiniTicker", take_day, true },
	{ "markPriceUpdate", take_mark, true },
	{ "trade", take_single_trade, true },
	{ "aggTrade", take_joined_trade, true },
	{ "kline", take_candle, true },
	{ "depthUpdate", take_changes, true },
	{ "serverShutdown", take_end, false },
};

static void
take_event(struct told *t, const char *stream)
{
	const char *event = json_opt_text(t->at, "e", "");
	const char *cut = strchr(stream, '@');
	char native[SYMBOL_SIZE] = "";

	TEXT_SET(t->out->event, event);
	t->out->time = json_opt_ms(t->at, "E");
	if (json_opt_int(t->at, "st", 0) == COIN_MARGINED)
		return;
	if (*event == '\0' && json_has(t->at, "lastUpdateId") && cut != NULL) {
		for (size_t i = 0; stream + i < cut && i < sizeof(native) - 1;
		    i++)
			native[i] = (char)toupper((unsigned char)stream[i]);
		binance_name(t->b, t->market, native, t->out->symbol);
		take_top(t);
		return;
	}
	if (*event == '\0' && json_has(t->at, "u") && json_has(t->at, "s"))
		event = "bookTicker";	/* spot does not say so */
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strcmp(events[i].event, event) != 0)
			continue;
		if (events[i].of_symbol)
			binance_name(t->b, t->market, json_get_text(t->at,
			    "s"), t->out->symbol);
		if (json_fine(t->at))
			events[i].take(t);
	}
}

/* {"error":{…}}, {"code":…,"msg":…}: an answer to what we asked for. */
static bool
take_answer(const struct json_at *top, struct binance_news *out)
{
	struct json_at error = json_member(top, "error");
	const struct json_at *at = error.value != NULL ? &error : top;

	if (json_has(at, "code") && json_has(at, "msg")) {
		out->kind = NEWS_REFUSED;
		out->code = (int)json_get_int(at, "code");
		TEXT_SET(out->message, json_get_text(at, "msg"));
		return true;
	}
	if (!json_has(top, "id") || json_has(top, "e"))
		return false;
	out->kind = NEWS_SUBSCRIBED;
	return true;
}

static void
take_one(struct binance *b, enum binance_market market,
    const struct json_at *at, const char *stream,
    void (*each)(void *self, const struct binance_news *news), void *self)
{
	struct binance_news news = {0};
	struct told t = { b, market, at, &news };

	take_event(&t, stream);
	if (json_fine(at) && news.kind != NEWS_NOTHING)
		each(self, &news);
	vec_release(&news.levels);
}

enum err_code
binance_news_read(struct binance *b, enum binance_market market,
    const char *text, size_t len,
    void (*each)(void *self, const struct binance_news *news), void *self,
    struct err *err)
{
	struct binance_news answer = {0};
	struct json_in in;
	struct json_at top, data;
	const char *stream = "";

	json_open(&in, text, len, NULL, "binance: stream", err);
	top = json_top(&in);
	if (json_is_object(top.value)) {
		if (take_answer(&top, &answer)) {
			if (json_fine(&top))
				each(self, &answer);
			return json_close(&in);
		}
		stream = json_opt_text(&top, "stream", "");
	}
	/* A combined stream puts each event into an envelope. */
	if (*stream != '\0')
		data = json_member(&top, "data");
	else
		data = top;
	if (json_is_array(data.value))
		for (size_t i = 0; i < json_count(&data) && json_fine(&data);
		    i++) {
			struct json_at one = json_item(&data, i);

			take_one(b, market, &one, stream, each, self);
		}
	else if (json_fine(&top))
		take_one(b, market, &data, stream, each, self);
	return json_close(&in);
}

/* The words for a stream; NULL: that market has none. */
static const struct {
	const char *suffix[BINANCE_MARKETS];
	const char *path;		/* of futures */
} streams[BINANCE_STREAMS] = {
	[STREAM_BEST] = { { "bookTicker", "bookTicker" }, "/public/ws" },
	[STREAM_DAY] = { { "ticker", "ticker" }, "/market/ws" },
	[STREAM_TRADES] = { { "trade", "aggTrade" }, "/market/ws" },
	[STREAM_BOOK] = { { "depth@100ms", "depth@100ms" }, "/public/ws" },
	[STREAM_MARK] = { { NULL, "markPrice@1s" }, "/market/ws" },
	[STREAM_CANDLES] = { { "kline_", "kline_" }, "/market/ws" },
};

enum err_code
binance_stream_name(const struct binance_symbol *s,
    enum binance_stream stream, int64_t timeframe, struct buf *out,
    struct err *err)
{
	const char *suffix = streams[stream].suffix[s->market];
	const char *interval = "";

	if (suffix == NULL)
		return err_set(err, E_USAGE, "%s: spot has no mark price",
		    s->symbol);
	if (stream == STREAM_CANDLES) {
		interval = binance_interval_name(timeframe);
		if (interval == NULL || (timeframe < STAMP_MINUTE &&
		    s->market != BINANCE_SPOT))
			return err_set(err, E_USAGE, "%s: Binance has no "
			    "candles of that timeframe", s->symbol);
	}
	for (const char *p = s->native; *p != '\0'; p++)
		buf_putc(out, (char)tolower((unsigned char)*p));
	buf_printf(out, "@%s%s", suffix, interval);
	return E_OK;
}

const char *
binance_stream_path(enum binance_market market, enum binance_stream stream)
{
	return market == BINANCE_SPOT ? "/ws" : streams[stream].path;
}

void
binance_subscribe(const char *const *names, size_t n, int id, struct buf *out)
{
	buf_puts(out, "{\"method\":\"SUBSCRIBE\",\"params\":[");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(out, ',');
		json_quote(out, names[i], strlen(names[i]));
	}
	buf_printf(out, "],\"id\":%d}", id);
}
