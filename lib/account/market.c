/*
 * Reading closed bars once per bar, and making longer ones of them: UTC
 * calendar buckets, weeks from Monday (LANGUAGE.md 4).
 */
#include "account/market.h"

#include "base/stamp.h"
#include "store/candles.h"
#include "store/fundingrates.h"

#include <string.h>

void
market_release(struct market *b)
{
	for (size_t i = 0; i < b->read.len; i++) {
		candles_release(&b->read.at[i]->bars);
		free(b->read.at[i]);
	}
	vec_release(&b->read);
	for (size_t i = 0; i < b->paid.len; i++) {
		vec_release(&b->paid.at[i]->rates);
		free(b->paid.at[i]);
	}
	vec_release(&b->paid);
}

static int64_t
bucket_of(int64_t time, int64_t timeframe)
{
	return timeframe == 7 * STAMP_DAY ? stamp_week(time, 0) :
	    time - time % timeframe;
}

/* Grows every column by one bar that is all zero. */
static size_t
bar_add(struct candles *c)
{
	size_t cap = c->cap;

	c->open_time_ms = vec_room(c->open_time_ms, c->len, &cap,
	    sizeof(int64_t), 1);
#define GROW(column) (cap = c->cap, c->column = \
	vec_room(c->column, c->len, &cap, sizeof(int64_t), 1))
	GROW(open);
	GROW(high);
	GROW(low);
	GROW(close);
	GROW(volume);
#undef GROW
	c->cap = cap;
	return c->len++;
}

static void
bar_join(struct candles *to, size_t at, const struct candles *from, size_t i)
{
	if (from->high[i] > to->high[at])
		to->high[at] = from->high[i];
	if (from->low[i] < to->low[at])
		to->low[at] = from->low[i];
	to->close[at] = from->close[i];
	to->volume[at] += from->volume[i];
}

/*
 * Buckets of a timeframe. The first counts only when the bar that opens it is
 * there, the last when a bar closes at or after its end.
 */
static void
resample(const struct candles *from, int64_t step, int64_t timeframe,
    struct candles *to)
{
	bool open = false;
	int64_t end = 0;
	size_t at = 0;

	to->price_scale = from->price_scale;
	to->volume_scale = from->volume_scale;
	for (size_t i = 0; i < from->len; i++) {
		int64_t time = from->open_time_ms[i] * 1000;
		int64_t start = bucket_of(time, timeframe);

		if (!open || time >= end) {
			if (to->len == 0 && time != start && i == 0) {
				end = start + timeframe;
				continue;
			}
			if (to->len == 0 && time < end)
				continue;
			at = bar_add(to);
			to->open_time_ms[at] = start / 1000;
			to->open[at] = from->open[i];
			to->high[at] = from->high[i];
			to->low[at] = from->low[i];
			to->volume[at] = 0;
			open = true;
			end = start + timeframe;
		}
		bar_join(to, at, from, i);
	}
	if (open && from->open_time_ms[from->len - 1] * 1000 + step < end)
		to->len--;	/* it is still forming */
}

static void
drop_open_bars(struct candles *c, int64_t timeframe, int64_t now)
{
	while (c->len > 0 &&
	    c->open_time_ms[c->len - 1] * 1000 + timeframe > now)
		c->len--;
}

static bool
has_series(const struct market *b, const char *symbol, int64_t timeframe)
{
	struct serieses known = {0};
	bool found = series_list(b->store, b->account->prices, symbol,
	    timeframe, PRICE_LAST, &known, NULL) == E_OK && known.len > 0;

	vec_release(&known);
	return found;
}

/* Those that have closed, as far back as from the store. */
static void
take_given(const struct market *b, struct market_series *m)
{
	int64_t step = b->account->timeframe;
	int64_t from = m->upto - MARKET_BARS_BACK * m->timeframe;
	const struct candles *all = b->given->bars(b->given->self, m->symbol);
	struct candles view = {0};

	m->none = all == NULL || step <= 0 || m->timeframe % step != 0;
	if (m->none)
		return;
	view = *all;
	view.len = candles_until(&view, (b->now - step) / 1000);
	candles_skip(&view, candles_until(&view, from / 1000 - 1));
	resample(&view, step, m->timeframe, &m->bars);
}

