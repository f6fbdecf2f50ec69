/*
 * The block codec: prediction, zigzag, bit-packing. Everything is arithmetic
 * modulo 2^64, so damaged bytes give wrong numbers (caught by the hash), never
 * undefined behaviour.
 */
#include "store/candles-codec.h"

#include "store/candles-pack.h"

#include <string.h>

#define BLOCK_VERSION 1
#define HEAD_SIZE 16
#define COLUMN_HEAD 5
#define COLUMNS (1 + CANDLE_COLUMNS)	/* the time first */
#define ROWS_MAX 65536

const int64_t pow10_table[19] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000, INT64_C(10000000000), INT64_C(100000000000),
	INT64_C(1000000000000), INT64_C(10000000000000),
	INT64_C(100000000000000), INT64_C(1000000000000000),
	INT64_C(10000000000000000), INT64_C(100000000000000000),
	INT64_C(1000000000000000000)
};

static void
put_int(struct buf *out, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_putc(out, (char)(v >> (8 * i)));
}

static uint64_t
get_int(const unsigned char *p, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

static bool
column_unpack(const struct block_column *c, size_t rows, int64_t *out)
{
	const unsigned char *at = c->at, *end = c->at + c->len;
	uint64_t *v = (uint64_t *)out;

	for (size_t i = 0; i < rows; i += GROUP)
		if (!group_unpack(&at, end, rows - i < GROUP ? rows - i : GROUP,
		    v + i))
			return false;
	return at == end;
}

/* What a column holds of row i, before packing; rows is the promise. */
struct source {
	const struct candle_rows *rows;
	int64_t timeframe_ms;
	int scale;		/* of the four prices, or of this column */
	enum candle_column column;
};

static uint64_t
scaled_at(const struct source *s, enum candle_column c, size_t i)
{
	const struct candle_rows *r = s->rows;

	return (uint64_t)r->coef[c][i] *
	    (uint64_t)pow10_table[s->scale - r->scale[c][i]];
}

static uint64_t
time_code(const struct source *s, size_t i)
{
	if (i == 0)
		return 0;
	return zigzag((uint64_t)s->rows->time[i] -
	    (uint64_t)s->rows->time[i - 1] - (uint64_t)s->timeframe_ms);
}

static uint64_t
price_code(const struct source *s, size_t i)
{
	const uint64_t open = scaled_at(s, CANDLE_OPEN, i);
	const uint64_t close = scaled_at(s, CANDLE_CLOSE, i);
	const bool up = (int64_t)close > (int64_t)open;

	switch (s->column) {
	case CANDLE_OPEN:
		return zigzag(i == 0 ? open :
		    open - scaled_at(s, CANDLE_CLOSE, i - 1));
	case CANDLE_CLOSE:
		return zigzag(close - open);
	case CANDLE_HIGH:
		return scaled_at(s, CANDLE_HIGH, i) - (up ? close : open);
	default:
		return (up ? open : close) - scaled_at(s, CANDLE_LOW, i);
	}
}

static uint64_t
scaled_code(const struct source *s, size_t i)
{
	return scaled_at(s, s->column, i);
}

static uint64_t
coef_code(const struct source *s, size_t i)
{
	return zigzag((uint64_t)s->rows->coef[s->column][i]);
}

static uint64_t
scale_code(const struct source *s, size_t i)
{
	return s->rows->scale[s->column][i];
}

static void
column_pack(const struct source *s,
    uint64_t (*code)(const struct source *, size_t), struct buf *out)
{
	uint64_t v[GROUP];

	for (size_t i = 0; i < s->rows->len; i += GROUP) {
		size_t n = s->rows->len - i < GROUP ? s->rows->len - i : GROUP;

		for (size_t k = 0; k < n; k++)
			v[k] = code(s, i + k);
		group_pack(v, n, out);
	}
}

/* The scale that holds every value of columns from..to, or -1. */
static int
common_scale(const struct candle_rows *r, int from, int to, bool *any)
{
	int scale = 0;
	int64_t v;

	*any = false;
	for (int c = from; c <= to; c++)
		for (size_t i = 0; i < r->len; i++) {
			if (r->scale[c][i] > scale)
				scale = r->scale[c][i];
			*any |= r->scale[c][i] != CANDLE_UNKNOWN;
		}
	if (scale == CANDLE_UNKNOWN)
		return -1;
	for (int c = from; c <= to; c++)
		for (size_t i = 0; i < r->len; i++)
			if (!scale_up(r->coef[c][i], scale - r->scale[c][i],
			    &v) || v < 0)
				return -1;
	return scale;
}

/* Notes a column's length and mode in the head it belongs to. */
static void
column_done(struct buf *out, size_t start, int column, enum column_mode mode,
    int scale)
{
	const size_t at = start + HEAD_SIZE + (size_t)column * COLUMN_HEAD;
	size_t from = start + HEAD_SIZE + COLUMNS * COLUMN_HEAD;
	size_t len;

	for (int c = 0; c < column; c++)
		from += get_int((unsigned char *)out->at + start + HEAD_SIZE +
		    (size_t)c * COLUMN_HEAD, 4);
	len = out->len - from;
	for (int i = 0; i < 4; i++)
		out->at[at + (size_t)i] = (char)(len >> (8 * i));
	out->at[at + 4] = (char)((int)mode | scale << 2);
}

static void
column_encode(struct source *s, int price_scale, struct buf *out, size_t start)
{
	const int c = (int)s->column;
	bool any = true;
	int scale = price_scale;
	const bool price = c <= CANDLE_CLOSE;

	if (!price || price_scale < 0)
		scale = common_scale(s->rows, c, c, &any);
	if (!any && s->rows->len > 0) {
		column_done(out, start, 1 + c, COLUMN_ABSENT, 0);
		return;
	}
	s->scale = scale;
	if (scale >= 0) {
		column_pack(s, price && price_scale >= 0 ? price_code :
		    scaled_code, out);
		column_done(out, start, 1 + c, COLUMN_SCALED, scale);
		return;
	}
	column_pack(s, scale_code, out);
	column_pack(s, coef_code, out);
	column_done(out, start, 1 + c, COLUMN_MIXED, 0);
}

void
block_encode(const struct candle_rows *rows, int64_t timeframe_ms,
    struct buf *out)
{
	struct source s = { .rows = rows, .timeframe_ms = timeframe_ms };
	const size_t start = out->len;
	bool any;
	const int price = common_scale(rows, CANDLE_OPEN, CANDLE_CLOSE, &any);

	if (rows->len > ROWS_MAX)
		bug("a block of %zu candles", rows->len);
	buf_putc(out, BLOCK_VERSION);
	buf_putc(out, price >= 0 ? 1 : 0);
	put_int(out, 0, 2);
	put_int(out, rows->len, 4);
	put_int(out, rows->len > 0 ? (uint64_t)rows->time[0] : 0, 8);
	buf_pad(out, '\0', COLUMNS * COLUMN_HEAD);
	column_pack(&s, time_code, out);
	column_done(out, start, 0, COLUMN_SCALED, 0);
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		s.column = (enum candle_column)c;
		column_encode(&s, price, out, start);
	}
	buf_pad(out, '\0', PAD);
}

