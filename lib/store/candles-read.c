/*
 * Candles out of the store: arrays for kernels and venues, exact rows for
 * exports, and what a series holds, told from its blocks' heads alone.
 */
#include "store/candles-rows.h"

#include "base/sha256.h"
#include "base/stamp.h"

#include <stdlib.h>

int64_t
block_number(int64_t time_ms, int64_t timeframe_ms)
{
	const int64_t span = timeframe_ms * CANDLE_BLOCK_BARS;

	return time_ms / span - (time_ms % span < 0);
}

static const char load_series_id[] =
	"SELECT id FROM series WHERE venue = :venue AND symbol = :symbol"
	" AND timeframe = :timeframe AND price = :price";

enum err_code
series_id(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, int64_t *id, struct err *err)
{
	struct stmt *q = db_prepare(s, load_series_id);

	*id = 0;
	db_bind_text(q, ":venue", venue);
	db_bind_text(q, ":symbol", symbol);
	db_bind_int(q, ":timeframe", timeframe);
	db_bind_text(q, ":price", candle_price_names[price]);
	if (db_step(q))
		*id = db_int(q, 0);
	return db_done(q, err);
}

static const char load_blocks[] =
	"SELECT number, first, last, rows, price_scale, volume_scale, data,"
	" hash FROM candle_block"
	" WHERE series = :series AND number BETWEEN :from AND :to"
	" ORDER BY number";

enum err_code
blocks_each(struct store *s, int64_t series, int64_t timeframe_ms,
    int64_t from_ms, int64_t to_ms,
    enum err_code (*each)(void *self, const struct stored_block *b,
    struct err *err), void *self, struct err *err)
{
	struct stmt *q = db_prepare(s, load_blocks);
	struct stored_block b;
	enum err_code rc = E_OK, done;

	db_bind_int(q, ":series", series);
	db_bind_int(q, ":from", block_number(from_ms, timeframe_ms));
	db_bind_int(q, ":to", to_ms == INT64_MAX ? INT64_MAX :
	    block_number(to_ms - 1, timeframe_ms));
	while (rc == E_OK && db_step(q)) {
		b.id = db_int(q, 0);
		b.first = db_int(q, 1);
		b.last = db_int(q, 2);
		b.rows = db_int(q, 3);
		b.price_scale = (int)db_int(q, 4);
		b.volume_scale = (int)db_int(q, 5);
		b.bytes = db_blob(q, 6, &b.len);
		b.hash = db_blob(q, 7, &b.hash_len);
		rc = each(self, &b, err);
	}
	done = db_done(q, rc == E_OK ? err : NULL);
	return rc != E_OK ? rc : done;
}

/* The rows [*a, *b) of rising times that lie in [from, to). */
static void
times_clip(const int64_t *time, size_t n, int64_t from, int64_t to,
    size_t *a, size_t *b)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (time[mid] < from)
			low = mid + 1;
		else
			high = mid;
	}
	*a = low;
	for (high = n; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (time[mid] < to)
			low = mid + 1;
		else
			high = mid;
	}
	*b = low;
}

struct load {
	struct candles *out;
	int64_t timeframe_ms, from, to;		/* ms */
	bool volume_full;	/* a volume did not fit volume_scale */
	struct candle_rows rows;
};

/* coef × 10^up, or / 10^-up rounded half-even. */
static bool
rescale(int64_t coef, int up, int64_t *out)
{
	int64_t unit, rest;

	if (up >= 0)
		return scale_up(coef, up, out);
	unit = pow10_table[-up];
	rest = coef % unit;
	*out = coef / unit + (rest > unit / 2 ||
	    (rest == unit / 2 && coef / unit % 2 != 0));
	return true;
}

static bool
column_rescale(int64_t *v, size_t n, int up)
{
	bool good = true;

	for (size_t i = 0; up != 0 && i < n; i++)
		good &= rescale(v[i], up, &v[i]);
	return good;
}

/* Where rows of the arrays go: the column behind a name. */
static int64_t *
array_of(struct candles *c, int column)
{
	int64_t *const arrays[] = { c->open, c->high, c->low, c->close,
	    c->volume };

	return arrays[column];
}

