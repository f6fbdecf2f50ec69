/*
 * Statistics and laws of probability: values worked out by hand or known from
 * tables, sums without noise, edges.
 */
#include "quant/normal.h"
#include "quant/overfit.h"
#include "quant/stats.h"

#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <math.h>

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

/* A gain of minutes is more a year than there are numbers for: not known. */
static void
a_year_is_a_number_or_none(void)
{
	const double r[] = { 0.5, 0.5 };

	near(stat_annual_return(0.21, 2, 1), 0.1, 1e-15);
	near(stat_annual_return(-1, 5, 8760), -1, 0);
	ok(isnan(stat_annual_return(1.25, 2, 525600)));
	ok(isnan(stat_annual_return(1, 0, 365)));
	ok(isnan(stat_calmar(r, 2, 525600)));
}

static void
normal_law(void)
{
	near(normal_cdf(0), 0.5, 0);
	/* Abramowitz and Stegun, table 26.1 */
	near(normal_cdf(1), 0.841344746068543, 1e-15);
	near(normal_cdf(-3), 0.001349898031630, 1e-15);
	near(normal_density(0), 0.398942280401433, 1e-15);
	near(normal_quantile(0.975), 1.959963984540054, 1e-15);
	near(normal_quantile(0.5), 0, 0);
	ok(isnan(normal_quantile(0)) && isnan(normal_quantile(1)) &&
	    isnan(normal_quantile(NAN)));
	/* all three ranges of the approximation, by the way back */
	for (double p = 1e-300; p < 0.5; p *= 1.7) {
		double x = normal_quantile(p);

		near(normal_cdf(x) / p, 1, 1e-12);
		if (p > 1e-6)
			near(normal_quantile(1 - p), -x, 1e-9);
	}
}

static void
other_laws(void)
{
	/* One degree is Cauchy's law, two have a closed form. */
	for (double t = -40; t <= 40; t += 0.37) {
		near(student_cdf(t, 1), 0.5 + atan(t) / M_PI, 1e-14);
		near(student_cdf(t, 2), 0.5 + t / (2 * sqrt(2 + t * t)),
		    1e-14);
	}
	/* Abramowitz and Stegun 26.7.4: six degrees */
	for (double t = -9; t <= 9; t += 0.37) {
		double c = 6 / (6 + t * t);

		near(student_cdf(t, 6), 0.5 + t / sqrt(6 + t * t) / 2 *
		    (1 + c / 2 + 3 * c * c / 8), 1e-14);
	}
	near(student_cdf(1.5, 1e8), normal_cdf(1.5), 1e-7);
	/* Two degrees: exp(-x/2); one: 2 (1 - cdf(√x)). */
	for (double x = 0.01; x < 100; x *= 1.9) {
		near(chi_square_above(x, 2), exp(-x / 2), 1e-13);
		near(chi_square_above(x, 1), 2 * normal_cdf(-sqrt(x)), 1e-13);
	}
	near(chi_square_above(0, 3), 1, 0);
	near(beta_share(0.3, 1, 1), 0.3, 1e-15);
	near(beta_share(0.3, 2, 1), 0.09, 1e-15);
	near(beta_share(1.5, 2, 1), 1, 0);
	near(gamma_above(1, 2), exp(-2), 1e-14);
}

static void
sums_have_no_noise(void)
{
	static const double x[] = { 1e16, 1, -1e16, 1 };
	static const double flat[] = { 0.1, 0.1, 0.1 };
	static const double high[] = { 1e9 + 1, 1e9 + 2, 1e9 + 3 };

	near(stat_sum(x, 4), 2, 0);
	ok(stat_variance(flat, 3) == 0);
	near(stat_variance(high, 3), 1, 0);
	ok(isnan(stat_mean(flat, 0)) && isnan(stat_variance(flat, 1)));
}

