/*
 * Portfolios within limits, on worlds that are drawn:
 * - quadratic programs end where Karush, Kuhn and Tucker hold to 1e-9, also
 *   where H is nearly singular; what contradicts has no end
 * - linear programs cost what the best of all corners costs
 * - no weights within the limits are better than those found: not in variance,
 *   Sharpe ratio, CVaR, with or without costs and a limit of the turnover
 * - risk comes by budgets to 1e-10; a tree of clusters is that of the paper
 * - limits that contradict are found out, a singular covariance is mended
 */
#include "quant/lp.h"
#include "quant/matrix.h"
#include "quant/portfolio.h"
#include "quant/qp.h"
#include "quant/stats.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

#define near(got, want, off) \
	is_near((got), (want), (off), __FILE__, __LINE__)
static void
is_near(double got, double want, double off, const char *file, int line)
{
	if (!(fabs(got - want) <= off * fmax(1, fabs(want)))) {
		printf("# %s:%d: %.17g, want %.17g\n", file, line, got, want);
		tap_bad = 1;
	}
}

enum { N = 12, BARS = 60, GROUPS = 2 };

/* Returns with something in common, and limits that leave room. */
struct world {
	struct rng rng;
	size_t n;
	double r[N][BARS], cov[N * N], mean[N];
	const double *x[N];
	struct panel panel;
	double low[N], high[N], member[GROUPS * N], least[GROUPS],
	    most[GROUPS], now[N], cost[N];
	struct opt_limits l;
};

static double
unit(struct world *w)
{
	return rng_unit(&w->rng);
}

static void
world_init(struct world *w, uint64_t seed, size_t n, size_t bars)
{
	double sum = 0;

	memset(w, 0, sizeof(*w));
	rng_seed(&w->rng, seed);
	w->n = n;
	for (size_t t = 0; t < bars; t++) {
		double all = unit(w) - 0.5;

		for (size_t i = 0; i < n; i++)
			w->r[i][t] = 0.03 * (all + (1 + (double)i) * 0.3 *
			    (unit(w) - 0.4));
	}
	for (size_t i = 0; i < n; i++) {
		w->x[i] = w->r[i];
		w->mean[i] = stat_mean(w->r[i], bars);
		w->low[i] = unit(w) < 0.3 ? 0.02 : 0;
		w->high[i] = 0.2 + 0.5 * unit(w);
		sum += w->now[i] = unit(w);
		w->cost[i] = 1e-4 * unit(w);
		w->member[i] = i < n / 2;
		w->member[n + i] = i % 3 == 0;
	}
	for (size_t i = 0; i < n; i++)
		w->now[i] /= sum;
	w->panel = (struct panel){ w->x, n, bars };
	panel_covariance(&w->panel, 1, w->cov);
	w->least[0] = 0.1;
	w->most[0] = 0.5;
	w->least[1] = -HUGE_VAL;
	w->most[1] = 0.6;
	w->l = (struct opt_limits){ .n = n, .sum = 0.95, .low = w->low,
	    .high = w->high, .groups = GROUPS, .member = w->member,
	    .least = w->least, .most = w->most, .turnover = HUGE_VAL };
}

static void
obeys(const struct opt_limits *l, const double *w)
{
	double sum = 0;

	for (size_t i = 0; i < l->n; i++) {
		ok(w[i] >= l->low[i] && w[i] <= l->high[i]);
		sum += w[i];
	}
	near(sum, l->sum, 1e-12);
	for (size_t g = 0; g < l->groups; g++) {
		double in = matrix_dot(l->member + g * l->n, w, l->n);

		ok(in >= l->least[g] - 1e-10 && in <= l->most[g] + 1e-10);
	}
	if (l->now != NULL)
		ok(opt_turnover(l, w) <= l->turnover + 1e-9);
}

struct aim {
	const struct world *w;
	double (*value)(const struct aim *a, const double *w);
	double aversion;
};

/* Weights anywhere within the limits, and steps towards them, gain nothing. */
static void
is_best(const struct aim *a, const double *best)
{
	struct rng rng;
	double value[N], there[N], at[N], least = a->value(a, best);
	size_t n = a->w->n;

	rng_seed(&rng, 5);
	for (int k = 0; k < 300; k++) {
		for (size_t i = 0; i < n; i++)
			value[i] = rng_unit(&rng) - 0.5;
		if (opt_linear(&a->w->l, value, there, NULL) != OPT_FOUND)
			return (void)ok(!"no corner");
		for (double step = 1; step > 1e-5; step /= 8) {
			for (size_t i = 0; i < n; i++)
				at[i] = best[i] + step * (there[i] - best[i]);
			if (!(a->value(a, at) >= least - 1e-12 *
			    fabs(least) - 1e-15))
				return (void)ok(!"there is better");
		}
	}
}

