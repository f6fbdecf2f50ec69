/*
 * Public market data: the day, the book, and trades.
 */
#include "venue/binance/live.h"
#include "venue/binance/reads.h"

#include "venue/binance/live.h"

#define TRADES_MOST 1000

/* Which of the answers about a market a row comes from. */
static void
take(const struct json_at *row, const char *key, struct dec *to)
{
	struct dec d = json_opt_dec(row, key, DEC_NONE);

	if (dec_known(d))
		*to = d;
}

static struct ticker *
ticker_of(struct tickers *all, const char *symbol)
{
	struct ticker *t;

	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, symbol) == 0)
			return &all->at[i];
	vec_push(all, ticker_empty());
	t = &all->at[all->len - 1];
	TEXT_SET(t->symbol, symbol);
	TEXT_SET(t->venue, "binance");
	return t;
}

/* A bid that is not below the ask is none of a market that trades. */
static void
check_crossed(const struct json_at *row, struct ticker *t, bool one)
{
	if (dec_sign(t->bid) <= 0)
		t->bid = DEC_NONE;
	if (dec_sign(t->ask) <= 0)
		t->ask = DEC_NONE;
	if (!dec_known(t->bid) || !dec_known(t->ask) ||
	    dec_cmp(t->bid, t->ask) < 0)
		return;
	if (one)
		json_wrong(row, "bid is not below ask");
	t->bid = t->ask = DEC_NONE;
}

static void
ticker_read(struct binance *b, const struct json_at *row,
    enum binance_market market, const char *wanted, struct tickers *out)
{
	const char *native = json_get_text(row, "symbol");
	const struct binance_symbol *s;
	struct ticker *t;
	int64_t time;

	if (!json_fine(row))
		return;
	if (wanted != NULL && strcmp(native, wanted) != 0) {
		json_wrong(row, "asked for %s, got %s", wanted, native);
		return;
	}
	s = binance_by_native(&b->symbols, market, native);
	if (s == NULL)
		return;		/* a market that no list has */
	t = ticker_of(out, s->symbol);
	take(row, "lastPrice", &t->last);
	take(row, "bidPrice", &t->bid);
	take(row, "askPrice", &t->ask);
	take(row, "highPrice", &t->high);
	take(row, "lowPrice", &t->low);
	take(row, "openPrice", &t->open);
	take(row, "priceChangePercent", &t->percentage);
	take(row, "volume", &t->base_volume);
	take(row, "quoteVolume", &t->quote_volume);
	take(row, "markPrice", &t->mark_price);
	take(row, "indexPrice", &t->index_price);
	take(row, "lastFundingRate", &t->funding_rate);
	time = json_opt_ms(row, json_has(row, "closeTime") ? "closeTime" :
	    "time");
	if (time > t->time)
		t->time = time;
	if (!dec_known(t->last) && !dec_known(t->bid) && !dec_known(t->ask) &&
	    !dec_known(t->mark_price))
		json_wrong(row, "no price in it");
	if (json_fine(row) && (dec_sign(t->last) < 0 ||
	    (dec_known(t->high) && dec_known(t->low) &&
	    dec_cmp(t->high, t->low) < 0)))
		json_wrong(row, "prices that cannot be");
	if (json_fine(row))
		check_crossed(row, t, wanted != NULL);
}

enum err_code
binance_ticker_parse(struct binance *b, struct json_in *in,
    enum binance_market market, const char *native, struct tickers *out)
{
	struct json_at top = json_top(in);
	struct tickers found = {0};
	enum err_code rc;

	for (size_t i = 0; i < out->len; i++)
		vec_push(&found, out->at[i]);
	if (native != NULL)
		ticker_read(b, &top, market, native, &found);
	else
		for (size_t i = 0; i < json_count(&top) && json_fine(&top);
		    i++) {
			struct json_at row = json_item(&top, i);

			ticker_read(b, &row, market, NULL, &found);
		}
	rc = json_close(in);
	if (rc == E_OK) {
		vec_release(out);
		*out = found;
	} else
		vec_release(&found);
	return rc;
}

