/* Volatility of bars, past and to come. */
#include "analysis/volatility.h"

#include "base/pair.h"
#include "base/parallel.h"
#include "base/stamp.h"
#include "quant/normal.h"
#include "quant/stats.h"
#include "quant/vol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LAMBDA 0.94		/* RiskMetrics 1996 */
#define LAGS 10			/* of Ljung and Box */
#define LAG_ROOM 12		/* those from 0 on, in whole fours */
#define RANKED 365		/* values that the last one is ranked in */
#define RANKED_WINDOW 30
#define LOW 0.2			/* ranks outside of these are a regime */
#define HIGH 0.8

static const size_t cone_windows[] = { 10, 20, 30, 60, 90 };
static const size_t term_windows[] = { 5, 10, 20, 30, 60, 90 };
#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static double
bars_a_year(const struct analysis_bars *b)
{
	return (double)STAMP_YEAR / (double)b->timeframe;
}

/* The last n of them. */
static struct vol_bars
last_bars(const struct analysis_bars *b, size_t n)
{
	size_t skip = n < b->n ? b->n - n : 0;

	return (struct vol_bars){ b->open + skip, b->high + skip,
	    b->low + skip, b->close + skip, b->n - skip };
}

/* Annual, of the last window. */
static double
now(const struct analysis_bars *b, enum vol_kind kind, size_t window)
{
	struct vol_bars last = last_bars(b, window + 1);
	double *variance = mem_array(last.n, sizeof(*variance)), value;

	vol_variance(kind, &last, window, variance);
	value = sqrt(variance[last.n - 1] * bars_a_year(b));
	free(variance);
	return value;
}

static void
estimate(const struct analysis_bars *b, struct volatility *v)
{
	size_t window = (size_t)v->window;
	double *variance = mem_array(b->n, sizeof(*variance));

	vol_ewma(b->close, b->n, LAMBDA, variance);
	v->ewma = sqrt(variance[b->n - 1] * bars_a_year(b));
	free(variance);
	v->close_to_close = now(b, VOL_CLOSE, window);
	v->parkinson = now(b, VOL_PARKINSON, window);
	v->garman_klass = now(b, VOL_GARMAN_KLASS, window);
	v->rogers_satchell = now(b, VOL_ROGERS_SATCHELL, window);
	v->yang_zhang = now(b, VOL_YANG_ZHANG, window);
	for (size_t i = 0; i < b->n; i++)
		v->flat_bars += !(b->high[i] > b->low[i]);
}

/* Its close-to-close values over a window, annual, in order; returns how many.
 * values has room for all bars. */
static size_t
rolling(const struct analysis_bars *b, size_t window, size_t most,
    double *values)
{
	struct vol_bars last = last_bars(b, most < b->n ? window + most :
	    b->n);
	size_t n = 0;

	vol_variance(VOL_CLOSE, &last, window, values);
	for (size_t i = vol_first(VOL_CLOSE, window); i < last.n; i++)
		values[n++] = sqrt(values[i] * bars_a_year(b));
	return n;
}

static double
rank_of(const double *values, size_t n, double of)
{
	size_t below = 0;

	for (size_t i = 0; i < n; i++)
		below += values[i] <= of;
	return (double)below / (double)n;
}

/* By where the last 30 bars stand in the last 365 of their like; typical: the
 * middle of those. */
static void
rank(const struct analysis_bars *b, struct volatility *v, double *typical)
{
	double *values = mem_array(b->n, sizeof(*values));
	size_t n = rolling(b, RANKED_WINDOW, RANKED, values);

	v->rank = rank_of(values, n, values[n - 1]);
	v->regime = v->rank < LOW ? VOL_LOW : v->rank > HIGH ? VOL_HIGH :
	    VOL_NORMAL;
	stat_sort(values, n);
	*typical = stat_quantile(values, n, 0.5);
	free(values);
}

static inline __attribute__((always_inline)) void
lags_add(quad *sum, const double *at, const double *before)
{
	quad four;

	memcpy(&four, before, sizeof(four));
	*sum += *at * four;
}

/* Each value's products with itself and with those before it, to their sums:
 * four lags side by side, which lie in order since the values lie backwards.
 * What was before the first is 0. */
WIDE static void
lag_sums(const double *x, size_t n, double mean, double *off,
    quad sum[LAG_ROOM / 4])
{
	quad first = EVEN(0), second = EVEN(0), third = EVEN(0);

	for (size_t i = 0; i < n; i++)
		off[n - 1 - i] = x[i] - mean;
	for (size_t k = 0; k < LAG_ROOM; k++)
		off[n + k] = 0;
	for (size_t i = n; i-- > 0;) {
		lags_add(&first, off + i, off + i);
		lags_add(&second, off + i, off + i + 4);
		lags_add(&third, off + i, off + i + 8);
	}
	sum[0] = first;
	sum[1] = second;
	sum[2] = third;
}