static double
utility(const struct aim *a, const double *w)
{
	const struct world *o = a->w;

	return a->aversion / 2 * matrix_form(o->cov, o->n, w) -
	    matrix_dot(o->mean, w, o->n) + opt_cost(&o->l, w);
}

static double
sharpe(const struct aim *a, const double *w)
{
	const struct world *o = a->w;

	return -(matrix_dot(o->mean, w, o->n) - opt_cost(&o->l, w)) /
	    sqrt(matrix_form(o->cov, o->n, w));
}

static double
tail(const struct aim *a, const double *w)
{
	return opt_tail(&a->w->panel, w, 0.9).cvar + opt_cost(&a->w->l, w);
}

/* kind: 0 limits alone, 1 and costs, 2 and a turnover, 3 both */
static void
set_kind(struct world *w, int kind)
{
	w->l.now = kind > 0 ? w->now : NULL;
	w->l.cost = kind % 2 == 1 ? w->cost : NULL;
	if (kind > 1)
		w->l.turnover = opt_turnover_least(&w->l) + 0.05;
}

static void
nothing_is_better(void)
{
	static struct world w;

	for (uint64_t seed = 0; seed < 24; seed++) {
		double found[N], residual;
		struct aim a = { &w, utility, 3 };

		world_init(&w, seed, 6 + seed % 7, BARS);
		set_kind(&w, (int)(seed % 4));
		ok(opt_mean_variance(w.cov, w.mean, 3, &w.l, found,
		    &residual) == OPT_FOUND);
		ok(residual < 1e-9);
		obeys(&w.l, found);
		is_best(&a, found);
		w.l.cost = seed % 4 == 3 ? w.cost : NULL;
		a.value = sharpe;
		ok(opt_max_sharpe(w.cov, w.mean, &w.l, found) == OPT_FOUND);
		obeys(&w.l, found);
		is_best(&a, found);
		set_kind(&w, (int)(seed % 4));
		a.value = tail;
		ok(opt_min_cvar(&w.panel, 0.9, &w.l, found) == OPT_FOUND);
		obeys(&w.l, found);
		is_best(&a, found);
	}
}

static void
programs_hold_to_the_last_digits(void)
{
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct rng rng;
		double h[64], c[8], a[24], b[3], low[8], high[8], f[8], x[8];
		double u[19], residual, slope[8];
		const struct qp q = { 8, h, c, 3, seed % 3, a, b, low, high };
		enum qp_end end;

		rng_seed(&rng, seed);
		for (size_t i = 0; i < 64; i++)
			h[i] = i % 9 == 0 ? 1e-7 : 0;
		for (int k = 0; k < (seed % 2 == 0 ? 5 : 9); k++) {
			for (size_t i = 0; i < 8; i++)
				f[i] = rng_unit(&rng) - 0.5;
			for (size_t i = 0; i < 64; i++)
				h[i] += f[i / 8] * f[i % 8];
		}
		for (size_t i = 0; i < 8; i++) {
			c[i] = rng_unit(&rng) - 0.5;
			low[i] = -rng_unit(&rng);
			high[i] = seed % 5 == 0 ? HUGE_VAL : rng_unit(&rng);
		}
		for (size_t i = 0; i < 24; i++)
			a[i] = rng_unit(&rng) - 0.5;
		for (size_t i = 0; i < 3; i++)
			b[i] = 0.1 * (rng_unit(&rng) - 0.5);
		end = qp_solve(&q, x, u, &residual);
		ok(end == QP_FOUND && residual < 1e-9);
		matrix_times(h, 8, x, slope);
		for (size_t i = 0; i < 8; i++)
			near(slope[i] + c[i] - u[3 + i] + u[11 + i] -
			    a[i] * u[0] - a[8 + i] * u[1] - a[16 + i] * u[2],
			    0, 1e-9);
	}
}

static void
what_contradicts_has_no_end(void)
{
	const double h[4] = { 1, 0, 0, 1 }, flat[4] = { 1, 1, 1, 1 };
	const double a[4] = { 1, 1, -1, -1 }, b[2] = { 1, -0.5 };
	const double low[2] = { 0.6, 0.5 }, sum[2] = { 1, 1 };
	double x[2], u[6];
	struct qp q = { .n = 2, .h = h, .rows = 2, .a = a, .b = b };

	ok(qp_solve(&q, x, u, NULL) == QP_NONE);	/* >= 1 and <= 0.5 */
	q.rows = q.equal = 1;
	q.low = low;
	ok(qp_solve(&q, x, u, NULL) == QP_NONE);	/* 1.1 and = 1 */
	q.low = NULL;
	ok(qp_solve(&q, x, u, NULL) == QP_FOUND);
	near(x[0], 0.5, 1e-15);
	near(u[0], 0.5, 1e-15);
	q.rows = q.equal = 2;
	q.a = (double[]){ 1, 1, 2, 2 };		/* the same twice */
	q.b = (double[]){ 1, 2 };
	ok(qp_solve(&q, x, u, NULL) == QP_FOUND);
	near(x[0] + x[1], 1, 1e-15);
	q.b = sum;
	ok(qp_solve(&q, x, u, NULL) == QP_NONE);
	q.h = flat;
	ok(qp_solve(&q, x, u, NULL) == QP_FLAT);
}

