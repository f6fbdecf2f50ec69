/* Rows of several symbols joined by time, and returns of them. */
#include "analysis/panel.h"

#include "base/stamp.h"

#include <math.h>
#include <stdlib.h>

/* The next time at or after which all have a bar; at: where each stands. False
 * when one of them ends before. */
static bool
next_common(const struct analysis_bars *bars, size_t p, size_t *at,
    int64_t *time)
{
	size_t same = 0;

	for (size_t k = 0; same < p; k = (k + 1) % p) {
		const struct analysis_bars *b = bars + k;

		while (at[k] < b->n && b->open_time_ms[at[k]] < *time)
			at[k]++;
		if (at[k] == b->n)
			return false;
		same = b->open_time_ms[at[k]] == *time ? same + 1 : 1;
		*time = b->open_time_ms[at[k]];
	}
	return true;
}

/* rows: room for those of the shortest; returns how many are common. */
static size_t
join(const struct analysis_bars *bars, size_t p, double **close,
    int64_t *times)
{
	size_t *at = mem_array(p, sizeof(*at)), n = 0;
	int64_t time = INT64_MIN;

	for (; next_common(bars, p, at, &time); n++, time++) {
		times[n] = time;
		for (size_t k = 0; k < p; k++)
			close[k][n] = bars[k].close[at[k]];
	}
	free(at);
	return n;
}

static const struct analysis_bars *
shortest(const struct analysis_bars *bars, size_t p)
{
	const struct analysis_bars *least = bars;

	for (size_t k = 1; k < p; k++)
		if (bars[k].n < least->n)
			least = bars + k;
	return least;
}

static enum err_code
too_few(const struct analysis_bars *bars, size_t p, size_t rows, size_t least,
    const char *what, struct err *err)
{
	const struct analysis_bars *b = shortest(bars, p);
	char from[STAMP_TEXT_SIZE], to[STAMP_TEXT_SIZE];

	if (b->n == 0)
		return err_set(err, E_DATA, "%s: 0 bars are too few for %s: it"
		    " takes %zu", b->name, what, least + 1);
	return err_set(err, E_DATA, "%zu bars that all %zu symbols have are"
	    " too few for %s: it takes %zu; %s has %zu, from %s to %s", rows,
	    p, what, least + 1, b->name, b->n,
	    stamp_text(b->open_time_ms[0] * 1000, from),
	    stamp_text(b->open_time_ms[b->n - 1] * 1000, to));
}

static enum err_code
check_moving(const struct analysis_bars *bars, const struct analysis_panel *a,
    struct err *err)
{
	for (size_t k = 0; k < a->of.p; k++) {
		const double *x = a->of.x[k];
		size_t i = 1;

		while (i < a->of.n && x[i] == x[0])
			i++;
		if (i >= a->of.n)
			return err_set(err, E_DATA, "%s: %s over all %zu bars;"
			    " returns that do not vary cannot be held against"
			    " others", bars[k].name, x[0] == 0 ?
			    "the price stood still" : "all returns are the"
			    " same", a->of.n + 1);
	}
	return E_OK;
}

static void
make_returns(struct analysis_panel *a, enum panel_returns kind, double **x)
{
	for (size_t k = 0; k < a->of.p; k++)
		for (size_t i = 0; i < a->of.n; i++) {
			double by = a->close[k][i + 1] / a->close[k][i];

			x[k][i] = kind == PANEL_LOG ? log(by) : by - 1;
		}
}

enum err_code
analysis_panel_make(const struct analysis_bars *bars, size_t p,
    enum panel_returns kind, size_t least, const char *what,
    struct analysis_panel *out, struct err *err)
{
	size_t most = shortest(bars, p)->n, rows;
	struct analysis_panel a = { .of.p = p, .timeframe = bars->timeframe };
	double **x = mem_array(p, sizeof(*x));
	enum err_code rc = E_OK;

	a.of.x = (const double *const *)x;
	a.symbol = mem_array(p, sizeof(*a.symbol));
	a.lost = mem_array(p, sizeof(*a.lost));
	a.close = mem_array(p, sizeof(*a.close));
	a.open_time_ms = mem_array(most + 1, sizeof(*a.open_time_ms));
	a.numbers = mem_array(2 * p, (most + 1) * sizeof(*a.numbers));
	for (size_t k = 0; k < p; k++) {
		TEXT_SET(a.symbol[k], bars[k].symbol);
		a.close[k] = a.numbers + k * (most + 1);
		x[k] = a.numbers + (p + k) * (most + 1);
	}
	rows = join(bars, p, a.close, a.open_time_ms);
	for (size_t k = 0; k < p; k++)
		a.lost[k] = bars[k].n - rows;
	a.of.n = rows > 0 ? rows - 1 : 0;
	analysis_count_gaps(a.open_time_ms, rows, a.timeframe, &a.gaps,
	    &a.missing);
	if (rows < least + 1)
		rc = too_few(bars, p, rows, least, what, err);
	if (rc == E_OK) {
		make_returns(&a, kind, x);
		rc = check_moving(bars, &a, err);
	}
	if (rc == E_OK)
		*out = a;
	else
		analysis_panel_release(&a);
	return rc;
}

void
analysis_panel_release(struct analysis_panel *a)
{
	free((void *)a->of.x);
	free(a->symbol);
	free(a->lost);
	free(a->close);
	free(a->open_time_ms);
	free(a->numbers);
	*a = (struct analysis_panel){0};
}
