/*
 * Merges candle arrays into groups. Each array is read forward only; asked for
 * an earlier time than before it searches again.
 */
#include "venue/sim/bars.h"

void
sim_bars_release(struct sim_bars *b)
{
	vec_release(&b->series);
	vec_release(&b->marks);
	vec_release(&b->details);
	vec_release(&b->group);
	vec_release(&b->group_marks);
}

static bool
factor_of(const struct candles *c, int scale, int64_t *factor)
{
	int64_t highest = 1;

	*factor = 1;
	if (scale < c->price_scale)
		return false;
	for (int i = c->price_scale; i < scale; i++)
		if (__builtin_mul_overflow(*factor, INT64_C(10), factor))
			return false;
	for (size_t i = 0; *factor != 1 && i < c->len; i++)
		if (c->high[i] > highest)
			highest = c->high[i];
	return highest <= INT64_MAX / *factor;
}

static enum err_code
series_make(struct sim_series *s, size_t symbol, const struct candles *c,
    int scale, struct err *err)
{
	*s = (struct sim_series){ symbol, c, 1, 0 };
	if (!factor_of(c, scale, &s->factor))
		return err_set(err, E_DATA, "bars: a price has more than 18 "
		    "digits");
	for (size_t i = 0; i < c->len; i++)
		if (c->open_time_ms[i] < 0 ||
		    c->open_time_ms[i] > INT64_MAX / 2000)
			return err_set(err, E_DATA, "bars: the time %lld is "
			    "not one", (long long)c->open_time_ms[i]);
	for (size_t i = 1; i < c->len; i++)
		if (c->open_time_ms[i] <= c->open_time_ms[i - 1])
			return err_set(err, E_DATA, "bars: not sorted by "
			    "time at %lld", (long long)c->open_time_ms[i]);
	return E_OK;
}

enum err_code
sim_bars_add(struct sim_bars *b, size_t symbol, const struct candles *c,
    int scale, struct err *err)
{
	struct sim_series s;
	enum err_code rc = series_make(&s, symbol, c, scale, err);

	if (rc == E_OK)
		vec_push(&b->series, s);
	return rc;
}

enum err_code
sim_bars_add_marks(struct sim_bars *b, size_t symbol, const struct candles *c,
    int scale, struct err *err)
{
	struct sim_series s;
	enum err_code rc = series_make(&s, symbol, c, scale, err);

	if (rc == E_OK)
		vec_push(&b->marks, s);
	return rc;
}

enum err_code
sim_bars_add_detail(struct sim_bars *b, size_t symbol,
    const struct candles *c, int scale, struct err *err)
{
	struct sim_series s;
	enum err_code rc = series_make(&s, symbol, c, scale, err);

	if (rc == E_OK)
		vec_push(&b->details, s);
	return rc;
}

void
sim_bars_set_detail(struct sim_bars *b, int64_t timeframe, int64_t detail)
{
	b->timeframe = timeframe;
	b->detail = detail;
}

void
sim_bars_set_fundings(struct sim_bars *b, const struct sim_funding *rows,
    size_t len)
{
	b->fundings = rows;
	b->fundings_len = len;
	b->funding_at = 0;
}

/* The first bar that opens after a time. */
static void
seek(struct sim_series *s, int64_t after)
{
	const int64_t *time = s->candles->open_time_ms;
	size_t low = s->at, high = s->candles->len;

	if (low < high && time[low] * 1000 > after &&
	    (low == 0 || time[low - 1] * 1000 <= after))
		return;
	if (low > 0 && time[low - 1] * 1000 > after)
		low = 0;
	if (low < high && time[low] * 1000 <= after &&
	    (low + 1 == high || time[low + 1] * 1000 > after)) {
		s->at = low + 1;
		return;
	}
	/* Farther and farther on, as it is not often far. */
	for (size_t step = 1; step < high - low; step *= 2) {
		if (time[low + step] * 1000 > after) {
			high = low + step;
			break;
		}
		low += step + 1;
	}
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (time[mid] * 1000 > after)
			high = mid;
		else
			low = mid + 1;
	}
	s->at = low;
}