static bool
column_open(struct block_column *c, const unsigned char *head,
    const unsigned char **at, const unsigned char *end)
{
	c->len = get_int(head, 4);
	c->mode = (enum column_mode)(head[4] & 3);
	c->scale = head[4] >> 2;
	c->at = *at;
	if (c->len > (size_t)(end - *at) || c->mode > COLUMN_MIXED ||
	    c->scale > DEC_SCALE_MAX)
		return false;
	*at += c->len;
	return true;
}

enum err_code
block_open(struct block *b, const void *bytes, size_t len,
    int64_t timeframe_ms, struct err *err)
{
	const unsigned char *p = bytes, *at, *end;
	bool good = len >= HEAD_SIZE + COLUMNS * COLUMN_HEAD + PAD;

	memset(b, 0, sizeof(*b));
	if (good && p[0] != BLOCK_VERSION)
		return err_set(err, E_STORE, "candle block of version %d: "
		    "this etrms reads version %d", p[0], BLOCK_VERSION);
	if (!good)
		return err_set(err, E_STORE, "candle block is too short");
	b->rows = get_int(p + 4, 4);
	b->first = (int64_t)get_int(p + 8, 8);
	b->prices_share = p[1] & 1;
	b->timeframe_ms = timeframe_ms;
	at = p + HEAD_SIZE + COLUMNS * COLUMN_HEAD;
	end = p + len - PAD;
	good = b->rows <= ROWS_MAX &&
	    column_open(&b->time, p + HEAD_SIZE, &at, end);
	for (int c = 0; c < CANDLE_COLUMNS && good; c++)
		good = column_open(&b->column[c],
		    p + HEAD_SIZE + (1 + c) * COLUMN_HEAD, &at, end);
	for (int c = 0; c <= CANDLE_CLOSE && good && b->prices_share; c++)
		good = b->column[c].mode == COLUMN_SCALED &&
		    b->column[c].scale == b->column[0].scale;
	if (!good || at != end)
		return err_set(err, E_STORE, "candle block is damaged");
	return E_OK;
}

