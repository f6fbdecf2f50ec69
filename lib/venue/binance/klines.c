/*
 * [[openTime,"open","high","low","close","volume",closeTime,"quoteVolume",
 * trades,"takerBuyBase","takerBuyQuote","0"],…]. The fast reader takes what is
 * surely right and gives up without an answer on all else, unusual blanks too.
 */
#include "venue/binance/klines.h"

#include "base/stamp.h"
#include "model/candlescan.h"
#include "net/json.h"

#define FIELDS 12
#define FIELDS_LEAST 11			/* what the last one is nobody says */
#define MS_MAX INT64_C(253402300799999)	/* the end of the year 9999 */

enum { TIME = -1, TIME_END = -2, IGNORED = -3 };

/* Where each field of a row goes, and whether it is written as a text. */
static const struct kline_field { int to; bool quoted; } fields[FIELDS] = {
	{ TIME, false },
	{ CANDLE_OPEN, true }, { CANDLE_HIGH, true }, { CANDLE_LOW, true },
	{ CANDLE_CLOSE, true }, { CANDLE_VOLUME, true },
	{ TIME_END, false },
	{ CANDLE_QUOTE_VOLUME, true }, { CANDLE_TRADES, false },
	{ CANDLE_TAKER_VOLUME, true }, { CANDLE_TAKER_QUOTE, true },
	{ IGNORED, true }
};

/* A number that stands by itself, as JSON writes it: no zero before it. */
static inline bool
whole_scan(const char **at, int64_t *v)
{
	const char *p = *at;
	unsigned char scale;

	return candle_scan(at, v, &scale) && scale == 0 &&
	    (*p != '0' || *at == p + 1);
}

static inline bool
text_scan(const char **at, int64_t *v, unsigned char *scale)
{
	return *(*at)++ == '"' && candle_scan(at, v, scale) &&
	    *(*at)++ == '"';
}

/* One row from behind its bracket to behind the closing one. */
static inline const char *
row_fast(const char *p, struct candle_rows *r)
{
	const size_t n = r->len;
	int64_t ignored, end;
	unsigned char scale;
	bool good = whole_scan(&p, &r->time[n]) && r->time[n] > 0 &&
	    r->time[n] <= MS_MAX;

	for (int c = CANDLE_OPEN; c <= CANDLE_VOLUME && good; c++)
		good = *p++ == ',' && text_scan(&p, &r->coef[c][n],
		    &r->scale[c][n]);
	good = good && *p++ == ',' && whole_scan(&p, &end) && end <= MS_MAX &&
	    *p++ == ',' && text_scan(&p, &r->coef[CANDLE_QUOTE_VOLUME][n],
	    &r->scale[CANDLE_QUOTE_VOLUME][n]) &&
	    *p++ == ',' && whole_scan(&p, &r->coef[CANDLE_TRADES][n]);
	for (int c = CANDLE_TAKER_VOLUME; c <= CANDLE_TAKER_QUOTE && good; c++)
		good = *p++ == ',' && text_scan(&p, &r->coef[c][n],
		    &r->scale[c][n]);
	if (!good || *p++ != ',' || !text_scan(&p, &ignored, &scale) ||
	    *p++ != ']')
		return NULL;
	r->scale[CANDLE_TRADES][n] = 0;
	r->line[n] = 0;
	return p;
}

static bool
read_fast(const char *text, size_t len, struct candle_rows *r)
{
	const char *p = text, *end = text + len;

	if (*p++ != '[')
		return false;
	if (*p == ']')
		return p + 1 == end;
	for (;;) {
		/* A row has at least 50 bytes. */
		if (r->len == r->cap)
			candle_rows_reserve(r, (size_t)(end - p) / 50 + 1);
		if (*p != '[' || (p = row_fast(p + 1, r)) == NULL)
			return false;
		r->len++;
		if (*p == ']')
			return p + 1 == end;
		if (*p++ != ',')
			return false;
	}
}

static void
row_slow(const struct json_at *row, struct candle_rows *r)
{
	size_t have = json_count(row);
	struct candle c = candle_empty();
	struct dec value[CANDLE_COLUMNS];
	int64_t t;

	if (json_fine(row) && have < FIELDS_LEAST)
		json_wrong(row, "%zu values where %d are due", have, FIELDS);
	for (size_t i = 0; i < FIELDS_LEAST && json_fine(row); i++) {
		struct json_at at = json_item(row, i);

		if (fields[i].to == TIME || fields[i].to == TIME_END) {
			t = json_ms(&at);
			if (fields[i].to == TIME)
				c.open_time_ms = t / 1000;
		} else if (fields[i].to == CANDLE_TRADES)
			c.trades = json_int(&at);
		else
			value[fields[i].to] = json_dec(&at);
	}
	if (!json_fine(row))
		return;
	c.open = value[CANDLE_OPEN];
	c.high = value[CANDLE_HIGH];
	c.low = value[CANDLE_LOW];
	c.close = value[CANDLE_CLOSE];
	c.volume = value[CANDLE_VOLUME];
	c.quote_volume = value[CANDLE_QUOTE_VOLUME];
	c.taker_buy_volume = value[CANDLE_TAKER_VOLUME];
	c.taker_buy_quote_volume = value[CANDLE_TAKER_QUOTE];
	if (c.open_time_ms == 0)
		json_wrong(row, "no open time");
	else if (c.trades < 0)
		json_wrong(row, "trades fewer than none");
	else if (!candle_rows_add(r, &c, 0))
		json_wrong(row, "a number of more than 18 digits");
}

static enum err_code
read_slow(const char *text, size_t len, const char *what,
    struct candle_rows *r, struct err *err)
{
	struct json_in in;
	struct json_at top;
	size_t n;

	json_open(&in, text, len, NULL, what, err);
	top = json_top(&in);
	n = json_count(&top);
	for (size_t i = 0; i < n && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);

		row_slow(&row, r);
	}
	return json_close(&in);
}

/* What is known of a mark: its prices. */
static void
forget_volume(struct candle_rows *r, size_t from)
{
	for (int c = CANDLE_VOLUME; c < CANDLE_COLUMNS; c++)
		for (size_t i = from; i < r->len; i++) {
			r->coef[c][i] = 0;
			r->scale[c][i] = c == CANDLE_VOLUME ? 0 :
			    CANDLE_UNKNOWN;
		}
}

enum err_code
klines_read(const char *text, size_t len, bool marks, const char *what,
    struct candle_rows *rows, struct err *err)
{
	const size_t before = rows->len;
	enum err_code rc = E_OK;

	if (len == 0 || !read_fast(text, len, rows)) {
		rows->len = before;
		rc = read_slow(text, len, what, rows, err);
	}
	if (rc != E_OK)
		rows->len = before;
	else if (marks)
		forget_volume(rows, before);
	return rc;
}
