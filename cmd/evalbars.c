/* Bars for `strategy eval`, from files and from the store. */
#include "cmd/evalbars.h"

#include "base/stamp.h"
#include "feed/feed.h"
#include "store/candles.h"
#include "store/fundingrates.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	struct candle_rows rows;
	const char *file;
};

static enum err_code
rows_take(void *self, const struct candle_rows *rows, struct err *err)
{
	struct reading *r = self;

	(void)err;
	candle_rows_append(&r->rows, rows, 0, rows->len);
	return E_OK;
}

/* Gaps are part of a series; what is wrong is refused. */
static enum err_code
finding_take(void *self, const struct candle_finding *f, struct err *err)
{
	const struct reading *r = self;

	if (f->kind != FLAW_IMPOSSIBLE && f->kind != FLAW_DISORDER &&
	    f->kind != FLAW_CONFLICT)
		return E_OK;
	return err_set(err, E_DATA, "%s:%lld: %s", r->file,
	    (long long)f->line, f->message);
}

/* The smallest step between bars: what a file's timeframe is. */
static int64_t
timeframe_of(const struct candles *c)
{
	int64_t least = 0;

	for (size_t i = 1; i < c->len; i++) {
		int64_t step = c->open_time_ms[i] - c->open_time_ms[i - 1];

		if (least == 0 || step < least)
			least = step;
	}
	return least * 1000;
}

static struct eval_series *
series_add(struct eval_bars *b, const char *symbol, size_t len)
{
	struct eval_series *s = mem_alloc(sizeof(*s));

	s->symbol = mem_textn(symbol, len);
	vec_push(&b->series, s);
	return s;
}

enum err_code
bars_read(struct session *session, const char *path, const char *symbol,
    int64_t timeframe, struct candles *out, struct err *err)
{
	bool input = strcmp(path, "-") == 0;
	struct reading r = { .file = input ? "stdin" : path };
	const struct candle_sink sink = { rows_take, finding_take, &r };
	struct feed_options o = { .layout = -1, .time_unit = FEED_AUTO,
	    .venue = "", .symbol = symbol,
	    .timeframe = timeframe ? timeframe : 1000 };
	struct feed_sums sums = {0};
	enum err_code rc = feed_candles(r.file,
	    input ? fileno(session->in) : -1, &o, &sink, &sums, err);

	if (rc == E_OK && !candles_from_rows(&r.rows, out))
		rc = err_set(err, E_DATA, "%s: a bar without volume, or "
		    "numbers too far apart for one scale", r.file);
	candle_rows_release(&r.rows);
	return rc;
}

static enum err_code
file_read(struct eval_bars *b, const char *text, struct err *err)
{
	const char *equals = strchr(text, '=');
	struct eval_series *s;

	if (equals == NULL || equals == text || equals[1] == '\0')
		return err_set(err, E_USAGE,
		    "--series %s: write SYMBOL=FILE, or SYMBOL=-", text);
	s = series_add(b, text, (size_t)(equals - text));
	s->from_file = true;
	if (!symbol_valid(s->symbol))
		return err_set(err, E_USAGE, "--series: \"%s\" is not a "
		    "symbol such as BTC/USDT", s->symbol);
	return bars_read(b->session, equals + 1, s->symbol, b->timeframe,
	    &s->bars, err);
}

static enum err_code
stored_several(const struct serieses *all, const char *symbol,
    struct err *err)
{
	bool venues = strcmp(all->at[0].venue, all->at[1].venue) != 0;

	return err_set(err, E_USAGE, "%s: several series are stored; choose "
	    "one with %s", symbol, venues ? "--venue" : "--timeframe");
}

/* The longest stored series of which bars that long can be made, when there
 * is none of theirs. */
static enum err_code
stored_shorter(struct eval_bars *b, const char *symbol, int64_t timeframe,
    struct series *out, struct err *err)
{
	struct serieses all = {0}, fit = {0};
	enum err_code rc = series_list(b->session->store, b->venue, symbol,
	    0, PRICE_LAST, &all, err);
	const struct series *near = rc == E_OK ?
	    series_nearest(&all, timeframe) : NULL;
	char text[STAMP_TEXT_SIZE];

	for (size_t i = 0; near != NULL && i < all.len; i++)
		if (all.at[i].timeframe == near->timeframe)
			vec_push(&fit, all.at[i]);
	if (rc == E_OK && fit.len == 0)
		rc = err_set(err, E_USAGE, "%s%s%s: no candles are stored; "
		    "see etrms candles import", symbol, timeframe ? " " : "",
		    timeframe ? duration_text(timeframe, text) : "");
	else if (rc == E_OK && fit.len > 1)
		rc = stored_several(&fit, symbol, err);
	if (rc == E_OK)
		*out = fit.at[0];
	vec_release(&all);
	vec_release(&fit);
	return rc;
}

