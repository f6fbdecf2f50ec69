/* What a series of returns says: METHODS 9.1, 9.2, 9.4 to 9.6. */
#include "quant/stats.h"

#include "quant/normal.h"

#include <math.h>

#define EULER 0.57721566490153286061

double
stat_periodic(double annual, double ppy)
{
	return annual == 0 ? 0 : expm1(log1p(annual) / ppy);
}

double
stat_total_return(const double *r, size_t n)
{
	double equity = 1;

	for (size_t i = 0; i < n; i++)
		equity *= r[i] > -1 ? 1 + r[i] : 0;
	return n == 0 ? NAN : equity - 1;
}

double
stat_annual_return(double total, size_t n, double ppy)
{
	double grown = n == 0 ? NAN : pow(1 + total, ppy / (double)n);

	return isfinite(grown) ? grown - 1 : NAN;
}

static double
excess(const double *r, size_t n, double rate)
{
	return stat_mean(r, n) - rate;
}

double
stat_sharpe(const double *r, size_t n, double rate)
{
	double sd = stat_deviation(r, n);

	return sd > 0 ? excess(r, n, rate) / sd : NAN;
}

double
stat_downside(const double *r, size_t n, double rate)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double d = r[i] < rate ? r[i] - rate : 0;

		sum += d * d;
	}
	return n == 0 ? NAN : sqrt(sum / (double)n);
}

double
stat_sortino(const double *r, size_t n, double rate)
{
	double down = stat_downside(r, n, rate);

	return down > 0 ? excess(r, n, rate) / down : NAN;
}

static double
deepest(const double *r, size_t n)
{
	double equity = 1, peak = 1, max = 0;

	for (size_t i = 0; i < n; i++) {
		equity *= r[i] > -1 ? 1 + r[i] : 0;
		peak = equity > peak ? equity : peak;
		max = fmin(max, equity / peak - 1);
	}
	return max;
}

double
stat_calmar(const double *r, size_t n, double ppy)
{
	double max = deepest(r, n);
	double annual = stat_annual_return(stat_total_return(r, n), n, ppy);

	return max < 0 ? annual / -max : NAN;
}

double
stat_omega(const double *r, size_t n, double threshold)
{
	double above = 0, below = 0;

	for (size_t i = 0; i < n; i++) {
		double d = r[i] - threshold;

		above += d > 0 ? d : 0;
		below += d < 0 ? -d : 0;
	}
	return below > 0 ? above / below : NAN;
}

double
stat_tail_ratio(const double *sorted, size_t n)
{
	double low = fabs(stat_quantile(sorted, n, 0.05));

	return low > 0 ? fabs(stat_quantile(sorted, n, 0.95)) / low : NAN;
}

struct drawdown
stat_drawdown(const double *r, size_t n)
{
	struct drawdown d = { .ulcer = NAN };
	double equity = 1, top = 1, fallen = 1, squares = 0;
	size_t at = 0, under = 0;

	for (size_t i = 1; i <= n; i++) {
		double depth;

		equity *= r[i - 1] > -1 ? 1 + r[i - 1] : 0;
		if (equity > top) {
			top = equity;
			at = i;
		}
		depth = equity / top - 1;
		squares += depth * depth;
		under = depth < 0 ? under + 1 : 0;
		d.longest = under > d.longest ? under : d.longest;
		if (depth < d.max) {
			d.max = depth;
			d.peak = at;
			d.trough = i;
			d.recovery = -1;
			fallen = top;
		} else if (d.recovery < 0 && equity >= fallen) {
			d.recovery = (int64_t)i;
		}
	}
	if (n > 1)
		d.ulcer = sqrt(squares / (double)(n - 1));
	return d;
}

/* Covariance with what was k bars before, by n. */
static double
autocovariance(const double *r, size_t n, double mean, size_t k)
{
	double sum = 0;

	for (size_t i = k; i < n; i++)
		sum += (r[i] - mean) * (r[i - k] - mean);
	return sum / (double)n;
}

double
stat_mean_nw(const double *r, size_t n, size_t lags)
{
	double mean = stat_mean(r, n), variance;

	if (n < 2 || !(stat_variance(r, n) > 0))
		return NAN;
	variance = autocovariance(r, n, mean, 0);
	for (size_t k = 1; k <= lags && k < n; k++)
		variance += 2 * (1 - (double)k / (double)(lags + 1)) *
		    autocovariance(r, n, mean, k);
	return variance > 0 ? mean / sqrt(variance / (double)n) : NAN;
}

double
stat_jarque_bera(const struct moments4 *m, size_t n)
{
	double excess = m->kurtosis - 3;

	return (double)n / 6 * (m->skew * m->skew + excess * excess / 4);
}

struct probable
stat_probable(const double *r, size_t n, double rate)
{
	struct moments4 m = stat_moments(r, n);
	struct probable p = { NAN, NAN, n < 2 ? NAN :
	    sqrt(m.squares / (double)(n - 1)) };
	double inner;

	if (p.deviation > 0)
		p.sharpe = (m.mean - rate) / p.deviation;
	inner = 1 - m.skew * p.sharpe + (m.kurtosis - 1) / 4 *
	    p.sharpe * p.sharpe;
	if (n > 1 && inner > 0)
		p.error = sqrt(inner / (double)(n - 1));
	return p;
}

double
stat_psr(const struct probable *p, double benchmark)
{
	return p->error > 0 ? normal_cdf((p->sharpe - benchmark) /
	    p->error) : NAN;
}

double
stat_track_record(const struct probable *p, size_t n, double benchmark)
{
	double z = normal_quantile(0.95) / (p->sharpe - benchmark);

	if (!(p->sharpe > benchmark))
		return NAN;
	return 1 + p->error * p->error * (double)(n - 1) * z * z;
}

double
stat_expected_best(double trials, double variance)
{
	if (!(trials > 1))
		return trials == 1 ? 0 : NAN;
	return sqrt(variance) * ((1 - EULER) * normal_quantile(1 -
	    1 / trials) + EULER * normal_quantile(1 - 1 / (trials * M_E)));
}
