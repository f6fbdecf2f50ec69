/*
 * What a set comes to: on one symbol, or on several, each a run by itself on
 * capital of its own; then the objective is the worst, the mean or the median
 * of theirs, the constraint is met where each meets it, and the rest is that of
 * all accounts together, bar by bar.
 */
#include "research/sweeprun.h"

#include "base/decfloat.h"
#include "quant/overfit.h"
#include "quant/stats.h"
#include "research/measure.h"

#include <math.h>
#include <string.h>

const char *const across_names[ACROSS_KINDS + 1] = { "worst", "mean",
    "median", NULL };

static double
across(const struct sweep *w, double *x, size_t n)
{
	double worst = x[0], sum = 0;

	for (size_t i = 0; i < n; i++) {
		if (isnan(x[i]))
			return NAN;
		if (objective_better(w->objective, worst, x[i]))
			worst = x[i];
		sum += x[i];
	}
	if (w->across == ACROSS_WORST)
		return worst;
	if (w->across == ACROSS_MEAN)
		return sum / (double)n;
	stat_sort(x, n);
	return stat_quantile(x, n, 0.5);
}

/* Trades of all, and what of them is known without each. */
static void
trades_join(struct trial *rows, size_t n)
{
	struct trial *t = &rows[0];
	struct dec sum = DEC_ZERO, part;
	double won = 0;

	for (size_t i = 1; i <= n; i++) {
		if (rows[i].trades == 0)
			continue;
		t->trades += rows[i].trades;
		won += rows[i].win_rate * (double)rows[i].trades;
		if (!dec_known(sum) || !dec_times(dec_int(rows[i].trades),
		    rows[i].expectancy, &part) || !dec_add(sum, part, &sum))
			sum = DEC_NONE;
	}
	t->win_rate = t->trades > 0 ? won / (double)t->trades : NAN;
	t->expectancy = DEC_NONE;
	if (t->trades > 0 && dec_known(sum))
		dec_div(sum, dec_int(t->trades), 8, ROUND_HALF_EVEN,
		    &t->expectancy);
}

/* Equity of all accounts at each close; the last of one that ended before. */
static void
curves_join(struct sweep_worker *k, size_t n)
{
	k->bars = 0;
	for (size_t i = 0; i < n; i++)
		if (k->scouts[i]->bars > k->bars)
			k->bars = k->scouts[i]->bars;
	k->equity = mem_grow(k->equity, k->bars + 1, sizeof(*k->equity));
	memset(k->equity, 0, k->bars * sizeof(*k->equity));
	for (size_t i = 0; i < n; i++) {
		const struct scout *c = k->scouts[i];

		for (size_t b = 0; b < k->bars && c->bars > 0; b++)
			k->equity[b] += c->equity[b < c->bars ? b :
			    c->bars - 1];
	}
}

static void
curve_measure(const struct sweeping *g, struct sweep_worker *k,
    struct trial *t)
{
	double ppy = run_periods(g->w->b->timeframe);
	size_t n = k->bars;
	double *x = mem_array(n, sizeof(*x));
	struct probable p;

	equity_returns(k->equity, n, g->capital, x);
	p = stat_probable(x, n, 0);
	t->total_return = n > 0 ? k->equity[n - 1] / g->capital - 1 : NAN;
	t->annual_return = stat_annual_return(t->total_return, n, ppy);
	t->volatility = n > 1 ? stat_deviation(x, n) * sqrt(ppy) : NAN;
	t->max_drawdown = -stat_drawdown(x, n).max;
	t->sharpe = p.sharpe * sqrt(ppy);
	t->sortino = g->x[0].curves ? stat_sortino(x, n, 0) * sqrt(ppy) : NAN;
	t->calmar = t->max_drawdown > 0 ? t->annual_return /
	    t->max_drawdown : NAN;
	t->profit_factor = t->payoff = t->exposure = NAN;
	free(x);
}

static void
rows_join(const struct sweeping *g, struct sweep_worker *k,
    struct trial *rows)
{
	size_t n = g->symbols;
	double *x = mem_array(n, sizeof(*x));
	struct trial *t = &rows[0];

	t->trades = 0;
	t->met = true;
	t->engine = TRIAL_KERNEL;
	for (size_t i = 1; i <= n; i++) {
		x[i - 1] = rows[i].objective;
		t->met &= rows[i].met;
		if (rows[i].engine == TRIAL_REPLAY)
			t->engine = TRIAL_REPLAY;
	}
	t->objective = across(g->w, x, n);
	free(x);
	curves_join(k, n);
	curve_measure(g, k, t);
	trades_join(rows, n);
	trial_plain(t);
}

enum err_code
set_try(struct sweeping *g, struct sweep_worker *k, int64_t set, bool curve,
    struct trial *rows, struct err *err)
{
	size_t n = g->symbols;
	int64_t number = rows[0].number;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < n && rc == E_OK; i++) {
		struct trial *t = &rows[n > 1 ? i + 1 : 0];

		*t = (struct trial){ .number = number, .set = set,
		    .symbol = n > 1 ? (int64_t)i + 1 : 0 };
		rc = scout_set(k->scouts[i], set, curve || n > 1, err);
		if (rc == E_OK)
			scout_trial(k->scouts[i], t);
	}
	if (rc != E_OK || n == 1)
		return rc;
	rows[0] = rows[1];
	rows[0].symbol = 0;
	if (rows[0].engine != TRIAL_SKIPPED)
		rows_join(g, k, rows);
	return E_OK;
}

/* Blocks of returns, the first rows dropped that do not fill one. */
void
set_blocks(const struct sweeping *g, const struct sweep_worker *k,
    struct trial_sums *to)
{
	bool one = g->symbols == 1;
	size_t bars = one ? k->scouts[0]->bars : k->bars;
	const double *equity = one ? k->scouts[0]->equity : k->equity;
	size_t size = bars / TRIAL_BLOCKS, from = bars % TRIAL_BLOCKS;
	double *x;

	if (size < 2)
		return;
	x = mem_array(bars, sizeof(*x));
	equity_returns(equity, bars, g->capital, x);
	to->bars = (int64_t)size;
	for (size_t b = 0; b < TRIAL_BLOCKS; b++) {
		struct pbo_part p = pbo_part(x + from + b * size, size);

		to->mean[b] = p.mean;
		to->squares[b] = p.squares;
	}
	free(x);
}
