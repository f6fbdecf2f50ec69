/*
 * The buckets of a longer timeframe, one at a time.
 */
#include "model/resample.h"

#include "base/stamp.h"

enum err_code
resample_check(int64_t from_ms, int64_t to_ms, struct err *err)
{
	const int64_t day = STAMP_DAY / 1000;
	char to[STAMP_TEXT_SIZE], from[STAMP_TEXT_SIZE];

	if (to_ms < from_ms || to_ms % from_ms != 0 ||
	    (to_ms < day ? day % to_ms != 0 : to_ms != day &&
	    to_ms != 7 * day))
		return err_set(err, E_USAGE, "%s bars cannot be made from %s "
		    "bars: only multiples that divide a day, 1d and 1w",
		    duration_text(to_ms * 1000, to),
		    duration_text(from_ms * 1000, from));
	return E_OK;
}

static int64_t
bucket_of(const struct resample *r, int64_t t)
{
	const int64_t origin = timeframe_origin_ms(r->to_ms);
	const int64_t into = (t - origin) % r->to_ms;

	return t - (into < 0 ? into + r->to_ms : into);
}

static enum err_code
bucket_close(struct resample *r, bool ended, struct err *err)
{
	const bool hand_on = r->open && r->whole &&
	    (ended || r->last >= r->bar.open_time_ms + r->to_ms);

	r->open = false;
	return hand_on ? r->each(r->self, &r->bar, err) : E_OK;
}

/* Unknown if either is. */
static bool
sum(struct dec *to, struct dec more)
{
	if (!dec_known(*to) || !dec_known(more)) {
		*to = DEC_NONE;
		return true;
	}
	return dec_add(*to, more, to);
}

static enum err_code
bucket_add(struct resample *r, const struct candle *c, struct err *err)
{
	struct candle *b = &r->bar;
	char at[STAMP_TEXT_SIZE];
	bool good;

	/* prices are made by trades: an idle bar only repeats the last one */
	if (dec_is_zero(b->volume) && !dec_is_zero(c->volume)) {
		b->open = c->open;
		b->high = c->high;
		b->low = c->low;
		b->close = c->close;
	} else if (!dec_is_zero(c->volume) || dec_is_zero(b->volume)) {
		b->high = dec_max(b->high, c->high);
		b->low = dec_min(b->low, c->low);
		b->close = c->close;
	}
	good = sum(&b->volume, c->volume) &&
	    sum(&b->quote_volume, c->quote_volume) &&
	    sum(&b->taker_buy_volume, c->taker_buy_volume) &&
	    sum(&b->taker_buy_quote_volume, c->taker_buy_quote_volume);
	if (b->trades == INT_NONE || c->trades == INT_NONE)
		b->trades = INT_NONE;
	else if (__builtin_add_overflow(b->trades, c->trades, &b->trades))
		good = false;
	if (!good)
		return err_set(err, E_DATA, "the volume of %s is too large",
		    stamp_text(b->open_time_ms * 1000, at));
	return E_OK;
}

enum err_code
resample_rows(struct resample *r, const struct candle_rows *rows,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < rows->len && rc == E_OK; i++) {
		struct candle c = candle_rows_at(rows, i);
		const int64_t bucket = bucket_of(r, c.open_time_ms);

		if (r->open && bucket != r->bar.open_time_ms)
			rc = bucket_close(r, true, err);
		r->last = c.open_time_ms + r->from_ms;
		if (rc == E_OK && r->open) {
			rc = bucket_add(r, &c, err);
			continue;
		}
		/* only the very first is judged by its opening bar */
		r->whole = r->started || bucket == c.open_time_ms;
		r->started = r->open = true;
		r->bar = c;
		r->bar.open_time_ms = bucket;
	}
	return rc;
}

enum err_code
resample_end(struct resample *r, struct err *err)
{
	return bucket_close(r, false, err);
}