static void
moments_and_quantiles(void)
{
	static const double x[] = { 0, 0, 0, 1 };
	static const double sorted[] = { 1, 2, 4, 8 };
	struct moments4 m = stat_moments(x, 4);

	near(m.mean, 0.25, 0);
	near(m.skew, 2 / sqrt(3), 1e-15);
	near(m.kurtosis, 7.0 / 3, 1e-15);
	near(stat_quantile(sorted, 4, 0), 1, 0);
	near(stat_quantile(sorted, 4, 0.5), 3, 0);
	near(stat_quantile(sorted, 4, 0.9), 6.8, 1e-15);
	near(stat_quantile(sorted, 4, 1), 8, 0);
	ok(isnan(stat_quantile(sorted, 0, 0.5)));
	ok(isnan(stat_quantile(sorted, 4, 1.1)));
}

static void
quantiles_may_be_infinite(void)
{
	static const double up[] = { 1, 2, INFINITY, INFINITY };
	static const double down[] = { -INFINITY, -INFINITY, 5 };
	static const double both[] = { -INFINITY, INFINITY };

	near(stat_quantile(up, 4, 1.0 / 3), 2, 0);
	ok(stat_quantile(up, 4, 0.5) == INFINITY);
	ok(stat_quantile(up, 4, 0.9) == INFINITY);
	ok(stat_quantile(down, 3, 0.2) == -INFINITY);
	ok(stat_quantile(down, 3, 0.7) == -INFINITY);
	near(stat_quantile(down, 3, 1), 5, 0);
	ok(stat_quantile(both, 2, 0) == -INFINITY);
	ok(isnan(stat_quantile(both, 2, 0.5)));
	ok(stat_quantile(both, 2, 1) == INFINITY);
}

/* The median of 1 to 9 is 5 and what they are off it 0, 1, 1, 2, 2, 3, 3, 4, 4:
 * 2 in the middle, as R's manual has it of mad(c(1:9)), and one that lies far
 * off changes nothing. */
