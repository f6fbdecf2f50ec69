/*
 * Candles and funding rates, by the page.
 */
#include "venue/binance/reads.h"

#include "venue/binance/klines.h"

#include <time.h>

#define PAGE 1000

static const struct { const char *name; int64_t us; } intervals[] = {
	{ "1s", STAMP_SECOND }, { "1m", STAMP_MINUTE },
	{ "3m", 3 * STAMP_MINUTE }, { "5m", 5 * STAMP_MINUTE },
	{ "15m", 15 * STAMP_MINUTE }, { "30m", 30 * STAMP_MINUTE },
	{ "1h", STAMP_HOUR }, { "2h", 2 * STAMP_HOUR },
	{ "4h", 4 * STAMP_HOUR }, { "6h", 6 * STAMP_HOUR },
	{ "8h", 8 * STAMP_HOUR }, { "12h", 12 * STAMP_HOUR },
	{ "1d", STAMP_DAY }, { "3d", 3 * STAMP_DAY }, { "1w", 7 * STAMP_DAY },
};
#define INTERVALS (sizeof(intervals) / sizeof(intervals[0]))

const int64_t binance_timeframes[] = { STAMP_SECOND, STAMP_MINUTE,
    3 * STAMP_MINUTE, 5 * STAMP_MINUTE, 15 * STAMP_MINUTE,
    30 * STAMP_MINUTE, STAMP_HOUR, 2 * STAMP_HOUR, 4 * STAMP_HOUR,
    6 * STAMP_HOUR, 8 * STAMP_HOUR, 12 * STAMP_HOUR, STAMP_DAY,
    3 * STAMP_DAY, 7 * STAMP_DAY, 0 };

int64_t
binance_interval(const char *name)
{
	for (size_t i = 0; i < INTERVALS; i++)
		if (strcmp(intervals[i].name, name) == 0)
			return intervals[i].us;
	return 0;
}

const char *
binance_interval_name(int64_t timeframe)
{
	for (size_t i = 0; i < INTERVALS; i++)
		if (intervals[i].us == timeframe)
			return intervals[i].name;
	return NULL;
}

/* Binance's time when it answered, ms: by its Date header, whole seconds, so
 * that a clock of ours that is fast takes no open bar for a closed one. */
static int64_t
answered_at(const struct http_answer *a)
{
	const char *date = http_header(a, "date");
	struct tm tm = {0};
	char *end;

	if (date != NULL) {
		end = strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
		if (end != NULL)
			return (int64_t)timegm(&tm) * 1000;
	}
	return a->received / 1000;
}

/* Rows that rise, within what was asked; those still open are left out. */
static enum err_code
keep_closed(const struct candle_rows *page, int64_t timeframe_ms,
    int64_t from_ms, int64_t to_ms, int64_t now_ms, const char *what,
    struct candle_rows *out, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < page->len; i++) {
		int64_t at = page->time[i];

		if (at < from_ms || at >= to_ms || (i > 0 &&
		    at <= page->time[i - 1]))
			return err_set(err, E_DATA, "%s: row %zu is not of "
			    "the time that was asked for", what, i);
		if (at + timeframe_ms <= now_ms)
			n = i + 1;
	}
	candle_rows_append(out, page, 0, n);
	return E_OK;
}

/* What a request for so many of them weighs. */
static int
klines_weight(enum binance_market market, int64_t limit)
{
	return market == BINANCE_SPOT ? 2 : limit < 100 ? 1 : limit < 500 ? 2 :
	    5;
}