/* The least cost with columns i and k in the basis and the others at bounds. */
static double
of_basis(const struct lp *l, size_t i, size_t k)
{
	const double *a = l->a, *p = a + 2 * i, *q = a + 2 * k;
	double det = p[0] * q[1] - q[0] * p[1], best = HUGE_VAL;

	for (unsigned m = 0; m < 64 && det != 0; m++) {
		double left[2] = { l->b[0], l->b[1] }, sum = 0, x, y;

		for (size_t j = 0; j < 6; j++) {
			if (j == i || j == k || (m >> j & 1) == 0)
				continue;
			left[0] -= a[2 * j] * l->high[j];
			left[1] -= a[2 * j + 1] * l->high[j];
			sum += l->c[j] * l->high[j];
		}
		x = (left[0] * q[1] - q[0] * left[1]) / det;
		y = (p[0] * left[1] - left[0] * p[1]) / det;
		if (x >= -1e-9 && x <= l->high[i] + 1e-9 && y >= -1e-9 &&
		    y <= l->high[k] + 1e-9)
			best = fmin(best, sum + l->c[i] * x + l->c[k] * y);
	}
	return best;
}

/* Two rows and six columns, and two that fill what is lacking, dearly. */
static void
corners_are_the_best(void)
{
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct rng rng;
		double a[16] = { 0 }, b[2] = { 0 }, c[8], high[8], x[8], y[2];
		double best = HUGE_VAL;
		bool at_high[8] = { false };
		size_t basis[2] = { 6, 7 };
		const struct lp l = { 2, 8, a, b, c, high };

		rng_seed(&rng, seed);
		for (size_t i = 0; i < 12; i++)
			a[i] = floor(7 * rng_unit(&rng)) - 3;
		for (size_t k = 0; k < 8; k++) {
			c[k] = k < 6 ? floor(9 * rng_unit(&rng)) - 4 : 100;
			high[k] = k < 6 ? floor(4 * rng_unit(&rng)) : 1e3;
			b[k % 2] += k < 6 ? a[k * 2 + k % 2] : 0;
		}
		a[12] = b[0] < 0 ? -1 : 1;
		a[15] = b[1] < 0 ? -1 : 1;
		for (size_t i = 0; i < 8; i++)
			for (size_t k = 0; k < i; k++)
				best = fmin(best, of_basis(&l, i, k));
		ok(lp_solve(&l, basis, at_high, x, y) == LP_FOUND);
		near(matrix_dot(c, x, 8), best, 1e-9);
	}
}

static void
risk_comes_by_budgets(void)
{
	static struct world w;

	for (uint64_t seed = 0; seed < 20; seed++) {
		double budget[N], sum = 0, found[N], share[N];

		world_init(&w, seed, N, seed % 2 == 0 ? BARS : 8);
		for (size_t i = 0; i < N; i++)
			sum += budget[i] = i == 3 ? 1e-4 : unit(&w);
		ok(opt_risk_parity(w.cov, budget, N, found));
		opt_contributions(w.cov, found, N, share);
		for (size_t i = 0; i < N; i++)
			near(share[i], budget[i] / sum, 1e-10);
	}
	w.cov[0] = 0;
	ok(!opt_risk_parity(w.cov, NULL, N, w.low));
	ok(!opt_inverse_volatility(w.cov, N, w.low));
	ok(!opt_hrp(w.cov, N, LINK_SINGLE, w.low, NULL));
}

/* Of four, two and two that move alike. */
static void
clusters_by_hand(void)
{
	const double cov[16] = { 1, 0.1, 0.9, 0.1, 0.1, 4, 0.1, 3.2,
	    0.9, 0.1, 1, 0.1, 0.1, 3.2, 0.1, 4 };
	double w[4];
	size_t order[4];

	for (int k = 0; k < OPT_LINKAGES; k++) {
		ok(opt_hrp(cov, 4, (enum opt_linkage)k, w, order));
		ok(order[0] == 0 && order[1] == 2 && order[2] == 1 &&
		    order[3] == 3);
		/* variances 0.95 and 3.6 of the halves */
		near(w[0], 0.5 * 3.6 / 4.55, 1e-15);
		near(w[3], 0.5 * 0.95 / 4.55, 1e-15);
	}
	ok(opt_hrp(cov, 1, LINK_WARD, w, order) && w[0] == 1);
}

