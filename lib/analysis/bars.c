/* Bars as numbers, and what is missing among them. */
#include "analysis/analysis.h"

#include "base/stamp.h"
#include "expr/expr-series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void
analysis_count_gaps(const int64_t *open_time_ms, size_t n, int64_t timeframe,
    int64_t *gaps, int64_t *missing)
{
	int64_t step = timeframe / 1000;

	for (size_t i = 1; step > 0 && i < n; i++) {
		int64_t apart = open_time_ms[i] - open_time_ms[i - 1], absent;

		/* Nearly all are, and a division is dear. */
		if (apart == step)
			continue;
		absent = apart / step - 1;
		*gaps += absent > 0;
		*missing += absent > 0 ? absent : 0;
	}
}

static enum err_code
check_prices(const struct analysis_bars *b, struct err *err)
{
	char at[STAMP_TEXT_SIZE];

	for (size_t i = 0; i < b->n; i++)
		if (!(b->open[i] > 0 && b->high[i] > 0 && b->low[i] > 0 &&
		    b->close[i] > 0))
			return err_set(err, E_DATA, "%s: the bar of %s has a"
			    " price that is not above 0", b->name,
			    stamp_text(b->open_time_ms[i] * 1000, at));
	return E_OK;
}

enum err_code
analysis_bars_make(const struct candles *from, const char *symbol,
    int64_t timeframe, size_t most, struct analysis_bars *out,
    struct err *err)
{
	struct candles view = *from;
	struct analysis_bars b = { .timeframe = timeframe };
	char frame[STAMP_TEXT_SIZE];
	struct { const char *name; double **to; } parts[] = {
		{ "open", &b.open }, { "high", &b.high }, { "low", &b.low },
		{ "close", &b.close }, { "volume", &b.volume }
	};
	enum err_code rc;

	snprintf(b.name, sizeof(b.name), "%s %s", symbol,
	    duration_text(timeframe, frame));
	TEXT_SET(b.symbol, symbol);
	if (most > 0 && view.len > most)
		candles_skip(&view, view.len - most);
	b.n = view.len;
	b.open_time_ms = view.open_time_ms;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		*parts[i].to = mem_grow(NULL, b.n + 1, sizeof(double));
		expr_bar_numbers(&view, parts[i].name, *parts[i].to);
	}
	analysis_count_gaps(b.open_time_ms, b.n, timeframe, &b.gaps,
	    &b.missing);
	rc = check_prices(&b, err);
	if (rc == E_OK)
		*out = b;
	else
		analysis_bars_release(&b);
	return rc;
}

void
analysis_bars_release(struct analysis_bars *b)
{
	free(b->open);
	free(b->high);
	free(b->low);
	free(b->close);
	free(b->volume);
	*b = (struct analysis_bars){0};
}

enum err_code
analysis_bars_need(const struct analysis_bars *b, size_t least,
    const char *what, struct err *err)
{
	if (b->n >= least)
		return E_OK;
	return err_set(err, E_DATA, "%s: %zu bars are too few for %s: it"
	    " takes %zu", b->name, b->n, what, least);
}

void
analysis_log_returns(const struct analysis_bars *b, double scale, double *out)
{
	for (size_t i = 1; i < b->n; i++)
		out[i - 1] = scale * log(b->close[i] / b->close[i - 1]);
}