static const struct { enum binance_end end; enum binance_market market;
    int one, all; } ticker_parts[] = {
	{ END_SPOT_DAY, BINANCE_SPOT, 2, 80 },
	{ END_FUTURES_DAY, BINANCE_FUTURES, 1, 40 },
	{ END_FUTURES_BEST, BINANCE_FUTURES, 2, 5 },
	{ END_FUTURES_PREMIUM, BINANCE_FUTURES, 1, 10 }
};
#define TICKER_PARTS 4

static enum err_code
ticker(struct venue *v, const char *symbol, struct tickers *out,
    struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct binance_call calls[TICKER_PARTS];
	const struct binance_symbol *s = NULL;
	struct tickers found = {0};
	struct json_in in = {0};
	size_t n = 0, parts[TICKER_PARTS];
	enum err_code rc = symbol != NULL ? binance_symbol(b, symbol, &s,
	    err) : binance_symbols_need(b, err);

	for (size_t i = 0; i < TICKER_PARTS && rc == E_OK; i++) {
		if (s != NULL && s->market != ticker_parts[i].market)
			continue;
		binance_call_init(&calls[n], b, ticker_parts[i].end);
		if (s != NULL)
			binance_text(&calls[n], "symbol", s->native);
		binance_weight(&calls[n], s != NULL ? ticker_parts[i].one :
		    ticker_parts[i].all);
		parts[n++] = i;
	}
	if (rc == E_OK)
		rc = binance_run(b, calls, n, err);
	for (size_t i = 0; i < n; i++) {
		if (rc == E_OK)
			rc = binance_open_answer(&calls[i], &in, err);
		if (rc == E_OK)
			rc = binance_ticker_parse(b, &in,
			    ticker_parts[parts[i]].market, s != NULL ?
			    s->native : NULL, &found);
		binance_call_release(&calls[i]);
	}
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	return rc;
}

static void
read_side(const struct json_at *list, const char *symbol, int side,
    int64_t time, struct book_levels *out)
{
	size_t first = out->len;

	for (size_t i = 0; i < json_count(list) && json_fine(list); i++) {
		struct json_at row = json_item(list, i);
		struct json_at price = json_item(&row, 0);
		struct json_at amount = json_item(&row, 1);
		struct book_level *l = vec_add(out);
		const struct book_level *before = out->len - 1 > first ?
		    &out->at[out->len - 2] : NULL;

		TEXT_SET(l->venue, "binance");
		TEXT_SET(l->symbol, symbol);
		l->side = side;
		l->time = time;
		l->price = json_dec(&price);
		l->amount = json_dec(&amount);
		if (!json_fine(list))
			break;
		if (dec_sign(l->price) <= 0 || dec_sign(l->amount) <= 0)
			json_wrong(&row, "a price and an amount above 0 are "
			    "wanted");
		if (before != NULL && dec_cmp(l->price, before->price) *
		    (side == BOOK_BID ? -1 : 1) <= 0)
			json_wrong(&row, "out of order");
	}
}

enum err_code
binance_book_parse(struct json_in *in, const char *symbol,
    struct book_levels *out, int64_t *last)
{
	struct json_at top = json_top(in);
	struct json_at bids = json_get_list(&top, "bids");
	struct json_at asks = json_get_list(&top, "asks");
	int64_t time = json_opt_ms(&top, "E");
	int64_t id = last == NULL ? 0 : json_get_int(&top, "lastUpdateId");
	struct book_levels found = {0};
	size_t n;
	enum err_code rc;

	read_side(&bids, symbol, BOOK_BID, time, &found);
	n = found.len;
	read_side(&asks, symbol, BOOK_ASK, time, &found);
	if (json_fine(&top) && n > 0 && found.len > n &&
	    dec_cmp(found.at[0].price, found.at[n].price) >= 0)
		json_wrong(&top, "bid is not below ask");
	rc = json_close(in);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	if (rc == E_OK && last != NULL)
		*last = id;
	vec_release(&found);
	return rc;
}

