/*
 * Candles into the store. The writer holds one block; rows that rise in time
 * are appended to it, others are merged, and what was stored there before is
 * read in first. So a file in order encodes each block once.
 */
#include "store/candles-rows.h"

#include "base/sha256.h"
#include "store/schema.h"

#include <stdlib.h>

const char candles_schema[] =
	"CREATE TABLE series (\n"
	" id INTEGER PRIMARY KEY,\n"
	" venue TEXT NOT NULL,\n"
	" symbol TEXT NOT NULL,\n"
	" timeframe INTEGER NOT NULL CHECK (timeframe >= 1000000),\n"
	" UNIQUE (venue, symbol, timeframe)\n"
	") STRICT;\n"
	/* number: open time / (4096 timeframes); first, last: open times, ms;
	 * gaps, missing: inside this block; the scales: of the widest value */
	"CREATE TABLE candle_block (\n"
	" series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,\n"
	" number INTEGER NOT NULL,\n"
	" first INTEGER NOT NULL,\n"
	" last INTEGER NOT NULL,\n"
	" rows INTEGER NOT NULL,\n"
	" gaps INTEGER NOT NULL,\n"
	" missing INTEGER NOT NULL,\n"
	" price_scale INTEGER NOT NULL,\n"
	" volume_scale INTEGER NOT NULL,\n"
	" hash BLOB NOT NULL,\n"
	" data BLOB NOT NULL,\n"
	" PRIMARY KEY (series, number)\n"
	") STRICT;\n";

/* A series is of one price, too. Foreign keys are off while this runs. */
const char candles_schema_2[] =
	"CREATE TABLE series_2 (\n"
	" id INTEGER PRIMARY KEY,\n"
	" venue TEXT NOT NULL,\n"
	" symbol TEXT NOT NULL,\n"
	" timeframe INTEGER NOT NULL CHECK (timeframe >= 1000000),\n"
	" price TEXT NOT NULL CHECK (price IN ('last', 'mark')),\n"
	" UNIQUE (venue, symbol, timeframe, price)\n"
	") STRICT;\n"
	"INSERT INTO series_2 (id, venue, symbol, timeframe, price)\n"
	" SELECT id, venue, symbol, timeframe, 'last' FROM series;\n"
	"DROP TABLE series;\n"
	"ALTER TABLE series_2 RENAME TO series;\n";

struct candle_writer {
	struct store *store;
	int64_t series, timeframe_ms;
	enum conflict_policy policy;
	struct conflict_sink conflicts;
	struct candle_sums sums;
	bool open, changed;
	int64_t number;			/* of the block that is held */
	struct candle_rows held;	/* its rows, rising */
	struct candle_rows merged;	/* the other half of a merge */
	struct buf bytes;
	size_t *order, order_cap;
};

void
block_hash(const void *bytes, size_t len, unsigned char hash[BLOCK_HASH_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_update(&h, bytes, len);
	sha256_final(&h, hash);
}

static const char add_series[] =
	"INSERT INTO series (venue, symbol, timeframe, price)"
	" VALUES (:venue, :symbol, :timeframe, :price)"
	" ON CONFLICT (venue, symbol, timeframe, price) DO NOTHING";

enum err_code
candles_writer_open(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, int price, enum conflict_policy policy,
    const struct conflict_sink *conflicts, struct candle_writer **out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, add_series);
	struct candle_writer *w;
	int64_t id = 0;
	enum err_code rc;

	db_bind_text(q, ":venue", venue);
	db_bind_text(q, ":symbol", symbol);
	db_bind_int(q, ":timeframe", timeframe);
	db_bind_text(q, ":price", candle_price_names[price]);
	rc = db_run(q, err);
	if (rc == E_OK)
		rc = series_id(s, venue, symbol, timeframe, price, &id, err);
	if (rc != E_OK)
		return rc;
	w = mem_alloc(sizeof(*w));
	w->store = s;
	w->series = id;
	w->timeframe_ms = timeframe / 1000;
	w->policy = policy;
	if (conflicts != NULL)
		w->conflicts = *conflicts;
	*out = w;
	return E_OK;
}

static const char load_block[] =
	"SELECT data FROM candle_block"
	" WHERE series = :series AND number = :number";