static void
robust_deviations(void)
{
	double nine[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	double far[] = { 1, 2, 3, 4, 5, 6, 7, 8, 100 };
	double four[] = { -1, 0, 4, 10 }, same[] = { 7, 7, 7 }, one = 3;

	near(stat_robust_deviation(nine, 9), 2.9652, 1e-15);
	near(stat_robust_deviation(far, 9), 2.9652, 1e-15);
	/* median 2: off by 2, 2, 3, 8 */
	near(stat_robust_deviation(four, 4), 1.4826 * 2.5, 1e-15);
	near(stat_robust_deviation(same, 3), 0, 0);
	near(stat_robust_deviation(&one, 1), 0, 0);
	ok(isnan(stat_robust_deviation(NULL, 0)));
}

static void
ranks_of_ties(void)
{
	static const double x[] = { 5, 1, 5, 3, 5 };
	static const double want[] = { 4, 1, 4, 2, 4 };
	double rank[5];
	size_t scratch[5];

	stat_ranks(x, 5, rank, scratch);
	for (int i = 0; i < 5; i++)
		near(rank[i], want[i], 0);
}

static void
lines(void)
{
	static const double x[] = { 0, 1, 2, 3 }, y[] = { 1, 3, 5, 7 },
	    z[] = { 0, 1, 1, 2 };
	struct line l = stat_line(x, y, 4);

	near(l.slope, 2, 1e-15);
	near(l.intercept, 1, 1e-15);
	near(l.r2, 1, 1e-15);
	/* slope 0.6, residuals -0.1 0.3 -0.3 0.1: s² = 0.1, Σx² = 5 */
	l = stat_line(x, z, 4);
	near(l.slope, 0.6, 1e-15);
	near(l.stderr, sqrt(0.1 / 5), 1e-14);
	near(l.t, 0.6 / sqrt(0.02), 1e-14);
	near(l.r2, 0.9, 1e-14);
	ok(isnan(stat_line(z + 1, y, 2).slope));
}

static void
drawdowns(void)
{
	/* Two falls of the same depth: the first is told. */
	static const double r[] = { -0.5, 1, 0.5, -0.5, 1 };
	struct drawdown d = stat_drawdown(r, 5);

	near(d.max, -0.5, 0);
	is_int(d.peak, 0);
	is_int(d.trough, 1);
	is_int(d.recovery, 2);
	is_int(d.longest, 1);
	near(d.ulcer, sqrt(0.5 / 4), 1e-15);
	d = stat_drawdown(r, 1);
	is_int(d.recovery, -1);
	ok(isnan(d.ulcer));
	is_int(stat_drawdown(r + 1, 2).recovery, 0);	/* never below */
}

static void
windows_of_sharpe(void)
{
	static const double r[] = { 0.01, -0.01, 0.03, 0.03, 0.03 };
	double out[5];

	stat_rolling_sharpe(r, 5, 3, 1, 4, out);
	ok(isnan(out[0]) && isnan(out[1]));
	near(out[2], 1, 1e-15);		/* mean 0.01, deviation 0.02, √4 */
	near(out[3], 2 * (0.05 / 3) / sqrt(16e-4 / 3), 1e-14);
	ok(isnan(out[4]));		/* no deviation, no ratio */
	stat_rolling_sharpe(r, 5, 3, 2, 4, out);
	near(out[1], 1, 1e-15);
	ok(isnan(out[0]) && isnan(out[2]));
	stat_rolling_sharpe(r, 5, 1, 1, 4, out);
	ok(isnan(out[4]));
}

/* The bar that closes at midnight is the last of its day. */
static void
calendar_returns(void)
{
	static const double r[] = { 0.1, 0.1, -0.5, 1, -1, 0.2 };
	int64_t close[6];
	struct calendar_return day[6], month[6];

	/* 2024-02-28 08:00, then every eight hours */
	for (size_t i = 0; i < 6; i++)
		close[i] = INT64_C(1709107200000000) + (int64_t)i * 8 *
		    STAMP_HOUR;
	is_int(stat_calendar(r, close, 6, CALENDAR_DAY, day), 2);
	is_int(day[0].last, 2);
	near(day[0].ret, 1.1 * 1.1 * 0.5 - 1, 1e-15);
	is_int(day[1].start - day[0].start, STAMP_DAY);
	is_int(day[1].first, 3);
	is_int(day[1].last, 5);
	near(day[1].ret, -1, 0);	/* nothing comes back from nothing */
	for (size_t i = 0; i < 6; i++)
		close[i] += 24 * STAMP_HOUR;
	is_int(stat_calendar(r, close, 6, CALENDAR_MONTH, month), 2);
	is_int(month[0].last, 2);
	near(month[0].ret, 1.1 * 1.1 * 0.5 - 1, 1e-15);
	is_int(stamp_split(month[1].start).month, 3);
	is_int(stat_calendar(r, close, 0, CALENDAR_DAY, day), 0);
}

static void
bootstrap_goes_round(void)
{
	static const double jump[] = { 0, 0.5, 0.5, 0.1 },
	    place[] = { 0.99, 0, 0, 0.4 };
	size_t index[4];

	bootstrap_indices(jump, place, 4, 3, 0.2, index);
	is_int(index[0], 2);
	is_int(index[1], 0);
	is_int(index[2], 1);
	is_int(index[3], 1);
}

static void
overfitting(void)
{
	static const double a[] = { 9, 3, 1, 3, 1, 3, 1, 3, 1 },
	    b[] = { -9, 1, -1, 1, -1, 1, -1, 1, -1 };
	const double *const trial[] = { a, b };
	double logits[6];
	struct pbo p;

	is_int(pbo_combinations(4), 6);
	is_int(pbo_combinations(16), 12870);
	is_int(pbo_combinations(20), 184756);
	ok(pbo(trial, 2, 9, 4, logits, &p));
	is_int(p.combinations, 6);
	near(p.share, 0, 0);
	near(p.logit_mean, log(2), 1e-15);
	/* the same in every split: no slope */
	ok(isnan(p.slope));
}

int
main(void)
{
	TEST(a_year_is_a_number_or_none);
	TEST(normal_law);
	TEST(other_laws);
	TEST(sums_have_no_noise);
	TEST(moments_and_quantiles);
	TEST(quantiles_may_be_infinite);
	TEST(robust_deviations);
	TEST(ranks_of_ties);
	TEST(lines);
	TEST(drawdowns);
	TEST(windows_of_sharpe);
	TEST(calendar_returns);
	TEST(bootstrap_goes_round);
	TEST(overfitting);
	return tap_done();
}