static void
bar_read(const struct sim_series *s, struct sim_bar *out)
{
	const struct candles *c = s->candles;

	out->symbol = s->symbol;
	out->open = c->open[s->at] * s->factor;
	out->high = c->high[s->at] * s->factor;
	out->low = c->low[s->at] * s->factor;
	out->close = c->close[s->at] * s->factor;
	out->volume = c->volume[s->at];
	out->volume_scale = c->volume_scale;
}

static void
marks_find(struct sim_bars *b, int64_t time_ms)
{
	vec_clear(&b->group_marks);
	for (size_t i = 0; i < b->marks.len; i++) {
		struct sim_series *s = &b->marks.at[i];

		seek(s, time_ms * 1000 - 1);
		if (s->at < s->candles->len &&
		    s->candles->open_time_ms[s->at] == time_ms)
			bar_read(s, vec_add(&b->group_marks));
	}
}

/* The settlements after one time, up to another. */
static void
fundings_find(struct sim_bars *b, int64_t after, struct sim_group *out)
{
	size_t at = b->funding_at, end;

	if (at > 0 && b->fundings[at - 1].time > after)
		at = 0;
	while (at < b->fundings_len && b->fundings[at].time <= after)
		at++;
	for (end = at; end < b->fundings_len &&
	    b->fundings[end].time <= out->time; )
		end++;
	b->funding_at = at;
	out->fundings = b->fundings_len == 0 ? NULL : b->fundings + at;
	out->fundings_len = end - at;
}

/* Stands all series at their first bar after a time; when the first opens. */
static int64_t
seek_all(struct sim_bars *b, int64_t after)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < b->series.len; i++) {
		struct sim_series *s = &b->series.at[i];

		seek(s, after);
		if (s->at < s->candles->len &&
		    s->candles->open_time_ms[s->at] < first)
			first = s->candles->open_time_ms[s->at];
	}
	return first == INT64_MAX ? first : first * 1000;
}

/* The bars of the series that open at a time. */
static void
group_find(struct sim_bars *b, int64_t time)
{
	vec_clear(&b->group);
	vec_reserve(&b->group, b->series.len);
	for (size_t i = 0; i < b->series.len; i++) {
		const struct sim_series *s = &b->series.at[i];

		if (s->at < s->candles->len &&
		    s->candles->open_time_ms[s->at] * 1000 == time)
			bar_read(s, &b->group.at[b->group.len++]);
	}
}

/* The detail bar of a symbol that opens at a time, and whether so many follow
 * it without a gap. */
static bool
detail_find(struct sim_bars *b, size_t symbol, int64_t time, int64_t more,
    struct sim_bar *out)
{
	for (size_t i = 0; i < b->details.len; i++) {
		struct sim_series *s = &b->details.at[i];
		const struct candles *c = s->candles;

		if (s->symbol != symbol)
			continue;
		seek(s, time - 1);
		for (int64_t n = 0; n <= more; n++)
			if (s->at + (size_t)n >= c->len ||
			    c->open_time_ms[s->at + (size_t)n] * 1000 !=
			    time + n * b->detail)
				return false;
		bar_read(s, out);
		return true;
	}
	return false;
}

/* The group of main bars that opens at a time is made one of detail bars that
 * open then or later; false: some have not all of theirs. */
static bool
detail_group(struct sim_bars *b, int64_t main, int64_t time)
{
	int64_t count = b->timeframe / b->detail;
	struct sim_bar bar;

	for (size_t i = 0; i < b->group.len && b->complete != main; i++)
		if (!detail_find(b, b->group.at[i].symbol, main, count - 1,
		    &bar))
			return false;
	b->complete = main;
	for (size_t i = 0; i < b->group.len; i++)
		detail_find(b, b->group.at[i].symbol, time, 0,
		    &b->group.at[i]);
	return true;
}