/* Makes the block of this number the one that is held. */
static enum err_code
block_hold(struct candle_writer *w, int64_t number, struct err *err)
{
	struct stmt *q = db_prepare(w->store, load_block);
	struct block b;
	const void *bytes;
	size_t len;
	enum err_code rc = E_OK, done;

	candle_rows_clear(&w->held);
	db_bind_int(q, ":series", w->series);
	db_bind_int(q, ":number", number);
	if (db_step(q)) {
		bytes = db_blob(q, 0, &len);
		rc = block_open(&b, bytes, len, w->timeframe_ms, err);
		if (rc == E_OK)
			rc = block_rows(&b, &w->held, err);
	}
	done = db_done(q, rc == E_OK ? err : NULL);
	w->number = number;
	w->open = true;
	w->changed = false;
	return rc != E_OK ? rc : done;
}

/* What lists and ranges read without opening the block. */
static void
block_facts(const struct candle_rows *r, int64_t timeframe_ms, int64_t *gaps,
    int64_t *missing, int *price_scale, int *volume_scale)
{
	*gaps = *missing = 0;
	*price_scale = *volume_scale = 0;
	for (size_t i = 0; i < r->len; i++) {
		int64_t step = i == 0 ? 0 : r->time[i] - r->time[i - 1];

		if (step > timeframe_ms) {
			++*gaps;
			*missing += (step - 1) / timeframe_ms;
		}
		for (int c = CANDLE_OPEN; c <= CANDLE_CLOSE; c++)
			if (r->scale[c][i] > *price_scale)
				*price_scale = r->scale[c][i];
		if (r->scale[CANDLE_VOLUME][i] > *volume_scale)
			*volume_scale = r->scale[CANDLE_VOLUME][i];
	}
}

static const char put_block[] =
	"INSERT INTO candle_block (series, number, first, last, rows, gaps,"
	" missing, price_scale, volume_scale, hash, data)"
	" VALUES (:series, :number, :first, :last, :rows, :gaps,"
	" :missing, :price_scale, :volume_scale, :hash, :data)"
	" ON CONFLICT (series, number) DO UPDATE SET first = excluded.first,"
	" last = excluded.last, rows = excluded.rows, gaps = excluded.gaps,"
	" missing = excluded.missing, price_scale = excluded.price_scale,"
	" volume_scale = excluded.volume_scale, hash = excluded.hash,"
	" data = excluded.data";

/* Writes the held block if it has changed. */
static enum err_code
block_flush(struct candle_writer *w, struct err *err)
{
	const struct candle_rows *r = &w->held;
	unsigned char hash[BLOCK_HASH_SIZE];
	int64_t gaps, missing;
	int price_scale, volume_scale;
	struct stmt *q;

	if (!w->open || !w->changed || r->len == 0)
		return E_OK;
	buf_clear(&w->bytes);
	block_encode(r, w->timeframe_ms, &w->bytes);
	block_hash(w->bytes.at, w->bytes.len, hash);
	block_facts(r, w->timeframe_ms, &gaps, &missing, &price_scale,
	    &volume_scale);
	q = db_prepare(w->store, put_block);
	db_bind_int(q, ":series", w->series);
	db_bind_int(q, ":number", w->number);
	db_bind_int(q, ":first", r->time[0]);
	db_bind_int(q, ":last", r->time[r->len - 1]);
	db_bind_int(q, ":rows", (int64_t)r->len);
	db_bind_int(q, ":gaps", gaps);
	db_bind_int(q, ":missing", missing);
	db_bind_int(q, ":price_scale", price_scale);
	db_bind_int(q, ":volume_scale", volume_scale);
	db_bind_blob(q, ":hash", hash, sizeof(hash));
	db_bind_blob(q, ":data", w->bytes.at, w->bytes.len);
	w->changed = false;
	return db_run(q, err);
}

/* Unknown optional values agree with anything. */
static bool
rows_agree(const struct candle_rows *a, size_t i, const struct candle_rows *b,
    size_t k)
{
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		if (c >= CANDLE_OPTIONAL &&
		    (a->scale[c][i] == CANDLE_UNKNOWN ||
		    b->scale[c][k] == CANDLE_UNKNOWN))
			continue;
		if (a->scale[c][i] != b->scale[c][k] ||
		    a->coef[c][i] != b->coef[c][k])
			return false;
	}
	return true;
}

