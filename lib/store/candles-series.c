/*
 * What the store has in candles: lists, ranges, removal, and the check that
 * every block is still what was written.
 */
#include "store/candles-rows.h"

#include "base/sha256.h"
#include "base/stamp.h"

static const char list_series[] =
	"SELECT id, venue, symbol, timeframe, price FROM series"
	" WHERE (:venue IS NULL OR venue = :venue)"
	" AND (:symbol IS NULL OR symbol = :symbol)"
	" AND (:timeframe = 0 OR timeframe = :timeframe)"
	" AND (:price IS NULL OR price = :price)"
	" AND EXISTS (SELECT 1 FROM candle_block WHERE series = series.id)"
	" ORDER BY venue, symbol, timeframe, price";

static const char list_blocks[] =
	"SELECT first, last, rows, gaps, missing, hash FROM candle_block"
	" WHERE series = :series ORDER BY number";

/* Adds up the heads of one series' blocks; its hash is theirs in a row. */
static enum err_code
series_add_up(struct store *s, int64_t id, struct series *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, list_blocks);
	const int64_t step = out->timeframe / 1000;
	int64_t last = 0;
	struct sha256 h;
	const void *hash;
	size_t n;

	sha256_init(&h);
	db_bind_int(q, ":series", id);
	while (db_step(q)) {
		const int64_t first = db_int(q, 0);

		if (out->rows == 0)
			out->from = first * 1000;
		else if (first - last > step) {
			out->gaps++;
			out->missing += (first - last - 1) / step;
		}
		last = db_int(q, 1);
		out->rows += db_int(q, 2);
		out->gaps += db_int(q, 3);
		out->missing += db_int(q, 4);
		hash = db_blob(q, 5, &n);
		sha256_update(&h, hash, n);
	}
	out->to = last * 1000 + out->timeframe;
	sha256_final_text(&h, out->hash);
	return db_done(q, err);
}

enum err_code
series_list(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, struct serieses *out, struct err *err)
{
	struct stmt *q = db_prepare(s, list_series);
	struct serieses got = {0};
	VEC(int64_t) ids = {0};
	enum err_code rc;

	db_bind_text(q, ":venue", venue);
	db_bind_text(q, ":symbol", symbol);
	db_bind_int(q, ":timeframe", timeframe);
	db_bind_text(q, ":price", price < 0 ? NULL :
	    candle_price_names[price]);
	while (db_step(q)) {
		struct series *row = vec_add(&got);

		vec_push(&ids, db_int(q, 0));
		db_chars(q, 1, row->venue, sizeof(row->venue));
		db_chars(q, 2, row->symbol, sizeof(row->symbol));
		row->timeframe = db_int(q, 3);
		row->price = enum_value(candle_price_names, CANDLE_PRICES,
		    db_text(q, 4));
	}
	rc = db_done(q, err);
	for (size_t i = 0; i < got.len && rc == E_OK; i++)
		rc = series_add_up(s, ids.at[i], &got.at[i], err);
	vec_release(&ids);
	if (rc == E_OK) {
		vec_release(out);
		*out = got;
	} else {
		vec_release(&got);
	}
	return rc;
}

enum err_code
series_need(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, int64_t *id, struct err *err)
{
	struct serieses all = {0};
	char frame[STAMP_TEXT_SIZE], near[STAMP_TEXT_SIZE];
	const struct series *hint = NULL;
	enum err_code rc = series_id(s, venue, symbol, timeframe, price, id,
	    err);

	if (rc != E_OK || *id != 0)
		return rc;
	rc = series_list(s, NULL, symbol, 0, price, &all, err);
	if (rc == E_OK && all.len == 0)
		rc = series_list(s, venue, NULL, 0, price, &all, err);
	if (rc == E_OK) {
		hint = all.len > 0 ? &all.at[0] : NULL;
		duration_text(timeframe, frame);
		rc = err_set(err, E_USAGE, hint == NULL ?
		    "no %scandles of %s %s %s: see candles list" :
		    "no %scandles of %s %s %s; there is %s %s %s",
		    price == PRICE_MARK ? "mark price " : "", venue, symbol,
		    frame, hint ? hint->venue : "",
		    hint ? hint->symbol : "",
		    hint ? duration_text(hint->timeframe, near) : "");
	}
	vec_release(&all);
	return rc;
}

static const char range_inside[] =
	"SELECT coalesce(sum(rows), 0), min(first), max(last)"
	" FROM candle_block WHERE series = :series"
	" AND number BETWEEN :from AND :to AND first >= :first"
	" AND last < :last";

struct edge {
	int64_t timeframe_ms, from, to, rows, first, last;
};

/* A block that the bounds cut: only these are opened. */
static enum err_code
edge_block(void *self, const struct stored_block *stored, struct err *err)
{
	struct edge *e = self;
	int64_t time[CANDLE_BLOCK_BARS];
	struct block b;
	enum err_code rc;

	if (stored->first >= e->from && stored->last < e->to)
		return E_OK;
	rc = block_open(&b, stored->bytes, stored->len, e->timeframe_ms, err);
	if (rc == E_OK && (b.rows > CANDLE_BLOCK_BARS ||
	    !block_times(&b, time)))
		rc = err_set(err, E_STORE, "candle block is damaged");
	for (size_t i = 0; rc == E_OK && i < b.rows; i++) {
		if (time[i] < e->from || time[i] >= e->to)
			continue;
		if (e->rows == 0 || time[i] < e->first)
			e->first = time[i];
		if (e->rows == 0 || time[i] > e->last)
			e->last = time[i];
		e->rows++;
	}
	return rc;
}

enum err_code
candles_range(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, int64_t from, int64_t to, int64_t *first,
    int64_t *last, int64_t *rows, struct err *err)
{
	struct edge e = { .timeframe_ms = timeframe / 1000,
	    .from = from / 1000 + (from % 1000 > 0),
	    .to = to == 0 ? INT64_MAX : to / 1000 + (to % 1000 > 0) };
	const int64_t span = e.timeframe_ms * CANDLE_BLOCK_BARS;
	struct stmt *q;
	int64_t id, low, high;
	enum err_code rc = series_need(s, venue, symbol, timeframe, price, &id,
	    err);

	if (rc != E_OK)
		return rc;
	low = block_number(e.from, e.timeframe_ms);
	high = e.to == INT64_MAX ? INT64_MAX :
	    block_number(e.to - 1, e.timeframe_ms);
	q = db_prepare(s, range_inside);
	db_bind_int(q, ":series", id);
	db_bind_int(q, ":from", low);
	db_bind_int(q, ":to", high);
	db_bind_int(q, ":first", e.from);
	db_bind_int(q, ":last", e.to);
	if (db_step(q) && !db_null(q, 1)) {
		e.rows = db_int(q, 0);
		e.first = db_int(q, 1);
		e.last = db_int(q, 2);
	}
	rc = db_done(q, err);
	if (rc == E_OK)
		rc = blocks_each(s, id, e.timeframe_ms, e.from,
		    low == high ? e.to : (low + 1) * span, edge_block, &e, err);
	if (rc == E_OK && high != low && high != INT64_MAX)
		rc = blocks_each(s, id, e.timeframe_ms, high * span, e.to,
		    edge_block, &e, err);
	if (rc != E_OK)
		return rc;
	*rows = e.rows;
	*first = e.first * 1000;
	*last = e.last * 1000;
	return E_OK;
}
