/* The past of what is held: bars of its symbols, put side by side. */
#include "research/holding.h"

#include "base/stamp.h"
#include "store/candles.h"

#include <string.h>

void
holding_release(struct holding *h)
{
	vec_release(&h->parts);
}

void
holding_add(struct holding *h, const char *symbol, double share)
{
	struct holding_part *p;

	for (size_t i = 0; i < h->parts.len; i++)
		if (strcmp(h->parts.at[i].symbol, symbol) == 0) {
			h->parts.at[i].share += share;
			return;
		}
	p = vec_add(&h->parts);
	TEXT_SET(p->symbol, symbol);
	p->share = share;
}

/* Bars of one part. */
struct past {
	struct candles bars;
	size_t at;			/* the one that is looked at */
	double before;			/* close of the one before */
};

/* Whole bars of what is stored, or made of shorter ones. */
static enum err_code
bars_load(struct store *s, const char *venue, const char *symbol,
    int64_t timeframe, struct candles *out, struct err *err)
{
	struct serieses all = {0};
	char span[STAMP_TEXT_SIZE];
	enum err_code rc = series_list(s, venue, symbol, 0, PRICE_LAST, &all,
	    err);
	const struct series *near = rc == E_OK ? series_nearest(&all,
	    timeframe) : NULL;

	if (rc == E_OK && near == NULL)
		rc = err_set(err, E_USAGE, "%s %s %s: no candles are stored;"
		    " see etrms candles import", venue, symbol,
		    duration_text(timeframe, span));
	else if (rc == E_OK && near->timeframe == timeframe)
		rc = candles_load(s, venue, symbol, timeframe, PRICE_LAST,
		    near->from, near->to, out, err);
	else if (rc == E_OK) {
		int64_t from = candles_bucket(timeframe, near->from);
		int64_t to = candles_bucket(timeframe, near->to);

		to -= to > near->to ? timeframe : 0;
		if (to > from)
			rc = candles_make(s, near, timeframe, from, to, out,
			    NULL, err);
	}
	vec_release(&all);
	return rc;
}

/* Every one at its bar of a time; false: one has none. */
static bool
all_at(struct past *pasts, size_t n, int64_t time_ms)
{
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		struct past *p = &pasts[i];

		while (p->at < p->bars.len &&
		    p->bars.open_time_ms[p->at] < time_ms)
			p->at++;
		all &= p->at < p->bars.len &&
		    p->bars.open_time_ms[p->at] == time_ms;
	}
	return all;
}

/* Of the bars that all are at, and on to them. */
static double
step(const struct holding *h, struct past *pasts)
{
	double sum = 0;

	for (size_t i = 0; i < h->parts.len; i++) {
		struct past *p = &pasts[i];
		double now = (double)p->bars.close[p->at];

		sum += h->parts.at[i].share * (now / p->before - 1);
		p->before = now;
	}
	return sum;
}

static void
returns_take(const struct holding *h, int64_t timeframe, struct past *pasts,
    struct run_returns *out, struct run *about)
{
	const struct candles *first = &pasts[0].bars;
	int64_t was = INT64_MIN;
	double ret;

	for (size_t i = 0; i < first->len; i++) {
		int64_t time = first->open_time_ms[i];
		bool follows = was == time - timeframe / 1000;

		if (time * 1000 + timeframe > h->until)
			break;
		if (!all_at(pasts, h->parts.len, time))
			continue;
		ret = step(h, pasts);
		was = time;
		if (!follows)
			continue;
		if (out->len == 0)
			about->from = time * 1000;
		about->to = time * 1000 + timeframe;
		vec_push(out, (struct run_return){ ret });
	}
}

enum err_code
holding_returns(struct store *s, const struct holding *h, int64_t timeframe,
    struct run_returns *out, struct run *about, struct err *err)
{
	struct past *pasts = mem_array(h->parts.len + 1, sizeof(*pasts));
	struct buf names = {0};
	enum err_code rc = E_OK;

	for (size_t i = 0; i < h->parts.len && rc == E_OK; i++) {
		buf_printf(&names, "%s%s", i > 0 ? ";" : "",
		    h->parts.at[i].symbol);
		rc = bars_load(s, h->venue, h->parts.at[i].symbol, timeframe,
		    &pasts[i].bars, err);
	}
	if (rc == E_OK && !TEXT_SET(about->symbols, buf_text(&names)))
		rc = err_set(err, E_USAGE, "more symbols are held than a"
		    " record takes");
	if (rc == E_OK)
		returns_take(h, timeframe, pasts, out, about);
	about->timeframe = timeframe;
	for (size_t i = 0; i < h->parts.len; i++)
		candles_release(&pasts[i].bars);
	buf_release(&names);
	free(pasts);
	return rc;
}