/* The bars that open from one time to before another; *answered when. */
static enum err_code
ask_klines(struct binance *b, const char *symbol, int64_t timeframe, int price,
    int64_t from_ms, int64_t to_ms, struct candle_rows *page,
    int64_t *answered, struct buf *what, struct err *err)
{
	const struct binance_symbol *s;
	struct binance_call c;
	struct json_in in = {0};
	size_t n = 0;
	int64_t limit = (to_ms - from_ms - 1) / (timeframe / 1000) + 1;
	enum err_code rc = binance_symbol(b, symbol, &s, err);

	if (rc != E_OK)
		return rc;
	if (limit > PAGE)
		limit = PAGE;
	while (n < INTERVALS && intervals[n].us != timeframe)
		n++;
	if (n == INTERVALS || (n == 0 && s->market != BINANCE_SPOT))
		return err_set(err, E_USAGE, "%s: Binance has no candles of "
		    "that timeframe", symbol);
	if (price == PRICE_MARK && s->market == BINANCE_SPOT)
		return err_set(err, E_USAGE, "%s: spot has no mark price",
		    symbol);
	binance_call_init(&c, b, s->market == BINANCE_SPOT ? END_SPOT_KLINES :
	    price == PRICE_MARK ? END_FUTURES_MARK_KLINES :
	    END_FUTURES_KLINES);
	binance_text(&c, "symbol", s->native);
	binance_text(&c, "interval", intervals[n].name);
	binance_int(&c, "startTime", from_ms);
	binance_int(&c, "endTime", to_ms - 1);
	binance_int(&c, "limit", limit);
	binance_weight(&c, klines_weight(s->market, limit));
	rc = binance_run(b, &c, 1, err);
	/* Opened only where it is no list: to say what it is. */
	if (rc == E_OK && (c.answer.outcome != HTTP_ANSWERED ||
	    c.answer.status != 200 || c.answer.body.len == 0 ||
	    c.answer.body.at[0] != '[')) {
		rc = binance_open_answer(&c, &in, err);
		json_close(&in);
		if (rc == E_OK)
			rc = err_set(err, E_DATA, "%s: not a list",
			    buf_text(&c.what));
	}
	if (rc == E_OK)
		rc = klines_read(buf_text(&c.answer.body), c.answer.body.len,
		    price == PRICE_MARK, buf_text(&c.what), page, err);
	if (rc == E_OK)
		*answered = answered_at(&c.answer);
	buf_puts(what, buf_text(&c.what));
	binance_call_release(&c);
	return rc;
}

enum err_code
binance_candles(struct venue *v, const char *symbol, int64_t timeframe,
    int price, int64_t from_ms, int64_t to_ms, struct candle_rows *out,
    struct err *err)
{
	struct candle_rows page = {0};
	struct buf what = {0};
	int64_t answered = 0;
	enum err_code rc;

	if (from_ms >= to_ms)
		return E_OK;
	rc = ask_klines((struct binance *)v, symbol, timeframe, price,
	    from_ms, to_ms, &page, &answered, &what, err);
	if (rc == E_OK)
		rc = keep_closed(&page, timeframe / 1000, from_ms, to_ms,
		    answered, buf_text(&what), out, err);
	candle_rows_release(&page);
	buf_release(&what);
	return rc;
}

enum err_code
binance_forming(struct venue *v, const char *symbol, int64_t timeframe,
    int price, int64_t open_ms, struct candle_rows *out, struct err *err)
{
	struct candle_rows page = {0};
	struct buf what = {0};
	int64_t answered = 0;
	enum err_code rc = ask_klines((struct binance *)v, symbol, timeframe,
	    price, open_ms, open_ms + timeframe / 1000, &page, &answered,
	    &what, err);

	if (rc == E_OK && (page.len > 1 ||
	    (page.len == 1 && page.time[0] != open_ms)))
		rc = err_set(err, E_DATA, "%s: rows that were not asked for",
		    buf_text(&what));
	if (rc == E_OK)
		candle_rows_append(out, &page, 0, page.len);
	candle_rows_release(&page);
	buf_release(&what);
	return rc;
}

enum err_code
binance_funding_parse(struct json_in *in, const char *native,
    const char *symbol, struct funding_rates *out)
{
	struct json_at top = json_top(in);
	struct funding_rates found = {0};
	enum err_code rc;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		struct funding_rate *r = vec_add(&found);

		TEXT_SET(r->venue, "binance");
		TEXT_SET(r->symbol, symbol);
		r->rate = json_get_dec(&row, "fundingRate");
		r->time = json_get_ms(&row, "fundingTime");
		r->mark_price = json_opt_dec(&row, "markPrice", DEC_NONE);
		if (dec_sign(r->mark_price) <= 0)
			r->mark_price = DEC_NONE;
		if (strcmp(json_get_text(&row, "symbol"), native) != 0)
			json_wrong(&row, "asked for %s", native);
		if (json_fine(&row) && (r->time <= 0 || (i > 0 &&
		    r->time < found.at[i - 1].time)))
			json_wrong(&row, "out of order");
	}
	rc = json_close(in);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	return rc;
}

enum err_code
binance_funding_rates(struct venue *v, const char *symbol, int64_t from,
    int64_t to, struct funding_rates *out, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *s;
	struct binance_call c;
	struct json_in in = {0};
	enum err_code rc = binance_symbol(b, symbol, &s, err);

	if (rc == E_OK && s->market == BINANCE_SPOT)
		return err_set(err, E_USAGE, "%s: spot has no funding",
		    symbol);
	if (rc != E_OK)
		return rc;
	binance_call_init(&c, b, END_FUTURES_FUNDING);
	binance_text(&c, "symbol", s->native);
	binance_int(&c, "startTime", from / 1000);
	binance_int(&c, "endTime", to / 1000 - 1);
	binance_int(&c, "limit", PAGE);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK)
		rc = binance_funding_parse(&in, s->native, s->symbol, out);
	binance_call_release(&c);
	return rc;
}
