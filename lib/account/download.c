/*
 * Where to go on is read from the store each time: the first bar of the range
 * that is not there.
 */
#include "account/download.h"

#include "base/stamp.h"
#include "model/candlecheck.h"

#include <string.h>

struct run {
	struct store *store;
	const struct download_source *source;
	const struct download *d;
	struct download_sums *sums;
	int64_t step;			/* ms */
	int64_t at, end;		/* ms, on the grid */
};

static int64_t
grid_up(int64_t t, int64_t step)
{
	const int64_t origin = timeframe_origin_ms(step);
	int64_t into = (t - origin) % step;

	if (into < 0)
		into += step;
	return into == 0 ? t : t - into + step;
}

/* How many bars of [from, to) are stored. */
static enum err_code
stored(const struct run *r, int64_t from, int64_t to, int64_t *rows,
    struct err *err)
{
	struct serieses all = {0};
	int64_t first, last;
	enum err_code rc = series_list(r->store, r->d->venue, r->d->symbol,
	    r->d->timeframe, r->d->price, &all, err);

	*rows = 0;
	if (rc == E_OK && all.len > 0)
		rc = candles_range(r->store, r->d->venue, r->d->symbol,
		    r->d->timeframe, r->d->price, from * 1000, to * 1000,
		    &first, &last, rows, err);
	vec_release(&all);
	return rc;
}

/* Moves to the first bar that is not stored: all before it is. */
static enum err_code
skip_stored(struct run *r, struct err *err)
{
	int64_t low = r->at, high = r->end, rows;
	enum err_code rc = E_OK;

	/* [at, low) is all there, [at, high) is not known to be. */
	while (low < high && rc == E_OK) {
		int64_t bars = (high - low) / r->step;
		int64_t middle = low + (bars + 1) / 2 * r->step;

		rc = stored(r, low, middle, &rows, err);
		if (rows == (middle - low) / r->step)
			low = middle;
		else if (bars == 1)
			break;
		else
			high = middle;
	}
	r->at = low;
	return rc;
}

/* Bars of one page must rise, lie in the range and be possible. */
static enum err_code
check_page(const struct run *r, const struct candle_rows *rows,
    struct err *err)
{
	struct candle_check c = { .timeframe_ms = r->step,
	    .no_volume = r->d->price == PRICE_MARK };
	char at[STAMP_TEXT_SIZE];
	enum err_code rc = candle_check(&c, rows, err);

	if (rc == E_OK && (rows->time[0] < r->at ||
	    rows->time[rows->len - 1] >= r->end))
		rc = err_set(err, E_DATA, "%s %s: a bar of %s, which was not "
		    "asked for", r->d->venue, r->d->symbol,
		    stamp_text((rows->time[0] < r->at ? rows->time[0] :
		    rows->time[rows->len - 1]) * 1000, at));
	if (rc == E_OK && c.counts[FLAW_DISORDER] > 0)
		rc = err_set(err, E_DATA, "%s %s: bars that do not rise",
		    r->d->venue, r->d->symbol);
	if (rc == E_OK && c.counts[FLAW_OFF_GRID] > 0)
		rc = err_set(err, E_DATA, "%s %s: bars off the grid of their "
		    "timeframe", r->d->venue, r->d->symbol);
	if (rc == E_OK && c.counts[FLAW_IMPOSSIBLE] > 0)
		rc = err_set(err, E_DATA, "%s %s: bars that cannot be, such as"
		    " a high below the low", r->d->venue, r->d->symbol);
	for (size_t i = 1; i < rows->len && rc == E_OK; i++)
		if (rows->time[i] == rows->time[i - 1])
			rc = err_set(err, E_DATA, "%s %s: %s is there twice",
			    r->d->venue, r->d->symbol,
			    stamp_text(rows->time[i] * 1000, at));
	return rc;
}