/* Columns that do not share a scale: row by row. */
static enum err_code
load_pairs(struct load *l, const struct block *b, int from, int to,
    struct err *err)
{
	struct candles *out = l->out;
	enum err_code rc;

	candle_rows_clear(&l->rows);
	rc = block_rows(b, &l->rows, err);
	for (int c = from; c <= to && rc == E_OK; c++) {
		const bool price = c <= CANDLE_CLOSE;
		int64_t *at = array_of(out, c) + out->len;

		for (size_t i = 0; i < b->rows; i++) {
			int scale = l->rows.scale[c][i];

			if (rescale(l->rows.coef[c][i], (price ?
			    out->price_scale : out->volume_scale) - scale,
			    &at[i]))
				continue;
			if (price)
				return err_set(err, E_DATA, "prices of this "
				    "range do not fit 18 digits of one scale");
			l->volume_full = true;
		}
	}
	return rc;
}

static enum err_code
load_columns(struct load *l, const struct block *b, struct err *err)
{
	struct candles *o = l->out;
	const struct block_column *volume = &b->column[CANDLE_VOLUME];
	const int up = o->price_scale - b->column[CANDLE_OPEN].scale;
	enum err_code rc = E_OK;

	if (b->prices_share) {
		if (!block_prices(b, o->open + o->len, o->high + o->len,
		    o->low + o->len, o->close + o->len))
			return err_set(err, E_STORE, "candle block is damaged");
		for (int c = 0; c <= CANDLE_CLOSE && up != 0; c++)
			if (!column_rescale(array_of(o, c) + o->len, b->rows,
			    up))
				return err_set(err, E_DATA, "prices of this "
				    "range do not fit 18 digits of one scale");
	} else {
		rc = load_pairs(l, b, CANDLE_OPEN, CANDLE_CLOSE, err);
	}
	if (rc != E_OK)
		return rc;
	if (volume->mode != COLUMN_SCALED)
		return load_pairs(l, b, CANDLE_VOLUME, CANDLE_VOLUME, err);
	if (!block_scaled(b, CANDLE_VOLUME, o->volume + o->len))
		return err_set(err, E_STORE, "candle block is damaged");
	if (!column_rescale(o->volume + o->len, b->rows,
	    o->volume_scale - volume->scale))
		l->volume_full = true;
	return E_OK;
}

static enum err_code
load_block(void *self, const struct stored_block *stored, struct err *err)
{
	struct load *l = self;
	struct candles *o = l->out;
	struct block b;
	size_t from, to;
	enum err_code rc = block_open(&b, stored->bytes, stored->len,
	    l->timeframe_ms, err);

	if (rc == E_OK && o->len + b.rows > o->cap)
		rc = err_set(err, E_STORE, "candle block has too many rows");
	if (rc == E_OK && !block_times(&b, o->open_time_ms + o->len))
		rc = err_set(err, E_STORE, "candle block is damaged");
	if (rc == E_OK)
		rc = load_columns(l, &b, err);
	if (rc != E_OK)
		return rc;
	times_clip(o->open_time_ms + o->len, b.rows, l->from, l->to, &from,
	    &to);
	if (from > 0 && to > from) {
		int64_t *const all[] = { o->open_time_ms, o->open, o->high,
		    o->low, o->close, o->volume };

		for (size_t c = 0; c < sizeof(all) / sizeof(all[0]); c++)
			memmove(all[c] + o->len, all[c] + o->len + from,
			    (to - from) * sizeof(int64_t));
	}
	o->len += to - from;
	return E_OK;
}

static const char plan_load[] =
	"SELECT coalesce(sum(rows), 0), coalesce(max(price_scale), 0),"
	" coalesce(max(volume_scale), 0) FROM candle_block"
	" WHERE series = :series AND number BETWEEN :from AND :to";

static int64_t *
column_room(size_t n)
{
	int64_t *at = mem_grow(NULL, n, sizeof(*at));

	mem_large(at, n * sizeof(*at));
	return at;
}