static void
lag_products(const double *x, size_t n, double mean, double sum[LAGS + 1])
{
	double *off = mem_grow(NULL, n + LAG_ROOM, sizeof(*off));
	quad s[LAG_ROOM / 4];

	lag_sums(x, n, mean, off, s);
	for (size_t lag = 0; lag <= LAGS; lag++)
		sum[lag] = s[lag / 4][lag % 4];
	free(off);
}

/* Ljung and Box 1978, over LAGS; *p by chi square. */
static double
ljung_box(const double *x, size_t n, double *p)
{
	double with[LAGS + 1], sum = 0;

	lag_products(x, n, stat_mean(x, n), with);
	for (size_t lag = 1; lag <= LAGS; lag++)
		sum += with[lag] / with[0] * (with[lag] / with[0]) /
		    (double)(n - lag);
	sum *= (double)n * (double)(n + 2);
	*p = chi_square_above(sum, LAGS);
	return sum;
}

/* z: its variances, which become what is left of x. */
static void
diagnose(const double *x, size_t n, double *z, struct volatility *v)
{
	for (size_t i = 0; i < n; i++)
		z[i] = (x[i] - v->fit.g.mu) / sqrt(z[i]);
	v->ljung_box = ljung_box(z, n, &v->ljung_box_p);
	for (size_t i = 0; i < n; i++)
		z[i] *= z[i];
	v->ljung_box_squares = ljung_box(z, n, &v->ljung_box_squares_p);
}

static double
bic_of(const struct garch_fit *f, int law, size_t n)
{
	return (law == LAW_T ? 5 : 4) * log((double)n) - 2 * f->loglik;
}

/* What is found beside each other: a fit of each law, the longest first, and
 * what takes none. */
struct finding {
	const struct analysis_bars *b;
	const struct volatility_ask *ask;
	double *x;			/* returns in percent, n of them */
	size_t n;
	struct law_fit {
		bool asked, moves;
		struct garch_fit fit;
		double *variance;
	} of[LAW_T + 1];
	double typical;
	struct volatility v;
};

static enum err_code
find_part(void *self, unsigned worker, size_t item, struct err *err)
{
	struct finding *f = self;
	struct law_fit *l = item <= LAW_T ? &f->of[LAW_T - item] : NULL;

	(void)worker;
	(void)err;
	if (l == NULL) {
		estimate(f->b, &f->v);
		rank(f->b, &f->v, &f->typical);
	} else if (l->asked) {
		l->moves = garch_fit(f->x, f->n, (enum garch_law)(l - f->of),
		    &l->fit, l->variance);
	}
	return E_OK;
}

/* The better law, and what it leaves. False: they are all the same. */
static bool
settle(struct finding *f)
{
	struct volatility *v = &f->v;
	double *variance = NULL;

	for (int k = LAW_NORMAL; k <= LAW_T; k++) {
		struct law_fit *l = &f->of[k];

		if (l->asked && !l->moves)
			return false;
		if (l->asked && (variance == NULL ||
		    bic_of(&l->fit, k, f->n) < v->bic)) {
			v->bic = bic_of(&l->fit, k, f->n);
			v->law = k;
			v->fit = l->fit;
			variance = l->variance;
		}
	}
	diagnose(f->x, f->n, variance, v);
	return true;
}

/* False: as settle() says. */
static bool
find(struct finding *f)
{
	const struct parallel parts = { .items = LAW_T + 2, .work = find_part,
	    .self = f };
	struct err none;
	bool moves;

	f->x = mem_grow(NULL, f->n + 1, sizeof(*f->x));
	analysis_log_returns(f->b, 100, f->x);
	for (int k = LAW_NORMAL; k <= LAW_T; k++) {
		f->of[k].asked = f->ask->law == LAW_BEST || f->ask->law == k;
		if (f->of[k].asked)
			f->of[k].variance = mem_grow(NULL, f->n + 1,
			    sizeof(double));
	}
	(void)parallel_run(&parts, NULL, &none);
	moves = settle(f);
	for (int k = LAW_NORMAL; k <= LAW_T; k++)
		free(f->of[k].variance);
	free(f->x);
	return moves;
}

static void
tell_fit(struct volatility *v, double year)
{
	const struct garch *g = &v->fit.g;

	v->mu = g->mu;
	v->omega = g->omega;
	v->alpha = g->alpha;
	v->beta = g->beta;
	v->nu = g->nu;
	v->persistence = g->alpha + g->beta;
	v->half_life = garch_half_life(g);
	v->long_run = sqrt(garch_long_run(g) * year) / 100;
	v->log_likelihood = v->fit.loglik;
	v->converged = v->fit.converged;
}

