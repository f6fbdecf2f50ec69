/* Losses and bets. */
#include "quant/var.h"

#include "quant/normal.h"
#include "quant/stats.h"

#include <math.h>

struct var
var_historical(const double *sorted, size_t n, double alpha)
{
	struct var v = { NAN, NAN, 0 };

	if (n == 0)
		return v;
	v.k = (size_t)floor((double)(n - 1) * alpha) + 1;
	v.var = -stat_quantile(sorted, n, alpha);
	v.cvar = -stat_mean(sorted, v.k);
	return v;
}

struct var
var_normal(const double *r, size_t n, double alpha)
{
	double mean = stat_mean(r, n), sd = stat_deviation(r, n);
	double z = normal_quantile(alpha);

	return (struct var){ -(mean + z * sd),
	    -(mean - sd * normal_density(z) / alpha), 0 };
}

struct var_bent
var_cornish_fisher(const double *r, size_t n, double alpha)
{
	struct moments4 m = stat_moments(r, n);
	struct var_bent v = { m.skew, m.kurtosis - 3, NAN, NAN };
	double z = normal_quantile(alpha), z2 = z * z, z3 = z2 * z;

	v.z = z + (z2 - 1) * v.skew / 6 + (z3 - 3 * z) * v.excess / 24 -
	    (2 * z3 - 5 * z) * v.skew * v.skew / 36;
	v.var = -(m.mean + v.z * m.deviation);
	return v;
}

double
kelly_binary(double p, double b)
{
	return p - (1 - p) / b;
}

double
kelly_continuous(const double *r, size_t n)
{
	double variance = stat_variance(r, n);

	return variance > 0 ? stat_mean(r, n) / variance : NAN;
}

/* What the growth changes by with a little more on it. */
static double
slope_at(const double *r, size_t n, double f)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += r[i] / (1 + f * r[i]);
	return sum;
}

double
kelly_empirical(const double *r, size_t n)
{
	double worst = 0, low = 0, high;

	for (size_t i = 0; i < n; i++)
		worst = fmin(worst, r[i]);
	if (n == 0 || !(stat_mean(r, n) > 0))
		return n == 0 ? NAN : 0;
	if (worst >= 0)
		return NAN;
	high = 0.999 / -worst;
	if (slope_at(r, n, high) >= 0)
		return high;
	/* It is concave: one place where the slope is 0. */
	for (int i = 0; i < 200 && low < high; i++) {
		double middle = low + (high - low) / 2;

		if (middle == low || middle == high)
			break;
		if (slope_at(r, n, middle) > 0)
			low = middle;
		else
			high = middle;
	}
	return low + (high - low) / 2;
}

double
size_loss(double entry, double stop, double cost)
{
	return fabs(entry - stop) + cost * (entry + stop);
}

/* A multiple of the lot that rounding has put just below is not lost. */
static double
floor_to(double qty, double lot)
{
	return lot > 0 ? floor(qty / lot + 1e-9) * lot : qty;
}

double
size_fixed_fractional(double equity, double risk, double entry, double loss,
    double lot, double leverage)
{
	double qty = loss > 0 ? equity * risk / loss : NAN;

	if (leverage > 0)
		qty = fmin(qty, leverage * equity / entry);
	return floor_to(qty, lot);
}

const struct bracket *
bracket_of(const struct bracket *all, size_t n, double notional)
{
	for (size_t i = 0; i < n; i++)
		if (notional >= all[i].floor && (notional < all[i].cap ||
		    i + 1 == n))
			return &all[i];
	return NULL;
}

double
liquidation_price(const struct bracket *all, size_t n, double wallet,
    double side, double qty, double entry)
{
	for (size_t i = 0; i < n; i++) {
		double price = (wallet + all[i].cum - side * qty * entry) /
		    (qty * all[i].rate - side * qty);

		if (price > 0 && qty * price >= all[i].floor &&
		    (qty * price < all[i].cap || i + 1 == n))
			return price;
	}
	return NAN;
}