/* Row i of from meets the last row of to, which has the same time. */
static void
row_meets(struct candle_writer *w, struct candle_rows *to,
    const struct candle_rows *from, size_t i)
{
	const size_t at = to->len - 1;
	const bool agree = rows_agree(to, at, from, i);
	struct candle have;

	if (agree) {
		w->sums.same++;
	} else {
		w->sums.conflicts++;
		have = candle_rows_at(to, at);
		if (w->conflicts.each != NULL)
			w->conflicts.each(w->conflicts.self, &have, from, i);
	}
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		bool take = agree ? to->scale[c][at] == CANDLE_UNKNOWN &&
		    from->scale[c][i] != CANDLE_UNKNOWN :
		    w->policy == CONFLICT_REPLACE;

		if (!take)
			continue;
		to->coef[c][at] = from->coef[c][i];
		to->scale[c][at] = from->scale[c][i];
		w->changed = true;
	}
}

/* Merges rows order[0..n) of from, by rising time, into the held block. */
static void
block_merge(struct candle_writer *w, const struct candle_rows *from,
    const size_t *order, size_t n)
{
	struct candle_rows swap;
	struct candle_rows *to = &w->merged;
	size_t k = 0;

	candle_rows_clear(to);
	for (size_t i = 0; i < n; i++) {
		const int64_t time = from->time[order[i]];
		const size_t start = k;

		while (k < w->held.len && w->held.time[k] <= time)
			k++;
		candle_rows_append(to, &w->held, start, k - start);
		if (to->len > 0 && to->time[to->len - 1] == time) {
			row_meets(w, to, from, order[i]);
			continue;
		}
		candle_rows_append(to, from, order[i], 1);
		w->sums.added++;
		w->changed = true;
	}
	candle_rows_append(to, &w->held, k, w->held.len - k);
	swap = w->held;
	w->held = w->merged;
	w->merged = swap;
}

static int
order_compare(const void *a, const void *b, void *self)
{
	const struct candle_rows *r = self;
	const size_t i = *(const size_t *)a, k = *(const size_t *)b;

	if (r->time[i] != r->time[k])
		return r->time[i] < r->time[k] ? -1 : 1;
	return i < k ? -1 : 1;
}

/* The rows by time, equal times as they came; *rising: nothing to sort. */
static void
order_make(struct candle_writer *w, const struct candle_rows *r, bool *rising)
{
	*rising = true;
	for (size_t i = 1; i < r->len && *rising; i++)
		*rising = r->time[i] > r->time[i - 1];
	if (w->order_cap < r->len) {
		w->order = mem_grow(w->order, r->len, sizeof(*w->order));
		w->order_cap = r->len;
	}
	for (size_t i = 0; i < r->len; i++)
		w->order[i] = i;
	if (!*rising)
		qsort_r(w->order, r->len, sizeof(*w->order), order_compare,
		    (void *)(uintptr_t)r);
}

enum err_code
candles_put(struct candle_writer *w, const struct candle_rows *rows,
    struct err *err)
{
	enum err_code rc = E_OK;
	size_t i = 0, end;
	bool rising;

	order_make(w, rows, &rising);
	w->sums.rows += (int64_t)rows->len;
	for (; i < rows->len && rc == E_OK; i = end) {
		const int64_t number = block_number(rows->time[w->order[i]],
		    w->timeframe_ms);

		if (!w->open || number != w->number) {
			rc = block_flush(w, err);
			if (rc == E_OK)
				rc = block_hold(w, number, err);
		}
		for (end = i + 1; end < rows->len && block_number(
		    rows->time[w->order[end]], w->timeframe_ms) == number;)
			end++;
		if (rc != E_OK)
			break;
		if (rising && (w->held.len == 0 ||
		    w->held.time[w->held.len - 1] < rows->time[i])) {
			candle_rows_append(&w->held, rows, i, end - i);
			w->sums.added += (int64_t)(end - i);
			w->changed = true;
		} else {
			block_merge(w, rows, &w->order[i], end - i);
		}
	}
	return rc;
}

enum err_code
candles_writer_close(struct candle_writer *w, enum err_code rc,
    struct candle_sums *sums, struct err *err)
{
	if (w == NULL)
		return rc;
	if (rc == E_OK)
		rc = block_flush(w, err);
	if (sums != NULL)
		*sums = w->sums;
	candle_rows_release(&w->held);
	candle_rows_release(&w->merged);
	buf_release(&w->bytes);
	free(w->order);
	free(w);
	return rc;
}