/* The one stored series that fits; its venue and timeframe. */
static enum err_code
stored_find(struct eval_bars *b, const char *symbol, int64_t timeframe,
    struct series *out, struct err *err)
{
	struct serieses all = {0};
	enum err_code rc = series_list(b->session->store, b->venue, symbol,
	    timeframe, PRICE_LAST, &all, err);

	if (rc == E_OK && all.len == 1)
		*out = all.at[0];
	else if (rc == E_OK && all.len > 1)
		rc = stored_several(&all, symbol, err);
	else if (rc == E_OK)
		rc = stored_shorter(b, symbol, timeframe, out, err);
	vec_release(&all);
	return rc;
}

static enum err_code
stored_load(struct eval_bars *b, const char *symbol, int64_t timeframe,
    struct eval_series **out, struct err *err)
{
	struct series which;
	struct candles bars = {0};
	enum err_code rc = stored_find(b, symbol, timeframe, &which, err);

	if (rc == E_OK && timeframe != 0 && which.timeframe != timeframe)
		rc = candles_make(b->session->store, &which, timeframe,
		    b->from, b->to, &bars, NULL, err);
	else if (rc == E_OK)
		rc = candles_load(b->session->store, which.venue, symbol,
		    which.timeframe, PRICE_LAST, b->from, b->to, &bars, err);
	if (rc != E_OK)
		return rc;
	*out = series_add(b, symbol, strlen(symbol));
	(*out)->timeframe = timeframe ? timeframe : which.timeframe;
	TEXT_SET((*out)->venue, which.venue);
	(*out)->bars = bars;
	return E_OK;
}

enum err_code
eval_bars_open(struct eval_bars *b, const struct texts *files, struct err *err)
{
	enum err_code rc = E_OK;
	struct eval_series *main_series = NULL;

	for (size_t i = 0; i < files->len && rc == E_OK; i++)
		rc = file_read(b, files->at[i], err);
	if (rc == E_OK && b->symbol == NULL && b->series.len > 0)
		b->symbol = b->series.at[0]->symbol;
	if (rc != E_OK || b->symbol == NULL)
		return rc;
	for (size_t i = 0; i < b->series.len && main_series == NULL; i++)
		if (strcmp(b->series.at[i]->symbol, b->symbol) == 0)
			main_series = b->series.at[i];
	if (main_series == NULL)
		rc = stored_load(b, b->symbol, b->timeframe, &main_series,
		    err);
	if (rc == E_OK && main_series->timeframe != 0)
		b->timeframe = main_series->timeframe;
	if (rc == E_OK && b->timeframe == 0)
		b->timeframe = timeframe_of(&main_series->bars);
	if (rc == E_OK && b->timeframe <= 0)
		rc = err_set(err, E_USAGE, "%s: one bar does not tell its "
		    "timeframe; give --timeframe", b->symbol);
	return rc;
}

void
eval_bars_release(struct eval_bars *b)
{
	for (size_t i = 0; i < b->series.len; i++) {
		candles_release(&b->series.at[i]->bars);
		vec_release(&b->series.at[i]->rates);
		free(b->series.at[i]->symbol);
		free(b->series.at[i]);
	}
	vec_release(&b->series);
}

const struct candles *
eval_bars_find(void *self, const char *symbol, int64_t timeframe)
{
	struct eval_bars *b = self;
	struct eval_series *found = NULL;

	if (symbol[0] == '\0')
		symbol = b->symbol;
	if (symbol == NULL) {
		b->rc = err_set(&b->err, E_USAGE, "the expression reads bars; "
		    "name a symbol, or give --series");
		return NULL;
	}
	for (size_t i = 0; i < b->series.len; i++) {
		struct eval_series *s = b->series.at[i];

		if (strcmp(s->symbol, symbol) == 0 &&
		    (s->timeframe == 0 || s->timeframe == timeframe))
			return &s->bars;
	}
	b->rc = stored_load(b, symbol, timeframe, &found, &b->err);
	return found ? &found->bars : NULL;
}

const struct funding_rates *
eval_funding_find(void *self, const char *symbol)
{
	struct eval_bars *b = self;
	struct eval_series *s = NULL;

	if (symbol[0] == '\0')
		symbol = b->symbol;
	for (size_t i = 0; i < b->series.len && symbol != NULL; i++)
		if (strcmp(b->series.at[i]->symbol, symbol) == 0)
			s = b->series.at[i];
	if (s == NULL || s->venue[0] == '\0')
		return NULL;
	if (!s->rates_read)
		b->rc = funding_rates_load(b->session->store, s->venue,
		    symbol, 0, 0, 0, &s->rates, &b->err);
	s->rates_read = true;
	return &s->rates;
}
