/*
 * The bars an expression looks at: longer timeframes made from a series' own
 * bars, and which bar of another series is the latest at a moment (LANGUAGE
 * 4, alignment).
 */
#include "expr/names.h"
#include "expr/series.h"
#include "expr/share.h"

#include "base/stamp.h"

#include <string.h>

static const int64_t week_ms = 7 * (STAMP_DAY / 1000);

int64_t
bucket_start_ms(int64_t t_ms, int64_t timeframe_ms)
{
	/* 1970-01-05 was the first Monday. */
	int64_t shift = timeframe_ms == week_ms ? 4 * (STAMP_DAY / 1000) : 0;
	int64_t t = t_ms - shift, rest = t % timeframe_ms;

	return t_ms - (rest < 0 ? rest + timeframe_ms : rest);
}

static void
made_room(struct candles *c, size_t n)
{
	c->cap = n;
	c->open_time_ms = mem_array(n, sizeof(int64_t));
	c->open = mem_array(n, sizeof(int64_t));
	c->high = mem_array(n, sizeof(int64_t));
	c->low = mem_array(n, sizeof(int64_t));
	c->close = mem_array(n, sizeof(int64_t));
	c->volume = mem_array(n, sizeof(int64_t));
}

static void
bucket_join(struct candles *to, const struct candles *from, size_t i,
    int64_t start)
{
	size_t k = to->len;

	if (k > 0 && to->open_time_ms[k - 1] == start) {
		k--;
		if (from->high[i] > to->high[k])
			to->high[k] = from->high[i];
		if (from->low[i] < to->low[k])
			to->low[k] = from->low[i];
		to->volume[k] += from->volume[i];
	} else {
		to->open_time_ms[k] = start;
		to->open[k] = from->open[i];
		to->high[k] = from->high[i];
		to->low[k] = from->low[i];
		to->volume[k] = from->volume[i];
		to->len++;
	}
	to->close[k] = from->close[i];
}

/*
 * Buckets of `timeframe` from bars of `base`. A bucket exists from the first
 * bar that closes at or after its end; the first is dropped unless the series
 * holds the bar that opens it.
 */
static void
bars_make(struct bars *b, const struct candles *from, int64_t base)
{
	int64_t tf = b->timeframe / 1000, step = base / 1000;
	size_t done = 0;

	made_room(&b->made, from->len + 1);
	b->made.price_scale = from->price_scale;
	b->made.volume_scale = from->volume_scale;
	b->seen_ms = mem_array(from->len + 1, sizeof(*b->seen_ms));
	for (size_t i = 0; i < from->len; i++) {
		int64_t open = from->open_time_ms[i], close = open + step;
		int64_t start = bucket_start_ms(open, tf);

		/* A later bar ends the bucket whose last bars are missing. */
		for (; done < b->made.len && b->made.open_time_ms[done] + tf <=
		    open; done++)
			b->seen_ms[done] = close;
		if (b->made.len == 0 && start != open)
			continue;
		bucket_join(&b->made, from, i, start);
		if (close >= start + tf) {
			b->seen_ms[b->made.len - 1] = close;
			done = b->made.len;
		}
	}
	b->made.len = done;
	b->c = &b->made;
}

static double
power(int scale)
{
	double p = 1;

	while (scale-- > 0)
		p *= 10;
	return p;
}

void
expr_bar_numbers(const struct candles *bars, const char *name, double *to)
{
	const struct bars b = { .c = bars,
	    .price_unit = power(bars->price_scale),
	    .volume_unit = power(bars->volume_scale) };
	const struct name_row *row = expr_names;

	const int64_t *column;
	double unit = b.price_unit;

	while (strcmp(row->name, name) != 0)
		row++;
	column = bars_column(bars, (enum column_code)row->code);
	if (row->code == COL_VOLUME) {
		column = bars->volume;
		unit = b.volume_unit;
	}
	for (size_t i = 0; i < bars->len; i++)
		to[i] = column != NULL ? (double)column[i] / unit :
		    bars_value(&b, (enum column_code)row->code, i);
}

enum err_code
bars_load(struct bars *b, const struct section *s, int64_t base,
    const struct expr_market *m, bool volumes, struct err *err)
{
	int64_t tf = base ? base : s->timeframe, most, volume = 0;
	const struct candles *c = m->bars ?
	    m->bars(m->self, s->symbol, tf) : NULL;
	static const struct candles none = {0};
	size_t falls;

	b->timeframe = s->timeframe;
	b->symbol = s->symbol[0] ? s->symbol : m->symbol;
	b->c = c ? c : &none;
	falls = b->c->most > 0 ? b->c->len :
	    share_falls(m->share, b->c->open_time_ms, b->c->len);
	if (falls < b->c->len)
		return err_set(err, E_DATA, "%s: bars out of order at row %zu",
		    b->symbol ? b->symbol : "bars", falls + 1);
	most = b->c->most > 0 ? b->c->most :
	    share_most(m->share, b->c->high, b->c->len);
	if (volumes)
		volume = share_most(m->share, b->c->volume, b->c->len);
	b->price_unit = power(b->c->price_scale);
	b->volume_unit = power(b->c->volume_scale);
	b->price_most = (double)most / b->price_unit;
	b->volume_most = (double)volume / b->volume_unit;
	if (c && s->timeframe != tf)
		bars_make(b, c, tf);
	return E_OK;
}

void
bars_release(struct bars *b)
{
	free(b->made.open_time_ms);
	free(b->made.open);
	free(b->made.high);
	free(b->made.low);
	free(b->made.close);
	free(b->made.volume);
	free(b->seen_ms);
	memset(b, 0, sizeof(*b));
}

int64_t
bars_latest(const struct bars *from, int64_t at_ms, size_t *cursor)
{
	size_t i = *cursor;	/* bars seen by then */

	while (i < from->c->len && (from->seen_ms ? from->seen_ms[i] :
	    bars_close_ms(from, i)) <= at_ms)
		i++;
	*cursor = i;
	if (i == 0 || at_ms - bars_close_ms(from, i - 1) >=
	    from->timeframe / 1000)
		return -1;
	return (int64_t)i - 1;
}