/* When the last main bar opened that has not ended a detail bar after that
 * time; INT64_MIN: none. */
static int64_t
begun(const struct sim_bars *b, int64_t after)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < b->series.len; i++) {
		const struct sim_series *s = &b->series.at[i];

		if (s->at > 0 && s->candles->open_time_ms[s->at - 1] * 1000 >
		    last)
			last = s->candles->open_time_ms[s->at - 1] * 1000;
	}
	return last != INT64_MIN && last + b->timeframe - b->detail > after ?
	    last : INT64_MIN;
}

/* The next detail bars of a main bar that has begun. */
static bool
detail_goes_on(struct sim_bars *b, int64_t after, struct sim_group *out)
{
	int64_t main = begun(b, after);

	if (main == INT64_MIN)
		return false;
	out->time = after - (after - main) % b->detail + b->detail;
	seek_all(b, main - 1);
	group_find(b, main);
	if (!detail_group(b, main, out->time))
		return false;
	out->span = b->detail;
	out->inner = out->time + b->detail < main + b->timeframe;
	return true;
}

/* One series, and nothing that comes with it? */
static bool
is_alone(const struct sim_bars *b)
{
	return b->series.len == 1 && b->marks.len == 0 && b->detail == 0;
}

static void
alone_next(struct sim_bars *b, int64_t after, struct sim_group *out)
{
	struct sim_series *s = b->series.at;

	seek(s, after);
	if (s->at == s->candles->len)
		return;
	vec_reserve(&b->group, 1);
	b->group.len = 1;
	bar_read(s, b->group.at);
	out->time = s->candles->open_time_ms[s->at] * 1000;
	out->bars = b->group.at;
	out->len = 1;
	if (b->fundings_len > 0)
		fundings_find(b, after, out);
}

static enum err_code
bars_next(void *self, int64_t after, struct sim_group *out, struct err *err)
{
	struct sim_bars *b = self;
	int64_t first;

	(void)err;
	*out = (struct sim_group){ 0 };
	if (is_alone(b)) {
		alone_next(b, after, out);
		return E_OK;
	}
	first = seek_all(b, after);
	if (b->detail == 0 || !detail_goes_on(b, after, out)) {
		if (b->detail != 0)
			seek_all(b, after);
		group_find(b, first);
		if (b->group.len == 0)
			return E_OK;
		out->time = first;
		out->inner = b->detail != 0 && detail_group(b, first, first);
		out->span = out->inner ? b->detail : 0;
		if (b->marks.len > 0 && !out->inner)
			marks_find(b, first / 1000);
	}
	if (out->span != 0)
		vec_clear(&b->group_marks);	/* those are of main bars */
	out->bars = b->group.at;
	out->len = b->group.len;
	out->marks = b->group_marks.at;
	out->marks_len = b->group_marks.len;
	if (b->fundings_len > 0)
		fundings_find(b, after, out);
	return E_OK;
}

static bool
bars_columns(void *self, int64_t after, struct sim_columns *out)
{
	struct sim_bars *b = self;
	struct sim_series *s = b->series.at;
	struct sim_group first = { .time = INT64_MAX };
	const struct candles *c;

	if (!is_alone(b))
		return false;
	if (b->fundings_len > 0)
		fundings_find(b, after, &first);
	seek(s, after);
	c = s->candles;
	*out = (struct sim_columns){ s->symbol, c->len - s->at,
	    c->open_time_ms + s->at, c->open + s->at, c->high + s->at,
	    c->low + s->at, c->close + s->at, c->volume + s->at, s->factor,
	    first.fundings_len > 0 ? first.fundings[0].time : INT64_MAX,
	    c->volume_scale };
	return true;
}

struct sim_source
sim_bars_source(struct sim_bars *b)
{
	return (struct sim_source){ bars_next, b, bars_columns };
}