/* Room and scales for a range, from the heads of its blocks. */
static enum err_code
load_plan(struct store *s, int64_t series, struct load *l, struct err *err)
{
	struct stmt *q = db_prepare(s, plan_load);
	struct candles *o = l->out;

	db_bind_int(q, ":series", series);
	db_bind_int(q, ":from", block_number(l->from, l->timeframe_ms));
	db_bind_int(q, ":to", l->to == INT64_MAX ? INT64_MAX :
	    block_number(l->to - 1, l->timeframe_ms));
	if (db_step(q)) {
		o->cap = (size_t)db_int(q, 0);
		o->price_scale = (int)db_int(q, 1);
		o->volume_scale = (int)db_int(q, 2);
	}
	o->open_time_ms = column_room(o->cap + 1);
	o->open = column_room(o->cap + 1);
	o->high = column_room(o->cap + 1);
	o->low = column_room(o->cap + 1);
	o->close = column_room(o->cap + 1);
	o->volume = column_room(o->cap + 1);
	return db_done(q, err);
}

/* Milliseconds of a bound in µs, rounded up: open times are whole ms. */
static int64_t
bound_ms(int64_t t, int64_t open_end)
{
	return t == 0 ? open_end : t / 1000 + (t % 1000 > 0);
}

enum err_code
candles_load(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, int64_t from, int64_t to, struct candles *out,
    struct err *err)
{
	struct candles got = {0};
	struct load l = { .out = &got, .timeframe_ms = timeframe / 1000,
	    .from = bound_ms(from, 0), .to = bound_ms(to, INT64_MAX) };
	int64_t id;
	enum err_code rc = series_need(s, venue, symbol, timeframe, price, &id,
	    err);

	if (rc != E_OK)
		return rc;
	rc = load_plan(s, id, &l, err);
	/* A volume that does not fit: the whole range with one digit less. */
	do {
		got.len = 0;
		l.volume_full = false;
		if (rc == E_OK)
			rc = blocks_each(s, id, l.timeframe_ms, l.from, l.to,
			    load_block, &l, err);
	} while (rc == E_OK && l.volume_full && got.volume_scale-- > 0);
	candle_rows_release(&l.rows);
	if (rc != E_OK) {
		candles_release(&got);
		return err_prefix(err, "%s %s", venue, symbol);
	}
	candles_release(out);
	candles_know(&got);
	*out = got;
	return E_OK;
}

struct walk {
	enum err_code (*each)(void *self, const struct candle_rows *rows,
	    struct err *err);
	void *self;
	int64_t timeframe_ms, from, to;
	struct candle_rows rows, part;
};

static enum err_code
walk_block(void *self, const struct stored_block *stored, struct err *err)
{
	struct walk *w = self;
	struct block b;
	size_t from, to;
	enum err_code rc = block_open(&b, stored->bytes, stored->len,
	    w->timeframe_ms, err);

	candle_rows_clear(&w->rows);
	if (rc == E_OK)
		rc = block_rows(&b, &w->rows, err);
	if (rc != E_OK)
		return rc;
	times_clip(w->rows.time, w->rows.len, w->from, w->to, &from, &to);
	if (from >= to)
		return E_OK;
	if (from == 0) {
		w->rows.len = to;
		return w->each(w->self, &w->rows, err);
	}
	candle_rows_clear(&w->part);
	candle_rows_append(&w->part, &w->rows, from, to - from);
	return w->each(w->self, &w->part, err);
}

enum err_code
candles_each(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, int64_t from, int64_t to,
    enum err_code (*each)(void *self, const struct candle_rows *rows,
    struct err *err), void *self, struct err *err)
{
	struct walk w = { .each = each, .self = self,
	    .timeframe_ms = timeframe / 1000, .from = bound_ms(from, 0),
	    .to = bound_ms(to, INT64_MAX) };
	int64_t id;
	enum err_code rc = series_need(s, venue, symbol, timeframe, price, &id,
	    err);

	if (rc == E_OK)
		rc = blocks_each(s, id, w.timeframe_ms, w.from, w.to,
		    walk_block, &w, err);
	candle_rows_release(&w.rows);
	candle_rows_release(&w.part);
	return rc;
}
