/*
 * Statistics of a series of returns (METHODS 9): r[0..n-1] are simple returns
 * per bar as ratios, 0.01 is 1 %; ppy is how many bars a year has (365 days,
 * 8760 hours). The equity curve is 1 before r[0]. Drawdowns are negative
 * ratios, volatility, Sharpe and the like are annual where they say so.
 *
 * NaN is "not available": too few values, or a divisor that is 0: what has no
 * deviation has no Sharpe ratio, and what never lost no Sortino, Calmar, Omega
 * and profit factor; never infinity. Values must be finite and r above -1 for
 * what compounds: from a bar that loses all on the curve stays at 0.
 */
#ifndef QUANT_STATS_H
#define QUANT_STATS_H

#include <stddef.h>
#include <stdint.h>

/* By Neumaier's compensated sum (METHODS 1.1). */
double stat_sum(const double *x, size_t n);
double stat_mean(const double *x, size_t n);
/* Of the sample, by n-1; two passes. NaN below two values. */
double stat_variance(const double *x, size_t n);
double stat_deviation(const double *x, size_t n);
/* Of the population, by n; squares: the sum of them about the mean. */
struct moments4 { double mean, deviation, skew, kurtosis, squares; };
/* kurtosis is 3 for a normal law: not the excess. */
struct moments4 stat_moments(const double *x, size_t n);
/* Sample covariance by n-1, own means. */
double stat_covariance(const double *x, const double *y, size_t n);
/* Least squares y = intercept + slope x; slope NaN where x is constant. */
struct line { double slope, intercept, stderr, t, r2; };
struct line stat_line(const double *x, const double *y, size_t n);

/* Ascending, NaN must not be among them. */
void stat_sort(double *x, size_t n);
/* Hyndman-Fan type 7 of sorted values; q from 0 to 1 (METHODS 1.6). */
double stat_quantile(const double *sorted, size_t n, double q);
/* How far values lie about their median: 1.4826 times the median of what each is
 * off it (MAD), which is the standard deviation of a normal law (Rousseeuw and
 * Croux 1993). sorted, ascending and without infinities, is written over. */
double stat_robust_deviation(double *sorted, size_t n);
/* The value at a part w of the way from a up to b, which may be infinite; NaN
 * between both infinities. */
double stat_between(double a, double b, double w);
/* The same of values in any order, which are left in another: out[i] for q[i],
 * ascending, at most STAT_QUANTILES. NaN must not be among them; n 0: NaN. */
#define STAT_QUANTILES 16
void stat_quantiles(double *x, size_t n, const double *q, size_t len,
    double *out);
/* Which comes when: of those that are equal the earlier first. NaN must not be
 * among them. */
void stat_order(const double *x, size_t n, size_t *order);
/* Average ranks from 1 (METHODS 1.7); scratch: n indices. */
void stat_ranks(const double *x, size_t n, double *rank, size_t *scratch);

/* A rate of a year as one of a bar, compounding. */
double stat_periodic(double annual, double ppy);
double stat_total_return(const double *r, size_t n);
double stat_annual_return(double total, size_t n, double ppy);
/* rate: risk-free return of a bar, taken from each. Per bar; × √ppy a year. */
double stat_sharpe(const double *r, size_t n, double rate);
/* Root of the mean square of what is below rate, over all n. */
double stat_downside(const double *r, size_t n, double rate);
double stat_sortino(const double *r, size_t n, double rate);
double stat_calmar(const double *r, size_t n, double ppy);
/* Sum above the threshold over the sum below. */
double stat_omega(const double *r, size_t n, double threshold);
/* |95 % quantile| / |5 % quantile|; sorted. */
double stat_tail_ratio(const double *sorted, size_t n);

/* Indices into the curve: 0 is its start, i comes after r[i-1]. */
struct drawdown {
	double max;		/* 0: it never fell */
	size_t peak, trough;	/* the first of equals */
	int64_t recovery;	/* -1: not yet */
	size_t longest;		/* bars of the longest time below a peak */
	double ulcer;		/* √(Σ dd² / (n-1)) over the n bars */
};
struct drawdown stat_drawdown(const double *r, size_t n);

/* Annual, of the window of bars that ends at every so many-th, from the first
 * on: NaN before there is a whole one. Each is summed anew, for what a running
 * sum keeps is noise (1.1). */
void stat_rolling_sharpe(const double *r, size_t n, size_t window,
    size_t every, double ppy, double *out);

/* What compounds in UTC days or months (9.1). close: µs, ascending, when the
 * bar of each return closes; at midnight it belongs to what ends there. Writes
 * a period for each that has a bar, n at most, and returns how many. */
enum calendar_unit { CALENDAR_DAY, CALENDAR_MONTH };
struct calendar_return {
	int64_t start;		/* of the day or month */
	size_t first, last;	/* its returns in r */
	double ret;
};
size_t stat_calendar(const double *r, const int64_t *close, size_t n,
    enum calendar_unit unit, struct calendar_return *out);

/* t of the mean with Newey and West's long-run variance. */
double stat_mean_nw(const double *r, size_t n, size_t lags);
/* n/6 (S² + (K-3)²/4). */
double stat_jarque_bera(const struct moments4 *m, size_t n);

/* Probability that the true Sharpe ratio of a bar is above the benchmark's
 * (Bailey and López de Prado 2012). */
struct probable { double sharpe, error, deviation /* of a sample */; };
struct probable stat_probable(const double *r, size_t n, double rate);
double stat_psr(const struct probable *p, double benchmark);
/* Bars that a track record needs for 95 %. */
double stat_track_record(const struct probable *p, size_t n,
    double benchmark);
/* The best Sharpe ratio that so many trials would show by luck (2014). */
double stat_expected_best(double trials, double variance);

/* Of round trips; pnl net of fees. */
struct trade_stats {
	size_t n, wins, losses, win_streak, loss_streak;
	double win_rate, profit_factor, avg_win, avg_loss, payoff,
	    expectancy, kelly;
};
struct trade_stats stat_trades(const double *net, size_t n);
/* √n mean R / deviation of R; n is at most cap where cap is not 0. */
double stat_sqn(const double *r, size_t n, size_t cap);
/* The time in which any trade was open, and its share of that from the first
 * opening to the last closing; order: n indices of the caller. */
double stat_held(const double *opened, const double *closed, size_t n,
    size_t *order);
double stat_exposure(const double *opened, const double *closed, size_t n,
    size_t *order);

/* Equal bets: lost after so many units, with this edge. */
double stat_ruin(double edge, double units);
/* Gambler's ruin: from units to 0 before target, p to win a unit. */
double stat_ruin_before(double p, double units, double target);

#endif
