/* Covariance drawn to a target: Ledoit and Wolf 2004 (METHODS 6.6). */
#include "quant/panel.h"

#include "quant/stats.h"

#include <math.h>

/* Σ over bars of (x_i x_k - s_ik)². */
static double
spread_of(const struct panel *s, size_t i, size_t k, double cov)
{
	double mean[2] = { stat_mean(s->x[i], s->n), stat_mean(s->x[k],
	    s->n) }, sum = 0;

	for (size_t t = 0; t < s->n; t++) {
		double d = (s->x[i][t] - mean[0]) * (s->x[k][t] - mean[1]) -
		    cov;

		sum += d * d;
	}
	return sum;
}

double
panel_shrink_identity(const struct panel *s, double *out)
{
	size_t p = s->p;
	double n = (double)s->n, size = (double)p, mu = 0, far = 0, noise = 0;
	double share;

	panel_covariance(s, 0, out);
	for (size_t i = 0; i < p; i++)
		mu += out[i * p + i] / size;
	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < p; k++) {
			double d = out[i * p + k] - (i == k ? mu : 0);

			far += d * d / size;
			noise += spread_of(s, i, k, out[i * p + k]) /
			    (size * n * n);
		}
	share = far > 0 ? fmin(noise, far) / far : isnan(far) ? NAN : 0;
	for (size_t i = 0; i < p * p; i++)
		out[i] = (1 - share) * out[i] + (i % (p + 1) == 0 ?
		    share * mu : 0);
	return share;
}

/* mean of x_i³ x_k, less s_ii s_ik. */
static double
theta_of(const struct panel *s, size_t i, size_t k, const double *cov)
{
	double mean[2] = { stat_mean(s->x[i], s->n), stat_mean(s->x[k],
	    s->n) }, sum = 0;

	for (size_t t = 0; t < s->n; t++) {
		double x = s->x[i][t] - mean[0];

		sum += x * x * x * (s->x[k][t] - mean[1]);
	}
	return sum / (double)s->n - cov[i * s->p + i] * cov[i * s->p + k];
}

/* Mean of the correlations off the diagonal. */
static double
mean_correlation(const double *cov, size_t p)
{
	double sum = 0;

	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < i; k++)
			sum += cov[i * p + k] / sqrt(cov[i * p + i] *
			    cov[k * p + k]);
	return p > 1 ? sum / ((double)(p * (p - 1)) / 2) : 0;
}

static double
target_of(const double *cov, size_t p, size_t i, size_t k, double mean)
{
	return i == k ? cov[i * p + i] : mean * sqrt(cov[i * p + i] *
	    cov[k * p + k]);
}

double
panel_shrink_constant(const struct panel *s, double *out)
{
	size_t p = s->p;
	double n = (double)s->n, pi = 0, rho = 0, gamma = 0, mean, share;

	panel_covariance(s, 0, out);
	mean = mean_correlation(out, p);
	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < p; k++) {
			double noise = spread_of(s, i, k, out[i * p + k]) / n;
			double d = out[i * p + k] - target_of(out, p, i, k,
			    mean);

			pi += noise;
			gamma += d * d;
			rho += i == k ? noise : mean * sqrt(out[k * p + k] /
			    out[i * p + i]) * theta_of(s, i, k, out);
		}
	share = gamma > 0 ? fmin(fmax((pi - rho) / (gamma * n), 0), 1) :
	    isnan(gamma) ? NAN : 0;
	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < i; k++) {
			double to = target_of(out, p, i, k, mean);

			out[i * p + k] = out[k * p + i] = share * to +
			    (1 - share) * out[i * p + k];
		}
	return share;
}
