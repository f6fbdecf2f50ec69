/* What round trips say (METHODS 9.3), and ruin (9.10). */
#include "quant/stats.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static void
streaks(const double *net, size_t n, struct trade_stats *t)
{
	size_t won = 0, lost = 0;

	for (size_t i = 0; i < n; i++) {
		won = net[i] > 0 ? won + 1 : 0;
		lost = net[i] < 0 ? lost + 1 : 0;
		t->win_streak = won > t->win_streak ? won : t->win_streak;
		t->loss_streak = lost > t->loss_streak ? lost :
		    t->loss_streak;
	}
}

static double
per(double top, double bottom)
{
	return bottom > 0 ? top / bottom : NAN;
}

struct trade_stats
stat_trades(const double *net, size_t n)
{
	struct trade_stats t = { .n = n, .expectancy = stat_mean(net, n) };
	double won = 0, lost = 0;

	for (size_t i = 0; i < n; i++) {
		t.wins += net[i] > 0;
		t.losses += net[i] < 0;
		won += fmax(net[i], 0);
		lost += fmax(-net[i], 0);
	}
	t.win_rate = per((double)t.wins, (double)(t.wins + t.losses));
	t.profit_factor = per(won, lost);
	t.avg_win = per(won, (double)t.wins);
	t.avg_loss = -per(lost, (double)t.losses);
	t.payoff = per(t.avg_win, -t.avg_loss);
	t.kelly = t.win_rate - per(1 - t.win_rate, t.payoff);
	streaks(net, n, &t);
	return t;
}

double
stat_sqn(const double *r, size_t n, size_t cap)
{
	double sd = stat_deviation(r, n);
	size_t count = cap != 0 && n > cap ? cap : n;

	return sd > 0 ? sqrt((double)count) * stat_mean(r, n) / sd : NAN;
}

static int
by_opening(const void *a, const void *b, void *opened)
{
	const double *x = opened;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;

	return (x[i] > x[j]) - (x[i] < x[j]);
}

double
stat_held(const double *opened, const double *closed, size_t n,
    size_t *order)
{
	double held = 0, until = -INFINITY;

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n > 1)
		qsort_r(order, n, sizeof(*order), by_opening,
		    (void *)(uintptr_t)opened);
	for (size_t i = 0; i < n; i++) {
		double from = fmax(opened[order[i]], until);

		held += fmax(closed[order[i]] - from, 0);
		until = fmax(until, closed[order[i]]);
	}
	return held;
}

double
stat_exposure(const double *opened, const double *closed, size_t n,
    size_t *order)
{
	double first = INFINITY, last = -INFINITY;

	for (size_t i = 0; i < n; i++) {
		first = fmin(first, opened[i]);
		last = fmax(last, closed[i]);
	}
	return n == 0 ? NAN : per(stat_held(opened, closed, n, order),
	    last - first);
}

double
stat_ruin(double edge, double units)
{
	return edge <= 0 ? 1 : pow((1 - edge) / (1 + edge), units);
}

double
stat_ruin_before(double p, double units, double target)
{
	double q = 1 - p, ratio = q / p;

	if (units >= target)
		return 0;
	if (units <= 0)
		return 1;
	if (p == q)
		return 1 - units / target;
	if (p <= 0)
		return 1;
	/* For ratio > 1 the powers may be too large: by their inverse. */
	if (ratio > 1)
		return (1 - pow(1 / ratio, target - units)) /
		    (1 - pow(1 / ratio, target));
	return (pow(ratio, units) - pow(ratio, target)) /
	    (1 - pow(ratio, target));
}