/* Annual, of the next so many. */
static double
term_of(const struct volatility *v, size_t steps)
{
	return sqrt(garch_term(&v->fit.g, v->fit.next, steps) *
	    (double)STAMP_YEAR / (double)v->timeframe) / 100;
}

/* The price that so many bars stay above, or below, at the level: the law of
 * one bar with the variance of all of them, without drift. */
static void
bands(const struct volatility *v, size_t steps, double *lower, double *upper)
{
	double all = garch_term(&v->fit.g, v->fit.next, steps) *
	    (double)steps;
	double width = garch_quantile(&v->fit.g, (enum garch_law)v->law,
	    (1 + v->level) / 2) * sqrt(all) / 100;

	*lower = v->close * exp(-width);
	*upper = v->close * exp(width);
}

enum err_code
volatility_find(const struct analysis_bars *b,
    const struct volatility_ask *ask, struct volatility *out, struct err *err)
{
	struct finding f = { .b = b, .ask = ask, .v = {
	    .timeframe = b->timeframe, .window = (int64_t)ask->window,
	    .horizon = (int64_t)ask->horizon, .level = ask->level,
	    .bars = (int64_t)b->n, .gaps = b->gaps, .missing = b->missing,
	    .implied = NAN, .premium = NAN } };
	struct volatility *v = &f.v;
	enum err_code rc = analysis_bars_need(b, VOLATILITY_LEAST,
	    "volatility and a GARCH of it", err);

	if (rc != E_OK)
		return rc;
	f.n = b->n - 1;
	if (!find(&f))
		return err_set(err, E_DATA, "%s: the price moved alike over"
		    " all %zu bars; there is no volatility to tell of",
		    b->name, b->n);
	v->last = b->open_time_ms[b->n - 1] * 1000;
	v->close = b->close[b->n - 1];
	tell_fit(v, bars_a_year(b));
	v->forecast = term_of(v, ask->horizon);
	bands(v, ask->horizon, &v->lower, &v->upper);
	v->target = isnan(ask->target) ? f.typical : ask->target;
	v->size_factor = fmin(v->target / v->forecast, 1);
	*out = *v;
	return E_OK;
}

void
volatility_cone_add(const struct analysis_bars *b, const struct volatility *v,
    struct volatility_cones *out)
{
	double *values = mem_array(b->n, sizeof(*values));

	for (size_t k = 0; k < COUNT(cone_windows); k++) {
		struct volatility_cone c = { .timeframe = b->timeframe,
		    .window = (int64_t)cone_windows[k] };
		size_t n = rolling(b, cone_windows[k], b->n, values);

		TEXT_SET(c.symbol, v->symbol);
		c.values = (int64_t)n;
		c.last = values[n - 1];
		c.rank = rank_of(values, n, c.last);
		stat_sort(values, n);
		c.min = values[0];
		c.p10 = stat_quantile(values, n, 0.1);
		c.p25 = stat_quantile(values, n, 0.25);
		c.p50 = stat_quantile(values, n, 0.5);
		c.p75 = stat_quantile(values, n, 0.75);
		c.p90 = stat_quantile(values, n, 0.9);
		c.max = values[n - 1];
		vec_push(out, c);
	}
	free(values);
}

void
volatility_steps_add(const struct volatility *v, struct volatility_steps *out)
{
	for (size_t i = 1; i <= (size_t)v->horizon; i++) {
		struct volatility_step s = { .timeframe = v->timeframe,
		    .step = (int64_t)i,
		    .time = v->last + (int64_t)i * v->timeframe,
		    .volatility = sqrt(garch_ahead(&v->fit.g, v->fit.next, i) *
		    (double)STAMP_YEAR / (double)v->timeframe) / 100,
		    .term = term_of(v, i) };

		TEXT_SET(s.symbol, v->symbol);
		bands(v, i, &s.lower, &s.upper);
		vec_push(out, s);
	}
}

void
volatility_terms_add(const struct analysis_bars *b, const struct volatility *v,
    struct volatility_terms *out)
{
	for (size_t k = 0; k < COUNT(term_windows); k++) {
		struct volatility_term t = { .timeframe = b->timeframe,
		    .bars = (int64_t)term_windows[k],
		    .realized = now(b, VOL_CLOSE, term_windows[k]),
		    .forecast = term_of(v, term_windows[k]) };

		TEXT_SET(t.symbol, v->symbol);
		vec_push(out, t);
	}
}