enum err_code
binance_book_read(struct binance *b, const struct binance_symbol *s,
    int depth, struct book_levels *out, int64_t *last, struct err *err)
{
	static const struct { int limit, spot, futures; } steps[] = {
		{ 5, 5, 2 }, { 10, 5, 2 }, { 20, 5, 2 }, { 50, 5, 2 },
		{ 100, 5, 5 }, { 500, 25, 10 }, { 1000, 50, 20 },
		{ 5000, 250, 0 }
	};
	struct binance_call c;
	struct json_in in = {0};
	size_t first = out->len, step = 0;
	enum err_code rc;

	while (step + 1 < sizeof(steps) / sizeof(steps[0]) &&
	    steps[step].limit < depth && (s->market == BINANCE_SPOT ||
	    steps[step + 1].futures > 0))
		step++;
	binance_call_init(&c, b, s->market == BINANCE_SPOT ? END_SPOT_BOOK :
	    END_FUTURES_BOOK);
	binance_text(&c, "symbol", s->native);
	binance_int(&c, "limit", steps[step].limit);
	binance_weight(&c, s->market == BINANCE_SPOT ? steps[step].spot :
	    steps[step].futures);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK)
		rc = binance_book_parse(&in, s->symbol, out, last);
	for (size_t i = first; i < out->len && rc == E_OK; i++)
		if (out->at[i].time == 0)
			out->at[i].time = c.answer.received;
	binance_call_release(&c);
	return rc;
}

static enum err_code
book(struct venue *v, const char *symbol, int depth,
    struct book_levels *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *s;
	enum err_code rc = binance_symbol(b, symbol, &s, err);

	return rc == E_OK ? binance_book_read(b, s, depth, out, NULL, err) :
	    rc;
}

enum err_code
binance_trades_parse(struct json_in *in, const char *symbol,
    struct market_trades *out)
{
	struct json_at top = json_top(in);
	struct market_trades found = {0};
	enum err_code rc;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		struct market_trade *t = vec_add(&found);

		TEXT_SET(t->venue, "binance");
		TEXT_SET(t->symbol, symbol);
		TEXT_SET(t->id, json_get_id(&row, "id"));
		t->side = json_get_bool(&row, "isBuyerMaker") ? SIDE_SELL :
		    SIDE_BUY;
		t->price = json_get_dec(&row, "price");
		t->amount = json_get_dec(&row, "qty");
		t->cost = json_opt_dec(&row, "quoteQty", DEC_NONE);
		t->time = json_get_ms(&row, "time");
		if (json_fine(&row) && (dec_sign(t->price) <= 0 ||
		    dec_sign(t->amount) <= 0 || t->time <= 0))
			json_wrong(&row, "price, amount and time are above "
			    "0");
		if (json_fine(&row) && found.len > 1 &&
		    strcmp(t->id, found.at[found.len - 2].id) == 0)
			json_wrong(&row, "trade %s is there twice", t->id);
		if (!dec_known(t->cost))
			dec_times(t->price, t->amount, &t->cost);
	}
	rc = json_close(in);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	return rc;
}

static enum err_code
trades(struct venue *v, const char *symbol, int limit,
    struct market_trades *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *s;
	struct binance_call c;
	struct json_in in = {0};
	enum err_code rc = binance_symbol(b, symbol, &s, err);

	if (rc != E_OK)
		return rc;
	binance_call_init(&c, b, s->market == BINANCE_SPOT ? END_SPOT_TRADES :
	    END_FUTURES_TRADES);
	binance_text(&c, "symbol", s->native);
	binance_int(&c, "limit", limit < 1 ? 1 : limit > TRADES_MOST ?
	    TRADES_MOST : limit);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK)
		rc = binance_trades_parse(&in, s->symbol, out);
	binance_call_release(&c);
	return rc;
}

const struct market_ops binance_market_ops = {
	.ticker = ticker,
	.book = book,
	.trades = trades,
	.candles = binance_candles,
	.forming = binance_forming,
	.funding_rates = binance_funding_rates,
	.timeframes = binance_timeframes,
	.live = binance_markets_live,
	.live_book = binance_book_live
};