static enum err_code
keep_page(struct run *r, const struct candle_rows *rows, struct err *err)
{
	const struct download *d = r->d;
	struct candle_writer *w = NULL;
	struct candle_sums sums = {0};
	enum err_code rc = store_begin(r->store, err);

	if (rc != E_OK)
		return rc;
	rc = candles_writer_open(r->store, d->venue, d->symbol, d->timeframe,
	    d->price, d->policy, d->conflicts, &w, err);
	if (rc == E_OK)
		rc = candles_put(w, rows, err);
	rc = candles_writer_close(w, rc, &sums, err);
	if (rc == E_OK && sums.conflicts > 0 && d->policy == CONFLICT_REFUSE)
		rc = err_set(err, E_DATA, "%s %s: %lld bars are stored with "
		    "other values; nothing of this page was kept", d->venue,
		    d->symbol, (long long)sums.conflicts);
	rc = store_end(r->store, rc, err);
	r->sums->conflicts += sums.conflicts;
	if (rc == E_OK) {
		r->sums->added += sums.added;
		r->sums->same += sums.same;
	}
	return rc;
}

static enum err_code
one_page(struct run *r, struct candle_rows *rows, bool *more,
    struct err *err)
{
	enum err_code rc;

	candle_rows_clear(rows);
	rc = r->source->page(r->source->self, r->at, r->end, r->source->limit,
	    rows, err);
	if (rc != E_OK)
		return rc;
	r->sums->pages++;
	*more = rows->len > 0;
	if (!*more)
		return E_OK;
	r->sums->rows += (int64_t)rows->len;
	rc = check_page(r, rows, err);
	if (rc == E_OK)
		rc = keep_page(r, rows, err);
	if (rc == E_OK)
		r->at = rows->time[rows->len - 1] + r->step;
	return rc;
}

static enum err_code
take(struct run *r, struct err *err)
{
	const struct download *d = r->d;
	const int64_t begin = r->at, total = (r->end - r->at) / r->step;
	struct candle_rows rows = {0};
	bool more = true;
	enum err_code rc = E_OK;

	while (rc == E_OK && more && r->at < r->end) {
		if (!d->again)
			rc = skip_stored(r, err);
		if (d->progress != NULL)
			d->progress(d->self, (r->at - begin) / r->step, total);
		if (rc != E_OK || r->at >= r->end)
			break;
		if (d->stop != NULL && d->stop(d->self)) {
			r->sums->stopped = true;
			break;
		}
		rc = one_page(r, &rows, &more, err);
	}
	candle_rows_release(&rows);
	return rc;
}

struct look { struct candle_check check; struct download_sums *sums; };

static enum err_code
look_at(void *self, const struct candle_rows *rows, struct err *err)
{
	struct look *l = self;

	if (rows->len == 0)
		return E_OK;
	if (l->sums->stored == 0)
		l->sums->first = rows->time[0] * 1000;
	l->sums->stored += (int64_t)rows->len;
	l->sums->last = rows->time[rows->len - 1] * 1000;
	return candle_check(&l->check, rows, err);
}

/* What the range holds now, with these bars and older ones. */
static enum err_code
look_over(const struct run *r, int64_t from, struct err *err)
{
	const struct download *d = r->d;
	struct look l = { .sums = r->sums };
	int64_t rows;
	enum err_code rc;

	l.check.timeframe_ms = r->step;
	l.check.no_volume = d->price == PRICE_MARK;
	l.check.each = d->finding;
	l.check.self = d->self;
	TEXT_SET(l.check.blank.venue, d->venue);
	TEXT_SET(l.check.blank.symbol, d->symbol);
	l.check.blank.timeframe = d->timeframe;
	l.check.blank.price = d->price;
	rc = stored(r, from, r->end, &rows, err);
	if (rc == E_OK && rows > 0)
		rc = candles_each(r->store, d->venue, d->symbol, d->timeframe,
		    d->price, from * 1000, r->end * 1000, look_at, &l, err);
	r->sums->gaps = l.check.counts[FLAW_GAP];
	r->sums->missing = l.check.missing;
	r->sums->zero_volume = l.check.counts[FLAW_ZERO_VOLUME];
	return rc;
}

enum err_code
candles_download(struct store *s, const struct download_source *from,
    const struct download *d, struct download_sums *out, struct err *err)
{
	const int64_t step = d->timeframe / 1000;
	struct run r = { .store = s, .source = from, .d = d, .sums = out,
	    .step = step, .at = grid_up((d->from + 999) / 1000, step),
	    .end = grid_up((d->to + 999) / 1000, step) };
	const int64_t begin = r.at;
	struct err later;
	enum err_code rc;

	*out = (struct download_sums){0};
	rc = take(&r, err);
	if (rc == E_OK)
		return look_over(&r, begin, err);
	(void)look_over(&r, begin, &later);
	return rc;
}
