/* Correlation and covariance of a panel. */
#include "quant/panel.h"

#include "quant/stats.h"

#include <math.h>

double
corr_pearson(const double *x, const double *y, size_t n)
{
	double xx = stat_variance(x, n), yy = stat_variance(y, n);

	return xx > 0 && yy > 0 ? stat_covariance(x, y, n) / sqrt(xx * yy) :
	    NAN;
}

double
corr_spearman(const double *x, const double *y, size_t n, double *rank,
    size_t *scratch)
{
	stat_ranks(x, n, rank, scratch);
	stat_ranks(y, n, rank + n, scratch);
	return corr_pearson(rank, rank + n, n);
}

void
panel_pearson(const struct panel *s, double *out)
{
	panel_products(s, out);
	covariance_correlation(out, s->p, out);
}

void
panel_covariance(const struct panel *s, int by, double *out)
{
	double n = (double)s->n, over = by == 1 ? n - 1 : n;

	panel_products(s, out);
	for (size_t i = 0; i < s->p * s->p; i++)
		out[i] = s->n < 2 ? (double)NAN : out[i] / over;
}

static double
scaled(double cov, double one, double other)
{
	double both = one * other;

	return both > 0 && isfinite(both) ? cov / sqrt(both) : (double)NAN;
}

void
covariance_correlation(const double *cov, size_t p, double *out)
{
	for (size_t i = 0; i < p; i++)	/* the diagonal is needed to the end */
		for (size_t k = 0; k < p; k++)
			if (i != k)
				out[i * p + k] = scaled(cov[i * p + k],
				    cov[i * p + i], cov[k * p + k]);
	for (size_t i = 0; i < p; i++) {
		double own = cov[i * p + i];

		out[i * p + i] = isnan(scaled(own, own, own)) ? (double)NAN :
		    1;
	}
}

void
panel_ewma(const struct panel *s, double lambda, double *out)
{
	for (size_t i = 0; i < s->p; i++)
		for (size_t k = 0; k < s->p; k++) {
			double sum = s->x[i][0] * s->x[k][0];

			for (size_t t = 1; t < s->n; t++)
				sum = lambda * sum + (1 - lambda) *
				    s->x[i][t] * s->x[k][t];
			out[i * s->p + k] = sum;
		}
}

void
panel_standardise(const double *r, size_t n, double lambda, double *z)
{
	double s = r[0] * r[0];

	for (size_t t = 1; t < n; t++) {
		z[t] = r[t] / sqrt(s);
		s = lambda * s + (1 - lambda) * r[t] * r[t];
	}
}

void
panel_dcc(const struct panel *s, double a, double b, double lambda,
    double *z, double *q, double *out)
{
	for (size_t i = 0; i < s->p; i++)
		panel_standardise(s->x[i], s->n, lambda, z + i * s->n);
	for (size_t i = 0; i < s->p; i++)
		for (size_t k = 0; k < s->p; k++) {
			const double *x = z + i * s->n, *y = z + k * s->n;
			double usual = 0, now;

			for (size_t t = 1; t < s->n; t++)
				usual += x[t] * y[t] / (double)(s->n - 1);
			now = usual;
			for (size_t t = 1; t < s->n; t++)
				now = (1 - a - b) * usual + a * x[t] * y[t] +
				    b * now;
			q[i * s->p + k] = now;
		}
	covariance_correlation(q, s->p, out);
}

/* One rotation that makes a[i][k] 0. */
static void
rotate(double *a, size_t p, size_t i, size_t k)
{
	double off = a[i * p + k], theta, t, c, sine;

	if (off == 0)
		return;
	theta = (a[k * p + k] - a[i * p + i]) / (2 * off);
	t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
	c = 1 / sqrt(t * t + 1);
	sine = t * c;
	for (size_t m = 0; m < p; m++) {
		double x = a[m * p + i], y = a[m * p + k];

		a[m * p + i] = c * x - sine * y;
		a[m * p + k] = sine * x + c * y;
	}
	for (size_t m = 0; m < p; m++) {
		double x = a[i * p + m], y = a[k * p + m];

		a[i * p + m] = c * x - sine * y;
		a[k * p + m] = sine * x + c * y;
	}
}

void
eigenvalues(double *a, size_t p, double *out)
{
	for (int sweep = 0; sweep < 100; sweep++) {
		double off = 0, on = 0;

		for (size_t i = 0; i < p; i++)
			for (size_t k = 0; k < p; k++)
				*(i == k ? &on : &off) += a[i * p + k] *
				    a[i * p + k];
		if (!(off > on * 1e-32))
			break;
		for (size_t i = 0; i + 1 < p; i++)
			for (size_t k = i + 1; k < p; k++)
				rotate(a, p, i, k);
	}
	for (size_t i = 0; i < p; i++)
		out[i] = -a[i * p + i];
	stat_sort(out, p);
	for (size_t i = 0; i < p; i++)
		out[i] = -out[i];
}

struct diversification
covariance_diversification(const double *cov, size_t p, const double *weights,
    double *work, double *eigen)
{
	struct diversification d = { 0 };
	double *corr = work, apart = 0, together = 0, sum = 0, entropy = 0;

	covariance_correlation(cov, p, corr);
	for (size_t i = 0; i < p; i++) {
		apart += weights[i] * sqrt(cov[i * p + i]);
		for (size_t k = 0; k < p; k++) {
			together += weights[i] * weights[k] * cov[i * p + k];
			d.pairs += i != k ? corr[i * p + k] : 0;
		}
	}
	d.ratio = together > 0 ? apart / sqrt(together) : NAN;
	d.pairs = p > 1 ? d.pairs / (double)(p * (p - 1)) : NAN;
	eigenvalues(corr, p, eigen);
	for (size_t i = 0; i < p; i++)
		sum += eigen[i];
	for (size_t i = 0; i < p; i++)
		entropy -= eigen[i] > 0 ? eigen[i] / sum *
		    log(eigen[i] / sum) : 0;
	d.bets = isnan(sum) ? NAN : exp(entropy);
	d.absorbed = eigen[0] / sum;
	return d;
}

struct diversification
panel_diversification(const struct panel *s, const double *weights,
    double *work, double *eigen)
{
	panel_covariance(s, 1, work);
	return covariance_diversification(work, s->p, weights, work + s->p *
	    s->p, eigen);
}