bool
block_times(const struct block *b, int64_t *time)
{
	uint64_t t = (uint64_t)b->first - (uint64_t)b->timeframe_ms;

	if (!column_unpack(&b->time, b->rows, time))
		return false;
	for (size_t i = 0; i < b->rows; i++) {
		t += unzigzag((uint64_t)time[i]) + (uint64_t)b->timeframe_ms;
		time[i] = (int64_t)t;
	}
	return true;
}

bool
block_prices(const struct block *b, int64_t *open, int64_t *high,
    int64_t *low, int64_t *close)
{
	uint64_t last = 0;

	if (!column_unpack(&b->column[CANDLE_OPEN], b->rows, open) ||
	    !column_unpack(&b->column[CANDLE_HIGH], b->rows, high) ||
	    !column_unpack(&b->column[CANDLE_LOW], b->rows, low) ||
	    !column_unpack(&b->column[CANDLE_CLOSE], b->rows, close))
		return false;
	for (size_t i = 0; i < b->rows; i++) {
		const uint64_t o = last + unzigzag((uint64_t)open[i]);
		const uint64_t c = o + unzigzag((uint64_t)close[i]);
		const bool up = (int64_t)c > (int64_t)o;

		open[i] = (int64_t)o;
		close[i] = (int64_t)c;
		high[i] = (int64_t)((up ? c : o) + (uint64_t)high[i]);
		low[i] = (int64_t)((up ? o : c) - (uint64_t)low[i]);
		last = c;
	}
	return true;
}

bool
block_scaled(const struct block *b, enum candle_column c, int64_t *coef)
{
	return b->column[c].mode == COLUMN_SCALED &&
	    column_unpack(&b->column[c], b->rows, coef);
}

/* Scales first, then coefficients, in one column. */
static bool
column_mixed(const struct block_column *c, size_t rows, int64_t *coef,
    unsigned char *scale)
{
	const unsigned char *at = c->at, *end = c->at + c->len;
	uint64_t v[GROUP];

	for (size_t i = 0; i < rows; i += GROUP) {
		size_t n = rows - i < GROUP ? rows - i : GROUP;

		if (!group_unpack(&at, end, n, v))
			return false;
		for (size_t k = 0; k < n; k++) {
			if (v[k] > DEC_SCALE_MAX && v[k] != CANDLE_UNKNOWN)
				return false;
			scale[i + k] = (unsigned char)v[k];
		}
	}
	for (size_t i = 0; i < rows; i += GROUP) {
		size_t n = rows - i < GROUP ? rows - i : GROUP;

		if (!group_unpack(&at, end, n, v))
			return false;
		for (size_t k = 0; k < n; k++)
			coef[i + k] = (int64_t)unzigzag(v[k]);
	}
	return at == end;
}

/* Back to pairs without trailing zeros. */
static void
pairs_trim(int64_t *coef, unsigned char *scale, size_t n, unsigned char from)
{
	for (size_t i = 0; i < n; i++) {
		int64_t v = coef[i];
		unsigned char s = from;

		for (; s > 0 && v % 10 == 0; s--)
			v /= 10;
		coef[i] = v;
		scale[i] = s;
	}
}

enum err_code
block_rows(const struct block *b, struct candle_rows *out, struct err *err)
{
	const size_t at = out->len;
	bool good;

	candle_rows_reserve(out, b->rows + 1);	/* none have a place, too */
	good = block_times(b, out->time + at);
	memset(out->line + at, 0, b->rows * sizeof(*out->line));
	if (good && b->prices_share)
		good = block_prices(b, out->coef[CANDLE_OPEN] + at,
		    out->coef[CANDLE_HIGH] + at, out->coef[CANDLE_LOW] + at,
		    out->coef[CANDLE_CLOSE] + at);
	for (int c = 0; c < CANDLE_COLUMNS && good; c++) {
		const struct block_column *from = &b->column[c];

		if (from->mode == COLUMN_ABSENT) {
			memset(out->coef[c] + at, 0,
			    b->rows * sizeof(*out->coef[c]));
			memset(out->scale[c] + at, CANDLE_UNKNOWN, b->rows);
		} else if (from->mode == COLUMN_MIXED) {
			good = column_mixed(from, b->rows, out->coef[c] + at,
			    out->scale[c] + at);
		} else {
			if (c > CANDLE_CLOSE || !b->prices_share)
				good = column_unpack(from, b->rows,
				    out->coef[c] + at);
			if (good)
				pairs_trim(out->coef[c] + at,
				    out->scale[c] + at, b->rows, from->scale);
		}
	}
	if (!good)
		return err_set(err, E_STORE, "candle block is damaged");
	out->len += b->rows;
	return E_OK;
}