/* The longest of which bars of that timeframe can be made; 0: there is none. */
static int64_t
nearest_series(const struct market *b, const char *symbol, int64_t timeframe)
{
	struct serieses all = {0};
	const struct series *near = NULL;
	int64_t out;

	if (series_list(b->store, b->account->prices, symbol, 0, PRICE_LAST,
	    &all, NULL) == E_OK)
		near = series_nearest(&all, timeframe);
	out = near != NULL ? near->timeframe : 0;
	vec_release(&all);
	return out;
}

/* Of which stored bars a series is read: its own, those that the account runs
 * on, or, where it runs on none that fit, the longest that do. */
static int64_t
source_of(const struct market *b, const struct market_series *m)
{
	int64_t step = b->account->timeframe;

	if (has_series(b, m->symbol, m->timeframe))
		return m->timeframe;
	if (step > 0 && m->timeframe % step == 0 &&
	    has_series(b, m->symbol, step))
		return step;
	return nearest_series(b, m->symbol, m->timeframe);
}

static void
read_bars(const struct market *b, struct market_series *m)
{
	int64_t from = m->upto - MARKET_BARS_BACK * m->timeframe, step;
	struct candles read = {0};

	candles_release(&m->bars);
	if (b->given != NULL) {
		take_given(b, m);
		return;
	}
	step = source_of(b, m);
	m->none = step == 0 || candles_load(b->store, b->account->prices,
	    m->symbol, step, PRICE_LAST, from > 0 ? from : 0, b->now, &read,
	    NULL) != E_OK;
	if (m->none)
		return;
	drop_open_bars(&read, step, b->now);
	if (step == m->timeframe) {
		m->bars = read;
		return;
	}
	resample(&read, step, m->timeframe, &m->bars);
	candles_release(&read);
}

/* Where time passes by itself the bar that has just closed may be stored only
 * after it was missed. */
static bool
may_have_come(const struct market *b, const struct market_series *m)
{
	bool there = !m->none && m->bars.len > 0 &&
	    m->bars.open_time_ms[m->bars.len - 1] * 1000 + m->timeframe >=
	    m->upto;

	return !there && (b->account->mode != MODE_PAPER ||
	    b->account->live_prices == 1) && b->now >= m->read_at +
	    STAMP_MINUTE;
}

const struct candles *
market_bars(void *self, const char *symbol, int64_t timeframe)
{
	struct market *b = self;
	struct market_series *m = NULL;
	int64_t upto;

	if (timeframe <= 0)
		timeframe = b->account->timeframe;
	if (timeframe <= 0 || b->account->prices[0] == '\0')
		return NULL;
	for (size_t i = 0; i < b->read.len && m == NULL; i++)
		if (b->read.at[i]->timeframe == timeframe &&
		    strcmp(b->read.at[i]->symbol, symbol) == 0)
			m = b->read.at[i];
	if (m == NULL) {
		m = mem_alloc(sizeof(*m));
		TEXT_SET(m->symbol, symbol);
		m->timeframe = timeframe;
		vec_push(&b->read, m);
	}
	/* New bars come when a bucket ends, and not before. */
	upto = bucket_of(b->now, timeframe);
	if (m->upto != upto || may_have_come(b, m)) {
		m->upto = upto;
		m->read_at = b->now;
		read_bars(b, m);
	}
	return m->none ? NULL : &m->bars;
}

const struct funding_rates *
market_rates(void *self, const char *symbol)
{
	struct market *b = self;
	struct market_funding *m = NULL;
	int64_t hour = b->now - b->now % STAMP_HOUR;

	if (b->given != NULL)
		return b->given->rates(b->given->self, symbol);
	if (b->account->prices[0] == '\0')
		return NULL;
	for (size_t i = 0; i < b->paid.len && m == NULL; i++)
		if (strcmp(b->paid.at[i]->symbol, symbol) == 0)
			m = b->paid.at[i];
	if (m == NULL) {
		m = mem_alloc(sizeof(*m));
		TEXT_SET(m->symbol, symbol);
		m->upto = -1;
		vec_push(&b->paid, m);
	}
	/* Rates are settled on the hour. */
	if (m->upto != hour) {
		vec_clear(&m->rates);
		if (funding_rates_load(b->store, b->account->prices, symbol,
		    0, b->now + 1, 0, &m->rates, NULL) != E_OK)
			vec_clear(&m->rates);
		m->upto = hour;
	}
	return m->rates.len > 0 ? &m->rates : NULL;
}