static void
limits_that_contradict(void)
{
	const double low[3] = { 0.4, 0.4, 0 }, high[3] = { 1, 1, 0.1 };
	const double member[3] = { 1, 1, 0 }, least[1] = { 0 };
	double most[1] = { 0.85 }, w[3], price[2], mean[3] = { -1, -2, -3 };
	const double now[3] = { 0, 0, 1 };
	struct opt_limits l = { .n = 3, .sum = 1, .low = low, .high = high,
	    .groups = 1, .member = member, .least = least, .most = most,
	    .turnover = HUGE_VAL };

	/* 0.85 and 0.1 are less than 1 */
	ok(opt_linear(&l, NULL, w, price) == OPT_NONE);
	ok(price[0] != 0 && price[1] != 0);
	most[0] = 0.9;
	ok(opt_linear(&l, mean, w, price) == OPT_FOUND);
	near(w[0], 0.5, 1e-12);
	near(w[1], 0.4, 1e-12);
	near(w[2], 0.1, 1e-12);
	l.now = now;
	near(opt_turnover_least(&l), 0.9, 1e-12);
	l.turnover = 0.8;
	ok(opt_linear(&l, NULL, w, price) == OPT_NONE);
	l.turnover = 0.95;
	ok(opt_linear(&l, NULL, w, price) == OPT_FOUND);
	obeys(&l, w);
	l.turnover = HUGE_VAL;
	ok(opt_max_sharpe((double[]){ 1, 0, 0, 0, 1, 0, 0, 0, 1 }, mean, &l,
	    w) == OPT_LOSS);
}

static void
the_nearest_is_within(void)
{
	static struct world w;

	for (uint64_t seed = 0; seed < 8; seed++) {
		double at[N];

		world_init(&w, seed, N, BARS);
		set_kind(&w, seed % 2 == 0 ? 0 : 2);
		for (size_t i = 0; i < N; i++)
			at[i] = 1.0 / N;
		ok(opt_nearest(&w.l, at) == OPT_FOUND);
		obeys(&w.l, at);
		memcpy(w.now, at, sizeof(at));
		ok(opt_nearest(&w.l, at) == OPT_FOUND);
		for (size_t i = 0; i < N; i++)
			near(at[i], w.now[i], 1e-12);
	}
}

static void
a_singular_covariance_is_mended(void)
{
	static struct world w;
	double found[N], before, residual;

	world_init(&w, 1, N, 8);	/* eight bars of twelve assets */
	before = matrix_trace(w.cov, N);
	ok(opt_mean_variance(w.cov, NULL, 1, &w.l, found, NULL) == OPT_FLAT);
	near(opt_ridge(w.cov, N), 1e-8 * before / N, 1e-12);
	ok(opt_ridge(w.cov, N) == 0);
	ok(opt_mean_variance(w.cov, NULL, 1, &w.l, found, &residual) ==
	    OPT_FOUND);
	ok(residual < 1e-9);
	obeys(&w.l, found);
}

/* Two assets and a view that the first earns 0.1 more, by hand. */
static void
views_by_hand(void)
{
	const double cov[4] = { 0.04, 0, 0, 0.04 }, market[2] = { 0.5, 0.5 };
	const double p[2] = { 1, -1 }, q[1] = { 0.1 };
	const struct opt_views views = { 1, p, q, NULL };
	double prior[2], mean[2], after[4], w[2];

	ok(opt_black_litterman(cov, 2, market, 2.5, 0.05, &views, prior, mean,
	    after));
	near(prior[0], 0.05, 1e-15);
	/* half of the view: it is as sure as the prior */
	near(mean[0] - mean[1], 0.05, 1e-15);
	near(mean[0], 0.075, 1e-15);
	/* 0.042 less (0.002)² / 0.008 */
	near(after[0], 0.0415, 1e-15);
	near(after[1], 0.0005, 1e-15);
	ok(opt_reverse(cov, mean, 2, w));
	near(w[0], 0.75, 1e-15);
	ok(!opt_black_litterman(cov, 2, market, 2.5, 0.05,
	    &(struct opt_views){ 1, (double[]){ 0, 0 }, q, NULL }, prior, mean,
	    NULL));
}

int
main(void)
{
	TEST(programs_hold_to_the_last_digits);
	TEST(what_contradicts_has_no_end);
	TEST(corners_are_the_best);
	TEST(nothing_is_better);
	TEST(risk_comes_by_budgets);
	TEST(clusters_by_hand);
	TEST(limits_that_contradict);
	TEST(the_nearest_is_within);
	TEST(a_singular_covariance_is_mended);
	TEST(views_by_hand);
	return tap_done();
}
