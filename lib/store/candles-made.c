/*
 * Bars of a timeframe that is not stored, made of shorter ones.
 */
#include "store/candles.h"

#include "base/stamp.h"
#include "model/resample.h"

const struct series *
series_nearest(const struct serieses *all, int64_t timeframe)
{
	const struct series *out = NULL;

	for (size_t i = 0; i < all->len; i++)
		if (timeframe % all->at[i].timeframe == 0 && (out == NULL ||
		    all->at[i].timeframe > out->timeframe))
			out = &all->at[i];
	return out;
}

int64_t
candles_bucket(int64_t timeframe, int64_t time)
{
	int64_t origin = timeframe_origin_ms(timeframe / 1000) * 1000;
	int64_t into = time > origin ? (time - origin) % timeframe : 0;

	return into == 0 ? time : time + timeframe - into;
}

struct making {
	struct resample r;
	struct candle_rows rows;
	struct candle_holes *holes;
	int64_t step, last;		/* ms */
};

static enum err_code
bucket_take(void *self, const struct candle *c, struct err *err)
{
	struct making *m = self;
	char at[STAMP_TEXT_SIZE];

	if (candle_rows_add(&m->rows, c, 0))
		return E_OK;
	return err_set(err, E_DATA, "the volume of %s has too many digits",
	    stamp_text(c->open_time_ms * 1000, at));
}

static enum err_code
shorter_take(void *self, const struct candle_rows *rows, struct err *err)
{
	struct making *m = self;
	struct candle_holes *h = m->holes;

	for (size_t i = 0; h != NULL && i < rows->len; i++) {
		int64_t at = rows->time[i];
		int64_t off = m->last == 0 ? m->step : at - m->last;

		if (off > m->step && h->gaps++ == 0) {
			h->from = (m->last + m->step) * 1000;
			h->to = at * 1000;
		}
		h->missing += off / m->step - 1;
		m->last = at;
	}
	return resample_rows(&m->r, rows, err);
}

enum err_code
candles_make(struct store *s, const struct series *source, int64_t timeframe,
    int64_t from, int64_t to, struct candles *out,
    struct candle_holes *holes, struct err *err)
{
	struct making m = { .holes = holes, .step = source->timeframe / 1000,
	    .r = { .from_ms = source->timeframe / 1000,
	    .to_ms = timeframe / 1000, .each = bucket_take, .self = &m } };
	enum err_code rc = resample_check(m.r.from_ms, m.r.to_ms, err);

	if (rc == E_OK)
		rc = candles_each(s, source->venue, source->symbol,
		    source->timeframe, source->price, from,
		    candles_bucket(timeframe, to), shorter_take, &m, err);
	if (rc == E_OK)
		rc = resample_end(&m.r, err);
	if (rc == E_OK && !candles_from_rows(&m.rows, out))
		rc = err_set(err, E_DATA, "%s: a bar without volume, or "
		    "numbers too far apart for one scale", source->symbol);
	candle_rows_release(&m.rows);
	return rc;
}
